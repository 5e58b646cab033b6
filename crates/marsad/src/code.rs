//! `marsad code`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use marsad_coder::{Article, code};
use marsad_ingest::{Item, Reader};
use marsad_lexicon::Lexicon;
use marsad_record::Record;
use rayon::prelude::*;

use crate::pretty;

/// Articles coded at a time: bounds memory, whatever the input.
const BATCH: usize = 512;

/// Options of `marsad code`.
#[derive(Args)]
pub struct Options {
    /// Files to read; `-` or none: standard input.
    files: Vec<PathBuf>,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Where to write; standard output if not given.
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// Threads; all cores if not given. The output does not depend on it.
    #[arg(long)]
    jobs: Option<usize>,
    /// End with exit code 1 if anything was set aside.
    #[arg(long)]
    strict: bool,
    /// Write no summary and no progress bar.
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON record a line.
    Jsonl,
    /// For reading in a terminal.
    Pretty,
}

#[derive(Default)]
struct Summary {
    articles: usize,
    by_type: BTreeMap<&'static str, usize>,
    aside: BTreeMap<String, usize>,
}

/// Codes all inputs.
pub fn run(options: &Options, lexicon: &Lexicon) -> anyhow::Result<ExitCode> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs.unwrap_or(0)).build()?;
    let mut out: Box<dyn Write> = match &options.output {
        Some(path) => {
            Box::new(BufWriter::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?))
        }
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    };
    let files = if options.files.is_empty() { vec![PathBuf::from("-")] } else { options.files.clone() };
    let bar = if options.quiet || !std::io::stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        ProgressBar::no_length()
    };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    let mut summary = Summary::default();
    for path in &files {
        let name = path.display().to_string();
        let input: Box<dyn BufRead> = if name == "-" {
            Box::new(BufReader::new(std::io::stdin().lock()))
        } else {
            match File::open(path) {
                Ok(f) => Box::new(BufReader::new(f)),
                Err(e) => {
                    eprintln!("{name}: cannot be opened: {e}");
                    *summary.aside.entry("cannot be opened".into()).or_default() += 1;
                    continue;
                }
            }
        };
        let mut reader = Reader::new(input, &name);
        loop {
            let batch: Vec<Item> = reader.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            let mut articles: Vec<Article> = Vec::with_capacity(batch.len());
            for item in batch {
                match item.result {
                    Ok(a) => articles.push(a),
                    Err(why) => {
                        eprintln!("{}:{}: {why}; set aside", item.file, item.line);
                        *summary.aside.entry(cause(&why.to_string())).or_default() += 1;
                    }
                }
            }
            let records: Vec<Record> = pool.install(|| articles.par_iter().map(|a| code(a, lexicon)).collect());
            for (record, article) in records.iter().zip(&articles) {
                summary.articles += 1;
                for e in &record.events {
                    *summary.by_type.entry(e.event_type.as_str()).or_default() += 1;
                }
                match options.format {
                    Format::Jsonl => {
                        out.write_all(record.to_json()?.as_bytes())?;
                        out.write_all(b"\n")?;
                    }
                    Format::Pretty => pretty::write(&mut out, record, article)?,
                }
            }
            bar.inc(articles.len() as u64);
        }
    }
    out.flush()?;
    bar.finish_and_clear();
    let aside: usize = summary.aside.values().sum();
    if !options.quiet {
        report(&summary);
    }
    let failed = aside > 0 && (summary.articles == 0 || options.strict);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The part of a reason that does not change from line to line.
fn cause(why: &str) -> String {
    why.split([':', ';']).next().unwrap_or(why).split(" at byte").next().unwrap_or(why).to_owned()
}

fn report(s: &Summary) {
    let events: usize = s.by_type.values().sum();
    eprintln!("{} articles coded, {events} events", s.articles);
    let mut types: Vec<_> = s.by_type.iter().collect();
    types.sort_by_key(|(t, n)| (usize::MAX - **n, **t));
    for (t, n) in types {
        eprintln!("  {t:10} {n}");
    }
    for (why, n) in &s.aside {
        eprintln!("  set aside  {n}: {why}");
    }
}
