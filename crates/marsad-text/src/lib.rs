//! Text with offsets: a field of an article cut into words, sentences and quotations, each of which points into the
//! input exactly as it was given, whatever is normalised for look-up.

mod fold;
mod quote;
mod sentence;
mod token;

pub use fold::{fold, fold_into, is_ignorable, number_value, strip_marks};
pub use quote::Quotation;
pub use sentence::{LONGEST_SENTENCE, Sentence};
pub use token::{Token, TokenKind};

use std::ops::Range;

/// A position in UTF-8 bytes of the raw text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(pub u32);

/// A position in Unicode scalar values of the raw text: what Python's `str` indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharOffset(pub u32);

/// Bytes between two entries of the byte-to-character index.
const STEP: usize = 64;

/// A field of an article, analysed into words and sentences.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    raw: &'a str,
    folded: String,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    quotations: Vec<Quotation>,
    /// Where quotation marks stand that are no tokens; see [`quote::lift`].
    lifted: Vec<(u32, u32)>,
    /// See [`quote::nesting`].
    nesting: (Vec<u32>, Vec<u32>),
    /// Scalar values before each multiple of [`STEP`] bytes.
    index: Vec<u32>,
}

impl<'a> Text<'a> {
    /// Cuts `raw` into words, sentences and quotations. Only the first 4 GiB are read.
    pub fn new(raw: &'a str) -> Text<'a> {
        let (mut tokens, folded) = token::tokenize(raw);
        let lifted = quote::lift(raw, &mut tokens);
        let quotations = quote::quotations(raw, &tokens);
        let nesting = quote::nesting(tokens.len(), &quotations);
        let sentences = sentence::sentences(raw, &tokens, &quotations);
        let mut index = Vec::with_capacity(raw.len() / STEP + 1);
        let mut count = 0;
        for block in raw.as_bytes().chunks(STEP) {
            index.push(count);
            // Continuation bytes begin with the bits 10.
            count += block.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32;
        }
        Text { raw, folded, tokens, sentences, quotations, lifted, nesting, index }
    }

    /// Bytes of the tokens in a range, with the quotation marks that belong to them: where a phrase holds one of a pair that is no token,
    /// it holds the other too. Empty where the range is.
    pub fn bytes_of(&self, range: Range<usize>) -> Range<u32> {
        let Some([first, .., last] | [first @ last]) = self.tokens.get(range) else { return 0..0 };
        let (mut start, mut end) = (first.start, last.end);
        let from = self.lifted.partition_point(|&(_, close)| close < start);
        for &(open, close) in self.lifted[from..].iter().take_while(|pair| pair.0 < last.end) {
            if open < start && (start..end).contains(&close) {
                start = open;
            }
            if (start..end).contains(&open) && close >= end {
                end = close + self.raw[close as usize..].chars().next().map_or(0, char::len_utf8) as u32;
            }
        }
        start..end
    }

    /// The text as given.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// All tokens in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// All sentences in order; they hold every token once.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// All quotations in order of their opening mark.
    pub fn quotations(&self) -> &[Quotation] {
        &self.quotations
    }

    /// The sentence of a token.
    pub fn sentence_of(&self, token: usize) -> Option<&Sentence> {
        self.sentences.get(self.sentences.partition_point(|s| s.tokens.end <= token))
    }

    /// The quotations that a token stands inside (between their marks), the innermost first.
    pub fn quotations_at(&self, token: usize) -> impl Iterator<Item = &Quotation> {
        let mut next = self.nesting.0.get(token).copied().unwrap_or(u32::MAX);
        std::iter::from_fn(move || {
            let found = self.quotations.get(next as usize)?;
            next = self.nesting.1.get(next as usize).copied().unwrap_or(u32::MAX);
            Some(found)
        })
    }

    /// The quotation that a token opens.
    pub fn quotation_from(&self, token: usize) -> Option<&Quotation> {
        let at = self.quotations.partition_point(|q| q.open < token);
        self.quotations.get(at).filter(|q| q.open == token)
    }

    /// The characters of a token as given.
    pub fn raw_of(&self, token: &Token) -> &'a str {
        self.raw.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    /// The look-up key of a token.
    pub fn folded_of(&self, token: &Token) -> &str {
        self.folded.get(token.folded.0 as usize..token.folded.1 as usize).unwrap_or("")
    }

    /// Scalar values before a byte position; a position inside a character counts up to it.
    pub fn char_offset(&self, at: ByteOffset) -> CharOffset {
        let at = (at.0 as usize).min(self.raw.len());
        let block = at / STEP;
        let Some(&before) = self.index.get(block).or(self.index.last()) else { return CharOffset(0) };
        let from = block.min(self.index.len() - 1) * STEP;
        let more = self.raw.as_bytes()[from..at].iter().filter(|&&b| b & 0xC0 != 0x80).count();
        CharOffset(before + more as u32)
    }

    /// A range of bytes as a range of scalar values.
    pub fn char_span(&self, bytes: Range<u32>) -> Range<u32> {
        self.char_offset(ByteOffset(bytes.start)).0..self.char_offset(ByteOffset(bytes.end)).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn offsets_hold_on_any_text(raw in "[\\PC\u{0600}-\u{06FF}\u{200E}\u{FE70}-\u{FEFF}\n .\"«»]{0,200}") {
            let text = Text::new(&raw);
            let mut last = 0;
            for t in text.tokens() {
                prop_assert!(t.start >= last && t.start < t.end && t.end as usize <= raw.len());
                prop_assert!(raw.is_char_boundary(t.start as usize) && raw.is_char_boundary(t.end as usize));
                let unseen = |(i, c): (usize, char)| {
                    let lifted = |&(a, b): &(u32, u32)| [a, b].contains(&(last + i as u32));
                    c.is_whitespace() || is_ignorable(c) || c.is_control() || text.lifted.iter().any(lifted)
                };
                prop_assert!(raw[last as usize..t.start as usize].char_indices().all(unseen));
                let chars = text.char_span(t.start..t.end);
                prop_assert_eq!(chars.start as usize, raw[..t.start as usize].chars().count());
                prop_assert_eq!(chars.end as usize, raw[..t.end as usize].chars().count());
                last = t.end;
            }
            let mut next = 0;
            for s in text.sentences() {
                prop_assert_eq!(s.tokens.start, next);
                prop_assert!(s.tokens.end > s.tokens.start);
                next = s.tokens.end;
            }
            prop_assert_eq!(next, text.tokens().len());
            for t in 0..text.tokens().len() {
                let mut found: Vec<_> = text.quotations_at(t).map(|q| q.open).collect();
                found.reverse();
                let wanted: Vec<_> =
                    text.quotations().iter().filter(|q| q.open < t && t < q.close).map(|q| q.open).collect();
                prop_assert_eq!(found, wanted);
            }
        }

        #[test]
        fn folding_twice_changes_nothing(raw in "\\PC{0,60}") {
            prop_assert_eq!(fold(&fold(&raw)), fold(&raw));
        }
    }

    #[test]
    fn a_phrase_holds_both_marks() {
        // "the 'army' of the occupation", "in the 'Times'"
        let text = Text::new("اقتحم \"الجيش\" الإسرائيلي وفي «التايمز» أمس");
        let of = |range| text.bytes_of(range);
        let raw = |r: Range<u32>| &text.raw()[r.start as usize..r.end as usize];
        assert_eq!(raw(of(1..3)), "\"الجيش\" الإسرائيلي");
        assert_eq!(raw(of(1..2)), "الجيش");
        assert_eq!(raw(of(3..5)), "وفي «التايمز»");
        assert_eq!(of(2..2), 0..0);
    }
}
