//! For people to read: a record in a terminal ([`pretty`]), and every step towards it ([`explain()`]).

mod explain;
pub mod pretty;

pub use explain::explain;
