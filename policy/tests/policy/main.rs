//! The policy from outside: random worlds, the properties that the design promises, a second opinion on every answer, and the
//! sentences that a caseworker would say.

mod chance;
mod circle;
mod nouns;
mod properties;
mod second_opinion;
mod sentences;
mod stories;
mod worlds;
