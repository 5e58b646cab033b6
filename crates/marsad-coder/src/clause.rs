//! The phrases around a predicate: subject, objects, prepositional phrases, genitive, by position and agreement.

use std::ops::Range;

use marsad_arabic::analyze::Enclitic;
use marsad_arabic::features::{Aspect, Attach, Case, Gender, Number, Pos, Verbal, Voice};

use marsad_lexicon::is_masculine;

use crate::mention::{Mention, MentionKind};
use crate::word::{FieldText, WEEKDAYS, Word};

/// A noun phrase in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its words, without the preposition.
    pub words: Range<usize>,
    /// Its head.
    pub head: usize,
}

/// What stands around one predicate.
#[derive(Clone, Debug, Default)]
pub struct Clause {
    /// First word of the clause.
    pub start: usize,
    /// One past its last word.
    pub end: usize,
    /// Subject, where a noun phrase of the clause is it.
    pub subject: Option<Phrase>,
    /// True where the subject stands before the verb or is the antecedent of a relative clause.
    pub subject_first: bool,
    /// Subject of the verb before it with which a verb without one of its own goes on: "اقتحمت القوات البلدة واعتقلت شابا".
    pub carried: Option<Phrase>,
    /// Objects in order.
    pub objects: Vec<Phrase>,
    /// Prepositional phrases: folded preposition, phrase.
    pub prepositions: Vec<(String, Phrase)>,
    /// Second term of the idafa of an event noun.
    pub genitive: Option<Phrase>,
    /// Adjectives of an event noun.
    pub adjectives: Vec<usize>,
    /// Word of the subordinator that opens a complement clause.
    pub complement: Option<usize>,
}

/// Sentence bounds and mentions, for looking around.
pub struct Around<'a> {
    /// The field.
    pub field: &'a FieldText<'a>,
    /// Its mentions.
    pub mentions: &'a [Mention],
    /// Mention index of each word, or `usize::MAX`.
    pub mention_at: &'a [usize],
}

/// What a phrase before a verb is to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Subject,
    Object,
}

/// Verbs before which the pronoun of أنه stands for nothing: what happens follows them.
const EXPLETIVE: &[&str] = &[
    "وقع",
    "جري",
    "تم",
    "حدث",
    "حصل",
    "سقط",
    "وجب",
    "امكن",
    "تعين",
    "اتضح",
    "ثبت",
    "تبين",
    "تقرر",
    "صدر",
    "ورد",
    "بقي",
    "اندلع",
    "وجد",
    "انبغي",
    "جاز",
    "عثر",
];

/// Nouns of days and their parts, folded lemmas: a phrase of them says when, not who.
const DAYS: &[&str] = &[
    "يوم",
    "امس",
    "اليوم",
    "صباح",
    "مساء",
    "فجر",
    "عام",
    "شهر",
    "ليل",
    "ليله",
    "ظهر",
    "عصر",
    "اسبوع",
    "سنه",
    "غدا",
    "بارحه",
];

/// Words that begin an honorific, folded stems: "صاحب السمو الملكي", "معالي الوزير".
const HONORIFICS: &[&str] = &["صاحب", "صاحبه", "سمو", "معالي", "فخامه", "جلاله", "سعاده", "فضيله", "سماحه", "دوله"];

/// Ranks and titles of nobility, which stand between an office and its holder's name, folded lemmas.
const RANKS: &[&str] = &[
    "شيخ",
    "شيخه",
    "امير",
    "اميره",
    "جنرال",
    "مشير",
    "فريق",
    "لواء",
    "عميد",
    "عقيد",
    "مقدم",
    "رائد",
    "عماد",
    "كولونيل",
    "ادميرال",
];

/// Verbs whose object stands before a subject that is a party, folded lemmas: "حضر الاجتماع نائب الرئيس".
const OBJECT_FIRST: &[&str] = &["حضر", "وقع", "افتتح", "تراس", "قاد", "ادار", "نظم", "استضاف"];

/// How far the subject of a verb is looked for at the verb before it, in words.
const CARRIED: usize = 25;

/// Subordinators that open what is said, folded lemmas: أن, إنّ, بأن, ألا.
const COMPLEMENT: &[&str] = &["ان", "بان", "انه", "الا", "بالا", "انما", "بكون"];

/// How many insertions between commas a clause goes on behind.
const INSERTIONS: usize = 2;

/// Words of a parenthesis at most.
const PARENTHESIS: usize = 8;

/// Nouns that count or measure what من behind them names, folded lemmas.
const MEASURES: &[&str] = &[
    "عدد",
    "مجموعه",
    "عشره",
    "مئه",
    "مائه",
    "الف",
    "مليون",
    "كثير",
    "عديد",
    "عده",
    "مزيد",
    "جزء",
    "قسم",
    "نخبه",
    "حفنه",
];

/// Words that stand before a noun and say how much of it or which of its kind, folded stems: "كل الأطراف", "بعض الدول".
const QUANTIFIERS: &[&str] = &[
    "كل",
    "كلا",
    "كلي",
    "كلتا",
    "جميع",
    "كافه",
    "ساير",
    "بعض",
    "بضع",
    "بضعه",
    "عده",
    "معظم",
    "غالبيه",
    "اغلبيه",
    "اغلب",
    "جل",
    "مختلف",
    "شتي",
    "اي",
    "ايه",
    "نفس",
    "ذات",
    "احد",
    "احدي",
    "بقيه",
    "باقي",
    "شبه",
];

/// How many words stand before a noun at most: "كل هذه الأطراف".
const DETERMINERS: usize = 4;

/// Words that stand before a number and say that it is not exact, folded.
const ABOUT: &[&str] = &["نحو", "حوالي", "زهاء", "قرابه"];

/// The same, with من behind them.
const MORE: &[&str] = &["اكثر", "اقل", "ازيد"];

/// Nouns in the accusative that govern a preposition as adverbs do, folded: "according to", "in view of", "instead of".
const ADVERBIAL: &[&str] =
    &["وفقا", "طبقا", "تبعا", "نظرا", "بدلا", "عوضا", "بدءا", "خلافا", "استنادا", "فضلا", "علاوه", "اضافه", "سرعان"];

/// Prepositions of several words, folded, first word → rest.
const COMPOUND: &[(&str, &[&str], &str)] = &[
    ("من", &["قبل"], "من قبل"),
    ("من", &["جانب"], "من جانب"),
    ("علي", &["يد"], "علي يد"),
    ("علي", &["ايدي"], "علي ايدي"),
    ("بالقرب", &["من"], "قرب"),
    ("علي", &["هامش"], "علي هامش"),
    ("من", &["اجل"], "من اجل"),
];

impl Around<'_> {
    fn word(&self, i: usize) -> &Word<'_> {
        self.field.word(i)
    }

    /// The mention that covers a word.
    pub fn mention(&self, i: usize) -> Option<&Mention> {
        self.mention_number(i).map(|m| &self.mentions[m])
    }

    /// The number of the mention that covers a word.
    pub fn mention_number(&self, i: usize) -> Option<usize> {
        self.mention_at.get(i).copied().filter(|&m| m < self.mentions.len())
    }

    /// The first word behind what stands before a noun at word `i`: demonstratives, quantifiers, "about". `i` where none does.
    fn determined(&self, i: usize, end: usize) -> usize {
        let mut noun = i;
        while noun < i + DETERMINERS && noun + 1 < end {
            let (w, next) = (self.word(noun), self.word(noun + 1));
            let determiner = match w.pos() {
                Pos::Demonstrative => true,
                Pos::Pronoun | Pos::Preposition if QUANTIFIERS.contains(&w.stem) => true,
                _ => next.pos() == Pos::Number && ABOUT.contains(&w.stem),
            };
            // "أكثر من 20 نائبا"
            let more = MORE.contains(&w.stem) && next.folded == "من" && self.word(noun + 2).pos() == Pos::Number;
            if !(determiner || more && noun + 2 < end) || !next.apart() || w.reading.enclitic.is_some() {
                break;
            }
            noun += 1 + usize::from(more);
        }
        let definite = noun == i || self.word(noun - 1).pos() != Pos::Demonstrative || self.word(noun).has_article();
        if self.word(noun).is_nominal() && definite { noun } else { i }
    }

    /// Whether a noun phrase begins at word `i`.
    fn opens_phrase(&self, i: usize, end: usize) -> bool {
        self.word(i).is_nominal() || self.determined(i, end) > i
    }

    /// The noun phrase that begins at word `i`.
    pub fn phrase(&self, i: usize, end: usize) -> Phrase {
        let noun = self.determined(i, end);
        if noun > i {
            let phrase = self.phrase(noun, end);
            return Phrase { words: i..phrase.words.end, head: phrase.head };
        }
        let mut j = i;
        // "ثلاثة من", "عدد من", "كل من": numbers and measures before the noun.
        let mut head = i;
        loop {
            if let Some(m) = self.mention(j).filter(|m| m.words.start >= i && m.kind != MentionKind::Adjective) {
                j = m.words.end.max(j + 1);
            } else {
                j += 1;
            }
            if j >= end {
                break;
            }
            let (w, previous) = (self.word(j), self.word(j - 1));
            if w.is_punctuation() {
                // Quotation marks and brackets inside a phrase do not end it: تنظيم "الدولة".
                if w.is_quotation_mark() && j + 1 < end && j + 1 < i + 12 && self.word(j + 1).is_nominal() {
                    continue;
                }
                break;
            }
            // "إجلاء كل المدنيين", "وقوع هذه الأحداث": the second term of an idafa.
            let term = self.determined(j, end);
            let open = previous.pos() == Pos::Noun && !previous.has_article() && previous.reading.enclitic.is_none();
            if term > j && open && w.apart() {
                j = term;
                continue;
            }
            if w.joined() || w.preposition().is_some() || !(w.is_nominal() || w.pos() == Pos::Demonstrative) {
                break;
            }
            // A complete party is followed by the next phrase, not by more of itself.
            let complete = |m: &Mention| {
                matches!(m.kind, MentionKind::State)
                    || !m.name.is_empty()
                    || !m.codes.is_empty() && m.kind != MentionKind::Adjective
            };
            let other = self.mention(j).is_none_or(|m| m.words.start == j);
            let ordinal = w.pos() == Pos::Number && w.has_article();
            if other && w.pos() != Pos::Adjective && !ordinal && self.mention(j - 1).is_some_and(complete) {
                break;
            }
            let starts_mention =
                self.mention(j).is_some_and(|m| m.words.start == j && m.kind != MentionKind::Adjective);
            // "لأول مرة": what follows is no part of it.
            if previous.lemma == "مره" {
                break;
            }
            match w.pos() {
                Pos::Adjective if w.circumstantial(Some(previous)) => break,
                // "رفض العراق المقترح الأميركي": what is itself described is the next phrase.
                Pos::Adjective
                    if self.mention(j - 1).is_some_and(|m| m.kind == MentionKind::State && m.words.len() == 1)
                        && w.has_article()
                        && j + 1 < end
                        && self.word(j + 1).pos() == Pos::Adjective
                        && self.word(j + 1).has_article()
                        && !self.word(j + 1).joined() =>
                {
                    break;
                }
                // "اعتقلت قوات الاحتلال شابين": what has no article does not describe what has one.
                Pos::Adjective if previous.has_article() && !w.has_article() && w.reading.enclitic.is_none() => break,
                // "حث مجلس الأمن اللبنانيين": a plural of people does not describe a singular.
                Pos::Adjective
                    if w.reading.features.number == Number::Plural
                        && matches!(w.reading.features.case, Case::Oblique | Case::Nominative)
                        && (previous.pos() == Pos::Name
                            || previous.has_article()
                                && self.word(head).reading.features.number == Number::Singular) =>
                {
                    break;
                }
                // "قتلت القوات الأمنية 38 مسلحا": what is counted is the next phrase.
                Pos::Number
                    if (previous.has_article() || previous.pos() == Pos::Name)
                        && !w.has_article()
                        && j + 1 < end
                        && self.counted(j + 1) =>
                {
                    break;
                }
                Pos::Adjective | Pos::Number | Pos::Demonstrative => {}
                // "شاركها في بطولته إيوان مكغريغور"; not نظيره جون كيري, which is one mention.
                Pos::Name if previous.reading.enclitic.is_some() && self.mention(j - 1).is_none() => break,
                Pos::Name => {
                    if previous.has_article() && previous.pos() == Pos::Noun && !starts_mention
                        || previous.pos() == Pos::Name
                        || !previous.has_article()
                    {
                    } else if starts_mention {
                        // A state's name behind a definite phrase is the next phrase, unless an idafa is open.
                        break;
                    }
                }
                Pos::Noun => {
                    let open = !previous.has_article()
                        && previous.reading.enclitic.is_none()
                        && matches!(previous.pos(), Pos::Noun | Pos::Number)
                        && previous.reading.features.case != Case::Accusative;
                    let constructed = previous.reading.features.attach == Attach::Construct;
                    if !(open || constructed)
                        || w.reading.features.case == Case::Accusative && previous.pos() != Pos::Number
                    {
                        break;
                    }
                }
                _ => break,
            }
        }
        if self.word(head).pos() == Pos::Number && head + 1 < j {
            head += 1;
        }
        let of = j + 1 < end && self.word(j).folded == "من" && self.word(j + 1).is_nominal();
        if of && MEASURES.contains(&self.word(head).lemma) && self.mention(head).is_none() {
            let measured = self.phrase(j + 1, end);
            return Phrase { words: i..measured.words.end, head: measured.head };
        }
        Phrase { words: i..j, head }
    }

    /// Whether a word may be what the number before it counts.
    fn counted(&self, i: usize) -> bool {
        let w = self.word(i);
        w.pos() == Pos::Noun && !w.has_article() && w.apart() && w.reading.enclitic.is_none()
    }

    /// Where the phrase begins that كل من ("each of") at word `i` opens.
    fn each_of(&self, i: usize, end: usize) -> Option<usize> {
        let each = matches!(self.word(i).stem, "كل" | "كلا") && i + 2 < end && self.word(i + 1).folded == "من";
        (each && self.word(i + 2).is_nominal()).then_some(i + 2)
    }

    /// A phrase behind a preposition with its owner: "مواقع للحوثيين", "طائرة تابعة للجيش".
    fn owned(&self, phrase: Phrase, end: usize) -> Phrase {
        let next = phrase.words.end;
        let last = self.word(next.saturating_sub(1));
        let w = self.word(next);
        let indefinite = !self.word(phrase.head).has_article()
            && matches!(last.pos(), Pos::Noun | Pos::Adjective)
            && !last.has_article()
            && last.reading.enclitic.is_none()
            && self.mention(phrase.head).is_none();
        if next >= end || w.preposition() != Some("ل") || w.joined() || !w.is_nominal() || !indefinite {
            return phrase;
        }
        let owner = self.phrase(next, end);
        Phrase { words: phrase.words.start..owner.words.end, head: phrase.head }
    }

    /// Every party named in a phrase and in those joined to it by و.
    pub fn parties(&self, phrase: &Phrase, end: usize) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        let mut at = phrase.words.clone();
        loop {
            let mut found = false;
            let mut i = at.start;
            while i < at.end {
                if let Some(m) = self.mention_number(i) {
                    let mention = &self.mentions[m];
                    // "وزراء الخارجية المصري سامح شكري والأردني": the holders stand behind their office.
                    let holder = mention.kind == MentionKind::Person
                        && !mention.name.is_empty()
                        && i > at.start
                        && out.last().is_some_and(|&o| {
                            let office = &self.mentions[o];
                            office.kind == MentionKind::Person && office.name.is_empty() && office.words.end == i
                        });
                    if holder {
                        out.pop();
                    }
                    if !out.contains(&m) && (!found || holder) {
                        out.push(m);
                        found = true;
                    }
                    i = mention.words.end.max(i + 1);
                } else {
                    i += 1;
                }
            }
            // "مصر والأردن", "الرئيس ووزير خارجيته", "الجيش من جهة، والحركة من جهة أخرى"
            let next = self.behind_side(at.end, end);
            let comma = next + 1 < end && self.word(next).folded == "،" && self.mention(next + 1).is_some();
            let joined = next < end && self.word(next).joined() && self.word(next).is_nominal();
            let start = if comma { next + 1 } else { next };
            if !found
                || !(joined || comma)
                || start >= end
                || self.mention(start).is_none_or(|m| m.words.start != start)
            {
                return out;
            }
            if out.len() > 12 {
                return out;
            }
            at = self.phrase(start, end).words;
        }
    }

    /// Where what follows "on the one side" at word `i` begins; `i` where something else stands there.
    fn behind_side(&self, i: usize, end: usize) -> usize {
        let side =
            i + 2 < end && self.word(i).folded == "من" && matches!(self.word(i + 1).folded, "جهه" | "ناحيه" | "جانب");
        let next = i + 2 + usize::from(side && self.word(i + 2).folded == "،");
        if side && next < end && self.word(next).joined() { next } else { i }
    }

    /// The clause of a finite verb or of a participle that stands as one.
    pub fn of_verb(&self, p: usize, sentence: Range<usize>) -> Clause {
        let mut clause = self.own_clause(p, sentence.clone());
        if clause.subject.is_none() {
            self.carry(p, sentence, &mut clause);
        } else if self.goes_on(p, sentence.start) && self.may_be_object(p, &clause) {
            let other = self.with_object(p, sentence, &clause);
            if other.carried.is_some() {
                return other;
            }
        }
        clause
    }

    /// The clause of a verb with what was taken for its subject as its first object, and the subject that goes on from the verb before
    /// it.
    pub fn with_object(&self, p: usize, sentence: Range<usize>, clause: &Clause) -> Clause {
        let mut clause = clause.clone();
        clause.objects.splice(0..0, clause.subject.take());
        self.carry(p, sentence, &mut clause);
        clause
    }

    /// Whether the only phrase behind a verb, taken for its subject, may as well be its object: "دعا الوزير إلى الحوار ورفض العنف"
    /// (the minister called for dialogue and rejected violence).
    fn may_be_object(&self, p: usize, clause: &Clause) -> bool {
        let verb = self.word(p);
        let behind = clause.subject.as_ref().filter(|_| !clause.subject_first && clause.objects.is_empty());
        let party = |s: &Phrase| s.words.clone().any(|i| self.mention(i).is_some());
        let active = verb.reading.features.voice == Voice::Active && verb.reading.takes_object();
        active && behind.is_some_and(|s| !party(s) && s.words.start == p + 1)
    }

    /// Whether a verb goes on from the one before it: joined to it, behind كما or ثم, or behind "after", "before", "without", "so that".
    fn goes_on(&self, p: usize, start: usize) -> bool {
        let verb = self.word(p);
        let before = |n: usize| p.checked_sub(n).filter(|&k| k >= start).map(|k| self.word(k));
        let after = |w: &Word<'_>| matches!(w.stem, "بعد" | "قبل" | "دون" | "اجل" | "بدل");
        verb.joined()
            || verb.preposition() == Some("ل")
            || before(1).is_some_and(|w| match w.stem {
                "كما" | "ثم" | "بل" | "كي" | "لكي" | "بعدما" | "قبلما" | "دونما" => true,
                "ان" => before(2).is_some_and(after),
                _ => false,
            })
    }

    /// Gives the clause of a verb that has no subject that of the verb before it, where it goes on with it.
    pub fn carry(&self, p: usize, sentence: Range<usize>, clause: &mut Clause) {
        clause.carried = self.carried(p, clause, &sentence, 0);
    }

    /// The subject of the verb before one that is joined to it, or to a noun behind it, and that has none of its own.
    fn carried(&self, p: usize, clause: &Clause, sentence: &Range<usize>, depth: usize) -> Option<Phrase> {
        let verb = self.word(p);
        if !verb.is_verb() || verb.reading.features.person != 3 || depth > 2 {
            return None;
        }
        let start = sentence.start;
        if !self.goes_on(p, start) && !self.pronoun_before(p, start) && self.antecedent(p, start).is_none() {
            return None;
        }
        let open = start.max(p.saturating_sub(CARRIED));
        let verbs = (open..p).rev().filter(|&q| self.word(q).is_verb() && !self.is_auxiliary(q));
        for q in verbs.take(3) {
            // Whoever speaks goes on speaking; what he said stands between.
            let before = self.own_clause(q, sentence.clone());
            if clause.complement.is_some() && before.complement.is_none() {
                continue;
            }
            let subject = before.subject.clone().or_else(|| self.carried(q, &before, sentence, depth + 1));
            // "قالت إن المساعي فشلت ودعت": what is no party does little.
            let able = |s: &Phrase| self.mention(s.head).is_some() && self.agrees_before(verb, s, p);
            if let Some(subject) = subject.filter(able) {
                return Some(subject);
            }
        }
        None
    }

    /// The clause of a verb by itself, whatever goes on from the verb before it.
    pub fn own_clause(&self, p: usize, sentence: Range<usize>) -> Clause {
        let verb = *self.word(p);
        let mut clause = Clause { start: p, end: sentence.end, ..Clause::default() };
        let mut bare: Vec<Phrase> = Vec::new();
        self.scan_right(p + 1, sentence.end, &mut clause, &mut bare);
        self.unite(&mut bare);
        if verb.reading.features.verbal != Verbal::None || verb.reading.features.person == 1 {
            clause.objects = bare;
            return clause;
        }
        if verb.is_verb() && self.pronoun_before(p, sentence.start) {
            clause.objects = bare;
            return clause;
        }
        let found = if verb.is_verb() { self.before(p, sentence.start, &bare, &clause.prepositions) } else { None };
        match found {
            Some((phrase, start, Part::Subject)) => {
                clause.subject = Some(phrase);
                clause.subject_first = true;
                clause.start = start;
                clause.objects = bare;
            }
            Some((phrase, start, Part::Object)) => {
                // "the raid that the army carried out": the suffix stands for what precedes.
                clause.start = start;
                self.after(&verb, bare, &mut clause);
                clause.objects.insert(0, phrase);
            }
            None => self.after(&verb, bare, &mut clause),
        }
        clause
    }

    /// Makes one phrase of an office or honorific and the titled holder behind it: "صاحب السمو الأمير", "رئيس الأركان الفريق أحمد
    /// قايد صالح".
    fn unite(&self, bare: &mut Vec<Phrase>) {
        let mut k = 1;
        while k < bare.len() {
            let (a, b) = (&bare[k - 1], &bare[k]);
            if a.words.end == b.words.start && self.holds_what_precedes(a, b) {
                bare[k - 1] = Phrase { words: a.words.start..b.words.end, head: b.head };
                bare.remove(k);
            } else {
                k += 1;
            }
        }
    }

    /// Whether the second phrase names the holder of the office or honorific of the first.
    fn holds_what_precedes(&self, office: &Phrase, holder: &Phrase) -> bool {
        let Some(b) = self.mention(holder.head).filter(|m| m.kind == MentionKind::Person && !m.name.is_empty()) else {
            return false;
        };
        let first = self.word(office.words.start);
        if HONORIFICS.contains(&first.stem) {
            return self.mention(office.head).is_none_or(|a| a.name.is_empty());
        }
        let titled = b.office.is_none() || RANKS.contains(&self.word(b.words.start).lemma);
        let vacant = |a: &Mention| a.kind == MentionKind::Person && a.office.is_some() && !a.default_code;
        let open = |a: &Mention| a.name.is_empty() || a.name == b.name;
        titled && self.mention(office.head).is_some_and(|a| vacant(a) && open(a))
    }

    /// Whether the subject is the pronoun on a subordinator before the verb: "that it shelled the base", "لأنهم رفضوا". The pronoun
    /// of "أنه وقع انفجار" (that there was an explosion) stands for nothing.
    fn pronoun_before(&self, p: usize, start: usize) -> bool {
        let verb = self.word(p);
        let v = verb.reading.features;
        let mut i = p;
        while i > start && (self.is_auxiliary(i - 1) || self.word(i - 1).pos() == Pos::Particle) {
            let w = self.word(i - 1);
            if w.reading.enclitic.is_some() {
                break;
            }
            i -= 1;
        }
        // "شددت على أنها \"تستبعد\" ذلك"
        while i > start && self.word(i - 1).is_quotation_mark() {
            i -= 1;
        }
        let Some(w) = i.checked_sub(1).filter(|&k| k >= start).map(|k| self.word(k)) else { return false };
        // أنه and أنها are particles of their own in the word list.
        let (number, gender) = match (w.reading.enclitic, w.stem) {
            (Some(e), _) if e.person == 3 => (e.number, e.gender),
            (None, "انه") => (Number::Singular, Gender::Masculine),
            (None, "انها") => (Number::Singular, Gender::Feminine),
            _ => return false,
        };
        let opens = matches!(w.pos(), Pos::Subordinator | Pos::Particle | Pos::Conjunction);
        if !opens || verb.joined() || v.person != 3 {
            return false;
        }
        match (number, gender) {
            (Number::Singular, Gender::Masculine) => {
                v.number == Number::Singular && v.gender != Gender::Feminine && !EXPLETIVE.contains(&verb.lemma)
            }
            (Number::Singular, _) => v.number == Number::Singular && v.gender != Gender::Masculine,
            (number, _) => v.number == number,
        }
    }

    /// Subject and objects among the phrases behind a verb without a subject before it.
    fn after(&self, verb: &Word<'_>, bare: Vec<Phrase>, clause: &mut Clause) {
        let passive = verb.reading.features.voice == Voice::Passive;
        let party = |p: &Phrase| self.mention(p.head).is_some();
        if let [thing, doer, ..] = bare.as_slice()
            && OBJECT_FIRST.contains(&verb.lemma)
            && !passive
            && !party(thing)
            && party(doer)
            && self.agrees_after(verb, doer)
        {
            clause.subject = Some(doer.clone());
            clause.objects.extend(bare.into_iter().enumerate().filter(|x| x.0 != 1).map(|x| x.1));
            return;
        }
        let mut rest = bare.into_iter();
        if let Some(first) = rest.next() {
            let case = self.word(first.head).reading.features.case;
            let oblique = matches!(case, Case::Oblique | Case::Accusative) && first.words.start == first.head;
            if (!oblique || passive) && self.agrees_after(verb, &first) {
                clause.subject = Some(first);
            } else {
                clause.objects.push(first);
            }
        }
        clause.objects.extend(rest);
    }

    /// Gender and number of a phrase. Countries and capitals are feminine but for some ([`is_masculine`]).
    pub(crate) fn gender_and_number(&self, phrase: &Phrase) -> (Gender, Number) {
        let head = self.word(phrase.head);
        let n = head.reading.features;
        let state = self.mention(phrase.head).filter(|m| m.kind == MentionKind::State);
        // A name of one word may be read as a common noun too.
        if state.is_some_and(|m| m.words.len() == 1 || n.pos == Pos::Name || n.gender == Gender::None) {
            return (if is_masculine(head.stem) { Gender::Masculine } else { Gender::Feminine }, Number::Singular);
        }
        // Who bears a name that no list has, or a family name, may be a woman.
        if n.pos == Pos::Name && (head.reading.lemma.is_none() || phrase.words.len() == 1 && n.gender == Gender::None) {
            return (Gender::None, n.number);
        }
        // Movements and companies may be either: "علقت حماس".
        let body = self.mention(phrase.head).is_some_and(|m| m.kind == MentionKind::Body);
        if body && phrase.words.len() == 1 && !head.has_article() {
            return (Gender::None, Number::Singular);
        }
        let first = self.word(phrase.words.start);
        let counted = phrase.head > phrase.words.start && first.pos() == Pos::Number;
        // "14 جنديا": from eleven on the noun is singular, and the verb before it has its gender (Ryding ch. 15).
        if counted && n.number == Number::Singular && n.gender == Gender::Masculine {
            return (Gender::Masculine, Number::None);
        }
        if counted || n.pos == Pos::Number || phrase.head > phrase.words.start && MEASURES.contains(&first.lemma) {
            return (Gender::None, Number::None);
        }
        (n.gender, n.number)
    }

    /// Whether a phrase behind the verb can be its subject: the verb is then singular, feminine for feminine; broken plurals take
    /// either.
    fn agrees_after(&self, verb: &Word<'_>, phrase: &Phrase) -> bool {
        let v = verb.reading.features;
        if v.person == 1 || v.person == 2 || matches!(v.number, Number::Dual | Number::Plural) {
            return false;
        }
        let (gender, number) = self.gender_and_number(phrase);
        let sound = matches!(self.word(phrase.head).reading.features.case, Case::Nominative | Case::Oblique);
        if gender == Gender::None || v.gender == Gender::None {
            return true;
        }
        // "طالب السلطات": a masculine verb has no plural of a feminine for its subject.
        let lacking = gender == Gender::Feminine && v.gender == Gender::Masculine && v.voice == Voice::Active;
        if number == Number::Plural && !sound {
            return !lacking;
        }
        v.gender == gender || number == Number::Plural && gender == Gender::Feminine
    }

    /// Whether a phrase before the verb can be its subject: it agrees in number too, a plural of things as feminine singular.
    fn agrees_before(&self, verb: &Word<'_>, phrase: &Phrase, at: usize) -> bool {
        let v = verb.reading.features;
        if v.person == 1 || v.person == 2 {
            return false;
        }
        let (gender, number) = self.gender_and_number(phrase);
        let listed = self.word(phrase.words.end).joined() && phrase.words.end < at;
        let plain = v.number != Number::Dual && v.number != Number::Plural;
        match (number, plain) {
            _ if listed => true,
            (Number::Singular, false) => {
                // "the group of ministers agreed": a noun of multitude may take the plural.
                phrase.words.len() > 1 && v.number == Number::Plural
            }
            (Number::Dual, true) => false,
            (Number::Plural, true) => v.gender != Gender::Masculine || gender == Gender::None,
            (Number::Singular, true) => gender == Gender::None || v.gender == Gender::None || gender == v.gender,
            _ => true,
        }
    }

    /// Whether a noun at the beginning of a clause stands in the accusative as an adverb: وفقا ل, بدءا من, سرعان ما.
    fn adverbial(&self, i: usize) -> bool {
        let w = self.word(i);
        let next = self.word(i + 1);
        let governs = next.pos() == Pos::Preposition || next.preposition().is_some() || next.folded == "ما";
        let accusative = w.folded.ends_with('ا') || ADVERBIAL.contains(&w.folded);
        w.apart() && !w.has_article() && accusative && governs && self.mention(i).is_none()
    }

    /// The noun phrase before a verb that is its subject, or its object if the verb's suffix stands for it: phrase, start of the
    /// clause, part.
    fn before(
        &self,
        p: usize,
        start: usize,
        bare: &[Phrase],
        prepositions: &[(String, Phrase)],
    ) -> Option<(Phrase, usize, Part)> {
        let verb = self.word(p);
        if verb.joined() {
            return None;
        }
        let mut i = p;
        // Particles, auxiliaries and adverbs between subject and verb.
        while i > start {
            let w = self.word(i - 1);
            if self.is_auxiliary(i - 1)
                || matches!(w.pos(), Pos::Particle | Pos::Adverb) && w.reading.enclitic.is_none()
            {
                i -= 1;
            } else {
                break;
            }
        }
        if i == start {
            return None;
        }
        let suffix = verb.reading.enclitic.is_some();
        if self.word(i - 1).pos() == Pos::Relative && i >= start + 2 {
            let antecedent = self.described(i - 1, p, start)?;
            // "الهجوم الذي شنه الجيش": whoever stands behind the verb does it.
            let doer = bare.first().filter(|b| self.agrees_after(verb, b));
            if suffix && doer.is_some() {
                return Some((antecedent, i - 1, Part::Object));
            }
            // "الجماعة التي اعتقل قائدها": he is hers.
            if doer.is_some_and(|b| self.word(b.head).reading.enclitic.is_some()) && !verb.reading.takes_object() {
                return None;
            }
            let doer = doer.is_some();
            // "العام الذي أعلنت فيه باريس", "العملية التي قام بتنفيذها الجيش": a pronoun further on stands for what precedes.
            let asked = self.relative_gender(i - 1);
            if !relative_agrees(asked, verb) || doer && self.resumed(asked, prepositions) {
                return None;
            }
            return Some((antecedent, i - 1, Part::Subject));
        }
        let doer = bare.first().is_some_and(|b| self.agrees_after(verb, b));
        if let Some((phrase, s)) = self.topic(p, start) {
            // "المبادرة رفضها الوزير": as in a relative clause.
            if doer && verb.reading.enclitic.is_some_and(|e| self.stands_for(e, &phrase)) {
                return Some((phrase, s, Part::Object));
            }
            if self.agrees_before(verb, &phrase, p) {
                return Some((phrase, s, Part::Subject));
            }
        }
        let mut at = i;
        // "الوزير، في تصريح أمس، دعا": step back over one parenthesis.
        let w = self.word(at - 1);
        if w.is_punctuation() && matches!(w.folded, "،" | ")" | "-" | "»" | "\"" | "”") {
            at = at.saturating_sub(1).max(start);
        }
        let phrase = self.back_to_phrase(at, start)?;
        let s = phrase.words.start;
        // "نقل موقع عبري، تظاهر الأهالي": behind a comma the verb has its own subject first.
        if says_when(self.word(phrase.head)) || self.adverbial(s) || doer && at != i {
            return None;
        }
        let opener = s == start
            || matches!(
                self.word(s - 1).pos(),
                Pos::Subordinator | Pos::Conjunction | Pos::Punctuation | Pos::Particle
            )
            // "بين عون والحريري، حدث تقارب": behind a comma it goes with what precedes.
            || self.word(s).joined() && at == i
            || (s > start && matches!(self.word(s - 1).folded, "ان" | "بان" | "كما" | "فيما" | "بينما" | "حيث"));
        let preposition =
            self.word(s).preposition().is_some() || (s > start && self.word(s - 1).pos() == Pos::Preposition);
        if opener && !preposition && self.agrees_before(verb, &phrase, p) {
            return Some((phrase, s, Part::Subject));
        }
        if at != p {
            return None;
        }
        let (phrase, s) = self.antecedent(p, start)?;
        if suffix {
            let part = if doer { Part::Object } else { Part::Subject };
            return Some((phrase, s, part));
        }
        // "بيانا طالب فيه": the pronoun stands for what is described.
        if self.resumed(self.word(phrase.head).reading.features.gender, prepositions) {
            return None;
        }
        // A perfect with a subject of its own behind a noun opens a sentence: "في هجوم أمس قتل جندي".
        if doer && verb.reading.features.aspect == Aspect::Perfect || !self.agrees_before(verb, &phrase, p) {
            return None;
        }
        Some((phrase, s, Part::Subject))
    }

    /// Whether a pronoun may stand for a phrase; ها stands for the plural of things too.
    fn stands_for(&self, pronoun: &Enclitic, phrase: &Phrase) -> bool {
        let (gender, number) = self.gender_and_number(phrase);
        let feminine = gender == Gender::Feminine || number == Number::Plural;
        pronoun.person == 3
            && match (pronoun.number, pronoun.gender) {
                (Number::Singular, Gender::Feminine) => gender == Gender::None || feminine,
                (Number::Singular, _) => gender != Gender::Feminine && number != Number::Plural,
                (several, _) => number == several || number == Number::None,
            }
    }

    /// The gender that a relative pronoun asks of what stands for it.
    fn relative_gender(&self, relative: usize) -> Gender {
        match self.word(relative).folded {
            "الذي" => Gender::Masculine,
            "التي" => Gender::Feminine,
            _ => Gender::None,
        }
    }

    /// Whether a prepositional phrase of a relative clause holds a pronoun that stands for what precedes: فيه, بتنفيذها.
    fn resumed(&self, gender: Gender, prepositions: &[(String, Phrase)]) -> bool {
        prepositions.first().filter(|(_, phrase)| phrase.words.len() == 1).is_some_and(|(_, phrase)| {
            let pronoun = self.word(phrase.head).reading.enclitic;
            pronoun.is_some_and(|e| e.person == 3 && e.number == Number::Singular && e.gender == gender)
        })
    }

    /// The indefinite noun phrase that a verb behind it describes, as in "تقرير يتهم": phrase and its first word.
    fn antecedent(&self, p: usize, start: usize) -> Option<(Phrase, usize)> {
        let last = self.word(p.checked_sub(1).filter(|&i| i >= start)?);
        let indefinite = |w: &Word<'_>| {
            !w.has_article() && w.reading.enclitic.is_none() && !matches!(w.pos(), Pos::Name | Pos::Pronoun)
        };
        if !last.is_nominal() || last.pos() == Pos::Number || !indefinite(last) {
            return None;
        }
        let verb = self.word(p);
        let suits = |phrase: &Phrase| {
            let head = self.word(phrase.head);
            let party = phrase.words.clone().any(|i| {
                self.word(i).has_article()
                    || self.mention(i).is_some_and(|m| m.kind == MentionKind::State || !m.name.is_empty())
            });
            let time = DAYS.contains(&head.lemma) || head.lemma == "ساعه";
            phrase.words.end == p && head.is_nominal() && indefinite(head) && !party && !time
        };
        let mut all = self.phrases_before(p, start);
        all.retain(suits);
        // "باستحداث قصة تركز": the story, not the invention.
        let agrees = |phrase: &&Phrase| verb.reading.enclitic.is_some() || self.agrees_before(verb, phrase, p);
        let phrase = all.iter().rev().find(agrees).or(all.last())?;
        Some((phrase.clone(), phrase.words.start))
    }

    /// The noun phrase that opens the verb's clause: behind the sentence's start, a subordinator, a colon, or an auxiliary
    /// ("وكانت القوات قد هاجمت"), with no other verb between but in relative clauses and parentheses. Phrase and its first word.
    fn topic(&self, p: usize, start: usize) -> Option<(Phrase, usize)> {
        let mut j = p;
        let mut opening = start;
        let mut marks = 0;
        while j > start {
            j -= 1;
            let w = self.word(j);
            if p - j > 40 {
                return None;
            }
            if w.is_punctuation() {
                if matches!(w.folded, ":" | "." | "؛" | "؟" | "!") {
                    opening = j + 1;
                    break;
                }
                marks += 1;
                if marks > 4 {
                    return None;
                }
                continue;
            }
            if w.is_verb() {
                let auxiliary = self.is_auxiliary(j);
                let adjacent = (j + 1..p)
                    .all(|k| matches!(self.word(k).pos(), Pos::Particle | Pos::Adverb) || self.is_auxiliary(k));
                if auxiliary && adjacent {
                    continue;
                }
                if auxiliary && self.word(j + 1).is_nominal() {
                    opening = j + 1;
                    break;
                }
                // A verb inside a relative clause says nothing of this one's subject.
                let relative = (j.saturating_sub(3).max(start)..j).rev().find(|&k| self.word(k).pos() == Pos::Relative);
                match relative {
                    Some(k) if (k + 1..j).all(|x| !self.word(x).is_nominal()) => {
                        j = k;
                        continue;
                    }
                    _ => return None,
                }
            }
            if w.pos() == Pos::Subordinator {
                if w.reading.enclitic.is_some() {
                    return None;
                }
                opening = j + 1;
                break;
            }
            if matches!(w.folded, "فيما" | "بينما" | "حيث" | "لكن" | "ولكن" | "كما" | "اذ" | "وان")
            {
                opening = j + 1;
                break;
            }
        }
        while opening < p && self.word(opening).is_quotation_mark() {
            opening += 1;
        }
        opening = self.each_of(opening, p).unwrap_or(opening);
        let first = self.word(opening);
        if opening >= p || !self.opens_phrase(opening, p) || first.preposition().is_some() || first.pos() == Pos::Adverb
        {
            return None;
        }
        let phrase = self.phrase(opening, p);
        let time = says_when(first) || matches!(first.lemma, "بعد" | "قبل") || self.adverbial(opening);
        (!time && !first.circumstantial(None)).then_some((phrase, opening))
    }

    /// The longest phrase that ends just before word `at`.
    fn back_to_phrase(&self, at: usize, start: usize) -> Option<Phrase> {
        self.phrases_before(at, start).pop()
    }

    /// All phrases that end just before word `at`, the shortest first: "زيارة", "[إلغاء] زيارة".
    fn phrases_before(&self, at: usize, start: usize) -> Vec<Phrase> {
        let limit = start.max(at.saturating_sub(14));
        let mut out: Vec<Phrase> = Vec::new();
        for i in (limit..at).rev() {
            if self.word(i).is_verb() || self.word(i).is_punctuation() && !self.word(i).is_quotation_mark() {
                break;
            }
            if !self.opens_phrase(i, at) {
                if out.is_empty() {
                    continue;
                }
                break;
            }
            let phrase = self.phrase(i, at);
            // A quotation mark may stand between: "تنظيم «الدولة» الذي".
            if phrase.words.end == at || phrase.words.end + 1 == at && self.word(at - 1).is_punctuation() {
                out.push(phrase);
            }
            // و may stand inside a name: "وزارة التجارة والصناعة".
            let inside = self.mention(i).is_some_and(|m| m.words.start < i);
            if self.word(i).joined() && !inside || self.word(i).preposition().is_some() {
                break;
            }
        }
        out
    }

    /// What a relative clause describes whose verb is at `verb`: of the phrases before the pronoun at `relative` the longest that it and the
    /// verb agree with; "إلغاء زيارة الوفد الذي وصل" (of the delegation that arrived).
    fn described(&self, relative: usize, verb: usize, start: usize) -> Option<Phrase> {
        let comma = relative.checked_sub(1).filter(|&k| k > start && self.word(k).folded == "،");
        let all = self.phrases_before(comma.unwrap_or(relative), start);
        let pronoun = self.word(relative).folded;
        let agrees = |p: &&Phrase| {
            let (gender, number) = self.gender_and_number(p);
            match pronoun {
                "الذي" => gender != Gender::Feminine && !matches!(number, Number::Plural | Number::Dual),
                "التي" => gender != Gender::Masculine || number == Number::Plural,
                "الذين" => {
                    !matches!(number, Number::Singular | Number::Dual)
                        || p.words.len() > 1 && self.mention(p.head).is_some()
                }
                _ => true,
            }
        };
        let fits = all.iter().rev().find(|p| agrees(p) && self.agrees_before(self.word(verb), p, verb));
        fits.or(all.iter().rev().find(agrees)).or(all.last()).cloned()
    }

    /// The phrases to the right of word `i`, up to the end of the clause.
    fn scan_right(&self, mut i: usize, end: usize, clause: &mut Clause, bare: &mut Vec<Phrase>) {
        let mut commas = 0;
        // Where what stands behind the first comma is no more than phrases that say when, where and how.
        let mut inserted = false;
        let mut insertions = 0;
        let first = i;
        while i < end {
            let w = self.word(i);
            let previous = (i > 0).then(|| self.word(i - 1));
            if w.is_punctuation() {
                if let Some(close) = self.parenthesis(i, end) {
                    i = close + 1;
                    continue;
                }
                match w.folded {
                    // "بحث الوزير، اليوم بالقاهرة، مع نظيره"
                    "،" if commas == 1 && inserted && insertions < INSERTIONS => {
                        commas = 0;
                        insertions += 1;
                    }
                    "،" | "," | "-" | "–" => {
                        commas += 1;
                        inserted = true;
                    }
                    "\"" | "«" | "»" | "“" | "”" | "(" | ")" => {}
                    _ => break,
                }
                if commas > 1 {
                    break;
                }
                i += 1;
                continue;
            }
            if w.is_verb() {
                // "أدانت الحركة في بيان أصدرته أمس الاعتقال": a clause that only describes the noun before it.
                if let Some(behind) = self.describing(i, first, end) {
                    i = behind;
                    continue;
                }
                // "كان قد أعلن" and the like are joined elsewhere; any other verb opens a clause of its own.
                break;
            }
            if let Some(next) = self.each_of(i, end).filter(|_| !w.joined()) {
                let phrase = self.phrase(next, end);
                i = phrase.words.end;
                match w.preposition() {
                    Some(p) => clause.prepositions.push((p.to_owned(), phrase)),
                    None if commas == 0 => bare.push(phrase),
                    None => {}
                }
                continue;
            }
            if !w.is_nominal() && w.apart() && self.determined(i, end) > i {
                // "التقى نحو 20 نائبا", "كل النواب"
                let phrase = self.phrase(i, end);
                i = phrase.words.end;
                if commas == 0 {
                    bare.push(phrase);
                }
                continue;
            }
            match w.pos() {
                Pos::Subordinator => {
                    if COMPLEMENT.contains(&w.lemma) {
                        clause.complement.get_or_insert(i);
                    }
                    break;
                }
                Pos::Relative => break,
                Pos::Adjective if i > first && w.circumstantial(previous) => break,
                _ => {}
            }
            if w.pos() == Pos::Preposition {
                if w.reading.enclitic.is_some() {
                    clause.prepositions.push((w.lemma.to_owned(), Phrase { words: i..i + 1, head: i }));
                    i += 1;
                    continue;
                }
                let (name, n) = self.preposition_at(i, end);
                i += n;
                i = self.each_of(i, end).unwrap_or(i);
                while i + 1 < end && self.word(i).is_quotation_mark() {
                    i += 1;
                }
                if i < end && self.opens_phrase(i, end) {
                    let phrase = self.owned(self.phrase(i, end), end);
                    i = phrase.words.end;
                    clause.prepositions.push((name, phrase));
                }
                continue;
            }
            if let Some(p) = w.preposition() {
                let phrase = self.owned(self.phrase(i, end), end);
                let name =
                    if phrase.words.len() > 1 && w.stem == "قرب" { "قرب".to_owned() } else { p.to_owned() };
                i = phrase.words.end;
                clause.prepositions.push((name, phrase));
                continue;
            }
            if ADVERBIAL.contains(&w.folded) {
                i += 1;
                continue;
            }
            if self.opens_phrase(i, end) {
                if w.joined() && i > first {
                    inserted = false;
                    // A further member of the last phrase; its own phrases follow as if they were the first's.
                    i = self.phrase(i, end).words.end;
                    continue;
                }
                let phrase = self.phrase(i, end);
                i = phrase.words.end;
                if self.mention(phrase.head).is_none() && says_when(self.word(phrase.head)) {
                    continue;
                }
                // "طالبت الحركة، الوسطاء في قطر، ب": an object may stand between commas.
                let object = commas == 1
                    && bare.len() == 1
                    && clause.prepositions.is_empty()
                    && self.mention(phrase.head).is_some_and(|m| m.kind != MentionKind::Person);
                if commas == 0 || object {
                    bare.push(phrase);
                }
                inserted = false;
                continue;
            }
            if w.joined() && commas > 0 {
                break;
            }
            i += 1;
        }
        clause.end = i;
    }

    /// Where a clause ends that describes the indefinite noun before its verb and resumes it by a pronoun, and stands inside another
    /// clause: "بيان أصدرته [الوزارة] أمس".
    fn describing(&self, verb: usize, first: usize, end: usize) -> Option<usize> {
        let (w, noun) = (self.word(verb), self.word(verb.checked_sub(1)?));
        let resumes = w.reading.enclitic.is_some_and(|e| e.person == 3) && !w.joined();
        let indefinite = noun.pos() == Pos::Noun && !noun.has_article() && noun.reading.enclitic.is_none();
        if verb <= first || !resumes || !indefinite {
            return None;
        }
        let i = self.behind_when(verb + 1, end);
        let subject = (i < end && self.mention(i).is_some_and(|m| m.words.start == i)).then(|| self.phrase(i, end));
        Some(match subject.filter(|s| self.agrees_after(w, s)) {
            Some(s) => self.behind_when(s.words.end, end),
            None => i,
        })
    }

    /// The first word from `from` on that neither says when nor is an adverb.
    fn behind_when(&self, from: usize, end: usize) -> usize {
        let when = |k: &usize| says_when(self.word(*k)) || self.word(*k).pos() == Pos::Adverb;
        (from..end).find(|k| !when(k)).unwrap_or(end)
    }

    /// Where the parenthesis ends that a bracket, dash or comma opens: "(د ب أ)", "- اليوم السبت -", "، القائد الأعلى،".
    fn parenthesis(&self, i: usize, end: usize) -> Option<usize> {
        let close = match self.word(i).folded {
            "(" => ")",
            "-" => "-",
            "–" => "–",
            // "، أمس،", "، اليوم الجمعة،", "، سامح شكري،"
            "،" => {
                if let Some(m) = self.mention(i + 1).filter(|m| m.words.start == i + 1 && m.words.end < end)
                    && m.kind == MentionKind::Person
                    && !m.name.is_empty()
                    && self.word(i + 1).apart()
                    && self.word(m.words.end).folded == "،"
                {
                    return Some(m.words.end);
                }
                let close = self.behind_when(i + 1, end);
                let w = self.word(close);
                return match w.folded {
                    _ if close == end => None,
                    _ if close == i + 1 => self.apposition(i, end),
                    "،" => Some(close),
                    // "، اليوم الأربعاء نظيره": the second comma is often left out.
                    _ => (w.is_nominal() && w.apart()).then_some(close - 1),
                };
            }
            _ => return None,
        };
        let mut inside = (i + 2..end.min(i + 2 + PARENTHESIS)).take_while(|&k| !self.word(k - 1).is_verb());
        inside.find(|&k| self.word(k).folded == close)
    }

    /// Where the second comma around an apposition stands, where a party follows it: "استقبل الملك، القائد الأعلى، الجنرال".
    fn apposition(&self, comma: usize, end: usize) -> Option<usize> {
        let inside = |w: &Word<'_>| w.is_nominal() || matches!(w.pos(), Pos::Preposition | Pos::Conjunction);
        let first = self.word(comma + 1);
        let stop = end.min(comma + 2 + PARENTHESIS);
        let close = (comma + 2..stop).find(|&k| !inside(self.word(k)))?;
        let next = close + 1;
        let party =
            next < end && self.mention(next).is_some_and(|m| m.words.start == next && m.kind != MentionKind::Adjective);
        let noun = first.pos() == Pos::Noun && first.apart();
        (noun && self.word(close).folded == "،" && party && self.word(next).apart()).then_some(close)
    }

    fn preposition_at(&self, i: usize, end: usize) -> (String, usize) {
        let w = self.word(i);
        let stem = if w.joined() { w.stem } else { w.folded };
        for (first, rest, name) in COMPOUND {
            if stem == *first
                && rest.iter().enumerate().all(|(k, r)| i + 1 + k < end && self.word(i + 1 + k).folded == *r)
            {
                return ((*name).to_owned(), 1 + rest.len());
            }
        }
        (w.lemma.to_owned(), 1)
    }

    /// The subject of the verb whose purpose a verbal noun behind ل is: "توجه الوفد إلى القاهرة لبحث الهدنة".
    fn purpose_of(&self, p: usize, sentence: &Range<usize>) -> Option<Phrase> {
        let w = self.word(p);
        if w.preposition() != Some("ل") || w.verb.is_none() {
            return None;
        }
        let open = sentence.start.max(p.saturating_sub(CARRIED));
        let near = |&k: &usize| !matches!(self.word(k).pos(), Pos::Subordinator | Pos::Relative);
        let verb = (open..p).rev().take_while(near).find(|&q| self.word(q).is_verb())?;
        let clause = self.of_verb(verb, sentence.clone());
        let passive = self.word(verb).reading.features.voice == Voice::Passive;
        clause.subject.or(clause.carried).filter(|s| !passive && s.words.end <= p)
    }

    /// The phrases around an event noun.
    pub fn of_noun(&self, p: usize, sentence: Range<usize>) -> Clause {
        let mut clause = Clause { start: p, end: sentence.end, ..Clause::default() };
        clause.carried = self.purpose_of(p, &sentence);
        let mut i = p + 1;
        let noun = self.word(p);
        if noun.reading.enclitic.is_some() {
            clause.genitive = Some(Phrase { words: p..p + 1, head: p });
        }
        while i < sentence.end {
            let (w, previous) = (self.word(i), self.word(i - 1));
            let nisba = |k: usize| self.mention(k).is_some_and(|m| m.kind == MentionKind::Adjective);
            if w.joined() && w.preposition().is_none() && i > p + 1 && nisba(i) && nisba(i - 1) {
                // "ضغوط أميركية وإسرائيلية"
                clause.adjectives.push(i);
                i += 1;
                continue;
            }
            if w.joined() || w.preposition().is_some() || w.circumstantial(Some(previous)) {
                break;
            }
            match w.pos() {
                Pos::Adjective => {
                    clause.adjectives.push(i);
                    i += 1;
                }
                Pos::Noun | Pos::Name | Pos::Number | Pos::Demonstrative
                    if i == p + 1
                        && clause.genitive.is_none()
                        && !noun.has_article()
                        && noun.reading.features.case != Case::Accusative =>
                {
                    let phrase = self.phrase(i, sentence.end);
                    i = phrase.words.end;
                    clause.genitive = Some(phrase);
                }
                _ => break,
            }
        }
        let mut bare = Vec::new();
        let from = i;
        self.scan_right(i, sentence.end, &mut clause, &mut bare);
        // A verbal noun governs an object behind its genitive: "قصف الطيران المدينة".
        clause.objects.extend(bare.into_iter().filter(|b| b.words.start == from && !self.word(from).joined()));
        clause
    }

    /// Whether a verb governs its clause as an auxiliary.
    pub fn is_auxiliary(&self, i: usize) -> bool {
        self.word(i).is_verb()
            && matches!(
                self.word(i).lemma,
                "كان" | "زال" | "ظل" | "بات" | "اصبح" | "بدا" | "واصل" | "عاد" | "كاد" | "اوشك"
            )
    }

    /// Whether the verb is in the past.
    pub fn perfect(&self, i: usize) -> bool {
        self.word(i).reading.features.aspect == Aspect::Perfect
    }
}

/// Whether a word names a day or a part of one: its phrase says when, not who.
pub(crate) fn says_when(w: &Word<'_>) -> bool {
    DAYS.contains(&w.lemma) || WEEKDAYS.contains(&w.folded)
}

/// Whether a verb has the gender that a relative pronoun before it asks, and its number, as it must where what precedes is its subject.
fn relative_agrees(asked: Gender, verb: &Word<'_>) -> bool {
    let v = verb.reading.features;
    match asked {
        Gender::Masculine => v.gender != Gender::Feminine && !matches!(v.number, Number::Plural | Number::Dual),
        Gender::Feminine => v.gender != Gender::Masculine && v.number != Number::Dual,
        Gender::None => true,
    }
}

#[cfg(test)]
mod tests {
    use marsad_arabic::features::Pos;

    use crate::testing::{raw, read};

    /// Subject and objects of the last verb of a sentence.
    fn parts(text: &str) -> (Option<String>, Vec<String>) {
        parts_of(text, |verbs| verbs.last())
    }

    /// Subject and objects of one of the verbs of a sentence.
    fn parts_of(text: &str, which: impl Fn(&[usize]) -> Option<&usize>) -> (Option<String>, Vec<String>) {
        read(text, |around| {
            let range = around.field.text.sentences()[0].tokens.clone();
            let verbs: Vec<usize> = range.clone().filter(|&i| around.field.word(i).pos() == Pos::Verb).collect();
            let verb = *which(&verbs).expect("the sentence has the verb");
            let clause = around.of_verb(verb, range);
            let of = |p: &super::Phrase| raw(around, p.words.clone()).to_owned();
            (clause.subject.as_ref().map(of), clause.objects.iter().map(of).collect())
        })
    }

    fn is(subject: &str, objects: &[&str]) -> (Option<String>, Vec<String>) {
        (Some(subject.to_owned()).filter(|s| !s.is_empty()), objects.iter().map(|o| (*o).to_owned()).collect())
    }

    #[test]
    fn a_pronoun_before_the_verb_is_its_subject() {
        // "Tehran denied that it shelled the base", "the army confirmed that it arrested three gunmen"
        assert_eq!(parts("نفت طهران أنها قصفت القاعدة."), is("", &["القاعدة"]));
        assert_eq!(parts("أكد الجيش أنه اعتقل ثلاثة مسلحين."), is("", &["ثلاثة مسلحين"]));
        // "the minister said that there was an explosion": the pronoun stands for nothing
        assert_eq!(parts("قال الوزير إنه وقع انفجار."), is("انفجار", &[]));
    }

    #[test]
    fn what_a_pronoun_resumes_is_no_subject() {
        // "in the year in which Paris announced the boycott", "the talks that the minister called for"
        assert_eq!(parts("في العام الذي أعلنت فيه باريس المقاطعة."), is("باريس", &["المقاطعة"]));
        assert_eq!(parts("وهي المحادثات التي دعا إليها الوزير."), is("الوزير", &[]));
        // "the army that attacked the town"
        assert_eq!(parts("وصل الجيش الذي هاجم البلدة."), is("الجيش", &["البلدة"]));
    }

    #[test]
    fn what_says_when_stands_between_a_verb_and_its_phrases() {
        // "China on Friday accused the American minister", "the government asked the opposition yesterday (on Saturday) to talk"
        assert_eq!(parts("اتهمت الصين اليوم الجمعة الوزير الأميركي."), is("الصين", &["الوزير الأميركي"]));
        assert_eq!(parts("طالبت الحكومة، أمس، المعارضة بالحوار."), is("الحكومة", &["المعارضة"]));
        assert_eq!(parts("طالبت الحكومة -اليوم السبت- المعارضة بالحوار."), is("الحكومة", &["المعارضة"]));
    }

    #[test]
    fn an_object_behind_what_is_put_in_between() {
        // "the president congratulated, on Wednesday, his counterpart", without the second comma
        assert_eq!(parts("هنأ الرئيس التونسي، اليوم الأربعاء نظيره الأميركي."), is("الرئيس التونسي", &["نظيره الأميركي"]));
        // "the king, supreme commander of the forces, received General X"
        let received = parts("استقبل الملك محمد السادس، القائد الأعلى للقوات المسلحة، الجنرال عبد الفتاح الوراق.");
        assert_eq!(received, is("الملك محمد السادس", &["الجنرال عبد الفتاح الوراق"]));
        // "the movement condemned in a statement that it [or: the leadership] issued yesterday the arrest of its leader"
        for text in
            ["أدانت الحركة في بيان أصدرته أمس اعتقال رئيسها.", "أدانت الحركة في بيان أصدرته القيادة أمس اعتقال رئيسها."]
        {
            assert_eq!(parts_of(text, |verbs| verbs.first()), is("الحركة", &["اعتقال رئيسها"]));
        }
    }

    #[test]
    fn what_is_counted_is_a_phrase_of_its_own() {
        // "the security forces killed 38 gunmen"
        assert_eq!(parts("قتلت القوات الأمنية 38 مسلحا."), is("القوات الأمنية", &["38 مسلحا"]));
    }

    #[test]
    fn what_stands_before_a_noun_belongs_to_its_phrase() {
        // "Egypt praised this decision", "France criticised all parties", "the police arrested more than 20 demonstrators"
        assert_eq!(parts("أشادت مصر بهذا القرار."), is("مصر", &[]));
        assert_eq!(parts("انتقدت فرنسا كل الأطراف."), is("فرنسا", &["كل الأطراف"]));
        assert_eq!(parts("اعتقلت الشرطة أكثر من 20 متظاهرا."), is("الشرطة", &["أكثر من 20 متظاهرا"]));
        assert_eq!(parts("اعتقلت الشرطة نحو 20 متظاهرا."), is("الشرطة", &["نحو 20 متظاهرا"]));
        // "the council discussed the evacuation of all civilians"
        assert_eq!(parts("ناقش المجلس إجلاء كل المدنيين."), is("المجلس", &["إجلاء كل المدنيين"]));
    }

    #[test]
    fn who_does_it_to_the_subject_of_a_passive_stands_behind_min_qibal() {
        // "the journalist was arrested by the police"
        read("اعتقل الصحفي من قبل الشرطة.", |around| {
            let clause = around.of_verb(0, around.field.text.sentences()[0].tokens.clone());
            let (preposition, phrase) = &clause.prepositions[0];
            assert_eq!((preposition.as_str(), raw(around, phrase.words.clone())), ("من قبل", "الشرطة"));
        });
    }

    #[test]
    fn a_relative_clause_describes_what_its_pronoun_agrees_with() {
        // "the minister, who met the king, arrived", "the cancelling of the visit of the delegation that arrived"
        let verb = |text: &str, n: usize| parts_of(text, |verbs| verbs.get(n));
        assert_eq!(verb("وصل الوزير، الذي التقى الملك، إلى عمان.", 1), is("الوزير", &["الملك"]));
        assert_eq!(verb("أعلن المجلس معاقبة المسؤولين الذين هاجموا القاعدة.", 1), is("المسؤولين", &["القاعدة"]));
        // "a demand of the movement that condemned the raid"
        assert_eq!(verb("تضمن البيان مطالب الحركة التي أدانت الغارة.", 1).1, ["الغارة"]);
    }

    #[test]
    fn what_says_when_or_how_is_no_subject() {
        // "in 1992 the government declared war", "according to the minister, the army attacked the town"
        assert_eq!(parts("عام 1992، أعلنت الحكومة الحرب."), is("الحكومة", &["الحرب"]));
        assert_eq!(parts("وفقا للوزير، هاجم الجيش البلدة."), is("الجيش", &["البلدة"]));
        // "after the talks of Aoun and Hariri, a rapprochement took place"
        assert_eq!(parts("بعد محادثات بين عون والحريري، حدث تقارب.").0.as_deref(), Some("تقارب"));
    }

    #[test]
    fn a_suffix_resumes_what_opens_the_sentence() {
        // "the initiative, the minister rejected it"
        assert_eq!(parts("المبادرة رفضها الوزير."), is("الوزير", &["المبادرة"]));
    }

    #[test]
    fn an_office_and_its_titled_holder_are_one_phrase() {
        // "His Highness Prince Muhammad received the delegation", "the Algerian chief of staff, Lieutenant General Gaid Salah, visited the base"
        let received = parts("استقبل صاحب السمو الأمير محمد بن سلمان الوفد.");
        assert_eq!(received, is("صاحب السمو الأمير محمد بن سلمان", &["الوفد"]));
        let visited = parts("زار رئيس الأركان الجزائري الفريق أحمد قايد صالح القاعدة.");
        assert_eq!(visited, is("رئيس الأركان الجزائري الفريق أحمد قايد صالح", &["القاعدة"]));
    }

    #[test]
    fn who_attends_or_signs_may_stand_behind_what() {
        // "the deputy minister attended the meeting", "the occupation forces arrested two youths"
        assert_eq!(parts("حضر الاجتماع نائب الوزير."), is("نائب الوزير", &["الاجتماع"]));
        assert_eq!(parts("اعتقلت قوات الاحتلال شابين."), is("قوات الاحتلال", &["شابين"]));
    }

    #[test]
    fn measures_and_lists_are_one_phrase() {
        // "each of Egypt and Jordan called for", "a number of ministers met yesterday"
        assert_eq!(parts("دعت كل من مصر والأردن إلى الحوار.").0, Some("مصر".to_owned()));
        assert_eq!(parts("اجتمع عدد من الوزراء أمس."), is("عدد من الوزراء", &[]));
    }

    #[test]
    fn a_masculine_verb_has_no_feminine_plural_for_its_subject() {
        // "and he called on the authorities"
        assert_eq!(parts("وطالب السلطات بالحماية."), is("", &["السلطات"]));
    }

    #[test]
    fn a_joined_verb_goes_on_with_the_subject_before_it() {
        let carried = |text: &str| {
            read(text, |around| {
                let range = around.field.text.sentences()[0].tokens.clone();
                let verb = range.clone().rev().find(|&i| around.field.word(i).pos() == Pos::Verb);
                let clause = around.of_verb(verb.expect("the sentence has a verb"), range);
                clause.carried.map(|p| raw(around, p.words).to_owned())
            })
        };
        // "the Egyptian forces stormed the town and arrested them"
        assert_eq!(carried("اقتحمت القوات المصرية البلدة واعتقلتهم.").as_deref(), Some("القوات المصرية"));
        // "Tunisia welcomed the initiative but asked for guarantees"
        assert_eq!(carried("رحبت تونس بالمبادرة لكنها طلبت ضمانات.").as_deref(), Some("تونس"));
        // "the minister called for dialogue and condemned violence"
        assert_eq!(carried("دعا الوزير إلى الحوار وأدان العنف.").as_deref(), Some("الوزير"));
    }

    #[test]
    fn capitals_are_feminine_and_some_countries_masculine() {
        // "Baghdad sent a letter", "Rabat summoned the ambassador", "Iraq rejected the American proposal"
        assert_eq!(parts("وجهت بغداد رسالة."), is("بغداد", &["رسالة"]));
        assert_eq!(parts("استدعت الرباط السفير الفرنسي."), is("الرباط", &["السفير الفرنسي"]));
        assert_eq!(parts("رفض العراق المقترح الأميركي."), is("العراق", &["المقترح الأميركي"]));
    }
}
