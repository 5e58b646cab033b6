//! `frames/*.toml`: what predicates mean, and which phrase fills which role.

use std::collections::{BTreeMap, HashMap, HashSet};

use marsad_arabic::dictionary::{ClassId, Dictionary, LemmaId};
use marsad_arabic::features::Pos;
use marsad_arabic::rows::{Filter, hash};
use marsad_record::EventType;
use marsad_text::{fold, strip_marks};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::example::{self, Example, OneOrMany, line_of};
use crate::table::{Problem, Sources};

/// A place in a clause that a phrase can hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// Subject of a verb.
    Subject,
    /// First object.
    Object,
    /// Second object.
    Object2,
    /// A complement clause.
    Clause,
    /// Second term of an idafa, or a pronoun suffix.
    Genitive,
    /// An adjective of the noun.
    Adjective,
    /// The word before the trigger.
    Before,
    /// The word behind the trigger.
    After,
    /// Any word of the sentence close behind the trigger, whatever its part in the clause.
    Near,
    /// Any word of the sentence close before the trigger.
    Back,
    /// The phrase behind a preposition, by the preposition's folded spelling.
    Prep(String),
    /// The genitive of the noun in another slot.
    GenitiveOf(Box<Slot>),
}

impl Slot {
    fn parse(text: &str) -> Slot {
        if let Some(inner) = text.strip_suffix(".genitive") {
            return Slot::GenitiveOf(Box::new(Slot::parse(inner)));
        }
        match text {
            "subject" => Slot::Subject,
            "object" => Slot::Object,
            "object2" => Slot::Object2,
            "clause" => Slot::Clause,
            "genitive" => Slot::Genitive,
            "adjective" => Slot::Adjective,
            "before" => Slot::Before,
            "after" => Slot::After,
            "near" => Slot::Near,
            "back" => Slot::Back,
            other => Slot::Prep(fold(other.rsplit('.').next().unwrap_or(other))),
        }
    }
}

/// What a slot must or must not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// A lemma, folded, and its [`Value::bits`].
    Lemma(String, u64),
    /// A class of lemmas: its name, and its number once the dictionary is known.
    Class(String, #[serde(with = "class")] Option<ClassId>),
    /// A kind of party: `state`, `armed`, `civilian`, `person`, `body`, `party`, `place`; `own` (the phrase has a pronoun
    /// suffix: `سفيرها`); `none`.
    Kind(String),
}

/// Stores a class by its number.
mod class {
    use super::{ClassId, Deserialize, Serialize};

    pub fn serialize<S: serde::Serializer>(id: &Option<ClassId>, s: S) -> Result<S::Ok, S::Error> {
        id.map(|c| c.0).serialize(s)
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<ClassId>, D::Error> {
        Ok(Option::<u32>::deserialize(d)?.map(ClassId))
    }
}

impl Value {
    fn parse(text: &str) -> Value {
        match text.chars().next() {
            Some('@') => Value::Class(text[1..].to_owned(), None),
            Some('%') => Value::Kind(text[1..].to_owned()),
            _ => {
                let lemma = fold(text);
                let mut bits = word_bit(&lemma);
                // Of several words the first must be there, with the article or without.
                if let Some(first) = lemma.split_whitespace().next().filter(|first| *first != lemma) {
                    bits |= word_bit(first) | word_bit(first.strip_prefix("ال").unwrap_or(first));
                }
                Value::Lemma(lemma, bits)
            }
        }
    }

    /// A phrase holds the value only where a [`word_bit`] of its words is among these: most phrases need no closer look.
    pub fn bits(&self) -> u64 {
        match self {
            Value::Lemma(_, bits) => *bits,
            Value::Class(..) | Value::Kind(_) => u64::MAX,
        }
    }
}

/// One of 64 bits for the spelling of a word.
#[inline]
fn word_bit(folded: &str) -> u64 {
    bit(hash(folded))
}

/// The [`word_bit`] of a spelling that has this hash.
#[inline]
fn bit(hash: u64) -> u64 {
    1 << (hash >> 58)
}

/// What frames may have of a word.
#[derive(Clone, Copy, Debug)]
pub struct Evokes {
    /// The [`word_bit`]s of its spellings.
    pub bits: u64,
    /// Whether a set phrase begins with it.
    pub phrase: bool,
    /// Whether a frame has a spelling of it, or its verb.
    pub any: bool,
}

impl Evokes {
    /// Of no word.
    pub const NOTHING: Evokes = Evokes { bits: 0, phrase: false, any: false };
}

/// What part in the act a slot's phrase plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleName {
    /// The doer.
    Actor,
    /// The one done to.
    Recipient,
    /// Parties of an act between equals.
    Both,
    /// The subject matter.
    Topic,
    /// The place.
    Place,
    /// A further party.
    Other,
    /// For a noun's genitive: doer or done to, as the rest tells.
    Auto,
    /// Nothing.
    None,
}

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Unique id.
    pub id: String,
    /// File it stands in, as messages name it.
    pub file: String,
    /// Line of its id, from 1.
    pub line: usize,
    /// PLOVER type.
    pub event_type: EventType,
    /// English.
    pub gloss: String,
    /// CAMEO code.
    pub cameo: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// Verb lemmas.
    pub verbs: Vec<String>,
    /// Event nouns, of one word or more.
    pub nouns: Vec<String>,
    /// Fixed strings of words.
    pub phrases: Vec<String>,
    /// Whether the verbs' verbal nouns evoke the frame.
    pub masdar: bool,
    /// Whether the verbs' participles evoke the frame.
    pub participles: bool,
    /// Whether active and passive look alike and both occur.
    pub passive: bool,
    /// Whether the frame yields to every other frame that fits the same word.
    pub loose: bool,
    /// Every slot must hold one of its values.
    pub when: Vec<(Slot, Vec<Value>)>,
    /// No slot may hold one of its values.
    pub unless: Vec<(Slot, Vec<Value>)>,
    /// Roles of a verb's slots.
    pub roles: Vec<(Slot, RoleName)>,
    /// Roles of a noun's slots.
    pub noun_roles: Vec<(Slot, RoleName)>,
    /// Example sentences; not in the built-in lexicon.
    #[serde(skip)]
    pub examples: Vec<Example>,
}

impl Frame {
    /// The event type.
    pub fn event_type(&self) -> EventType {
        self.event_type
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "type")]
    event_type: String,
    #[serde(default)]
    frame: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    #[serde(default)]
    gloss: String,
    cameo: String,
    mode: Option<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default = "yes")]
    masdar: bool,
    #[serde(default = "yes")]
    participles: bool,
    #[serde(default)]
    passive: bool,
    #[serde(default)]
    loose: bool,
    #[serde(default)]
    when: BTreeMap<String, OneOrMany>,
    #[serde(default)]
    unless: BTreeMap<String, OneOrMany>,
    #[serde(default)]
    roles: BTreeMap<String, RoleName>,
    #[serde(default)]
    noun_roles: BTreeMap<String, RoleName>,
    #[serde(default)]
    examples: Vec<example::Raw>,
}

fn yes() -> bool {
    true
}

fn conditions(map: BTreeMap<String, OneOrMany>) -> Vec<(Slot, Vec<Value>)> {
    map.into_iter()
        .map(|(slot, values)| (Slot::parse(&slot), values.into_vec().iter().map(|v| Value::parse(v)).collect()))
        .collect()
}

/// Reads every frame file; a file that does not parse is reported and left out.
pub(crate) fn load(sources: &Sources, problems: &mut Vec<Problem>) -> Vec<Frame> {
    let mut out: Vec<Frame> = Vec::new();
    // For each frame of `out`, the layer of its file.
    let mut layers: Vec<usize> = Vec::new();
    for source in sources.files("frames/") {
        let (path, text) = (source.shown(), source.text());
        if !path.ends_with(".toml") {
            continue;
        }
        let at = |line: usize, what: String| Problem { file: path.to_owned(), line, what };
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(e) => {
                let line = e.span().map_or(0, |s| line_of(text, s.start));
                problems.push(at(line, e.message().to_owned()));
                continue;
            }
        };
        let Some(event_type) = EventType::parse(&file.event_type) else {
            problems.push(at(1, format!("unknown type {:?}", file.event_type)));
            continue;
        };
        for raw in file.frame {
            let line = text.lines().position(|l| l.contains(&format!("\"{}\"", raw.id))).map_or(0, |l| l + 1);
            match out.iter().position(|f| f.id == raw.id) {
                // An extra folder's frame takes the place of the one below it.
                Some(i) if layers[i] < source.layer() => {
                    out.remove(i);
                    layers.remove(i);
                }
                Some(_) => {
                    problems.push(at(line, format!("the id {} stands twice", raw.id)));
                    continue;
                }
                None => {}
            }
            if raw.examples.is_empty() {
                problems.push(at(line, format!("{} has no example", raw.id)));
            }
            let defaults = |map: BTreeMap<String, RoleName>, base: &[(Slot, RoleName)]| {
                let mut roles: Vec<(Slot, RoleName)> = map.into_iter().map(|(s, r)| (Slot::parse(&s), r)).collect();
                for (slot, role) in base {
                    if !roles.iter().any(|(s, _)| s == slot) {
                        roles.push((slot.clone(), *role));
                    }
                }
                roles
            };
            let agents = ["من قبل", "من جانب", "على يد", "على ايدي"].map(|p| (Slot::Prep(fold(p)), RoleName::Actor));
            let mut verb_base = vec![(Slot::Subject, RoleName::Actor), (Slot::Object, RoleName::Recipient)];
            verb_base.extend(agents.clone());
            let mut noun_base = vec![(Slot::Genitive, RoleName::Auto)];
            noun_base.extend(agents);
            // What a verb's prepositions mean holds for its noun too unless the noun says otherwise.
            noun_base.extend(
                raw.roles.iter().map(|(s, r)| (Slot::parse(s), *r)).filter(|(s, _)| matches!(s, Slot::Prep(_))),
            );
            layers.push(source.layer());
            out.push(Frame {
                event_type,
                file: path.to_owned(),
                line,
                when: conditions(raw.when),
                unless: conditions(raw.unless),
                roles: defaults(raw.roles, &verb_base),
                noun_roles: defaults(raw.noun_roles, &noun_base),
                examples: raw.examples.into_iter().map(|e| e.read(path, text, problems)).collect(),
                id: raw.id,
                gloss: raw.gloss,
                cameo: raw.cameo,
                mode: raw.mode,
                verbs: raw.verbs,
                nouns: raw.nouns,
                phrases: raw.phrases,
                masdar: raw.masdar,
                participles: raw.participles,
                passive: raw.passive,
                loose: raw.loose,
            });
        }
    }
    out
}

/// All frames, found by lemma.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    all: Vec<Frame>,
    /// Frame, and the folded preposition that must follow (`سيطر على`; empty: none).
    by_verb: FxHashMap<LemmaId, Vec<(usize, String)>>,
    /// Folded verbal noun → the verbs with frames that it may belong to. A verbal noun that the word lists hold as a noun
    /// of its own (قتل, استقبال) has no other link to its verb.
    by_masdar: FxHashMap<String, Vec<LemmaId>>,
    /// First word's folded lemma → frame, the further words, folded.
    by_noun: FxHashMap<String, Found>,
    /// First word → frame, all words. A one-letter preposition at the end stands as a word of its own.
    by_phrase: FxHashMap<String, Found>,
    /// Of the keys of `by_masdar` and `by_noun`, and of `by_phrase`.
    known: (Filter, Filter),
}

/// What an index of [`Frames`] holds under a word: frames, each with words of its own.
type Found = Vec<(usize, Vec<String>)>;

/// [`Frames`] as it is stored.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stored {
    all: Vec<Frame>,
    by_verb: Vec<(u32, Vec<(usize, String)>)>,
    by_masdar: Vec<(String, Vec<u32>)>,
    by_noun: Vec<(String, Found)>,
    by_phrase: Vec<(String, Found)>,
}

/// A map's entries in the order of their keys: the stored bytes must not hang on the order of hashing.
fn sorted<K: Clone + Ord, V: Clone>(map: &FxHashMap<K, V>) -> Vec<(K, V)> {
    let mut list: Vec<(K, V)> = map.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    list.sort_by(|a, b| a.0.cmp(&b.0));
    list
}

impl Frames {
    pub(crate) fn to_stored(&self) -> Stored {
        Stored {
            all: self.all.clone(),
            by_verb: sorted(&self.by_verb).into_iter().map(|(id, list)| (id.0, list)).collect(),
            by_masdar: sorted(&self.by_masdar)
                .into_iter()
                .map(|(key, verbs)| (key, verbs.into_iter().map(|v| v.0).collect()))
                .collect(),
            by_noun: sorted(&self.by_noun),
            by_phrase: sorted(&self.by_phrase),
        }
    }

    pub(crate) fn from_stored(stored: Stored) -> Frames {
        let verbs = |list: Vec<u32>| list.into_iter().map(LemmaId).collect();
        Frames {
            all: stored.all,
            by_verb: stored.by_verb.into_iter().map(|(id, list)| (LemmaId(id), list)).collect(),
            by_masdar: stored.by_masdar.into_iter().map(|(key, list)| (key, verbs(list))).collect(),
            by_noun: stored.by_noun.into_iter().collect(),
            by_phrase: stored.by_phrase.into_iter().collect(),
            known: Default::default(),
        }
        .filtered()
    }

    fn filtered(mut self) -> Frames {
        let nouns = self.by_masdar.keys().chain(self.by_noun.keys());
        let phrases = self.by_phrase.keys();
        self.known = (Filter::new(nouns.map(String::as_str)), Filter::new(phrases.map(String::as_str)));
        self
    }

    /// Indexes frames; verbs that the dictionary lacks are reported.
    pub(crate) fn new(all: Vec<Frame>, dictionary: &Dictionary, problems: &mut Vec<Problem>) -> Frames {
        let mut verbs: HashMap<String, Vec<LemmaId>> = HashMap::new();
        // إلكتروني and التزام begin with what looks like an article once folded.
        let mut like_article: HashSet<String> = HashSet::new();
        for i in 0..dictionary.lemma_count() {
            let id = LemmaId(i as u32);
            let lemma = dictionary.lemma(id);
            match lemma.pos {
                Pos::Verb => verbs.entry(lemma.key.to_owned()).or_default().push(id),
                Pos::Noun | Pos::Adjective if lemma.key.starts_with("ال") => {
                    like_article.insert(lemma.key.to_owned());
                }
                _ => {}
            }
        }
        let mut frames = Frames { all, ..Frames::default() };
        for (_, values) in frames.all.iter_mut().flat_map(|f| f.when.iter_mut().chain(&mut f.unless)) {
            for value in values {
                if let Value::Class(name, id) = value {
                    *id = dictionary.class(name);
                }
            }
        }
        for (i, frame) in frames.all.iter().enumerate() {
            for verb in &frame.verbs {
                let (bare, preposition) = verb.split_once(' ').unwrap_or((verb, ""));
                let ids: Vec<LemmaId> = verbs
                    .get(&fold(bare))
                    .into_iter()
                    .flatten()
                    .copied()
                    .filter(|&id| {
                        // Unvocalised text does not tell حمل from حمّل; a frame with conditions may look at both.
                        compatible(bare, dictionary.lemma(id).text) || !frame.when.is_empty()
                    })
                    .collect();
                if ids.is_empty() {
                    problems.push(Problem {
                        file: frame.file.clone(),
                        line: frame.line,
                        what: format!("{}: the verb {verb} is not in words/verbs.tsv", frame.id),
                    });
                }
                for id in ids {
                    frames.by_verb.entry(id).or_default().push((i, fold(preposition)));
                }
            }
            for noun in &frame.nouns {
                let key = fold(noun);
                let mut words = key
                    .split_whitespace()
                    .map(|w| if like_article.contains(w) { w } else { w.strip_prefix("ال").unwrap_or(w) });
                if let Some(first) = words.next() {
                    let rest = words.map(str::to_owned).collect();
                    frames.by_noun.entry(first.to_owned()).or_default().push((i, rest));
                }
            }
            for phrase in &frame.phrases {
                let words: Vec<String> = fold(phrase).split_whitespace().map(str::to_owned).collect();
                if let Some(first) = words.first() {
                    frames.by_phrase.entry(first.clone()).or_default().push((i, words));
                }
            }
        }
        for i in 0..dictionary.lemma_count() {
            let lemma = dictionary.lemma(LemmaId(i as u32));
            if let Some(verb) = lemma.verb.filter(|v| lemma.attributes == "masdar" && frames.by_verb.contains_key(v)) {
                let verbs = frames.by_masdar.entry(lemma.key.to_owned()).or_default();
                if !verbs.contains(&verb) {
                    verbs.push(verb);
                }
            }
        }
        frames.filtered()
    }

    /// What frames may have of a word: by its spellings (whole, stem, lemma, folded) and its verb. Where it says that they have nothing,
    /// they have nothing.
    pub fn evokes(&self, spellings: [&str; 3], verb: Option<LemmaId>) -> Evokes {
        let hashes = spellings.map(hash);
        let phrase = hashes.iter().any(|hash| self.known.1.may_have_hash(*hash));
        Evokes {
            bits: hashes.iter().fold(0, |bits, hash| bits | bit(*hash)),
            phrase,
            any: phrase
                || hashes.iter().any(|hash| self.known.0.may_have_hash(*hash))
                || verb.is_some_and(|verb| self.by_verb.contains_key(&verb)),
        }
    }

    /// Every frame.
    pub fn all(&self) -> &[Frame] {
        &self.all
    }

    /// Verbs with frames whose verbal noun has this folded lemma.
    pub fn of_masdar(&self, lemma: &str) -> &[LemmaId] {
        let found = self.known.0.may_have(lemma).then(|| self.by_masdar.get(lemma));
        found.flatten().map_or(&[], Vec::as_slice)
    }

    /// The frame of this id.
    pub fn of_id(&self, id: &str) -> Option<&Frame> {
        self.all.iter().find(|f| f.id == id)
    }

    /// Frames of a verb, each with the folded preposition that it wants behind the verb (empty: none).
    pub fn of_verb(&self, verb: LemmaId) -> impl Iterator<Item = (&Frame, &str)> {
        self.by_verb.get(&verb).into_iter().flatten().map(|(i, p)| (&self.all[*i], p.as_str()))
    }

    /// Frames of an event noun by its folded lemma, each with the further words that it wants (empty: none).
    pub fn of_noun(&self, lemma: &str) -> impl Iterator<Item = (&Frame, &[String])> {
        let found = self.known.0.may_have(lemma).then(|| self.by_noun.get(lemma));
        found.flatten().into_iter().flatten().map(|(i, rest)| (&self.all[*i], rest.as_slice()))
    }

    /// Set phrases that begin with this folded word.
    pub fn of_phrase(&self, first: &str) -> impl Iterator<Item = (&Frame, &[String])> {
        let found = self.known.1.may_have(first).then(|| self.by_phrase.get(first));
        found.flatten().into_iter().flatten().map(|(i, words)| (&self.all[*i], words.as_slice()))
    }
}

/// Whether a frame's spelling of a verb (bare, or with the marks that tell two verbs apart) fits a lemma's.
fn compatible(wanted: &str, lemma: &str) -> bool {
    if strip_marks(wanted) == wanted {
        return strip_marks(lemma) == wanted || fold(lemma) == fold(wanted) && !lemma.contains('\u{0651}');
    }
    let shadda = |s: &str| s.contains('\u{0651}');
    shadda(wanted) == shadda(lemma)
}
