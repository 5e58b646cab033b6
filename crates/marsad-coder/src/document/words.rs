//! What is said: the standing of a record, whose word it rests on, and the statements of the text.

use std::ops::Range;

use marsad_record::{ActorKind, SourceKind, Span, Status};

use crate::judge::{Names, Scorer};
use crate::propose::Candidate;
use crate::source::Source;
use crate::statement::statement;
use crate::vote::{Credited, Link, SOURCE, STATUS, Told, credit_features, source_features, status_features, statuses};

use super::{Document, Draft, FieldState, Spoken, answer};

/// Least probability at which a source is credited.
const SOURCE_THRESHOLD: f32 = 0.45;

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

    /// Every source of a sentence that covers a candidate.
    pub(super) fn credits(
        &mut self,
        f: &FieldState<'_>,
        c: &Candidate<'_>,
        found: &[Source],
        told: &Told,
        actors: &[usize],
        rule: Option<(usize, SourceKind)>,
    ) -> Vec<(usize, Credited)> {
        let at = c.light.unwrap_or(c.word);
        let covers = |s: &&Source| s.word != c.word && (s.scope.contains(&at) || s.scope.contains(&c.word));
        let all: Vec<&Source> = found.iter().filter(covers).collect();
        let mut out = Vec::new();
        for source in &all {
            let entity = self.source_entity(f, source);
            let code = self.entities[entity].code.as_deref();
            let doer = if actors.is_empty() {
                "open"
            } else if actors.contains(&entity) {
                "doer"
            } else if code.is_some() && actors.iter().any(|&a| self.entities[a].code.as_deref() == code) {
                "state"
            } else {
                "other"
            };
            let link = Link { source, rule: rule.is_some_and(|r| r.0 == entity), doer, rivals: all.len() - 1 };
            let mut features = Names::default();
            credit_features(&mut features, &f.around(), c, told, &link);
            out.push((0, Credited { entity, kind: source.kind, features }));
        }
        out
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
            let count = |e: usize| d.credits.iter().filter(|(_, c)| c.entity == e).count();
            if self.lesson.is_some() {
                let Some(gold) = gold.filter(|_| !weights.is_empty()) else { continue };
                for s in statuses(&d.told) {
                    let mut names = Names::default();
                    status_features(&mut names, d.event_type, &d.told, when, s);
                    instances.push(answer(STATUS, names, gold.status == Some(s)));
                }
                for (mention, c) in &d.credits {
                    let mut names = c.features.clone();
                    source_features(&mut names, d.event_type, &d.told, *mention, count(c.entity), c.kind);
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
                    scorer.add_named(&c.features);
                    source_features(&mut scorer, d.event_type, &d.told, *mention, count(c.entity), c.kind);
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
