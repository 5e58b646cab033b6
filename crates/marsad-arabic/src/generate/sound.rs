//! Sound rules: from a pattern with affixes to what is pronounced.
//!
//! Words are strings of signs. An Arabic letter is a consonant (`ء` the hamza, `ة` the feminine ending, `و` and `ي` only as
//! consonants). `a i u` are short vowels, `A I U` long ones, `Z` a long *a* written ى; a vowel at the beginning is that of
//! an elided hamza (همزة الوصل). `E` is the silent alif of كتبوا and `0` a sukun to be written at the end. Inside this
//! module `w y` are weak second radicals, `W Y` weak last ones.

use super::pattern::Pattern;

/// A root, and the choices among its possible developments that the lemma has decided.
#[derive(Clone, Debug)]
pub struct Root {
    /// Radicals; weak ones as و or ي.
    pub radicals: Vec<char>,
    /// Vowel of the second radical in the perfect of form I.
    pub perfect_vowel: char,
    /// Vowel of the second radical in the imperfect of form I.
    pub imperfect_vowel: char,
    /// The second radical is weak and loses its consonant (قال, but not عور).
    pub hollow: bool,
    /// Same radicals contract (ردّ).
    pub contracted: bool,
    /// First radical and infix of form VIII after assimilation (اصطدم: صط).
    pub infix: [char; 2],
}

impl Root {
    /// The radical at a position counted from 1.
    pub fn radical(&self, position: usize) -> Option<char> {
        self.radicals.get(position.wrapping_sub(1)).copied()
    }

    /// Whether the last radical is و or ي.
    pub fn defective(&self) -> bool {
        self.radicals.last().is_some_and(|&r| r == 'و' || r == 'ي')
    }

    /// رأى drops its hamza in the imperfect and in form IV (Wright §176).
    pub fn is_see(&self) -> bool {
        self.radicals == ['ر', 'ء', 'ي']
    }
}

pub fn is_short(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u')
}

pub fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u' | 'A' | 'I' | 'U' | 'Z')
}

pub fn is_consonant(c: char) -> bool {
    !is_vowel(c) && c != 'E' && c != '0'
}

/// The consonants of affixes and patterns stand in Latin there, so that a pattern reads in one direction.
pub fn letter(c: char) -> char {
    match c {
        't' => 'ت',
        'm' => 'م',
        'n' => 'ن',
        's' => 'س',
        other => other,
    }
}

fn long(c: char) -> char {
    c.to_ascii_uppercase()
}

/// Puts the radicals into a pattern with its affixes and applies the rules. `last_w` keeps a last و as it is; elsewhere than
/// in form I it has become ي (Wright §169).
pub fn pronounce(word: &str, pattern: &Pattern, root: &Root, last_w: bool) -> Vec<char> {
    let mut s: Vec<char> = word.chars().map(letter).collect();
    if root.contracted
        && let Some((first, second)) = pattern.contracts
    {
        contract(&mut s, first, second);
    }
    substitute(&mut s, root, last_w);
    resolve_middle(&mut s);
    resolve_last(&mut s);
    lengthen_glides(&mut s);
    merge_hamzas(&mut s);
    s
}

/// Same radicals with a short vowel between them contract before a vowel (Wright §§119–124): the vowel goes, or moves before
/// them when a consonant precedes.
fn contract(s: &mut Vec<char>, first: char, second: char) {
    for i in 1..s.len().saturating_sub(3) {
        let same = s[i] == first && is_short(s[i + 1]) && s[i + 2] == second && is_vowel(s[i + 3]);
        // In form IX and Q4 the digit is the same for both, so the pair must not begin inside another one.
        if same && s[i - 1] != first {
            if is_vowel(s[i - 1]) {
                s.remove(i + 1);
            } else {
                s.swap(i, i + 1);
            }
            return;
        }
    }
}

fn substitute(s: &mut [char], root: &Root, last_w: bool) {
    let last = root.radicals.len();
    let of_t = s.iter().position(|&c| c == 'T');
    for (i, c) in s.iter_mut().enumerate() {
        match *c {
            'T' => *c = root.infix[1],
            '1' if of_t == Some(i + 1) => *c = root.infix[0],
            '1'..='4' => {
                let position = *c as usize - '0' as usize;
                let radical = root.radical(position).unwrap_or('ء');
                *c = match radical {
                    'و' if position == last => {
                        if last_w {
                            'W'
                        } else {
                            'Y'
                        }
                    }
                    'ي' if position == last => 'Y',
                    'و' if position == 2 && root.hollow => 'w',
                    'ي' if position == 2 && root.hollow => 'y',
                    other => other,
                };
            }
            _ => {}
        }
    }
}

/// The weak second radical (Wright §§149–163).
fn resolve_middle(s: &mut Vec<char>) {
    let Some(i) = s.iter().position(|&c| c == 'w' || c == 'y') else {
        return;
    };
    let glide = if s[i] == 'w' { 'و' } else { 'ي' };
    let before = if i == 0 { 'ء' } else { s[i - 1] };
    let Some(&after) = s.get(i + 1) else {
        s[i] = glide;
        return;
    };
    // A long vowel is shortened in a closed syllable: قُلْتُ, يَقُلْ.
    let closed = s.get(i + 2).is_some_and(|&c| is_consonant(c)) && s.get(i + 3).is_none_or(|&c| !is_vowel(c));
    let length = |vowel: char| if closed { vowel } else { long(vowel) };
    match (before, after) {
        // قائل
        ('A', _) => s[i] = 'ء',
        // انقياد, and إقامة where a consonant precedes
        ('i', 'A') => s[i] = 'ي',
        (b, 'A') if is_consonant(b) => {
            s.remove(i);
        }
        // مقول, مبيع
        (b, 'U') if is_consonant(b) => {
            s[i + 1] = if glide == 'و' { 'U' } else { 'I' };
            s.remove(i);
        }
        ('u', 'i') => {
            s.splice(i - 1..=i + 1, [length('i')]);
        }
        ('a', v) if is_short(v) => {
            s.splice(i - 1..=i + 1, [length('a')]);
        }
        (b, v) if is_consonant(b) && is_short(v) => {
            s[i + 1] = length(v);
            s.remove(i);
        }
        _ => s[i] = glide,
    }
}

/// The weak last radical (Wright §§164–176). A following `ة` or a vowel tells which ending it meets.
fn resolve_last(s: &mut Vec<char>) {
    let Some(i) = s.iter().position(|&c| c == 'W' || c == 'Y') else {
        return;
    };
    if i == 0 {
        s[i] = 'ي';
        return;
    }
    let w = s[i] == 'W';
    let glide = if w { 'و' } else { 'ي' };
    // تَوَلُّي → تَوَلِّي: u gives way to i before ي.
    if s[i - 1] == 'u' && !w {
        s[i - 1] = 'i';
    }
    let rest: Vec<char> = s[i + 1..].to_vec();
    let joined: Vec<char> = match (s[i - 1], rest.first().copied()) {
        // إلقاء, مرميّ, مدعوّ
        ('A', _) => ['A', 'ء'].into_iter().chain(rest).collect(),
        ('U', _) => [if w { 'u' } else { 'i' }, glide, glide].into_iter().chain(rest).collect(),
        ('a', None) => vec!['a'],
        ('a', Some('a' | 'u')) if rest.len() == 1 => {
            vec![if w || is_after_ya(s, i) { 'A' } else { 'Z' }]
        }
        // دَعَتْ, دَعَتَا; مُلْقاة
        ('a', Some('a')) if rest.get(1) == Some(&'ة') => ['A'].into_iter().chain(rest.into_iter().skip(1)).collect(),
        ('a', Some('a')) if rest.get(1) == Some(&'ت') => rest,
        ('a', Some('U')) => ['a', 'و'].into_iter().chain(rest.into_iter().skip(1)).collect(),
        ('a', Some('I')) => ['a', 'ي'].into_iter().chain(rest.into_iter().skip(1)).collect(),
        ('a', _) => ['a', glide].into_iter().chain(rest).collect(),
        ('i' | 'u', None) => vec![s[i - 1]],
        // يرمي, يدعو; the subjunctive is written the same
        ('i' | 'u', Some('u')) if rest.len() == 1 => vec![long(s[i - 1])],
        ('i' | 'u', Some(v @ ('U' | 'I'))) => [v].into_iter().chain(rest.into_iter().skip(1)).collect(),
        ('i', Some(v)) if is_vowel(v) => ['i', 'ي'].into_iter().chain(rest).collect(),
        ('u', Some(v)) if is_vowel(v) => ['u', 'و'].into_iter().chain(rest).collect(),
        ('i' | 'u', _) => [long(s[i - 1])].into_iter().chain(rest).collect(),
        (other, _) => [other, glide].into_iter().chain(rest).collect(),
    };
    s.splice(i - 1.., joined);
}

/// يحيا, أحيا: no ى after ي (Wright §7).
fn is_after_ya(s: &[char], last: usize) -> bool {
    last >= 2 && s[last - 2] == 'ي'
}

/// *uw* and *iy* before a consonant are long vowels, and *uy*, *iw* become so: يوقف, يوقظ, إيقاف (Wright §§142–147).
fn lengthen_glides(s: &mut Vec<char>) {
    let mut i = 1;
    while i + 1 < s.len() {
        let glide = matches!(s[i], 'و' | 'ي') && matches!(s[i - 1], 'i' | 'u');
        if glide && is_consonant(s[i + 1]) && s[i + 1] != s[i] {
            s[i - 1] = long(s[i - 1]);
            s.remove(i);
        }
        i += 1;
    }
}

/// At the beginning *ʾaʾ*, *ʾiʾ*, *ʾuʾ* before a consonant become long: آمَنَ, إِيمان, أُومِنُ (Wright §17).
fn merge_hamzas(s: &mut Vec<char>) {
    if s.len() > 3 && s[0] == 'ء' && is_short(s[1]) && s[2] == 'ء' && is_consonant(s[3]) && s[3] != 'ء' {
        s[1] = long(s[1]);
        s.remove(2);
    }
}
