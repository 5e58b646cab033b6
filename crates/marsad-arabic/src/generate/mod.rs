//! Every inflected form of a dictionary entry.
//!
//! A form is built in three steps. A *pattern* (`1a2a3` with radicals for the digits) gets its prefix and suffix; *sound rules*
//! then contract doubled radicals, resolve weak ones and assimilate; *writing* at last turns sounds into letters and finds
//! the seat of each hamza. The steps follow W. Wright, *A Grammar of the Arabic Language* (3rd ed., vol. I, part 2), cited
//! as "Wright", and K. Ryding, *A Reference Grammar of Modern Standard Arabic*, cited as "Ryding".

mod noun;
mod pattern;
mod sound;
mod verb;
mod writing;

use std::collections::HashSet;

use crate::entry::Form;
use crate::features::Features;

pub use noun::{adjective_forms, nisba_forms, noun_forms};
pub use verb::verb_forms;

/// Why the forms of a verb cannot be generated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// The root has another number of radicals than the derivational form wants.
    #[error("root {root} of {lemma} has not the {wanted} letters that its form wants")]
    RootLength {
        /// The verb.
        lemma: String,
        /// Its root as given.
        root: String,
        /// Radicals wanted.
        wanted: usize,
    },
    /// The root holds something that is no consonant.
    #[error("root {root} of {lemma} holds {letter}, which is no radical (weak radicals are written و or ي, hamza ء)")]
    RootLetter {
        /// The verb.
        lemma: String,
        /// Its root as given.
        root: String,
        /// The letter that cannot be a radical.
        letter: char,
    },
    /// A verb of form I without `a`, `i` or `u` for its imperfect.
    #[error("{lemma} is of form I and needs its imperfect vowel (a, i or u)")]
    VowelMissing {
        /// The verb.
        lemma: String,
    },
    /// Root and derivational form do not yield the lemma.
    #[error("{lemma} does not follow from root {root}, which gives {made}")]
    RootMismatch {
        /// The verb.
        lemma: String,
        /// Its root as given.
        root: String,
        /// What root and form give instead.
        made: String,
    },
}

/// Collects forms, one for each spelling and set of features.
#[derive(Default)]
struct Forms {
    seen: HashSet<(String, u32)>,
    forms: Vec<Form>,
}

impl Forms {
    fn add(&mut self, vocalised: String, features: Features) {
        if self.seen.insert((writing::bare(&vocalised), features.pack())) {
            self.forms.push(Form { vocalised, features });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{AdjectiveEntry, NounEntry, VerbEntry, VerbForm};
    use crate::features::{Aspect, Attach, Case, Gender, Mood, Number, Pos, Verbal, Voice};

    fn entry(lemma: &str, root: &str, form: VerbForm, vowel: Option<char>) -> VerbEntry {
        VerbEntry { lemma: lemma.to_owned(), root: root.to_owned(), form, vowel, masdars: Vec::new() }
    }

    fn verb(lemma: &str, root: &str, form: VerbForm, vowel: Option<char>) -> Vec<Form> {
        verb_forms(&entry(lemma, root, form, vowel)).expect("the verb fits its root")
    }

    fn has(forms: &[Form], text: &str, what: impl Fn(&Features) -> bool) -> bool {
        forms.iter().any(|f| writing::bare(&f.vocalised) == text && what(&f.features))
    }

    fn finite(aspect: Aspect, voice: Voice, person: u8, gender: Gender, number: Number) -> impl Fn(&Features) -> bool {
        move |f| {
            f.pos == Pos::Verb
                && f.aspect == aspect
                && f.voice == voice
                && f.person == person
                && (gender == Gender::None || f.gender == gender)
                && f.number == number
        }
    }

    use Aspect::{Imperfect, Perfect};
    use Gender::{Feminine, Masculine};
    use Number::{Dual, Plural, Singular};
    use Voice::{Active, Passive};

    #[test]
    fn hollow_verb() {
        let said = verb("قَالَ", "قول", VerbForm::I, Some('u'));
        assert!(has(&said, "قالت", finite(Perfect, Active, 3, Feminine, Singular)), "she said");
        assert!(has(&said, "قلت", finite(Perfect, Active, 1, Gender::None, Singular)), "I said");
        assert!(has(&said, "يقولون", finite(Imperfect, Active, 3, Masculine, Plural)), "they say");
        assert!(has(&said, "يقل", |f| f.mood == Mood::Jussive), "(did not) say");
        assert!(has(&said, "قيل", finite(Perfect, Passive, 3, Masculine, Singular)), "it was said");
        assert!(has(&said, "يقال", finite(Imperfect, Passive, 3, Masculine, Singular)), "it is said");
        assert!(has(&said, "قائل", |f| f.verbal == Verbal::ActiveParticiple), "saying");
        assert!(!has(&said, "يقول", |f| f.mood == Mood::Jussive), "the jussive is short");
    }

    #[test]
    fn defective_verb() {
        let called = verb("دَعَا", "دعو", VerbForm::I, Some('u'));
        assert!(has(&called, "دعت", finite(Perfect, Active, 3, Feminine, Singular)), "she called");
        assert!(has(&called, "دعوا", finite(Perfect, Active, 3, Masculine, Plural)), "they called");
        assert!(has(&called, "يدعو", finite(Imperfect, Active, 3, Masculine, Singular)), "he calls");
        assert!(has(&called, "يدع", |f| f.mood == Mood::Jussive), "(did not) call");
        assert!(has(&called, "دعي", finite(Perfect, Passive, 3, Masculine, Singular)), "he was called");
        assert!(
            has(&called, "داعيا", |f| f.verbal == Verbal::ActiveParticiple && f.case == Case::Accusative),
            "calling"
        );
        assert!(has(&called, "مدعو", |f| f.verbal == Verbal::PassiveParticiple), "called");
        let met = verb("اِلْتَقَى", "لقي", VerbForm::VIII, None);
        assert!(has(&met, "التقى", |f| f.attach == Attach::Alone), "met");
        assert!(has(&met, "التقا", |f| f.attach == Attach::Suffixed && f.number == Singular), "met (him)");
        assert!(has(&met, "يلتقيان", finite(Imperfect, Active, 3, Masculine, Dual)), "the two meet");
        assert!(has(&met, "التقاء", |f| f.verbal == Verbal::Masdar), "meeting");
    }

    #[test]
    fn to_see_and_to_show() {
        let saw = verb("رَأَى", "رءي", VerbForm::I, Some('a'));
        assert!(has(&saw, "يرى", finite(Imperfect, Active, 3, Masculine, Singular)), "he sees");
        assert!(has(&saw, "رأت", finite(Perfect, Active, 3, Feminine, Singular)), "she saw");
        let showed = verb("أَرَى", "رءي", VerbForm::IV, None);
        assert!(has(&showed, "أرى", finite(Perfect, Active, 3, Masculine, Singular)), "he showed");
        assert!(has(&showed, "أرت", finite(Perfect, Active, 3, Feminine, Singular)), "she showed");
        assert!(has(&showed, "أرا", |f| f.attach == Attach::Suffixed), "he showed (him)");
        assert!(has(&showed, "أري", finite(Perfect, Passive, 3, Masculine, Singular)), "he was shown");
        assert!(has(&showed, "يري", finite(Imperfect, Active, 3, Masculine, Singular)), "he shows");
        assert!(has(&showed, "إراءة", |f| f.verbal == Verbal::Masdar), "showing");
    }

    #[test]
    fn doubled_verb() {
        let replied = verb("رَدَّ", "ردد", VerbForm::I, Some('u'));
        assert!(has(&replied, "ردت", finite(Perfect, Active, 3, Feminine, Singular)), "she replied");
        assert!(has(&replied, "رددت", finite(Perfect, Active, 1, Gender::None, Singular)), "I replied");
        assert!(has(&replied, "يردد", |f| f.mood == Mood::Jussive), "(did not) reply");
        let urged = verb("اِسْتَحَثَّ", "حثث", VerbForm::X, None);
        assert!(has(&urged, "يستحث", finite(Imperfect, Active, 3, Masculine, Singular)), "urges");
        assert!(has(&urged, "استحثاث", |f| f.verbal == Verbal::Masdar), "urging");
    }

    #[test]
    fn hamza_finds_its_seat() {
        let resumed = verb("اِسْتَأْنَفَ", "ءنف", VerbForm::X, None);
        assert!(has(&resumed, "استؤنفت", finite(Perfect, Passive, 3, Feminine, Singular)), "was resumed");
        assert!(has(&resumed, "استئناف", |f| f.verbal == Verbal::Masdar), "resumption");
        let began = verb("بَدَأَ", "بدء", VerbForm::I, Some('a'));
        for they_began in ["بدؤوا", "بدأوا"] {
            assert!(has(&began, they_began, finite(Perfect, Active, 3, Masculine, Plural)), "{they_began}: they began");
        }
        let came = verb("جَاءَ", "جيء", VerbForm::I, Some('i'));
        assert!(has(&came, "يجيء", finite(Imperfect, Active, 3, Masculine, Singular)), "comes");
    }

    #[test]
    fn eighth_form_assimilates() {
        for (lemma, root, imperfect, masdar) in [
            ("اِصْطَدَمَ", "صدم", "يصطدم", "اصطدام"),
            ("اِزْدَادَ", "زيد", "يزداد", "ازدياد"),
            ("اِتَّصَلَ", "وصل", "يتصل", "اتصال"),
            ("اِتَّخَذَ", "ءخذ", "يتخذ", "اتخاذ"),
        ] {
            let forms = verb(lemma, root, VerbForm::VIII, None);
            assert!(has(&forms, imperfect, finite(Imperfect, Active, 3, Masculine, Singular)), "{imperfect}");
            assert!(has(&forms, masdar, |f| f.verbal == Verbal::Masdar), "{masdar}");
        }
    }

    #[test]
    fn to_not_be_has_a_perfect_only() {
        let is_not = verb("لَيْسَ", "ليس", VerbForm::I, None);
        assert!(has(&is_not, "ليست", finite(Perfect, Active, 3, Feminine, Singular)), "she is not");
        assert!(has(&is_not, "لسنا", finite(Perfect, Active, 1, Gender::None, Plural)), "we are not");
        assert!(is_not.iter().all(|f| f.features.aspect == Perfect));
    }

    #[test]
    fn impossible_entries_are_refused() {
        let refuse = |e: &VerbEntry| verb_forms(e).expect_err("must be refused");
        let short = refuse(&entry("كَتَبَ", "كت", VerbForm::I, Some('u')));
        assert!(matches!(short, GenerateError::RootLength { wanted: 3, .. }), "{short}");
        let alef = refuse(&entry("قَالَ", "قال", VerbForm::I, Some('u')));
        assert!(matches!(alef, GenerateError::RootLetter { letter: 'ا', .. }), "{alef}");
        let vowel = refuse(&entry("كَتَبَ", "كتب", VerbForm::I, None));
        assert!(matches!(vowel, GenerateError::VowelMissing { .. }), "{vowel}");
        let mismatch = refuse(&entry("أَعْلَنَ", "علن", VerbForm::II, None));
        assert!(matches!(mismatch, GenerateError::RootMismatch { .. }), "{mismatch}");
    }

    fn noun(lemma: &str, feminine: bool, plurals: &[&str]) -> Vec<Form> {
        noun_forms(&NounEntry {
            lemma: lemma.to_owned(),
            feminine,
            plurals: plurals.iter().map(|&p| p.to_owned()).collect(),
        })
    }

    #[test]
    fn nouns() {
        let teacher = noun("مدرس", false, &["ون"]);
        assert!(has(&teacher, "مدرسون", |f| f.number == Plural && f.case == Case::Nominative), "teachers");
        assert!(has(&teacher, "مدرسو", |f| f.number == Plural && f.attach == Attach::Construct), "teachers of");
        assert!(has(&teacher, "مدرسين", |f| f.number == Dual && f.case == Case::Oblique), "two teachers");
        assert!(has(&teacher, "مدرسا", |f| f.case == Case::Accusative), "a teacher");
        let school = noun("مدرسة", true, &["مدارس"]);
        assert!(has(&school, "مدرست", |f| f.attach == Attach::Suffixed), "(their) school");
        assert!(has(&school, "مدرستان", |f| f.number == Dual && f.gender == Feminine), "two schools");
        assert!(has(&school, "مدارس", |f| f.number == Plural), "schools");
        assert!(!has(&school, "مدارسا", |_| true), "a diptote has no alef");
        let minister = noun("وزير", false, &["وزراء"]);
        assert!(
            has(&minister, "وزراؤ", |f| f.case == Case::Nominative && f.attach == Attach::Suffixed),
            "(his) ministers"
        );
        assert!(
            has(&minister, "وزرائ", |f| f.case == Case::Oblique && f.attach == Attach::Suffixed),
            "(his) ministers"
        );
        let level = noun("مستوى", false, &["ات"]);
        assert!(has(&level, "مستوا", |f| f.attach == Attach::Suffixed), "(its) level");
        assert!(has(&level, "مستويات", |f| f.number == Plural), "levels");
        let father = noun("أب", false, &["آباء"]);
        assert!(has(&father, "أبو", |f| f.case == Case::Nominative && f.attach == Attach::Construct), "father of");
    }

    #[test]
    fn adjectives() {
        let great = adjective_forms(&AdjectiveEntry {
            lemma: "أكبر".to_owned(),
            feminine: Some("كبرى".to_owned()),
            plurals: vec!["أكابر".to_owned()],
        });
        assert!(has(&great, "كبرى", |f| f.gender == Feminine && f.number == Singular), "greatest");
        assert!(!has(&great, "أكبرا", |f| f.case == Case::Accusative), "a diptote has no alef");
        let american = nisba_forms("أميركي");
        for (text, gender, number) in [
            ("أميركية", Feminine, Singular),
            ("أميركيون", Masculine, Plural),
            ("أميركيان", Masculine, Dual),
            ("أميركيتين", Feminine, Dual),
            ("أميركيات", Feminine, Plural),
        ] {
            let fits = |f: &Features| f.pos == Pos::Adjective && f.gender == gender && f.number == number;
            assert!(has(&american, text, fits), "{text}: American");
        }
    }
}
