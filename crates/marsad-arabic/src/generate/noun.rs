//! Declension of nouns and adjectives (Wright §§295–316; Ryding ch. 7).
//!
//! Works on written words, since the lexicon gives nouns with few diacritics.

use super::Forms;
use super::writing::{DAMMA, FATHA, FATHATAN, KASRA, KASRATAN, SHADDA, bare, is_mark};
use crate::entry::{AdjectiveEntry, Form, NounEntry};
use crate::features::{Attach, Case, Features, Gender, Number, Pos};

/// Every form of a noun.
pub fn noun_forms(n: &NounEntry) -> Vec<Form> {
    let mut out = Forms::default();
    let gender = if n.feminine { Gender::Feminine } else { Gender::Masculine };
    let base = Features { pos: Pos::Noun, gender, ..Features::default() };
    if let Some(table) = irregular(&bare(&n.lemma)) {
        for &(text, case, number) in table {
            out.add(text.to_owned(), Features { case, number, attach: Attach::Construct, ..base });
        }
        if bare(&n.lemma) == "ذو" {
            return out.forms;
        }
    }
    let word = Word::parse(&n.lemma, n.feminine);
    add_singular(&mut out, &word, Features { number: Number::Singular, ..base });
    if irregular(&bare(&n.lemma)).is_none() {
        add_dual(&mut out, &word, base);
    }
    if let Some(stem) = careless_defective(&n.lemma) {
        let indefinite = Features { number: Number::Singular, attach: Attach::Alone, ..base };
        out.add(format!("{stem}{KASRATAN}"), indefinite);
    }
    for plural in &n.plurals {
        match plural.as_str() {
            "ات" => add_sound_feminine(&mut out, &word, base),
            "ون" => add_sound_masculine(&mut out, &word, base),
            broken => add_plural(&mut out, broken, base),
        }
    }
    out.forms
}

/// Every form of an adjective.
pub fn adjective_forms(a: &AdjectiveEntry) -> Vec<Form> {
    let mut out = Forms::default();
    let base = Features { pos: Pos::Adjective, ..Features::default() };
    add_adjective(&mut out, &a.lemma, a.feminine.as_deref(), &a.plurals, base);
    out.forms
}

/// Every form of a nisba (أميركي), the adjective in *-iyy* (Wright §249).
pub fn nisba_forms(lemma: &str) -> Vec<Form> {
    let mut out = Forms::default();
    let base = Features { pos: Pos::Adjective, ..Features::default() };
    add_adjective(&mut out, lemma, None, &[], base);
    out.forms
}

/// Adds the forms of an adjective or participle; `base` says which.
pub(super) fn add_adjective(out: &mut Forms, lemma: &str, feminine: Option<&str>, plurals: &[String], base: Features) {
    let mut lemma = lemma.to_owned();
    // An adjective in ي is a nisba or of the pattern of قويّ; a defective one is written with tanwin, ثانٍ.
    if lemma.ends_with('ي') {
        lemma.push(SHADDA);
    }
    let word = Word::parse(&lemma, false);
    let masculine = Features { gender: Gender::Masculine, ..base };
    let singular = Features { number: Number::Singular, ..masculine };
    // أكبر and أحمر have no indefinite accusative in ا (Wright §309).
    let diptote = feminine.is_some_and(|f| bare(f).ends_with(['ى', 'ا', 'ء']));
    if diptote {
        out.add(word.base(), singular);
        add_hamza_cases(out, &word, singular);
    } else {
        add_singular(out, &word, singular);
    }
    add_dual(out, &word, masculine);
    if !feminine.is_some_and(|f| bare(f).ends_with('ء')) {
        add_sound_masculine(out, &word, masculine);
    }
    let feminine = match feminine {
        Some(text) => Some(Word::parse(text, true)),
        None => word.feminine(),
    };
    if let Some(word) = feminine {
        let base = Features { gender: Gender::Feminine, ..base };
        add_singular(out, &word, Features { number: Number::Singular, ..base });
        add_dual(out, &word, base);
        add_sound_feminine(out, &word, base);
    }
    for plural in plurals {
        match plural.as_str() {
            "ات" | "ون" => {}
            // A broken plural goes with men and women.
            broken => add_plural(out, broken, base),
        }
    }
}

/// Adds the forms of a verbal noun; its plural is the sound feminine one (Wright §301).
pub(super) fn add_masdar(out: &mut Forms, masdar: &str, base: Features) {
    let feminine = bare(masdar).ends_with('ة');
    let gender = if feminine { Gender::Feminine } else { Gender::Masculine };
    let word = Word::parse(masdar, false);
    let base = Features { gender, ..base };
    add_singular(out, &word, Features { number: Number::Singular, ..base });
    add_dual(out, &word, base);
    add_sound_feminine(out, &word, base);
}

/// How a word ends, which decides what happens before an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// مدرسة
    Taa,
    /// قاضٍ
    Defective,
    /// مستوى
    Maqsura,
    /// عصا, كاميرا
    Alif,
    /// حمراء, صحراء
    FeminineHamza,
    /// All others; the declension of a final hamza is in [`join`].
    Plain,
}

struct Word {
    /// Without what [`Kind`] names.
    stem: String,
    kind: Kind,
}

impl Word {
    fn parse(text: &str, feminine: bool) -> Word {
        let mut stem = text.trim().to_owned();
        let mut tanwin = None;
        while let Some(c) = stem.chars().next_back().filter(|&c| is_mark(c) && c != SHADDA) {
            tanwin = Some(c);
            stem.pop();
        }
        let kind = match stem.chars().next_back() {
            _ if tanwin == Some(KASRATAN) => Kind::Defective,
            Some('ة') => Kind::Taa,
            Some('ى') => Kind::Maqsura,
            Some('ا') => Kind::Alif,
            Some('ء') if feminine && stem.ends_with("اء") => Kind::FeminineHamza,
            _ => Kind::Plain,
        };
        match kind {
            Kind::Taa | Kind::Maqsura | Kind::Alif | Kind::FeminineHamza => {
                stem.pop();
            }
            Kind::Defective | Kind::Plain => {}
        }
        while stem.chars().next_back().is_some_and(|c| is_mark(c) && c != SHADDA) {
            stem.pop();
        }
        Word { stem, kind }
    }

    /// The word as it stands alone.
    fn base(&self) -> String {
        match self.kind {
            Kind::Taa => self.with("َة"),
            Kind::Defective => format!("{}{KASRATAN}", self.stem),
            Kind::Maqsura => self.with("َى"),
            Kind::Alif => self.with("َا"),
            Kind::FeminineHamza => format!("{}ء", self.stem),
            Kind::Plain => self.stem.clone(),
        }
    }

    /// Stem and ending in their usual spelling.
    fn with(&self, ending: &str) -> String {
        join(&self.stem, ending).swap_remove(0)
    }

    /// What an ending with a vowel follows: مدرست, قاضي, مستوي, حمراو.
    fn before_vowel(&self) -> String {
        match self.kind {
            Kind::Taa => self.with("َت"),
            Kind::Defective => self.with("ِي"),
            Kind::Maqsura => self.with("َي"),
            Kind::Alif => {
                let after_ya = self.stem.ends_with('ي');
                self.with(if after_ya { "َي" } else { "َو" })
            }
            Kind::FeminineHamza => format!("{}و", self.stem),
            Kind::Plain => self.stem.clone(),
        }
    }

    /// The feminine in ة of an adjective; none where it is one already.
    fn feminine(&self) -> Option<Word> {
        let stem = match self.kind {
            Kind::Taa | Kind::Alif | Kind::FeminineHamza => return None,
            Kind::Maqsura => self.with("َا"),
            Kind::Defective => self.with("ِي"),
            Kind::Plain => {
                let mut text = self.with("َة");
                text.pop();
                text
            }
        };
        Some(Word { stem, kind: Kind::Taa })
    }
}

/// Puts an ending, which begins with its vowel, to a stem; a hamza at the stem's end takes its new seat. Where two
/// spellings are in use the one of the rule comes first (Wright §§15–17; Ryding ch. 2, 3.2).
fn join(stem: &str, ending: &str) -> Vec<String> {
    let mut body = stem.to_owned();
    while body.chars().next_back().is_some_and(|c| is_mark(c) && c != SHADDA) {
        body.pop();
    }
    let doubled = body.ends_with(SHADDA);
    let letters = body.trim_end_matches(SHADDA);
    let last = letters.chars().next_back().unwrap_or(' ');
    if last == 'ا' {
        // No fatha before the ending of اة.
        return vec![format!("{body}{}", ending.trim_start_matches(FATHA))];
    }
    if !matches!(last, 'ء' | 'أ' | 'ؤ' | 'ئ') {
        return vec![format!("{body}{ending}")];
    }
    let body: String = letters.strip_suffix(last).unwrap_or(letters).to_owned();
    let before = bare(&body).chars().next_back().unwrap_or(' ');
    let vowel = ending.chars().next().unwrap_or(FATHA);
    let long_a = ending.chars().nth(1) == Some('ا') && vowel == FATHA;
    let seats: &[char] = match (last, vowel) {
        ('ئ', _) => &['ئ'],
        ('ؤ', KASRA) | ('أ', KASRA) => &['ئ'],
        ('ؤ', _) => &['ؤ'],
        ('أ', DAMMA) => &['ؤ', 'أ'],
        ('أ', _) if long_a && !doubled => &['آ'],
        ('أ', _) => &['أ'],
        (_, _) if before == 'ي' => &['ئ'],
        (_, KASRA) => &['ئ'],
        (_, DAMMA) if before == 'ا' => &['ؤ', 'ء'],
        (_, DAMMA) => &['ؤ'],
        _ if matches!(before, 'ا' | 'و') => &['ء'],
        _ if before == ' ' => &['ء'],
        // جزءان and جزآن, جزأين and جزءين; عبئا, for the hamza would be joined on both sides
        (_, FATHATAN) if joins_left(before) => &['ئ'],
        (_, FATHATAN) => &['ء'],
        _ if long_a && joins_left(before) => &['ئ'],
        _ if long_a => &['ء', 'آ'],
        _ if joins_left(before) => &['ئ', 'أ'],
        _ => &['أ', 'ء'],
    };
    let shadda = if doubled { SHADDA.to_string() } else { String::new() };
    seats
        .iter()
        .map(|&seat| match seat {
            'آ' => format!("{body}آ{}", ending.chars().skip(2).collect::<String>()),
            _ => format!("{body}{seat}{shadda}{ending}"),
        })
        .collect()
}

/// Whether a letter is joined to the one after it.
fn joins_left(c: char) -> bool {
    !matches!(c, 'ا' | 'أ' | 'إ' | 'آ' | 'د' | 'ذ' | 'ر' | 'ز' | 'و' | 'ؤ' | 'ء' | 'ة' | 'ى')
}

fn add_all(out: &mut Forms, stem: &str, ending: &str, features: Features) {
    for text in join(stem, ending) {
        out.add(text, features);
    }
}

/// Singular or broken plural.
fn add_singular(out: &mut Forms, word: &Word, features: Features) {
    let alone = Features { attach: Attach::Alone, ..features };
    let accusative = Features { case: Case::Accusative, ..alone };
    match word.kind {
        Kind::Taa => {
            out.add(word.base(), alone);
            out.add(word.before_vowel(), Features { attach: Attach::Suffixed, ..features });
        }
        Kind::Defective => {
            out.add(word.base(), alone);
            out.add(word.before_vowel(), features);
            if !is_diptote_plural(&word.before_vowel(), features) {
                add_all(out, &word.before_vowel(), "ًا", accusative);
            }
        }
        Kind::Maqsura => {
            out.add(word.base(), alone);
            out.add(word.with("َا"), Features { attach: Attach::Suffixed, ..features });
        }
        Kind::Alif => out.add(word.base(), features),
        Kind::FeminineHamza | Kind::Plain => {
            let base = word.base();
            out.add(base.clone(), features);
            add_hamza_cases(out, word, features);
            let no_alif = bare(&base).ends_with("اء") || bare(&base).ends_with('أ');
            if !no_alif && !is_diptote_plural(&base, features) {
                add_all(out, &word.stem, "ًا", accusative);
            }
        }
    }
}

/// A final hamza changes its seat before a pronoun suffix: وزراؤه, وزرائه.
fn add_hamza_cases(out: &mut Forms, word: &Word, features: Features) {
    let base = word.base();
    if !matches!(word.kind, Kind::Plain | Kind::FeminineHamza) || !base.ends_with(['ء', 'أ', 'ؤ', 'ئ']) {
        return;
    }
    let cases = [(DAMMA, Case::Nominative), (KASRA, Case::Oblique), (FATHA, Case::Accusative)];
    for (vowel, case) in cases {
        let mut text = join(&base, vowel.encode_utf8(&mut [0; 4])).swap_remove(0);
        text.pop();
        if bare(&text) != bare(&base) {
            out.add(text, Features { case, attach: Attach::Suffixed, ..features });
        }
    }
}

/// مدارس, مشاريع, نوادي have no indefinite accusative in ا (Wright §309).
fn is_diptote_plural(text: &str, features: Features) -> bool {
    features.number == Number::Plural && {
        let letters: Vec<char> = bare(text).chars().collect();
        letters.len() >= 5 && letters.get(2) == Some(&'ا')
    }
}

fn add_dual(out: &mut Forms, word: &Word, base: Features) {
    let base = Features { number: Number::Dual, ..base };
    add_endings(out, &word.before_vowel(), [("َانِ", "َا"), ("َيْنِ", "َيْ")], base);
}

/// The two cases of a dual or sound masculine plural, each alone and in construct.
fn add_endings(out: &mut Forms, stem: &str, endings: [(&str, &str); 2], base: Features) {
    for ((alone, construct), case) in endings.into_iter().zip([Case::Nominative, Case::Oblique]) {
        add_all(out, stem, alone, Features { case, attach: Attach::Alone, ..base });
        add_all(out, stem, construct, Features { case, attach: Attach::Construct, ..base });
    }
}

fn add_sound_masculine(out: &mut Forms, word: &Word, base: Features) {
    let base = Features { gender: Gender::Masculine, number: Number::Plural, ..base };
    let endings = match word.kind {
        // مصطفَوْن
        Kind::Maqsura | Kind::Alif => [("َوْنَ", "َوْ"), ("َيْنَ", "َيْ")],
        _ => [("ُونَ", "ُو"), ("ِينَ", "ِي")],
    };
    add_endings(out, &word.stem, endings, base);
}

fn add_sound_feminine(out: &mut Forms, word: &Word, base: Features) {
    let base = Features { number: Number::Plural, ..base };
    let stem = match word.kind {
        // قنوات, but مباريات from the participle
        Kind::Taa if word.stem.ends_with('ا') => {
            let body = word.stem.trim_end_matches(['ا', FATHA]);
            let glide = if body.starts_with('م') { 'ي' } else { 'و' };
            format!("{body}{FATHA}{glide}")
        }
        // قراءات, كاميرات
        Kind::Taa | Kind::Alif => word.stem.clone(),
        _ => word.before_vowel(),
    };
    add_all(out, &stem, "َات", base);
}

/// A plural spelled out in the lexicon: broken as a rule, else one of the irregular sound ones (سنوات, بنون).
fn add_plural(out: &mut Forms, text: &str, base: Features) {
    let letters = bare(text);
    let count = letters.chars().count();
    let base = Features { number: Number::Plural, ..base };
    // أصوات and شؤون have their ت and ن in the root.
    let sound_feminine = letters.ends_with("ات") && !(letters.starts_with('أ') && count == 5);
    let sound_masculine = letters.ends_with("ون") && (count > 4 || matches!(letters.as_str(), "بنون" | "سنون"));
    if sound_feminine {
        out.add(text.to_owned(), base);
    } else if sound_masculine {
        let end = text.rfind('و').unwrap_or(text.len());
        let stem = text[..end].trim_end_matches(is_mark);
        add_endings(out, stem, [("ُونَ", "ُو"), ("ِينَ", "ِي")], base);
    } else {
        let feminine_hamza = false;
        add_singular(out, &Word::parse(text, feminine_hamza), base);
    }
}

/// A noun of the pattern of قاضي written with its ي, which the indefinite loses: قاضٍ (Wright §311).
fn careless_defective(lemma: &str) -> Option<String> {
    if lemma.contains(SHADDA) {
        return None;
    }
    let letters: Vec<char> = bare(lemma).chars().collect();
    match letters.as_slice() {
        [first, 'ا', third, 'ي'] => Some([*first, 'ا', *third].iter().collect()),
        _ => None,
    }
}

/// Words whose case shows in construct (Wright §315; Ryding ch. 7, 5.4.1.c), and their duals.
fn irregular(lemma: &str) -> Option<&'static [(&'static str, Case, Number)]> {
    use Case::{Accusative, Nominative, Oblique};
    use Number::{Dual, Plural, Singular};
    Some(match lemma {
        "أب" => &[
            ("أَبُو", Nominative, Singular),
            ("أَبَا", Accusative, Singular),
            ("أَبِي", Oblique, Singular),
            ("أَبَوَا", Nominative, Dual),
            ("أَبَوَيْ", Oblique, Dual),
        ],
        "أخ" => &[
            ("أَخُو", Nominative, Singular),
            ("أَخَا", Accusative, Singular),
            ("أَخِي", Oblique, Singular),
            ("أَخَوَا", Nominative, Dual),
            ("أَخَوَيْ", Oblique, Dual),
        ],
        "ذو" => &[
            ("ذُو", Nominative, Singular),
            ("ذَا", Accusative, Singular),
            ("ذِي", Oblique, Singular),
            ("ذَوَا", Nominative, Dual),
            ("ذَوَيْ", Oblique, Dual),
            ("ذَوُو", Nominative, Plural),
            ("ذَوِي", Oblique, Plural),
        ],
        _ => return None,
    })
}
