//! Dictionary entries as `lexicon/words/` states them, before any form is generated.

/// A verb: one row of `verbs.tsv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbEntry {
    /// Third person masculine singular perfect with full diacritics, `كَتَبَ`.
    pub lemma: String,
    /// Root letters, weak radicals as و or ي: `قول`.
    pub root: String,
    /// Derivational form.
    pub form: VerbForm,
    /// Vowel of the imperfect's second radical (form I): `a`, `i` or `u`.
    pub vowel: Option<char>,
    /// Verbal nouns beyond the regular one of forms II to X.
    pub masdars: Vec<String>,
}

/// The derivational forms (أوزان) of triliteral and quadriliteral verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VerbForm {
    /// فعل
    I,
    /// فعّل
    II,
    /// فاعل
    III,
    /// أفعل
    IV,
    /// تفعّل
    V,
    /// تفاعل
    VI,
    /// انفعل
    VII,
    /// افتعل
    VIII,
    /// افعلّ
    IX,
    /// استفعل
    X,
    /// فعلل
    Q1,
    /// تفعلل
    Q2,
    /// افعللّ
    Q4,
}

/// A noun: one row of `nouns*.tsv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NounEntry {
    /// Singular; diacritics only where they help.
    pub lemma: String,
    /// True for a feminine noun.
    pub feminine: bool,
    /// `ات`, `ون`, or a broken plural spelled out.
    pub plurals: Vec<String>,
}

/// An adjective: one row of `adjectives.tsv`, or a nisba of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdjectiveEntry {
    /// Masculine singular.
    pub lemma: String,
    /// Feminine singular where it is not lemma + ة (كبرى, حمراء).
    pub feminine: Option<String>,
    /// Broken plurals (جدد); the sound plurals come by themselves.
    pub plurals: Vec<String>,
}

/// A generated form of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The written form with diacritics as far as known, without the short vowel of case and mood at its end.
    pub vocalised: String,
    /// What the form says.
    pub features: crate::features::Features,
}
