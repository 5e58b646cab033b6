//! Picks one reading for each word of a sentence by its neighbours: the cheapest path through all readings (Viterbi).
//!
//! The costs between neighbours are rules of the language (Ryding, A Reference Grammar of Modern Standard Arabic: ch. 4 on
//! agreement, ch. 7 and 8 on definiteness and annexation, ch. 34 to 37 on moods and negation), with weights set by hand in
//! the units of [`crate::analyze`].

use crate::analyze::{Proclitics, Reading};
use crate::dictionary::Dictionary;
use crate::features::{Aspect, Attach, Case, Features, Gender, Mood, Number, Pos, Verbal, Voice};

/// The index of the reading chosen for each word. `readings` holds at least one for each word.
pub fn tag<R: AsRef<Reading>>(dictionary: &Dictionary, readings: &[impl AsRef<[R]>]) -> Vec<usize> {
    // The cheapest path to each reading and the reading before it, one word behind the other.
    let mut best: Vec<(i32, usize)> = Vec::with_capacity(readings.len() * 4);
    let mut rows: Vec<usize> = Vec::with_capacity(readings.len() + 1);
    let (mut before, mut words) = (Vec::<Word<'_>>::new(), Vec::new());
    for (i, options) in readings.iter().enumerate() {
        words.clear();
        words.extend(options.as_ref().iter().map(|r| Word::new(dictionary, r.as_ref())));
        let row = best.len();
        let last = row - before.len();
        if let ([_], [_]) = (before.as_slice(), words.as_slice()) {
            // One reading behind one: what that costs is the same for every path.
            best.push((0, 0));
            rows.push(row);
            std::mem::swap(&mut before, &mut words);
            continue;
        }
        for w in &words {
            let own = w.r.cost + voice(w) + address(w);
            let step = if i == 0 {
                (own + start(w), 0)
            } else {
                let mut cheapest = (i32::MAX, 0);
                for (j, (b, p)) in best[last..row].iter().zip(&before).enumerate() {
                    // Most paths are too dear already, whatever stands between.
                    if b.0 + LEAST <= cheapest.0 {
                        let step = between(p, w, i == 1);
                        debug_assert!(step >= LEAST, "a cost of {step} is below LEAST");
                        cheapest = cheapest.min((b.0 + step, j));
                    }
                }
                let (cost, from) = if before.is_empty() { (0, 0) } else { cheapest };
                (cost + own, from)
            };
            best.push(step);
        }
        rows.push(row);
        std::mem::swap(&mut before, &mut words);
    }
    let mut picked = vec![0; readings.len()];
    let Some(&last) = rows.last() else { return picked };
    let mut at = best[last..].iter().enumerate().min_by_key(|(_, c)| c.0).map_or(0, |(i, _)| i);
    for (pick, row) in picked.iter_mut().zip(&rows).rev() {
        *pick = at;
        at = best[row + at].1;
    }
    picked
}

/// No cost between two words is less.
const LEAST: i32 = -20;

/// Verbs that take a predicate in the accusative or an imperfect (كان وأخواتها; Ryding ch. 36), folded.
const COPULAS: [&str; 10] = ["كان", "ظل", "اصبح", "بات", "بقي", "صار", "ليس", "زال", "امسي", "دام"];

/// Nouns that mean nothing without the term that they govern, folded.
const GOVERNING: [&str; 10] = ["عدم", "كل", "غير", "جميع", "معظم", "مجرد", "سائر", "نحو", "اي", "بعض"];

/// Nouns whose next word, where it has no article, names the place, folded.
const PLACES: [&str; 14] = [
    "ولايه",
    "محافظه",
    "مدينه",
    "قريه",
    "بلده",
    "مديريه",
    "ناحيه",
    "ضاحيه",
    "مخيم",
    "اقليم",
    "جزيره",
    "معبر",
    "حي",
    "قضاء",
];

/// Prepositions that may stand behind another: "من قبل", "من دون", "إلى نحو".
const SECOND: [&str; 16] = [
    "قبل", "بعد", "دون", "خلال", "نحو", "بين", "تحت", "فوق", "عند", "حول", "وراء", "خلف", "أمام", "داخل", "خارج", "ضمن",
];

/// Nouns that say at what time of a day, folded.
const HOURS: [&str; 8] = ["فجر", "صباح", "ظهر", "عصر", "مساء", "ليل", "ليله", "منتصف"];

/// Days, folded.
const DAYS: [&str; 10] = ["احد", "اثنين", "اثنان", "ثلاثاء", "اربعاء", "خميس", "جمعه", "سبت", "امس", "يوم"];

/// What the lexicon says of verbs and function words, as far as neighbours ask for it.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Attribute {
    Transitive,
    TwoObjects,
    Intransitive,
    Clause,
    Passive,
    Patient,
    Perfective,
    Result,
    Indefinite,
    Coordination,
    Jussive,
    Subjunctive,
    NounSubject,
    Future,
    NegationNominal,
}

/// The words that `verbs.tsv` and `particles.tsv` use for them.
const ATTRIBUTES: [(&str, Attribute); 15] = [
    ("t", Attribute::Transitive),
    ("t2", Attribute::TwoObjects),
    ("i", Attribute::Intransitive),
    ("أن", Attribute::Clause),
    ("passive", Attribute::Passive),
    ("patient", Attribute::Patient),
    ("perfective", Attribute::Perfective),
    ("result", Attribute::Result),
    ("indefinite", Attribute::Indefinite),
    ("coordination", Attribute::Coordination),
    ("jussive", Attribute::Jussive),
    ("subjunctive", Attribute::Subjunctive),
    ("noun-subject", Attribute::NounSubject),
    ("future", Attribute::Future),
    ("negation-nominal", Attribute::NegationNominal),
];

/// What the key of a lemma says, as bits below the highest one of [`marks`].
mod keys {
    pub const COPULA: u32 = 1 << 30;
    pub const GOVERNING: u32 = 1 << 29;
    /// Has the shape of an elative.
    pub const ELATIVE: u32 = 1 << 28;
    /// عبد
    pub const SERVANT: u32 = 1 << 27;
    /// غير
    pub const OTHER: u32 = 1 << 26;
    /// A noun of places.
    pub const PLACE: u32 = 1 << 25;
    /// A time of the day.
    pub const HOUR: u32 = 1 << 24;
    /// A day.
    pub const DAY: u32 = 1 << 15;
    pub const ALL: u32 = COPULA | GOVERNING | ELATIVE | SERVANT | OTHER | PLACE | HOUR | DAY;
}

/// The bits of a verb's or function word's attributes, and those of its key; the highest says that it has some attributes. The
/// dictionary stores them with each lemma.
pub(crate) fn marks(key: &str, attributes: &str) -> u32 {
    let bits = attributes
        .split(" | ")
        .filter_map(|a| ATTRIBUTES.iter().find(|(name, _)| *name == a))
        .fold(u32::from(!attributes.is_empty()) << 31, |bits, (_, attribute)| bits | 1 << *attribute as u32);
    let mark = |holds: bool, bit: u32| if holds { bit } else { 0 };
    bits | mark(COPULAS.contains(&key), keys::COPULA)
        | mark(GOVERNING.contains(&key), keys::GOVERNING)
        | mark(key.starts_with('ا') && matches!(key.chars().count(), 3 | 4), keys::ELATIVE)
        | mark(key == "عبد", keys::SERVANT)
        | mark(key == "غير", keys::OTHER)
        | mark(PLACES.contains(&key), keys::PLACE)
        | mark(HOURS.contains(&key), keys::HOUR)
        | mark(DAYS.contains(&key), keys::DAY)
}

impl Reading {
    /// Whether it is a form of a verb that has an object, and hardly ever none.
    pub fn takes_object(&self) -> bool {
        let has = |a: Attribute| self.marks & (1 << a as u32) != 0;
        let transitive = has(Attribute::Transitive) || has(Attribute::TwoObjects);
        self.features.pos == Pos::Verb && transitive && !has(Attribute::Intransitive)
    }
}

/// What rules ask of a reading, found once.
struct Word<'a> {
    dictionary: &'a Dictionary,
    r: &'a Reading,
    f: Features,
    /// Bits of [`Attribute`], and the highest for any.
    attributes: u32,
    /// Bits of [`keys`].
    key: u32,
    /// Joined by و or ف.
    joined: bool,
    article: bool,
    /// Has ب, ل or ك before it.
    preposition: bool,
    suffixed: bool,
}

impl<'a> Word<'a> {
    fn new(dictionary: &'a Dictionary, r: &'a Reading) -> Word<'a> {
        let marks = r.marks;
        Word {
            dictionary,
            r,
            f: r.features,
            attributes: if r.nominal() { 0 } else { marks & !keys::ALL },
            key: marks & keys::ALL,
            joined: r.proclitics.conjunction(),
            article: r.proclitics.has(Proclitics::AL),
            preposition: r.proclitics.preposition().is_some(),
            suffixed: r.enclitic.is_some(),
        }
    }

    /// Citation form as the lexicon spells it.
    fn text(&self) -> &'a str {
        self.r.lemma.map_or("", |l| self.dictionary.lemma(l).text)
    }

    /// Whether a verb governs a preposition.
    fn governs(&self, preposition: &str) -> bool {
        let constructions = self.r.lemma.filter(|_| !self.nominal()).map_or("", |l| self.dictionary.attributes(l));
        constructions.split(" | ").any(|c| c == preposition)
    }

    /// Whether its lemma's key is of this kind.
    fn has_key(&self, bit: u32) -> bool {
        self.key & bit != 0
    }

    fn is(&self, attribute: Attribute) -> bool {
        self.attributes & (1 << attribute as u32) != 0
    }

    fn nominal(&self) -> bool {
        self.r.nominal()
    }

    /// Neither article nor suffix.
    fn bare(&self) -> bool {
        !self.article && !self.suffixed
    }

    fn copula(&self) -> bool {
        self.f.pos == Pos::Verb && self.has_key(keys::COPULA)
    }

    /// أكبر, أبرز: stands before its noun (Ryding ch. 10.5).
    fn elative(&self) -> bool {
        self.f.pos == Pos::Adjective
            && self.f.verbal == Verbal::None
            && self.f.gender == Gender::Masculine
            && self.has_key(keys::ELATIVE)
    }

    /// A participle as an adverbial clause: مشيرا, مؤكدين.
    fn circumstance(&self) -> bool {
        self.f.verbal == Verbal::ActiveParticiple && self.f.case == Case::Accusative && self.bare()
    }
}

/// Some verbs are hardly ever told of in the active (توفي, ولد: `passive` in the lexicon), others half of the time (قتل:
/// `patient`); verbs without an object have no passive but the impersonal one (عثر على).
fn voice(w: &Word<'_>) -> i32 {
    match w.f.voice {
        Voice::Passive if w.is(Attribute::Passive) => -14,
        Voice::Passive if w.is(Attribute::Patient) => -5,
        Voice::Passive if w.attributes != 0 && !w.is(Attribute::Transitive) && !w.is(Attribute::TwoObjects) => 4,
        _ => 0,
    }
}

/// News does not speak to its reader: تقول is "she says".
fn address(w: &Word<'_>) -> i32 {
    if w.f.pos == Pos::Verb && w.f.person == 2 { 4 } else { 0 }
}

/// A transitive verb whose object does not follow, but a preposition that it does not govern, is in the passive:
/// "زرعت في الحقول" (was planted in the fields).
fn without_object(p: &Word<'_>, r: &Word<'_>) -> i32 {
    // "أكد في بيان أن": what was said comes later.
    let clause = p.is(Attribute::Clause);
    if !p.r.takes_object() || p.suffixed || clause || p.f.person != 3 {
        return 0;
    }
    let governed = match (r.f.pos, r.r.proclitics.preposition()) {
        (Pos::Preposition, None) => p.governs(r.text()),
        (_, Some(preposition)) => p.governs(preposition),
        _ => return 0,
    };
    match (p.f.voice, governed) {
        (Voice::Passive, false) => -7,
        (Voice::Passive, true) => -2,
        (Voice::Active, false) => 2,
        (Voice::Active, true) => 0,
    }
}

/// News sentences begin with a verb or a definite noun.
fn start(w: &Word<'_>) -> i32 {
    match w.f.pos {
        Pos::Verb if w.f.aspect == Aspect::Perfect && w.f.voice == Voice::Active => -7,
        Pos::Verb if w.f.aspect == Aspect::Perfect => -4,
        Pos::Verb if w.f.person == 3 => -3,
        Pos::Particle if w.is(Attribute::Perfective) => -7,
        Pos::Adjective => 4,
        _ => 0,
    }
}

/// What it costs that `r` follows `p`; `first` if `p` opens the sentence.
fn between(p: &Word<'_>, r: &Word<'_>, first: bool) -> i32 {
    let (a, b) = (&p.f, &r.f);
    if a.pos == Pos::Preposition && !p.suffixed {
        return after_preposition(r);
    }
    let object = without_object(p, r);
    if object != 0 {
        return object;
    }
    if a.attach == Attach::Construct && !p.suffixed && p.nominal() {
        // The first term of an idafa must have its second (كبار and other adjectives too).
        let governed = r.nominal() || matches!(b.pos, Pos::Demonstrative | Pos::Relative | Pos::Pronoun);
        if r.joined || r.preposition || !governed {
            return 25;
        }
    }
    match (a.pos, b.pos) {
        (Pos::Particle | Pos::Subordinator, _) => after_particle(p, r),
        // من and ما may be so much else.
        (Pos::Relative, Pos::Verb) if !r.joined => {
            if p.is(Attribute::Result) {
                -6
            } else if p.is(Attribute::Indefinite) {
                1
            } else {
                -5
            }
        }
        // "صرف من عمله": before a noun من is hardly ever "who".
        (Pos::Relative, Pos::Noun | Pos::Name | Pos::Adjective | Pos::Number | Pos::Demonstrative)
            if !r.joined && !r.preposition && p.text() == "من" =>
        {
            8
        }
        (Pos::Relative, Pos::Noun | Pos::Name) if r.bare() && !r.preposition => 2,
        // "أرسلت من قبل": من before another preposition is "of" too.
        (Pos::Relative, Pos::Preposition)
            if p.is(Attribute::Indefinite) && !p.is(Attribute::Result) && SECOND.contains(&r.text()) =>
        {
            12
        }
        // "حذر من أن": من before أن is "of".
        (Pos::Relative, Pos::Subordinator) if p.is(Attribute::Indefinite) && !p.is(Attribute::Result) => 12,
        (Pos::Verb, Pos::Verb) => {
            if r.joined {
                2
            } else if b.aspect != Aspect::Imperfect {
                16
            } else if p.copula() {
                -5
            } else {
                6
            }
        }
        (Pos::Verb, Pos::Noun | Pos::Name) => subject(p, r, first),
        (Pos::Verb, Pos::Adjective) => {
            if r.joined {
                7
            } else if p.copula() {
                if b.case == Case::Accusative { -5 } else { 0 }
            } else if r.circumstance() {
                0
            } else if b.case == Case::Accusative {
                2
            } else {
                7
            }
        }
        (Pos::Noun | Pos::Adjective | Pos::Name, Pos::Adjective) => attribute(p, r),
        (Pos::Adjective, Pos::Noun) if p.elative() && p.bare() && !r.joined && !r.preposition => -3,
        // الأسرع نموا: a specifying accusative.
        (Pos::Adjective, Pos::Noun) if p.elative() && p.article && b.case == Case::Accusative => -5,
        // "في ولاية آسام": names that no list has and that look like verbs.
        (Pos::Noun, Pos::Verb | Pos::Name)
            if p.has_key(keys::PLACE) && p.bare() && a.number == Number::Singular && !r.joined && !r.preposition =>
        {
            if b.pos == Pos::Name { -16 } else { 12 }
        }
        (Pos::Noun, Pos::Noun | Pos::Name) => annexation(p, r),
        (Pos::Name, Pos::Name) => {
            if r.joined {
                1
            } else if r.preposition {
                0
            } else if p.has_key(keys::SERVANT) {
                -16
            } else {
                -8
            }
        }
        (Pos::Name | Pos::Noun | Pos::Adjective, Pos::Verb) => clause_after(p, r),
        // A name governs nothing; "القاهرة صباح اليوم" says when.
        (Pos::Name, Pos::Noun) if r.bare() && !r.joined && !r.preposition && !r.has_key(keys::HOUR | keys::DAY) => 2,
        (Pos::Pronoun, Pos::Verb) if p.has_key(keys::GOVERNING) && !p.suffixed => 18,
        // "وهي تطلق": whoever the pronoun stands for does something.
        (Pos::Pronoun, Pos::Verb) if !r.joined => -4,
        (Pos::Demonstrative, Pos::Noun) => {
            if r.article {
                -4
            } else {
                2
            }
        }
        // "قتل ثلاثة", "أصيب شرطي": victims are counted or not known by name.
        (Pos::Verb, Pos::Number) if a.voice == Voice::Passive && p.is(Attribute::Patient) => -7,
        (Pos::Number, Pos::Noun) => -2,
        (Pos::Noun, Pos::Number) if p.bare() && !r.joined => -3,
        // A quotation's "we condemn".
        (Pos::Punctuation, Pos::Verb) if b.person == 1 => -6,
        (Pos::Punctuation, Pos::Verb) => match b.aspect {
            Aspect::Perfect if r.joined => -4,
            Aspect::Perfect => -2,
            _ => -1,
        },
        // Nothing governs it there.
        (Pos::Punctuation, Pos::Noun) if b.number == Number::Dual && b.case == Case::Oblique && !r.preposition => 5,
        (Pos::Punctuation, Pos::Adjective) if r.circumstance() && !r.joined => -8,
        (Pos::Conjunction, Pos::Verb) => {
            if p.is(Attribute::Coordination) || r.joined {
                -1
            } else {
                -4
            }
        }
        // An indefinite noun with nothing behind it is rarer than a verb.
        (Pos::Noun, Pos::Preposition | Pos::Punctuation | Pos::Subordinator | Pos::Relative)
            if p.bare() && !p.preposition && a.case == Case::Any && a.number == Number::Singular =>
        {
            2
        }
        _ if b.attach == Attach::Construct => 2,
        _ => 0,
    }
}

/// A preposition governs a noun or pronoun; a verb follows only behind ما or أن.
fn after_preposition(r: &Word<'_>) -> i32 {
    let b = &r.f;
    match b.pos {
        Pos::Noun | Pos::Name | Pos::Number | Pos::Demonstrative | Pos::Pronoun | Pos::Relative => {
            if r.joined {
                15
            } else if matches!(b.case, Case::Accusative | Case::Nominative) {
                14
            } else {
                -2
            }
        }
        Pos::Adjective => {
            if r.joined {
                15
            } else if matches!(b.case, Case::Accusative | Case::Nominative) {
                14
            } else if r.elative() {
                -1
            } else {
                3
            }
        }
        // "بعد أن": a verb follows.
        Pos::Subordinator if r.is(Attribute::NounSubject) => 2,
        Pos::Subordinator => 1,
        Pos::Verb => {
            if r.preposition {
                30
            } else {
                24
            }
        }
        // "من قبل", "من نحو"; not "من في", where من is "who".
        Pos::Preposition if !r.joined && SECOND.contains(&r.text()) => 1,
        Pos::Punctuation => 2,
        _ => 9,
    }
}

/// لم and لن want their mood, قد and سوف a verb, أن the subjunctive, إنّ a noun.
fn after_particle(p: &Word<'_>, r: &Word<'_>) -> i32 {
    let b = &r.f;
    let mood = p.is(Attribute::Jussive) || p.is(Attribute::Subjunctive);
    let noun_subject = p.is(Attribute::NounSubject);
    match (p.f.pos, b.pos) {
        (Pos::Particle, Pos::Verb) => match b.aspect {
            _ if noun_subject => {
                if p.suffixed {
                    -5
                } else {
                    8
                }
            }
            Aspect::Imperfect if mood => {
                if b.mood == Mood::Indicative {
                    4
                } else {
                    -12
                }
            }
            Aspect::Perfect if mood => 20,
            Aspect::Imperfect if p.is(Attribute::Future) => -10,
            _ if p.is(Attribute::Perfective) => -8,
            _ => -4,
        },
        (Pos::Particle, _) if mood || p.is(Attribute::Perfective) || p.is(Attribute::Future) => 12,
        (_, Pos::Verb) if p.suffixed => -5,
        (_, Pos::Verb) if noun_subject => {
            // بأن is written for both ب+أن and ب+أنّ.
            if mood { -2 } else { 8 }
        }
        (_, Pos::Verb) if mood => match (b.aspect, b.mood) {
            (Aspect::Imperfect, Mood::Indicative) => 6,
            (Aspect::Imperfect, _) => -5,
            // بعد أن وصل
            _ => -2,
        },
        (Pos::Subordinator, Pos::Noun | Pos::Name | Pos::Adjective) if mood && !noun_subject => 6,
        (_, Pos::Adjective) if p.is(Attribute::NegationNominal) && r.bare() => -5,
        (Pos::Subordinator, Pos::Verb) => -4,
        (Pos::Subordinator, Pos::Noun) if p.suffixed && r.bare() && !r.preposition => 2,
        _ if b.attach == Attach::Construct => 2,
        _ => 0,
    }
}

/// The verb before its subject agrees in gender (Ryding ch. 4.1); an object may stand there as well.
fn subject(p: &Word<'_>, r: &Word<'_>, first: bool) -> i32 {
    let (a, b) = (&p.f, &r.f);
    if r.joined {
        return 2;
    }
    if r.preposition {
        return 0;
    }
    if a.voice == Voice::Passive && p.is(Attribute::Patient) && b.pos == Pos::Noun && r.bare() {
        return -5;
    }
    if a.person != 3 || a.number != Number::Singular {
        return -1;
    }
    let feminine = b.gender == Gender::Feminine || (b.number == Number::Plural && b.case == Case::Any);
    match (a.gender, b.gender) {
        (Gender::Feminine, _) if feminine => -4,
        (Gender::Feminine, Gender::Masculine) => -1,
        // At the beginning nothing but the subject can follow, or the word is a verbal noun: "تحطم طائرة".
        (Gender::Masculine, Gender::Feminine) if first && b.number == Number::Singular => 3,
        // "تقدم النتائج": the results offer.
        (Gender::Masculine, Gender::Feminine) if first && feminine && r.article => 1,
        (Gender::Masculine, Gender::Feminine) => -1,
        (Gender::Masculine, Gender::Masculine) => -3,
        _ => -2,
    }
}

/// An adjective behind its noun agrees with it (Ryding ch. 4.2, 10).
fn attribute(p: &Word<'_>, r: &Word<'_>) -> i32 {
    let (a, b) = (&p.f, &r.f);
    if r.joined {
        return 1;
    }
    if r.preposition {
        return 3;
    }
    let agree = p.r.definite() == r.article;
    // "وتابع قائلا": a noun would show its accusative too.
    let shows = a.pos != Pos::Name && a.number == Number::Singular && a.gender == Gender::Masculine && p.bare();
    if agree && shows && a.case == Case::Any && b.case == Case::Accusative {
        return 4;
    }
    let mut cost = match (agree, a.pos) {
        (true, Pos::Name) => -4,
        (true, _) => -6,
        (false, _) if r.circumstance() => 0,
        (false, _) if b.case == Case::Accusative => 2,
        (false, _) => 4,
    };
    let clash = |x: bool, weight: i32| if x { weight } else { 0 };
    cost += clash(matches!((a.case, b.case), (Case::Nominative, Case::Oblique) | (Case::Oblique, Case::Nominative)), 8);
    cost += clash(
        a.number == Number::Singular
            && b.number == Number::Singular
            && a.gender != Gender::None
            && b.gender != Gender::None
            && a.gender != b.gender,
        4,
    );
    cost += clash((a.number == Number::Dual) != (b.number == Number::Dual) && a.pos != Pos::Name, 3);
    // An indefinite noun in the accusative has its adjective in the accusative.
    if agree && a.case == Case::Accusative {
        cost += if b.case == Case::Accusative { -3 } else { clash(b.gender == Gender::Masculine, 3) };
    }
    // غير دقيق: a negated adjective, no attribute.
    if p.has_key(keys::OTHER) && p.bare() { -5 } else { cost }
}

/// Noun behind noun: an idafa, or apposition.
fn annexation(p: &Word<'_>, r: &Word<'_>) -> i32 {
    let (a, b) = (&p.f, &r.f);
    if r.joined || r.preposition {
        return 0;
    }
    // وزيران, مسؤولون keep their ن and so cannot govern; نادٍ would be نادي.
    let defective = a.number == Number::Singular && a.gender == Gender::Masculine && p.text().ends_with('\u{064D}');
    let closed = a.attach == Attach::Alone && (defective || matches!(a.case, Case::Nominative | Case::Oblique));
    if p.article || p.suffixed || a.case == Case::Accusative || closed {
        return match b.pos {
            Pos::Name => 0,
            _ if p.article && r.article => 5,
            _ => 3,
        };
    }
    if a.attach == Attach::Construct {
        return -4;
    }
    // "فجر الأحد": at dawn on Sunday, and nothing was blown up.
    if p.has_key(keys::HOUR) && r.has_key(keys::DAY) {
        return -9;
    }
    if r.r.definite() {
        -4
    } else if b.case == Case::Accusative {
        2
    } else {
        -1
    }
}

/// A verb behind a noun: the predicate of what stands before it, or a clause that describes an indefinite noun.
fn clause_after(p: &Word<'_>, r: &Word<'_>) -> i32 {
    let (a, b) = (&p.f, &r.f);
    if r.joined {
        return 0;
    }
    if p.bare() && p.has_key(keys::GOVERNING) {
        return 18;
    }
    let same = a.gender != Gender::None && a.gender == b.gender;
    let clash = a.gender != Gender::None && a.number == Number::Singular && !same && b.gender != Gender::None;
    let indefinite = a.pos == Pos::Noun && p.bare();
    let several = |n: Number| a.number == n && b.number == n && a.case != Case::Any;
    match b.aspect {
        // يكتبوا needs a particle before it.
        Aspect::Imperfect if matches!(b.mood, Mood::NonIndicative | Mood::Jussive) && !r.preposition => 10,
        _ if several(Number::Dual) || several(Number::Plural) => -6,
        Aspect::Imperfect if same => 0,
        Aspect::Imperfect if clash => 4,
        Aspect::Imperfect if a.pos == Pos::Name => 0,
        Aspect::Imperfect => 2,
        _ if indefinite => 4,
        _ if same => 2,
        _ => 4,
    }
}
