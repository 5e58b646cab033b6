//! The coder: what one article puts on record. [`code`] is a pure function of article and lexicon.
//!
//! In order: words ([`word`]), parties ([`mention`]), clauses ([`clause`]), frames ([`propose`]), standing ([`standing`]),
//! sources ([`source`]), places ([`place`]), dates ([`when`]), and at last the whole document ([`document`]).

pub mod among;
pub mod background;
pub mod clause;
pub mod document;
pub mod judge;
pub mod learn;
pub mod magnitude;
pub mod mention;
mod name;
pub mod place;
pub mod propose;
pub mod settle;
pub mod source;
pub mod standing;
pub mod statement;
#[cfg(test)]
mod testing;
pub mod vote;
pub mod when;
pub mod word;

use marsad_lexicon::Lexicon;
use marsad_record::Record;

/// An article as the reader hands it over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its id.
    pub id: String,
    /// Its headline; empty if there is none.
    pub title: String,
    /// Its body.
    pub text: String,
    /// Day of publication.
    pub published: Option<marsad_time::Date>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
}

/// Codes one article.
pub fn code(article: &Article, lexicon: &Lexicon) -> Record {
    document::code(article, lexicon)
}
