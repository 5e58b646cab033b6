//! The readings of one written word: clitics, stem, lemma, features, each with a cost.
//!
//! A cost is roughly a negative log-probability in units of ten: the lower the likelier. What a word looks like alone is
//! weighed here; its neighbours are weighed in [`crate::tag`].

use std::borrow::Cow;
use std::ops::Range;

use crate::dictionary::{Dictionary, LemmaId};
use crate::features::{Aspect, Attach, Case, Features, Gender, Mood, Number, Pos, Verbal, Voice};

/// The clitics before a stem, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Proclitics(pub u8);

impl Proclitics {
    /// و "and"
    pub const WA: u8 = 1;
    /// ف "so"
    pub const FA: u8 = 2;
    /// س, the future
    pub const SA: u8 = 4;
    /// ب "in, by"
    pub const BI: u8 = 8;
    /// ل "to, for"
    pub const LI: u8 = 16;
    /// ك "as"
    pub const KA: u8 = 32;
    /// ال, the article
    pub const AL: u8 = 64;

    /// Whether any of the clitics in `mask` is there.
    pub fn has(self, mask: u8) -> bool {
        self.0 & mask != 0
    }

    /// Whether the word is joined to what precedes by و or ف.
    pub fn conjunction(self) -> bool {
        self.has(Self::WA | Self::FA)
    }

    /// The one-letter preposition before the stem.
    pub fn preposition(self) -> Option<&'static str> {
        match self.0 & (Self::BI | Self::LI | Self::KA) {
            Self::BI => Some("ب"),
            Self::LI => Some("ل"),
            Self::KA => Some("ك"),
            _ => None,
        }
    }

    /// Text as written behind the conjunction, the future's letter and the preposition that are written together with its first
    /// word.
    pub fn behind(self, text: &str) -> &str {
        let letters = (self.0 & !Self::AL).count_ones() as usize;
        let mut rest = text.char_indices().filter(|(_, c)| !marsad_text::is_ignorable(*c));
        match letters {
            0 => text,
            // A word of clitics alone stays as it is.
            n => rest.nth(n).map_or(text, |(at, _)| &text[at..]),
        }
    }

    /// Whether ل has swallowed the alef of the article (للرئيس "for the president").
    pub fn swallows(self) -> bool {
        self.has(Self::LI) && self.has(Self::AL)
    }

    /// As [`Self::behind`], with the article's alef put back.
    pub fn strip(self, text: &str) -> String {
        let rest = self.behind(text);
        if self.swallows() && rest.starts_with('ل') { format!("ا{rest}") } else { rest.to_owned() }
    }
}

/// A pronoun suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enclitic {
    /// As written under folding.
    pub text: &'static str,
    /// Person, 1 to 3.
    pub person: u8,
    /// Gender where it shows one.
    pub gender: Gender,
    /// Number.
    pub number: Number,
}

/// Longest first, so that هما is tried before ما.
static ENCLITICS: [Enclitic; 12] = {
    const fn e(text: &'static str, person: u8, gender: Gender, number: Number) -> Enclitic {
        Enclitic { text, person, gender, number }
    }
    [
        e("هما", 3, Gender::None, Number::Dual),
        e("كما", 2, Gender::None, Number::Dual),
        e("ها", 3, Gender::Feminine, Number::Singular),
        e("هم", 3, Gender::Masculine, Number::Plural),
        e("هن", 3, Gender::Feminine, Number::Plural),
        e("كم", 2, Gender::Masculine, Number::Plural),
        e("كن", 2, Gender::Feminine, Number::Plural),
        e("ني", 1, Gender::None, Number::Singular),
        e("نا", 1, Gender::None, Number::Plural),
        e("ه", 3, Gender::Masculine, Number::Singular),
        e("ك", 2, Gender::Masculine, Number::Singular),
        e("ي", 1, Gender::None, Number::Singular),
    ]
};

/// One way to read a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The lemma; `None` for a word that the dictionary lacks.
    pub lemma: Option<LemmaId>,
    /// What the stem says.
    pub features: Features,
    /// What stands before the stem.
    pub proclitics: Proclitics,
    /// What stands behind it.
    pub enclitic: Option<&'static Enclitic>,
    /// The stem, as bytes of the folded word.
    pub stem: (u16, u16),
    /// How unlikely the reading is, the word taken alone.
    pub cost: i32,
    /// What the rules of [`crate::tag`] ask of the lemma, as bits.
    pub marks: u32,
}

impl AsRef<Reading> for Reading {
    fn as_ref(&self) -> &Reading {
        self
    }
}

impl Reading {
    /// The stem's bytes in the folded word.
    pub fn stem_range(&self) -> Range<usize> {
        self.stem.0 as usize..self.stem.1 as usize
    }

    /// The clitics before the stem of a word that the dictionary has; in others they may be the word's own letters.
    pub fn certain_clitics(&self) -> Proclitics {
        self.lemma.map_or_else(Proclitics::default, |_| self.proclitics)
    }

    /// Whether the word is definite by article or suffix.
    pub fn definite(&self) -> bool {
        self.proclitics.has(Proclitics::AL) || self.enclitic.is_some() || self.features.pos == Pos::Name
    }

    /// A noun, adjective, name or number.
    pub fn nominal(&self) -> bool {
        matches!(self.features.pos, Pos::Noun | Pos::Adjective | Pos::Name | Pos::Number)
    }
}

/// Words longer than this (folded bytes) are read as unknown without trying clitics.
const LONGEST: usize = 60;
/// What hamza left off an alef costs.
const HAMZA_LEFT_OUT: i32 = 2;
/// Readings that cost this much are too far-fetched to speak against careless spelling.
const UNUSUAL: i32 = 26;
/// Readings kept for a word.
const KEEP: usize = 8;

/// A word whose exact spelling is known is not taken for another one spelled carelessly (كان for كأن) without need.
const CARELESS_BESIDE_EXACT: i32 = 9;

/// Reads a word. `folded` is its look-up key, `raw` the word as written. Always gives at least one reading.
pub fn analyze(dictionary: &Dictionary, folded: &str, raw: &str) -> Vec<Reading> {
    let marked = raw.chars().any(marsad_text::is_ignorable);
    let bare = if marked { Cow::Owned(marsad_text::strip_marks(raw)) } else { Cow::Borrowed(raw) };
    let mut found = Vec::with_capacity(2 * KEEP);
    if folded.len() <= LONGEST {
        for (start, proclitics, cost) in splits(folded) {
            let rest = &folded[start..];
            let skip = folded[..start].chars().count();
            // Folding maps letter to letter (ligatures apart), so positions in `bare` follow from those in `folded`.
            let stem = bare.char_indices().nth(skip).map_or("", |(at, _)| &bare[at..]);
            let word = Word { dictionary, folded, raw, bare: &bare, stem, marked, start, skip, proclitics, cost };
            word.read(rest, folded.len(), None, &mut found);
            for e in &ENCLITICS {
                if let Some(stem) = rest.strip_suffix(e.text).filter(|s| !s.is_empty()) {
                    word.read(stem, start + stem.len(), Some(e), &mut found);
                }
            }
        }
    }
    let exact = found.iter().any(|(r, careless)| *careless < HAMZA_LEFT_OUT && r.cost < UNUSUAL);
    let mut out: Vec<Reading> = found
        .into_iter()
        .map(|(r, careless)| {
            let more = if exact && careless >= HAMZA_LEFT_OUT { CARELESS_BESIDE_EXACT } else { 0 };
            Reading { cost: r.cost + more, ..r }
        })
        .collect();
    guess(folded, out.is_empty(), &mut out);
    out.sort_by_key(|r| (r.cost, r.lemma, r.stem, r.features.pack()));
    out.truncate(KEEP);
    out
}

/// All ways to cut clitics off the front: first byte of the rest, the clitics, their cost. `لل` hides an alef: the rest may
/// be a noun with its article swallowed (للأمم), or begin with a lam of its own (للغة).
fn splits(folded: &str) -> Vec<(usize, Proclitics, i32)> {
    let mut out = Vec::with_capacity(8);
    out.push((0, Proclitics(0), 0));
    let letter = 2;
    let joined = if folded.starts_with('و') {
        Some((letter, Proclitics::WA, 2))
    } else {
        folded.starts_with('ف').then_some((letter, Proclitics::FA, 5))
    };
    for (at, set, cost) in [(0, 0_u8, 0)].into_iter().chain(joined) {
        let rest = &folded[at..];
        if rest.is_empty() {
            continue;
        }
        if set != 0 {
            out.push((at, Proclitics(set), cost));
        }
        if let Some(r) = rest.strip_prefix("ال").filter(|r| !r.is_empty()) {
            out.push((folded.len() - r.len(), Proclitics(set | Proclitics::AL), cost));
        }
        if rest.len() > letter && rest.starts_with('س') {
            out.push((at + letter, Proclitics(set | Proclitics::SA), cost + 3));
        }
        for (c, bit, more) in [('ب', Proclitics::BI, 4), ('ل', Proclitics::LI, 4), ('ك', Proclitics::KA, 9)] {
            if !rest.starts_with(c) || rest.len() == letter {
                continue;
            }
            out.push((at + letter, Proclitics(set | bit), cost + more));
            if let Some(r) = rest[letter..].strip_prefix("ال").filter(|r| !r.is_empty()) {
                out.push((folded.len() - r.len(), Proclitics(set | bit | Proclitics::AL), cost + more - 2));
            }
            if c == 'ل' && rest.starts_with("لل") && rest.len() > 2 * letter {
                out.push((at + 2 * letter, Proclitics(set | bit | Proclitics::AL), cost + 2));
                // للغة is the definite word more often than the indefinite one.
                out.push((at + letter, Proclitics(set | bit | Proclitics::AL), cost + 3));
            }
        }
    }
    out
}

struct Word<'a> {
    dictionary: &'a Dictionary,
    folded: &'a str,
    raw: &'a str,
    bare: &'a str,
    /// Of `bare`, from the stem on.
    stem: &'a str,
    marked: bool,
    start: usize,
    /// Letters before the stem.
    skip: usize,
    proclitics: Proclitics,
    cost: i32,
}

impl Word<'_> {
    /// Adds the readings of this stem, each with what its spelling costs.
    fn read(&self, stem: &str, end: usize, enclitic: Option<&'static Enclitic>, out: &mut Vec<(Reading, i32)>) {
        let letters = stem.chars().count();
        for entry in self.dictionary.lookup(stem) {
            let f = entry.features;
            if !allowed(&f, self.proclitics, enclitic) {
                continue;
            }
            let spelling = self.spelling(entry.vocalised, letters, enclitic.is_some());
            let cost = self.cost
                + prior(&f)
                + self.signs(&f)
                + self.ending(&f, entry.vocalised, enclitic.is_some())
                + enclitic.map_or(0, |e| self.suffix(&f, e))
                + spelling;
            let reading = Reading {
                lemma: Some(entry.lemma),
                features: f,
                proclitics: self.proclitics,
                enclitic,
                stem: (self.start as u16, end as u16),
                cost,
                marks: self.dictionary.marks(entry.lemma),
            };
            // Forms that differ in mood alone are one reading.
            let same = |(r, _): &(Reading, i32)| {
                r.lemma == reading.lemma
                    && r.proclitics == reading.proclitics
                    && r.stem == reading.stem
                    && Features { mood: Mood::Any, ..r.features } == Features { mood: Mood::Any, ..f }
            };
            match out.iter_mut().find(|r| same(r)) {
                Some((r, careless)) => {
                    if reading.cost < r.cost {
                        r.cost = reading.cost;
                        *careless = spelling;
                    }
                    r.features.mood = Mood::Any;
                }
                None => out.push((reading, spelling)),
            }
        }
    }

    /// Cost of a pronoun suffix: news speaks of third persons, and nobody writes the pronoun ه with the dots of ة or ي as ى.
    fn suffix(&self, f: &Features, e: &Enclitic) -> i32 {
        let last = self.bare.chars().next_back().unwrap_or(' ');
        let dots = match (e.text, last) {
            ("ه", 'ة') => 24,
            ("ي" | "ني", 'ى') => 14,
            _ => 0,
        };
        let person = match (e.person, e.text) {
            (3, "هن") => 6,
            (3, _) => 0,
            // "قصفنا": who speaks as "we" says what "we" did more often than what was done to "us".
            (1, "نا") if f.pos == Pos::Verb && f.aspect == Aspect::Perfect => 11,
            (1, "نا") => 3,
            (1, _) => 8,
            _ => 11,
        };
        4 + dots + person + if f.pos == Pos::Verb { 2 } else { 0 }
    }

    /// How far the written stem departs from the form's spelling: hamza and dots left out are common, put in wrongly rare.
    fn spelling(&self, vocalised: &str, letters: usize, suffixed: bool) -> i32 {
        let mut cost = 0;
        let form = vocalised.chars().filter(|&c| !marsad_text::is_ignorable(c));
        for (w, f) in self.stem.chars().take(letters).zip(form) {
            if w == f {
                continue;
            }
            cost += match (w, f) {
                // إليه from إلى: inside a word ى is always ي.
                ('ي', 'ى') if suffixed => 0,
                // The Egyptian press leaves the dots off final ي; Gulf papers leave hamza off.
                ('ى', 'ي') => 1,
                ('ا', 'أ' | 'إ' | 'آ') => 2,
                ('ي', 'ى') | ('ه', 'ة') => 4,
                ('أ' | 'إ', 'ا') => 6,
                _ => 8,
            };
        }
        if self.marked {
            cost += vowel_clash(self.raw, self.skip, letters, vocalised);
        }
        cost
    }

    /// Cost of signs in the text that speak against the whole reading: tanwin on a verb or a name, hamza on the article.
    fn signs(&self, f: &Features) -> i32 {
        let tanwin = self.marked && self.raw.contains(['\u{064B}', '\u{064C}', '\u{064D}']);
        let nunated = match f.pos {
            Pos::Verb => 20,
            Pos::Name => 8,
            _ => 0,
        };
        let before = self.skip;
        let hamza = self.proclitics.has(Proclitics::AL)
            && before >= 2
            && self.folded[..self.start].ends_with("ال")
            && self.bare.chars().nth(before - 2).is_some_and(|c| c != 'ا');
        (if tanwin { nunated } else { 0 }) + if hamza { 12 } else { 0 }
    }

    /// A verbal noun in ي (تلقّي) keeps the letter only where it is definite; else the word is a verb (تلقي).
    fn ending(&self, f: &Features, vocalised: &str, suffixed: bool) -> i32 {
        let open = f.verbal == Verbal::Masdar && f.number == Number::Singular && vocalised.ends_with('ي');
        if open && !suffixed && !self.proclitics.has(Proclitics::AL) { 4 } else { 0 }
    }
}

/// The vowel signs of each letter of a word.
struct Signs {
    all: Vec<char>,
    /// Where the signs behind each letter begin.
    starts: Vec<usize>,
}

impl Signs {
    fn new(word: &str) -> Signs {
        let mut signs = Signs { all: Vec::with_capacity(word.len() / 2), starts: Vec::with_capacity(word.len() / 2) };
        for c in word.chars() {
            match c {
                '\u{064E}'..='\u{0652}' if !signs.starts.is_empty() => signs.all.push(c),
                c if marsad_text::is_ignorable(c) => {}
                _ => signs.starts.push(signs.all.len()),
            }
        }
        signs
    }

    fn len(&self) -> usize {
        self.starts.len()
    }

    fn of(&self, letter: usize) -> &[char] {
        let end = self.starts.get(letter + 1).copied().unwrap_or(self.all.len());
        self.starts.get(letter).map_or(&[], |&start| &self.all[start..end])
    }
}

/// Cost of vowel signs in the text that contradict the form's.
fn vowel_clash(raw: &str, skip: usize, take: usize, vocalised: &str) -> i32 {
    let (written, known) = (Signs::new(raw), Signs::new(vocalised));
    // Many nouns of the lexicon have signs in their generated endings alone, which say nothing of the rest.
    let spelled_out = (0..known.len().saturating_sub(2)).any(|i| !known.of(i).is_empty());
    let letters = take.min(written.len().saturating_sub(skip));
    let mut cost = 0;
    for i in 0..letters.saturating_sub(1).min(known.len()) {
        let (w, k) = (written.of(skip + i), known.of(i));
        for mark in w {
            if !k.is_empty() && !k.contains(mark) && (spelled_out || *mark != '\u{0651}') {
                cost += 12;
            }
        }
        if w.contains(&'\u{0651}') && k.is_empty() && spelled_out {
            cost += 12;
        }
    }
    cost
}

/// Which stems may stand between which clitics.
fn allowed(f: &Features, p: Proclitics, e: Option<&Enclitic>) -> bool {
    use Proclitics as P;
    if e.is_none() && f.attach == Attach::Suffixed && f.pos != Pos::Name {
        return false;
    }
    if e.is_some() && f.attach == Attach::Alone {
        return false;
    }
    match f.pos {
        Pos::Verb => {
            if p.has(P::AL | P::BI | P::KA) || e.is_some_and(|e| e.text == "ي") {
                return false;
            }
            if p.has(P::SA) && (f.aspect != Aspect::Imperfect || matches!(f.mood, Mood::Jussive | Mood::NonIndicative))
            {
                return false;
            }
            !p.has(P::LI) || (f.aspect == Aspect::Imperfect && f.mood != Mood::Indicative)
        }
        Pos::Noun | Pos::Adjective => {
            if p.has(P::SA) || e.is_some_and(|e| e.text == "ني") {
                return false;
            }
            if p.has(P::AL) && (e.is_some() || f.case == Case::Accusative || f.attach == Attach::Construct) {
                return false;
            }
            if e.is_some() && f.case == Case::Accusative {
                return false;
            }
            // An indefinite accusative cannot stand behind a preposition.
            !(p.has(P::BI | P::LI | P::KA) && matches!(f.case, Case::Accusative | Case::Nominative))
        }
        Pos::Name => {
            // A name that the lexicon writes with the article has the stem alone marked so.
            !p.has(P::SA) && e.is_none() && p.has(P::AL) == (f.attach == Attach::Suffixed)
        }
        Pos::Number => !p.has(P::SA) && (e.is_none() || !p.has(P::AL)),
        Pos::Preposition | Pos::Subordinator => !p.has(P::AL | P::SA | P::KA),
        // Behind a preposition a personal pronoun is a suffix (لهم, not ل هم); quantifiers may follow one (لكل).
        Pos::Pronoun if f.person != 0 => !p.has(P::AL | P::SA | P::BI | P::LI | P::KA) && e.is_none(),
        Pos::Pronoun => !p.has(P::AL | P::SA),
        Pos::Demonstrative | Pos::Relative => !p.has(P::AL | P::SA) && e.is_none(),
        // لكنّ and لعلّ take a suffix; the loader marks the others as standing alone.
        _ => !p.has(P::AL | P::SA | P::BI | P::LI | P::KA),
    }
}

/// The pieces of a word in its reading, clitics and stem as `folded` has them. The article that ل has swallowed (للأمم) is given
/// back; a word that the lexicon states as contracted (`=ب+سبب`) is cut into its parts.
pub fn segments(dictionary: &Dictionary, folded: &str, reading: &Reading) -> Segments {
    let mut out = Segments::default();
    for (bit, text) in PROCLITICS {
        if reading.proclitics.has(bit) {
            out.proclitics.push(text.to_owned());
        }
    }
    let stem = folded.get(reading.stem_range()).unwrap_or(folded);
    out.enclitic = reading.enclitic.map(|e| e.text.to_owned());
    let attributes = reading.lemma.map_or("", |l| dictionary.lemma(l).attributes);
    let parts = attributes.split(" | ").filter_map(|a| a.strip_prefix('=')).find(|a| a.contains('+'));
    let Some(parts) = parts else {
        out.stem = stem.to_owned();
        return out;
    };
    let mut parts: Vec<String> = parts.split('+').map(marsad_text::fold).collect();
    while parts.len() > 1 && PROCLITICS.iter().any(|(_, text)| *text == parts[0]) {
        out.proclitics.push(parts.remove(0));
    }
    if parts.len() > 1 && ENCLITICS.iter().any(|e| parts.last().is_some_and(|p| p == e.text)) {
        out.enclitic = parts.pop();
    }
    out.stem = parts.concat();
    out
}

/// A word in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segments {
    /// In the order of the word.
    pub proclitics: Vec<String>,
    /// What is left, folded.
    pub stem: String,
    /// The pronoun suffix.
    pub enclitic: Option<String>,
}

impl std::fmt::Display for Segments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for p in &self.proclitics {
            write!(f, "{p}+")?;
        }
        f.write_str(&self.stem)?;
        self.enclitic.iter().try_for_each(|e| write!(f, "+{e}"))
    }
}

/// Proclitics and their letters, in the order in which they stand.
pub const PROCLITICS: [(u8, &str); 7] = [
    (Proclitics::WA, "و"),
    (Proclitics::FA, "ف"),
    (Proclitics::SA, "س"),
    (Proclitics::BI, "ب"),
    (Proclitics::LI, "ل"),
    (Proclitics::KA, "ك"),
    (Proclitics::AL, "ال"),
];

/// How rare a kind of form is in news, whatever the word.
fn prior(f: &Features) -> i32 {
    let mut cost = match f.pos {
        Pos::Preposition | Pos::Subordinator | Pos::Relative | Pos::Demonstrative | Pos::Conjunction => 0,
        Pos::Particle | Pos::Pronoun | Pos::Number => 2,
        Pos::Adverb => 8,
        Pos::Noun => 10,
        Pos::Adjective => 12,
        Pos::Name => 13 + if f.attach == Attach::Suffixed { 2 } else { 0 },
        Pos::Verb => 11,
        Pos::Punctuation | Pos::Unknown => 30,
    };
    cost += match (f.rare, f.pos) {
        (false, _) => 0,
        (true, Pos::Name) => 4,
        (true, _) => 9,
    };
    if f.pos == Pos::Verb {
        cost += match f.aspect {
            Aspect::Imperative => 35,
            _ => 0,
        };
        cost += if f.voice == Voice::Passive { 12 } else { 0 };
        cost += match f.person {
            1 => 14,
            2 => 24,
            _ => 0,
        };
        cost += match (f.number, f.gender) {
            (Number::Plural, Gender::Feminine) => 18,
            (Number::Dual, _) => 6,
            _ => 0,
        };
    } else {
        cost += match f.verbal {
            Verbal::None => 0,
            Verbal::Masdar => 1,
            Verbal::ActiveParticiple => 5,
            Verbal::PassiveParticiple => 8,
        };
        cost += match (f.number, f.attach) {
            (Number::Dual, _) if f.verbal == Verbal::Masdar => 14,
            (Number::Dual, _) => 6,
            (_, Attach::Construct) => 5,
            _ => 0,
        };
        cost += if f.case == Case::Accusative { 3 } else { 0 };
    }
    cost
}

/// Readings of a word that the dictionary lacks: a name above all, or what its ending looks like.
fn guess(folded: &str, nothing: bool, out: &mut Vec<Reading>) {
    let first = folded.chars().next().unwrap_or(' ');
    let letters = folded.chars().count();
    let word = |pos, proclitics, start: usize, cost| Reading {
        lemma: None,
        features: Features { pos, ..Features::default() },
        proclitics: Proclitics(proclitics),
        enclitic: None,
        stem: (start.min(u16::MAX as usize) as u16, folded.len().min(u16::MAX as usize) as u16),
        cost,
        marks: 0,
    };
    if first.is_ascii_digit() {
        out.push(word(Pos::Number, 0, 0, 0));
        return;
    }
    if !matches!(first, '\u{0621}'..='\u{064A}') && !first.is_alphabetic() {
        out.push(word(Pos::Punctuation, 0, 0, 0));
        return;
    }
    if !('\u{0600}'..'\u{0700}').contains(&first) {
        out.push(word(Pos::Name, 0, 0, 20));
        return;
    }
    let base = if nothing { 40 } else { 62 };
    out.push(word(Pos::Name, 0, 0, base));
    if !nothing {
        return;
    }
    for (start, p, cost) in splits(folded).into_iter().skip(1) {
        let rest = &folded[start..];
        let n = rest.chars().count();
        if n < 3 || p.has(Proclitics::SA | Proclitics::KA) {
            continue;
        }
        let al = p.has(Proclitics::AL);
        let looks_nisba =
            n > 3 && (rest.ends_with('ي') || rest.ends_with("يه") || rest.ends_with("يين") || rest.ends_with("يون"));
        if al {
            out.push(word(if looks_nisba { Pos::Adjective } else { Pos::Noun }, p.0, start, base - 6 + cost));
        } else {
            // و before an unknown word is a conjunction more often than a first letter, ب and ل less often.
            let more = if p.0 == Proclitics::WA { 3 } else { 9 };
            out.push(word(Pos::Name, p.0, start, base + more + if letters < 5 { 6 } else { 0 }));
        }
    }
    if folded.ends_with("يه") && letters > 4 {
        out.push(Reading {
            features: Features { pos: Pos::Adjective, gender: Gender::Feminine, ..Features::default() },
            ..word(Pos::Adjective, 0, 0, base + 2)
        });
    }
    if folded.ends_with("ات") && letters > 4 {
        out.push(Reading {
            features: Features {
                pos: Pos::Noun,
                gender: Gender::Feminine,
                number: Number::Plural,
                ..Features::default()
            },
            ..word(Pos::Noun, 0, 0, base - 4)
        });
    }
    let imperfect = matches!(first, 'ي' | 'ت') && (4..=6).contains(&letters);
    if imperfect {
        let gender = if first == 'ي' { Gender::Masculine } else { Gender::Feminine };
        out.push(Reading {
            features: Features {
                pos: Pos::Verb,
                aspect: Aspect::Imperfect,
                person: 3,
                gender,
                number: Number::Singular,
                ..Features::default()
            },
            ..word(Pos::Verb, 0, 0, base + 8)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::DictionaryBuilder;
    use crate::entry::{NounEntry, VerbEntry, VerbForm};
    use crate::generate::{noun_forms, verb_forms};
    use marsad_text::fold;

    #[test]
    fn what_is_written_together_with_a_word_comes_off() {
        // "and Zarif", "to the president", "by the [dotted] ambassador", "Tehran"
        for (clitics, text, plain) in [
            (Proclitics::WA, "وظريف", "ظريف"),
            (Proclitics::LI | Proclitics::AL, "للرئيس الأميركي", "الرئيس الأميركي"),
            (Proclitics::WA | Proclitics::BI | Proclitics::AL, "وبِالسفير", "السفير"),
            (0, "طهران", "طهران"),
        ] {
            assert_eq!(Proclitics(clitics).strip(text), plain);
        }
    }

    fn sample() -> Dictionary {
        let mut b = DictionaryBuilder::default();
        for (lemma, feminine, plural) in [("مدرسة", true, "مدارس"), ("لغة", true, "ات"), ("وزير", false, "وزراء")]
        {
            let id = b.lemma(lemma, Pos::Noun, None, "");
            let entry = NounEntry { lemma: lemma.to_owned(), feminine, plurals: vec![plural.to_owned()] };
            noun_forms(&entry).iter().for_each(|f| b.form(id, f));
        }
        for (lemma, root, form, vowel) in
            [("اِلْتَقَى", "لقي", VerbForm::VIII, None), ("كَانَ", "كون", VerbForm::I, Some('u'))]
        {
            let entry = VerbEntry { lemma: lemma.to_owned(), root: root.to_owned(), form, vowel, masdars: Vec::new() };
            let id = b.lemma(lemma, Pos::Verb, None, "");
            verb_forms(&entry).expect("the verb fits its root").iter().for_each(|f| b.form(id, f));
        }
        for (text, pos, attributes, person) in [
            ("كأن", Pos::Subordinator, "comparison", 0),
            ("بسبب", Pos::Preposition, "simple | cause | =ب+سبب", 0),
            ("وحدها", Pos::Adverb, "restriction | =وحد+ها", 0),
            ("أنت", Pos::Pronoun, "2ms", 2),
        ] {
            let id = b.lemma(text, pos, None, attributes);
            let features = Features { pos, person, ..Features::default() };
            b.form(id, &crate::entry::Form { vocalised: text.to_owned(), features });
        }
        b.finish()
    }

    fn best(word: &str) -> (String, Reading) {
        let d = sample();
        let folded = fold(word);
        let r = analyze(&d, &folded, word)[0];
        (segments(&d, &folded, &r).to_string(), r)
    }

    #[test]
    fn clitics_are_cut_off() {
        for (word, cut) in [
            ("وبالمدارس", "و+ب+ال+مدارس"),
            ("مدرستهم", "مدرست+هم"),
            ("وسيلتقيان", "و+س+يلتقيان"),
            ("والتقاه", "و+التقا+ه"),
            ("للمدرسة", "ل+ال+مدرسه"),
            ("للغة", "ل+ال+لغه"),
            ("وزير", "وزير"),
            ("فوزيرها", "ف+وزير+ها"),
        ] {
            assert_eq!(best(word).0, cut);
        }
    }

    #[test]
    fn contractions_are_cut_as_the_lexicon_says() {
        assert_eq!(best("بسبب").0, "ب+سبب", "because of");
        assert_eq!(best("وبسببها").0, "و+ب+سبب+ها", "and because of it");
        assert_eq!(best("وحدها").0, "وحد+ها", "she alone");
    }

    #[test]
    fn dots_decide_between_ending_and_suffix() {
        let (cut, r) = best("مدرسة");
        assert_eq!((cut.as_str(), r.enclitic), ("مدرسه", None), "a school");
        let all = analyze(&sample(), "وزيره", "وزيرة");
        assert!(all.iter().all(|r| r.enclitic.is_none() || r.cost > 30), "ة is no pronoun: {all:?}");
    }

    #[test]
    fn exact_spelling_goes_before_careless_spelling() {
        assert_eq!(best("كان").1.features.pos, Pos::Verb, "he was");
        assert_eq!(best("كأن").1.features.pos, Pos::Subordinator, "as if");
        assert_eq!(best("كانت").0, "كانت", "she was, not ك and أنت");
    }

    #[test]
    fn what_the_dictionary_lacks() {
        let (_, name) = best("زغبوطي");
        assert_eq!((name.features.pos, name.lemma), (Pos::Name, None));
        assert_eq!(best("12").1.features.pos, Pos::Number);
        assert_eq!(best("،").1.features.pos, Pos::Punctuation);
        assert_eq!(best("NATO").1.features.pos, Pos::Name);
        assert_eq!(best("").1.features.pos, Pos::Punctuation, "nothing is read as no word");
        let long = "ب".repeat(200);
        assert_eq!(best(&long).1.lemma, None);
    }

    #[test]
    fn vowel_signs_are_heeded() {
        let d = sample();
        let passive = |word: &str| {
            let all = analyze(&d, &fold(word), word);
            let cost =
                |voice| all.iter().filter(|r| r.features.voice == voice && r.lemma.is_some()).map(|r| r.cost).min();
            cost(Voice::Passive) < cost(Voice::Active) && cost(Voice::Passive).is_some()
        };
        assert!(passive("اُلتُقي"), "was met");
    }
}
