//! Tables of numbers that are read where they lie in the binary, and an index of texts over them.
//!
//! A stored table is a slice of bytes: nothing is copied or checked when it is opened, so that a start costs only the pages that
//! are looked at. Every read is bounded by the table's length; damaged bytes find nothing or the wrong thing.

use std::borrow::Cow;

/// Marks a number that is none.
pub const NONE: u32 = u32::MAX;

/// A table of rows of `N` numbers.
#[derive(Clone, Debug, Default)]
pub struct Rows<const N: usize>(Cow<'static, [[[u8; 4]; N]]>);

impl<const N: usize> Rows<N> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A row by its number.
    #[inline]
    pub fn get(&self, i: usize) -> Option<[u32; N]> {
        self.0.get(i).map(|row| row.map(u32::from_le_bytes))
    }

    /// One number of a row.
    #[inline]
    pub fn cell(&self, i: usize, k: usize) -> Option<u32> {
        self.0.get(i)?.get(k).map(|cell| u32::from_le_bytes(*cell))
    }

    /// The rows `first` to `first + n`, as far as there are such.
    pub fn range(&self, first: u32, n: u32) -> impl Iterator<Item = [u32; N]> + '_ {
        let from = (first as usize).min(self.0.len());
        let to = from.saturating_add(n as usize).min(self.0.len());
        self.0[from..to].iter().map(|row| row.map(u32::from_le_bytes))
    }

    /// Adds a row at the end.
    pub fn push(&mut self, row: [u32; N]) {
        self.0.to_mut().push(row.map(u32::to_le_bytes));
    }

    /// Writes a row anew.
    pub fn set(&mut self, i: usize, row: [u32; N]) {
        if let Some(old) = self.0.to_mut().get_mut(i) {
            *old = row.map(u32::to_le_bytes);
        }
    }

    /// A table of `n` rows that are all alike.
    pub fn filled(row: [u32; N], n: usize) -> Rows<N> {
        Rows(Cow::Owned(vec![row.map(u32::to_le_bytes); n]))
    }

    /// Writes the table behind its length.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.0.len() as u32).to_le_bytes());
        out.extend_from_slice(self.0.as_flattened().as_flattened());
    }

    /// Opens what [`Rows::write`] wrote and takes it off the front of `bytes`; `None` if the bytes are cut off.
    pub fn read(bytes: &mut &'static [u8]) -> Option<Rows<N>> {
        let (n, rest) = bytes.split_first_chunk::<4>()?;
        let (table, rest) = rest.split_at_checked((u32::from_le_bytes(*n) as usize).checked_mul(4 * N)?)?;
        *bytes = rest;
        Some(Rows(Cow::Borrowed(table.as_chunks::<4>().0.as_chunks::<N>().0)))
    }
}

/// Finds texts by open addressing: a power of two of slots, at most half of them taken.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// One byte of each slot's hash, 0 for an empty slot. Most texts that are asked for are not there, and this small table, which
    /// stays in the processor's cache, says so.
    tags: Cow<'static, [u8]>,
    rows: Rows<1>,
}

/// The byte that stands for a hash in a table of tags.
#[inline]
pub fn tag(hash: u64) -> u8 {
    (hash >> 56) as u8 | 1
}

impl Index {
    /// Indexes texts by their numbers.
    pub fn new<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Index {
        let size = (texts.len() * 2).next_power_of_two().max(2);
        let mut tags = vec![0; size];
        let mut rows = Rows::filled([NONE], size);
        for (row, text) in texts.enumerate() {
            let hash = hash(text);
            let mut at = hash as usize & (size - 1);
            while tags[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            tags[at] = tag(hash);
            rows.set(at, [row as u32]);
        }
        Index { tags: Cow::Owned(tags), rows }
    }

    /// The number of a text; `text_of` gives the text of a number.
    #[inline]
    pub fn find<'t>(&self, text: &str, text_of: impl Fn(usize) -> &'t str) -> Option<usize> {
        let mask = self.tags.len().checked_sub(1)?;
        let hash = hash(text);
        let mut at = hash as usize & mask;
        for _ in 0..=mask {
            let found = self.tags[at];
            if found == 0 {
                return None;
            }
            if found == tag(hash)
                && let Some([row]) = self.rows.get(at)
                && text_of(row as usize) == text
            {
                return Some(row as usize);
            }
            at = (at + 1) & mask;
        }
        None
    }

    /// Writes the index.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.rows.write(out);
        out.extend_from_slice(&self.tags);
    }

    /// Opens what [`Index::write`] wrote.
    pub fn read(bytes: &mut &'static [u8]) -> Option<Index> {
        let rows = Rows::read(bytes)?;
        let (tags, rest) = bytes.split_at_checked(rows.len())?;
        *bytes = rest;
        Some(Index { tags: Cow::Borrowed(tags), rows })
    }
}

/// Tells of most texts that are not in a set that they are not, by one bit of their hash.
#[derive(Clone, Debug)]
pub struct Filter(Vec<u64>);

impl Default for Filter {
    fn default() -> Filter {
        Filter(vec![0; Filter::WORDS])
    }
}

impl Filter {
    /// 64 Kbit: small enough for the processor's nearest cache, large enough for some thousand texts.
    const WORDS: usize = 1024;

    /// Of these texts.
    pub fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Filter {
        let mut filter = Filter::default();
        for hash in texts.map(hash) {
            filter.0[hash as usize / 64 % Filter::WORDS] |= 1 << (hash % 64);
        }
        filter
    }

    /// False where the text is surely not in the set.
    #[inline]
    pub fn may_have(&self, text: &str) -> bool {
        self.may_have_hash(hash(text))
    }

    /// The same of the text that has this [`hash`].
    #[inline]
    pub fn may_have_hash(&self, hash: u64) -> bool {
        self.0[hash as usize / 64 % Filter::WORDS] & 1 << (hash % 64) != 0
    }
}

/// Multiplies and folds the halves of the product: every bit of it hangs on every bit of both.
#[inline]
pub fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// A hash of a text, the same on every machine.
#[inline]
pub fn hash(text: &str) -> u64 {
    hash_on(0, text)
}

const A: u64 = 0x9e37_79b9_7f4a_7c15;
const B: u64 = 0xd6e8_feb8_6659_fd93;

/// A hash of a text and of what `before` is the hash of. Up to sixteen bytes, which is most words, it takes one multiplication.
#[inline(always)]
pub fn hash_on(before: u64, text: &str) -> u64 {
    Piece::new(text).hash_on(before)
}

/// A text made ready for [`hash_on`], for one that stands behind many others.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'t> {
    text: &'t str,
    /// The two numbers that a text of at most sixteen bytes brings.
    numbers: (u64, u64),
}

impl<'t> Piece<'t> {
    /// Of a text.
    #[inline(always)]
    pub fn new(text: &'t str) -> Piece<'t> {
        let (x, y) = short(text.as_bytes()).unwrap_or_default();
        Piece { text, numbers: (A ^ x, end(text) ^ y) }
    }

    /// The text.
    pub fn text(self) -> &'t str {
        self.text
    }

    /// See [`hash_on`].
    #[inline(always)]
    pub fn hash_on(self, before: u64) -> u64 {
        if self.text.len() > 16 {
            return long(before, self.text.as_bytes(), end(self.text));
        }
        mix(before ^ self.numbers.0, self.numbers.1)
    }
}

/// What a text's length brings: it tells "a" + "b" from "ab".
#[inline(always)]
fn end(text: &str) -> u64 {
    B ^ (text.len() as u64) << 48
}

fn long(before: u64, bytes: &[u8], end: u64) -> u64 {
    let mut h = before;
    let mut rest = bytes;
    while let Some((block, tail)) = rest.split_first_chunk::<16>().filter(|(_, tail)| !tail.is_empty()) {
        let (x, y) = halves(block);
        h = mix(h ^ A ^ x, B ^ y);
        rest = tail;
    }
    // The last sixteen bytes may lie over the block before.
    let (x, y) = bytes.last_chunk::<16>().map_or((0, 0), halves);
    mix(h ^ A ^ x, end ^ y)
}

/// The bytes of a text of at most sixteen; the second half may lie over the first.
#[inline(always)]
fn short(bytes: &[u8]) -> Option<(u64, u64)> {
    if bytes.len() > 16 {
        None
    } else if let (Some(x), Some(y)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        Some((u64::from_le_bytes(*x), u64::from_le_bytes(*y)))
    } else if let (Some(x), Some(y)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        Some((u64::from(u32::from_le_bytes(*x)), u64::from(u32::from_le_bytes(*y))))
    } else {
        let at = |i: usize| u64::from(bytes.get(i).copied().unwrap_or(0));
        Some((at(0), at(1) << 8 | at(2)))
    }
}

fn halves(block: &[u8; 16]) -> (u64, u64) {
    let [x, y] = [block.first_chunk::<8>(), block.last_chunk::<8>()];
    (x.map_or(0, |x| u64::from_le_bytes(*x)), y.map_or(0, |y| u64::from_le_bytes(*y)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn texts_are_found_under_their_numbers() {
        let texts = ["", "ا", "اب", "كتاب", "كتابه", "مكتوب", "استقبالاتهم الطويله جدا"];
        let index = Index::new(texts.iter().copied());
        for (i, text) in texts.iter().enumerate() {
            assert_eq!(index.find(text, |row| texts[row]), Some(i));
        }
        assert_eq!(index.find("كتب", |row| texts[row]), None);
        assert_eq!(Index::default().find("كتب", |row| texts[row]), None);
    }

    #[test]
    fn a_filter_lets_its_texts_through() {
        let filter = Filter::new(["كتاب", "قلم"].into_iter());
        assert!(filter.may_have("كتاب") && filter.may_have("قلم"));
        assert!(!filter.may_have("ورق") && !Filter::default().may_have("كتاب"));
    }

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let mut rows = Rows::<3>::default();
        rows.push([1, 2, 3]);
        rows.push([4, 5, NONE]);
        let mut bytes = Vec::new();
        rows.write(&mut bytes);
        let bytes: &'static [u8] = bytes.leak();
        let read = Rows::<3>::read(&mut &*bytes).expect("it is whole");
        assert_eq!((read.len(), read.get(1), read.get(2)), (2, Some([4, 5, NONE]), None));
        assert_eq!(read.range(1, 9).collect::<Vec<_>>(), [[4, 5, NONE]]);
        assert!(Rows::<3>::read(&mut &bytes[..9]).is_none());
    }

    #[test]
    fn texts_of_every_length_hash_apart() {
        let text = "0123456789".repeat(5);
        let all: HashSet<u64> = (0..text.len()).flat_map(|n| [hash(&text[..n]), hash(&text[1..=n])]).collect();
        // The empty text comes twice.
        assert_eq!(all.len(), 2 * text.len() - 1);
        assert_ne!(hash_on(hash("a"), "b"), hash_on(hash(""), "ab"));
    }
}
