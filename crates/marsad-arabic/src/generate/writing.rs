//! From sounds to letters, with the seat of each hamza.

use super::sound::{is_consonant, is_short, is_vowel};

pub const FATHA: char = '\u{64e}';
pub const DAMMA: char = '\u{64f}';
pub const KASRA: char = '\u{650}';
pub const SHADDA: char = '\u{651}';
pub const SUKUN: char = '\u{652}';
pub const FATHATAN: char = '\u{64b}';
pub const KASRATAN: char = '\u{64d}';

/// Whether a character is a vowel sign, shadda, sukun or dagger alif.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{652}' | '\u{670}')
}

/// A spelling without its diacritics.
pub fn bare(text: &str) -> String {
    text.chars().filter(|&c| !is_mark(c)).collect()
}

/// How a word is written that may be written in several ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// A pronoun suffix follows: a hamza at the end is one inside the word, and ى becomes ا.
    pub suffixed: bool,
    /// The vowel at the end is one of case or mood and stays unwritten.
    pub strip: bool,
    /// A hamza keeps the seat that it has at the end when *ū* follows: بدأوا beside بدؤوا. News writes both.
    pub keep_seat: bool,
}

/// Writes a word given in the signs of [`super::sound`].
pub fn write(s: &[char], style: Style) -> String {
    let mut out = String::new();
    let mut i = 0;
    while i < s.len() {
        let c = s[i];
        let last = i + 1 == s.len();
        match c {
            'a' | 'i' | 'u' => {
                if i == 0 {
                    out.push('ا');
                }
                if !(last && style.strip) {
                    out.push(mark(c));
                }
            }
            'A' => out.extend([FATHA, 'ا']),
            'Z' => out.extend([FATHA, if style.suffixed { 'ا' } else { 'ى' }]),
            'I' => out.extend([KASRA, 'ي']),
            'U' => out.extend([DAMMA, 'و']),
            'E' => out.push('ا'),
            '0' => out.push(SUKUN),
            _ => {
                let doubled = s.get(i + 1) == Some(&c);
                let end = i + 1 + usize::from(doubled);
                let next = s.get(end).copied();
                let letter = if c == 'ء' {
                    let before = i.checked_sub(1).map(|p| s[p]);
                    let at_end = !style.suffixed
                        && (end == s.len() || (end + 1 == s.len() && s.last().is_some_and(|&v| is_short(v))));
                    let kept = style.keep_seat && next == Some('U') && matches!(before, Some('a' | 'A'));
                    seat(before, next, at_end || kept)
                } else {
                    c
                };
                let long_a = next == Some('A') || (next == Some('Z') && style.suffixed);
                if letter == 'أ' && long_a && !doubled {
                    out.push('آ');
                    i = end + 1;
                    continue;
                }
                out.push(letter);
                if doubled {
                    out.push(SHADDA);
                }
                if next.is_some_and(|n| is_consonant(n) || n == 'E') {
                    out.push(SUKUN);
                }
                i = end;
                continue;
            }
        }
        i += 1;
    }
    out
}

fn mark(vowel: char) -> char {
    match vowel {
        'a' => FATHA,
        'i' => KASRA,
        _ => DAMMA,
    }
}

/// The letter of a hamza between two sounds (Wright §§15–17; Ryding ch. 2, 3.2): the stronger of the neighbouring vowels
/// decides, *i* before *u* before *a*; after a long vowel or at the end it stands by itself.
fn seat(before: Option<char>, after: Option<char>, at_end: bool) -> char {
    let Some(before) = before else {
        return if matches!(after, Some('i' | 'I')) { 'إ' } else { 'أ' };
    };
    if at_end {
        return match before {
            'i' => 'ئ',
            'u' => 'ؤ',
            'a' => 'أ',
            _ => 'ء',
        };
    }
    match (before, after) {
        (_, Some('i' | 'I')) | ('i' | 'I' | 'ي', _) => 'ئ',
        (_, Some('u' | 'U')) | ('u', _) => 'ؤ',
        ('A' | 'U', _) => 'ء',
        (b, None) if !is_vowel(b) => 'ء',
        _ => 'أ',
    }
}

/// Whether a written lemma may be the word that the rules made: the same letters and shaddas, and no contradicting vowel.
pub fn agrees(lemma: &str, made: &str) -> bool {
    let (lemma, made) = (letters(lemma), letters(made));
    let unmarked = lemma.iter().all(|l| !l.doubled && l.vowel.is_none());
    lemma.len() == made.len()
        && lemma.iter().zip(&made).all(|(l, m)| {
            l.letter == m.letter
                && (l.doubled == m.doubled || unmarked)
                && (l.vowel.is_none() || m.vowel.is_none() || l.vowel == m.vowel)
        })
}

struct Letter {
    letter: char,
    doubled: bool,
    vowel: Option<char>,
}

fn letters(text: &str) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::new();
    for c in text.chars() {
        match (c, out.last_mut()) {
            (SHADDA, Some(l)) => l.doubled = true,
            (FATHA | DAMMA | KASRA, Some(l)) => l.vowel = Some(c),
            _ if is_mark(c) => {}
            ('ٱ', _) => out.push(Letter { letter: 'ا', doubled: false, vowel: None }),
            _ => out.push(Letter { letter: c, doubled: false, vowel: None }),
        }
    }
    out
}
