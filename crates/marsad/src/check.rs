//! `marsad lexicon check`: mistakes in single rows (found while compiling), unknown codes, duplicates, clashes, frames that no
//! example reaches, and examples that come out otherwise than their frame expects.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use marsad_coder::clause::Around;
use marsad_coder::mention::mentions;
use marsad_coder::propose::Proposer;
use marsad_coder::word::FieldText;
use marsad_coder::{Article, code};
use marsad_lexicon::{Example, Expected, ExpectedParty, Frame, Lexicon, Problem, Row, Sources, Value};
use marsad_record::{Event, PartyRef, Record};
use marsad_text::{Text, fold};
use rayon::prelude::*;

use crate::load::Folders;

/// The day on which the frames' examples are told.
const PUBLISHED: &str = "2015-06-17";

/// Options of `marsad lexicon check`.
#[derive(Args)]
pub struct Options {
    /// Folder to check; if not given that of `--lexicon`, else `lexicon`, else the built-in one.
    folder: Option<PathBuf>,
    /// Also print each example that comes out otherwise than it expects.
    #[arg(long)]
    examples: bool,
    /// Fail also if a frame is reached by no example.
    #[arg(long)]
    strict: bool,
    /// Fail if fewer than this share of the frames' examples comes out right.
    #[arg(long, default_value_t = 0.0)]
    at_least: f64,
}

/// Checks a folder and codes every frame's examples. A mistake in a file is a failure; a frame that no example reaches only with
/// `--strict`. Extra folders are checked with it.
pub fn run(options: &Options, folders: &Folders) -> anyhow::Result<ExitCode> {
    let default = PathBuf::from("lexicon");
    let folder = options.folder.as_ref().or(folders.lexicon.as_ref()).or(Some(&default).filter(|d| d.is_dir()));
    let (sources, compiled) = marsad_embedded::compile(folder.map(PathBuf::as_path), &folders.extra)?;
    let mut problems = compiled.problems.clone();
    problems.extend(duplicates(&sources));
    problems.extend(unknown_codes(&sources, &compiled));
    problems.extend(clashes(&sources, &compiled));
    let (reached, outcomes) = examples(&compiled);
    let texts = texts(&compiled);
    problems.sort_by(|a, b| (&a.file, a.line, &a.what).cmp(&(&b.file, b.line, &b.what)));
    problems.dedup();
    let unreached = compiled.frames.all().iter().filter(|f| !f.examples.is_empty() && !reached.contains(f.id.as_str()));
    let unreached: Vec<Problem> =
        unreached.map(|f| at_frame(f, "no example reaches it; add a sentence that it reads".to_owned())).collect();
    for p in problems.iter().chain(&unreached) {
        println!("{p}");
    }
    let good = |outcomes: &[Option<String>]| outcomes.iter().filter(|o| o.is_none()).count();
    let right = good(&outcomes);
    if options.examples {
        outcomes.iter().chain(&texts).flatten().for_each(|wrong| println!("{wrong}"));
    }
    println!(
        "{} lemmas, {} forms, {} frames, {right} of {} examples right, {} frames that no example reaches, {} of {} texts right \
         in full, {} mistakes",
        compiled.dictionary.lemma_count(),
        compiled.dictionary.key_count(),
        compiled.frames.all().len(),
        outcomes.len(),
        unreached.len(),
        good(&texts),
        texts.len(),
        problems.len()
    );
    let share = if outcomes.is_empty() { 1.0 } else { right as f64 / outcomes.len() as f64 };
    let good = problems.is_empty() && (unreached.is_empty() || !options.strict) && share >= options.at_least;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Columns that together make a row of a file what it is.
const KEYS: &[(&str, &[usize])] = &[
    ("words/verbs.tsv", &[0, 1, 2, 3]),
    ("words/nouns", &[0, 2, 3]),
    ("words/adjectives.tsv", &[0, 1]),
    ("words/particles.tsv", &[0, 1, 2]),
    ("words/names.tsv", &[0, 1]),
    ("states.tsv", &[0, 1]),
    ("bodies.tsv", &[0, 6, 8]),
    ("offices.tsv", &[0]),
    ("groups.tsv", &[0]),
    ("people/", &[0, 1]),
    ("places/own.tsv", &[0, 2]),
    ("light.tsv", &[0]),
];

/// Rows that stand twice.
fn duplicates(sources: &Sources) -> Vec<Problem> {
    let mut out = Vec::new();
    for (prefix, columns) in KEYS {
        let mut seen: HashMap<Vec<&str>, (&str, usize)> = HashMap::new();
        for row in sources.rows(prefix) {
            let key: Vec<&str> = columns.iter().map(|&c| row.cell(c)).collect();
            if let Some((file, line)) = seen.insert(key, (row.file, row.line)) {
                out.push(row.problem(format!("{} stands at {file}:{line} too; leave one out", row.cell(0))));
            }
        }
    }
    out
}

/// CAMEO's codes of two and three digits by root: how many codes a root has; and of four digits: the three before, how many.
const CAMEO: (&[usize], &[(&str, usize)]) = (
    &[10, 9, 10, 7, 8, 5, 7, 8, 5, 9, 7, 10, 10, 6, 6, 7, 7, 7, 7, 5],
    &[
        ("021", 4),
        ("023", 4),
        ("024", 4),
        ("025", 6),
        ("031", 4),
        ("033", 4),
        ("034", 4),
        ("035", 6),
        ("081", 4),
        ("083", 4),
        ("084", 2),
        ("086", 3),
        ("087", 4),
        ("101", 4),
        ("103", 4),
        ("104", 4),
        ("105", 6),
        ("112", 5),
        ("121", 2),
        ("122", 4),
        ("123", 4),
        ("124", 6),
        ("131", 3),
        ("132", 4),
        ("138", 5),
        ("141", 4),
        ("142", 4),
        ("143", 4),
        ("144", 4),
        ("145", 4),
        ("162", 3),
        ("166", 3),
        ("171", 2),
        ("172", 4),
        ("182", 3),
        ("183", 4),
        ("195", 2),
        ("204", 2),
    ],
);

fn is_cameo(code: &str) -> bool {
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let root = code.get(..2).and_then(|r| r.parse::<usize>().ok()).filter(|r| (1..=20).contains(r));
    let Some(root) = root else { return false };
    let digit = |i: usize| usize::from(code.as_bytes()[i] - b'0');
    match code.len() {
        2 => true,
        3 => digit(2) < CAMEO.0[root - 1],
        // The fourth digit counts from 1.
        4 => CAMEO.1.iter().any(|(head, n)| code.starts_with(head) && (1..=*n).contains(&digit(3))),
        _ => false,
    }
}

/// Codes of states, CAMEO codes, classes and kinds that nothing defines.
fn unknown_codes(sources: &Sources, lexicon: &Lexicon) -> Vec<Problem> {
    let mut out = Vec::new();
    let politics = &lexicon.politics;
    let states: HashSet<&str> = politics.states.iter().map(|s| s.code.as_str()).collect();
    let state = |row: &Row<'_>, column: usize| {
        let code = row.cell(column);
        (!code.is_empty() && !states.contains(code)).then(|| row.problem(format!("unknown state {code:?}")))
    };
    out.extend(sources.rows("bodies.tsv").filter_map(|row| state(&row, 3)));
    // The cities of dependencies without a row in states.tsv keep their ISO code: that file is written by a program.
    out.extend(sources.rows("places/own.tsv").filter_map(|row| state(&row, 2)));
    for frame in lexicon.frames.all() {
        let mut wrong = |what: String| out.push(at_frame(frame, what));
        if !is_cameo(&frame.cameo) {
            wrong(format!("{:?} is no CAMEO code", frame.cameo));
        }
        for value in frame.when.iter().chain(&frame.unless).flat_map(|(_, values)| values) {
            match value {
                Value::Class(c, None) => {
                    wrong(format!("the class @{c} is in no file of classes/"));
                }
                Value::Kind(k)
                    if !["state", "armed", "civilian", "person", "body", "party", "place", "none", "own", "clause"]
                        .contains(&k.as_str()) =>
                {
                    wrong(format!("%{k} is no kind of party; see frames/README.md"));
                }
                _ => {}
            }
        }
    }
    out
}

/// Names that mean two parties without saying so, and frames that cannot be told apart.
fn clashes(sources: &Sources, lexicon: &Lexicon) -> Vec<Problem> {
    let mut out = Vec::new();
    // A name's party, and where it stands first. A trailing ? says that the name is known to be shared.
    let mut names: HashMap<String, (String, String, usize)> = HashMap::new();
    let mut name = |row: &Row<'_>, text: &str, party: &str, out: &mut Vec<Problem>| {
        if text.ends_with('?') {
            return;
        }
        let key = fold(text);
        match names.get(&key) {
            Some((other, file, line)) if other != party => {
                out.push(
                    row.problem(format!("{text} means {other} at {file}:{line}; mark both with ? or leave one out")),
                );
            }
            Some(_) => {}
            None => {
                names.insert(key, (party.to_owned(), row.file.to_owned(), row.line));
            }
        }
    };
    for row in sources.rows("states.tsv") {
        for text in row.list(2).chain(row.list(5)) {
            name(&row, text, row.cell(0), &mut out);
        }
    }
    // A body's years say which of two rows a name means.
    for row in sources.rows("bodies.tsv").filter(|row| row.cell(8).is_empty() && row.cell(9).is_empty()) {
        for text in row.list(5) {
            name(&row, text, row.cell(0), &mut out);
        }
    }
    // Frames of different types with the same predicate and the same conditions: chance would decide.
    let mut seen: BTreeMap<(String, String), &Frame> = BTreeMap::new();
    for frame in lexicon.frames.all() {
        let conditions = format!("{:?} {:?} {}", frame.when, frame.unless, frame.loose);
        let predicates = frame.verbs.iter().map(|v| format!("the verb {v}"));
        let nouns = frame.nouns.iter().map(|n| format!("the noun {n}"));
        let phrases = frame.phrases.iter().map(|p| format!("the phrase {p}"));
        for predicate in predicates.chain(nouns).chain(phrases) {
            match seen.get(&(predicate.clone(), conditions.clone())) {
                Some(other) if other.event_type != frame.event_type => {
                    out.push(at_frame(
                        frame,
                        format!("{predicate} under the same conditions is also {} ({})", other.id, other.event_type),
                    ));
                }
                Some(other) if other.id == frame.id => {
                    out.push(at_frame(frame, format!("{predicate} stands twice")));
                }
                Some(_) => {}
                None => {
                    seen.insert((predicate, conditions.clone()), frame);
                }
            }
        }
    }
    out
}

/// A mistake in a frame, by the line of its id.
fn at_frame(frame: &Frame, what: String) -> Problem {
    Problem { file: frame.file.clone(), line: frame.line, what: format!("{}: {what}", frame.id) }
}

/// The article that an example is. A frame's example has the day of publication [`PUBLISHED`].
fn article(example: &Example, published: Option<&str>) -> Article {
    Article {
        id: "example".to_owned(),
        title: example.title.clone(),
        text: example.text.clone(),
        published: example.published.as_deref().or(published).and_then(|d| d.parse().ok()),
        ..Article::default()
    }
}

/// What an example of a frame became, where it is wrong.
fn wrong(example: &Example, of: &str, right: bool, record: &Record) -> Option<String> {
    let lines = |events: Vec<String>| events.join(" | ");
    let expected = example.expect.iter().map(|e| e.as_ref().map_or("-".to_owned(), expected)).collect();
    (!right).then(|| {
        format!(
            "{}:{}: {of}\n    {}\n    expected {}\n    got      {}",
            example.file,
            example.line,
            example.text,
            lines(expected),
            lines(record.events.iter().map(|e| told(record, e)).collect())
        )
    })
}

/// Codes every frame's examples: the frames that read one, and for each example what is wrong with it.
fn examples(lexicon: &Lexicon) -> (HashSet<&str>, Vec<Option<String>>) {
    let all: Vec<_> = lexicon.frames.all().iter().flat_map(|f| f.examples.iter().map(move |e| (f, e))).collect();
    let coded: Vec<(HashSet<&str>, Option<String>)> = all
        .par_iter()
        .map(|(frame, example)| {
            let record = code(&article(example, Some(PUBLISHED)), lexicon);
            let right = example.expect.iter().all(|e| match e {
                None => record.events.iter().all(|g| g.event_type != frame.event_type),
                Some(e) => record.events.iter().any(|g| same(&record, g, e)),
            });
            (reached(&example.text, lexicon), wrong(example, &frame.id, right, &record))
        })
        .collect();
    let mut ids = HashSet::new();
    let mut outcomes = Vec::with_capacity(coded.len());
    for (frames, outcome) in coded {
        ids.extend(frames);
        outcomes.push(outcome);
    }
    (ids, outcomes)
}

/// Codes the texts of `examples/`: for each what is wrong with its record, in which nothing may be missing and nothing too much.
fn texts(lexicon: &Lexicon) -> Vec<Option<String>> {
    lexicon
        .examples
        .par_iter()
        .map(|example| {
            let record = code(&article(example, None), lexicon);
            let all = example.expect.iter().flatten().all(|e| record.events.iter().any(|g| same(&record, g, e)));
            let right = all && record.events.len() == example.expect.iter().flatten().count();
            wrong(example, "text", right, &record)
        })
        .collect()
}

/// Ids of the frames that propose an event in a text.
fn reached<'a>(text: &str, lexicon: &'a Lexicon) -> HashSet<&'a str> {
    let text = Text::new(text);
    let field = FieldText::new(&text, lexicon);
    let found = mentions(&field, lexicon, Some(2015));
    let mut mention_at = vec![usize::MAX; field.words.len()];
    for (i, m) in found.iter().enumerate() {
        mention_at[m.words.clone()].fill(i);
    }
    let mut ids = HashSet::new();
    for s in 0..text.sentences().len() {
        let around = Around { field: &field, mentions: &found, mention_at: &mention_at };
        let proposer = Proposer { around, lexicon };
        for c in proposer.sentence(s, &mut Vec::new()) {
            ids.extend(lexicon.frames.of_id(&c.frame.id).map(|f| f.id.as_str()));
        }
    }
    ids
}

/// Codes of parties, each once, in order.
fn codes(record: &Record, parties: &[PartyRef]) -> Vec<String> {
    let actor = |p: &PartyRef| record.actors.iter().find(|a| a.id == p.actor);
    let mut v: Vec<String> = parties.iter().filter_map(actor).map(|a| a.code.clone()).collect();
    v.sort_unstable();
    v.dedup();
    v
}

/// An event as the examples write it.
fn told(record: &Record, e: &Event) -> String {
    let or = |v: Option<String>| v.unwrap_or("-".to_owned());
    let date =
        e.date.as_ref().map(|d| if d.start == d.end { d.start.clone() } else { format!("{}..{}", d.start, d.end) });
    let source = e.reported_by.as_ref().and_then(|r| record.actors.iter().find(|a| a.id == r.actor));
    format!(
        "{} {} {} > {}; date {}; place {}; source {}",
        e.event_type,
        e.status,
        codes(record, &e.actors).join("+"),
        codes(record, &e.recipients).join("+"),
        or(date),
        or(e.place.as_ref().and_then(|p| p.country.clone())),
        or(source.map(|a| a.name.clone()))
    )
}

/// What an example expects, as it writes it.
fn expected(e: &Expected) -> String {
    let codes = |side: &[ExpectedParty]| side.iter().map(|p| p.code.as_str()).collect::<Vec<_>>().join("+");
    let mut out = format!("{} {} {} > {}", e.event_type, e.status, codes(&e.actors), codes(&e.recipients));
    let mut add = |name: &str, value: Option<Option<&str>>| {
        if let Some(value) = value {
            out.extend(["; ", name, " ", value.unwrap_or("-")]);
        }
    };
    let date = e.date.as_ref().map(|d| d.as_ref().map(|(a, b)| if a == b { a.clone() } else { format!("{a}..{b}") }));
    add("date", date.as_ref().map(Option::as_deref));
    add("place", e.place.as_ref().map(Option::as_deref));
    add("source", e.source.as_ref().map(Option::as_deref));
    out
}

/// Whether an event is what an example expects. The order of codes does not matter, nor the sides of an act between equals, nor
/// what the example does not say.
fn same(record: &Record, got: &Event, e: &Expected) -> bool {
    let sides = [codes(record, &got.actors), codes(record, &got.recipients)];
    let wanted = [&e.actors, &e.recipients].map(|side| {
        let mut v: Vec<String> = side.iter().map(|p| p.code.clone()).collect();
        v.sort_unstable();
        v
    });
    let parties = if got.event_type.is_symmetric() {
        let pool = |sides: &[Vec<String>; 2]| sides.iter().flatten().cloned().collect::<BTreeSet<_>>();
        pool(&sides) == pool(&wanted)
    } else {
        sides == wanted
    };
    let date = || got.date.as_ref().map(|d| (d.start.clone(), d.end.clone()));
    let place = || got.place.as_ref().and_then(|p| p.country.clone());
    let source = got.reported_by.as_ref().and_then(|r| record.actors.iter().find(|a| a.id == r.actor));
    let same_source = |words: &Option<String>| match (words, source) {
        (None, None) => true,
        (Some(words), Some(a)) => a.name.contains(words.as_str()) || words.contains(a.name.as_str()),
        _ => false,
    };
    got.event_type == e.event_type
        && got.status == e.status
        && parties
        && e.date.as_ref().is_none_or(|d| *d == date())
        && e.place.as_ref().is_none_or(|p| *p == place())
        && e.source.as_ref().is_none_or(same_source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cameo_codes() {
        for good in ["01", "010", "028", "0256", "173", "1722", "204", "2042"] {
            assert!(is_cameo(good), "{good}");
        }
        for bad in ["", "1", "00", "21", "029", "0257", "0250", "1731", "x73", "17.", "20421"] {
            assert!(!is_cameo(bad), "{bad}");
        }
    }

    #[test]
    fn an_example_compares_by_meaning() {
        // "The American minister met his Iranian counterpart in Geneva."
        let article = Article {
            text: "التقى الوزير الأميركي نظيره الإيراني في جنيف.".to_owned(), ..Article::default()
        };
        let record = code(&article, &marsad_embedded::lexicon().expect("the built-in lexicon is whole"));
        let event = |line: &str| Expected::parse(line).ok().flatten().expect("the line is an event");
        let is = |line: &str| same(&record, &record.events[0], &event(line));
        // Sides of an act between equals do not count, order of codes neither, nor what is not said.
        assert!(is("CONSULT occurred USA > IRN") && is("CONSULT occurred IRN+USA >"));
        assert!(is("CONSULT occurred IRN > USA; source -"));
        assert!(!is("CONSULT denied USA > IRN") && !is("CONSULT occurred USA >"));
        assert!(!is("CONSULT occurred USA > IRN; source نظيره"));
    }
}
