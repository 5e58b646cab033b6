//! The patterns of the derivational forms (Wright §§35–80; Ryding ch. 22–33).
//!
//! Digits stand for radicals, `T` for the infix of form VIII, which assimilates. The other signs are those of
//! [`super::sound`].

use crate::entry::VerbForm;

/// The stems of one derivational form. Form I has the vowel of its second radical as `V`.
pub struct Pattern {
    pub perfect: &'static str,
    pub perfect_passive: &'static str,
    /// Without its prefix.
    pub imperfect: &'static str,
    pub imperfect_passive: &'static str,
    /// Vowel of the prefix in the active.
    pub prefix: char,
    pub active_participle: &'static str,
    pub passive_participle: &'static str,
    /// The regular verbal noun; form I has none.
    pub masdar: &'static str,
    /// Number of radicals.
    pub radicals: usize,
    /// False for the forms that news never puts into a finite passive, since they are passive or stative themselves.
    pub has_passive: bool,
    /// The radicals that contract when they are the same: positions as digits.
    pub contracts: Option<(char, char)>,
    /// Whether a weak second radical loses its consonant (forms I, IV, VII, VIII, X; Wright §150).
    pub hollow: bool,
}

/// The pattern of a derivational form.
pub fn pattern(form: VerbForm) -> Pattern {
    // perfect, its passive, imperfect, its passive, prefix, participles, masdar
    let p = |s: [&'static str; 4], prefix, n: [&'static str; 3]| Pattern {
        perfect: s[0],
        perfect_passive: s[1],
        imperfect: s[2],
        imperfect_passive: s[3],
        prefix,
        active_participle: n[0],
        passive_participle: n[1],
        masdar: n[2],
        radicals: 3,
        has_passive: true,
        contracts: Some(('2', '3')),
        hollow: false,
    };
    match form {
        VerbForm::I => Pattern { hollow: true, ..p(["1a2V3", "1u2i3", "12V3", "12a3"], 'a', ["1A2i3", "ma12U3", ""]) },
        VerbForm::II => Pattern {
            contracts: None,
            ..p(["1a22a3", "1u22i3", "1a22i3", "1a22a3"], 'u', ["mu1a22i3", "mu1a22a3", "ta12I3"])
        },
        VerbForm::III => p(["1A2a3", "1U2i3", "1A2i3", "1A2a3"], 'u', ["mu1A2i3", "mu1A2a3", "mu1A2a3aة"]),
        VerbForm::IV => {
            Pattern { hollow: true, ..p(["ءa12a3", "ءu12i3", "12i3", "12a3"], 'u', ["mu12i3", "mu12a3", "ءi12A3"]) }
        }
        VerbForm::V => Pattern {
            contracts: None,
            ..p(["ta1a22a3", "tu1u22i3", "ta1a22a3", "ta1a22a3"], 'a', ["muta1a22i3", "muta1a22a3", "ta1a22u3"])
        },
        VerbForm::VI => p(["ta1A2a3", "tu1U2i3", "ta1A2a3", "ta1A2a3"], 'a', ["muta1A2i3", "muta1A2a3", "ta1A2u3"]),
        VerbForm::VII => Pattern {
            hollow: true,
            has_passive: false,
            ..p(["in1a2a3", "un1u2i3", "n1a2i3", "n1a2a3"], 'a', ["mun1a2i3", "mun1a2a3", "in1i2A3"])
        },
        VerbForm::VIII => Pattern {
            hollow: true,
            ..p(["i1Ta2a3", "u1Tu2i3", "1Ta2i3", "1Ta2a3"], 'a', ["mu1Ta2i3", "mu1Ta2a3", "i1Ti2A3"])
        },
        VerbForm::IX => Pattern {
            has_passive: false,
            contracts: Some(('3', '3')),
            ..p(["i12a3a3", "u12u3i3", "12a3i3", "12a3a3"], 'a', ["mu12a3i3", "mu12a3a3", "i12i3A3"])
        },
        VerbForm::X => Pattern {
            hollow: true,
            ..p(["ista12a3", "ustu12i3", "sta12i3", "sta12a3"], 'a', ["musta12i3", "musta12a3", "isti12A3"])
        },
        VerbForm::Q1 => Pattern {
            radicals: 4,
            contracts: None,
            ..p(["1a23a4", "1u23i4", "1a23i4", "1a23a4"], 'u', ["mu1a23i4", "mu1a23a4", "1a23a4aة"])
        },
        VerbForm::Q2 => Pattern {
            radicals: 4,
            contracts: None,
            ..p(["ta1a23a4", "tu1u23i4", "ta1a23a4", "ta1a23a4"], 'a', ["muta1a23i4", "muta1a23a4", "ta1a23u4"])
        },
        VerbForm::Q4 => Pattern {
            radicals: 4,
            contracts: Some(('4', '4')),
            ..p(["i12a34a4", "u12u34i4", "12a34i4", "12a34a4"], 'a', ["mu12a34i4", "mu12a34a4", "i12i34A4"])
        },
    }
}
