//! An article whose fields a program has at hand.

use marsad_coder::Article;

use crate::{Reject, check, stable_id};

/// An article's fields as they were given, by a line of JSON or by another program.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Its id; without one, or with an empty one, it gets one of its content.
    pub id: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its body.
    pub text: Option<String>,
    /// Its day: YYYY-MM-DD, what stands behind does not matter.
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
        let title = self.title.unwrap_or_default();
        let Some(text) = self.text else { return Err(Reject::NoText { title: !title.trim().is_empty() }) };
        let published = match self.published.as_deref().map(str::trim).filter(|p| !p.is_empty()) {
            Some(p) => Some(p.get(..10).unwrap_or(p).parse().map_err(|_| Reject::Date(p.chars().take(40).collect()))?),
            None => None,
        };
        let id = self.id.filter(|id| !id.is_empty()).unwrap_or_else(|| stable_id(&title, &text));
        check(Article { id, title, text, published, outlet: self.outlet, url: self.url }, largest)
    }
}
