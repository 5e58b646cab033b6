//! States, offices, groups, bodies, people, places and the words of reporting.

use marsad_record::Role;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::LexiconError;
use crate::table::{Problem, Row, Sources};

/// A state: one row of `states.tsv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    /// ISO 3166-1 alpha-3.
    pub code: String,
    /// English name.
    pub name_en: String,
    /// Names; true where a name means this state only in context.
    pub names: Vec<(String, bool)>,
    /// Nisba lemmas, masculine singular.
    pub nisbas: Vec<(String, bool)>,
    /// Irregular plurals of its people.
    pub people: Vec<(String, bool)>,
    /// Capital and other words for its government.
    pub seats: Vec<(String, bool)>,
}

/// An office or organ of state: one row of `offices.tsv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Office {
    /// Role, as [`Role::as_str`].
    pub role: String,
    /// True for a person's office, false for an organ.
    pub person: bool,
    /// Normalised English office.
    pub english: String,
    /// Code where the office fixes one.
    pub code: Option<String>,
}

/// A common noun for a collective or generic actor: one row of `groups.tsv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Role, as [`Role::as_str`].
    pub role: String,
    /// Code where the noun fixes one.
    pub code: Option<String>,
    /// `person`, `group`, `organ`.
    pub kind: String,
    /// English.
    pub english: String,
}

/// An organisation, armed group, party, outlet: one row of `bodies.tsv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Body {
    /// Code.
    pub code: String,
    /// Role, as [`Role::as_str`].
    pub role: String,
    /// `igo`, `ngo`, `armed`, `party`, `media` …
    pub kind: String,
    /// ISO alpha-3 of the state where it is at home.
    pub home: Option<String>,
    /// Names and acronyms.
    pub names: Vec<(String, bool)>,
    /// English name.
    pub name_en: String,
    /// Wikidata id.
    pub wikidata: Option<String>,
}

/// An office that a person held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Holding {
    /// Code of the state or body.
    pub code: String,
    /// Role, as [`Role::as_str`].
    pub role: String,
    /// English office.
    pub office: String,
    /// First year, 0 if open.
    pub from: u16,
    /// Last year, 9999 if open.
    pub to: u16,
}

/// A public figure: one row of `people/*.tsv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// English name.
    pub name_en: String,
    /// Names in Arabic; true where a name alone is ambiguous. Not in the built-in lexicon: the phrases have them.
    #[serde(skip)]
    pub names: Vec<(String, bool)>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// Offices with years.
    pub holdings: Vec<Holding>,
}

/// A place: one row of `places/*.tsv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Names in Arabic. Not in the built-in lexicon: the phrases have them.
    #[serde(skip)]
    pub names: Vec<(String, bool)>,
    /// English name.
    pub name_en: String,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// `city`, `region`, `camp`, `crossing` …
    pub kind: String,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Inhabitants.
    pub population: u32,
}

/// Words of reporting and of document kinds: rows of `sources.tsv`, `light.tsv` and `domains.tsv`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reporting {
    /// Lemmas of reporting verbs, folded.
    pub verbs: FxHashSet<String>,
    /// Phrases that name the source of a statement (`بحسب`, `نقلا عن`), folded words.
    pub phrases: Vec<Vec<String>>,
    /// First words of [`Reporting::phrases`].
    pub phrase_heads: FxHashSet<String>,
    /// Nouns of a source without a name (`مصدر`), folded lemmas.
    pub anonymous: Vec<String>,
    /// Nouns of media (`مراسل`, `صحيفة`), folded lemmas.
    pub media: Vec<String>,
    /// Nouns of documents that speak (`بيان`), folded lemmas.
    pub documents: Vec<String>,
    /// Light verbs, folded lemmas, with what they do to their subject: `actor` or `recipient`.
    pub light: FxHashMap<String, String>,
    /// Words of a domain that is no politics, folded lemmas, one or two: domain, word; by word.
    pub domains: Vec<(String, String)>,
    /// First words of [`Reporting::domains`].
    pub domain_heads: FxHashSet<String>,
    /// Modal and aspectual verbs and phrases, folded lemmas, with the status they give.
    pub modal: FxHashMap<String, Vec<String>>,
}

/// All tables of politics.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Politics {
    /// States.
    pub states: Vec<State>,
    /// Offices with their phrases as lemmas.
    pub offices: Vec<(Vec<String>, Office)>,
    /// Groups with their phrases as lemmas.
    pub groups: Vec<(Vec<String>, Group)>,
    /// Bodies.
    pub bodies: Vec<Body>,
    /// People.
    pub people: Vec<Person>,
    /// Places.
    pub places: Vec<Place>,
    /// Words of reporting.
    pub reporting: Reporting,
}

/// Codes beyond ISO 3166 that the ontology knows.
const CODES: &str = "UN UNSC EU NATO ARABLEAGUE GCC OIC AU IAEA ICC ICRC OPEC IMF WORLDBANK OPCW P5PLUS1 QUARTET ISIS ALQAEDA \
NUSRA HEZBOLLAH HAMAS FATAH PIJ PLO HOUTHI MB SYROPP FSA SDF PKK KRG PMF TALIBAN BOKOHARAM SHABAAB POLISARIO SPLM RSF LNA \
COALITION SAUDICOALITION NSA IGO NGO UNK";

fn marked(row: &Row<'_>, i: usize) -> Vec<(String, bool)> {
    row.list(i)
        .map(|n| match n.strip_suffix('?') {
            Some(n) => (n.trim().to_owned(), true),
            None => (n.to_owned(), false),
        })
        .filter(|(n, _)| !n.is_empty())
        .collect()
}

fn optional(s: &str) -> Option<String> {
    (!s.is_empty()).then(|| s.to_owned())
}

fn words(s: &str) -> Vec<String> {
    s.split_whitespace().map(str::to_owned).collect()
}

fn folded(s: &str) -> String {
    marsad_text::fold(s)
}

impl Politics {
    /// Reads every table of politics.
    pub(crate) fn load(sources: &Sources, problems: &mut Vec<Problem>) -> Result<Politics, LexiconError> {
        let mut p = Politics::default();
        for row in sources.rows("states.tsv") {
            p.states.push(State {
                code: row.cell(0).to_owned(),
                name_en: row.cell(1).to_owned(),
                names: marked(&row, 2),
                nisbas: marked(&row, 3),
                people: marked(&row, 4),
                seats: marked(&row, 5),
            });
        }
        let known: std::collections::HashSet<String> =
            p.states.iter().map(|s| s.code.clone()).chain(CODES.split_whitespace().map(str::to_owned)).collect();
        let role = |row: &Row<'_>, i: usize, problems: &mut Vec<Problem>| {
            let ok = Role::parse(row.cell(i)).is_some();
            if !ok {
                problems.push(row.problem(format!("unknown role {:?}", row.cell(i))));
            }
            ok
        };
        let code = |row: &Row<'_>, c: &str, problems: &mut Vec<Problem>| {
            let ok = c.is_empty() || known.contains(c);
            if !ok {
                problems.push(row.problem(format!("unknown code {c:?}")));
            }
            ok
        };
        for row in sources.rows("offices.tsv") {
            if role(&row, 1, problems) && code(&row, row.cell(4), problems) {
                let office = Office {
                    role: row.cell(1).to_owned(),
                    person: row.cell(2) == "person",
                    english: row.cell(3).to_owned(),
                    code: optional(row.cell(4)),
                };
                p.offices.push((words(row.cell(0)), office));
            }
        }
        for row in sources.rows("groups.tsv") {
            if role(&row, 1, problems) && code(&row, row.cell(2), problems) {
                let group = Group {
                    role: row.cell(1).to_owned(),
                    code: optional(row.cell(2)),
                    kind: row.cell(3).to_owned(),
                    english: row.cell(4).to_owned(),
                };
                p.groups.push((words(row.cell(0)), group));
            }
        }
        for row in sources.rows("bodies.tsv") {
            if role(&row, 1, problems) && code(&row, row.cell(0), problems) {
                p.bodies.push(Body {
                    code: row.cell(0).to_owned(),
                    role: row.cell(1).to_owned(),
                    kind: row.cell(2).to_owned(),
                    home: optional(row.cell(3)),
                    names: marked(&row, 5),
                    name_en: row.cell(6).to_owned(),
                    wikidata: optional(row.cell(7)),
                });
            }
        }
        for row in sources.rows("people/") {
            let holdings = row.list(3).filter_map(|h| holding(&row, h, problems)).collect();
            p.people.push(Person {
                name_en: row.cell(0).to_owned(),
                names: marked(&row, 1),
                wikidata: optional(row.cell(2)),
                holdings,
            });
        }
        for row in sources.rows("places/") {
            p.places.push(Place {
                names: marked(&row, 0),
                name_en: row.cell(1).to_owned(),
                country: row.cell(2).to_owned(),
                kind: row.cell(3).to_owned(),
                lat: row.cell(4).parse().ok(),
                lon: row.cell(5).parse().ok(),
                geonames: row.cell(6).parse().ok(),
                population: row.cell(7).parse().unwrap_or(0),
            });
        }
        for row in sources.rows("sources.tsv") {
            let list: Vec<&str> = row.list(1).collect();
            let r = &mut p.reporting;
            match row.cell(0) {
                "verb" => r.verbs.extend(list.iter().map(|w| folded(w))),
                "phrase" => r.phrases.extend(list.iter().map(|w| words(&folded(w)))),
                "anonymous" => r.anonymous.extend(list.iter().map(|w| folded(w))),
                "media" => r.media.extend(list.iter().map(|w| folded(w))),
                "document" => r.documents.extend(list.iter().map(|w| folded(w))),
                other => problems.push(row.problem(format!("unknown kind {other:?}"))),
            }
        }
        for row in sources.rows("light.tsv") {
            for w in row.list(1) {
                p.reporting.light.entry(folded(w)).or_insert_with(|| row.cell(0).to_owned());
            }
        }
        for row in sources.rows("modals.tsv") {
            for w in row.list(1) {
                p.reporting.modal.entry(folded(w)).or_default().push(row.cell(0).to_owned());
            }
        }
        for row in sources.rows("domains.tsv") {
            p.reporting.domains.extend(row.list(1).map(|w| (row.cell(0).to_owned(), folded(w))));
        }
        p.reporting.domains.sort_by(|a, b| a.1.cmp(&b.1));
        let r = &mut p.reporting;
        r.phrase_heads = r.phrases.iter().filter_map(|p| p.first()).cloned().collect();
        r.domain_heads = r.domains.iter().filter_map(|d| d.1.split(' ').next()).map(str::to_owned).collect();
        if p.states.is_empty() {
            return Err(LexiconError::Problem(Problem {
                file: "states.tsv".into(),
                line: 0,
                what: "the file is missing or empty; it is the base of all codes".into(),
            }));
        }
        Ok(p)
    }
}

/// `code:role:office:from:to`; years may be empty.
fn holding(row: &Row<'_>, text: &str, problems: &mut Vec<Problem>) -> Option<Holding> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let [code, role, office, rest @ ..] = parts.as_slice() else {
        problems.push(row.problem(format!("{text:?} is no code:role:office:from:to")));
        return None;
    };
    if Role::parse(role).is_none() {
        problems.push(row.problem(format!("unknown role {role:?}")));
        return None;
    }
    let year = |i: usize, open: u16| rest.get(i).and_then(|y| y.parse().ok()).unwrap_or(open);
    Some(Holding {
        code: (*code).to_owned(),
        role: (*role).to_owned(),
        office: (*office).to_owned(),
        from: year(0, 0),
        to: year(1, 9999),
    })
}
