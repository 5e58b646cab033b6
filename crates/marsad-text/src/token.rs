//! Words, numbers and punctuation.

use crate::fold::{Folded, fold_char, is_ignorable};

/// What sort of token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters of one script.
    Word,
    /// Digits of any script, with separators between digits.
    Number,
    /// A punctuation mark; dots in a row are one.
    Punctuation,
    /// Anything else that is visible.
    Symbol,
}

/// A token: bytes of the raw text and a look-up key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte in the raw text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// True if no white space stands before it.
    pub glued: bool,
    pub(crate) folded: (u32, u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Ignorable,
    Arabic,
    Letter,
    Digit,
    Mark,
    Symbol,
}

#[inline]
fn class(c: char) -> Class {
    match c {
        // Most of a text.
        ' ' => Class::Space,
        'ء'..='غ' | 'ف'..='ي' => Class::Arabic,
        _ => rarer_class(c),
    }
}

fn rarer_class(c: char) -> Class {
    match c {
        '0'..='9' | '٠'..='٩' | '۰'..='۹' => Class::Digit,
        'ء'..='ي' if c != '\u{0640}' => Class::Arabic,
        'a'..='z' | 'A'..='Z' => Class::Letter,
        ' ' | '\n' | '\t' | '\r' => Class::Space,
        '!'..='/' | ':'..='@' | '['..='`' | '{'..='~'
            if !matches!(c, '+' | '$' | '<' | '>' | '=' | '^' | '`' | '|' | '~') =>
        {
            Class::Mark
        }
        '،' | '؛' | '؟' | '«' | '»' | '“' | '”' | '„' | '‘' | '’' | '‚' | '‹' | '›' | '…' | '–' | '—' | '―' | '‐'
        | '‑' | '•' | '۔' | '٪' | '·' => Class::Mark,
        _ if is_ignorable(c) => Class::Ignorable,
        _ if c.is_whitespace() || c.is_control() => Class::Space,
        '\u{0620}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            if c.is_alphabetic() =>
        {
            Class::Arabic
        }
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_alphabetic() => Class::Letter,
        _ => Class::Symbol,
    }
}

/// All tokens of `raw`, and the buffer that holds their folded keys.
pub(crate) fn tokenize(raw: &str) -> (Vec<Token>, String) {
    let raw = raw.get(..u32::MAX as usize).unwrap_or(raw);
    let mut tokens = Vec::with_capacity(raw.len() / 9 + 1);
    let mut folded = String::with_capacity(raw.len());
    // What is still to be read.
    let mut rest = raw;
    let mut glued = false;
    while let Some(c) = rest.chars().next() {
        let start = raw.len() - rest.len();
        rest = &rest[c.len_utf8()..];
        let kind = class(c);
        if kind == Class::Space {
            glued = false;
        }
        if matches!(kind, Class::Space | Class::Ignorable) {
            continue;
        }
        let key = folded.len() as u32;
        push(c, &mut folded);
        let mut end = start + c.len_utf8();
        match kind {
            Class::Arabic | Class::Letter => loop {
                let plain = if kind == Class::Arabic { plain(rest) } else { 0 };
                if plain > 0 {
                    folded.push_str(&rest[..plain]);
                    rest = &rest[plain..];
                    end = raw.len() - rest.len();
                }
                let Some(c) = rest.chars().next() else { break };
                let next = class(c);
                // An invisible mark belongs to the word only if the word goes on behind it or it is a vowel sign.
                if next != kind && next != Class::Ignorable {
                    break;
                }
                push(c, &mut folded);
                rest = &rest[c.len_utf8()..];
                if next == kind || is_vowel_sign(c) {
                    end = raw.len() - rest.len();
                }
            },
            Class::Digit => loop {
                let mut ahead = rest.chars();
                match ahead.next() {
                    Some(c) if class(c) == Class::Digit => push(c, &mut folded),
                    Some(c)
                        if matches!(c, '.' | ',' | '٫' | '٬')
                            && !(c == '.' && (dotted_date(&raw[end..]) || behind_dot(&raw[..start]))) =>
                    {
                        match ahead.next() {
                            Some(d) if class(d) == Class::Digit => {
                                push(c, &mut folded);
                                push(d, &mut folded);
                            }
                            _ => break,
                        }
                    }
                    _ => break,
                }
                rest = ahead.as_str();
                end = raw.len() - rest.len();
            },
            Class::Mark if c == '.' => {
                while let Some(behind) = rest.strip_prefix('.') {
                    folded.push('.');
                    rest = behind;
                    end += 1;
                }
            }
            _ => {}
        }
        tokens.push(Token {
            kind: match kind {
                Class::Arabic | Class::Letter => TokenKind::Word,
                Class::Digit => TokenKind::Number,
                Class::Mark => TokenKind::Punctuation,
                _ => TokenKind::Symbol,
            },
            start: start as u32,
            end: end as u32,
            glued,
            folded: (key, folded.len() as u32),
        });
        glued = true;
    }
    (tokens, folded)
}

/// Bytes of the letters at the head of a text that folding leaves as they are: most of any word. Each has two.
fn plain(text: &str) -> usize {
    let letter =
        |pair: &&[u8; 2]| matches!(**pair, [0xD8, 0xA1 | 0xA7 | 0xA8 | 0xAA..=0xBA] | [0xD9, 0x81..=0x88 | 0x8A]);
    2 * text.as_bytes().as_chunks::<2>().0.iter().take_while(letter).count()
}

/// Whether dot, digits, dot, digit follow: 3.9.2014 is a date and no decimal.
fn dotted_date(rest: &str) -> bool {
    let mut parts = rest.split('.').skip(1);
    let digits = |p: Option<&str>, whole: bool| {
        p.is_some_and(|p| {
            let n = p.chars().take(5).take_while(|&c| class(c) == Class::Digit).count();
            (1..5).contains(&n) && (!whole || p.chars().nth(n).is_none())
        })
    };
    digits(parts.next(), true) && digits(parts.next(), false)
}

/// Whether a digit and a dot stand directly before: the middle of a dotted date.
fn behind_dot(before: &str) -> bool {
    let mut back = before.chars().rev();
    back.next() == Some('.') && back.next().is_some_and(|c| class(c) == Class::Digit)
}

fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

fn push(c: char, out: &mut String) {
    match fold_char(c) {
        Folded::Nothing => {}
        Folded::One(a) => out.push(a),
        Folded::Two(a, b) => {
            out.push(a);
            out.push(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Text;

    fn words(raw: &str) -> Vec<&str> {
        let text = Text::new(raw);
        text.tokens().iter().map(|t| text.raw_of(t)).collect()
    }

    #[test]
    fn digits_and_letters_part() {
        // "the 5+1 group", "3.5 per cent", "24 November"
        assert_eq!(words("مجموعة 5+1"), ["مجموعة", "5", "+", "1"]);
        assert_eq!(words("3.5 و5 24تشرين"), ["3.5", "و", "5", "24", "تشرين"]);
    }

    #[test]
    fn marks_stay_inside_words() {
        // "the minister said" with vowels, tatweel and a right-to-left mark
        assert_eq!(words("قَالَ \u{200F}الوزيـــر."), ["قَالَ", "الوزيـــر", "."]);
        assert_eq!(words("ثم ... غادر"), ["ثم", "...", "غادر"]);
    }

    #[test]
    fn one_endless_word_is_one_token() {
        let raw = "ب".repeat(1_000_000);
        assert_eq!(Text::new(&raw).tokens().len(), 1);
    }
}
