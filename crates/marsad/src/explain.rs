//! `marsad explain`: every step for one sentence.

use std::io;
use std::process::ExitCode;

use clap::Args;
use marsad_lexicon::Lexicon;
use marsad_time::Date;

/// Options of `marsad explain`.
#[derive(Args)]
pub struct Options {
    /// The sentence, or several.
    sentence: String,
    /// Publication date, YYYY-MM-DD.
    #[arg(long)]
    published: Option<Date>,
}

/// Prints the steps.
pub fn run(options: &Options, lexicon: &Lexicon) -> anyhow::Result<ExitCode> {
    marsad_explain::explain(&mut io::stdout().lock(), &options.sentence, options.published, lexicon)?;
    Ok(ExitCode::SUCCESS)
}
