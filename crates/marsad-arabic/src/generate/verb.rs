//! Conjugation (Wright §§83–117 and the paradigms; Ryding ch. 21–33).

use super::noun;
use super::pattern::{Pattern, pattern};
use super::sound::{Root, is_consonant, is_short, is_vowel, letter, pronounce};
use super::writing::{KASRATAN, Style, agrees, bare, write};
use super::{Forms, GenerateError};
use crate::entry::{Form, VerbEntry, VerbForm};
use crate::features::{Aspect, Attach, Features, Gender, Mood, Number, Pos, Verbal, Voice};

const ALONE: Style = Style { suffixed: false, strip: false, keep_seat: false };

/// Who does it: person, gender, number.
type Subject = (u8, Gender, Number);

use Gender::{Feminine as F, Masculine as M, None as N};
use Number::{Dual, Plural, Singular};

/// Endings of the perfect (Wright §§ 84, 90): alone, and before a pronoun suffix where that differs.
const PERFECT: [(Subject, &str, Option<&str>); 13] = [
    ((3, M, Singular), "a", None),
    ((3, F, Singular), "at0", None),
    ((3, M, Dual), "A", None),
    ((3, F, Dual), "atA", None),
    ((3, M, Plural), "UE", Some("U")),
    ((3, F, Plural), "na", None),
    ((2, M, Singular), "ta", None),
    ((2, F, Singular), "ti", None),
    ((2, N, Dual), "tumA", None),
    ((2, M, Plural), "tum", Some("tumU")),
    ((2, F, Plural), "tunna", None),
    ((1, N, Singular), "tu", None),
    ((1, N, Plural), "nA", None),
];

/// Endings of the imperfect in one mood, and of the imperative; the vowel of a suffixless form is that of its mood.
#[derive(Clone, Copy)]
enum Ending {
    Mood,
    Dual,
    MasculinePlural,
    FemininePlural,
    Second,
}

/// Persons of the imperfect with their prefix consonant (Wright §§ 84, 91).
const IMPERFECT: [(Subject, char, Ending); 13] = [
    ((3, M, Singular), 'ي', Ending::Mood),
    ((3, F, Singular), 'ت', Ending::Mood),
    ((3, M, Dual), 'ي', Ending::Dual),
    ((3, F, Dual), 'ت', Ending::Dual),
    ((3, M, Plural), 'ي', Ending::MasculinePlural),
    ((3, F, Plural), 'ي', Ending::FemininePlural),
    ((2, M, Singular), 'ت', Ending::Mood),
    ((2, F, Singular), 'ت', Ending::Second),
    ((2, N, Dual), 'ت', Ending::Dual),
    ((2, M, Plural), 'ت', Ending::MasculinePlural),
    ((2, F, Plural), 'ت', Ending::FemininePlural),
    ((1, N, Singular), 'ء', Ending::Mood),
    ((1, N, Plural), 'ن', Ending::Mood),
];

const IMPERATIVE: [(Subject, Ending); 5] = [
    ((2, M, Singular), Ending::Mood),
    ((2, F, Singular), Ending::Second),
    ((2, N, Dual), Ending::Dual),
    ((2, M, Plural), Ending::MasculinePlural),
    ((2, F, Plural), Ending::FemininePlural),
];

const MOODS: [Mood; 3] = [Mood::Indicative, Mood::NonIndicative, Mood::Jussive];

impl Ending {
    /// The ending alone and before a pronoun suffix.
    fn of(self, mood: Mood) -> (&'static str, &'static str) {
        let indicative = mood == Mood::Indicative;
        match self {
            Ending::Mood => match mood {
                Mood::Indicative => ("u", "u"),
                Mood::NonIndicative => ("a", "a"),
                _ => ("", ""),
            },
            Ending::Dual if indicative => ("Ani", "Ani"),
            Ending::Dual => ("A", "A"),
            Ending::MasculinePlural if indicative => ("Una", "Una"),
            Ending::MasculinePlural => ("UE", "U"),
            Ending::FemininePlural => ("na", "na"),
            Ending::Second if indicative => ("Ina", "Ina"),
            Ending::Second => ("I", "I"),
        }
    }
}

/// Every form of a verb: finite forms, verbal nouns and participles.
///
/// A form's `vocalised` keeps the vowels of person and tense (كَتَبَ, كَتَبْتُ) and leaves the one of mood (يَكْتُب). Moods
/// spelled the same share one form: a mood is given only where the spelling excludes another one, so يقول, being
/// indicative and subjunctive, is [`Mood::Any`].
///
/// # Errors
///
/// When the root does not fit the form or the lemma, or a verb of form I lacks its vowel.
pub fn verb_forms(v: &VerbEntry) -> Result<Vec<Form>, GenerateError> {
    let mut out = Forms::default();
    if v.root == "ليس" {
        return Ok(laysa(out));
    }
    let verb = Conjugation::new(v)?;
    verb.perfect(&mut out, Voice::Active);
    verb.imperfect(&mut out, Voice::Active);
    if verb.pattern.has_passive {
        verb.perfect(&mut out, Voice::Passive);
        verb.imperfect(&mut out, Voice::Passive);
    }
    verb.imperative(&mut out);
    verb.participles(&mut out);
    verb.masdars(&mut out, &v.masdars);
    Ok(out.forms)
}

fn finite(subject: Subject, aspect: Aspect, voice: Voice) -> Features {
    Features {
        pos: Pos::Verb,
        aspect,
        voice,
        person: subject.0,
        gender: subject.1,
        number: subject.2,
        ..Features::default()
    }
}

/// ليس has only a perfect, of present meaning (Wright §182).
fn laysa(mut out: Forms) -> Vec<Form> {
    for (subject, alone, suffixed) in PERFECT {
        let stem = if alone.starts_with(is_vowel) { "لaيس" } else { "لaس" };
        let word = |ending: &str| {
            let s: Vec<char> = stem.chars().chain(ending.chars()).map(letter).collect();
            write(&s, ALONE)
        };
        add_pair(&mut out, word(alone), suffixed.map(word), finite(subject, Aspect::Perfect, Voice::Active));
    }
    out.forms
}

fn add_pair(out: &mut Forms, alone: String, suffixed: Option<String>, features: Features) {
    match suffixed.filter(|s| bare(s) != bare(&alone)) {
        None => out.add(alone, features),
        Some(suffixed) => {
            out.add(alone, Features { attach: Attach::Alone, ..features });
            out.add(suffixed, Features { attach: Attach::Suffixed, ..features });
        }
    }
}

struct Conjugation {
    form: VerbForm,
    pattern: Pattern,
    root: Root,
}

impl Conjugation {
    fn new(v: &VerbEntry) -> Result<Conjugation, GenerateError> {
        let pattern = pattern(v.form);
        let radicals = radicals(v)?;
        if radicals.len() != pattern.radicals {
            return Err(GenerateError::RootLength {
                lemma: v.lemma.clone(),
                root: v.root.clone(),
                wanted: pattern.radicals,
            });
        }
        let imperfect_vowel = match (v.form, v.vowel) {
            (VerbForm::I, Some(vowel)) if is_short(vowel) => vowel,
            (VerbForm::I, _) => {
                return Err(GenerateError::VowelMissing { lemma: v.lemma.clone() });
            }
            _ => 'a',
        };
        // The lemma decides what the root leaves open: vowels, strong or weak ي and و, contraction, assimilation.
        let mut first = None;
        for root in developments(v.form, &pattern, &radicals, imperfect_vowel) {
            let verb = Conjugation { form: v.form, pattern: self::pattern(v.form), root };
            let made = write(&verb.perfect_sounds(Voice::Active, "a"), ALONE);
            if agrees(&v.lemma, &made) {
                return Ok(verb);
            }
            first.get_or_insert(made);
        }
        Err(GenerateError::RootMismatch {
            lemma: v.lemma.clone(),
            root: v.root.clone(),
            made: first.unwrap_or_default(),
        })
    }

    fn sounds(&self, word: &str, last_w: bool) -> Vec<char> {
        pronounce(word, &self.pattern, &self.root, last_w)
    }

    fn is_first(&self) -> bool {
        self.form == VerbForm::I
    }

    fn weak_middle(&self) -> bool {
        self.root.hollow && self.pattern.hollow
    }

    fn perfect_sounds(&self, voice: Voice, ending: &str) -> Vec<char> {
        let active = voice == Voice::Active;
        let stem = if active { self.pattern.perfect } else { self.pattern.perfect_passive };
        let mut vowel = self.root.perfect_vowel;
        let mut stem = stem.to_owned();
        if active && self.is_first() && self.weak_middle() && ending.starts_with(is_consonant) {
            // قُلْتُ from *u*, نِمْتُ and بِعْتُ from the others (Wright §151).
            stem = "1V3".to_owned();
            vowel = if self.root.imperfect_vowel == 'u' { 'u' } else { 'i' };
        }
        if self.root.is_see() && self.form == VerbForm::IV {
            stem = stem.replace("12", "1");
        }
        let stem = stem.replace('V', vowel.encode_utf8(&mut [0; 4]));
        let last_w = active && self.is_first() && vowel != 'i';
        self.sounds(&format!("{stem}{ending}"), last_w)
    }

    fn perfect(&self, out: &mut Forms, voice: Voice) {
        for (subject, alone, suffixed) in PERFECT {
            let features = finite(subject, Aspect::Perfect, voice);
            let suffixed = suffixed.unwrap_or(alone);
            let word = |ending: &str, style| write(&self.perfect_sounds(voice, ending), style);
            for keep_seat in [false, true] {
                let style = Style { keep_seat, ..ALONE };
                let before_suffix = word(suffixed, Style { suffixed: true, ..style });
                add_pair(out, word(alone, style), Some(before_suffix), features);
            }
        }
    }

    /// The imperfect stem without prefix.
    fn imperfect_stem(&self, voice: Voice) -> String {
        let active = voice == Voice::Active;
        let stem = if active { self.pattern.imperfect } else { self.pattern.imperfect_passive };
        let mut stem = stem.to_owned();
        if self.root.is_see() && matches!(self.form, VerbForm::I | VerbForm::IV) {
            stem = stem.replace("12", "1");
        }
        if active && self.is_first() && self.drops_first() {
            stem.remove(0);
        }
        stem.replace('V', self.root.imperfect_vowel.encode_utf8(&mut [0; 4]))
    }

    /// Whether a first radical و is lost in the imperfect, as in يصل and يضع (Wright §142).
    fn drops_first(&self) -> bool {
        if self.root.radical(1) != Some('و') || self.root.contracted {
            return false;
        }
        match self.root.imperfect_vowel {
            'i' => true,
            'a' => {
                self.root.perfect_vowel == 'a'
                    || matches!(self.root.radicals.as_slice(), ['و', 'س', 'ع'] | ['و', 'ط', 'ء'])
            }
            _ => false,
        }
    }

    fn imperfect_keeps_w(&self, voice: Voice) -> bool {
        voice == Voice::Active && self.is_first() && self.root.imperfect_vowel == 'u'
    }

    fn imperfect(&self, out: &mut Forms, voice: Voice) {
        let stem = self.imperfect_stem(voice);
        let vowel = if voice == Voice::Active { self.pattern.prefix } else { 'u' };
        let last_w = self.imperfect_keeps_w(voice);
        for (subject, prefix, ending) in IMPERFECT {
            let mut written = Spellings::default();
            for mood in MOODS {
                let (alone, suffixed) = ending.of(mood);
                let mut endings = vec![(alone, suffixed)];
                if mood == Mood::Jussive && matches!(ending, Ending::Mood) && self.contracts() {
                    // The jussive of doubled verbs, يردد, is also said like the subjunctive, يردّ (Wright §120).
                    endings.push(("a", "a"));
                }
                for (alone, suffixed) in endings {
                    for (text, is_suffixed) in [(alone, false), (suffixed, true)] {
                        let s = self.sounds(&format!("{prefix}{vowel}{stem}{text}"), last_w);
                        for keep_seat in [false, true] {
                            let strip = matches!(ending, Ending::Mood) && !text.is_empty();
                            written.add(
                                write(&s, Style { suffixed: is_suffixed, strip, keep_seat }),
                                mood,
                                is_suffixed,
                            );
                        }
                    }
                }
            }
            written.add_to(out, finite(subject, Aspect::Imperfect, voice));
        }
    }

    fn contracts(&self) -> bool {
        self.root.contracted && self.pattern.contracts.is_some()
    }

    /// The imperative is the jussive without its prefix (Wright §98).
    fn imperative(&self, out: &mut Forms) {
        let mut stem = self.imperfect_stem(Voice::Active);
        // كل, خذ, مر (Wright §137)
        if self.is_first()
            && matches!(self.root.radicals.as_slice(), ['ء', 'ك', 'ل'] | ['ء', 'خ', 'ذ'] | ['ء', 'م', 'ر'])
        {
            stem.remove(0);
        }
        let helper = if self.is_first() && self.root.imperfect_vowel == 'u' { 'u' } else { 'i' };
        for (subject, ending) in IMPERATIVE {
            let mut written = Spellings::default();
            let (alone, suffixed) = ending.of(Mood::Jussive);
            let mut endings = vec![(alone, suffixed, false)];
            if matches!(ending, Ending::Mood) && self.contracts() {
                endings.push(("a", "a", true));
            }
            for (alone, suffixed, strip) in endings {
                for (text, is_suffixed) in [(alone, false), (suffixed, true)] {
                    let word = format!("{stem}{text}");
                    let mut s = self.sounds(&word, self.imperfect_keeps_w(Voice::Active));
                    if self.form == VerbForm::IV {
                        s = self.sounds(&format!("ءa{word}"), false);
                    } else if s.get(..2).is_some_and(|two| two.iter().all(|&c| is_consonant(c))) {
                        s = self.sounds(&format!("{helper}{word}"), self.imperfect_keeps_w(Voice::Active));
                    }
                    for keep_seat in [false, true] {
                        let style = Style { suffixed: is_suffixed, strip, keep_seat };
                        written.add(write(&s, style), Mood::Indicative, is_suffixed);
                    }
                }
            }
            let features = finite(subject, Aspect::Imperative, Voice::Active);
            // The imperative has no moods.
            written.add_to(out, features);
        }
    }

    /// A word of a nominal pattern as it stands in a dictionary: قاضٍ with tanwin where its last radical is weak.
    fn nominal(&self, template: &str, last_w: bool) -> String {
        let mut s = self.sounds(&format!("{template}u"), last_w);
        let defective = self.root.defective() && s.last() == Some(&'I');
        let jaa = template == JAA && s.last() == Some(&'I');
        if defective || jaa {
            s.pop();
            let mut text = write(&[s.as_slice(), &['i']].concat(), Style { strip: true, ..ALONE });
            text.push(KASRATAN);
            return text;
        }
        if s.last().is_some_and(|&c| c == 'u') {
            return write(&s, Style { strip: true, ..ALONE });
        }
        write(&s, ALONE)
    }

    /// Participles (Wright §§80, 236).
    fn participles(&self, out: &mut Forms) {
        let see = self.root.is_see() && self.form == VerbForm::IV;
        let mut active = self.pattern.active_participle.to_owned();
        let mut passive = self.pattern.passive_participle.to_owned();
        if see {
            active = active.replace("12", "1");
            passive = passive.replace("12", "1");
        }
        if self.is_first() && self.weak_middle() && self.root.radical(3) == Some('ء') {
            active = JAA.to_owned();
        }
        let base = Features { pos: Pos::Adjective, verbal: Verbal::ActiveParticiple, ..Features::default() };
        noun::add_adjective(out, &self.nominal(&active, false), None, &[], base);
        if self.form != VerbForm::IX {
            // مدعوّ, but مرضيّ from رضي
            let last_w = self.is_first() && self.root.perfect_vowel != 'i';
            let base = Features { verbal: Verbal::PassiveParticiple, ..base };
            noun::add_adjective(out, &self.nominal(&passive, last_w), None, &[], base);
        }
    }

    fn masdars(&self, out: &mut Forms, listed: &[String]) {
        let base = Features { pos: Pos::Noun, verbal: Verbal::Masdar, ..Features::default() };
        let regular = self.regular_masdar();
        for masdar in regular.iter().chain(listed) {
            noun::add_masdar(out, masdar, base);
        }
    }

    /// The verbal noun of a derived form (Wright §§202–205).
    fn regular_masdar(&self) -> Option<String> {
        let mut template = self.pattern.masdar.to_owned();
        if template.is_empty() {
            return None;
        }
        let last = self.root.radicals.last().copied();
        if self.form == VerbForm::II && (self.root.defective() || last == Some('ء')) {
            // تربية, تهنئة
            template = "ta12i3aة".to_owned();
        }
        let lost_middle = self.weak_middle() || self.root.is_see();
        if lost_middle && matches!(self.form, VerbForm::IV | VerbForm::X) {
            // إقامة, استقامة; إراءة
            if self.root.is_see() && self.form == VerbForm::IV {
                template = template.replace("12", "1");
            }
            if self.weak_middle() || self.form == VerbForm::IV {
                template.push_str("aة");
            }
        }
        let s = self.sounds(&template, false);
        if s.last() == Some(&'ة') {
            // تحيّة: the two ي of حيي meet.
            let text: String = s.iter().collect();
            return Some(write(&text.replace("يiي", "iيي").chars().collect::<Vec<_>>(), ALONE));
        }
        Some(self.nominal(&template, false))
    }
}

/// The active participle of a hollow verb with hamza at its end: جاءٍ (Wright §159).
const JAA: &str = "1AءiY";

/// Radicals of the entry, every seat of hamza read as hamza.
fn radicals(v: &VerbEntry) -> Result<Vec<char>, GenerateError> {
    v.root
        .chars()
        .map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ' => Ok('ء'),
            'ا' | 'ى' | 'ة' => Err(c),
            'ء'..='ي' if c != 'ـ' => Ok(c),
            _ => Err(c),
        })
        .collect::<Result<_, _>>()
        .map_err(|letter| GenerateError::RootLetter { lemma: v.lemma.clone(), root: v.root.clone(), letter })
}

/// The ways in which a root may develop in a form, the usual one first.
fn developments(form: VerbForm, pattern: &Pattern, radicals: &[char], imperfect_vowel: char) -> Vec<Root> {
    let at = |position: usize| radicals.get(position - 1).copied().unwrap_or('ء');
    let weak = |c: char| c == 'و' || c == 'ي';
    let last_weak = radicals.last().is_some_and(|&c| weak(c));
    let doubled = match form {
        VerbForm::IX | VerbForm::Q4 => true,
        _ => pattern.contracts.is_some() && at(2) == at(3) && !last_weak,
    };
    let hollow: &[bool] = if pattern.hollow && weak(at(2)) && !last_weak { &[true, false] } else { &[false] };
    let contracted: &[bool] = if doubled { &[true, false] } else { &[false] };
    // ظلّ يظلّ is ظَلِلَ: the lemma does not show it, the imperfect vowel does.
    let vowels: &[char] = match (form, doubled && imperfect_vowel == 'a') {
        (VerbForm::I, true) => &['i', 'a', 'u'],
        (VerbForm::I, false) => &['a', 'i', 'u'],
        _ => &['a'],
    };
    let mut out = Vec::new();
    for &hollow in hollow {
        for &contracted in contracted {
            for &perfect_vowel in vowels {
                for infix in infixes(form, at(1)) {
                    out.push(Root {
                        radicals: radicals.to_vec(),
                        perfect_vowel,
                        imperfect_vowel,
                        hollow,
                        contracted,
                        infix,
                    });
                }
            }
        }
    }
    out
}

/// First radical and infix of form VIII after their assimilation (Wright §§65–69, 148).
fn infixes(form: VerbForm, first: char) -> Vec<[char; 2]> {
    if form != VerbForm::VIII {
        return vec![[first, 'ت']];
    }
    match first {
        'و' | 'ي' => vec![['ت', 'ت'], [first, 'ت']],
        'ء' => vec![['ء', 'ت'], ['ت', 'ت']],
        'ث' => vec![['ث', 'ث'], ['ت', 'ت'], ['ث', 'ت']],
        'د' => vec![['د', 'د']],
        'ذ' => vec![['د', 'د'], ['ذ', 'ذ'], ['ذ', 'د']],
        'ز' => vec![['ز', 'د']],
        'ص' | 'ض' => vec![[first, 'ط'], [first, first]],
        'ط' => vec![['ط', 'ط']],
        'ظ' => vec![['ظ', 'ط'], ['ظ', 'ظ'], ['ط', 'ط']],
        _ => vec![[first, 'ت']],
    }
}

/// The spellings of one person with the moods and positions in which each occurs.
#[derive(Default)]
struct Spellings(Vec<Spelling>);

struct Spelling {
    vocalised: String,
    moods: [bool; 3],
    alone: bool,
    suffixed: bool,
}

impl Spellings {
    fn add(&mut self, vocalised: String, mood: Mood, suffixed: bool) {
        let key = bare(&vocalised);
        let index = match self.0.iter().position(|s| bare(&s.vocalised) == key) {
            Some(index) => index,
            None => {
                self.0.push(Spelling { vocalised, moods: [false; 3], alone: false, suffixed: false });
                self.0.len() - 1
            }
        };
        let spelling = &mut self.0[index];
        spelling.moods[match mood {
            Mood::Indicative => 0,
            Mood::Jussive => 2,
            _ => 1,
        }] = true;
        spelling.alone |= !suffixed;
        spelling.suffixed |= suffixed;
    }

    fn add_to(self, out: &mut Forms, features: Features) {
        for s in self.0 {
            let mood = match (features.aspect, s.moods) {
                (Aspect::Imperative, _) => Mood::Any,
                (_, [true, false, false]) => Mood::Indicative,
                (_, [false, true, _]) => Mood::NonIndicative,
                (_, [false, false, true]) => Mood::Jussive,
                _ => Mood::Any,
            };
            let attach = match (s.alone, s.suffixed) {
                (true, false) => Attach::Alone,
                (false, true) => Attach::Suffixed,
                _ => Attach::Any,
            };
            out.add(s.vocalised, Features { mood, attach, ..features });
        }
    }
}
