//! Exports in the forms that researchers' scripts already read. What is not known stays empty.

mod gold;
mod tables;

use marsad_record::{EventType, Status};
use serde_json::json;

use crate::Ledger;
use crate::acts::ActSummary;
use crate::codes::{Manual, body, by_the_manual, country, plover_sector};
use crate::error::{Error, Result};
use crate::query::{Answer, Filter, Party};
use crate::score::score;
use crate::search::Terms;

/// A form that other tools read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// GDELT 2.0 events: 61 columns, tab-separated, no header; a row a pair of parties of an act, so linking comes first.
    Gdelt,
    /// ICEWS: 20 columns, tab-separated, a header; a row a pair of parties of an event.
    Icews,
    /// POLECAT: tab-separated, a header; a row an event.
    Polecat,
    /// PLOVER: a JSON object a line, one an event.
    Plover,
    /// Articles with what people confirmed, edited or rejected, as a gold standard has them: a JSON object a line.
    Gold,
}

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Lines without the header.
    pub rows: usize,
    /// Events, acts or articles that the form has no place for: denied, possible or planned conflict, or without an actor; for
    /// gold, articles whose text is not in the ledger.
    pub left_out: usize,
}

impl Ledger {
    /// Hands each line of an export to `each`, without its line break, the header first where the form has one.
    ///
    /// # Errors
    /// If the question cannot be understood, the database fails, or `each` does; for [`Form::Gdelt`] also if articles await linking.
    pub fn export(
        &mut self,
        form: Form,
        filter: &Filter,
        terms: Terms<'_>,
        mut each: impl FnMut(&str) -> Result<()>,
    ) -> Result<Exported> {
        let mut done = Exported::default();
        if form == Form::Gold {
            return self.export_gold(each);
        }
        if form == Form::Gdelt {
            if self.waiting()? > 0 {
                return Err(Error::Usage(
                    "GDELT's rows are acts, and some articles await linking; run `marsad ledger link` first".to_owned(),
                ));
            }
            let mut acts = Vec::new();
            self.acts(filter, None, terms, |act| {
                acts.push(act.id);
                Ok(())
            })?;
            for id in acts {
                let act = self.act(&id)?;
                let lines = tables::gdelt(&act);
                done.left_out += usize::from(lines.is_empty());
                for line in lines {
                    done.rows += 1;
                    each(&line)?;
                }
            }
            return Ok(done);
        }
        match form {
            Form::Icews => each(&tables::ICEWS.join("\t"))?,
            Form::Polecat => each(&tables::polecat_columns().join("\t"))?,
            _ => {}
        }
        self.query(filter, None, terms, |answer| {
            let lines = match form {
                Form::Icews => tables::icews(&answer),
                Form::Polecat => tables::polecat(&answer).into_iter().collect(),
                _ => plover(&answer).into_iter().collect(),
            };
            done.left_out += usize::from(lines.is_empty());
            for line in lines {
                done.rows += 1;
                each(&line)?;
            }
            Ok(())
        })?;
        Ok(done)
    }
}

/// The act of an event by the manuals.
fn manual(e: &Answer) -> Option<Manual> {
    let event_type = EventType::parse(&e.event_type)?;
    by_the_manual(event_type, e.mode.as_deref(), &e.cameo, Status::parse(&e.status)?)
}

/// The act of several reports by the manuals.
fn manual_of(act: &ActSummary) -> Option<Manual> {
    let event_type = EventType::parse(&act.event_type)?;
    by_the_manual(event_type, act.mode.as_deref(), &act.cameo, Status::parse(&act.status)?)
}

/// A number that stands for an id in columns of whole numbers: the same for the same id, positive.
fn number(id: &str) -> i64 {
    let hash =
        id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash >> 1).cast_signed()
}

/// The value of PLOVER's country slot for a code.
fn plover_country(code: &str) -> &str {
    body(code).map_or(if country(code).is_some() { code } else { "" }, |b| b.country)
}

/// PLOVER's sector of a party.
fn sector(code: &str, role: &str) -> &'static str {
    let own = plover_sector(role);
    if own.is_empty() { body(code).map_or("", |b| b.sector) } else { own }
}

/// The best English name of a party.
fn english(p: &Party) -> &str {
    p.name_en
        .as_deref()
        .or_else(|| country(&p.code).map(|c| c.name))
        .or_else(|| body(&p.code).map(|b| b.name))
        .unwrap_or("")
}

/// An event as PLOVER's JSON has it; `None` for what it has no place for.
fn plover(e: &Answer) -> Option<String> {
    let act = manual(e)?;
    let entity = |p: &Party| {
        let code = plover_country(&p.code);
        json!({
            "code": code, "sector": sector(&p.code, &p.role), "entity_text": p.name,
            "identifier_id": p.wikidata, "identifier_text": english(p), "office": p.office,
        })
    };
    let side = |name: &str| e.parties.iter().filter(|p| p.side == name).map(entity).collect::<Vec<_>>();
    let (actors, recipients) = (side("actor"), side("recipient"));
    let date = e.start.as_ref().or(e.published.as_ref())?;
    if actors.is_empty() {
        return None;
    }
    let mode = (!act.mode.is_empty()).then_some(act.mode.as_str());
    let (quad, points) = score(act.event_type, mode);
    let level = if e.lat.is_some() && e.geonames.is_some() { 4 } else { 1 };
    let place = e.place.as_ref().map(|name| {
        json!({
            "extracted_place": name, "geonameid": e.geonames, "lat": e.lat, "lon": e.lon,
            "country": e.country.as_deref().and_then(country).map(|c| c.name), "country_code": e.country, "resolution": level,
        })
    });
    let span = e.spans.first();
    let text_info = span.map(|s| json!({ "start": s.start, "end": s.end, "field": s.field.as_str() }));
    let link: Vec<&String> = e.act.iter().collect();
    let size = json!({ "dead": e.counts[0], "injured": e.counts[1], "arrested": e.counts[2] });
    let whole = json!({
        "id": e.id, "date": date, "enddate": e.end.as_ref().filter(|end| *end != date),
        "actor": actors, "recipient": recipients, "event": [act.event_type.as_str()],
        "mode": mode.into_iter().collect::<Vec<_>>(), "context": [], "quad_code": quad, "event_scale": points,
        "cameo": act.cameo, "event_loc": place, "text": e.words, "text_info": text_info, "size": size, "link": link,
        "cite_info": {
            "publication": e.outlet, "url": e.url, "language": "ar", "title": e.title,
            "coder": "marsad", "version": env!("CARGO_PKG_VERSION"),
        },
        "coder": "marsad",
    });
    Some(whole.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_ids_are_positive_and_differ() {
        assert!(number("a#e1") > 0 && number("a#e1") != number("a#e2"));
    }
}
