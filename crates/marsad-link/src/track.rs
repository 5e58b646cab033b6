//! Tracks: the acts of one negotiation over time.

use std::collections::{BTreeMap, BTreeSet};

use marsad_record::{EventType, Status};

use crate::act::Act;
use crate::day::{Day, Days};
use crate::keys::identity;
use crate::words::{bag, shared};

/// Where a negotiation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackState {
    /// Its last act is a meeting, a demand or a plan, not long ago.
    Ongoing,
    /// Its last act is a refusal or a meeting called off, or nothing has been heard of it.
    Stalled,
    /// Its last act is an agreement.
    Concluded,
}

impl TrackState {
    /// `ongoing`, `stalled`, `concluded`.
    pub fn as_str(self) -> &'static str {
        match self {
            TrackState::Ongoing => "ongoing",
            TrackState::Stalled => "stalled",
            TrackState::Concluded => "concluded",
        }
    }
}

/// One negotiation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// The id of its first act.
    pub id: String,
    /// Ids of its acts, in the order of their days.
    pub acts: Vec<String>,
    /// Parties in half its acts or more.
    pub parties: Vec<String>,
    /// The topic that most of its acts share, in the words of the first that has it.
    pub subject: Option<String>,
    /// Where it stands.
    pub state: TrackState,
    /// Id of the next planned meeting.
    pub next: Option<String>,
    /// The last date set for it.
    pub deadline: Option<Days>,
}

/// Days without an act after which a negotiation is another, or stalled.
const SILENCE: i32 = 60;
/// Acts that make a track.
const FEWEST: usize = 3;

/// Whether a negotiation is made of acts of this type.
fn negotiates(event_type: EventType) -> bool {
    use EventType::{Agree, Consult, Reject, Request};
    matches!(event_type, Consult | Agree | Request | Reject)
}

struct Step<'a> {
    act: &'a Act,
    days: Days,
    parties: Vec<String>,
    topics: Vec<u64>,
}

impl<'a> Step<'a> {
    fn new(act: &'a Act) -> Option<Step<'a>> {
        if !negotiates(act.event_type) {
            return None;
        }
        let parties: BTreeSet<String> = act.parties.iter().filter_map(identity).collect();
        let mut topics: Vec<u64> = topics(act).flat_map(|topic| bag(topic, 3)).collect();
        topics.sort_unstable();
        topics.dedup();
        Some(Step { act, days: act.date?, parties: parties.into_iter().collect(), topics })
    }

    /// One negotiation's: two parties or more in common and most of both, and a word of what it is about.
    fn follows(&self, before: &Step) -> bool {
        let common = self.parties.iter().filter(|party| before.parties.contains(party)).count();
        let all = self.parties.len() + before.parties.len() - common;
        common >= 2 && 2 * common > all && shared(&self.topics, &before.topics) > 0
    }
}

fn topics(act: &Act) -> impl Iterator<Item = &str> {
    act.fields
        .iter()
        .filter(|field| field.field == "topic")
        .flat_map(|field| &field.values)
        .map(|told| told.value.as_str())
}

/// The tracks among acts as they stand on `today`, by id. A meeting, agreement, demand or refusal belongs to the track of
/// an earlier one at most 60 days before that shares two parties, most of both sets, and a topic word.
pub fn tracks(acts: &[Act], today: Day) -> Vec<Track> {
    let mut steps: Vec<Step> = acts.iter().filter_map(Step::new).collect();
    steps.sort_by(|a, b| (a.days, &a.act.id).cmp(&(b.days, &b.act.id)));
    let mut by_pair: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    let mut root: Vec<usize> = (0..steps.len()).collect();
    for (at, step) in steps.iter().enumerate() {
        for (i, a) in step.parties.iter().enumerate() {
            for b in &step.parties[i + 1..] {
                let earlier = by_pair.entry((a, b)).or_default();
                for &before in earlier.iter().rev().take_while(|&&e| steps[e].days.gap(step.days) <= SILENCE) {
                    if step.follows(&steps[before]) {
                        let (x, y) = (root[at], root[before]);
                        root.iter_mut().filter(|r| **r == x || **r == y).for_each(|r| *r = x.min(y));
                    }
                }
                earlier.push(at);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Step>> = BTreeMap::new();
    for (step, root) in steps.iter().zip(root) {
        groups.entry(root).or_default().push(step);
    }
    let mut tracks: Vec<Track> =
        groups.into_values().filter(|group| group.len() >= FEWEST).map(|group| track(&group, today)).collect();
    tracks.sort_by(|a, b| a.id.cmp(&b.id));
    tracks
}

fn track(steps: &[&Step], today: Day) -> Track {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    steps.iter().flat_map(|step| &step.parties).for_each(|party| *counts.entry(party).or_default() += 1);
    let planned = |step: &&&Step| step.act.status == Status::Planned && step.days.end >= today;
    let next = steps.iter().filter(planned).find(|step| step.act.event_type == EventType::Consult);
    let sharing = |topics: &[u64]| steps.iter().filter(|step| shared(&step.topics, topics) > 0).count();
    let subject = steps
        .iter()
        .flat_map(|step| topics(step.act))
        .map(|topic| (sharing(&bag(topic, 3)), topic))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    Track {
        id: steps[0].act.id.clone(),
        acts: steps.iter().map(|step| step.act.id.clone()).collect(),
        parties: counts.into_iter().filter(|(_, n)| 2 * n >= steps.len()).map(|(party, _)| party.to_owned()).collect(),
        subject: subject.map(|(_, topic)| topic.to_owned()),
        state: state(steps, next.is_some(), today),
        next: next.map(|step| step.act.id.clone()),
        deadline: steps.iter().rev().find_map(|step| step.act.deadline),
    }
}

fn state(steps: &[&Step], planned: bool, today: Day) -> TrackState {
    let past = steps.iter().rev().find(|step| step.days.start <= today && step.act.status != Status::Planned);
    match past {
        _ if planned => TrackState::Ongoing,
        Some(last) if last.act.status == Status::Denied || last.act.event_type == EventType::Reject => {
            TrackState::Stalled
        }
        Some(last) if last.act.event_type == EventType::Agree && last.act.status == Status::Occurred => {
            TrackState::Concluded
        }
        Some(last) if today.0 - last.days.end.0 <= SILENCE => TrackState::Ongoing,
        _ => TrackState::Stalled,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cluster::link;
    use crate::model::Model;
    use crate::report::Report;
    use crate::report::tests::meeting;

    fn acts(reports: &[Report]) -> Vec<Act> {
        link(reports, &Model::builtin().unwrap()).iter().filter_map(|c| crate::act(c, reports)).collect()
    }

    fn talks(id: &str, day: &str) -> Report {
        let mut report = meeting(id, day, ["USA", "IRN"]);
        // "the nuclear programme"
        report.topics = vec!["البرنامج النووي".to_owned()];
        report
    }

    #[test]
    fn a_negotiation_runs_from_its_first_meeting_to_the_agreement() {
        let mut reports = vec![talks("a", "2015-04-02"), talks("b", "2015-05-30"), talks("c", "2015-07-01")];
        // A meeting on another matter: "trade"
        let mut other = talks("d", "2015-06-10");
        other.topics = vec!["التجارة".to_owned()];
        reports.push(other);
        let found = tracks(&acts(&reports), Day::parse("2015-07-05").unwrap());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].acts, ["a#e1", "b#e1", "c#e1"]);
        assert_eq!(found[0].parties, ["IRN", "USA"]);
        assert_eq!(found[0].state, TrackState::Ongoing);
        assert_eq!(tracks(&acts(&reports), Day::parse("2016-07-05").unwrap())[0].state, TrackState::Stalled);

        let mut deal = talks("e", "2015-07-14");
        deal.event_type = EventType::Agree;
        reports.push(deal);
        let found = tracks(&acts(&reports), Day::parse("2016-07-05").unwrap());
        assert_eq!(found[0].state, TrackState::Concluded);
    }

    #[test]
    fn a_planned_round_is_next_and_two_meetings_are_no_track() {
        let mut plan = talks("c", "2015-07-01");
        plan.status = Status::Planned;
        plan.published = Day::parse("2015-06-25");
        let reports = [talks("a", "2015-04-02"), talks("b", "2015-05-30"), plan];
        let found = tracks(&acts(&reports), Day::parse("2015-06-26").unwrap());
        assert_eq!(found[0].next.as_deref(), Some("c#e1"));
        assert!(tracks(&acts(&reports[..2]), Day(0)).is_empty());
    }
}
