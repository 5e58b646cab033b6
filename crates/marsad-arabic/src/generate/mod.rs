//! Every inflected form of a dictionary entry.
//!
//! A form is built in three steps. A *pattern* (`1a2a3` with radicals for the digits) gets its prefix and suffix; *sound rules*
//! then contract doubled radicals, resolve weak ones and assimilate; *writing* at last turns sounds into letters and finds
//! the seat of each hamza. The steps follow W. Wright, *A Grammar of the Arabic Language* (3rd ed., vol. I, part 2), cited
//! as "Wright", and K. Ryding, *A Reference Grammar of Modern Standard Arabic*, cited as "Ryding".

mod noun;
mod pattern;
mod sound;
mod verb;
mod writing;

use std::collections::HashSet;

use crate::entry::Form;
use crate::features::Features;

pub use noun::{adjective_forms, nisba_forms, noun_forms};
pub use verb::verb_forms;

/// Why the forms of a verb cannot be generated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// The root has another number of radicals than the derivational form wants.
    #[error("root {root} of {lemma} has not the {wanted} letters that its form wants")]
    RootLength {
        /// The verb.
        lemma: String,
        /// Its root as given.
        root: String,
        /// Radicals wanted.
        wanted: usize,
    },
    /// The root holds something that is no consonant.
    #[error("root {root} of {lemma} holds {letter}, which is no radical (weak radicals are written و or ي, hamza ء)")]
    RootLetter {
        /// The verb.
        lemma: String,
        /// Its root as given.
        root: String,
        /// The letter that cannot be a radical.
        letter: char,
    },
    /// A verb of form I without `a`, `i` or `u` for its imperfect.
    #[error("{lemma} is of form I and needs its imperfect vowel (a, i or u)")]
    VowelMissing {
        /// The verb.
        lemma: String,
    },
    /// Root and derivational form do not yield the lemma.
    #[error("{lemma} does not follow from root {root}, which gives {made}")]
    RootMismatch {
        /// The verb.
        lemma: String,
        /// Its root as given.
        root: String,
        /// What root and form give instead.
        made: String,
    },
}

/// Collects forms, one for each spelling and set of features.
#[derive(Default)]
struct Forms {
    seen: HashSet<(String, u32)>,
    forms: Vec<Form>,
}

impl Forms {
    fn add(&mut self, vocalised: String, features: Features) {
        if self.seen.insert((writing::bare(&vocalised), features.pack())) {
            self.forms.push(Form { vocalised, features });
        }
    }
}
