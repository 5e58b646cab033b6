//! The lexicon that the options name: built in or a folder, and extra folders laid over it.

use std::path::PathBuf;

use clap::Args;
use marsad_lexicon::Lexicon;

/// Folders of the lexicon.
#[derive(Args)]
pub struct Folders {
    /// Use this lexicon folder instead of the built-in one.
    #[arg(long, global = true, value_name = "DIR")]
    pub lexicon: Option<PathBuf>,
    /// Lay this folder's files over the lexicon: rows are added, or override the row with the same key. May be given again.
    #[arg(long = "lexicon-extra", global = true, value_name = "DIR")]
    pub extra: Vec<PathBuf>,
}

/// The lexicon for coding.
pub fn lexicon(folders: &Folders) -> anyhow::Result<&'static Lexicon> {
    let lexicon = marsad_embedded::load(folders.lexicon.as_deref(), &folders.extra)?;
    // It lives as long as the program; taking it apart at the end would cost a tenth of the start.
    Ok(Box::leak(Box::new(lexicon)))
}
