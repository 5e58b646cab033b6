//! Negotiations that the document tells of: their parties, what they are about, where they stand, and what comes next.
//!
//! A meeting that the text calls by a word of the lexicon's class `negotiation` ("the nuclear talks") founds a track; meetings,
//! agreements, demands and refusals between its parties are its steps.

use std::collections::BTreeMap;
use std::ops::Range;

use marsad_arabic::features::Pos;
use marsad_record::{EventType, Part, Span, Status, Track, TrackState};

use crate::propose::Candidate;

use super::entities::party_code;
use super::{Document, Draft, FieldState};

/// The lexicon's class of words for negotiations.
const CLASS: &str = "negotiation";
/// Words that a negotiation's name has at most.
const LONGEST: usize = 4;
/// Negotiations of a document at most: no report tells of so many, and time must not grow with their square.
const MOST: usize = 50;
/// The least number of parties that negotiate, and that a step shares with its track.
const PARTIES: usize = 2;
/// CAMEO: halt negotiations.
const HALT: &str = "164";

/// What the text calls a negotiation.
#[derive(Clone, Debug)]
pub(super) struct Talks {
    name: String,
    text: Span,
    words: usize,
}

impl Talks {
    /// The name of the negotiation that a candidate is a step of, where its clause has one.
    pub(super) fn new(
        document: &Document<'_>,
        f: &FieldState<'_>,
        range: &Range<usize>,
        c: &Candidate<'_>,
    ) -> Option<Talks> {
        if c.frame.event_type() != EventType::Consult {
            return None;
        }
        let words = &f.text.words;
        let negotiation =
            |i: usize| words[i].reading.lemma.is_some_and(|l| document.lexicon.dictionary.has_class_named(l, CLASS));
        let clause = &c.clause;
        let phrases = clause.subject.iter().chain(&clause.objects).chain(clause.prepositions.iter().map(|p| &p.1));
        let head = std::iter::once(c.word)
            .chain(c.trigger.clone())
            .chain(phrases.map(|p| p.head))
            .find(|&i| range.contains(&i) && negotiation(i))?;
        let words = name(f, range, head);
        let (name, text) = f.plain_span(&words);
        Some(Talks { name: name.to_owned(), text, words: words.len() })
    }
}

/// The noun with its genitive, which only a noun without article has, and the adjectives of either.
fn name(f: &FieldState<'_>, range: &Range<usize>, head: usize) -> Range<usize> {
    let words = &f.text.words;
    let apart = |i: usize| range.contains(&i) && words[i].apart();
    let mut end = head + 1;
    if !words[head].reading.definite()
        && apart(end)
        && matches!(words[end].pos(), Pos::Noun | Pos::Name)
        && words[end].reading.definite()
    {
        end += 1;
    }
    while end - head < LONGEST && apart(end) && words[end].pos() == Pos::Adjective {
        end += 1;
    }
    head..end
}

/// A negotiation with its steps, as numbers of drafts.
#[derive(Default)]
struct Process<'a> {
    parties: Vec<&'a str>,
    founders: Vec<usize>,
    steps: Vec<usize>,
}

impl<'a> Process<'a> {
    fn shared(&self, codes: &[&str]) -> usize {
        codes.iter().filter(|c| self.parties.contains(c)).count()
    }

    /// Whether talks between these parties may be this negotiation: they share two parties, or one names a part of the other's.
    fn fits(&self, codes: &[&str]) -> bool {
        let shared = self.shared(codes);
        shared >= PARTIES || shared == codes.len().min(self.parties.len())
    }

    fn take(&mut self, codes: &[&'a str]) {
        for code in codes {
            if !self.parties.contains(code) {
                self.parties.push(code);
            }
        }
    }
}

impl Document<'_> {
    /// The negotiations among the acts of the document; `id` gives the id of an act by its number.
    pub(super) fn tracks(&self, drafts: &[Draft], id: impl Fn(usize) -> String) -> Vec<Track> {
        let codes: Vec<Vec<&str>> = drafts.iter().map(|d| self.identified(d)).collect();
        let mut all: Vec<Process<'_>> = Vec::new();
        let mut founded: Vec<Option<usize>> = vec![None; drafts.len()];
        for (i, _) in drafts.iter().enumerate().filter(|(_, d)| d.talks.is_some()) {
            let at = all.iter().position(|p| p.fits(&codes[i])).unwrap_or(all.len());
            if at == MOST {
                continue;
            }
            if at == all.len() {
                all.push(Process::default());
            }
            all[at].take(&codes[i]);
            all[at].founders.push(i);
            founded[i] = Some(at);
        }
        for (i, _) in drafts.iter().enumerate().filter(|(_, d)| d.negotiates()) {
            let step = || all.iter().position(|p| p.shared(&codes[i]) >= PARTIES);
            if let Some(at) = founded[i].filter(|&at| all[at].parties.len() >= PARTIES).or_else(step) {
                all[at].steps.push(i);
            }
        }
        all.retain(|p| p.parties.len() >= PARTIES);
        all.iter().filter_map(|p| self.track(drafts, p, &id)).collect()
    }

    /// Codes of a draft's parties, without those that stand for many.
    fn identified(&self, d: &Draft) -> Vec<&str> {
        let mut out = Vec::new();
        for &e in d.actors.iter().chain(&d.recipients) {
            if let Some(code) = party_code(&self.entities[e])
                && !out.contains(&code)
            {
                out.push(code);
            }
        }
        out
    }

    fn track(&self, drafts: &[Draft], p: &Process<'_>, id: impl Fn(usize) -> String) -> Option<Track> {
        let founders = || p.founders.iter().map(|&i| &drafts[i]);
        let steps = || p.steps.iter().map(|&i| (i, &drafts[i]));
        // The fullest name, the first among equals.
        let talks = founders().filter_map(|d| d.talks.as_ref()).rev().max_by_key(|t| t.words)?;
        let mut topics: BTreeMap<&str, (usize, std::cmp::Reverse<usize>)> = BTreeMap::new();
        for (_, d) in steps() {
            // When, where and the name itself are not what it is about.
            let spans = [d.date.as_ref().map(|x| x.2), d.place.as_ref().map(|x| x.2), d.talks.as_ref().map(|t| t.text)];
            for t in d.topics.iter().filter(|t| !spans.iter().flatten().any(|s| overlap(s, &t.text))) {
                let n = topics.len();
                topics.entry(&t.label).or_insert((0, std::cmp::Reverse(n))).0 += 1;
            }
        }
        let planned = || steps().filter(|(_, d)| d.event_type == EventType::Consult && d.status == Status::Planned);
        let next = planned().min_by_key(|(i, d)| (d.date.is_none(), d.date.as_ref().map(|x| x.0), *i));
        let venue = next.into_iter().map(|x| x.1).chain(founders()).find_map(|d| d.place.as_ref());
        let mediating = |d: &Draft| d.others.iter().filter(|o| o.1 == Part::Mediating).map(|o| o.0).collect::<Vec<_>>();
        let mut mediators: Vec<String> = Vec::new();
        for e in steps().flat_map(|(_, d)| mediating(d)) {
            if let Some(code) = party_code(&self.entities[e])
                && !mediators.iter().any(|m| m == code)
            {
                mediators.push(code.to_owned());
            }
        }
        Some(Track {
            name: talks.name.clone(),
            text: Some(talks.text),
            parties: p.parties.iter().map(|&c| c.to_owned()).collect(),
            mediators,
            subject: topics.iter().max_by_key(|t| t.1).map(|t| (*t.0).to_owned()),
            state: state(&steps().map(|x| x.1).collect::<Vec<_>>(), &founders().collect::<Vec<_>>(), next.is_some()),
            venue: venue.map(|v| v.0.country.clone()).unwrap_or_default(),
            deadline: steps().filter_map(|(_, d)| d.deadline.as_ref()).map(|d| d.1).min().map(|d| d.to_string()),
            next: next.map(|x| id(x.0)),
            events: p.steps.iter().map(|&i| id(i)).collect(),
        })
    }
}

impl Draft {
    /// Whether it may be a step of a negotiation.
    fn negotiates(&self) -> bool {
        use EventType::{Agree, Consult, Reject, Request};
        matches!(self.event_type, Consult | Agree | Request | Reject) || self.cameo == HALT
    }
}

fn overlap(a: &Span, b: &Span) -> bool {
    a.field == b.field && a.start < b.end && b.start < a.end
}

/// Where a negotiation stands.
fn state(steps: &[&Draft], founders: &[&Draft], next: bool) -> TrackState {
    let any = |t: EventType| steps.iter().any(|d| d.event_type == t && d.status == Status::Occurred);
    let begun = founders.iter().any(|d| matches!(d.status, Status::Occurred | Status::Ongoing));
    let halted = steps.iter().any(|d| d.cameo == HALT && d.status != Status::Denied);
    match (begun, next) {
        (false, _) if founders.iter().all(|d| d.status == Status::Denied) => TrackState::Stalled,
        (false, _) => TrackState::Planned,
        (true, true) => TrackState::Ongoing,
        (true, false) if halted => TrackState::Stalled,
        (true, false) if any(EventType::Agree) => TrackState::Concluded,
        (true, false) => TrackState::Ongoing,
    }
}

#[cfg(test)]
mod tests {
    use marsad_record::TrackState;

    use crate::testing::coded;

    #[test]
    fn talks_with_a_next_round_are_one_track() {
        // "Iran and the United States resumed the nuclear negotiations in Muscat yesterday. The Omani foreign ministry announced
        // that the American and Iranian delegations will meet in Geneva next week."
        let record = coded(
            "استأنفت إيران والولايات المتحدة المفاوضات النووية في مسقط أمس. وأعلنت الخارجية العمانية أن الوفدين الأميركي والإيراني \
             سيجتمعان في جنيف الأسبوع المقبل.",
            "2025-05-12",
        );
        let [track] = &record.tracks[..] else { panic!("{:?}", record.tracks) };
        assert_eq!(track.name, "المفاوضات النووية");
        let mut parties = track.parties.clone();
        parties.sort();
        assert_eq!((parties, track.state), (vec!["IRN".to_owned(), "USA".to_owned()], TrackState::Ongoing));
        let next = record.events.iter().find(|e| Some(&e.id) == track.next.as_ref()).expect("a next meeting");
        assert_eq!(next.date.as_ref().map(|d| d.start.as_str()), Some("2025-05-18"));
        assert!(track.events.contains(&next.id));
    }

    #[test]
    fn a_visit_is_no_track() {
        // "The Egyptian president received his French counterpart in Cairo today."
        let record = coded("استقبل الرئيس المصري نظيره الفرنسي في القاهرة اليوم.", "2025-04-07");
        assert!(record.tracks.is_empty());
    }
}
