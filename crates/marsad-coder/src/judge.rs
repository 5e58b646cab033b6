//! The features by which the linear model weighs what the rules propose: is a candidate an event, and which party of the sentence
//! (or of those just spoken of) acts in it or is acted upon. The weights stand in `lexicon/weights/`; `cargo xtask train` makes them.

use std::ops::Range;

use marsad_arabic::features::{Aspect, Pos};
use marsad_arabic::rows::Piece;
use marsad_lexicon::{OUTPUTS, TOGETHER, Weights, decision_hash};
use marsad_record::EventType;

use crate::clause::{Around, Clause, Phrase};
use crate::mention::MentionKind;
use crate::propose::{Candidate, Form};
use crate::standing::Standing;
use crate::word::Word;

/// The decision whether a candidate is an event.
pub const EVENT: &str = "event";
/// The decision whether a party acts (first output) or is acted upon (second).
pub const PARTY: &str = "party";
/// The decision whether two mentions tell of one act.
pub const SAME: &str = "same";

/// Takes features.
pub trait Sink {
    /// Takes one feature that holds.
    fn add(&mut self, feature: impl Feature);
}

/// A feature as the parts of its name: a tuple of texts, or of [`Piece`]s for those that stand in many features.
pub trait Feature {
    /// The hash of its name behind that of a decision, as [`feature_hash`](marsad_lexicon::feature_hash) gives it.
    fn hash(&self, decision: u64) -> u64;
    /// The parts.
    fn parts(&self) -> Vec<&str>;
}

/// What can be a part of a feature's name.
pub trait AsPiece {
    /// Itself, made ready for hashing.
    fn piece(&self) -> Piece<'_>;
}

impl AsPiece for str {
    #[inline(always)]
    fn piece(&self) -> Piece<'_> {
        Piece::new(self)
    }
}

impl AsPiece for String {
    #[inline(always)]
    fn piece(&self) -> Piece<'_> {
        Piece::new(self)
    }
}

impl<T: AsPiece + ?Sized> AsPiece for &T {
    #[inline(always)]
    fn piece(&self) -> Piece<'_> {
        (**self).piece()
    }
}

impl AsPiece for Piece<'_> {
    #[inline(always)]
    fn piece(&self) -> Piece<'_> {
        *self
    }
}

macro_rules! features {
    ($($($part:ident $at:tt),+;)+) => {$(
        impl<$($part: AsPiece),+> Feature for ($($part,)+) {
            // Texts that a rule writes down are hashed by the compiler, but only where it sees them.
            #[inline(always)]
            fn hash(&self, decision: u64) -> u64 {
                let mut hash = decision;
                $(hash = self.$at.piece().hash_on(hash);)+
                hash
            }

            fn parts(&self) -> Vec<&str> {
                vec![$(self.$at.piece().text()),+]
            }
        }
    )+};
}

features! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
}

/// Adds up weights. Features wait until some are together: looked up one by one, each would wait for memory alone.
pub struct Scorer<'a> {
    weights: &'a Weights,
    /// Hash of the decision's name.
    decision: u64,
    sums: [f32; OUTPUTS],
    waiting: [u64; TOGETHER],
    count: usize,
}

impl<'a> Scorer<'a> {
    /// Begins a decision.
    pub fn new(weights: &'a Weights, decision: &'static str) -> Scorer<'a> {
        let sums = [0.0; OUTPUTS];
        Scorer { weights, decision: decision_hash(decision), sums, waiting: [0; TOGETHER], count: 0 }
    }

    /// Adds to sums that were made before.
    #[must_use]
    pub fn beginning(self, sums: [f32; OUTPUTS]) -> Scorer<'a> {
        Scorer { sums, ..self }
    }

    /// Sum of the weights for each output.
    pub fn sums(&self) -> [f32; OUTPUTS] {
        let mut sums = self.sums;
        self.weights.sum(&self.waiting[..self.count], &mut sums);
        sums
    }

    /// Probability of each output.
    pub fn probabilities(&self) -> [f32; OUTPUTS] {
        self.sums().map(|s| 1.0 / (1.0 + (-s).exp()))
    }
}

impl Sink for Scorer<'_> {
    #[inline(always)]
    fn add(&mut self, feature: impl Feature) {
        self.take(feature.hash(self.decision));
    }
}

impl Scorer<'_> {
    #[inline]
    fn take(&mut self, feature: u64) {
        self.waiting[self.count % TOGETHER] = feature;
        self.count += 1;
        if self.count == TOGETHER {
            self.weights.sum(&self.waiting, &mut self.sums);
            self.count = 0;
        }
    }
}

/// Keeps the names, for the trainer.
#[derive(Clone, Debug, Default)]
pub struct Names(pub Vec<String>);

impl Sink for Names {
    fn add(&mut self, feature: impl Feature) {
        self.0.push(feature.parts().join("|"));
    }
}

/// A small number as a feature's part: exact up to four, then by ranges.
pub fn bucket(n: usize) -> &'static str {
    match n {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        5..=6 => "5-6",
        7..=9 => "7-9",
        10..=14 => "10-14",
        15..=24 => "15-24",
        _ => "25+",
    }
}

pub(crate) fn form_name(form: Form) -> &'static str {
    match form {
        Form::Verb => "verb",
        Form::Participle => "participle",
        Form::Noun => "noun",
        Form::Light => "light",
        Form::Phrase => "phrase",
    }
}

fn kind_name(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::State => "state",
        MentionKind::Person => "person",
        MentionKind::Body => "body",
        MentionKind::Group => "group",
        MentionKind::Adjective => "adjective",
        MentionKind::Anaphor => "anaphor",
    }
}

/// Where a party that may fill a role was spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    /// In the candidate's own sentence.
    Here,
    /// The doer of the act before.
    LastActor,
    /// The last speaker.
    Speaker,
    /// In the sentence before.
    Before,
    /// In the title.
    Title,
    /// In the last act of the same type.
    SameType,
    /// Among the parties that the document speaks of most.
    Document,
}

impl Whence {
    fn as_str(self) -> &'static str {
        match self {
            Whence::Here => "here",
            Whence::LastActor => "last-actor",
            Whence::Speaker => "speaker",
            Whence::Before => "before",
            Whence::Title => "title",
            Whence::SameType => "same-type",
            Whence::Document => "document",
        }
    }
}

/// A party that may fill a role of a candidate.
#[derive(Clone, Debug)]
pub struct Filler<'e> {
    /// The entity's number in the document.
    pub entity: usize,
    /// The mention of the candidate's field that stands nearest by grammar, where it is in the sentence.
    pub mention: Option<usize>,
    /// Where it was spoken of.
    pub whence: Whence,
    /// What the frame's own rules make of it: `actor`, `recipient` or `none`.
    pub rule: &'static str,
    /// Its code.
    pub code: &'e str,
    /// Its sector.
    pub role: &'static str,
    /// Mentions in the document so far.
    pub count: usize,
    /// Whether its code is that of the state which the document speaks of most.
    pub home: bool,
    /// Whether its code is only guessed.
    pub guessed: bool,
    /// Whether a source of the sentence names it.
    pub speaks: bool,
    /// Whether the title names it.
    pub titled: bool,
    /// What the rules made of it in the last act of the same type: `actor`, `recipient` or `none`.
    pub was: &'static str,
    /// Its rank among the parties of the document by how often they are spoken of.
    pub rank: usize,
    /// Other parties of the sentence that compete.
    pub rivals: usize,
    /// Whether the rules have an actor, and a recipient.
    pub ruled: (bool, bool),
    /// What the frames make of it in the sentence's other candidates: their type, and whether it acts.
    pub siblings: Vec<(EventType, bool)>,
    /// How often the frames make it act and be acted upon in the document's other candidates of the type, each counted as its
    /// probability.
    pub told: [f32; 2],
    /// The same in candidates of any type.
    pub all: [f32; 2],
    /// Whether it acts most, and is acted upon most, in acts of the type.
    pub top: [bool; 2],
    /// What it is to those who act, and are acted upon, by the frame's rules: `war`, `rivalry`, `same`, `-`, or `none` where there are none.
    pub foe: [&'static str; 2],
    /// How much it acts, in the document, on those who are acted upon here, and is acted upon by those who act here.
    pub pair: [f32; 2],
    /// Whether it is at war with a party that the document speaks of most.
    pub enemy: bool,
}

/// The clauses of the verbs that stand nearest to a candidate: before it, on which it may depend, and behind it, which may
/// describe it ("هجوم شنه").
pub struct Neighbours {
    /// Verb before, how it is linked to the candidate, its clause.
    outer: Option<(usize, &'static str, Clause)>,
    /// Verb behind, its clause.
    inner: Option<(usize, Clause)>,
}

/// How far from a candidate its neighbour verbs are looked for, in words.
const OUTER: usize = 25;
const INNER: usize = 8;

impl Neighbours {
    /// Finds them in a sentence.
    pub fn new(around: &Around<'_>, c: &Candidate<'_>, range: &Range<usize>) -> Neighbours {
        let words = &around.field.words;
        let mut link = "plain";
        let mut outer = None;
        for i in (range.start.max(c.trigger.start.saturating_sub(OUTER))..c.trigger.start).rev() {
            let w = &words[i];
            if w.is_verb() {
                outer = Some((i, link, around.of_verb(i, range.clone())));
                break;
            }
            match w.pos() {
                Pos::Subordinator => link = "subordinate",
                Pos::Relative => link = "relative",
                _ if w.joined() && link == "plain" => link = "joined",
                _ => {}
            }
        }
        let inner = (c.trigger.end..range.end.min(c.trigger.end + INNER))
            .take_while(|&i| !matches!(words[i].pos(), Pos::Subordinator | Pos::Punctuation))
            .find(|&i| words[i].is_verb() && !words[i].joined())
            .map(|i| (i, around.of_verb(i, range.clone())));
        Neighbours { outer, inner }
    }

    /// Their slots, read once for all parties that are weighed.
    pub fn slots(&self, around: &Around<'_>, end: usize) -> Beside<'_> {
        Beside {
            outer: self.outer.as_ref().map(|(verb, link, clause)| (*verb, *link, Slots::new(around, clause, end))),
            inner: self.inner.as_ref().map(|(verb, clause)| (*verb, Slots::new(around, clause, end))),
        }
    }
}

/// The slots of [`Neighbours`].
pub struct Beside<'n> {
    outer: Option<(usize, &'static str, Slots<'n>)>,
    inner: Option<(usize, Slots<'n>)>,
}

/// The slot of the clause that a mention stands in.
pub struct Place<'c> {
    /// Slot name; `p` for a prepositional phrase, with the preposition in `preposition`.
    pub slot: &'static str,
    /// The preposition.
    pub preposition: &'c str,
    /// Number in a list joined by و, from 0; 9 where it stands inside the phrase of another.
    pub member: usize,
}

/// All slots of a candidate's clause with the mentions in them, in order of precedence.
pub struct Slots<'c> {
    list: Vec<(&'static str, &'c str, Range<usize>, Vec<usize>)>,
}

impl<'c> Slots<'c> {
    /// Reads a clause.
    pub fn new(around: &Around<'_>, clause: &'c Clause, end: usize) -> Slots<'c> {
        let mut list = Vec::new();
        let mut push = |slot: &'static str, preposition: &'c str, phrase: &Phrase| {
            list.push((slot, preposition, phrase.words.clone(), around.parties(phrase, end)));
        };
        if let Some(s) = &clause.subject {
            push(if clause.subject_first { "subject-before" } else { "subject" }, "", s);
        }
        if let Some(s) = &clause.carried {
            push("carried", "", s);
        }
        for (i, o) in clause.objects.iter().enumerate() {
            push(if i == 0 { "object" } else { "object2" }, "", o);
        }
        if let Some(g) = &clause.genitive {
            push("genitive", "", g);
        }
        for &a in &clause.adjectives {
            push("adjective", "", &Phrase { words: a..a + 1, head: a });
        }
        for (p, phrase) in &clause.prepositions {
            push("p", p, phrase);
        }
        Slots { list }
    }

    /// The slot of a mention.
    pub fn of(&self, mention: usize, words: &Range<usize>) -> Place<'c> {
        for (slot, preposition, _, parties) in &self.list {
            if let Some(member) = parties.iter().position(|&m| m == mention) {
                return Place { slot, preposition, member: member.min(2) };
            }
        }
        for (slot, preposition, phrase, _) in &self.list {
            if phrase.contains(&words.start) {
                return Place { slot, preposition, member: 9 };
            }
        }
        Place { slot: "none", preposition: "", member: 0 }
    }

    /// The number of the slot that lists a mention, by itself or with others.
    pub fn list_of(&self, mention: usize) -> Option<usize> {
        self.list.iter().position(|(_, _, _, parties)| parties.contains(&mention))
    }

    /// How closely a slot is bound to its predicate; smaller is closer.
    pub fn rank(place: &Place<'_>) -> usize {
        let base = match place.slot {
            "subject" | "subject-before" => 0,
            "object" | "genitive" | "adjective" | "carried" => 1,
            "object2" => 2,
            "p" => 2,
            _ => 6,
        };
        base + if place.member == 9 { 3 } else { 0 }
    }
}

/// What the words of a sentence bring to [`sentence_features`].
pub fn of_sentence<'a>(words: &[Word<'a>]) -> Vec<Piece<'a>> {
    let lemmas = words.iter().filter(|w| w.is_nominal() || w.is_verb()).map(|w| w.lemma);
    let senses = words.iter().map(|w| w.meaning).filter(|m| !m.is_empty());
    // Hashes are compared, not texts: this runs over every sentence.
    let mut seen: Vec<u64> = Vec::with_capacity(2 * words.len());
    let mut out = Vec::with_capacity(2 * words.len());
    for piece in lemmas.chain(senses).map(Piece::new) {
        let hash = piece.hash_on(0);
        if !seen.contains(&hash) {
            seen.push(hash);
            out.push(piece);
        }
    }
    out
}

/// What else the features of a candidate look at.
pub struct Context<'a> {
    /// The field with its mentions.
    pub around: Around<'a>,
    /// The sentence's words.
    pub range: Range<usize>,
    /// The sentence's number in the document: 0 is the title.
    pub sentence: usize,
    /// What the rules say of its standing.
    pub standing: Standing,
    /// Candidates of the same type before it in the document.
    pub before: usize,
    /// Candidates in its sentence.
    pub here: usize,
    /// Lemmas of the sentence's nouns, adjectives, names and verbs, then the classes of meaning of its words, each once.
    pub words: &'a [Piece<'a>],
    /// Codes of the parties that the sentence names, each once.
    pub codes: &'a [String],
}

impl Context<'_> {
    /// A word of the sentence.
    fn word(&self, i: Option<usize>) -> Option<&Word<'_>> {
        i.filter(|i| self.range.contains(i)).map(|i| &self.around.field.words[i])
    }

    /// Its lemma, `^` outside the sentence.
    fn lemma(&self, i: Option<usize>) -> &str {
        self.word(i).map_or("^", |w| w.lemma)
    }

    /// Its class of meaning, `^` outside the sentence.
    fn sense(&self, i: Option<usize>) -> &str {
        self.word(i).map_or("^", Word::sense)
    }
}

/// What governs a predicate: the nearest verb or subordinator before it in its sentence.
pub(crate) fn governor(around: &Around<'_>, range: &Range<usize>, c: &Candidate<'_>) -> Option<usize> {
    let words = &around.field.words;
    (range.start..c.trigger.start)
        .rev()
        .find(|&i| words[i].is_verb() || matches!(words[i].pos(), Pos::Subordinator | Pos::Relative))
}

/// Features of "is this candidate an event of its frame's type?".
pub fn event_features(out: &mut impl Sink, x: &Context<'_>, c: &Candidate<'_>, actors: usize, recipients: usize) {
    let words = &x.around.field.words;
    let t = Piece::new(c.frame.event_type.as_str());
    let frame = Piece::new(c.frame.id.as_str());
    let form = Piece::new(form_name(c.form));
    let w = &words[c.word];
    let (a, r) = (bucket(actors.min(2)), bucket(recipients.min(2)));
    let features = w.reading.features;
    let tense = Piece::new(match (w.is_verb(), features.aspect) {
        (true, Aspect::Perfect) => "perfect",
        (true, Aspect::Imperfect) if w.future() => "future",
        (true, _) => "imperfect",
        _ if w.reading.definite() => "definite",
        _ => "indefinite",
    });
    let status = Piece::new(x.standing.status.as_str());
    let content = if x.standing.content_only { "content" } else { "told" };
    let place = Piece::new(match x.sentence {
        0 => "title",
        1 => "lead",
        2..=3 => "top",
        4..=9 => "middle",
        _ => "low",
    });
    let previous = Piece::new(x.lemma(c.trigger.start.checked_sub(1)));
    let before_previous = x.lemma(c.trigger.start.checked_sub(2));
    let next = Piece::new(x.lemma(Some(c.trigger.end)));
    let sense = Piece::new(w.sense());
    let previous_sense = Piece::new(x.sense(c.trigger.start.checked_sub(1)));
    let next_sense = Piece::new(x.sense(Some(c.trigger.end)));
    out.add(("bias",));
    out.add(("t", t));
    out.add(("frame", frame));
    out.add(("lemma", t, w.lemma));
    out.add(("form", t, form));
    out.add(("frame-form", frame, form));
    out.add(("lemma-form", w.lemma, form, tense));
    out.add(("stem", t, w.stem));
    out.add(("tense", t, form, tense));
    out.add(("status", t, status));
    out.add(("status-form", status, form));
    out.add(("content", content));
    out.add(("content", t, content, form));
    out.add(("parties", a, r));
    out.add(("parties", t, form, a, r));
    out.add(("parties", frame, a, r));
    out.add(("place", place));
    out.add(("place", t, place));
    out.add(("place", form, place, status));
    out.add(("before", t, bucket(x.before.min(5))));
    out.add(("before", form, bucket(x.before.min(5)), tense));
    out.add(("here", form, bucket(x.here.min(6))));
    out.add(("previous", previous));
    out.add(("previous", t, previous));
    out.add(("previous2", before_previous, previous));
    out.add(("next", next));
    out.add(("next", t, next));
    out.add(("lemma-next", w.lemma, next));
    out.add(("sense", t, sense));
    out.add(("sense-form", sense, form, tense));
    out.add(("sense-previous", previous_sense));
    out.add(("sense-previous", t, previous_sense));
    out.add(("sense-previous", x.sense(c.trigger.start.checked_sub(2)), previous_sense));
    out.add(("sense-next", next_sense));
    out.add(("sense-next", t, next_sense));
    out.add(("sense-next", sense, next_sense));
    if let Some(light) = c.light {
        out.add(("light", words[light].lemma));
        out.add(("light", t, words[light].lemma));
    }
    let above = governor(&x.around, &x.range, c);
    let (governor, above) = (Piece::new(x.lemma(above)), Piece::new(x.sense(above)));
    out.add(("governor", governor, form));
    out.add(("governor", t, governor));
    out.add(("governor-sense", above, form));
    out.add(("governor-sense", t, above));
    for (slot, phrase) in [
        ("subject", c.clause.subject.as_ref()),
        ("object", c.clause.objects.first()),
        ("genitive", c.clause.genitive.as_ref()),
    ] {
        let Some(p) = phrase else {
            out.add(("slot", t, slot, "none"));
            continue;
        };
        match x.around.mention(p.head) {
            Some(m) => {
                out.add(("slot", t, slot, kind_name(m.kind), m.role.as_str()));
                out.add(("slot-form", form, slot, kind_name(m.kind)));
            }
            None => out.add(("slot", t, slot, "word")),
        }
        out.add(("slot-lemma", t, slot, words[p.head].lemma));
        out.add(("slot-sense", t, slot, words[p.head].sense()));
    }
    for (p, phrase) in &c.clause.prepositions {
        out.add(("p", t, p));
        out.add(("p-lemma", w.lemma, p));
        out.add(("p-sense", t, p, words[phrase.head].sense()));
        if let Some(m) = x.around.mention(phrase.head) {
            out.add(("p-kind", t, p, kind_name(m.kind)));
        }
    }
    for &i in &c.clause.adjectives {
        out.add(("adjective", t, words[i].lemma));
        out.add(("adjective-sense", t, words[i].sense()));
    }
}

/// What the sentence adds to these: the same for all its candidates of a type.
pub fn sentence_features(out: &mut impl Sink, x: &Context<'_>, event_type: EventType) {
    let t = Piece::new(event_type.as_str());
    for &word in x.words {
        out.add(("sentence", t, word));
    }
}

/// Features of "does this party act, or is it acted upon?".
pub fn party_features(
    out: &mut impl Sink,
    x: &Context<'_>,
    c: &Candidate<'_>,
    slots: &Slots<'_>,
    beside: &Beside<'_>,
    f: &Filler<'_>,
) {
    let words = &x.around.field.words;
    let t = Piece::new(c.frame.event_type.as_str());
    let frame = Piece::new(c.frame.id.as_str());
    let form = Piece::new(form_name(c.form));
    let w = &words[c.word];
    let passive = if c.passive { "passive" } else { "active" };
    let whence = Piece::new(f.whence.as_str());
    let subject = if c.clause.subject.is_some() { "subject" } else { "hidden" };
    let rule = Piece::new(f.rule);
    out.add(("bias",));
    out.add(("t", t));
    out.add(("rule", rule));
    out.add(("rule", t, rule, form));
    out.add(("rule", frame, rule));
    out.add(("whence", whence));
    out.add(("whence", t, whence, form, subject));
    out.add(("whence-rule", whence, rule, form));
    out.add(("count", t, bucket(f.count.min(10)), whence));
    out.add(("home", t, yes(f.home), whence));
    out.add(("guessed", t, yes(f.guessed), whence));
    out.add(("titled", t, yes(f.titled), whence));
    let rank = Piece::new(bucket(f.rank.min(5)));
    out.add(("rank", t, rank, whence));
    out.add(("rank-ruled", t, rank, rule, whence));
    out.add(("was", t, f.was, whence, rule));
    out.add(("was", form, f.was, whence, subject));
    let rivals = bucket(f.rivals.min(5));
    let ruled = (Piece::new(yes(f.ruled.0)), Piece::new(yes(f.ruled.1)));
    out.add(("rivals", t, whence, rivals));
    out.add(("rivals-rule", t, rivals, rule, ruled.0, ruled.1));
    out.add(("ruled", form, whence, rule, ruled.0, ruled.1));
    let often = |x: f32| match x {
        x if x < 0.1 => "0",
        x if x < 0.6 => "half",
        x if x < 1.5 => "1",
        x if x < 3.0 => "2",
        _ => "more",
    };
    let (acts, suffers) = (often(f.told[0]), often(f.told[1]));
    let top = (yes(f.top[0]), yes(f.top[1]));
    out.add(("told", t, acts, suffers));
    out.add(("told", form, whence, acts, suffers));
    out.add(("told-rule", t, rule, acts, suffers));
    out.add(("top", t, form, top.0, top.1, whence));
    out.add(("top-rule", t, rule, top.0, top.1, ruled.0, ruled.1));
    out.add(("told-all", t, often(f.all[0]), often(f.all[1])));
    out.add(("told-all", form, rule, often(f.all[0]), often(f.all[1])));
    for (other, acts) in &f.siblings {
        let part = if *acts { "actor" } else { "recipient" };
        out.add(("sibling", t, other.as_str(), part, rule));
        if *other == c.frame.event_type() {
            out.add(("sibling-same", form, part, rule));
            out.add(("sibling-ruled", t, form, part, ruled.0, ruled.1));
        }
    }
    let foe = (Piece::new(f.foe[0]), Piece::new(f.foe[1]));
    let pair = (Piece::new(often(f.pair[0])), Piece::new(often(f.pair[1])));
    out.add(("foe", t, foe.0, foe.1));
    out.add(("foe-rule", t, rule, foe.0, foe.1));
    out.add(("foe-whence", t, form, whence, foe.0, foe.1));
    out.add(("pair", t, pair.0, pair.1));
    out.add(("pair-rule", t, rule, pair.0, pair.1));
    out.add(("pair-whence", form, whence, rule, pair.0, pair.1));
    out.add(("enemy", t, yes(f.enemy), whence, rule));
    let code = Piece::new(f.code);
    out.add(("code", t, code));
    out.add(("code-rule", t, code, rule));
    out.add(("code-whence", code, whence, rule));
    for other in x.codes.iter().filter(|o| *o != f.code) {
        out.add(("code-beside", t, code, other));
    }
    out.add(("code-foe", t, code, foe.0, foe.1));
    out.add(("code-role", t, code, f.role));
    out.add(("code-sense", w.sense(), code));
    out.add(("code-frame", frame, code));
    out.add(("code-lemma", w.lemma, code));
    let Some(m) = f.mention else { return };
    let mention = &x.around.mentions[m];
    if let Some((verb, link, slots)) = &beside.outer {
        let place = slots.of(m, &mention.words);
        let lemma = words[*verb].lemma;
        out.add(("outer", form, link, place.slot, place.preposition));
        out.add(("outer", t, link, place.slot, place.preposition));
        out.add(("outer-lemma", lemma, link, place.slot));
        out.add(("outer-lemma", t, lemma, place.slot));
        out.add(("outer-rule", form, link, place.slot, rule));
    }
    if let Some((verb, slots)) = &beside.inner {
        let place = slots.of(m, &mention.words);
        let suffix = yes(words[*verb].reading.enclitic.is_some());
        out.add(("inner", form, suffix, place.slot));
        out.add(("inner", t, suffix, place.slot, place.preposition));
    }
    let place = slots.of(m, &mention.words);
    let (slot, preposition) = (Piece::new(place.slot), Piece::new(place.preposition));
    let side = Piece::new(if mention.words.start < c.word { "before" } else { "after" });
    let (from, to) = if mention.words.start < c.word {
        (mention.words.end.min(c.word), c.word)
    } else {
        (c.word + 1, mention.words.start.max(c.word + 1))
    };
    let between = &words[from..to];
    let verbs = bucket(between.iter().filter(|w| w.is_verb()).count().min(3));
    let breaks = bucket(
        between
            .iter()
            .filter(|w| w.is_punctuation() || matches!(w.pos(), Pos::Subordinator | Pos::Relative))
            .count()
            .min(3),
    );
    let mut others = 0;
    let mut last = usize::MAX;
    for i in from..to {
        let k = x.around.mention_at[i];
        if k != usize::MAX && k != last && k != m {
            others += 1;
            last = k;
        }
    }
    let others = Piece::new(bucket(others.min(4)));
    let distance = bucket(to - from);
    // What stands between, by the words that make structure.
    let mut path = String::new();
    let mut pivots = 0;
    for w in between {
        let pivot = match w.pos() {
            _ if pivots > 5 => continue,
            Pos::Punctuation => ",",
            Pos::Subordinator => "S",
            Pos::Relative => "R",
            Pos::Preposition => w.lemma,
            _ if w.is_verb() => "V",
            _ if w.joined() => "و",
            _ => w.preposition().unwrap_or(""),
        };
        if !pivot.is_empty() {
            path.push_str(pivot);
            path.push(' ');
            pivots += 1;
        }
    }
    let kind = Piece::new(kind_name(mention.kind));
    let role = Piece::new(mention.role.as_str());
    let head = Piece::new(words[mention.head].lemma);
    let first = &words[mention.words.start];
    let governing = Piece::new(match mention.words.start.checked_sub(1).filter(|i| x.range.contains(i)) {
        Some(i) if words[i].pos() == Pos::Preposition => words[i].lemma,
        _ => first.preposition().unwrap_or("-"),
    });
    let before_it = x.lemma(mention.words.start.checked_sub(1));
    let joined = if first.joined() { "joined" } else { "-" };
    out.add(("path", form, side, governing, &path));
    out.add(("path", t, side, governing, &path));
    out.add(("slot-rule", t, slot, preposition, rule));
    out.add(("slot-lemma", w.lemma, slot, preposition));
    out.add(("slot-kind", t, slot, kind, role));
    out.add(("side-foe", t, form, side, foe.0, foe.1));
    out.add(("enemy-slot", t, form, slot, yes(f.enemy)));
    out.add(("slot-home", t, slot, yes(f.home), yes(f.guessed)));
    out.add(("was-slot", t, f.was, slot, preposition));
    out.add(("was-side", form, f.was, side, others));
    out.add(("kind-ruled", t, role, side, ruled.0, ruled.1));
    out.add(("governing", t, governing, side));
    out.add(("governing", w.lemma, governing, side));
    out.add(("governing-verbs", governing, side, verbs, form));
    out.add(("side", t, form, side, verbs, others));
    out.add(("side", form, side, verbs, breaks));
    out.add(("side", t, side, distance));
    out.add(("side", form, side, distance, governing));
    out.add(("others", t, form, side, others, passive));
    out.add(("kind", t, kind, role));
    out.add(("kind", t, kind, side, form));
    out.add(("kind-rule", t, role, rule));
    out.add(("head", t, head));
    out.add(("head-side", t, head, side));
    out.add(("before-it", t, before_it));
    out.add(("before-it", before_it, slot));
    out.add(("behind-it", t, side, x.sense(Some(mention.words.end))));
    out.add(("code-slot", t, code, slot, role));
    out.add(("sense-role", w.sense(), slot, preposition, role));
    out.add(("frame-role", frame, slot, preposition, role));
    out.add(("joined", t, joined, side, others));
    out.add(("speaks", t, yes(f.speaks), side));
    out.add(("speaks", t, yes(f.speaks), slot));
    let start = bucket(mention.words.start.saturating_sub(x.range.start).min(5));
    out.add(("start", t, start, form));
}

/// Whether something holds, as a feature's part.
pub(crate) fn yes(b: bool) -> &'static str {
    if b { "yes" } else { "no" }
}

/// A probability as a feature's part.
pub(crate) fn level(p: f32) -> &'static str {
    const NAMES: [&str; 11] = ["0", ".05", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9"];
    const EDGES: [f32; 10] = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    NAMES[EDGES.iter().filter(|e| p >= **e).count()]
}
