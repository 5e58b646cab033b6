//! The lexicon that the options name: built in or a folder, and extra folders laid over it.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use marsad_lexicon::{Lexicon, Problem, Sources};

/// Most mistakes that are told at once.
const TOLD: usize = 20;

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

/// The lexicon for coding. A mistake in an extra folder is an error: a list that is half read would give half a result.
pub fn lexicon(folders: &Folders) -> anyhow::Result<&'static Lexicon> {
    let lexicon = if folders.lexicon.is_none() && folders.extra.is_empty() {
        marsad_embedded::lexicon().context("the built-in lexicon cannot be loaded")?
    } else {
        whole(folders)?
    };
    // It lives as long as the program; taking it apart at the end would cost a tenth of the start.
    Ok(Box::leak(Box::new(lexicon)))
}

/// The lexicon compiled anew, with what the built-in form leaves out: names of people and places, examples of frames. Takes seconds.
pub fn whole(folders: &Folders) -> anyhow::Result<Lexicon> {
    let (sources, lexicon) = compile(folders.lexicon.as_ref(), &folders.extra)?;
    refuse(lexicon.problems.iter().filter(|p| sources.is_extra(&p.file)).collect())?;
    Ok(lexicon)
}

/// Compiles a folder, or the built-in lexicon's text, with extra folders laid over it. The mistakes of all are in
/// [`Lexicon::problems`], but a misnamed file of an extra folder is an error.
pub fn compile(folder: Option<&PathBuf>, extra: &[PathBuf]) -> anyhow::Result<(Sources, Lexicon)> {
    let mut sources = match folder {
        Some(folder) => Sources::read(folder)?,
        None => marsad_embedded::sources().context("the built-in lexicon cannot be loaded")?,
    };
    let mut misnamed = Vec::new();
    for folder in extra {
        misnamed.extend(sources.add(folder)?);
    }
    refuse(misnamed.iter().collect())?;
    let mut lexicon = Lexicon::compile(&sources).with_context(|| match folder {
        Some(folder) => format!("the lexicon in {} does not compile", folder.display()),
        None => "the lexicon does not compile".to_owned(),
    })?;
    if folder.is_none() {
        // The built-in text comes without the weights, which are compiled already.
        lexicon.weights = marsad_embedded::lexicon().context("the built-in lexicon cannot be loaded")?.weights;
    }
    Ok((sources, lexicon))
}

/// An error that tells mistakes line by line, if there are any.
fn refuse(mistakes: Vec<&Problem>) -> anyhow::Result<()> {
    if mistakes.is_empty() {
        return Ok(());
    }
    let mut told: Vec<String> = mistakes.iter().take(TOLD).map(|p| format!("\n{p}")).collect();
    if mistakes.len() > TOLD {
        told.push("\n…".to_owned());
    }
    let s = if mistakes.len() == 1 { "" } else { "s" };
    bail!("--lexicon-extra has {} mistake{s}; correct or remove the line{s}:{}", mistakes.len(), told.concat())
}
