//! `marsad lexicon check`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use marsad_coder::{Article, code};
use marsad_lexicon::{Lexicon, Sources};
use marsad_record::Record;

/// Options of `marsad lexicon check`.
#[derive(Args)]
pub struct Options {
    /// Folder to check; `lexicon` if not given.
    folder: Option<PathBuf>,
    /// Also print each example that comes out otherwise than its frame expects.
    #[arg(long)]
    examples: bool,
    /// Fail if fewer than this share of examples comes out right.
    #[arg(long, default_value_t = 0.0)]
    at_least: f64,
}

/// Checks a folder and codes every frame's examples.
pub fn run(options: &Options, lexicon: Option<&PathBuf>) -> anyhow::Result<ExitCode> {
    let default = PathBuf::from("lexicon");
    let folder = options.folder.as_ref().or(lexicon).unwrap_or(&default);
    let compiled = Lexicon::compile(&Sources::read(folder)?)?;
    for p in &compiled.problems {
        println!("{p}");
    }
    let (mut right, mut all) = (0_usize, 0_usize);
    for frame in compiled.frames.all() {
        for example in &frame.examples {
            all += 1;
            let article = Article {
                id: frame.id.clone(),
                text: example.text.clone(),
                published: "2015-06-17".parse().ok(),
                ..Article::default()
            };
            let record = code(&article, &compiled);
            let got = events(&record);
            let ok = example.expect.iter().all(|e| {
                if e == "-" {
                    !got.iter().any(|g| g.starts_with(frame.event_type.as_str()))
                } else {
                    got.iter().any(|g| same(g, e))
                }
            });
            right += usize::from(ok);
            if !ok && options.examples {
                println!(
                    "{}: {}\n    {}\n    expected {:?}, got {got:?}",
                    frame.file, frame.id, example.text, example.expect
                );
            }
        }
    }
    println!(
        "{} lemmas, {} forms, {} frames, {right} of {all} examples right, {} problems",
        compiled.dictionary.lemma_count(),
        compiled.dictionary.key_count(),
        compiled.frames.all().len(),
        compiled.problems.len()
    );
    let share = if all == 0 { 1.0 } else { right as f64 / all as f64 };
    Ok(if share < options.at_least { ExitCode::FAILURE } else { ExitCode::SUCCESS })
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
