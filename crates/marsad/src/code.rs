//! `marsad code`: one thread reads, finds reprints and cuts batches (`input.rs`), all cores code them, and the batches are written in
//! their order (`output.rs`), so that the bytes do not depend on the number of threads.

mod checkpoint;
mod duplicates;
mod encode;
mod input;
mod output;
mod report;

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel, sync_channel};

use anyhow::{Context, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use marsad_coder::{Article, code};
use marsad_ingest::{Inputs, LARGEST, Mapping};
use marsad_lexicon::Lexicon;
use marsad_record::{Record, SCHEMA_VERSION};
use rayon::prelude::*;

use crate::load::Folders;
use checkpoint::Begun;
use encode::{Compress, Encoder, Format, One, Partition};
use input::{Batch, Entry, Input, Read};
use output::{Output, Work};
use report::{Aside, Summary};

/// Batches that wait to be coded, and that are being coded: while the last articles of one keep some cores busy, the others take
/// those of the next.
const WAITING: usize = 2;
const CODED: usize = 2;

/// Options of `marsad code`.
#[derive(Args)]
pub struct Options {
    /// Files, folders and globs to read, in any format that docs/reading.md names; `-` or none: standard input.
    files: Vec<PathBuf>,
    /// Columns of tables, or keys of JSON objects, that hold what: text=body,published=date. Fields: text, title, published, outlet,
    /// url, id. Guessed, and told, if not given.
    #[arg(long, value_name = "FIELD=NAME,…")]
    map: Option<Mapping>,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Where to write; standard output if not given. Until all is written it is in `OUTPUT.part`.
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// One row an event in Parquet, with the columns of the CSV form.
    #[arg(long)]
    flat: bool,
    /// Write the article's text too.
    #[arg(long)]
    with_text: bool,
    /// Split the output: a folder `published=YYYY-MM-DD` for each day.
    #[arg(long, value_enum, value_name = "BY", requires = "output")]
    partition: Option<Partition>,
    /// Compress JSON lines or CSV.
    #[arg(long, value_enum, value_name = "HOW")]
    compress: Option<Compress>,
    /// Code reprints of an article too, instead of writing `reprint_of`.
    #[arg(long)]
    keep_duplicates: bool,
    /// Go on with a run that was ended before it was done; give the same inputs and options.
    #[arg(long, requires = "output")]
    resume: bool,
    /// Write what is set aside to this file, one JSON object a line, instead of telling it.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Threads; all cores if not given. The output does not depend on it.
    #[arg(long)]
    jobs: Option<usize>,
    /// Set articles above this size (in MB of UTF-8) aside.
    #[arg(long, value_name = "MB", default_value_t = LARGEST >> 20)]
    largest: usize,
    /// End with exit code 1 if anything was set aside.
    #[arg(long)]
    strict: bool,
    /// Write no summary, no guesses of columns and no progress bar.
    #[arg(long, short)]
    quiet: bool,
}

/// What a batch became.
struct Coded {
    files: BTreeMap<String, Vec<u8>>,
    aside: Vec<Aside>,
    counts: Summary,
    /// Bytes of all inputs read up to its end.
    bytes: u64,
}

/// Codes all inputs.
pub fn run(options: &Options, folders: &Folders, lexicon: &'static Lexicon) -> anyhow::Result<ExitCode> {
    let encoder = options.encoder()?;
    let files = if options.files.is_empty() { vec![PathBuf::from("-")] } else { options.files.clone() };
    let Some(mut output) = options.open(encoder, &files, folders)? else {
        eprintln!("nothing is unfinished; the output is there");
        return Ok(ExitCode::SUCCESS);
    };
    let mut summary = output.state().map(|s| s.summary.clone()).unwrap_or_default();
    if !output.state().is_some_and(|s| s.complete) {
        let bar = progress(options, &files);
        let (quiet, shown) = (options.quiet, bar.clone());
        let input = Input {
            named: files,
            mapping: options.map.clone(),
            largest: options.largest << 20,
            reprints: !options.keep_duplicates,
            done: output.state().map_or(0, |s| s.batches),
            pool: rayon::ThreadPoolBuilder::new().num_threads(options.jobs.unwrap_or(0)).build()?,
            tell: Box::new(move |guess| {
                if !quiet {
                    shown.suspend(|| _ = writeln!(io::stderr(), "{guess}"));
                }
            }),
        };
        code_all(input, encoder, options, lexicon, &mut output, &mut summary, &bar)?;
        bar.finish_and_clear();
    }
    output.finish()?;
    if !options.quiet {
        _ = summary.tell(&mut io::stderr().lock());
    }
    let failed = summary.set_aside() > 0 && (summary.coded == 0 || options.strict);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Options {
    fn encoder(&self) -> anyhow::Result<Encoder> {
        if self.format == Format::Parquet && self.output.is_none() {
            bail!("Parquet cannot be written to standard output; name a file with --output");
        }
        if self.flat && self.format != Format::Parquet {
            bail!("--flat goes with --format parquet; CSV has one row an event as it is");
        }
        if self.compress.is_some() && !matches!(self.format, Format::Jsonl | Format::Csv) {
            bail!("--compress goes with JSON lines and CSV; Parquet is compressed inside");
        }
        Ok(Encoder {
            format: self.format,
            flat: self.flat,
            with_text: self.with_text,
            partition: self.partition,
            compress: self.compress,
        })
    }

    /// Opens the output; `None` if there is nothing left to do.
    fn open(&self, encoder: Encoder, files: &[PathBuf], folders: &Folders) -> anyhow::Result<Option<Output>> {
        let rejects = self.rejects.as_deref();
        let device = |path: &Path| path.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir());
        let Some(target) = self.output.as_deref().filter(|p| !device(p)) else {
            if encoder.format == Format::Parquet || self.resume {
                bail!("a pipe or device cannot take Parquet, nor be resumed; name a file with --output");
            }
            return Ok(Some(Output::straight(self.output.as_deref(), rejects, &encoder.header()?)?));
        };
        for (option, path) in [("--output", Some(target)), ("--rejects", rejects)] {
            if let Some(read) = path.and_then(|path| files.iter().find(|read| holds(read, path))) {
                let path = path.unwrap_or(target).display();
                bail!("{option} {path} would be read as a part of {}; name another place", read.display());
            }
        }
        if encoder.partition.is_none() && target.is_dir() {
            bail!("{} is a folder; name a file, or split the output with --partition date", target.display());
        }
        let identity = if files.iter().any(|f| f.as_os_str() == "-") {
            None
        } else {
            let settings = [
                ("schema", SCHEMA_VERSION.to_owned()),
                ("--format", format!("{:?}", self.format)),
                ("--flat", self.flat.to_string()),
                ("--with-text", self.with_text.to_string()),
                ("--partition", format!("{:?}", self.partition)),
                ("--compress", format!("{:?}", self.compress)),
                ("--keep-duplicates", self.keep_duplicates.to_string()),
                ("--largest", self.largest.to_string()),
                ("--map", self.map.as_ref().map_or_else(String::new, Mapping::to_string)),
                ("--rejects", format!("{:?}", self.rejects)),
            ];
            let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            let lexicons: Vec<PathBuf> = folders.lexicon.iter().chain(&folders.extra).cloned().collect();
            Some(Begun::new(settings, files, &lexicons)?)
        };
        let work = Work::open(target, rejects, encoder, identity, self.resume)?;
        Ok(work.map(|w| Output::Work(Box::new(w))))
    }
}

/// Whether `written` is, or lies in the folder, `read`.
fn holds(read: &Path, written: &Path) -> bool {
    let folder = written.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(read) = read.canonicalize() else { return false };
    let written = written
        .canonicalize()
        .or_else(|_| folder.canonicalize().map(|f| f.join(written.file_name().unwrap_or_default())));
    written.is_ok_and(|written| written.starts_with(&read))
}

fn code_all(
    input: Input,
    encoder: Encoder,
    options: &Options,
    lexicon: &'static Lexicon,
    output: &mut Output,
    summary: &mut Summary,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        // It shows as a batch that is lost.
        .panic_handler(|_| {})
        .build()?;
    let (to, batches) = sync_channel(WAITING);
    let reader = std::thread::Builder::new().name("reader".to_owned()).spawn(move || input.read(to))?;
    let mut coded: VecDeque<Receiver<anyhow::Result<Coded>>> = VecDeque::new();
    loop {
        while coded.len() < CODED {
            // A slow input must not hold back what is coded already.
            let batch = if coded.is_empty() { batches.recv().ok() } else { batches.try_recv().ok() };
            let Some(batch) = batch else { break };
            let (done, waits) = channel();
            pool.spawn(move || {
                // Nobody receives it if writing an earlier batch failed.
                let _ = done.send(code_batch(batch, encoder, lexicon));
            });
            coded.push_back(waits);
        }
        let Some(first) = coded.pop_front() else { break };
        let batch = first.recv().context("a batch is lost by a mistake in Marsad; please report it")??;
        let mut rejects = Vec::new();
        for aside in &batch.aside {
            if options.rejects.is_some() {
                serde_json::to_writer(&mut rejects, aside)?;
                rejects.push(b'\n');
            } else {
                // Who closes standard error still gets the records.
                bar.suspend(|| _ = writeln!(io::stderr(), "{aside}"));
            }
        }
        summary.add(batch.counts.clone());
        output.write(&batch.files, &rejects, batch.counts)?;
        bar.set_position(batch.bytes);
        bar.set_message(format!("{} articles", summary.coded + summary.reprints));
    }
    // Only joined here: when the output fails, nobody waits for a slow input.
    if reader.join().is_err() {
        bail!("reading ended by a mistake in Marsad; please report it");
    }
    Ok(())
}

fn code_batch(batch: Batch, encoder: Encoder, lexicon: &Lexicon) -> anyhow::Result<Coded> {
    let bytes = batch.bytes;
    let ones: Vec<anyhow::Result<Result<Written, Aside>>> =
        batch.entries.into_par_iter().map(|entry| one(entry, encoder, lexicon)).collect();
    let mut counts = Summary::default();
    let mut aside = Vec::new();
    let mut written = Vec::with_capacity(ones.len());
    for one in ones {
        match one? {
            Ok(one) => {
                if one.reprint {
                    counts.reprints += 1;
                } else {
                    counts.coded += 1;
                }
                for kind in one.types {
                    *counts.events.entry(kind.to_owned()).or_default() += 1;
                }
                if one.encoding != "UTF-8" {
                    *counts.encodings.entry(one.encoding.to_owned()).or_default() += 1;
                }
                counts.repaired += u64::from(one.repaired);
                written.push((one.file, one.one));
            }
            Err(one) => {
                *counts.aside.entry(one.cause.to_owned()).or_default() += 1;
                aside.push(one);
            }
        }
    }
    Ok(Coded { files: encoder.batch(written)?, aside, counts, bytes })
}

/// An article's record for the output's file of that name, and the types of its events.
struct Written {
    file: String,
    one: One,
    types: Vec<&'static str>,
    reprint: bool,
    encoding: &'static str,
    repaired: bool,
}

fn one(entry: Entry, encoder: Encoder, lexicon: &Lexicon) -> anyhow::Result<Result<Written, Aside>> {
    let Read { article, file, line, encoding, repaired, reprint_of } = match entry {
        Entry::Article(read) => *read,
        Entry::Aside(aside) => return Ok(Err(aside)),
    };
    let record = if reprint_of.is_some() {
        Ok(reprint(&article, reprint_of))
    } else {
        catch_unwind(AssertUnwindSafe(|| code(&article, lexicon)))
    };
    let Ok(mut record) = record else {
        // A mistake of ours in one article must not cost the run its other articles.
        let message = format!("article {:?} meets a mistake in Marsad; please report it", article.id);
        let cause = "a mistake in Marsad";
        return Ok(Err(Aside { file, line: Some(line), id: Some(article.id), cause, message }));
    };
    if encoder.with_text {
        record.text = Some(article.text.clone());
    }
    let types = record.events.iter().map(|e| e.event_type.as_str()).collect();
    let (file, reprint) = (encoder.file(&record), record.reprint_of.is_some());
    Ok(Ok(Written { file, one: encoder.one(record, &article)?, types, reprint, encoding, repaired }))
}

/// The record of an article that only repeats another.
fn reprint(article: &Article, reprint_of: Option<String>) -> Record {
    Record {
        id: article.id.clone(),
        published: article.published.map(|d| d.to_string()),
        outlet: article.outlet.clone(),
        url: article.url.clone(),
        title: (!article.title.is_empty()).then(|| article.title.clone()),
        text: None,
        reprint_of,
        language: "ar".into(),
        schema: SCHEMA_VERSION.into(),
        events: Vec::new(),
        actors: Vec::new(),
        statements: Vec::new(),
        tracks: Vec::new(),
    }
}

/// A bar over the bytes of all files where their sizes are known, a spinner otherwise, nothing where nobody looks.
fn progress(options: &Options, files: &[PathBuf]) -> ProgressBar {
    if options.quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let sizes = Inputs::new(files).filter_map(Result::ok).map(|input| input.size());
    let (bar, template) = match sizes.sum::<Option<u64>>() {
        Some(total) => (ProgressBar::new(total), "{wide_bar} {bytes}/{total_bytes} {msg}, {elapsed}, {eta} left"),
        None => (ProgressBar::no_length(), "{spinner} {bytes} {msg}, {elapsed}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Whether an error says that nobody reads the output any more (`marsad code … | head`).
pub fn is_closed_pipe(e: &anyhow::Error) -> bool {
    e.chain().any(|c| c.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
