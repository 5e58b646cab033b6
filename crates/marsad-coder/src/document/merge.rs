//! Which mentions tell of one act, and the act that they tell of together.

use std::collections::BTreeMap;
use std::ops::Range;

use marsad_arabic::dictionary::LemmaId;
use marsad_arabic::features::Pos;
use marsad_arabic::rows::Piece;
use marsad_lexicon::OUTPUTS;
use marsad_record::{EventType, Field, Status};

use crate::judge::{SAME, Scorer, Sink, bucket};
use crate::magnitude::pool;
use crate::propose::{Candidate, Form, PartyRef};
use crate::settle::Weighed;
use crate::when::Scene;
use crate::word::Word;

use super::entities::{Entity, codes};
use super::{Document, Draft, FieldState};

/// How many of an act's mentions a further one is compared with when they are joined.
const RECENT: usize = 200;
/// How many mentions in a row of one type are compared with each other. No report has so many; in what is no single report, time
/// must not grow with their square.
const BLOCK: usize = 100;
/// How many words that make structure are looked at between two mentions of one sentence.
const PIVOTS: usize = 5;
/// Least mean probability over the pairs of two groups of mentions at which they tell of one act; 0.42 to 0.48 differed by 0.001 in records F1,
/// in cross-validation on train.
const SAME_THRESHOLD: f32 = 0.46;

/// What stands around a mention of an act, as far as it says whether it is one spoken of before.
#[derive(Clone, Debug, Default)]
pub(super) struct Setting {
    /// Lemmas of the words before and behind the trigger; `^` where there is none.
    pub(super) previous: String,
    pub(super) next: String,
    /// Lemmas of the first two words of its sentence: "in another context", "meanwhile".
    pub(super) opening: String,
    /// The preposition that governs it, or the conjunction that joins it.
    pub(super) governing: String,
    /// Lemma of its object, or of what it is of.
    pub(super) object: String,
    /// Names in its sentence, hashed and sorted.
    pub(super) names: Vec<u64>,
    /// Places that its sentence names, hashed and sorted.
    places: Vec<u64>,
    /// Numbers in its sentence, hashed and sorted.
    numbers: Vec<u64>,
    /// Lemmas of its adjectives: "the third round".
    adjectives: Vec<String>,
    /// The verb that it is a form of.
    verb: Option<LemmaId>,
    /// Tense of its verb.
    tense: &'static str,
    /// The entities that its own clause names on each side.
    pub(super) stated: [Vec<usize>; OUTPUTS],
    /// The words of its sentence up to it that make structure, by their number.
    pivots: Vec<(usize, String)>,
}

impl Setting {
    pub(super) fn new(f: &FieldState<'_>, range: &Range<usize>, c: &Candidate<'_>) -> Setting {
        let words = &f.text.words;
        let lemma = |i: Option<usize>| i.filter(|i| range.contains(i)).map_or("^", |i| words[i].lemma);
        let before = c.trigger.start.checked_sub(1).filter(|i| range.contains(i));
        let w = &words[c.trigger.start];
        let governing = match w.preposition() {
            Some(p) => p,
            None if before.is_some_and(|i| words[i].pos() == Pos::Preposition) => lemma(before),
            None if w.joined() => "و",
            None => "-",
        };
        let object = c.clause.objects.first().or(c.clause.genitive.as_ref()).map_or("-", |p| words[p.head].lemma);
        let mut names: Vec<u64> = words[range.clone()]
            .iter()
            .filter(|w| w.pos() == Pos::Name)
            .map(|w| marsad_arabic::rows::hash(w.lemma))
            .collect();
        let mut places: Vec<u64> = (f.grounds.iter())
            .filter(|g| range.contains(&g.0))
            .map(|g| marsad_arabic::rows::hash(words[g.0].lemma))
            .collect();
        let mut numbers: Vec<u64> = words[range.clone()]
            .iter()
            .filter(|w| w.pos() == Pos::Number)
            .map(|w| marsad_arabic::rows::hash(w.stem))
            .collect();
        for list in [&mut names, &mut places, &mut numbers] {
            list.sort_unstable();
            list.dedup();
        }
        let stated = [&c.actors, &c.recipients].map(|side| {
            let of = |p: &PartyRef| match p {
                PartyRef::Mention(m) => f.entities[*m].clone(),
                PartyRef::Pronoun(_) => Vec::new(),
            };
            side.iter().flat_map(of).collect()
        });
        let verb = &words[c.word];
        Setting {
            previous: lemma(before).to_owned(),
            next: lemma(Some(c.trigger.end)).to_owned(),
            opening: format!("{} {}", lemma(Some(range.start)), lemma(Some(range.start + 1))),
            governing: governing.to_owned(),
            object: object.to_owned(),
            names,
            places,
            numbers,
            adjectives: c.clause.adjectives.iter().map(|&i| words[i].lemma.to_owned()).collect(),
            verb: verb.verb,
            tense: match verb.is_verb() {
                false => "-",
                true if verb.future() => "future",
                true if verb.imperfect() => "imperfect",
                true => "perfect",
            },
            stated,
            pivots: pivots(words, range, c.trigger.start),
        }
    }

    /// The words that make structure between an earlier mention in the sentence, whose word this is, and this one.
    fn path(&self, from: usize) -> String {
        let mut path = String::new();
        for (_, pivot) in self.pivots.iter().filter(|x| x.0 > from).take(PIVOTS) {
            path.push_str(pivot);
            path.push(' ');
        }
        path
    }
}

/// Words that make structure up to a word of a sentence: prepositions, subordinators, conjunctions, verbs, punctuation.
fn pivots(words: &[Word<'_>], range: &Range<usize>, last: usize) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (i, w) in words.iter().enumerate().take(last + 1).skip(range.start) {
        let pivot = match w.pos() {
            Pos::Punctuation => ",",
            Pos::Relative => "R",
            Pos::Preposition | Pos::Subordinator | Pos::Conjunction | Pos::Adverb => w.lemma,
            _ if w.is_verb() && w.joined() => "وV",
            _ if w.is_verb() => "V",
            _ if w.joined() => "و",
            _ => w.preposition().unwrap_or(""),
        };
        if !pivot.is_empty() {
            out.push((i, pivot.to_owned()));
        }
    }
    out
}

/// How two sorted lists go together.
fn sets(a: &[u64], b: &[u64]) -> &'static str {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => "none",
        (true, false) => "second",
        (false, true) => "first",
        _ if a == b => "equal",
        _ if common(a, b) > 0 => "overlap",
        _ => "apart",
    }
}

/// How two numbers of one act, each known or not, go together.
pub(super) fn numbers(a: Option<u32>, b: Option<u32>) -> &'static str {
    match (a, b) {
        (Some(a), Some(b)) if a == b => "equal",
        (Some(_), Some(_)) => "apart",
        (None, None) => "none",
        _ => "one",
    }
}

/// What the document holds beside an act and a mention that may tell of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Company {
    /// Mentions of the type in the document.
    pub(super) mentions: usize,
    /// Different places that they name.
    pub(super) places: usize,
}

impl Company {
    pub(super) fn new(drafts: &[Draft], event_type: EventType) -> Company {
        let of_type = || drafts.iter().filter(|d| d.event_type == event_type);
        let mut places: Vec<_> = of_type().filter_map(|d| d.place.as_ref().map(|p| p.0.geonames)).collect();
        places.sort_unstable();
        places.dedup();
        Company { mentions: of_type().count(), places: places.len() }
    }
}

/// The codes of a draft's parties, found once for all pairs that it stands in.
struct Codes<'d> {
    /// By side, and of both sides together.
    acting: [Vec<&'d str>; OUTPUTS],
    all: Vec<&'d str>,
    /// The same of the parties that its own clause names.
    stated: [Vec<&'d str>; OUTPUTS],
    all_stated: Vec<&'d str>,
}

impl<'d> Codes<'d> {
    fn new(entities: &'d [Entity], d: &Draft) -> Codes<'d> {
        let of = |sides: &[&[usize]]| codes(entities, sides.iter().copied().flatten().copied());
        let [actors, recipients] = &d.setting.stated;
        Codes {
            acting: [of(&[&d.actors]), of(&[&d.recipients])],
            all: of(&[&d.actors, &d.recipients]),
            stated: [of(&[actors]), of(&[recipients])],
            all_stated: of(&[actors, recipients]),
        }
    }
}

/// How the parties of two drafts go together.
fn relation(x: &[&str], y: &[&str]) -> &'static str {
    match (x.is_empty(), y.is_empty()) {
        (true, true) => "both-empty",
        (true, false) => "first-empty",
        (false, true) => "second-empty",
        _ if x == y => "equal",
        _ if x.iter().all(|c| y.contains(c)) => "wider",
        _ if y.iter().all(|c| x.contains(c)) => "narrower",
        _ if y.iter().any(|c| x.contains(c)) => "overlap",
        _ => "apart",
    }
}

/// Whether the parties of one draft hold those of the other, or one names none.
fn compatible(x: &[&str], y: &[&str]) -> bool {
    x.is_empty() || y.is_empty() || x.iter().all(|c| y.contains(c)) || y.iter().all(|c| x.contains(c))
}

/// Numbers of the drafts that are compared: those of one type, at most [`BLOCK`] in a row.
fn blocks(drafts: &[Draft]) -> Vec<Vec<usize>> {
    let mut of_type: BTreeMap<EventType, Vec<usize>> = BTreeMap::new();
    for (i, d) in drafts.iter().enumerate() {
        of_type.entry(d.event_type).or_default().push(i);
    }
    of_type.values().flat_map(|list| list.chunks(BLOCK)).map(<[usize]>::to_vec).collect()
}

/// Joins what belongs together, the likeliest first: two groups as long as the mean probability over their pairs reaches `least`.
/// `p[j][i]` is that of the pair of members `i` < `j`. Gives the first member of each one's group.
fn cluster(p: &[Vec<f32>], least: f32) -> Vec<usize> {
    let n = p.len();
    let mut group: Vec<usize> = (0..n).collect();
    // Sum over the pairs between two groups, by their first members, the later first; and the groups' sizes.
    let mut sums: Vec<Vec<f32>> = p.to_vec();
    let mut size = vec![1_usize; n];
    let mut first: Vec<usize> = (0..n).collect();
    loop {
        let mut best: Option<(f32, usize, usize)> = None;
        for (k, &b) in first.iter().enumerate() {
            for &a in &first[..k] {
                let mean = sums[b][a] / (size[a] * size[b]) as f32;
                if mean >= least && best.is_none_or(|x| mean > x.0) {
                    best = Some((mean, a, b));
                }
            }
        }
        let Some((_, a, b)) = best else { return group };
        group.iter_mut().filter(|g| **g == b).for_each(|g| *g = a);
        first.retain(|&x| x != b);
        for &x in first.iter().filter(|&&x| x != a) {
            let moved = sums[b.max(x)][b.min(x)];
            sums[a.max(x)][a.min(x)] += moved;
        }
        size[a] += size[b];
    }
}

/// The gold event that most mentions of each act tell of, acts in the order of their first drafts; among equals the first.
fn most_golds(drafts: &[Draft], act: &[usize]) -> Vec<Option<usize>> {
    let mut count: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
    for (d, act) in drafts.iter().zip(act) {
        let of_act = count.entry(*act).or_default();
        if let Some(gold) = d.gold {
            *of_act.entry(gold).or_default() += 1;
        }
    }
    let most = |of_act: BTreeMap<usize, usize>| {
        of_act.into_iter().max_by_key(|&(gold, n)| (n, std::cmp::Reverse(gold))).map(|x| x.0)
    };
    count.into_values().map(most).collect()
}

/// How many elements two sorted lists share.
pub(super) fn common(a: &[u64], b: &[u64]) -> usize {
    a.iter().filter(|x| b.binary_search(x).is_ok()).count()
}

/// Nouns, names, verbs and numbers of a sentence, hashed and sorted: what two tellings of one act share.
pub(super) fn content(f: &FieldState<'_>, range: &Range<usize>) -> Vec<u64> {
    let mut out: Vec<u64> = f.text.words[range.clone()]
        .iter()
        .filter(|w| w.is_nominal() || w.is_verb())
        .map(|w| marsad_arabic::rows::hash(w.lemma))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

impl<'a> Document<'a> {
    /// Joins drafts that tell of one act.
    pub(super) fn merge(&mut self, drafts: Vec<Draft>, scene: &Scene<'_>) -> Vec<Draft> {
        let mut out: Vec<Draft> = Vec::new();
        let mut companies: BTreeMap<EventType, Company> = BTreeMap::new();
        for d in &drafts {
            companies.entry(d.event_type).or_insert_with(|| Company::new(&drafts, d.event_type));
        }
        let company = |d: &Draft| companies.get(&d.event_type).copied().unwrap_or_default();
        // The act that each draft tells of, as the number of its first draft.
        let mut act: Vec<usize> = (0..drafts.len()).collect();
        for block in blocks(&drafts) {
            let paired = block.iter().filter(|_| block.len() > 1);
            let codes: Vec<Codes<'_>> = paired.map(|&i| Codes::new(&self.entities, &drafts[i])).collect();
            let of = |k: usize| (&drafts[block[k]], &codes[k]);
            if let Some(mut lesson) = self.lesson.take() {
                for (k, n) in (0..block.len()).flat_map(|k| (0..k).map(move |n| (k, n))) {
                    let (a, b) = (of(n), of(k));
                    if a.0.gold.is_some() && b.0.gold.is_some() {
                        let same = f32::from(u8::from(a.0.gold == b.0.gold));
                        let company = company(b.0);
                        lesson.note(SAME, [same, 0.0], 1.0, |names| self.same_features(names, a, b, company, k - n));
                    }
                }
                self.lesson = Some(lesson);
            }
            if self.lexicon.weights.knows(SAME) {
                let weigh = |n: usize, k: usize| {
                    if held_and_set(of(n).0, of(k).0) {
                        return 0.0;
                    }
                    let mut scorer = Scorer::new(&self.lexicon.weights, SAME);
                    self.same_features(&mut scorer, of(n), of(k), company(of(k).0), k - n);
                    scorer.probabilities()[0]
                };
                let p: Vec<Vec<f32>> = (0..block.len()).map(|k| (0..k).map(|n| weigh(n, k)).collect()).collect();
                for (k, first) in cluster(&p, SAME_THRESHOLD).into_iter().enumerate() {
                    act[block[k]] = block[first];
                }
            } else if self.lesson.is_some() {
                for &j in &block {
                    let gold = drafts[j].gold;
                    act[j] = gold.and_then(|_| drafts.iter().position(|o| o.gold == gold)).unwrap_or(j);
                }
            } else {
                for (k, &j) in block.iter().enumerate() {
                    let found = (0..k).rev().find(|&n| same_act(of(n), of(k)));
                    act[j] = found.map_or(j, |n| act[block[n]]);
                }
            }
        }
        let golds = most_golds(&drafts, &act);
        let mut at: BTreeMap<usize, usize> = BTreeMap::new();
        for (d, act) in drafts.into_iter().zip(act) {
            match at.get(&act) {
                Some(&i) => self.join(&mut out[i], d),
                None => {
                    at.insert(act, out.len());
                    out.push(d);
                }
            }
        }
        for (d, gold) in out.iter_mut().zip(golds) {
            d.gold = gold;
            self.settle(d);
        }
        self.settle_words(&mut out);
        self.settle_scene(scene, &mut out);
        if self.lexicon.weights.is_empty() {
            // An event noun without parties of its own that joined nothing states no act by itself.
            out.retain(|d| {
                !(d.actors.is_empty()
                    && d.recipients.is_empty()
                    && d.form == Form::Noun
                    && d.event_type != EventType::Assault
                    && d.event_type != EventType::Protest)
            });
        }
        out
    }

    /// Features of "does this mention tell of the act that was told before?".
    fn same_features(
        &self,
        out: &mut impl Sink,
        (a, p): (&Draft, &Codes<'_>),
        (b, q): (&Draft, &Codes<'_>),
        company: Company,
        apart: usize,
    ) {
        let t = Piece::new(b.event_type.as_str());
        let (actors, recipients) = if b.event_type.is_symmetric() {
            (relation(&p.all, &q.all), "-")
        } else {
            (relation(&p.acting[0], &q.acting[0]), relation(&p.acting[1], &q.acting[1]))
        };
        let date = Piece::new(match (&a.date, &b.date) {
            (None, None) => "none",
            (Some(_), None) => "first",
            (None, Some(_)) => "second",
            (Some(x), Some(y)) if x.0 == y.0 && x.1 == y.1 => "equal",
            (Some(x), Some(y)) if x.1 < y.0 || y.1 < x.0 => "apart",
            _ => "overlap",
        });
        let place = Piece::new(match (&a.place, &b.place) {
            (None, None) => "none",
            (Some(_), None) => "first",
            (None, Some(_)) => "second",
            (Some(x), Some(y)) if x.0.geonames.is_some() && x.0.geonames == y.0.geonames => "equal",
            (Some(x), Some(y)) if x.0.country != y.0.country => "apart",
            (Some(x), Some(y)) if x.0.geonames.is_some() && y.0.geonames.is_some() => "towns",
            _ => "country",
        });
        let form = Piece::new(match b.form {
            Form::Noun if b.definite => "definite-noun",
            Form::Noun => "noun",
            Form::Participle => "participle",
            Form::Phrase => "phrase",
            Form::Verb | Form::Light => "verb",
        });
        let title = Piece::new(if a.number == 0 { "title" } else { "-" });
        let distance = bucket(b.number.saturating_sub(a.number));
        let lemma = Piece::new(if a.lemma == b.lemma { "same" } else { "other" });
        let frame = if a.mentions[0].1.rule == b.mentions[0].1.rule { "same" } else { "other" };
        let kind = if a.mode == b.mode { "same" } else { "other" };
        let shared = common(&a.content, &b.content);
        let share = Piece::new(bucket(10 * shared / b.content.len().max(1)));
        let agreement = Piece::new(bucket((10.0 * self.agreement(a, b)) as usize));
        let between = Piece::new(bucket(b.position.saturating_sub(a.position).min(30)));
        let near = if a.number == b.number { bucket(b.word.abs_diff(a.word)) } else { "-" };
        let status = if a.status == b.status { "same" } else { "other" };
        let statuses = [a.status.as_str(), b.status.as_str()];
        let rule = if same_act((a, p), (b, q)) { "rule" } else { "-" };
        let (actors, recipients) = (Piece::new(actors), Piece::new(recipients));
        out.add(("bias",));
        out.add(("t", t));
        out.add(("rule", t, rule));
        out.add(("rule", rule, actors, recipients));
        out.add(("actors", t, actors));
        out.add(("recipients", t, recipients));
        out.add(("parties", actors, recipients));
        out.add(("parties", t, actors, recipients, lemma));
        out.add(("date", t, date));
        out.add(("date", date, place));
        out.add(("place", t, place));
        out.add(("form", t, form, title));
        out.add(("form", form, lemma, actors));
        out.add(("title", t, title, actors));
        out.add(("distance", t, distance));
        out.add(("distance", distance, form, lemma));
        out.add(("distance", distance, actors, recipients));
        out.add(("lemma", t, lemma));
        out.add(("lemma", &b.lemma));
        out.add(("lemmas", &a.lemma, &b.lemma));
        out.add(("frame", t, frame, kind));
        out.add(("frame", form, frame, kind, lemma));
        out.add(("shared", t, bucket(shared.min(12))));
        out.add(("share", share));
        out.add(("share", t, share, lemma));
        out.add(("share", share, actors));
        out.add(("near", t, near));
        out.add(("agreement", t, agreement));
        out.add(("agreement", agreement, lemma, form));
        out.add(("agreement", agreement, date, place));
        out.add(("agreement", agreement, share));
        out.add(("between", t, between));
        out.add(("between", between, form, lemma));
        let level = |n: usize| ["title", "lead", "top", "low"][n.min(2) + usize::from(n > 4)];
        out.add(("levels", t, level(a.number), level(b.number)));
        out.add(("levels", level(a.number), level(b.number), lemma, form));
        out.add(("near", near, form, lemma));
        let last = if a.number == b.number { "here" } else { "earlier" };
        let (mentions, places) = (bucket(company.mentions), bucket(company.places.min(6)));
        out.add(("mentions", t, mentions));
        out.add(("mentions", t, mentions, places));
        out.add(("mentions", mentions, actors, recipients));
        out.add(("mentions", t, mentions, last, title));
        out.add(("mentions", mentions, form, lemma));
        out.add(("last", t, last, title));
        out.add(("last", form, last, lemma));
        out.add(("status", t, status));
        out.add(("status", statuses[0], statuses[1]));
        // A meeting held and one set for another day or place are two.
        out.add(("date-status", date, statuses[0], statuses[1]));
        out.add(("place-status", place, statuses[0], statuses[1]));
        out.add(("date-place-status", date, place, status));
        let (x, y) = (&a.setting, &b.setting);
        out.add(("rules", &a.mentions[0].1.rule, &b.mentions[0].1.rule));
        out.add(("modes", t, a.mode.as_deref().unwrap_or("-"), b.mode.as_deref().unwrap_or("-")));
        out.add(("previous", &y.previous));
        out.add(("previous", form, &y.previous));
        out.add(("next", &y.next));
        out.add(("next", lemma, &y.next));
        out.add(("first-next", &x.next));
        out.add(("governing", t, &y.governing, form));
        out.add(("governing", near, &y.governing));
        out.add(("first-governing", t, &x.governing));
        let object = if x.object == y.object && x.object != "-" { "same" } else { "other" };
        out.add(("object", t, object));
        out.add(("object", lemma, object));
        out.add(("object", &y.object));
        if a.number != b.number {
            out.add(("opening", &y.opening));
            out.add(("opening", y.opening.split(' ').next().unwrap_or("")));
        }
        let names = bucket(common(&x.names, &y.names).min(5));
        let lacking = bucket((y.names.len() - common(&x.names, &y.names)).min(5));
        out.add(("names", t, names));
        out.add(("names", names, lacking));
        out.add(("names", names, actors, recipients));
        let (m, n) = (&a.magnitude, &b.magnitude);
        let (killed, injured) = (numbers(m.killed, n.killed), numbers(m.injured, n.injured));
        out.add(("killed", killed, injured));
        out.add(("killed", killed, lemma));
        out.add(("detained", numbers(m.detained, n.detained)));
        out.add(("crowd", numbers(m.crowd, n.crowd)));
        let gap = Piece::new(bucket(apart.min(8)));
        out.add(("gap", t, gap));
        out.add(("gap", gap, form, lemma));
        out.add(("gap", gap, actors, recipients));
        let (places, numbers) = (sets(&x.places, &y.places), sets(&x.numbers, &y.numbers));
        let near = if a.number == b.number { "here" } else { "apart" };
        out.add(("places", t, places, near));
        out.add(("places", places, actors, recipients));
        out.add(("numbers", t, numbers, near));
        out.add(("numbers", numbers, lemma, form, near));
        if b.event_type.is_symmetric() {
            let both = relation(&p.all_stated, &q.all_stated);
            out.add(("stated", t, both));
            out.add(("stated", both, form, lemma));
            out.add(("stated", both, gap, form));
        } else {
            let stated = [0, 1].map(|k| relation(&p.stated[k], &q.stated[k]));
            out.add(("stated", t, stated[0], stated[1]));
            out.add(("stated", stated[0], stated[1], lemma, form));
        }
        let adjectives = match (x.adjectives.is_empty(), y.adjectives.is_empty()) {
            (true, true) => "none",
            (true, false) => "second",
            (false, true) => "first",
            _ if x.adjectives.iter().any(|l| y.adjectives.contains(l)) => "shared",
            _ => "apart",
        };
        out.add(("adjectives", adjectives, lemma));
        out.add(("adjectives", t, adjectives, form));
        for l in &y.adjectives {
            out.add(("adjective", l));
        }
        for l in &x.adjectives {
            out.add(("first-adjective", l));
        }
        let kin = if x.verb.is_some() && x.verb == y.verb { "same" } else { "other" };
        out.add(("kin", t, kin));
        out.add(("kin", kin, form, lemma, gap));
        out.add(("tense", x.tense, y.tense));
        out.add(("tense", t, x.tense, y.tense, lemma));
        if a.number == b.number && a.word < b.word {
            let path = y.path(a.word);
            out.add(("path", &path));
            out.add(("path", t, &path));
            if let Some(pivot) = path.split(' ').next() {
                out.add(("path-first", t, pivot));
            }
        }
        let source = match (&a.source, &b.source) {
            (Some(x), Some(y)) if x.0 == y.0 => "equal",
            (Some(_), Some(_)) => "apart",
            _ => "open",
        };
        out.add(("source", t, source));
    }

    /// How far two mentions agree on who takes part, by the model's own probabilities: 0 to 1.
    fn agreement(&self, a: &Draft, b: &Draft) -> f32 {
        let sure = |w: &Weighed| w.actor.max(w.recipient);
        let total = |d: &Draft| d.weighed.iter().map(sure).sum::<f32>();
        let shared: f32 = (a.weighed.iter())
            .map(|x| {
                let twin = b.weighed.iter().find(|y| self.key(x.entities[0]) == self.key(y.entities[0]));
                twin.map_or(0.0, |y| x.actor.min(y.actor) + x.recipient.min(y.recipient))
            })
            .sum();
        shared / total(a).max(total(b)).max(0.5)
    }

    fn join(&self, a: &mut Draft, b: Draft) {
        let union = |x: &mut Vec<usize>, y: &[usize], other: &[usize]| {
            for &e in y {
                let code = self.entities[e].code.as_deref();
                if !x.contains(&e) && !x.iter().chain(other).any(|&o| self.entities[o].code.as_deref() == code) {
                    x.push(e);
                }
            }
        };
        if b.event_type.is_symmetric() {
            let other = a.recipients.clone();
            union(&mut a.actors, &b.actors, &other);
            let other = a.actors.clone();
            union(&mut a.recipients, &b.recipients, &other);
        } else {
            union(&mut a.actors, &b.actors, &[]);
            union(&mut a.recipients, &b.recipients, &[]);
        }
        a.p = a.p.max(b.p);
        a.talks = a.talks.take().or(b.talks);
        a.weighed.extend(b.weighed.iter().copied());
        a.anchors.extend(b.anchors);
        let before = a.told.len();
        a.told.extend(b.told);
        a.credits.extend(b.credits.into_iter().map(|(mention, c)| (before + mention, c)));
        a.date = a.date.take().or(b.date);
        a.place = a.place.take().or(b.place);
        a.source = a.source.or(b.source);
        pool(&mut a.magnitude, &b.magnitude);
        for o in &b.others {
            if !a.others.iter().any(|x| x.0 == o.0) {
                a.others.push(*o);
            }
        }
        if a.form == Form::Noun && b.form != Form::Noun {
            a.form = b.form;
            a.status = b.status;
        }
        if a.topics.is_empty() {
            a.topics = b.topics;
        }
        for m in b.mentions {
            if !a.mentions.iter().rev().take(RECENT).any(|x| x.1.field == m.1.field && x.1.start == m.1.start) {
                a.mentions.push(m);
            }
        }
    }
}

/// Whether one mention tells of what took place, the other of what is set for another day: whatever else they share, these are two acts.
fn held_and_set(a: &Draft, b: &Draft) -> bool {
    let set = |d: &Draft| d.status == Status::Planned;
    on_other_days(a, b) && (settled(a.status) && set(b) || set(a) && settled(b.status))
}

/// Whether what is told took place or is under way.
fn settled(status: Status) -> bool {
    matches!(status, Status::Occurred | Status::Ongoing)
}

/// Whether the days of two mentions are known and have none in common.
fn on_other_days(a: &Draft, b: &Draft) -> bool {
    a.date.as_ref().zip(b.date.as_ref()).is_some_and(|(x, y)| x.1 < y.0 || y.1 < x.0)
}

/// Whether the rules take two mentions for tellings of one act.
fn same_act((a, p): (&Draft, &Codes<'_>), (b, q): (&Draft, &Codes<'_>)) -> bool {
    if a.event_type != b.event_type {
        return false;
    }
    if a.status != b.status && !(settled(a.status) && settled(b.status)) && !(b.form == Form::Noun && b.definite) {
        return false;
    }
    if on_other_days(a, b) {
        return false;
    }
    if let (Some(x), Some(y)) = (&a.place, &b.place)
        && x.0.country != y.0.country
    {
        return false;
    }
    let (parties, known) = if a.event_type.is_symmetric() {
        (compatible(&p.all, &q.all), !p.all.is_empty() && !q.all.is_empty())
    } else {
        let [acting, suffering] = [0, 1].map(|k| compatible(&p.acting[k], &q.acting[k]));
        (acting && suffering, !a.actors.is_empty() && !b.actors.is_empty())
    };
    if !parties {
        return false;
    }
    let same_sentence = a.sentence == b.sentence;
    match b.event_type {
        EventType::Consult | EventType::Protest => true,
        EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Retreat => {
            if same_sentence {
                true
            } else {
                known || b.form == Form::Noun && b.definite || a.sentence.0 == Field::Title
            }
        }
        _ => {
            known
                && (a.lemma == b.lemma
                    || a.sentence.0 == Field::Title
                    || b.form == Form::Noun
                    || same_sentence && a.recipients == b.recipients)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cluster;

    #[test]
    fn groups_join_by_the_mean_of_their_pairs() {
        // 0 and 1 are surely one; 2 is like 1 but not like 0, so that its mean with both stays below the threshold.
        assert_eq!(cluster(&[vec![], vec![0.9], vec![0.1, 0.6]], 0.5), [0, 0, 2]);
        assert_eq!(cluster(&[vec![], vec![0.9], vec![0.5, 0.6]], 0.5), [0, 0, 0]);
        // Two pairs that have nothing to do with each other.
        assert_eq!(cluster(&[vec![], vec![0.1], vec![0.8, 0.1], vec![0.1, 0.9, 0.1]], 0.5), [0, 1, 0, 1]);
        assert_eq!(cluster(&[], 0.5), Vec::<usize>::new());
    }
}
