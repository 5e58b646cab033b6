//! PETRARCH's actor and agent dictionaries as text: entries, their codes, and what cannot be read.
//!
//! ```text
//! NAME_OF_AN_ACTOR_  [IRQGOV]            ; a comment, or # a comment
//! +ANOTHER_NAME_
//!     [IRQGOV 030718-040601]             from day to day: YYMMDD, YYYYMMDD, YYDDD or YYYYDDD
//!     [IRQELI >040601]                   from that day on; < until that day
//! AGENT {PLURAL} [~GOV] arabic words     no words in Arabic behind the code: the agent itself is Arabic
//! ```

use marsad_time::Date;

/// A line that cannot be read or used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Line, from 1.
    pub line: usize,
    /// The kind of reason, for counting.
    pub cause: &'static str,
    /// What is wrong, and where it helps what to write.
    pub what: String,
}

/// The kind of reason for counting, and what is wrong.
pub type Why = (&'static str, String);

/// A code of an entry and the years it holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restricted {
    /// Line, from 1.
    pub line: usize,
    /// CAMEO's code, without brackets and `~`.
    pub code: String,
    /// First year, 0 if open.
    pub from: u16,
    /// Last year, 9999 if open.
    pub to: u16,
}

/// An actor or agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Line of its name, from 1.
    pub line: usize,
    /// True for an agent, whose code has no state of its own.
    pub agent: bool,
    /// Names in Arabic with single spaces, with the line of each; the first is the entry's own.
    pub names: Vec<(usize, String)>,
    /// English name of an agent, in small letters; empty where the entry has none.
    pub english: String,
    /// Plural in Arabic, where braces give one.
    pub plural: Option<String>,
    /// Its codes; never empty.
    pub codes: Vec<Restricted>,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
    /// What could not be read, in order of the lines.
    pub refused: Vec<Refusal>,
}

/// Ends with which a dictionary says "not ended"; its makers' tool wrote the least day that it knew.
const OPEN_END: &str = "18000101";
/// Day zero of computers' clocks, which stands for a day that was never set.
const UNSET: &str = "19700101";

/// Most words of a name that the coder looks up.
const LONGEST: usize = 8;

/// Reads a dictionary.
///
/// # Errors
/// With the line if the file holds verbs or sets of synonyms.
pub fn read(text: &str) -> Result<Dictionary, Refusal> {
    let mut reader = Reader::default();
    let mut comment = false;
    for (i, raw) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
        let line = uncommented(raw, &mut comment);
        if line.is_empty() {
            continue;
        }
        if is_of_verbs(line) {
            let what =
                "this is a dictionary of verbs or sets of synonyms; only dictionaries of actors and agents are read";
            return Err(Refusal { line: i + 1, cause: "a dictionary of verbs", what: what.to_owned() });
        }
        reader.line(i + 1, line);
    }
    reader.close();
    reader.out.refused.sort_by_key(|r| r.line);
    Ok(reader.out)
}

/// A line without comments and outer spaces. `open` says whether a comment over several lines (`<!-- -->`) goes on.
fn uncommented<'a>(raw: &'a str, open: &mut bool) -> &'a str {
    let mut line = raw.trim();
    if *open || line.starts_with("<!--") {
        *open = !line.contains("-->");
        line = line.split_once("-->").map_or("", |(_, rest)| rest);
    }
    line.split([';', '#']).next().unwrap_or("").trim()
}

/// Whether a line belongs to a dictionary of verbs: a set of synonyms, a verb, or a pattern.
fn is_of_verbs(line: &str) -> bool {
    line.starts_with('&') || line.starts_with("---") || line.starts_with("- ") || line.starts_with("+&")
}

/// The entry being read, as far as it can be read.
struct Open {
    line: usize,
    agent: bool,
    names: Vec<(usize, Result<String, Why>)>,
    english: String,
    plural: Option<String>,
    codes: Vec<Restricted>,
    /// Whether a code of it was refused, so that having none is told already.
    told: bool,
}

#[derive(Default)]
struct Reader {
    open: Option<Open>,
    out: Dictionary,
}

impl Reader {
    fn refuse(&mut self, line: usize, cause: &'static str, what: String) {
        self.out.refused.push(Refusal { line, cause, what });
    }

    fn line(&mut self, at: usize, line: &str) {
        if let Some(synonym) = line.strip_prefix('+') {
            match &mut self.open {
                Some(open) => open.names.push((at, arabic(synonym))),
                None => self.refuse(at, "a synonym of nothing", "a synonym stands before any entry".to_owned()),
            }
            return;
        }
        if line.starts_with('[') {
            if self.open.is_none() {
                self.refuse(at, "a code of nothing", "a code stands before any entry".to_owned());
                return;
            }
            self.code(at, line);
            return;
        }
        self.close();
        let (head, code) = line.find('[').map_or((line, None), |b| (&line[..b], Some(&line[b..])));
        let (head, plural) = braces(head);
        let agent = code.is_some_and(|c| c.contains('~'));
        let tail = code.and_then(|c| c.split_once(']')).map_or("", |(_, tail)| tail);
        let behind = agent && tail.chars().any(is_arabic);
        let english = if behind { spaced(head).to_lowercase() } else { String::new() };
        self.open = Some(Open {
            line: at,
            agent,
            names: vec![(at, arabic(if behind { tail } else { head }))],
            english,
            plural: plural.and_then(|p| arabic(p).ok()),
            codes: Vec::new(),
            told: false,
        });
        if let Some(code) = code {
            self.code(at, code);
        }
    }

    /// Reads `[CODE dates]` into the open entry.
    fn code(&mut self, at: usize, text: &str) {
        let read = text
            .strip_prefix('[')
            .and_then(|t| t.split_once(']'))
            .ok_or(("a bracket left open", format!("{text}: the bracket is not closed; write ]")))
            .and_then(|(inner, _)| restricted(at, inner));
        let Some(open) = &mut self.open else { return };
        match read {
            Ok(code) => open.codes.push(code),
            Err((cause, what)) => {
                open.told = true;
                self.refuse(at, cause, what);
            }
        }
    }

    /// Ends the open entry.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let mut names = Vec::new();
        for (line, name) in open.names {
            match name {
                Ok(name) => names.push((line, name)),
                Err((cause, what)) => self.refuse(line, cause, what),
            }
        }
        if names.is_empty() {
            return;
        }
        if open.codes.is_empty() {
            if !open.told {
                self.refuse(open.line, "no code", "the entry has no code; write one in brackets".to_owned());
            }
            return;
        }
        self.out.entries.push(Entry {
            line: open.line,
            agent: open.agent,
            names,
            english: open.english,
            plural: open.plural,
            codes: open.codes,
        });
    }
}

fn is_arabic(c: char) -> bool {
    ('\u{0620}'..='\u{065F}').contains(&c) || ('\u{066E}'..='\u{06D5}').contains(&c)
}

/// Words with single spaces; `_` and the marks of macros (`!PERSON!`) separate words.
fn spaced(text: &str) -> String {
    text.split(|c: char| c == '_' || c == '!' || c.is_whitespace())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What stands before and within braces.
fn braces(head: &str) -> (&str, Option<&str>) {
    let Some((before, rest)) = head.split_once('{') else { return (head, None) };
    (before, rest.split('}').next().filter(|p| !p.trim().is_empty()))
}

/// A name in Arabic with single spaces and without diacritics; clitics that stand apart (`ل_أمة`) are joined to their word.
fn arabic(text: &str) -> Result<String, Why> {
    let plain = marsad_text::strip_marks(&spaced(text)).replace(['\u{0670}', '\u{0640}'], "");
    if !plain.chars().any(is_arabic) {
        return Err(("no Arabic name", format!("{:?} is no name in Arabic", text.trim())));
    }
    if let Some(c) = plain.chars().find(|c| !is_arabic(*c) && !c.is_whitespace() && !c.is_ascii_digit() && *c != '-') {
        return Err(("a name with a strange character", format!("{c:?} cannot stand in a name")));
    }
    let mut words: Vec<String> = Vec::new();
    let mut clitic: Option<&str> = None;
    for word in plain.split_whitespace() {
        match (clitic.take(), word) {
            (None, "ل" | "ب" | "و" | "ك" | "ف") => clitic = Some(word),
            (None, _) => words.push(word.to_owned()),
            (Some("ل"), _) => words.push(format!("لل{}", word.strip_prefix("ال").unwrap_or(word))),
            (Some(before), _) => words.push(format!("{before}{word}")),
        }
    }
    match words.len() {
        1..=LONGEST => Ok(words.join(" ")),
        n => Err(("a name too long", format!("the name has {n} words; the coder looks up at most {LONGEST}"))),
    }
}

/// The inside of a bracket: a code, and days in either order.
fn restricted(line: usize, inner: &str) -> Result<Restricted, Why> {
    // "> 19931101" is one date.
    let joined = inner.replace("> ", ">").replace("< ", "<");
    let is_days = |w: &&str| w.starts_with(['<', '>']) || w.chars().all(|c| c.is_ascii_digit() || c == '-');
    let (days, codes): (Vec<&str>, Vec<&str>) = joined.split_whitespace().partition(is_days);
    let (code, days) = match (codes.as_slice(), days.as_slice()) {
        ([code], []) => (*code, None),
        ([code], [days]) => (*code, Some(*days)),
        _ => {
            return Err((
                "no code and dates",
                format!("[{inner}] is no code with dates; write [CODE] or [CODE FROM-TO]"),
            ));
        }
    };
    let (from, to) = days.map_or(Ok((0, 9999)), years)?;
    Ok(Restricted { line, code: code.trim_matches('~').to_owned(), from, to })
}

/// First and last year of `FROM-TO`, `>FROM` or `<TO`; 0 and 9999 where it is open.
fn years(text: &str) -> Result<(u16, u16), Why> {
    let year = |date: Date| u16::try_from(date.year()).unwrap_or(0);
    if let Some(from) = text.strip_prefix('>') {
        return Ok((year(day(from)?), 9999));
    }
    if let Some(to) = text.strip_prefix('<') {
        return Ok((0, year(day(to)?)));
    }
    let Some((from, to)) = text.split_once('-') else {
        return Err(("a wrong date", format!("{text:?} is no span of days; write FROM-TO, >FROM or <TO")));
    };
    if (from, to) == (UNSET, UNSET) {
        return Ok((0, 9999));
    }
    let first = day(from)?;
    let last = if to == OPEN_END { None } else { Some(day(to)?) };
    if last.is_some_and(|last| last < first) {
        return Err((
            "dates that end before they begin",
            format!("{text} ends before it begins; correct the last day"),
        ));
    }
    let begin = if from == UNSET { 0 } else { year(first) };
    Ok((begin, last.map_or(9999, year)))
}

/// A day as YYMMDD, YYYYMMDD, YYDDD or YYYYDDD; two digits above 30 are a year of the 20th century.
fn day(text: &str) -> Result<Date, Why> {
    let wrong = || ("a wrong date", format!("{text:?} is no day; write YYYYMMDD or YYMMDD"));
    let digits = text.len();
    if !text.bytes().all(|b| b.is_ascii_digit()) || !(5..=8).contains(&digits) {
        return Err(wrong());
    }
    let (year, rest) = text.split_at(if digits < 7 { 2 } else { 4 });
    let year: i32 = match year.parse::<i32>() {
        Ok(y) if digits < 7 && y > 30 => 1900 + y,
        Ok(y) if digits < 7 => 2000 + y,
        Ok(y) => y,
        Err(_) => return Err(wrong()),
    };
    let n: u32 = rest.parse().map_err(|_| wrong())?;
    let iso = match rest.len() {
        4 => format!("{year:04}-{:02}-{:02}", n / 100, n % 100),
        // The day of the year matters only for its year; whether there is such a day is still asked.
        _ if (1..=366).contains(&n) => format!("{year:04}-{}", if n == 366 { "12-31" } else { "01-01" }),
        _ => return Err(wrong()),
    };
    iso.parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years_of(inner: &str) -> Option<(u16, u16)> {
        restricted(1, inner).ok().map(|r| (r.from, r.to))
    }

    #[test]
    fn dates_in_brackets() {
        assert_eq!(years_of("IRQGOV"), Some((0, 9999)));
        assert_eq!(years_of("IRQGOV 030718-040601"), Some((2003, 2004)));
        assert_eq!(years_of("IRQGOV 19990718-20040601"), Some((1999, 2004)));
        assert_eq!(years_of(">040601 IRQELI"), Some((2004, 9999)));
        assert_eq!(years_of("IRQELI > 19931101"), Some((1993, 9999)));
        assert_eq!(years_of("IRQELI <990718"), Some((0, 1999)));
        assert_eq!(years_of("IRQELI 99001-2004366"), Some((1999, 2004)));
        assert_eq!(years_of("IRQELI 20090331-18000101"), Some((2009, 9999)));
        assert_eq!(years_of("IRQELI 19700101-19700101"), Some((0, 9999)));
        for bad in ["", "IRQ GOV", "IRQGOV 20041301-20050101", "IRQGOV 2004", "IRQGOV 20050101-20040101", ">x IRQ"] {
            assert!(restricted(1, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_entry_with_synonyms_and_spans() {
        let text = "# a header\n<!-- more\nof it -->\nشمخار_زبلقان_ ; the minister\n+زبلقان_\n\t[LBYGOV 090101-121231]\n\t[LBYOPP >130101] # now\n\nأمانة_ل_أمة_ [IGO]\n";
        let read = read(text).expect("a dictionary of actors");
        assert_eq!(read.refused, []);
        let [person, organ] = read.entries.as_slice() else { panic!("{:?}", read.entries) };
        // "Shamkhar Zabalqan", "Zabalqan"
        assert_eq!(person.names, [(4, "شمخار زبلقان".to_owned()), (5, "زبلقان".to_owned())]);
        let codes: Vec<_> = person.codes.iter().map(|c| (c.line, c.code.as_str(), c.from, c.to)).collect();
        assert_eq!(codes, [(6, "LBYGOV", 2009, 2012), (7, "LBYOPP", 2013, 9999)]);
        // "secretariat of the nation": the preposition joins its word.
        assert_eq!(organ.names[0].1, "أمانة للأمة");
        assert_eq!((person.agent, organ.codes[0].from, organ.codes[0].to), (false, 0, 9999));
    }

    #[test]
    fn agents_are_named_behind_or_before_their_code() {
        // "raider", "raiders"; "keeper"
        let read = read("PLAIN_RAIDER {PLAIN_RAIDERS} [~REB]مغير\nحارس_ {حراس} [~MIL]\nOBSERVER [IGO~] مراقب")
            .expect("agents");
        let names: Vec<_> = read.entries.iter().map(|e| (e.names[0].1.as_str(), e.english.as_str(), e.agent)).collect();
        assert_eq!(names, [("مغير", "plain raider", true), ("حارس", "", true), ("مراقب", "observer", true)]);
        let plurals: Vec<_> = read.entries.iter().map(|e| e.plural.as_deref()).collect();
        assert_eq!(plurals, [None, Some("حراس"), None]);
        assert_eq!(read.entries[2].codes[0].code, "IGO");
    }

    #[test]
    fn what_cannot_be_read_is_told_by_line() {
        let text = "+زبلقان\n\t[IRQ]\nRAIDER [~REB]\nمغير [~REB\nمغير\nzeid [IRQ]\nعلي، حسن [IRQ]\nزيد زيد زيد زيد زيد زيد زيد زيد زيد [IRQ]\nمغير [IRQ 2x-3]\n";
        let read = read(text).expect("a dictionary");
        let told: Vec<_> = read.refused.iter().map(|r| (r.line, r.cause)).collect();
        let wanted = [
            (1, "a synonym of nothing"),
            (2, "a code of nothing"),
            (3, "no Arabic name"),
            (4, "a bracket left open"),
            (5, "no code"),
            (6, "no Arabic name"),
            (7, "a name with a strange character"),
            (8, "a name too long"),
            (9, "no code and dates"),
        ];
        assert_eq!(told, wanted);
        assert!(read.entries.is_empty());
    }

    #[test]
    fn dictionaries_of_verbs_are_refused() {
        for text in ["# verbs\n&CURRENCY\n+دينار\n", "\n--- APPROVE [050] ---\n"] {
            let refusal = read(text).expect_err("no dictionary of actors");
            assert!(refusal.line == 2 && refusal.what.contains("only dictionaries of actors"), "{refusal:?}");
        }
    }
}
