//! What linking knows of one event of one article.

use std::collections::BTreeSet;

use marsad_record::{EventType, Field, Magnitude, Record, SourceKind, Status};
use serde::{Deserialize, Serialize};

use crate::day::{Day, Days};
use crate::keys::{family, identity};

/// A party to an act, as one article gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// ISO alpha-3 or a code of the ontology.
    pub code: String,
    /// Sector, as [`marsad_record::Role`] spells it.
    pub role: String,
    /// As written.
    pub name: String,
    /// English name, where known. Acts that a ledger stored before it was kept have none.
    #[serde(default)]
    pub name_en: Option<String>,
    /// English office, where known.
    pub office: Option<String>,
    /// Wikidata id, where known.
    pub wikidata: Option<String>,
    /// True for a person, false for a state, group or body.
    pub person: bool,
}

/// Where an article says that an act took place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// As written.
    pub name: String,
    /// ISO alpha-3.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
}

/// One event of one article: the unit that is joined into acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The event's id, unique among all reports.
    pub id: String,
    /// The article's id.
    pub article: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// PLOVER type.
    pub event_type: EventType,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: String,
    /// Whether it happened, as this article has it.
    pub status: Status,
    /// Told as history.
    pub background: bool,
    /// When the act took or takes place.
    pub date: Option<Days>,
    /// By when it must be done.
    pub deadline: Option<Days>,
    /// Where.
    pub place: Option<Place>,
    /// Who acts.
    pub actors: Vec<Party>,
    /// Who is acted upon.
    pub recipients: Vec<Party>,
    /// Who else has a part.
    pub others: Vec<Party>,
    /// About what, in the article's words.
    pub topics: Vec<String>,
    /// How much.
    pub magnitude: Magnitude,
    /// What sort of source tells it; `None`: the outlet itself.
    pub source: Option<SourceKind>,
    /// The words that tell the act (triggers), as written, the best first.
    pub words: Vec<String>,
    /// The sentences that tell it, as written, the best first.
    pub sentences: Vec<String>,
    /// How many other acts of this kind its article tells: of the same family of types, between the same known parties, on
    /// days that may be the same. Where there are many, the parties and the day say little about which one is meant.
    pub siblings: u32,
    /// From 0 to 1.
    pub confidence: f64,
    /// Name of the article's group of near duplicates, where it has one (see [`crate::copies`]).
    pub copy_of: Option<String>,
}

impl Report {
    /// The days on which the act may lie: as told, or else reckoned from the day of publication. `None` where neither is
    /// known, and for undated history.
    pub fn window(&self) -> Option<Days> {
        if self.date.is_some() {
            return self.date;
        }
        let published = self.published?;
        match self.status {
            _ if self.background => None,
            Status::Planned | Status::Possible => Some(Days::new(published, Day(published.0 + 6))),
            Status::Occurred | Status::Ongoing | Status::Denied => Some(Days::new(Day(published.0 - 2), published)),
        }
    }
}

/// The reports of an article's record, one an event. `title` and `text` are the fields that were coded; `copy_of` is the
/// article's group of near duplicates.
pub fn reports(record: &Record, title: &str, text: &str, copy_of: Option<&str>) -> Vec<Report> {
    let fields = [Chars::new(title), Chars::new(text)];
    let party = |id: &str| {
        let actor = record.actors.iter().find(|actor| actor.id == id)?;
        Some(Party {
            code: actor.code.clone(),
            role: actor.role.as_str().to_owned(),
            name: actor.name.clone(),
            office: actor.office.clone(),
            name_en: actor.name_en.clone(),
            wikidata: actor.wikidata.clone(),
            person: actor.kind == marsad_record::ActorKind::Person,
        })
    };
    let days = |range: &marsad_record::DateRange| Some(Days::new(Day::parse(&range.start)?, Day::parse(&range.end)?));
    let mut reports: Vec<Report> = record
        .events
        .iter()
        .map(|event| {
            let cut = |field: Field, start: u32, end: u32| fields[usize::from(field == Field::Text)].cut(start, end);
            let mut sentences: Vec<String> =
                event.mentions.iter().map(|m| cut(m.field, m.sentence[0], m.sentence[1])).collect();
            sentences.dedup();
            Report {
                id: event.id.clone(),
                article: record.id.clone(),
                outlet: record.outlet.clone(),
                published: record.published.as_deref().and_then(Day::parse),
                event_type: event.event_type,
                mode: event.mode.clone(),
                cameo: event.cameo.clone(),
                status: event.status,
                background: event.background,
                date: event.date.as_ref().and_then(days),
                deadline: event.deadline.as_ref().and_then(days),
                place: event.place.as_ref().map(|place| Place {
                    name: place.name.clone(),
                    country: place.country.clone(),
                    geonames: place.geonames,
                    point: place.lat.zip(place.lon),
                }),
                actors: event.actors.iter().filter_map(|p| party(&p.actor)).collect(),
                recipients: event.recipients.iter().filter_map(|p| party(&p.actor)).collect(),
                others: event.others.iter().filter_map(|p| party(&p.actor)).collect(),
                topics: event.topics.iter().map(|topic| topic.label.clone()).collect(),
                magnitude: event.magnitude.clone(),
                source: event.reported_by.as_ref().map(|source| source.kind),
                words: event.mentions.iter().map(|m| cut(m.field, m.start, m.end)).collect(),
                sentences,
                siblings: 0,
                confidence: event.confidence,
                copy_of: copy_of.map(str::to_owned),
            }
        })
        .collect();
    let counts: Vec<u32> = reports.iter().map(|a| reports.iter().filter(|b| alike(a, b)).count() as u32).collect();
    reports.iter_mut().zip(counts).for_each(|(report, siblings)| report.siblings = siblings);
    reports
}

/// Whether two acts of one article are siblings.
fn alike(a: &Report, b: &Report) -> bool {
    let parties =
        |r: &Report| -> BTreeSet<String> { r.actors.iter().chain(&r.recipients).filter_map(identity).collect() };
    let same_days = a.window().zip(b.window()).is_some_and(|(a, b)| a.gap(b) == 0);
    a.id != b.id && family(a.event_type) == family(b.event_type) && same_days && {
        let (a, b) = (parties(a), parties(b));
        !a.is_empty() && (a.is_subset(&b) || b.is_subset(&a)) && !b.is_empty()
    }
}

/// A text that is cut by scalar values.
struct Chars<'a> {
    text: &'a str,
    /// Byte at which each scalar value begins, and the end.
    starts: Vec<usize>,
}

impl<'a> Chars<'a> {
    fn new(text: &'a str) -> Chars<'a> {
        Chars { text, starts: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    /// The stretch `[start, end)`; what lies beyond the text is left out.
    fn cut(&self, start: u32, end: u32) -> String {
        let at = |offset: u32| self.starts.get(offset as usize).copied().unwrap_or(self.text.len());
        self.text.get(at(start)..at(end)).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use super::*;

    /// A dated meeting of two foreign ministers, which tests alter.
    pub(crate) fn meeting(id: &str, day: &str, codes: [&str; 2]) -> Report {
        let party = |code: &&str| Party {
            code: (*code).to_owned(),
            role: "GOV".to_owned(),
            name: (*code).to_owned(),
            name_en: None,
            office: None,
            wikidata: None,
            person: false,
        };
        let at = Day::parse(day);
        Report {
            id: format!("{id}#e1"),
            article: id.to_owned(),
            outlet: Some(format!("outlet of {id}")),
            published: at.map(|day| Day(day.0 + 1)),
            event_type: EventType::Consult,
            mode: None,
            cameo: "040".to_owned(),
            status: Status::Occurred,
            background: false,
            date: at.map(|day| Days::new(day, day)),
            deadline: None,
            place: None,
            actors: codes[..1].iter().map(party).collect(),
            recipients: codes[1..].iter().map(party).collect(),
            others: Vec::new(),
            topics: Vec::new(),
            magnitude: Magnitude::default(),
            source: None,
            // "met"
            words: vec!["التقى".to_owned()],
            sentences: Vec::new(),
            siblings: 0,
            confidence: 0.8,
            copy_of: None,
        }
    }

    #[test]
    fn what_has_no_date_is_looked_for_around_publication() {
        let mut report = meeting("a", "2015-07-13", ["USA", "IRN"]);
        assert_eq!(report.window().unwrap().to_string(), "2015-07-13");
        report.date = None;
        assert_eq!(report.window().unwrap().to_string(), "2015-07-12/2015-07-14");
        report.status = Status::Planned;
        assert_eq!(report.window().unwrap().to_string(), "2015-07-14/2015-07-20");
        report.background = true;
        assert_eq!(report.window(), None);
    }

    #[test]
    fn offsets_count_scalar_values() {
        // "he met him"
        let chars = Chars::new("التقى به");
        assert_eq!(chars.cut(0, 5), "التقى");
        assert_eq!(chars.cut(6, 99), "به");
        assert_eq!(chars.cut(50, 99), "");
    }
}
