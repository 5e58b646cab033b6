//! Mentions of parties: states, offices with their holders, bodies, groups, people and peoples.
//!
//! An office is read by grammar: [office] + [of what] + [nationality or state] + [title] + [name]; no list of names is
//! needed to know that "وزير الخارجية الأميركي جون كيري" acts for the American government.

use std::ops::Range;

use marsad_arabic::features::{Gender, Number, Pos, Verbal};
use marsad_lexicon::{Holding, Lexicon, Numbers, Seen, Sense};
use marsad_record::Role;
use rustc_hash::FxHashSet;

use crate::name::{Names, Part};
use crate::word::{FieldText, LOCATIVES, PLACE_NOUNS, Word};

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
    /// Row of `bodies.tsv`.
    pub body: Option<u32>,
    /// Further rows of `bodies.tsv` that have this name.
    pub others: Vec<u32>,
    /// True where the codes are only the noun's default (مسلحون: NSA), which the text may make more exact.
    pub default_code: bool,
    /// The group whose men are meant: المقاومة in "رجال المقاومة".
    pub of_group: Option<usize>,
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
            body: None,
            others: Vec::new(),
            default_code: false,
            of_group: None,
        }
    }
}

/// The senses found at one word.
struct Match {
    len: usize,
    senses: Vec<Sense>,
}

/// What a field names.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Its mentions, in order, without overlaps.
    pub mentions: Vec<Mention>,
    /// Where things happen: the first word of each place named behind a preposition or noun of place, its country.
    pub grounds: Vec<(usize, String)>,
}

/// All mentions of a field, in order, without overlaps.
pub fn mentions(field: &FieldText<'_>, lexicon: &Lexicon, year: Option<u16>) -> Vec<Mention> {
    scan(field, lexicon, year).mentions
}

/// For each of a field's words the number of the mention that covers it, or `usize::MAX`.
pub fn covering(mentions: &[Mention], words: usize) -> Vec<usize> {
    let mut out = vec![usize::MAX; words];
    for (i, m) in mentions.iter().enumerate() {
        out[m.words.clone()].fill(i);
    }
    out
}

/// All mentions and places of a field.
pub fn scan(field: &FieldText<'_>, lexicon: &Lexicon, year: Option<u16>) -> Scan {
    let finder = Finder { field, lexicon, year, names: Names { words: &field.words } };
    let mut out = Scan::default();
    for sentence in field.text.sentences() {
        let mut i = sentence.tokens.start;
        let first = out.mentions.len();
        while i < sentence.tokens.end {
            let titled = finder.titled(i, sentence.tokens.start, &out.mentions[first..]);
            match finder.at(i, sentence.tokens.end, titled) {
                At::Mention(m) if m.words.end > i => {
                    if m.place
                        && !m.ambiguous
                        && let Some(code) = m.codes.first()
                        && finder.behind_place_word(i, sentence.tokens.start)
                    {
                        out.grounds.push((i, code.clone()));
                    }
                    i = m.words.end;
                    out.mentions.push(m);
                }
                At::Place(len, country) => {
                    // "المدينة" is the city before it is Medina.
                    let name = len > 1 || field.words[i].pos() == Pos::Name;
                    if name && finder.behind_place_word(i, sentence.tokens.start) {
                        out.grounds.push((i, country));
                    }
                    i += len;
                }
                _ => i += 1,
            }
        }
        finder.appose(&mut out.mentions[first..]);
    }
    out
}

/// Last names of people named in full, as stems.
pub fn last_names(field: &FieldText<'_>, scan: &Scan, into: &mut FxHashSet<String>) {
    let names = Names { words: &field.words };
    for m in &scan.mentions {
        if m.name.len() > 1 && m.words.contains(&m.name.start) {
            let last = m.name.end - 1;
            if names.can_be_last(last) {
                into.insert(field.words[last].stem.to_owned());
            }
        }
    }
}

/// Adds mentions of people by a last name alone that stands in full somewhere in the article.
pub fn add_last_names(field: &FieldText<'_>, scan: &mut Scan, last_names: &FxHashSet<String>) {
    let names = Names { words: &field.words };
    let mut added = Vec::new();
    let mut next = 0;
    for (i, w) in field.words.iter().enumerate() {
        while scan.mentions.get(next).is_some_and(|m| m.words.end <= i) {
            next += 1;
        }
        let covered = scan.mentions.get(next).is_some_and(|m| m.words.start <= i);
        if !covered && last_names.contains(w.stem) && names.can_be_last(i) && w.stem.chars().count() > 2 {
            let mut m = Mention::new(i..i + 1, MentionKind::Person, Role::Unk);
            m.name = i..i + 1;
            added.push(m);
        }
    }
    if !added.is_empty() {
        scan.mentions.append(&mut added);
        scan.mentions.sort_by_key(|m| m.words.start);
    }
}

/// What begins at a word.
enum At {
    Mention(Mention),
    /// A place that is no party: words, country.
    Place(usize, String),
    Nothing,
}

impl From<Option<Mention>> for At {
    fn from(m: Option<Mention>) -> At {
        m.map_or(At::Nothing, At::Mention)
    }
}

/// Whether a name behind this word is where something is or where one goes.
fn is_place_word(lemma: &str) -> bool {
    LOCATIVES.contains(&lemma) || PLACE_NOUNS.contains(&lemma) || lemma == "الي"
}

/// Whether a folded lemma is that of a minister or ministry.
fn is_ministry(lemma: &str) -> bool {
    matches!(lemma, "وزير" | "وزيره" | "وزاره")
}

/// The listed person among the senses.
fn listed_person(senses: &[Sense]) -> Option<u32> {
    senses.iter().find_map(|s| if let Sense::Person(p) = *s { Some(p) } else { None })
}

/// Whether a genitive can follow a noun: not behind "مسلحون", which would be "مسلحو".
fn can_govern(w: &Word<'_>) -> bool {
    let full = matches!(w.reading.features.number, Number::Plural | Number::Dual)
        && (w.stem.ends_with("ون") || w.stem.ends_with("ين") || w.stem.ends_with("ان"));
    w.pos() == Pos::Noun && !w.has_article() && w.reading.enclitic.is_none() && !full
}

/// A word as names are looked up.
pub(crate) fn as_seen<'w>(w: &Word<'w>) -> Seen<'w> {
    // A name that begins like a clitic (وليد, بلجيكا) may have been cut: offer the whole word too.
    let bare = w.folded.strip_prefix("ال").filter(|_| w.folded != "الله");
    let whole = bare.unwrap_or(w.folded);
    Seen {
        stem: w.stem,
        whole: if whole.len() != w.stem.len() { whole } else { "" },
        whole_article: bare.is_some(),
        lemma: if w.pos() == Pos::Verb { "" } else { w.lemma },
        article: w.has_article() && w.folded != "الله",
        proclitic: w.joined() || w.preposition().is_some(),
        suffixed: w.reading.enclitic.is_some() && whole.len() == w.stem.len(),
    }
}

struct Finder<'a> {
    field: &'a FieldText<'a>,
    lexicon: &'a Lexicon,
    year: Option<u16>,
    names: Names<'a>,
}

/// Stands for the office of the person named before, until the document fills it.
pub const COUNTERPART: &str = "counterpart";

/// Nouns behind which a body's own name stands, folded.
const NAMED_BODIES: &[&str] = &[
    "حزب",
    "حركه",
    "شركه",
    "منظمه",
    "جمعيه",
    "جبهه",
    "موسسه",
    "مجموعه",
    "صحيفه",
    "قناه",
    "مركز",
    "معهد",
    "منصه",
    "بنك",
];

/// How an office is held that stands in for another, folded.
const ACTING: &[&str] = &["بالانابه", "بالنيابه", "بالوكاله"];

/// Verbs, folded lemmas, behind which [`FALLEN`] says how somebody fell.
const FELLING: &[&str] = &["اردي", "سقط", "خر", "وقع"];
const FALLEN: &[&str] = &["قتيلا", "صريعا", "جريحا", "شهيدا"];

/// Organs, folded lemmas, that share the nationality behind a second one: "أجهزة الأمن والمخابرات الإسرائيلية".
const SHARED_ORGANS: &[&str] = &["جهاز", "قوه", "سلطه", "وكاله", "موسسه"];

/// Words that may stand between an office and what it is the office of.
const LINKS: &[&str] = &["باسم", "في", "لدي", "من", "ب", "ل"];

impl Finder<'_> {
    fn word(&self, i: usize) -> &Word<'_> {
        &self.field.words[i]
    }

    fn find(&self, i: usize, end: usize) -> Option<Match> {
        if !self.word(i).listed.begins {
            return None;
        }
        // Quotation marks and brackets within a name are passed over: تنظيم "الدولة الإسلامية", مجموعة (5+1).
        let mut at = [0; 8];
        let mut n = 0;
        let mut open = 0;
        let glued = |j: usize| self.field.text.tokens().get(j).is_some_and(|t| t.glued);
        for j in i..end.min(i + 12) {
            let w = self.word(j);
            let mark = w.is_punctuation() && w.folded != "+";
            // "يون سوك-يول"
            let hyphen = matches!(w.folded, "-" | "‐" | "–") && glued(j) && glued(j + 1);
            if mark
                && !(hyphen && n > 0)
                && (n == 0
                    || j - i > 6
                    || !matches!(w.folded, "\"" | "«" | "»" | "“" | "”" | "(" | ")" | "'" | "‘" | "’"))
            {
                break;
            }
            if mark {
                open = if open == 0 { j } else { open };
                continue;
            }
            if n == at.len() {
                break;
            }
            at[n] = j;
            n += 1;
        }
        let seen = |k: usize| (as_seen(self.word(at[k])), self.word(at[k]).listed.numbers);
        let (mut len, mut senses) = self.longest(n, seen)?;
        // "دعا النواب وزير البترول": no noun with the article governs the next.
        let office = |s: &Sense| matches!(s, Sense::Office(_) | Sense::Group(_));
        let (head, next) = (self.word(at[0]), self.word(at[len.min(2) - 1]));
        let bare = next.pos() == Pos::Noun && !next.has_article() && next.apart();
        if len > 1 && head.has_article() && bare && senses.iter().all(office) {
            (len, senses) = self.longest(1, seen)?;
        }
        let last = at[len - 1];
        let marks = last + 1 - i > len;
        // Only names are written across marks; an office or a group ends before them.
        if marks && !senses.iter().any(|s| matches!(s, Sense::Body(_) | Sense::Person(_))) {
            let (len, senses) = self.longest(open.saturating_sub(i).min(n), seen)?;
            return Some(Match { len, senses });
        }
        let closing =
            marks && last + 1 < end && matches!(self.word(last + 1).folded, "\"" | "»" | "”" | ")" | "'" | "’");
        Some(Match { len: last + 1 - i + usize::from(closing), senses })
    }

    /// The longest match, without the bodies that its words do not mean in the article's year where they mean another then.
    fn longest<'s>(&self, count: usize, seen: impl Fn(usize) -> (Seen<'s>, Numbers)) -> Option<(usize, Vec<Sense>)> {
        let (len, mut senses) = self.lexicon.phrases.longest(count, seen)?;
        let body = |s: &Sense| match *s {
            Sense::Body(b) => self.lexicon.politics.bodies.get(b as usize),
            _ => None,
        };
        if senses.iter().filter_map(body).any(|b| b.in_force(self.year)) {
            senses.retain(|s| body(s).is_none_or(|b| b.in_force(self.year)));
        }
        Some((len, senses))
    }

    fn senses(&self, i: usize) -> Vec<Sense> {
        let end = self.field.words.len();
        self.find(i, end).map_or_else(Vec::new, |m| m.senses)
    }

    /// Length of the name that begins at `j`; see [`Names::length`].
    fn name_length(&self, j: usize, end: usize, titled: bool) -> usize {
        self.names.length(j, end, titled, &|i| self.senses(i))
    }

    /// Whether a person's name must be expected at `i`: an office without its holder stands before it, at most with a
    /// comma, bracket or quotation mark between; or a verb of speech in the masculine.
    fn titled(&self, i: usize, start: usize, before: &[Mention]) -> bool {
        let mut j = i;
        while j > start
            && matches!(self.word(j - 1).folded, "\"" | "«" | "“" | "”" | "،" | "(" | ":" | "." | "د")
            && i - j < 3
        {
            j -= 1;
        }
        let office = before.last().is_some_and(|m| {
            m.words.end == j
                && (m.kind == MentionKind::Person && m.office.is_some() || self.one_person(m))
                && m.name.is_empty()
                && !matches!(self.word(m.head).reading.features.number, Number::Plural)
        });
        if office {
            return true;
        }
        if j != i || i == start {
            return false;
        }
        let w = self.word(i - 1);
        let name = self.names.part(i);
        // "وفق ما أشار بيان الخارجية": documents speak, too.
        w.is_verb()
            && !self.lexicon.politics.reporting.documents.iter().any(|d| d == self.word(i).lemma)
            && w.reading.features.gender != Gender::Feminine
            && !w.imperfect()
            && (matches!(name, (Part::GivenWord | Part::FamilyWord, true)) && !self.word(i).has_article()
                || self.lexicon.politics.reporting.verbs.contains(w.lemma))
    }

    fn behind_place_word(&self, i: usize, start: usize) -> bool {
        if self.word(i).preposition() == Some("ب") {
            return true;
        }
        i > start && is_place_word(self.word(i - 1).lemma)
    }

    /// The mention or place that begins at word `i`, if one does.
    fn at(&self, i: usize, end: usize, titled: bool) -> At {
        let w = self.word(i);
        if w.is_punctuation() {
            return At::Nothing;
        }
        if matches!(w.lemma, "بلاد" | "بلد") && w.reading.enclitic.is_some() {
            return At::Mention(Mention::new(i..i + 1, MentionKind::Anaphor, Role::Gov));
        }
        if matches!(w.lemma, "نظير" | "نظيره") && w.reading.enclitic.is_some()
            || matches!(w.folded.trim_start_matches(['و', 'ل', 'ب']), "نظيره" | "نظيرها" | "نظيرته" | "نظيرتها")
        {
            // "his counterpart": the office of whoever was named last, of the nationality that follows.
            let mut mention = Mention::new(i..i + 1, MentionKind::Person, Role::Gov);
            mention.office = Some(COUNTERPART.to_owned());
            self.extend(&mut mention, end);
            return At::Mention(mention);
        }
        let function = matches!(w.pos(), Pos::Preposition | Pos::Particle | Pos::Conjunction);
        let found = self.find(i, end);
        if let Some(m) = found {
            let person = m.senses.iter().any(|s| matches!(s, Sense::Person(_)));
            // "رفض جنوب السودان": a state whose name begins with a point of the compass.
            let state = m.senses.iter().any(|s| matches!(s, Sense::State(_, false)));
            if function && !((person || state) && m.len > 1) {
                return At::Nothing;
            }
            if w.pos() == Pos::Verb && m.len == 1 && !matches!(m.senses[0], Sense::State(_, false)) {
                return At::Nothing;
            }
            // "محمد" is a village somewhere: a longer name that begins here is a person's.
            let place =
                m.senses.iter().all(|s| matches!(s, Sense::Place(_) | Sense::State(_, true) | Sense::Seat(_, true)));
            let n = if place || person && m.len == 1 || m.len == 1 && self.names.part(i).0 == Part::Given {
                self.name_length(i, end, titled)
            } else {
                0
            };
            if n > m.len && !self.behind_place_word(i, 0) {
                if person || place || self.names.part(i).0 == Part::Given {
                    return At::Mention(self.unknown_name(i, n));
                }
            } else if place && n == m.len && titled && matches!(self.names.part(i).0, Part::Given | Part::Family) {
                return At::Mention(self.unknown_name(i, n));
            }
            // "بلدة دوما" is no parliament.
            let town = i > 0 && PLACE_NOUNS.contains(&self.word(i - 1).lemma) && !self.word(i - 1).has_article();
            let listed =
                |s: &Sense| matches!(s, Sense::Place(_)) || town && matches!(s, Sense::Body(_) | Sense::Office(_));
            if let Some(country) = self.place_of(&m.senses)
                && m.senses.iter().all(listed)
            {
                return At::Place(m.len, country);
            }
            return self.of_match(i, end, &m).into();
        }
        if function && !titled {
            return At::Nothing;
        }
        // "السيد حسين الفردان", "الشيخ الدكتور ..."
        if self.names.is_title(i) && !w.is_verb() {
            let mut j = i + 1;
            while j < end && self.names.is_title(j) && self.find(j, end).is_none() {
                j += 1;
            }
            if j < end {
                // "سمو ولي العهد"
                let listed = |s: &Sense| matches!(s, Sense::Person(_) | Sense::Office(_));
                let known = self.find(j, end).filter(|m| m.senses.iter().any(listed));
                if let Some(m) = known
                    && let Some(mut mention) = self.of_match(j, end, &m)
                {
                    mention.words.start = i;
                    return At::Mention(mention);
                }
                let n = self.name_length(j, end, true);
                if n > 0 {
                    let mut mention = self.unknown_name(j, n);
                    mention.words.start = i;
                    return At::Mention(mention);
                }
            }
            return At::Nothing;
        }
        // "على لسان فلان"
        if w.lemma == "لسان" && i > 0 && self.word(i - 1).lemma == "علي" {
            return At::Nothing;
        }
        // Names that no list has.
        if w.name.is_none() && !titled && self.names.part(i).0 == Part::None {
            return At::Nothing;
        }
        let n = self.name_length(i, end, titled);
        if n == 0 { At::Nothing } else { At::Mention(self.unknown_name(i, n)) }
    }

    /// The country of the largest place among the senses.
    fn place_of(&self, senses: &[Sense]) -> Option<String> {
        senses
            .iter()
            .filter_map(|s| match *s {
                Sense::Place(p) => Some(&self.lexicon.politics.places[p as usize]),
                _ => None,
            })
            .max_by_key(|p| p.population)
            .map(|p| p.country.clone())
            .filter(|c| c.len() == 3)
    }

    /// Joins an office to the name beside it: "المندوب الجزائري، عمار بن جامع،" and "سلطان المنصوري وزير الاقتصاد". Both
    /// mentions stay, both mean the same person.
    fn appose(&self, mentions: &mut [Mention]) {
        for k in 0..mentions.len() {
            let a = &mentions[k];
            if a.kind != MentionKind::Person
                || a.office.is_none()
                || !a.name.is_empty()
                || !a.codes.is_empty()
                || !self.many(a)
            {
                continue;
            }
            let (role, office) = (a.role, a.office.clone());
            let mut end = a.words.end;
            let mut codes = Vec::new();
            for b in &mut mentions[k + 1..] {
                let near = (end..b.words.start).all(|i| self.word(i).folded == "،");
                if !near || b.kind != MentionKind::Person || b.name.is_empty() || b.codes.len() != 1 {
                    break;
                }
                b.role = role;
                b.office.clone_from(&office);
                codes.extend(b.codes.iter().cloned());
                end = b.words.end;
            }
            mentions[k].codes = codes;
        }
        for k in 1..mentions.len() {
            let (left, right) = mentions.split_at_mut(k);
            let b = &mut right[0];
            let gap = left[k - 1].words.end..b.words.start;
            if b.kind != MentionKind::Person {
                let a = &mut left[k - 1];
                // "العقيد فارس الحمادي، قائد ميليشيات الحوثيين"
                let comma = gap.len() == 1 && matches!(self.word(gap.start).folded, "،" | "؛");
                let unknown = a.kind == MentionKind::Person && !a.name.is_empty() && a.codes.is_empty();
                if unknown && a.known.is_none() && comma && self.one_person(b) {
                    a.codes.clone_from(&b.codes);
                    a.role = b.role;
                }
                continue;
            }
            if gap.len() > 1
                && self.behind_comma(b)
                && let Some(office) = self.office_before(left, b)
            {
                let (codes, role, title) = (left[office].codes.clone(), left[office].role, left[office].office.clone());
                left[office].name = b.name.clone();
                if !codes.is_empty() {
                    b.codes = codes;
                }
                if b.office.is_none() {
                    (b.office, b.role) = (title, role);
                }
                continue;
            }
            let a = &mut left[k - 1];
            if a.kind != MentionKind::Person {
                if self.names_holder(a, b, gap) {
                    b.codes.clone_from(&a.codes);
                    if b.role == Role::Unk && a.kind == MentionKind::Group {
                        b.role = a.role;
                    }
                }
                continue;
            }
            let between = gap.clone().all(|i| {
                matches!(self.word(i).folded, "،" | "؛" | "\"" | "«" | "»" | "“" | "”" | "(" | "-" | "د" | "." | ":")
                    || self.names.is_title(i)
            });
            let joined = self.word(b.words.start).joined() || self.word(b.words.start).preposition().is_some();
            // "عزى أمير قطر أسرة فلان"
            let other = !b.name.is_empty()
                && b.office.is_none()
                && (b.words.start..b.name.start).any(|i| !self.names.is_title(i) && self.word(i).pos() == Pos::Noun);
            if !between || gap.len() > 4 || joined || other {
                continue;
            }
            let (office, name) = if a.office.is_some()
                && a.name.is_empty()
                && !b.name.is_empty()
                && (b.known.is_none() || !a.codes.is_empty())
            {
                (a, b)
            } else if b.office.is_some()
                && b.office.as_deref() != Some(COUNTERPART)
                && b.name.is_empty()
                && !a.name.is_empty()
                && (a.office.is_none() || a.known.is_none() && a.codes.is_empty())
            {
                (b, a)
            } else {
                continue;
            };
            let another = !office.codes.is_empty() && !name.codes.is_empty() && office.codes != name.codes;
            if self.many(office) || another && name.known.is_none() {
                continue;
            }
            office.name = name.name.clone();
            // Who is called the foreign minister of France here is that, whatever a list has him become later.
            if name.codes.is_empty() || name.known.is_some() && !office.codes.is_empty() {
                name.codes.clone_from(&office.codes);
            }
            if name.office.is_none() {
                name.office.clone_from(&office.office);
                name.role = office.role;
            }
        }
    }

    /// Whether a name without a nationality stands between a comma and another, or the end.
    fn behind_comma(&self, b: &Mention) -> bool {
        let comma = |i: usize| self.field.words.get(i).is_none_or(|w| w.is_punctuation());
        let before = b.words.start.checked_sub(1).is_some_and(|i| self.word(i).folded == "،");
        before && comma(b.words.end) && b.codes.is_empty() && b.office.is_none() && !b.name.is_empty()
    }

    /// The office of the person named behind a comma, where more than the office stands before it: "نائب مندوب الهند لدى منظمة التجارة،
    /// راجيش ...".
    fn office_before(&self, before: &[Mention], b: &Mention) -> Option<usize> {
        /// So many words may stand between.
        const FAR: usize = 9;
        let k = before.iter().rposition(|m| m.kind == MentionKind::Person)?;
        let a = &before[k];
        let gap = a.words.end..b.words.start - 1;
        let free = |i: usize| {
            let w = self.word(i);
            !w.is_verb() && !w.is_punctuation() && !w.joined() && !matches!(w.pos(), Pos::Subordinator | Pos::Relative)
        };
        let linked = LINKS.contains(&self.word(gap.start).folded) || self.word(gap.start).preposition().is_some();
        (gap.len() <= FAR
            && linked
            && !self.many(a)
            && a.office.is_some()
            && a.name.is_empty()
            && gap.clone().all(free))
        .then_some(k)
    }

    /// Whether a person without a nationality has that of the mention before, with nothing but titles and a comma between: "الصحافي
    /// المغربي يونس ...", "من أوغندا الدكتور صامويل ...".
    fn names_holder(&self, a: &Mention, b: &Mention, gap: Range<usize>) -> bool {
        if b.name.is_empty() || !b.codes.is_empty() || b.known.is_some() || a.codes.len() != 1 || gap.len() > 3 {
            return false;
        }
        let w = self.word(b.words.start);
        if w.joined() || w.preposition().is_some() {
            return false;
        }
        let between = |comma: bool| {
            gap.clone().all(|i| self.names.is_title(i) || comma && matches!(self.word(i).folded, "،" | "؛"))
        };
        match a.kind {
            MentionKind::Group => self.one_person(a) && a.name.is_empty() && between(true),
            MentionKind::State => {
                let first = self.word(a.words.start);
                let from = a.words.start.checked_sub(1).is_some_and(|i| matches!(self.word(i).lemma, "من" | "عن"));
                from && first.preposition().is_none() && between(false)
            }
            _ => false,
        }
    }

    /// Whether a body's ambiguous name stands here as the common noun that it is too: "من الشباب المؤيدين".
    fn common_noun(&self, i: usize, len: usize, body: u32) -> bool {
        let body = &self.lexicon.politics.bodies[body as usize];
        len == 1
            && body.kind != "alliance"
            && self.word(i).pos() != Pos::Name
            && self.ambiguous_name(i, i + len, &body.names)
    }

    /// Whether an adjective can belong to the noun before it: "القوات القيادي" are two phrases.
    fn agrees(&self, noun: usize, adjective: usize) -> bool {
        let (n, a) = (self.word(noun).reading.features, self.word(adjective).reading.features);
        let feminine = n.gender == Gender::Feminine;
        !(feminine && a.gender == Gender::Masculine && a.number == Number::Singular)
    }

    /// Whether a mention's noun stands in the dual or plural.
    fn many(&self, m: &Mention) -> bool {
        matches!(self.word(m.head).reading.features.number, Number::Dual | Number::Plural)
    }

    /// Whether a group's noun means one person, whose code is told: "القيادي الحوثي".
    fn one_person(&self, m: &Mention) -> bool {
        let person = |s: &Sense| match *s {
            Sense::Group(g) => self.lexicon.politics.groups[g as usize].1.kind == "person",
            _ => false,
        };
        m.kind == MentionKind::Group
            && m.codes.len() == 1
            && !m.default_code
            && self.word(m.head).reading.features.number == Number::Singular
            && (self.is_person(m.head) || self.senses(m.words.start).iter().any(person))
    }

    /// Whether a noun means a person.
    fn is_person(&self, i: usize) -> bool {
        let is =
            |class: &str| self.word(i).reading.lemma.is_some_and(|l| self.lexicon.dictionary.has_class_named(l, class));
        ["person", "official", "armed", "civilian"].into_iter().any(is)
    }

    fn of_match(&self, i: usize, end: usize, m: &Match) -> Option<Mention> {
        let sense = *m.senses.first()?;
        let after = i + m.len;
        let politics = &self.lexicon.politics;
        let pick = |f: fn(&Sense) -> bool| m.senses.iter().copied().find(f);
        if let Some(Sense::Person(p)) = pick(|s| matches!(s, Sense::Person(_))) {
            // "خليفة بن زايد" goes on with "آل نهيان".
            let house = after + 1 < end && matches!(self.word(after).folded, "ال" | "بن");
            let after = if house { i + self.name_length(i, end, true).max(m.len) } else { after };
            return Some(self.person(i, after, p));
        }
        if let Some(Sense::Body(b)) = pick(|s| matches!(s, Sense::Body(_))) {
            let body = &politics.bodies[b as usize];
            let w = self.word(i);
            // "حماس" that the sentence reads as a name is not enthusiasm.
            let name = m.len == 1 && w.pos() == Pos::Name;
            let ambiguous = !name && self.ambiguous_name(i, after, &body.names);
            // "فتح تحقيق", "بفتح المعابر": the verbal noun with its object.
            let governs =
                m.len == 1 && w.reading.features.verbal == Verbal::Masdar && !w.has_article() && after < end && {
                    let next = self.word(after);
                    next.pos() == Pos::Noun && next.apart()
                };
            if governs && ambiguous {
                return None;
            }
            let mut mention = Mention::new(i..after, MentionKind::Body, Role::parse(&body.role).unwrap_or(Role::Unk));
            mention.body = Some(b);
            mention.ambiguous = ambiguous;
            mention.codes.push(body.code.clone());
            mention.known = Some((body.name_en.clone(), body.wikidata.clone()));
            // "التحالف" is several bodies' name: all are kept for the document to choose from.
            for s in &m.senses {
                if let Sense::Body(other) = *s
                    && other != b
                {
                    mention.others.push(other);
                }
            }
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
            // "مشيرا إلى": who points out is no field marshal.
            Sense::Office(_) if m.len == 1 && self.word(i).folded == "مشيرا" => None,
            Sense::Office(o) => {
                let office = &politics.offices[o as usize].1;
                let kind = if office.person { MentionKind::Person } else { MentionKind::Body };
                let mut mention = Mention::new(i..after, kind, Role::parse(&office.role).unwrap_or(Role::Unk));
                mention.office = office.person.then(|| office.english.clone());
                mention.codes.extend(office.code.clone());
                self.extend(&mut mention, end);
                Some(mention)
            }
            Sense::Group(_)
                if m.len == 1
                    && (self.describes_thing(i) || self.says_how(i) || self.is_violence(i) || self.calls(i)) =>
            {
                None
            }
            Sense::Group(g) => {
                let group = &politics.groups[g as usize].1;
                let mut mention =
                    Mention::new(i..after, MentionKind::Group, Role::parse(&group.role).unwrap_or(Role::Unk));
                mention.codes.extend(group.code.clone());
                // "الدول" are no state in particular.
                let w = self.word(i);
                if mention.codes.is_empty()
                    && matches!(w.lemma, "دوله" | "بلد")
                    && w.reading.features.number == Number::Plural
                {
                    mention.codes.push("UNK".to_owned());
                }
                let code = mention.codes.first().map(String::as_str);
                mention.default_code = matches!(code, Some("NSA" | "UNK" | "IGO" | "NGO"));
                self.extend(&mut mention, end);
                Some(mention)
            }
            Sense::Nisba(s, _) => {
                let code = politics.states[s as usize].code.clone();
                let w = self.word(i);
                let plural = w.reading.features.number == Number::Plural;
                // "الوزير اللبنانيين": a plural of people describes no singular.
                let noun_before = i > 0
                    && matches!(self.word(i - 1).pos(), Pos::Noun | Pos::Adjective | Pos::Name)
                    && !(plural && self.word(i - 1).reading.features.number == Number::Singular)
                    && w.apart();
                // "والجزائري عبد القادر مساهل", "الملياردير الأميركي إيلون ماسك"
                if !plural && w.preposition().is_none() && after < end {
                    let known =
                        self.find(after, end).filter(|f| f.senses.iter().any(|s| matches!(s, Sense::Person(_))));
                    let n = known.as_ref().map_or_else(|| self.name_length(after, end, w.has_article()), |f| f.len);
                    let sure = matches!(self.names.part(after).0, Part::Given | Part::GivenWord | Part::Family);
                    if n > 0 && (known.is_some() || n > 1 && sure) {
                        let role = if w.joined() { Role::Gov } else { Role::Ind };
                        let mut mention = match known.and_then(|f| self.of_match(after, end, &f)) {
                            Some(m) => m,
                            None => Mention { role, codes: vec![code.clone()], ..self.unknown_name(after, n) },
                        };
                        mention.words.start = i;
                        mention.head = i;
                        if mention.codes.is_empty() {
                            mention.codes.push(code);
                        }
                        return Some(mention);
                    }
                }
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

    /// Whether word `i` is an adjective of a noun before it that is no person: "ثكنة عسكرية" has no soldier in it.
    fn describes_thing(&self, i: usize) -> bool {
        let (w, Some(p)) = (self.word(i), i.checked_sub(1).map(|k| self.word(k))) else { return false };
        let f = w.reading.features;
        f.pos == Pos::Adjective
            && f.number != Number::Plural
            && w.apart()
            && matches!(p.pos(), Pos::Noun | Pos::Adjective)
            && p.reading.lemma.is_some()
            && (p.has_article() || p.reading.enclitic.is_some()) == w.has_article()
            && !self.is_person(i - 1)
    }

    /// Whether word `i` is a participle that has its object behind it: "داعية المؤسسات إلى".
    fn calls(&self, i: usize) -> bool {
        let next = self.field.words.get(i + 1);
        matches!(self.word(i).folded, "داعيه" | "داعيا")
            && next.is_some_and(|w| w.has_article() || w.pos() == Pos::Name)
    }

    /// Whether word `i` is force, not a force: "استخدام القوة", "بالقوة".
    fn is_violence(&self, i: usize) -> bool {
        let w = self.word(i);
        let used = |k: usize| matches!(self.word(k).lemma, "استخدام" | "استعمال" | "لجوء" | "استخدم" | "استعمل");
        w.lemma == "قوه" && (w.folded == "بالقوه" || w.folded == "القوه" && i > 0 && used(i - 1))
    }

    /// Whether word `i` says how somebody fell: "أرداه قتيلا", "سقط جريحا".
    fn says_how(&self, i: usize) -> bool {
        let verb = |k: usize| self.word(k).is_verb() && FELLING.contains(&self.word(k).lemma);
        FALLEN.contains(&self.word(i).folded) && i > 0 && verb(i - 1)
    }

    fn person(&self, i: usize, after: usize, p: u32) -> Mention {
        let person = &self.lexicon.politics.people[p as usize];
        let mut mention = Mention::new(i..after, MentionKind::Person, Role::Gov);
        mention.name = i..after;
        if let Some(h) = self.holding(p, None) {
            mention.codes.push(h.code.clone());
            mention.role = Role::parse(&h.role).unwrap_or(Role::Gov);
            mention.office = (!h.office.is_empty()).then(|| h.office.clone());
        }
        mention.known = Some((person.name_en.clone(), person.wikidata.clone()));
        mention
    }

    /// Whether a listed person is of another party than the office before the name, as far as is known.
    fn another(&self, m: &Mention, p: u32) -> bool {
        self.holding(p, m.office.as_deref()).is_some_and(|h| !m.codes.is_empty() && !m.codes.contains(&h.code))
    }

    /// Makes an office's holder a listed person.
    fn identify(&self, m: &mut Mention, p: u32) {
        let person = &self.lexicon.politics.people[p as usize];
        m.known = Some((person.name_en.clone(), person.wikidata.clone()));
        if m.codes.is_empty() {
            m.codes.extend(self.holding(p, m.office.as_deref()).map(|h| h.code.clone()));
        }
    }

    /// The office that a person holds in the article's year: the one that the text names, else the last of that year;
    /// without a year the last in a government, else the last.
    fn holding(&self, p: u32, office: Option<&str>) -> Option<&Holding> {
        let person = &self.lexicon.politics.people[p as usize];
        let then = |h: &&Holding| h.in_force(self.year);
        let named = |h: &&Holding| office.is_some_and(|o| h.office == o || o == "president" && h.office.starts_with(o));
        let of = || person.holdings.iter().rev();
        of().filter(then)
            .find(named)
            .or_else(|| of().find(named))
            .or_else(|| self.year.and_then(|_| of().find(then)))
            .or_else(|| if self.year.is_none() { of().find(|h| h.role == "GOV") } else { None })
            .or_else(|| person.holdings.last())
    }

    /// Extends an office or group by what it is of, its nationality, titles and name.
    fn extend(&self, m: &mut Mention, end: usize) {
        let politics = &self.lexicon.politics;
        let fixed = !m.codes.is_empty() && !m.default_code;
        let mut default = if m.default_code { std::mem::take(&mut m.codes) } else { Vec::new() };
        let group = m.kind == MentionKind::Group;
        let many = self.many(m);
        // "رئيسة جامعة كولومبيا": of the body whose name begins with the office's last word.
        let last = m.words.end - 1;
        if m.kind == MentionKind::Person
            && m.codes.is_empty()
            && last > m.words.start
            && let Some(found) = self.find(last, end)
            && found.len > 1
            && let Some(Sense::Body(b)) = found.senses.first()
        {
            m.codes.push(politics.bodies[*b as usize].code.clone());
            m.words.end = last + found.len;
        }
        let mut j = self.behind_own_name(m, end).unwrap_or(m.words.end);
        let mut former = false;
        while j < end {
            let w = self.word(j);
            if w.is_punctuation() {
                // "وزير الخارجية، سامح شكري،" and "الرئيس (...)": a name may follow a comma.
                break;
            }
            let joined = w.joined();
            // "رئيس المجلس بالإنابة فلان"
            if ACTING.contains(&w.folded) && m.kind == MentionKind::Person && m.name.is_empty() {
                j += 1;
                continue;
            }
            // "القوات المسلحة في البلاد": of the country that the text is about.
            if w.folded == "في" && j + 1 < end && self.word(j + 1).folded == "البلاد" && m.name.is_empty() {
                j += 2;
                continue;
            }
            // "قيادات هؤلاء المستوطنين"
            if w.pos() == Pos::Demonstrative
                && !joined
                && group
                && !fixed
                && m.codes.is_empty()
                && j + 1 < end
                && can_govern(self.word(j - 1))
                && let Some(inner) = self.find(j + 1, end).and_then(|found| self.told_group(j + 1, end, &found))
            {
                m.codes = inner.codes;
                m.role = inner.role;
                j = inner.words.end;
                continue;
            }
            if joined && (!many || m.codes.is_empty()) {
                if let Some(nisba) = self.behind_second_matter(m, j, end) {
                    j = nisba;
                    continue;
                }
                break;
            }
            let found = self.find(j, end);
            let senses = found.as_ref().map_or(&[][..], |f| &f.senses);
            let len = found.as_ref().map_or(1, |f| f.len);
            if let Some(Sense::Nisba(s, _)) = senses.iter().find(|s| matches!(s, Sense::Nisba(..))) {
                // "دعا الوزير اللبنانيين": a people is no nationality of one person.
                let people = !many && m.kind == MentionKind::Person && w.reading.features.number == Number::Plural;
                if w.preposition().is_some() || people {
                    break;
                }
                let code = &politics.states[*s as usize].code;
                // "الرئيسان الفرنسي إيمانويل ماكرون والمصري عبد الفتاح السيسي": each nationality has its own holder.
                if many && m.kind == MentionKind::Person && j + len < end {
                    let next = j + len;
                    let known = self.senses(next).iter().any(|s| matches!(s, Sense::Person(_)));
                    if known || self.name_length(next, end, true) > 1 {
                        if m.codes.len() == 1 && !joined {
                            m.codes.clear();
                        }
                        break;
                    }
                }
                // Armed groups of a country stay armed groups: "مسلحون فلسطينيون".
                if !default.is_empty() && m.role == Role::Reb {
                    j += len;
                    continue;
                }
                if !fixed && !m.codes.contains(code) && (m.codes.is_empty() || joined) {
                    m.codes.push(code.clone());
                }
                j += len;
                continue;
            }
            // "المسلحين الحوثيين", "مليشيات الحوثيين": the noun's own sector gives way to the body's.
            if let Some(Sense::Body(b)) = senses.iter().find(|s| matches!(s, Sense::Body(_)))
                && !self.common_noun(j, len, *b)
                && group
                && !fixed
                && m.codes.is_empty()
                && w.preposition().is_none()
                && !joined
            {
                let body = &politics.bodies[*b as usize];
                m.codes.push(body.code.clone());
                if let Some(role) = Role::parse(&body.role)
                    && (m.role == Role::Reb || !default.is_empty())
                {
                    m.role = role;
                }
                j += len;
                continue;
            }
            // "النائب البريطاني عن حزب المحافظين"
            if w.folded == "عن"
                && m.role == Role::Leg
                && m.name.is_empty()
                && j + 2 < end
                && matches!(self.word(j + 1).lemma, "حزب" | "كتله" | "دائره" | "حركه" | "جبهه" | "ولايه" | "محافظه")
            {
                j += 3;
                continue;
            }
            let linked = LINKS.contains(&w.folded) || w.preposition() == Some("ل") || w.folded == "باسم";
            // "القوات المناهضة للحوثيين" are not theirs.
            let against = matches!(self.word(j - 1).lemma, "مناهض" | "مناوء" | "مناوي" | "معاد" | "معادي");
            if (fixed || against) && w.preposition() == Some("ل") {
                break;
            }
            // "المتمردون في المعسكر", "سفيرها في برلين": where they are, not whose they are.
            let own = self.word(j - 1).reading.enclitic.is_some();
            let place = matches!(w.folded, "في" | "لدي");
            let town =
                w.folded == "في" && m.role == Role::Mil && m.codes.is_empty() && j + 1 < end && self.is_town(j + 1);
            if own && (place || w.folded == "من") || place && m.role == Role::Reb && !default.is_empty() || town {
                break;
            }
            let target = if LINKS.contains(&w.folded) { j + 1 } else { j };
            if linked && m.name.is_empty() && target < end {
                // "التقى نظيره الإيراني في جنيف": where they met, not where he holds office, as an ambassador does.
                if w.folded == "في" && self.meets_there(m, target, end) {
                    break;
                }
                // "الناطق باسم الحوثيين", "الأمين العام للأمم المتحدة", "مسؤول في الخارجية الأميركية"
                if let Some((code, role, n)) = self.possessor(target, end, target != j) {
                    // "مقاتل فلسطيني من حركة الجهاد": whose fighter he is says more than where he is from.
                    if m.role == Role::Reb && w.folded == "من" && role == Some(Role::Reb) {
                        m.codes.clear();
                    }
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
            let named_body = group && NAMED_BODIES.contains(&self.word(j - 1).lemma);
            if let Some(p) = listed_person(senses)
                && !named_body
                && !(len == 1 && self.another(m, p) && self.name_length(j, end, true) > 1)
            {
                self.identify(m, p);
                let house = j + len + 1 < end && matches!(self.word(j + len).folded, "ال" | "بن");
                let len = if house { self.name_length(j, end, true).max(len) } else { len };
                m.name = j..j + len;
                j += len;
                continue;
            }
            let name_next = j + 1 < end && (self.names.part(j + 1).0 != Part::None || self.names.is_title(j + 1));
            if name_next
                && self.names.is_title(j)
                && m.name.is_empty()
                && senses.iter().all(|s| matches!(s, Sense::Office(_)))
            {
                j += 1;
                continue;
            }
            if matches!(w.folded, "السابق" | "الاسبق" | "سابق" | "السابقه" | "المخلوع" | "الراحل" | "الحالي" | "الجديد")
            {
                former |= !matches!(w.folded, "الحالي" | "الجديد");
                j += 1;
                continue;
            }
            // "اتفق الوزيران على": two are not both called Ali.
            if many && w.pos() == Pos::Preposition {
                break;
            }
            if m.name.is_empty() && !group || group && w.pos() == Pos::Name && !many {
                let titled = m.kind == MentionKind::Person;
                let n =
                    if titled || self.names.part(j).0 == Part::Given { self.name_length(j, end, titled) } else { 0 };
                if n > 0 && (titled || n > 1) {
                    m.name = j..j + n;
                    if let Some(p) = self.without_fathers(j..j + n) {
                        self.identify(m, p);
                    }
                    if group {
                        m.kind = MentionKind::Person;
                    }
                    j += n;
                    continue;
                }
            }
            if !m.name.is_empty() {
                break;
            }
            let previous = self.word(j - 1);
            // "مندوب الهند الدائم", "سفير فرنسا السابق"
            let of_head = !m.codes.is_empty()
                && m.kind == MentionKind::Person
                && previous.pos() == Pos::Name
                && w.has_article()
                && w.apart()
                && w.reading.features.gender == self.word(m.head).reading.features.gender;
            let adjective = w.pos() == Pos::Adjective
                && (w.has_article() == previous.has_article() || of_head)
                && !w.circumstantial(Some(previous))
                && (j != m.head + 1 || self.agrees(m.head, j));
            let genitive = w.pos() == Pos::Noun
                && !previous.has_article()
                && previous.pos() == Pos::Noun
                && w.has_article()
                && j == m.words.start + 1;
            // "قائد ميليشيات الحوثيين", "زعيم جماعة ...": of a group whose code is told.
            if !fixed
                && m.codes.is_empty()
                && m.name.is_empty()
                && matches!(w.pos(), Pos::Noun | Pos::Adjective)
                && w.apart()
                && can_govern(previous)
                && let Some(inner) = found.as_ref().and_then(|found| self.told_group(j, end, found))
            {
                m.codes = inner.codes;
                m.role = inner.role;
                j = inner.words.end;
                continue;
            }
            // "رجال المقاومة", "قيادات الحركة": they are whose men they are.
            if genitive
                && can_govern(previous)
                && group
                && !fixed
                && m.codes.is_empty()
                && let Some(Sense::Group(g)) = senses.iter().find(|s| matches!(s, Sense::Group(_)))
            {
                let inner = &politics.groups[*g as usize].1;
                if let Some(code) = &inner.code {
                    default = vec![code.clone()];
                    m.default_code = true;
                }
                if inner.code.is_some() || matches!(m.role, Role::Cvl | Role::Unk | Role::Ind | Role::Gov) {
                    m.role = Role::parse(&inner.role).unwrap_or(m.role);
                }
                m.of_group = Some(j);
                j += len;
                continue;
            }
            if adjective || genitive {
                j += 1;
                continue;
            }
            break;
        }
        if former && m.role == Role::Gov {
            m.role = Role::Ind;
        }
        if m.codes.is_empty() {
            m.codes = default;
        } else {
            m.default_code = false;
        }
        m.words.end = j.max(m.words.end);
    }

    /// The group of a match at word `i`, where its code is told.
    fn told_group(&self, i: usize, end: usize, found: &Match) -> Option<Mention> {
        let sense = found.senses.iter().find(|s| matches!(s, Sense::Group(_)))?;
        let group = self.of_match(i, end, &Match { len: found.len, senses: vec![*sense] })?;
        (!group.codes.is_empty() && !group.default_code).then_some(group)
    }

    /// Whether the place that begins at word `i` is no state.
    fn is_town(&self, i: usize) -> bool {
        PLACE_NOUNS.contains(&self.word(i).lemma) || self.senses(i).iter().any(|s| matches!(s, Sense::Place(_)))
    }

    /// Whether the place at word `i`, behind في, is where the holder of an office is met: ministers and heads of state hold no office
    /// in a place.
    fn meets_there(&self, m: &Mention, i: usize, end: usize) -> bool {
        const OF_STATE: [&str; 8] =
            ["minister", "president", "counterpart", "king", "emir", "prince", "secretary", "chancellor"];
        let of_state = m.office.as_deref().is_some_and(|office| OF_STATE.iter().any(|o| office.contains(o)));
        // "وزير التعليم العالي في اليمن فؤاد الصلوي": his name shows that the state is his.
        let after = i + self.find(i, end).map_or(1, |f| f.len);
        if of_state && m.name.is_empty() && after < end && self.name_length(after, end, true) > 1 {
            return false;
        }
        let senses = self.senses(i);
        let place = |s: &Sense| matches!(s, Sense::State(..) | Sense::Seat(..) | Sense::Place(_));
        of_state && senses.iter().any(place) && !senses.iter().any(|s| matches!(s, Sense::Body(_) | Sense::Office(_)))
    }

    /// The state or body whose office or member a phrase is: code, a role that overrides the office's, words.
    fn possessor(&self, j: usize, end: usize, behind_link: bool) -> Option<(String, Option<Role>, usize)> {
        let found = self.find(j, end)?;
        let politics = &self.lexicon.politics;
        for sense in &found.senses {
            match *sense {
                Sense::State(s, false) => return Some((politics.states[s as usize].code.clone(), None, found.len)),
                Sense::Seat(s, false) => return Some((politics.states[s as usize].code.clone(), None, found.len)),
                // "جنود الاحتلال"
                Sense::State(s, true) | Sense::Seat(s, true) if self.word(j).folded == "الاحتلال" => {
                    return Some((politics.states[s as usize].code.clone(), None, found.len));
                }
                // "وزير الشباب والرياضة": of youth.
                Sense::Body(b) if j > 0 && is_ministry(self.word(j - 1).lemma) && self.common_noun(j, found.len, b) => {
                }
                Sense::Body(b) => {
                    let body = &politics.bodies[b as usize];
                    let role = Role::parse(&body.role).filter(|_| body.kind != "other");
                    return Some((body.code.clone(), role, found.len));
                }
                _ => {}
            }
        }
        // "محافظ اللاذقية", "شرطة نيويورك", "سكان صنعاء"
        if found.senses.iter().all(|s| matches!(s, Sense::Place(_) | Sense::Seat(_, true) | Sense::State(_, true)))
            && (!behind_link || self.word(j - 1).lemma == "في")
            && (found.len > 1 || self.word(j).pos() == Pos::Name)
        {
            let code = self.place_of(&found.senses).or_else(|| {
                found.senses.iter().find_map(|s| match *s {
                    Sense::Seat(s, true) => Some(politics.states[s as usize].code.clone()),
                    _ => None,
                })
            });
            if let Some(code) = code {
                return Some((code, None, found.len));
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

    /// Whether words are written as a name that the lexicon marks as ambiguous.
    fn ambiguous_name(&self, i: usize, after: usize, names: &[(String, bool)]) -> bool {
        if names.iter().all(|n| !n.1) {
            return false;
        }
        let words: Vec<&str> = (i..after).map(|j| self.word(j).stem).collect();
        names.iter().filter(|n| n.1).any(|(n, _)| {
            let name = marsad_text::fold(n);
            let mut parts = name.split_whitespace();
            words.iter().all(|w| parts.next().is_some_and(|p| p == *w || p.strip_prefix("ال") == Some(w)))
                && parts.next().is_none()
        })
    }

    /// The listed person whose name stands here with those of his fathers: "عادل بن أحمد الجبير".
    fn without_fathers(&self, name: Range<usize>) -> Option<u32> {
        let mut kept = [0; 8];
        let (mut n, mut skipped, mut i) = (0, false, name.start);
        while i < name.end {
            let father = n > 0 && matches!(self.word(i).folded, "بن" | "ابن");
            if father {
                skipped = true;
                let compound = self.field.words.get(i + 1).is_some_and(|w| matches!(w.stem, "عبد" | "ابو"));
                i += if compound { 3 } else { 2 };
                continue;
            }
            if n == kept.len() {
                return None;
            }
            kept[n] = i;
            n += 1;
            i += 1;
        }
        if !skipped || n < 2 {
            return None;
        }
        let (len, senses) = self.longest(n, |k| (as_seen(self.word(kept[k])), self.word(kept[k]).listed.numbers))?;
        if len < n {
            return None;
        }
        listed_person(&senses)
    }

    /// The nationality behind a second matter of a ministry: "وزارة الزراعة وشؤون الأرياف النرويجية".
    fn behind_second_matter(&self, m: &Mention, j: usize, end: usize) -> Option<usize> {
        // "أجهزة الأمن والمخابرات الإسرائيلية"
        let organ = |i: usize| m.kind == MentionKind::Group && SHARED_ORGANS.contains(&self.word(i).lemma);
        let matter = |i: usize| is_ministry(self.word(i).lemma) || organ(i);
        let of_matter = m.name.is_empty() && m.words.clone().any(matter);
        if !of_matter || !m.codes.is_empty() {
            return None;
        }
        for k in j..end.min(j + 5) {
            let w = self.word(k);
            if !w.is_nominal() || k > j && (w.joined() || w.preposition().is_some()) {
                return None;
            }
            let senses = self.senses(k);
            if senses.iter().any(|s| matches!(s, Sense::Nisba(..))) {
                return (k > j).then_some(k);
            }
            if senses.iter().any(|s| !matches!(s, Sense::Group(_))) {
                return None;
            }
        }
        None
    }

    /// The nationality behind a body's own name that no list has: 'شركة "فولغا" الروسية', "حزب فريتس اليساري النرويجي".
    fn behind_own_name(&self, m: &Mention, end: usize) -> Option<usize> {
        let j = m.words.end;
        let bare = m.kind == MentionKind::Group && m.codes.is_empty() && m.words.len() == 1 && j < end;
        if !bare || !NAMED_BODIES.contains(&self.word(m.head).lemma) {
            return None;
        }
        let open = |w: &Word<'_>| matches!(w.folded, "\"" | "«" | "“" | "(" | "'");
        let close = |w: &Word<'_>| matches!(w.folded, "\"" | "»" | "”" | ")" | "'");
        let mut k = j;
        if open(self.word(j)) {
            k = (j + 1..end.min(j + 7)).find(|&k| close(self.word(k)))? + 1;
        } else {
            while k < end.min(j + 3) && self.word(k).apart() && self.word(k).pos() == Pos::Name {
                k += 1;
            }
        }
        if k == j {
            return None;
        }
        for k in k..end.min(k + 3) {
            if self.senses(k).iter().any(|s| matches!(s, Sense::Nisba(..))) {
                return self.word(k).apart().then_some(k);
            }
            if self.word(k).pos() != Pos::Adjective || !self.word(k).apart() {
                return None;
            }
        }
        None
    }

    fn unknown_name(&self, i: usize, n: usize) -> Mention {
        if let Some(p) = self.without_fathers(i..i + n) {
            return self.person(i, i + n, p);
        }
        let mut m = Mention::new(i..i + n, MentionKind::Person, Role::Unk);
        m.name = i..i + n;
        m
    }
}
