//! Records for tests.

use crate::{
    Actor, ActorKind, DateRange, Event, EventType, Field, Magnitude, Mention, PartyRef, Record, Role, SCHEMA_VERSION,
    Span, Status,
};

fn actor(id: &str, name: &str, name_en: Option<&str>, code: &str) -> Actor {
    Actor {
        id: id.to_owned(),
        name: name.to_owned(),
        name_en: name_en.map(str::to_owned),
        code: code.to_owned(),
        role: Role::Gov,
        office: None,
        wikidata: None,
        kind: ActorKind::Person,
        mentions: vec![Span { field: Field::Text, start: 0, end: 2 }],
    }
}

/// An article with one event of two actors and two mentions, known by its day but not by its place.
pub fn record() -> Record {
    let mention = |start, end| Mention {
        field: Field::Text,
        start,
        end: start + 4,
        sentence: [start, end],
        rule: "r".to_owned(),
    };
    let text = Span { field: Field::Text, start: 5, end: 9 };
    Record {
        id: "a".to_owned(),
        published: Some("2015-07-14".to_owned()),
        outlet: Some("o".to_owned()),
        url: None,
        // "a headline, \"quoted\", and a line"
        title: Some("عنوان، \"مقتبس\"\nوسطر".to_owned()),
        // "a text"
        text: Some("نص".to_owned()),
        reprint_of: None,
        language: "ar".into(),
        schema: SCHEMA_VERSION.into(),
        events: vec![Event {
            id: "a#e1".to_owned(),
            event_type: EventType::Consult,
            mode: None,
            cameo: "040".to_owned(),
            status: Status::Occurred,
            background: false,
            actors: vec![PartyRef { actor: "a1".to_owned() }, PartyRef { actor: "a2".to_owned() }],
            recipients: Vec::new(),
            others: Vec::new(),
            date: Some(DateRange { start: "2015-07-13".to_owned(), end: "2015-07-13".to_owned(), text }),
            duration: None,
            place: None,
            topics: Vec::new(),
            reported_by: None,
            deadline: None,
            magnitude: Magnitude { killed: Some(3), ..Magnitude::default() },
            confidence: 0.5,
            mentions: vec![mention(0, 40), mention(50, 90)],
        }],
        // "Fabius", "the minister"
        actors: vec![actor("a1", "فابيوس", Some("Laurent Fabius"), "FRA"), actor("a2", "الوزير", None, "UNK")],
        statements: Vec::new(),
        tracks: Vec::new(),
    }
}

/// A reprint of [`record`].
pub fn reprint() -> Record {
    Record { id: "b".to_owned(), reprint_of: Some("a".to_owned()), events: Vec::new(), actors: Vec::new(), ..record() }
}
