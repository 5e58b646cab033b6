//! Reads `lexicon/`, checks it and compiles it into the tables that the coder looks things up in.
//!
//! [`Sources`] is the folder's text, [`Lexicon`] the compiled form. Knows nothing of articles.

mod example;
mod frames;
mod latin;
mod phrases;
mod politics;
mod table;
mod weights;
mod words;

pub use example::{Example, Expected, ExpectedParty, occurrences};
pub use frames::{Evokes, Frame, Frames, RoleName, Slot, Value};
pub use phrases::{Numbers, Phrases, Seen, Sense};
pub use politics::{Body, Conflict, Group, Holding, Office, Person, Place, Politics, Reporting, State};
pub use table::{Problem, Row, Sources};
pub use weights::{OUTPUTS, TOGETHER, Weights, decision_hash, feature_hash};
pub use words::is_masculine;

use marsad_arabic::dictionary::{Dictionary, DictionaryBuilder};
use serde::{Deserialize, Serialize};

/// Why a lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A mistake in a file.
    #[error("{0}")]
    Problem(Problem),
    /// The compiled form is damaged.
    #[error("the compiled lexicon is damaged: {0}")]
    Damaged(String),
}

/// Everything Marsad knows, compiled.
#[derive(Debug)]
pub struct Lexicon {
    /// Every form of every word.
    pub dictionary: Dictionary,
    /// States, offices, groups, bodies, people, places.
    pub politics: Politics,
    /// Names and set phrases of several words.
    pub phrases: Phrases,
    /// What predicates mean.
    pub frames: Frames,
    /// What the linear model learnt.
    pub weights: Weights,
    /// Whole texts and their right records; not in the built-in lexicon.
    pub examples: Vec<Example>,
    /// Whole reports and all their events, to learn from; not in the built-in lexicon.
    pub articles: Vec<Example>,
    /// Mistakes that were passed over; `marsad lexicon check` prints them.
    pub problems: Vec<Problem>,
}

/// What is read at the start; the tables are not.
#[derive(Serialize, Deserialize)]
struct Stored {
    politics: Politics,
    frames: frames::Stored,
    /// Where the dictionary's text ends and that of the phrases begins.
    dictionary_text: usize,
}

impl Lexicon {
    /// Compiles a folder's text. Mistakes in single rows are collected in [`Lexicon::problems`] and the row is left out.
    ///
    /// # Errors
    /// If a file that everything rests on is missing.
    pub fn compile(sources: &Sources) -> Result<Lexicon, LexiconError> {
        let mut problems = Vec::new();
        let mut builder = DictionaryBuilder::default();
        words::load(sources, &mut builder, &mut problems)?;
        let politics = Politics::load(sources, &mut problems)?;
        let entries = phrases::collect(&politics);
        words::add_names(&entries, &politics, &mut builder);
        words::add_classes(sources, &mut builder, &mut problems);
        words::add_meanings(sources, &mut builder, &mut problems);
        let frames = frames::load(sources, &mut problems);
        let dictionary = builder.finish();
        let frames = Frames::new(frames, &dictionary, &mut problems);
        let weights = Weights::load(sources, &mut problems);
        let examples = example::load(sources, "examples/", &mut problems);
        let articles = example::load(sources, "articles/", &mut problems);
        let phrases = Phrases::new(&entries);
        Ok(Lexicon { phrases, dictionary, politics, frames, weights, examples, articles, problems })
    }

    /// The compiled form: tables as bytes, and the text that they point into.
    pub fn to_stored(&self) -> (Vec<u8>, String) {
        let stored = Stored {
            politics: self.politics.clone(),
            frames: self.frames.to_stored(),
            dictionary_text: self.dictionary.text().len(),
        };
        let body = postcard::to_allocvec(&stored).unwrap_or_default();
        let mut out = (body.len() as u64).to_le_bytes().to_vec();
        out.extend(body);
        self.dictionary.write(&mut out);
        self.phrases.write(&mut out);
        self.weights.write(&mut out);
        (out, [self.dictionary.text(), self.phrases.text()].concat())
    }

    /// Opens what [`Lexicon::to_stored`] gave.
    ///
    /// # Errors
    /// If the bytes are not a lexicon of this version.
    pub fn from_stored(bytes: &'static [u8], text: &'static str) -> Result<Lexicon, LexiconError> {
        let damaged = |what: &str| LexiconError::Damaged(what.to_owned());
        let (head, rest) = bytes.split_first_chunk::<8>().ok_or_else(|| damaged("it is empty"))?;
        let n = u64::from_le_bytes(*head) as usize;
        let (body, mut tables) = rest.split_at_checked(n).ok_or_else(|| damaged("it is cut off"))?;
        let stored: Stored = postcard::from_bytes(body).map_err(|e| LexiconError::Damaged(e.to_string()))?;
        let (first, second) =
            text.split_at_checked(stored.dictionary_text).ok_or_else(|| damaged("its text is cut off"))?;
        let cut = || damaged("a table is cut off");
        Ok(Lexicon {
            dictionary: Dictionary::read(&mut tables, first).ok_or_else(cut)?,
            phrases: Phrases::read(&mut tables, second).ok_or_else(cut)?,
            weights: Weights::read(&mut tables).ok_or_else(cut)?,
            politics: stored.politics,
            frames: Frames::from_stored(stored.frames),
            examples: Vec::new(),
            articles: Vec::new(),
            problems: Vec::new(),
        })
    }
}
