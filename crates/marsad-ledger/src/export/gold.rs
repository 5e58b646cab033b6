//! What people confirmed, edited and rejected, as a gold standard that a model learns from.

use marsad_record::{Actor, Event, Record};
use marsad_text::{ByteOffset, Text};
use serde_json::{Value as Json, json};

use crate::Ledger;
use crate::correct;
use crate::database::{MANY, Value};
use crate::error::{Error, Result};
use crate::export::Exported;

impl Ledger {
    /// The articles on which people ruled. What they confirmed, edited or put in is gold; what they rejected is left out; what they
    /// did not speak of is marked optional, so that it neither counts for a model nor against it.
    pub(super) fn export_gold(&mut self, mut each: impl FnMut(&str) -> Result<()>) -> Result<Exported> {
        let mut done = Exported::default();
        let sql =
            "SELECT DISTINCT article FROM corrections WHERE kind IN ('confirm', 'edit', 'reject') ORDER BY article";
        let names: Vec<Value> = self.db.rows(sql, &[])?.into_iter().filter_map(|mut r| r.pop()).collect();
        for some in names.chunks(MANY) {
            let mut corrections = correct::of_articles(&mut self.db, some)?;
            let sql = "SELECT a.name, a.title, a.text, r.body FROM articles a JOIN records r ON r.article = a.id
                       WHERE a.name IN ({keys}) ORDER BY a.name";
            let rows = self.db.rows_of(sql, some)?;
            done.left_out += some.len() - rows.len();
            for row in rows {
                let name = row[0].text();
                let Some(text) = row[2].maybe_text() else {
                    done.left_out += 1;
                    continue;
                };
                let stored = |source| Error::Stored { what: "record", name: name.to_owned(), source };
                let record = Record::from_json(row[3].text()).map_err(stored)?;
                let corrections = corrections.remove(name).unwrap_or_default();
                let applied = correct::apply(&record, &corrections);
                let mut by: Vec<&str> = corrections.iter().map(|c| c.who.as_str()).collect();
                by.sort_unstable();
                by.dedup();
                done.rows += 1;
                each(&document(&applied.record, &applied.verdicts, row[1].text(), text, &by).to_string())?;
            }
        }
        Ok(done)
    }
}

fn document(record: &Record, verdicts: &[Option<&'static str>], title: &str, text: &str, by: &[&str]) -> Json {
    let kept = record.events.iter().zip(verdicts).filter(|(_, verdict)| **verdict != Some("rejected"));
    let events: Vec<Json> = kept.map(|(e, verdict)| event(record, e, verdict.is_none())).collect();
    json!({
        "id": record.id, "negative": events.is_empty(), "outlet": record.outlet, "url": record.url,
        "published": record.published, "title": title, "text": text, "sentences": sentences(text), "provenance": "ledger",
        "corrected_by": by, "events": events,
    })
}

/// The sentences of a body, `[start, end)` in scalar values.
fn sentences(body: &str) -> Vec<[u32; 2]> {
    let text = Text::new(body);
    let at = |byte: u32| text.char_offset(ByteOffset(byte)).0;
    text.sentences().iter().map(|s| [at(s.start), at(s.end)]).collect()
}

fn event(record: &Record, e: &Event, optional: bool) -> Json {
    let find = |id: &str| record.actors.iter().find(|a| a.id == id);
    let party = |a: &Actor| json!({ "text": a.name, "code": a.code, "role": a.role.as_str() });
    let side = |refs: &[marsad_record::PartyRef]| -> Vec<Json> {
        refs.iter().filter_map(|p| find(&p.actor)).map(party).collect()
    };
    let range = |d: &Option<marsad_record::DateRange>| d.as_ref().map(|d| json!({ "start": d.start, "end": d.end }));
    let mentions: Vec<Json> =
        e.mentions.iter().map(|m| json!({ "field": m.field.as_str(), "start": m.start, "end": m.end })).collect();
    let source =
        e.reported_by.as_ref().and_then(|r| find(&r.actor).map(|a| json!({ "text": a.name, "kind": r.kind.as_str() })));
    json!({
        "type": e.event_type.as_str(), "status": e.status.as_str(), "mentions": mentions,
        "actors": side(&e.actors), "recipients": side(&e.recipients), "date": range(&e.date),
        "place": e.place.as_ref().map(|p| json!({ "text": p.name, "country": p.country })),
        "reported_by": source, "deadline": range(&e.deadline), "background": e.background, "optional": optional,
    })
}
