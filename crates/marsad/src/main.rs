//! The command.

mod check;
mod code;
mod explain;
mod pretty;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use marsad_lexicon::{Lexicon, Sources};

/// Reads Arabic news and keeps the diplomatic record in it.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Use this lexicon folder instead of the built-in one.
    #[arg(long, global = true)]
    lexicon: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Code articles: plain text or JSON lines in, one record a line out.
    Code(code::Options),
    /// Show every step for one sentence.
    Explain(explain::Options),
    /// Work on the lexicon.
    #[command(subcommand)]
    Lexicon(LexiconCommand),
}

#[derive(Subcommand)]
enum LexiconCommand {
    /// Find mistakes: unknown codes, duplicates, frames whose examples do not come out.
    Check(check::Options),
}

/// The lexicon that the options name.
fn load(folder: Option<&PathBuf>) -> anyhow::Result<&'static Lexicon> {
    let lexicon = match folder {
        None => marsad_embedded::lexicon().context("the built-in lexicon cannot be loaded")?,
        Some(folder) => {
            let sources = Sources::read(folder)?;
            Lexicon::compile(&sources)
                .with_context(|| format!("the lexicon in {} does not compile", folder.display()))?
        }
    };
    // It lives as long as the program; taking it apart at the end would cost a tenth of the start.
    Ok(Box::leak(Box::new(lexicon)))
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let run = || -> anyhow::Result<ExitCode> {
        match &cli.command {
            Command::Code(options) => code::run(options, load(cli.lexicon.as_ref())?),
            Command::Explain(options) => explain::run(options, load(cli.lexicon.as_ref())?),
            Command::Lexicon(LexiconCommand::Check(options)) => check::run(options, cli.lexicon.as_ref()),
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
