//! Quotations: from their opening to their closing mark.

use crate::token::{Token, TokenKind};

/// A quotation, as indexes of the tokens that open and close it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The opening mark.
    pub open: usize,
    /// The closing mark, or the last token of the paragraph where none closes it.
    pub close: usize,
    /// False where the closing mark is missing.
    pub closed: bool,
}

/// Quotations that can be open inside each other; beyond it the outermost is given up, so that a page of opening marks
/// costs no more than any other.
const DEEPEST: usize = 8;

/// Bytes of one Arabic letter, folded.
const ONE_LETTER: u32 = 2;

/// Finds all quotations. Guillemets and curly quotes pair by shape in either direction (Arabic papers print both `“…”` and
/// `”…“`), straight ones by turns. A paragraph's end closes what is open.
pub(crate) fn quotations(raw: &str, tokens: &[Token]) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    let mut open: Vec<(usize, Shape)> = Vec::new();
    let mut before = 0;
    for (i, t) in tokens.iter().enumerate() {
        if !open.is_empty() && raw[before..t.start as usize].contains('\n') {
            found.extend(open.drain(..).map(|(o, _)| Quotation { open: o, close: i - 1, closed: false }));
        }
        before = t.end as usize;
        if t.kind != TokenKind::Punctuation {
            continue;
        }
        let Some(shape) = Shape::of(&raw[t.start as usize..t.end as usize]) else { continue };
        match open.iter().rposition(|(_, s)| s.pairs_with(shape)) {
            Some(at) => {
                found.push(Quotation { open: open[at].0, close: i, closed: true });
                open.truncate(at);
            }
            None if shape == Shape::ClosingGuillemet => {}
            None => {
                if open.len() == DEEPEST {
                    open.remove(0);
                }
                open.push((i, shape));
            }
        }
    }
    let last = tokens.len().saturating_sub(1);
    found.extend(open.into_iter().map(|(o, _)| Quotation { open: o, close: last, closed: false }));
    found.sort_by_key(|q| (q.open, usize::MAX - q.close));
    found
}

/// Takes away the marks around a single word: `"جيش" الاحتلال` (the occupation's "army") is read as the phrase that it is, and as a rule
/// nobody is quoted by one word. A pair stands close around its word and apart from what is outside. Gives the bytes at which the marks
/// stand, pair by pair in order.
pub(crate) fn lift(raw: &str, tokens: &mut Vec<Token>) -> Vec<(u32, u32)> {
    let shape = |t: &Token| {
        (t.kind == TokenKind::Punctuation).then(|| Shape::of(&raw[t.start as usize..t.end as usize])).flatten()
    };
    let is_word = |t: &Token| t.kind == TokenKind::Word && t.folded.1 - t.folded.0 > ONE_LETTER;
    let mut lifted = Vec::new();
    let mut i = 0;
    while let Some([open, word, close]) = tokens.get(i..i + 3).and_then(|three| <[Token; 3]>::try_from(three).ok()) {
        // "لـ«الجيش»": a preposition of one letter is written with the mark.
        let apart = || !open.glued || i == 0 || !is_word(&tokens[i - 1]);
        let ends = || tokens.get(i + 3).is_none_or(|t| !t.glued || t.kind == TokenKind::Punctuation);
        let pair = shape(&open).zip(shape(&close)).is_some_and(|(a, b)| a.pairs_with(b));
        if pair && is_word(&word) && word.glued && close.glued && apart() && ends() {
            tokens[i + 1].glued = open.glued;
            lifted.push((open.start, close.start));
            i += 2;
        }
        i += 1;
    }
    if !lifted.is_empty() {
        let mut marks = lifted.iter().flat_map(|&(open, close)| [open, close]).peekable();
        tokens.retain(|t| marks.next_if_eq(&t.start).is_none());
    }
    lifted
}

/// For each token the innermost quotation that it stands inside, and for each quotation the one around it; `u32::MAX`: none.
pub(crate) fn nesting(tokens: usize, quotations: &[Quotation]) -> (Vec<u32>, Vec<u32>) {
    let (mut of_token, mut around) = (vec![u32::MAX; tokens], vec![u32::MAX; quotations.len()]);
    let mut open: Vec<u32> = Vec::new();
    let mut next = 0;
    for (t, innermost) in of_token.iter_mut().enumerate() {
        while open.last().is_some_and(|&q| quotations[q as usize].close <= t) {
            open.pop();
        }
        *innermost = open.last().copied().unwrap_or(u32::MAX);
        while quotations.get(next).is_some_and(|q| q.open == t) {
            around[next] = open.last().copied().unwrap_or(u32::MAX);
            open.push(next as u32);
            next += 1;
        }
    }
    (of_token, around)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Straight,
    Curly,
    OpeningGuillemet,
    ClosingGuillemet,
}

impl Shape {
    fn of(mark: &str) -> Option<Shape> {
        match mark {
            "\"" => Some(Shape::Straight),
            "“" | "”" | "„" => Some(Shape::Curly),
            "«" | "‹" => Some(Shape::OpeningGuillemet),
            "»" | "›" => Some(Shape::ClosingGuillemet),
            _ => None,
        }
    }

    fn pairs_with(self, other: Shape) -> bool {
        match self {
            Shape::OpeningGuillemet => other == Shape::ClosingGuillemet,
            Shape::ClosingGuillemet => false,
            _ => self == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Text;

    fn quoted(raw: &str) -> Vec<String> {
        let text = Text::new(raw);
        text.quotations()
            .iter()
            .map(|q| raw[text.tokens()[q.open].end as usize..text.tokens()[q.close].start as usize].trim().to_owned())
            .collect()
    }

    #[test]
    fn all_kinds_of_marks() {
        // "he said: 'we shall never retreat'", nested and in either direction
        assert_eq!(quoted("قال: «لن نتراجع أبدا»"), ["لن نتراجع أبدا"]);
        assert_eq!(quoted("قال: ”لن نتراجع أبدا“"), ["لن نتراجع أبدا"]);
        assert_eq!(quoted("قال \"لن نتراجع أبدا\" ثم \"لا لا لا\""), ["لن نتراجع أبدا", "لا لا لا"]);
        assert_eq!(quoted("«قال \"لا لا لا\" أمس»"), ["قال \"لا لا لا\" أمس", "لا لا لا"]);
    }

    #[test]
    fn one_word_is_no_quotation() {
        let words = |raw: &'static str| -> Vec<&str> {
            let text = Text::new(raw);
            text.tokens().iter().map(|t| text.raw_of(t)).collect()
        };
        // "the occupation's 'army'", "he said: 'we shall never retreat' and 'no'"
        assert_eq!(words("\"جيش\" الاحتلال"), ["جيش", "الاحتلال"]);
        assert_eq!(words("قال «لن نتراجع أبدا» و«لا»"), ["قال", "«", "لن", "نتراجع", "أبدا", "»", "و", "لا"]);
        // A mark that stands apart from the word belongs to others: "'A' and 'B'".
        assert_eq!(words("\"ا\" و \"ب\"").len(), 7);
        assert_eq!(words("\"").len(), 1);
        // "'he left' said the 'Times' of the 'army'", one kind of marks inside itself
        assert_eq!(words("“قال “الجيش” لـ“التايمز” أمس كذا”").len(), 8);
    }
}
