//! Tracks: the acts of one negotiation over time.

use std::collections::{BTreeMap, BTreeSet};

use marsad_record::{EventType, Status};

use rustc_hash::FxHashMap;

use crate::act::Act;
use crate::cluster::Union;
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
pub const SILENCE: i32 = 60;
/// Days of an act beyond which it tells nothing of when a negotiation went on.
pub const LONGEST: i32 = 366;
/// Acts that make a track.
pub const FEWEST: usize = 3;

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
        let days = act.date.filter(|days| days.len() <= LONGEST)?;
        Some(Step { act, days, parties: parties.into_iter().collect(), topics })
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
    let steps = steps(acts);
    let groups = groups(&steps);
    let mut tracks: Vec<Track> =
        groups.iter().filter(|group| group.len() >= FEWEST).map(|group| track(group, today)).collect();
    tracks.sort_by(|a, b| a.id.cmp(&b.id));
    tracks
}

/// Which acts hang together as those of one negotiation do, as indexes in the order of their days. Groups of fewer than
/// [`FEWEST`] are no tracks yet; acts that can be part of none are left out.
pub fn strands(acts: &[Act]) -> Vec<Vec<usize>> {
    let places: FxHashMap<&str, usize> = acts.iter().enumerate().map(|(at, act)| (act.id.as_str(), at)).collect();
    let steps = steps(acts);
    let place = |step: &&Step| places.get(step.act.id.as_str()).copied();
    groups(&steps).iter().map(|group| group.iter().filter_map(place).collect()).collect()
}

/// The pairs of parties by which an act may belong to a track, and its days; `None` for one that can be part of none. Acts of one
/// track share a pair with another of it at most [`SILENCE`] days before or after.
pub fn threads(act: &Act) -> Option<(Vec<[String; 2]>, Days)> {
    let step = Step::new(act)?;
    let pairs = step.parties.iter().enumerate();
    let pairs = pairs.flat_map(|(i, a)| step.parties[i + 1..].iter().map(|b| [a.clone(), b.clone()])).collect();
    Some((pairs, step.days))
}

fn steps(acts: &[Act]) -> Vec<Step<'_>> {
    let mut steps: Vec<Step> = acts.iter().filter_map(Step::new).collect();
    steps.sort_by(|a, b| (a.days, &a.act.id).cmp(&(b.days, &b.act.id)));
    steps
}

fn groups<'s, 'a>(steps: &'s [Step<'a>]) -> Vec<Vec<&'s Step<'a>>> {
    let mut by_pair: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    let mut union = Union::new(steps.len());
    for (at, step) in steps.iter().enumerate() {
        for (i, a) in step.parties.iter().enumerate() {
            for b in &step.parties[i + 1..] {
                let earlier = by_pair.entry((a, b)).or_default();
                let begun = |at: &&usize| step.days.start.0 - steps[**at].days.start.0 <= LONGEST + SILENCE;
                for &before in earlier.iter().rev().take_while(begun) {
                    if steps[before].days.gap(step.days) <= SILENCE && step.follows(&steps[before]) {
                        union.join(at as u32, before as u32);
                    }
                }
                earlier.push(at);
            }
        }
    }
    let mut groups: BTreeMap<u32, Vec<&Step>> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        groups.entry(union.root(at as u32)).or_default().push(step);
    }
    groups.into_values().collect()
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
