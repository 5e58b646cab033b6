//! For people to read: a record in a terminal ([`pretty`]), every step towards it ([`explain()`]), and what was set aside ([`aside()`]).

mod aside;
mod explain;
pub mod pretty;

pub use aside::{Aside, aside};
pub use explain::explain;
