//! Near duplicates: articles whose text is an agency's, credited or not, changed a little.

use std::collections::BTreeMap;

use marsad_text::{Text, TokenKind};
use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::words::{hash, stem};

/// Hashes kept of a text.
const SIZE: usize = 64;
/// Words in a shingle: with fewer, two articles on one subject look like copies.
const SHINGLE: usize = 3;
/// Share of shingles that makes a copy, by the estimate of 64 hashes.
const ENOUGH: f64 = 0.45;
/// Days between the first print of a text and its copies.
const LATEST: i32 = 3;
/// Hashes in a band: two texts are compared only if they share a band.
const BAND: usize = 2;

/// What a text's shingles of three words come down to (MinHash): enough to tell copies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fingerprint(Vec<u32>);

impl Fingerprint {
    /// The fingerprint of an article's body. Of a text shorter than a shingle it is empty and like no other.
    pub fn new(text: &str) -> Fingerprint {
        let text = Text::new(text);
        let words: Vec<u64> = text
            .tokens()
            .iter()
            .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number))
            .map(|token| hash(&stem(text.raw_of(token))))
            .collect();
        let shingles: Vec<u64> =
            words.windows(SHINGLE).map(|window| window.iter().fold(0, |sum, &word| mix(sum ^ word))).collect();
        let least = |seed: u64| shingles.iter().map(|&s| (mix(s ^ mix(seed)) >> 32) as u32).min();
        Fingerprint((0..SIZE as u64).filter_map(least).collect())
    }

    /// The share of shingles that two texts have in common, estimated, 0 to 1.
    pub fn likeness(&self, other: &Fingerprint) -> f64 {
        if self.0.is_empty() || other.0.is_empty() {
            return 0.0;
        }
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count() as f64 / SIZE as f64
    }

    /// Keys one of which two copies share (a pair at the bar does with 99.9 %).
    pub fn bands(&self) -> Vec<i64> {
        let band = |(at, band): (usize, &[u32])| {
            band.iter().fold(at as u64, |sum, &value| mix(sum ^ u64::from(value))).cast_signed()
        };
        self.0.chunks(BAND).enumerate().map(band).collect()
    }
}

/// A bijection that spreads bits (SplitMix64's finaliser).
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Groups articles, each with its id, day of publication and fingerprint, into near duplicates. Gives for each the id of its
/// group, the smallest of the group's articles, or `None` for one that has no copy. The order of the articles does not count.
pub fn copies(articles: &[(&str, Option<Day>, Fingerprint)]) -> Vec<Option<String>> {
    let mut blocks: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, (_, _, fingerprint)) in articles.iter().enumerate() {
        for band in fingerprint.bands() {
            blocks.entry(band).or_default().push(at);
        }
    }
    // Each article's group by the smallest id, joined until nothing changes: chains are as long as a text's copies are far
    // apart, and those are few.
    let mut pairs: Vec<(usize, usize)> = blocks
        .values()
        .flat_map(|block| block.iter().enumerate().flat_map(|(i, &a)| block[i + 1..].iter().map(move |&b| (a, b))))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|&(a, b)| {
        let near = articles[a].1.zip(articles[b].1).is_some_and(|(a, b)| a.0.abs_diff(b.0) <= LATEST as u32);
        near && articles[a].2.likeness(&articles[b].2) >= ENOUGH
    });
    let mut group: Vec<&str> = articles.iter().map(|article| article.0).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for &(a, b) in &pairs {
            let least = group[a].min(group[b]);
            changed |= group[a] != least || group[b] != least;
            group[a] = least;
            group[b] = least;
        }
    }
    let mut paired = vec![false; articles.len()];
    pairs.iter().for_each(|&(a, b)| {
        paired[a] = true;
        paired[b] = true;
    });
    group.into_iter().zip(paired).map(|(group, paired)| paired.then(|| group.to_owned())).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    // "The foreign ministers of Egypt and Jordan discussed in Cairo on Sunday the situation in the territories, and the two
    // sides agreed to go on consulting until the Arab summit that is set for the end of the month in Tunis"
    const TEXT: &str = "بحث وزيرا خارجية مصر والأردن في القاهرة يوم الأحد الأوضاع في الأراضي المحتلة، واتفق الجانبان على مواصلة التشاور حتى موعد القمة العربية المقررة نهاية الشهر في تونس";

    #[test]
    fn a_changed_copy_is_found_and_another_text_is_not() {
        // Another opening, a changed ending and spelling: "(Agencies)", "next month"
        let copy = TEXT.replace("الأوضاع", "الاوضاع").replace("نهاية الشهر في تونس", "نهاية الشهر المقبل (وكالات)");
        // "The Egyptian foreign minister met his Jordanian counterpart in Cairo, where they spoke of the Arab summit"
        let other =
            "التقى وزير الخارجية المصري نظيره الأردني في القاهرة وتحدثا عن القمة العربية المقررة نهاية الشهر في تونس";
        let day = Day::parse("2004-03-14");
        let articles = [
            ("b", day, Fingerprint::new(&copy)),
            ("a", day, Fingerprint::new(TEXT)),
            ("c", day, Fingerprint::new(other)),
            ("d", Day::parse("2004-04-14"), Fingerprint::new(TEXT)),
            ("e", day, Fingerprint::new("")),
        ];
        let group = Some("a".to_owned());
        assert_eq!(copies(&articles), [group.clone(), group, None, None, None]);
    }
}
