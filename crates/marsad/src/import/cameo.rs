//! CAMEO's codes of actors: which code and role of the record they are.

use std::collections::HashSet;

use marsad_record::Role;

/// What a CAMEO code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Code of the record; `None` for an agent, whose state the text tells.
    pub code: Option<String>,
    /// State of an armed group, whose own code is `NSA`.
    pub home: Option<String>,
    /// `None` where the code is a state and nothing more.
    pub role: Option<Role>,
}

/// CAMEO's codes of states that are not those of ISO 3166 today.
const STATES: &[(&str, &str)] = &[
    ("XKX", "KSV KOS RKS"),
    ("ROU", "ROM"),
    ("COD", "ZAR"),
    ("TLS", "TMP"),
    ("MMR", "BUR"),
    ("PSE", "PAL WSB GZS"),
    ("ESH", "SAH"),
];

/// Regions, which are no party.
const REGIONS: &str =
    "AFR ASA BLK CAF CAS CAU CEU CFR CRB EAF EEU EIN EUR LAM MDT MEA NAF NMR PGS SAF SAM SAS SCN SEA WAF WST";

/// International bodies with a code of their own.
const BODIES: &[(&str, &str)] = &[
    ("UN", "UNO UNS FAO HCR HCH HRC ICJ ILO KID UNF WFP WHO"),
    ("EU", "EEC EUU"),
    ("NATO", "NAT"),
    ("ARABLEAGUE", "ARL LAS"),
    ("GCC", "GCC"),
    ("OIC", "OIC"),
    ("AU", "OAU AUN"),
    ("IAEA", "IAE"),
    ("ICC", "ICC"),
    ("ICRC", "IRC"),
    ("OPEC", "OPC"),
    ("IMF", "IMF"),
    ("WORLDBANK", "WBK"),
];

/// CAMEO's roles.
const ROLES: &[(Role, &str)] = &[
    (Role::Gov, "GOV"),
    (Role::Leg, "LEG"),
    (Role::Jud, "JUD"),
    (Role::Mil, "MIL"),
    (Role::Pol, "COP"),
    (Role::Spy, "SPY"),
    (Role::Opp, "OPP"),
    (Role::Pty, "PTY"),
    // Criminals and radicals are armed groups to the record.
    (Role::Reb, "REB UAF SEP INS RAD CRM IMG"),
    (Role::Igo, "IGO"),
    (Role::Ngo, "NGO NGM HRI ENV DEV"),
    (Role::Med, "MED"),
    (Role::Bus, "BUS MNC"),
    // Farmers, doctors and nurses are trades, as groups.tsv has them.
    (Role::Lab, "LAB AGR HLH"),
    (Role::Rel, "REL MUS CHR CTH JEW BUD HIN SIK SHI SUN"),
    (Role::Edu, "EDU"),
    (Role::Ref, "REF"),
    (Role::Cvl, "CVL SET"),
    (Role::Ind, "ELI"),
    (Role::Unk, "INT"),
];

fn find<T: Copy>(table: &[(T, &str)], part: &str) -> Option<T> {
    table.iter().find(|(_, parts)| parts.split(' ').any(|p| p == part)).map(|(t, _)| *t)
}

/// The party that a code is, `states` being the states that the lexicon knows.
///
/// # Errors
/// Why it cannot be told.
pub fn party(code: &str, states: &HashSet<&str>) -> Result<Party, String> {
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_uppercase()) || !code.len().is_multiple_of(3) {
        return Err(format!("{code:?} is no CAMEO code, which is made of parts of three capital letters"));
    }
    let parts: Vec<&str> = (0..code.len()).step_by(3).map(|i| &code[i..i + 3]).collect();
    let (first, rest) = (parts[0], &parts[1..]);
    let plain = |code: &str, role: Role| Party { code: Some(code.to_owned()), home: None, role: Some(role) };
    let own = rest.iter().find_map(|p| find(BODIES, p));
    match first {
        "IGO" => return Ok(plain(own.unwrap_or("IGO"), Role::Igo)),
        "NGO" | "NGM" => return Ok(plain(own.filter(|b| *b == "ICRC").unwrap_or("NGO"), Role::Ngo)),
        "UNO" => return Ok(plain("UN", Role::Igo)),
        "NAT" => return Ok(plain("NATO", Role::Igo)),
        "IMG" => return Ok(plain("NSA", Role::Reb)),
        "MNC" | "INT" => {
            let home = rest.iter().find(|p| states.contains(**p)).copied().unwrap_or("UNK");
            let role = if first == "MNC" { Role::Bus } else { roles(rest)?.unwrap_or(Role::Unk) };
            return Ok(plain(home, role));
        }
        _ => {}
    }
    let state = find(STATES, first).unwrap_or(first);
    if states.contains(state) && find(ROLES, first).is_none() {
        let role = roles(rest)?;
        // The record keeps states' codes for states: an armed group has none of its own.
        let armed = role == Some(Role::Reb);
        let home = armed.then(|| state.to_owned());
        let code = if armed { "NSA" } else { state };
        return Ok(Party { code: Some(code.to_owned()), home, role });
    }
    if find(ROLES, first).is_some() {
        let role = roles(&parts)?;
        let code = (role == Some(Role::Reb)).then(|| "NSA".to_owned());
        return Ok(Party { code, home: None, role });
    }
    if REGIONS.split(' ').any(|r| r == first) {
        return Err(format!("{first} is a region, which is no party; write a state"));
    }
    Err(format!("{first} is no state of states.tsv, no role and no kind of international body"))
}

/// The role that a sequence of roles is; `None` for an empty one.
fn roles(parts: &[&str]) -> Result<Option<Role>, String> {
    let mut all = Vec::new();
    for part in parts {
        // A moderate wing is a wing all the same.
        if *part != "MOD" {
            all.push(find(ROLES, part).ok_or_else(|| format!("{part} is no role; see CAMEO's manual"))?);
        }
    }
    let Some((&first, rest)) = all.split_first() else { return Ok(None) };
    let organ = |r: &Role| matches!(r, Role::Leg | Role::Jud | Role::Pol | Role::Spy);
    Ok(Some(match first {
        // A government's parliament, court or police is that organ.
        Role::Gov => rest.iter().copied().find(organ).unwrap_or(first),
        // A civilian or believer who is something more.
        Role::Cvl | Role::Rel => rest.first().copied().unwrap_or(first),
        _ => first,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(code: &str) -> String {
        let states = HashSet::from(["USA", "IRQ", "PSE", "XKX", "LBN"]);
        match party(code, &states) {
            Ok(p) => {
                [p.code.unwrap_or_default(), p.role.map_or("", |r| r.as_str()).to_owned(), p.home.unwrap_or_default()]
                    .join(" ")
                    .trim()
                    .to_owned()
            }
            Err(why) => why,
        }
    }

    #[test]
    fn codes_become_code_and_role() {
        for (code, wanted) in [
            ("USAGOV", "USA GOV"),
            ("USA", "USA"),
            ("KSVCOP", "XKX POL"),
            ("IRQREB", "NSA REB IRQ"),
            ("PSEUAFMUS", "NSA REB PSE"),
            ("LBNGOVLEG", "LBN LEG"),
            ("LBNCVLELI", "LBN IND"),
            ("GOV", "GOV"),
            ("REB", "NSA REB"),
            ("MUSRAD", "NSA REB"),
            ("MUS", "REL"),
            ("IGO", "IGO IGO"),
            ("IGOUNO", "UN IGO"),
            ("IGOEEC", "EU IGO"),
            ("IGOGOV", "IGO IGO"),
            ("NGO", "NGO NGO"),
            ("NGOIRC", "ICRC NGO"),
            ("USANGO", "USA NGO"),
            ("MNC", "UNK BUS"),
            ("MNCUSA", "USA BUS"),
            ("INT", "UNK UNK"),
            ("IMG", "NSA REB"),
        ] {
            assert_eq!(short(code), wanted.trim(), "{code}");
        }
    }

    #[test]
    fn other_codes_are_refused_with_a_reason() {
        assert!(short("").contains("no CAMEO code"));
        assert!(short("?MIL").contains("no CAMEO code"));
        assert!(short("USAG").contains("no CAMEO code"));
        assert!(short("EUR").contains("a region"));
        assert!(short("USAQQQ").contains("QQQ is no role"));
        assert!(short("LIEGOV").contains("LIE is no state"));
    }
}
