//! `marsad lexicon check`: mistakes in single rows (found while compiling), unknown codes, duplicates, clashes, frames that no
//! example reaches, and examples that come out otherwise than their frame expects.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use marsad_coder::clause::Around;
use marsad_coder::mention::mentions;
use marsad_coder::propose::Proposer;
use marsad_coder::word::FieldText;
use marsad_coder::{Article, code};
use marsad_lexicon::{Frame, Lexicon, Problem, Row, Sources, Value};
use marsad_record::Record;
use marsad_text::{Text, fold};
use rayon::prelude::*;

use crate::load::Folders;

/// Options of `marsad lexicon check`.
#[derive(Args)]
pub struct Options {
    /// Folder to check; if not given that of `--lexicon`, else `lexicon`, else the built-in one.
    folder: Option<PathBuf>,
    /// Also print each example that comes out otherwise than its frame expects.
    #[arg(long)]
    examples: bool,
    /// Fail also if a frame is reached by no example.
    #[arg(long)]
    strict: bool,
    /// Fail if fewer than this share of examples comes out right.
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
    problems.sort_by(|a, b| (&a.file, a.line, &a.what).cmp(&(&b.file, b.line, &b.what)));
    problems.dedup();
    let unreached = compiled.frames.all().iter().filter(|f| !f.examples.is_empty() && !reached.contains(f.id.as_str()));
    let unreached: Vec<Problem> =
        unreached.map(|f| at_frame(f, "no example reaches it; add a sentence that it reads".to_owned())).collect();
    for p in problems.iter().chain(&unreached) {
        println!("{p}");
    }
    let right = outcomes.iter().filter(|o| o.is_none()).count();
    if options.examples {
        outcomes.iter().flatten().for_each(|wrong| println!("{wrong}"));
    }
    println!(
        "{} lemmas, {} forms, {} frames, {right} of {} examples right, {} frames that no example reaches, {} mistakes",
        compiled.dictionary.lemma_count(),
        compiled.dictionary.key_count(),
        compiled.frames.all().len(),
        outcomes.len(),
        unreached.len(),
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

/// Codes every example: the frames that read one, and for each example what is wrong with it.
fn examples(lexicon: &Lexicon) -> (HashSet<&str>, Vec<Option<String>>) {
    let all: Vec<_> = lexicon.frames.all().iter().flat_map(|f| f.examples.iter().map(move |e| (f, e))).collect();
    let coded: Vec<(HashSet<&str>, Option<String>)> = all
        .par_iter()
        .map(|(frame, example)| {
            let article = Article {
                id: frame.id.clone(),
                text: example.text.clone(),
                published: "2015-06-17".parse().ok(),
                ..Article::default()
            };
            let got = events(&code(&article, lexicon));
            let right = example.expect.iter().all(|e| {
                if e == "-" {
                    !got.iter().any(|g| g.starts_with(frame.event_type.as_str()))
                } else {
                    got.iter().any(|g| same(g, e))
                }
            });
            let wrong = (!right).then(|| {
                format!(
                    "{}: {}\n    {}\n    expected {:?}, got {got:?}",
                    frame.file, frame.id, example.text, example.expect
                )
            });
            (reached(&example.text, lexicon), wrong)
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

fn events(record: &Record) -> Vec<String> {
    let codes = |ids: &[marsad_record::PartyRef]| {
        let mut v: Vec<&str> = ids
            .iter()
            .filter_map(|p| record.actors.iter().find(|a| a.id == p.actor))
            .map(|a| a.code.as_str())
            .collect();
        v.sort_unstable();
        v.dedup();
        v.join("+")
    };
    record
        .events
        .iter()
        .map(|e| {
            format!("{} {} {} > {}", e.event_type, e.status, codes(&e.actors), codes(&e.recipients)).trim().to_owned()
        })
        .collect()
}

/// Compares two event lines; the order of codes does not matter, nor the sides of an act between equals.
fn same(got: &str, expected: &str) -> bool {
    let parse = |s: &str| {
        let (head, recipients) = s.split_once('>').unwrap_or((s, ""));
        let mut words = head.split_whitespace();
        let kind = words.next().unwrap_or("").to_owned();
        let status = words.next().unwrap_or("").to_owned();
        let list = |t: &str| {
            let mut v: Vec<String> = t.split('+').map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned).collect();
            v.sort();
            v
        };
        let actors = list(&words.collect::<Vec<_>>().join(""));
        (kind, status, actors, list(recipients))
    };
    let (a, b) = (parse(got), parse(expected));
    let pool = |x: &(String, String, Vec<String>, Vec<String>)| {
        let mut v: Vec<String> = x.2.iter().chain(&x.3).cloned().collect();
        v.sort();
        v.dedup();
        v
    };
    a.0 == b.0
        && a.1 == b.1
        && if matches!(a.0.as_str(), "CONSULT" | "AGREE" | "COOPERATE") {
            pool(&a) == pool(&b)
        } else {
            a.2 == b.2 && a.3 == b.3
        }
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
    fn example_lines_compare_by_meaning() {
        // Sides of an act between equals do not count, order of codes neither.
        assert!(same("CONSULT occurred USA > IRN", "CONSULT occurred IRN+USA"));
        assert!(same("ACCUSE occurred USA+FRA > IRN", "ACCUSE occurred FRA+USA > IRN"));
        assert!(!same("ACCUSE occurred USA > IRN", "ACCUSE occurred IRN > USA"));
        assert!(!same("ACCUSE occurred USA > IRN", "ACCUSE denied USA > IRN"));
    }
}
