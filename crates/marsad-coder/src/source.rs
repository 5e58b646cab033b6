//! On whose word: the sources that a text credits for what it tells.
//!
//! A [`Speakers`] goes through the sentences of a field in order. Each reporting verb ("said", "announced") or phrase
//! ("according to") becomes a [`Source`] with the words that it answers for. A verb without a subject goes on with the last
//! speaker, "the source" with the one named before. [`credit`] picks the source of one candidate.

use std::ops::Range;

use marsad_arabic::features::{Number, Pos, Verbal, Voice};
use marsad_lexicon::Lexicon;
use marsad_record::{EventType, Role, SourceKind};

use crate::clause::{Around, Clause};
use crate::mention::{Mention, MentionKind};
use crate::propose::{Candidate, Form};
use crate::word::Word;

/// A source that a sentence credits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The words that name it; in an earlier sentence where this one only goes on with the speaker.
    pub words: Range<usize>,
    /// Its mention, where it is one.
    pub mention: Option<usize>,
    /// What sort it is.
    pub kind: SourceKind,
    /// Words whose content it answers for; empty where the sentence names a speaker and no content.
    pub scope: Range<usize>,
    /// The reporting verb or phrase.
    pub word: usize,
    /// Lemma of the noun that names it.
    head: usize,
}

/// Who speaks, sentence by sentence.
#[derive(Clone, Debug, Default)]
pub struct Speakers {
    /// All sources so far, in order.
    seen: Vec<Source>,
}

/// All sources of one sentence, read without those before it.
pub fn sources(around: &Around<'_>, lexicon: &Lexicon, range: Range<usize>) -> Vec<Source> {
    Speakers::default().sentence(around, lexicon, range)
}

/// Names of a source: words, mention, kind, head.
type Named = (Range<usize>, Option<usize>, SourceKind, usize);

impl Speakers {
    /// The sources of the next sentence, in order of their reporting words.
    pub fn sentence(&mut self, around: &Around<'_>, lexicon: &Lexicon, range: Range<usize>) -> Vec<Source> {
        let reader = Reader { around, lexicon, range: range.clone() };
        let mut out: Vec<Source> = Vec::new();
        if let Some(s) = reader.label() {
            self.push(&mut out, s);
        }
        if let Some(s) = reader.quotation_goes_on(self.seen.last()) {
            self.push(&mut out, s);
        }
        for i in range {
            let w = reader.word(i);
            if w.is_verb() && reader.reports(w.lemma) {
                for s in reader.of_verb(i, &out, &self.seen) {
                    self.push(&mut out, s);
                }
            } else if let Some(s) = reader.of_document(i, &self.seen) {
                self.push(&mut out, s);
            } else if let Some(s) = reader.of_participle(i, &out).or_else(|| reader.of_phrase(i, &self.seen)) {
                self.push(&mut out, s);
            }
        }
        out
    }

    fn push(&mut self, out: &mut Vec<Source>, s: Source) {
        self.seen.push(s.clone());
        out.push(s);
    }
}

struct Reader<'r, 'a> {
    around: &'r Around<'a>,
    lexicon: &'r Lexicon,
    range: Range<usize>,
}

/// Quotation marks of outlets' names, with the double prime that some papers print for one.
fn is_quote(w: &Word<'_>) -> bool {
    w.is_quotation_mark() || w.folded == "″"
}

impl<'a> Reader<'_, 'a> {
    fn word(&self, i: usize) -> &Word<'a> {
        self.around.field.word(i)
    }

    fn before(&self, i: usize) -> Option<&Word<'a>> {
        i.checked_sub(1).filter(|p| self.range.contains(p)).map(|p| self.word(p))
    }

    fn reports(&self, lemma: &str) -> bool {
        self.lexicon.politics.reporting.verbs.contains(lemma)
    }

    /// "The minister: we discussed …": a headline's label of its speaker.
    fn label(&self) -> Option<Source> {
        let colon = (self.range.start..self.range.end.min(self.range.start + 10))
            .take_while(|&i| !self.word(i).is_verb())
            .find(|&i| self.word(i).folded == ":")?;
        let phrase = self.around.phrase(self.range.start, colon);
        let (words, mention, kind, head) = self.identify(phrase.words, phrase.head, colon)?;
        let m = self.around.mentions.get(mention?)?;
        // A state before the colon only says where.
        let speaks = matches!(m.kind, MentionKind::Person) || m.kind == MentionKind::Body && m.role != Role::Gov;
        let scope = colon + 1..self.range.end;
        (speaks && words.end + 1 >= colon).then_some(Source { words, mention, kind, scope, word: colon, head })
    }

    /// A quotation that an earlier sentence opened keeps its speaker.
    fn quotation_goes_on(&self, last: Option<&Source>) -> Option<Source> {
        let start = self.range.start;
        let q = self.around.field.text.quotations_at(start).find(|q| q.closed)?;
        let last = last.filter(|s| s.word < q.open && q.open < s.word + 60)?;
        let scope = start..q.close.min(self.range.end);
        Some(Source { scope, word: q.open, ..last.clone() })
    }

    fn of_verb(&self, i: usize, before: &[Source], seen: &[Source]) -> Vec<Source> {
        let w = self.word(i);
        let negated = self.before(i).is_some_and(|p| matches!(p.stem, "لم" | "لن" | "لا"));
        if negated || w.future() || w.reading.features.voice == Voice::Passive || w.reading.features.person == 1 {
            return Vec::new();
        }
        let clause = self.around.own_clause(i, self.range.clone());
        let scope = self.content(i, &clause);
        let subject = clause
            .subject
            .as_ref()
            .and_then(|s| self.identify(s.words.clone(), s.head, self.range.end))
            .or_else(|| self.inverted(i))
            .or_else(|| self.anaphor(clause.subject.as_ref()?.head, seen))
            .or_else(|| self.unknown(i, if scope.start > i + 1 { scope.start } else { scope.end }));
        let mut scope = scope;
        if let Some((words, ..)) = &subject
            && words.start > i
            && words.end <= scope.end
        {
            scope.start = scope.start.max(words.end);
        }
        let mut out = Vec::new();
        match subject {
            Some(named) => {
                let named = if named.1.is_none() { self.anaphor(named.3, seen).unwrap_or(named) } else { named };
                let named = self.with_name(named, scope.start);
                out.push(source(named, scope.clone(), i));
            }
            // A verb without a subject goes on with the speaker: "and added that".
            None if clause.subject.is_none() && !scope.is_empty() => {
                let impersonal = w.imperfect() && matches!(w.lemma, "ذكر" | "توقع" | "رجح" | "اعتبر" | "لاحظ");
                let last = if impersonal { None } else { before.last().or(seen.last()) };
                if let Some(last) = last {
                    out.push(Source { scope: scope.clone(), word: i, ..last.clone() });
                }
            }
            None => {}
        }
        if matches!(w.lemma, "نقل" | "اورد") || w.lemma == "نسب" {
            // "quoted an official as saying": who is quoted answers for it.
            let quoted = clause.prepositions.iter().find(|(p, _)| p == "عن" || p == "الي" && w.lemma == "نسب");
            // Where the one quoted has no name, the medium answers for it.
            let nameless = |n: &Named| n.2 == SourceKind::Anonymous && !out.is_empty();
            if let Some(named) = quoted.and_then(|(_, q)| {
                self.identify(q.words.clone(), q.head, self.range.end).or_else(|| self.anaphor(q.head, seen))
            }) && !nameless(&named)
            {
                out.push(source(named, scope, i));
            }
        }
        out
    }

    /// A name that stands before what is told gives a source known by office or trade its name, also one that no list
    /// knows: "the leader in the party Tariq K. that".
    fn with_name(&self, named: Named, content: usize) -> Named {
        let (words, mention, kind, head) = &named;
        let office = mention
            .and_then(|m| self.around.mentions.get(m))
            .is_some_and(|m| m.kind == MentionKind::Person && m.name.is_empty());
        let nameless = *kind == SourceKind::Anonymous || *kind == SourceKind::Media && mention.is_none() || office;
        if !nameless || content <= words.end || content > words.end + 16 {
            return named;
        }
        let name = |k: usize| {
            let w = self.word(k);
            matches!(w.pos(), Pos::Name | Pos::Unknown) && w.apart() && !w.has_article()
                || matches!(w.pos(), Pos::Name | Pos::Unknown) && w.has_article() && k > words.end
        };
        let mut k = words.end;
        while k + 1 < content {
            let free = self.word(k - 1).pos() != Pos::Preposition && !self.word(k).has_article();
            if free && name(k) && name(k + 1) && self.before(k).is_none_or(|p| !is_quote(p)) {
                let end = (k..content).find(|&j| !name(j)).unwrap_or(content);
                let mention = (k..end)
                    .find_map(|j| self.around.mention_at.get(j).copied())
                    .filter(|&m| self.around.mentions.get(m).is_some_and(|m| !m.name.is_empty()))
                    .or(office.then_some(*mention).flatten());
                let kind = if *kind == SourceKind::Media { SourceKind::Media } else { SourceKind::Named };
                return (k..end, mention, kind, *head);
            }
            k += 1;
        }
        named
    }

    /// Whoever stands between the verb and what is told, though no list knows it: "the Jalazone centre said that".
    fn unknown(&self, i: usize, content: usize) -> Option<Named> {
        let mut at = i + 1;
        while at < content && (is_quote(self.word(at)) || self.word(at).pos() == Pos::Adverb) {
            at += 1;
        }
        if at + 1 >= content {
            return None;
        }
        let first = self.word(at);
        if !first.is_nominal() || first.preposition().is_some() || first.joined() {
            return None;
        }
        let phrase = self.around.phrase(at, content);
        let head = self.word(phrase.head);
        let reporting = &self.lexicon.politics.reporting;
        let any = |list: &[String]| list.iter().any(|l| l == head.lemma || l == head.stem);
        let name = phrase.words.clone().any(|k| matches!(self.word(k).pos(), Pos::Name | Pos::Unknown));
        // A name in quotation marks is an outlet's.
        let quoted = is_quote(self.word(at - 1));
        let kind = if quoted || any(&reporting.media) {
            SourceKind::Media
        } else if any(&reporting.anonymous) {
            SourceKind::Anonymous
        } else if head.pos() == Pos::Name || head.reading.lemma.is_none() {
            SourceKind::Named
        } else if head.reading.features.number != Number::Plural && (head.reading.definite() || name) {
            SourceKind::Organisation
        } else {
            SourceKind::Anonymous
        };
        Some((phrase.words, None, kind, phrase.head))
    }

    /// "The radio had confirmed that": the subject between كان and the verb.
    fn inverted(&self, i: usize) -> Option<Named> {
        let from = self.range.start.max(i.saturating_sub(14));
        let auxiliary = (from..i)
            .rev()
            .take_while(|&k| !matches!(self.word(k).folded, "." | "؛" | ":"))
            .find(|&k| self.word(k).is_verb())
            .filter(|&k| self.word(k).lemma == "كان")?;
        let phrase = self.around.phrase(auxiliary + 1, i);
        self.identify(phrase.words, phrase.head, i)
    }

    /// The words that a reporting verb opens: behind أن, a colon or a quotation mark; else the event noun that is its object.
    fn content(&self, i: usize, clause: &Clause) -> Range<usize> {
        let w = self.word(i);
        // "as the ministry said", "according to what he said": what went before.
        let backward = self.before(i).is_some_and(|p| matches!(p.stem, "كما" | "ما" | "حسبما" | "مثلما"))
            || self.before(i).is_some_and(|p| p.folded == "كما");
        let to = self.range.end.min(i + 45);
        let mut start = None;
        for k in i + 1..to {
            let x = self.word(k);
            if x.pos() == Pos::Subordinator && matches!(x.stem, "ان" | "انه" | "انها" | "بان")
                || x.folded == ":"
                || is_quote(x) && self.opens(k)
            {
                start = Some(k + 1);
                break;
            }
            // "He went on: we call on": words in the first person are quoted without a mark.
            if x.folded == "لقد" || x.is_verb() && x.reading.features.person == 1 && k > i + 1 {
                start = Some(k);
                break;
            }
            if x.is_verb() && self.reports(x.lemma) && !self.relative_before(k) {
                break;
            }
        }
        if let Some(start) = start {
            return start..self.end_of_content(start);
        }
        if backward {
            return self.start_of_content(i)..i;
        }
        if self.word(i).is_verb() {
            // "…", said the minister.
            let quoted = self.before(i).is_some_and(|p| p.folded == "،")
                && i >= self.range.start + 2
                && is_quote(self.word(i - 2));
            if quoted {
                return self.start_of_content(i)..i;
            }
        }
        let announces = matches!(
            w.lemma,
            "اعلن"
                | "اكد"
                | "كشف"
                | "افاد"
                | "نفي"
                | "تبني"
                | "اقر"
                | "اعترف"
                | "سجل"
                | "تحدث"
                | "اورد"
                | "ذكر"
                | "نقل"
                | "نشر"
                | "اشار"
                | "لفت"
        );
        if announces {
            let from = match &clause.subject {
                Some(s) if !clause.subject_first => s.words.end,
                _ => i + 1,
            };
            let to = (from..self.range.end.min(from + 20))
                .find(|&k| matches!(self.word(k).folded, "؛" | ".") || self.turns(k))
                .unwrap_or(self.range.end.min(from + 20));
            return from..to.max(from);
        }
        i..i
    }

    /// Whether a quotation mark opens a long quotation, not a name.
    fn opens(&self, k: usize) -> bool {
        self.around.field.text.quotation_from(k).is_some_and(|q| q.close - q.open > 4)
    }

    fn relative_before(&self, k: usize) -> bool {
        (k.saturating_sub(2)..k).any(|j| self.word(j).pos() == Pos::Relative)
    }

    /// A clause of its own ends what a source answers for: "while the army …", "for his part".
    fn turns(&self, k: usize) -> bool {
        let w = self.word(k);
        matches!(w.folded, "فيما" | "بينما" | "وبينما" | "وفيما" | "بدوره" | "وبدوره" | "بدورها")
            || matches!(w.stem, "من" | "في")
                && self.range.contains(&(k + 1))
                && matches!(
                    self.word(k + 1).stem,
                    "جهه" | "جهت" | "جانب" | "حين" | "وقت" | "المقابل" | "مقابل" | "غضون"
                )
            || w.is_verb() && w.joined() && self.reports(w.lemma)
    }

    fn end_of_content(&self, start: usize) -> usize {
        // Inside a quotation its end counts, not what the speaker turns to.
        let text = self.around.field.text;
        let before = start.checked_sub(1).and_then(|k| text.quotation_from(k));
        let quotation = before.or_else(|| text.quotation_from(start)).map(|q| q.close);
        let from = quotation.map_or(start, |c| c.min(self.range.end));
        (from..self.range.end).find(|&k| k > start && self.turns(k)).unwrap_or(self.range.end)
    }

    fn start_of_content(&self, i: usize) -> usize {
        (self.range.start..i)
            .rev()
            .find(|&k| self.word(k).is_verb() && self.reports(self.word(k).lemma) && k + 2 < i)
            .unwrap_or(self.range.start)
    }

    /// "It came in a statement of the presidency that".
    fn of_document(&self, i: usize, seen: &[Source]) -> Option<Source> {
        let w = self.word(i);
        if !w.is_verb() || !matches!(w.lemma, "جاء" | "ورد") {
            return None;
        }
        let clause = self.around.own_clause(i, self.range.clone());
        let (_, phrase) = clause.prepositions.iter().find(|(p, _)| p == "في")?;
        let head = self.word(phrase.head);
        let document = self.lexicon.politics.reporting.documents.iter().any(|l| l == head.lemma || l == head.stem);
        let scope = self.content(i, &clause);
        if !document || scope.is_empty() {
            return None;
        }
        let named = self.identify(phrase.words.clone(), phrase.head, self.range.end);
        Some(source(self.resolve(named, phrase.head, seen)?, scope, i))
    }

    /// "adding that": goes on with the sentence's speaker, else with the subject of its verb.
    fn of_participle(&self, i: usize, before: &[Source]) -> Option<Source> {
        let w = self.word(i);
        if w.reading.features.verbal != Verbal::ActiveParticiple || !w.circumstantial(self.before(i)) {
            return None;
        }
        let verb = self.lexicon.dictionary.lemma(w.verb?).key;
        if !self.reports(verb) {
            return None;
        }
        let scope = self.content(i, &Clause { start: i, end: i, ..Clause::default() });
        if scope.is_empty() {
            return None;
        }
        if let Some(last) = before.last() {
            return Some(Source { scope, word: i, ..last.clone() });
        }
        let main = (self.range.start..i).find(|&k| self.word(k).is_verb())?;
        let subject = self.around.own_clause(main, self.range.clone()).subject?;
        Some(source(self.identify(subject.words, subject.head, i)?, scope, i))
    }

    /// "بحسب", "وفقا ل", "نقلا عن".
    fn of_phrase(&self, i: usize, seen: &[Source]) -> Option<Source> {
        let words = &self.around.field.words;
        let w = words.get(i)?;
        if !w.listed.cites {
            return None;
        }
        let phrase = self.lexicon.politics.reporting.phrases.iter().filter(|p| {
            p.iter().enumerate().all(|(k, x)| {
                words.get(i + k).is_some_and(|y| {
                    y.folded == x
                        || y.stem == x
                        || (k + 1 == p.len() && x.chars().count() == 1 && y.preposition() == Some(x.as_str()))
                })
            })
        });
        let p = phrase.max_by_key(|p| p.len())?;
        let clitic = p.last().is_some_and(|x| x.chars().count() == 1)
            && words.get(i + p.len() - 1).is_some_and(|y| y.folded.chars().count() > 1);
        let at = i + p.len() - usize::from(clitic);
        if at >= self.range.end {
            return None;
        }
        let quoted =
            is_quote(self.word(at)).then(|| (at + 1..self.range.end.min(at + 6)).find(|&k| is_quote(self.word(k))));
        let (named, end) = if let Some(close) = quoted {
            // According to "France 24": a name in quotation marks is an outlet's.
            let close = close.filter(|&c| c > at + 1)?;
            ((at + 1..close, None, SourceKind::Media, at + 1), close + 1)
        } else if self.word(at).is_nominal() {
            let phrase = self.around.phrase(at, self.range.end);
            let end = phrase.words.end;
            let named = self.identify(phrase.words, phrase.head, self.range.end);
            (self.resolve(named, phrase.head, seen)?, end)
        } else if self.word(at).is_verb() {
            // "according to what the diplomat said": the verb's own subject.
            let clause = self.around.own_clause(at, self.range.clone());
            let subject = clause.subject?;
            let named = self.identify(subject.words.clone(), subject.head, self.range.end);
            (self.resolve(named, subject.head, seen)?, subject.words.end)
        } else {
            return None;
        };
        let opens =
            i <= self.range.start + 1 || matches!(self.word(i - 1).folded, "و" | "،") && i <= self.range.start + 2;
        let forward = (end..(end + 3).min(self.range.end))
            .find(|&k| self.word(k).pos() == Pos::Subordinator || self.word(k).folded == ":");
        let comma = |k: usize| self.range.contains(&k) && self.word(k).folded == "،";
        let parenthesis = i > self.range.start && comma(i - 1) && (end..end + 3).any(comma);
        let scope = if opens {
            end..self.end_of_content(end)
        } else if parenthesis {
            self.start_of_content(i)..self.end_of_content(end)
        } else if let Some(k) = forward {
            k + 1..self.end_of_content(k + 1)
        } else {
            self.start_of_content(i)..i
        };
        Some(source(named, scope, i))
    }

    fn resolve(&self, named: Option<Named>, head: usize, seen: &[Source]) -> Option<Named> {
        match named {
            Some(n) if n.1.is_some() => Some(n),
            Some(n) => Some(self.anaphor(head, seen).unwrap_or(n)),
            None => self.anaphor(head, seen),
        }
    }

    /// "The source", "the same agency", "the statement": whoever of that noun was named before.
    fn anaphor(&self, head: usize, seen: &[Source]) -> Option<Named> {
        let w = self.word(head);
        if !w.has_article() {
            return None;
        }
        let next = (head + 1 < self.range.end).then(|| self.word(head + 1));
        // "the Turkish sources" names a new one.
        if next.is_some_and(|n| n.has_article() && n.pos() == Pos::Adjective) {
            return None;
        }
        let same = seen.iter().rev().find(|s| s.head != head && self.around.field.words[s.head].lemma == w.lemma);
        let person = || {
            matches!(w.lemma, "مسؤول" | "قيادي" | "متحدث" | "ناطق" | "وزير" | "سفير")
                .then(|| seen.iter().rev().find(|s| s.kind == SourceKind::Named))
                .flatten()
        };
        let any = || {
            matches!(w.lemma, "مصدر" | "بيان" | "بلاغ" | "تقرير" | "مصادر")
                .then(|| seen.iter().rev().find(|s| s.kind != SourceKind::Named || w.lemma != "مصدر"))
                .flatten()
        };
        let s = same.or_else(person).or_else(any)?;
        Some((s.words.clone(), s.mention, s.kind, s.head))
    }

    /// What sort of source a phrase names; a name set beside it ("the spokesman, Colonel X,") belongs to it.
    fn identify(&self, words: Range<usize>, head: usize, end: usize) -> Option<Named> {
        let w = self.word(head);
        let words = self.with_quoted(words, end);
        let reporting = &self.lexicon.politics.reporting;
        let listed = |list: &[String]| list.iter().any(|l| l == w.lemma || l == w.stem);
        let mention_of = |i: usize| self.around.mention_number(i);
        let mention = words.clone().find_map(mention_of);
        let own = mention.filter(|&m| {
            let m = &self.around.mentions[m];
            let beside = m.words.start == head + 1 && !listed(&reporting.anonymous) && !listed(&reporting.media);
            (m.words.start <= head || beside) && m.kind != MentionKind::Adjective
        });
        let beside = self.beside(words.end, end);
        if let Some(b) = beside {
            let m = &self.around.mentions[b];
            let person = own
                .is_none_or(|o| matches!(self.around.mentions[o].kind, MentionKind::Person | MentionKind::Group))
                && (own.is_some() || listed(&reporting.anonymous) || listed(&reporting.media));
            if person {
                let kind = if listed(&reporting.media) { SourceKind::Media } else { SourceKind::Named };
                return Some((m.words.clone(), Some(b), kind, head));
            }
        }
        let body = own.is_some_and(|m| {
            let m = &self.around.mentions[m];
            m.kind == MentionKind::Body && m.role != Role::Med || m.kind == MentionKind::Person && m.office.is_some()
        });
        if listed(&reporting.media) && !body {
            let named =
                own.filter(|&m| self.around.mentions[m].role == Role::Med || !self.around.mentions[m].name.is_empty());
            return Some((words, named, SourceKind::Media, head));
        }
        if let Some(m) = own.filter(|&m| !self.around.mentions[m].name.is_empty()) {
            let words = self.around.mentions[m].words.clone();
            return Some((words, own, SourceKind::Named, head));
        }
        if listed(&reporting.anonymous) {
            return Some((words, None, SourceKind::Anonymous, head));
        }
        if listed(&reporting.documents) {
            // "a statement of the ministry", "the statement issued by the office": who issued it.
            let issuer = (head + 1..end.min(head + 6))
                .take_while(|&i| !self.word(i).is_verb() && !matches!(self.word(i).folded, "،" | ":"))
                .filter_map(mention_of)
                .find(|&m| self.around.mentions[m].kind != MentionKind::Group);
            if let Some(m) = issuer {
                return Some((self.around.mentions[m].words.clone(), Some(m), SourceKind::Organisation, head));
            }
            let close = (words.end..end.min(head + 8))
                .find(|&i| {
                    let w = self.word(i);
                    w.is_verb() || w.is_punctuation() || matches!(w.pos(), Pos::Subordinator | Pos::Relative)
                })
                .unwrap_or(words.end);
            return Some((words.start..close.max(words.end), None, SourceKind::Organisation, head));
        }
        let m = own?;
        let mention: &Mention = &self.around.mentions[m];
        let kind = match (mention.kind, mention.role) {
            (MentionKind::Person, _) => SourceKind::Named,
            (MentionKind::Body, Role::Med) => SourceKind::Media,
            (MentionKind::State | MentionKind::Body, _) => SourceKind::Organisation,
            (MentionKind::Group, _) if w.reading.features.verbal != Verbal::None => SourceKind::Anonymous,
            (MentionKind::Group, _) => SourceKind::Organisation,
            _ => return None,
        };
        Some((mention.words.clone(), Some(m), kind, head))
    }

    /// A phrase with the quoted name that belongs to it, and the adjective behind that: the agency "Wafa".
    fn with_quoted(&self, words: Range<usize>, end: usize) -> Range<usize> {
        let mut open = words.end;
        if open > words.start + 1 && is_quote(self.word(open - 1)) {
            open -= 1;
        }
        if open >= end || !is_quote(self.word(open)) {
            return words;
        }
        let Some(close) = (open + 1..end.min(open + 6)).find(|&k| is_quote(self.word(k))) else { return words };
        let adjective = close + 1 < end && {
            let w = self.word(close + 1);
            w.has_article() && w.pos() == Pos::Adjective
        };
        words.start..close + 1 + usize::from(adjective)
    }

    /// The named person in apposition behind word `at`: "the spokesman, Colonel X", "the envoy to Kabul X".
    fn beside(&self, at: usize, end: usize) -> Option<usize> {
        let mut comma = false;
        for k in at..end.min(at + 12) {
            let w = self.word(k);
            if matches!(w.folded, "،" | ",") && !comma {
                comma = true;
                continue;
            }
            if w.is_verb() || w.is_punctuation() || matches!(w.pos(), Pos::Subordinator | Pos::Relative) {
                return None;
            }
            let Some(m) = self.around.mention_number(k) else {
                if comma {
                    return None;
                }
                continue;
            };
            let mention = &self.around.mentions[m];
            if mention.words.start != k || mention.name.is_empty() {
                if comma {
                    return None;
                }
                continue;
            }
            let bare = mention.name.start == k || k == at;
            let free = w.apart() && self.word(k - 1).pos() != Pos::Preposition;
            return (free && (bare || comma)).then_some(m);
        }
        None
    }
}

fn source((words, mention, kind, head): Named, scope: Range<usize>, word: usize) -> Source {
    Source { words, mention, kind, scope, word, head }
}

/// The source of a candidate: the innermost that answers for its words. What a relative clause or an event noun in passing
/// recalls is not on anybody's word.
pub fn credit<'s>(around: &Around<'_>, found: &'s [Source], c: &Candidate<'_>) -> Option<&'s Source> {
    let at = c.light.unwrap_or(c.word);
    let s = found
        .iter()
        .rev()
        .filter(|s| s.word != c.word && (s.scope.contains(&at) || s.scope.contains(&c.word)))
        .min_by_key(|s| (s.scope.end <= s.word, s.scope.len()))?;
    let words = &around.field.words;
    let from = s.scope.start.max(at.saturating_sub(4));
    let recalled = (from..at)
        .rev()
        .take_while(|&i| !words[i].is_punctuation() && !words[i].is_verb())
        .any(|i| words[i].pos() == Pos::Relative && words[i].stem.starts_with("ال"));
    if recalled {
        return None;
    }
    // A light verb may stand far off: "is to hold talks during the visit" says nothing of the visit.
    let apart = c.form == Form::Light && words[c.word].has_article() && c.light.is_some_and(|l| l + 1 != c.word);
    if (c.form == Form::Noun || apart) && !noun_told(around, s, c) {
        return None;
    }
    Some(s)
}

/// Whether an event noun within a source's words is told by it: it opens them ("announced the killing of"), or it is a new
/// deed ("said that ten died in a raid"). "The raid" and "during their meeting" are known before.
fn noun_told(around: &Around<'_>, s: &Source, c: &Candidate<'_>) -> bool {
    let words = &around.field.words;
    if s.scope.end <= s.word {
        return true;
    }
    let opener = s.scope.start.checked_sub(1).map(|i| &words[i]);
    let clause = opener.is_some_and(|w| w.pos() == Pos::Subordinator || w.is_punctuation());
    let opening = !clause
        && c.word.saturating_sub(s.scope.start) <= 4
        && (s.scope.start..c.word).skip(1).all(|i| words[i].is_nominal() && words[i].preposition().is_none());
    if opening && !(words[c.word].has_article() && c.word > s.scope.start) {
        return true;
    }
    let deed = matches!(
        c.frame.event_type(),
        EventType::Assault
            | EventType::Coerce
            | EventType::Retreat
            | EventType::Mobilize
            | EventType::Aid
            | EventType::Sanction
    );
    let counted = c.word > s.scope.start && {
        let p = &words[c.word - 1];
        p.pos() == Pos::Number || matches!(p.lemma, "عشرات" | "مئات" | "عدد" | "سلسله" | "مزيد")
    };
    deed && (counted || !words[c.word].reading.definite())
}

#[cfg(test)]
mod tests {
    use marsad_record::SourceKind::{self, Anonymous, Media, Named, Organisation};

    use super::{Speakers, credit};
    use crate::testing::{candidates, lexicon, raw, read};

    /// Source and kind credited for the candidate at a word; the text's sentences are read in order.
    fn of(text: &str, word: &str) -> Option<(String, SourceKind)> {
        read(text, |around| {
            let mut speakers = Speakers::default();
            let sentences = around.field.text.sentences();
            let at = around.field.text.tokens().iter().position(|t| around.field.text.raw_of(t).contains(word));
            let at = at.unwrap_or_else(|| panic!("no {word} in {text}"));
            for (s, sentence) in sentences.iter().enumerate() {
                let found = speakers.sentence(around, lexicon(), sentence.tokens.clone());
                if sentence.tokens.contains(&at) {
                    let all = candidates(around, s);
                    let c = all
                        .iter()
                        .find(|c| c.trigger.contains(&at))
                        .unwrap_or_else(|| panic!("no candidate at {word} in {text}"));
                    return credit(around, &found, c).map(|s| (raw(around, s.words.clone()).to_owned(), s.kind));
                }
            }
            None
        })
    }

    fn some(name: &str, kind: SourceKind) -> Option<(String, SourceKind)> {
        Some((name.to_owned(), kind))
    }

    #[test]
    fn kinds_of_sources() {
        // "local sources said that the forces arrested", "the health ministry announced the killing of"
        assert_eq!(of("قالت مصادر محلية إن القوات اعتقلت عشرة شبان.", "اعتقلت"), some("مصادر محلية", Anonymous));
        let ministry = of("أعلنت وزارة الصحة الفلسطينية مقتل خمسة مدنيين في غارة على غزة.", "مقتل");
        assert_eq!(ministry, some("وزارة الصحة الفلسطينية", Organisation));
        // "according to the channel's correspondent"
        let media = of("اقتحمت قوات الاحتلال بلدة قرب جنين، بحسب مراسل القناة.", "اقتحمت");
        assert_eq!(media.map(|m| m.1), Some(Media));
    }

    #[test]
    fn a_name_in_apposition() {
        // "the spokesman of the army, Colonel Sami Y., said that"
        let named = of("أعلن المتحدث باسم الجيش، العقيد سامي يعقوب، أن القوات قصفت مواقع المسلحين.", "قصفت");
        assert_eq!(named.map(|n| n.1), Some(Named));
    }

    #[test]
    fn the_speaker_goes_on() {
        // "Local sources said the army bombed. They added that it arrested ten."
        let text = "قالت مصادر محلية إن الجيش قصف القرية. وأضافت أن القوات اعتقلت عشرة شبان.";
        assert_eq!(of(text, "اعتقلت"), some("مصادر محلية", Anonymous));
        // "... The source added that"
        let text = "قال مصدر عسكري يمني إن الجيش قصف القرية. وأضاف المصدر أن القوات اعتقلت عشرة شبان.";
        assert_eq!(of(text, "اعتقلت"), some("مصدر عسكري يمني", Anonymous));
    }

    #[test]
    fn before_and_beside_what_is_told() {
        // "said in a speech during his visit that": the visit is on the paper's word
        let text = "قال الرئيس الفرنسي خلال زيارته إلى القاهرة إن فرنسا ستدعم مصر.";
        assert_eq!(of(text, "زيارته"), None);
        // "that the talks were useful": what the clause is about is known before
        assert_eq!(of("قال الوزير الألماني إن المحادثات مع إيران كانت مفيدة.", "المحادثات"), None);
        // a clause of its own: "while the police arrested"
        let text = "قال شهود إن الجيش قصف القرية، فيما اعتقلت الشرطة عشرة شبان.";
        assert_eq!(of(text, "اعتقلت"), None);
    }

    #[test]
    fn a_source_between_commas_answers_for_both_sides() {
        // "The two ministers agreed, according to a diplomatic source, to meet in Geneva."
        let text = "اتفق الوزيران، بحسب مصدر دبلوماسي، على أن يلتقيا في جنيف.";
        assert_eq!(of(text, "اتفق"), some("مصدر دبلوماسي", SourceKind::Anonymous));
        assert_eq!(of(text, "يلتقيا"), some("مصدر دبلوماسي", SourceKind::Anonymous));
    }

    #[test]
    fn quoted_through_an_agency() {
        // "Reuters quoted diplomats": nameless, so the agency; "quoted the minister X": the minister
        let text = "نقلت وكالة رويترز عن دبلوماسيين أن القوات اعتقلت عشرة شبان.";
        assert_eq!(of(text, "اعتقلت").map(|s| s.1), Some(Media));
        let text = "نقلت وكالة رويترز عن وزير الخارجية الألماني قوله إن القوات اعتقلت عشرة شبان.";
        assert_eq!(of(text, "اعتقلت").map(|s| s.1), Some(Named));
    }
}
