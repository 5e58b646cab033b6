//! Names in Latin letters, as the English-language press of Arab countries spells them: no diacritics, vowels that Arabic leaves out
//! filled in by the shape of the syllable. For names that no list has; the vowels are likely, not certain.

/// The article, which stays apart by a hyphen.
const ARTICLE: &str = "ال";
/// Least number of letters behind the article; in a shorter word it belongs to the stem (الي).
const BEHIND: usize = 3;

/// A letter's sound.
#[derive(Clone, Copy, PartialEq)]
enum Sound {
    Consonant(&'static str),
    Vowel(&'static str),
    /// و and ي: a consonant beside vowels, else a vowel.
    Glide(&'static str, &'static str),
    /// ع: heard as a vowel between consonants.
    Ain,
}

fn sound(c: char) -> Option<Sound> {
    use Sound::{Ain, Consonant, Glide, Vowel};
    Some(match c {
        'ا' | 'أ' | 'آ' | 'ٱ' | 'ى' | 'ة' => Vowel("a"),
        'إ' => Vowel("i"),
        'ؤ' => Vowel("u"),
        'ئ' => Vowel("e"),
        'و' => Glide("w", "u"),
        'ي' | 'ی' => Glide("y", "i"),
        'ع' => Ain,
        'ب' => Consonant("b"),
        'پ' => Consonant("p"),
        'ت' | 'ط' => Consonant("t"),
        'ث' => Consonant("th"),
        'ج' => Consonant("j"),
        'چ' => Consonant("ch"),
        'ح' | 'ه' => Consonant("h"),
        'خ' => Consonant("kh"),
        'د' | 'ض' => Consonant("d"),
        'ذ' => Consonant("dh"),
        'ر' => Consonant("r"),
        'ز' | 'ظ' => Consonant("z"),
        'ژ' => Consonant("zh"),
        'س' | 'ص' => Consonant("s"),
        'ش' => Consonant("sh"),
        'غ' => Consonant("gh"),
        'ف' => Consonant("f"),
        'ڤ' => Consonant("v"),
        'ق' => Consonant("q"),
        'ك' | 'ک' => Consonant("k"),
        'گ' => Consonant("g"),
        'ل' => Consonant("l"),
        'م' => Consonant("m"),
        'ن' => Consonant("n"),
        _ => return None,
    })
}

/// One word of a name in Latin letters, with a capital; `None` if it has no Arabic letter.
pub fn romanise(word: &str) -> Option<String> {
    let word = marsad_text::strip_marks(word);
    match word.strip_prefix(ARTICLE).filter(|rest| rest.chars().count() >= BEHIND) {
        Some(rest) => Some(format!("al-{}", capital(&letters(rest)?))),
        None => Some(capital(&letters(&word)?)),
    }
}

fn letters(word: &str) -> Option<String> {
    let sounds: Vec<Sound> = word.chars().filter_map(sound).collect();
    let last = sounds.len().checked_sub(1)?;
    let vowel = |i: usize| matches!(sounds.get(i), Some(Sound::Vowel(_)));
    // A glide before a vowel is a consonant.
    let onset = |i: usize| match sounds.get(i) {
        Some(Sound::Glide(consonant, _)) if vowel(i + 1) => Some(*consonant),
        _ => None,
    };
    let consonant = |i: usize| matches!(sounds.get(i), Some(Sound::Consonant(_)));
    let mut out = String::new();
    // Whether the last sound was a vowel, and whether ع made it one.
    let (mut open, mut ain) = (false, false);
    for (i, s) in sounds.iter().enumerate() {
        let mut fill = "";
        let was_ain = std::mem::take(&mut ain);
        match *s {
            Sound::Vowel(v) => {
                if !(open && out.ends_with(v)) {
                    out.push_str(v);
                }
                open = true;
            }
            Sound::Glide(_, v) if open && out.ends_with(v) => {}
            Sound::Glide(c, v) if i == 0 || onset(i).is_some() || open && !was_ain => {
                out.push_str(if open && i == last && v == "i" { v } else { c });
                let closes = open;
                open = false;
                if i == 0 && (consonant(1) || onset(1).is_some()) {
                    fill = "a";
                } else if closes && consonant(i + 1) && i + 1 == last {
                    fill = if vowel(i.wrapping_sub(1)) && i > 1 { "e" } else { "a" };
                }
            }
            Sound::Glide(_, v) => {
                out.push_str(v);
                open = true;
            }
            Sound::Ain => {
                if i == 0 && !vowel(1) || !open && !vowel(i + 1) {
                    out.push('a');
                    (open, ain) = (true, i > 0);
                }
            }
            Sound::Consonant(c) => {
                out.push_str(c);
                // Behind a long vowel: the participle (صالح), or a foreign name's last consonants (هولاند).
                let long = open && matches!(sounds.get(i.wrapping_sub(1)), Some(Sound::Vowel(_) | Sound::Glide(..)));
                // A consonant behind a vowel closes its syllable, where another begins behind it.
                let coda = open && i + 1 < last;
                open = false;
                if let Some(glide) = onset(i + 1) {
                    fill = if coda {
                        ""
                    } else if glide == "y" {
                        "i"
                    } else {
                        "a"
                    };
                } else if matches!(sounds.get(i + 1), Some(Sound::Ain)) && vowel(i + 2) && i + 2 < last {
                    fill = "u";
                } else if consonant(i + 1) && !coda {
                    fill = match long {
                        true if i == 2 => "i",
                        true => "",
                        false => "a",
                    };
                }
            }
        }
        if !fill.is_empty() {
            out.push_str(fill);
            open = true;
        }
    }
    (!out.is_empty()).then_some(out)
}

fn capital(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::romanise;

    #[test]
    fn vowels_follow_the_shape_of_the_word() {
        // Names of persons in the Arab press.
        for (arabic, latin) in [
            ("حسن", "Hasan"),
            ("فهد", "Fahad"),
            ("منصور", "Mansur"),
            ("الهواشمة", "al-Hawashma"),
            ("عسكر", "Askar"),
            ("مشعل", "Mashal"),
            ("سعيد", "Said"),
            ("وائل", "Wael"),
            ("فؤاد", "Fuad"),
            ("جمعة", "Jama"),
            ("معاذ", "Muadh"),
            ("أيمن", "Ayman"),
            ("عودة", "Awda"),
            ("الفهد", "al-Fahad"),
            ("صالح", "Salih"),
            ("نايف", "Nayef"),
            ("رياض", "Riad"),
            ("جواد", "Jawad"),
            ("هولاند", "Huland"),
            ("ويتكوف", "Witkuf"),
        ] {
            assert_eq!(romanise(arabic).as_deref(), Some(latin));
        }
        assert_eq!(romanise("123"), None);
    }
}
