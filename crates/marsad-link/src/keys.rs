//! Blocking: the cheap keys under which two reports of one act meet.

use marsad_record::EventType;

use crate::day::Days;
use crate::report::{Party, Report};
use crate::words;

/// A blocking key: two reports are compared only if they share one. Stable across versions of the same major schema and
/// machines, so that a database can index it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub i64);

/// Days that a key covers.
const BUCKET: i32 = 4;
/// Days that the dates of two reports of one act may be apart beyond the day itself, by a slip of writer or coder.
pub(crate) const SLACK: i32 = 2;
/// Dates wider than this (days) tell too little to join by: "in 2013".
pub(crate) const WIDEST: i32 = 31;

/// Types which writers and the coder take for each other share a letter.
pub(crate) fn family(event_type: EventType) -> char {
    use EventType::*;
    match event_type {
        Consult => 'c',
        // A truce is AGREE to one writer and RETREAT to another.
        Agree | Cooperate | Concede | Retreat => 'a',
        Support => 's',
        Aid => 'd',
        Request => 'r',
        Accuse | Reject | Threaten => 'v',
        Protest => 'p',
        Sanction | Coerce => 'x',
        Mobilize => 'm',
        Assault => 'f',
    }
}

/// What a party is compared by: its code, or, for codes that stand for anyone of a kind, the code with its name. `None`
/// for a party that is not known.
pub(crate) fn identity(party: &Party) -> Option<String> {
    match party.code.as_str() {
        "UNK" | "" => None,
        "NSA" | "IGO" | "NGO" => {
            let name: Vec<String> = party.name.split_whitespace().map(words::stem).collect();
            Some(format!("{}:{}", party.code, name.last().map_or("", String::as_str)))
        }
        code => Some(code.to_owned()),
    }
}

/// The days under which a report is filed; `None` where it can be joined to nothing.
pub(crate) fn filed(report: &Report) -> Option<Days> {
    report.window().filter(|days| days.len() <= WIDEST)
}

/// The place as a key, where it is closer than a country.
fn spot(report: &Report) -> Option<String> {
    let place = report.place.as_ref()?;
    match place.geonames {
        Some(id) => Some(format!("@{id}")),
        None => place.point.map(|_| format!("@{}", words::stem(&place.name))),
    }
}

/// The keys of a report, sorted, each once: its type's family with each known party, and its place, and each stretch of
/// days that it or its slack touches. Empty where the report can be joined to nothing: it has no days, or days too wide, or
/// neither a known party nor a place closer than a country.
pub fn keys(report: &Report) -> Vec<Key> {
    let Some(days) = filed(report) else { return Vec::new() };
    let first = (days.start.0 - SLACK / 2).div_euclid(BUCKET);
    let last = (days.end.0 + SLACK / 2).div_euclid(BUCKET);
    let family = family(report.event_type);
    let parties = report.actors.iter().chain(&report.recipients).filter_map(identity);
    let mut keys: Vec<Key> = parties
        .chain(spot(report))
        .flat_map(|what| {
            (first..=last).map(move |bucket| Key(words::hash(&format!("{family}|{bucket}|{what}")).cast_signed()))
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::tests::meeting;

    fn meet(a: &Report, b: &Report) -> bool {
        let (a, b) = (keys(a), keys(b));
        a.iter().any(|key| b.contains(key))
    }

    #[test]
    fn reports_two_days_apart_meet_wherever_the_buckets_are_cut() {
        for day in 1..=20 {
            let a = meeting("a", &format!("2015-07-{day:02}"), ["USA", "IRN"]);
            let b = meeting("b", &format!("2015-07-{:02}", day + 2), ["IRN", "FRA"]);
            assert!(meet(&a, &b), "{day}");
        }
    }

    #[test]
    fn other_parties_families_and_weeks_do_not_meet() {
        let a = meeting("a", "2015-07-14", ["USA", "IRN"]);
        assert!(!meet(&a, &meeting("b", "2015-07-14", ["EGY", "FRA"])));
        assert!(!meet(&a, &meeting("b", "2015-07-25", ["USA", "IRN"])));
        let mut attack = a.clone();
        attack.event_type = EventType::Assault;
        assert!(!meet(&a, &attack));
    }

    #[test]
    fn what_nothing_is_known_of_has_no_key() {
        let mut report = meeting("a", "2015-07-14", ["UNK", "UNK"]);
        assert!(keys(&report).is_empty());
        report = meeting("a", "2015-07-14", ["USA", "IRN"]);
        report.date = Some(Days::new(crate::Day(0), crate::Day(364)));
        assert!(keys(&report).is_empty());
    }
}
