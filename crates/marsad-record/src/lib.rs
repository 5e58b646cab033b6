//! The record: what one article becomes. Types, ontology and their JSON form.
//!
//! Every offset is `[start, end)` in Unicode scalar values of the named field as it was given.
//! A value that the text does not support is `None` and prints as `null`.

#[cfg(feature = "arrow")]
pub mod arrow;
pub mod flat;
mod ontology;
#[cfg(test)]
mod testing;

pub use ontology::{ActorKind, EventType, Part, Role, SourceKind, Status, TrackState};

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Version of the record's schema; rises with every change of a field's meaning.
pub const SCHEMA_VERSION: &str = "0.1";

/// Which part of the article a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The headline.
    Title,
    /// The body.
    Text,
}

impl Field {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Text => "text",
        }
    }
}

/// A stretch of a field, in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The field it lies in.
    pub field: Field,
    /// First scalar value.
    pub start: u32,
    /// One past the last scalar value.
    pub end: u32,
}

/// `text:3-8`, as tables write it.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}-{}", self.field.as_str(), self.start, self.end)
    }
}

/// A date range with both ends included, ISO 8601; one day has `start == end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateRange {
    /// First day.
    pub start: String,
    /// Last day.
    pub end: String,
    /// The words that say so.
    pub text: Span,
}

/// How long an act took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    /// Length in minutes.
    pub minutes: u32,
    /// True where the text hedges ("about an hour").
    pub approximate: bool,
}

/// Where an act took place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The place as the text writes it.
    pub name: String,
    /// ISO 3166-1 alpha-3, or `None` where it cannot be told.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// The words that name it.
    pub text: Span,
}

/// What an act was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The subject in the text's words.
    pub label: String,
    /// Where the text says so.
    pub text: Span,
}

/// Reference to an entry of [`Record::actors`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyRef {
    /// The actor's id within the record.
    pub actor: String,
}

/// A party that is neither doer nor done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherParty {
    /// The actor's id within the record.
    pub actor: String,
    /// Its part.
    pub part: Part,
}

/// On whose word an act is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedBy {
    /// The actor's id within the record.
    pub actor: String,
    /// What sort of source it is.
    pub kind: SourceKind,
}

/// Casualties, crowds and sums, as the text gives them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Magnitude {
    /// People killed.
    pub killed: Option<u32>,
    /// People wounded.
    pub injured: Option<u32>,
    /// People detained.
    pub detained: Option<u32>,
    /// People in a crowd.
    pub crowd: Option<u32>,
    /// A sum of money, in the text's words.
    pub amount: Option<String>,
    /// True where the text gives its numbers as lower bounds ("at least").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
}

/// One place where the text speaks of an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Field of `start`, `end` and `sentence`.
    pub field: Field,
    /// First scalar value of the trigger.
    pub start: u32,
    /// One past the trigger.
    pub end: u32,
    /// The sentence that holds it.
    pub sentence: [u32; 2],
    /// The frame that read it.
    pub rule: String,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `article#eN`.
    pub id: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// PLOVER mode, where it has one.
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: String,
    /// Whether it happened.
    pub status: Status,
    /// Told as history.
    pub background: bool,
    /// Who acts.
    pub actors: Vec<PartyRef>,
    /// Who is acted upon.
    pub recipients: Vec<PartyRef>,
    /// Who else has a part.
    pub others: Vec<OtherParty>,
    /// When.
    pub date: Option<DateRange>,
    /// How long.
    pub duration: Option<Duration>,
    /// Where.
    pub place: Option<Place>,
    /// About what.
    pub topics: Vec<Topic>,
    /// On whose word; `None`: the outlet's own.
    pub reported_by: Option<ReportedBy>,
    /// By when it must be done.
    pub deadline: Option<DateRange>,
    /// How much.
    pub magnitude: Magnitude,
    /// From 0 to 1.
    pub confidence: f64,
    /// Every place that speaks of it, the best first.
    pub mentions: Vec<Mention>,
}

/// A person, state, group or body that the article names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// `aN`, unique in the record.
    pub id: String,
    /// The first mention, as written, but for a conjunction or preposition that is written together with it.
    pub name: String,
    /// English name; of a person whom the lexicon lacks, the name in Latin letters.
    pub name_en: Option<String>,
    /// ISO alpha-3 or a code of the ontology.
    pub code: String,
    /// Sector.
    pub role: Role,
    /// English office ("foreign minister").
    pub office: Option<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// What sort of party it is.
    pub kind: ActorKind,
    /// Every place that names it, in order.
    pub mentions: Vec<Span>,
}

/// What someone is reported to have said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The actor's id within the record.
    pub speaker: String,
    /// True where the speaker is not named.
    pub anonymous: bool,
    /// True for a literal quotation.
    pub quote: bool,
    /// What was said.
    pub span: Span,
    /// Whom it was said to.
    pub to: Option<String>,
}

/// A negotiation or process that the article follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Its name in the text.
    pub name: String,
    /// Where that name stands.
    #[serde(default)]
    pub text: Option<Span>,
    /// Codes of the parties.
    pub parties: Vec<String>,
    /// Codes of those who mediate.
    #[serde(default)]
    pub mediators: Vec<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Where it stands.
    pub state: TrackState,
    /// Country of the next meeting, else of the last one told with a place, ISO alpha-3.
    #[serde(default)]
    pub venue: Option<String>,
    /// By when it must end, ISO date.
    pub deadline: Option<String>,
    /// Event id of the next meeting.
    pub next: Option<String>,
    /// Event ids of its steps, in the order of the record.
    #[serde(default)]
    pub events: Vec<String>,
}

/// All that one article puts on record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The article's id.
    pub id: String,
    /// Publication date, ISO.
    pub published: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its body as the offsets count it; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Id of the article of which this one is a reprint; such a record has no events of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reprint_of: Option<String>,
    /// Always `ar`.
    pub language: Cow<'static, str>,
    /// Schema version.
    pub schema: Cow<'static, str>,
    /// The acts.
    pub events: Vec<Event>,
    /// The parties and sources.
    pub actors: Vec<Actor>,
    /// The statements.
    pub statements: Vec<Statement>,
    /// The negotiations.
    pub tracks: Vec<Track>,
}

impl Record {
    /// The record as one line of JSON, without the line break.
    ///
    /// # Errors
    /// Only if serialisation itself fails, which no value of these types causes.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads a record from a line of JSON. Fields that it does not know are left out.
    ///
    /// # Errors
    /// If the line is no record.
    pub fn from_json(line: &str) -> Result<Record, serde_json::Error> {
        serde_json::from_str(line)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        // "the two foreign ministers met in Muscat"
        let line = r#"{"id":"a","published":null,"outlet":"o","url":null,"title":"التقى الوزيران في مسقط","language":"ar","schema":"0.1","events":[{"id":"a#e1","type":"CONSULT","mode":"meet","cameo":"040","status":"planned","background":false,"actors":[{"actor":"a1"}],"recipients":[],"others":[{"actor":"a2","part":"hosting"}],"date":{"start":"2014-11-09","end":"2014-11-09","text":{"field":"text","start":3,"end":8}},"duration":{"minutes":60,"approximate":true},"place":{"name":"مسقط","country":"OMN","geonames":287286,"lat":23.58413,"lon":58.40778,"text":{"field":"title","start":18,"end":22}},"topics":[{"label":"x","text":{"field":"text","start":0,"end":1}}],"reported_by":{"actor":"a1","kind":"anonymous"},"deadline":null,"magnitude":{"killed":3,"injured":null,"detained":null,"crowd":null,"amount":null,"at_least":true},"confidence":0.83,"mentions":[{"field":"title","start":0,"end":5,"sentence":[0,22],"rule":"consult.meet"}]}],"actors":[{"id":"a1","name":"الوزيران","name_en":null,"code":"UNK","role":"GOV","office":null,"wikidata":null,"kind":"person","mentions":[{"field":"title","start":6,"end":14}]}],"statements":[{"speaker":"a1","anonymous":false,"quote":true,"span":{"field":"text","start":1,"end":2},"to":null}],"tracks":[{"name":"n","text":{"field":"text","start":0,"end":1},"parties":["IRN"],"mediators":["OMN"],"subject":null,"state":"ongoing","venue":"OMN","deadline":null,"next":"a#e1","events":["a#e1"]}]}"#;
        let record = Record::from_json(line).unwrap();
        assert_eq!(record.to_json().unwrap(), line);
        let wrong = Record::from_json(&line.replace("\"kind\":\"person\"", "\"kind\":\"robot\""));
        assert!(wrong.is_err_and(|e| e.to_string().contains("robot")));
    }
}
