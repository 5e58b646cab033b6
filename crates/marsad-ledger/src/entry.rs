//! What is added to the ledger: a record, or a note that an article reprints another.

use marsad_record::{Record, SCHEMA_VERSION};
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::search::{Terms, joined};

/// An article as it comes to the ledger, ready to be stored.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The record; without events where the article is a reprint.
    pub record: Record,
    /// The article's body, where it is to be kept and searched.
    pub text: Option<String>,
    /// The article whose text this one reprints.
    pub reprint_of: Option<String>,
    /// Version of the coder, where known.
    pub coder: Option<String>,
    /// Version of the lexicon, where known.
    pub lexicon: Option<String>,
    /// The record as JSON.
    pub(crate) body: String,
    /// Of all that is stored.
    pub(crate) hash: String,
    /// Search terms.
    pub(crate) terms: String,
    /// Search terms of each actor's name.
    pub(crate) names: Vec<String>,
}

/// What a line may hold beside the record.
#[derive(Deserialize)]
struct Extras {
    text: Option<String>,
    reprint_of: Option<String>,
    coder: Option<String>,
    lexicon: Option<String>,
}

/// A line that credits a reprint: it needs no more than ids.
#[derive(Deserialize)]
struct Reprint {
    id: String,
    published: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    title: Option<String>,
}

impl Entry {
    /// Makes an entry of a record.
    ///
    /// # Errors
    /// Only if the record cannot be written as JSON, which no record causes.
    pub fn new(
        record: Record,
        text: Option<String>,
        versions: (Option<String>, Option<String>),
        terms: Terms<'_>,
    ) -> Result<Entry> {
        Entry::build(record, Extras { text, reprint_of: None, coder: versions.0, lexicon: versions.1 }, terms)
    }

    /// Reads a line of `marsad code`'s output.
    ///
    /// # Errors
    /// If the line is neither a record nor names what it reprints.
    pub fn from_json(line: &str, terms: Terms<'_>) -> Result<Entry> {
        let extras: Extras = serde_json::from_str(line).map_err(Error::Record)?;
        let record = if extras.reprint_of.is_some() {
            let r: Reprint = serde_json::from_str(line).map_err(Error::Record)?;
            Record {
                id: r.id,
                published: r.published,
                outlet: r.outlet,
                url: r.url,
                title: r.title,
                text: None,
                reprint_of: None,
                language: "ar".into(),
                schema: SCHEMA_VERSION.into(),
                events: Vec::new(),
                actors: Vec::new(),
                statements: Vec::new(),
                tracks: Vec::new(),
            }
        } else {
            Record::from_json(line).map_err(Error::Record)?
        };
        Entry::build(record, extras, terms)
    }

    fn build(mut record: Record, extras: Extras, terms: Terms<'_>) -> Result<Entry> {
        // They have columns of their own.
        (record.text, record.reprint_of) = (None, None);
        let body = record.to_json().map_err(Error::Record)?;
        let parts = [
            Some(&body),
            extras.text.as_ref(),
            extras.reprint_of.as_ref(),
            extras.coder.as_ref(),
            extras.lexicon.as_ref(),
        ];
        let hash = hash(&parts);
        let names: Vec<String> =
            record.actors.iter().map(|a| joined(std::iter::once(a.name.as_str()), terms)).collect();
        let labels = record.events.iter().flat_map(|e| &e.topics).map(|t| t.label.as_str());
        // Without the text, what the record took from it is searched.
        let searched: Vec<&str> = match &extras.text {
            Some(text) => record.title.as_deref().into_iter().chain([text.as_str()]).collect(),
            None => record
                .title
                .as_deref()
                .into_iter()
                .chain(record.actors.iter().map(|a| a.name.as_str()))
                .chain(labels)
                .collect(),
        };
        let terms = joined(searched.into_iter(), terms);
        let Extras { text, reprint_of, coder, lexicon } = extras;
        Ok(Entry { record, text, reprint_of, coder, lexicon, body, hash, terms, names })
    }

    /// Bytes that it holds, about.
    pub fn size(&self) -> usize {
        self.body.len() + self.text.as_ref().map_or(0, String::len) + self.terms.len()
    }
}

/// FNV-1a over the parts, as hexadecimal: the same on every machine and version.
fn hash(parts: &[Option<&String>]) -> String {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        let bytes = part.map_or(&b""[..], |s| s.as_bytes());
        for &b in bytes.iter().chain(&[0xFF, u8::from(part.is_some())]) {
            h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{h:016x}")
}
