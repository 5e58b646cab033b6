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

/// Tokens after which a sentence is cut whatever stands there. The longest sentences of Arabic newspapers have about 400;
/// more is a list, a table or noise, and what looks around inside a sentence must not pay for it.
pub const LONGEST_SENTENCE: usize = 600;

/// Cuts at line breaks and at `.`, `!`, `?`, `؟`, but not inside a quotation that the sentence goes on behind, after a
/// single letter (م.ت.ف., د.), or at dots in a row that text follows on the same line; and after [`LONGEST_SENTENCE`]
/// tokens.
pub(crate) fn sentences(raw: &str, tokens: &[Token], quotations: &[Quotation]) -> Vec<Sentence> {
    let inside = Inside::new(tokens.len(), quotations);
    let mut out = Vec::new();
    let mut first = 0;
    for i in 0..tokens.len() {
        let end = tokens[i].end as usize;
        let gap = tokens.get(i + 1).map_or("\n", |next| &raw[end..next.start as usize]);
        if gap.contains('\n') || i + 1 - first >= LONGEST_SENTENCE || ends_at(raw, tokens, &inside, i) {
            out.push(Sentence { tokens: first..i + 1, start: tokens[first].start, end: tokens[i].end });
            first = i + 1;
        }
    }
    out
}

/// Where each token stands among the closed quotations. Marks of one kind do not nest, so that few are open at a time.
struct Inside {
    /// The closed quotation that a token closes: its opening token.
    closes: Vec<Option<u32>>,
    /// Whether a token stands inside a closed quotation.
    quoted: Vec<bool>,
    /// Whether it stands well inside one of several sentences.
    long: Vec<bool>,
}

impl Inside {
    fn new(tokens: usize, quotations: &[Quotation]) -> Inside {
        let mut closes = vec![None; tokens];
        let (mut quoted, mut long) = (vec![0_i32; tokens + 1], vec![0_i32; tokens + 1]);
        let mark = |steps: &mut Vec<i32>, from: usize, to: usize| {
            if from < to {
                steps[from] += 1;
                steps[to] -= 1;
            }
        };
        for q in quotations.iter().filter(|q| q.closed) {
            closes[q.close].get_or_insert(q.open as u32);
            mark(&mut quoted, q.open + 1, q.close);
            if q.close - q.open > 25 {
                mark(&mut long, q.open + 6, q.close.saturating_sub(2));
            }
        }
        let add_up = |steps: Vec<i32>| {
            steps
                .into_iter()
                .scan(0, |open, step| {
                    *open += step;
                    Some(*open > 0)
                })
                .collect()
        };
        Inside { closes, quoted: add_up(quoted), long: add_up(long) }
    }
}

fn ends_at(raw: &str, tokens: &[Token], inside: &Inside, i: usize) -> bool {
    let text = |t: &Token| &raw[t.start as usize..t.end as usize];
    let mark = text(&tokens[i]);
    // A closing quotation mark ends the sentence when the full stop stands just inside it and a new sentence begins.
    if let Some(open) = inside.closes[i] {
        let opens_sentence = open > 0 && text(&tokens[open as usize - 1]) == ":";
        let stop_inside = i > 0 && matches!(text(&tokens[i - 1]), "." | "؟" | "!" | "?");
        return opens_sentence && stop_inside && !continues(raw, tokens, i);
    }
    if tokens[i].kind != TokenKind::Punctuation || !matches!(mark, "." | "!" | "?" | "؟") {
        return false;
    }
    if inside.quoted[i] {
        // A quotation of several sentences is cut inside; a short one is part of its sentence.
        let more = tokens.get(i + 1).is_some_and(|t| t.kind != TokenKind::Punctuation);
        return inside.long[i] && more && mark == ".";
    }
    if mark == "." && i > 0 && is_initial(raw, tokens, i - 1) {
        return !tokens
            .get(i + 1)
            .is_some_and(|next| next.kind == TokenKind::Word && next.glued || is_abbreviation(raw, tokens, i));
    }
    true
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
    fn an_endless_sentence_is_cut() {
        // "a word " without a full stop
        let raw = "كلمة ".repeat(3 * super::LONGEST_SENTENCE);
        let text = Text::new(&raw);
        assert_eq!(text.sentences().len(), 3);
        assert!(text.sentences().iter().all(|s| s.tokens.len() == super::LONGEST_SENTENCE));
    }

    #[test]
    fn time_grows_with_the_text_only() {
        // "he said "yes"." with quotations, dates and dots in every line
        let line = "قال «نعم \"لا\" 3.9.2014 1.2.3.4» ....\n";
        let took = |n: usize| {
            let raw = line.repeat(n);
            let once = || {
                let start = std::time::Instant::now();
                assert_eq!(Text::new(&raw).sentences().len(), n);
                start.elapsed()
            };
            (0..4).map(|_| once()).min().unwrap_or_default()
        };
        let (small, large) = (took(4_000), took(64_000));
        // 16 times the text; what is quadratic takes 256 times as long.
        assert!(large < small * 100, "{large:?} after {small:?}");
    }

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
