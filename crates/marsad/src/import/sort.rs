//! Which table of the lexicon an entry of a dictionary belongs to, and what the lexicon knows of it already.

use std::collections::HashSet;

use marsad_arabic::features::{Gender, Number, Pos};
use marsad_coder::clause::Around;
use marsad_coder::mention::{Mention, MentionKind, covering, mentions};
use marsad_coder::place::places;
use marsad_coder::word::{FieldText, Word};
use marsad_lexicon::{Lexicon, Person};
use marsad_record::Role;
use marsad_text::{Text, fold, strip_marks};

use crate::import::cameo::Party;
use crate::import::dictionary::Why;

/// A table of the lexicon, with what its row needs of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Table {
    /// `people/`: the name without the titles and offices before it, and the row of `lexicon.politics.people` if it has one.
    People(String, Option<usize>),
    /// `bodies.tsv`: the name as it stands.
    Bodies(String),
    /// `groups.tsv`: the phrase as lemmas.
    Groups(String),
    /// `places/`: the name as it stands.
    Places(String),
}

/// What the lexicon already makes of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The same code.
    Same,
    /// A body or person with a code of its own (HAMAS) where the dictionary has its state and sector, or a kind of body.
    Closer,
    /// A common noun that the lexicon gives another sector, and whose code the text tells in both.
    OtherSector,
    /// Nothing, or another code.
    No,
}

/// Reads names with a lexicon.
pub struct Sorter<'a> {
    /// What is known already.
    pub lexicon: &'a Lexicon,
    /// Codes of its states.
    pub states: HashSet<&'a str>,
}

impl<'a> Sorter<'a> {
    /// Over a lexicon.
    pub fn new(lexicon: &'a Lexicon) -> Sorter<'a> {
        Sorter { lexicon, states: lexicon.politics.states.iter().map(|s| s.code.as_str()).collect() }
    }

    /// What the lexicon makes of a name in a year. A single word is tried with the article too: dictionaries leave it out
    /// (بصرة), and a noun alone may be read as a verb (جيش).
    pub fn known(&self, name: &str, party: &Party, year: Option<u16>) -> Known {
        match self.known_as(name, party, year) {
            Known::No if !name.contains(' ') && !name.starts_with("ال") => {
                self.known_as(&format!("ال{name}"), party, year)
            }
            known => known,
        }
    }

    /// What the lexicon makes of a name as it stands.
    fn known_as(&self, name: &str, party: &Party, year: Option<u16>) -> Known {
        let text = Text::new(name);
        let field = FieldText::new(&text, self.lexicon);
        let found = mentions(&field, self.lexicon, year);
        let n = field.words.len();
        let Some(m) = whole(&found, n) else {
            let country = party.code.as_deref();
            return if party.role.is_none() && self.is_place(&field, &found, country) {
                Known::Same
            } else {
                Known::No
            };
        };
        let Some(wanted) = party.code.as_deref() else {
            return if Some(m.role) == party.role { Known::Same } else { Known::OtherSector };
        };
        let home = party.home.as_deref().unwrap_or(wanted);
        let row = m.body.and_then(|b| self.lexicon.politics.bodies.get(b as usize));
        match m.codes.first().map(String::as_str) {
            Some(code) if code == wanted => Known::Same,
            Some(code) if !self.states.contains(code) && !matches!(code, "NSA" | "IGO" | "NGO" | "UNK") => {
                let general = matches!(wanted, "NSA" | "IGO" | "NGO" | "UNK") && party.home.is_none();
                let at_home = row.is_some_and(|b| b.home.as_deref() == Some(home));
                if general || at_home || row.is_some_and(|b| b.home.is_none()) { Known::Closer } else { Known::No }
            }
            _ => Known::No,
        }
    }

    /// Whether a whole field is the name of a place in a country.
    fn is_place(&self, field: &FieldText<'_>, found: &[Mention], country: Option<&str>) -> bool {
        let n = field.words.len();
        let mention_at = covering(found, n);
        let around = Around { field, mentions: found, mention_at: &mention_at };
        let all = places(&[&around], self.lexicon);
        all.0.iter().flatten().any(|p| p.words == (0..n) && Some(p.country) == country)
    }

    /// The table that an actor belongs to.
    ///
    /// # Errors
    /// The kind of reason, and why it belongs to none.
    pub fn actor(&self, name: &str, party: &Party) -> Result<Table, Why> {
        let text = Text::new(name);
        let field = FieldText::new(&text, self.lexicon);
        let common = field.words.iter().all(|w| self.is_common(w));
        // "لواء الفجر" is a brigade before it is Major General al-Fajr.
        let group = !of_persons(party);
        let doubtful = |from: usize| group && from > 0 && from + 1 == field.words.len();
        if let Some(from) = self.person(name, &field, party).filter(|&from| !common && !doubtful(from)) {
            let bare = words_from(name, from);
            return match bare.contains(' ') || !self.is_given(&field.words[from]) {
                true => Ok(Table::People(bare.to_owned(), self.listed(bare))),
                false => {
                    Err(("a given name alone", format!("{bare} alone is many people's name; write the full name")))
                }
            };
        }
        match (party.role, &party.code) {
            (None, _) if common => {
                Err(("common words for a state", format!("{name} is a common word, which nothing binds to one state")))
            }
            (None, _) => Ok(Table::Places(name.to_owned())),
            (Some(_), Some(_)) if !common => Ok(Table::Bodies(name.to_owned())),
            (Some(_), Some(code)) if field.words.len() == 1 && self.states.contains(code.as_str()) => {
                Err(("common words for a state", format!("{name} is a common word, which nothing binds to one state")))
            }
            (Some(_), _) => self.group(name),
        }
    }

    /// The row of `groups.tsv` that a phrase becomes: its head as the singular lemma, its other words without the article.
    ///
    /// # Errors
    /// If the phrase is not one that a text can hold.
    pub fn group(&self, name: &str) -> Result<Table, Why> {
        let text = Text::new(name);
        let field = FieldText::new(&text, self.lexicon);
        if field.words.last().is_none_or(|w| w.pos() == Pos::Preposition) {
            return Err(("a phrase that breaks off", format!("{name} ends with a preposition; complete it")));
        }
        if field.words.len() == 1 && self.is_doing(&field.words[0]) {
            let what = format!("{name} names what is done rather than who does it; write a word for the doer");
            return Err(("a word for a doing", what));
        }
        let plural = field.words[0].reading.features.number == Number::Plural;
        let words = name.split_whitespace().zip(&field.words).enumerate().map(|(i, (word, w))| {
            let bare = word.strip_prefix("ال").filter(|b| b.chars().count() > 2 && w.has_article()).unwrap_or(word);
            let agrees = i > 0 && plural && w.pos() == Pos::Adjective && w.reading.features.gender == Gender::Masculine;
            // A word that is a citation form itself is meant, whatever broken plural it could be.
            let sound = ["ين", "ون", "ات"].iter().any(|end| bare.ends_with(end));
            match self.lemma(w).filter(|_| sound || !self.has_lemma(bare)) {
                Some(lemma) if (i == 0 || agrees) && w.preposition().is_none() && !w.joined() => lemma,
                _ => bare.to_owned(),
            }
        });
        Ok(Table::Groups(words.collect::<Vec<_>>().join(" ")))
    }

    /// Whether the dictionary has a noun of this spelling.
    pub fn has_noun(&self, word: &str) -> bool {
        let noun = |pos| matches!(pos, Pos::Noun | Pos::Adjective);
        self.lexicon.dictionary.lookup(&fold(word)).any(|e| noun(self.lexicon.dictionary.lemma(e.lemma).pos))
    }

    /// Whether a noun or adjective has this spelling as its citation form.
    fn has_lemma(&self, word: &str) -> bool {
        let key = fold(word);
        self.lexicon
            .dictionary
            .lookup(&key)
            .map(|e| self.lexicon.dictionary.lemma(e.lemma))
            .any(|lemma| matches!(lemma.pos, Pos::Noun | Pos::Adjective) && lemma.key == key)
    }

    /// Whether a word can be a verbal noun or names an event.
    fn is_doing(&self, w: &Word<'_>) -> bool {
        let (dictionary, frames) = (&self.lexicon.dictionary, &self.lexicon.frames);
        dictionary.lookup(w.stem).any(|e| dictionary.lemma(e.lemma).has("masdar"))
            || !frames.of_masdar(w.lemma).is_empty()
            || frames.of_noun(w.lemma).next().is_some()
    }

    /// The lemma of a noun or adjective that the dictionary has, without diacritics.
    fn lemma(&self, w: &Word<'_>) -> Option<String> {
        let id = w.reading.lemma.filter(|_| matches!(w.pos(), Pos::Noun | Pos::Adjective))?;
        Some(strip_marks(self.lexicon.dictionary.lemma(id).text))
    }

    /// Whether a word is one of the language, not a name or unknown.
    fn is_common(&self, w: &Word<'_>) -> bool {
        w.reading.lemma.is_some() && w.pos() != Pos::Name
    }

    fn is_given(&self, w: &Word<'_>) -> bool {
        let given = |lemma| self.lexicon.dictionary.lemma(lemma).attributes.starts_with("given");
        w.reading.lemma.is_some_and(given) || w.name.and_then(|r| r.lemma).is_some_and(given)
    }

    /// The first word of the person's name that ends a field, if one does.
    fn person(&self, name: &str, field: &FieldText<'_>, party: &Party) -> Option<usize> {
        let n = field.words.len();
        let found = mentions(field, self.lexicon, None);
        let named = found.iter().find(|m| m.kind == MentionKind::Person && !m.name.is_empty() && m.name.end == n);
        // What stands before the name must be offices and titles.
        let before = |m: &&Mention| {
            let offices = found.iter().take_while(|o| o.words.start < m.words.start);
            offices.map(|o| o.words.len()).sum::<usize>() == m.words.start && m.name.start >= m.words.start
        };
        named.filter(before).map(|m| m.name.start).or_else(|| self.titled(name, field, party))
    }

    /// 0 if a name of a sector of persons is made of names and unknown words only, or of two or more that begin with a given
    /// name, or is read as one person's behind a title.
    fn titled(&self, name: &str, field: &FieldText<'_>, party: &Party) -> Option<usize> {
        let of_persons = of_persons(party);
        let words = &field.words;
        let nameless = |w: &Word<'_>| self.is_common(w) && !self.is_given(w);
        let given = words.len() > 1 && words[0].pos() == Pos::Name && self.is_given(&words[0]);
        if given && !words.iter().any(nameless) || of_persons && !words.iter().any(|w| self.is_common(w)) {
            return Some(0);
        }
        if !of_persons || words.iter().any(|w| w.pos() == Pos::Noun && w.reading.lemma.is_some()) {
            return None;
        }
        // "Mr"
        let behind = format!("السيد {name}");
        let text = Text::new(&behind);
        let titled = FieldText::new(&text, self.lexicon);
        let found = mentions(&titled, self.lexicon, None);
        let n = titled.words.len();
        found.iter().any(|m| m.kind == MentionKind::Person && m.name == (1..n)).then_some(0)
    }

    /// The person whom a name means.
    fn listed(&self, name: &str) -> Option<usize> {
        let key = fold(name);
        let has = |p: &Person| p.names.iter().any(|(n, _)| fold(n) == key);
        self.lexicon.politics.people.iter().position(has)
    }
}

/// Whether a sector is one that dictionaries name persons of more than groups.
fn of_persons(party: &Party) -> bool {
    matches!(
        party.role,
        Some(Role::Gov | Role::Ind | Role::Leg | Role::Jud | Role::Mil | Role::Edu | Role::Opp | Role::Spy)
    )
}

/// The mention that is the whole of a field, or the last of several that cover it: an office and its holder.
fn whole(found: &[Mention], n: usize) -> Option<&Mention> {
    let covered: usize = found.iter().map(|m| m.words.len()).sum();
    let last = found.last().filter(|_| covered == n)?;
    (found.len() == 1 || last.kind == MentionKind::Person).then_some(last)
}

/// A name from one of its words on.
fn words_from(name: &str, from: usize) -> &str {
    let mut rest = name;
    for _ in 0..from {
        rest = rest.split_once(' ').map_or(rest, |(_, rest)| rest);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::cameo::party;

    fn with(check: impl Fn(&Sorter<'_>, &dyn Fn(&str) -> Party)) {
        let lexicon = marsad_embedded::compile(None, &[]).map(|x| x.1).expect("the built-in lexicon loads");
        let sorter = Sorter::new(&lexicon);
        let of = |code: &str| party(code, &sorter.states).expect("a code");
        check(&sorter, &of);
    }

    #[test]
    fn names_go_to_their_tables() {
        with(|sorter, of| {
            let actor = |name: &str, code: &str| sorter.actor(name, &of(code)).expect("a table");
            // "Shamkhar Zabalqan", alone and behind "minister"; "Mahmoud Zabalqan"
            assert_eq!(actor("شمخار زبلقان", "LBYGOV"), Table::People("شمخار زبلقان".into(), None));
            assert_eq!(actor("وزير محمود زبلقان", "LBYGOV"), Table::People("محمود زبلقان".into(), None));
            // "Barack Obama" has a row.
            assert!(matches!(actor("باراك أوباما", "FRAGOV"), Table::People(_, Some(_))));
            // "agency Zabalqan", "brigade Zabalqan", "armed force", "Zabalqan"
            assert_eq!(actor("لواء زبلقان", "LBYREB"), Table::Bodies("لواء زبلقان".into()));
            assert_eq!(actor("وكالة زبلقان", "LBYMED"), Table::Bodies("وكالة زبلقان".into()));
            assert_eq!(actor("قوة مسلح", "LBYMIL"), Table::Groups("قوة مسلح".into()));
            assert_eq!(actor("زبلقان", "LBY"), Table::Places("زبلقان".into()));
            // "Mohammed" alone, "force" for a state
            let why = |name: &str, code: &str| sorter.actor(name, &of(code)).expect_err("no table").0;
            assert_eq!(why("محمود", "LBYGOV"), "a given name alone");
            assert_eq!(why("قوة", "LBY"), "common words for a state");
            assert_eq!(why("قوة", "LBYMIL"), "common words for a state");
        });
    }

    #[test]
    fn phrases_become_lemmas() {
        with(|sorter, _| {
            let group = |name: &str| match sorter.group(name) {
                Ok(Table::Groups(phrase)) => phrase,
                other => panic!("{other:?}"),
            };
            // "viewer" is no plural of "scene"; "the refugees", "separatist rebels" in the oblique, "council of the judiciary"
            assert_eq!(group("مشاهد"), "مشاهد");
            assert_eq!(group("اللاجئين"), "لاجئ");
            assert_eq!(group("متمردين انفصاليين"), "متمرد انفصالي");
            assert_eq!(group("مجلس للقضاء"), "مجلس للقضاء");
            assert!(sorter.group("مراقب في").is_err(), "a preposition with nothing behind it");
            // "contact"
            assert!(sorter.group("اتصال").is_err(), "a doing, no doer");
        });
    }

    #[test]
    fn what_the_lexicon_knows() {
        with(|sorter, of| {
            let known = |name: &str, code: &str, year| sorter.known(name, &of(code), year);
            // "France", "American minister of defence", "Basra", "Hamas movement", "army"
            assert_eq!(known("فرنسا", "FRA", None), Known::Same);
            assert_eq!(known("وزير دفاع أميركي", "USAGOV", None), Known::Same);
            assert_eq!(known("بصرة", "IRQ", None), Known::Same);
            assert_eq!(known("حركة حماس", "PSEREB", None), Known::Closer);
            assert_eq!(known("جيش", "MIL", None), Known::Same);
            assert_eq!(known("جيش", "OPP", None), Known::OtherSector);
            assert_eq!(known("فرنسا", "DEU", None), Known::No);
            // "Mohamed Morsi": of the Brotherhood in 2011, president in 2012
            assert_eq!(known("محمد مرسي", "EGYGOV", Some(2013)), Known::No);
            assert_eq!(known("شمخار زبلقان", "LBYGOV", None), Known::No);
        });
    }
}
