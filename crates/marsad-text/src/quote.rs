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
        // "he said: 'we shall not retreat'", nested and in either direction
        assert_eq!(quoted("قال: «لن نتراجع»"), ["لن نتراجع"]);
        assert_eq!(quoted("قال: ”لن نتراجع“"), ["لن نتراجع"]);
        assert_eq!(quoted("قال \"لن نتراجع\" ثم \"نعم\""), ["لن نتراجع", "نعم"]);
        assert_eq!(quoted("«قال \"نعم\" أمس»"), ["قال \"نعم\" أمس", "نعم"]);
    }
}
