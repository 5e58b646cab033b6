//! Names and set phrases, found word by word.
//!
//! A word of a name is kept as its folded stem without the article and a flag for the article; a word of an office or a
//! group is kept as its lemma. The longest entry that matches wins.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use marsad_arabic::rows::{Index, NONE, Rows};

use crate::politics::Politics;

/// What an entry stands for: an index into the table of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

    fn pack(self) -> (u32, u32) {
        match self {
            Sense::State(i, context) => (u32::from(context), i),
            Sense::Seat(i, context) => (2 + u32::from(context), i),
            Sense::Nisba(i, context) => (4 + u32::from(context), i),
            Sense::People(i) => (6, i),
            Sense::Office(i) => (7, i),
            Sense::Group(i) => (8, i),
            Sense::Body(i) => (9, i),
            Sense::Person(i) => (10, i),
            Sense::Place(i) => (11, i),
        }
    }

    fn unpack(kind: u32, i: u32) -> Sense {
        match kind {
            0 | 1 => Sense::State(i, kind == 1),
            2 | 3 => Sense::Seat(i, kind == 3),
            4 | 5 => Sense::Nisba(i, kind == 5),
            6 => Sense::People(i),
            7 => Sense::Office(i),
            8 => Sense::Group(i),
            9 => Sense::Body(i),
            10 => Sense::Person(i),
            _ => Sense::Place(i),
        }
    }
}

/// Words of entries as numbers, and the entries by the number of their first word.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    text: Cow<'static, str>,
    /// Of each word: text start, text end, first entry that begins with it, how many do.
    words: Rows<4>,
    /// Of `words`.
    index: Index,
    /// Kind of sense, its number, first part, parts, second word. Of those that begin alike the longest stands first.
    entries: Rows<5>,
    /// Word, flag.
    parts: Rows<2>,
}

/// Most words in which an entry is looked for.
pub const LONGEST: usize = 8;

/// A word of an entry, and its flag: the article stands before it, or for words that are lemmas, a preposition is fused with it.
type Part = (String, bool);

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
    out.extend(women(p));
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

/// Nouns of office whose feminine is formed by ة alone.
const HOLDERS: &[&str] = &[
    "وزير",
    "رئيس",
    "سفير",
    "متحدث",
    "ناطق",
    "مدير",
    "مبعوث",
    "نائب",
    "مستشار",
    "أمين",
    "محافظ",
    "مندوب",
    "ممثل",
    "مفوض",
    "منسق",
    "مقرر",
    "زعيم",
    "مساعد",
    "وكيل",
    "مرشح",
    "حاكم",
    "قائم",
    "مفتش",
    "مراقب",
    "كاتب",
];

/// The offices that `offices.tsv` has for men only, held by women: "وزيرة الدولة للشؤون الخارجية".
fn women(p: &Politics) -> Vec<(Vec<String>, Sense)> {
    let listed: HashSet<&[String]> = p.offices.iter().map(|(w, _)| w.as_slice()).collect();
    let woman = |(i, (words, office)): (usize, &(Vec<String>, crate::Office))| {
        let first = words.first().filter(|w| office.person && HOLDERS.contains(&w.as_str()))?;
        let mut words = words.clone();
        words[0] = format!("{first}ة");
        (!listed.contains(words.as_slice())).then_some((words, Sense::Office(i as u32)))
    };
    p.offices.iter().enumerate().filter_map(woman).collect()
}

/// The words of an entry as they are matched.
fn parts(words: &[String], sense: Sense) -> Vec<Part> {
    let part = |(i, w): (usize, &String)| match behind_fused(w).filter(|_| i > 0 && sense.by_lemma()) {
        Some(rest) => (marsad_text::fold(rest), true),
        None if sense.by_lemma() => (split_article(w).0, false),
        None => split_article(w),
    };
    words.iter().enumerate().map(part).collect()
}

impl Phrases {
    /// Indexes the entries.
    pub(crate) fn new(source: &[(Vec<String>, Sense)]) -> Phrases {
        let mut by_first: BTreeMap<String, Vec<(Vec<Part>, Sense)>> = BTreeMap::new();
        for (words, sense) in source {
            let parts = parts(words, *sense);
            by_first.entry(parts[0].0.clone()).or_default().push((parts, *sense));
        }
        let further = by_first.values().flatten().flat_map(|(parts, _)| parts.iter().map(|p| p.0.clone()));
        let mut texts: Vec<String> = further.collect();
        texts.sort_unstable();
        texts.dedup();
        let numbers: HashMap<&str, u32> = texts.iter().enumerate().map(|(i, t)| (t.as_str(), i as u32)).collect();
        let mut phrases = Phrases { index: Index::new(texts.iter().map(String::as_str)), ..Phrases::default() };
        for text in &texts {
            let first = phrases.entries.len() as u32;
            let mut list = by_first.remove(text).unwrap_or_default();
            // Longest first; among equals the kinds in their order, so that the result does not hang on file order alone.
            list.sort_by_key(|(parts, sense)| (usize::MAX - parts.len(), *sense));
            for (parts, sense) in &list {
                let (kind, i) = sense.pack();
                let number = |part: &Part| numbers.get(part.0.as_str()).copied().unwrap_or(NONE);
                let second = parts.get(1).map_or(NONE, number);
                phrases.entries.push([kind, i, phrases.parts.len() as u32, parts.len() as u32, second]);
                for part in parts {
                    phrases.parts.push([number(part), u32::from(part.1)]);
                }
            }
            let start = phrases.text.len();
            phrases.text.to_mut().push_str(text);
            phrases.words.push([start as u32, phrases.text.len() as u32, first, list.len() as u32]);
        }
        phrases
    }

    /// The text that the tables point into.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        self.words.write(out);
        self.index.write(out);
        self.entries.write(out);
        self.parts.write(out);
    }

    /// Opens what [`Phrases::write`] wrote, with its text.
    pub(crate) fn read(bytes: &mut &'static [u8], text: &'static str) -> Option<Phrases> {
        Some(Phrases {
            text: Cow::Borrowed(text),
            words: Rows::read(bytes)?,
            index: Index::read(bytes)?,
            entries: Rows::read(bytes)?,
            parts: Rows::read(bytes)?,
        })
    }

    /// The number of a word; `NONE` for one that no entry has.
    fn number(&self, word: &str) -> u32 {
        if word.is_empty() {
            return NONE;
        }
        let text_of = |row| {
            self.words.get(row).map_or("", |[start, end, ..]| self.text.get(start as usize..end as usize).unwrap_or(""))
        };
        self.index.find(word, text_of).map_or(NONE, |i| i as u32)
    }

    /// The numbers of a word of the text, for [`Phrases::longest`].
    pub fn numbers(&self, seen: &Seen<'_>) -> Numbers {
        let stem = self.number(seen.stem);
        let lemma = if seen.lemma == seen.stem { stem } else { self.number(seen.lemma) };
        Numbers { stem, lemma, whole: self.number(seen.whole) }
    }

    /// The numbers of a first word under which entries stand, in the order in which they are tried.
    fn keys(&self, first: Numbers) -> impl Iterator<Item = u32> {
        let (stem, lemma) = (first.stem, first.lemma);
        let whole = Some(first.whole).filter(|w| *w != stem && *w != lemma);
        let begins = |key: &u32| self.words.cell(*key as usize, 3).is_some_and(|n| n > 0);
        [Some(stem), Some(lemma).filter(|l| *l != stem), whole].into_iter().flatten().filter(begins)
    }

    /// Whether any entry begins with this word.
    pub fn begins(&self, word: Numbers) -> bool {
        self.keys(word).next().is_some()
    }

    /// All senses of the longest match among the first `count` words that `known` tells of, with its length in words. Only the first
    /// [`LONGEST`] words count.
    pub fn longest<'s>(
        &self,
        count: usize,
        known: impl Fn(usize) -> (Seen<'s>, Numbers),
    ) -> Option<(usize, Vec<Sense>)> {
        let mut words = [None; LONGEST];
        let count = count.min(LONGEST);
        let first = *words.first_mut().filter(|_| count > 0)?.insert(known(0));
        // Some first words have hundreds of entries: the second tells most of them apart.
        let next = if count > 1 { words[1].insert(known(1)).1 } else { Numbers::NONE };
        let mut best: Option<(usize, Vec<Sense>)> = None;
        for key in self.keys(first.1) {
            let [_, _, from, entries] = self.words.get(key as usize)?;
            for [kind, i, part, n, second] in self.entries.range(from, entries) {
                if second != NONE && second != next.stem && second != next.lemma && second != next.whole {
                    continue;
                }
                let length = n as usize;
                if best.as_ref().is_some_and(|(b, _)| *b > length) {
                    break;
                }
                if length > count {
                    continue;
                }
                let sense = Sense::unpack(kind, i);
                let fitting =
                    self.parts.range(part, n).zip(&mut words).enumerate().all(|(at, ([word, flag], slot))| {
                        let (seen, numbers) = *slot.get_or_insert_with(|| known(at));
                        fits((word, flag == 1), &seen, numbers, (at == 0, at + 1 == length), sense)
                    });
                if !fitting {
                    continue;
                }
                match &mut best {
                    Some((b, senses)) if *b == length => {
                        if !senses.contains(&sense) {
                            senses.push(sense);
                        }
                    }
                    _ => best = Some((length, vec![sense])),
                }
            }
        }
        best
    }
}

/// The numbers of a word of the text, under its three spellings; of a spelling that no entry has, one that is no word's.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    stem: u32,
    lemma: u32,
    whole: u32,
}

impl Numbers {
    /// Of a word that no entry has.
    pub const NONE: Numbers = Numbers { stem: NONE, lemma: NONE, whole: NONE };
}

/// Whether a word of the text fits a word of an entry. `at`: whether it is the entry's first, and its last.
fn fits(part: (u32, bool), seen: &Seen<'_>, numbers: Numbers, at: (bool, bool), sense: Sense) -> bool {
    let (word, flag) = part;
    // The flag of a lemma's word says that a preposition is fused with it.
    let fused = sense.by_lemma() && flag;
    if !at.0 && seen.proclitic != fused {
        // Words inside a name keep their clitics: "الأمين العام للأمم المتحدة", "متحدث باسم".
        return seen.proclitic && numbers.whole == word && !flag;
    }
    if sense.by_lemma() {
        return numbers.lemma == word || (numbers.stem == word && (!at.1 || !seen.suffixed));
    }
    !seen.suffixed
        && (seen.article == flag && numbers.stem == word || seen.whole_article == flag && numbers.whole == word)
}
