//! Mentions of parties: states, offices with their holders, bodies, groups, people and peoples.
//!
//! An office is read by grammar: [office] + [of what] + [nationality or state] + [title] + [name]; no list of names is
//! needed to know that "وزير الخارجية الأميركي جون كيري" acts for the American government.

use std::ops::Range;

use marsad_arabic::features::{Number, Pos};
use marsad_lexicon::{Lexicon, Seen, Sense};
use marsad_record::Role;

use crate::word::{FieldText, Word};

/// What sort of thing is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// A state or its government by name, capital or seat.
    State,
    /// A person, by office or name.
    Person,
    /// An organ of state, a body, a group.
    Body,
    /// A collective or generic actor (المتظاهرون).
    Group,
    /// An adjective of a state at a noun that is no actor (طائرات روسية).
    Adjective,
    /// "his country" and the like, filled by context.
    Anaphor,
}

/// A party as one place of the text names it.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Its words.
    pub words: Range<usize>,
    /// What it is.
    pub kind: MentionKind,
    /// Codes, one for each party that the phrase names; empty where only context tells.
    pub codes: Vec<String>,
    /// The sector.
    pub role: Role,
    /// English office.
    pub office: Option<String>,
    /// English name and Wikidata id of a listed person or body.
    pub known: Option<(String, Option<String>)>,
    /// Words of a person's name.
    pub name: Range<usize>,
    /// True for a capital or city that may also be just a place.
    pub place: bool,
    /// True where the lexicon calls the name ambiguous.
    pub ambiguous: bool,
    /// The head noun, or the first word.
    pub head: usize,
}

impl Mention {
    fn new(words: Range<usize>, kind: MentionKind, role: Role) -> Mention {
        let head = words.start;
        let name = words.end..words.end;
        Mention {
            words,
            kind,
            codes: Vec::new(),
            role,
            office: None,
            known: None,
            name,
            place: false,
            ambiguous: false,
            head,
        }
    }
}

/// The senses found at one word.
struct Match {
    len: usize,
    senses: Vec<Sense>,
}

/// All mentions of a field, in order, without overlaps.
pub fn mentions(field: &FieldText<'_>, lexicon: &Lexicon, year: Option<u16>) -> Vec<Mention> {
    let finder = Finder { field, lexicon, year };
    let mut out = Vec::new();
    for sentence in field.text.sentences() {
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            match finder.at(i, sentence.tokens.end) {
                Some(m) if m.words.end > i => {
                    i = m.words.end;
                    out.push(m);
                }
                _ => i += 1,
            }
        }
    }
    out
}

struct Finder<'a> {
    field: &'a FieldText<'a>,
    lexicon: &'a Lexicon,
    year: Option<u16>,
}

/// Stands for the office of the person named before, until the document fills it.
pub const COUNTERPART: &str = "counterpart";

/// Words that may stand between an office and what it is the office of.
const LINKS: &[&str] = &["باسم", "في", "لدي", "من", "ب", "ل"];

impl Finder<'_> {
    fn word(&self, i: usize) -> &Word<'_> {
        &self.field.words[i]
    }

    fn find(&self, i: usize, end: usize) -> Option<Match> {
        let seen: Vec<Seen<'_>> = (i..end.min(i + 8))
            .map(|j| {
                let w = self.word(j);
                // A name that begins like a clitic (وليد, بلجيكا) may have been cut: offer the whole word too.
                let whole = w.folded.strip_prefix("ال").unwrap_or(w.folded);
                let cut = whole.len() != w.stem.len();
                Seen {
                    stem: w.stem,
                    whole: if cut { whole } else { "" },
                    lemma: if w.pos() == Pos::Verb { "" } else { w.lemma },
                    article: w.has_article() || (cut && w.folded.starts_with("ال")),
                    proclitic: w.joined() || w.preposition().is_some(),
                    suffixed: w.reading.enclitic.is_some() && !cut,
                }
            })
            .collect();
        self.lexicon.phrases.longest(&seen).map(|(len, senses)| Match { len, senses })
    }

    /// The mention that begins at word `i`, if one does.
    fn at(&self, i: usize, end: usize) -> Option<Mention> {
        let w = self.word(i);
        if w.is_punctuation() || matches!(w.pos(), Pos::Preposition | Pos::Particle | Pos::Conjunction) {
            return None;
        }
        if matches!(w.lemma, "بلاد" | "بلد") && w.reading.enclitic.is_some() {
            return Some(Mention::new(i..i + 1, MentionKind::Anaphor, Role::Gov));
        }
        if matches!(w.lemma, "نظير" | "نظيره") && w.reading.enclitic.is_some()
            || matches!(w.folded.trim_start_matches(['و', 'ل', 'ب']), "نظيره" | "نظيرها" | "نظيرته" | "نظيرتها")
        {
            // "his counterpart": the office of whoever was named last, of the nationality that follows.
            let mut mention = Mention::new(i..i + 1, MentionKind::Person, Role::Gov);
            mention.office = Some(COUNTERPART.to_owned());
            self.extend(&mut mention, end);
            return Some(mention);
        }
        let found = self.find(i, end);
        if let Some(m) = found {
            if w.pos() == Pos::Verb && m.len == 1 && !matches!(m.senses[0], Sense::State(_, false)) {
                return None;
            }
            return self.of_match(i, end, &m);
        }
        // Names that no list has, behind a title or alone.
        (w.pos() == Pos::Name && w.reading.lemma.is_some()).then(|| self.unknown_name(i, end)).flatten()
    }

    fn of_match(&self, i: usize, end: usize, m: &Match) -> Option<Mention> {
        let sense = *m.senses.first()?;
        let after = i + m.len;
        let politics = &self.lexicon.politics;
        let pick = |f: fn(&Sense) -> bool| m.senses.iter().copied().find(f);
        if let Some(Sense::Person(p)) = pick(|s| matches!(s, Sense::Person(_))) {
            return Some(self.person(i, after, p));
        }
        if let Some(Sense::Body(b)) = pick(|s| matches!(s, Sense::Body(_))) {
            let body = &politics.bodies[b as usize];
            let mut mention = Mention::new(i..after, MentionKind::Body, Role::parse(&body.role).unwrap_or(Role::Unk));
            mention.codes.push(body.code.clone());
            mention.known = Some((body.name_en.clone(), body.wikidata.clone()));
            return Some(mention);
        }
        let states: Vec<(u32, bool, bool)> = m
            .senses
            .iter()
            .filter_map(|s| match *s {
                Sense::State(i, a) => Some((i, a, false)),
                Sense::Seat(i, a) => Some((i, a, true)),
                _ => None,
            })
            .collect();
        if let Some(&(s, ambiguous, _)) = states.iter().min_by_key(|s| (s.1, s.2)) {
            // "المملكة" is several states' name: all are kept for the document to choose from.
            let mut mention = Mention::new(i..after, MentionKind::State, Role::Gov);
            mention.ambiguous = ambiguous;
            mention.place = true;
            mention.codes.push(politics.states[s as usize].code.clone());
            if ambiguous {
                mention.codes = states.iter().map(|s| politics.states[s.0 as usize].code.clone()).collect();
            }
            return Some(mention);
        }
        match sense {
            Sense::Office(o) => {
                let office = &politics.offices[o as usize].1;
                let kind = if office.person { MentionKind::Person } else { MentionKind::Body };
                let mut mention = Mention::new(i..after, kind, Role::parse(&office.role).unwrap_or(Role::Unk));
                mention.office = office.person.then(|| office.english.clone());
                mention.codes.extend(office.code.clone());
                self.extend(&mut mention, end);
                Some(mention)
            }
            Sense::Group(g) => {
                let group = &politics.groups[g as usize].1;
                let mut mention =
                    Mention::new(i..after, MentionKind::Group, Role::parse(&group.role).unwrap_or(Role::Unk));
                mention.codes.extend(group.code.clone());
                self.extend(&mut mention, end);
                Some(mention)
            }
            Sense::Nisba(s, _) => {
                let code = politics.states[s as usize].code.clone();
                let w = self.word(i);
                let noun_before = i > 0
                    && matches!(self.word(i - 1).pos(), Pos::Noun | Pos::Adjective | Pos::Name)
                    && !w.joined()
                    && w.preposition().is_none();
                let plural = w.reading.features.number == Number::Plural;
                if !noun_before && (plural || w.has_article()) {
                    let mut mention = Mention::new(i..after, MentionKind::Group, Role::Cvl);
                    mention.codes.push(code);
                    return Some(mention);
                }
                let mut mention = Mention::new(i..after, MentionKind::Adjective, Role::Gov);
                mention.codes.push(code);
                Some(mention)
            }
            Sense::People(s) => {
                let mut mention = Mention::new(i..after, MentionKind::Group, Role::Cvl);
                mention.codes.push(politics.states[s as usize].code.clone());
                Some(mention)
            }
            _ => None,
        }
    }

    fn person(&self, i: usize, after: usize, p: u32) -> Mention {
        let person = &self.lexicon.politics.people[p as usize];
        let held = self
            .year
            .and_then(|y| person.holdings.iter().find(|h| h.from <= y && y <= h.to))
            .or_else(|| person.holdings.last());
        let mut mention = Mention::new(i..after, MentionKind::Person, Role::Gov);
        mention.name = i..after;
        if let Some(h) = held {
            mention.codes.push(h.code.clone());
            mention.role = Role::parse(&h.role).unwrap_or(Role::Gov);
            mention.office = (!h.office.is_empty()).then(|| h.office.clone());
        }
        mention.known = Some((person.name_en.clone(), person.wikidata.clone()));
        mention
    }

    /// Extends an office or group by what it is of, its nationality, titles and name.
    fn extend(&self, m: &mut Mention, end: usize) {
        let politics = &self.lexicon.politics;
        let fixed = !m.codes.is_empty();
        let many = matches!(self.word(m.head).reading.features.number, Number::Dual | Number::Plural);
        let mut j = m.words.end;
        let mut former = false;
        while j < end {
            let w = self.word(j);
            if w.is_punctuation() {
                // "وزير الخارجية، سامح شكري،" and "الرئيس (...)": a name may follow a comma.
                break;
            }
            let joined = w.joined();
            if joined && (!many || m.codes.is_empty()) {
                break;
            }
            let found = self.find(j, end);
            let senses = found.as_ref().map_or(&[][..], |f| &f.senses);
            let len = found.as_ref().map_or(1, |f| f.len);
            if let Some(Sense::Nisba(s, _)) = senses.iter().find(|s| matches!(s, Sense::Nisba(..))) {
                if w.preposition().is_some() {
                    break;
                }
                let code = &politics.states[*s as usize].code;
                if !fixed && !m.codes.contains(code) && (m.codes.is_empty() || joined) {
                    m.codes.push(code.clone());
                }
                j += len;
                continue;
            }
            let linked = LINKS.contains(&w.folded) || w.preposition() == Some("ل") || w.folded == "باسم";
            let target = if LINKS.contains(&w.folded) { j + 1 } else { j };
            if linked && m.name.is_empty() && target < end {
                // "الناطق باسم الحوثيين", "الأمين العام للأمم المتحدة", "مسؤول في الخارجية الأميركية"
                if let Some((code, role, n)) = self.possessor(target, end, target != j) {
                    if !fixed && m.codes.is_empty() {
                        m.codes.push(code);
                        if let Some(role) = role {
                            m.role = role;
                        }
                    }
                    j = target + n;
                    continue;
                }
                break;
            }
            if w.preposition().is_some() {
                break;
            }
            if !senses.is_empty()
                && m.name.is_empty()
                && let Some((code, role, n)) = self.possessor(j, end, false)
            {
                let previous = self.word(j - 1);
                if joined || m.codes.is_empty() && (!previous.has_article() || previous.pos() == Pos::Adjective) {
                    if !fixed && !m.codes.contains(&code) {
                        m.codes.push(code);
                    }
                    if let Some(role) = role {
                        m.role = role;
                    }
                    j += n;
                    continue;
                }
            }
            if joined {
                break;
            }
            if let Some(Sense::Person(_)) = senses.iter().find(|s| matches!(s, Sense::Person(_))) {
                let known = self.of_match(j, end, &Match { len, senses: senses.to_vec() });
                if let Some(k) = known {
                    m.known = k.known;
                    if m.codes.is_empty() {
                        m.codes = k.codes;
                    }
                }
                m.name = j..j + len;
                j += len;
                continue;
            }
            let name_next = j + 1 < end && self.word(j + 1).pos() == Pos::Name;
            if name_next && w.reading.lemma.is_some_and(|l| self.is_title(l)) && m.name.is_empty() {
                j += 1;
                continue;
            }
            if matches!(w.folded, "السابق" | "الاسبق" | "سابق" | "السابقه" | "المخلوع") {
                former = true;
                j += 1;
                continue;
            }
            if w.pos() == Pos::Name {
                let n = self.name_length(j, end);
                if n == 0 {
                    break;
                }
                m.name = j..j + n;
                j += n;
                continue;
            }
            if !m.name.is_empty() {
                break;
            }
            let previous = self.word(j - 1);
            let adjective = w.pos() == Pos::Adjective
                && w.has_article() == previous.has_article()
                && !w.circumstantial(Some(previous));
            let genitive = w.pos() == Pos::Noun
                && !previous.has_article()
                && previous.pos() == Pos::Noun
                && w.has_article()
                && j == m.words.start + 1;
            if adjective || genitive {
                j += 1;
                continue;
            }
            break;
        }
        if former && m.role == Role::Gov {
            m.role = Role::Ind;
        }
        m.words.end = j.max(m.words.end);
    }

    /// The state or body whose office or member a phrase is: code, a role that overrides the office's, words.
    fn possessor(&self, j: usize, end: usize, behind_link: bool) -> Option<(String, Option<Role>, usize)> {
        let found = self.find(j, end)?;
        let politics = &self.lexicon.politics;
        for sense in &found.senses {
            match *sense {
                Sense::State(s, false) => return Some((politics.states[s as usize].code.clone(), None, found.len)),
                Sense::Seat(s, false) => return Some((politics.states[s as usize].code.clone(), None, found.len)),
                Sense::Body(b) => {
                    let body = &politics.bodies[b as usize];
                    let role = Role::parse(&body.role).filter(|_| body.kind != "other");
                    return Some((body.code.clone(), role, found.len));
                }
                _ => {}
            }
        }
        // An organ with its nationality: "في الخارجية الأميركية", "باسم الجيش السوري".
        if behind_link || self.word(j).preposition() == Some("ل") {
            for sense in &found.senses {
                if matches!(sense, Sense::Office(_) | Sense::Group(_)) {
                    let inner = self.of_match(j, end, &Match { len: found.len, senses: vec![*sense] })?;
                    let code = inner.codes.first()?.clone();
                    return Some((code, Some(inner.role), inner.words.end - j));
                }
            }
        }
        None
    }

    fn is_title(&self, lemma: marsad_arabic::dictionary::LemmaId) -> bool {
        let d = &self.lexicon.dictionary;
        d.lemma(lemma).attributes.starts_with("title")
            || ["title", "honorific"].iter().any(|c| d.class(c).is_some_and(|c| d.has_class(lemma, c)))
    }

    /// How many words from `j` on are one person's name.
    fn name_length(&self, j: usize, end: usize) -> usize {
        let mut n = 0;
        while j + n < end && n < 5 {
            let w = self.word(j + n);
            let first = n == 0;
            let name = w.pos() == Pos::Name && (first || (!w.joined() && w.preposition().is_none()));
            let family =
                !first && w.has_article() && matches!(w.pos(), Pos::Adjective | Pos::Noun) && w.reading.lemma.is_none();
            if !name && !family {
                break;
            }
            n += 1;
        }
        n
    }

    fn unknown_name(&self, i: usize, end: usize) -> Option<Mention> {
        let n = self.name_length(i, end);
        if n == 0 {
            return None;
        }
        let mut m = Mention::new(i..i + n, MentionKind::Person, Role::Unk);
        m.name = i..i + n;
        Some(m)
    }
}
