//! Folding: the spelling under which a word is looked up, so that careless writing finds its entry.

/// What becomes of one character under folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded {
    /// Left out: diacritics, tatweel, bidi marks, joiners.
    Nothing,
    /// One letter.
    One(char),
    /// A ligature's two letters.
    Two(char, char),
}

/// Diacritics and Quranic marks, tatweel, joiners, bidi marks, the replacement character and the soft hyphen.
#[inline]
pub fn is_ignorable(c: char) -> bool {
    // The plain letters, which are most of a text.
    if matches!(c, '\u{0621}'..='\u{063F}' | '\u{0641}'..='\u{064A}') || c < '\u{00AD}' {
        return false;
    }
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{061C}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}' | '\u{00AD}')
}

/// Folds one character. Alefs with hamza or madda fold to ا, ى to ي, ة to ه, hamza on a seat to the seat; Persian and
/// Urdu letters to their Arabic look-alikes; digits of any script to ASCII; Latin letters to lower case.
#[inline]
pub(crate) fn fold_char(c: char) -> Folded {
    use Folded::{Nothing, One, Two};
    if c.is_ascii() {
        return One(c.to_ascii_lowercase());
    }
    // The plain letters, which are most of a text and stay as they are.
    if matches!(c, 'ا' | 'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي' | 'ء') {
        return One(c);
    }
    if is_ignorable(c) {
        return Nothing;
    }
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => One('ا'),
        'ى' | 'ئ' | 'ی' | 'ې' => One('ي'),
        'ؤ' => One('و'),
        'ة' | 'ە' | 'ہ' | 'ۃ' | 'ھ' => One('ه'),
        'ک' | 'گ' | 'ڭ' => One('ك'),
        'پ' => One('ب'),
        'چ' => One('ج'),
        'ڤ' => One('ف'),
        'ژ' => One('ز'),
        '٠'..='٩' => One(char::from(b'0' + (c as u32 - '٠' as u32) as u8)),
        '۰'..='۹' => One(char::from(b'0' + (c as u32 - '۰' as u32) as u8)),
        '٫' => One('.'),
        '٬' => One(','),
        '\u{FE70}'..='\u{FEF4}' => presentation_b(c),
        'ﻵ'..='ﻼ' => Two('ل', 'ا'),
        '\u{FB56}'..='\u{FB59}' => One('ب'),
        '\u{FB7A}'..='\u{FB7D}' => One('ج'),
        '\u{FB8E}'..='\u{FB95}' => One('ك'),
        '\u{FBA4}'..='\u{FBAD}' => One('ه'),
        '\u{FBFC}'..='\u{FBFF}' => One('ي'),
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) => One(l),
                _ => One(c),
            }
        }
    }
}

/// Arabic Presentation Forms-B: each letter in two or four joining shapes, in code order.
fn presentation_b(c: char) -> Folded {
    /// First code of each letter's shapes, and what it folds to.
    const STARTS: [(u32, char); 36] = [
        (0xFE80, 'ء'),
        (0xFE81, 'ا'),
        (0xFE83, 'ا'),
        (0xFE85, 'و'),
        (0xFE87, 'ا'),
        (0xFE89, 'ي'),
        (0xFE8D, 'ا'),
        (0xFE8F, 'ب'),
        (0xFE93, 'ه'),
        (0xFE95, 'ت'),
        (0xFE99, 'ث'),
        (0xFE9D, 'ج'),
        (0xFEA1, 'ح'),
        (0xFEA5, 'خ'),
        (0xFEA9, 'د'),
        (0xFEAB, 'ذ'),
        (0xFEAD, 'ر'),
        (0xFEAF, 'ز'),
        (0xFEB1, 'س'),
        (0xFEB5, 'ش'),
        (0xFEB9, 'ص'),
        (0xFEBD, 'ض'),
        (0xFEC1, 'ط'),
        (0xFEC5, 'ظ'),
        (0xFEC9, 'ع'),
        (0xFECD, 'غ'),
        (0xFED1, 'ف'),
        (0xFED5, 'ق'),
        (0xFED9, 'ك'),
        (0xFEDD, 'ل'),
        (0xFEE1, 'م'),
        (0xFEE5, 'ن'),
        (0xFEE9, 'ه'),
        (0xFEED, 'و'),
        (0xFEEF, 'ي'),
        (0xFEF1, 'ي'),
    ];
    let code = c as u32;
    match STARTS.partition_point(|s| s.0 <= code).checked_sub(1) {
        Some(i) => Folded::One(STARTS[i].1),
        None => Folded::Nothing, // shapes of the diacritics
    }
}

/// Appends the folded form of `s` to `out`.
pub fn fold_into(s: &str, out: &mut String) {
    for c in s.chars() {
        match fold_char(c) {
            Folded::Nothing => {}
            Folded::One(a) => out.push(a),
            Folded::Two(a, b) => {
                out.push(a);
                out.push(b);
            }
        }
    }
}

/// The folded form of `s`: the key under which the lexicon finds it.
pub fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    fold_into(s, &mut out);
    out
}

/// `s` without diacritics, tatweel and invisible marks; hamza, ة and ى stay.
pub fn strip_marks(s: &str) -> String {
    s.chars().filter(|&c| !is_ignorable(c)).collect()
}

/// Value of a number in digits of any script, with thousands and decimal separators.
pub fn number_value(s: &str) -> Option<f64> {
    let folded = fold(s);
    let plain: String = folded.chars().filter(|&c| c != ',').collect();
    if plain.is_empty() || !plain.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn careless_spellings_share_a_key() {
        // "American", "Egyptian", "Jordan", with and without hamza, dots, vowels, tatweel
        assert_eq!(fold("الأُردُنّ"), fold("الاردن"));
        assert_eq!(fold("مصـــرى"), fold("مصري"));
        assert_eq!(fold("ﻻ"), "لا");
        assert_eq!(fold("ﺍﻟﺮﺋﻴﺲ"), fold("الرئيس"));
        assert_eq!(strip_marks("أَمِيرْكِيّ"), "أميركي");
    }

    #[test]
    fn numbers_of_any_script() {
        assert_eq!(number_value("١٢٫٥"), Some(12.5));
        assert_eq!(number_value("1,200"), Some(1200.0));
        assert_eq!(number_value("ثلاثة"), None);
    }
}
