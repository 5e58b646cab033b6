//! The built-in lexicon or a folder, with extra folders laid over it.

use std::path::{Path, PathBuf};

use marsad_lexicon::{Lexicon, LexiconError, Problem, Sources};

use crate::{lexicon, sources};

/// Most mistakes that a message tells.
const TOLD: usize = 20;

/// Why folders give no lexicon.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The lexicon carried inside is damaged.
    #[error("the built-in lexicon cannot be loaded: {0}")]
    BuiltIn(LexiconError),
    /// A folder, or a file in it, cannot be read.
    #[error(transparent)]
    Read(LexiconError),
    /// The folder's files make no lexicon.
    #[error("the lexicon in {folder} does not compile: {why}")]
    Compile {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        why: LexiconError,
    },
    /// Mistakes in extra folders: a list that is half read would give half a result.
    #[error(
        "the extra lists have {} mistake{s}; correct or remove the line{s}:{}",
        .0.len(), told(.0), s = if .0.len() == 1 { "" } else { "s" }
    )]
    Extra(Vec<Problem>),
}

fn told(mistakes: &[Problem]) -> String {
    let mut told: String = mistakes.iter().take(TOLD).map(|p| format!("\n{p}")).collect();
    if mistakes.len() > TOLD {
        told.push_str("\n…");
    }
    told
}

/// The lexicon for coding: without folders the built-in one in milliseconds, otherwise as [`whole`].
///
/// # Errors
/// A folder that cannot be read, or a mistake in an extra folder.
pub fn load(folder: Option<&Path>, extra: &[PathBuf]) -> Result<Lexicon, LoadError> {
    if folder.is_none() && extra.is_empty() { lexicon().map_err(LoadError::BuiltIn) } else { whole(folder, extra) }
}

/// The lexicon compiled anew, with what the built-in form leaves out: names of people and places, examples of frames. Takes seconds.
///
/// # Errors
/// A folder that cannot be read, or a mistake in an extra folder.
pub fn whole(folder: Option<&Path>, extra: &[PathBuf]) -> Result<Lexicon, LoadError> {
    let (sources, lexicon) = compile(folder, extra)?;
    refuse(lexicon.problems.iter().filter(|p| sources.is_extra(&p.file)).cloned().collect())?;
    Ok(lexicon)
}

/// Compiles a folder, or the built-in lexicon's text, with extra folders laid over it. The mistakes of all are in
/// [`Lexicon::problems`], but a misnamed file of an extra folder is an error.
///
/// # Errors
/// A folder that cannot be read or does not compile, or a misnamed file.
pub fn compile(folder: Option<&Path>, extra: &[PathBuf]) -> Result<(Sources, Lexicon), LoadError> {
    let mut sources = match folder {
        Some(folder) => Sources::read(folder).map_err(LoadError::Read)?,
        None => sources().map_err(LoadError::BuiltIn)?,
    };
    let mut misnamed = Vec::new();
    for folder in extra {
        misnamed.extend(sources.add(folder).map_err(LoadError::Read)?);
    }
    refuse(misnamed)?;
    let mut compiled = Lexicon::compile(&sources).map_err(|why| match folder {
        Some(folder) => LoadError::Compile { folder: folder.to_owned(), why },
        None => LoadError::BuiltIn(why),
    })?;
    if folder.is_none() {
        // The built-in text comes without the weights, which are compiled already.
        compiled.weights = lexicon().map_err(LoadError::BuiltIn)?.weights;
    }
    Ok((sources, compiled))
}

fn refuse(mistakes: Vec<Problem>) -> Result<(), LoadError> {
    if mistakes.is_empty() { Ok(()) } else { Err(LoadError::Extra(mistakes)) }
}
