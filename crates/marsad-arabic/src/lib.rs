//! Arabic as grammar sees it: the forms of words, the readings of a written word, the clauses of a sentence.
//! Knows nothing of politics.

pub mod analyze;
pub mod dictionary;
pub mod entry;
pub mod features;
pub mod generate;
pub mod romanise;
pub mod rows;
pub mod tag;
