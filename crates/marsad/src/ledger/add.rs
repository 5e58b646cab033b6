//! `marsad ledger add`.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use clap::Args;
use marsad_coder::{Article, code};
use marsad_ingest::Reader;
use marsad_ledger::{Added, Entry, Ledger};
use marsad_lexicon::Lexicon;
use marsad_terms::terms;
use rayon::prelude::*;

/// Articles, and bytes of them, stored as one transaction.
const BATCH: (usize, usize) = (4_000, 32 << 20);

/// Options of `marsad ledger add`.
#[derive(Args)]
pub struct Options {
    /// Files of records as `marsad code` writes them; `-` or none: standard input.
    files: Vec<PathBuf>,
    /// The files hold articles: code them first.
    #[arg(long)]
    articles: bool,
    /// Link what was added at the end, as `marsad ledger link` does.
    #[arg(long)]
    link: bool,
    /// Write no line for each stored batch and no summary.
    #[arg(long, short)]
    quiet: bool,
}

/// A line or article with the place that it came from.
struct Source {
    file: String,
    line: usize,
    what: Raw,
}

enum Raw {
    Record(String),
    Article(Box<Article>),
}

/// A batch that is ready to be stored.
struct Batch {
    entries: Vec<Entry>,
    /// Where its last line stands.
    last: String,
    /// Lines that are none.
    aside: usize,
}

/// Adds all files. What is no record is set aside, told and counted; whether nothing was.
pub fn run(options: &Options, ledger: &mut Ledger, lexicon: &Lexicon) -> anyhow::Result<bool> {
    let mut input = Input::new(options);
    let mut total = Added::default();
    let mut aside = 0;
    let mut next = input.batch().map(|raw| prepare(raw, lexicon));
    while let Some(batch) = next.take() {
        let now = super::now();
        // The next batch is made ready while this one is stored.
        let raw = input.batch();
        let (stored, following) =
            rayon::join(|| ledger.add(&batch.entries, &now), || raw.map(|raw| prepare(raw, lexicon)));
        total += stored?;
        aside += batch.aside;
        next = following;
        if !options.quiet {
            eprintln!("{} articles stored, up to {}", total.new + total.replaced + total.unchanged, batch.last);
        }
    }
    if total.new > 10_000 {
        ledger.settle()?;
    }
    aside += input.aside;
    if !options.quiet {
        let Added { new, replaced, unchanged, events } = total;
        eprintln!("{new} added, {replaced} replaced, {unchanged} unchanged, {events} events, {aside} set aside");
    }
    if options.link {
        super::link(ledger, false, options.quiet)?;
    } else if !options.quiet {
        let waiting = ledger.waiting()?;
        if waiting > 0 {
            eprintln!("{waiting} articles await linking: `marsad ledger link`");
        }
    }
    Ok(aside == 0)
}

/// Makes entries of lines and articles, on all cores.
fn prepare(raw: Vec<Source>, lexicon: &Lexicon) -> Batch {
    let last = raw.last().map_or(String::new(), |s| format!("{}:{}", s.file, s.line));
    let version = super::coder();
    let terms = |text: &str| terms(lexicon, text);
    let made: Vec<Result<Entry, String>> = raw
        .into_par_iter()
        .map(|source| {
            let why = |e: String| format!("{}:{}: {e}", source.file, source.line);
            match source.what {
                Raw::Record(line) => Entry::from_json(&line, &terms).map_err(|e| why(e.to_string())),
                Raw::Article(article) => {
                    let record = catch_unwind(AssertUnwindSafe(|| code(&article, lexicon)))
                        .map_err(|_| why("meets a mistake in Marsad; please report it".to_owned()))?;
                    Entry::new(record, Some(article.text), (Some(version.clone()), None), &terms)
                        .map_err(|e| why(e.to_string()))
                }
            }
        })
        .collect();
    let mut batch = Batch { entries: Vec::with_capacity(made.len()), last, aside: 0 };
    for entry in made {
        match entry {
            Ok(entry) => batch.entries.push(entry),
            Err(why) => {
                eprintln!("{why}; set aside");
                batch.aside += 1;
            }
        }
    }
    batch
}

/// The files, one behind the other.
struct Input {
    files: std::vec::IntoIter<PathBuf>,
    articles: bool,
    open: Option<Open>,
    /// Files and articles that could not be read.
    aside: usize,
}

enum Open {
    Records { file: String, line: usize, input: Box<dyn BufRead + Send> },
    Articles(Box<Reader<'static>>),
}

impl Input {
    fn new(options: &Options) -> Input {
        let files = if options.files.is_empty() { vec![PathBuf::from("-")] } else { options.files.clone() };
        Input { files: files.into_iter(), articles: options.articles, open: None, aside: 0 }
    }

    fn set_aside(&mut self, why: std::fmt::Arguments<'_>) {
        eprintln!("{why}; set aside");
        self.aside += 1;
    }

    /// Opens the next file; false behind the last.
    fn open(&mut self) -> bool {
        let Some(path) = self.files.next() else { return false };
        let file = path.display().to_string();
        let input: Box<dyn BufRead + Send> = if file == "-" {
            Box::new(BufReader::new(io::stdin()))
        } else {
            match File::open(&path) {
                Ok(opened) => Box::new(BufReader::with_capacity(1 << 20, opened)),
                Err(e) => {
                    self.set_aside(format_args!("{file}: cannot be opened: {e}"));
                    return true;
                }
            }
        };
        self.open = Some(if self.articles {
            Open::Articles(Box::new(Reader::new(input, &file)))
        } else {
            Open::Records { file, line: 0, input }
        });
        true
    }

    fn next(&mut self) -> Option<Source> {
        loop {
            match &mut self.open {
                None => {
                    if !self.open() {
                        return None;
                    }
                }
                Some(Open::Records { file, line, input }) => {
                    let mut text = String::new();
                    *line += 1;
                    match input.read_line(&mut text) {
                        Ok(0) => self.open = None,
                        Ok(_) if text.trim().is_empty() => {}
                        Ok(_) => return Some(Source { file: file.clone(), line: *line, what: Raw::Record(text) }),
                        Err(e) => {
                            let place = format!("{file}:{line}");
                            self.open = None;
                            self.set_aside(format_args!("{place}: cannot be read: {e}; the rest of the file"));
                        }
                    }
                }
                Some(Open::Articles(reader)) => match reader.next() {
                    None => self.open = None,
                    Some(item) => match item.result {
                        Ok(article) => {
                            return Some(Source {
                                file: item.file,
                                line: item.line,
                                what: Raw::Article(Box::new(article)),
                            });
                        }
                        Err(why) => self.set_aside(format_args!("{}:{}: {why}", item.file, item.line)),
                    },
                },
            }
        }
    }

    fn batch(&mut self) -> Option<Vec<Source>> {
        let mut out = Vec::new();
        let mut bytes = 0;
        while out.len() < BATCH.0 && bytes < BATCH.1 {
            let Some(source) = self.next() else { break };
            bytes += match &source.what {
                Raw::Record(line) => line.len(),
                Raw::Article(a) => a.text.len() + a.title.len(),
            };
            out.push(source);
        }
        (!out.is_empty()).then_some(out)
    }
}
