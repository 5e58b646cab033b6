//! The whole document: one entity for each party, one event for each act.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use marsad_arabic::features::Pos;
use marsad_lexicon::{Lexicon, feature_hash};
use marsad_record::{
    Actor, DateRange, Duration, Event, EventType, Field, Magnitude, Mention as RecordMention, OtherParty,
    PartyRef as RecordParty, Place, Record, ReportedBy, Role, SCHEMA_VERSION, SourceKind, Span, Statement, Status,
    Topic,
};
use marsad_text::Text;
use marsad_time::{Date, Tense, TimeSpan};

use crate::Article;
use crate::among::{AMONG, Peer, Peers};
use crate::background::{background, marked_as_history, others};
use crate::clause::Around;
use crate::judge::{
    Context, EVENT, Filler, Names, Neighbours, PARTY, SAME, Scorer, Sink, Slots, Whence, bucket, event_features,
    party_features,
};
use crate::learn::{Answer, Instance, Lesson, Ranking};
use crate::magnitude::{magnitude, pool};
use crate::mention::{COUNTERPART, Mention, MentionKind, Scan, add_last_names, covering, last_names, scan};
use crate::name::Names as PersonNames;
use crate::place::{self, PLACE, PLACE_POOLED, PlaceFound, places};
use crate::propose::{Candidate, Form, Kept, PartyRef, Proposer};
use crate::settle::{Contender, Contest, Pooled, SETTLE, SIDES, Settling, Weighed, settle_features};
use crate::source::{Source, Speakers, credit};
use crate::standing::{Standing, standing};
use crate::statement::statement;
use crate::vote::{Credited, Link, SOURCE, STATUS, Told, credit_features, source_features, status_features, statuses};
use crate::when::{Act, Anchor, Choice, DATE, DATE_POOLED, Scene, Stage, Voter, choose, pooled};
use crate::word::FieldText;

/// Least probability at which a candidate is an event. In cross-validation on train, 0.4 and 0.47 differed by 0.002 in records F1;
/// this lies between.
const EVENT_THRESHOLD: f32 = 0.4;
/// Candidates that are less likely than this by themselves are not weighed among the others.
const HOPELESS: f32 = 0.04;
/// Least probability at which a party takes part; the best of 0.2, 0.3 and 0.4 in parties F1, in cross-validation on train.
const PARTY_THRESHOLD: f32 = 0.4;
/// Least mean probability over the pairs of two groups of mentions at which they tell of one act; 0.46, 0.5 and 0.55 differed by 0.004 in
/// records F1, in cross-validation on train.
const SAME_THRESHOLD: f32 = 0.52;
/// Least probability at which a party stands in the record; 0.35, 0.4 and 0.45 differed little in parties F1.
const SETTLE_THRESHOLD: f32 = 0.42;

/// Least probability at which a time or place of one mention counts where mentions are compared.
const MENTION_THRESHOLD: f32 = 0.4;
/// Least probability at which a time is a record's date; the value with the best result in cross-validation on train.
const DATE_THRESHOLD: f32 = 0.36;
/// Least probability at which a place is a record's; chosen likewise.
const PLACE_THRESHOLD: f32 = 0.4;

/// Least probability at which a source is credited.
const SOURCE_THRESHOLD: f32 = 0.45;

/// How many mentions in a row of one type are compared with each other. No report has so many; in what is no single report, time
/// must not grow with their square.
const BLOCK: usize = 100;
/// How many of an act's mentions a further one is compared with when they are joined.
const RECENT: usize = 200;

/// First and last day, and the words that say so.
type Dated = (Date, Date, Span);
/// A place, and the words that name it.
type Located = (PlaceFound, Field, Span);

/// A party of the document.
#[derive(Clone, Debug)]
struct Entity {
    code: Option<String>,
    role: Role,
    kind: &'static str,
    name: String,
    name_en: Option<String>,
    office: Option<String>,
    wikidata: Option<String>,
    /// Folded words of a person's name.
    names: Vec<String>,
    spans: Vec<Span>,
    /// Row of `bodies.tsv`.
    body: Option<u32>,
    /// True where the code is only what the document is about, not what the text says of this party.
    guessed: bool,
}

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
    others: Vec<(usize, &'static str)>,
    /// Whether the text marks it as history.
    history: bool,
    topics: Vec<Topic>,
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
    /// The gold event that it tells of, while learning.
    gold: Option<usize>,
}

/// What stands around a mention of an act, as far as it says whether it is one spoken of before.
#[derive(Clone, Debug, Default)]
struct Setting {
    /// Lemmas of the words before and behind the trigger; `^` where there is none.
    previous: String,
    next: String,
    /// Lemmas of the first two words of its sentence: "in another context", "meanwhile".
    opening: String,
    /// The preposition that governs it, or the conjunction that joins it.
    governing: String,
    /// Lemma of its object, or of what it is of.
    object: String,
    /// Names in its sentence, hashed and sorted.
    names: Vec<u64>,
}

impl Setting {
    fn new(f: &FieldState<'_>, range: &Range<usize>, c: &Candidate<'_>) -> Setting {
        let words = &f.text.words;
        let lemma = |i: Option<usize>| i.filter(|i| range.contains(i)).map_or("^", |i| words[i].lemma);
        let before = c.trigger.start.checked_sub(1).filter(|i| range.contains(i));
        let w = &words[c.trigger.start];
        let governing = match w.preposition() {
            Some(p) => p,
            None if before.is_some_and(|i| words[i].pos() == Pos::Preposition) => lemma(before),
            None if w.joined() => "و",
            None => "-",
        };
        let object = c.clause.objects.first().or(c.clause.genitive.as_ref()).map_or("-", |p| words[p.head].lemma);
        let mut names: Vec<u64> =
            words[range.clone()].iter().filter(|w| w.pos() == Pos::Name).map(|w| feature_hash(w.lemma, &[])).collect();
        names.sort_unstable();
        names.dedup();
        Setting {
            previous: lemma(before).to_owned(),
            next: lemma(Some(c.trigger.end)).to_owned(),
            opening: format!("{} {}", lemma(Some(range.start)), lemma(Some(range.start + 1))),
            governing: governing.to_owned(),
            object: object.to_owned(),
            names,
        }
    }
}

/// How two numbers of one act, each known or not, go together.
fn numbers(a: Option<u32>, b: Option<u32>) -> &'static str {
    match (a, b) {
        (Some(a), Some(b)) if a == b => "equal",
        (Some(_), Some(_)) => "apart",
        (None, None) => "none",
        _ => "one",
    }
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
        let tokens = self.text.text.tokens();
        let (Some(a), Some(b)) = (tokens.get(words.start), tokens.get(words.end.max(words.start + 1) - 1)) else {
            return Span { field: self.field, start: 0, end: 0 };
        };
        let chars = self.text.text.char_span(a.start..b.end);
        Span { field: self.field, start: chars.start, end: chars.end }
    }

    fn raw(&self, words: &Range<usize>) -> &'a str {
        let tokens = self.text.text.tokens();
        match (tokens.get(words.start), tokens.get(words.end.max(words.start + 1) - 1)) {
            (Some(a), Some(b)) => self.text.text.raw().get(a.start as usize..b.end as usize).unwrap_or(""),
            _ => "",
        }
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
    let (mut numbers, mut types) = (0, BTreeMap::new());
    for (i, f) in fields.iter().enumerate() {
        passages.append(&mut doc.consider(i, f, &mut numbers, &mut types, &mut peers));
    }
    doc.propose(&fields, &passages, &Peers::new(peers), &scene, &mut seen, &mut drafts);
    let drafts = doc.merge(drafts, &scene);
    (doc.record(&fields, drafts), doc.lesson)
}

/// What the fields name of times and places.
fn scene<'s>(fields: &'s [FieldState<'_>], article: &Article, lexicon: &'s Lexicon) -> Scene<'s> {
    let around: Vec<Around<'s>> = fields.iter().map(FieldState::around).collect();
    let (named, countries) = places(&around.iter().collect::<Vec<_>>(), lexicon);
    let fields: Vec<Stage<'s>> = fields
        .iter()
        .zip(around)
        .zip(named)
        .map(|((f, around), places)| Stage { around, times: &f.times, places })
        .collect();
    let dateline = fields.last().and_then(place::dateline);
    Scene { fields, published: article.published, lexicon, countries, dateline }
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
    let year = article.published.map(|d| d.year() as u16).or_else(|| latest_year(&article.text));
    let mut read: Vec<(Field, &Text<'a>, FieldText<'a>, Scan)> = texts
        .iter()
        .map(|(field, text)| {
            let words = FieldText::new(text, lexicon);
            let found = scan(&words, lexicon, year);
            (*field, text, words, found)
        })
        .collect();
    let mut last = HashSet::new();
    for (_, _, words, found) in &read {
        last_names(words, found, lexicon, &mut last);
    }
    for (_, _, words, found) in &mut read {
        add_last_names(words, found, lexicon, &last);
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

/// Entities by probability, the surest first.
fn surest_first(mut list: Vec<(f32, usize)>) -> Vec<usize> {
    list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    list.into_iter().map(|x| x.1).collect()
}

/// All pairs of sides with how good they are: F1 of their parties against gold's.
fn ranking(contest: &Contest<'_>, labels: &[[f32; 2]]) -> Ranking {
    let mut scale = Names::default();
    contest.scale_features(&mut scale);
    let total: f32 = labels.iter().flatten().sum();
    let answers = contest
        .options()
        .into_iter()
        .map(|sides| {
            let mut features = Names::default();
            contest.features(&mut features, &sides);
            let hits: f32 = (0..2).map(|k| sides[k].iter().map(|&i| labels[i][k]).sum::<f32>()).sum();
            let all = total + (sides[0].len() + sides[1].len()) as f32;
            let gain = if all > 0.0 { 2.0 * hits / all } else { 1.0 };
            Answer { features: features.0, sum: contest.sum(&sides), gain }
        })
        .collect();
    Ranking { scale: scale.0, answers }
}

/// A decision of a lesson with one output.
fn answer(decision: &'static str, names: Names, right: bool) -> Instance {
    Instance { decision, features: names.0, labels: [f32::from(u8::from(right)), 0.0], weight: 1.0 }
}

/// The chosen time's days with its words.
fn dated(scene: &Scene<'_>, c: &Choice) -> Option<Dated> {
    let t = scene.fields[c.field].times.get(c.index)?;
    let (a, b) = t.value?;
    Some((a, b, scene_span(scene, c.field, &t.tokens).1))
}

/// The chosen place with its words.
fn located(scene: &Scene<'_>, c: &Choice) -> Located {
    let found = scene.fields[c.field].places[c.index].found();
    let (field, span) = scene_span(scene, c.field, &found.words);
    (found, field, span)
}

/// Words of a field of the scene as chars.
fn scene_span(scene: &Scene<'_>, field: usize, words: &Range<usize>) -> (Field, Span) {
    let name = if field == 0 { Field::Title } else { Field::Text };
    let text = scene.fields[field].around.field.text;
    let tokens = text.tokens();
    let span = match (tokens.get(words.start), tokens.get(words.end.max(words.start + 1) - 1)) {
        (Some(a), Some(b)) => text.char_span(a.start..b.end),
        _ => 0..0,
    };
    (name, Span { field: name, start: span.start, end: span.end })
}

/// Entities of a sentence, each once, in order.
/// Nouns, names, verbs and numbers of a sentence, hashed and sorted: what two tellings of one act share.
fn content(f: &FieldState<'_>, range: &Range<usize>) -> Vec<u64> {
    let mut out: Vec<u64> = f.text.words[range.clone()]
        .iter()
        .filter(|w| w.is_nominal() || w.is_verb())
        .map(|w| feature_hash(w.lemma, &[]))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

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

/// The states that a document is about.
#[derive(Clone, Debug, Default)]
struct Home {
    /// The state whose offices and organs need no name: the one spoken of most.
    seat: Option<String>,
    /// The country where most happens: its people need no name.
    ground: Option<String>,
    /// Mentions of each code.
    count: BTreeMap<String, usize>,
}

/// What a dateline counts beside one mention of a state in the text.
const DATELINE: usize = 4;
/// What the outlet's own country counts.
const OUTLET: usize = 2;

/// The code counted most; among equals the first by alphabet.
fn most(count: &BTreeMap<String, usize>) -> Option<String> {
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
fn dateline(f: &FieldState<'_>) -> Option<String> {
    let words = &f.text.words;
    let end = f.text.text.sentences().first()?.tokens.end.min(8);
    let mark = (1..end).find(|&i| matches!(words[i].folded, "-" | "–" | "—" | ":" | "ـ" | "(" | "/"))?;
    f.mentions
        .iter()
        .take_while(|m| m.words.start < mark)
        .find(|m| m.place && !m.ambiguous && m.codes.len() == 1)
        .map(|m| m.codes[0].clone())
}

fn home(fields: &[FieldState<'_>], outlet: Option<String>) -> Home {
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
    states.retain(|c, _| c.len() == 3 && !GROUPS.contains(&c.as_str()) && !ARMED.contains(&c.as_str()));
    for (code, n) in &ground {
        *states.entry(code.clone()).or_default() += n;
    }
    for code in fields.iter().filter(|f| f.field == Field::Text).filter_map(dateline) {
        *states.entry(code).or_default() += DATELINE;
    }
    if let Some(code) = outlet {
        *states.entry(code).or_default() += OUTLET;
    }
    let seat = most(&states);
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

/// Three-letter codes of groups that are no states.
const GROUPS: &[&str] = &["ICC", "GCC", "OIC", "IMF", "NSA", "IGO", "NGO", "UNK"];
/// Three-letter codes of armed groups and movements.
const ARMED: &[&str] = &["FSA", "SDF", "PKK", "KRG", "PMF", "PIJ", "PLO", "RSF", "LNA"];

struct Document<'a> {
    article: &'a Article,
    lexicon: &'a Lexicon,
    entities: Vec<Entity>,
    home: Home,
    /// The gold record, while learning.
    lesson: Option<Lesson>,
    statements: Vec<Spoken>,
}

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
    /// Its sources.
    found: Vec<Source>,
    /// Number of its first candidate among those of the document.
    first: usize,
}

/// Whom a verb without a subject may go on with.
#[derive(Default)]
struct Trail {
    /// Who acted last in the sentence.
    subject: Vec<usize>,
    /// Who spoke last in a sentence before.
    speaker: Option<usize>,
    /// Who acted last, or spoke where none acted.
    last_actor: Vec<usize>,
}

impl Trail {
    /// A sentence begins.
    fn begin(&mut self) {
        self.subject.clear();
    }

    /// An act with its doers.
    fn note(&mut self, c: &Candidate<'_>, actors: &[usize]) {
        if !actors.is_empty() && matches!(c.form, Form::Verb | Form::Light) {
            self.subject = actors.to_vec();
            self.last_actor = actors.to_vec();
        }
    }

    /// A sentence ends.
    fn close(&mut self, f: &FieldState<'_>, found: &[Source]) {
        if self.subject.is_empty()
            && let Some(m) = found.first().and_then(|x| x.mention)
        {
            self.last_actor = f.entities[m].clone();
        }
        if let Some(m) = found.iter().find_map(|x| x.mention) {
            self.speaker = f.entities[m].first().copied();
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

impl<'a> Document<'a> {
    /// The entities of all mentions; `fields` learn theirs.
    fn linked(article: &'a Article, lexicon: &'a Lexicon, fields: &mut [FieldState<'_>]) -> Document<'a> {
        let outlet = article.outlet.as_deref().and_then(|o| home_of_outlet(o, lexicon));
        let home = home(fields, outlet);
        let mut doc = Document { article, lexicon, entities: Vec::new(), home, lesson: None, statements: Vec::new() };
        for f in fields {
            doc.link(f);
        }
        doc.name_homes();
        doc
    }

    /// A person whose code no place of the text gives acts for the country that the article is about.
    fn name_homes(&mut self) {
        for e in &mut self.entities {
            if e.kind == "person" && e.code.is_none() {
                let private = e.office.is_none();
                e.code = if private { self.home.ground.clone() } else { self.home.seat.clone() };
                e.guessed = true;
                if private && e.role == Role::Unk {
                    e.role = Role::Ind;
                }
            }
        }
    }
}

/// What the document holds beside an act and a mention that may tell of it.
#[derive(Clone, Copy, Default)]
struct Company {
    /// Mentions of the type in the document.
    mentions: usize,
    /// Different places that they name.
    places: usize,
}

impl Company {
    fn new(drafts: &[Draft], event_type: EventType) -> Company {
        let of_type = || drafts.iter().filter(|d| d.event_type == event_type);
        let mut places: Vec<_> = of_type().filter_map(|d| d.place.as_ref().map(|p| p.0.geonames)).collect();
        places.sort_unstable();
        places.dedup();
        Company { mentions: of_type().count(), places: places.len() }
    }
}

/// Numbers of the drafts that are compared: those of one type, at most [`BLOCK`] in a row.
fn blocks(drafts: &[Draft]) -> Vec<Vec<usize>> {
    let mut of_type: BTreeMap<EventType, Vec<usize>> = BTreeMap::new();
    for (i, d) in drafts.iter().enumerate() {
        of_type.entry(d.event_type).or_default().push(i);
    }
    of_type.values().flat_map(|list| list.chunks(BLOCK)).map(<[usize]>::to_vec).collect()
}

/// Joins what belongs together, the likeliest first: two groups as long as the mean probability over their pairs reaches `least`.
/// `p[j][i]` is that of the pair of members `i` < `j`. Gives the first member of each one's group.
fn cluster(p: &[Vec<f32>], least: f32) -> Vec<usize> {
    let n = p.len();
    let mut group: Vec<usize> = (0..n).collect();
    // Sum over the pairs between two groups, by their first members, the later first; and the groups' sizes.
    let mut sums: Vec<Vec<f32>> = p.to_vec();
    let mut size = vec![1_usize; n];
    let mut first: Vec<usize> = (0..n).collect();
    loop {
        let mut best: Option<(f32, usize, usize)> = None;
        for (k, &b) in first.iter().enumerate() {
            for &a in &first[..k] {
                let mean = sums[b][a] / (size[a] * size[b]) as f32;
                if mean >= least && best.is_none_or(|x| mean > x.0) {
                    best = Some((mean, a, b));
                }
            }
        }
        let Some((_, a, b)) = best else { return group };
        group.iter_mut().filter(|g| **g == b).for_each(|g| *g = a);
        first.retain(|&x| x != b);
        for &x in first.iter().filter(|&&x| x != a) {
            let moved = sums[b.max(x)][b.min(x)];
            sums[a.max(x)][a.min(x)] += moved;
        }
        size[a] += size[b];
    }
}

/// How many elements two sorted lists share.
fn common(a: &[u64], b: &[u64]) -> usize {
    a.iter().filter(|x| b.binary_search(x).is_ok()).count()
}

impl<'a> Document<'a> {
    /// Gives each mention of a field its entities.
    fn link(&mut self, f: &mut FieldState<'_>) {
        let mut all = Vec::with_capacity(f.mentions.len());
        for i in 0..f.mentions.len() {
            let m = f.mentions[i].clone();
            let ids = self.entities_of(f, &m);
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
                .find(|e| e.kind == "person" && e.office.is_some())
                .and_then(|e| e.office.clone());
            &filled
        } else {
            m
        };
        let text = f.raw(&m.words).to_owned();
        let words = &f.text.words;
        let names = PersonNames { words, lexicon: self.lexicon }.key(&m.name);
        if m.kind == MentionKind::Anaphor {
            // "his country": the last person or state spoken of.
            let last = self.entities.iter().rposition(|e| e.code.is_some() && !e.spans.is_empty() && e.kind != "group");
            let code = last.and_then(|l| self.entities[l].code.clone());
            return code.map(|c| vec![self.state(&c, &text)]).unwrap_or_default();
        }
        if !names.is_empty() {
            let known = |e: &Entity| e.name_en.is_some() && e.name_en.as_ref() == m.known.as_ref().map(|k| &k.0);
            let people = || self.entities.iter().enumerate().rev().filter(|(_, e)| e.kind == "person");
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
                kind: "person",
                name: text,
                name_en: m.known.as_ref().map(|k| k.0.clone()),
                office: m.office.clone(),
                wikidata: m.known.as_ref().and_then(|k| k.1.clone()),
                names,
                spans: Vec::new(),
                body: None,
                guessed: m.codes.is_empty(),
            };
            return vec![self.add(e)];
        }
        if m.ambiguous && m.kind == MentionKind::State {
            // A single state's ambiguous name that the tagger reads as a common word means that state only where the text
            // speaks of it elsewhere.
            let spoken = |c: &String| self.home.count.contains_key(c);
            if m.codes.len() == 1 && words[m.head].pos() != Pos::Name && !m.codes.iter().any(spoken) {
                return Vec::new();
            }
            // A name of several states: the one already spoken of, else Saudi Arabia's "the Kingdom" before the others.
            let known = m.codes.iter().find(|c| self.entities.iter().any(|e| e.code.as_deref() == Some(c.as_str())));
            let code = known.or_else(|| m.codes.iter().find(|c| *c == "SAU")).or(m.codes.first()).cloned();
            return code.map(|c| vec![self.state(&c, &text)]).unwrap_or_default();
        }
        match m.kind {
            MentionKind::State | MentionKind::Adjective => m.codes.iter().map(|c| self.state(c, &text)).collect(),
            MentionKind::Body if m.office.is_none() && m.known.is_some() => {
                let row = m.body.map(|b| self.choose_body(b, &m.others));
                let body = row.and_then(|b| self.lexicon.politics.bodies.get(b as usize));
                // "الشباب", "فتح": the body only where the text speaks of it, or of its country by a word that is no
                // common noun of its own.
                if let Some(body) = body.filter(|_| m.ambiguous) {
                    let counted = |c: &str| self.home.count.contains_key(c);
                    let w = &words[m.words.start];
                    let at_home =
                        body.home.as_deref().is_some_and(counted) && (w.has_article() || w.pos() == Pos::Name);
                    if !counted(&body.code) && !at_home {
                        return Vec::new();
                    }
                }
                let code = body.map(|b| b.code.clone()).or_else(|| m.codes.first().cloned());
                let found = self.entities.iter().position(|e| e.kind == "body" && e.body == row && e.code == code);
                vec![found.unwrap_or_else(|| {
                    self.add(Entity {
                        code,
                        role: body.and_then(|b| Role::parse(&b.role)).unwrap_or(m.role),
                        kind: "body",
                        name: text,
                        name_en: body.map(|b| b.name_en.clone()),
                        office: None,
                        wikidata: body.and_then(|b| b.wikidata.clone()),
                        names: Vec::new(),
                        spans: Vec::new(),
                        guessed: false,
                        body: row,
                    })
                })]
            }
            _ => {
                let head = words[m.head].lemma.to_owned();
                let definite = m.words.len() == 1 && words[m.head].has_article();
                if definite
                    && m.kind == MentionKind::Group
                    && (m.codes.is_empty() || m.default_code)
                    && let Some(id) = self.body_of_noun(&head)
                {
                    return vec![id];
                }
                if m.codes.is_empty() {
                    // "الوزير": the last one of that office; else the state that the document is about.
                    let same = self.entities.iter().rposition(|e| {
                        if m.office.is_some() {
                            e.office.is_some()
                                && (e.office == m.office || e.names.is_empty() && e.name.contains(words[m.head].stem))
                        } else {
                            e.role == m.role && e.kind != "person" && e.names.first() == Some(&head)
                        }
                    });
                    if let Some(id) = same {
                        return vec![id];
                    }
                }
                let codes: Vec<Option<String>> = if m.codes.is_empty() {
                    vec![match m.role {
                        Role::Gov | Role::Leg | Role::Jud | Role::Spy | Role::Pty | Role::Opp => self.home.seat.clone(),
                        role if of_state(role) => self.ground(f, m.head),
                        Role::Reb => Some("NSA".to_owned()),
                        Role::Igo => Some("IGO".to_owned()),
                        Role::Ngo => Some("NGO".to_owned()),
                        _ => None,
                    }]
                } else {
                    m.codes.iter().cloned().map(Some).collect()
                };
                let kind = if m.kind == MentionKind::Person { "person" } else { "group" };
                codes
                    .into_iter()
                    .map(|code| {
                        let found = self.entities.iter().position(|e| {
                            e.code == code
                                && e.role == m.role
                                && e.kind == kind
                                && e.office == m.office
                                && (kind == "person" || e.names.first() == Some(&head))
                        });
                        found.unwrap_or_else(|| {
                            self.add(Entity {
                                code,
                                role: m.role,
                                kind,
                                name: text.clone(),
                                name_en: None,
                                office: m.office.clone(),
                                wikidata: None,
                                names: if kind == "person" { Vec::new() } else { vec![head.clone()] },
                                spans: Vec::new(),
                                body: None,
                                guessed: m.codes.is_empty(),
                            })
                        })
                    })
                    .collect()
            }
        }
    }

    fn state(&mut self, code: &str, text: &str) -> usize {
        if let Some(id) = self.entities.iter().position(|e| e.kind == "state" && e.code.as_deref() == Some(code)) {
            return id;
        }
        let name_en = self.lexicon.politics.states.iter().find(|s| s.code == code).map(|s| s.name_en.clone());
        self.add(Entity {
            code: Some(code.to_owned()),
            role: Role::Gov,
            kind: "state",
            name: text.to_owned(),
            name_en,
            office: None,
            wikidata: None,
            names: Vec::new(),
            spans: Vec::new(),
            body: None,
            guessed: false,
        })
    }

    /// The country of people and forces at a word without a nationality: the place that the sentence names, nearest first
    /// before the word; else the document's.
    fn ground(&self, f: &FieldState<'_>, word: usize) -> Option<String> {
        let sentence = f.text.text.sentences().iter().find(|s| s.tokens.contains(&word));
        let near = sentence.and_then(|s| {
            f.grounds.iter().filter(|g| s.tokens.contains(&g.0)).min_by_key(|g| g.0.abs_diff(word)).map(|g| g.1.clone())
        });
        near.or_else(|| self.home.ground.clone())
    }

    /// The body that an ambiguous name means: one already spoken of, else the one whose home or code the text names most.
    fn choose_body(&self, first: u32, others: &[u32]) -> u32 {
        let politics = &self.lexicon.politics;
        let weight = |b: u32| {
            let body = &politics.bodies[b as usize];
            let spoken = self.entities.iter().any(|e| e.body == Some(b));
            let code = self.home.count.get(&body.code).copied().unwrap_or(0);
            let home = body.home.as_ref().and_then(|h| self.home.count.get(h)).copied().unwrap_or(0);
            (spoken, home + code)
        };
        // The first row wins among equals.
        others.iter().copied().fold(first, |best, b| if weight(b) > weight(best) { b } else { best })
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
            let named = body.names.iter().any(|(n, _)| {
                let mut words = n.split_whitespace();
                let first = marsad_text::fold(words.next().unwrap_or(""));
                words.next().is_some() && first.strip_prefix("ال").unwrap_or(&first) == head
            });
            let of_kind = match body.kind.as_str() {
                "armed" => matches!(head, "تنظيم" | "جماعه" | "حركه") || rebels && body.code != "NSA",
                "party" => matches!(head, "حزب" | "حركه" | "جماعه"),
                "igo" => matches!(head, "منظمه"),
                "alliance" => matches!(head, "تحالف" | "حلف"),
                "mission" => matches!(head, "بعثه"),
                "ngo" => matches!(head, "منظمه" | "جمعيه"),
                _ => false,
            };
            named || of_kind
        })
    }

    fn add(&mut self, e: Entity) -> usize {
        self.entities.push(e);
        self.entities.len() - 1
    }

    /// The candidates of a field, each weighed by itself; `peers` gathers them.
    fn consider<'c>(
        &mut self,
        field: usize,
        f: &'c FieldState<'_>,
        numbers: &mut usize,
        types: &mut BTreeMap<EventType, usize>,
        peers: &mut Vec<Peer<'c>>,
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
            let first = peers.len();
            let mut standings = Vec::with_capacity(candidates.len());
            trail.begin();
            for c in &candidates {
                let st = standing(&f.text, self.lexicon, range.clone(), c, &candidates, f.field == Field::Title);
                standings.push(st);
                let before = types.entry(c.frame.event_type()).or_default();
                let x = Context {
                    around: f.around(),
                    range: range.clone(),
                    sentence: *numbers,
                    standing: st,
                    before: *before,
                    here: candidates.len(),
                };
                *before += 1;
                let ruled = self.by_rule(f, c, &found, &trail);
                let p = self.alone(&x, c, &ruled, f);
                trail.note(c, &ruled.0);
                peers.push(Peer {
                    sentence: *numbers,
                    word: c.word,
                    event_type: c.frame.event_type(),
                    form: c.form,
                    lemma: f.text.words[c.word].lemma,
                    p,
                });
            }
            trail.close(f, &found);
            out.push(Passage { field, sentence: s, number: *numbers, range, candidates, standings, found, first });
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
        let mut trail = Trail::default();
        let mut types: BTreeMap<EventType, usize> = BTreeMap::new();
        for (k, passage) in passages.iter().enumerate() {
            let f = &fields[passage.field];
            let Passage { range, candidates, found, .. } = passage;
            if k > 0 && passages[k - 1].field != passage.field {
                trail = Trail::default();
            }
            trail.begin();
            for (i, c) in candidates.iter().enumerate() {
                let st = passage.standings[i];
                let before = types.entry(c.frame.event_type()).or_default();
                let x = Context {
                    around: f.around(),
                    range: range.clone(),
                    sentence: passage.number,
                    standing: st,
                    before: *before,
                    here: candidates.len(),
                };
                *before += 1;
                let Some(gold) = self.event(&x, c, peers, passage.first + i, f) else { continue };
                let ruled = self.by_rule(f, c, found, &trail);
                let stated = ruled.clone();
                let (actors, recipients, mut weighed) =
                    self.fill(f, &x, c, ruled, gold, found, &trail, seen, candidates);
                if !stated.0.is_empty() || !stated.1.is_empty() {
                    seen.parties.insert(c.frame.event_type(), stated);
                }
                trail.note(c, &actors);
                let source = credit(&f.around(), found, c).and_then(|s| self.credited(f, c, s, &actors));
                let told = Told::new(&f.around(), range, c, st, passage.number);
                let credits = self.credits(f, c, found, &told, &actors, source);
                let anchor = Anchor::new(usize::from(f.field == Field::Text), passage.sentence, c);
                let anchors = std::slice::from_ref(&anchor);
                let act = self.act(c.frame.event_type(), st.told(), anchors, &actors, &recipients);
                let (date, place) = self.when_and_where(scene, &act);
                let (actors, recipients) = self.localise(c, actors, recipients, &place);
                let (local, _) = self.localise(c, weighed.iter().map(|w| w.entity).collect(), Vec::new(), &place);
                weighed.iter_mut().zip(local).for_each(|(w, e)| w.entity = e);
                let status = self.status(st.told(), &date);
                let mut draft = self.draft(f, c, passage.sentence, status, actors, recipients, date, place, source);
                draft.gold = gold;
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

    /// Probability that a candidate is an event, by itself.
    fn alone(
        &mut self,
        x: &Context<'_>,
        c: &Candidate<'_>,
        ruled: &(Vec<usize>, Vec<usize>),
        f: &FieldState<'_>,
    ) -> f32 {
        let (actors, recipients) = (ruled.0.len(), ruled.1.len());
        if let Some(lesson) = &mut self.lesson
            && let Some((label, weight, _)) = lesson.verdict(c.frame.event_type(), &f.span(&c.trigger)).answer()
        {
            lesson.note(EVENT, [label, 0.0], weight, |names| event_features(names, x, c, actors, recipients));
        }
        if self.lexicon.weights.is_empty() {
            return f32::from(u8::from(!x.standing.content_only));
        }
        let mut scorer = Scorer::new(&self.lexicon.weights, EVENT);
        event_features(&mut scorer, x, c, actors, recipients);
        scorer.probabilities()[0]
    }

    /// Whether a candidate is an event; while learning, also which gold event it is.
    fn event(
        &mut self,
        x: &Context<'_>,
        c: &Candidate<'_>,
        peers: &Peers<'_>,
        number: usize,
        f: &FieldState<'_>,
    ) -> Option<Option<usize>> {
        let weights = &self.lexicon.weights;
        let alone = peers.alone(number);
        let features = |out: &mut dyn Sink| {
            peers.features(out, number);
            event_features(out, x, c, 0, 0);
        };
        let taken = || {
            if alone < HOPELESS || !weights.knows(AMONG) {
                return alone >= EVENT_THRESHOLD;
            }
            let mut scorer = Scorer::new(weights, AMONG);
            features(&mut scorer);
            scorer.probabilities()[0] >= EVENT_THRESHOLD
        };
        if let Some(lesson) = &mut self.lesson {
            let answer = lesson.verdict(c.frame.event_type(), &f.span(&c.trigger)).answer();
            if let Some((label, weight, _)) = answer.filter(|_| !weights.is_empty() && alone >= HOPELESS) {
                lesson.note(AMONG, [label, 0.0], weight, |names| features(names));
            }
            let gold = answer.and_then(|a| a.2);
            // The acts that follow see what was taken for an event, as they will when there is no gold.
            return (gold.is_some() || !weights.is_empty() && taken()).then_some(gold);
        }
        taken().then_some(None)
    }

    /// The parties by the frame's own rules.
    fn by_rule(
        &self,
        f: &FieldState<'_>,
        c: &Candidate<'_>,
        found: &[Source],
        trail: &Trail,
    ) -> (Vec<usize>, Vec<usize>) {
        let mut actors = self.resolve(f, &c.actors, &trail.last_actor, c);
        let mut recipients = self.resolve(f, &c.recipients, &trail.last_actor, c);
        let hidden =
            c.clause.subject.is_none() && if c.passive { c.clause.objects.is_empty() } else { actors.is_empty() };
        if hidden && matches!(c.form, Form::Participle | Form::Verb) {
            // A hidden subject goes on with the sentence's, the speaker's, or the last one.
            let person = f.text.words[c.word].reading.features.person;
            let speaking =
                found.iter().rev().find(|x| x.word < c.word).and_then(|x| x.mention).map(|m| f.entities[m].clone());
            let meant = if person == 1 {
                speaking.or_else(|| trail.speaker.map(|x| vec![x])).unwrap_or_default()
            } else if !trail.subject.is_empty() {
                trail.subject.clone()
            } else {
                speaking.unwrap_or(trail.last_actor.clone())
            };
            if !c.passive {
                actors = meant;
            } else if recipients.is_empty() {
                recipients = meant;
            }
        }
        (actors, recipients)
    }

    /// Who acts and who is acted upon: the parties of the sentence and of those just before, weighed by the model.
    #[allow(clippy::too_many_arguments)]
    fn fill(
        &mut self,
        f: &FieldState<'_>,
        x: &Context<'_>,
        c: &Candidate<'_>,
        ruled: (Vec<usize>, Vec<usize>),
        gold: Option<usize>,
        found: &[Source],
        trail: &Trail,
        seen: &Seen,
        candidates: &[Candidate<'_>],
    ) -> (Vec<usize>, Vec<usize>, Vec<Weighed>) {
        if self.lesson.is_none() && self.lexicon.weights.is_empty() {
            return (ruled.0, ruled.1, Vec::new());
        }
        let slots = Slots::new(&x.around, &c.clause, x.range.end);
        let neighbours = Neighbours::new(&x.around, c, &x.range);
        let beside = neighbours.slots(&x.around, x.range.end);
        let fillers = self.fillers(f, x, c, &slots, &ruled, found, trail, seen, candidates);
        if let (Some(lesson), Some(gold)) = (&mut self.lesson, gold) {
            for filler in &fillers {
                let e = &self.entities[filler.entity];
                let span = filler.mention.map(|m| f.span(&f.mentions[m].words));
                let is = |p: &[_]| Lesson::is_party(p, e.code.as_deref(), span.as_ref());
                let labels = lesson.gold.events[gold].labels(is);
                lesson.note(PARTY, labels, 1.0, |names| party_features(names, x, c, &slots, &beside, filler));
            }
        }
        if self.lexicon.weights.is_empty() {
            return (ruled.0, ruled.1, Vec::new());
        }
        let mut weighed = Vec::new();
        let mut actors: Vec<(f32, usize)> = Vec::new();
        let mut recipients: Vec<(f32, usize)> = Vec::new();
        for filler in &fillers {
            let mut scorer = Scorer::new(&self.lexicon.weights, PARTY);
            party_features(&mut scorer, x, c, &slots, &beside, filler);
            let [a, mut r] = scorer.probabilities();
            if c.frame.event_type().is_symmetric() {
                r = 0.0;
            }
            if a.max(r) >= 0.05 {
                weighed.push(Weighed { entity: filler.entity, actor: a, recipient: r });
            }
            if a >= PARTY_THRESHOLD {
                actors.push((a, filler.entity));
            }
            if r >= PARTY_THRESHOLD {
                recipients.push((r, filler.entity));
            }
        }
        let (mut actors, recipients) = (surest_first(actors), surest_first(recipients));
        if c.frame.event_type().is_symmetric() && actors.len() > 1 {
            // Whom the rules call recipient stands on the other side; the split is for people to read.
            let (other, first): (Vec<usize>, Vec<usize>) = actors.iter().partition(|a| ruled.1.contains(a));
            if !first.is_empty() {
                return (first, other, weighed);
            }
            let rest = actors.split_off(1);
            return (actors, rest, weighed);
        }
        (actors, recipients, weighed)
    }

    /// What makes two entities one party of an act: the code, or for open codes the entity itself.
    fn key(&self, e: usize) -> (Option<&str>, usize) {
        match self.entities[e].code.as_deref() {
            Some(code) if !matches!(code, "NSA" | "IGO" | "NGO" | "UNK") => (Some(code), 0),
            _ => (None, e + 1),
        }
    }

    /// The parties of a whole record, from what each of its mentions makes of them.
    fn settle(&mut self, d: &mut Draft) {
        if d.weighed.is_empty() {
            return;
        }
        let mut pooled: Vec<Pooled> = Vec::new();
        for w in &d.weighed {
            let found = pooled.iter_mut().find(|p| self.key(p.best.entity) == self.key(w.entity));
            match found {
                Some(p) => p.take(*w),
                None => pooled.push(Pooled::new(*w)),
            }
        }
        let n = d.mentions.len().max(1);
        let symmetric = d.event_type.is_symmetric();
        let mut contenders: Vec<Contender> = Vec::new();
        let mut labels: Vec<[f32; 2]> = Vec::new();
        for p in &pooled {
            let e = &self.entities[p.best.entity];
            let scene =
                Settling { event_type: d.event_type, all: &pooled, mentions: n, role: e.role, guessed: e.guessed };
            if let (Some(lesson), Some(gold)) = (&mut self.lesson, d.gold) {
                let is = |list: &[_]| e.spans.iter().any(|s| Lesson::is_party(list, e.code.as_deref(), Some(s)));
                let right = lesson.gold.events[gold].labels(is);
                lesson.note(SETTLE, right, 1.0, |names| settle_features(names, &scene, p));
                labels.push(right);
            }
            let mut scorer = Scorer::new(&self.lexicon.weights, SETTLE);
            settle_features(&mut scorer, &scene, p);
            let home = e.code.is_some() && e.code == self.home.seat;
            contenders.push(Contender { p: scorer.probabilities(), role: e.role, guessed: e.guessed, home });
        }
        let contest = Contest { event_type: d.event_type, mentions: n, all: &contenders };
        if let Some(lesson) = &mut self.lesson {
            if d.gold.is_some() && self.lexicon.weights.knows(SETTLE) {
                lesson.rankings.push(ranking(&contest, &labels));
            }
            return;
        }
        let chosen = if self.lexicon.weights.knows(SIDES) {
            contest.best(&self.lexicon.weights)
        } else {
            [0, 1].map(|k| (0..contenders.len()).filter(|&i| contenders[i].p[k] >= SETTLE_THRESHOLD).collect())
        };
        let side = |k: usize| -> Vec<usize> {
            surest_first(chosen[k].iter().map(|&i| (contenders[i].p[k], pooled[i].best.entity)).collect())
        };
        let acting = side(0);
        if !symmetric {
            d.recipients = side(1);
            d.actors = acting;
            return;
        }
        let (other, first): (Vec<usize>, Vec<usize>) =
            acting.iter().partition(|&&a| d.recipients.iter().any(|&r| self.key(r) == self.key(a)));
        (d.actors, d.recipients) = if first.is_empty() {
            (acting.iter().take(1).copied().collect(), acting.iter().skip(1).copied().collect())
        } else if other.is_empty() {
            (first[..1].to_vec(), first[1..].to_vec())
        } else {
            (first, other)
        };
    }

    /// The parties among which the model chooses: one entity for each code of the sentence, then those spoken of before.
    #[allow(clippy::too_many_arguments)]
    fn fillers(
        &self,
        f: &FieldState<'_>,
        x: &Context<'_>,
        c: &Candidate<'_>,
        slots: &Slots<'_>,
        ruled: &(Vec<usize>, Vec<usize>),
        found: &[Source],
        trail: &Trail,
        seen: &Seen,
        candidates: &[Candidate<'_>],
    ) -> Vec<Filler> {
        let mut out: Vec<(usize, Filler)> = Vec::new();
        let key = |e: usize| self.key(e);
        let part = |sides: &(Vec<usize>, Vec<usize>), e: usize| {
            let has = |list: &[usize]| list.iter().any(|&o| key(o) == key(e));
            match (has(&sides.0), has(&sides.1)) {
                (true, _) => "actor",
                (_, true) => "recipient",
                _ => "none",
            }
        };
        let siblings = |entity: usize| {
            let has = |list: &[PartyRef]| {
                list.iter()
                    .any(|p| matches!(p, PartyRef::Mention(m) if f.entities[*m].iter().any(|&o| key(o) == key(entity))))
            };
            let mut out: Vec<(EventType, bool)> = Vec::new();
            for o in candidates.iter().filter(|o| o.trigger != c.trigger) {
                let t = o.frame.event_type();
                out.extend(has(&o.actors).then_some((t, true)));
                out.extend(has(&o.recipients).then_some((t, false)));
            }
            out.sort_unstable();
            out.dedup();
            out
        };
        let none = (Vec::new(), Vec::new());
        let before = seen.parties.get(&c.frame.event_type()).unwrap_or(&none);
        let make = |entity: usize, mention: Option<usize>, whence: Whence| {
            let e = &self.entities[entity];
            Filler {
                entity,
                mention,
                whence,
                rule: part(ruled, entity),
                count: e.spans.len(),
                home: e.code.is_some() && e.code == self.home.seat,
                guessed: e.guessed,
                speaks: found.iter().any(|s| s.mention.is_some_and(|m| f.entities[m].contains(&entity))),
                titled: seen.title.iter().any(|&t| key(t) == key(entity)),
                was: part(before, entity),
                rank: seen.rank.get(entity).copied().unwrap_or(9),
                rivals: 0,
                siblings: siblings(entity),
                ruled: (!ruled.0.is_empty(), !ruled.1.is_empty()),
            }
        };
        for m in f.mentions_in(&x.range) {
            let words = &f.mentions[m].words;
            let place = slots.of(m, words);
            let near = words.start.abs_diff(c.word);
            // An entity that the rules chose comes before all others of its code.
            for &e in &f.entities[m] {
                let chosen = ruled.0.contains(&e) || ruled.1.contains(&e);
                let rank = Slots::rank(&place) * 1000 + near + if chosen { 0 } else { 20_000 };
                match out.iter_mut().find(|(_, o)| key(o.entity) == key(e)) {
                    Some((r, o)) if rank < *r => {
                        *r = rank;
                        *o = make(e, Some(m), Whence::Here);
                    }
                    Some(_) => {}
                    None => out.push((rank, make(e, Some(m), Whence::Here))),
                }
            }
        }
        let mut further = |e: usize, whence: Whence| {
            if !out.iter().any(|(_, o)| key(o.entity) == key(e)) {
                out.push((0, make(e, None, whence)));
            }
        };
        ruled.0.iter().chain(&ruled.1).for_each(|&e| further(e, Whence::LastActor));
        trail.last_actor.iter().for_each(|&e| further(e, Whence::LastActor));
        trail.speaker.into_iter().for_each(|e| further(e, Whence::Speaker));
        before.0.iter().chain(&before.1).for_each(|&e| further(e, Whence::SameType));
        seen.before.iter().take(6).for_each(|&e| further(e, Whence::Before));
        seen.title.iter().take(6).for_each(|&e| further(e, Whence::Title));
        seen.frequent.iter().take(3).for_each(|&e| further(e, Whence::Document));
        let rivals = out.iter().filter(|(_, f)| f.whence == Whence::Here).count();
        out.into_iter().map(|(_, f)| Filler { rivals, ..f }).collect()
    }

    /// People without a nationality ("three civilians") belong to the country where the act takes place.
    fn localise(
        &mut self,
        c: &Candidate<'_>,
        actors: Vec<usize>,
        recipients: Vec<usize>,
        place: &Option<Located>,
    ) -> (Vec<usize>, Vec<usize>) {
        let deed = matches!(
            c.frame.event_type(),
            EventType::Assault | EventType::Coerce | EventType::Protest | EventType::Mobilize | EventType::Retreat
        );
        let Some(country) = place.as_ref().and_then(|p| p.0.country.clone()).filter(|_| deed) else {
            return (actors, recipients);
        };
        let mut local = |ids: Vec<usize>| -> Vec<usize> {
            ids.into_iter()
                .map(|id| {
                    let e = self.entities[id].clone();
                    if !e.guessed || e.role == Role::Reb || e.code.as_deref() == Some(country.as_str()) {
                        return id;
                    }
                    let twin = self.entities.iter().position(|x| {
                        x.guessed && x.name == e.name && x.role == e.role && x.code.as_deref() == Some(country.as_str())
                    });
                    twin.unwrap_or_else(|| self.add(Entity { code: Some(country.clone()), ..e }))
                })
                .collect()
        };
        let actors = local(actors);
        (actors, local(recipients))
    }

    fn status(&self, status: Status, date: &Option<Dated>) -> Status {
        match (status, date, self.article.published) {
            (Status::Occurred, Some((start, _, _)), Some(published)) if *start > published => Status::Planned,
            (Status::Planned, Some((_, end, _)), Some(published)) if *end < published => Status::Occurred,
            _ => status,
        }
    }

    fn resolve(&self, f: &FieldState<'_>, parties: &[PartyRef], last: &[usize], c: &Candidate<'_>) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for p in parties {
            match p {
                PartyRef::Mention(m) => out.extend(&f.entities[*m]),
                PartyRef::Pronoun(w) => {
                    // The last party before the word that is not the clause's own subject.
                    let own: Vec<usize> = c
                        .actors
                        .iter()
                        .filter_map(|a| if let PartyRef::Mention(m) = a { Some(f.entities[*m].clone()) } else { None })
                        .flatten()
                        .collect();
                    let before = (0..f.mentions.partition_point(|m| m.words.end <= *w))
                        .rev()
                        .filter(|&m| f.mentions[m].kind != MentionKind::Adjective)
                        .flat_map(|m| f.entities[m].first().copied())
                        .find(|e| !own.contains(e));
                    match before {
                        Some(e) => out.push(e),
                        None => out.extend(last.iter().copied().filter(|e| !own.contains(e))),
                    }
                }
            }
        }
        let mut seen = Vec::new();
        out.retain(|e| {
            let new = !seen.contains(e);
            if new {
                seen.push(*e);
            }
            new
        });
        out
    }

    /// Keeps what the sources of a sentence say.
    fn note_statements(&mut self, f: &FieldState<'_>, found: &[Source], range: &Range<usize>) {
        for s in found {
            let Some(said) = statement(&f.around(), s, range.clone()) else { continue };
            let span = f.span(&said.words);
            if self.statements.iter().any(|x| x.span == span) {
                continue;
            }
            let speaker = self.source_entity(f, s);
            let to = said.to.and_then(|m| f.entities[m].first().copied()).filter(|&e| e != speaker);
            let anonymous = s.kind == SourceKind::Anonymous;
            self.statements.push(Spoken { speaker, anonymous, quote: said.quote, span, to });
        }
    }

    /// Entity and kind of a candidate's source; none where it only speaks for itself.
    fn credited(
        &mut self,
        f: &FieldState<'_>,
        c: &Candidate<'_>,
        s: &Source,
        actors: &[usize],
    ) -> Option<(usize, SourceKind)> {
        let id = self.source_entity(f, s);
        let own_words = c.frame.event_type().is_words();
        let w = &f.text.words[c.light.unwrap_or(c.word)];
        if own_words && w.joined() && actors.contains(&id) {
            return None;
        }
        // "said that he had asked": an act of words done elsewhere is told on the speaker's word.
        let elsewhere = w.is_verb() && !w.imperfect() && c.light != Some(s.word);
        let signed = matches!(w.lemma, "وقع" | "اتفق" | "ابرم" | "امضي" | "قاضي" | "حقق");
        let own_words = own_words && !elsewhere && !signed;
        let code = &self.entities[id].code;
        let speaks_for = |a: usize| {
            matches!(self.entities[a].kind, "state" | "body") && self.entities[a].code == *code && code.is_some()
        };
        if own_words && (actors.is_empty() || actors.iter().any(|&a| a == id || speaks_for(a))) {
            return None;
        }
        Some((id, s.kind))
    }

    /// The party that a source is; one that no mention names ("local sources") becomes a party of its own.
    fn source_entity(&mut self, f: &FieldState<'_>, s: &Source) -> usize {
        let span = f.span(&s.words);
        let named = s.mention.and_then(|m| f.entities[m].first().copied());
        let name = f.raw(&s.words).to_owned();
        let role = if s.kind == SourceKind::Media { Role::Med } else { Role::Unk };
        let kind = if s.kind == SourceKind::Anonymous { "group" } else { "body" };
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
            spans: vec![span],
            guessed: false,
            body: None,
        })
    }

    fn act<'s>(
        &'s self,
        event_type: EventType,
        status: Status,
        anchors: &'s [Anchor],
        actors: &[usize],
        recipients: &[usize],
    ) -> Act<'s> {
        let codes = |ids: &[usize]| ids.iter().filter_map(|&e| self.entities[e].code.as_deref()).collect();
        Act { event_type, status, anchors, actors: codes(actors), recipients: codes(recipients) }
    }

    /// Date and place of one mention by what stands around it.
    fn when_and_where(&self, scene: &Scene<'_>, act: &Act<'_>) -> (Option<Dated>, Option<Located>) {
        let weights = &self.lexicon.weights;
        let sure = |c: &Choice| c.p >= MENTION_THRESHOLD;
        let date = scene.date_choices(act, weights).into_iter().next().filter(sure);
        let place = scene.place_choices(act, weights).into_iter().next().filter(sure);
        (date.and_then(|c| dated(scene, &c)), place.map(|c| located(scene, &c)))
    }

    /// Every source of a sentence that covers a candidate.
    fn credits(
        &mut self,
        f: &FieldState<'_>,
        c: &Candidate<'_>,
        found: &[Source],
        told: &Told,
        actors: &[usize],
        rule: Option<(usize, SourceKind)>,
    ) -> Vec<(usize, Credited)> {
        let at = c.light.unwrap_or(c.word);
        let covers = |s: &&Source| s.word != c.word && (s.scope.contains(&at) || s.scope.contains(&c.word));
        let all: Vec<&Source> = found.iter().filter(covers).collect();
        let mut out = Vec::new();
        for source in &all {
            let entity = self.source_entity(f, source);
            let code = self.entities[entity].code.as_deref();
            let doer = if actors.is_empty() {
                "open"
            } else if actors.contains(&entity) {
                "doer"
            } else if code.is_some() && actors.iter().any(|&a| self.entities[a].code.as_deref() == code) {
                "state"
            } else {
                "other"
            };
            let link = Link { source, rule: rule.is_some_and(|r| r.0 == entity), doer, rivals: all.len() - 1 };
            let mut features = Names::default();
            credit_features(&mut features, &f.around(), c, told, &link);
            out.push((0, Credited { entity, kind: source.kind, features }));
        }
        out
    }

    /// Standing and source of whole records, from what all their mentions say.
    fn settle_words(&mut self, drafts: &mut [Draft]) {
        let weights = &self.lexicon.weights;
        let published = self.article.published;
        let mut instances = Vec::new();
        for d in drafts {
            let when = match (&d.date, published) {
                (Some((_, end, _)), Some(p)) if *end < p => "past",
                (Some((start, _, _)), Some(p)) if *start > p => "future",
                (Some(_), Some(_)) => "day",
                _ => "open",
            };
            let gold = self.lesson.as_ref().and_then(|l| l.gold.events.get(d.gold?));
            let count = |e: usize| d.credits.iter().filter(|(_, c)| c.entity == e).count();
            if self.lesson.is_some() {
                let Some(gold) = gold.filter(|_| !weights.is_empty()) else { continue };
                for s in statuses(&d.told) {
                    let mut names = Names::default();
                    status_features(&mut names, d.event_type, &d.told, when, s);
                    instances.push(answer(STATUS, names, gold.status == Some(s)));
                }
                for (mention, c) in &d.credits {
                    let mut names = c.features.clone();
                    source_features(&mut names, d.event_type, &d.told, *mention, count(c.entity), c.kind);
                    let meets =
                        |x: &Span| gold.source.iter().any(|g| g.field == x.field && g.start < x.end && x.start < g.end);
                    instances.push(answer(SOURCE, names, self.entities[c.entity].spans.iter().any(meets)));
                }
                continue;
            }
            if weights.knows(STATUS) {
                let weigh = |s: Status| {
                    let mut scorer = Scorer::new(weights, STATUS);
                    status_features(&mut scorer, d.event_type, &d.told, when, s);
                    (scorer.probabilities()[0], s)
                };
                // The first of equals: what the first mention says.
                let best = statuses(&d.told).into_iter().map(weigh).reduce(|a, b| if b.0 > a.0 { b } else { a });
                d.status = best.map_or(d.status, |b| b.1);
            }
            if weights.knows(SOURCE) {
                let weigh = |(mention, c): &(usize, Credited)| {
                    let mut scorer = Scorer::new(weights, SOURCE);
                    scorer.add_named(&c.features);
                    source_features(&mut scorer, d.event_type, &d.told, *mention, count(c.entity), c.kind);
                    (scorer.probabilities()[0], c.entity, c.kind)
                };
                let best = d.credits.iter().map(weigh).reduce(|a, b| if b.0 > a.0 { b } else { a });
                d.source = best.filter(|b| b.0 >= SOURCE_THRESHOLD).map(|b| (b.1, b.2));
            }
        }
        if let Some(lesson) = &mut self.lesson {
            lesson.instances.append(&mut instances);
        }
    }

    /// Date, place, deadline and length of whole records, from all their mentions and from each other.
    fn settle_scene(&mut self, scene: &Scene<'_>, drafts: &mut [Draft]) {
        let weights = &self.lexicon.weights;
        let mut instances = Vec::new();
        let (mut dates, mut places) = (Vec::new(), Vec::new());
        for d in drafts.iter_mut() {
            let act = self.act(d.event_type, d.status, &d.anchors, &d.actors, &d.recipients);
            if let Some(gold) = self.lesson.as_ref().and_then(|l| l.gold.events.get(d.gold?)) {
                for (f, i, _, names) in scene.weigh_dates(&act, Names::default) {
                    instances.push(answer(DATE, names, scene.fields[f].times[i].value == gold.date));
                }
                for (f, i, _, names) in scene.weigh_places(&act, Names::default) {
                    let right = gold.country.as_deref() == Some(scene.fields[f].places[i].country);
                    instances.push(answer(PLACE, names, right));
                }
            }
            let titles = scene.fields.first().map_or(0, |f| f.around.field.text.sentences().len());
            let voter = |choices| Voter {
                event_type: d.event_type,
                status: d.status,
                form: d.form,
                sentences: d.anchors.iter().map(|a| a.sentence + if a.field == 0 { 0 } else { titles }).collect(),
                parties: act.actors.iter().chain(&act.recipients).map(|&c| c.to_owned()).collect(),
                choices,
            };
            dates.push(voter(scene.date_choices(&act, weights)));
            places.push(voter(scene.place_choices(&act, weights)));
            let deadline = scene.deadline(&act).and_then(|(field, t)| {
                let (a, b) = t.value?;
                Some((a, b, scene_span(scene, field, &t.tokens).1))
            });
            let duration = scene.duration(&act).map(|(minutes, approximate)| Duration { minutes, approximate });
            (d.deadline, d.duration) = (deadline, duration);
        }
        for (i, d) in drafts.iter_mut().enumerate() {
            if let Some(lesson) = &self.lesson {
                let Some(gold) = d.gold.and_then(|g| lesson.gold.events.get(g)).filter(|_| !weights.is_empty()) else {
                    continue;
                };
                let key = gold.date.map(|(a, b)| format!("{a}/{b}"));
                for (c, names) in pooled(&dates, i, Names::default) {
                    instances.push(answer(DATE_POOLED, names, key.as_ref() == Some(&c.key)));
                }
                for (c, names) in pooled(&places, i, Names::default) {
                    instances.push(answer(PLACE_POOLED, names, gold.country.as_ref() == Some(&c.key)));
                }
                continue;
            }
            d.date = choose(&dates, i, weights, DATE_POOLED, DATE_THRESHOLD).and_then(|c| dated(scene, &c));
            d.place = choose(&places, i, weights, PLACE_POOLED, PLACE_THRESHOLD).map(|c| located(scene, &c));
            d.status = self.status(d.status, &d.date);
        }
        if let Some(lesson) = &mut self.lesson {
            lesson.instances.append(&mut instances);
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

    fn codes(&self, ids: &[usize]) -> Vec<&str> {
        let mut v: Vec<&str> = ids.iter().map(|&i| self.entities[i].code.as_deref().unwrap_or("UNK")).collect();
        v.sort_unstable();
        v.dedup();
        v
    }

    /// Joins drafts that tell of one act.
    fn merge(&mut self, drafts: Vec<Draft>, scene: &Scene<'_>) -> Vec<Draft> {
        let mut out: Vec<Draft> = Vec::new();
        let mut companies: BTreeMap<EventType, Company> = BTreeMap::new();
        for d in &drafts {
            companies.entry(d.event_type).or_insert_with(|| Company::new(&drafts, d.event_type));
        }
        let company = |d: &Draft| companies.get(&d.event_type).copied().unwrap_or_default();
        // The act that each draft tells of, as the number of its first draft.
        let mut act: Vec<usize> = (0..drafts.len()).collect();
        for block in blocks(&drafts) {
            let pairs = |k: usize| block[..k].iter().map(|&i| &drafts[i]);
            if let Some(mut lesson) = self.lesson.take() {
                for (k, &j) in block.iter().enumerate() {
                    let b = &drafts[j];
                    for a in pairs(k).filter(|a| a.gold.is_some() && b.gold.is_some()) {
                        let same = f32::from(u8::from(a.gold == b.gold));
                        lesson.note(SAME, [same, 0.0], 1.0, |names| self.same_features(names, a, b, company(b)));
                    }
                    let first = b.gold.and_then(|_| drafts.iter().position(|o| o.gold == b.gold));
                    act[j] = first.unwrap_or(j);
                }
                self.lesson = Some(lesson);
            } else if self.lexicon.weights.is_empty() {
                for (k, &j) in block.iter().enumerate() {
                    let found = block[..k].iter().rev().find(|&&i| self.same_act(&drafts[i], &drafts[j]));
                    act[j] = found.map_or(j, |&i| act[i]);
                }
            } else {
                let weigh = |a: &Draft, b: &Draft| {
                    let mut scorer = Scorer::new(&self.lexicon.weights, SAME);
                    self.same_features(&mut scorer, a, b, company(b));
                    scorer.probabilities()[0]
                };
                let p: Vec<Vec<f32>> = (block.iter().enumerate())
                    .map(|(k, &j)| pairs(k).map(|a| weigh(a, &drafts[j])).collect())
                    .collect();
                for (k, first) in cluster(&p, SAME_THRESHOLD).into_iter().enumerate() {
                    act[block[k]] = block[first];
                }
            }
        }
        let mut at: BTreeMap<usize, usize> = BTreeMap::new();
        for (d, act) in drafts.into_iter().zip(act) {
            match at.get(&act) {
                Some(&i) => self.join(&mut out[i], d),
                None => {
                    at.insert(act, out.len());
                    out.push(d);
                }
            }
        }
        for d in &mut out {
            self.settle(d);
        }
        self.settle_words(&mut out);
        self.settle_scene(scene, &mut out);
        if self.lexicon.weights.is_empty() {
            // An event noun without parties of its own that joined nothing states no act by itself.
            out.retain(|d| {
                !(d.actors.is_empty()
                    && d.recipients.is_empty()
                    && d.form == Form::Noun
                    && d.event_type != EventType::Assault
                    && d.event_type != EventType::Protest)
            });
        }
        out
    }

    /// Features of "does this mention tell of the act that was told before?".
    fn same_features(&self, out: &mut dyn Sink, a: &Draft, b: &Draft, company: Company) {
        let t = b.event_type.as_str();
        let relation = |x: &[usize], y: &[usize]| {
            let (x, y) = (self.codes(x), self.codes(y));
            match (x.is_empty(), y.is_empty()) {
                (true, true) => "both-empty",
                (true, false) => "first-empty",
                (false, true) => "second-empty",
                _ if x == y => "equal",
                _ if x.iter().all(|c| y.contains(c)) => "wider",
                _ if y.iter().all(|c| x.contains(c)) => "narrower",
                _ if y.iter().any(|c| x.contains(c)) => "overlap",
                _ => "apart",
            }
        };
        let (actors, recipients) = if b.event_type.is_symmetric() {
            let pool = |d: &Draft| d.actors.iter().chain(&d.recipients).copied().collect::<Vec<_>>();
            (relation(&pool(a), &pool(b)), "-")
        } else {
            (relation(&a.actors, &b.actors), relation(&a.recipients, &b.recipients))
        };
        let date = match (&a.date, &b.date) {
            (None, None) => "none",
            (Some(_), None) => "first",
            (None, Some(_)) => "second",
            (Some(x), Some(y)) if x.0 == y.0 && x.1 == y.1 => "equal",
            (Some(x), Some(y)) if x.1 < y.0 || y.1 < x.0 => "apart",
            _ => "overlap",
        };
        let place = match (&a.place, &b.place) {
            (None, None) => "none",
            (Some(_), None) => "first",
            (None, Some(_)) => "second",
            (Some(x), Some(y)) if x.0.geonames.is_some() && x.0.geonames == y.0.geonames => "equal",
            (Some(x), Some(y)) if x.0.country != y.0.country => "apart",
            (Some(x), Some(y)) if x.0.geonames.is_some() && y.0.geonames.is_some() => "towns",
            _ => "country",
        };
        let form = match b.form {
            Form::Noun if b.definite => "definite-noun",
            Form::Noun => "noun",
            Form::Participle => "participle",
            Form::Phrase => "phrase",
            Form::Verb | Form::Light => "verb",
        };
        let title = if a.number == 0 { "title" } else { "-" };
        let distance = bucket(b.number.saturating_sub(a.number));
        let lemma = if a.lemma == b.lemma { "same" } else { "other" };
        let frame = if a.mentions[0].1.rule == b.mentions[0].1.rule { "same" } else { "other" };
        let kind = if a.mode == b.mode { "same" } else { "other" };
        let shared = common(&a.content, &b.content);
        let share = bucket(10 * shared / b.content.len().max(1));
        let agreement = bucket((10.0 * self.agreement(a, b)) as usize);
        let between = bucket(b.position.saturating_sub(a.position).min(30));
        let near = if a.number == b.number { bucket(b.word.abs_diff(a.word)) } else { "-" };
        let status = if a.status == b.status { "same" } else { "other" };
        let statuses = [a.status.as_str(), b.status.as_str()];
        let rule = if self.same_act(a, b) { "rule" } else { "-" };
        out.add(&["bias"]);
        out.add(&["t", t]);
        out.add(&["rule", t, rule]);
        out.add(&["rule", rule, actors, recipients]);
        out.add(&["actors", t, actors]);
        out.add(&["recipients", t, recipients]);
        out.add(&["parties", actors, recipients]);
        out.add(&["parties", t, actors, recipients, lemma]);
        out.add(&["date", t, date]);
        out.add(&["date", date, place]);
        out.add(&["place", t, place]);
        out.add(&["form", t, form, title]);
        out.add(&["form", form, lemma, actors]);
        out.add(&["title", t, title, actors]);
        out.add(&["distance", t, distance]);
        out.add(&["distance", distance, form, lemma]);
        out.add(&["distance", distance, actors, recipients]);
        out.add(&["lemma", t, lemma]);
        out.add(&["lemma", &b.lemma]);
        out.add(&["lemmas", &a.lemma, &b.lemma]);
        out.add(&["frame", t, frame, kind]);
        out.add(&["frame", form, frame, kind, lemma]);
        out.add(&["shared", t, bucket(shared.min(12))]);
        out.add(&["share", share]);
        out.add(&["share", t, share, lemma]);
        out.add(&["share", share, actors]);
        out.add(&["near", t, near]);
        out.add(&["agreement", t, agreement]);
        out.add(&["agreement", agreement, lemma, form]);
        out.add(&["agreement", agreement, date, place]);
        out.add(&["agreement", agreement, share]);
        out.add(&["between", t, between]);
        out.add(&["between", between, form, lemma]);
        let level = |n: usize| ["title", "lead", "top", "low"][n.min(2) + usize::from(n > 4)];
        out.add(&["levels", t, level(a.number), level(b.number)]);
        out.add(&["levels", level(a.number), level(b.number), lemma, form]);
        out.add(&["near", near, form, lemma]);
        let last = if a.number == b.number { "here" } else { "earlier" };
        let (mentions, places) = (bucket(company.mentions), bucket(company.places.min(6)));
        out.add(&["mentions", t, mentions]);
        out.add(&["mentions", t, mentions, places]);
        out.add(&["mentions", mentions, actors, recipients]);
        out.add(&["mentions", t, mentions, last, title]);
        out.add(&["mentions", mentions, form, lemma]);
        out.add(&["last", t, last, title]);
        out.add(&["last", form, last, lemma]);
        out.add(&["status", t, status]);
        out.add(&["status", statuses[0], statuses[1]]);
        let (x, y) = (&a.setting, &b.setting);
        out.add(&["rules", &a.mentions[0].1.rule, &b.mentions[0].1.rule]);
        out.add(&["modes", t, a.mode.as_deref().unwrap_or("-"), b.mode.as_deref().unwrap_or("-")]);
        out.add(&["previous", &y.previous]);
        out.add(&["previous", form, &y.previous]);
        out.add(&["next", &y.next]);
        out.add(&["next", lemma, &y.next]);
        out.add(&["first-next", &x.next]);
        out.add(&["governing", t, &y.governing, form]);
        out.add(&["governing", near, &y.governing]);
        out.add(&["first-governing", t, &x.governing]);
        let object = if x.object == y.object && x.object != "-" { "same" } else { "other" };
        out.add(&["object", t, object]);
        out.add(&["object", lemma, object]);
        out.add(&["object", &y.object]);
        if a.number != b.number {
            out.add(&["opening", &y.opening]);
            out.add(&["opening", y.opening.split(' ').next().unwrap_or("")]);
        }
        let names = bucket(common(&x.names, &y.names).min(5));
        let lacking = bucket((y.names.len() - common(&x.names, &y.names)).min(5));
        out.add(&["names", t, names]);
        out.add(&["names", names, lacking]);
        out.add(&["names", names, actors, recipients]);
        let (m, n) = (&a.magnitude, &b.magnitude);
        let (killed, injured) = (numbers(m.killed, n.killed), numbers(m.injured, n.injured));
        out.add(&["killed", killed, injured]);
        out.add(&["killed", killed, lemma]);
        out.add(&["detained", numbers(m.detained, n.detained)]);
        out.add(&["crowd", numbers(m.crowd, n.crowd)]);
        let source = match (&a.source, &b.source) {
            (Some(x), Some(y)) if x.0 == y.0 => "equal",
            (Some(_), Some(_)) => "apart",
            _ => "open",
        };
        out.add(&["source", t, source]);
    }

    /// How far two mentions agree on who takes part, by the model's own probabilities: 0 to 1.
    fn agreement(&self, a: &Draft, b: &Draft) -> f32 {
        let sure = |w: &Weighed| w.actor.max(w.recipient);
        let total = |d: &Draft| d.weighed.iter().map(sure).sum::<f32>();
        let shared: f32 = (a.weighed.iter())
            .map(|x| {
                let twin = b.weighed.iter().find(|y| self.key(x.entity) == self.key(y.entity));
                twin.map_or(0.0, |y| x.actor.min(y.actor) + x.recipient.min(y.recipient))
            })
            .sum();
        shared / total(a).max(total(b)).max(0.5)
    }

    fn same_act(&self, a: &Draft, b: &Draft) -> bool {
        if a.event_type != b.event_type {
            return false;
        }
        let settled = |s: Status| matches!(s, Status::Occurred | Status::Ongoing);
        if a.status != b.status && !(settled(a.status) && settled(b.status)) && !(b.form == Form::Noun && b.definite) {
            return false;
        }
        if let (Some(x), Some(y)) = (&a.date, &b.date)
            && (x.1 < y.0 || y.1 < x.0)
        {
            return false;
        }
        if let (Some(x), Some(y)) = (&a.place, &b.place)
            && x.0.country != y.0.country
        {
            return false;
        }
        let compatible = |x: &[usize], y: &[usize]| {
            let (x, y) = (self.codes(x), self.codes(y));
            x.is_empty() || y.is_empty() || x.iter().all(|c| y.contains(c)) || y.iter().all(|c| x.contains(c))
        };
        let (parties, known) = if a.event_type.is_symmetric() {
            let pool = |d: &Draft| d.actors.iter().chain(&d.recipients).copied().collect::<Vec<_>>();
            (compatible(&pool(a), &pool(b)), !pool(a).is_empty() && !pool(b).is_empty())
        } else {
            (
                compatible(&a.actors, &b.actors) && compatible(&a.recipients, &b.recipients),
                !a.actors.is_empty() && !b.actors.is_empty(),
            )
        };
        if !parties {
            return false;
        }
        let same_sentence = a.sentence == b.sentence;
        match b.event_type {
            EventType::Consult | EventType::Protest => true,
            EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Retreat => {
                if same_sentence {
                    true
                } else {
                    known || b.form == Form::Noun && b.definite || a.sentence.0 == Field::Title
                }
            }
            _ => {
                known
                    && (a.lemma == b.lemma
                        || a.sentence.0 == Field::Title
                        || b.form == Form::Noun
                        || same_sentence && a.recipients == b.recipients)
            }
        }
    }

    fn join(&self, a: &mut Draft, b: Draft) {
        let union = |x: &mut Vec<usize>, y: &[usize], other: &[usize]| {
            for &e in y {
                let code = self.entities[e].code.as_deref();
                if !x.contains(&e) && !x.iter().chain(other).any(|&o| self.entities[o].code.as_deref() == code) {
                    x.push(e);
                }
            }
        };
        if b.event_type.is_symmetric() {
            let other = a.recipients.clone();
            union(&mut a.actors, &b.actors, &other);
            let other = a.actors.clone();
            union(&mut a.recipients, &b.recipients, &other);
        } else {
            union(&mut a.actors, &b.actors, &[]);
            union(&mut a.recipients, &b.recipients, &[]);
        }
        a.weighed.extend(b.weighed.iter().copied());
        a.anchors.extend(b.anchors);
        let before = a.told.len();
        a.told.extend(b.told);
        a.credits.extend(b.credits.into_iter().map(|(mention, c)| (before + mention, c)));
        a.date = a.date.take().or(b.date);
        a.place = a.place.take().or(b.place);
        a.source = a.source.or(b.source);
        pool(&mut a.magnitude, &b.magnitude);
        for o in &b.others {
            if !a.others.iter().any(|x| x.0 == o.0) {
                a.others.push(*o);
            }
        }
        if a.form == Form::Noun && b.form != Form::Noun {
            a.form = b.form;
            a.status = b.status;
        }
        if a.topics.is_empty() {
            a.topics = b.topics;
        }
        for m in b.mentions {
            if !a.mentions.iter().rev().take(RECENT).any(|x| x.1.field == m.1.field && x.1.start == m.1.start) {
                a.mentions.push(m);
            }
        }
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
        let mut events = Vec::new();
        for (i, d) in drafts.into_iter().enumerate() {
            let mut found = d.mentions;
            found.sort_by_key(|(w, m)| (-w, m.field, m.start));
            let background = background(d.date.as_ref().map(|d| d.1), article.published, d.history, d.status);
            let best = found.first().map_or(0, |m| m.0);
            events.push(Event {
                id: format!("{}#e{}", article.id, i + 1),
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
                place: d.place.map(|(p, field, text)| Place {
                    name: fields.iter().find(|f| f.field == field).map_or("", |f| f.raw(&p.words)).to_owned(),
                    country: p.country,
                    geonames: p.geonames,
                    lat: p.at.map(|a| a.0),
                    lon: p.at.map(|a| a.1),
                    text,
                }),
                topics: d.topics,
                reported_by: d.source.map(|(id, kind)| ReportedBy { actor: number(id), kind }),
                deadline: d.deadline.map(|(a, b, text)| DateRange { start: a.to_string(), end: b.to_string(), text }),
                magnitude: d.magnitude,
                confidence: f64::from((50 + best * 3).clamp(5, 95)) / 100.0,
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
                    name_en: e.name_en.clone(),
                    code: e.code.clone().unwrap_or_else(|| "UNK".to_owned()),
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
            language: "ar",
            schema: SCHEMA_VERSION,
            events,
            actors,
            statements,
            tracks: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cluster;

    #[test]
    fn groups_join_by_the_mean_of_their_pairs() {
        // 0 and 1 are surely one; 2 is like 1 but not like 0, so that its mean with both stays below the threshold.
        assert_eq!(cluster(&[vec![], vec![0.9], vec![0.1, 0.6]], 0.5), [0, 0, 2]);
        assert_eq!(cluster(&[vec![], vec![0.9], vec![0.5, 0.6]], 0.5), [0, 0, 0]);
        // Two pairs that have nothing to do with each other.
        assert_eq!(cluster(&[vec![], vec![0.1], vec![0.8, 0.1], vec![0.1, 0.9, 0.1]], 0.5), [0, 1, 0, 1]);
        assert_eq!(cluster(&[], 0.5), Vec::<usize>::new());
    }
}
