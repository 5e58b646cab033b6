//! Search terms: how text becomes words that can be found, and where the words of a question stand in a text.

use marsad_record::{Field, Span};
use serde::Serialize;

/// A word of a text as it is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Letters and digits only, the same for all spellings and forms that should find each other.
    pub key: String,
    /// First scalar value of the word in the text.
    pub start: u32,
    /// One past its last.
    pub end: u32,
}

/// Cuts a text into its terms, in order. The ledger knows no language: whoever opens it says what a word is.
pub type Terms<'a> = &'a (dyn Fn(&str) -> Vec<Term> + Sync);

/// Terms of one article that are indexed: PostgreSQL takes no more than a megabyte of them.
const LARGEST: usize = 40_000;

/// The terms of several texts as the index takes them.
pub fn joined<'t>(texts: impl Iterator<Item = &'t str>, terms: Terms<'_>) -> String {
    let mut out = String::new();
    let mut count = 0;
    for text in texts {
        for term in terms(text) {
            if term.key.is_empty() || count == LARGEST {
                continue;
            }
            if count > 0 {
                out.push(' ');
            }
            out.push_str(&term.key);
            count += 1;
        }
    }
    out
}

/// The phrases of a question: words in quotation marks belong together, others stand alone. All must be found.
pub fn phrases(question: &str, terms: Terms<'_>) -> Vec<Vec<String>> {
    let keys =
        |text: &str| -> Vec<String> { terms(text).into_iter().map(|t| t.key).filter(|k| !k.is_empty()).collect() };
    let mut out = Vec::new();
    for (i, part) in question.split(['"', '«', '»', '“', '”']).enumerate() {
        let words = keys(part);
        if i % 2 == 1 {
            out.push(words);
        } else {
            out.extend(words.into_iter().map(|w| vec![w]));
        }
    }
    out.retain(|p| !p.is_empty());
    out
}

/// Where the phrases stand in a text, in order, without overlaps.
pub fn highlights(text: &str, field: Field, phrases: &[Vec<String>], terms: Terms<'_>) -> Vec<Span> {
    let words: Vec<Term> = terms(text).into_iter().filter(|t| !t.key.is_empty()).collect();
    let mut out: Vec<Span> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let here = |p: &&Vec<String>| {
            words.get(i..i + p.len()).is_some_and(|w| w.iter().zip(p.iter()).all(|(w, k)| w.key == *k))
        };
        match phrases.iter().filter(here).map(Vec::len).max() {
            Some(n) => {
                out.push(Span { field, start: words[i].start, end: words[i + n - 1].end });
                i += n;
            }
            None => i += 1,
        }
    }
    out
}

/// An article that a question finds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The article's id.
    pub article: String,
    /// ISO date.
    pub published: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its body, where the ledger keeps it.
    pub text: Option<String>,
    /// Where the words stand.
    pub spans: Vec<Span>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Words of letters and digits in lower case, without a final s: enough of a language for tests.
    pub(crate) fn terms(text: &str) -> Vec<Term> {
        let mut out: Vec<Term> = Vec::new();
        let mut open = false;
        for (i, c) in text.chars().enumerate() {
            let i = i as u32;
            if !c.is_alphanumeric() {
                open = false;
                continue;
            }
            if !open {
                out.push(Term { key: String::new(), start: i, end: i });
                open = true;
            }
            if let Some(last) = out.last_mut() {
                last.key.extend(c.to_lowercase());
                last.end = i + 1;
            }
        }
        for t in &mut out {
            t.key = t.key.trim_end_matches('s').to_owned();
        }
        out
    }

    #[test]
    fn phrases_are_found_as_wholes() {
        let asked = phrases("talks \"foreign ministers\"", &terms);
        assert_eq!(asked, [vec!["talk"], vec!["foreign", "minister"]]);
        let text = "é Talk of a minister; the foreign minister talks.";
        let found = highlights(text, Field::Text, &asked, &terms);
        let shown: Vec<String> = found
            .iter()
            .map(|s| text.chars().skip(s.start as usize).take((s.end - s.start) as usize).collect())
            .collect();
        assert_eq!(shown, ["Talk", "foreign minister", "talks"]);
    }

    #[test]
    fn nothing_asked_finds_nothing() {
        assert!(phrases(" \"\" ", &terms).is_empty());
        assert!(highlights("a b", Field::Text, &[], &terms).is_empty());
    }
}
