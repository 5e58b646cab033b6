//! The phrases around a predicate: subject, objects, prepositional phrases, genitive, by position and agreement.

use std::ops::Range;

use marsad_arabic::features::{Aspect, Attach, Case, Gender, Number, Pos, Verbal, Voice};

use crate::mention::{Mention, MentionKind};
use crate::word::{FieldText, Word};

/// A noun phrase in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its words, without the preposition.
    pub words: Range<usize>,
    /// Its head.
    pub head: usize,
}

/// What stands around one predicate.
#[derive(Clone, Debug, Default)]
pub struct Clause {
    /// First word of the clause.
    pub start: usize,
    /// One past its last word.
    pub end: usize,
    /// Subject, where a noun phrase of the clause is it.
    pub subject: Option<Phrase>,
    /// True where the subject stands before the verb or is the antecedent of a relative clause.
    pub subject_first: bool,
    /// Objects in order.
    pub objects: Vec<Phrase>,
    /// Prepositional phrases: folded preposition, phrase.
    pub prepositions: Vec<(String, Phrase)>,
    /// Second term of the idafa of an event noun.
    pub genitive: Option<Phrase>,
    /// Adjectives of an event noun.
    pub adjectives: Vec<usize>,
    /// Word of the subordinator that opens a complement clause.
    pub complement: Option<usize>,
}

/// Sentence bounds and mentions, for looking around.
pub struct Around<'a> {
    /// The field.
    pub field: &'a FieldText<'a>,
    /// Its mentions.
    pub mentions: &'a [Mention],
    /// Mention index of each word, or `usize::MAX`.
    pub mention_at: &'a [usize],
}

/// Prepositions of several words, folded, first word → rest.
const COMPOUND: &[(&str, &[&str], &str)] = &[
    ("من", &["قبل"], "من قبل"),
    ("من", &["جانب"], "من جانب"),
    ("علي", &["يد"], "علي يد"),
    ("علي", &["ايدي"], "علي ايدي"),
    ("بالقرب", &["من"], "قرب"),
    ("علي", &["هامش"], "علي هامش"),
    ("من", &["اجل"], "من اجل"),
];

impl Around<'_> {
    fn word(&self, i: usize) -> &Word<'_> {
        self.field.word(i)
    }

    /// The mention that covers a word.
    pub fn mention(&self, i: usize) -> Option<&Mention> {
        self.mention_at.get(i).and_then(|&m| self.mentions.get(m))
    }

    /// The noun phrase that begins at word `i`.
    pub fn phrase(&self, i: usize, end: usize) -> Phrase {
        let mut j = i;
        // "ثلاثة من", "عدد من", "كل من": numbers and measures before the noun.
        let mut head = i;
        loop {
            if let Some(m) = self.mention(j).filter(|m| m.words.start >= i && m.kind != MentionKind::Adjective) {
                j = m.words.end.max(j + 1);
            } else {
                j += 1;
            }
            if j >= end {
                break;
            }
            let (w, previous) = (self.word(j), self.word(j - 1));
            if w.is_punctuation() {
                // Quotation marks and brackets inside a phrase do not end it: تنظيم "الدولة".
                let quote = matches!(w.folded, "\"" | "«" | "»" | "“" | "”");
                if quote && j + 1 < end && j + 1 < i + 12 && self.word(j + 1).is_nominal() {
                    continue;
                }
                break;
            }
            if w.joined() || w.preposition().is_some() || !(w.is_nominal() || w.pos() == Pos::Demonstrative) {
                break;
            }
            // A complete party is followed by the next phrase, not by more of itself.
            let complete = |m: &Mention| {
                matches!(m.kind, MentionKind::State)
                    || !m.name.is_empty()
                    || !m.codes.is_empty() && m.kind != MentionKind::Adjective
            };
            let other = self.mention(j).is_none_or(|m| m.words.start == j);
            if other && w.pos() != Pos::Adjective && self.mention(j - 1).is_some_and(complete) {
                break;
            }
            let starts_mention =
                self.mention(j).is_some_and(|m| m.words.start == j && m.kind != MentionKind::Adjective);
            match w.pos() {
                Pos::Adjective if w.circumstantial(Some(previous)) => break,
                Pos::Adjective | Pos::Number | Pos::Demonstrative => {}
                Pos::Name => {
                    if previous.has_article() && previous.pos() == Pos::Noun && !starts_mention
                        || previous.pos() == Pos::Name
                        || !previous.has_article()
                    {
                    } else if starts_mention {
                        // A state's name behind a definite phrase is the next phrase, unless an idafa is open.
                        break;
                    }
                }
                Pos::Noun => {
                    let open = !previous.has_article()
                        && previous.reading.enclitic.is_none()
                        && matches!(previous.pos(), Pos::Noun | Pos::Number)
                        && previous.reading.features.case != Case::Accusative;
                    let constructed = previous.reading.features.attach == Attach::Construct;
                    if !(open || constructed)
                        || w.reading.features.case == Case::Accusative && previous.pos() != Pos::Number
                    {
                        break;
                    }
                }
                _ => break,
            }
        }
        if self.word(head).pos() == Pos::Number && head + 1 < j {
            head += 1;
        }
        Phrase { words: i..j, head }
    }

    /// Every party named in a phrase and in those joined to it by و.
    pub fn parties(&self, phrase: &Phrase, end: usize) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        let mut at = phrase.words.clone();
        loop {
            let mut found = false;
            let mut i = at.start;
            while i < at.end {
                if let Some(&m) = self.mention_at.get(i).filter(|&&m| m < self.mentions.len()) {
                    let mention = &self.mentions[m];
                    if !out.contains(&m) && !found {
                        out.push(m);
                        found = true;
                    }
                    i = mention.words.end.max(i + 1);
                } else {
                    i += 1;
                }
            }
            // "مصر والأردن", "الرئيس ووزير خارجيته"
            let next = at.end;
            let comma = next + 1 < end && self.word(next).folded == "،" && self.mention(next + 1).is_some();
            let joined = next < end && self.word(next).joined() && self.word(next).is_nominal();
            let start = if comma { next + 1 } else { next };
            if !found
                || !(joined || comma)
                || start >= end
                || self.mention(start).is_none_or(|m| m.words.start != start)
            {
                return out;
            }
            if out.len() > 12 {
                return out;
            }
            at = self.phrase(start, end).words;
        }
    }

    /// The clause of a finite verb or of a participle that stands as one.
    pub fn of_verb(&self, p: usize, sentence: Range<usize>) -> Clause {
        let verb = *self.word(p);
        let mut clause = Clause { start: p, end: sentence.end, ..Clause::default() };
        let mut bare: Vec<Phrase> = Vec::new();
        self.scan_right(p + 1, sentence.end, &mut clause, &mut bare);
        let before = if verb.is_verb() { self.before(p, sentence.start) } else { None };
        let passive = verb.reading.features.voice == Voice::Passive;
        let first_person = verb.reading.features.person == 1;
        match before {
            Some((phrase, start, sure)) if sure || self.agrees(&verb, &phrase) => {
                clause.subject = Some(phrase);
                clause.subject_first = true;
                clause.start = start;
                clause.objects = bare;
            }
            _ if first_person || verb.reading.features.verbal != Verbal::None => clause.objects = bare,
            _ => {
                let mut rest = bare.into_iter();
                if let Some(first) = rest.next() {
                    let object = self.word(first.head).reading.features.case;
                    let oblique = matches!(object, Case::Oblique | Case::Accusative) && first.words.start == first.head;
                    if oblique && !passive {
                        clause.objects.push(first);
                    } else if self.agrees(&verb, &first) {
                        clause.subject = Some(first);
                    } else {
                        clause.objects.push(first);
                    }
                }
                clause.objects.extend(rest);
            }
        }
        clause
    }

    /// Whether a phrase can be the verb's subject: feminine for feminine; broken plurals may be either.
    fn agrees(&self, verb: &Word<'_>, phrase: &Phrase) -> bool {
        let v = verb.reading.features;
        let n = self.word(phrase.head).reading.features;
        if v.person == 1 || v.person == 2 {
            return false;
        }
        if n.number == Number::Plural
            || n.gender == Gender::None
            || v.gender == Gender::None
            || self.word(phrase.head).pos() == Pos::Number
        {
            return true;
        }
        if self.word(phrase.head).pos() == Pos::Name && n.gender == Gender::None {
            return true;
        }
        v.gender == n.gender
    }

    /// The noun phrase before a verb that is its subject: phrase, start of the clause, certain (relative's antecedent).
    fn before(&self, p: usize, start: usize) -> Option<(Phrase, usize, bool)> {
        let mut i = p;
        if self.word(p).joined() {
            return None;
        }
        // Particles, auxiliaries and adverbs between subject and verb.
        while i > start {
            let w = self.word(i - 1);
            let auxiliary = w.is_verb() && matches!(w.lemma, "كان" | "بدا" | "زال" | "واصل" | "عاد");
            if auxiliary || matches!(w.pos(), Pos::Particle | Pos::Adverb) {
                i -= 1;
            } else {
                break;
            }
        }
        if i == start {
            return None;
        }
        if self.word(i - 1).pos() == Pos::Relative && i >= start + 2 {
            let antecedent = self.back_to_phrase(i - 1, start)?;
            return Some((antecedent, i - 1, true));
        }
        let mut at = i;
        // "الوزير، في تصريح أمس، دعا": step back over one parenthesis.
        let w = self.word(at - 1);
        if w.is_punctuation() && matches!(w.folded, "،" | ")" | "-" | "»" | "\"" | "”") {
            at = at.saturating_sub(1).max(start);
        }
        let phrase = self.back_to_phrase(at, start)?;
        let s = phrase.words.start;
        let opener = s == start
            || matches!(
                self.word(s - 1).pos(),
                Pos::Subordinator | Pos::Conjunction | Pos::Punctuation | Pos::Particle
            )
            || self.word(s).joined()
            || (s > start && matches!(self.word(s - 1).folded, "ان" | "بان" | "كما" | "فيما" | "بينما" | "حيث"));
        let preposition =
            self.word(s).preposition().is_some() || (s > start && self.word(s - 1).pos() == Pos::Preposition);
        (opener && !preposition).then_some((phrase, s, false))
    }

    /// The phrase that ends just before word `at`, found from its mention.
    fn back_to_phrase(&self, at: usize, start: usize) -> Option<Phrase> {
        let limit = start.max(at.saturating_sub(14));
        let mut best = None;
        let mut i = at;
        while i > limit {
            i -= 1;
            if self.word(i).is_verb()
                || self.word(i).is_punctuation() && !matches!(self.word(i).folded, "\"" | "«" | "»" | "“" | "”")
            {
                break;
            }
            if !self.word(i).is_nominal() {
                if best.is_some() {
                    break;
                }
                continue;
            }
            let phrase = self.phrase(i, at);
            if phrase.words.end >= at.saturating_sub(1) || best.is_some() {
                best = Some(phrase);
            }
            if self.word(i).joined() || self.word(i).preposition().is_some() {
                break;
            }
        }
        best
    }

    /// The phrases to the right of word `i`, up to the end of the clause.
    fn scan_right(&self, mut i: usize, end: usize, clause: &mut Clause, bare: &mut Vec<Phrase>) {
        let mut commas = 0;
        let first = i;
        while i < end {
            let w = self.word(i);
            let previous = (i > 0).then(|| self.word(i - 1));
            if w.is_punctuation() {
                match w.folded {
                    "،" | "," | "-" | "–" => commas += 1,
                    "\"" | "«" | "»" | "“" | "”" | "(" | ")" => {}
                    _ => break,
                }
                if commas > 1 {
                    break;
                }
                i += 1;
                continue;
            }
            if w.is_verb() {
                // "كان قد أعلن" and the like are joined elsewhere; any other verb opens a clause of its own.
                break;
            }
            match w.pos() {
                Pos::Subordinator => {
                    clause.complement.get_or_insert(i);
                    break;
                }
                Pos::Relative => break,
                Pos::Adjective if i > first && w.circumstantial(previous) => break,
                _ => {}
            }
            if w.pos() == Pos::Preposition {
                if w.reading.enclitic.is_some() {
                    clause.prepositions.push((w.lemma.to_owned(), Phrase { words: i..i + 1, head: i }));
                    i += 1;
                    continue;
                }
                let (name, n) = self.preposition_at(i, end);
                i += n;
                if i < end && self.word(i).is_nominal() {
                    let phrase = self.phrase(i, end);
                    i = phrase.words.end;
                    clause.prepositions.push((name, phrase));
                }
                continue;
            }
            if let Some(p) = w.preposition() {
                if w.pos() == Pos::Subordinator {
                    clause.complement.get_or_insert(i);
                    break;
                }
                let phrase = self.phrase(i, end);
                let name =
                    if phrase.words.len() > 1 && w.stem == "قرب" { "قرب".to_owned() } else { p.to_owned() };
                i = phrase.words.end;
                clause.prepositions.push((name, phrase));
                continue;
            }
            if w.is_nominal() {
                if w.joined() && i > first {
                    // A further member of the last phrase; its own phrases follow as if they were the first's.
                    i = self.phrase(i, end).words.end;
                    continue;
                }
                let phrase = self.phrase(i, end);
                i = phrase.words.end;
                if commas == 0 {
                    bare.push(phrase);
                }
                continue;
            }
            if w.joined() && commas > 0 {
                break;
            }
            i += 1;
        }
        clause.end = i;
    }

    fn preposition_at(&self, i: usize, end: usize) -> (String, usize) {
        let w = self.word(i);
        let stem = if w.joined() { w.stem } else { w.folded };
        for (first, rest, name) in COMPOUND {
            if stem == *first
                && rest.iter().enumerate().all(|(k, r)| i + 1 + k < end && self.word(i + 1 + k).folded == *r)
            {
                return ((*name).to_owned(), 1 + rest.len());
            }
        }
        (w.lemma.to_owned(), 1)
    }

    /// The phrases around an event noun.
    pub fn of_noun(&self, p: usize, sentence: Range<usize>) -> Clause {
        let mut clause = Clause { start: p, end: sentence.end, ..Clause::default() };
        let mut i = p + 1;
        let noun = self.word(p);
        if noun.reading.enclitic.is_some() {
            clause.genitive = Some(Phrase { words: p..p + 1, head: p });
        }
        while i < sentence.end {
            let (w, previous) = (self.word(i), self.word(i - 1));
            if w.joined() || w.preposition().is_some() || w.circumstantial(Some(previous)) {
                break;
            }
            match w.pos() {
                Pos::Adjective => {
                    clause.adjectives.push(i);
                    i += 1;
                }
                Pos::Noun | Pos::Name | Pos::Number | Pos::Demonstrative
                    if i == p + 1
                        && clause.genitive.is_none()
                        && !noun.has_article()
                        && noun.reading.features.case != Case::Accusative =>
                {
                    let phrase = self.phrase(i, sentence.end);
                    i = phrase.words.end;
                    clause.genitive = Some(phrase);
                }
                _ => break,
            }
        }
        let mut bare = Vec::new();
        let from = i;
        self.scan_right(i, sentence.end, &mut clause, &mut bare);
        // A verbal noun governs an object behind its genitive: "قصف الطيران المدينة".
        clause.objects.extend(bare.into_iter().filter(|b| b.words.start == from));
        clause
    }

    /// Whether a verb governs its clause as an auxiliary.
    pub fn is_auxiliary(&self, i: usize) -> bool {
        self.word(i).is_verb() && matches!(self.word(i).lemma, "كان" | "زال" | "ظل" | "بات" | "اصبح")
    }

    /// Whether the verb is in the past.
    pub fn perfect(&self, i: usize) -> bool {
        self.word(i).reading.features.aspect == Aspect::Perfect
    }
}
