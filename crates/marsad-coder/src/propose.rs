//! Frames propose: every predicate that a frame knows becomes a candidate event with its phrases in roles.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use marsad_arabic::dictionary::LemmaId;
use marsad_arabic::features::{Aspect, Case, Number, Pos, Verbal, Voice};
use marsad_lexicon::{Frame, Lexicon, RoleName, Slot, Value};
use marsad_record::{EventType, Role};

use crate::clause::{Around, Clause, Phrase, says_when};
use crate::mention::MentionKind;
use crate::word::{FieldText, Word};

/// How a predicate states its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A finite verb.
    Verb,
    /// A participle that stands as an adverbial clause.
    Participle,
    /// A verbal or event noun.
    Noun,
    /// An event noun lent a subject by a light verb.
    Light,
    /// A set phrase.
    Phrase,
}

/// A party of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyRef {
    /// A mention of the field.
    Mention(usize),
    /// A pronoun or hidden subject that continues an earlier party: the word that stands for it.
    Pronoun(usize),
}

/// A candidate event of one predicate.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The frame that proposes it.
    pub frame: &'a Frame,
    /// Trigger words.
    pub trigger: Range<usize>,
    /// The predicate's own word.
    pub word: usize,
    /// How it is stated.
    pub form: Form,
    /// Who acts.
    pub actors: Vec<PartyRef>,
    /// Who is acted upon.
    pub recipients: Vec<PartyRef>,
    /// Phrases that say what it is about.
    pub topics: Vec<Range<usize>>,
    /// The clause.
    pub clause: Clause,
    /// The light verb, for [`Form::Light`].
    pub light: Option<usize>,
    /// Sentence number in the field.
    pub sentence: usize,
    /// Whether its verb is passive.
    pub passive: bool,
    /// True where the frame fits only a reading of the word that the tagger did not choose.
    pub second_reading: bool,
    /// How much around it speaks of something other than politics.
    pub domain: Domain,
}

/// Why a frame was dropped, for `explain`. Spelt out only there: coding drops some hundred frames for an article.
#[derive(Clone, Debug)]
pub struct Dropped<'a> {
    /// Frame id.
    pub frame: &'a str,
    /// Predicate word.
    pub word: usize,
    /// The reason.
    pub why: Why<'a>,
    /// The type of event that the frame's exclusions speak against here.
    pub against: Option<EventType>,
}

/// The reason for which a frame was dropped.
#[derive(Clone, Copy, Debug)]
pub enum Why<'a> {
    /// As it says.
    Because(&'static str),
    /// The sentence is about something other than politics.
    Domain(Option<DomainKind>),
    /// A slot holds what the frame excludes.
    Excluded(&'a Slot),
    /// A slot does not hold what the frame wants.
    Missing(&'a Slot),
}

impl fmt::Display for Why<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Because(text) => f.write_str(text),
            Why::Domain(kind) => write!(f, "the sentence is about {}", kind.map_or("", DomainKind::as_str)),
            Why::Excluded(slot) => write!(f, "{slot:?} holds what the frame excludes"),
            Why::Missing(slot) => write!(f, "{slot:?} does not hold what the frame wants"),
        }
    }
}

impl<'a> Dropped<'a> {
    fn new(frame: &'a Frame, word: usize, why: Why<'a>) -> Dropped<'a> {
        Dropped { frame: &frame.id, word, why, against: None }
    }
}

/// A domain of `domains.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DomainKind {
    /// Sport.
    Sport,
    /// Business and markets.
    Business,
    /// Art, literature, entertainment.
    Culture,
    /// Weather.
    Weather,
    /// Illness and medicine.
    Health,
    /// Accidents and natural disasters.
    Accident,
    /// Crime without a political side.
    Crime,
}

impl DomainKind {
    /// Its name in `domains.tsv`.
    pub fn as_str(self) -> &'static str {
        match self {
            DomainKind::Sport => "sport",
            DomainKind::Business => "business",
            DomainKind::Culture => "culture",
            DomainKind::Weather => "weather",
            DomainKind::Health => "health",
            DomainKind::Accident => "accident",
            DomainKind::Crime => "crime",
        }
    }

    fn parse(name: &str) -> Option<DomainKind> {
        use DomainKind::*;
        [Sport, Business, Culture, Weather, Health, Accident, Crime].into_iter().find(|k| k.as_str() == name)
    }
}

/// Words of a domain that is no politics (sport, weather ...) near a candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// The domain that shows most.
    pub kind: Option<DomainKind>,
    /// Its words in the sentence.
    pub sentence: usize,
    /// Its words among the first [`OPENING`] words of the field.
    pub opening: usize,
}

impl Domain {
    /// Whether the sentence is clearly about something other than politics.
    pub fn foreign(&self) -> bool {
        match self.kind {
            Some(DomainKind::Sport) => self.sentence >= 2 || self.sentence >= 1 && self.opening >= 3,
            Some(DomainKind::Weather | DomainKind::Culture | DomainKind::Business) => {
                self.sentence >= 3 || self.sentence >= 1 && self.opening >= 5
            }
            _ => false,
        }
    }
}

/// Words behind a trigger that count as near; half as many before it.
const NEAR: usize = 24;

/// How much less likely than the chosen reading another may be to be tried, in the units of [`marsad_arabic::analyze`].
const REACH: i32 = 10;

/// Words at the head of a field that tell what it is about.
pub const OPENING: usize = 120;

/// Verbal nouns that often say only what another act is for.
const PURPOSES: &[&str] =
    &["احتجاج", "تنديد", "رفض", "استنكار", "شجب", "ادانه", "تضامن", "تاييد", "دعم", "مطالبه", "تعبير", "مسانده"];

/// What a [`Proposer`] makes once for a field.
#[derive(Default)]
pub struct Kept<'a> {
    /// A copy of the field, to try other readings of a word in.
    copy: Option<FieldText<'a>>,
    /// Words of each domain among the first [`OPENING`] words.
    opening: Option<Vec<(DomainKind, usize)>>,
}

/// Everything that proposing needs.
pub struct Proposer<'f, 'a> {
    /// Field, mentions.
    pub around: Around<'f>,
    /// The lexicon.
    pub lexicon: &'a Lexicon,
}

impl<'f, 'a: 'f> Proposer<'f, 'a> {
    /// All candidates of a sentence, in order of their predicates.
    pub fn sentence(&self, sentence: usize, dropped: &mut Vec<Dropped<'a>>) -> Vec<Candidate<'a>> {
        self.sentence_with(sentence, &mut Kept::default(), dropped)
    }

    /// As [`Self::sentence`], with what is made once for a field and used again for each sentence.
    pub fn sentence_with(
        &self,
        sentence: usize,
        kept: &mut Kept<'f>,
        dropped: &mut Vec<Dropped<'a>>,
    ) -> Vec<Candidate<'a>> {
        let range = self.around.field.text.sentences()[sentence].tokens.clone();
        let mut out: Vec<Candidate<'a>> = Vec::new();
        for p in range.clone() {
            if self.around.field.words[p].is_punctuation() || !self.around.field.words[p].listed.evokes {
                continue;
            }
            let before = out.len();
            if self.around.field.words[p].evokes.phrase {
                self.phrases(p, sentence, range.clone(), &mut out, dropped);
            }
            // A loose phrase leaves the word to the frames that know it better.
            if out[before..].iter().any(|c| !c.frame.loose) {
                continue;
            }
            let known = dropped.len();
            if self.around.field.words[p].evokes.any {
                self.predicate(p, sentence, range.clone(), &mut out, dropped);
            }
            // What a frame excludes holds for the loose frames of its type too.
            let excluded = known..dropped.len();
            let mut at = before;
            while at < out.len() {
                let frame = out[at].frame;
                let against = |d: &Dropped<'_>| d.against == Some(frame.event_type());
                if frame.loose && dropped[excluded.clone()].iter().any(against) {
                    dropped.push(Dropped::new(frame, p, Why::Because("a frame of its type excludes it")));
                    out.remove(at);
                } else {
                    at += 1;
                }
            }
            self.best_of(before, &mut out, dropped);
            if out.len() == before && !out.iter().any(|c| c.trigger.contains(&p)) {
                self.second_readings(p, sentence, range.clone(), &mut kept.copy, &mut out, dropped);
                self.best_of(before, &mut out, dropped);
            }
        }
        self.purposes(&mut out, dropped);
        if !out.is_empty() {
            let domain = self.domain(range, kept);
            for c in &mut out {
                c.domain = domain;
            }
            out.retain(|c| {
                let foreign = domain.foreign()
                    || domain.kind == Some(DomainKind::Accident) && c.frame.event_type() == EventType::Assault;
                if foreign {
                    dropped.push(Dropped::new(c.frame, c.word, Why::Domain(domain.kind)));
                }
                !foreign
            });
        }
        out
    }

    /// The domain other than politics that shows most in a sentence.
    fn domain(&self, range: Range<usize>, kept: &mut Kept<'f>) -> Domain {
        let head = 0..OPENING.min(self.around.field.words.len());
        let here = self.domain_words(range);
        let opening = kept.opening.get_or_insert_with(|| self.domain_words(head));
        let best = here.iter().max_by_key(|(kind, n)| (*n, std::cmp::Reverse(*kind)));
        best.map_or_else(Domain::default, |&(kind, sentence)| Domain {
            kind: Some(kind),
            sentence,
            opening: opening.iter().find(|(o, _)| *o == kind).map_or(0, |(_, n)| *n),
        })
    }

    /// Words of each domain in a range.
    fn domain_words(&self, range: Range<usize>) -> Vec<(DomainKind, usize)> {
        let words = &self.around.field.words;
        let list = &self.lexicon.politics.reporting.domains;
        let mut out: Vec<(DomainKind, usize)> = Vec::new();
        for i in range {
            if !words[i].listed.domain {
                continue;
            }
            let lemma = words[i].lemma;
            let from = list.partition_point(|e| e.1.as_str() < lemma);
            // Entries of two words stand behind the entry of their first.
            let hit = list[from..].iter().take_while(|e| e.1.starts_with(lemma)).find(|e| {
                match e.1[lemma.len()..].strip_prefix(' ') {
                    Some(second) => words.get(i + 1).is_some_and(|w| w.lemma == second),
                    None => e.1.len() == lemma.len(),
                }
            });
            if let Some(kind) = hit.and_then(|(name, _)| DomainKind::parse(name)) {
                match out.iter_mut().find(|(o, _)| *o == kind) {
                    Some((_, n)) => *n += 1,
                    None => out.push((kind, 1)),
                }
            }
        }
        out
    }

    /// Set phrases that begin at a word.
    fn phrases(
        &self,
        p: usize,
        sentence: usize,
        range: Range<usize>,
        out: &mut Vec<Candidate<'a>>,
        dropped: &mut Vec<Dropped<'a>>,
    ) {
        let words = &self.around.field.words;
        let w = words[p];
        let keys = [w.folded, w.stem, w.lemma];
        for (k, key) in keys.iter().enumerate() {
            if keys[..k].contains(key) {
                continue;
            }
            for (frame, phrase) in self.lexicon.frames.of_phrase(key) {
                // A preposition of one letter at the end is written with the next word.
                let (glued, len) = match phrase.last().map(String::as_str) {
                    Some(last @ ("ب" | "ل" | "ك")) if phrase.len() > 1 => (Some(last), phrase.len() - 1),
                    _ => (None, phrase.len()),
                };
                let fits = phrase[..len]
                    .iter()
                    .enumerate()
                    .skip(1)
                    .all(|(k, x)| range.contains(&(p + k)) && words[p + k].is(x));
                let end = p + len;
                let closed = glued.is_none_or(|g| {
                    range.contains(&end)
                        && (words[end].preposition() == Some(g)
                            || words[end].folded.starts_with(g) && words[end].reading.lemma.is_none()
                            || words[end].folded == g
                            || words[end].lemma == g)
                });
                if fits && closed && !out.iter().any(|c| c.trigger.contains(&p)) {
                    let clause = self.around.of_verb(end - 1, range.clone());
                    self.keep(frame, p, p..end, Form::Phrase, &clause, None, sentence, out, dropped);
                }
            }
        }
    }

    /// What a word states under the reading chosen for it.
    fn predicate(
        &self,
        p: usize,
        sentence: usize,
        range: Range<usize>,
        out: &mut Vec<Candidate<'a>>,
        dropped: &mut Vec<Dropped<'a>>,
    ) {
        let w = self.around.field.words[p];
        if w.is_verb() {
            self.verbal(p, Form::Verb, sentence, range, out, dropped);
        } else if w.is_nominal() {
            self.nominal(p, sentence, range, out, dropped);
        }
    }

    /// What a finite verb, or a participle that stands as one, states.
    fn verbal(
        &self,
        p: usize,
        form: Form,
        sentence: usize,
        range: Range<usize>,
        out: &mut Vec<Candidate<'a>>,
        dropped: &mut Vec<Dropped<'a>>,
    ) {
        let Some(verb) = self.around.field.words[p].verb else { return };
        let mut clause = None;
        for (frame, preposition) in self.lexicon.frames.of_verb(verb) {
            let clause = clause.get_or_insert_with(|| self.around.of_verb(p, range.clone()));
            if (form == Form::Verb || frame.participles) && has_preposition(clause, preposition) {
                self.keep(frame, p, p..p + 1, form, clause, None, sentence, out, dropped);
            }
        }
    }

    /// What a word states under its other readings, for a word that states nothing under the one chosen: much of what
    /// tells قتل "killed" from "killing" is not written.
    fn second_readings(
        &self,
        p: usize,
        sentence: usize,
        range: Range<usize>,
        copy: &mut Option<FieldText<'f>>,
        out: &mut Vec<Candidate<'a>>,
        dropped: &mut Vec<Dropped<'a>>,
    ) {
        let field = self.around.field;
        let chosen = field.words[p];
        let closed = matches!(
            chosen.pos(),
            Pos::Subordinator | Pos::Relative | Pos::Conjunction | Pos::Particle | Pos::Pronoun | Pos::Demonstrative
        );
        // "طالب": a student as a rule, and somebody who demanded where the noun is bare and alone.
        let party = self.around.mention(p).is_some_and(|m| m.kind != MentionKind::Group || m.words.len() > 1);
        // "فجر الأحد": at dawn on Sunday.
        let hour = chosen.pos() != Pos::Verb
            && says_when(&chosen)
            && range.contains(&(p + 1))
            && says_when(self.around.field.word(p + 1));
        if closed || party || hour {
            return;
        }
        let previous = p.checked_sub(1).filter(|q| range.contains(q)).map(|q| field.words[q]);
        let own = (chosen.pos(), chosen.verb);
        let mut seen: Vec<(Pos, Option<LemmaId>)> = Vec::new();
        for option in field.options_within(self.lexicon, p, chosen.reading.cost + REACH) {
            let key = (option.pos(), option.verb);
            if key == own || seen.contains(&key) || !self.worth(&chosen, &option, previous.as_ref()) {
                continue;
            }
            seen.push(key);
            if !option.evokes.any {
                continue;
            }
            let copy = copy.get_or_insert_with(|| field.clone());
            copy.words[p] = option;
            let around = Around { field: copy, mentions: self.around.mentions, mention_at: self.around.mention_at };
            let other = Proposer { around, lexicon: self.lexicon };
            let mut found = Vec::new();
            other.predicate(p, sentence, range.clone(), &mut found, dropped);
            for c in found {
                // An adverb is often just an adverb: only a frame that finds what it wants speaks against it.
                if chosen.pos() == Pos::Adverb && c.frame.when.is_empty() {
                    continue;
                }
                out.push(Candidate { second_reading: true, ..c });
            }
            if let Some(w) = copy.words.get_mut(p) {
                *w = chosen;
            }
        }
    }

    /// Whether another reading could stand where the word stands.
    fn worth(&self, chosen: &Word<'_>, option: &Word<'_>, previous: Option<&Word<'_>>) -> bool {
        let governed = previous.is_some_and(|q| {
            q.pos() == Pos::Preposition && q.reading.enclitic.is_none() || q.pos() == Pos::Demonstrative
        });
        let open = previous.is_some_and(|q| {
            matches!(q.pos(), Pos::Noun | Pos::Number) && !q.has_article() && q.reading.enclitic.is_none()
        });
        let f = option.reading.features;
        if option.reading.enclitic.is_some_and(|e| e.person == 2) {
            return false;
        }
        match option.pos() {
            Pos::Verb => {
                // "إن واشنطن تحقق في": behind a subject an imperfect as well.
                let subject = previous.is_some_and(|q| q.pos() == Pos::Name || q.is_nominal() && q.has_article());
                let told = f.aspect == Aspect::Perfect || f.aspect == Aspect::Imperfect && subject;
                let plain = told && f.voice == Voice::Active && f.person == 3 || chosen.reading.lemma.is_none();
                plain && (option.joined() || !governed && !open)
            }
            Pos::Noun | Pos::Adjective => match f.verbal {
                Verbal::ActiveParticiple => f.case == Case::Accusative && option.circumstantial(previous),
                Verbal::PassiveParticiple => false,
                _ => chosen.reading.lemma.is_none() || chosen.pos() == Pos::Preposition,
            },
            _ => false,
        }
    }

    /// A verbal noun of protest, blame or demand that only says what another act is for ("احتجاجا على", "للتنديد ب") is
    /// no act of its own.
    fn purposes(&self, out: &mut Vec<Candidate<'a>>, dropped: &mut Vec<Dropped<'a>>) {
        let words = &self.around.field.words;
        let mut i = 0;
        while i < out.len() {
            let c = &out[i];
            let w = &words[c.word];
            let purpose = matches!(c.form, Form::Noun | Form::Light)
                && !w.has_article()
                && (w.reading.features.case == Case::Accusative && !w.joined() || w.preposition() == Some("ل"))
                && matches!(
                    c.frame.event_type(),
                    EventType::Accuse
                        | EventType::Protest
                        | EventType::Reject
                        | EventType::Request
                        | EventType::Support
                )
                && PURPOSES.contains(&w.lemma);
            let served = purpose
                && out.iter().any(|o| {
                    o.word < c.word
                        && (o.frame.event_type() == EventType::Protest
                            || o.frame.event_type() == c.frame.event_type()
                            || w.preposition().is_none())
                });
            if served {
                let c = out.remove(i);
                dropped.push(Dropped::new(c.frame, c.word, Why::Because("says what another act is for")));
            } else {
                i += 1;
            }
        }
    }

    /// One predicate, one frame of each type: the frame with most conditions wins.
    fn best_of(&self, from: usize, out: &mut Vec<Candidate<'a>>, dropped: &mut Vec<Dropped<'a>>) {
        let mut i = from;
        while i < out.len() {
            let better = (from..out.len()).any(|j| {
                j != i && {
                    let (a, b) = (strength(&out[j]), strength(&out[i]));
                    a > b || a == b && j < i
                }
            });
            if better {
                let c = out.remove(i);
                dropped.push(Dropped::new(c.frame, c.word, Why::Because("a more specific frame fits")));
                i = from;
            } else {
                i += 1;
            }
        }
    }

    fn nominal(
        &self,
        p: usize,
        sentence: usize,
        range: Range<usize>,
        out: &mut Vec<Candidate<'a>>,
        dropped: &mut Vec<Dropped<'a>>,
    ) {
        let w = self.around.field.words[p];
        let verbal = w.reading.features.verbal;
        let previous = p.checked_sub(1).filter(|&q| range.contains(&q)).map(|q| self.around.field.words[q]);
        if verbal == Verbal::ActiveParticiple && w.circumstantial(previous.as_ref()) {
            self.verbal(p, Form::Participle, sentence, range, out, dropped);
            return;
        }
        let mut clause = None;
        let mut nouns: Vec<(&'a Frame, usize)> = Vec::new();
        for key in [w.lemma, w.stem] {
            for (frame, rest) in self.lexicon.frames.of_noun(key) {
                if nouns.iter().any(|(f, _)| f.id == frame.id) {
                    continue;
                }
                let fits = rest
                    .iter()
                    .enumerate()
                    .all(|(k, x)| range.contains(&(p + 1 + k)) && self.around.field.words[p + 1 + k].is(x));
                if fits {
                    nouns.push((frame, 1 + rest.len()));
                }
            }
            if w.lemma == w.stem {
                break;
            }
        }
        let marked = verbal == Verbal::Masdar
            || w.reading.lemma.is_some_and(|l| self.lexicon.dictionary.attributes(l) == "masdar");
        let own = w.verb.filter(|_| marked);
        let verbs = if own.is_none() && w.pos() == Pos::Noun && verbal == Verbal::None {
            self.lexicon.frames.of_masdar(w.lemma)
        } else {
            own.as_slice()
        };
        for &verb in verbs {
            for (frame, preposition) in self.lexicon.frames.of_verb(verb).filter(|(f, _)| f.masdar) {
                let clause = clause.get_or_insert_with(|| self.around.of_noun(p, range.clone()));
                if has_preposition(clause, preposition) && !nouns.iter().any(|(f, _)| f.id == frame.id) {
                    nouns.push((frame, 1));
                }
            }
        }
        if nouns.is_empty() {
            return;
        }
        let light = self.light_verb(p, &range).or_else(|| self.describing_verb(p, &range));
        for (frame, n) in nouns {
            let clause = clause.get_or_insert_with(|| self.around.of_noun(p + n - 1, range.clone()));
            let form = if light.is_some() { Form::Light } else { Form::Noun };
            self.keep(frame, p, p..p + n, form, clause, light, sentence, out, dropped);
        }
    }

    /// The light verb that governs an event noun: its lemma is listed and nothing but its subject, numbers and
    /// prepositions stands between.
    fn light_verb(&self, p: usize, range: &Range<usize>) -> Option<usize> {
        let words = &self.around.field.words;
        let mut i = p;
        let mut steps = 0;
        while i > range.start && steps < 12 {
            i -= 1;
            steps += 1;
            let w = &words[i];
            if w.is_verb() {
                let part = self.lexicon.politics.reporting.light.get(w.lemma);
                // "أعلن دعمه": what one announces is one's own act only where a suffix says so.
                return part.is_some_and(|part| part != "own" || words[p].reading.enclitic.is_some()).then_some(i);
            }
            if w.is_punctuation() && !matches!(w.folded, "\"" | "«" | "»" | "/")
                || matches!(w.pos(), Pos::Subordinator | Pos::Relative)
            {
                return None;
            }
            if w.joined() && w.pos() != Pos::Name {
                return None;
            }
            // "يسعى الوزير خلال لقائه": what only gives the time depends on no light verb.
            if matches!(w.lemma, "خلال" | "بعد" | "قبل" | "عقب" | "منذ" | "اثناء" | "قبيل" | "غداه")
            {
                return None;
            }
        }
        None
    }

    /// The light verb behind an event noun that describes it: "هجوم شنه مسلحون", "القصف الذي تعرضت له المدينة".
    fn describing_verb(&self, p: usize, range: &Range<usize>) -> Option<usize> {
        let words = &self.around.field.words;
        for i in p + 1..range.end.min(p + 10) {
            let w = &words[i];
            if w.is_verb() {
                let pronoun = w.reading.enclitic.is_some()
                    || words.get(i + 1).is_some_and(|n| n.pos() == Pos::Preposition && n.reading.enclitic.is_some());
                let listed = self.lexicon.politics.reporting.light.contains_key(w.lemma);
                return (pronoun && listed && !w.joined()).then_some(i);
            }
            if w.is_punctuation() && !w.is_quotation_mark() || w.pos() == Pos::Subordinator || w.joined() {
                return None;
            }
        }
        None
    }

    #[allow(clippy::too_many_arguments)]
    fn keep(
        &self,
        frame: &'a Frame,
        word: usize,
        trigger: Range<usize>,
        form: Form,
        clause: &Clause,
        light: Option<usize>,
        sentence: usize,
        out: &mut Vec<Candidate<'a>>,
        dropped: &mut Vec<Dropped<'a>>,
    ) {
        let w = &self.around.field.words[word];
        let nominal = matches!(form, Form::Noun | Form::Light);
        // Most frames are dropped before they need a clause of their own.
        let mut clause = Cow::Borrowed(clause);
        // "كما حث النرويج على": a verb that is never without its object has it in its only phrase. At the head of a sentence a
        // phrase of its gender is the subject; the object stands further off.
        let opens = self.around.field.text.sentences()[sentence].tokens.start == word;
        if form == Form::Verb
            && !opens
            && !clause.subject_first
            && w.reading.enclitic.is_none()
            && w.reading.features.voice == Voice::Active
            && w.verb.is_some_and(|v| self.lexicon.dictionary.lemma(v).has("object"))
            && clause.objects.iter().all(|o| self.around.mention(o.head).is_none())
        {
            let range = self.around.field.text.sentences()[sentence].tokens.clone();
            let other = self.around.with_object(word, range, &clause);
            // "وناشد الوزراء التحرك": with a thing behind it the phrase is the object only where a subject goes on.
            if clause.objects.is_empty() || other.carried.is_some() {
                clause = Cow::Owned(other);
            }
        }
        let passive = form == Form::Verb
            && (w.reading.features.voice == Voice::Passive
                || frame.passive && w.reading.enclitic.is_none() && self.looks_passive(&clause, w));
        if passive {
            // The subject of a passive is who it is done to.
            if let Some(s) = clause.subject.clone() {
                let clause = clause.to_mut();
                clause.subject = None;
                clause.objects.insert(0, s);
            }
        }
        if let Some(light) = light {
            let range = self.around.field.text.sentences()[sentence].tokens.clone();
            let outer = self.around.of_verb(light, range);
            let part = self
                .lexicon
                .politics
                .reporting
                .light
                .get(self.around.field.words[light].lemma)
                .map_or("actor", String::as_str);
            let subject = outer.subject.clone().filter(|s| !s.words.contains(&word));
            let clause = clause.to_mut();
            match part {
                "actor" | "own" => (clause.subject, clause.carried) = (subject, outer.carried),
                "recipient" => clause.objects.splice(0..0, subject).for_each(drop),
                _ => {}
            }
            // Phrases between the light verb and the noun, and behind the noun, belong to the act.
            for (p, phrase) in outer.prepositions {
                if !phrase.words.contains(&word) && !clause.prepositions.iter().any(|(_, q)| *q == phrase) {
                    clause.prepositions.push((p, phrase));
                }
            }
        }
        let hit = frame.unless.iter().find(|(slot, values)| self.holds(&clause, &trigger, slot, values, nominal));
        if let Some((slot, _)) = hit {
            let why = Why::Excluded(slot);
            dropped.push(Dropped { against: Some(frame.event_type()), ..Dropped::new(frame, word, why) });
            return;
        }
        let missing = frame.when.iter().find(|(slot, values)| !self.holds(&clause, &trigger, slot, values, nominal));
        if let Some((slot, _)) = missing {
            dropped.push(Dropped::new(frame, word, Why::Missing(slot)));
            return;
        }
        let mut c = Candidate {
            frame,
            trigger,
            word,
            form,
            actors: Vec::new(),
            recipients: Vec::new(),
            topics: Vec::new(),
            clause: clause.into_owned(),
            light,
            sentence,
            second_reading: false,
            passive,
            domain: Domain::default(),
        };
        self.fill_roles(&mut c, nominal);
        out.push(c);
    }

    /// Whether a verb without an object is passive: always for those that are passive half of the time (قُتل), else by its
    /// subject.
    fn looks_passive(&self, clause: &Clause, verb: &Word<'_>) -> bool {
        let patient = verb.verb.is_some_and(|v| self.lexicon.dictionary.lemma(v).has("patient"));
        clause.objects.is_empty() && clause.subject.as_ref().is_some_and(|s| patient || self.victim(s))
    }

    /// Whether a phrase names people that things are done to rather than doers.
    fn victim(&self, s: &Phrase) -> bool {
        let head = &self.around.field.words[s.head];
        let first = &self.around.field.words[s.words.start];
        if first.pos() == Pos::Number || matches!(first.lemma, "عدد" | "عشرات" | "مئات" | "الاف") {
            return true;
        }
        match self.around.mention(s.head) {
            Some(m) => {
                matches!(m.role, Role::Cvl | Role::Ind | Role::Ref | Role::Med | Role::Edu | Role::Unk)
                    || m.kind == MentionKind::Person
                    || (m.kind == MentionKind::Group
                        && head.reading.features.number == Number::Singular
                        && !matches!(m.role, Role::Mil | Role::Pol | Role::Gov | Role::Reb))
            }
            None => head.pos() == Pos::Noun,
        }
    }

    fn slot<'c>(&self, clause: &'c Clause, slot: &'c Slot) -> impl Iterator<Item = &'c Phrase> + use<'c> {
        let mut slot = slot;
        while let Slot::GenitiveOf(inner) = slot {
            slot = inner;
        }
        let (one, behind) = match slot {
            Slot::Subject => (clause.subject.as_ref(), None),
            Slot::Object => (clause.objects.first(), None),
            Slot::Object2 => (clause.objects.get(1), None),
            Slot::Genitive => (clause.genitive.as_ref(), None),
            Slot::Prep(p) => (None, Some(p)),
            _ => (None, None),
        };
        let prepositions: &[(String, Phrase)] = if behind.is_some() { &clause.prepositions } else { &[] };
        let named = prepositions.iter().filter(move |(name, _)| Some(name) == behind).map(|(_, phrase)| phrase);
        one.into_iter().chain(named)
    }

    /// Whether a slot holds one of the values. For a noun, `object` also means its genitive.
    fn holds(&self, clause: &Clause, trigger: &Range<usize>, slot: &Slot, values: &[Value], nominal: bool) -> bool {
        let none_wanted = values.iter().any(|v| matches!(v, Value::Kind(k) if k == "none"));
        match slot {
            Slot::Clause => {
                let Some(at) = clause.complement else { return none_wanted };
                // A value names the subordinator, or a word at the head of the clause behind it.
                let head = at..(at + 4).min(self.around.field.words.len());
                return values.iter().any(|v| {
                    head.clone().any(|i| self.is(&Phrase { words: i..i + 1, head: i }, v))
                        || matches!(v, Value::Lemma(l, _) if l == "ان" || l == "clause")
                });
            }
            Slot::Adjective => {
                return clause.adjectives.iter().any(|&a| self.is_any(&Phrase { words: a..a + 1, head: a }, values))
                    || none_wanted && clause.adjectives.is_empty();
            }
            Slot::Before | Slot::After | Slot::Near | Slot::Back => {
                let Some(sentence) = self.around.field.text.sentence_of(trigger.start) else {
                    return none_wanted;
                };
                let (from, to) = match slot {
                    Slot::Before => (trigger.start.saturating_sub(1), trigger.start),
                    Slot::After => (trigger.end, trigger.end + 1),
                    Slot::Near => (trigger.end, trigger.end + NEAR),
                    _ => (trigger.start.saturating_sub(NEAR / 2), trigger.start),
                };
                let mut found = from.max(sentence.tokens.start)..to.min(sentence.tokens.end);
                if found.is_empty() {
                    return none_wanted;
                }
                let wanted = values.iter().fold(0, |bits, v| bits | v.bits());
                return found.any(|i| {
                    self.around.field.words[i].evokes.bits & wanted != 0
                        && self.is_any(&Phrase { words: i..i + 1, head: i }, values)
                });
            }
            _ => {}
        }
        let genitive = matches!(slot, Slot::GenitiveOf(_));
        let held = |p: &Phrase| {
            let p = if genitive {
                Phrase {
                    words: (p.head + 1).min(p.words.end)..p.words.end,
                    head: (p.head + 1).min(p.words.end.saturating_sub(1)),
                }
            } else {
                p.clone()
            };
            self.is_any(&p, values)
        };
        let mut phrases = self.slot(clause, slot).peekable();
        if phrases.peek().is_some() {
            return phrases.any(held);
        }
        match &clause.genitive {
            Some(g) if nominal && matches!(slot, Slot::Object | Slot::Subject) => held(g),
            _ => none_wanted,
        }
    }

    /// Whether a phrase is one of the values.
    fn is_any(&self, phrase: &Phrase, values: &[Value]) -> bool {
        let near = phrase.words.start..phrase.words.end.min(phrase.head + 2);
        if near.is_empty() {
            return values.iter().any(|v| self.is(phrase, v));
        }
        let bits = near.fold(0, |bits, i| bits | self.around.field.word(i).evokes.bits);
        values.iter().any(|v| v.bits() & bits != 0 && self.is(phrase, v))
    }

    fn is(&self, phrase: &Phrase, value: &Value) -> bool {
        let words = &self.around.field.words;
        match value {
            Value::Lemma(l, _) => {
                let near = phrase.words.start..phrase.words.end.min(phrase.head + 2);
                near.into_iter().any(|i| words[i].is(l))
                    || phrase.words.end > phrase.head + 1
                        && l.contains(' ')
                        && l.split_whitespace().count() <= phrase.words.end.saturating_sub(phrase.head)
                        && l.split_whitespace()
                            .zip(phrase.head..phrase.words.end)
                            .all(|(x, i)| words[i].lemma == x || words[i].stem == x.strip_prefix("ال").unwrap_or(x))
            }
            Value::Class(_, id) => id.is_some_and(|class| {
                (phrase.words.start..phrase.words.end.min(phrase.head + 2))
                    .any(|i| self.around.field.in_class(self.lexicon, i, class))
            }),
            Value::Kind(kind) => self.is_kind(phrase, kind),
        }
    }

    fn is_kind(&self, phrase: &Phrase, kind: &str) -> bool {
        let mention = phrase.words.clone().find_map(|i| self.around.mention(i));
        match kind {
            "none" => false,
            "clause" => false,
            "party" => mention.is_some(),
            "own" => self.around.field.words[phrase.head].reading.enclitic.is_some(),
            _ => mention.is_some_and(|m| match kind {
                "state" => matches!(m.role, Role::Gov | Role::Leg | Role::Jud) || m.kind == MentionKind::State,
                "armed" => matches!(m.role, Role::Mil | Role::Reb | Role::Pol),
                "civilian" => matches!(m.role, Role::Cvl | Role::Ind | Role::Ref | Role::Edu),
                "person" => m.kind == MentionKind::Person,
                "body" => m.kind == MentionKind::Body,
                "place" => m.place,
                _ => false,
            }),
        }
    }

    fn fill_roles(&self, c: &mut Candidate<'a>, nominal: bool) {
        let end = self.around.field.text.sentences()[c.sentence].tokens.end;
        let table = if nominal { &c.frame.noun_roles } else { &c.frame.roles };
        let mut actors: Vec<PartyRef> = Vec::new();
        let mut recipients: Vec<PartyRef> = Vec::new();
        let mut topics = Vec::new();
        let parties = |phrase: &Phrase| -> Vec<PartyRef> {
            let found = self.around.parties(phrase, end);
            if !found.is_empty() {
                return found.into_iter().map(PartyRef::Mention).collect();
            }
            let pronoun = self.around.field.words[phrase.head].reading.enclitic.is_some();
            if pronoun { vec![PartyRef::Pronoun(phrase.head)] } else { Vec::new() }
        };
        if nominal {
            if let Some(s) = c.clause.subject.as_ref().or(c.clause.carried.as_ref()) {
                actors.extend(parties(s));
            }
            // Adjectives of states at an event noun name the doer: "القصف التركي".
            for &a in &c.clause.adjectives {
                if let Some(m) = self.around.mention_number(a) {
                    actors.push(PartyRef::Mention(m));
                }
            }
        }
        for (slot, role) in table {
            if nominal && matches!(slot, Slot::Subject) {
                continue;
            }
            let genitive_of = matches!(slot, Slot::GenitiveOf(_));
            for phrase in self.slot(&c.clause, slot) {
                let phrase = if genitive_of {
                    let from = (phrase.head + 1).min(phrase.words.end);
                    if from == phrase.words.end {
                        continue;
                    }
                    Phrase { words: from..phrase.words.end, head: from }
                } else {
                    phrase.clone()
                };
                // "اقتحام القوات البلدة", "اعتقالها شابين": who stands before an object does it.
                let role = match (slot, role) {
                    (Slot::Genitive, RoleName::Recipient) if nominal && self.governs_object(c) => &RoleName::Actor,
                    (_, role) => role,
                };
                match role {
                    RoleName::Actor => actors.extend(parties(&phrase)),
                    RoleName::Recipient => recipients.extend(parties(&phrase)),
                    RoleName::Both => actors.extend(parties(&phrase)),
                    RoleName::Topic => topics.push(phrase.words.clone()),
                    RoleName::Auto => {
                        let found = parties(&phrase);
                        let doer = actors.is_empty() && self.can_act(&found, c);
                        if doer { actors.extend(found) } else { recipients.extend(found) }
                    }
                    RoleName::Place | RoleName::Other | RoleName::None => {}
                }
            }
        }
        // A verb's pronoun suffix is its object.
        let w = self.around.field.words[c.word];
        if !nominal && w.reading.enclitic.is_some() && recipients.is_empty() {
            recipients.push(PartyRef::Pronoun(c.word));
        }
        // A verb without a subject goes on with that of the verb before it.
        if let Some(subject) = &c.clause.carried {
            let side = if c.passive { &mut recipients } else { &mut actors };
            if side.is_empty() {
                side.extend(parties(subject));
            }
        }
        dedup(&mut actors);
        dedup(&mut recipients);
        recipients.retain(|r| !actors.contains(r));
        c.actors = actors;
        c.recipients = recipients;
        c.topics = topics;
    }

    /// Whether a verbal noun has both its doer and an object behind it; verbs of two objects have two objects there.
    fn governs_object(&self, c: &Candidate<'_>) -> bool {
        let verb = self.around.field.words[c.word].verb;
        let two = verb.is_some_and(|v| self.lexicon.dictionary.lemma(v).has("t2"));
        let Some(g) = &c.clause.genitive else { return false };
        let own = g.head == c.word;
        let able = own
            || self.around.mention(g.head).is_some_and(|m| {
                m.kind != MentionKind::Person && matches!(m.role, Role::Mil | Role::Reb | Role::Pol | Role::Gov)
            });
        let behind =
            c.clause.prepositions.first().is_some_and(|(p, phrase)| p == "ل" && phrase.words.start == g.words.end);
        !two && able && (!c.clause.objects.is_empty() || behind && !own)
    }

    /// Whether a noun's genitive is its doer: it can act, and the act is not one that people suffer without a doer named.
    fn can_act(&self, found: &[PartyRef], c: &Candidate<'_>) -> bool {
        let Some(PartyRef::Mention(m)) = found.first() else { return true };
        let m = &self.around.mentions[*m];
        let followed =
            c.clause.prepositions.iter().any(|(p, _)| matches!(p.as_str(), "ل" | "علي" | "ضد" | "مع" | "الي"))
                || !c.clause.objects.is_empty();
        let has = |p: &str| c.clause.prepositions.iter().any(|(q, _)| q == p);
        match c.frame.event_type() {
            // "اتهام قطر بالسعي": the accused.
            EventType::Accuse => !has("ب") || has("ل") || has("علي") || has("ضد"),
            EventType::Assault | EventType::Coerce => {
                matches!(m.role, Role::Mil | Role::Reb | Role::Pol | Role::Gov | Role::Jud)
                    && (m.kind != MentionKind::Person || followed)
            }
            _ => true,
        }
    }
}

fn has_preposition(clause: &Clause, preposition: &str) -> bool {
    preposition.is_empty() || clause.prepositions.iter().any(|(p, _)| p == preposition)
}

fn strength(c: &Candidate<'_>) -> (usize, bool, usize, usize, usize) {
    (
        c.trigger.len(),
        !c.frame.loose,
        c.frame.when.len() + usize::from(!c.frame.unless.is_empty()),
        // What a frame asks for says more than what it excludes.
        c.frame.when.len(),
        c.actors.len().min(1) + c.recipients.len().min(1),
    )
}

fn dedup(list: &mut Vec<PartyRef>) {
    let mut seen: Vec<PartyRef> = Vec::new();
    list.retain(|p| {
        let new = !seen.contains(p);
        if new {
            seen.push(*p);
        }
        new
    });
}

#[cfg(test)]
mod tests {
    use crate::testing::{candidates, read};

    fn frames(text: &str) -> Vec<String> {
        read(text, |around| candidates(around, 0).iter().map(|c| c.frame.id.clone()).collect())
    }

    #[test]
    fn a_frame_that_asks_goes_before_one_that_only_excludes() {
        // "Israel met the Egyptian proposal with refusal"
        let found = frames("قابلت إسرائيل المقترح المصري بالرفض");
        assert!(found.iter().any(|id| id == "reject.turn.down"), "{found:?}");
    }

    #[test]
    fn a_loose_phrase_yields_to_a_noun_of_its_own() {
        // "North Korea carried out a nuclear test"
        let found = frames("أجرت كوريا الشمالية تجربة نووية أمس");
        assert!(found.iter().any(|id| id == "mobilize.test.noun"), "{found:?}");
        assert!(found.iter().all(|id| id != "mobilize.words"), "{found:?}");
    }

    #[test]
    fn a_noun_that_seems_to_carry_an_article() {
        // "a cyber attack on the ministry": إلكتروني has no article.
        let found = frames("شن قراصنة هجوما إلكترونيا على الوزارة");
        assert!(found.iter().any(|id| id == "coerce.cyber"), "{found:?}");
    }
}
