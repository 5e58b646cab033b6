//! Words made comparable across spellings and clitics.

use std::hash::Hasher;

use marsad_text::{Text, TokenKind, fold};

/// The stable hash of a text: the same on every machine and in every run.
pub(crate) fn hash(text: &str) -> u64 {
    // FNV-1a, because its value may be stored: `FxHasher` promises nothing from one version to the next.
    struct Fnv(u64);
    impl Hasher for Fnv {
        fn write(&mut self, bytes: &[u8]) {
            for &byte in bytes {
                self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        fn finish(&self) -> u64 {
            self.0
        }
    }
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// A word under its folded spelling, without the article and what is written together with it.
pub(crate) fn stem(word: &str) -> String {
    let mut folded = fold(word);
    for prefix in ["وبال", "وال", "بال", "كال", "فال", "لل", "ال"] {
        if let Some(rest) = folded.strip_prefix(prefix)
            && rest.chars().count() >= 3
        {
            folded = rest.to_owned();
            return folded;
        }
    }
    // A lone و is cut only from long words: few roots of news begin with it, and those are short.
    for prefix in ['و', 'ب', 'ل'] {
        if let Some(rest) = folded.strip_prefix(prefix)
            && rest.chars().count() >= 5
        {
            return rest.to_owned();
        }
    }
    folded
}

/// Hashes of the stems of a text's numbers and its words of `shortest` letters or more, sorted, each once. Short words are
/// mostly particles, which any two texts share.
pub(crate) fn bag(text: &str, shortest: usize) -> Vec<u64> {
    let text = Text::new(text);
    let mut words: Vec<u64> = text
        .tokens()
        .iter()
        .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number))
        .map(|token| stem(&text.raw()[token.start as usize..token.end as usize]))
        .filter(|word| word.chars().count() >= shortest || word.chars().all(|c| c.is_ascii_digit()))
        .map(|word| hash(&word))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// How many members two sorted sets share.
pub(crate) fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_article_do_not_tell_words_apart() {
        // "the agreement", "and the agreement", "for the agreement" / "to Iran" without hamza
        assert_eq!(stem("الاتفاق"), stem("والاتفاق"));
        assert_eq!(stem("الاتفاق"), stem("للاتفاق"));
        assert_eq!(stem("إيران"), stem("ايران"));
    }

    #[test]
    fn shared_counts_each_member_once() {
        // "the ministers met in Vienna" / "the ministers of Vienna"
        let (a, b) = (bag("اجتمع الوزراء في فيينا", 3), bag("وزراء فيينا", 3));
        assert_eq!(shared(&a, &b), 2);
        assert_eq!(shared(&a, &[]), 0);
    }
}
