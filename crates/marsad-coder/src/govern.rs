//! Which verb of its sentence a word hangs on: the phrases of all its verbs, read once, so that a party can be told from one that
//! belongs to the verb next door.

use std::ops::Range;

use marsad_arabic::features::{Gender, Number, Pos};

use crate::clause::{Around, Phrase};
use crate::judge::Slots;
use crate::propose::{Candidate, Form};
use crate::word::Word;

/// How many words before a verb are looked at for what links it to the words before it.
const LINK: usize = 4;

/// A phrase of a verb.
struct Bound {
    verb: usize,
    slot: &'static str,
    preposition: String,
    words: Range<usize>,
    parties: Vec<usize>,
}

/// The phrases of a sentence's verbs.
pub struct Verbs {
    bound: Vec<Bound>,
}

/// Where a word hangs: on which verb, and in which slot of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold<'v> {
    /// The verb's word.
    pub verb: usize,
    /// The slot, as in [`Slots`].
    pub slot: &'static str,
    /// The preposition, folded; empty in other slots.
    pub preposition: &'v str,
    /// True where the word stands inside the phrase of another noun.
    pub inside: bool,
}

impl Verbs {
    /// Reads the verbs of a sentence.
    pub fn new(around: &Around<'_>, range: &Range<usize>) -> Verbs {
        let mut bound = Vec::new();
        for verb in range.clone().filter(|&i| around.field.words[i].is_verb()) {
            let clause = around.of_verb(verb, range.clone());
            let slots = Slots::new(around, &clause, range.end);
            for (slot, preposition, words, parties) in slots.list {
                bound.push(Bound { verb, slot, preposition: preposition.to_owned(), words, parties });
            }
        }
        Verbs { bound }
    }

    /// The hold on a mention: of the verb whose phrase lists it, the closest slot before the nearest verb.
    pub fn of_mention(&self, mention: usize, words: &Range<usize>) -> Option<Hold<'_>> {
        self.bound
            .iter()
            .filter_map(|b| {
                let listed = b.parties.contains(&mention);
                let rank = match b.slot {
                    "subject" | "subject-before" => 0,
                    "object" | "object2" => 1,
                    "p" => 2,
                    _ => 3,
                };
                let inside = !listed;
                (listed || b.words.contains(&words.start)).then_some((
                    (if inside { 10 } else { rank }, b.verb.abs_diff(words.start)),
                    Hold { verb: b.verb, slot: b.slot, preposition: &b.preposition, inside },
                ))
            })
            .min_by_key(|x| x.0)
            .map(|x| x.1)
    }

    /// The hold on a word: of the nearest verb in whose phrase it stands.
    pub fn of_word(&self, word: usize) -> Option<Hold<'_>> {
        self.bound
            .iter()
            .filter(|b| b.words.contains(&word) && b.verb != word)
            .min_by_key(|b| (b.slot == "carried", b.words.len(), b.verb.abs_diff(word)))
            .map(|b| Hold { verb: b.verb, slot: b.slot, preposition: &b.preposition, inside: false })
    }
}

/// What links a verb to the words before it: a conjunction's, subordinator's or relative's lemma, `و`, `,`, or `-`.
pub fn link<'w>(words: &[Word<'w>], verb: usize, start: usize) -> &'w str {
    if words[verb].joined() {
        return "و";
    }
    for w in words[start.max(verb.saturating_sub(LINK))..verb].iter().rev() {
        match w.pos() {
            Pos::Subordinator | Pos::Relative | Pos::Conjunction => return w.lemma,
            Pos::Punctuation => return ",",
            _ if w.is_verb() => return "V",
            _ => {}
        }
    }
    "-"
}

/// What fills the slots of a candidate's own clause, as far as a party that may take part looks at it.
pub struct Held {
    pub(crate) subject: &'static str,
    pub(crate) object: &'static str,
    pub(crate) genitive: &'static str,
    /// Word of the object's, or else the genitive's, head.
    pub(crate) head: Option<usize>,
    /// Where the candidate's noun hangs.
    pub(crate) noun: Option<(usize, &'static str, String)>,
}

impl Held {
    /// Reads a candidate's clause.
    pub fn new(around: &Around<'_>, c: &Candidate<'_>, verbs: &Verbs, end: usize) -> Held {
        let words = &around.field.words;
        let state = |p: Option<&Phrase>| -> &'static str {
            let Some(p) = p else { return "none" };
            if !around.parties(p, end).is_empty() {
                return "party";
            }
            if words[p.head].reading.enclitic.is_some() {
                return "own";
            }
            if p.words.clone().any(|i| around.mention_number(i).is_some()) { "of-party" } else { "word" }
        };
        let object = c.clause.objects.first();
        let verb = &words[c.word];
        let held = match state(object) {
            "none" if c.clause.complement.is_some() => "clause",
            "none" if matches!(c.form, Form::Verb | Form::Participle) && verb.reading.enclitic.is_some() => "suffix",
            "none" if c.clause.prepositions.iter().any(|(_, p)| state(Some(p)) == "party") => "p-party",
            "none" if !c.clause.prepositions.is_empty() => "p-word",
            other => other,
        };
        let noun = (!verb.is_verb()).then(|| verbs.of_word(c.word)).flatten();
        Held {
            subject: state(c.clause.subject.as_ref().or(c.clause.carried.as_ref())),
            object: held,
            genitive: state(c.clause.genitive.as_ref()),
            head: object.or(c.clause.genitive.as_ref()).map(|p| p.head),
            noun: noun.map(|h| (h.verb, h.slot, h.preposition.to_owned())),
        }
    }
}

/// How a noun agrees with a verb or event noun, in gender and number.
pub fn agreement(verb: &Word<'_>, noun: &Word<'_>) -> &'static str {
    let (v, n) = (verb.reading.features, noun.reading.features);
    let feminine =
        n.gender == Gender::Feminine || n.number == Number::Plural && !noun.is_verb() && n.gender == Gender::None;
    match (v.gender, feminine) {
        (Gender::None, _) => "-",
        (Gender::Feminine, true) => "f",
        (Gender::Feminine, false) => "f-m",
        (Gender::Masculine, true) => "m-f",
        (Gender::Masculine, false) => "m",
    }
}
