//! Linking: which events of many articles tell of one act.
//!
//! On one machine [`Coder::link`](crate::coder::Coder) does it at once. A cluster does it in four steps that need only what shares a
//! key: [`Told`] makes rows with keys, [`hang_together`] and [`copied`] see all rows of some keys, [`least`] joins what they
//! found, [`acts`] sees all rows of some components.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder};
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, RecordBatch, StringArray, UInt32Array};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use marsad_coder::Article;
use marsad_link::{Act, Fingerprint, Model, Report, act, copies, keys, link, reports};
use marsad_record::Record;
use marsad_record::arrow::{flat, flat_schema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::Ended;
use crate::table::Table;

/// Columns behind those of the flat table, of rows that are to be linked elsewhere.
const TOLD: [&str; 4] = ["report", "fingerprint", "keys", "bands"];

fn wrong(e: impl std::fmt::Display) -> Ended {
    Ended::Arrow(ArrowError::ExternalError(e.to_string().into()))
}

/// A record with what linking needs of its events.
pub struct Told {
    /// The record.
    pub record: Record,
    /// One for each event, in their order.
    pub reports: Vec<Report>,
    /// Of the article's body; `None` where nothing is told.
    pub fingerprint: Option<Fingerprint>,
}

impl Told {
    /// What `record` tells of `article`.
    pub fn new(article: &Article, record: Record) -> Told {
        let reports = reports(&record, &article.title, &article.text, None);
        let fingerprint = (!reports.is_empty()).then(|| Fingerprint::new(&article.text));
        Told { record, reports, fingerprint }
    }
}

/// The flat table of what is told with reports, fingerprints and keys behind it.
pub fn rows(told: &[Told]) -> Result<RecordBatch, Ended> {
    let records: Vec<Record> = told.iter().map(|t| t.record.clone()).collect();
    let events = || told.iter().flat_map(|t| t.reports.iter().map(move |r| (r, t.fingerprint.as_ref())));
    let json = events().map(|(report, _)| serde_json::to_string(report)).collect::<Result<Vec<_>, _>>();
    let prints = events().map(|(_, print)| serde_json::to_string(&print)).collect::<Result<Vec<_>, _>>();
    let of = events().map(|(report, _)| keys(report).into_iter().map(|key| key.0).collect());
    let bands = events().map(|(_, print)| print.map_or(Vec::new(), Fingerprint::bands));
    let columns: [ArrayRef; 4] = [
        Arc::new(StringArray::from(json.map_err(wrong)?)),
        Arc::new(StringArray::from(prints.map_err(wrong)?)),
        numbers(of),
        numbers(bands),
    ];
    behind(&flat(&records, false)?, TOLD.into_iter().zip(columns))
}

fn numbers(rows: impl Iterator<Item = Vec<i64>>) -> ArrayRef {
    let mut list = ListBuilder::new(Int64Builder::new());
    for row in rows {
        list.values().append_slice(&row);
        list.append(true);
    }
    Arc::new(list.finish())
}

fn behind<'a>(batch: &RecordBatch, columns: impl Iterator<Item = (&'a str, ArrayRef)>) -> Result<RecordBatch, Ended> {
    let mut fields: Vec<_> = batch.schema().fields().iter().cloned().collect();
    let mut arrays = batch.columns().to_vec();
    for (name, array) in columns {
        fields.push(Arc::new(Field::new(name, array.data_type().clone(), true)));
        arrays.push(array);
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

/// The columns of [`rows`], or of [`Linked`].
pub fn schema(linked: bool) -> Result<SchemaRef, Ended> {
    if linked {
        Ok(Linked::new(&[])?.behind(&RecordBatch::new_empty(flat_schema(false)?), &[])?.schema())
    } else {
        Ok(rows(&[])?.schema())
    }
}

/// Sorted by id, each id once: reports of one id are one report. Which of several is taken does not depend on their order.
fn distinct(mut reports: Vec<Report>) -> Result<Vec<Report>, Ended> {
    let twice = {
        let mut seen = rustc_hash::FxHashSet::default();
        !reports.iter().all(|r| seen.insert(r.id.as_str()))
    };
    if twice {
        let mut keyed: Vec<(String, Report)> = Vec::with_capacity(reports.len());
        for report in reports {
            keyed.push((serde_json::to_string(&report).map_err(wrong)?, report));
        }
        keyed.sort_by(|a, b| (&a.1.id, &a.0).cmp(&(&b.1.id, &b.0)));
        reports = keyed.into_iter().map(|(_, report)| report).collect();
        reports.dedup_by(|b, a| a.id == b.id);
    } else {
        reports.sort_by(|a, b| a.id.cmp(&b.id));
    }
    Ok(reports)
}

/// The acts of reports, and where each report stands.
pub struct Linked {
    acts: Vec<Act>,
    /// By the report's id: the act, and the report's place among its members.
    at: FxHashMap<String, (usize, usize)>,
}

impl Linked {
    /// Links reports.
    pub fn new(told: &[Report]) -> Result<Linked, Ended> {
        let reports = distinct(told.to_vec())?;
        let model = Model::builtin().map_err(wrong)?;
        let acts: Vec<Act> = link(&reports, &model).iter().filter_map(|cluster| act(cluster, &reports)).collect();
        let mut at = FxHashMap::default();
        for (which, act) in acts.iter().enumerate() {
            for (place, member) in act.members.iter().enumerate() {
                at.insert(member.report.clone(), (which, place));
            }
        }
        Ok(Linked { acts, at })
    }

    /// The acts of `ids` behind the columns of `batch`, whose rows are theirs.
    pub fn behind(&self, batch: &RecordBatch, ids: &[&str]) -> Result<RecordBatch, Ended> {
        let found: Vec<Option<(&Act, usize)>> = ids
            .iter()
            .map(|id| self.at.get(*id).and_then(|&(act, place)| Some((self.acts.get(act)?, place))))
            .collect();
        let text = |of: fn(&Act) -> &str| -> ArrayRef {
            Arc::new(found.iter().map(|f| f.map(|(act, _)| of(act))).collect::<StringArray>())
        };
        let count = |of: fn(&Act) -> usize| -> ArrayRef {
            Arc::new(found.iter().map(|f| f.map(|(act, _)| of(act) as u32)).collect::<UInt32Array>())
        };
        let day = |of: fn(&Act) -> Option<i32>| -> ArrayRef {
            Arc::new(found.iter().map(|f| f.and_then(|(act, _)| of(act))).collect::<Date32Array>())
        };
        let member = |f: &Option<(&Act, usize)>| f.and_then(|(act, place)| act.members.get(place).cloned());
        let columns: [(&str, ArrayRef); 10] = [
            ("act_id", text(|a| &a.id)),
            ("act_score", Arc::new(found.iter().map(|f| member(f)?.score).collect::<Float64Array>())),
            ("act_copy", Arc::new(found.iter().map(|f| Some(member(f)?.copy)).collect::<BooleanArray>())),
            ("act_reports", count(|a| a.members.len())),
            ("act_independent", count(|a| a.independent)),
            ("act_type", text(|a| a.event_type.as_str())),
            ("act_status", text(|a| a.status.as_str())),
            ("act_start", day(|a| a.date.map(|d| d.start.0))),
            ("act_end", day(|a| a.date.map(|d| d.end.0))),
            (
                "act_confidence",
                Arc::new(found.iter().map(|f| Some(f.as_ref()?.0.confidence)).collect::<Float64Array>()),
            ),
        ];
        behind(batch, columns.into_iter())
    }
}

/// Links what is told, in chunks that were coded: the flat table with the acts behind it.
pub fn whole(mut chunks: Vec<Vec<Told>>) -> Result<Vec<RecordBatch>, Ended> {
    let groups = {
        let prints = chunks.iter().flatten().filter_map(|t| {
            let report = t.reports.first()?;
            Some((report.article.as_str(), report.published, t.fingerprint.clone()?))
        });
        grouped(prints.collect())
    };
    for told in chunks.iter_mut().flatten() {
        for report in &mut told.reports {
            report.copy_of = groups.get(&report.article).cloned();
        }
    }
    let all: Vec<Report> = chunks.iter().flatten().flat_map(|t| t.reports.iter().cloned()).collect();
    let linked = Linked::new(&all)?;
    let table = |told: &Vec<Told>| {
        let records: Vec<Record> = told.iter().map(|t| t.record.clone()).collect();
        let ids: Vec<&str> = told.iter().flat_map(|t| t.reports.iter().map(|r| r.id.as_str())).collect();
        linked.behind(&flat(&records, false)?, &ids)
    };
    chunks.iter().map(table).collect()
}

/// The group of near duplicates of each article that is in one.
fn grouped(mut prints: Vec<(&str, Option<marsad_link::Day>, Fingerprint)>) -> HashMap<String, String> {
    prints.sort();
    prints.dedup_by(|b, a| a.0 == b.0);
    let groups = copies(&prints);
    prints.iter().zip(groups).filter_map(|((id, ..), group)| Some(((*id).to_owned(), group?))).collect()
}

fn parsed(json: &[String]) -> PyResult<Vec<Report>> {
    json.iter().map(|one| serde_json::from_str(one).map_err(|e| PyValueError::new_err(e.to_string()))).collect()
}

/// Of reports that hold all those of some keys: each with the first of those it hangs together with, where that is another.
#[pyfunction]
pub fn hang_together(py: Python<'_>, reports: Vec<String>) -> PyResult<Vec<(String, String)>> {
    let reports = parsed(&reports)?;
    let pairs = py.detach(|| {
        let reports = distinct(reports)?;
        let model = Model::builtin().map_err(wrong)?;
        let pairs = link(&reports, &model).into_iter().flat_map(|cluster| {
            let ids = cluster.members.iter().filter_map(|&at| Some(reports.get(at)?.id.clone()));
            ids.map(|id| (id, cluster.component.clone())).collect::<Vec<_>>()
        });
        Ok::<_, Ended>(pairs.filter(|(id, first)| id != first).collect())
    });
    Ok(pairs?)
}

/// Of articles that hold all those of some bands: each with the first of its near duplicates, also where that is itself. `reports`
/// holds one report of each article.
#[pyfunction]
pub fn copied(py: Python<'_>, reports: Vec<String>, fingerprints: Vec<String>) -> PyResult<Vec<(String, String)>> {
    let reports = parsed(&reports)?;
    let prints: Vec<Option<Fingerprint>> = fingerprints
        .iter()
        .map(|one| serde_json::from_str(one).map_err(|e| PyValueError::new_err(e.to_string())))
        .collect::<PyResult<_>>()?;
    Ok(py.detach(|| {
        let told = reports.iter().zip(prints);
        grouped(told.filter_map(|(r, print)| Some((r.article.as_str(), r.published, print?))).collect())
            .into_iter()
            .collect()
    }))
}

/// Of pairs of ids: each id with the first of all that it hangs together with.
#[pyfunction]
pub fn least(py: Python<'_>, pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    py.detach(|| {
        let mut ids: Vec<&str> = pairs.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut first: Vec<usize> = (0..ids.len()).collect();
        let root = |first: &mut Vec<usize>, mut at: usize| {
            while first[at] != at {
                first[at] = first[first[at]];
                at = first[at];
            }
            at
        };
        for (a, b) in &pairs {
            if let (Ok(a), Ok(b)) = (ids.binary_search(&a.as_str()), ids.binary_search(&b.as_str())) {
                let (a, b) = (root(&mut first, a), root(&mut first, b));
                first[a.max(b)] = a.min(b);
            }
        }
        (0..ids.len()).map(|at| (ids[at].to_owned(), ids[root(&mut first, at)].to_owned())).collect()
    })
}

/// Of rows of the flat table that hold all those of some components, with their reports and the groups of their articles: the rows
/// with their acts behind them.
#[pyfunction]
pub fn acts(rows: &Bound<'_, PyAny>, reports: Vec<String>, groups: Vec<Option<String>>) -> PyResult<Table> {
    let batches = RecordBatchStreamReader::from_pyarrow_bound(rows)?;
    let mut reports = parsed(&reports)?;
    for (report, group) in reports.iter_mut().zip(groups) {
        report.copy_of = group;
    }
    let table = rows.py().detach(|| {
        let linked = Linked::new(&reports)?;
        let (mut out, mut from) = (Vec::new(), 0);
        for batch in batches {
            let batch = batch?;
            let to = reports.len().min(from + batch.num_rows());
            let ids: Vec<&str> = reports[from..to].iter().map(|r| r.id.as_str()).collect();
            out.push(linked.behind(&batch, &ids)?);
            from = to;
        }
        let schema = match out.first() {
            Some(batch) => batch.schema(),
            None => schema(true)?,
        };
        Ok::<_, Ended>(Table::new(schema, out, Vec::new()))
    });
    Ok(table?)
}
