//! The agenda: what was or is planned or due between two days, and what became of it.

use std::collections::BTreeSet;

use marsad_record::Status;

use crate::act::{Act, StatusStep};
use crate::day::{Day, Days};
use crate::keys::identity;

/// What became of a planned act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its day is still to come, or too near for reports.
    Due,
    /// A report says that it took place.
    Occurred,
    /// A report says that it will not, or did not.
    CalledOff,
    /// It was called off, and another with the same parties is set for a later day.
    Moved {
        /// The id of the later act.
        to: String,
    },
    /// Its day is past, and no report tells of it.
    PassedWithoutReport,
}

/// An act that is planned or due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaItem {
    /// The act's id.
    pub act: String,
    /// The days for which it is planned, or its deadline.
    pub days: Days,
    /// True where `days` is a deadline.
    pub deadline: bool,
    /// What became of it.
    pub outcome: Outcome,
}

/// Days after which an act that no outlet has told has passed without report.
const PATIENCE: i32 = 3;
/// Days by which an act may be moved.
const FURTHEST: i32 = 60;

/// The acts that some report tells as planned, or that have a deadline, for days within `span`, as they stand on `today` by what was
/// published until then; by their days and ids.
pub fn agenda(acts: &[Act], span: Days, today: Day) -> Vec<AgendaItem> {
    let mut items: Vec<AgendaItem> = Vec::new();
    for act in acts.iter().filter(|act| is_told(act, today)) {
        let planned = act.history.iter().any(|step| step.status == Status::Planned && is_known(step, today));
        let dates = [(act.date.filter(|_| planned), false), (act.deadline, true)];
        for (days, deadline) in dates {
            if let Some(days) = days.filter(|days| days.gap(span) == 0) {
                items.push(AgendaItem {
                    act: act.id.clone(),
                    days,
                    deadline,
                    outcome: outcome(act, days, acts, today),
                });
            }
        }
    }
    items.sort_by(|a, b| (a.days, &a.act, a.deadline).cmp(&(b.days, &b.act, b.deadline)));
    items
}

/// Whether a report could be read on a day; one without a day of publication always could.
fn is_known(step: &StatusStep, today: Day) -> bool {
    step.published.is_none_or(|day| day <= today)
}

fn is_told(act: &Act, today: Day) -> bool {
    act.history.iter().any(|step| is_known(step, today))
}

/// Where an act stood on a day: what was published later does not count.
fn status(act: &Act, today: Day) -> Status {
    if act.history.iter().all(|step| is_known(step, today)) {
        return act.status;
    }
    act.history.iter().rfind(|step| is_known(step, today)).map_or(act.status, |step| step.status)
}

fn outcome(act: &Act, days: Days, acts: &[Act], today: Day) -> Outcome {
    match status(act, today) {
        Status::Occurred | Status::Ongoing => Outcome::Occurred,
        Status::Denied => {
            let later = acts.iter().filter(|other| is_told(other, today) && moved(act, days, other));
            match later.min_by_key(|other| (other.date, &other.id)) {
                Some(later) => Outcome::Moved { to: later.id.clone() },
                None => Outcome::CalledOff,
            }
        }
        _ if today.0 > days.end.0 + PATIENCE => Outcome::PassedWithoutReport,
        _ => Outcome::Due,
    }
}

/// Whether `other` is the act that was called off, on a later day: of its type, with all its parties.
fn moved(act: &Act, days: Days, other: &Act) -> bool {
    let parties = |act: &Act| act.parties.iter().filter_map(identity).collect::<BTreeSet<_>>();
    let later = other.date.is_some_and(|date| date.start > days.end && date.start.0 - days.end.0 <= FURTHEST);
    later && other.event_type == act.event_type && parties(act).len() >= 2 && parties(act).is_subset(&parties(other))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cluster::link;
    use crate::model::Model;
    use crate::report::Report;
    use crate::report::tests::meeting;

    fn plan(id: &str, day: &str, published: &str) -> Report {
        let mut report = meeting(id, day, ["USA", "IRN"]);
        report.status = Status::Planned;
        report.published = Day::parse(published);
        report
    }

    fn outcomes(reports: &[Report], today: &str) -> Vec<(String, Outcome)> {
        let acts: Vec<Act> =
            link(reports, &Model::builtin().unwrap()).iter().filter_map(|c| crate::act(c, reports)).collect();
        let span = Days::new(Day::parse("2015-07-01").unwrap(), Day::parse("2015-07-31").unwrap());
        agenda(&acts, span, Day::parse(today).unwrap()).into_iter().map(|item| (item.act, item.outcome)).collect()
    }

    #[test]
    fn a_plan_is_due_then_occurs_or_passes() {
        let plan = plan("a", "2015-07-13", "2015-07-08");
        let id = "a#e1".to_owned();
        assert_eq!(outcomes(std::slice::from_ref(&plan), "2015-07-10"), [(id.clone(), Outcome::Due)]);
        assert_eq!(outcomes(std::slice::from_ref(&plan), "2015-07-20"), [(id.clone(), Outcome::PassedWithoutReport)]);
        let told = meeting("b", "2015-07-13", ["USA", "IRN"]);
        let both = [plan, told];
        assert_eq!(outcomes(&both, "2015-07-20"), [(id.clone(), Outcome::Occurred)]);
        // Asked how it stood before, the agenda knows nothing of later reports.
        assert_eq!(outcomes(&both, "2015-07-10"), [(id, Outcome::Due)]);
        assert_eq!(outcomes(&both, "2015-07-07"), []);
    }

    #[test]
    fn what_is_called_off_and_set_again_has_moved() {
        let mut off = meeting("b", "2015-07-13", ["USA", "IRN"]);
        off.status = Status::Denied;
        let reports = [plan("a", "2015-07-13", "2015-07-08"), off, plan("c", "2015-07-27", "2015-07-14")];
        let found = outcomes(&reports[..2], "2015-07-14");
        assert_eq!(found, [("a#e1".to_owned(), Outcome::CalledOff)]);
        let found = outcomes(&reports, "2015-07-15");
        assert_eq!(found[0], ("a#e1".to_owned(), Outcome::Moved { to: "c#e1".to_owned() }));
        assert_eq!(found[1], ("c#e1".to_owned(), Outcome::Due));
    }
}
