//! `marsad code`.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

use anyhow::Context;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use marsad_coder::{Article, code};
use marsad_ingest::{LARGEST, Reader};
use marsad_lexicon::Lexicon;
use rayon::prelude::*;

use crate::pretty;

/// Articles, and bytes of them, coded at a time: bound the memory, whatever the input.
const BATCH: (usize, usize) = (512, 8 << 20);

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
    /// Set articles above this size (in MB of UTF-8) aside.
    #[arg(long, value_name = "MB", default_value_t = LARGEST >> 20)]
    largest: usize,
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
    aside: BTreeMap<&'static str, usize>,
}

/// Counts the bytes read through it, for the progress bar.
struct Counted<R> {
    input: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.bytes.set(self.bytes.get() + n as u64);
        Ok(n)
    }
}

/// Codes all inputs.
pub fn run(options: &Options, lexicon: &Lexicon) -> anyhow::Result<ExitCode> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs.unwrap_or(0)).build()?;
    let mut out: Box<dyn Write> = match &options.output {
        Some(path) => {
            Box::new(BufWriter::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?))
        }
        None => Box::new(BufWriter::new(io::stdout().lock())),
    };
    let files = if options.files.is_empty() { vec![PathBuf::from("-")] } else { options.files.clone() };
    let bar = progress(options, &files);
    let bytes = Rc::new(Cell::new(0));
    let mut summary = Summary::default();
    for path in &files {
        let name = path.display().to_string();
        let source: Box<dyn Read> = if name == "-" {
            Box::new(io::stdin().lock())
        } else {
            match File::open(path) {
                Ok(file) => Box::new(file),
                Err(e) => {
                    bar.suspend(|| eprintln!("{name}: cannot be opened: {e}; set aside"));
                    *summary.aside.entry("cannot be opened").or_default() += 1;
                    continue;
                }
            }
        };
        let mut reader =
            Reader::new(Counted { input: source, bytes: Rc::clone(&bytes) }, &name).largest(options.largest << 20);
        while let Some(articles) = batch(&mut reader, &bar, &mut summary) {
            let coded: Vec<anyhow::Result<Option<Coded>>> =
                pool.install(|| articles.par_iter().map(|a| one(a, lexicon, options.format)).collect());
            for (coded, article) in coded.into_iter().zip(&articles) {
                let Some(coded) = coded? else {
                    let id = &article.id;
                    bar.suspend(|| {
                        eprintln!("{name}: article {id:?} meets a mistake in Marsad; please report it; set aside")
                    });
                    *summary.aside.entry("a mistake in Marsad").or_default() += 1;
                    continue;
                };
                summary.articles += 1;
                for kind in coded.types {
                    *summary.by_type.entry(kind).or_default() += 1;
                }
                out.write_all(&coded.written)?;
            }
            bar.set_position(bytes.get());
            bar.set_message(format!("{} articles", summary.articles));
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

/// A bar over the bytes of all files where their sizes are known, a spinner otherwise, nothing where nobody looks.
fn progress(options: &Options, files: &[PathBuf]) -> ProgressBar {
    if options.quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let size = |path: &PathBuf| path.metadata().ok().filter(std::fs::Metadata::is_file).map(|m| m.len());
    let (bar, template) = match files.iter().map(size).sum::<Option<u64>>() {
        Some(total) => (ProgressBar::new(total), "{wide_bar} {bytes}/{total_bytes} {msg}, {elapsed}, {eta} left"),
        None => (ProgressBar::no_length(), "{spinner} {bytes} {msg}, {elapsed}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// The next articles of a file; what is set aside on the way is told and counted. `None` at the file's end.
fn batch(reader: &mut Reader<'_>, bar: &ProgressBar, summary: &mut Summary) -> Option<Vec<Article>> {
    let mut articles = Vec::new();
    let mut bytes = 0;
    while articles.len() < BATCH.0 && bytes < BATCH.1 {
        let Some(item) = reader.next() else {
            return (!articles.is_empty()).then_some(articles);
        };
        match item.result {
            Ok(article) => {
                bytes += article.text.len() + article.title.len();
                articles.push(article);
            }
            Err(why) => {
                bar.suspend(|| eprintln!("{}:{}: {why}; set aside", item.file, item.line));
                *summary.aside.entry(why.cause()).or_default() += 1;
            }
        }
    }
    Some(articles)
}

/// A record as it is written, and the types of its events.
struct Coded {
    written: Vec<u8>,
    types: Vec<&'static str>,
}

fn one(article: &Article, lexicon: &Lexicon, format: Format) -> anyhow::Result<Option<Coded>> {
    let Ok(record) = catch_unwind(AssertUnwindSafe(|| code(article, lexicon))) else {
        // A mistake of ours in one article must not cost the run its other articles.
        return Ok(None);
    };
    let mut written = Vec::new();
    match format {
        Format::Jsonl => {
            written.extend(record.to_json()?.bytes());
            written.push(b'\n');
        }
        Format::Pretty => pretty::write(&mut written, &record, article)?,
    }
    Ok(Some(Coded { written, types: record.events.iter().map(|e| e.event_type.as_str()).collect() }))
}

fn report(s: &Summary) {
    let events: usize = s.by_type.values().sum();
    let aside: usize = s.aside.values().sum();
    eprintln!("{} articles coded, {events} events, {aside} set aside", s.articles);
    let mut types: Vec<_> = s.by_type.iter().collect();
    types.sort_by_key(|(t, n)| (usize::MAX - **n, **t));
    for (t, n) in types {
        eprintln!("  {t:10} {n}");
    }
    for (why, n) in &s.aside {
        eprintln!("  set aside  {n}: {why}");
    }
}

/// Whether an error says that nobody reads the output any more (`marsad code … | head`).
pub fn is_closed_pipe(e: &anyhow::Error) -> bool {
    e.chain().any(|c| c.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
