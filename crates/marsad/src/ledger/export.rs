//! `marsad ledger export`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use marsad_ledger::{Exported, Form, Ledger, Terms};

use super::{Asking, list, show};

/// Options of `marsad ledger export`.
#[derive(Args)]
pub struct Options {
    /// What to write.
    #[arg(long, value_enum)]
    format: Format,
    /// With csv and parquet: acts, or the events that report them.
    #[arg(long, value_enum, default_value_t = Of::Acts)]
    of: Of,
    #[command(flatten)]
    filter: Asking,
    /// Where to write; standard output if not given.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write no summary.
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// GDELT 2.0 events: 61 columns, tab-separated, no header; a row a pair of parties of an act.
    Gdelt,
    /// ICEWS: 20 columns, tab-separated; a row a pair of parties of an event.
    Icews,
    /// POLECAT: tab-separated; a row an event.
    Polecat,
    /// PLOVER: a JSON object a line, one an event.
    Plover,
    /// Comma-separated values.
    Csv,
    /// Apache Parquet, with the columns of csv.
    Parquet,
    /// Corrected articles as a gold standard (`../shared/gold/dev.jsonl`), for training.
    Gold,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// One row an act.
    Acts,
    /// One row an event of an article.
    Events,
}

/// Writes an export.
pub fn run(options: &Options, ledger: &mut Ledger, terms: Terms<'_>) -> anyhow::Result<()> {
    let mut out: Box<dyn Write + Send> = match &options.output {
        Some(path) => {
            let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
            Box::new(BufWriter::with_capacity(1 << 20, file))
        }
        None => Box::new(BufWriter::new(io::stdout())),
    };
    let filter = options.filter.filter()?;
    let form = match options.format {
        Format::Gdelt => Form::Gdelt,
        Format::Icews => Form::Icews,
        Format::Polecat => Form::Polecat,
        Format::Plover => Form::Plover,
        Format::Gold => Form::Gold,
        Format::Csv | Format::Parquet => {
            let format = if options.format == Format::Csv { show::Format::Csv } else { show::Format::Parquet };
            let rows = match options.of {
                Of::Acts => list(format, &mut *out, |each| ledger.acts(&filter, None, terms, each))?,
                Of::Events => list(format, &mut *out, |each| ledger.query(&filter, None, terms, each))?,
            };
            out.flush()?;
            if !options.quiet {
                eprintln!("{rows} rows");
            }
            return Ok(());
        }
    };
    let Exported { rows, left_out } = ledger.export(form, &filter, terms, |line| Ok(writeln!(out, "{line}")?))?;
    out.flush()?;
    if !options.quiet {
        let why = match form {
            Form::Gold => "whose text is not in the ledger",
            _ => {
                "that the form does not count: denied, possible, planned otherwise than to cooperate, or without an actor or date"
            }
        };
        eprintln!("{rows} rows; {left_out} left out {why}");
    }
    Ok(())
}
