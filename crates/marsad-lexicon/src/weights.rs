//! `weights/*.tsv`: what the linear model learnt. A row is a feature and its weight for each output.
//!
//! The name of a feature is the decision and the feature's parts, joined by `|`. At run time a feature is never spelt out: its
//! parts are hashed as they come, so a lookup allocates nothing.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use crate::table::{Problem, Sources};

/// Most outputs that a decision has (a party is actor, recipient, or neither).
pub const OUTPUTS: usize = 2;

/// Passes a key through that is a hash already.
#[derive(Clone, Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// Weights by the hash of the feature's name.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    rows: HashMap<u64, [f32; OUTPUTS], BuildHasherDefault<Same>>,
}

/// The part that stands for a decision as a whole.
const LEARNT: &str = "\u{1}learnt";

/// A weight as it is stored.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct StoredWeight(u64, [f32; OUTPUTS]);

/// A hash of a decision and the parts of a feature's name; eight bytes at a time, for it runs some ten thousand times for an
/// article.
pub fn feature_hash(decision: &str, parts: &[&str]) -> u64 {
    let step = |h: u64, x: u64| (h.rotate_left(23) ^ x).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let part = |mut h: u64, text: &str| {
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        for w in words {
            h = step(h, u64::from_le_bytes(*w));
        }
        // The length in the highest byte tells "a" + "b" from "ab".
        let last = rest.iter().rev().fold(0, |x, b| x << 8 | u64::from(*b));
        step(h, last ^ (text.len() as u64) << 56)
    };
    let h = parts.iter().fold(part(0x5175_7261_6e74_6974, decision), |h, p| part(h, p));
    // The table takes the lowest and the highest bits.
    h ^ h >> 32
}

/// The hash of a feature's whole name, as the files spell it: decision and parts joined by `|`.
fn name_hash(name: &str) -> u64 {
    let mut parts = name.split('|');
    let decision = parts.next().unwrap_or("");
    feature_hash(decision, &parts.collect::<Vec<_>>())
}

impl Weights {
    /// Reads the rows of `weights/`.
    pub(crate) fn load(sources: &Sources, problems: &mut Vec<Problem>) -> Weights {
        let mut weights = Weights::default();
        for row in sources.rows("weights/") {
            let mut values = [0.0; OUTPUTS];
            for (k, v) in values.iter_mut().enumerate() {
                match row.cell(k + 1) {
                    "" => {}
                    text => match text.parse() {
                        Ok(x) => *v = x,
                        Err(_) => problems.push(row.problem(format!("{text} is no number; write a weight"))),
                    },
                }
            }
            weights.set_named(row.cell(0), values);
        }
        weights
    }

    /// Sets one feature's weights by its whole name.
    pub fn set_named(&mut self, name: &str, values: [f32; OUTPUTS]) {
        self.rows.insert(name_hash(name), values);
        let decision = name.split('|').next().unwrap_or("");
        self.rows.insert(feature_hash(decision, &[LEARNT]), [0.0; OUTPUTS]);
    }

    /// One feature's weights.
    pub fn get(&self, feature: u64) -> Option<&[f32; OUTPUTS]> {
        self.rows.get(&feature)
    }

    /// Whether a decision was learnt.
    pub fn knows(&self, decision: &str) -> bool {
        self.rows.contains_key(&feature_hash(decision, &[LEARNT]))
    }

    /// True where nothing was learnt: the coder then goes by its rules alone.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn to_stored(&self) -> Vec<StoredWeight> {
        let mut all: Vec<StoredWeight> = self.rows.iter().map(|(k, v)| StoredWeight(*k, *v)).collect();
        all.sort_unstable_by_key(|s| s.0);
        all
    }

    pub(crate) fn from_stored(stored: &[StoredWeight]) -> Weights {
        Weights { rows: stored.iter().map(|s| (s.0, s.1)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hash_like_the_joined_name() {
        assert_eq!(feature_hash("event", &["ASSAULT", "قصف"]), name_hash("event|ASSAULT|قصف"));
        assert_ne!(feature_hash("event", &["a", "b"]), feature_hash("event", &["ab"]));
    }
}
