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

/// A weight as it is stored.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct StoredWeight(u64, [f32; OUTPUTS]);

/// FNV-1a over a decision and the parts of a feature's name, as if joined by `|`.
pub fn feature_hash(decision: &str, parts: &[&str]) -> u64 {
    let step = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    let mut h = decision.bytes().fold(0xcbf2_9ce4_8422_2325_u64, step);
    for p in parts {
        h = step(h, b'|');
        h = p.bytes().fold(h, step);
    }
    h
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
            weights.set(feature_hash(row.cell(0), &[]), values);
        }
        weights
    }

    /// Sets one feature's weights, by [`feature_hash`].
    pub fn set(&mut self, feature: u64, values: [f32; OUTPUTS]) {
        self.rows.insert(feature, values);
    }

    /// One feature's weights.
    pub fn get(&self, feature: u64) -> Option<&[f32; OUTPUTS]> {
        self.rows.get(&feature)
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
        assert_eq!(feature_hash("event", &["ASSAULT", "قصف"]), feature_hash("event|ASSAULT|قصف", &[]));
        assert_ne!(feature_hash("event", &["a", "b"]), feature_hash("event", &["ab"]));
    }
}
