//! Who is spoken of: one entity for each party of the document, whichever of its names, offices and descriptions a mention uses.

use std::collections::BTreeMap;

use marsad_arabic::features::{Gender, Number, Pos};
use marsad_lexicon::{Body, Lexicon};
use marsad_record::{ActorKind, Field, Role, SourceKind, Span};
use rustc_hash::FxHashMap;

use crate::Article;
use crate::clause::Phrase;
use crate::mention::{COUNTERPART, Mention, MentionKind};
use crate::name::Names as PersonNames;
use crate::source::Source;
use crate::word::Word;

use super::{Document, FieldState, year};

/// A party of the document.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub(super) code: Option<String>,
    pub(super) role: Role,
    pub(super) kind: ActorKind,
    pub(super) name: String,
    pub(super) name_en: Option<String>,
    pub(super) office: Option<String>,
    pub(super) wikidata: Option<String>,
    /// Folded words of a person's name.
    pub(super) names: Vec<String>,
    /// That name in Latin letters, where no list has an English one.
    pub(super) latin: Option<String>,
    pub(super) spans: Vec<Span>,
    /// Row of `bodies.tsv`.
    pub(super) body: Option<u32>,
    /// True where the code is only what the document is about, not what the text says of this party.
    pub(super) guessed: bool,
    /// Number of the first entity of the same party; known once all mentions are linked.
    pub(super) party: usize,
}

impl Entity {
    /// Its code; `UNK` where none is known.
    pub(super) fn coded(&self) -> &str {
        self.code.as_deref().unwrap_or("UNK")
    }
}

/// The states that a document is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Home {
    /// The state whose offices and organs need no name: the one spoken of most.
    pub(super) seat: Option<String>,
    /// The country where most happens: its people need no name.
    pub(super) ground: Option<String>,
    /// Mentions of each code.
    pub(super) count: BTreeMap<String, usize>,
}

/// What a dateline counts beside one mention of a state in the text.
pub(super) const DATELINE: usize = 4;

/// What the outlet's own country counts.
pub(super) const OUTLET: usize = 2;

/// The code counted most; among equals the first by alphabet.
pub(super) fn most(count: &BTreeMap<String, usize>) -> Option<String> {
    count.iter().max_by_key(|(code, n)| (**n, std::cmp::Reverse(*code))).map(|(c, _)| c.clone())
}

/// The country of a domestic outlet.
fn home_of_outlet(outlet: &str, lexicon: &Lexicon) -> Option<String> {
    let folded = marsad_text::fold(outlet);
    let lower = outlet.to_lowercase();
    lexicon
        .politics
        .bodies
        .iter()
        .filter(|b| b.kind == "media" && b.home.is_some())
        .find(|b| {
            lower.starts_with(&b.name_en.to_lowercase())
                || b.names.iter().any(|(n, _)| {
                    let name = marsad_text::fold(n);
                    name == folded || name.split_once(' ').is_some_and(|(_, rest)| rest == folded)
                })
        })
        .and_then(|b| b.home.clone())
}

/// The country whose capital or city opens the body as a dateline: "الرياض - واس:".
pub(super) fn dateline(f: &FieldState<'_>) -> Option<String> {
    let words = &f.text.words;
    let end = f.text.text.sentences().first()?.tokens.end.min(8);
    let mark = (1..end).find(|&i| matches!(words[i].folded, "-" | "–" | "—" | ":" | "ـ" | "(" | "/"))?;
    f.mentions
        .iter()
        .take_while(|m| m.words.start < mark)
        .find(|m| m.place && !m.ambiguous && m.codes.len() == 1)
        .map(|m| m.codes[0].clone())
}

pub(super) fn home(fields: &[FieldState<'_>], outlet: Option<String>) -> Home {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let mut ground: BTreeMap<String, usize> = BTreeMap::new();
    for f in fields {
        let title = f.field == Field::Title;
        for m in &f.mentions {
            if m.codes.len() == 1 && m.role != Role::Med && !m.ambiguous {
                *count.entry(m.codes[0].clone()).or_default() += if title { 2 } else { 1 };
            }
        }
        for (_, code) in &f.grounds {
            *ground.entry(code.clone()).or_default() += if title { 2 } else { 1 };
        }
    }
    let mut states: BTreeMap<String, usize> = count.clone();
    states.retain(|c, _| is_state(c));
    for (code, n) in &ground {
        *states.entry(code.clone()).or_default() += n;
    }
    for code in fields.iter().filter(|f| f.field == Field::Text).filter_map(dateline) {
        *states.entry(code).or_default() += DATELINE;
    }
    // Of the outlet's country and one that is named as often, the latter is meant.
    let named = most(&states).filter(|c| {
        outlet.as_ref().is_some_and(|o| states[c] > 1 && states[c] == states.get(o).copied().unwrap_or(0) + OUTLET)
    });
    if let Some(code) = outlet {
        *states.entry(code).or_default() += OUTLET;
    }
    let seat = named.or_else(|| most(&states));
    // Where a place is named but once, the state spoken of is the better guess.
    let enough = |g: &String| {
        let of_seat = seat.as_ref().map_or(0, |s| states.get(s).copied().unwrap_or(0));
        seat.is_none() || ground[g] > 1 && ground[g] * 3 >= of_seat
    };
    let ground = most(&ground).filter(enough).or_else(|| seat.clone());
    // The Arab press names Israelis by their nationality; who has none in an article on both is a Palestinian.
    let ground = match ground.as_deref() {
        Some("ISR") if count.contains_key("PSE") => Some("PSE".to_owned()),
        _ => ground,
    };
    Home { seat, ground, count }
}

/// Adjectives that name nobody: "الحركة المتمردة" is the movement that is spoken of.
const HOSTILE: &[&str] = &["متمرد", "متطرف", "ارهابي", "متشدد", "انقلابي", "مسلح", "مدعوم"];

/// Nouns, folded lemmas, that in the dual mean two states spoken of, and those that mean two people.
const TWO_STATES: &[&str] = &["بلد", "دوله", "جانب", "طرف", "شعب", "حكومه"];
const TWO_PEOPLE: &[&str] = &["رييس", "وزير", "زعيم", "مسوول", "قايد"];

/// How many mentions before a dual are looked at.
const FAR: usize = 16;

/// Who speaks of Israel as the occupation.
const UNDER_OCCUPATION: &[&str] = &["PSE", "HAMAS", "PIJ", "FATAH", "HEZBOLLAH"];

/// Three-letter codes of groups that are no states.
pub(super) const GROUPS: &[&str] = &["ICC", "GCC", "OIC", "IMF", "NSA", "IGO", "NGO", "UNK"];

/// Three-letter codes of armed groups and movements.
pub(super) const ARMED: &[&str] = &["FSA", "SDF", "PKK", "KRG", "PMF", "PIJ", "PLO", "RSF", "LNA"];

/// Whether a code is a state's.
fn is_state(code: &str) -> bool {
    code.len() == 3 && !GROUPS.contains(&code) && !ARMED.contains(&code)
}

/// Whether two names, as [`Names::key`] gives them, can be one person's: equal at both ends, one within the other, or a
/// single part of the other.
fn same_name(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    match short {
        [] => false,
        [one] => long.last() == Some(one) || long.first() == Some(one) && long.len() < 3 || long[1..].contains(one),
        _ => {
            let mut rest = long.iter();
            short.iter().all(|x| rest.any(|y| x == y))
        }
    }
}

/// Whether the words of a mention leave open whom it means.
fn open(m: &Mention) -> bool {
    m.codes.is_empty() || m.default_code
}

/// Whether a sector's unnamed people and organs are those of the country that the article is about.
fn of_state(role: Role) -> bool {
    matches!(
        role,
        Role::Gov
            | Role::Leg
            | Role::Jud
            | Role::Mil
            | Role::Pol
            | Role::Spy
            | Role::Cvl
            | Role::Ind
            | Role::Opp
            | Role::Pty
            | Role::Edu
            | Role::Lab
            | Role::Med
            | Role::Rel
            | Role::Ref
            | Role::Bus
    )
}

/// Whether those are of the country where something happens, not of the one whose government the text speaks of.
fn of_ground(role: Role) -> bool {
    of_state(role) && !matches!(role, Role::Gov | Role::Leg | Role::Jud | Role::Spy | Role::Pty | Role::Opp)
}

/// The codes of parties, each once, sorted.
pub(super) fn codes(entities: &[Entity], ids: impl Iterator<Item = usize>) -> Vec<&str> {
    let mut codes: Vec<&str> = ids.map(|i| entities[i].coded()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The code by which an entity is one party with others that have it; none for open codes.
pub(super) fn party_code(e: &Entity) -> Option<&str> {
    e.code.as_deref().filter(|code| !matches!(*code, "NSA" | "IGO" | "NGO" | "UNK"))
}

impl<'a> Document<'a> {
    /// The entities of all mentions; `fields` learn theirs.
    pub(super) fn linked(article: &'a Article, lexicon: &'a Lexicon, fields: &mut [FieldState<'_>]) -> Document<'a> {
        let outlet = article.outlet.as_deref().and_then(|o| home_of_outlet(o, lexicon));
        let home = home(fields, outlet);
        let (entities, parties) = (Vec::new(), FxHashMap::default());
        let (foes, year) = (FxHashMap::default(), year(article));
        let mut doc =
            Document { article, lexicon, entities, parties, home, year, foes, lesson: None, statements: Vec::new() };
        for f in fields {
            doc.link(f);
        }
        doc.name_homes();
        doc.parties.clear();
        for e in 0..doc.entities.len() {
            doc.entities[e].party = doc.first_of_party(e);
        }
        doc.find_foes();
        doc
    }

    /// Which parties of the document are adversaries.
    fn find_foes(&mut self) {
        for c in self.lexicon.politics.conflicts.iter().filter(|c| c.in_force(self.year)) {
            if let (Some(&a), Some(&b)) = (self.parties.get(&c.sides[0]), self.parties.get(&c.sides[1])) {
                let war = self.foes.entry((a.min(b), a.max(b))).or_default();
                *war |= c.war;
            }
        }
    }

    /// What two parties are to each other: `same`, `war`, `rivalry`, or `-`.
    pub(super) fn relation(&self, a: usize, b: usize) -> &'static str {
        let (a, b) = (self.key(a), self.key(b));
        match self.foes.get(&(a.min(b), a.max(b))) {
            _ if a == b => "same",
            Some(true) => "war",
            Some(false) => "rivalry",
            None => "-",
        }
    }

    /// A person whose code no place of the text gives acts for the country that the article is about.
    fn name_homes(&mut self) {
        for e in &mut self.entities {
            if e.kind == ActorKind::Person && e.code.is_none() {
                let private = e.office.is_none();
                e.code = if private { self.home.ground.clone() } else { self.home.seat.clone() };
                e.guessed = true;
                if private && e.role == Role::Unk {
                    e.role = Role::Ind;
                }
            }
        }
    }

    /// Gives each mention of a field its entities.
    pub(super) fn link(&mut self, f: &mut FieldState<'_>) {
        let mut all = Vec::with_capacity(f.mentions.len());
        for m in &f.mentions {
            let ids = self.entities_of(f, m);
            let span = f.span(&m.words);
            for &id in &ids {
                self.entities[id].spans.push(span);
            }
            all.push(ids);
        }
        f.entities = all;
    }

    fn entities_of(&mut self, f: &FieldState<'_>, m: &Mention) -> Vec<usize> {
        let mut filled;
        let m = if m.office.as_deref() == Some(COUNTERPART) {
            filled = m.clone();
            filled.office = self
                .entities
                .iter()
                .rev()
                .find(|e| e.kind == ActorKind::Person && e.office.is_some())
                .and_then(|e| e.office.clone());
            &filled
        } else {
            m
        };
        let text = || f.plain(&m.words);
        let words = &f.text.words;
        let (lexicon, person) = (self.lexicon, PersonNames { words });
        let names = person.key(&m.name);
        let latin = || person.latin(&m.name, |i| f.raw(&(i..i + 1)), &lexicon.politics.latin);
        if m.kind == MentionKind::Anaphor {
            // "his country": the last person or state spoken of.
            let last = self
                .entities
                .iter()
                .rposition(|e| e.code.is_some() && !e.spans.is_empty() && e.kind != ActorKind::Group);
            let code = last.and_then(|l| self.entities[l].code.clone());
            return code.map(|c| vec![self.state(&c, text)]).unwrap_or_default();
        }
        if !names.is_empty() {
            let known = |e: &Entity| e.name_en.is_some() && e.name_en.as_ref() == m.known.as_ref().map(|k| &k.0);
            let people = || self.entities.iter().enumerate().rev().filter(|(_, e)| e.kind == ActorKind::Person);
            let found = people()
                .find(|(_, e)| known(e))
                .or_else(|| {
                    // Two listed people of one family are two people.
                    people().find(|(_, e)| (e.name_en.is_none() || m.known.is_none()) && same_name(&e.names, &names))
                })
                .map(|(id, _)| id);
            if let Some(id) = found {
                let e = &mut self.entities[id];
                if names.len() > e.names.len() {
                    e.names = names;
                    e.latin = m.known.is_none().then(latin);
                }
                if e.code.is_none() {
                    e.code = m.codes.first().cloned();
                    e.guessed = e.code.is_none();
                }
                if e.name_en.is_none()
                    && let Some(known) = &m.known
                {
                    e.name_en = Some(known.0.clone());
                    e.wikidata.clone_from(&known.1);
                }
                if e.office.is_none() {
                    e.office = m.office.clone();
                    if m.role != Role::Unk {
                        e.role = m.role;
                    }
                }
                return vec![id];
            }
            let e = Entity {
                code: m.codes.first().cloned(),
                role: m.role,
                kind: ActorKind::Person,
                name: text(),
                name_en: m.known.as_ref().map(|k| k.0.clone()),
                office: m.office.clone(),
                wikidata: m.known.as_ref().and_then(|k| k.1.clone()),
                names,
                latin: m.known.is_none().then(latin),
                spans: Vec::new(),
                body: None,
                guessed: m.codes.is_empty(),
                party: 0,
            };
            return vec![self.add(e)];
        }
        if m.ambiguous && m.kind == MentionKind::State {
            // A single state's ambiguous name that the tagger reads as a common word means that state only where the text
            // speaks of it elsewhere.
            let counted = |c: &str| self.home.count.contains_key(c);
            // "الاحتلال" is Israel's where the text speaks of those under it.
            let spoken = |c: &String| counted(c) || c == "ISR" && UNDER_OCCUPATION.iter().any(|o| counted(o));
            if m.codes.len() == 1 && words[m.head].pos() != Pos::Name && !m.codes.iter().any(spoken) {
                return Vec::new();
            }
            // A name of several states: the one already spoken of, else Saudi Arabia's "the Kingdom" before the others.
            let known = m.codes.iter().find(|c| self.entities.iter().any(|e| e.code.as_deref() == Some(c.as_str())));
            let code = known.or_else(|| m.codes.iter().find(|c| *c == "SAU")).or(m.codes.first()).cloned();
            return code.map(|c| vec![self.state(&c, text)]).unwrap_or_default();
        }
        match m.kind {
            MentionKind::State | MentionKind::Adjective => m.codes.iter().map(|c| self.state(c, text)).collect(),
            MentionKind::Body if m.office.is_none() && m.known.is_some() => {
                let row = m.body.map(|b| self.choose_body(b, &m.others));
                let body = row.and_then(|b| self.lexicon.politics.bodies.get(b as usize));
                // "الشباب", "فتح": the body only where the text speaks of it, or of its country by a word that is no
                // common noun of its own.
                if let Some(body) = body.filter(|_| m.ambiguous) {
                    let counted = |c: &str| self.home.count.contains_key(c);
                    let article = words[m.words.clone()].iter().any(|w| w.has_article());
                    let named = article || words[m.words.start].pos() == Pos::Name;
                    let about = body.home.iter().chain(&body.theatre).any(|c| counted(c));
                    if !(counted(&body.code) || named && about) {
                        return Vec::new();
                    }
                }
                let code = body.map(|b| b.code.clone()).or_else(|| m.codes.first().cloned());
                let found =
                    self.entities.iter().position(|e| e.kind == ActorKind::Body && e.body == row && e.code == code);
                vec![found.unwrap_or_else(|| {
                    self.add(Entity {
                        code,
                        role: body.and_then(|b| Role::parse(&b.role)).unwrap_or(m.role),
                        kind: ActorKind::Body,
                        name: text(),
                        name_en: body.map(|b| b.name_en.clone()),
                        office: None,
                        wikidata: body.and_then(|b| b.wikidata.clone()),
                        names: Vec::new(),
                        latin: None,
                        spans: Vec::new(),
                        guessed: false,
                        party: 0,
                        body: row,
                    })
                })]
            }
            _ => {
                let noun = &words[m.of_group.unwrap_or(m.head)];
                let named_so =
                    m.words.clone().skip(1).all(|i| words[i].has_article() && HOSTILE.contains(&words[i].lemma));
                let definite = (named_so || m.of_group.is_some()) && noun.has_article();
                let open = open(m);
                if definite
                    && m.kind == MentionKind::Group
                    && open
                    && let Some(id) = self.body_of_noun(noun.lemma)
                {
                    return vec![id];
                }
                // "18 متمردا": of the one armed group that the text speaks of.
                if open
                    && m.role == Role::Reb
                    && m.words.len() == 1
                    && !noun.has_article()
                    && matches!(noun.lemma, "متمرد" | "ارهابي" | "مسلح" | "متطرف")
                    && let Some(id) = self.only_armed()
                {
                    return vec![id];
                }
                if open
                    && words[m.words.clone()].iter().any(|w| w.reading.enclitic.is_some() && w.is_nominal())
                    && let Some(code) = self.owner(f, m)
                {
                    return self.described(f, m, &[code]);
                }
                self.described(f, m, &m.codes)
            }
        }
    }

    /// The party whose people or offices "its soldiers", "their citizens" are: the last one named before them in the sentence with which the
    /// suffix agrees. "Our forces" are the speaker's.
    fn owner(&self, f: &FieldState<'_>, m: &Mention) -> Option<String> {
        let words = &f.text.words;
        let suffix = words[m.words.clone()].iter().find_map(|w| w.reading.enclitic.filter(|_| w.is_nominal()))?;
        let start = f.text.text.sentence_of(m.head)?.tokens.start;
        let told = |o: &Mention| (o.codes.len() == 1 && !o.default_code && !o.ambiguous).then(|| o.codes[0].clone());
        if suffix.person == 1 {
            // What is said begins behind a mark, or with the sentence.
            let mark = (start..m.words.start).rev().find(|&i| words[i].is_quotation_mark() || words[i].folded == ":");
            let before = f.mentions_in(&(start..mark.unwrap_or(start)));
            let speaks = |o: &&Mention| matches!(o.kind, MentionKind::Person | MentionKind::Body);
            return f.mentions[..before.end].iter().rev().filter(speaks).find_map(told);
        }
        let around = f.around();
        let agrees = |o: &&Mention| {
            let (gender, number) = around.gender_and_number(&Phrase { words: o.words.clone(), head: o.head });
            match (suffix.number, suffix.gender) {
                (Number::Singular, Gender::Masculine) => gender != Gender::Feminine && number != Number::Plural,
                (Number::Singular, Gender::Feminine) => gender != Gender::Masculine || number == Number::Plural,
                _ => true,
            }
        };
        f.mentions[f.mentions_in(&(start..m.words.start))].iter().rev().find(agrees).and_then(told)
    }

    /// The state of the official who says what stands at a word: "أعلن وزير الداخلية الإيطالي أن الشرطة أوقفت ...".
    fn speaker_state(&self, f: &FieldState<'_>, word: usize) -> Option<String> {
        let sentence = f.text.text.sentence_of(word)?;
        let that = (sentence.tokens.start..word).rev().find(|&i| f.text.words[i].pos() == Pos::Subordinator)?;
        let official = |o: &&Mention| {
            let state = o.codes.len() == 1 && o.codes[0].len() == 3;
            o.kind == MentionKind::Person && o.office.is_some() && o.words.end <= that && state
        };
        let before = f.mentions_in(&(sentence.tokens.start..that));
        f.mentions[before].iter().rev().find(official).map(|o| o.codes[0].clone())
    }

    /// The armed body of the text, if it has spoken of one only.
    fn only_armed(&self) -> Option<usize> {
        let armed = |e: &Entity| {
            e.role == Role::Reb && e.body.is_some() && e.code.as_deref().is_some_and(|c| c != "NSA" && c != "UNK")
        };
        let mut found = self.entities.iter().enumerate().filter(|(_, e)| armed(e)).map(|x| x.0);
        let first = found.next()?;
        found.all(|e| self.entities[e].code == self.entities[first].code).then_some(first)
    }

    /// The opposition of a state as the body that the lexicon has for it.
    fn opposition(&self, state: &str) -> Option<String> {
        let of_state = |b: &&Body| b.home.as_deref() == Some(state) && b.kind == "alliance" && b.role == "OPP";
        let named = |b: &&Body| b.names.iter().any(|n| n.0.starts_with("المعارضة"));
        self.lexicon.politics.bodies.iter().filter(of_state).find(named).map(|b| b.code.clone())
    }

    /// The entities of a description (an office without its holder, people, an organ), of the parties with these codes; without, of whom
    /// the text speaks.
    fn described(&mut self, f: &FieldState<'_>, m: &Mention, told: &[String]) -> Vec<usize> {
        let words = &f.text.words;
        let head = words[m.head].lemma;
        let place = told.is_empty().then(|| self.place_near(f, m.head)).flatten();
        if told.is_empty() {
            let two = self.two_before(f, m);
            if !two.is_empty() {
                return two;
            }
            // "الوزير": the last one of that office; else the state that the document is about.
            let same = self.entities.iter().rposition(|e| {
                if m.office.is_some() {
                    e.office.is_some()
                        && (e.office == m.office || e.names.is_empty() && e.name.contains(words[m.head].stem))
                } else {
                    e.role == m.role && e.kind != ActorKind::Person && e.names.first().is_some_and(|n| n == head)
                }
            });
            // "three civilians" in another town's country are others than those before.
            let elsewhere = m.office.is_none() && of_ground(m.role) && place.is_some();
            if let Some(id) = same.filter(|_| !elsewhere) {
                return vec![id];
            }
        }
        let against = |w: &Word<'_>| matches!(w.lemma, "معارضه" | "معارض");
        let opposes = m.kind == MentionKind::Group && words[m.words.clone()].iter().any(against);
        let mut codes: Vec<Option<String>> = if told.is_empty() {
            let ground = || place.or_else(|| self.home.ground.clone());
            let speaker = || self.speaker_state(f, m.head);
            vec![
                match m.role {
                    Role::Reb if opposes => ground().and_then(|c| self.opposition(&c)),
                    role if of_ground(role) => speaker().or_else(ground),
                    role if of_state(role) => speaker().or_else(|| self.home.seat.clone()),
                    Role::Igo => Some("IGO".to_owned()),
                    Role::Ngo => Some("NGO".to_owned()),
                    _ => None,
                }
                .map(|code| self.unsaid(m, words, &code).map_or(code, str::to_owned)),
            ]
        } else {
            told.iter().cloned().map(Some).collect()
        };
        if m.role == Role::Reb {
            codes.iter_mut().filter(|c| c.is_none()).for_each(|c| *c = Some("NSA".to_owned()));
        }
        if opposes {
            for code in codes.iter_mut().flatten() {
                if let Some(body) = self.opposition(code) {
                    *code = body;
                }
            }
        }
        let kind = if m.kind == MentionKind::Person { ActorKind::Person } else { ActorKind::Group };
        let names = if kind == ActorKind::Person { Vec::new() } else { vec![head.to_owned()] };
        codes
            .into_iter()
            .map(|code| {
                let found = self.entities.iter().position(|e| {
                    e.code == code
                        && e.role == m.role
                        && e.kind == kind
                        && e.office == m.office
                        && (kind == ActorKind::Person || e.names.first().is_some_and(|n| n == head))
                });
                found.unwrap_or_else(|| {
                    self.add(Entity {
                        code,
                        role: m.role,
                        kind,
                        name: f.plain(&m.words),
                        name_en: None,
                        office: m.office.clone(),
                        wikidata: None,
                        names: names.clone(),
                        latin: None,
                        spans: Vec::new(),
                        body: None,
                        guessed: told.is_empty(),
                        party: 0,
                    })
                })
            })
            .collect()
    }

    pub(super) fn state(&mut self, code: &str, name: impl FnOnce() -> String) -> usize {
        if let Some(id) =
            self.entities.iter().position(|e| e.kind == ActorKind::State && e.code.as_deref() == Some(code))
        {
            return id;
        }
        let name_en = self.lexicon.politics.states.iter().find(|s| s.code == code).map(|s| s.name_en.clone());
        self.add(Entity {
            code: Some(code.to_owned()),
            role: Role::Gov,
            kind: ActorKind::State,
            name: name(),
            name_en,
            office: None,
            wikidata: None,
            names: Vec::new(),
            latin: None,
            spans: Vec::new(),
            body: None,
            guessed: false,
            party: 0,
        })
    }

    /// The country of the place nearest to a word in its sentence; a place in a country that the text speaks of goes before its namesakes
    /// elsewhere.
    fn place_near(&self, f: &FieldState<'_>, word: usize) -> Option<String> {
        let words = &f.text.text.sentence_of(word)?.tokens;
        let from = f.grounds.partition_point(|g| g.0 < words.start);
        let here = f.grounds[from..].iter().take_while(|g| g.0 < words.end);
        let known = |code: &String| self.home.count.contains_key(code) || self.home.ground.as_ref() == Some(code);
        let nearest = here.min_by_key(|g| (!known(&g.1), g.0.abs_diff(word)))?;
        (known(&nearest.1) || self.home.ground.is_none()).then(|| nearest.1.clone())
    }

    /// The state whose regime and soldiers are meant where nobody says whose: between Israelis and Palestinians only one side has an army,
    /// and "the regime" without a name has been Syria's since 2011.
    fn unsaid(&self, m: &Mention, words: &[Word<'_>], code: &str) -> Option<&'static str> {
        let told = |c: &str| self.home.count.contains_key(c);
        if m.role == Role::Mil && code == "PSE" && told("ISR") {
            return Some("ISR");
        }
        let regime = words[m.words.clone()].iter().any(|w| w.lemma == "نظام" && w.has_article());
        let then = self.year.is_none_or(|y| (2011..=2024).contains(&y));
        (regime && m.kind == MentionKind::Group && told("SYR") && then).then_some("SYR")
    }

    /// The body that an ambiguous name means: one already spoken of, else the one whose home or code the text names most.
    fn choose_body(&self, first: u32, others: &[u32]) -> u32 {
        let politics = &self.lexicon.politics;
        let weight = |b: u32| {
            let body = &politics.bodies[b as usize];
            let spoken = self.entities.iter().any(|e| e.body == Some(b));
            let code = self.home.count.get(&body.code).copied().unwrap_or(0);
            let here = |c: &String| usize::from(self.home.seat.as_ref() == Some(c));
            let of = |c: &String| self.home.count.get(c).copied().unwrap_or(0) + here(c);
            (spoken, code + body.home.iter().chain(&body.theatre).map(of).sum::<usize>())
        };
        // The first row wins among equals.
        others.iter().copied().fold(first, |best, b| if weight(b) > weight(best) { b } else { best })
    }

    /// The two parties that a dual without a nationality means: "البلدان" the last two states spoken of, "الرئيسان" the last two people.
    fn two_before(&self, f: &FieldState<'_>, m: &Mention) -> Vec<usize> {
        let head = &f.text.words[m.head];
        if head.reading.features.number != Number::Dual || m.words.len() > 1 || !head.has_article() {
            return Vec::new();
        }
        if TWO_PEOPLE.contains(&head.lemma) {
            let last = |e: &Entity| e.spans.iter().filter(|s| s.field == f.field).map(|s| s.start).max();
            let official = |e: &Entity| e.kind == ActorKind::Person && e.code.is_some() && e.office.is_some();
            let mut found: Vec<(u32, usize)> = (self.entities.iter().enumerate())
                .filter(|(_, e)| official(e))
                .filter_map(|(i, e)| Some((last(e)?, i)))
                .collect();
            found.sort_unstable_by_key(|x| std::cmp::Reverse(x.0));
            let [(_, a), (_, b), ..] = found[..] else { return Vec::new() };
            return if self.entities[a].code == self.entities[b].code { Vec::new() } else { vec![b, a] };
        }
        if !TWO_STATES.contains(&head.lemma) {
            return Vec::new();
        }
        let before = f.mentions.partition_point(|o| o.words.start < m.words.start);
        let mut codes: Vec<String> = Vec::new();
        for o in f.mentions[..before].iter().rev().take(FAR).filter(|o| !o.default_code && !o.ambiguous) {
            let new: Vec<String> = o.codes.iter().filter(|c| is_state(c) && !codes.contains(c)).cloned().collect();
            codes.extend(new);
            if codes.len() > 1 {
                break;
            }
        }
        codes.truncate(2);
        codes.reverse();
        let of = |code: &String| {
            let with = |kind: Option<ActorKind>| {
                let is = |e: &Entity| e.code.as_ref() == Some(code) && kind.is_none_or(|k| e.kind == k);
                self.entities.iter().position(is)
            };
            with(Some(ActorKind::State)).or_else(|| with(None))
        };
        let found: Vec<usize> = codes.iter().filter_map(of).collect();
        if found.len() == 2 { found } else { Vec::new() }
    }

    /// The body that a definite noun means: "الحركة", "التنظيم", "المنظمة", "المتمردون".
    fn body_of_noun(&self, head: &str) -> Option<usize> {
        let politics = &self.lexicon.politics;
        let rebels = matches!(head, "متمرد" | "ميليشيا" | "مليشيا" | "انقلابي" | "متشدد" | "مقاتل");
        self.entities.iter().rposition(|e| {
            let Some(body) = e.body.and_then(|b| politics.bodies.get(b as usize)) else {
                return rebels
                    && e.role == Role::Reb
                    && e.code.as_deref().is_some_and(|c| c.len() > 3 || ARMED.contains(&c));
            };
            let named = |(n, _): &(String, bool)| {
                let mut words = n.split_whitespace();
                let first = words.next().unwrap_or("");
                words.next().is_some() && {
                    let first = marsad_text::fold(first);
                    first.strip_prefix("ال").unwrap_or(&first) == head
                }
            };
            let of_kind = match body.kind.as_str() {
                "armed" => matches!(head, "تنظيم" | "جماعه" | "حركه") || rebels && body.code != "NSA",
                "party" => matches!(head, "حزب" | "حركه" | "جماعه"),
                "igo" => matches!(head, "منظمه"),
                "alliance" => matches!(head, "تحالف" | "حلف"),
                "mission" => matches!(head, "بعثه"),
                "ngo" => matches!(head, "منظمه" | "جمعيه"),
                _ => false,
            };
            of_kind || body.names.iter().any(named)
        })
    }

    pub(super) fn add(&mut self, e: Entity) -> usize {
        let id = self.entities.len();
        self.entities.push(e);
        self.entities[id].party = self.first_of_party(id);
        id
    }

    fn first_of_party(&mut self, e: usize) -> usize {
        match party_code(&self.entities[e]) {
            Some(code) => match self.parties.get(code) {
                Some(first) => *first,
                None => {
                    self.parties.insert(code.to_owned(), e);
                    e
                }
            },
            None => e,
        }
    }

    /// What makes two entities one party of an act.
    pub(super) fn key(&self, e: usize) -> usize {
        self.entities[e].party
    }

    /// The party that a source is; one that no mention names ("local sources") becomes a party of its own.
    pub(super) fn source_entity(&mut self, f: &FieldState<'_>, s: &Source) -> usize {
        let span = f.span(&s.words);
        let named = s.mention.and_then(|m| f.entities[m].first().copied());
        let name = f.plain(&s.words);
        let role = if s.kind == SourceKind::Media { Role::Med } else { Role::Unk };
        let kind = if s.kind == SourceKind::Anonymous { ActorKind::Group } else { ActorKind::Body };
        let known = |e: &Entity| e.kind == kind && e.code.is_none() && e.names.is_empty() && e.name == name;
        if let Some(id) = named.or_else(|| self.entities.iter().position(known)) {
            if !self.entities[id].spans.contains(&span) {
                self.entities[id].spans.push(span);
            }
            return id;
        }
        self.add(Entity {
            code: None,
            role,
            kind,
            name,
            name_en: None,
            office: None,
            wikidata: None,
            names: Vec::new(),
            latin: None,
            spans: vec![span],
            guessed: false,
            party: 0,
            body: None,
        })
    }
}
