//! A record as a person reads it in a terminal. Arabic stands in isolates (U+2068 … U+2069), so that a left-to-right
//! terminal keeps labels and text apart, whatever the text holds.

use std::io::{self, Write};

use marsad_coder::Article;
use marsad_record::{Event, Field, PartyRef, Record};

/// The text in an isolate, without what could break out of it or drive the terminal.
pub fn isolate(s: &str) -> String {
    let clean: String = s
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .collect();
    format!("\u{2068}{}\u{2069}", clean.trim())
}

/// Scalar values between two entries of [`Chars::starts`].
const STEP: usize = 256;

/// A text that is cut by scalar values without counting from its beginning each time.
struct Chars<'a> {
    text: &'a str,
    /// Bytes before each multiple of [`STEP`] scalar values.
    starts: Vec<usize>,
}

impl<'a> Chars<'a> {
    fn new(text: &'a str) -> Chars<'a> {
        let starts = text.char_indices().map(|(at, _)| at).step_by(STEP).collect();
        Chars { text, starts }
    }

    fn byte(&self, at: u32) -> usize {
        let at = at as usize;
        let Some(&from) = self.starts.get(at / STEP) else { return self.text.len() };
        self.text[from..].char_indices().nth(at % STEP).map_or(self.text.len(), |(n, _)| from + n)
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(self.byte(start)..self.byte(end)).unwrap_or("")
    }
}

/// Writes one record.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, record: &Record, article: &Article) -> io::Result<()> {
    let published = record.published.as_deref().unwrap_or("undated");
    let outlet = record.outlet.as_deref().map(|o| format!("  {}", isolate(o))).unwrap_or_default();
    writeln!(out, "── {}  {published}{outlet}", isolate(&record.id))?;
    if let Some(title) = &record.title {
        writeln!(out, "   {}", isolate(title))?;
    }
    let texts = [Chars::new(&article.title), Chars::new(&article.text)];
    for e in &record.events {
        let text = |field: Field| if field == Field::Title { &texts[0] } else { &texts[1] };
        event(out, record, e, &text)?;
        writeln!(out)?;
    }
    if record.events.is_empty() {
        writeln!(out, "no event\n")?;
    }
    Ok(())
}

fn event<'a>(out: &mut dyn Write, record: &Record, e: &Event, text: &dyn Fn(Field) -> &'a Chars<'a>) -> io::Result<()> {
    let actor = |id: &str| record.actors.iter().find(|a| a.id == id);
    let name = |id: &str| {
        actor(id).map_or(String::new(), |a| {
            let office = a.office.as_deref().map(|o| format!(", {o}")).unwrap_or_default();
            format!("{} [{} {}{office}]", isolate(&a.name), a.code, a.role)
        })
    };
    let names = |list: &[PartyRef]| list.iter().map(|p| name(&p.actor)).collect::<Vec<_>>().join(", ");
    let days = |start: &str, end: &str| if start == end { start.to_owned() } else { format!("{start} to {end}") };
    let background = if e.background { ", background" } else { "" };
    let mode = e.mode.as_deref().map(|m| format!(" ({m})")).unwrap_or_default();
    writeln!(out, "{}{mode} {}{background}, CAMEO {}", e.event_type, e.status, e.cameo)?;
    let mut line = |label: &str, value: String| -> io::Result<()> {
        if value.is_empty() { Ok(()) } else { writeln!(out, "  {label:6} {value}") }
    };
    line("who", if e.actors.is_empty() { "not told".to_owned() } else { names(&e.actors) })?;
    line("whom", names(&e.recipients))?;
    let others = e.others.iter().map(|o| format!("{} ({})", name(&o.actor), o.part)).collect::<Vec<_>>();
    line("also", others.join(", "))?;
    line("when", e.date.as_ref().map(|d| days(&d.start, &d.end)).unwrap_or_default())?;
    if let Some(d) = e.duration {
        line("long", format!("{}{} minutes", if d.approximate { "about " } else { "" }, d.minutes))?;
    }
    line("until", e.deadline.as_ref().map(|d| days(&d.start, &d.end)).unwrap_or_default())?;
    if let Some(p) = &e.place {
        line("where", format!("{} {}", isolate(&p.name), p.country.as_deref().unwrap_or("")).trim_end().to_owned())?;
    }
    line("about", e.topics.iter().map(|t| isolate(&t.label)).collect::<Vec<_>>().join(", "))?;
    let m = &e.magnitude;
    let counts = [(m.killed, "killed"), (m.injured, "wounded"), (m.detained, "detained"), (m.crowd, "in the crowd")];
    let mut sizes: Vec<String> = counts.iter().filter_map(|(n, what)| n.map(|n| format!("{n} {what}"))).collect();
    sizes.extend(m.amount.as_deref().map(isolate));
    line("size", sizes.join(", "))?;
    match &e.reported_by {
        Some(r) => {
            line("source", format!("{} ({})", actor(&r.actor).map_or(String::new(), |a| isolate(&a.name)), r.kind))?
        }
        None => line("source", "the outlet".to_owned())?,
    }
    if let Some(m) = e.mentions.first() {
        let text = text(m.field);
        let before = text.slice(m.sentence[0], m.start);
        let trigger = text.slice(m.start, m.end);
        let after = text.slice(m.end, m.sentence[1]);
        line("text", isolate(&format!("{before}【{trigger}】{after}")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_by_scalar_values() {
        // "word" and other scripts, over several steps of the index
        let text = "كلمة a😀 ".repeat(200);
        let chars = Chars::new(&text);
        let all: Vec<char> = text.chars().collect();
        for (start, end) in [(0, 0), (0, 5), (255, 257), (256, 512), (700, 1399), (1500, 9999)] {
            let wanted: String = all[all.len().min(start)..all.len().min(end)].iter().collect();
            assert_eq!(chars.slice(start as u32, end as u32), wanted, "{start}..{end}");
        }
    }

    #[test]
    fn nothing_breaks_out_of_an_isolate() {
        // "the president" with a closing isolate, an override and an escape sequence
        let shown = isolate("الرئيس\u{2069}\u{202E}\u{1b}[31m\n\u{2028}x");
        assert_eq!(shown, "\u{2068}الرئيس [31m  x\u{2069}");
    }
}
