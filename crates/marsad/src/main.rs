//! The command.

mod check;
mod code;
mod explain;
mod import;
mod ledger;
mod load;
mod serve;
mod watch;

use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

/// Reads Arabic news and keeps the diplomatic record in it.
#[derive(Parser)]
#[command(version, long_version = VERSIONS.as_str(), about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    folders: load::Folders,
}

#[derive(Subcommand)]
enum Command {
    /// Code articles: plain text or JSON lines in, one record a line out.
    Code(code::Options),
    /// Show every step for one sentence.
    Explain(explain::Options),
    /// Keep records in a database, and ask, correct and export them.
    Ledger(Box<ledger::Options>),
    /// Serve a page and an HTTP API to read, check, correct and cite what a ledger holds.
    Serve(serve::Options),
    /// Poll feeds and code what is new.
    Watch(watch::Options),
    /// Work on the lexicon.
    #[command(subcommand)]
    Lexicon(LexiconCommand),
}

#[derive(Subcommand)]
enum LexiconCommand {
    /// Find mistakes: unknown codes, duplicates, frames whose examples do not come out.
    Check(check::Options),
    /// Turn another system's dictionaries into a folder for `--lexicon-extra`.
    #[command(subcommand)]
    Import(import::Import),
}

/// Whose work a record is. The coder has the program's version; the lexicon and the form of the record have their own.
static VERSIONS: LazyLock<String> = LazyLock::new(|| {
    let (coder, lexicon, schema) = (env!("CARGO_PKG_VERSION"), marsad_embedded::VERSION, marsad_record::SCHEMA_VERSION);
    format!("{coder}\ncoder {coder}\nlexicon {lexicon}\nrecord schema {schema}")
});

fn main() -> ExitCode {
    let cli = Cli::parse();
    let run = || -> anyhow::Result<ExitCode> {
        match &cli.command {
            Command::Code(options) => code::run(options, &cli.folders, load::lexicon(&cli.folders)?),
            Command::Explain(options) => explain::run(options, load::lexicon(&cli.folders)?),
            Command::Ledger(options) => ledger::run(options, load::lexicon(&cli.folders)?),
            Command::Serve(options) => serve::run(options, load::lexicon(&cli.folders)?),
            Command::Watch(options) => watch::run(options, load::lexicon(&cli.folders)?),
            Command::Lexicon(LexiconCommand::Check(options)) => check::run(options, &cli.folders),
            Command::Lexicon(LexiconCommand::Import(import)) => import::run(import, &cli.folders),
        }
    };
    run().unwrap_or_else(|e| {
        if code::is_closed_pipe(&e) {
            return ExitCode::SUCCESS;
        }
        eprintln!("marsad: {e:#}");
        ExitCode::FAILURE
    })
}
