//! Picks one reading for each word of a sentence by its neighbours: the cheapest path through all readings (Viterbi).
//!
//! The costs between neighbours are rules of the language (Ryding, A Reference Grammar of Modern Standard Arabic: ch. 7 on
//! definiteness and annexation, ch. 34 to 37 on moods and negation), with weights set by hand.

use crate::analyze::{Proclitics, Reading};
use crate::dictionary::Dictionary;
use crate::features::{Aspect, Attach, Case, Gender, Mood, Number, Pos};

/// The index of the reading chosen for each word. `readings` holds at least one for each word.
pub fn tag(dictionary: &Dictionary, readings: &[Vec<Reading>]) -> Vec<usize> {
    let mut best: Vec<Vec<(i32, usize)>> = Vec::with_capacity(readings.len());
    for (i, options) in readings.iter().enumerate() {
        let row = options
            .iter()
            .map(|r| {
                if i == 0 {
                    return (r.cost + start(r), 0);
                }
                let (cost, from) = readings[i - 1]
                    .iter()
                    .enumerate()
                    .map(|(j, p)| (best[i - 1][j].0 + between(dictionary, p, r), j))
                    .min()
                    .unwrap_or((0, 0));
                (cost + r.cost, from)
            })
            .collect();
        best.push(row);
    }
    let mut picked = vec![0; readings.len()];
    let Some(last) = best.last() else { return picked };
    let mut at = last.iter().enumerate().min_by_key(|(_, c)| c.0).map_or(0, |(i, _)| i);
    for i in (0..readings.len()).rev() {
        picked[i] = at;
        at = best[i][at].1;
    }
    picked
}

/// News sentences begin with a verb or a definite noun.
fn start(r: &Reading) -> i32 {
    match r.features.pos {
        Pos::Verb if r.features.aspect == Aspect::Perfect => -7,
        Pos::Verb => 0,
        Pos::Adjective => 4,
        _ => 0,
    }
}

fn between(dictionary: &Dictionary, p: &Reading, r: &Reading) -> i32 {
    let (a, b) = (&p.features, &r.features);
    let joined = r.proclitics.conjunction();
    let own_preposition = r.proclitics.preposition().is_some();
    let attributes = |x: &Reading| x.lemma.map_or("", |l| dictionary.lemma(l).attributes);
    match (a.pos, b.pos) {
        _ if a.pos == Pos::Preposition && p.enclitic.is_none() => {
            // A preposition governs a noun or pronoun; a verb follows only behind ما or أن.
            match b.pos {
                Pos::Noun | Pos::Name | Pos::Number | Pos::Demonstrative | Pos::Pronoun | Pos::Relative => {
                    if joined {
                        15
                    } else if matches!(b.case, Case::Accusative | Case::Nominative) {
                        14
                    } else {
                        -2
                    }
                }
                Pos::Adjective => {
                    if joined {
                        15
                    } else {
                        3
                    }
                }
                Pos::Subordinator => 2,
                Pos::Verb => {
                    if own_preposition {
                        30
                    } else {
                        24
                    }
                }
                Pos::Punctuation => 2,
                _ => 9,
            }
        }
        (Pos::Particle, Pos::Verb) => {
            let wants = attributes(p);
            match b.aspect {
                Aspect::Imperfect if wants.contains("jussive") || wants.contains("subjunctive") => {
                    if b.mood == Mood::Indicative { 4 } else { -12 }
                }
                Aspect::Perfect if wants.contains("jussive") || wants.contains("subjunctive") => 20,
                _ => -4,
            }
        }
        (Pos::Particle, _) if (attributes(p).contains("jussive") || attributes(p).contains("subjunctive")) => 12,
        (Pos::Subordinator, Pos::Verb) => {
            if attributes(p).contains("noun-subject") {
                8
            } else {
                -3
            }
        }
        (Pos::Verb, Pos::Verb) => {
            if joined {
                2
            } else if b.aspect == Aspect::Imperfect {
                6
            } else {
                16
            }
        }
        (Pos::Verb, Pos::Noun | Pos::Name) => {
            if matches!(b.attach, Attach::Construct) {
                0
            } else {
                -2
            }
        }
        (Pos::Verb, Pos::Adjective) => {
            if b.case == Case::Accusative {
                2
            } else {
                7
            }
        }
        (Pos::Noun | Pos::Adjective | Pos::Name, Pos::Adjective) => {
            if joined {
                return 1;
            }
            let agree = p.definite() == r.proclitics.has(Proclitics::AL);
            let case_clash =
                matches!((a.case, b.case), (Case::Nominative, Case::Oblique) | (Case::Oblique, Case::Nominative));
            let gender_clash = a.number == Number::Singular
                && b.number == Number::Singular
                && a.gender != Gender::None
                && b.gender != Gender::None
                && a.gender != b.gender;
            (if agree {
                -6
            } else if b.case == Case::Accusative {
                2
            } else {
                4
            }) + i32::from(case_clash) * 8
                + i32::from(gender_clash) * 3
        }
        (Pos::Noun, Pos::Noun | Pos::Name) => {
            if joined || own_preposition {
                return 0;
            }
            if p.proclitics.has(Proclitics::AL) || p.enclitic.is_some() || a.case == Case::Accusative {
                // No idafa can follow; apposition may.
                if b.pos == Pos::Name { 0 } else { 3 }
            } else if r.definite() {
                -4
            } else if b.case == Case::Accusative {
                2
            } else {
                -1
            }
        }
        // The first term of an idafa must have its second.
        _ if a.attach == Attach::Construct && p.enclitic.is_none() => 25,
        (Pos::Name, Pos::Name) => {
            if joined {
                1
            } else {
                -8
            }
        }
        (Pos::Name | Pos::Noun | Pos::Adjective, Pos::Verb) => {
            if joined || (a.gender != Gender::None && a.gender == b.gender) { 0 } else { 3 }
        }
        (Pos::Demonstrative, Pos::Noun) => {
            if r.proclitics.has(Proclitics::AL) {
                -4
            } else {
                2
            }
        }
        (Pos::Number, Pos::Noun) => -2,
        (Pos::Punctuation | Pos::Conjunction, Pos::Verb) => -1,
        _ if b.attach == Attach::Construct => 2,
        _ => 0,
    }
}
