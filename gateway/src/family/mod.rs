//! A family's own pages: what is new and what needs an answer (`home`, with `news`), who may see what and why (`circle`), one agency of it
//! (`agency`, with its protocols in `agreement`), what staff ask for (`asked`), and being named a helper of another family (`helping`). `seen`
//! is a case as one of its family may see it, `why` what a yes rests on in words, `copies` what cannot be taken back, `store` the SQL of what
//! the record says of the case. Consents are pages of their own slice.

pub mod agency;
mod agreement;
pub mod asked;
pub mod circle;
pub mod copies;
pub mod helping;
pub mod home;
pub mod news;
pub mod seen;
pub mod store;
pub mod why;

use std::sync::Arc;

use axum::Router;

use crate::app::App;

/// The family's pages of this slice.
pub fn routes() -> Router<Arc<App>> {
    home::routes().merge(circle::routes()).merge(agency::routes()).merge(asked::routes()).merge(helping::routes())
}
