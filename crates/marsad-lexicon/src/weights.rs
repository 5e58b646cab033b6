//! `weights/*.tsv`: what the linear model learnt. A row is a feature and its weight for each output.
//!
//! The name of a feature is the decision and the feature's parts, joined by `|`. At run time a feature is never spelt out: its
//! parts are hashed as they come, so a lookup allocates nothing.

use std::borrow::Cow;

use marsad_arabic::rows::{Rows, hash, hash_on};

use crate::table::{Problem, Sources};

/// Most outputs that a decision has (a party is actor, recipient, or neither).
pub const OUTPUTS: usize = 2;

/// Weights by the hash of the feature's name: open addressing, a power of two of slots, at most half of them taken.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// As many as slots: the [`mark`]s of the features that share the lower part of their hash. Most features have no weight, and this
    /// small table, which stays in the processor's cache, says so of nearly all of them.
    marks: Cow<'static, [u8]>,
    /// Low and high half of the hash, bits of the weights; an empty slot holds zeros.
    rows: Rows<{ 2 + OUTPUTS }>,
    taken: usize,
}

/// One of eight bits, by the upper part of a feature's hash.
#[inline]
fn mark(feature: u64) -> u8 {
    1 << (feature >> 61)
}

/// The part that stands for a decision as a whole.
const LEARNT: &str = "\u{1}learnt";

/// How many features [`Weights::sum`] looks up together.
pub const TOGETHER: usize = 32;

/// What the hashes of a decision's features begin with.
#[inline]
pub fn decision_hash(decision: &str) -> u64 {
    hash(decision)
}

/// A hash of a decision and the parts of a feature's name. It runs some ten thousand times for an article; where the parts are
/// written down, the compiler works them out.
#[inline(always)]
pub fn feature_hash(decision: u64, parts: &[&str]) -> u64 {
    parts.iter().fold(decision, |h, part| hash_on(h, part))
}

/// The hash of a feature's whole name, as the files spell it: decision and parts joined by `|`.
fn name_hash(name: &str) -> u64 {
    let mut parts = name.split('|');
    let decision = parts.next().unwrap_or("");
    feature_hash(decision_hash(decision), &parts.collect::<Vec<_>>())
}

/// The hash of the feature that a row holds; 0 for an empty one.
#[inline]
fn of_row(row: &[u32; 2 + OUTPUTS]) -> u64 {
    u64::from(row[1]) << 32 | u64::from(row[0])
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
        self.set(name_hash(name), values);
        let decision = name.split('|').next().unwrap_or("");
        self.set(feature_hash(decision_hash(decision), &[LEARNT]), [0.0; OUTPUTS]);
    }

    fn set(&mut self, feature: u64, values: [f32; OUTPUTS]) {
        if (self.taken + 1) * 2 > self.rows.len() {
            self.grow();
        }
        let (at, known) = self.slot(feature);
        self.taken += usize::from(!known);
        let at_marks = self.marks_of(feature);
        if let Some(marks) = self.marks.to_mut().get_mut(at_marks) {
            *marks |= mark(feature);
        }
        self.rows.set(at, [feature as u32, (feature >> 32) as u32, values[0].to_bits(), values[1].to_bits()]);
    }

    fn grow(&mut self) {
        let size = (self.rows.len() * 2).max(16);
        let empty = Weights { marks: Cow::Owned(vec![0; size]), rows: Rows::filled([0; 2 + OUTPUTS], size), taken: 0 };
        let old = std::mem::replace(self, empty);
        for row in (0..old.rows.len()).filter_map(|i| old.rows.get(i)).filter(|row| of_row(row) != 0) {
            self.set(of_row(&row), [f32::from_bits(row[2]), f32::from_bits(row[3])]);
        }
    }

    /// Where the [`mark`]s of a feature stand.
    #[inline]
    fn marks_of(&self, feature: u64) -> usize {
        feature as usize & self.marks.len().wrapping_sub(1)
    }

    /// The first of the two slots at which a feature is looked for first.
    #[inline]
    fn home(&self, feature: u64) -> usize {
        self.marks_of(feature) & !1
    }

    /// The slot of a feature, or the empty one where it would stand, and whether it stands there.
    #[inline]
    fn slot(&self, feature: u64) -> (usize, bool) {
        let mask = self.rows.len().wrapping_sub(1);
        let mut at = self.home(feature);
        for _ in 0..self.rows.len() {
            match self.rows.get(at).map_or(0, |row| of_row(&row)) {
                0 => return (at, false),
                found if found == feature => return (at, true),
                _ => at = (at + 1) & mask,
            }
        }
        (usize::MAX, false)
    }

    /// One feature's weights.
    #[inline]
    pub fn get(&self, feature: u64) -> Option<[f32; OUTPUTS]> {
        if self.marks.get(self.marks_of(feature)).is_none_or(|marks| marks & mark(feature) == 0) {
            return None;
        }
        let (at, known) = self.slot(feature);
        let [_, _, a, b] = self.rows.get(at).filter(|_| known)?;
        Some([f32::from_bits(a), f32::from_bits(b)])
    }

    /// Adds the weights of some features, in their order. Each table is first read for all of them, so that the processor waits
    /// for memory once and not for each.
    pub fn sum(&self, features: &[u64], sums: &mut [f32; OUTPUTS]) {
        if self.marks.is_empty() {
            return;
        }
        for features in features.chunks(TOGETHER) {
            // Nothing is jumped over: the processor cannot guess which have weights.
            let (mut likely, mut n) = ([0; TOGETHER], 0);
            for feature in features {
                likely[n % TOGETHER] = *feature;
                n += usize::from(self.marks[self.marks_of(*feature)] & mark(*feature) != 0);
            }
            let mut rows = [[0; 2 + OUTPUTS]; TOGETHER];
            for (row, feature) in rows.iter_mut().zip(&likely[..n]) {
                let home = self.home(*feature);
                let second = self.rows.get(home + 1).is_some_and(|row| of_row(&row) == *feature);
                *row = self.rows.get(home + usize::from(second)).unwrap_or_default();
            }
            for (row, feature) in rows.iter().zip(&likely[..n]) {
                let at_home = of_row(row) == *feature;
                let weights = if at_home { Some([row[2], row[3]].map(f32::from_bits)) } else { self.get(*feature) };
                for (sum, weight) in sums.iter_mut().zip(weights.unwrap_or_default()) {
                    *sum += weight;
                }
            }
        }
    }

    /// Whether a decision was learnt.
    pub fn knows(&self, decision: &str) -> bool {
        self.slot(feature_hash(decision_hash(decision), &[LEARNT])).1
    }

    /// True where nothing was learnt: the coder then goes by its rules alone.
    pub fn is_empty(&self) -> bool {
        self.taken == 0
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.taken as u32).to_le_bytes());
        self.rows.write(out);
        out.extend_from_slice(&self.marks);
    }

    /// Opens what [`Weights::write`] wrote.
    pub(crate) fn read(bytes: &mut &'static [u8]) -> Option<Weights> {
        let (taken, rest) = bytes.split_first_chunk::<4>()?;
        *bytes = rest;
        let rows = Rows::read(bytes)?;
        let (marks, rest) = bytes.split_at_checked(rows.len())?;
        *bytes = rest;
        Some(Weights { marks: Cow::Borrowed(marks), rows, taken: u32::from_le_bytes(*taken) as usize })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hash_like_the_joined_name() {
        let event = decision_hash("event");
        assert_eq!(feature_hash(event, &["ASSAULT", "قصف"]), name_hash("event|ASSAULT|قصف"));
        assert_ne!(feature_hash(event, &["a", "b"]), feature_hash(event, &["ab"]));
        assert_ne!(feature_hash(event, &["a", "b"]), feature_hash(event, &["b", "a"]));
    }

    #[test]
    fn what_is_set_is_found_and_stored() {
        let mut weights = Weights::default();
        assert!(weights.is_empty() && !weights.knows("event") && weights.get(name_hash("event|0")).is_none());
        for i in 0..1000 {
            weights.set_named(&format!("event|{i}"), [i as f32, 0.5]);
        }
        weights.set_named("event|7", [-1.0, 0.0]);
        let mut bytes = Vec::new();
        weights.write(&mut bytes);
        let stored = Weights::read(&mut &*bytes.leak()).expect("it is whole");
        for w in [&weights, &stored] {
            assert_eq!(w.get(name_hash("event|999")), Some([999.0, 0.5]));
            assert_eq!(w.get(name_hash("event|7")), Some([-1.0, 0.0]));
            assert_eq!(w.get(name_hash("event|1000")), None);
            let all: Vec<u64> = (990..1100).map(|i| name_hash(&format!("event|{i}"))).collect();
            let mut sums = [1.0, 0.0];
            w.sum(&all, &mut sums);
            assert_eq!(sums, [1.0 + (990..1000).sum::<i32>() as f32, 5.0]);
            assert!(w.knows("event") && !w.knows("party"));
        }
    }
}
