//! When an act took place: which of the times that the article names is the act's. The rules gather what stands around each
//! time (clause, governing verb, sentence, distance from the day of publication); the linear model weighs it.

use std::ops::Range;
use std::time::Duration;

use marsad_arabic::features::Pos;
use marsad_arabic::rows::{Piece, hash};
use marsad_lexicon::{Lexicon, Weights};
use marsad_record::{EventType, Status};
use marsad_time::{Date, Kind, Precision, TimeSpan};

use crate::clause::Around;
use crate::judge::{Scorer, Sink, bucket, form_name};
use crate::place::Named;
use crate::propose::{Candidate, Form};
use crate::word::Word;

/// The decision whether a time is the act's.
pub const DATE: &str = "date";

/// The decision whether a time is the act's, given what the other acts of the article take.
pub const DATE_POOLED: &str = "date-pooled";

/// Least probability at which an act's choice counts for the other acts.
const VOTE: f32 = 0.3;

/// How many sentences before and behind an act's own a time or a place is looked for.
pub(crate) const NEAR: (usize, usize) = (4, 2);

/// Minutes in the longest act whose length is told in its clause; longer spans are an age or a term of office.
const LONGEST: u32 = 60 * 24 * 60;

/// One field of the article with the times and places that it names.
pub struct Stage<'a> {
    /// Words and mentions.
    pub around: Around<'a>,
    /// Times in order.
    pub times: &'a [TimeSpan],
    /// Places in order.
    pub places: Vec<Named<'a>>,
    /// Finite verbs, and marks, before each word and before the end.
    before: Vec<(usize, usize)>,
}

impl<'a> Stage<'a> {
    /// Takes a field's words, times and places.
    pub fn new(around: Around<'a>, times: &'a [TimeSpan], places: Vec<Named<'a>>) -> Stage<'a> {
        let mut count = (0, 0);
        let mut before = vec![count];
        before.extend(around.field.words.iter().map(|w| {
            count = (count.0 + usize::from(w.is_verb()), count.1 + usize::from(w.is_punctuation()));
            count
        }));
        Stage { around, times, places, before }
    }

    /// Finite verbs, and marks, between two words.
    fn between(&self, from: usize, to: usize) -> (usize, usize) {
        let at = |i: usize| self.before[i.min(self.before.len() - 1)];
        let (from, to) = (at(from), at(to));
        (to.0.saturating_sub(from.0), to.1.saturating_sub(from.1))
    }

    /// Number of the sentence that holds a word.
    pub fn sentence_of(&self, word: usize) -> usize {
        self.around.field.text.sentences().partition_point(|s| s.tokens.end <= word)
    }

    /// A word.
    pub fn word(&self, i: usize) -> &Word<'a> {
        self.around.field.word(i)
    }

    /// The words of a sentence.
    pub fn sentence(&self, s: usize) -> Range<usize> {
        self.around.field.text.sentences().get(s).map_or(0..0, |s| s.tokens.clone())
    }
}

/// The article as dates and places are looked for in it.
pub struct Scene<'a> {
    /// Title and body.
    pub fields: Vec<Stage<'a>>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Words and names.
    pub lexicon: &'a Lexicon,
    /// How often each country is named, the most frequent first.
    pub countries: Vec<(String, usize)>,
    /// Country of the dateline.
    pub dateline: Option<String>,
}

/// One mention of an act, as far as its date and place hang on it.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// 0 title, 1 body.
    pub field: usize,
    /// Its sentence.
    pub sentence: usize,
    /// The predicate's word.
    pub word: usize,
    /// The clause's words.
    pub clause: Range<usize>,
    /// How it is stated.
    pub form: Form,
    /// The light verb.
    pub light: Option<usize>,
    /// Slots of the clause: name, preposition, words.
    pub slots: Vec<(&'static str, String, Range<usize>)>,
}

impl Anchor {
    /// How high in the article it stands.
    pub(crate) fn level(&self) -> &'static str {
        match (self.field, self.sentence) {
            (0, _) => "title",
            (_, 0) => "lead",
            (_, 1..=3) => "top",
            _ => "low",
        }
    }

    /// Where a candidate stands.
    pub fn new(field: usize, sentence: usize, c: &Candidate<'_>) -> Anchor {
        let mut slots = Vec::new();
        let mut push = |slot, preposition: &str, words: &Range<usize>| {
            slots.push((slot, preposition.to_owned(), words.clone()));
        };
        if let Some(s) = &c.clause.subject {
            push("subject", "", &s.words);
        }
        c.clause.objects.iter().for_each(|o| push("object", "", &o.words));
        if let Some(g) = &c.clause.genitive {
            push("genitive", "", &g.words);
        }
        c.clause.prepositions.iter().for_each(|(p, x)| push("p", p, &x.words));
        Anchor {
            field,
            sentence,
            word: c.word,
            clause: c.clause.start.min(c.word)..c.clause.end.max(c.word + 1),
            form: c.form,
            light: c.light,
            slots,
        }
    }
}

/// How much nearer to an act than `relation` times or places are told: `clause` and `own` of them stand in its clause, and in its
/// clause or sentence.
pub(crate) fn filled(relation: &str, clause: usize, own: usize) -> &'static str {
    match relation {
        "clause" => bucket(clause.min(3)),
        _ if clause > 0 => "clause",
        "sentence" => bucket(own.min(3)),
        _ if own > 0 => "sentence",
        _ => "free",
    }
}

/// What a choice decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Days; `None` where they stay open.
    Days(Option<(Date, Date)>),
    /// A country, by the hash of its code.
    Country(u64),
}

impl Key {
    /// The key of a country.
    pub fn country(code: &str) -> Key {
        Key::Country(hash(code))
    }
}

/// A time or place that may be an act's.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// What is decided.
    pub key: Key,
    /// Its probability by what stands around it.
    pub p: f32,
    /// Where it stands.
    pub relation: &'static str,
    /// Distance of a day from publication; kind of a place.
    pub note: &'static str,
    /// 0 title, 1 body.
    pub field: usize,
    /// Number of the time or place in its field.
    pub index: usize,
}

/// Of choices with one key the likeliest; the likeliest key first.
pub(crate) fn best_of_each(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut out: Vec<Choice> = Vec::new();
    for c in choices {
        match out.iter_mut().find(|o| o.key == c.key) {
            Some(o) if o.p >= c.p => {}
            Some(o) => *o = c,
            None => out.push(c),
        }
    }
    out.sort_by(|a, b| b.p.total_cmp(&a.p));
    out
}

/// An act among the others of its article, for what is decided by all of them.
#[derive(Clone, Debug)]
pub struct Voter {
    /// Its type.
    pub event_type: EventType,
    /// Its standing.
    pub status: Status,
    /// How its first mention states it.
    pub form: Form,
    /// Numbers of the sentences that speak of it, over both fields.
    pub sentences: Vec<usize>,
    /// Codes of its parties.
    pub parties: Vec<String>,
    /// Its own choices, the likeliest first.
    pub choices: Vec<Choice>,
}

impl Voter {
    fn vote(&self) -> Option<&Choice> {
        self.choices.first().filter(|c| c.p >= VOTE)
    }
}

/// What an act may take: its own choices, and what the other acts of the article take; with what `end` makes of the features of
/// each.
pub fn pooled<S: Sink, T>(voters: &[Voter], me: usize, new: impl Fn() -> S, end: impl Fn(S) -> T) -> Vec<(Choice, T)> {
    let Some(own) = voters.get(me) else { return Vec::new() };
    let mut all = own.choices.clone();
    for v in voters {
        if let Some(c) = v.vote()
            && !all.iter().any(|o| o.key == c.key)
        {
            all.push(Choice { p: 0.0, relation: "inherited", ..*c });
        }
    }
    all.into_iter()
        .map(|c| {
            let mut sink = new();
            pooled_features(&mut sink, voters, me, own, &c);
            (c, end(sink))
        })
        .collect()
}

fn pooled_features(out: &mut impl Sink, voters: &[Voter], me: usize, own: &Voter, c: &Choice) {
    const TENTHS: [&str; 11] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    let tenth = |p: f32| TENTHS[((p * 10.0) as usize).min(10)];
    let same = |v: &Voter| match v.vote() {
        Some(x) if x.key == c.key => "same",
        Some(_) => "other",
        None => "none",
    };
    let first = own.sentences.first().copied().unwrap_or(0);
    let near = |list: Vec<&Voter>| -> (&'static str, &'static str) {
        list.into_iter().find(|v| v.vote().is_some()).map_or(("none", "-"), |v| {
            let gap = v.sentences.iter().map(|s| s.abs_diff(first)).min().unwrap_or(0);
            (same(v), bucket(gap.min(7)))
        })
    };
    let (before, before_gap) = near(voters[..me].iter().rev().collect());
    let (after, after_gap) = near(voters[me + 1..].iter().collect());
    let others = || voters.iter().enumerate().filter(|(j, v)| *j != me && v.vote().is_some()).map(|(_, v)| v);
    let count = others().count();
    let agreeing = others().filter(|v| same(v) == "same").count();
    let share = Piece::new(match (agreeing * 4).checked_div(count) {
        None => "alone",
        Some(0) if agreeing == 0 => "0",
        Some(0) => "few",
        Some(1) => "quarter",
        Some(2) => "half",
        Some(3) => "most",
        Some(_) => "all",
    });
    let here = if others().any(|v| same(v) == "same" && v.sentences.iter().any(|s| own.sentences.contains(s))) {
        "here"
    } else {
        "-"
    };
    let party = if others().any(|v| same(v) == "same" && v.parties.iter().any(|p| own.parties.contains(p))) {
        "party"
    } else {
        "-"
    };
    let alike = if others().any(|v| same(v) == "same" && v.event_type == own.event_type) { "alike" } else { "-" };
    let p = Piece::new(tenth(c.p));
    let best = Piece::new(own.choices.first().map_or("none", |b| tenth(b.p)));
    let first_choice = if own.choices.first().is_some_and(|b| b.key == c.key) { "first" } else { "later" };
    let t = Piece::new(own.event_type.as_str());
    let form = form_name(own.form);
    let status = own.status.as_str();
    let low = bucket(first.min(15));
    out.add(("bias",));
    out.add(("p", p, first_choice));
    out.add(("p", p, best));
    out.add(("p", p, t));
    out.add(("p", p, c.relation));
    out.add(("p", p, share));
    out.add(("p", p, before, after));
    out.add(("p", p, c.note));
    out.add(("best", best, c.relation));
    out.add(("before", before, before_gap, best));
    out.add(("after", after, after_gap, best));
    out.add(("around", before, after, c.relation));
    out.add(("around", t, before, after));
    out.add(("share", share, bucket(count.min(8))));
    out.add(("share", share, t));
    out.add(("share", share, best, c.relation));
    out.add(("share", share, status, c.note));
    out.add(("here", here, p));
    out.add(("party", party, c.relation, t));
    out.add(("alike", alike, c.relation, t));
    out.add(("alike", alike, party, here, share));
    out.add(("form", form, c.relation, best));
    out.add(("status", status, c.relation, c.note));
    out.add(("low", low, c.relation, share));
    out.add(("note", c.note, t));
    out.add(("note", c.note, before));
}

/// The likeliest choice of an act that reaches a probability.
pub fn choose(voters: &[Voter], me: usize, weights: &Weights, decision: &'static str, least: f32) -> Option<Choice> {
    if !weights.knows(decision) {
        return voters.get(me)?.choices.first().filter(|c| c.p >= 0.4).copied();
    }
    pooled(voters, me, || Scorer::new(weights, decision), |s| s.probabilities()[0])
        .into_iter()
        .filter(|(_, p)| *p >= least)
        .reduce(|a, b| if b.1 > a.1 { b } else { a })
        .map(|(choice, _)| choice)
}

/// An act with all its mentions.
pub struct Act<'a> {
    /// Its type.
    pub event_type: EventType,
    /// Its standing.
    pub status: Status,
    /// Its mentions in order.
    pub anchors: &'a [Anchor],
    /// Codes of who acts.
    pub actors: Vec<&'a str>,
    /// Codes of who is acted upon.
    pub recipients: Vec<&'a str>,
}

/// Where something stands as seen from the nearest mention of an act.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'s> {
    pub anchor: &'s Anchor,
    /// `clause`, `sentence`, `before`, `before2`, `after`, `after2`, `title`, `lead`, `body`.
    pub relation: &'static str,
    /// Sorts by nearness.
    pub distance: (usize, usize, usize),
}

impl<'a> Scene<'a> {
    /// Where words stand as seen from the nearest mention; `None` where they are too far from all.
    pub(crate) fn seen<'s>(&self, field: usize, words: &Range<usize>, anchors: &'s [Anchor]) -> Option<Seen<'s>> {
        let sentence = self.fields[field].sentence_of(words.start);
        let from = |a: &'s Anchor| -> Option<Seen<'s>> {
            let apart = words.start.abs_diff(a.word);
            let (relation, far) = if field != a.field {
                match (field, sentence) {
                    (0, _) => ("title", 4),
                    (_, 0) => ("lead", 2),
                    (_, 1..=2) => ("body", 5),
                    _ => return None,
                }
            } else if sentence == a.sentence {
                if a.clause.contains(&words.start) { ("clause", 0) } else { ("sentence", 1) }
            } else if sentence < a.sentence {
                match a.sentence - sentence {
                    1 => ("before", 2),
                    n if n <= NEAR.0 => ("before2", 2 + n),
                    n if sentence == 0 => ("lead", 5 + n),
                    _ => return None,
                }
            } else {
                match sentence - a.sentence {
                    1 => ("after", 3),
                    n if n <= NEAR.1 => ("after2", 3 + n),
                    _ => return None,
                }
            };
            Some(Seen {
                anchor: a,
                relation,
                distance: (far, if field == a.field { apart } else { words.start }, a.word),
            })
        };
        anchors.iter().filter_map(from).min_by_key(|s| s.distance)
    }

    /// The nearest finite verb before a word in its sentence.
    pub(crate) fn governor(&self, field: usize, word: usize) -> Option<usize> {
        let stage = &self.fields[field];
        let start = stage.sentence(stage.sentence_of(word)).start;
        (start..word).rev().find(|&i| stage.word(i).is_verb())
    }

    /// What a governing verb is to an act.
    pub(crate) fn governs(&self, field: usize, verb: Option<usize>, a: &Anchor) -> &'static str {
        let Some(v) = verb else { return "none" };
        if field == a.field && (v == a.word || a.light == Some(v)) {
            return "own";
        }
        let lemma = self.fields[field].word(v).lemma;
        if self.lexicon.politics.reporting.verbs.contains(lemma) { "report" } else { "other" }
    }

    /// Words between two positions of one field: finite verbs, and marks.
    pub(crate) fn between(&self, field: usize, words: &Range<usize>, a: &Anchor) -> (usize, usize) {
        if field != a.field {
            return (0, 0);
        }
        let (x, y) = if words.start < a.word { (words.end, a.word) } else { (a.word + 1, words.start) };
        self.fields[field].between(x, y)
    }

    /// The tense that a mention of an act has.
    fn tense(&self, a: &Anchor) -> &'static str {
        let w = self.fields[a.field].word(a.light.unwrap_or(a.word));
        match (w.is_verb(), w.future(), w.imperfect()) {
            (true, true, _) => "future",
            (true, _, true) => "imperfect",
            (true, ..) => "perfect",
            _ if w.reading.definite() => "definite",
            _ => "noun",
        }
    }

    /// A word that stands before another in its sentence.
    fn before(&self, field: usize, word: usize, back: usize) -> Option<&Word<'_>> {
        let stage = &self.fields[field];
        let start = stage.sentence(stage.sentence_of(word)).start;
        word.checked_sub(back).filter(|&i| i >= start).map(|i| stage.word(i))
    }

    /// Its lemma, `^` outside the sentence.
    pub(crate) fn lemma_before(&self, field: usize, word: usize, back: usize) -> &str {
        self.before(field, word, back).map_or("^", |w| w.lemma)
    }

    /// What stands near an act, the nearest first: field, number in the field's list, where it stands. `list` gives the things of
    /// a field, `words` the words of one that counts.
    pub(crate) fn near<'s, T: 'a>(
        &self,
        anchors: &'s [Anchor],
        list: impl for<'x> Fn(&'x Stage<'a>) -> &'x [T],
        words: impl Fn(&T) -> Option<&Range<usize>>,
    ) -> Vec<(usize, usize, Seen<'s>)> {
        let mut out = Vec::new();
        for (field, stage) in self.fields.iter().enumerate() {
            for (index, thing) in list(stage).iter().enumerate() {
                if let Some(seen) = words(thing).and_then(|w| self.seen(field, w, anchors)) {
                    out.push((field, index, seen));
                }
            }
        }
        out.sort_by_key(|x| x.2.distance);
        out
    }

    /// Times that may be an act's date.
    fn times<'s>(&self, anchors: &'s [Anchor]) -> Vec<(usize, usize, Seen<'s>)> {
        let dated = |t: &TimeSpan| {
            matches!(t.kind, Kind::Date | Kind::Deadline) && t.value.is_some() && t.precision != Precision::Vague
        };
        self.near(anchors, |stage| stage.times, |t| dated(t).then_some(&t.tokens))
    }

    /// Gives the features of each time that may be the act's date to a sink of its own: field, number of the time in it, relation,
    /// what `end` makes of the sink.
    pub fn weigh_dates<S: Sink, T>(
        &self,
        act: &Act<'_>,
        new: impl Fn() -> S,
        end: impl Fn(S) -> T,
    ) -> Vec<(usize, usize, &'static str, T)> {
        let times = self.times(act.anchors);
        let own = times.iter().filter(|t| matches!(t.2.relation, "clause" | "sentence")).count();
        let clause = times.iter().filter(|t| t.2.relation == "clause").count();
        let mut out = Vec::with_capacity(times.len());
        for (rank, (field, index, seen)) in times.iter().enumerate() {
            let mut sink = new();
            let t = &self.fields[*field].times[*index];
            self.date_features(&mut sink, act, *field, t, seen, rank, own, clause);
            out.push((*field, *index, seen.relation, end(sink)));
        }
        out
    }

    #[allow(clippy::too_many_arguments)]
    fn date_features(
        &self,
        out: &mut impl Sink,
        act: &Act<'_>,
        field: usize,
        t: &TimeSpan,
        seen: &Seen<'_>,
        rank: usize,
        own: usize,
        clause: usize,
    ) {
        let a = seen.anchor;
        let kind = Piece::new(act.event_type.as_str());
        let stage = &self.fields[field];
        let relation = Piece::new(seen.relation);
        let form = Piece::new(form_name(a.form));
        let tense = self.tense(a);
        let status = Piece::new(act.status.as_str());
        let offset = Piece::new(self.offset(t));
        let precision = precision_name(t);
        let side = Piece::new(if t.tokens.start < a.word { "left" } else { "right" });
        let (verbs, marks) = self.between(field, &t.tokens, a);
        let (verbs, marks) = (bucket(verbs.min(4)), bucket(marks.min(4)));
        let governor = self.governor(field, t.tokens.start);
        let governs = Piece::new(self.governs(field, governor, a));
        let own_governor = self.governor(a.field, a.word);
        let reported = self.governs(a.field, own_governor, a);
        let rank = bucket(rank.min(4));
        let filled = filled(seen.relation, clause, own);
        let previous = self.lemma_before(field, t.tokens.start, 1);
        let before_previous = self.lemma_before(field, t.tokens.start, 2);
        let first = stage.word(t.tokens.start).lemma;
        let top = a.level();
        let same = self.fields.iter().flat_map(|f| f.times).filter(|x| x.value == t.value).count();
        let dated = self.fields.iter().flat_map(|f| f.times).filter(|x| x.value.is_some()).count();
        let same = bucket(same.min(5));
        let share = if dated == 1 { "only" } else { same };
        let lead = if field == 1 && stage.sentence_of(t.tokens.start) == 0 { "lead" } else { "-" };
        let deadline = if t.kind == Kind::Deadline { "deadline" } else { "date" };
        out.add(("bias",));
        out.add(("t", kind));
        out.add(("relation", relation));
        out.add(("relation", relation, kind));
        out.add(("relation", relation, form, side));
        out.add(("relation", relation, governs, reported));
        out.add(("relation", relation, filled));
        out.add(("relation", relation, tense, status));
        out.add(("relation", relation, verbs, marks));
        out.add(("relation", relation, top, lead));
        out.add(("relation", relation, share));
        out.add(("relation", relation, offset));
        out.add(("filled", filled, rank));
        out.add(("rank", rank));
        out.add(("rank", relation, rank));
        out.add(("offset", offset));
        out.add(("offset", kind, offset));
        out.add(("offset", status, tense, offset));
        out.add(("offset", governs, offset));
        out.add(("precision", precision));
        out.add(("precision", precision, relation));
        out.add(("kind", deadline, relation));
        out.add(("previous", previous));
        out.add(("previous", previous, relation));
        out.add(("previous2", before_previous, previous));
        let senses = [1, 2].map(|n| self.before(field, t.tokens.start, n).map_or("^", Word::sense));
        out.add(("sense", senses[0], relation));
        out.add(("sense", senses[1], senses[0]));
        out.add(("first", first));
        out.add(("first", first, relation));
        out.add(("governor", governs, relation, side, verbs));
        out.add(("reported", reported, governs, relation, form));
        if let Some(g) = governor {
            out.add(("governor", stage.word(g).lemma, governs));
            out.add(("governor-sense", stage.word(g).sense(), governs));
        }
        let trigger = self.fields[a.field].word(a.word);
        out.add(("lemma", trigger.lemma, relation));
        out.add(("lemma-sense", trigger.sense(), relation));
        out.add(("same", same, relation, lead));
        out.add(("distance", relation, bucket(seen.distance.1)));
        out.add(("mentions", bucket(act.anchors.len().min(5)), relation));
    }

    /// How far a time is from the day of publication.
    fn offset(&self, t: &TimeSpan) -> &'static str {
        let (Some((a, b)), Some(p)) = (t.value, self.published) else { return "open" };
        let days = |d: Date| p.until(d).map_or(0, |s| s.get_days());
        if a <= p && p <= b && a != b {
            return "around";
        }
        match (days(a), days(b)) {
            (0, _) => "today",
            (-1, _) => "yesterday",
            (-3..=-2, _) => "days",
            (-7..=-4, _) => "week",
            (x, _) if x < -300 => "years",
            (x, _) if x < -31 => "months",
            (x, _) if x < 0 => "month",
            (1, _) => "tomorrow",
            (2..=8, _) => "next",
            _ => "later",
        }
    }

    /// The times that may be the act's date with their probabilities, each value once. Without weights only the nearest date of
    /// the clause, else of the sentence with no verb between.
    pub fn date_choices(&self, act: &Act<'_>, weights: &Weights) -> Vec<Choice> {
        let choice = |field: usize, index: usize, relation, p| {
            let t = &self.fields[field].times[index];
            Choice { key: Key::Days(t.value), p, relation, note: self.offset(t), field, index }
        };
        if !weights.knows(DATE) {
            let nearest = self.times(act.anchors).into_iter().find(|(field, index, seen)| {
                let t = &self.fields[*field].times[*index];
                t.kind == Kind::Date
                    && match seen.relation {
                        "clause" => true,
                        "sentence" => self.between(*field, &t.tokens, seen.anchor).0 == 0,
                        _ => false,
                    }
            });
            return nearest.map(|(f, i, seen)| choice(f, i, seen.relation, 1.0)).into_iter().collect();
        }
        best_of_each(
            self.weigh_dates(act, || Scorer::new(weights, DATE), |s| s.probabilities()[0])
                .into_iter()
                .map(|(f, i, relation, p)| choice(f, i, relation, p)),
        )
    }

    /// The day by which an act must be done, where its sentence sets one.
    pub fn deadline(&self, act: &Act<'_>) -> Option<(usize, &TimeSpan)> {
        act.anchors.iter().find_map(|a| {
            let stage = &self.fields[a.field];
            stage
                .times
                .iter()
                .find(|t| {
                    t.kind == Kind::Deadline
                        && t.value.is_some()
                        && t.tokens.start > a.word
                        && stage.sentence_of(t.tokens.start) == a.sentence
                        && (a.clause.contains(&t.tokens.start) || self.between(a.field, &t.tokens, a).0 <= 1)
                })
                .map(|t| (a.field, t))
        })
    }

    /// How long an act took, where a verb of lasting or a word of length in its sentence says so: minutes, hedged.
    pub fn duration(&self, act: &Act<'_>) -> Option<(u32, bool)> {
        act.anchors.iter().find_map(|a| {
            let stage = &self.fields[a.field];
            let range = stage.sentence(a.sentence);
            let lengths = stage.times.iter().filter(|t| t.kind == Kind::Duration && range.contains(&t.tokens.start));
            lengths
                .filter(|t| {
                    let lasting = self.lasting(a, &t.tokens).is_some();
                    let of_length = (t.tokens.start.saturating_sub(2)..t.tokens.end)
                        .any(|i| matches!(stage.word(i).stem, "مده" | "مدي" | "مدار" | "طوال" | "طيله"));
                    let near = self.between(a.field, &t.tokens, a).0 <= usize::from(lasting);
                    (lasting || of_length && t.tokens.start > a.word) && near
                })
                .find_map(|t| t.minutes().filter(|&m| m > 0 && m <= LONGEST).map(|m| (m, t.approximate)))
        })
    }

    /// The word of lasting just before a time in the sentence of a mention.
    fn lasting(&self, a: &Anchor, time: &Range<usize>) -> Option<usize> {
        let stage = &self.fields[a.field];
        let range = stage.sentence(a.sentence);
        let near = time.start.saturating_sub(5).max(range.start)..time.start;
        near.rev().find(|&i| LASTING.contains(&stage.word(i).lemma))
    }

    /// The last day of an act that begins on `first`, where its sentence says until when it lasts, or it lasts whole days: "زيارة
    /// تستمر حتى الخميس", "هدنة لمدة خمسة أيام".
    pub fn last_day(
        &self,
        anchors: &[Anchor],
        first: Date,
        duration: Option<&marsad_record::Duration>,
    ) -> Option<Date> {
        let until = |a: &Anchor| {
            let stage = &self.fields[a.field];
            let range = stage.sentence(a.sentence);
            stage.times.iter().filter(|t| range.contains(&t.tokens.start)).find_map(|t| {
                let lasts = stage.word(self.lasting(a, &t.tokens)?).imperfect();
                (lasts && t.kind == Kind::Deadline && self.between(a.field, &t.tokens, a).0 <= 1).then_some(t.value?.1)
            })
        };
        let days = || {
            let length = duration.filter(|d| !d.approximate)?;
            let days = length.minutes / (24 * 60);
            let whole = length.minutes % (24 * 60) == 0 && days > 1;
            whole.then(|| first.saturating_add(DAY * (days - 1)))
        };
        let last = anchors.iter().find_map(until).or_else(days)?;
        (last > first && last <= first.saturating_add(DAY * MONTH)).then_some(last)
    }
}

/// Longest act that is given a last day of its own, in days.
const MONTH: u32 = 31;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Verbs of lasting, folded lemmas.
const LASTING: &[&str] = &["استمر", "استغرق", "دام", "امتد", "تواصل", "استمرار"];

fn precision_name(t: &TimeSpan) -> &'static str {
    match t.precision {
        Precision::Instant | Precision::Day => "day",
        Precision::Range => "range",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::PartOfMonth => "part",
        Precision::Quarter => "quarter",
        Precision::Year => "year",
        Precision::Vague => "vague",
    }
}

/// Whether a word is a preposition or carries one: its folded form.
pub(crate) fn preposition_of<'w>(w: &Word<'w>) -> Option<&'w str> {
    if w.pos() == Pos::Preposition { Some(w.lemma) } else { w.preposition() }
}
