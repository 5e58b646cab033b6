//! Where sentences end.

use std::ops::Range;

use crate::quote::Quotation;
use crate::token::{Token, TokenKind};

/// A sentence: its tokens and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Indexes of its tokens.
    pub tokens: Range<usize>,
    /// First byte of its first token.
    pub start: u32,
    /// One past the last byte of its last token.
    pub end: u32,
}

/// Cuts at line breaks and at `.`, `!`, `?`, `؟`, but not inside a quotation that the sentence goes on behind, after a
/// single letter (م.ت.ف., د.), or at dots in a row that text follows on the same line.
pub(crate) fn sentences(raw: &str, tokens: &[Token], quotations: &[Quotation]) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut first = 0;
    for i in 0..tokens.len() {
        let end = tokens[i].end as usize;
        let gap = tokens.get(i + 1).map_or("\n", |next| &raw[end..next.start as usize]);
        if gap.contains('\n') || ends_at(raw, tokens, quotations, i) {
            out.push(Sentence { tokens: first..i + 1, start: tokens[first].start, end: tokens[i].end });
            first = i + 1;
        }
    }
    out
}

fn ends_at(raw: &str, tokens: &[Token], quotations: &[Quotation], i: usize) -> bool {
    let text = |t: &Token| &raw[t.start as usize..t.end as usize];
    let mark = text(&tokens[i]);
    // A closing quotation mark ends the sentence when the full stop stands just inside it and a new sentence begins.
    if let Some(q) = quotations.iter().find(|q| q.close == i && q.closed) {
        let opens_sentence = q.open > 0 && text(&tokens[q.open - 1]) == ":";
        let stop_inside = i > 0 && matches!(text(&tokens[i - 1]), "." | "؟" | "!" | "?");
        return opens_sentence && stop_inside && !continues(raw, tokens, i);
    }
    if tokens[i].kind != TokenKind::Punctuation || !matches!(mark, "." | "!" | "?" | "؟") {
        return false;
    }
    if quotations.iter().any(|q| q.closed && q.open < i && i < q.close) {
        return inside_long_quotation(quotations, tokens, i) && mark == ".";
    }
    if mark == "." && i > 0 && is_initial(raw, tokens, i - 1) {
        return !tokens
            .get(i + 1)
            .is_some_and(|next| next.kind == TokenKind::Word && next.glued || is_abbreviation(raw, tokens, i));
    }
    true
}

/// A quotation of several sentences is cut inside; a short one is part of its sentence.
fn inside_long_quotation(quotations: &[Quotation], tokens: &[Token], i: usize) -> bool {
    quotations
        .iter()
        .any(|q| q.closed && q.open < i && i < q.close && q.close - q.open > 25 && i + 2 < q.close && i > q.open + 5)
        && tokens.get(i + 1).is_some_and(|t| t.kind != TokenKind::Punctuation)
}

/// After a closing quotation mark: does the sentence go on?
fn continues(raw: &str, tokens: &[Token], i: usize) -> bool {
    tokens.get(i + 1).is_none_or(|next| {
        let word = &raw[next.start as usize..next.end as usize];
        next.kind == TokenKind::Punctuation || matches!(word, "ثم" | "قال" | "قالت" | "كما" | "في" | "على" | "من")
    })
}

fn is_initial(raw: &str, tokens: &[Token], i: usize) -> bool {
    let t = &tokens[i];
    t.kind == TokenKind::Word
        && raw[t.start as usize..t.end as usize].chars().filter(|c| !crate::is_ignorable(*c)).count() == 1
}

/// A dot behind an initial of a name or a title (د. أحمد), not the last dot of a sentence that happens to end on a letter.
fn is_abbreviation(raw: &str, tokens: &[Token], dot: usize) -> bool {
    let letter = &raw[tokens[dot - 1].start as usize..tokens[dot - 1].end as usize];
    let dotted_before = dot >= 2 && raw[tokens[dot - 2].start as usize..tokens[dot - 2].end as usize] == *".";
    let title = matches!(letter, "د" | "م" | "أ" | "ا" | "ش" | "ص" | "ت");
    let next_is_word = tokens.get(dot + 1).is_some_and(|t| t.kind == TokenKind::Word && !t.glued);
    (dotted_before || title) && next_is_word
}

#[cfg(test)]
mod tests {
    use crate::Text;

    #[test]
    fn cases_that_broke_other_tools() {
        let cases = [
            ("هذه تجربة، للغة العربية.", 1, "a comma is no end"),
            ("قال د. أحمد إن م.ت.ف. وقعت الاتفاق. ثم غادر.", 2, "dotted abbreviations"),
            ("بلغت النسبة 3.5 في المئة. وارتفعت الأسعار.", 2, "a decimal point"),
            ("سأل: «هل وافقتم؟» ثم صمت.", 1, "a question mark inside a quotation"),
            ("أعلن الوزير ذلك.وأضاف أن الوفد وصل.", 2, "a glued full stop"),
            ("\"لن نتراجع!\" قال الرئيس.", 1, "the quotation first"),
            ("وصل الوفد ... ثم غادر", 1, "an ellipsis"),
        ];
        for (raw, wanted, why) in cases {
            assert_eq!(Text::new(raw).sentences().len(), wanted, "{why}: {raw}");
        }
    }
}
