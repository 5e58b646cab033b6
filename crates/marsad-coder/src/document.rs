//! The whole document: one entity for each party, one event for each act.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use marsad_arabic::analyze::Proclitics;
use marsad_arabic::rows::Piece;
use marsad_lexicon::{Lexicon, OUTPUTS};
use marsad_record::{
    Actor, DateRange, Duration, Event, EventType, Field, Magnitude, Mention as RecordMention, OtherParty, Part,
    PartyRef as RecordParty, Place, Record, ReportedBy, Role, SCHEMA_VERSION, SourceKind, Span, Statement, Status,
    Topic,
};
use marsad_text::Text;
use marsad_time::{Tense, TimeSpan};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Article;
use crate::among::{AMONG, Peer, Peers};
use crate::background::{background, marked_as_history, others};
use crate::clause::Around;
use crate::judge::{Context, EVENT, Names, Scorer, Sink, event_features, of_sentence, sentence_features};
use crate::learn::{Instance, Lesson, Ranking};
use crate::magnitude::magnitude;
use crate::mention::{Mention, MentionKind, Scan, add_last_names, covering, last_names, scan};
use crate::propose::{Candidate, Form, Kept, Proposer};
use crate::settle::Weighed;
use crate::source::{Source, Speakers, credit};
use crate::standing::{Standing, standing};
use crate::vote::{Credited, Told};
use crate::when::{Anchor, Scene};
use crate::word::FieldText;

mod entities;
mod merge;
mod parties;
mod scenes;
mod tracks;
mod words;

use entities::{Entity, Home, codes};
use merge::{Setting, content};
use parties::{Roles, Trail};
use scenes::{Dated, Located, scene};
use tracks::Talks;

/// Least probability at which a candidate is an event. In cross-validation on train, 0.38, 0.41 and 0.43 differed by 0.002 in records F1.
const EVENT_THRESHOLD: f32 = 0.41;
/// The confidence in an event that nothing has weighed, where the lexicon has no weights.
const UNWEIGHED: f64 = 0.5;
/// Candidates that are less likely than this by themselves are not weighed among the others.
const HOPELESS: f32 = 0.04;

/// An event under construction.
#[derive(Clone, Debug)]
struct Draft {
    event_type: EventType,
    mode: Option<String>,
    cameo: String,
    status: Status,
    actors: Vec<usize>,
    recipients: Vec<usize>,
    date: Option<Dated>,
    place: Option<Located>,
    source: Option<(usize, SourceKind)>,
    magnitude: Magnitude,
    /// Who attends, mediates or hosts.
    others: Vec<(usize, Part)>,
    /// Whether the text marks it as history.
    history: bool,
    topics: Vec<Topic>,
    /// What the text calls the negotiation that it is a step of.
    talks: Option<Talks>,
    mentions: Vec<(i32, RecordMention)>,
    /// Lemma of the trigger.
    lemma: String,
    form: Form,
    definite: bool,
    sentence: (Field, usize),
    /// The trigger's word.
    word: usize,
    /// Number of the draft in the document.
    position: usize,
    /// Words of substance of the sentence, hashed and sorted.
    content: Vec<u64>,
    /// Number of the sentence in the document; 0 is the title.
    number: usize,
    /// What stands around it.
    setting: Setting,
    /// What the model makes of the parties of each mention.
    weighed: Vec<Weighed>,
    /// Its mentions as date and place hang on them.
    anchors: Vec<Anchor>,
    /// The day by which it must be done.
    deadline: Option<Dated>,
    /// How long it took.
    duration: Option<Duration>,
    /// What each mention says of its standing.
    told: Vec<Told>,
    /// The sources that the sentences have for it: number of the mention, source.
    credits: Vec<(usize, Credited)>,
    /// Probability that it is an event: the highest of its mentions'.
    p: f32,
    /// The gold event that it tells of, while learning.
    gold: Option<usize>,
}

/// A statement with its parties as entities.
#[derive(Clone, Debug)]
struct Spoken {
    speaker: usize,
    anonymous: bool,
    quote: bool,
    span: Span,
    to: Option<usize>,
}

struct FieldState<'a> {
    field: Field,
    text: FieldText<'a>,
    mentions: Vec<Mention>,
    mention_at: Vec<usize>,
    /// Where things happen: first word of a place, its country.
    grounds: Vec<(usize, String)>,
    /// Entities of each mention.
    entities: Vec<Vec<usize>>,
    times: Vec<TimeSpan>,
}

impl<'a> FieldState<'a> {
    fn around(&self) -> Around<'_> {
        Around { field: &self.text, mentions: &self.mentions, mention_at: &self.mention_at }
    }

    /// Mentions that begin in a range of words.
    fn mentions_in(&self, words: &Range<usize>) -> Range<usize> {
        let from = self.mentions.partition_point(|m| m.words.start < words.start);
        from..from + self.mentions[from..].partition_point(|m| m.words.start < words.end)
    }

    fn span(&self, words: &Range<usize>) -> Span {
        let bytes = self.bytes(words);
        let chars = self.text.text.char_span(bytes);
        Span { field: self.field, start: chars.start, end: chars.end }
    }

    fn bytes(&self, words: &Range<usize>) -> Range<u32> {
        let words = words.start..words.end.max(words.start + 1);
        let text = self.text.text;
        let bytes = text.bytes_of(words.clone());
        let Some(first) = text.tokens().get(words.start).filter(|t| t.start != bytes.start) else { return bytes };
        // What is written together with the first word comes off its head: no mark may stand before it.
        let word = text.raw_of(first);
        if self.clitics(&words).strip(word) == word { bytes } else { first.start..bytes.end }
    }

    /// The words without what is written together with the first of them: "and", "for", "in".
    fn plain(&self, words: &Range<usize>) -> String {
        self.clitics(words).strip(self.raw(words))
    }

    /// The same as it stands in the text, and where; where the article has lost its alef the preposition stays.
    fn plain_span(&self, words: &Range<usize>) -> (&'a str, Span) {
        let (raw, span, clitics) = (self.raw(words), self.span(words), self.clitics(words));
        let rest = if clitics.swallows() { raw } else { clitics.behind(raw) };
        let before = (raw.chars().count() - rest.chars().count()) as u32;
        (rest, Span { start: span.start + before, ..span })
    }

    fn clitics(&self, words: &Range<usize>) -> Proclitics {
        self.text.words.get(words.start).map_or_else(Proclitics::default, |w| w.reading.certain_clitics())
    }

    fn raw(&self, words: &Range<usize>) -> &'a str {
        let bytes = self.bytes(words);
        self.text.text.raw().get(bytes.start as usize..bytes.end as usize).unwrap_or("")
    }
}

/// See [`crate::code`].
pub fn code(article: &Article, lexicon: &Lexicon) -> Record {
    coded(article, lexicon, None).0
}

/// See [`crate::learn::lesson`].
pub(crate) fn learn(article: &Article, lexicon: &Lexicon, lesson: Lesson) -> (Vec<Instance>, Vec<Ranking>) {
    coded(article, lexicon, Some(lesson)).1.map_or_else(Default::default, |l| (l.instances, l.rankings))
}

fn coded(article: &Article, lexicon: &Lexicon, lesson: Option<Lesson>) -> (Record, Option<Lesson>) {
    let texts = [(Field::Title, Text::new(&article.title)), (Field::Text, Text::new(&article.text))];
    let mut fields = read_fields(&texts, article, lexicon);
    let mut doc = Document::linked(article, lexicon, &mut fields);
    doc.lesson = lesson;
    let mut drafts: Vec<Draft> = Vec::new();
    let mut frequent: Vec<usize> = (0..doc.entities.len()).collect();
    frequent.sort_by_key(|&e| (std::cmp::Reverse(doc.entities[e].spans.len()), e));
    let rank = (0..doc.entities.len())
        .map(|e| frequent.iter().take(9).position(|&o| doc.key(o) == doc.key(e)).unwrap_or(9))
        .collect();
    let mut seen = Seen { frequent, rank, ..Seen::default() };
    let scene = scene(&fields, article, lexicon);
    let (mut passages, mut peers) = (Vec::new(), Vec::new());
    let mut roles = Roles::new(&doc);
    let (mut numbers, mut types) = (0, BTreeMap::new());
    for (i, f) in fields.iter().enumerate() {
        passages.append(&mut doc.consider(i, f, &mut numbers, &mut types, &mut peers, &mut roles));
    }
    seen.roles = roles.told();
    doc.propose(&fields, &passages, &Peers::new(peers), &scene, &mut seen, &mut drafts);
    let drafts = doc.merge(drafts, &scene);
    (doc.record(&fields, drafts), doc.lesson)
}

/// A mention with the parties that the whole document gives it.
#[derive(Clone, Debug)]
pub struct LinkedMention {
    /// Its words, as char offsets of the field.
    pub span: Span,
    /// What it is.
    pub kind: MentionKind,
    /// Code and role of each party.
    pub parties: Vec<(Option<String>, Role)>,
    /// Words of a person's name, as char offsets of the field.
    pub name: Option<Span>,
    /// True for the name of a state or its seat.
    pub place: bool,
}

/// All mentions of an article after linking, for measuring mentions by themselves.
pub fn linked_mentions(article: &Article, lexicon: &Lexicon) -> Vec<LinkedMention> {
    let texts = [(Field::Title, Text::new(&article.title)), (Field::Text, Text::new(&article.text))];
    let mut fields = read_fields(&texts, article, lexicon);
    let doc = Document::linked(article, lexicon, &mut fields);
    let mut out = Vec::new();
    for f in &fields {
        for (m, ids) in f.mentions.iter().zip(&f.entities) {
            out.push(LinkedMention {
                span: f.span(&m.words),
                kind: m.kind,
                parties: ids.iter().map(|&e| (doc.entities[e].code.clone(), doc.entities[e].role)).collect(),
                name: (!m.name.is_empty() && m.words.contains(&m.name.start)).then(|| f.span(&m.name)),
                place: m.place,
            });
        }
    }
    out
}

/// Words, mentions and times of each field.
fn read_fields<'a>(texts: &'a [(Field, Text<'a>)], article: &Article, lexicon: &'a Lexicon) -> Vec<FieldState<'a>> {
    let year = year(article);
    let mut read: Vec<(Field, &Text<'a>, FieldText<'a>, Scan)> = texts
        .iter()
        .map(|(field, text)| {
            let words = FieldText::new(text, lexicon);
            let found = scan(&words, lexicon, year);
            (*field, text, words, found)
        })
        .collect();
    let mut last = FxHashSet::default();
    for (_, _, words, found) in &read {
        last_names(words, found, &mut last);
    }
    for (_, _, words, found) in &mut read {
        add_last_names(words, found, &last);
    }
    read.into_iter()
        .map(|(field, text, words, Scan { mentions, grounds })| {
            let mention_at = covering(&mentions, words.words.len());
            let tense = |token: usize| tense_at(&words, token);
            let times = marsad_time::find(text, article.published, tense);
            FieldState { field, text: words, mentions, mention_at, grounds, entities: Vec::new(), times }
        })
        .collect()
}

/// Features of "is this candidate an event, among all of its document?".
fn among_features(out: &mut impl Sink, peers: &Peers<'_>, number: usize, x: &Context<'_>, c: &Candidate<'_>) {
    peers.features(out, number);
    event_features(out, x, c, 0, 0);
}

/// A decision of a lesson with one output.
fn answer(decision: &'static str, names: Names, right: bool) -> Instance {
    Instance { decision, features: names.0, labels: [f32::from(u8::from(right)), 0.0], weight: 1.0 }
}

/// Entities of a sentence, each once, in order.
fn entities_in(f: &FieldState<'_>, range: &Range<usize>) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for m in f.mentions_in(range) {
        if f.mentions[m].kind != MentionKind::Adjective {
            for &e in &f.entities[m] {
                if !out.contains(&e) {
                    out.push(e);
                }
            }
        }
    }
    out
}

/// Tense of the nearest finite verb before a token in its sentence, else behind it.
pub fn tense_at(field: &FieldText<'_>, token: usize) -> Tense {
    let Some(sentence) = field.text.sentence_of(token) else {
        return Tense::Unknown;
    };
    let of = |i: usize| -> Option<Tense> {
        let w = &field.words[i];
        if !w.is_verb() {
            return None;
        }
        Some(if w.future() {
            Tense::Future
        } else if w.imperfect() {
            match i.checked_sub(1).map(|p| field.words[p].folded) {
                Some("لم") => Tense::Past,
                _ => Tense::Future,
            }
        } else {
            Tense::Past
        })
    };
    (sentence.tokens.start..token)
        .rev()
        .find_map(of)
        .or_else(|| (token..sentence.tokens.end.min(field.words.len())).find_map(of))
        .unwrap_or(Tense::Unknown)
}

/// The year in which an article is read.
fn year(article: &Article) -> Option<u16> {
    article.published.map(|d| d.year() as u16).or_else(|| latest_year(&article.text))
}

/// The latest year that a text without a date of its own names: it decides who held which office.
fn latest_year(text: &str) -> Option<u16> {
    let mut latest = None;
    let mut digits = 0u32;
    let mut value = 0u32;
    for c in text.chars().chain([' ']) {
        let digit = c.to_digit(10).or_else(|| ('٠'..='٩').contains(&c).then(|| c as u32 - '٠' as u32));
        match digit {
            Some(d) => {
                digits += 1;
                value = value.saturating_mul(10).saturating_add(d);
            }
            None => {
                if digits == 4 && (1990..=2035).contains(&value) {
                    latest = latest.max(Some(value as u16));
                }
                (digits, value) = (0, 0);
            }
        }
    }
    latest
}

struct Document<'a> {
    article: &'a Article,
    lexicon: &'a Lexicon,
    entities: Vec<Entity>,
    /// The first entity of each party, by its code.
    parties: FxHashMap<String, usize>,
    /// The year in which the article is read.
    year: Option<u16>,
    /// Pairs of parties that are adversaries, the lower number first; true where at war.
    foes: FxHashMap<(usize, usize), bool>,
    home: Home,
    /// The gold record, while learning.
    lesson: Option<Lesson>,
    statements: Vec<Spoken>,
}

/// What a sentence adds to the sums of its candidates of each type.
type Sums = BTreeMap<EventType, [f32; OUTPUTS]>;

/// A sentence with its candidates.
struct Passage<'c> {
    /// Number of the field.
    field: usize,
    /// Number of the sentence in the field.
    sentence: usize,
    /// Number of the sentence in the document; 0 is the title.
    number: usize,
    /// Its words.
    range: Range<usize>,
    candidates: Vec<Candidate<'c>>,
    /// What the rules say of each candidate's standing.
    standings: Vec<Standing>,
    /// Candidates of each one's type before it in the document.
    before: Vec<usize>,
    /// Who acts and who is acted upon in each, by the frame's own rules.
    by_rule: Vec<(Vec<usize>, Vec<usize>)>,
    /// Its sources.
    found: Vec<Source>,
    /// Number of its first candidate among those of the document.
    first: usize,
    /// What its words bring to each candidate.
    words: Vec<Piece<'c>>,
    /// Codes of the parties that it names, each once.
    codes: Vec<String>,
}

impl<'c> Passage<'c> {
    /// What else the features of a candidate look at, by its number in the passage.
    fn context<'x>(&'x self, f: &'x FieldState<'_>, candidate: usize) -> Context<'x> {
        Context {
            around: f.around(),
            range: self.range.clone(),
            sentence: self.number,
            standing: self.standings[candidate],
            before: self.before[candidate],
            here: self.candidates.len(),
            words: &self.words,
            codes: &self.codes,
        }
    }
}

/// What was coded before, as far as later decisions look at it.
#[derive(Default)]
struct Seen {
    /// Entities that the title names.
    title: Vec<usize>,
    /// Entities of the sentence before.
    before: Vec<usize>,
    /// Who acted and who was acted upon, by rule, in the last act of each type.
    parties: BTreeMap<EventType, (Vec<usize>, Vec<usize>)>,
    /// Entities by how often the document speaks of them.
    frequent: Vec<usize>,
    /// Place of each entity's party in that order.
    rank: Vec<usize>,
    /// Who acts and who is acted upon in the whole document.
    roles: Roles,
}

impl<'a> Document<'a> {
    /// The candidates of a field, each weighed by itself; `peers` gathers them.
    fn consider<'c>(
        &mut self,
        field: usize,
        f: &'c FieldState<'_>,
        numbers: &mut usize,
        types: &mut BTreeMap<EventType, usize>,
        peers: &mut Vec<Peer<'c>>,
        roles: &mut Roles,
    ) -> Vec<Passage<'c>>
    where
        'a: 'c,
    {
        let mut trail = Trail::default();
        let mut speakers = Speakers::default();
        let mut kept = Kept::default();
        let mut out = Vec::new();
        for s in 0..f.text.text.sentences().len() {
            let range = f.text.text.sentences()[s].tokens.clone();
            let proposer = Proposer { around: f.around(), lexicon: self.lexicon };
            let candidates = proposer.sentence_with(s, &mut kept, &mut Vec::new());
            let found = speakers.sentence(&f.around(), self.lexicon, range.clone());
            let standing = |c| standing(&f.text, self.lexicon, range.clone(), c, &candidates, f.field == Field::Title);
            let standings = candidates.iter().map(standing).collect();
            let count = |c: &Candidate<'_>| {
                let of_type = types.entry(c.frame.event_type()).or_default();
                *of_type += 1;
                *of_type - 1
            };
            let before = candidates.iter().map(count).collect();
            let (number, first, by_rule) = (*numbers, peers.len(), Vec::with_capacity(candidates.len()));
            let (words, codes) = if candidates.is_empty() {
                (Vec::new(), Vec::new())
            } else {
                let parties = f.mentions_in(&range).flat_map(|m| f.entities[m].iter().copied());
                let codes = codes(&self.entities, parties).into_iter().map(str::to_owned).collect();
                (of_sentence(&f.text.words[range.clone()]), codes)
            };
            let mut passage = Passage {
                field,
                sentence: s,
                number,
                range,
                candidates,
                standings,
                before,
                by_rule,
                found,
                first,
                words,
                codes,
            };
            trail.begin();
            let mut sums = Sums::new();
            for (i, c) in passage.candidates.iter().enumerate() {
                let ruled = self.by_rule(f, c, &passage.found, &trail);
                let p = self.alone(&passage.context(f, i), c, &ruled, f, &mut sums);
                roles.take(c.frame.event_type(), p, &ruled);
                trail.note(c, &ruled.0);
                passage.by_rule.push(ruled);
                peers.push(Peer {
                    sentence: number,
                    word: c.word,
                    event_type: c.frame.event_type(),
                    form: c.form,
                    lemma: f.text.words[c.word].lemma,
                    p,
                });
            }
            trail.close(f, &passage.found);
            out.push(passage);
            *numbers += 1;
        }
        out
    }

    /// Candidates that are events become drafts.
    fn propose(
        &mut self,
        fields: &[FieldState<'_>],
        passages: &[Passage<'_>],
        peers: &Peers<'_>,
        scene: &Scene<'_>,
        seen: &mut Seen,
        drafts: &mut Vec<Draft>,
    ) {
        let heard = self.heard(fields, passages);
        let mut trail = Trail::default();
        for (k, passage) in passages.iter().enumerate() {
            let f = &fields[passage.field];
            let Passage { range, candidates, found, .. } = passage;
            if k > 0 && passages[k - 1].field != passage.field {
                trail = Trail::default();
            }
            trail.begin();
            let mut sums = Sums::new();
            for (i, c) in candidates.iter().enumerate() {
                let st = passage.standings[i];
                let x = passage.context(f, i);
                let Some((p, gold)) = self.event(&x, c, peers, passage.first + i, f, &mut sums) else { continue };
                let ruled = self.by_rule(f, c, found, &trail);
                let stated = ruled.clone();
                let own = (peers.alone(passage.first + i), &passage.by_rule[i]);
                let mut lesson = self.lesson.take();
                let (actors, recipients, weighed) =
                    self.fill(f, &x, c, ruled, gold, found, &trail, seen, candidates, own, lesson.as_mut());
                self.lesson = lesson;
                if !stated.0.is_empty() || !stated.1.is_empty() {
                    seen.parties.insert(c.frame.event_type(), stated);
                }
                trail.note(c, &actors);
                let source = credit(&f.around(), found, c).and_then(|s| self.credited(f, c, s, &actors));
                let told = Told::new(&f.around(), range, c, st, passage.number);
                let credits = self.credits(f, passage, &heard, c, &told, &actors, source);
                let anchor = Anchor::new(usize::from(f.field == Field::Text), passage.sentence, c);
                let anchors = std::slice::from_ref(&anchor);
                let act = self.act(c.frame.event_type(), st.told(), anchors, &actors, &recipients);
                let (date, place) = self.when_and_where(scene, &act);
                let (actors, recipients) = self.localise(c, actors, recipients, &place);
                let weighed = self.localised(c, weighed, &place);
                let status = self.status(st.told(), &date);
                let mut draft = self.draft(f, c, passage.sentence, status, actors, recipients, date, place, source);
                draft.gold = gold;
                draft.p = p;
                draft.talks = Talks::new(self, f, range, c);
                draft.weighed = weighed;
                draft.anchors = vec![anchor];
                draft.told = vec![told];
                draft.credits = credits;
                draft.others = others(&f.around(), range.clone(), c, candidates)
                    .into_iter()
                    .flat_map(|(m, part)| f.entities[m].iter().map(move |&e| (e, part)))
                    .filter(|(e, _)| !draft.actors.contains(e) && !draft.recipients.contains(e))
                    .collect();
                draft.number = passage.number;
                draft.content = content(f, range);
                draft.setting = Setting::new(f, range, c);
                draft.position = drafts.len();
                if self.accept(&draft) {
                    drafts.push(draft);
                }
            }
            self.note_statements(f, found, range);
            trail.close(f, found);
            seen.before = entities_in(f, range);
            if f.field == Field::Title {
                seen.title.extend(&seen.before);
            }
        }
    }

    /// A scorer that begins with what a candidate's sentence adds.
    fn in_sentence(&self, decision: &'static str, x: &Context<'_>, c: &Candidate<'_>, sums: &mut Sums) -> Scorer<'a> {
        let t = c.frame.event_type();
        let sums = sums.entry(t).or_insert_with(|| {
            let mut scorer = Scorer::new(&self.lexicon.weights, decision);
            sentence_features(&mut scorer, x, t);
            scorer.sums()
        });
        Scorer::new(&self.lexicon.weights, decision).beginning(*sums)
    }

    /// Probability that a candidate is an event, by itself.
    fn alone(
        &mut self,
        x: &Context<'_>,
        c: &Candidate<'_>,
        ruled: &(Vec<usize>, Vec<usize>),
        f: &FieldState<'_>,
        sums: &mut Sums,
    ) -> f32 {
        let (actors, recipients) = (ruled.0.len(), ruled.1.len());
        if let Some(lesson) = &mut self.lesson
            && let Some((label, weight, _)) = lesson.verdict(c.frame.event_type(), &f.span(&c.trigger)).answer()
        {
            lesson.note(EVENT, [label, 0.0], weight, |names| {
                sentence_features(names, x, c.frame.event_type());
                event_features(names, x, c, actors, recipients);
            });
        }
        if self.lexicon.weights.is_empty() {
            return f32::from(u8::from(!x.standing.content_only));
        }
        let mut scorer = self.in_sentence(EVENT, x, c, sums);
        event_features(&mut scorer, x, c, actors, recipients);
        scorer.probabilities()[0]
    }

    /// The probability of a candidate that is an event; while learning, also which gold event it is.
    fn event(
        &mut self,
        x: &Context<'_>,
        c: &Candidate<'_>,
        peers: &Peers<'_>,
        number: usize,
        f: &FieldState<'_>,
        sums: &mut Sums,
    ) -> Option<(f32, Option<usize>)> {
        let weights = &self.lexicon.weights;
        let alone = peers.alone(number);
        let p = if alone < HOPELESS || !weights.knows(AMONG) {
            alone
        } else {
            let mut scorer = self.in_sentence(AMONG, x, c, sums);
            among_features(&mut scorer, peers, number, x, c);
            scorer.probabilities()[0]
        };
        if let Some(lesson) = &mut self.lesson {
            let answer = lesson.verdict(c.frame.event_type(), &f.span(&c.trigger)).answer();
            if let Some((label, weight, _)) = answer.filter(|_| !weights.is_empty() && alone >= HOPELESS) {
                lesson.note(AMONG, [label, 0.0], weight, |names| {
                    sentence_features(names, x, c.frame.event_type());
                    among_features(names, peers, number, x, c);
                });
            }
            let gold = answer.and_then(|a| a.2);
            // The acts that follow see what was taken for an event, as they will when there is no gold.
            return (gold.is_some() || !weights.is_empty() && p >= EVENT_THRESHOLD).then_some((p, gold));
        }
        (p >= EVENT_THRESHOLD).then_some((p, None))
    }

    fn status(&self, status: Status, date: &Option<Dated>) -> Status {
        match (status, date, self.article.published) {
            (Status::Occurred, Some((start, _, _)), Some(published)) if *start > published => Status::Planned,
            (Status::Planned, Some((_, end, _)), Some(published)) if *end < published => Status::Occurred,
            _ => status,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn draft(
        &self,
        f: &FieldState<'_>,
        c: &Candidate<'_>,
        s: usize,
        status: Status,
        actors: Vec<usize>,
        recipients: Vec<usize>,
        date: Option<Dated>,
        place: Option<Located>,
        source: Option<(usize, SourceKind)>,
    ) -> Draft {
        let trigger = f.span(&c.trigger);
        let sentence = &f.text.text.sentences()[s];
        let bounds = f.text.text.char_span(sentence.start..sentence.end);
        let weight = actors.len().min(2) as i32 * 3
            + recipients.len().min(2) as i32 * 3
            + i32::from(date.is_some())
            + i32::from(place.is_some())
            + match c.form {
                Form::Verb => 4,
                Form::Light => 3,
                Form::Participle | Form::Phrase => 2,
                Form::Noun => 0,
            };
        let w = &f.text.words[c.word];
        Draft {
            event_type: c.frame.event_type(),
            mode: c.frame.mode.clone(),
            cameo: c.frame.cameo.clone(),
            status,
            actors,
            recipients,
            date,
            place,
            source,
            magnitude: magnitude(&f.text, sentence.tokens.clone(), c.frame.event_type()),
            others: Vec::new(),
            history: marked_as_history(&f.text, sentence.tokens.clone(), c.word),
            topics: c.topics.iter().map(|t| Topic { label: f.raw(t).to_owned(), text: f.span(t) }).collect(),
            mentions: vec![(
                weight,
                RecordMention {
                    field: f.field,
                    start: trigger.start,
                    end: trigger.end,
                    sentence: [bounds.start, bounds.end],
                    rule: c.frame.id.clone(),
                },
            )],
            talks: None,
            lemma: w.lemma.to_owned(),
            form: c.form,
            definite: w.reading.definite(),
            sentence: (f.field, s),
            word: c.word,
            position: 0,
            content: Vec::new(),
            number: 0,
            setting: Setting::default(),
            weighed: Vec::new(),
            anchors: Vec::new(),
            told: Vec::new(),
            credits: Vec::new(),
            deadline: None,
            duration: None,
            p: 0.0,
            gold: None,
        }
    }

    /// Whether a draft says enough to be an act: someone acts or is acted upon.
    fn accept(&self, d: &Draft) -> bool {
        // Where something was learnt, the model has weighed that.
        !self.lexicon.weights.is_empty()
            || self.lesson.is_some()
            || !d.actors.is_empty()
            || !d.recipients.is_empty()
            || matches!(d.event_type, EventType::Assault | EventType::Protest)
    }

    fn record(&self, fields: &[FieldState<'_>], drafts: Vec<Draft>) -> Record {
        let article = self.article;
        let mut used: Vec<usize> = Vec::new();
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut number = |id: usize| -> String {
            let number = numbers.entry(id).or_insert_with(|| {
                used.push(id);
                used.len()
            });
            format!("a{number}")
        };
        let id = |i: usize| format!("{}#e{}", article.id, i + 1);
        let tracks = self.tracks(&drafts, id);
        let mut events = Vec::new();
        for (i, d) in drafts.into_iter().enumerate() {
            let mut found = d.mentions;
            found.sort_by_key(|(w, m)| (-w, m.field, m.start));
            let background = background(d.date.as_ref().map(|d| d.1), article.published, d.history, d.status);
            events.push(Event {
                id: id(i),
                event_type: d.event_type,
                mode: d.mode,
                cameo: d.cameo,
                status: d.status,
                background,
                actors: d.actors.iter().map(|&a| RecordParty { actor: number(a) }).collect(),
                recipients: d.recipients.iter().map(|&a| RecordParty { actor: number(a) }).collect(),
                others: d
                    .others
                    .iter()
                    .filter(|(e, _)| !d.actors.contains(e) && !d.recipients.contains(e))
                    .map(|&(e, part)| OtherParty { actor: number(e), part })
                    .collect(),
                date: d.date.map(|(a, b, text)| DateRange { start: a.to_string(), end: b.to_string(), text }),
                duration: d.duration,
                place: d.place.map(|(p, field, text)| {
                    let of = |f: &FieldState<'_>| {
                        let (name, text) = f.plain_span(&p.words);
                        (name.to_owned(), text)
                    };
                    let found = fields.iter().find(|f| f.field == field);
                    let (name, text) = found.map_or_else(|| (String::new(), text), of);
                    Place {
                        name,
                        country: p.country,
                        geonames: p.geonames,
                        lat: p.at.map(|a| a.0),
                        lon: p.at.map(|a| a.1),
                        text,
                    }
                }),
                topics: d.topics,
                reported_by: d.source.map(|(id, kind)| ReportedBy { actor: number(id), kind }),
                deadline: d.deadline.map(|(a, b, text)| DateRange { start: a.to_string(), end: b.to_string(), text }),
                magnitude: d.magnitude,
                confidence: if self.lexicon.weights.is_empty() {
                    UNWEIGHED
                } else {
                    (f64::from(d.p) * 100.0).round() / 100.0
                },
                mentions: found.into_iter().map(|(_, m)| m).collect(),
            });
        }
        let statements = self
            .statements
            .iter()
            .map(|s| Statement {
                speaker: number(s.speaker),
                anonymous: s.anonymous,
                quote: s.quote,
                span: s.span,
                to: s.to.map(&mut number),
            })
            .collect();
        let actors = used
            .iter()
            .enumerate()
            .map(|(i, &id)| {
                let e = &self.entities[id];
                Actor {
                    id: format!("a{}", i + 1),
                    name: e.name.clone(),
                    name_en: e.name_en.clone().or_else(|| e.latin.clone()),
                    code: e.coded().to_owned(),
                    role: e.role,
                    office: e.office.clone(),
                    wikidata: e.wikidata.clone(),
                    kind: e.kind,
                    mentions: e.spans.clone(),
                }
            })
            .collect();
        Record {
            id: article.id.clone(),
            published: article.published.map(|d| d.to_string()),
            outlet: article.outlet.clone(),
            url: article.url.clone(),
            title: (!article.title.is_empty()).then(|| article.title.clone()),
            text: None,
            reprint_of: None,
            language: "ar".into(),
            schema: SCHEMA_VERSION.into(),
            events,
            actors,
            statements,
            tracks,
        }
    }
}
