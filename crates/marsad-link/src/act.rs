//! An act, pooled from the reports that tell of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use marsad_record::{EventType, SourceKind, Status};
use serde::{Deserialize, Serialize};

use crate::cluster::Cluster;
use crate::day::{Day, Days};
use crate::keys::identity;
use crate::report::{Party, Place, Report};
use crate::words::stem;

/// A report of an act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The report's id.
    pub report: String,
    /// Its mean score to the act's other reports, in points of log-odds; `None` for one alone.
    pub score: Option<f64>,
    /// True where an earlier member of the act is a copy of the same text, so that this one supports nothing of its own.
    pub copy: bool,
}

/// A value that reports give for a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The value, as text: a date range, a status, a number, a code.
    pub value: String,
    /// Ids of the reports that give it, sorted.
    pub reports: Vec<String>,
    /// How many of them are independent.
    pub independent: usize,
}

/// What the reports make of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belief {
    /// `type`, `status`, `date`, `place`, `actor`, `recipient`, `topic`, `killed`, `injured`, `detained`, `crowd`, `source` (the kind of
    /// source that reports name).
    pub field: Cow<'static, str>,
    /// The values told, the best supported first; a report that says nothing about the field is in none of them.
    pub values: Vec<Told>,
}

impl Belief {
    /// Whether reports contradict each other here. Parties, topics and sources add up, they never differ.
    pub fn differs(&self) -> bool {
        self.values.len() > 1 && !matches!(&*self.field, "actor" | "recipient" | "topic" | "source")
    }
}

/// A change of an act's status from one report to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusStep {
    /// Day on which the report was published.
    pub published: Option<Day>,
    /// What it says.
    pub status: Status,
    /// The first report that says so after the step before.
    pub report: String,
}

/// One act, as all its reports tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// The id of its first report; stays as long as that report does and no earlier one is joined.
    pub id: String,
    /// See [`Cluster::component`].
    pub component: String,
    /// Its reports, by day of publication and id.
    pub members: Vec<Member>,
    /// How many independent texts tell it: a text and its copies count once.
    pub independent: usize,
    /// The type that most independent reports give.
    pub event_type: EventType,
    /// The mode that most independent reports of that type give.
    pub mode: Option<String>,
    /// The CAMEO code that most independent reports of that type give.
    pub cameo: String,
    /// Where it stands by the reports so far.
    pub status: Status,
    /// How its status moved, in the order of publication.
    pub history: Vec<StatusStep>,
    /// The best supported days, the narrower of equals.
    pub date: Option<Days>,
    /// The latest date by which it must be done, of the last report that sets one.
    pub deadline: Option<Days>,
    /// The best supported place.
    pub place: Option<Place>,
    /// Parties whom at least half as many independent reports name as name the most named one, in order of support.
    pub parties: Vec<Party>,
    /// For each of `parties`, whether more of the independent reports that name it have it as recipient than as actor.
    pub acted_upon: Vec<bool>,
    /// What the reports make of each field that any of them gives.
    pub fields: Vec<Belief>,
    /// From 0 to 1: how sure it is that the act is told, from the confidence of its independent reports.
    pub confidence: f64,
}

/// Weight of each further independent report's confidence: the same slip of coding recurs where wording recurs.
const FURTHER: f64 = 0.5;
/// No act is surer than this.
const SUREST: f64 = 0.99;

/// Pools the reports of a cluster, which must be one of [`crate::link`] over the same `reports`.
pub fn act(cluster: &Cluster, reports: &[Report]) -> Option<Act> {
    let mut members: Vec<(&Report, Option<f64>)> =
        cluster.members.iter().zip(&cluster.scores).map(|(&at, &score)| (&reports[at], score)).collect();
    // Without a day of publication a report cannot be the first.
    members.sort_by(|a, b| {
        let day = |r: &Report| r.published.unwrap_or(Day(i32::MAX));
        (day(a.0), &a.0.id).cmp(&(day(b.0), &b.0.id))
    });
    let (first, _) = *members.first()?;
    let ordered: Vec<&Report> = members.iter().map(|&(report, _)| report).collect();

    let mut seen = BTreeSet::new();
    let listed = members
        .iter()
        .map(|&(report, score)| Member { report: report.id.clone(), score, copy: !seen.insert(text(report)) })
        .collect();
    let fields = beliefs(&ordered);
    let (parties, acted_upon) = parties(&ordered).into_iter().unzip();
    let values = |field: &str| fields.iter().find(|b| b.field == field).map_or(&[][..], |b| &b.values);
    let best = |field: &str| values(field).first().map(|told| told.reports.as_slice()).unwrap_or_default();
    let of = |field: &str| ordered.iter().find(|report| best(field).contains(&report.id));
    let event_type = of("type").map_or(first.event_type, |report| report.event_type);
    let typed: Vec<&Report> = ordered.iter().copied().filter(|report| report.event_type == event_type).collect();
    let most = |values: &dyn Fn(&Report) -> Values| told(&typed, "", values).into_iter().next().map(|told| told.value);
    Some(Act {
        mode: most(&|r| r.mode.iter().cloned().collect()),
        cameo: most(&|r| vec![r.cameo.clone()]).unwrap_or_default(),
        id: first.id.clone(),
        component: cluster.component.clone(),
        members: listed,
        independent: seen.len(),
        event_type,
        status: status(&ordered),
        history: history(&ordered),
        date: of("date").and_then(|report| report.date),
        deadline: ordered.iter().rev().find_map(|report| report.deadline),
        place: of("place").and_then(|report| report.place.clone()),
        parties,
        acted_upon,
        confidence: confidence(&ordered),
        fields,
    })
}

/// What a report's text is told apart by: its group of copies, or else itself.
fn text(report: &Report) -> &str {
    report.copy_of.as_deref().unwrap_or(&report.article)
}

fn independent<'a>(reports: impl Iterator<Item = &'a Report>) -> usize {
    reports.map(text).collect::<BTreeSet<_>>().len()
}

/// What a report gives for a field: nothing, one value or several.
type Values = Vec<String>;

/// A field and how it is read off a report.
type FieldReader<'a> = (&'static str, &'a dyn Fn(&Report) -> Values);

fn beliefs(reports: &[&Report]) -> Vec<Belief> {
    let codes = |parties: &[Party]| -> Values { parties.iter().filter_map(identity).collect() };
    let number = |value: Option<u32>| -> Values { value.iter().map(u32::to_string).collect() };
    let fields: [FieldReader; 12] = [
        ("type", &|r| vec![r.event_type.to_string()]),
        ("status", &|r| vec![r.status.to_string()]),
        ("date", &|r| r.date.iter().map(Days::to_string).collect()),
        ("place", &|r| r.place.iter().map(place_name).collect()),
        ("actor", &|r| codes(&r.actors)),
        ("recipient", &|r| codes(&r.recipients)),
        ("topic", &|r| r.topics.clone()),
        ("killed", &|r| number(r.magnitude.killed)),
        ("injured", &|r| number(r.magnitude.injured)),
        ("detained", &|r| number(r.magnitude.detained)),
        ("crowd", &|r| number(r.magnitude.crowd)),
        ("source", &|r| r.source.iter().map(|kind: &SourceKind| kind.as_str().to_owned()).collect()),
    ];
    fields
        .into_iter()
        .map(|(field, values)| Belief { field: field.into(), values: told(reports, field, values) })
        .filter(|belief| !belief.values.is_empty())
        .collect()
}

/// Two spellings of a place are one value: its GeoNames id, or its folded name.
fn place_name(place: &Place) -> String {
    place.geonames.map_or_else(|| stem(&place.name), |id| format!("geonames:{id}"))
}

fn told(reports: &[&Report], field: &str, values: &dyn Fn(&Report) -> Values) -> Vec<Told> {
    let mut by_value: BTreeMap<String, Vec<&Report>> = BTreeMap::new();
    for report in reports {
        for value in values(report) {
            let tellers = by_value.entry(value).or_default();
            if tellers.last().is_none_or(|last| last.id != report.id) {
                tellers.push(report);
            }
        }
    }
    let mut found: Vec<(Told, i32)> = by_value
        .into_iter()
        .map(|(value, tellers)| {
            let width = if field == "date" { tellers[0].date.map_or(0, Days::len) } else { 0 };
            let mut ids: Vec<String> = tellers.iter().map(|report| report.id.clone()).collect();
            ids.sort_unstable();
            (Told { value, reports: ids, independent: independent(tellers.into_iter()) }, width)
        })
        .collect();
    // Stable: equal support and width leave values in their own order.
    found.sort_by_key(|(told, width)| (std::cmp::Reverse(told.independent), *width));
    found.into_iter().map(|(told, _)| told).collect()
}

fn status(reports: &[&Report]) -> Status {
    let count = |wanted: &[Status]| independent(reports.iter().copied().filter(|r| wanted.contains(&r.status)));
    let done = count(&[Status::Occurred, Status::Ongoing]);
    let last = reports.last().map_or(Status::Possible, |report| report.status);
    if done == 0 || count(&[Status::Denied]) > done {
        return last;
    }
    if count(&[Status::Occurred]) > 0 { Status::Occurred } else { Status::Ongoing }
}

fn history(reports: &[&Report]) -> Vec<StatusStep> {
    let mut steps: Vec<StatusStep> = Vec::new();
    for report in reports {
        if steps.last().is_none_or(|step| step.status != report.status) {
            steps.push(StatusStep { published: report.published, status: report.status, report: report.id.clone() });
        }
    }
    steps
}

/// Whether a party is acted upon, beside it.
fn parties(reports: &[&Report]) -> Vec<(Party, bool)> {
    let mut named: BTreeMap<String, Vec<(&Report, &Party, bool)>> = BTreeMap::new();
    for report in reports {
        let sides = [(&report.actors, false), (&report.recipients, true)];
        for (party, upon) in sides.into_iter().flat_map(|(side, upon)| side.iter().map(move |party| (party, upon))) {
            if let Some(identity) = identity(party) {
                named.entry(identity).or_default().push((report, party, upon));
            }
        }
    }
    let mut ranked: Vec<(usize, &Party, bool)> = named
        .values()
        .filter_map(|named| {
            let support = independent(named.iter().map(|&(report, ..)| report));
            let as_recipient = independent(named.iter().filter(|n| n.2).map(|n| n.0));
            let as_actor = independent(named.iter().filter(|n| !n.2).map(|n| n.0));
            // The one that says most of who it is.
            let fullest = named.iter().max_by_key(|(report, party, _)| {
                let known = usize::from(party.wikidata.is_some()) + usize::from(party.office.is_some());
                (known, std::cmp::Reverse(&report.id))
            });
            fullest.map(|&(_, party, _)| (support, party, as_recipient > as_actor))
        })
        .collect();
    ranked.sort_by_key(|(support, ..)| std::cmp::Reverse(*support));
    let most = ranked.first().map_or(0, |(support, ..)| *support);
    ranked
        .into_iter()
        .filter(|(support, ..)| support * 2 >= most)
        .map(|(_, party, upon)| (party.clone(), upon))
        .collect()
}

fn confidence(reports: &[&Report]) -> f64 {
    let mut texts: BTreeMap<&str, f64> = BTreeMap::new();
    for report in reports {
        let best = texts.entry(text(report)).or_insert(0.0);
        *best = best.max(report.confidence.clamp(0.0, 1.0));
    }
    let mut sorted: Vec<f64> = texts.into_values().collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let doubt: f64 =
        sorted.iter().enumerate().map(|(rank, c)| 1.0 - if rank == 0 { *c } else { FURTHER * c }).product();
    (1.0 - doubt).min(SUREST)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cluster::link;
    use crate::model::Model;
    use crate::report::tests::meeting;

    fn only(reports: &[Report]) -> Act {
        let clusters = link(reports, &Model::builtin().unwrap());
        assert_eq!(clusters.len(), 1, "{clusters:?}");
        act(&clusters[0], reports).unwrap()
    }

    #[test]
    fn copies_support_a_field_once() {
        let mut reports: Vec<Report> = ["a", "b", "c", "d"].map(|id| meeting(id, "2015-07-13", ["USA", "IRN"])).into();
        for copy in &mut reports[..2] {
            copy.copy_of = Some("a".to_owned());
        }
        reports[0].magnitude.crowd = Some(10);
        reports[1].magnitude.crowd = Some(10);
        reports[2].magnitude.crowd = Some(12);
        let act = only(&reports);
        assert_eq!((act.members.len(), act.independent), (4, 3));
        assert_eq!(act.members.iter().map(|m| m.copy).collect::<Vec<_>>(), [false, true, false, false]);
        let crowd = act.fields.iter().find(|field| field.field == "crowd").unwrap();
        assert!(crowd.differs());
        assert_eq!(crowd.values.iter().map(|v| v.independent).collect::<Vec<_>>(), [1, 1]);
        assert!(!act.fields.iter().find(|field| field.field == "date").unwrap().differs());
    }

    #[test]
    fn a_planned_act_meets_its_report() {
        let mut plan = meeting("a", "2015-07-13", ["USA", "IRN"]);
        plan.status = Status::Planned;
        plan.published = Day::parse("2015-07-09");
        let act = only(&[meeting("b", "2015-07-13", ["USA", "IRN"]), plan]);
        assert_eq!((act.id.as_str(), act.status), ("a#e1", Status::Occurred));
        let steps: Vec<Status> = act.history.iter().map(|step| step.status).collect();
        assert_eq!(steps, [Status::Planned, Status::Occurred]);
    }

    #[test]
    fn the_best_date_has_the_most_independent_reports() {
        let mut reports: Vec<Report> = ["a", "b", "c"].map(|id| meeting(id, "2015-07-13", ["USA", "IRN"])).into();
        reports[0].date = Some(Days::new(Day::parse("2015-07-12").unwrap(), Day::parse("2015-07-14").unwrap()));
        let act = only(&reports);
        assert_eq!(act.date.unwrap().to_string(), "2015-07-13");
        assert!(act.confidence > 0.8 && act.confidence < SUREST, "{}", act.confidence);
    }

    #[test]
    fn a_denial_that_most_reports_carry_stands() {
        let mut reports: Vec<Report> = ["a", "b", "c"].map(|id| meeting(id, "2015-07-13", ["USA", "IRN"])).into();
        reports[1].status = Status::Denied;
        assert_eq!(only(&reports).status, Status::Occurred);
        reports[2].status = Status::Denied;
        assert_eq!(only(&reports).status, Status::Denied);
    }
}
