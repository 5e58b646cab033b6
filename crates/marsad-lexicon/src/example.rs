//! Example sentences and what the coder must make of them: those of the frames, the short texts of `examples/`, and the whole reports
//! of `articles/`.

use marsad_record::{EventType, Field, Span, Status};
use serde::Deserialize;

use crate::table::{Problem, Sources};

/// A party of an expected event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedParty {
    /// Its code.
    pub code: String,
    /// Its words in the text; empty where the code alone tells who is meant.
    pub words: String,
}

/// An event that an example must become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Its type.
    pub event_type: EventType,
    /// Its status.
    pub status: Status,
    /// The words that state it, see [`Example::spans`]; empty where any of its type may.
    pub at: Vec<String>,
    /// Who acts.
    pub actors: Vec<ExpectedParty>,
    /// Who is acted upon.
    pub recipients: Vec<ExpectedParty>,
    /// First and last day as `YYYY-MM-DD`, or that none is told; `None` where the example does not say.
    pub date: Option<Option<(String, String)>>,
    /// Country of its place, or that none is told; `None` where the example does not say.
    pub place: Option<Option<String>>,
    /// The words that name its source, or that the outlet tells it; `None` where the example does not say.
    pub source: Option<Option<String>>,
    /// Whether careful coders could differ on it: neither right nor wrong.
    pub optional: bool,
}

/// Reads codes joined by `+`, each with the party's words in brackets where the code leaves open who is meant.
fn parties(text: &str) -> Vec<ExpectedParty> {
    let read = |part: &str| {
        let (code, words) = part.split_once('(').unwrap_or((part, ""));
        let words = words.strip_suffix(')').unwrap_or(words);
        ExpectedParty { code: code.trim().to_owned(), words: words.to_owned() }
    };
    text.split('+').map(str::trim).filter(|c| !c.is_empty()).map(read).collect()
}

impl Expected {
    /// Reads `TYPE status ACTORS > RECIPIENTS; at WORDS | WORDS; date D; place C; source WORDS; optional`; the parts behind semicolons
    /// may be missing, `-` in one of date, place and source says that there is none. A party is a code, where it leaves open who is
    /// meant with words of the text: `NSA(مسلحون)`. `-` alone is `None`: no event.
    ///
    /// # Errors
    /// If a part cannot be read: what is wrong with it.
    pub fn parse(line: &str) -> Result<Option<Expected>, String> {
        if line.trim() == "-" {
            return Ok(None);
        }
        let mut parts = line.split(';').map(str::trim);
        let event = parts.next().unwrap_or("");
        let (head, recipients) = event.split_once('>').unwrap_or((event, ""));
        let (kind, head) = head.trim().split_once(char::is_whitespace).unwrap_or((head.trim(), ""));
        let (status, actors) = head.trim().split_once(char::is_whitespace).unwrap_or((head.trim(), ""));
        let mut out = Expected {
            event_type: EventType::parse(kind).ok_or_else(|| format!("{kind:?} is no type of event"))?,
            status: Status::parse(status).ok_or_else(|| format!("{status:?} is no status"))?,
            at: Vec::new(),
            actors: parties(actors),
            recipients: parties(recipients),
            date: None,
            place: None,
            source: None,
            optional: false,
        };
        for part in parts {
            let (name, value) = part.split_once(' ').unwrap_or((part, ""));
            let value = Some(value.trim()).filter(|v| *v != "-").map(str::to_owned);
            match name {
                "date" => {
                    out.date = Some(value.map(|v| match v.split_once("..") {
                        Some((a, b)) => (a.to_owned(), b.to_owned()),
                        None => (v.clone(), v),
                    }));
                }
                "at" => out.at.extend(value.iter().flat_map(|v| v.split('|')).map(|w| w.trim().to_owned())),
                "optional" => out.optional = true,
                "place" => out.place = Some(value),
                "source" => out.source = Some(value),
                _ => return Err(format!("{name:?} is none of at, date, place, source, optional")),
            }
        }
        Ok(Some(out))
    }
}

/// A text and what the coder must make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its headline; mostly empty.
    pub title: String,
    /// The text.
    pub text: String,
    /// English.
    pub gloss: String,
    /// Day of publication, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// The events; in a frame's example nothing but `None` where no event of the frame's type may come out.
    pub expect: Vec<Option<Expected>>,
    /// File it stands in.
    pub file: String,
    /// Line of its text, from 1.
    pub line: usize,
}

/// Everywhere that words stand in a title and a text, in chars; nowhere for no words.
pub fn occurrences(title: &str, text: &str, words: &str) -> Vec<Span> {
    let mut out = Vec::new();
    if words.is_empty() {
        return out;
    }
    for (field, body) in [(Field::Title, title), (Field::Text, text)] {
        for (byte, _) in body.match_indices(words) {
            let start = body[..byte].chars().count() as u32;
            out.push(Span { field, start, end: start + words.chars().count() as u32 });
        }
    }
    out
}

impl Example {
    /// Where words stand in title and text, in chars. With a number behind them (`الاتفاق#2`) it is that of their occurrences, counted from
    /// the title's first on; without, all.
    pub fn spans(&self, words: &str) -> Vec<Span> {
        let (words, number) = match words.rsplit_once('#').map(|(w, n)| (w, n.parse::<usize>())) {
            Some((w, Ok(n))) => (w, Some(n)),
            _ => (words, None),
        };
        let out = occurrences(&self.title, &self.text, words);
        match number {
            Some(n) => n.checked_sub(1).and_then(|n| out.get(n)).copied().into_iter().collect(),
            None => out,
        }
    }
}

/// One line or a list of lines.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(crate) fn into_vec(self) -> Vec<String> {
        match self {
            OneOrMany::One(s) => vec![s],
            OneOrMany::Many(v) => v,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    #[serde(default)]
    title: String,
    text: toml::Spanned<String>,
    #[serde(default)]
    gloss: String,
    published: Option<String>,
    expect: OneOrMany,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, alias = "article")]
    example: Vec<Raw>,
}

/// The line, from 1, of a byte of a file.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|&&b| b == b'\n').count() + 1
}

impl Raw {
    /// The example; a line of `expect` that cannot be read is a problem and left out.
    pub(crate) fn read(self, file: &str, source: &str, problems: &mut Vec<Problem>) -> Example {
        let line = line_of(source, self.text.span().start);
        let mut problem = |what: String| problems.push(Problem { file: file.to_owned(), line, what });
        let mut expect = Vec::new();
        for e in self.expect.into_vec() {
            match Expected::parse(&e) {
                Ok(e) => expect.push(e),
                Err(what) => problem(format!("{what} in {e:?}")),
            }
        }
        let example = Example {
            title: self.title,
            text: self.text.into_inner(),
            gloss: self.gloss,
            published: self.published,
            expect,
            file: file.to_owned(),
            line,
        };
        let events = || example.expect.iter().flatten();
        let parties = events().flat_map(|e| e.actors.iter().chain(&e.recipients)).map(|p| &p.words);
        let words = events().flat_map(|e| e.at.iter().chain(e.source.iter().flatten()));
        for words in words.chain(parties.filter(|w| !w.is_empty())) {
            if example.spans(words).is_empty() {
                problem(format!("{words:?} does not stand in the text"));
            }
        }
        let day = |d: &String| d.len() == 10 && d.parse::<jiff::civil::Date>().is_ok();
        if let Some(d) = example.published.as_ref().filter(|d| !day(d)) {
            problem(format!("{d:?} is no day; write YYYY-MM-DD"));
        }
        let dates = events().filter_map(|e| e.date.clone().flatten());
        for d in dates.flat_map(|(a, b)| [a, b]).filter(|d| !day(d)) {
            problem(format!("{d:?} is no day; write YYYY-MM-DD"));
        }
        example
    }
}

/// A type of which an example has two events without saying which words state each.
fn twice(example: &Example) -> Option<EventType> {
    let events = || example.expect.iter().flatten();
    let open = |t| events().filter(|o| o.event_type == t).count() > 1;
    events().find(|e| e.at.is_empty() && open(e.event_type)).map(|e| e.event_type)
}

/// Reads `examples/` or `articles/`; a file that does not parse is reported and left out.
pub(crate) fn load(sources: &Sources, folder: &str, problems: &mut Vec<Problem>) -> Vec<Example> {
    let mut out = Vec::new();
    for source in sources.files(folder) {
        let (path, text) = (source.shown(), source.text());
        if !path.ends_with(".toml") {
            continue;
        }
        match toml::from_str::<File>(text) {
            Ok(file) => {
                for raw in file.example {
                    let example = raw.read(path, text, problems);
                    if let Some(t) = twice(&example) {
                        let what = format!("two events are {t}; say of each `at` which words");
                        problems.push(Problem { file: path.to_owned(), line: example.line, what });
                    }
                    out.push(example);
                }
            }
            Err(e) => {
                let line = e.span().map_or(0, |s| line_of(text, s.start));
                problems.push(Problem { file: path.to_owned(), line, what: e.message().to_owned() });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use marsad_record::{EventType, Status};

    use super::{Expected, ExpectedParty};

    #[test]
    fn a_line_in_full() {
        let line = "ASSAULT denied SYR > TUR+USA; at قصفت; date 2012-10-04..2012-10-05; place -; source مصدر";
        let e = Expected::parse(line).ok().flatten().expect("the line is an event");
        assert_eq!((e.event_type, e.status), (EventType::Assault, Status::Denied));
        assert_eq!(e.at, ["قصفت"]); // "shelled"
        let codes = |side: &[ExpectedParty]| side.iter().map(|p| p.code.clone()).collect::<Vec<_>>();
        assert_eq!((codes(&e.actors), codes(&e.recipients)), (vec!["SYR".into()], vec!["TUR".into(), "USA".into()]));
        assert_eq!(e.date, Some(Some(("2012-10-04".to_owned(), "2012-10-05".to_owned()))));
        assert_eq!((e.place, e.source), (Some(None), Some(Some("مصدر".to_owned()))));
    }

    #[test]
    fn what_is_not_said_stays_open() {
        let e = Expected::parse("PROTEST occurred > ").ok().flatten().expect("the line is an event");
        assert_eq!((e.actors.len(), e.date, e.place, e.source), (0, None, None, None));
        assert_eq!(Expected::parse("-"), Ok(None));
        assert!(Expected::parse("PROTESTS occurred").is_err_and(|e| e.contains("no type")));
        assert!(Expected::parse("PROTEST occured").is_err_and(|e| e.contains("no status")));
        assert!(Expected::parse("PROTEST occurred; when 2012").is_err_and(|e| e.contains("none of")));
    }
}
