//! The dictionary: every form of every lemma, found under its folded spelling.
//!
//! Built once from `lexicon/words/` (at compile time for the embedded lexicon) and then only read. The tables are flat
//! arrays of numbers and one pool of text, which a stored dictionary reads where they lie.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::entry::Form;
use crate::features::{Attach, Features, Pos, Voice};
use crate::rows::{Index, NONE, Rows};
use crate::tag;

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

/// Every form of every lemma. See the module's text.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    text: Cow<'static, str>,
    /// text start, text end, key start, key end, pos, verb, attributes start, attributes end, marks, first class, meaning.
    lemmas: Rows<11>,
    /// key start, key end, first entry, entries.
    keys: Rows<4>,
    /// lemma, features, vocalised start, vocalised end.
    entries: Rows<4>,
    /// Of `keys`.
    index: Index,
    /// Classes, those of each lemma together.
    classes: Rows<1>,
    /// text start, text end of each class name.
    class_names: Rows<2>,
}

impl Dictionary {
    #[inline]
    fn slice(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// Number of lemmas.
    pub fn lemma_count(&self) -> usize {
        self.lemmas.len()
    }

    /// Number of forms under distinct folded keys.
    pub fn key_count(&self) -> usize {
        self.keys.len()
    }

    /// The lemma with this number.
    #[inline]
    pub fn lemma(&self, id: LemmaId) -> Lemma<'_> {
        let Some(row) = self.lemmas.get(id.0 as usize) else {
            return Lemma { text: "", key: "", pos: Pos::Unknown, verb: None, attributes: "" };
        };
        Lemma {
            text: self.slice(row[0], row[1]),
            key: self.slice(row[2], row[3]),
            pos: Pos::unpack(row[4]),
            verb: (row[5] != NONE).then_some(LemmaId(row[5])),
            attributes: self.slice(row[6], row[7]),
        }
    }

    /// Citation form of a lemma under its folded key.
    #[inline]
    pub fn key(&self, id: LemmaId) -> &str {
        self.lemmas.get(id.0 as usize).map_or("", |row| self.slice(row[2], row[3]))
    }

    /// Where [`Dictionary::key`] stands, for [`Dictionary::text_at`].
    pub fn key_at(&self, id: LemmaId) -> (u32, u32) {
        self.lemmas.get(id.0 as usize).map_or((0, 0), |row| (row[2], row[3]))
    }

    /// The text that stands there.
    #[inline]
    pub fn text_at(&self, at: (u32, u32)) -> &str {
        self.slice(at.0, at.1)
    }

    /// The verb of a verb, verbal noun or participle.
    #[inline]
    pub fn verb_of(&self, id: LemmaId) -> Option<LemmaId> {
        let row = self.lemmas.get(id.0 as usize)?;
        if Pos::unpack(row[4]) == Pos::Verb { Some(id) } else { (row[5] != NONE).then_some(LemmaId(row[5])) }
    }

    /// Attributes of a lemma.
    #[inline]
    pub fn attributes(&self, id: LemmaId) -> &str {
        self.lemmas.get(id.0 as usize).map_or("", |row| self.slice(row[6], row[7]))
    }

    /// What [`crate::tag`] asks of a lemma, as bits.
    #[inline]
    pub(crate) fn marks(&self, id: LemmaId) -> u32 {
        self.lemmas.cell(id.0 as usize, 8).unwrap_or(0)
    }

    /// The readings of a form under its folded key; empty if it is not in the dictionary.
    #[inline]
    pub fn lookup(&self, key: &str) -> impl Iterator<Item = Entry<'_>> {
        let [_, _, first, n] = self.find(key).unwrap_or_default();
        self.entries.range(first, n).map(|[lemma, features, start, end]| Entry {
            lemma: LemmaId(lemma),
            features: Features::unpack(features),
            vocalised: self.slice(start, end),
        })
    }

    fn find(&self, key: &str) -> Option<[u32; 4]> {
        let text_of = |row| self.keys.get(row).map_or("", |[start, end, ..]| self.slice(start, end));
        self.keys.get(self.index.find(key, text_of)?)
    }

    /// The classes of a lemma.
    #[inline]
    fn classes_of(&self, lemma: LemmaId) -> impl Iterator<Item = u32> {
        let first = |i: usize| self.lemmas.cell(i, 9);
        let from = first(lemma.0 as usize).unwrap_or(0);
        let to = first(lemma.0 as usize + 1).unwrap_or(self.classes.len() as u32);
        self.classes.range(from, to.saturating_sub(from)).map(|[class]| class)
    }

    /// Whether the lemma belongs to the class.
    #[inline]
    pub fn has_class(&self, lemma: LemmaId, class: ClassId) -> bool {
        self.classes_of(lemma).any(|c| c == class.0)
    }

    /// Whether the lemma belongs to the class of this name; most lemmas are in none, and then no name is looked at.
    pub fn has_class_named(&self, lemma: LemmaId, name: &str) -> bool {
        self.classes_of(lemma).any(|c| self.class_name(c) == name)
    }

    fn class_name(&self, class: u32) -> &str {
        self.class_names.get(class as usize).map_or("", |[start, end]| self.slice(start, end))
    }

    /// The class of meaning of a lemma; of a verbal noun or participle that has none, its verb's. Empty if neither has one.
    pub fn meaning(&self, id: LemmaId) -> &str {
        self.text_at(self.meaning_at(id))
    }

    /// Where [`Dictionary::meaning`] stands, for [`Dictionary::text_at`].
    pub fn meaning_at(&self, id: LemmaId) -> (u32, u32) {
        let known = |id: LemmaId| self.lemmas.cell(id.0 as usize, 10).filter(|m| *m != NONE);
        let verbs = || self.verb_of(id).and_then(known);
        let class = known(id).or_else(verbs).and_then(|m| self.class_names.get(m as usize));
        class.map_or((0, 0), |[start, end]| (start, end))
    }

    /// The class of this name.
    pub fn class(&self, name: &str) -> Option<ClassId> {
        self.class_names().position(|n| n == name).map(|i| ClassId(i as u32))
    }

    /// Names of all classes.
    pub fn class_names(&self) -> impl Iterator<Item = &str> {
        (0..self.class_names.len() as u32).map(|i| self.class_name(i))
    }

    /// The text that the tables point into.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Writes the tables, for [`Dictionary::read`].
    pub fn write(&self, out: &mut Vec<u8>) {
        self.lemmas.write(out);
        self.keys.write(out);
        self.entries.write(out);
        self.index.write(out);
        self.classes.write(out);
        self.class_names.write(out);
    }

    /// Opens what [`Dictionary::write`] wrote, with its text, and takes it off the front of `bytes`; `None` if the bytes are cut
    /// off.
    pub fn read(bytes: &mut &'static [u8], text: &'static str) -> Option<Dictionary> {
        Some(Dictionary {
            text: Cow::Borrowed(text),
            lemmas: Rows::read(bytes)?,
            keys: Rows::read(bytes)?,
            entries: Rows::read(bytes)?,
            index: Index::read(bytes)?,
            classes: Rows::read(bytes)?,
            class_names: Rows::read(bytes)?,
        })
    }
}

/// Collects lemmas and forms for a [`Dictionary`].
#[derive(Debug, Default)]
pub struct DictionaryBuilder {
    lemmas: Vec<(String, Pos, Option<LemmaId>, String)>,
    forms: Vec<(String, LemmaId, u32, String)>,
    classes: Vec<(LemmaId, String)>,
    meanings: HashMap<LemmaId, String>,
    by_key: HashMap<String, Vec<LemmaId>>,
    /// Folded forms that a noun or adjective has by itself, not before a suffix alone.
    nominal: HashSet<String>,
    /// Folded forms in which news tells what a third person did or does.
    verbal: HashSet<String>,
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

    /// Whether a verb has a form of the third person that is spelled so under folding.
    pub fn knows_verb(&self, key: &str) -> bool {
        self.verbal.contains(key)
    }

    /// Adds a form of a lemma.
    pub fn form(&mut self, lemma: LemmaId, form: &Form) {
        let key = marsad_text::fold(&form.vocalised);
        if matches!(form.features.pos, Pos::Noun | Pos::Adjective) && form.features.attach != Attach::Suffixed {
            self.nominal.insert(key.clone());
        }
        let f = form.features;
        if f.pos == Pos::Verb && f.person == 3 && f.voice == Voice::Active {
            self.verbal.insert(key.clone());
        }
        self.forms.push((key, lemma, form.features.pack(), form.vocalised.clone()));
    }

    /// Puts a lemma into a class.
    pub fn class(&mut self, lemma: LemmaId, class: &str) {
        self.classes.push((lemma, class.to_owned()));
    }

    /// Gives a lemma its class of meaning, in place of one that it had.
    pub fn meaning(&mut self, lemma: LemmaId, class: &str) {
        self.meanings.insert(lemma, class.to_owned());
    }

    /// Builds the tables.
    pub fn finish(mut self) -> Dictionary {
        let mut d = Dictionary::default();
        let mut pool = Pool::default();
        self.forms.sort();
        self.forms.dedup();
        for group in self.forms.chunk_by(|a, b| a.0 == b.0) {
            let first = d.entries.len() as u32;
            for (_, lemma, features, vocalised) in group {
                let (a, b) = pool.add(vocalised);
                d.entries.push([lemma.0, *features, a, b]);
            }
            let (a, b) = pool.add(&group[0].0);
            d.keys.push([a, b, first, group.len() as u32]);
        }
        d.index =
            Index::new(self.forms.chunk_by(|a, b| a.0 == b.0).map(|g| g[0].0.as_str()).collect::<Vec<_>>().into_iter());
        let mut names: Vec<&str> =
            self.classes.iter().map(|c| c.1.as_str()).chain(self.meanings.values().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        let mut classes: Vec<(u32, u32)> = self
            .classes
            .iter()
            .filter_map(|(l, c)| names.binary_search(&c.as_str()).ok().map(|i| (l.0, i as u32)))
            .collect();
        classes.sort_unstable();
        classes.dedup();
        for (i, (lemma, pos, verb, attributes)) in self.lemmas.iter().enumerate() {
            let key = marsad_text::fold(lemma);
            let (a, b) = pool.add(lemma);
            let (c, e) = pool.add(&key);
            let (f, g) = pool.add(attributes);
            let features = Features { pos: *pos, ..Features::default() };
            let first = classes.partition_point(|(l, _)| (*l as usize) < i) as u32;
            let verb = verb.map_or(NONE, |v| v.0);
            let meaning = self.meanings.get(&LemmaId(i as u32)).and_then(|m| names.binary_search(&m.as_str()).ok());
            let meaning = meaning.map_or(NONE, |m| m as u32);
            d.lemmas.push([a, b, c, e, features.pack(), verb, f, g, tag::marks(&key, attributes), first, meaning]);
        }
        for (_, class) in classes {
            d.classes.push([class]);
        }
        for name in names {
            let (a, b) = pool.add(name);
            d.class_names.push([a, b]);
        }
        d.text = Cow::Owned(pool.text);
        d
    }
}

/// Texts, each stored once.
#[derive(Default)]
struct Pool {
    text: String,
    starts: HashMap<String, u32>,
}

impl Pool {
    /// Where a text begins and ends.
    fn add(&mut self, s: &str) -> (u32, u32) {
        let start = match self.starts.get(s) {
            Some(start) => *start,
            None => {
                let at = self.text.len() as u32;
                self.text.push_str(s);
                self.starts.insert(s.to_owned(), at);
                at
            }
        };
        (start, start + s.len() as u32)
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
        b.meaning(wrote, "say.write");
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
        assert!(d.has_class_named(writing.lemma, "text") && !d.has_class_named(found[0].lemma, "text"));
        assert_eq!(d.text_at(d.key_at(writing.lemma)), "كتابه");
        assert_eq!((d.key(writing.lemma), d.verb_of(writing.lemma)), ("كتابه", Some(found[0].lemma)));
        assert_eq!((d.attributes(writing.lemma), d.verb_of(found[0].lemma)), ("masdar", Some(found[0].lemma)));
        assert_eq!(d.class_names().collect::<Vec<_>>(), ["say.write", "text"]);
        assert_eq!(
            (d.meaning(found[0].lemma), d.meaning(writing.lemma)),
            ("say.write", "say.write"),
            "a verbal noun has its verb's"
        );
        assert_eq!(d.class("weapon"), None);
        assert_eq!(d.lookup("كتبت").count(), 0);
        assert_eq!(d.lemma(LemmaId(99)).text, "", "a number out of range is an empty lemma");
    }

    #[test]
    fn what_is_built_is_found() {
        check(&sample());
    }

    fn stored(d: &Dictionary) -> (Vec<u8>, &'static str) {
        let mut bytes = Vec::new();
        d.write(&mut bytes);
        (bytes, d.text().to_owned().leak())
    }

    #[test]
    fn stored_and_read_again() {
        let (bytes, text) = stored(&sample());
        check(&Dictionary::read(&mut &*bytes.leak(), text).expect("the bytes are whole"));
    }

    #[test]
    fn an_empty_dictionary_knows_nothing() {
        let (bytes, text) = stored(&DictionaryBuilder::default().finish());
        let d = Dictionary::read(&mut &*bytes.leak(), text).expect("it is whole");
        assert_eq!(d.lookup("كتب").count(), 0);
        assert_eq!(Dictionary::default().lookup("كتب").count(), 0);
    }

    #[test]
    fn damaged_bytes_are_refused_or_harmless() {
        let (bytes, text) = stored(&sample());
        for cut in [0, 3, 10, bytes.len() / 3] {
            assert!(Dictionary::read(&mut &*bytes[..cut].to_vec().leak(), text).is_none(), "cut at {cut}");
        }
        // A wrong byte anywhere may change what is found but must not bring a look-up down.
        for i in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[i] ^= 0x55;
            if let Some(d) = Dictionary::read(&mut &*wrong.leak(), text) {
                for e in d.lookup("كتب").chain(d.lookup("كتابه")) {
                    d.lemma(e.lemma);
                    d.has_class_named(e.lemma, "text");
                }
            }
        }
    }
}
