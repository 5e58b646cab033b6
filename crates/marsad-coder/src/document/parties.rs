//! Who acts and who is acted upon: in one mention of an act, and in the whole record.

use std::collections::BTreeMap;

use marsad_lexicon::OUTPUTS;
use marsad_record::{EventType, Field, Role};

use crate::judge::{Context, Filler, Names, Neighbours, PARTY, Scorer, Slots, Whence, party_features};
use crate::learn::{Answer, Lesson, Ranking};
use crate::mention::MentionKind;
use crate::propose::{Candidate, Form, PartyRef};
use crate::settle::{Contender, Contest, Pooled, SETTLE, SIDES, Settling, Weighed, settle_features};
use crate::source::Source;

use super::entities::Entity;
use super::scenes::Located;
use super::{Document, Draft, FieldState, Seen};

/// Least probability at which a party stands in the record; 0.35, 0.4 and 0.45 differed little in parties F1.
const SETTLE_THRESHOLD: f32 = 0.42;
/// Least probability at which a party takes part; the best of 0.2, 0.3 and 0.4 in parties F1, in cross-validation on train.
const PARTY_THRESHOLD: f32 = 0.4;
/// How many names of one party in a sentence are weighed: of "the Egyptian police arrested Egyptian students" one acts and one is
/// acted upon.
const NAMES: usize = 2;
/// How often each party acts and is acted upon in the whole document, by the frames' own rules; each candidate counts as its
/// probability. An event noun without parties of its own ("the raids") most often has those of the acts around it.
#[derive(Default)]
pub(super) struct Roles {
    /// The first entity of each one's party.
    first: Vec<usize>,
    of_type: BTreeMap<(EventType, usize), [f32; 2]>,
    all: BTreeMap<usize, [f32; 2]>,
    /// How much one acts on another.
    pairs: BTreeMap<(usize, usize), f32>,
    /// Who acts most, and who is acted upon most, in acts of each type.
    top: BTreeMap<EventType, [usize; 2]>,
}

impl Roles {
    /// Begins with no act.
    pub(super) fn new(doc: &Document<'_>) -> Roles {
        let first = (0..doc.entities.len()).map(|e| doc.key(e)).collect();
        Roles { first, ..Roles::default() }
    }

    /// Adds a candidate's parties with its probability.
    pub(super) fn take(&mut self, event_type: EventType, p: f32, ruled: &(Vec<usize>, Vec<usize>)) {
        for (k, side) in [&ruled.0, &ruled.1].into_iter().enumerate() {
            for &e in side {
                let e = self.first(e);
                self.of_type.entry((event_type, e)).or_default()[k] += p;
                self.all.entry(e).or_default()[k] += p;
            }
        }
        for (a, r) in ruled.0.iter().flat_map(|&a| ruled.1.iter().map(move |&r| (a, r))) {
            *self.pairs.entry((self.first(a), self.first(r))).or_default() += p;
        }
    }

    /// Ends the count.
    pub(super) fn told(mut self) -> Roles {
        let mut best: BTreeMap<EventType, [(f32, usize); 2]> = BTreeMap::new();
        for (&(t, e), sums) in &self.of_type {
            let of = best.entry(t).or_insert([(0.0, usize::MAX); 2]);
            for k in 0..2 {
                if sums[k] > of[k].0 {
                    of[k] = (sums[k], e);
                }
            }
        }
        self.top = best.into_iter().map(|(t, of)| (t, of.map(|x| x.1))).collect();
        self
    }

    /// Entities that came up later are parties of their own.
    fn first(&self, e: usize) -> usize {
        self.first.get(e).copied().unwrap_or(e)
    }

    fn without(&self, mut sums: [f32; 2], e: usize, own: (f32, &(Vec<usize>, Vec<usize>))) -> [f32; 2] {
        for (k, side) in [&own.1.0, &own.1.1].into_iter().enumerate() {
            sums[k] -= side.iter().filter(|&&o| self.first(o) == e).count() as f32 * own.0;
        }
        sums
    }

    /// Sums of a party in acts of a type, as actor and as recipient, without those of one candidate.
    fn of(&self, event_type: EventType, e: usize, own: (f32, &(Vec<usize>, Vec<usize>))) -> [f32; 2] {
        let e = self.first(e);
        self.without(self.of_type.get(&(event_type, e)).copied().unwrap_or_default(), e, own)
    }

    /// The same in acts of any type.
    fn of_all(&self, e: usize, own: (f32, &(Vec<usize>, Vec<usize>))) -> [f32; 2] {
        let e = self.first(e);
        self.without(self.all.get(&e).copied().unwrap_or_default(), e, own)
    }

    /// How much a party acts on another in the document, without one candidate.
    fn between(&self, a: usize, r: usize, own: (f32, &(Vec<usize>, Vec<usize>))) -> f32 {
        let (a, r) = (self.first(a), self.first(r));
        let has = |side: &[usize], e: usize| side.iter().any(|&o| self.first(o) == e);
        let mine = if has(&own.1.0, a) && has(&own.1.1, r) { own.0 } else { 0.0 };
        self.pairs.get(&(a, r)).copied().unwrap_or(0.0) - mine
    }

    /// Whether a party acts most, and is acted upon most, in acts of a type.
    fn top(&self, event_type: EventType, e: usize) -> [bool; 2] {
        let e = self.first(e);
        self.top.get(&event_type).map_or([false; 2], |of| of.map(|x| x == e))
    }
}

/// Whom a verb without a subject may go on with.
#[derive(Default)]
pub(super) struct Trail {
    /// Who acted last in the sentence.
    pub(super) subject: Vec<usize>,
    /// Who spoke last in a sentence before.
    pub(super) speaker: Option<usize>,
    /// Who acted last, or spoke where none acted.
    pub(super) last_actor: Vec<usize>,
}

impl Trail {
    /// A sentence begins.
    pub(super) fn begin(&mut self) {
        self.subject.clear();
    }

    /// An act with its doers.
    pub(super) fn note(&mut self, c: &Candidate<'_>, actors: &[usize]) {
        if !actors.is_empty() && matches!(c.form, Form::Verb | Form::Light) {
            self.subject = actors.to_vec();
            self.last_actor = actors.to_vec();
        }
    }

    /// A sentence ends.
    pub(super) fn close(&mut self, f: &FieldState<'_>, found: &[Source]) {
        if self.subject.is_empty()
            && let Some(m) = found.first().and_then(|x| x.mention)
        {
            self.last_actor = f.entities[m].clone();
        }
        if let Some(m) = found.iter().find_map(|x| x.mention) {
            self.speaker = f.entities[m].first().copied();
        }
    }
}

/// Entities by probability, the surest first.
fn surest_first(mut list: Vec<(f32, usize)>) -> Vec<usize> {
    list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    list.into_iter().map(|x| x.1).collect()
}

/// All pairs of sides with how good they are: F1 of their parties against gold's.
fn ranking(contest: &Contest<'_>, labels: &[[f32; 2]]) -> Ranking {
    let mut scale = Names::default();
    contest.scale_features(&mut scale);
    let total: f32 = labels.iter().flatten().sum();
    let answers = contest
        .options()
        .into_iter()
        .map(|sides| {
            let mut features = Names::default();
            contest.features(&mut features, &sides);
            let hits: f32 = (0..2).map(|k| sides[k].iter().map(|&i| labels[i][k]).sum::<f32>()).sum();
            let all = total + (sides[0].len() + sides[1].len()) as f32;
            let gain = if all > 0.0 { 2.0 * hits / all } else { 1.0 };
            Answer { features: features.0, sum: contest.sum(&sides), gain }
        })
        .collect();
    Ranking { scale: scale.0, answers }
}

impl<'a> Document<'a> {
    /// The parties by the frame's own rules.
    pub(super) fn by_rule(
        &self,
        f: &FieldState<'_>,
        c: &Candidate<'_>,
        found: &[Source],
        trail: &Trail,
    ) -> (Vec<usize>, Vec<usize>) {
        let mut actors = self.resolve(f, &c.actors, &trail.last_actor, c);
        let mut recipients = self.resolve(f, &c.recipients, &trail.last_actor, c);
        let hidden =
            c.clause.subject.is_none() && if c.passive { c.clause.objects.is_empty() } else { actors.is_empty() };
        if hidden && matches!(c.form, Form::Participle | Form::Verb) {
            // A hidden subject goes on with the sentence's, the speaker's, or the last one.
            let person = f.text.words[c.word].reading.features.person;
            let speaking =
                found.iter().rev().find(|x| x.word < c.word).and_then(|x| x.mention).map(|m| f.entities[m].clone());
            let meant = if person == 1 {
                speaking.or_else(|| trail.speaker.map(|x| vec![x])).unwrap_or_default()
            } else if !trail.subject.is_empty() {
                trail.subject.clone()
            } else {
                speaking.unwrap_or(trail.last_actor.clone())
            };
            if !c.passive {
                actors = meant;
            } else if recipients.is_empty() {
                recipients = meant;
            }
        }
        (actors, recipients)
    }

    /// Who acts and who is acted upon: the parties of the sentence and of those just before, weighed by the model.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn fill(
        &self,
        f: &FieldState<'_>,
        x: &Context<'_>,
        c: &Candidate<'_>,
        ruled: (Vec<usize>, Vec<usize>),
        gold: Option<usize>,
        found: &[Source],
        trail: &Trail,
        seen: &Seen,
        candidates: &[Candidate<'_>],
        own: (f32, &(Vec<usize>, Vec<usize>)),
        lesson: Option<&mut Lesson>,
    ) -> (Vec<usize>, Vec<usize>, Vec<Weighed>) {
        if lesson.is_none() && self.lexicon.weights.is_empty() {
            return (ruled.0, ruled.1, Vec::new());
        }
        let slots = Slots::new(&x.around, &c.clause, x.range.end);
        let neighbours = Neighbours::new(&x.around, c, &x.range);
        let beside = neighbours.slots(&x.around, x.range.end);
        let fillers = self.fillers(f, x, c, &slots, &ruled, found, trail, seen, candidates, own);
        if let (Some(lesson), Some(gold)) = (lesson, gold) {
            for filler in &fillers {
                let e = &self.entities[filler.entity];
                let span = filler.mention.map(|m| f.span(&f.mentions[m].words));
                let labels = lesson.gold.events[gold].labels_of(e.code.as_deref(), span.as_ref());
                lesson.note(PARTY, labels, 1.0, |names| party_features(names, x, c, &slots, &beside, filler));
            }
        }
        if self.lexicon.weights.is_empty() {
            return (ruled.0, ruled.1, Vec::new());
        }
        let mut weighed = Vec::new();
        let mut actors: Vec<(f32, usize)> = Vec::new();
        let mut recipients: Vec<(f32, usize)> = Vec::new();
        for filler in &fillers {
            let mut scorer = Scorer::new(&self.lexicon.weights, PARTY);
            party_features(&mut scorer, x, c, &slots, &beside, filler);
            let [a, mut r] = scorer.probabilities();
            if c.frame.event_type().is_symmetric() {
                r = 0.0;
            }
            let list = filler.mention.and_then(|m| slots.list_of(m)).map(|slot| (f.field, c.word, slot));
            let here = filler.whence == Whence::Here;
            let ruled = ["actor", "recipient"].map(|part| filler.rule == part);
            let w = Weighed { here, ruled, ..Weighed::new(filler.entity, [a, r], list) };
            match weighed.iter_mut().find(|o: &&mut Weighed| self.key(o.entities[0]) == self.key(filler.entity)) {
                Some(o) => o.take(w),
                None => weighed.push(w),
            }
        }
        weighed.retain(|w| w.actor.max(w.recipient) >= 0.05);
        for w in &weighed {
            if w.actor >= PARTY_THRESHOLD {
                actors.push((w.actor, w.entities[0]));
            }
            if w.recipient >= PARTY_THRESHOLD {
                recipients.push((w.recipient, w.entities[1]));
            }
        }
        let (mut actors, recipients) = (surest_first(actors), surest_first(recipients));
        if c.frame.event_type().is_symmetric() && actors.len() > 1 {
            // Whom the rules call recipient stands on the other side; the split is for people to read.
            let (other, first): (Vec<usize>, Vec<usize>) = actors.iter().partition(|a| ruled.1.contains(a));
            if !first.is_empty() {
                return (first, other, weighed);
            }
            let rest = actors.split_off(1);
            return (actors, rest, weighed);
        }
        (actors, recipients, weighed)
    }

    /// The parties among which the model chooses: those that the sentence names, by up to [`NAMES`] names each, then those
    /// spoken of before.
    #[allow(clippy::too_many_arguments)]
    fn fillers(
        &self,
        f: &FieldState<'_>,
        x: &Context<'_>,
        c: &Candidate<'_>,
        slots: &Slots<'_>,
        ruled: &(Vec<usize>, Vec<usize>),
        found: &[Source],
        trail: &Trail,
        seen: &Seen,
        candidates: &[Candidate<'_>],
        own: (f32, &(Vec<usize>, Vec<usize>)),
    ) -> Vec<Filler<'_>> {
        // Rank, entity, mention.
        let mut out: Vec<(usize, usize, usize)> = Vec::new();
        let key = |e: usize| self.key(e);
        let part = |sides: &(Vec<usize>, Vec<usize>), e: usize| {
            let has = |list: &[usize]| list.iter().any(|&o| key(o) == key(e));
            if sides.1.contains(&e) && !sides.0.contains(&e) {
                return "recipient";
            }
            match (has(&sides.0), has(&sides.1)) {
                (true, _) => "actor",
                (_, true) => "recipient",
                _ => "none",
            }
        };
        let siblings = |entity: usize| {
            let has = |list: &[PartyRef]| {
                list.iter()
                    .any(|p| matches!(p, PartyRef::Mention(m) if f.entities[*m].iter().any(|&o| key(o) == key(entity))))
            };
            let mut out: Vec<(EventType, bool)> = Vec::new();
            for o in candidates.iter().filter(|o| o.trigger != c.trigger) {
                let t = o.frame.event_type();
                out.extend(has(&o.actors).then_some((t, true)));
                out.extend(has(&o.recipients).then_some((t, false)));
            }
            out.sort_unstable();
            out.dedup();
            out
        };
        let none = (Vec::new(), Vec::new());
        let before = seen.parties.get(&c.frame.event_type()).unwrap_or(&none);
        let relation = |e: usize, side: &[usize]| {
            let of = |known: &'static str| side.iter().any(|&o| self.relation(e, o) == known).then_some(known);
            of("war").or(of("rivalry")).or(of("same")).unwrap_or(if side.is_empty() { "none" } else { "-" })
        };
        let roles = &seen.roles;
        let make = |entity: usize, mention: Option<usize>, whence: Whence| {
            let e = &self.entities[entity];
            let on = ruled.0.iter().map(|&a| roles.between(a, entity, own)).fold(0.0, f32::max);
            let by = ruled.1.iter().map(|&r| roles.between(entity, r, own)).fold(0.0, f32::max);
            Filler {
                entity,
                mention,
                whence,
                rule: part(ruled, entity),
                count: e.spans.len(),
                code: e.coded(),
                role: e.role.as_str(),
                home: e.code.is_some() && e.code == self.home.seat,
                guessed: e.guessed,
                speaks: found.iter().any(|s| s.mention.is_some_and(|m| f.entities[m].contains(&entity))),
                titled: seen.title.iter().any(|&t| key(t) == key(entity)),
                was: part(before, entity),
                rank: seen.rank.get(entity).copied().unwrap_or(9),
                rivals: 0,
                siblings: siblings(entity),
                told: seen.roles.of(c.frame.event_type(), entity, own),
                all: seen.roles.of_all(entity, own),
                top: seen.roles.top(c.frame.event_type(), entity),
                ruled: (!ruled.0.is_empty(), !ruled.1.is_empty()),
                foe: [relation(entity, &ruled.0), relation(entity, &ruled.1)],
                pair: [by, on],
                enemy: seen.frequent.iter().take(6).any(|&o| self.relation(entity, o) == "war"),
            }
        };
        for m in f.mentions_in(&x.range) {
            let words = &f.mentions[m].words;
            let place = slots.of(m, words);
            let near = words.start.abs_diff(c.word);
            // An entity that the rules chose comes before all others of its code.
            for &e in &f.entities[m] {
                let chosen = ruled.0.contains(&e) || ruled.1.contains(&e);
                let rank = Slots::rank(&place) * 1000 + near + if chosen { 0 } else { 20_000 };
                match out.iter_mut().find(|(_, o, _)| *o == e) {
                    Some((r, _, at)) if rank < *r => (*r, *at) = (rank, m),
                    Some(_) => {}
                    None => out.push((rank, e, m)),
                }
            }
        }
        out.sort_by_key(|x| x.0);
        let mut of_party: BTreeMap<_, usize> = BTreeMap::new();
        out.retain(|&(_, e, _)| {
            let n = of_party.entry(key(e)).or_default();
            *n += 1;
            *n <= NAMES
        });
        let rivals = of_party.len();
        let mut out: Vec<Filler<'_>> = out.into_iter().map(|(_, e, m)| make(e, Some(m), Whence::Here)).collect();
        let mut further = |e: usize, whence: Whence| {
            if !out.iter().any(|o| key(o.entity) == key(e)) {
                out.push(make(e, None, whence));
            }
        };
        ruled.0.iter().chain(&ruled.1).for_each(|&e| further(e, Whence::LastActor));
        trail.last_actor.iter().for_each(|&e| further(e, Whence::LastActor));
        trail.speaker.into_iter().for_each(|e| further(e, Whence::Speaker));
        before.0.iter().chain(&before.1).for_each(|&e| further(e, Whence::SameType));
        seen.before.iter().take(6).for_each(|&e| further(e, Whence::Before));
        seen.title.iter().take(6).for_each(|&e| further(e, Whence::Title));
        seen.frequent.iter().take(3).for_each(|&e| further(e, Whence::Document));
        out.into_iter().map(|f| Filler { rivals, ..f }).collect()
    }

    /// The parties of a whole record, from what each of its mentions makes of them.
    pub(super) fn settle(&mut self, d: &mut Draft) {
        if d.weighed.is_empty() {
            return;
        }
        let mut pooled: Vec<Pooled> = Vec::new();
        for w in &d.weighed {
            let found = pooled.iter_mut().find(|p| self.key(p.best.entities[0]) == self.key(w.entities[0]));
            match found {
                Some(p) => p.take(*w),
                None => pooled.push(Pooled::new(*w)),
            }
        }
        let n = d.mentions.len().max(1);
        let symmetric = d.event_type.is_symmetric();
        let mut contenders: Vec<Contender> = Vec::new();
        let mut labels: Vec<[f32; 2]> = Vec::new();
        for p in &pooled {
            let e = &self.entities[p.best.surest()];
            let scene = Settling {
                event_type: d.event_type,
                all: &pooled,
                mentions: n,
                code: e.coded(),
                role: e.role,
                guessed: e.guessed,
                named: e.spans.len(),
                titled: e.spans.iter().any(|s| s.field == Field::Title),
            };
            if let (Some(lesson), Some(gold)) = (&mut self.lesson, d.gold) {
                let is = |list: &[_]| e.spans.iter().any(|s| Lesson::is_party(list, e.code.as_deref(), Some(s)));
                let right = lesson.gold.events[gold].labels(is);
                lesson.note(SETTLE, right, 1.0, |names| settle_features(names, &scene, p));
                labels.push(right);
            }
            let mut scorer = Scorer::new(&self.lexicon.weights, SETTLE);
            settle_features(&mut scorer, &scene, p);
            let home = e.code.is_some() && e.code == self.home.seat;
            let roles = p.best.entities.map(|e| self.entities[e].role);
            let apart = p.best.apart();
            let lists = p.best.lists;
            contenders.push(Contender { p: scorer.probabilities(), roles, apart, guessed: e.guessed, home, lists });
        }
        let foes = |i: usize, j: usize| {
            let (a, r) = (pooled[i].best.entities[0], pooled[j].best.entities[1]);
            self.relation(a, r)
        };
        let foes = (0..pooled.len()).map(|i| (0..pooled.len()).map(|j| foes(i, j)).collect()).collect();
        let contest = Contest { event_type: d.event_type, mentions: n, all: &contenders, foes };
        if let Some(lesson) = &mut self.lesson {
            if !self.lexicon.weights.knows(SETTLE) {
                return;
            }
            if d.gold.is_some() {
                lesson.rankings.push(ranking(&contest, &labels));
            }
        }
        let chosen = if self.lexicon.weights.knows(SIDES) {
            contest.best(&self.lexicon.weights)
        } else {
            [0, 1].map(|k| (0..contenders.len()).filter(|&i| contenders[i].p[k] >= SETTLE_THRESHOLD).collect())
        };
        let side = |k: usize| -> Vec<usize> {
            surest_first(chosen[k].iter().map(|&i| (contenders[i].p[k], pooled[i].best.entities[k])).collect())
        };
        let acting = side(0);
        if !symmetric {
            d.recipients = side(1);
            d.actors = acting;
            return;
        }
        let (other, first): (Vec<usize>, Vec<usize>) =
            acting.iter().partition(|&&a| d.recipients.iter().any(|&r| self.key(r) == self.key(a)));
        (d.actors, d.recipients) = if first.is_empty() {
            (acting.iter().take(1).copied().collect(), acting.iter().skip(1).copied().collect())
        } else if other.is_empty() {
            (first[..1].to_vec(), first[1..].to_vec())
        } else {
            (first, other)
        };
    }

    /// Weighed parties after [`Self::localise`].
    pub(super) fn localised(
        &mut self,
        c: &Candidate<'_>,
        weighed: Vec<Weighed>,
        place: &Option<Located>,
    ) -> Vec<Weighed> {
        let side = |k: usize| weighed.iter().map(|w| w.entities[k]).collect();
        let (actors, recipients) = self.localise(c, side(0), side(1), place);
        let mut out = Vec::with_capacity(weighed.len());
        for (w, entities) in weighed.iter().zip(actors.into_iter().zip(recipients)) {
            let entities = [entities.0, entities.1];
            if self.key(entities[0]) == self.key(entities[1]) {
                out.push(Weighed { entities, ..*w });
            } else {
                let half = |k: usize| Weighed { entities: [entities[k]; OUTPUTS], lists: [w.lists[k]; OUTPUTS], ..*w };
                out.push(Weighed { recipient: 0.0, ..half(0) });
                out.push(Weighed { actor: 0.0, ..half(1) });
            }
        }
        out
    }

    /// People without a nationality ("three civilians") belong to the country where the act takes place.
    pub(super) fn localise(
        &mut self,
        c: &Candidate<'_>,
        actors: Vec<usize>,
        recipients: Vec<usize>,
        place: &Option<Located>,
    ) -> (Vec<usize>, Vec<usize>) {
        let deed = matches!(
            c.frame.event_type(),
            EventType::Assault | EventType::Coerce | EventType::Protest | EventType::Mobilize | EventType::Retreat
        );
        let Some(country) = place.as_ref().and_then(|p| p.0.country.clone()).filter(|_| deed) else {
            return (actors, recipients);
        };
        let mut local = |ids: Vec<usize>| -> Vec<usize> {
            ids.into_iter()
                .map(|id| {
                    let e = &self.entities[id];
                    if !e.guessed || e.role == Role::Reb || e.code.as_deref() == Some(country.as_str()) {
                        return id;
                    }
                    let twin = self.entities.iter().position(|x| {
                        x.guessed && x.name == e.name && x.role == e.role && x.code.as_deref() == Some(country.as_str())
                    });
                    twin.unwrap_or_else(|| {
                        self.add(Entity { code: Some(country.clone()), ..self.entities[id].clone() })
                    })
                })
                .collect()
        };
        let actors = local(actors);
        (actors, local(recipients))
    }

    fn resolve(&self, f: &FieldState<'_>, parties: &[PartyRef], last: &[usize], c: &Candidate<'_>) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for p in parties {
            match p {
                PartyRef::Mention(m) => out.extend(&f.entities[*m]),
                PartyRef::Pronoun(w) => {
                    // The last party before the word that is not the clause's own subject.
                    let own: Vec<usize> = c
                        .actors
                        .iter()
                        .filter_map(|a| if let PartyRef::Mention(m) = a { Some(f.entities[*m].clone()) } else { None })
                        .flatten()
                        .collect();
                    let before = (0..f.mentions.partition_point(|m| m.words.end <= *w))
                        .rev()
                        .filter(|&m| f.mentions[m].kind != MentionKind::Adjective)
                        .flat_map(|m| f.entities[m].first().copied())
                        .find(|e| !own.contains(e));
                    match before {
                        Some(e) => out.push(e),
                        None => out.extend(last.iter().copied().filter(|e| !own.contains(e))),
                    }
                }
            }
        }
        let mut seen = Vec::new();
        out.retain(|e| {
            let new = !seen.contains(e);
            if new {
                seen.push(*e);
            }
            new
        });
        out
    }
}
