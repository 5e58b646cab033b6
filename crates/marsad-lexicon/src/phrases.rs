//! Names and set phrases, found word by word.
//!
//! A word of a name is kept as its folded stem without the article and a flag for the article; a word of an office or a
//! group is kept as its lemma. The longest entry that matches wins.

use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};

use crate::politics::Politics;

/// What an entry stands for: an index into the table of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Sense {
    /// A state by its name; true where only context makes it this state.
    State(u32, bool),
    /// A word for its government.
    Seat(u32, bool),
    /// The adjective of a state.
    Nisba(u32, bool),
    /// The people of a state.
    People(u32),
    /// An office or organ.
    Office(u32),
    /// A collective or generic actor.
    Group(u32),
    /// A body.
    Body(u32),
    /// A person.
    Person(u32),
    /// A place.
    Place(u32),
}

impl Sense {
    /// Whether words of this entry are lemmas that may stand in any form, with or without the article.
    pub fn by_lemma(self) -> bool {
        matches!(self, Sense::Office(_) | Sense::Group(_) | Sense::Nisba(..) | Sense::People(_))
    }
}

#[derive(Clone, Debug)]
struct Entry {
    words: Vec<(String, bool)>,
    sense: Sense,
}

/// All entries by their first word.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    source: Vec<(Vec<String>, Sense)>,
    by_first: FxHashMap<String, Vec<Entry>>,
}

/// What the matcher is told of a word of the text.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Folded stem without clitics and article.
    pub stem: &'a str,
    /// Folded whole word without the article only, where that differs (a glued name part).
    pub whole: &'a str,
    /// Whether the letters of the article were taken from `whole`.
    pub whole_article: bool,
    /// Folded lemma; empty if unknown.
    pub lemma: &'a str,
    /// Whether the article stands before the stem.
    pub article: bool,
    /// Whether other proclitics stand before it.
    pub proclitic: bool,
    /// Whether a pronoun suffix stands behind it.
    pub suffixed: bool,
}

/// The folded stem of a name's word, and whether it has the article.
fn split_article(word: &str) -> (String, bool) {
    let key = marsad_text::fold(word);
    // "ألبان", "إلهام": the letters are the word's own.
    if !marsad_text::strip_marks(word).starts_with("ال") {
        return (key, false);
    }
    match key.strip_prefix("ال").filter(|s| s.chars().count() > 1 && key != "الله") {
        Some(stem) => (stem.to_owned(), true),
        None => (key, false),
    }
}

/// The word behind a fused preposition of an office or a group (`للقضاء` → `قضاء`).
pub(crate) fn behind_fused(word: &str) -> Option<&str> {
    word.strip_prefix("لل").or_else(|| word.strip_prefix("بال")).filter(|rest| rest.chars().count() > 2)
}

/// Every name and phrase of the tables of politics.
pub(crate) fn collect(p: &Politics) -> Vec<(Vec<String>, Sense)> {
    // "5+1" is three words to the tokeniser.
    let words = |s: &str| -> Vec<String> { s.replace('+', " + ").split_whitespace().map(str::to_owned).collect() };
    let mut out = Vec::new();
    for (i, s) in p.states.iter().enumerate() {
        let i = i as u32;
        out.extend(s.names.iter().map(|(n, a)| (words(n), Sense::State(i, *a))));
        out.extend(s.seats.iter().map(|(n, a)| (words(n), Sense::Seat(i, *a))));
        out.extend(s.nisbas.iter().map(|(n, a)| (words(n), Sense::Nisba(i, *a))));
        out.extend(s.people.iter().map(|(n, _)| (words(n), Sense::People(i))));
    }
    out.extend(p.offices.iter().enumerate().map(|(i, (w, _))| (w.clone(), Sense::Office(i as u32))));
    out.extend(p.groups.iter().enumerate().map(|(i, (w, _))| (w.clone(), Sense::Group(i as u32))));
    for (i, b) in p.bodies.iter().enumerate() {
        out.extend(b.names.iter().map(|(n, _)| (words(n), Sense::Body(i as u32))));
    }
    for (i, b) in p.people.iter().enumerate() {
        out.extend(b.names.iter().map(|(n, _)| (words(n), Sense::Person(i as u32))));
    }
    for (i, b) in p.places.iter().enumerate() {
        out.extend(b.names.iter().map(|(n, _)| (words(n), Sense::Place(i as u32))));
    }
    out.retain(|(w, _)| !w.is_empty());
    out
}

impl Phrases {
    /// Indexes the entries.
    pub(crate) fn new(source: Vec<(Vec<String>, Sense)>) -> Phrases {
        let mut by_first: FxHashMap<String, Vec<Entry>> =
            FxHashMap::with_capacity_and_hasher(source.len(), FxBuildHasher);
        for (words, sense) in &source {
            let words: Vec<(String, bool)> = words
                .iter()
                .enumerate()
                .map(|(i, w)| match behind_fused(w).filter(|_| i > 0 && sense.by_lemma()) {
                    Some(rest) => (marsad_text::fold(rest), true),
                    None if sense.by_lemma() => (split_article(w).0, false),
                    None => split_article(w),
                })
                .collect();
            by_first.entry(words[0].0.clone()).or_default().push(Entry { words, sense: *sense });
        }
        for list in by_first.values_mut() {
            // Longest first; among equals the kinds in their order, so that the result does not hang on file order alone.
            list.sort_by_key(|e| (usize::MAX - e.words.len(), e.sense));
        }
        Phrases { source, by_first }
    }

    pub(crate) fn entries(&self) -> Vec<(Vec<String>, Sense)> {
        self.source.clone()
    }

    /// All senses of the longest match that begins at `words[0]`, with its length in words.
    pub fn longest(&self, words: &[Seen<'_>]) -> Option<(usize, Vec<Sense>)> {
        let first = words.first()?;
        let mut best: Option<(usize, Vec<Sense>)> = None;
        let mut keys = vec![first.stem];
        for key in [first.lemma, first.whole] {
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
        for key in keys {
            for e in self.by_first.get(key).into_iter().flatten() {
                let n = e.words.len();
                if best.as_ref().is_some_and(|(b, _)| *b > n) {
                    break;
                }
                if n <= words.len()
                    && e.words.iter().zip(words).enumerate().all(|(i, (w, s))| fits(w, s, i == 0, i + 1 == n, e.sense))
                {
                    match &mut best {
                        Some((b, senses)) if *b == n => {
                            if !senses.contains(&e.sense) {
                                senses.push(e.sense);
                            }
                        }
                        _ => best = Some((n, vec![e.sense])),
                    }
                }
            }
        }
        best
    }
}

fn fits(word: &(String, bool), seen: &Seen<'_>, first: bool, last: bool, sense: Sense) -> bool {
    // The flag of a lemma's word says that a preposition is fused with it.
    let fused = sense.by_lemma() && word.1;
    if !first && seen.proclitic != fused {
        // Words inside a name keep their clitics: "الأمين العام للأمم المتحدة", "متحدث باسم".
        return seen.proclitic && seen.whole == word.0 && !word.1;
    }
    if sense.by_lemma() {
        return seen.lemma == word.0 || (seen.stem == word.0 && (!last || !seen.suffixed));
    }
    !seen.suffixed
        && (seen.article == word.1 && seen.stem == word.0 || seen.whole_article == word.1 && seen.whole == word.0)
}
