//! `words/`: from rows to entries to forms.

use std::collections::{HashMap, HashSet};

use marsad_arabic::dictionary::{DictionaryBuilder, LemmaId};
use marsad_arabic::entry::{AdjectiveEntry, Form, NounEntry, VerbEntry, VerbForm};
use marsad_arabic::features::{Attach, Case, Features, Gender, Number, Pos, Verbal};
use marsad_arabic::generate::{adjective_forms, nisba_forms, noun_forms, verb_forms};
use marsad_text::{fold, strip_marks};

use crate::LexiconError;
use crate::phrases::{Sense, behind_fused};
use crate::politics::Politics;
use crate::table::{Problem, Row, Sources};

/// Loads every table under `words/`.
pub(crate) fn load(
    sources: &Sources,
    b: &mut DictionaryBuilder,
    problems: &mut Vec<Problem>,
) -> Result<(), LexiconError> {
    for row in sources.rows("words/particles") {
        particle(&row, b, problems);
    }
    for row in sources.rows("words/nouns") {
        noun(row.cell(0), row.cell(2) == "f", row.list(3).map(str::to_owned).collect(), row.list(4), b);
    }
    for row in sources.rows("words/adjectives") {
        let entry = AdjectiveEntry {
            lemma: row.cell(0).to_owned(),
            feminine: (!row.cell(2).is_empty()).then(|| row.cell(2).to_owned()),
            plurals: row.list(3).map(str::to_owned).collect(),
        };
        let id = b.lemma(&entry.lemma, Pos::Adjective, None, "");
        for form in adjective_forms(&entry) {
            b.form(id, &form);
        }
        for class in row.list(4) {
            b.class(id, class);
        }
    }
    for row in sources.rows("words/verbs") {
        verb(&row, b, problems);
    }
    for row in sources.rows("words/names") {
        let ambiguous = if row.cell(3) == "w" { " | ambiguous" } else { "" };
        name(row.cell(0), &format!("{}{ambiguous}", row.cell(1)), row.cell(2), b);
    }
    Ok(())
}

fn verb_form(name: &str) -> Option<VerbForm> {
    use VerbForm::*;
    [
        ("I", I),
        ("II", II),
        ("III", III),
        ("IV", IV),
        ("V", V),
        ("VI", VI),
        ("VII", VII),
        ("VIII", VIII),
        ("IX", IX),
        ("X", X),
        ("Q1", Q1),
        ("Q2", Q2),
        ("Q4", Q4),
    ]
    .into_iter()
    .find(|(n, _)| *n == name)
    .map(|(_, f)| f)
}

fn verb(row: &Row<'_>, b: &mut DictionaryBuilder, problems: &mut Vec<Problem>) {
    let Some(form) = verb_form(row.cell(2)) else {
        problems.push(row.problem(format!("{} is no form of the verb: write I to X, Q1, Q2 or Q4", row.cell(2))));
        return;
    };
    let entry = VerbEntry {
        lemma: row.cell(0).to_owned(),
        root: row.cell(1).to_owned(),
        form,
        vowel: row.cell(3).chars().next(),
        masdars: row.list(4).map(str::to_owned).collect(),
    };
    let forms = match verb_forms(&entry) {
        Ok(forms) => forms,
        Err(e) => {
            problems.push(row.problem(e.to_string()));
            return;
        }
    };
    let construction = row.list(5).collect::<Vec<_>>().join(" | ");
    let rare = row.list(5).any(|c| c == "rare");
    let id = b.lemma(&entry.lemma, Pos::Verb, None, &construction);
    // Derived words get lemmas of their own; a verbal noun's forms follow its citation form.
    let mut masdar = id;
    let mut participles = [id; 2];
    for mut form in forms {
        form.features.rare = rare;
        let f = form.features;
        let citation = f.number == Number::Singular && f.attach != Attach::Suffixed && f.case == Case::Any;
        let target = match f.verbal {
            Verbal::None => id,
            Verbal::Masdar => {
                if citation {
                    masdar = b.lemma(&form.vocalised, Pos::Noun, Some(id), "masdar");
                }
                masdar
            }
            Verbal::ActiveParticiple | Verbal::PassiveParticiple => {
                let slot = usize::from(f.verbal == Verbal::PassiveParticiple);
                if participles[slot] == id && citation && f.gender != Gender::Feminine {
                    let kind = if slot == 0 { "active" } else { "passive" };
                    participles[slot] = b.lemma(&form.vocalised, Pos::Adjective, Some(id), kind);
                }
                participles[slot]
            }
        };
        b.form(target, &form);
    }
}

fn noun<'a>(
    lemma: &str,
    feminine: bool,
    plurals: Vec<String>,
    classes: impl Iterator<Item = &'a str>,
    b: &mut DictionaryBuilder,
) -> LemmaId {
    let entry = NounEntry { lemma: lemma.to_owned(), feminine, plurals };
    let id = b.lemma(&entry.lemma, Pos::Noun, None, "");
    for form in noun_forms(&entry) {
        b.form(id, &form);
    }
    for class in classes {
        b.class(id, class);
    }
    id
}

fn particle(row: &Row<'_>, b: &mut DictionaryBuilder, problems: &mut Vec<Problem>) {
    let pos = match row.cell(1) {
        "pronoun" => Pos::Pronoun,
        "demonstrative" => Pos::Demonstrative,
        "relative" => Pos::Relative,
        "preposition" => Pos::Preposition,
        "conjunction" => Pos::Conjunction,
        "subordinator" => Pos::Subordinator,
        "particle" | "interjection" => Pos::Particle,
        "adverb" => Pos::Adverb,
        "number" => Pos::Number,
        other => {
            problems.push(row.problem(format!("unknown part of speech {other:?}")));
            return;
        }
    };
    let text = row.cell(0);
    if text.contains(' ') {
        problems.push(row.problem("a function word is one word"));
        return;
    }
    let id = b.lemma(text, pos, None, row.cell(2));
    // لكنّ and لعلّ govern a noun or a pronoun suffix, the other conjunctions and particles stand before whole clauses.
    let governs = row.list(2).any(|a| a == "noun-subject");
    let attach = match pos {
        Pos::Conjunction | Pos::Particle | Pos::Adverb if !governs => Attach::Alone,
        _ => Attach::Any,
    };
    let rare = row.list(2).any(|a| a == "rare");
    let mut features = Features { pos, attach, rare, ..Features::default() };
    if pos == Pos::Pronoun {
        // "3ms", "1p", "2d"
        let code = row.list(2).next().unwrap_or("");
        features.person = match code.chars().next() {
            Some('1') => 1,
            Some('2') => 2,
            Some('3') => 3,
            _ => 0,
        };
        for c in code.chars().skip(1).filter(|_| features.person > 0) {
            match c {
                'm' => features.gender = Gender::Masculine,
                'f' => features.gender = Gender::Feminine,
                's' => features.number = Number::Singular,
                'd' => features.number = Number::Dual,
                'p' => features.number = Number::Plural,
                _ => {}
            }
        }
    }
    b.form(id, &Form { vocalised: text.to_owned(), features });
}

fn name(text: &str, attributes: &str, gender: &str, b: &mut DictionaryBuilder) {
    if text.contains(' ') {
        return;
    }
    let gender = match gender {
        "m" => Gender::Masculine,
        "f" => Gender::Feminine,
        _ => Gender::None,
    };
    add_name(text, attributes, gender, b);
}

fn add_name(text: &str, attributes: &str, gender: Gender, b: &mut DictionaryBuilder) {
    let bare = strip_marks(text);
    // The stem behind the article, so that "بالقاهرة" and "للأردن" are read as preposition, article and name.
    let (stem, attach) = match bare.strip_prefix("ال").filter(|s| s.chars().count() > 2 && bare != "الله") {
        Some(stem) => (stem.to_owned(), Attach::Suffixed),
        None => (text.to_owned(), Attach::Any),
    };
    let known = b.lemmas_of(&fold(text)).iter().any(|&l| b.pos(l) == Pos::Name && strip_marks(b.text(l)) == bare);
    if known {
        return;
    }
    let id = b.lemma(text, Pos::Name, None, attributes);
    // A family name with the article (الإيراني) is an adjective far more often.
    // الجديدة is a town as well, and an adjective nearly always.
    let word = || b.knows_nominal(&fold(&stem)) || b.knows_verb(&fold(&stem));
    let rare = attributes.contains("ambiguous")
        || (attributes == "family" && attach == Attach::Suffixed)
        || (attributes == "name" && word());
    let features = Features { pos: Pos::Name, gender, attach, rare, ..Features::default() };
    b.form(id, &Form { vocalised: stem, features });
}

/// Countries whose Arabic names are masculine, folded, without the article.
const MASCULINE: &[&str] = &["عراق", "اردن", "لبنان", "يمن", "سودان", "مغرب", "فاتيكان"];

/// Whether the name of a country or city, folded, is masculine; most are feminine (Wright, Grammar I, § 290).
pub fn is_masculine(name: &str) -> bool {
    MASCULINE.contains(&name.strip_prefix("ال").unwrap_or(name))
}

/// Registers the words of names and the heads of offices and groups that no word list has.
pub(crate) fn add_names(entries: &[(Vec<String>, Sense)], politics: &Politics, b: &mut DictionaryBuilder) {
    for state in &politics.states {
        for (n, _) in state.names.iter().chain(&state.seats) {
            if !n.contains(' ') {
                let gender = if is_masculine(&fold(n)) { Gender::Masculine } else { Gender::Feminine };
                add_name(n, "state", gender, b);
            }
        }
        for (nisba, _) in &state.nisbas {
            if nisba.contains(' ') {
                continue;
            }
            let id = b.lemma(nisba, Pos::Adjective, None, "nisba");
            let forms = nisba_forms(nisba);
            for form in &forms {
                b.form(id, form);
            }
            b.class(id, "nisba");
            b.meaning(id, "quality.origin");
            // In the plural it is a noun as well: "الفلسطينيون".
            let people = b.lemma(nisba, Pos::Noun, None, "people");
            for mut form in forms.into_iter().filter(|f| f.features.number == Number::Plural) {
                form.features.pos = Pos::Noun;
                b.form(people, &form);
            }
            b.class(people, "people");
        }
        for (people, _) in &state.people {
            if !people.contains(' ') {
                let id = b.lemma(people, Pos::Noun, None, "people");
                let features = Features {
                    pos: Pos::Noun,
                    gender: Gender::Masculine,
                    number: Number::Plural,
                    ..Features::default()
                };
                b.form(id, &Form { vocalised: people.clone(), features });
                b.class(id, "people");
            }
        }
    }
    let mut done: HashSet<String> = HashSet::new();
    for (words, sense) in entries {
        match sense {
            Sense::Group(_) | Sense::Office(_) => {
                for (at, w) in words.iter().enumerate() {
                    let w = &match behind_fused(w).filter(|_| at > 0) {
                        Some(rest) => rest.to_owned(),
                        None => w.clone(),
                    };
                    let folded = fold(w);
                    let has = |key: &str, pos: &[Pos]| b.lemmas_of(key).iter().any(|&l| pos.contains(&b.pos(l)));
                    // "روسية" is a form of "روسي".
                    let feminine = folded.strip_suffix('ه').is_some_and(|m| has(m, &[Pos::Adjective]));
                    let missing = !feminine && !has(&folded, &[Pos::Noun, Pos::Adjective]);
                    if missing && !(at > 0 && has_clitic(&fold(w), b)) && done.insert(w.clone()) {
                        let bare = strip_marks(w);
                        let stem = bare.strip_prefix("ال").unwrap_or(&bare).to_owned();
                        let feminine = stem.ends_with('ة');
                        let plurals = if feminine { vec!["ات".to_owned()] } else { vec!["ون".to_owned()] };
                        noun(&stem, feminine, plurals, std::iter::empty(), b);
                    }
                }
            }
            Sense::Body(_) | Sense::Person(_) | Sense::Place(_) => {
                let all_unknown = words.len() == 1;
                for (i, w) in words.iter().enumerate() {
                    let key = fold(w);
                    // A part of a town's name (تدين يك) must not hide a verb (condemns).
                    if i > 0 && has_clitic(&key, b) || !all_unknown && b.knows_verb(&key) {
                        continue;
                    }
                    let bare = key.strip_prefix("ال").unwrap_or(&key);
                    let known = !b.lemmas_of(&key).is_empty() || !b.lemmas_of(bare).is_empty() || b.knows_nominal(bare);
                    // A village called والصين or لحماس must not hide "and China" and "of Hamas".
                    let behind_clitic = key.strip_prefix(['و', 'ل', 'ب', 'ف']).is_some_and(|rest| {
                        let bare = rest.strip_prefix("ال").unwrap_or(rest);
                        [rest, bare].iter().any(|k| b.lemmas_of(k).iter().any(|&l| b.pos(l) == Pos::Name))
                    });
                    if (i > 0 || matches!(sense, Sense::Place(_))) && behind_clitic {
                        continue;
                    }
                    if (all_unknown || !known) && done.insert(w.clone()) {
                        add_name(w, "name", Gender::None, b);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether a word inside a name is a known noun with clitics before it (للأمم, وتعليم), which the analyser cuts off.
fn has_clitic(key: &str, b: &DictionaryBuilder) -> bool {
    let known = |stem: &str| stem.chars().count() > 2 && b.knows_nominal(stem);
    ["لل", "بال", "وال", "ول", "وب", "ل", "ب", "و"].iter().any(|p| key.strip_prefix(p).is_some_and(known))
        && !known(key)
}

/// `classes/*.tsv`.
pub(crate) fn add_classes(sources: &Sources, b: &mut DictionaryBuilder, problems: &mut Vec<Problem>) {
    for row in sources.rows("classes/") {
        for word in row.list(1) {
            let ids: Vec<LemmaId> = b.lemmas_of(&fold(word)).to_vec();
            if ids.is_empty() && !word.contains(' ') {
                problems.push(row.problem(format!("{word} is in no word list; add it to words/ or correct it")));
            }
            for id in ids {
                b.class(id, row.cell(0));
            }
        }
    }
}

/// `thesaurus/*.tsv`: classes of meaning. What an extra folder says of a word goes before what the lexicon says.
pub(crate) fn add_meanings(sources: &Sources, b: &mut DictionaryBuilder, problems: &mut Vec<Problem>) {
    for (prefix, pos) in
        [("thesaurus/verbs", Pos::Verb), ("thesaurus/nouns", Pos::Noun), ("thesaurus/adjectives", Pos::Adjective)]
    {
        let mut known: HashMap<&str, usize> = HashMap::new();
        for row in sources.rows(prefix) {
            for word in row.list(2) {
                let is = |id: &LemmaId| b.pos(*id) == pos && b.verb(*id).is_none() && b.text(*id) == word;
                let ids: Vec<LemmaId> = b.lemmas_of(&fold(word)).iter().copied().filter(is).collect();
                if ids.is_empty() {
                    problems.push(row.problem(format!("{word} is not in words/; add it there or correct it")));
                }
                if known.insert(word, row.layer) == Some(row.layer) {
                    problems.push(row.problem(format!("{word} stands in two classes; leave it in one")));
                }
                ids.iter().for_each(|&id| b.meaning(id, row.cell(0)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::folder;

    #[test]
    fn a_word_has_one_class_and_an_extra_folder_moves_it() {
        let mut b = DictionaryBuilder::default();
        let [raid, call] = ["غارة", "نداء"].map(|w| noun(w, false, Vec::new(), std::iter::empty(), &mut b));
        // "raid", "call" twice, and a word that no list has
        let base = folder(
            "thesaurus",
            &[("thesaurus/nouns.tsv", "event.attack\t\tغارة\nspeech.ask\t\tنداء\nevent.call\t\tنداء | كلمة\n")],
        );
        let extra = folder("moved", &[("thesaurus/nouns.tsv", "event.move\t\tغارة\n")]);
        let mut sources = Sources::read(&base).expect("the folder is there");
        assert_eq!(sources.add(&extra).expect("the folder is there"), []);
        let mut problems = Vec::new();
        add_meanings(&sources, &mut b, &mut problems);
        let told: Vec<(usize, &str)> = problems.iter().map(|p| (p.line, p.what.as_str())).collect();
        assert_eq!(
            told,
            [
                (3, "نداء stands in two classes; leave it in one"),
                (3, "كلمة is not in words/; add it there or correct it")
            ]
        );
        let dictionary = b.finish();
        assert_eq!((dictionary.meaning(raid), dictionary.meaning(call)), ("event.move", "event.call"));
    }
}
