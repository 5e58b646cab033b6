//! States, offices, groups, bodies, people, places and the words of reporting.

use marsad_record::Role;
use std::collections::BTreeMap;

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
    /// First year in which the names mean this row, 0 if open.
    pub from: u16,
    /// Last such year, 9999 if open.
    pub to: u16,
    /// Codes of those whom it fights or deals with: a text that speaks of them means this body by an ambiguous name.
    pub theatre: Vec<String>,
}

impl Body {
    /// Whether the names mean this row in a year; without a year always.
    pub fn in_force(&self, year: Option<u16>) -> bool {
        within(year, self.from, self.to)
    }
}

/// Whether a year lies within two; without a year always.
fn within(year: Option<u16>, from: u16, to: u16) -> bool {
    year.is_none_or(|y| from <= y && y <= to)
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

impl Holding {
    /// Whether the office is held in a year; without a year always.
    pub fn in_force(&self, year: Option<u16>) -> bool {
        within(year, self.from, self.to)
    }
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

/// Two adversaries: one row of `conflicts.tsv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Conflict {
    /// Codes of the two, in no order.
    pub sides: [String; 2],
    /// True for a war or armed campaign, false for a dispute without one.
    pub war: bool,
    /// First year, 0 if open.
    pub from: u16,
    /// Last year, 9999 if open.
    pub to: u16,
}

impl Conflict {
    /// Whether they are adversaries in a year; without a year always.
    pub fn in_force(&self, year: Option<u16>) -> bool {
        within(year, self.from, self.to)
    }
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
    /// Adversaries.
    pub conflicts: Vec<Conflict>,
    /// People.
    pub people: Vec<Person>,
    /// Places.
    pub places: Vec<Place>,
    /// Words of reporting.
    pub reporting: Reporting,
    /// English spelling of the folded words of listed people's names.
    pub latin: BTreeMap<String, String>,
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
        // For each row of a table, the layer of its file.
        let mut layers = Layers::default();
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
                problems.push(row.problem(unknown_role(row.cell(i))));
            }
            ok
        };
        let code = |row: &Row<'_>, c: &str, problems: &mut Vec<Problem>| {
            let ok = c.is_empty() || known.contains(c);
            if !ok {
                problems.push(row.problem(unknown_code(c)));
            }
            ok
        };
        let named = |row: &Row<'_>, i: usize, problems: &mut Vec<Problem>| {
            let ok = row.list(i).next().is_some();
            if !ok {
                problems.push(row.problem(format!("column {} names nothing; columns are separated by tabs", i + 1)));
            }
            ok
        };
        for row in sources.rows("offices.tsv") {
            if named(&row, 0, problems) && role(&row, 1, problems) && code(&row, row.cell(4), problems) {
                layers.offices.push(row.layer);
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
            if named(&row, 0, problems) && role(&row, 1, problems) && code(&row, row.cell(2), problems) {
                layers.groups.push(row.layer);
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
            if named(&row, 5, problems)
                && named(&row, 0, problems)
                && role(&row, 1, problems)
                && code(&row, row.cell(0), problems)
                && (row.layer == 0 || code(&row, row.cell(3), problems))
                && let Some((from, to)) = years(&row, row.cell(8), row.cell(9), problems)
            {
                layers.bodies.push(row.layer);
                p.bodies.push(Body {
                    code: row.cell(0).to_owned(),
                    role: row.cell(1).to_owned(),
                    kind: row.cell(2).to_owned(),
                    home: optional(row.cell(3)),
                    names: marked(&row, 5),
                    name_en: english(&row, 6, 5),
                    wikidata: optional(row.cell(7)),
                    from,
                    to,
                    theatre: row.list(10).map(str::to_owned).collect(),
                });
            }
        }
        for row in sources.rows("conflicts.tsv") {
            let war = match row.cell(2) {
                "war" => true,
                "rivalry" => false,
                other => {
                    problems.push(row.problem(format!("unknown kind {other:?}; write war or rivalry")));
                    continue;
                }
            };
            if code(&row, row.cell(0), problems)
                && code(&row, row.cell(1), problems)
                && let Some((from, to)) = years(&row, row.cell(3), row.cell(4), problems)
            {
                let sides = [row.cell(0).to_owned(), row.cell(1).to_owned()];
                p.conflicts.push(Conflict { sides, war, from, to });
            }
        }
        for row in sources.rows("people/") {
            if !named(&row, 1, problems) {
                continue;
            }
            let holdings = row
                .list(3)
                .filter_map(|h| holding(&row, h, problems).filter(|h| code(&row, &h.code, problems)))
                .collect();
            layers.people.push(row.layer);
            p.people.push(Person {
                name_en: english(&row, 0, 1),
                names: marked(&row, 1),
                wikidata: optional(row.cell(2)),
                holdings,
            });
        }
        for row in sources.rows("places/") {
            // Dependencies without a row in states.tsv keep their ISO code in the lexicon's own lists.
            if !named(&row, 0, problems) || row.layer > 0 && !code(&row, row.cell(2), problems) {
                continue;
            }
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
        layers.give_way(&mut p);
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
        p.latin = crate::latin::spellings(&p.people);
        Ok(p)
    }
}

/// For each row of the tables of parties, the layer of its file: 0 for the lexicon itself.
#[derive(Default)]
struct Layers {
    offices: Vec<usize>,
    groups: Vec<usize>,
    bodies: Vec<usize>,
    people: Vec<usize>,
}

impl Layers {
    /// Takes from each row the names that a row of a higher layer has, so that an extra folder's party is the one that is meant.
    /// A name that the extra row marks as shared stays with both.
    fn give_way(&self, p: &mut Politics) {
        let key = |words: &[String]| folded(&words.join(" "));
        let mut highest: BTreeMap<String, usize> = BTreeMap::new();
        {
            let phrases = p.offices.iter().map(|o| &o.0).zip(&self.offices);
            let phrases = phrases.chain(p.groups.iter().map(|g| &g.0).zip(&self.groups));
            let bodies = p.bodies.iter().map(|b| &b.names).zip(&self.bodies);
            let names = bodies.chain(p.people.iter().map(|q| &q.names).zip(&self.people));
            let names =
                names.flat_map(|(names, layer)| names.iter().filter(|n| !n.1).map(move |n| (folded(&n.0), layer)));
            for (name, layer) in phrases.map(|(words, layer)| (key(words), layer)).chain(names).filter(|n| *n.1 > 0) {
                let at = highest.entry(name).or_default();
                *at = (*at).max(*layer);
            }
        }
        if highest.is_empty() {
            return;
        }
        let keeps = |name: &str, layer: usize| highest.get(name).is_none_or(|h| *h <= layer);
        retain(&mut p.offices, &self.offices, |o, layer| keeps(&key(&o.0), layer));
        retain(&mut p.groups, &self.groups, |g, layer| keeps(&key(&g.0), layer));
        for (body, layer) in p.bodies.iter_mut().zip(&self.bodies) {
            body.names.retain(|n| keeps(&folded(&n.0), *layer));
        }
        for (person, layer) in p.people.iter_mut().zip(&self.people) {
            person.names.retain(|n| keeps(&folded(&n.0), *layer));
        }
    }
}

/// Keeps the rows that `keep` accepts with their layer.
fn retain<T>(rows: &mut Vec<T>, layers: &[usize], keep: impl Fn(&T, usize) -> bool) {
    let mut layers = layers.iter();
    rows.retain(|row| layers.next().is_none_or(|layer| keep(row, *layer)));
}

fn unknown_role(role: &str) -> String {
    let roles: Vec<&str> = Role::ALL.iter().map(|r| r.as_str()).collect();
    format!("unknown role {role:?}; write one of {}, and separate columns by tabs", roles.join(" "))
}

fn unknown_code(code: &str) -> String {
    format!("unknown code {code:?}; write a state of states.tsv or one of {CODES}")
}

/// A row's English name; where it has none its first Arabic name, for people are told apart by it.
fn english(row: &Row<'_>, english: usize, names: usize) -> String {
    let first = row.list(names).next().unwrap_or("");
    let text = row.cell(english);
    if text.is_empty() { first.trim_end_matches('?').to_owned() } else { text.to_owned() }
}

/// First and last year; an empty one is open.
fn years(row: &Row<'_>, from: &str, to: &str, problems: &mut Vec<Problem>) -> Option<(u16, u16)> {
    let year = |text: &str, open: u16| match text {
        "" => Some(open),
        _ => text.parse().ok().filter(|y| (1..=9999).contains(y)),
    };
    match (year(from, 0), year(to, 9999)) {
        (Some(a), Some(b)) if a <= b => Some((a, b)),
        (Some(_), Some(_)) => {
            problems.push(row.problem(format!("the years {from} to {to} end before they begin; exchange them")));
            None
        }
        (a, _) => {
            let wrong = if a.is_none() { from } else { to };
            problems.push(row.problem(format!("{wrong:?} is no year; write four digits, or nothing where it is open")));
            None
        }
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
        problems.push(row.problem(unknown_role(role)));
        return None;
    }
    let year = |i: usize| rest.get(i).copied().unwrap_or("");
    let (from, to) = years(row, year(0), year(1), problems)?;
    Some(Holding { code: (*code).to_owned(), role: (*role).to_owned(), office: (*office).to_owned(), from, to })
}
