//! A record as a person reads it in a terminal. Arabic stands in isolates (U+2068 … U+2069), so that a left-to-right
//! terminal keeps labels and text apart.

use std::io::{self, Write};

use marsad_coder::Article;
use marsad_record::{Field, PartyRef, Record};

fn isolate(s: &str) -> String {
    // Control characters of the text itself must not reach the terminal.
    let clean: String = s
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .collect();
    format!("\u{2068}{}\u{2069}", clean.trim())
}

fn slice(article: &Article, field: Field, start: u32, end: u32) -> String {
    let text = if field == Field::Title { &article.title } else { &article.text };
    text.chars().skip(start as usize).take(end.saturating_sub(start) as usize).collect()
}

/// Writes one record.
pub fn write(out: &mut dyn Write, record: &Record, article: &Article) -> io::Result<()> {
    let published = record.published.as_deref().unwrap_or("undated");
    writeln!(out, "── {}  {published}  {}", record.id, isolate(record.title.as_deref().unwrap_or("")))?;
    for e in &record.events {
        let names = |list: &[PartyRef]| -> String {
            list.iter()
                .filter_map(|p| record.actors.iter().find(|a| a.id == p.actor))
                .map(|a| format!("{} [{} {}]", isolate(&a.name), a.code, a.role))
                .collect::<Vec<_>>()
                .join(", ")
        };
        writeln!(
            out,
            "{:10} {:9} cameo {}  {}",
            e.event_type,
            e.status,
            e.cameo,
            if e.background { "background" } else { "" }
        )?;
        writeln!(out, "  who    {}", names(&e.actors))?;
        if !e.recipients.is_empty() {
            writeln!(out, "  whom   {}", names(&e.recipients))?;
        }
        if let Some(d) = &e.date {
            writeln!(
                out,
                "  when   {}{}",
                d.start,
                if d.end == d.start { String::new() } else { format!(" to {}", d.end) }
            )?;
        }
        if let Some(p) = &e.place {
            writeln!(out, "  where  {} {}", isolate(&p.name), p.country.as_deref().unwrap_or(""))?;
        }
        if let Some(r) = &e.reported_by {
            let name = record.actors.iter().find(|a| a.id == r.actor).map_or("", |a| a.name.as_str());
            writeln!(out, "  source {} ({})", isolate(name), r.kind)?;
        }
        if let Some(m) = e.mentions.first() {
            let before = slice(article, m.field, m.sentence[0], m.start);
            let trigger = slice(article, m.field, m.start, m.end);
            let after = slice(article, m.field, m.end, m.sentence[1]);
            writeln!(out, "  text   {}", isolate(&format!("{before}【{trigger}】{after}")))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
