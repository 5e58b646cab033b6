//! `marsad watch`.

mod to_ledger;

use std::fmt::Display;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use clap::Args;
use marsad_coder::{Article, code};
use marsad_lexicon::Lexicon;
use marsad_watch::{Config, FileSink, Limits, Sink, Stop, Until, Watch};
use to_ledger::LedgerSink;

use crate::ledger::now;

/// What a shell takes for the end by a signal.
const INTERRUPTED: i32 = 130;

/// Options of `marsad watch`.
#[derive(Args)]
pub struct Options {
    /// What to watch, as docs/watch.md tells.
    #[arg(default_value = "feeds.toml")]
    config: PathBuf,
    /// Poll each feed one time, do what came of it, and end: for cron.
    #[arg(long)]
    once: bool,
    /// Keep what is set aside in this file, one JSON object a line; it is made anew at each start from the state file.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Write the sums at the end only, no line for each poll.
    #[arg(long, short)]
    quiet: bool,
}

/// Watches until a signal comes, or once.
pub fn run(options: &Options, lexicon: &Lexicon) -> anyhow::Result<ExitCode> {
    let config = Config::read(&options.config)?;
    let stop = Stop::default();
    end_on_signal(stop.clone())?;
    let mut sink: Box<dyn Sink> = match &config.ledger {
        Some(ledger) => Box::new(LedgerSink::open(ledger, lexicon)?),
        None => Box::new(FileSink::open(&config.output)?),
    };
    let watch = Watch {
        config: &config,
        limits: &Limits::default(),
        code: &|article| record(article, lexicon, config.with_text),
        sink: sink.as_mut(),
        rejects: options.rejects.as_deref(),
        log: &mut |notice| {
            if !options.quiet {
                log(&format_args!("{} {notice}", now()));
            }
        },
    };
    let summary = watch.run(if options.once { Until::PolledOnce } else { Until::Stopped }, &stop)?;
    log(&summary);
    let reached = summary.feeds.values().any(|sums| sums.polled > 0);
    let failed = summary.feeds.values().any(|sums| !sums.failed.is_empty());
    Ok(if failed && !reached { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The first signal asks for a clean end, a second one ends at once.
fn end_on_signal(stop: Stop) -> anyhow::Result<()> {
    let asked = AtomicBool::new(false);
    let handler = move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
        stop.stop();
    };
    ctrlc::set_handler(handler).context("signals cannot be caught")
}

fn record(article: &Article, lexicon: &Lexicon, with_text: bool) -> Option<String> {
    // A mistake of ours in one article must not cost the run its other articles.
    let mut record = catch_unwind(AssertUnwindSafe(|| code(article, lexicon))).ok()?;
    if with_text {
        record.text = Some(article.text.clone());
    }
    record.to_json().ok()
}

/// Writes a line of the log. That nobody reads it must not end the watch.
fn log(line: &impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
