//! Codes of countries, bodies and acts as other data sets write them, from `lexicon/codes/`.

use std::sync::LazyLock;

use marsad_record::{EventType, Status};
use rustc_hash::FxHashMap;

use crate::score::has_mode;
use crate::table::rows;

/// A country as other data sets write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// English name.
    pub name: &'static str,
    /// Number in the Correlates of War project; empty for what that counts as no state.
    pub cow: &'static str,
    /// FIPS 10-4.
    pub fips: &'static str,
}

/// An actor that is no country, as other data sets write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Body {
    /// English name.
    pub name: &'static str,
    /// CAMEO code.
    pub cameo: &'static str,
    /// GDELT's known group; may be empty.
    pub group: &'static str,
    /// PLOVER's country slot.
    pub country: &'static str,
    /// PLOVER's sector where the code settles it.
    pub sector: &'static str,
}

/// What a CAMEO code means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cameo {
    /// Points on Goldstein's scale.
    pub points: f64,
    /// PLOVER's mode where the code settles it; may be empty.
    pub mode: &'static str,
    /// In words.
    pub meaning: &'static str,
}

static COUNTRIES: LazyLock<FxHashMap<&'static str, Country>> = LazyLock::new(|| {
    rows(include_str!("../../../lexicon/codes/countries.tsv"))
        .filter_map(|cells| match cells[..] {
            [code, name, cow, fips] => Some((code, Country { name, cow, fips })),
            _ => None,
        })
        .collect()
});

static BODIES: LazyLock<FxHashMap<&'static str, Body>> = LazyLock::new(|| {
    rows(include_str!("../../../lexicon/codes/bodies.tsv"))
        .filter_map(|cells| match cells[..] {
            [code, name, cameo, group, country, sector] => Some((code, Body { name, cameo, group, country, sector })),
            _ => None,
        })
        .collect()
});

static CAMEO: LazyLock<FxHashMap<&'static str, Cameo>> = LazyLock::new(|| {
    rows(include_str!("../../../lexicon/codes/cameo.tsv"))
        .filter_map(|cells| match cells[..] {
            [code, points, mode, meaning] => Some((code, Cameo { points: points.parse().ok()?, mode, meaning })),
            _ => None,
        })
        .collect()
});

/// A country by its alpha-3 code.
pub fn country(code: &str) -> Option<Country> {
    COUNTRIES.get(code).copied()
}

/// A body by its code.
pub fn body(code: &str) -> Option<Body> {
    BODIES.get(code).copied()
}

/// What a CAMEO code means: its own row, or that of its longest beginning.
pub fn cameo(code: &str) -> Option<Cameo> {
    (2..=code.len()).rev().find_map(|n| CAMEO.get(code.get(..n)?).copied())
}

/// An actor's sector as PLOVER writes it; empty for none.
pub fn plover_sector(role: &str) -> &'static str {
    match role {
        "GOV" => "GOV",
        "LEG" => "LEG",
        "JUD" => "JUD",
        "MIL" => "MIL",
        "POL" => "COP",
        "SPY" => "SPY",
        "OPP" => "OPP",
        "PTY" => "PTY",
        "REB" => "REB",
        "MED" => "JRN",
        "BUS" => "BUS",
        "LAB" => "LAB",
        "REL" => "REL",
        "EDU" => "EDU",
        "REF" => "REF",
        "CVL" | "IND" => "CVL",
        "UNK" => "UNK",
        _ => "",
    }
}

/// An actor's role as CAMEO writes it; empty for none.
pub fn cameo_role(role: &str) -> &'static str {
    match role {
        "MED" => "MED",
        "UNK" | "IGO" | "NGO" => "",
        other => plover_sector(other),
    }
}

/// An act as the manuals of PLOVER and CAMEO have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manual {
    /// PLOVER type.
    pub event_type: EventType,
    /// PLOVER mode; empty for none.
    pub mode: String,
    /// CAMEO code.
    pub cameo: String,
}

/// An act by the manuals to the letter, where our records differ: signing is SUPPORT, an apology CONCEDE, an invitation AGREE; a
/// planned act of cooperation is AGREE and a planned retreat CONCEDE. `None` for what the manuals do not count: an act that did not
/// happen, is only possible, or is planned otherwise.
pub fn by_the_manual(event_type: EventType, mode: Option<&str>, cameo_code: &str, status: Status) -> Option<Manual> {
    use EventType::{Agree, Aid, Assault, Concede, Consult, Cooperate, Request, Retreat, Support};
    let code = |event_type, code: &str| Some(Manual { event_type, mode: String::new(), cameo: code.to_owned() });
    match status {
        Status::Occurred | Status::Ongoing => {}
        Status::Planned => {
            return match event_type {
                Consult => code(Agree, "036"),
                Cooperate => code(Agree, "031"),
                Aid => code(Agree, "033"),
                Support => code(Agree, "032"),
                Agree => code(Agree, if cameo_code == "057" { "030" } else { cameo_code }),
                Retreat => code(Concede, "035"),
                _ => None,
            };
        }
        Status::Possible | Status::Denied => return None,
    }
    match (event_type, cameo_code) {
        (Agree, "057") => return code(Support, "057"),
        (Support, "055") => return code(Concede, "055"),
        (Request, "036") => return code(Agree, "036"),
        _ => {}
    }
    let settled = cameo(cameo_code).map_or("", |c| c.mode);
    let told = match mode {
        Some("assassinate" | "massacre") if event_type == Assault => "targeted",
        other => other.unwrap_or(""),
    };
    // The code is closer than the record's mode: a drone is no artillery. What the manual lists for no such type is left out.
    let mode = [settled, told].into_iter().find(|mode| !mode.is_empty() && has_mode(event_type, mode));
    Some(Manual { event_type, mode: mode.unwrap_or("").to_owned(), cameo: cameo_code.to_owned() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_body_of_the_lexicon_has_its_codes() {
        let first = |text: &'static str| rows(text).map(|cells| cells[0]);
        for code in first(include_str!("../../../lexicon/states.tsv")) {
            assert!(country(code).is_some_and(|c| !c.name.is_empty() && c.fips.len() == 2), "{code}");
        }
        for code in first(include_str!("../../../lexicon/bodies.tsv")) {
            assert!(country(code).is_some() || body(code).is_some(), "{code}");
        }
        // The 193 members of the United Nations, Taiwan and Kosovo.
        assert_eq!(COUNTRIES.values().filter(|c| !c.cow.is_empty()).count(), 195);
        for (code, body) in BODIES.iter() {
            assert!(
                ["IGO", "UNO", "EUR", "NGO", "ISM", "IMG"].contains(&body.country) || country(body.country).is_some(),
                "{code}"
            );
        }
        assert_eq!(country("IRN").unwrap(), Country { name: "Iran", cow: "630", fips: "IR" });
    }

    #[test]
    fn the_codes_of_frames_mean_something() {
        for n in 1..=20 {
            assert!(cameo(&format!("{n:02}")).is_some(), "{n}");
        }
        assert_eq!((cameo("1053").unwrap().mode, cameo("1952").unwrap().mode), ("yield", "drone"));
        assert_eq!(cameo("99"), None);
        for row in rows(include_str!("../../../lexicon/codes/cameo.tsv")) {
            assert!(cameo(row[0]).is_some_and(|c| !c.meaning.is_empty()), "{row:?}");
            let mode = row[2];
            assert!(mode.is_empty() || EventType::ALL.iter().any(|&t| has_mode(t, mode)), "{mode}");
        }
    }

    #[test]
    fn the_manuals_are_followed_to_the_letter() {
        use EventType::*;
        let of =
            |t, mode, code: &str, status| by_the_manual(t, mode, code, status).map(|m| (m.event_type, m.mode, m.cameo));
        let done = Status::Occurred;
        assert_eq!(of(Agree, None, "057", done), Some((Support, String::new(), "057".to_owned())));
        assert_eq!(of(Support, None, "055", done), Some((Concede, String::new(), "055".to_owned())));
        assert_eq!(of(Request, Some("meet"), "036", done), Some((Agree, String::new(), "036".to_owned())));
        assert_eq!(of(Consult, Some("visit"), "042", Status::Planned), Some((Agree, String::new(), "036".to_owned())));
        assert_eq!(of(Consult, Some("meet"), "040", done), Some((Consult, String::new(), "040".to_owned())));
        assert_eq!(
            of(Assault, Some("assassinate"), "186", done),
            Some((Assault, "targeted".to_owned(), "186".to_owned()))
        );
        assert_eq!(
            of(Assault, Some("heavy-weapons"), "1952", done),
            Some((Assault, "drone".to_owned(), "1952".to_owned()))
        );
        assert_eq!(of(Assault, None, "190", Status::Denied), None);
        assert_eq!(of(Assault, None, "190", Status::Planned), None);
    }
}
