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
/// The same between acts of which one says nothing of what it is about.
pub const BRIEF_SILENCE: i32 = 30;
/// Days of an act beyond which it tells nothing of when a negotiation went on.
const LONGEST: i32 = 366;
/// Acts that make a track.
pub const FEWEST: usize = 3;

/// Whether a negotiation is made of acts of this type.
fn negotiates(event_type: EventType) -> bool {
    use EventType::{Agree, Consult, Reject, Request};
    matches!(event_type, Consult | Agree | Request | Reject)
}

/// What of an act says which negotiation it is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// When.
    pub days: Days,
    /// Its known parties, sorted.
    pub parties: Vec<String>,
    /// Words of what it is about, hashed and sorted.
    pub topics: Vec<u64>,
}

impl Thread {
    /// `None` for an act that can be part of no negotiation.
    pub fn new(act: &Act) -> Option<Thread> {
        if !negotiates(act.event_type) {
            return None;
        }
        let days = act.date.filter(|days| days.len() <= LONGEST)?;
        let parties: BTreeSet<String> = act.parties.iter().filter_map(identity).collect();
        let mut topics: Vec<u64> = topics(act).flat_map(|topic| bag(topic, 3)).collect();
        topics.sort_unstable();
        topics.dedup();
        Some(Thread { days, parties: parties.into_iter().collect(), topics })
    }
}

/// Which of many acts hang together as those of one negotiation do: two share two parties or more, most of both, and a word of what
/// they are about, and at most [`SILENCE`] days lie between them; where one says nothing of what it is about, at most [`BRIEF_SILENCE`].
/// The acts come by their first days.
///
/// Acts of one class (the same parties and topics) that are all near a later act are near each other as well, so that one of them
/// stands for all: the time does not grow with the square of their number.
#[derive(Default)]
pub struct Weaver {
    union: Union,
    parties: FxHashMap<String, u64>,
    classes: FxHashMap<Class, u32>,
    known: Vec<Class>,
    /// Of each pair of parties, the classes whose acts may still be followed.
    near: FxHashMap<(u64, u64), Vec<Recent>>,
}

/// Parties and topics, both sorted.
type Class = (Vec<u64>, Vec<u64>);

/// A class with its last day and one of its acts.
struct Recent {
    class: u32,
    end: Day,
    act: u32,
}

/// Whether acts of two classes hang together that lie so many days apart.
fn follows(a: &Class, b: &Class, gap: i32) -> bool {
    let common = shared(&a.0, &b.0);
    let parties = common >= 2 && 2 * common > a.0.len() + b.0.len() - common;
    let topics =
        if a.1.is_empty() || b.1.is_empty() { gap <= BRIEF_SILENCE } else { gap <= SILENCE && shared(&a.1, &b.1) > 0 };
    parties && topics
}

impl Weaver {
    /// Takes an act in, which begins no earlier than those before it.
    pub fn take(&mut self, thread: &Thread) {
        let act = self.union.push();
        let mut parties: Vec<u64> = Vec::with_capacity(thread.parties.len());
        for party in &thread.parties {
            let next = self.parties.len() as u64;
            parties.push(*self.parties.entry(party.clone()).or_insert(next));
        }
        parties.sort_unstable();
        let content = (parties, thread.topics.clone());
        let class = match self.classes.get(&content) {
            Some(class) => *class,
            None => {
                self.classes.insert(content.clone(), self.known.len() as u32);
                self.known.push(content.clone());
                self.known.len() as u32 - 1
            }
        };
        for (i, a) in content.0.iter().enumerate() {
            for b in &content.0[i + 1..] {
                let near = self.near.entry((*a, *b)).or_default();
                let gap = |r: &Recent| thread.days.start.0 - r.end.0;
                near.retain(|r| gap(r) <= SILENCE);
                for r in near.iter() {
                    if follows(&content, &self.known[r.class as usize], gap(r)) {
                        self.union.join(act, r.act);
                    }
                }
                match near.iter_mut().find(|r| r.class == class) {
                    Some(r) => {
                        // What says nothing of its matter may be too late to hang together with the class so far.
                        if gap(r) > BRIEF_SILENCE {
                            r.act = act;
                        }
                        r.end = r.end.max(thread.days.end);
                    }
                    None => near.push(Recent { class, end: thread.days.end, act }),
                }
            }
        }
    }

    /// The first act, by the order in which they came, of those that the act of this number hangs together with.
    pub fn root(&mut self, act: u32) -> u32 {
        self.union.root(act)
    }
}

struct Step<'a> {
    act: &'a Act,
    thread: Thread,
}

fn topics(act: &Act) -> impl Iterator<Item = &str> {
    act.fields
        .iter()
        .filter(|field| field.field == "topic")
        .flat_map(|field| &field.values)
        .map(|told| told.value.as_str())
}

/// The tracks among acts as they stand on `today`, by id. A meeting, agreement, demand or refusal belongs to the track of
/// an earlier one that it hangs together with (see [`Weaver`]).
pub fn tracks(acts: &[Act], today: Day) -> Vec<Track> {
    let steps = steps(acts);
    let groups = groups(&steps);
    let mut tracks: Vec<Track> =
        groups.iter().filter(|group| group.len() >= FEWEST).map(|group| track(group, today)).collect();
    tracks.sort_by(|a, b| a.id.cmp(&b.id));
    tracks
}

fn steps(acts: &[Act]) -> Vec<Step<'_>> {
    let step = |act| Some(Step { act, thread: Thread::new(act)? });
    let mut steps: Vec<Step> = acts.iter().filter_map(step).collect();
    steps.sort_by(|a, b| (a.thread.days, &a.act.id).cmp(&(b.thread.days, &b.act.id)));
    steps
}

fn groups<'s, 'a>(steps: &'s [Step<'a>]) -> Vec<Vec<&'s Step<'a>>> {
    let mut weaver = Weaver::default();
    steps.iter().for_each(|step| weaver.take(&step.thread));
    let mut groups: BTreeMap<u32, Vec<&Step>> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        groups.entry(weaver.root(at as u32)).or_default().push(step);
    }
    groups.into_values().collect()
}

fn track(steps: &[&Step], today: Day) -> Track {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    steps.iter().flat_map(|step| &step.thread.parties).for_each(|party| *counts.entry(party).or_default() += 1);
    let planned = |step: &&&Step| step.act.status == Status::Planned && step.thread.days.end >= today;
    let next = steps.iter().filter(planned).find(|step| step.act.event_type == EventType::Consult);
    let sharing = |topics: &[u64]| steps.iter().filter(|step| shared(&step.thread.topics, topics) > 0).count();
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
    let past = steps.iter().rev().find(|step| step.thread.days.start <= today && step.act.status != Status::Planned);
    match past {
        _ if planned => TrackState::Ongoing,
        Some(last) if last.act.status == Status::Denied || last.act.event_type == EventType::Reject => {
            TrackState::Stalled
        }
        Some(last) if last.act.event_type == EventType::Agree && last.act.status == Status::Occurred => {
            TrackState::Concluded
        }
        Some(last) if today.0 - last.thread.days.end.0 <= SILENCE => TrackState::Ongoing,
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

    #[test]
    fn rounds_that_say_nothing_of_their_matter_follow_each_other_closely() {
        let rounds = |days: [&str; 3]| {
            let reports: Vec<Report> =
                ["a", "b", "c"].iter().zip(days).map(|(id, day)| meeting(id, day, ["USA", "IRN"])).collect();
            tracks(&acts(&reports), Day::parse("2025-05-12").unwrap()).len()
        };
        assert_eq!(rounds(["2025-04-12", "2025-04-26", "2025-05-11"]), 1);
        assert_eq!(rounds(["2025-03-01", "2025-04-12", "2025-05-11"]), 0);
    }

    #[test]
    fn a_class_stands_for_all_its_acts() {
        let mut seed = 7_u64;
        let mut random = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        for _ in 0..200 {
            let mut threads: Vec<Thread> = (0..40)
                .map(|_| {
                    let start = Day(random(900) as i32);
                    let end = Day(start.0 + if random(5) == 0 { random(90) as i32 } else { 0 });
                    let parties: BTreeSet<String> = (0..1 + random(4))
                        .map(|_| ["EGY", "IRN", "OMN", "USA"][random(4) as usize].to_owned())
                        .collect();
                    let topics: BTreeSet<u64> = (0..random(3)).map(|_| random(4)).collect();
                    Thread {
                        days: Days::new(start, end),
                        parties: parties.into_iter().collect(),
                        topics: topics.into_iter().collect(),
                    }
                })
                .collect();
            threads.sort_by_key(|t| t.days);
            let mut weaver = Weaver::default();
            threads.iter().for_each(|t| weaver.take(t));
            let mut pairs = Union::new(threads.len());
            for (at, a) in threads.iter().enumerate() {
                for (before, b) in threads[..at].iter().enumerate() {
                    let common = a.parties.iter().filter(|party| b.parties.contains(party)).count();
                    let most = 2 * common > a.parties.len() + b.parties.len() - common;
                    let gap = a.days.gap(b.days);
                    let untold = a.topics.is_empty() || b.topics.is_empty();
                    let about = shared(&a.topics, &b.topics) > 0 && gap <= SILENCE || untold && gap <= BRIEF_SILENCE;
                    if common >= 2 && most && about {
                        pairs.join(at as u32, before as u32);
                    }
                }
            }
            for at in 0..threads.len() as u32 {
                assert_eq!(weaver.root(at), pairs.root(at));
            }
        }
    }
}
