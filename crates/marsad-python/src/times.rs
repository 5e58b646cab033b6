//! Time expressions.

use marsad_text::Text;
use marsad_time::{Date, DayPart, Kind, Precision, Tense, find};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// A time expression: `text[start:end]`, and what it means. Days are ISO 8601, both included.
#[pyclass(frozen, get_all, module = "marsad")]
pub struct Time {
    text: String,
    start: u32,
    end: u32,
    kind: &'static str,
    first: Option<String>,
    last: Option<String>,
    precision: &'static str,
    minutes: Option<u32>,
    clock: Option<String>,
    part: Option<&'static str>,
    approximate: bool,
}

#[pymethods]
impl Time {
    fn __repr__(&self) -> String {
        let value = match (&self.first, &self.last, self.minutes) {
            (Some(first), Some(last), _) if first == last => first.clone(),
            (Some(first), Some(last), _) => format!("{first} to {last}"),
            (_, _, Some(minutes)) => format!("{minutes} minutes"),
            _ => "open".to_owned(),
        };
        format!("Time({}: {value}, {})", self.text, self.kind)
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "date",
        Kind::Duration => "duration",
        Kind::Deadline => "deadline",
        Kind::Vague => "vague",
        Kind::Clock => "clock",
        Kind::Set => "set",
    }
}

fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Instant => "instant",
        Precision::Day => "day",
        Precision::Range => "range",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::PartOfMonth => "part of month",
        Precision::Quarter => "quarter",
        Precision::Year => "year",
        Precision::Vague => "vague",
    }
}

fn part(part: DayPart) -> &'static str {
    match part {
        DayPart::Dawn => "dawn",
        DayPart::Morning => "morning",
        DayPart::Noon => "noon",
        DayPart::Afternoon => "afternoon",
        DayPart::Evening => "evening",
        DayPart::Night => "night",
    }
}

/// A day from Python.
pub fn day(name: &str, told: Option<&str>) -> PyResult<Option<Date>> {
    let read = |told: &str| {
        let day = told.get(..10).unwrap_or(told).parse();
        day.map_err(|_| PyValueError::new_err(format!("`{name}` is {told:?}; write it as YYYY-MM-DD")))
    };
    told.map(read).transpose()
}

/// The time expressions of a text, counted from the day `reference`.
#[pyfunction]
#[pyo3(signature = (text, reference=None))]
pub fn times(py: Python<'_>, text: &str, reference: Option<&str>) -> PyResult<Vec<Time>> {
    let reference = day("reference", reference)?;
    Ok(py.detach(|| {
        let read = Text::new(text);
        let spans = find(&read, reference, |_| Tense::Unknown);
        let time = |t: marsad_time::TimeSpan| {
            let chars = read.char_span(t.start..t.end);
            Time {
                text: text.get(t.start as usize..t.end as usize).unwrap_or("").to_owned(),
                start: chars.start,
                end: chars.end,
                kind: kind(t.kind),
                first: t.value.map(|v| v.0.to_string()),
                last: t.value.map(|v| v.1.to_string()),
                precision: precision(t.precision),
                minutes: t.minutes(),
                clock: t.clock.map(|c| c.to_string()),
                part: t.part.map(part),
                approximate: t.approximate,
            }
        };
        spans.into_iter().map(time).collect()
    }))
}
