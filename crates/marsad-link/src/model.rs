//! How much speaks for two reports telling of one act: few features, weights in a file that people read.

use std::fmt;

use marsad_record::{EventType, Status};

use crate::day::{Day, Days};
use crate::keys::{self, Key};
use crate::report::{Party, Report};
use crate::words::{bag, hash, shared, stem};

macro_rules! features {
    ($($(#[$meta:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What is weighed between two reports. The reasons stand in `weights.tsv`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feature { $($(#[$meta])* $variant),+ }

        impl Feature {
            /// All features, in the order of the weights' file.
            pub const ALL: &'static [Feature] = &[$(Feature::$variant),+];

            /// The name under which the weights' file has it.
            pub fn as_str(self) -> &'static str {
                match self { $(Feature::$variant => $name),+ }
            }
        }
    };
}

features! {
    /// Holds for every pair.
    Bias = "bias",
    /// The same PLOVER type.
    SameType = "same-type",
    /// Two types of one family.
    OtherType = "other-type",
    /// The same CAMEO root or mode.
    SameCameo = "same-cameo",
    /// Two modes.
    OtherMode = "other-mode",
    /// The same single day.
    SameDay = "same-day",
    /// Ranges that overlap.
    SameDays = "same-days",
    /// Days that overlap where one is reckoned.
    MaybeDay = "maybe-day",
    /// Neighbouring days.
    NextDay = "next-day",
    /// A day between.
    TwoDays = "two-days",
    /// More than a day between.
    FarDays = "far-days",
    /// Two parties shared.
    BothParties = "both-parties",
    /// One party shared, others excluded.
    OneParty = "one-party",
    /// One party shared, and no other excluded.
    PartyMissing = "party-missing",
    /// No party shared.
    NoParty = "no-party",
    /// Three parties shared.
    ManyParties = "many-parties",
    /// Named people shared, up to two.
    SamePerson = "same-person",
    /// A party acts by two different people.
    OtherPerson = "other-person",
    /// Actor and recipient change places.
    Turned = "turned",
    /// The same place.
    SamePlace = "same-place",
    /// Two places.
    OtherPlace = "other-place",
    /// The same country.
    SameCountry = "same-country",
    /// Two countries.
    OtherCountry = "other-country",
    /// A topic word shared.
    SameTopic = "same-topic",
    /// Topics without a shared word.
    OtherTopic = "other-topic",
    /// A count shared.
    SameNumber = "same-number",
    /// Counts far apart.
    OtherNumber = "other-number",
    /// A trigger word shared.
    SameWord = "same-word",
    /// Likeness of the sentences, 0 to 1.
    Wording = "wording",
    /// Binary logarithm of one more than the like acts that the articles tell beside these.
    Siblings = "siblings",
    /// Both from one article.
    OneArticle = "one-article",
    /// Told as done and as not.
    OtherStatus = "other-status",
    /// Done before planned.
    ReportBeforePlan = "report-before-plan",
    /// The bar that a sum must pass.
    Threshold = "threshold",
}

/// Why a weights' file is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelError {
    /// A line is no feature, tab, number.
    #[error("weights line {line}: {problem}; a row is a feature, a tab, its weight, a tab and the reason")]
    Row {
        /// From 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A feature has no row.
    #[error("weights: no row for `{0}`; add one, with weight 0 to leave the feature out")]
    Missing(&'static str),
}

/// The weights, each in points of log-odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    weights: Vec<f64>,
}

/// Sums below this are all the same: two reports that cannot be one act.
pub(crate) const FLOOR: f64 = -8.0;

impl Model {
    /// The weights that come with the library.
    ///
    /// # Errors
    /// Never for a release: a test reads them.
    pub fn builtin() -> Result<Model, ModelError> {
        Model::parse(include_str!("../weights.tsv"))
    }

    /// Reads weights: a row a feature, with its name, its weight and the reason; `#` begins a comment.
    ///
    /// # Errors
    /// If a row is malformed, names no feature or repeats one, or if a feature is missing.
    pub fn parse(text: &str) -> Result<Model, ModelError> {
        let mut found: Vec<Option<f64>> = vec![None; Feature::ALL.len()];
        for (at, row) in text.lines().enumerate() {
            if row.starts_with('#') || row.trim().is_empty() {
                continue;
            }
            let refuse = |problem: String| ModelError::Row { line: at + 1, problem };
            let mut cells = row.split('\t');
            let (name, weight) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            let weight: f64 = weight
                .parse()
                .ok()
                .filter(|w: &f64| w.is_finite())
                .ok_or_else(|| refuse(format!("`{weight}` is no number")))?;
            let feature = Feature::ALL
                .iter()
                .position(|feature| feature.as_str() == name)
                .ok_or_else(|| refuse(format!("`{name}` is no feature")))?;
            if found[feature].replace(weight).is_some() {
                return Err(refuse(format!("`{name}` has a row already")));
            }
        }
        let weights = Feature::ALL
            .iter()
            .zip(found)
            .map(|(feature, weight)| weight.ok_or(ModelError::Missing(feature.as_str())))
            .collect::<Result<_, _>>()?;
        Ok(Model { weights })
    }

    /// The weight of a feature.
    pub fn weight(&self, feature: Feature) -> f64 {
        self.weights[feature as usize]
    }

    /// The features of two reports and their sum; the order of the two does not count.
    pub fn weigh(&self, a: &Report, b: &Report) -> Weighing {
        let mut parts = Vec::new();
        features(&Sketch::new(a), &Sketch::new(b), &mut |feature, value| parts.push((feature, value)));
        let sum: f64 = parts.iter().map(|&(feature, value)| self.weight(feature) * value).sum();
        Weighing { score: sum - self.weight(Feature::Threshold), parts }
    }

    /// As [`Self::weigh`], but only the score, no lower than [`FLOOR`].
    pub(crate) fn score(&self, a: &Sketch, b: &Sketch) -> f64 {
        let mut sum = -self.weight(Feature::Threshold);
        features(a, b, &mut |feature, value| sum += self.weight(feature) * value);
        sum.max(FLOOR)
    }
}

impl Model {
    /// The score of a pair that passes the threshold; `None` for one that does not.
    pub(crate) fn passing(&self, a: &Sketch, b: &Sketch) -> Option<f64> {
        let mut sum = -self.weight(Feature::Threshold);
        plain(a, b, &mut |feature, value| sum += self.weight(feature) * value);
        // Most pairs are out of reach even with the same words.
        if sum + self.weight(Feature::Wording).max(0.0) <= 0.0 {
            return None;
        }
        wording(a, b, &mut |feature, value| sum += self.weight(feature) * value);
        (sum > 0.0).then_some(sum)
    }
}

/// What was weighed between two reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighing {
    /// The sum of values times weights less the threshold: above 0, the pair speaks for one act.
    pub score: f64,
    /// Each feature that held, with its value.
    pub parts: Vec<(Feature, f64)>,
}

impl fmt::Display for Weighing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.score)?;
        self.parts.iter().try_for_each(|(feature, value)| {
            if *value == 1.0 {
                write!(f, " {}", feature.as_str())
            } else {
                write!(f, " {}={value:.2}", feature.as_str())
            }
        })
    }
}

/// What is compared of a report, made ready to be compared with many: a small part of the report, without its words.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// The report's id.
    pub id: String,
    /// Its blocking keys, as [`keys::keys`] gives them.
    pub keys: Vec<Key>,
    article: u64,
    event_type: EventType,
    mode: Option<u64>,
    /// The first three digits of the CAMEO code.
    cameo: u64,
    status: Status,
    published: Option<Day>,
    days: Option<Days>,
    dated: bool,
    /// Hashes of the identities of the known parties on each side and of both, sorted.
    sides: [Box<[u64]>; 2],
    parties: Box<[u64]>,
    /// How many of the parties are not the country where the act takes place.
    guests: usize,
    /// Identity and name of each named person, sorted.
    people: Box<[(u64, u64)]>,
    place: Option<Spot>,
    topics: Box<[u64]>,
    triggers: Box<[u64]>,
    wording: Box<[u64]>,
    /// Killed, injured, detained, crowd.
    counts: [Option<u32>; 4],
    siblings: u32,
}

/// What is compared of a place.
#[derive(Clone, Copy, Debug)]
struct Spot {
    name: u64,
    country: Option<u64>,
    geonames: Option<u32>,
    point: Option<(f64, f64)>,
}

/// The name by which a person is compared: the Wikidata id is not known to every article, the last name is.
fn last_name(party: &Party) -> Option<u64> {
    let name = party.person.then(|| party.name.split_whitespace().last()).flatten()?;
    Some(hash(&stem(name)))
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Box<[T]> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items.into()
}

impl Sketch {
    /// The sketch of a report.
    pub fn new(report: &Report) -> Sketch {
        let side = |parties: &[Party]| sorted(parties.iter().filter_map(keys::identity).map(|id| hash(&id)));
        let both = || report.actors.iter().chain(&report.recipients);
        let parties = sorted(both().filter_map(keys::identity).map(|id| hash(&id)));
        let host = report.place.as_ref().and_then(|place| place.country.as_deref()).map(hash);
        let magnitude = &report.magnitude;
        Sketch {
            id: report.id.clone(),
            keys: keys::keys(report),
            article: hash(&report.article),
            event_type: report.event_type,
            mode: report.mode.as_deref().map(hash),
            cameo: hash(report.cameo.get(..3).unwrap_or(&report.cameo)),
            status: report.status,
            published: report.published,
            days: keys::filed(report),
            dated: report.date.is_some(),
            sides: [side(&report.actors), side(&report.recipients)],
            guests: parties.iter().filter(|&&party| Some(party) != host).count(),
            parties,
            people: sorted(both().filter_map(|p| Some((hash(&keys::identity(p)?), last_name(p)?)))),
            place: report.place.as_ref().map(|place| Spot {
                name: hash(&stem(&place.name)),
                country: host,
                geonames: place.geonames,
                point: place.point,
            }),
            topics: sorted(report.topics.iter().flat_map(|topic| bag(topic, 3))),
            triggers: sorted(report.words.iter().flat_map(|word| bag(word, 3))),
            wording: sorted(report.sentences.iter().take(3).flat_map(|sentence| bag(sentence, 4))),
            counts: [magnitude.killed, magnitude.injured, magnitude.detained, magnitude.crowd],
            siblings: report.siblings,
        }
    }

    /// Whether the days of two reports are near enough for one act.
    pub(crate) fn near(&self, other: &Sketch) -> bool {
        self.days.zip(other.days).is_some_and(|(a, b)| a.gap(b) <= keys::SLACK)
    }
}

/// All features that hold; the dear one, the likeness of the wording, comes last.
fn features(a: &Sketch, b: &Sketch, hold: &mut impl FnMut(Feature, f64)) {
    plain(a, b, hold);
    wording(a, b, hold);
}

fn wording(a: &Sketch, b: &Sketch, hold: &mut impl FnMut(Feature, f64)) {
    let common = shared(&a.wording, &b.wording);
    if common > 0 {
        // Of the shorter: a brief report of an act lies within the long one's words.
        let shorter = a.wording.len().min(b.wording.len()).max(SHORTEST_WORDING);
        hold(Feature::Wording, common as f64 / shorter as f64);
    }
}

/// All features but the wording.
fn plain(a: &Sketch, b: &Sketch, hold: &mut impl FnMut(Feature, f64)) {
    hold(Feature::Bias, 1.0);
    kind(a, b, &mut |feature| hold(feature, 1.0));
    if let Some(feature) = days(a, b) {
        hold(feature, 1.0);
    }
    parties(a, b, hold);
    if let Some(feature) = place(a, b) {
        hold(feature, 1.0);
    }
    if !a.topics.is_empty() && !b.topics.is_empty() {
        hold(if shared(&a.topics, &b.topics) > 0 { Feature::SameTopic } else { Feature::OtherTopic }, 1.0);
    }
    numbers(a, b, &mut |feature| hold(feature, 1.0));
    if shared(&a.triggers, &b.triggers) > 0 {
        hold(Feature::SameWord, 1.0);
    }
    if a.article == b.article {
        hold(Feature::OneArticle, 1.0);
    }
    let siblings = a.siblings.max(b.siblings);
    if siblings > 0 {
        hold(Feature::Siblings, f64::from(siblings + 1).log2());
    }
    standing(a, b, &mut |feature| hold(feature, 1.0));
}

/// Sentences of fewer different words than this are alike by chance.
const SHORTEST_WORDING: usize = 8;

fn kind(a: &Sketch, b: &Sketch, hold: &mut impl FnMut(Feature)) {
    if a.event_type != b.event_type {
        return hold(Feature::OtherType);
    }
    hold(Feature::SameType);
    match (a.mode, b.mode) {
        (Some(x), Some(y)) if x != y => hold(Feature::OtherMode),
        (Some(_), Some(_)) => hold(Feature::SameCameo),
        _ if a.cameo == b.cameo => hold(Feature::SameCameo),
        _ => {}
    }
}

fn days(a: &Sketch, b: &Sketch) -> Option<Feature> {
    let (x, y) = (a.days?, b.days?);
    Some(match x.gap(y) {
        0 if !a.dated || !b.dated => Feature::MaybeDay,
        0 if x == y && x.len() == 1 => Feature::SameDay,
        0 => Feature::SameDays,
        1 => Feature::NextDay,
        keys::SLACK => Feature::TwoDays,
        _ => Feature::FarDays,
    })
}

fn parties(a: &Sketch, b: &Sketch, hold: &mut impl FnMut(Feature, f64)) {
    let common = shared(&a.parties, &b.parties);
    if common >= 2 {
        hold(Feature::BothParties, 1.0);
    } else if common == 0 {
        hold(Feature::NoParty, 1.0);
    } else if differ(a, b) {
        hold(Feature::OneParty, 1.0);
    } else {
        hold(Feature::PartyMissing, 1.0);
    }
    if common >= 3 {
        hold(Feature::ManyParties, 1.0);
    }
    let mut same = 0;
    let mut other = false;
    for &(identity, name) in &a.people {
        let theirs = || b.people.iter().filter(move |&&(id, _)| id == identity);
        if theirs().any(|&(_, n)| n == name) {
            same += 1;
        } else if theirs().next().is_some() && !a.people.iter().any(|p| p.0 == identity && b.people.contains(p)) {
            other = true;
        }
    }
    if same > 0 {
        hold(Feature::SamePerson, f64::from(same.min(2)));
    }
    if other {
        hold(Feature::OtherPerson, 1.0);
    }
    if !a.event_type.is_symmetric() {
        let across = shared(&a.sides[0], &b.sides[1]) + shared(&a.sides[1], &b.sides[0]);
        let along = shared(&a.sides[0], &b.sides[0]) + shared(&a.sides[1], &b.sides[1]);
        if across > along {
            hold(Feature::Turned, 1.0);
        }
    }
}

/// Whether two reports that share one party name others that exclude each other. Between equals these are any two; else
/// two doers or two done to. The host does not exclude anyone: where many meet, a report may pair any guest with it.
fn differ(a: &Sketch, b: &Sketch) -> bool {
    if a.event_type.is_symmetric() {
        return a.guests >= 2 && b.guests >= 2;
    }
    let apart = |side: usize| {
        let (x, y) = (&a.sides[side], &b.sides[side]);
        !x.is_empty() && !y.is_empty() && shared(x, y) == 0
    };
    apart(0) || apart(1)
}

/// Kilometres within which two places are one.
const NEAR: f64 = 6.0;

fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    // Flat is near enough for "the same town or not".
    let north = (a.0 - b.0) * 111.2;
    let east = (a.1 - b.1) * 111.2 * ((a.0 + b.0) / 2.0).to_radians().cos();
    north.hypot(east)
}

/// Whether a place is the country as a whole.
fn is_country(place: &Spot) -> bool {
    place.geonames.is_none() && place.point.is_none()
}

fn place(a: &Sketch, b: &Sketch) -> Option<Feature> {
    let (x, y) = (a.place.as_ref()?, b.place.as_ref()?);
    let same = x.name == y.name
        || x.geonames.zip(y.geonames).is_some_and(|(x, y)| x == y)
        || x.point.zip(y.point).is_some_and(|(x, y)| kilometres(x, y) <= NEAR);
    let countries = x.country.zip(y.country).map(|(x, y)| x == y);
    match countries {
        _ if same => Some(Feature::SamePlace),
        Some(false) => Some(Feature::OtherCountry),
        Some(true) if is_country(x) || is_country(y) => Some(Feature::SameCountry),
        _ => Some(Feature::OtherPlace),
    }
}

fn numbers(a: &Sketch, b: &Sketch, hold: &mut impl FnMut(Feature)) {
    let pairs = || a.counts.into_iter().zip(b.counts).filter_map(|(x, y)| x.zip(y));
    if pairs().any(|(x, y)| x == y) {
        hold(Feature::SameNumber);
    } else if pairs().any(|(x, y)| u64::from(x.max(y)) > 3 * u64::from(x.min(y))) {
        hold(Feature::OtherNumber);
    }
}

fn standing(a: &Sketch, b: &Sketch, hold: &mut impl FnMut(Feature)) {
    let done = |r: &Sketch| matches!(r.status, Status::Occurred | Status::Ongoing);
    let plan = |r: &Sketch| r.status == Status::Planned;
    if (done(a) && matches!(b.status, Status::Denied | Status::Possible))
        || (done(b) && matches!(a.status, Status::Denied | Status::Possible))
    {
        hold(Feature::OtherStatus);
    }
    let before = |x: &Sketch, y: &Sketch| x.published.zip(y.published).is_some_and(|(x, y)| x < y);
    if (done(a) && plan(b) && before(a, b)) || (done(b) && plan(a) && before(b, a)) {
        hold(Feature::ReportBeforePlan);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::Place;
    use crate::report::tests::meeting;

    #[test]
    fn the_builtin_weights_are_read() {
        assert!(Model::builtin().is_ok());
    }

    #[test]
    fn what_is_wrong_with_weights_is_said() {
        let text = include_str!("../weights.tsv");
        let error = |text: &str| Model::parse(text).unwrap_err().to_string();
        assert!(error("bias\tx\t").starts_with("weights line 1: `x` is no number"));
        assert!(error("luck\t1\t").starts_with("weights line 1: `luck` is no feature"));
        assert!(error("bias\t1\t\nbias\t1\t").starts_with("weights line 2: `bias` has a row already"));
        assert!(error(&text.replace("\nwording\t", "\n#")).starts_with("weights: no row for `wording`"));
    }

    #[test]
    fn the_same_meeting_passes_and_look_alikes_do_not() {
        let model = Model::builtin().unwrap();
        let a = meeting("a", "2015-07-13", ["USA", "IRN"]);
        let turned = meeting("b", "2015-07-13", ["IRN", "USA"]);
        assert!(model.weigh(&a, &turned).score > 0.0);
        for (day, codes) in [("2015-07-15", ["USA", "IRN"]), ("2015-07-13", ["USA", "FRA"])] {
            assert!(model.weigh(&a, &meeting("b", day, codes)).score < 0.0, "{day} {codes:?}");
        }
    }

    #[test]
    fn the_order_of_the_two_does_not_count() {
        let model = Model::builtin().unwrap();
        let a = meeting("a", "2015-07-13", ["USA", "IRN"]);
        let mut b = meeting("b", "2015-07-14", ["IRN", "UNK"]);
        b.status = Status::Planned;
        b.published = Some(Day(0));
        assert_eq!(model.weigh(&a, &b), model.weigh(&b, &a));
    }

    #[test]
    fn places_are_one_by_name_or_nearness() {
        let at = |name: &str, country: &str, point| {
            let mut report = meeting("a", "2015-07-13", ["USA", "IRN"]);
            report.place =
                Some(Place { name: name.to_owned(), country: Some(country.to_owned()), geonames: None, point });
            report
        };
        let feature = |a: &Report, b: &Report| place(&Sketch::new(a), &Sketch::new(b));
        // "Vienna", "the Austrian capital", "Geneva", "Switzerland", "Lausanne"
        let vienna = at("فيينا", "AUT", Some((48.2, 16.37)));
        assert_eq!(feature(&vienna, &at("العاصمة النمساوية", "AUT", Some((48.21, 16.36)))), Some(Feature::SamePlace));
        let geneva = at("جنيف", "CHE", Some((46.2, 6.15)));
        assert_eq!(feature(&vienna, &geneva), Some(Feature::OtherCountry));
        assert_eq!(feature(&geneva, &at("سويسرا", "CHE", None)), Some(Feature::SameCountry));
        assert_eq!(feature(&geneva, &at("لوزان", "CHE", Some((46.52, 6.63)))), Some(Feature::OtherPlace));
    }
}
