//! What a word form says grammatically, packed small enough to store by the hundred thousand.

/// Part of speech. Verbal nouns and participles are nouns or adjectives whose [`Verbal`] says where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Pos {
    /// Nothing known.
    #[default]
    Unknown,
    /// A finite verb.
    Verb,
    /// A common noun, also a verbal noun.
    Noun,
    /// An adjective, nisba or participle.
    Adjective,
    /// A proper name.
    Name,
    /// A free-standing personal pronoun.
    Pronoun,
    /// هذا, تلك and their like.
    Demonstrative,
    /// الذي, اللتين, من, ما as relatives.
    Relative,
    /// A preposition, also a compound one.
    Preposition,
    /// A conjunction between words or clauses.
    Conjunction,
    /// أن, إن, كي and other openers of a dependent clause.
    Subordinator,
    /// Negation, future, question and the other particles.
    Particle,
    /// An adverb.
    Adverb,
    /// A number in digits or words.
    Number,
    /// Anything that is no word.
    Punctuation,
}

impl Pos {
    /// The part of speech in what [`Features::pack`] gave.
    #[inline]
    pub fn unpack(bits: u32) -> Pos {
        const ALL: [Pos; 15] = [
            Pos::Unknown,
            Pos::Verb,
            Pos::Noun,
            Pos::Adjective,
            Pos::Name,
            Pos::Pronoun,
            Pos::Demonstrative,
            Pos::Relative,
            Pos::Preposition,
            Pos::Conjunction,
            Pos::Subordinator,
            Pos::Particle,
            Pos::Adverb,
            Pos::Number,
            Pos::Punctuation,
        ];
        ALL.get((bits & 15) as usize).copied().unwrap_or_default()
    }
}

/// Tense and aspect of a finite verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Aspect {
    /// Not a finite verb.
    #[default]
    None,
    /// الماضي.
    Perfect,
    /// المضارع.
    Imperfect,
    /// الأمر.
    Imperative,
}

/// Mood of an imperfect verb where its spelling shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Mood {
    /// Not shown, or not an imperfect.
    #[default]
    Any,
    /// Only the indicative (يكتبون, يدعو).
    Indicative,
    /// Subjunctive or jussive, which look alike (يكتبوا).
    NonIndicative,
    /// Only the jussive (يدعُ, يقل).
    Jussive,
}

/// Voice of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Voice {
    /// Active, or no verb.
    #[default]
    Active,
    /// Passive.
    Passive,
}

/// Grammatical gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Gender {
    /// Not marked.
    #[default]
    None,
    /// Masculine.
    Masculine,
    /// Feminine.
    Feminine,
}

/// Grammatical number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Number {
    /// Not marked.
    #[default]
    None,
    /// One.
    Singular,
    /// Two.
    Dual,
    /// Three and more.
    Plural,
}

/// Case of a noun or adjective where its spelling shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Case {
    /// Not shown.
    #[default]
    Any,
    /// Nominative (وزيران, مدرسون).
    Nominative,
    /// Accusative or genitive (وزيرين, مدرسين).
    Oblique,
    /// Indefinite accusative (وزيرا).
    Accusative,
}

/// From what a noun or adjective is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Verbal {
    /// Not from a verb.
    #[default]
    None,
    /// Verbal noun (مصدر).
    Masdar,
    /// Active participle (اسم الفاعل).
    ActiveParticiple,
    /// Passive participle (اسم المفعول).
    PassiveParticiple,
}

/// With what the form may be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Attach {
    /// Stands alone or before a pronoun suffix.
    #[default]
    Any,
    /// Occurs only before a pronoun suffix (مدرست-هم, التقا-ه, كتبو-ها).
    Suffixed,
    /// Never before a pronoun suffix (مدرسة, التقى, كتبوا).
    Alone,
    /// First term of an idafa, or before a pronoun suffix (مدرسو, وزيرا, وزيري).
    Construct,
}

/// All features of one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Features {
    /// Part of speech.
    pub pos: Pos,
    /// Tense of a verb.
    pub aspect: Aspect,
    /// Mood of an imperfect.
    pub mood: Mood,
    /// Voice of a verb.
    pub voice: Voice,
    /// 1, 2, 3; 0 where there is none.
    pub person: u8,
    /// Gender.
    pub gender: Gender,
    /// Number.
    pub number: Number,
    /// Case, where spelling shows it.
    pub case: Case,
    /// Derivation from a verb.
    pub verbal: Verbal,
    /// What it may be joined with.
    pub attach: Attach,
    /// The lemma is rare in news, or is a name that is a common word far more often.
    pub rare: bool,
}

impl Features {
    /// Packs into 32 bits.
    pub fn pack(self) -> u32 {
        self.pos as u32
            | (self.aspect as u32) << 4
            | (self.mood as u32) << 6
            | (self.voice as u32) << 8
            | u32::from(self.person) << 9
            | (self.gender as u32) << 11
            | (self.number as u32) << 13
            | (self.case as u32) << 15
            | (self.verbal as u32) << 17
            | (self.attach as u32) << 19
            | u32::from(self.rare) << 21
    }

    /// The inverse of [`Features::pack`]; bits out of range read as the default.
    #[inline]
    pub fn unpack(bits: u32) -> Features {
        let field = |at: u32, width: u32| (bits >> at) & ((1 << width) - 1);
        Features {
            pos: Pos::unpack(bits),
            aspect: [Aspect::None, Aspect::Perfect, Aspect::Imperfect, Aspect::Imperative][field(4, 2) as usize],
            mood: [Mood::Any, Mood::Indicative, Mood::NonIndicative, Mood::Jussive][field(6, 2) as usize],
            voice: [Voice::Active, Voice::Passive][field(8, 1) as usize],
            person: field(9, 2) as u8,
            gender: [Gender::None, Gender::Masculine, Gender::Feminine, Gender::None][field(11, 2) as usize],
            number: [Number::None, Number::Singular, Number::Dual, Number::Plural][field(13, 2) as usize],
            case: [Case::Any, Case::Nominative, Case::Oblique, Case::Accusative][field(15, 2) as usize],
            verbal: [Verbal::None, Verbal::Masdar, Verbal::ActiveParticiple, Verbal::PassiveParticiple]
                [field(17, 2) as usize],
            attach: [Attach::Any, Attach::Suffixed, Attach::Alone, Attach::Construct][field(19, 2) as usize],
            rare: field(21, 1) == 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_keeps_everything() {
        let f = Features {
            pos: Pos::Punctuation,
            aspect: Aspect::Imperative,
            mood: Mood::Jussive,
            voice: Voice::Passive,
            person: 3,
            gender: Gender::Feminine,
            number: Number::Plural,
            case: Case::Accusative,
            verbal: Verbal::PassiveParticiple,
            attach: Attach::Construct,
            rare: true,
        };
        assert_eq!(Features::unpack(f.pack()), f);
        assert_eq!(Features::unpack(Features::default().pack()), Features::default());
        assert_eq!(Features::unpack(f.pack() | 0xFFC0_0000), f, "bits without a meaning are passed over");
    }
}
