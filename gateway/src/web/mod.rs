//! What every page needs: who visits and in which language (`visitor`, `cookie`), what they typed (`form`), and the frame around what
//! they see (`frame`, with its words in `say`, its days in `calendar`, its square codes in `square`, and its embedded files in `assets`). Slices render their own
//! pages with it, in `page.rs`; `pages` at the top puts them together.

pub mod assets;
pub mod calendar;
pub mod cookie;
pub mod form;
pub mod frame;
pub mod say;
pub mod square;
pub mod visitor;

pub use form::Filled;
pub use frame::{Frame, see_done, see_other, send_on, show};
pub use say::Say;
pub use visitor::Visitor;
