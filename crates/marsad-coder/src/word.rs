//! A field of the article as tagged words.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::LazyLock;

use marsad_arabic::analyze::{Proclitics, Reading, analyze};
use marsad_arabic::dictionary::{ClassId, LemmaId};
use marsad_arabic::features::{Aspect, Case, Features, Gender, Pos, Verbal, Voice};
use marsad_arabic::tag::tag;
use marsad_lexicon::{Evokes, Lexicon, Numbers};
use marsad_text::{Text, TokenKind, fold};
use rustc_hash::FxHashMap;

use crate::mention::as_seen;
use crate::name::{self, Part};

/// Prepositions and points of the compass, folded, behind which a name is where something is.
pub(crate) const LOCATIVES: &[&str] =
    &["في", "قرب", "داخل", "وسط", "شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي"];

/// Nouns, folded lemmas, that say what sort of place the next word names.
pub(crate) const PLACE_NOUNS: &[&str] = &[
    "مدينه",
    "بلده",
    "قريه",
    "محافظه",
    "ولايه",
    "منطقه",
    "اقليم",
    "مخيم",
    "حي",
    "مطار",
    "ميناء",
    "عاصمه",
    "ريف",
    "قضاء",
    "مديريه",
    "ضاحيه",
    "معبر",
];

/// Days of the week, folded.
pub(crate) const WEEKDAYS: &[&str] = &["الاثنين", "الاثنان", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت", "الاحد"];

/// A token with the reading chosen for it. Word indexes are token indexes of the field.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// The chosen reading.
    pub reading: Reading,
    /// The whole word, folded.
    pub folded: &'a str,
    /// The stem, folded.
    pub stem: &'a str,
    /// The lemma's folded citation form; the stem for a word that the dictionary lacks.
    pub lemma: &'a str,
    /// Its class of meaning in `thesaurus/`; that of what it is for names, numbers and adjectives of nation; empty if none is known.
    pub meaning: &'a str,
    /// The verb of a verb form, verbal noun or participle.
    pub verb: Option<LemmaId>,
    /// Token kind.
    pub kind: TokenKind,
    /// The cheapest reading as a name, whichever reading was chosen.
    pub name: Option<Reading>,
    /// What the lexicon's lists have of it under the reading chosen for it.
    pub(crate) listed: Listed,
    /// What frames may have of it.
    pub evokes: Evokes,
}

/// What the lexicon's lists have of a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed {
    /// Its numbers among the words of names and offices.
    pub numbers: Numbers,
    /// Whether a name or office begins with it.
    pub begins: bool,
    /// See [`name::part`].
    pub part: (Part, bool),
    /// Whether it is a title that stands before a name.
    pub title: bool,
    /// Whether a phrase that names a source begins with it.
    pub cites: bool,
    /// Whether a word or phrase of a domain other than politics begins with it.
    pub domain: bool,
    /// Whether a frame may have the written word, under any reading.
    pub evokes: bool,
}

impl Listed {
    const NOTHING: Listed = Listed {
        numbers: Numbers::NONE,
        begins: false,
        part: (Part::None, false),
        title: false,
        cites: false,
        domain: false,
        evokes: false,
    };

    fn new(lexicon: &Lexicon, w: &Word<'_>, options: &[Known]) -> Listed {
        let reporting = &lexicon.politics.reporting;
        let numbers = lexicon.phrases.numbers(&as_seen(w));
        Listed {
            numbers,
            begins: lexicon.phrases.begins(numbers),
            part: name::part(lexicon, w),
            title: name::is_title(lexicon, w),
            cites: [w.folded, w.stem, w.preposition().unwrap_or("")]
                .iter()
                .any(|h| reporting.phrase_heads.contains(*h)),
            domain: reporting.domain_heads.contains(w.lemma),
            evokes: options.iter().any(|known| known.found(lexicon, w.folded).evokes.any),
        }
    }
}

impl Word<'_> {
    /// Its class of meaning; its lemma if none is known.
    pub fn sense(&self) -> &str {
        if self.meaning.is_empty() { self.lemma } else { self.meaning }
    }

    /// Part of speech.
    pub fn pos(&self) -> Pos {
        self.reading.features.pos
    }

    /// A finite verb.
    pub fn is_verb(&self) -> bool {
        self.pos() == Pos::Verb
    }

    /// Noun, adjective, name or number.
    pub fn is_nominal(&self) -> bool {
        self.reading.nominal()
    }

    /// With the article.
    pub fn has_article(&self) -> bool {
        self.reading.proclitics.has(Proclitics::AL)
    }

    /// Joined by و or ف.
    pub fn joined(&self) -> bool {
        self.reading.proclitics.conjunction()
    }

    /// Neither conjunction nor one-letter preposition before it.
    pub fn apart(&self) -> bool {
        !self.joined() && self.preposition().is_none()
    }

    /// Its own one-letter preposition.
    pub fn preposition(&self) -> Option<&'static str> {
        self.reading.proclitics.preposition()
    }

    /// The future particle س before it.
    pub fn future(&self) -> bool {
        self.reading.proclitics.has(Proclitics::SA)
    }

    /// An imperfect verb.
    pub fn imperfect(&self) -> bool {
        self.reading.features.aspect == Aspect::Imperfect
    }

    /// A participle that stands as an adverbial clause (مؤكدا, مشيرة): indefinite, not modifying what precedes.
    pub fn circumstantial(&self, previous: Option<&Word<'_>>) -> bool {
        let f = self.reading.features;
        f.verbal == Verbal::ActiveParticiple
            && !self.has_article()
            && self.preposition().is_none()
            && self.reading.enclitic.is_none()
            && (f.case == Case::Accusative
                || previous.is_none_or(|p| {
                    p.kind == TokenKind::Punctuation || p.has_article() || !p.is_nominal() || p.pos() == Pos::Name
                }))
    }

    /// A mark that opens or closes a quotation.
    pub fn is_quotation_mark(&self) -> bool {
        matches!(self.folded, "\"" | "«" | "»" | "“" | "”")
    }

    /// Whether its whole form, its stem or its lemma is `text`, folded.
    pub fn is(&self, text: &str) -> bool {
        self.folded == text || self.stem == text || self.lemma == text
    }

    /// A punctuation mark.
    pub fn is_punctuation(&self) -> bool {
        self.kind == TokenKind::Punctuation
    }
}

/// Title or body with its words.
#[derive(Clone)]
pub struct FieldText<'a> {
    /// The text with its offsets.
    pub text: &'a Text<'a>,
    /// One word for each token.
    pub words: Vec<Word<'a>>,
    /// The readings that each token can have.
    readings: Rc<[Rc<[Known]>]>,
}

/// A reading that a written word can have, and what was found of it when it was first asked for.
#[derive(Debug)]
struct Known {
    reading: Reading,
    found: OnceCell<Found>,
    /// The cheapest reading of the written word as a name, and what the lists have of it; found when this reading is first chosen.
    chosen: OnceCell<(Option<usize>, Listed)>,
}

impl AsRef<Reading> for Known {
    fn as_ref(&self) -> &Reading {
        &self.reading
    }
}

/// What the lexicon has of a reading. To look it up again for each token would cost more than to read the token.
#[derive(Clone, Copy, Debug)]
struct Found {
    /// Where the lemma's key stands in the dictionary.
    key: Option<(u32, u32)>,
    /// Where its class of meaning stands.
    meaning: (u32, u32),
    verb: Option<LemmaId>,
    evokes: Evokes,
}

impl Known {
    fn new(reading: Reading) -> Known {
        Known { reading, found: OnceCell::new(), chosen: OnceCell::new() }
    }

    fn found(&self, lexicon: &Lexicon, folded: &str) -> &Found {
        self.found.get_or_init(|| {
            let lemma = self.reading.lemma;
            let key = lemma.map(|l| lexicon.dictionary.key_at(l));
            let meaning = lemma.map_or((0, 0), |l| lexicon.dictionary.meaning_at(l));
            let verb = lemma.and_then(|l| lexicon.dictionary.verb_of(l));
            let stem = self.stem(folded);
            let evokes = lexicon.frames.evokes([folded, stem, lemma_of(lexicon, stem, key)], verb);
            Found { key, meaning, verb, evokes }
        })
    }

    fn stem<'a>(&self, folded: &'a str) -> &'a str {
        folded.get(self.reading.stem_range()).unwrap_or(folded)
    }

    /// A token under this reading, without what is found only once it is chosen.
    fn word<'a>(&self, lexicon: &'a Lexicon, folded: &'a str, kind: TokenKind) -> Word<'a> {
        let &Found { key, meaning, verb, evokes } = self.found(lexicon, folded);
        let stem = self.stem(folded);
        Word {
            reading: self.reading,
            folded,
            stem,
            lemma: lemma_of(lexicon, stem, key),
            meaning: match self.reading.features.pos {
                Pos::Name => "name",
                Pos::Number => "number",
                _ => lexicon.dictionary.text_at(meaning),
            },
            verb,
            kind,
            name: None,
            listed: Listed::NOTHING,
            evokes,
        }
    }
}

/// The lemma whose key stands there; the stem for a word that the dictionary lacks.
fn lemma_of<'a>(lexicon: &'a Lexicon, stem: &'a str, key: Option<(u32, u32)>) -> &'a str {
    key.map_or(stem, |at| lexicon.dictionary.text_at(at))
}

/// A token under one of the readings that it can have.
fn chosen<'a>(lexicon: &'a Lexicon, folded: &'a str, options: &[Known], pick: usize, kind: TokenKind) -> Word<'a> {
    let known = &options[pick];
    let mut word = known.word(lexicon, folded, kind);
    let (name, listed) = known.chosen.get_or_init(|| {
        let named = |r: &Reading| r.features.pos == Pos::Name && r.lemma.is_some() && r.enclitic.is_none();
        let name = options.iter().position(|o| named(&o.reading));
        word.name = name.map(|i| options[i].reading);
        (name, Listed::new(lexicon, &word, options))
    });
    word.name = name.map(|i| options[i].reading);
    word.listed = *listed;
    word
}

/// The reading as a verbal noun of a word that was taken for a verb, where it is the object of the verb before it: "واصل الجيش شن غارات"
/// (the army went on launching raids). What stands between is seen by no pair of neighbours.
fn verbal_noun(lexicon: &Lexicon, words: &[Word<'_>], i: usize, options: &[Known]) -> Option<usize> {
    let w = &words[i];
    let last = &words[i.checked_sub(1)?];
    let v = w.reading.features;
    let plain =
        w.is_verb() && v.aspect == Aspect::Perfect && v.person == 3 && !w.joined() && w.reading.enclitic.is_none();
    // "غارة شن": a verb that describes a noun.
    let described =
        last.is_nominal() && !last.has_article() && last.reading.enclitic.is_none() && last.pos() != Pos::Name;
    if !plain || described {
        return None;
    }
    let inside = |w: &&Word<'_>| {
        let opens =
            matches!(w.pos(), Pos::Subordinator | Pos::Relative | Pos::Conjunction | Pos::Particle | Pos::Unknown);
        w.is_verb() || !(opens || w.is_punctuation() || w.joined())
    };
    let governor = words[..i].iter().rev().take(8).take_while(inside).find(|w| w.is_verb())?;
    let transitive = governor.verb.is_some_and(|v| lexicon.dictionary.lemma(v).has("t"));
    let active = governor.reading.features.voice == Voice::Active && governor.reading.enclitic.is_none();
    let noun = |known: &Known| {
        let r = &known.reading;
        r.features.verbal == Verbal::Masdar && r.enclitic.is_none() && r.proclitics == Proclitics::default()
    };
    if transitive && active { options.iter().position(noun) } else { None }
}

/// The reading as a verb of a word that was taken for a noun, where it opens a clause that has no other verb, and a preposition that the verb
/// governs follows: "من جهته، طالب الاتحاد الأوروبي سويسرا بإنهاء الخلاف" (for its part the EU demanded; not: the EU's student).
fn predicate(lexicon: &Lexicon, words: &[Word<'_>], i: usize, options: &[Known]) -> Option<usize> {
    let w = &words[i];
    let opens = i == 0 || words[i - 1].is_punctuation();
    let r = &w.reading;
    let bare = r.proclitics == Proclitics::default() && r.enclitic.is_none() && r.features.case == Case::Any;
    let next = words.get(i + 1)?;
    let subject = next.pos() == Pos::Name || next.pos() == Pos::Noun && next.has_article();
    if !opens || w.pos() != Pos::Noun || !bare || !subject || next.joined() || WEEKDAYS.contains(&next.folded) {
        return None;
    }
    let verb = |known: &Known| {
        let (v, r) = (known.reading.features, &known.reading);
        let told = v.pos == Pos::Verb && v.aspect == Aspect::Perfect && v.voice == Voice::Active && v.person == 3;
        told && v.gender == Gender::Masculine && r.enclitic.is_none() && r.cost <= w.reading.cost + NEARLY
    };
    let pick = options.iter().position(verb)?;
    let verb = lexicon.dictionary.lemma(options[pick].reading.lemma?);
    let governs = |w: &Word<'_>| match w.preposition() {
        Some(p) => verb.has(p),
        None => {
            let particle = matches!(w.pos(), Pos::Preposition | Pos::Subordinator);
            particle && verb.attributes.split(" | ").any(|g| fold(g) == w.stem)
        }
    };
    let clause = words[i + 2..].iter().take(CLAUSE).take_while(|w| !w.is_verb() && !matches!(w.folded, "." | "؛"));
    clause.into_iter().any(governs).then_some(pick)
}

/// How far behind its subject what a verb governs is looked for, in words.
const CLAUSE: usize = 14;

/// How much more than a noun a verb of the same spelling may cost that is taken for it after all.
const NEARLY: i32 = 4;

type Cache = FxHashMap<String, Rc<[Known]>>;

thread_local! {
    /// Words seen before: news repeats its words. It changes no result, only time.
    static CACHE: RefCell<(usize, Cache)> = RefCell::default();
}

/// Words kept in a thread's cache.
const CACHE_SIZE: usize = 1 << 16;

fn readings(lexicon: &Lexicon, folded: &str, raw: &str) -> Rc<[Known]> {
    let identity = std::ptr::from_ref(lexicon) as usize;
    CACHE.with_borrow_mut(|(owner, cache)| {
        if *owner != identity || cache.len() >= CACHE_SIZE {
            *owner = identity;
            cache.clear();
        }
        if let Some(found) = cache.get(raw) {
            return Rc::clone(found);
        }
        let readings = analyze(&lexicon.dictionary, folded, raw).into_iter();
        let found: Rc<[Known]> = readings.map(Known::new).collect();
        cache.insert(raw.to_owned(), Rc::clone(&found));
        found
    })
}

/// What stands behind the last word: nothing that any rule looks for.
static NOTHING: LazyLock<Word<'static>> = LazyLock::new(|| Word {
    reading: Reading {
        lemma: None,
        features: Features { pos: Pos::Punctuation, ..Features::default() },
        proclitics: Proclitics::default(),
        enclitic: None,
        stem: (0, 0),
        cost: 0,
        marks: 0,
    },
    folded: "",
    stem: "",
    lemma: "",
    meaning: "",
    verb: None,
    name: None,
    listed: Listed::NOTHING,
    evokes: Evokes::NOTHING,
    kind: TokenKind::Punctuation,
});

impl<'a> FieldText<'a> {
    /// A word; behind the end of the field an empty mark, so that looking ahead needs no bounds.
    pub fn word(&self, i: usize) -> &Word<'a> {
        self.words.get(i).unwrap_or_else(|| &NOTHING)
    }

    /// A word under each reading that it can have, the likeliest alone first.
    pub fn options(&self, lexicon: &'a Lexicon, i: usize) -> impl Iterator<Item = Word<'a>> {
        self.options_within(lexicon, i, i32::MAX)
    }

    /// The same without the readings that cost more.
    pub fn options_within(&self, lexicon: &'a Lexicon, i: usize, most: i32) -> impl Iterator<Item = Word<'a>> {
        let text = self.text;
        let token = text.tokens().get(i).zip(self.readings.get(i));
        token.into_iter().flat_map(move |(token, known)| {
            let folded = text.folded_of(token);
            known
                .iter()
                .filter(move |k| k.reading.cost <= most)
                .map(move |known| known.word(lexicon, folded, token.kind))
        })
    }

    /// Reads and tags every sentence.
    pub fn new(text: &'a Text<'a>, lexicon: &'a Lexicon) -> FieldText<'a> {
        let tokens = text.tokens();
        let mut words = Vec::with_capacity(tokens.len());
        let mut all = Vec::with_capacity(tokens.len());
        for sentence in text.sentences() {
            let first = all.len();
            let tokens = &tokens[sentence.tokens.clone()];
            all.extend(tokens.iter().map(|t| readings(lexicon, text.folded_of(t), text.raw_of(t))));
            let options = &all[first..];
            let picked = tag(&lexicon.dictionary, options);
            for ((token, options), pick) in tokens.iter().zip(options).zip(picked) {
                words.push(chosen(lexicon, text.folded_of(token), options, pick, token.kind));
            }
            for i in 0..tokens.len() {
                let other = verbal_noun(lexicon, &words[first..], i, &options[i])
                    .or_else(|| predicate(lexicon, &words[first..], i, &options[i]));
                if let Some(pick) = other {
                    words[first + i] = chosen(lexicon, text.folded_of(&tokens[i]), &options[i], pick, tokens[i].kind);
                }
            }
        }
        FieldText { text, words, readings: all.into() }
    }

    /// Whether the word's lemma belongs to a class.
    pub fn in_class(&self, lexicon: &Lexicon, word: usize, class: ClassId) -> bool {
        self.words[word].reading.lemma.is_some_and(|l| lexicon.dictionary.has_class(l, class))
    }
}

#[cfg(test)]
mod tests {
    use marsad_arabic::features::Pos;

    use crate::testing::read;

    /// Part of speech of the word that begins with these letters.
    fn pos(text: &str, word: &str) -> Pos {
        read(text, |around| {
            let found = around.field.words.iter().find(|w| w.folded.starts_with(word));
            found.unwrap_or_else(|| panic!("no {word} in {text}")).pos()
        })
    }

    #[test]
    fn a_clause_without_another_verb_opens_with_its_verb() {
        // "for its part, the European Union demanded that Switzerland end the dispute"; the word is "student" as well
        assert_eq!(pos("من جهته، طالب الاتحاد الأوروبي سويسرا بإنهاء الخلاف.", "طالب"), Pos::Verb);
        // "from Aden, television reported on the authority of witnesses"; "transport" as well
        assert_eq!(pos("ومن عدن، نقل التلفزيون عن شهود خبر الغارة.", "نقل"), Pos::Verb);
        // "Salim, the university's student, attended the session": nothing follows that the verb governs
        assert_eq!(pos("حضر الجلسة سليم، طالب الجامعة.", "طالب"), Pos::Noun);
    }

    #[test]
    fn a_word_has_its_class_of_meaning() {
        // "the Lebanese army arrested gunmen in Tripoli after the shelling of its posts"
        let text = "اعتقل الجيش اللبناني مسلحين في طرابلس بعد قصف مواقعه.";
        let meaning = |word: &str| {
            read(text, |around| {
                let found = around.field.words.iter().find(|w| w.folded.starts_with(word));
                found.unwrap_or_else(|| panic!("no {word} in {text}")).meaning.to_owned()
            })
        };
        assert_eq!(meaning("اعتقل"), "force.arrest");
        assert_eq!(meaning("الجيش"), "org.military");
        assert_eq!(meaning("مسلحين"), "person.fighter");
        assert_eq!(meaning("اللبناني"), "quality.origin", "an adjective of nation");
        assert_eq!(meaning("طرابلس"), "name");
        assert_eq!(meaning("في"), "", "a function word has none");
    }
}
