//! The dictionary: every form of every lemma, found under its folded spelling.
//!
//! Built once from `lexicon/words/` (at compile time for the embedded lexicon) and then only read. The tables are flat
//! arrays of `u32` and one pool of text, so that a stored dictionary loads by copying.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::entry::Form;
use crate::features::{Attach, Features, Pos};

/// Number of a lemma in its dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LemmaId(pub u32);

/// Number of a class of lemmas (`@weapon`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// A dictionary entry as the rest of the program sees it.
#[derive(Clone, Copy, Debug)]
pub struct Lemma<'a> {
    /// Citation form as the lexicon spells it, diacritics included.
    pub text: &'a str,
    /// Citation form under its folded key.
    pub key: &'a str,
    /// Part of speech of the entry itself.
    pub pos: Pos,
    /// The verb that a verbal noun or participle belongs to.
    pub verb: Option<LemmaId>,
    /// Attributes of a function word, as `particles.tsv` gives them, or constructions of a verb, as `verbs.tsv` does; joined by ` | `.
    pub attributes: &'a str,
}

impl Lemma<'_> {
    /// Whether one of its attributes is `attribute`.
    pub fn has(&self, attribute: &str) -> bool {
        self.attributes.split(" | ").any(|a| a == attribute)
    }
}

/// One reading that the dictionary has for a form.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The lemma.
    pub lemma: LemmaId,
    /// What the form says.
    pub features: Features,
    /// The form with its diacritics.
    pub vocalised: &'a str,
}

/// Why stored bytes are no dictionary.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// The bytes end early or hold impossible numbers.
    #[error("the stored dictionary is damaged: {0}")]
    Damaged(&'static str),
}

const LEMMA_WORDS: usize = 8;
const KEY_WORDS: usize = 4;
const ENTRY_WORDS: usize = 4;
const NONE: u32 = u32::MAX;

/// Every form of every lemma. See the module's text.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    text: String,
    /// text start, text end, key start, key end, pos, verb, attributes start, attributes end.
    lemmas: Vec<u32>,
    /// key start, key end, first entry, entries.
    keys: Vec<u32>,
    /// lemma, features, vocalised start, vocalised end.
    entries: Vec<u32>,
    /// Open addressing over `keys`; a power of two long.
    slots: Vec<u32>,
    /// lemma, class; sorted.
    classes: Vec<u32>,
    /// text start, text end of each class name.
    class_names: Vec<u32>,
}

/// FNV-1a: short keys, no dependency, the same on every machine.
fn hash(key: &str) -> u32 {
    let mut h = 0x811c_9dc5_u32;
    for b in key.bytes() {
        h = (h ^ u32::from(b)).wrapping_mul(0x0100_0193);
    }
    h ^ (h >> 15)
}

impl Dictionary {
    fn slice(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// Number of lemmas.
    pub fn lemma_count(&self) -> usize {
        self.lemmas.len() / LEMMA_WORDS
    }

    /// Number of forms under distinct folded keys.
    pub fn key_count(&self) -> usize {
        self.keys.len() / KEY_WORDS
    }

    /// The lemma with this number.
    pub fn lemma(&self, id: LemmaId) -> Lemma<'_> {
        let at = id.0 as usize * LEMMA_WORDS;
        let Some(row) = self.lemmas.get(at..at + LEMMA_WORDS) else {
            return Lemma { text: "", key: "", pos: Pos::Unknown, verb: None, attributes: "" };
        };
        Lemma {
            text: self.slice(row[0], row[1]),
            key: self.slice(row[2], row[3]),
            pos: Features::unpack(row[4]).pos,
            verb: (row[5] != NONE).then_some(LemmaId(row[5])),
            attributes: self.slice(row[6], row[7]),
        }
    }

    /// The readings of a form under its folded key; empty if it is not in the dictionary.
    pub fn lookup(&self, key: &str) -> impl Iterator<Item = Entry<'_>> {
        let range = self.find(key).unwrap_or(0..0);
        self.entries[range].chunks_exact(ENTRY_WORDS).map(|e| Entry {
            lemma: LemmaId(e[0]),
            features: Features::unpack(e[1]),
            vocalised: self.slice(e[2], e[3]),
        })
    }

    fn find(&self, key: &str) -> Option<Range<usize>> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash(key) as usize & mask;
        loop {
            let row = self.slots[at];
            if row == NONE {
                return None;
            }
            let k = &self.keys[row as usize * KEY_WORDS..][..KEY_WORDS];
            if self.slice(k[0], k[1]) == key {
                return Some(k[2] as usize * ENTRY_WORDS..(k[2] + k[3]) as usize * ENTRY_WORDS);
            }
            at = (at + 1) & mask;
        }
    }

    /// Whether the lemma belongs to the class.
    pub fn has_class(&self, lemma: LemmaId, class: ClassId) -> bool {
        let want = (lemma.0, class.0);
        let n = self.classes.len() / 2;
        let row = |i: usize| (self.classes[2 * i], self.classes[2 * i + 1]);
        let (mut lo, mut hi) = (0, n);
        while lo < hi {
            let mid = (lo + hi) / 2;
            if row(mid) < want {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        lo < n && row(lo) == want
    }

    /// The class of this name.
    pub fn class(&self, name: &str) -> Option<ClassId> {
        (0..self.class_names.len() / 2)
            .find(|&i| self.slice(self.class_names[2 * i], self.class_names[2 * i + 1]) == name)
            .map(|i| ClassId(i as u32))
    }

    /// Names of all classes.
    pub fn class_names(&self) -> impl Iterator<Item = &str> {
        self.class_names.chunks_exact(2).map(|c| self.slice(c[0], c[1]))
    }

    /// The tables as bytes, for [`Dictionary::from_bytes`].
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for table in self.tables() {
            out.extend_from_slice(&(table.len() as u32).to_le_bytes());
            for v in table {
                out.extend_from_slice(&v.to_le_bytes());
            }
        }
        out.extend_from_slice(self.text.as_bytes());
        out
    }

    fn tables(&self) -> [&Vec<u32>; 6] {
        [&self.lemmas, &self.keys, &self.entries, &self.slots, &self.classes, &self.class_names]
    }

    /// Reads what [`Dictionary::to_bytes`] wrote.
    ///
    /// # Errors
    /// If the bytes are cut off or are no text.
    pub fn from_bytes(mut bytes: &[u8]) -> Result<Dictionary, DictionaryError> {
        let mut tables: [Vec<u32>; 6] = Default::default();
        for table in &mut tables {
            let (n, rest) = bytes.split_first_chunk::<4>().ok_or(DictionaryError::Damaged("a table is missing"))?;
            let n = u32::from_le_bytes(*n) as usize;
            let body = rest.get(..n * 4).ok_or(DictionaryError::Damaged("a table is cut off"))?;
            *table = body.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect();
            bytes = &rest[n * 4..];
        }
        let text = std::str::from_utf8(bytes).map_err(|_| DictionaryError::Damaged("its text is not UTF-8"))?;
        let [lemmas, keys, entries, slots, classes, class_names] = tables;
        let d = Dictionary { text: text.to_owned(), lemmas, keys, entries, slots, classes, class_names };
        d.check()?;
        Ok(d)
    }

    /// Refuses numbers that would lead a look-up out of a table or round and round in it.
    fn check(&self) -> Result<(), DictionaryError> {
        let n = (self.keys.len() / KEY_WORDS) as u32;
        let entries = (self.entries.len() / ENTRY_WORDS) as u64;
        if !self.slots.is_empty() && (!self.slots.len().is_power_of_two() || !self.slots.contains(&NONE)) {
            return Err(DictionaryError::Damaged("its hash table has a wrong size"));
        }
        if self.slots.iter().any(|&row| row != NONE && row >= n) {
            return Err(DictionaryError::Damaged("its hash table points outside"));
        }
        let outside = |k: &[u32]| u64::from(k[2]) + u64::from(k[3]) > entries;
        if self.keys.chunks_exact(KEY_WORDS).any(outside) {
            return Err(DictionaryError::Damaged("a form points outside"));
        }
        Ok(())
    }
}

/// Collects lemmas and forms for a [`Dictionary`].
#[derive(Debug, Default)]
pub struct DictionaryBuilder {
    lemmas: Vec<(String, Pos, Option<LemmaId>, String)>,
    forms: Vec<(String, LemmaId, u32, String)>,
    classes: Vec<(LemmaId, String)>,
    by_key: HashMap<String, Vec<LemmaId>>,
    /// Folded forms that a noun or adjective has by itself, not before a suffix alone.
    nominal: HashSet<String>,
}

impl DictionaryBuilder {
    /// Adds an entry without forms.
    pub fn lemma(&mut self, text: &str, pos: Pos, verb: Option<LemmaId>, attributes: &str) -> LemmaId {
        let id = LemmaId(self.lemmas.len() as u32);
        self.lemmas.push((text.to_owned(), pos, verb, attributes.to_owned()));
        self.by_key.entry(marsad_text::fold(text)).or_default().push(id);
        id
    }

    /// Lemmas whose folded citation form is `key`.
    pub fn lemmas_of(&self, key: &str) -> &[LemmaId] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// Part of speech of a lemma already added.
    pub fn pos(&self, id: LemmaId) -> Pos {
        self.lemmas[id.0 as usize].1
    }

    /// The verb a derived lemma belongs to.
    pub fn verb(&self, id: LemmaId) -> Option<LemmaId> {
        self.lemmas[id.0 as usize].2
    }

    /// Citation form of a lemma already added.
    pub fn text(&self, id: LemmaId) -> &str {
        &self.lemmas[id.0 as usize].0
    }

    /// Whether a noun or adjective has a form that is spelled so under folding.
    pub fn knows_nominal(&self, key: &str) -> bool {
        self.nominal.contains(key)
    }

    /// Adds a form of a lemma.
    pub fn form(&mut self, lemma: LemmaId, form: &Form) {
        let key = marsad_text::fold(&form.vocalised);
        if matches!(form.features.pos, Pos::Noun | Pos::Adjective) && form.features.attach != Attach::Suffixed {
            self.nominal.insert(key.clone());
        }
        self.forms.push((key, lemma, form.features.pack(), form.vocalised.clone()));
    }

    /// Puts a lemma into a class.
    pub fn class(&mut self, lemma: LemmaId, class: &str) {
        self.classes.push((lemma, class.to_owned()));
    }

    /// Builds the tables.
    pub fn finish(mut self) -> Dictionary {
        let mut d = Dictionary::default();
        let mut pool: HashMap<String, u32> = HashMap::new();
        let mut intern = |text: &mut String, s: &str| -> (u32, u32) {
            let start = *pool.entry(s.to_owned()).or_insert_with(|| {
                let at = text.len() as u32;
                text.push_str(s);
                at
            });
            (start, start + s.len() as u32)
        };
        for (lemma, pos, verb, attributes) in &self.lemmas {
            let (a, b) = intern(&mut d.text, lemma);
            let (c, e) = intern(&mut d.text, &marsad_text::fold(lemma));
            let (f, g) = intern(&mut d.text, attributes);
            let features = Features { pos: *pos, ..Features::default() };
            d.lemmas.extend([a, b, c, e, features.pack(), verb.map_or(NONE, |v| v.0), f, g]);
        }
        self.forms.sort();
        self.forms.dedup();
        let mut i = 0;
        while i < self.forms.len() {
            let key = self.forms[i].0.clone();
            let first = (d.entries.len() / ENTRY_WORDS) as u32;
            let mut n = 0;
            while i < self.forms.len() && self.forms[i].0 == key {
                let (_, lemma, features, vocalised) = &self.forms[i];
                let (a, b) = intern(&mut d.text, vocalised);
                d.entries.extend([lemma.0, *features, a, b]);
                n += 1;
                i += 1;
            }
            let (a, b) = intern(&mut d.text, &key);
            d.keys.extend([a, b, first, n]);
        }
        let n = d.keys.len() / KEY_WORDS;
        let size = (n * 2).next_power_of_two().max(2);
        d.slots = vec![NONE; size];
        for row in 0..n {
            let k = &d.keys[row * KEY_WORDS..][..KEY_WORDS];
            let mut at = hash(&d.text[k[0] as usize..k[1] as usize]) as usize & (size - 1);
            while d.slots[at] != NONE {
                at = (at + 1) & (size - 1);
            }
            d.slots[at] = row as u32;
        }
        let mut names: Vec<&str> = self.classes.iter().map(|c| c.1.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut rows: Vec<(u32, u32)> = self
            .classes
            .iter()
            .filter_map(|(l, c)| names.binary_search(&c.as_str()).ok().map(|i| (l.0, i as u32)))
            .collect();
        rows.sort_unstable();
        rows.dedup();
        d.classes = rows.into_iter().flat_map(|(l, c)| [l, c]).collect();
        for name in names {
            let (a, b) = intern(&mut d.text, name);
            d.class_names.extend([a, b]);
        }
        d
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Gender;

    fn sample() -> Dictionary {
        let mut b = DictionaryBuilder::default();
        let wrote = b.lemma("كَتَبَ", Pos::Verb, None, "t");
        let writing = b.lemma("كِتَابَة", Pos::Noun, Some(wrote), "masdar");
        let verb = Features { pos: Pos::Verb, person: 3, ..Features::default() };
        let noun = Features { pos: Pos::Noun, gender: Gender::Feminine, attach: Attach::Alone, ..Features::default() };
        b.form(wrote, &Form { vocalised: "كَتَبَ".to_owned(), features: verb });
        b.form(wrote, &Form { vocalised: "كَتَبَ".to_owned(), features: verb });
        b.form(writing, &Form { vocalised: "كِتَابَة".to_owned(), features: noun });
        b.class(writing, "text");
        assert_eq!(b.lemmas_of("كتابه"), [writing]);
        assert_eq!((b.pos(writing), b.verb(writing), b.text(wrote)), (Pos::Noun, Some(wrote), "كَتَبَ"));
        assert!(b.knows_nominal("كتابه") && !b.knows_nominal("كتب"), "a verb is no noun");
        b.finish()
    }

    fn check(d: &Dictionary) {
        assert_eq!((d.lemma_count(), d.key_count()), (2, 2));
        let found: Vec<Entry<'_>> = d.lookup("كتب").collect();
        assert_eq!(found.len(), 1, "the same form is stored once");
        assert_eq!(found[0].vocalised, "كَتَبَ");
        assert_eq!(d.lemma(found[0].lemma).attributes, "t");
        let writing = d.lookup("كتابه").next().expect("writing");
        assert_eq!(writing.features.attach, Attach::Alone);
        let lemma = d.lemma(writing.lemma);
        assert_eq!((lemma.text, lemma.key, lemma.verb), ("كِتَابَة", "كتابه", Some(found[0].lemma)));
        let class = d.class("text").expect("the class");
        assert!(d.has_class(writing.lemma, class) && !d.has_class(found[0].lemma, class));
        assert_eq!(d.class_names().collect::<Vec<_>>(), ["text"]);
        assert_eq!(d.class("weapon"), None);
        assert_eq!(d.lookup("كتبت").count(), 0);
        assert_eq!(d.lemma(LemmaId(99)).text, "", "a number out of range is an empty lemma");
    }

    #[test]
    fn what_is_built_is_found() {
        check(&sample());
    }

    #[test]
    fn stored_and_read_again() {
        let bytes = sample().to_bytes();
        check(&Dictionary::from_bytes(&bytes).expect("the bytes are whole"));
    }

    #[test]
    fn an_empty_dictionary_knows_nothing() {
        let d = Dictionary::from_bytes(&DictionaryBuilder::default().finish().to_bytes()).expect("it is whole");
        assert_eq!(d.lookup("كتب").count(), 0);
        assert_eq!(Dictionary::default().lookup("كتب").count(), 0);
    }

    #[test]
    fn damaged_bytes_are_refused_or_harmless() {
        let bytes = sample().to_bytes();
        for cut in [0, 3, 10, bytes.len() / 3] {
            assert!(Dictionary::from_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        // A wrong byte anywhere may change what is found but must not bring a look-up down.
        for i in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[i] ^= 0x55;
            if let Ok(d) = Dictionary::from_bytes(&wrong) {
                for e in d.lookup("كتب").chain(d.lookup("كتابه")) {
                    d.lemma(e.lemma);
                }
            }
        }
    }
}
