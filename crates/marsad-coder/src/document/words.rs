//! What is said: the standing of a record, whose word it rests on, and the statements of the text.

use std::collections::BTreeMap;
use std::ops::Range;

use marsad_record::{ActorKind, SourceKind, Span, Status};

use crate::judge::{Names, Scorer};
use crate::propose::Candidate;
use crate::source::Source;
use crate::statement::statement;
use crate::vote::{
    Credited, Link, Near, SOURCE, STATUS, Told, Weighed, credit_features, near_features, source_features,
    status_features, statuses,
};

use super::{Document, Draft, FieldState, Passage, Spoken, answer};

/// Least probability at which a source is credited.
const SOURCE_THRESHOLD: f32 = 0.4;

/// A source where it is heard.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    entity: usize,
    kind: SourceKind,
    /// Lemma of the reporting word.
    verb: String,
    field: usize,
    /// Number of the sentence in the document.
    sentence: usize,
}

/// All sources of a document in order, and the one heard most.
#[derive(Debug)]
pub(super) struct Heard {
    all: Vec<Voice>,
    main: Option<Voice>,
}

impl Heard {
    /// Sources near a sentence that may answer for it, with where they stand: its own, the last before it, the next behind
    /// it, those of the title, the one that the document hears most.
    fn near(&self, passage: &Passage<'_>) -> Vec<(&'static str, &Voice)> {
        let n = passage.number;
        let from = self.all.partition_point(|v| v.sentence < n);
        let to = self.all.partition_point(|v| v.sentence <= n);
        let mut out: Vec<(&'static str, &Voice)> = self.all[from..to].iter().map(|v| ("beside", v)).collect();
        out.extend(
            from.checked_sub(1).map(|i| &self.all[i]).filter(|v| v.field == passage.field).map(|v| ("before", v)),
        );
        out.extend(self.all.get(to).filter(|v| v.field == passage.field).map(|v| ("behind", v)));
        out.extend(self.all.iter().take_while(|v| v.field == 0 && passage.field != 0).map(|v| ("title", v)));
        out.extend(self.main.as_ref().map(|v| ("main", v)));
        out
    }
}

impl<'a> Document<'a> {
    /// Keeps what the sources of a sentence say.
    pub(super) fn note_statements(&mut self, f: &FieldState<'_>, found: &[Source], range: &Range<usize>) {
        for s in found {
            let Some(said) = statement(&f.around(), s, range.clone()) else { continue };
            let span = f.span(&said.words);
            if self.statements.iter().any(|x| x.span == span) {
                continue;
            }
            let speaker = self.source_entity(f, s);
            let to = said.to.and_then(|m| f.entities[m].first().copied()).filter(|&e| e != speaker);
            let anonymous = s.kind == SourceKind::Anonymous;
            self.statements.push(Spoken { speaker, anonymous, quote: said.quote, span, to });
        }
    }

    /// Entity and kind of a candidate's source; none where it only speaks for itself.
    pub(super) fn credited(
        &mut self,
        f: &FieldState<'_>,
        c: &Candidate<'_>,
        s: &Source,
        actors: &[usize],
    ) -> Option<(usize, SourceKind)> {
        let id = self.source_entity(f, s);
        let own_words = c.frame.event_type().is_words();
        let w = &f.text.words[c.light.unwrap_or(c.word)];
        if own_words && w.joined() && actors.contains(&id) {
            return None;
        }
        // "said that he had asked": an act of words done elsewhere is told on the speaker's word.
        let elsewhere = w.is_verb() && !w.imperfect() && c.light != Some(s.word);
        let signed = matches!(w.lemma, "وقع" | "اتفق" | "ابرم" | "امضي" | "قاضي" | "حقق");
        let own_words = own_words && !elsewhere && !signed;
        let code = &self.entities[id].code;
        let speaks_for = |a: usize| {
            matches!(self.entities[a].kind, ActorKind::State | ActorKind::Body)
                && self.entities[a].code == *code
                && code.is_some()
        };
        if own_words && (actors.is_empty() || actors.iter().any(|&a| a == id || speaks_for(a))) {
            return None;
        }
        Some((id, s.kind))
    }

    /// All sources of the document, sentence by sentence.
    pub(super) fn heard(&mut self, fields: &[FieldState<'_>], passages: &[Passage<'_>]) -> Heard {
        let mut all = Vec::new();
        let mut count: BTreeMap<usize, usize> = BTreeMap::new();
        for p in passages {
            let f = &fields[p.field];
            for s in &p.found {
                let entity = self.source_entity(f, s);
                *count.entry(entity).or_default() += 1;
                let verb = f.text.words[s.word].lemma.to_owned();
                all.push(Voice { entity, kind: s.kind, verb, field: p.field, sentence: p.number });
            }
        }
        // Among equals the one heard first.
        let main = all.iter().map(|v| (count[&v.entity], v)).reduce(|a, b| if b.0 > a.0 { b } else { a });
        let main = main.filter(|m| m.0 > 1).map(|m| m.1.clone());
        Heard { all, main }
    }

    #[allow(clippy::too_many_arguments)]
    /// Every source that may answer for a candidate: those of its sentence that cover it, then those that stand near.
    pub(super) fn credits(
        &mut self,
        f: &FieldState<'_>,
        passage: &Passage<'_>,
        heard: &Heard,
        c: &Candidate<'_>,
        told: &Told,
        actors: &[usize],
        rule: Option<(usize, SourceKind)>,
    ) -> Vec<(usize, Credited)> {
        let found = &passage.found;
        let at = c.light.unwrap_or(c.word);
        let covers = |s: &&Source| s.word != c.word && (s.scope.contains(&at) || s.scope.contains(&c.word));
        let all: Vec<&Source> = found.iter().filter(covers).collect();
        let mut out = Vec::new();
        for source in &all {
            let entity = self.source_entity(f, source);
            let (doer, code) = (self.stands_to(entity, actors), self.entities[entity].coded());
            let link = Link { source, rule: rule.is_some_and(|r| r.0 == entity), doer, rivals: all.len() - 1, code };
            let weighed = if self.lesson.is_some() {
                let mut names = Names::default();
                credit_features(&mut names, &f.around(), c, told, &link);
                Weighed::Names(names)
            } else {
                let mut scorer = Scorer::new(&self.lexicon.weights, SOURCE);
                credit_features(&mut scorer, &f.around(), c, told, &link);
                Weighed::Sums(scorer.sums())
            };
            out.push((0, Credited { entity, kind: source.kind, covers: true, weighed }));
        }
        let covered = out.len();
        for (place, voice) in heard.near(passage) {
            if out.iter().any(|(_, c)| c.entity == voice.entity) {
                continue;
            }
            let (doer, code) = (self.stands_to(voice.entity, actors), self.entities[voice.entity].coded());
            let far = passage.number.abs_diff(voice.sentence);
            let main = heard.main.as_ref().is_some_and(|m| m.entity == voice.entity);
            let near = Near { place, far, main, kind: voice.kind, verb: &voice.verb, doer, covered, code };
            let weighed = if self.lesson.is_some() {
                let mut names = Names::default();
                near_features(&mut names, &f.around(), &passage.range, c, told, &near);
                Weighed::Names(names)
            } else {
                let mut scorer = Scorer::new(&self.lexicon.weights, SOURCE);
                near_features(&mut scorer, &f.around(), &passage.range, c, told, &near);
                Weighed::Sums(scorer.sums())
            };
            out.push((0, Credited { entity: voice.entity, kind: voice.kind, covers: false, weighed }));
        }
        out
    }

    /// How a source stands to those who act.
    fn stands_to(&self, source: usize, actors: &[usize]) -> &'static str {
        let code = self.entities[source].code.as_deref();
        if actors.is_empty() {
            "open"
        } else if actors.contains(&source) {
            "doer"
        } else if code.is_some() && actors.iter().any(|&a| self.entities[a].code.as_deref() == code) {
            "state"
        } else {
            "other"
        }
    }

    /// Standing and source of whole records, from what all their mentions say.
    pub(super) fn settle_words(&mut self, drafts: &mut [Draft]) {
        let weights = &self.lexicon.weights;
        let published = self.article.published;
        let mut instances = Vec::new();
        for d in drafts {
            let when = match (&d.date, published) {
                (Some((_, end, _)), Some(p)) if *end < p => "past",
                (Some((start, _, _)), Some(p)) if *start > p => "future",
                (Some(_), Some(_)) => "day",
                _ => "open",
            };
            let gold = self.lesson.as_ref().and_then(|l| l.gold.events.get(d.gold?));
            let count = |e: usize| d.credits.iter().filter(|(_, c)| c.entity == e && c.covers).count();
            if self.lesson.is_some() {
                let Some(gold) = gold.filter(|_| !weights.is_empty()) else { continue };
                for s in statuses(&d.told) {
                    let mut names = Names::default();
                    status_features(&mut names, d.event_type, &d.told, when, s);
                    instances.push(answer(STATUS, names, gold.status == Some(s)));
                }
                for (mention, c) in &d.credits {
                    let Weighed::Names(names) = &c.weighed else { continue };
                    let mut names = names.clone();
                    source_features(&mut names, d.event_type, &d.told, *mention, count(c.entity), c);
                    let meets =
                        |x: &Span| gold.source.iter().any(|g| g.field == x.field && g.start < x.end && x.start < g.end);
                    instances.push(answer(SOURCE, names, self.entities[c.entity].spans.iter().any(meets)));
                }
                continue;
            }
            if weights.knows(STATUS) {
                let weigh = |s: Status| {
                    let mut scorer = Scorer::new(weights, STATUS);
                    status_features(&mut scorer, d.event_type, &d.told, when, s);
                    (scorer.probabilities()[0], s)
                };
                // The first of equals: what the first mention says.
                let best = statuses(&d.told).into_iter().map(weigh).reduce(|a, b| if b.0 > a.0 { b } else { a });
                d.status = best.map_or(d.status, |b| b.1);
            }
            if weights.knows(SOURCE) {
                let weigh = |(mention, c): &(usize, Credited)| {
                    let mut scorer = Scorer::new(weights, SOURCE);
                    if let Weighed::Sums(sums) = c.weighed {
                        scorer = scorer.beginning(sums);
                    }
                    source_features(&mut scorer, d.event_type, &d.told, *mention, count(c.entity), c);
                    (scorer.probabilities()[0], c.entity, c.kind)
                };
                let best = d.credits.iter().map(weigh).reduce(|a, b| if b.0 > a.0 { b } else { a });
                d.source = best.filter(|b| b.0 >= SOURCE_THRESHOLD).map(|b| (b.1, b.2));
            }
        }
        if let Some(lesson) = &mut self.lesson {
            lesson.instances.append(&mut instances);
        }
    }
}
