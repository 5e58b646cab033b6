//! Commands for those who work on Marsad: `cargo xtask accuracy [--print] [--note TEXT]`, `train [--folds N] [--orders N]`, `names` and
//! `mentions FILE`.
//!
//! `accuracy` runs the command over the development set, the seed and the OEDA sentences, scores each with the
//! task's own scorers, and adds a row to `docs/accuracy.md` (with `--print`: only shows it). `speed` measures speed and memory,
//! `big` those of a long run, `kill` kills runs and compares what they write when resumed, `times` runs the specs of the time library, `licences` checks the licences of all packages, `train` learns the weights.

mod arguments;
mod big;
mod kill;
mod ledger;
mod ledger_kill;
mod licences;
mod linking;
mod names;
mod places;
mod segmentation;
mod speed;
mod times;
mod train;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, bail};
use marsad_lexicon::{Lexicon, Sources};
use serde_json::Value;

fn main() -> anyhow::Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("accuracy") => accuracy(&args[1..]),
        Some("arguments") => arguments::run(&root(), &args[1..]).map(|()| ExitCode::SUCCESS),
        Some("names") => names::names(&args[1..]),
        Some("mentions") => names::mentions(&args[1..]),
        Some("big") => big::run(&root(), &args[1..]),
        Some("kill") => kill::run(&root(), &args[1..]),
        Some("ledger") => ledger::run(&root(), &args[1..]),
        Some("ledger-kill") => ledger_kill::run(&root()),
        Some("licences") => licences::run(&root()),
        Some("linking") => linking::run(&root(), &args[1..]),
        Some("places") => places::run(&root(), &args[1..]).map(|()| ExitCode::SUCCESS),
        Some("segmentation") => segmentation::run(&root(), &args[1..]).map(|()| ExitCode::SUCCESS),
        Some("speed") => speed::run(&root(), &args[1..]),
        Some("times") => times::run(&root(), &args[1..]),
        Some("train") => train::run(&root(), &args[1..]),
        _ => {
            eprintln!(
                "usage: cargo xtask accuracy --print | accuracy --note TEXT | arguments [--errors N] | places [--errors] | names [--errors] | mentions FILE | linking [--errors | --tracks | --joins N] | segmentation [--errors N] | train [--folds N] [--orders N] | speed [--check] [FILE...] | times [--speed] | big [ARTICLES] | kill [FILE] | ledger [--count N] [--check] [--keep] | ledger-kill | licences"
            );
            Ok(ExitCode::FAILURE)
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// How many examples of each kind of error `--errors N` asks for: 12 without a number, none without the option.
fn errors(args: &[String]) -> anyhow::Result<usize> {
    match args.iter().position(|a| a == "--errors") {
        Some(i) => args.get(i + 1).map_or(Ok(12), |n| n.parse()).context("--errors wants a number"),
        None => Ok(0),
    }
}

/// The lexicon of the repository, as it stands.
fn lexicon() -> anyhow::Result<Lexicon> {
    Ok(Lexicon::compile(&Sources::read(&root().join("lexicon"))?)?)
}

fn run(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} failed");
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command that is measured: the one that the variable `MARSAD` names, or else one built for release.
fn binary(root: &Path) -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os("MARSAD") {
        return fs::canonicalize(&named).with_context(|| format!("MARSAD names {}", named.to_string_lossy()));
    }
    run(Command::new("cargo").args(["build", "--release", "--quiet", "--package", "marsad"]).current_dir(root))?;
    Ok(root.join("target/release/marsad"))
}

/// Codes the demo corpus, with its texts.
fn code_corpus(root: &Path, binary: &Path, out: &Path) -> anyhow::Result<()> {
    let corpus = root.join("examples/corpus/reports.jsonl");
    let options = ["code", "--quiet", "--keep-duplicates", "--with-text", "--output"];
    run(Command::new(binary).args(options).arg(out).arg(corpus)).map(drop)
}

/// Codes a file of JSON lines and returns the path of the records.
fn code(input: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let out = root().join("target").join(format!("accuracy-{name}.jsonl"));
    run(Command::new(binary(&root())?)
        .args(["code", "--quiet", "--keep-duplicates", "--output"])
        .arg(&out)
        .arg(input))?;
    Ok(out)
}

fn accuracy(args: &[String]) -> anyhow::Result<ExitCode> {
    let shared = root().join("../shared");
    if !shared.is_dir() {
        println!("../shared is absent: nothing to measure on");
        return Ok(ExitCode::SUCCESS);
    }
    let print = args.iter().any(|a| a == "--print");
    let note = match args.iter().position(|a| a == "--note").and_then(|i| args.get(i + 1)) {
        Some(note) => note.as_str(),
        None if print => "",
        None => bail!("--note TEXT is missing: it says in the table what changed"),
    };
    let score = |name: &str| -> anyhow::Result<Value> {
        let gold = shared.join(format!("gold/{name}.jsonl"));
        let predicted = code(&gold, name)?;
        let text =
            run(Command::new("python3").arg(shared.join("tools/score.py")).arg(&gold).arg(predicted).arg("--json"))?;
        Ok(serde_json::from_str(&text)?)
    };
    let (dev, seed) = (score("dev")?, score("seed")?);
    let confidence = run(Command::new("python3").args(["-B", "-c", include_str!("confidence.py")]).args([
        shared.join("tools"),
        shared.join("gold/dev.jsonl"),
        root().join("target/accuracy-dev.jsonl"),
    ]))?;
    let f1 = |v: &Value, k: &str| v[k]["f1"].as_f64().unwrap_or(0.0);
    let right = |v: &Value, k: &str| v[k]["accuracy"].as_f64().unwrap_or(0.0);
    let gsr = {
        let source = shared.join("external/gsr/detection.jsonl");
        let tool = shared.join("tools/score_gsr.py");
        let prepared = root().join("target/accuracy-gsr-input.jsonl");
        fs::write(&prepared, run(Command::new("python3").arg(&tool).arg("prepare").arg(&source))?)?;
        let predicted = code(&prepared, "gsr")?;
        run(Command::new("python3").arg(&tool).arg("detection").arg(&source).arg(predicted))?
    };
    let row = format!(
        "| {note} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
        f1(&dev, "mentions"),
        f1(&dev, "records"),
        f1(&dev, "parties"),
        f1(&dev, "who"),
        f1(&dev, "complete"),
        right(&dev, "status"),
        right(&dev, "date"),
        right(&dev, "place"),
        right(&dev, "source"),
        f1(&seed, "records"),
    );
    println!(
        "dev: mentions, records, parties, who, complete (F1); status, date, place, source (share right); seed records F1"
    );
    let lexicon = lexicon()?;
    let (places, phrases) = (places::report(&root(), &lexicon, false)?, arguments::report(&root(), &lexicon, 0)?);
    println!("{row}\n{confidence}\n{gsr}\n{places}\n{phrases}");
    if print {
        return Ok(ExitCode::SUCCESS);
    }
    let path = root().join("docs/accuracy.md");
    let old = fs::read_to_string(&path).unwrap_or_default();
    let rows: Vec<&str> = old.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| what")).collect();
    let mut text = String::from(
        "# Accuracy\n\nWritten by `cargo xtask accuracy --note \"what changed\"`; every figure of the table comes from the task's own scorer. The development set is\n64 articles, the seed one. The first five columns are F1, the next four the share right among matched records.\n\n| what | mentions | records | parties | who | complete | status | date | place | source | seed records |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for r in rows {
        text.push_str(r);
        text.push('\n');
    }
    text.push_str(&row);
    text.push_str("\n\nEvents of dev by the confidence that the coder has in them, the last run:\n\n```\n");
    text.push_str(&confidence);
    text.push_str("```\n\nOEDA sentences (type found, and not found), the last run:\n\n```\n");
    text.push_str(&gsr);
    text.push_str(
        "```\n\nCountries and towns in posts (IDRISI, the explosion in Beirut), `cargo xtask places`:\n\n```\n",
    );
    text.push_str(&places);
    text.push_str("```\n\nPhrases around verbs in a treebank (PUD), `cargo xtask arguments`:\n\n```\n");
    text.push_str(&phrases);
    text.push_str("```\n");
    fs::write(&path, text)?;
    Ok(ExitCode::SUCCESS)
}
