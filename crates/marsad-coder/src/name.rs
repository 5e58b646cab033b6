//! Where a person's name begins and ends: by the parts that the word list knows, by particles and by shape.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use marsad_arabic::analyze::Reading;
use marsad_arabic::features::Pos;
use marsad_arabic::romanise::romanise;
use marsad_lexicon::{Lexicon, Sense};
use marsad_text::fold;
use rustc_hash::FxHashSet;

use crate::word::{WEEKDAYS, Word};

/// What a word can be in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A given name that is nothing else.
    Given,
    /// A given name that is a common word as well (سعيد, happy).
    GivenWord,
    /// A family name that is nothing else.
    Family,
    /// A family name that is a common word as well.
    FamilyWord,
    /// بن, أبو, آل, فان: joins the next word to the name.
    Particle,
    /// A word that no list has.
    Unknown,
    /// No part of a name.
    None,
}

impl Part {
    /// Known to the word list as part of a name.
    fn listed(self) -> bool {
        matches!(self, Part::Given | Part::GivenWord | Part::Family | Part::FamilyWord)
    }
}

/// Longest name in words: "محمد بن راشد بن سعيد آل مكتوم" and one more generation.
const LONGEST: usize = 8;

/// Words that behind a name begin something else, folded, although a name list may have them.
const NO_NAME: &[&str] = &[
    "امس",
    "اليوم",
    "غدا",
    "بد",
    "ان",
    "الي",
    "في",
    "من",
    "عن",
    "ما",
    "لا",
    "هو",
    "هي",
    "ق",
    "م",
    "اكبر",
    "ثم",
    "قد",
    "كان",
    "بين",
    "قال",
    "الذي",
    "التي",
    "امام",
    "خلال",
    "حول",
    "ضد",
    "عبر",
    "قبل",
    "بعد",
    "منذ",
    "حتي",
    "لو",
    "اذا",
    "انه",
    "انها",
    "هذا",
    "هذه",
    "ذلك",
    "كما",
    "مع",
    "او",
    "اول",
    "احد",
    "غير",
    "كل",
    "بعض",
    "مصرع",
    "مصدر",
    "السابق",
    "الاسبق",
    "الراحل",
    "الحالي",
    "الجديد",
];

/// [`NO_NAME`] and the days of the week, to look up in: every word is asked for several times.
static NO_NAMES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| NO_NAME.iter().chain(WEEKDAYS).copied().collect());

/// Second halves of compound names, folded: they belong to what stands before them.
const SECOND_HALVES: &[&str] = &["الله", "الدين", "الاسلام", "الحق", "اللطيف"];

/// The kind of name that a reading's lemma is, as `names.tsv` says.
fn listed(lexicon: &Lexicon, reading: &Reading) -> Part {
    let Some(lemma) = reading.lemma else { return Part::None };
    let attributes = lexicon.dictionary.attributes(lemma);
    let (kind, ambiguous) = match attributes.split_once('|') {
        Some((kind, rest)) => (kind.trim_end(), rest.contains("ambiguous")),
        None => (attributes, false),
    };
    match (kind, ambiguous) {
        ("given", false) => Part::Given,
        ("given", true) => Part::GivenWord,
        ("family", false) => Part::Family,
        ("family", true) => Part::FamilyWord,
        ("particle", _) => Part::Particle,
        _ => Part::None,
    }
}

/// What a word can be in a name, and whether that is the reading chosen for it.
pub(crate) fn part(lexicon: &Lexicon, w: &Word<'_>) -> (Part, bool) {
    if w.is_punctuation() || w.reading.enclitic.is_some() && w.name.is_none() {
        return (Part::None, false);
    }
    // "آل" folds to the article.
    if w.folded == "ال" || w.folded == "بن" || w.folded == "ابن" {
        return (Part::Particle, true);
    }
    let bare = w.folded.trim_start_matches('و');
    let no_name = NO_NAMES.contains(w.folded) || bare.len() < w.folded.len() && NO_NAMES.contains(bare);
    if no_name || w.folded.bytes().any(|b| b.is_ascii_digit()) {
        return (Part::None, false);
    }
    if w.pos() == Pos::Name {
        let part = listed(lexicon, &w.reading);
        if part != Part::None {
            return (part, true);
        }
        // A word of some listed town's or body's name may be anybody's: "جيورجي" is a village too.
        let lemma = w.reading.lemma.map(|l| lexicon.dictionary.attributes(l));
        if lemma.is_none_or(|kind| kind == "name") {
            return (if w.stem.chars().count() > 1 { Part::Unknown } else { Part::None }, true);
        }
    }
    let other = w.name.as_ref().map_or(Part::None, |r| listed(lexicon, r));
    if other != Part::None {
        return (other, false);
    }
    // "الجلبي", "الزرقاوي": an unknown word with the article looks like an adjective or a noun to the tagger.
    if w.reading.lemma.is_none() && w.has_article() && matches!(w.pos(), Pos::Adjective | Pos::Noun) {
        return (Part::Unknown, true);
    }
    (Part::None, false)
}

/// Whether a word is a title that stands before a name (السيد, الدكتور).
pub(crate) fn is_title(lexicon: &Lexicon, w: &Word<'_>) -> bool {
    let Some(lemma) = w.reading.lemma else { return false };
    let d = &lexicon.dictionary;
    d.attributes(lemma).starts_with("title")
        || w.name.and_then(|r| r.lemma).is_some_and(|l| d.attributes(l).starts_with("title"))
        || ["title", "honorific"].iter().any(|c| d.has_class_named(lemma, c))
}

/// Finds names among the words of a field.
pub(crate) struct Names<'a> {
    pub words: &'a [Word<'a>],
}

impl Names<'_> {
    /// What word `i` can be in a name, and whether that is the reading chosen for it.
    pub(crate) fn part(&self, i: usize) -> (Part, bool) {
        self.words[i].listed.part
    }

    /// Whether word `i`, alone and without a title, can be the last name of somebody named in full elsewhere.
    pub(crate) fn can_be_last(&self, i: usize) -> bool {
        matches!(
            self.part(i),
            (Part::Unknown | Part::Family | Part::Given, _) | (Part::FamilyWord | Part::GivenWord, true)
        )
    }

    /// Whether word `i` is a title that stands before a name (السيد, الدكتور).
    pub(crate) fn is_title(&self, i: usize) -> bool {
        self.words[i].listed.title
    }

    /// Whether the name cannot go on with word `i`, because that word begins an office, a state, a body or a group.
    fn other_party(&self, i: usize, senses: &dyn Fn(usize) -> Vec<Sense>) -> bool {
        senses(i).iter().any(|s| !matches!(s, Sense::Person(_) | Sense::Place(_) | Sense::State(_, true)))
    }

    /// How many words from `j` on are one person's name; 0 if none begins there. `titled`: an office, a title or a verb
    /// of speech stands before, so that a person must follow. `senses` gives what the lexicon has at a word.
    pub(crate) fn length(&self, j: usize, end: usize, titled: bool, senses: &dyn Fn(usize) -> Vec<Sense>) -> usize {
        let mut n = 0;
        let mut sure = titled;
        let mut previous = Part::None;
        while j + n < end && n < LONGEST {
            let i = j + n;
            let w = &self.words[i];
            if w.is_punctuation() {
                // "بان كي-مون": a hyphen within a name; and "ب." of an initial is none.
                let hyphen = n > 0 && matches!(w.folded, "-" | "ـ" | "–") && i + 1 < end;
                if hyphen && self.part(i + 1).0 != Part::None {
                    n += 2;
                    continue;
                }
                break;
            }
            let (part, chosen) = self.part(i);
            let reading = if chosen { w.reading } else { w.name.unwrap_or(w.reading) };
            let cut = reading.proclitics.conjunction() || reading.proclitics.preposition().is_some();
            if n == 0 {
                // A word that the sentence reads as a verb or as joined to a clitic begins a name only behind an office.
                let unlike = !chosen
                    && (w.is_verb()
                        || w.preposition().is_some()
                        || matches!(w.pos(), Pos::Subordinator | Pos::Preposition | Pos::Particle | Pos::Conjunction));
                if unlike && !(titled && (part == Part::Given || self.next_is_name(i, end))) {
                    break;
                }
                match part {
                    Part::None => break,
                    Part::Given => sure = true,
                    Part::Family => {}
                    Part::GivenWord | Part::FamilyWord if chosen || titled => {}
                    Part::GivenWord if self.next_is_name(i, end) && !w.is_verb() => {}
                    Part::GivenWord | Part::FamilyWord => break,
                    Part::Particle
                        if i + 1 < end && self.can_follow_particle(i + 1) && (titled || self.next_is_name(i, end)) =>
                    {
                        n += 2;
                        previous = Part::Given;
                        sure = true;
                        continue;
                    }
                    Part::Particle => break,
                    Part::Unknown if titled => {
                        if w.joined() && chosen || self.other_party(i, senses) {
                            break;
                        }
                    }
                    Part::Unknown => break,
                }
                if part != Part::Given && !titled && self.other_party(i, senses) && !self.next_is_name(i, end) {
                    break;
                }
                previous = part;
                n = 1;
                continue;
            }
            if SECOND_HALVES.contains(&w.folded) && previous != Part::Unknown {
                n += 1;
                previous = Part::Given;
                continue;
            }
            // "عبد" and "عبد ال...": the next word is the other half.
            if self.words[i - 1].stem == "عبد" && w.has_article() && !w.joined() {
                n += 1;
                previous = Part::Given;
                continue;
            }
            let doubtful =
                !chosen && matches!(w.pos(), Pos::Preposition | Pos::Particle | Pos::Conjunction | Pos::Verb);
            // "ستيفن بينار", "جاك لوندن": what looks like a preposition is the first letter of an unknown name.
            let whole = cut
                && n == 1
                && part == Part::Unknown
                && matches!(previous, Part::Given | Part::Unknown)
                && !w.joined()
                && !w.has_article();
            let go_on = match part {
                _ if whole => true,
                _ if cut => false,
                Part::None => {
                    // "محمد الدرة", "حسين الفردان": a common noun with the article behind a lone given name; "محمد سعيد
                    // الكندي": an adjective behind a name that a title announces; "ميساء مغربي": an indefinite adjective
                    // cannot belong to a name.
                    // Behind a verb the noun is its object: "رفض حمدان الإجراءات".
                    let behind_verb = j > 0 && self.words[j - 1].is_verb();
                    let behind_given =
                        !behind_verb && (previous == Part::Given || titled && previous == Part::GivenWord);
                    let nominal = matches!(w.pos(), Pos::Noun | Pos::Adjective);
                    let nisba = nominal && senses(i).iter().all(|s| matches!(s, Sense::Nisba(..)));
                    let free = w.apart() && nominal && !self.is_title(i);
                    let party = self.other_party(i, senses);
                    free && if w.has_article() {
                        n == 1 && behind_given && (!party || titled && nisba)
                            || n < 4 && titled && nisba && w.pos() == Pos::Adjective && previous.listed()
                    } else {
                        n == 1 && behind_given && party && nisba && w.pos() == Pos::Adjective
                    }
                }
                Part::Particle => {
                    // "جان مارك دو لا سابليير"
                    if i + 2 < end && matches!(self.words[i + 1].folded, "لا" | "لو") && self.can_follow_particle(i + 2)
                    {
                        n += 3;
                        previous = Part::Given;
                        continue;
                    }
                    if i + 1 < end && self.can_follow_particle(i + 1) && !doubtful {
                        n += 2;
                        previous = Part::Given;
                        continue;
                    }
                    false
                }
                Part::Given | Part::Family => !doubtful || self.next_is_name(i, end) || n == 1 && part == Part::Family,
                Part::GivenWord | Part::FamilyWord => {
                    let fits = chosen
                        || n == 1
                        || n == 2 && w.preposition().is_some()
                        || previous.listed() && self.next_is_name(i, end);
                    let party = self.other_party(i, senses);
                    if doubtful {
                        self.next_is_name(i, end) && n == 1
                    } else {
                        fits && (!party || n == 1 && part == Part::FamilyWord && w.has_article())
                            && (!self.is_title(i) || chosen)
                    }
                }
                Part::Unknown => n < 4 && !w.joined() && !self.is_title(i) && !self.other_party(i, senses),
            };
            if !go_on {
                break;
            }
            if part == Part::Unknown && w.preposition().is_some() && !whole {
                break;
            }
            previous = part;
            n += 1;
        }
        if n == 0 {
            return 0;
        }
        // A single word without a title is a name only if it can be nothing else.
        let (first, chosen) = self.part(j);
        let alone = n == 1 && !sure;
        if alone && matches!(first, Part::GivenWord | Part::FamilyWord) || n == 1 && !titled && !chosen {
            return 0;
        }
        // The Egyptian press writes على as علي.
        let next_nominal = self.words.get(j + 1).is_some_and(|w| w.is_nominal() || w.pos() == Pos::Subordinator);
        if n == 1 && self.words[j].folded == "علي" && next_nominal && j + 1 < end {
            return 0;
        }
        n
    }

    /// Whether the word behind `i` is surely part of a name.
    fn next_is_name(&self, i: usize, end: usize) -> bool {
        let Some(next) = self.words.get(i + 1).filter(|_| i + 1 < end) else { return false };
        let (part, chosen) = self.part(i + 1);
        let reading = if chosen { next.reading } else { next.name.unwrap_or(next.reading) };
        if reading.proclitics.conjunction() || reading.proclitics.preposition().is_some() {
            return false;
        }
        match part {
            Part::Given | Part::Family => true,
            Part::GivenWord | Part::FamilyWord => chosen || next.has_article(),
            Part::Particle => chosen,
            Part::Unknown => next.apart(),
            Part::None => SECOND_HALVES.contains(&next.folded),
        }
    }

    /// Whether word `i` can be the name behind بن, أبو or آل.
    fn can_follow_particle(&self, i: usize) -> bool {
        let w = &self.words[i];
        let part = self.part(i).0;
        !w.is_punctuation()
            && !w.joined()
            && (part != Part::None && (w.preposition().is_none() || w.name.is_some())
                || w.is_nominal() && w.preposition().is_none() && w.reading.enclitic.is_none())
            && !NO_NAMES.contains(w.folded)
    }

    /// Words of a name for comparison: stems without clitics and article, compounds in one (`عبد الله` → `عبدالله`).
    pub(crate) fn key(&self, name: &Range<usize>) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut open = false;
        for i in name.clone() {
            let w = &self.words[i];
            if w.is_punctuation() {
                continue;
            }
            let reading = as_name(w);
            let stem = w.folded.get(reading.stem_range()).unwrap_or(w.stem);
            let stem = if stem == "له" { "الله" } else { stem };
            let particle = matches!(stem, "عبد" | "ابو" | "ابي" | "ابا" | "بن" | "ابن" | "ال" | "بو" | "بني");
            let second = SECOND_HALVES.contains(&w.folded);
            match out.last_mut() {
                Some(last) if open || second && !particle => last.push_str(stem),
                _ => out.push(stem.to_owned()),
            }
            open = particle;
        }
        for key in &mut out {
            if key.starts_with("عبدال") {
                *key = key.replacen("عبدال", "عبد", 1);
            }
        }
        out
    }

    /// A name in Latin letters: words of listed people's names as English spells them (`spellings`), others by their letters.
    /// `raw` gives a word as written.
    pub(crate) fn latin<'r>(
        &self,
        name: &Range<usize>,
        raw: impl Fn(usize) -> &'r str,
        spellings: &BTreeMap<String, String>,
    ) -> String {
        let mut out: Vec<String> = Vec::new();
        let mut servant = false;
        for i in name.clone().filter(|&i| !self.words[i].is_punctuation()) {
            let word = as_name(&self.words[i]).certain_clitics().strip(raw(i));
            let folded = fold(&word);
            let listed = |word: &str| spellings.get(word).cloned();
            if servant {
                // "Abd al-Rahman", "Abd Allah"
                let of = folded.strip_prefix("ال").unwrap_or(&folded);
                let whole = listed(&format!("عبدال{of}")).or_else(|| (folded == "الله").then(|| "Abdullah".to_owned()));
                let part = || romanise(of).map(|of| format!("Abdul {of}"));
                out.extend(whole.or_else(part));
                servant = false;
                continue;
            }
            match folded.as_str() {
                "عبد" if i + 1 < name.end => servant = true,
                "بن" | "ابن" => out.push("bin".to_owned()),
                "بنت" => out.push("bint".to_owned()),
                "ال" => out.push("Al".to_owned()),
                "ابو" | "ابي" | "ابا" => out.push("Abu".to_owned()),
                _ => out.extend(listed(&folded).or_else(|| romanise(&word))),
            }
        }
        out.join(" ")
    }
}

/// The reading of a word as a name, where it has one.
fn as_name(w: &Word<'_>) -> Reading {
    w.name.filter(|_| w.pos() != Pos::Name).unwrap_or(w.reading)
}

#[cfg(test)]
mod tests {
    use marsad_text::Text;

    use super::*;
    use crate::word::FieldText;

    fn key(text: &str) -> Vec<String> {
        let lexicon = marsad_embedded::lexicon().expect("the built-in lexicon loads");
        let text = Text::new(text);
        let field = FieldText::new(&text, &lexicon);
        let n = field.words.len();
        Names { words: &field.words }.key(&(0..n))
    }

    fn latin(text: &str) -> String {
        let lexicon = marsad_embedded::lexicon().expect("the built-in lexicon loads");
        let words = Text::new(text);
        let field = FieldText::new(&words, &lexicon);
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let names = Names { words: &field.words };
        names.latin(&(0..tokens.len()), |i| tokens[i], &lexicon.politics.latin)
    }

    #[test]
    fn names_in_latin_letters() {
        // Words that listed people's names have, and words that they lack.
        assert_eq!(latin("جون منصور"), "John Mansour");
        assert_eq!(latin("عبد الله بوزيان"), "Abdullah Buzyan");
        assert_eq!(latin("هاني بن الهواشمة"), "Hani bin al-Hawashma");
    }

    #[test]
    fn keys_join_compounds() {
        // "Abd al-Fattah al-Sisi", written in two words and in one, are one name.
        assert_eq!(key("عبد الفتاح السيسي"), key("عبدالفتاح السيسي"));
        // "Abd Allah" is one part of a name.
        assert_eq!(key("عبد الله صالح").len(), 2);
    }
}
