//! Acts, tracks and the agenda as they are printed.

use std::io::{self, Write};

use marsad_ledger::{ActDetail, ActSummary, AgendaEntry, TrackDetail, TrackSummary};

use super::parquet::Kind;
use super::show::{Format, Listed, csv, days, head, json, or, spans};
use marsad_explain::pretty::isolate;

/// Columns of acts in CSV and Parquet.
pub(super) const COLUMNS: &[(&str, Kind)] = &[
    ("act", Kind::Text),
    ("type", Kind::Text),
    ("mode", Kind::Text),
    ("cameo", Kind::Text),
    ("quad", Kind::Whole),
    ("score", Kind::Number),
    ("status", Kind::Text),
    ("planned", Kind::Flag),
    ("start", Kind::Text),
    ("end", Kind::Text),
    ("deadline_start", Kind::Text),
    ("deadline_end", Kind::Text),
    ("actors", Kind::Text),
    ("recipients", Kind::Text),
    ("place", Kind::Text),
    ("country", Kind::Text),
    ("geonames", Kind::Whole),
    ("lat", Kind::Number),
    ("lon", Kind::Number),
    ("reports", Kind::Whole),
    ("independent", Kind::Whole),
    ("confidence", Kind::Number),
    ("track", Kind::Text),
    ("first_event", Kind::Text),
    ("first_article", Kind::Text),
    ("first_published", Kind::Text),
    ("first_outlet", Kind::Text),
    ("first_url", Kind::Text),
];

fn codes(act: &ActSummary, side: &str) -> String {
    let all = act.parties.iter().filter(|p| p.side == side).map(|p| format!("{}:{}", p.code, p.role));
    all.collect::<Vec<_>>().join(";")
}

fn names(act: &ActSummary, side: &str) -> String {
    let all = act.parties.iter().filter(|p| p.side == side);
    all.map(|p| format!("{} [{} {}]", isolate(&p.name), p.code, p.role)).collect::<Vec<_>>().join(", ")
}

/// The cells of an act.
pub(super) fn cells(act: &ActSummary) -> Vec<String> {
    let first = |f: fn(&marsad_ledger::First) -> Option<&str>| act.first.as_ref().and_then(f).unwrap_or("").to_owned();
    let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let deadline = |at: usize| act.deadline.as_ref().map(|d| d[at].clone()).unwrap_or_default();
    vec![
        act.id.clone(),
        act.event_type.clone(),
        or(&act.mode),
        act.cameo.clone(),
        act.quad.to_string(),
        act.score.to_string(),
        act.status.clone(),
        act.planned.to_string(),
        or(&act.start),
        or(&act.end),
        deadline(0),
        deadline(1),
        codes(act, "actor"),
        codes(act, "recipient"),
        or(&act.place),
        or(&act.country),
        act.geonames.map(|id| id.to_string()).unwrap_or_default(),
        number(act.lat),
        number(act.lon),
        act.reports.to_string(),
        act.independent.to_string(),
        act.confidence.to_string(),
        or(&act.track),
        first(|f| Some(&f.event)),
        first(|f| Some(&f.article)),
        first(|f| f.published.as_deref()),
        first(|f| f.outlet.as_deref()),
        first(|f| f.url.as_deref()),
    ]
}

/// One act of a list.
pub fn act(out: &mut dyn Write, format: Format, act: &ActSummary) -> io::Result<()> {
    match format {
        Format::Jsonl => json(out, act),
        Format::Csv | Format::Parquet => csv(out, &cells(act)),
        Format::Table => {
            summary(out, act)?;
            if let Some(first) = &act.first {
                let outlet = first.outlet.as_deref().map(isolate).unwrap_or_default();
                writeln!(out, "  first {outlet} {} {}", or(&first.published), or(&first.url))?;
            }
            writeln!(out)
        }
    }
}

fn summary(out: &mut dyn Write, act: &ActSummary) -> io::Result<()> {
    let mode = act.mode.as_deref().map(|m| format!(" ({m})")).unwrap_or_default();
    let day = days(act.start.as_deref(), act.end.as_deref());
    let told = if act.reports == 1 { "1 report".to_owned() } else { format!("{} reports", act.reports) };
    writeln!(out, "{day}  {}{mode} {}  {}", act.event_type, act.status, isolate(&act.id))?;
    writeln!(out, "  {} → {}", names(act, "actor"), names(act, "recipient"))?;
    if let Some(place) = &act.place {
        writeln!(out, "  at {} {}", isolate(place), or(&act.country))?;
    }
    if let Some([start, end]) = &act.deadline {
        writeln!(out, "  due by {}", days(Some(start), Some(end)))?;
    }
    if let Some(track) = &act.track {
        writeln!(out, "  track {}", isolate(track))?;
    }
    writeln!(out, "  {told}, {} independent, confidence {:.2}", act.independent, act.confidence)
}

/// One act with all its reports.
pub fn detail(out: &mut dyn Write, format: Format, act: &ActDetail) -> io::Result<()> {
    if format == Format::Jsonl {
        return json(out, act);
    }
    if format == Format::Csv {
        csv(
            out,
            &["event", "score", "copy", "published", "outlet", "url", "status", "start", "end", "spans"]
                .map(str::to_owned),
        )?;
        return act.told.iter().try_for_each(|report| {
            let e = &report.event;
            let cells = [
                e.id.clone(),
                report.score.map(|s| format!("{s:.2}")).unwrap_or_default(),
                report.copy.to_string(),
                or(&e.published),
                or(&e.outlet),
                or(&e.url),
                e.status.clone(),
                or(&e.start),
                or(&e.end),
                spans(&e.spans, ";"),
            ];
            csv(out, &cells)
        });
    }
    summary(out, &act.summary)?;
    writeln!(out, "\nwhat the reports say (independent reports)")?;
    for field in &act.fields {
        let values = field.values.iter().map(|v| format!("{} ({})", isolate(&v.value), v.independent));
        let differs = if field.differs { "  DIFFERS" } else { "" };
        writeln!(out, "  {:9} {}{differs}", field.field, values.collect::<Vec<_>>().join(", "))?;
    }
    if act.history.len() > 1 {
        writeln!(out, "\nhow its status moved")?;
        for step in &act.history {
            writeln!(
                out,
                "  {}  {}  {}",
                step.published.as_deref().unwrap_or("undated"),
                step.status,
                isolate(&step.report)
            )?;
        }
    }
    writeln!(out, "\nreports")?;
    for report in &act.told {
        let e = &report.event;
        let copy = if report.copy { "  copy" } else { "" };
        let score = report.score.map(|s| format!("  score {s:.2}")).unwrap_or_default();
        let outlet = e.outlet.as_deref().map(isolate).unwrap_or_default();
        writeln!(out, "  {}  {outlet}  {}{copy}{score}", or(&e.published), isolate(&e.id))?;
        if let Some(words) = &e.words {
            writeln!(out, "    {}", isolate(words))?;
        }
        writeln!(out, "    {} {}", or(&e.url), spans(&e.spans, " "))?;
        for (article, outlet) in &report.reprints {
            writeln!(
                out,
                "    reprinted by {} {}",
                outlet.as_deref().map(isolate).unwrap_or_default(),
                isolate(article)
            )?;
        }
    }
    Ok(())
}

/// Negotiations.
pub fn tracks(out: &mut dyn Write, format: Format, tracks: &[TrackSummary]) -> io::Result<()> {
    if format == Format::Csv {
        let columns = [
            "track",
            "names",
            "parties",
            "subject",
            "state",
            "from",
            "to",
            "acts",
            "next",
            "deadline_start",
            "deadline_end",
        ];
        csv(out, &columns.map(str::to_owned))?;
    }
    for t in tracks {
        match format {
            Format::Jsonl => json(out, t)?,
            Format::Csv | Format::Parquet => {
                let deadline = |at: usize| t.deadline.as_ref().map(|d| d[at].clone()).unwrap_or_default();
                let cells = [
                    t.id.clone(),
                    t.names.join(";"),
                    t.parties.join(";"),
                    or(&t.subject),
                    t.state.clone(),
                    or(&t.from),
                    or(&t.to),
                    t.acts.to_string(),
                    or(&t.next),
                    deadline(0),
                    deadline(1),
                ];
                csv(out, &cells)?;
            }
            Format::Table => {
                track_head(out, t)?;
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

fn track_head(out: &mut dyn Write, t: &TrackSummary) -> io::Result<()> {
    let named: Vec<String> = t.names.iter().take(3).chain(&t.subject).map(|name| isolate(name)).collect();
    writeln!(out, "{}  {}  {}", days(t.from.as_deref(), t.to.as_deref()), t.state, isolate(&t.id))?;
    writeln!(out, "  {}: {}", t.parties.join(", "), named.join(" / "))?;
    let next = t.next.as_deref().map(|n| format!(", next {}", isolate(n))).unwrap_or_default();
    let due = t.deadline.as_ref().map(|d| format!(", due by {}", days(Some(&d[0]), Some(&d[1])))).unwrap_or_default();
    writeln!(out, "  {} acts{next}{due}", t.acts)
}

/// One negotiation with its acts, deadlines and statements.
pub fn track(out: &mut dyn Write, format: Format, t: &TrackDetail) -> io::Result<()> {
    match format {
        Format::Jsonl => json(out, t),
        Format::Csv | Format::Parquet => {
            head(out, COLUMNS)?;
            t.steps.iter().try_for_each(|step| act(out, format, step))
        }
        Format::Table => {
            track_head(out, &t.summary)?;
            writeln!(out)?;
            t.steps.iter().try_for_each(|step| act(out, format, step))?;
            for d in &t.deadlines {
                writeln!(out, "due by {}  {}", days(Some(&d.start), Some(&d.end)), isolate(&d.act))?;
            }
            for s in &t.statements {
                let outlet = s.outlet.as_deref().map(isolate).unwrap_or_default();
                writeln!(out, "{} [{}]  {outlet} {} {}", isolate(&s.speaker), s.code, or(&s.published), or(&s.url))?;
                writeln!(out, "  {} {}", isolate(&or(&s.words)), s.span)?;
            }
            Ok(())
        }
    }
}

/// The agenda.
pub fn agenda(out: &mut dyn Write, format: Format, entries: &[AgendaEntry]) -> io::Result<()> {
    if format == Format::Csv {
        let mut columns = ["from", "to", "deadline", "outcome", "moved_to"].map(str::to_owned).to_vec();
        columns.extend(COLUMNS.iter().map(|c| c.0.to_owned()));
        csv(out, &columns)?;
    }
    for e in entries {
        match format {
            Format::Jsonl => json(out, e)?,
            Format::Csv | Format::Parquet => {
                let mut row =
                    vec![e.start.clone(), e.end.clone(), e.deadline.to_string(), e.outcome.clone(), or(&e.moved_to)];
                row.extend(cells(&e.act));
                csv(out, &row)?;
            }
            Format::Table => {
                let kind = if e.deadline { "due by" } else { "planned for" };
                let to = e.moved_to.as_deref().map(|to| format!(" to {}", isolate(to))).unwrap_or_default();
                writeln!(out, "{kind} {}: {}{to}", days(Some(&e.start), Some(&e.end)), e.outcome)?;
                act(out, format, &e.act)?;
            }
        }
    }
    Ok(())
}

impl Listed for ActSummary {
    const COLUMNS: &'static [(&'static str, Kind)] = COLUMNS;

    fn cells(&self) -> Vec<String> {
        cells(self)
    }

    fn print(&self, out: &mut dyn Write, format: Format) -> io::Result<()> {
        act(out, format, self)
    }
}
