//! Acts: what many articles tell as one, asked for and shown with all their reports.

use marsad_link::{Act, Days, Party as LinkedParty, Place};
use marsad_record::{EventType, Status};
use rustc_hash::FxHashMap;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::Ledger;
use crate::database::{MANY, Value};
use crate::error::{Error, Result};
use crate::link::report_id;
use crate::query::{Answer, Filter, Where};
use crate::search::Terms;
use crate::tracks::read;

/// A party of an act, as the report that says most of it has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActParty {
    /// `actor` or `recipient`, as most independent reports have it. Between equals the side carries no meaning.
    pub side: String,
    /// Its name.
    pub name: String,
    /// Its English name, where known. Acts that were linked before it was kept have none.
    pub name_en: Option<String>,
    /// Its code.
    pub code: String,
    /// Its sector.
    pub role: String,
    /// English office.
    pub office: Option<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
}

/// The report that told an act first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct First {
    /// The event.
    pub event: String,
    /// Its article.
    pub article: String,
    /// When it was published.
    pub published: Option<String>,
    /// By whom.
    pub outlet: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
}

/// An act in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActSummary {
    /// The id of its first report. An act whose first report turns out to be another's changes its id: any report's event id
    /// finds it.
    pub id: String,
    /// The PLOVER type that most independent reports give.
    #[serde(rename = "type")]
    pub event_type: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: String,
    /// Quad class, 1 to 4.
    pub quad: i64,
    /// PLOVER score, from -10 (conflict) to 10.
    pub score: f64,
    /// Where it stands by all reports.
    pub status: String,
    /// Whether some report tells it as planned.
    pub planned: bool,
    /// First day, by the best supported date.
    pub start: Option<String>,
    /// Last day.
    pub end: Option<String>,
    /// First and last day of its deadline.
    pub deadline: Option<[String; 2]>,
    /// Who takes part.
    pub parties: Vec<ActParty>,
    /// The best supported place, as written.
    pub place: Option<String>,
    /// The place's country.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<i64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// How many reports tell it.
    pub reports: usize,
    /// How many of them are independent: a text and its copies count once.
    pub independent: usize,
    /// Who told it first.
    pub first: Option<First>,
    /// From 0 to 1.
    pub confidence: f64,
    /// The track that it is part of.
    pub track: Option<String>,
}

/// A report of an act.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActReport {
    /// Its mean score to the act's other reports, in points of log-odds; none for one alone. The event has a `score` of its own.
    #[serde(rename = "link_score")]
    pub score: Option<f64>,
    /// Whether an earlier report has the same text, so that this one supports nothing of its own.
    pub copy: bool,
    /// Articles that reprint this one's and are kept as no more than that: id and outlet.
    pub reprints: Vec<(String, Option<String>)>,
    /// The event.
    #[serde(flatten)]
    pub event: Answer,
}

/// A value that reports give for a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldValue {
    /// The value.
    pub value: String,
    /// The events that give it.
    pub reports: Vec<String>,
    /// How many of them are independent.
    pub independent: usize,
}

/// What the reports of an act make of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldView {
    /// `type`, `status`, `date`, `place`, `actor`, `recipient`, `topic`, `source`, `killed`, `injured`, `detained`, `crowd`.
    pub field: String,
    /// Whether reports contradict each other here.
    pub differs: bool,
    /// The values told, the best supported first.
    pub values: Vec<FieldValue>,
}

/// A change of an act's status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusChange {
    /// When the report was published, ISO date.
    pub published: Option<String>,
    /// What it says.
    pub status: String,
    /// The first report that says so after the change before.
    pub report: String,
}

/// An act with all its reports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActDetail {
    /// What it is.
    #[serde(flatten)]
    pub summary: ActSummary,
    /// Where the reports agree and where they differ, field by field.
    pub fields: Vec<FieldView>,
    /// How its status moved, in the order of publication.
    pub history: Vec<StatusChange>,
    /// Its reports, by day of publication.
    pub told: Vec<ActReport>,
}

impl ActDetail {
    /// The best supported value of a field and how many independent reports support it.
    pub fn best(&self, field: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|f| f.field == field).and_then(|f| f.values.first())
    }
}

/// What a list shows of an [`Act`]: most of its body is what each report says, which takes longer to read than all the rest.
#[derive(Deserialize)]
struct Shown {
    id: String,
    members: Vec<IgnoredAny>,
    independent: usize,
    event_type: EventType,
    mode: Option<String>,
    cameo: String,
    status: Status,
    date: Option<Days>,
    deadline: Option<Days>,
    place: Option<Place>,
    parties: Vec<LinkedParty>,
    acted_upon: Vec<bool>,
    confidence: f64,
}

fn party(party: &LinkedParty, acted_upon: bool) -> ActParty {
    ActParty {
        side: if acted_upon { "recipient" } else { "actor" }.to_owned(),
        name: party.name.clone(),
        name_en: party.name_en.clone(),
        code: party.code.clone(),
        role: party.role.clone(),
        office: party.office.clone(),
        wikidata: party.wikidata.clone(),
    }
}

impl Ledger {
    /// Hands the acts that answer a question to `each`, by date and id, at most `limit` of them. Type, status, country and days are
    /// asked of the act as all its reports tell it; the rest of any single report of it.
    ///
    /// # Errors
    /// If the question cannot be understood, the database fails, or `each` does.
    pub fn acts(
        &mut self,
        filter: &Filter,
        limit: Option<usize>,
        terms: Terms<'_>,
        mut each: impl FnMut(ActSummary) -> Result<()>,
    ) -> Result<()> {
        let w = self.act_conditions(filter, terms)?;
        let limit = limit.map_or(String::new(), |n| format!(" LIMIT {n}"));
        let sql =
            format!("SELECT c.id FROM acts c WHERE {} ORDER BY COALESCE(c.start_date, ''), c.name{limit}", w.sql());
        let mut ids = Vec::new();
        self.db.each(&sql, &w.params, |row| {
            ids.push(row[0].int()?);
            Ok(())
        })?;
        for some in ids.chunks(MANY) {
            for act in self.summaries(some)? {
                each(act)?;
            }
        }
        Ok(())
    }

    /// The conditions that an act `c` answers a question.
    pub(crate) fn act_conditions(&mut self, filter: &Filter, terms: Terms<'_>) -> Result<Where> {
        let mut w = Where::default();
        w.any("c.type", filter.types.iter().map(|t| t.as_str().to_owned()));
        w.any("c.status", filter.statuses.iter().map(|t| t.as_str().to_owned()));
        w.any("c.country", filter.countries.iter().cloned());
        w.days(filter, "c.start_date", "c.end_date")?;
        // Rejected events are part of no act.
        let asked = Filter { rejected: true, ..filter.clone() };
        let own = std::mem::take(&mut w.conditions);
        self.report_conditions(&asked, &mut w, terms)?;
        let of_reports = std::mem::replace(&mut w.conditions, own);
        if !of_reports.is_empty() {
            let conditions = of_reports.join(" AND ");
            // Who takes part is told by the event's number alone; its row need not be read.
            let parties_only = Filter { actors: asked.actors.clone(), rejected: true, ..Filter::default() };
            let narrow = Filter {
                types: Vec::new(),
                statuses: Vec::new(),
                countries: Vec::new(),
                from: None,
                to: None,
                ..asked
            };
            let reports = if narrow == parties_only {
                format!("SELECT r.act FROM act_reports r WHERE {}", conditions.replace("e.id IN", "r.event IN"))
            } else {
                format!("SELECT r.act FROM act_reports r JOIN events e ON e.id = r.event WHERE {conditions}")
            };
            w.conditions.push(format!("c.id IN ({reports})"));
        }
        Ok(w)
    }

    /// The acts of some rows, in their order.
    pub(crate) fn summaries(&mut self, ids: &[i64]) -> Result<Vec<ActSummary>> {
        let keys: Vec<Value> = ids.iter().map(|&id| id.into()).collect();
        let sql = "SELECT c.id, c.name, c.quad, c.score, c.planned, c.track, c.body, e.name, a.name, a.published, a.outlet, a.url
                   FROM acts c LEFT JOIN events e ON e.id = c.first LEFT JOIN articles a ON a.id = e.article
                   WHERE c.id IN ({keys})";
        let mut found: FxHashMap<i64, ActSummary> = FxHashMap::default();
        for r in self.db.rows_of(sql, &keys)? {
            let text = |i: usize| r[i].maybe_text().map(str::to_owned);
            let first = text(7).zip(text(8)).map(|(event, article)| First {
                event,
                article,
                published: text(9),
                outlet: text(10),
                url: text(11),
            });
            let act: Shown = read(r[1].text(), r[6].text())?;
            let place = act.place.as_ref();
            let summary = ActSummary {
                id: act.id,
                event_type: act.event_type.as_str().to_owned(),
                mode: act.mode,
                cameo: act.cameo,
                quad: r[2].int()?,
                score: r[3].real(),
                status: act.status.as_str().to_owned(),
                planned: r[4].int()? == 1,
                start: act.date.map(|d| d.start.to_string()),
                end: act.date.map(|d| d.end.to_string()),
                deadline: act.deadline.map(|d| [d.start.to_string(), d.end.to_string()]),
                parties: act.parties.iter().zip(&act.acted_upon).map(|(p, &upon)| party(p, upon)).collect(),
                place: place.map(|p| p.name.clone()),
                country: place.and_then(|p| p.country.clone()),
                geonames: place.and_then(|p| p.geonames).map(i64::from),
                lat: place.and_then(|p| p.point).map(|p| p.0),
                lon: place.and_then(|p| p.point).map(|p| p.1),
                reports: act.members.len(),
                independent: act.independent,
                first,
                confidence: act.confidence,
                track: text(5),
            };
            found.insert(r[0].int()?, summary);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// An act with all its reports. `id` is the act's, or that of any event that reports it.
    ///
    /// # Errors
    /// If there is no such act, or its articles await linking, or the database fails.
    pub fn act(&mut self, id: &str) -> Result<ActDetail> {
        let by_name = self.db.row("SELECT id, body FROM acts WHERE name = ?1", &[id.into()])?;
        let row = match by_name {
            Some(row) => row,
            None => {
                let article = id.rsplit_once('#').map_or("", |(article, _)| article);
                let sql = "SELECT c.id, c.body FROM articles a JOIN events e ON e.article = a.id
                           JOIN act_reports r ON r.event = e.id JOIN acts c ON c.id = r.act WHERE a.name = ?1 AND e.name = ?2";
                let row = self.db.row(sql, &[article.into(), id.into()])?;
                row.ok_or_else(|| Error::Missing("act", id.to_owned()))?
            }
        };
        let act: Act = read(id, row[1].text())?;
        let missing = || Error::Missing("act", id.to_owned());
        let summary = self.summaries(&[row[0].int()?])?.pop().ok_or_else(missing)?;
        let sql = "SELECT event FROM act_reports WHERE act = ?1";
        let events: Vec<i64> =
            self.db.rows(sql, &[row[0].clone()])?.iter().map(|r| r[0].int()).collect::<Result<_>>()?;
        let mut answers: FxHashMap<String, Answer> = FxHashMap::default();
        for answer in self.answers(&events)? {
            answers.insert(report_id(&answer.article, &answer.id), answer);
        }
        let names: Vec<Value> = answers.values().map(|a| (&a.article).into()).collect();
        let mut reprints: FxHashMap<String, Vec<(String, Option<String>)>> = FxHashMap::default();
        let sql = "SELECT reprint_of, name, outlet FROM articles WHERE reprint_of IN ({keys}) ORDER BY name";
        for r in self.db.rows_of(sql, &names)? {
            let outlet = r[2].maybe_text().map(str::to_owned);
            reprints.entry(r[0].text().to_owned()).or_default().push((r[1].text().to_owned(), outlet));
        }
        let told = act.members.iter().filter_map(|member| {
            let event = answers.remove(&member.report)?;
            let reprints = reprints.get(&event.article).cloned().unwrap_or_default();
            Some(ActReport { score: member.score, copy: member.copy, reprints, event })
        });
        let told = told.collect();
        let fields = act.fields.iter().map(|belief| FieldView {
            field: belief.field.to_string(),
            differs: belief.differs(),
            values: belief
                .values
                .iter()
                .map(|v| FieldValue { value: v.value.clone(), reports: v.reports.clone(), independent: v.independent })
                .collect(),
        });
        let history = act.history.iter().map(|step| StatusChange {
            published: step.published.map(|day| day.to_string()),
            status: step.status.as_str().to_owned(),
            report: step.report.clone(),
        });
        Ok(ActDetail { summary, fields: fields.collect(), history: history.collect(), told })
    }
}
