//! An article whose fields a program has at hand.

use marsad_coder::Article;

use crate::Reject;
use crate::item::{Fields, Found, Published, What};

/// An article's fields as they were given, by another program.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Its id; without one, or with an empty one, it gets one of its content.
    pub id: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its body.
    pub text: Option<String>,
    /// Its day, in any form that files may have it in.
    pub published: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

impl Given {
    /// The article, if it can be coded; `largest` in bytes of UTF-8.
    ///
    /// # Errors
    /// Why it cannot be coded: without text, not Arabic, too large, or of a day that is none.
    pub fn article(self, largest: usize) -> Result<Article, Reject> {
        let Given { id, title, text, published, outlet, url } = self;
        let title = title.unwrap_or_default();
        let published = published.map_or(Published::Unknown, Published::Told);
        let fields = Fields { id, title, text, published, outlet, url, encoding: "UTF-8", repaired: false };
        let found = Found { file: "-".to_owned(), line: 1, largest, encoding: None, what: What::Fields(fields) };
        found.read().result
    }
}
