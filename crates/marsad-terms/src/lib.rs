//! What an Arabic word is for the ledger's search: its lemma under folding, so that spelling, clitics and inflection do not matter.

use std::cell::RefCell;

use marsad_arabic::analyze::analyze;
use marsad_ledger::Term;
use marsad_lexicon::Lexicon;
use marsad_text::{ByteOffset, Text, TokenKind, fold};
use rustc_hash::FxHashMap;

/// Words kept in a thread's cache.
const CACHE: usize = 1 << 17;

thread_local! {
    /// Lemmas of folded words seen before. A program asks and fills ledgers with one lexicon.
    static LEMMAS: RefCell<FxHashMap<String, String>> = RefCell::default();
}

/// The terms of a text. A word's likeliest reading is taken without its neighbours: a question has none.
pub fn terms(lexicon: &Lexicon, text: &str) -> Vec<Term> {
    let text = Text::new(text);
    let words = text.tokens().iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number));
    words
        .map(|t| {
            let start = text.char_offset(ByteOffset(t.start)).0;
            let end = text.char_offset(ByteOffset(t.end)).0;
            Term { key: lemma(lexicon, text.folded_of(t)), start, end }
        })
        .collect()
}

fn lemma(lexicon: &Lexicon, folded: &str) -> String {
    LEMMAS.with_borrow_mut(|cache| {
        if let Some(found) = cache.get(folded) {
            return found.clone();
        }
        if cache.len() >= CACHE {
            cache.clear();
        }
        let readings = analyze(&lexicon.dictionary, folded, folded);
        let stem = readings.first().and_then(|r| folded.get(r.stem_range())).unwrap_or(folded);
        let lemma = readings.first().and_then(|r| r.lemma).map_or(stem, |l| lexicon.dictionary.key(l));
        let key: String = fold(lemma).chars().filter(|c| c.is_alphanumeric()).collect();
        cache.insert(folded.to_owned(), key.clone());
        key
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_spellings_of_a_word_are_one_term() {
        let lexicon = marsad_embedded::lexicon().unwrap();
        let keys = |text: &str| terms(&lexicon, text).into_iter().map(|t| t.key).collect::<Vec<_>>();
        // "the agreement", "and by their agreement", "agreement" spelled without hamza
        assert_eq!(keys("الاتفاق"), keys("وباتفاقهم"));
        assert_eq!(keys("إعلان"), keys("اعلان"));
        // "met", "meet (they)"
        assert_eq!(keys("التقى"), keys("يلتقون"));
        // "in Muscat, 2014" with the offsets of its words
        let found = terms(&lexicon, "في مسقط، ٢٠١٤");
        let spans: Vec<(u32, u32)> = found.iter().map(|t| (t.start, t.end)).collect();
        assert_eq!(spans, [(0, 2), (3, 7), (9, 13)]);
        assert_eq!(found[2].key, "2014");
    }
}
