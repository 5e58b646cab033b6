//! Rows of GDELT, ICEWS and POLECAT.

use crate::acts::{ActDetail, ActParty};
use crate::codes::{body, cameo, cameo_role, country};
use crate::export::{english, manual, manual_of, number, plover_country, sector};
use crate::query::{Answer, Party};
use crate::score::score;

/// A cell of a table: text without what would end it.
pub(crate) type Cell = String;

/// A tab-separated row.
pub(crate) fn row(cells: &[Cell]) -> String {
    cells.iter().map(|c| c.replace(['\t', '\n', '\r'], " ")).collect::<Vec<_>>().join("\t")
}

fn or<T: ToString>(value: Option<T>) -> Cell {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// The pairs of a compound act: each doer with each of the other side; of equals without another side, each two.
fn pairs<'p, P>(doers: &[&'p P], others: &[&'p P]) -> Vec<(&'p P, Option<&'p P>)> {
    if !others.is_empty() {
        return doers.iter().flat_map(|&a| others.iter().map(move |&b| (a, Some(b)))).collect();
    }
    match doers {
        [] => Vec::new(),
        [one] => vec![(one, None)],
        _ => {
            let rest = |i: usize| doers[i + 1..].iter();
            doers.iter().enumerate().flat_map(|(i, &a)| rest(i).map(move |&b| (a, Some(b)))).collect()
        }
    }
}

/// CAMEO's code of an actor: the country or body, then its role.
fn cameo_actor(code: &str, role: &str) -> String {
    match body(code) {
        Some(b) => b.cameo.to_owned(),
        None if code == "UNK" => cameo_role(role).to_owned(),
        None => format!("{code}{}", cameo_role(role)),
    }
}

/// The ten columns of an actor in GDELT.
fn gdelt_actor(p: Option<&ActParty>) -> [Cell; 10] {
    let Some(p) = p else { return Default::default() };
    let place = body(&p.code);
    let name = country(&p.code).map(|c| c.name).or_else(|| place.map(|b| b.name)).unwrap_or("").to_uppercase();
    let home = if country(&p.code).is_some() { p.code.as_str() } else { place.map_or("", |b| b.country) };
    let home = if country(home).is_some() { home } else { "" };
    let kind = match place.map(|b| b.country) {
        Some("IGO" | "UNO" | "EUR") => "IGO",
        Some("NGO") => "NGO",
        Some("IMG") if p.code != "NSA" => "IMG",
        _ => cameo_role(&p.role),
    };
    let code = cameo_actor(&p.code, &p.role);
    let cells = [code.as_str(), name.as_str(), home, place.map_or("", |b| b.group), "", "", "", kind, "", ""];
    cells.map(str::to_owned)
}

/// The eight columns of a place in GDELT.
fn gdelt_place(name: &str, code: Option<&str>, point: [Option<f64>; 2], id: Option<i64>) -> [Cell; 8] {
    let home = code.and_then(country);
    // 1: a country, 4: a city of the world.
    let kind = match (home, point[0]) {
        (_, Some(_)) => "4",
        (Some(_), None) => "1",
        _ => {
            return [
                "0".to_owned(),
                name.to_owned(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
            ];
        }
    };
    let fips = home.map_or("", |c| c.fips);
    let full = match home {
        Some(c) if kind == "4" => format!("{name}, {}", c.name),
        Some(c) => c.name.to_owned(),
        None => name.to_owned(),
    };
    [kind.to_owned(), full, fips.to_owned(), fips.to_owned(), String::new(), or(point[0]), or(point[1]), or(id)]
}

/// Columns of GDELT 2.0's events.
pub(crate) const GDELT_COLUMNS: usize = 61;

/// Rows of an act: one a pair of parties. None for what GDELT does not count.
pub(crate) fn gdelt(act: &ActDetail) -> Vec<String> {
    let a = &act.summary;
    let first = a.first.as_ref();
    let published = first.and_then(|f| f.published.clone());
    let (Some(by), Some(date)) = (manual_of(a), a.start.clone().or_else(|| published.clone())) else {
        return Vec::new();
    };
    let side = |name: &str| a.parties.iter().filter(|p| p.side == name).collect::<Vec<_>>();
    let code = cameo(&by.cameo);
    let (quad, _) = score(by.event_type, (!by.mode.is_empty()).then_some(by.mode.as_str()));
    let day: String = date.split('-').collect();
    let part = |from: usize, to: usize| date.get(from..to).unwrap_or("");
    let fraction = {
        let (year, month, of) = (part(0, 4), part(5, 7), part(8, 10));
        let number = |s: &str| s.parse::<f64>().unwrap_or(0.0);
        format!("{:.4}", number(year) + (number(month) * 30.0 + number(of)) / 365.0)
    };
    let mentions: usize = act.told.iter().map(|r| r.event.spans.len()).sum();
    let mut outlets: Vec<&str> = act.told.iter().filter_map(|r| r.event.outlet.as_deref()).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let mut articles: Vec<&str> = act.told.iter().map(|r| r.event.article.as_str()).collect();
    articles.sort_unstable();
    articles.dedup();
    let place = match (&a.place, &a.country) {
        (None, None) => [
            "0".to_owned(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ],
        (name, code) => gdelt_place(name.as_deref().unwrap_or(""), code.as_deref(), [a.lat, a.lon], a.geonames),
    };
    let added: String = published.unwrap_or_default().split('-').collect();
    let home = |p: Option<&ActParty>| match p.and_then(|p| country(&p.code).map(|c| (p, c))) {
        Some((p, c)) => gdelt_place(c.name, Some(&p.code), [None, None], None),
        None => gdelt_place("", None, [None, None], None),
    };
    let lines = pairs(&side("actor"), &side("recipient")).into_iter().map(|(one, two)| {
        let id = format!("{}|{}|{}", a.id, one.code, two.map_or("", |p| p.code.as_str()));
        let mut cells = vec![
            number(&id).to_string(),
            day.clone(),
            part(0, 4).to_owned() + part(5, 7),
            part(0, 4).to_owned(),
            fraction.clone(),
        ];
        cells.extend(gdelt_actor(Some(one)));
        cells.extend(gdelt_actor(two));
        let root = by.cameo.get(..2).unwrap_or("");
        cells.extend([
            // In the lead of the article, as far as the ledger knows: its headline or first sentence.
            u8::from(act.told.iter().any(|r| {
                r.event.spans.first().is_some_and(|s| s.start == 0 || s.field == marsad_record::Field::Title)
            }))
            .to_string(),
            by.cameo.clone(),
            by.cameo.get(..3).unwrap_or(&by.cameo).to_owned(),
            root.to_owned(),
            quad.to_string(),
            or(code.map(|c| c.points)),
            mentions.to_string(),
            outlets.len().max(1).to_string(),
            articles.len().to_string(),
            String::new(),
        ]);
        cells.extend(home(Some(one)));
        cells.extend(home(two));
        cells.extend(place.clone());
        cells.push(if added.is_empty() { String::new() } else { format!("{added}000000") });
        cells.push(first.and_then(|f| f.url.clone()).unwrap_or_default());
        debug_assert_eq!(cells.len(), GDELT_COLUMNS);
        row(&cells)
    });
    lines.collect()
}

/// Columns of ICEWS.
pub(crate) const ICEWS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

/// An actor's name, sectors and country in ICEWS.
fn icews_actor(p: Option<&Party>) -> [Cell; 3] {
    let Some(p) = p else { return Default::default() };
    let sector = match p.role.as_str() {
        "GOV" => "Government",
        "LEG" => "Legislative / Parliamentary",
        "JUD" => "Judicial",
        "MIL" => "Military",
        "POL" => "Police",
        "SPY" => "Intelligence",
        "OPP" => "Opposition",
        "PTY" => "Parties",
        "REB" => "Rebel",
        "IGO" => "International Government Organization",
        "NGO" => "Nongovernmental Organization",
        "MED" => "Media",
        "BUS" => "Business",
        "LAB" => "Labor",
        "REL" => "Religious",
        "EDU" => "Education",
        "REF" => "Refugees / Displaced",
        "CVL" | "IND" => "Social",
        _ => "",
    };
    let home = country(&p.code).or_else(|| country(plover_country(&p.code))).map_or("", |c| c.name);
    let name = Some(english(p)).filter(|n| !n.is_empty()).unwrap_or(&p.name);
    [name.to_owned(), sector.to_owned(), home.to_owned()]
}

/// Rows of an event: one a pair of parties. None for what ICEWS does not count.
pub(crate) fn icews(e: &Answer) -> Vec<String> {
    let (Some(by), Some(date)) = (manual(e), e.start.clone().or_else(|| e.published.clone())) else {
        return Vec::new();
    };
    let side = |name: &str| e.parties.iter().filter(|p| p.side == name).collect::<Vec<_>>();
    let meaning = cameo(&by.cameo);
    let home = e.country.as_deref().and_then(country).map_or("", |c| c.name);
    let lines = pairs(&side("actor"), &side("recipient")).into_iter().map(|(one, two)| {
        let id = format!("{}|{}|{}", e.id, one.code, two.map_or("", |p| p.code.as_str()));
        let mut cells = vec![number(&id).to_string(), date.clone()];
        cells.extend(icews_actor(Some(one)));
        cells.extend([or(meaning.map(|m| m.meaning)), by.cameo.clone(), or(meaning.map(|m| m.points))]);
        cells.extend(icews_actor(two));
        // The sentence's number is known for a headline only, which counts as none.
        let sentence = if e.spans.first().is_some_and(|s| s.field == marsad_record::Field::Title) { "0" } else { "" };
        cells.extend([number(&e.article).to_string(), sentence.to_owned(), or(e.outlet.clone())]);
        let city = if e.lat.is_some() { or(e.place.clone()) } else { String::new() };
        cells.extend([city, String::new(), String::new(), home.to_owned(), or(e.lat), or(e.lon)]);
        row(&cells)
    });
    lines.collect()
}

/// Columns of POLECAT.
pub(crate) fn polecat_columns() -> Vec<String> {
    let party = |who: &str| {
        let first = if who == "Actor" { "Actor" } else { "Recipient" };
        [
            format!("{first} Name"),
            format!("{first} Country"),
            format!("{first} COW"),
            format!("Primary {first} Sector"),
            format!("{first} Sectors"),
            format!("{first} Title"),
            format!("{first} Name Raw"),
            format!("Wikipedia {first} ID"),
        ]
    };
    let fixed = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect::<Vec<_>>();
    let mut out = fixed(&["Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"]);
    out.extend(party("Actor"));
    out.extend(party("Recipient"));
    out.extend(fixed(&[
        "Placename",
        "City",
        "District",
        "Province",
        "Country",
        "Latitude",
        "Longitude",
        "GeoNames ID",
        "Raw Placename",
        "Feature Type",
        "Source",
        "Publication Date",
        "Story People",
        "Story Organizations",
        "Story Locations",
        "Language",
        "Version",
    ]));
    out
}

/// The eight columns of a side in POLECAT; several parties are separated by semicolons.
fn polecat_side(parties: &[&Party]) -> [Cell; 8] {
    let all = |of: &dyn Fn(&Party) -> String| {
        let cells: Vec<String> = parties.iter().map(|p| of(p)).collect();
        if cells.iter().all(String::is_empty) { String::new() } else { cells.join(";") }
    };
    [
        all(&|p| english(p).to_owned()),
        all(&|p| plover_country(&p.code).to_owned()),
        all(&|p| country(plover_country(&p.code)).map_or("", |c| c.cow).to_owned()),
        all(&|p| sector(&p.code, &p.role).to_owned()),
        all(&|p| sector(&p.code, &p.role).to_owned()),
        all(&|p| or(p.office.clone())),
        all(&|p| p.name.clone()),
        // Wikidata's id stands in: POLECAT's own column holds Wikipedia's page.
        String::new(),
    ]
}

/// The row of an event; `None` for what POLECAT does not count.
pub(crate) fn polecat(e: &Answer) -> Option<String> {
    let (by, date) = (manual(e)?, e.start.clone().or_else(|| e.published.clone())?);
    let side = |name: &str| e.parties.iter().filter(|p| p.side == name).collect::<Vec<_>>();
    let actors = side("actor");
    if actors.is_empty() {
        return None;
    }
    let (quad, points) = score(by.event_type, (!by.mode.is_empty()).then_some(by.mode.as_str()));
    let class = ["", "VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"];
    let class = usize::try_from(quad).ok().and_then(|q| class.get(q)).copied().unwrap_or("");
    let mut cells = vec![
        e.id.clone(),
        date,
        by.event_type.as_str().to_owned(),
        by.mode.clone(),
        points.to_string(),
        class.to_owned(),
        String::new(),
    ];
    cells.extend(polecat_side(&actors));
    cells.extend(polecat_side(&side("recipient")));
    let city = if e.lat.is_some() { or(e.place.clone()) } else { String::new() };
    let of_kind = |people: bool| {
        let names = e.parties.iter().filter(|p| p.office.is_some() == people).map(|p| p.name.as_str());
        names.collect::<Vec<_>>().join(";")
    };
    cells.extend([
        or(e.place.clone()),
        city,
        String::new(),
        String::new(),
        or(e.country.clone()),
        or(e.lat),
        or(e.lon),
        or(e.geonames),
        or(e.place.clone()),
        String::new(),
        or(e.outlet.clone()),
        or(e.published.clone()),
        of_kind(true),
        of_kind(false),
        or(e.place.clone()),
        "ar".to_owned(),
        format!("marsad {}", env!("CARGO_PKG_VERSION")),
    ]);
    Some(row(&cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compound_parties_are_taken_apart() {
        assert_eq!(pairs(&[&1, &2], &[&3, &4]).len(), 4);
        assert_eq!(pairs(&[&1, &2, &3], &[]), [(&1, Some(&2)), (&1, Some(&3)), (&2, Some(&3))]);
        assert_eq!(pairs(&[&1], &[]), [(&1, None)]);
        assert!(pairs::<i32>(&[], &[]).is_empty());
    }

    #[test]
    fn cells_hold_no_tab_or_line_break() {
        assert_eq!(row(&["a\tb\nc".to_owned(), String::new()]), "a b c\t");
    }
}
