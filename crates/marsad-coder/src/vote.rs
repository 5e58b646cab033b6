//! What an act's mentions say of its standing and of its source, weighed together: each mention keeps what it says ([`Told`],
//! [`Credited`]), and the linear model weighs which status the record takes and whom it credits.

use std::ops::Range;

use marsad_arabic::features::Aspect;
use marsad_lexicon::OUTPUTS;
use marsad_record::{EventType, SourceKind, Status};

use crate::clause::Around;
use crate::judge::{Names, Sink, bucket, form_name, governor};
use crate::propose::{Candidate, Form};
use crate::source::Source;
use crate::standing::Standing;

/// The decision whether a status is the act's.
pub const STATUS: &str = "status";

/// The decision whether a source is the one credited for the act.
pub const SOURCE: &str = "source";

/// Statuses that any act may have, whatever its mentions say.
const ALWAYS: [Status; 3] = [Status::Occurred, Status::Ongoing, Status::Planned];

/// What one mention says of an act's standing.
#[derive(Clone, Debug)]
pub struct Told {
    /// What the rules make of it.
    pub status: Status,
    form: Form,
    tense: &'static str,
    /// `title`, `lead`, `top` or `low`.
    place: &'static str,
    lemma: String,
    previous: String,
    governor: String,
    /// Classes of meaning of the same three words.
    senses: [String; 3],
    content: bool,
}

impl Told {
    /// Reads a candidate; `sentence` is its number in the document, 0 the title.
    pub fn new(
        around: &Around<'_>,
        range: &Range<usize>,
        c: &Candidate<'_>,
        standing: Standing,
        sentence: usize,
    ) -> Told {
        let words = &around.field.words;
        let head = &words[c.light.unwrap_or(c.word)];
        let tense = match (head.is_verb(), head.reading.features.aspect) {
            (true, Aspect::Perfect) => "perfect",
            (true, Aspect::Imperfect) if head.future() => "future",
            (true, _) => "imperfect",
            _ if head.reading.definite() => "definite",
            _ => "noun",
        };
        let word = |i: Option<usize>| i.filter(|i| range.contains(i)).map(|i| &words[i]);
        let lemma = |i| word(i).map_or("^", |w| w.lemma).to_owned();
        let sense = |i| word(i).map_or("^", |w| w.sense()).to_owned();
        let (previous, governor) = (c.trigger.start.checked_sub(1), governor(around, range, c));
        Told {
            status: standing.told(),
            form: c.form,
            tense,
            place: match sentence {
                0 => "title",
                1 => "lead",
                2..=4 => "top",
                _ => "low",
            },
            lemma: words[c.word].lemma.to_owned(),
            previous: lemma(previous),
            governor: lemma(governor),
            senses: [Some(c.word), previous, governor].map(sense),
            content: standing.content_only,
        }
    }
}

/// The statuses that an act may have: what its mentions say, the likeliest first, and [`ALWAYS`].
pub fn statuses(told: &[Told]) -> Vec<Status> {
    let mut out: Vec<Status> = Vec::new();
    for s in told.iter().map(|t| t.status).chain(ALWAYS) {
        if !out.contains(&s) {
            out.push(s);
        }
    }
    out
}

/// Features of "is this the act's status?". `when` is where its date lies from publication: `past`, `day`, `future`, `open`.
pub fn status_features(out: &mut impl Sink, t: EventType, told: &[Told], when: &str, status: Status) {
    let (s, t) = (status.as_str(), t.as_str());
    let Some(first) = told.first() else { return };
    let n = told.len();
    let votes = told.iter().filter(|x| x.status == status).count();
    let share = ["none", "few", "some", "most", "all"][if n == votes { 4 } else { (4 * votes).div_ceil(n).min(3) }];
    let of = |x: Option<&Told>| x.map_or("none", |x| x.status.as_str());
    let verb = of(told.iter().find(|x| matches!(x.form, Form::Verb | Form::Light)));
    let title = of(told.iter().find(|x| x.place == "title"));
    let body = of(told.iter().find(|x| x.place != "title"));
    let form = form_name(first.form);
    let content = if told.iter().all(|x| x.content) { "content" } else { "told" };
    out.add((s, "bias"));
    out.add((s, "t", t));
    out.add((s, "share", share));
    out.add((s, "share", t, share));
    out.add((s, "share", share, bucket(n.min(5)), content));
    out.add((s, "first", of(Some(first)), form, first.tense));
    out.add((s, "first", t, of(Some(first)), first.tense));
    out.add((s, "place", of(Some(first)), first.place, first.tense));
    out.add((s, "title-body", title, body));
    out.add((s, "verb", verb, of(Some(first))));
    out.add((s, "when", when, of(Some(first))));
    out.add((s, "when", when, share));
    out.add((s, "when", when, t, first.tense));
    for x in told.iter().take(4) {
        out.add((s, "lemma", &x.lemma, x.tense));
        out.add((s, "previous", &x.previous, x.tense));
        out.add((s, "governor", &x.governor, x.tense));
        for (part, sense) in ["sense", "sense-previous", "sense-governor"].into_iter().zip(&x.senses) {
            out.add((s, part, sense, x.tense));
        }
        out.add((s, "told", x.status.as_str(), x.tense, x.place));
    }
}

/// A source that a mention's sentence has for it.
#[derive(Clone, Debug)]
pub struct Credited {
    /// The party that it is.
    pub entity: usize,
    /// What sort it is.
    pub kind: SourceKind,
    /// Whether its words cover the mention; else it only stands near.
    pub covers: bool,
    /// What stands around it.
    pub weighed: Weighed,
}

/// What stands around a source: while learning by name, else the sums of its weights.
#[derive(Clone, Debug)]
pub enum Weighed {
    /// Names of the features.
    Names(Names),
    /// Sums of their weights.
    Sums([f32; OUTPUTS]),
}

/// What a mention makes of a source that covers it: whether the rules credit it, and how the source stands to the doer (`doer`,
/// `state` of the doer, `other`, or `open` where no doer is known).
pub struct Link<'s> {
    /// The source.
    pub source: &'s Source,
    /// Whether the rules credit it.
    pub rule: bool,
    /// How it stands to the doer.
    pub doer: &'static str,
    /// Other sources that cover the mention.
    pub rivals: usize,
    /// The source's code.
    pub code: &'s str,
}

/// Reads the link of a candidate to a source.
pub fn credit_features(out: &mut impl Sink, around: &Around<'_>, c: &Candidate<'_>, told: &Told, link: &Link<'_>) {
    let words = &around.field.words;
    let s = link.source;
    let t = c.frame.event_type();
    let (kind, rule) = (s.kind.as_str(), if link.rule { "rule" } else { "-" });
    let form = form_name(c.form);
    let at = c.light.unwrap_or(c.word);
    let verb = &words[s.word];
    let side = if s.word < at { "before" } else { "behind" };
    let gap = bucket(s.word.abs_diff(at));
    let opening = bucket(at.abs_diff(s.scope.start).min(15));
    let word_act = if t.is_words() { "words" } else { "deed" };
    let joined = if words[at].joined() { "joined" } else { "-" };
    let verbs = bucket((s.word.min(at) + 1..s.word.max(at)).filter(|&i| words[i].is_verb()).count().min(3));
    let t = t.as_str();
    let sense = words[at].sense();
    out.add(("bias",));
    out.add(("sense", sense, link.doer));
    out.add(("sense", sense, side));
    out.add(("rule", rule, t));
    out.add(("rule", rule, kind, form));
    out.add(("rule", rule, link.doer, word_act));
    out.add(("doer", link.doer, t, form));
    out.add(("doer", link.doer, kind, word_act, joined));
    out.add(("kind", kind, t));
    out.add(("verb", verb.lemma, side));
    out.add(("verb", verb.lemma, word_act, link.doer));
    out.add(("verb-sense", verb.sense(), word_act, link.doer));
    out.add(("code", link.code, link.doer));
    out.add(("code", link.code, t, rule));
    out.add(("side", side, verbs, gap));
    out.add(("side", side, form, told.tense, verbs));
    out.add(("opening", opening, form, side));
    out.add(("tense", told.tense, word_act, link.doer, rule));
    out.add(("place", told.place, kind, rule));
    out.add(("status", told.status.as_str(), word_act, rule));
    out.add(("lemma", &told.lemma, link.doer));
    out.add(("previous", &told.previous, side));
    out.add(("rivals", bucket(link.rivals.min(3)), rule));
    out.add(("doer-verbs", link.doer, verbs, side, form, rule));
}

/// A source that stands near a mention without covering it.
pub struct Near<'s> {
    /// Where: `beside`, `before`, `behind`, `title`, `main`.
    pub place: &'static str,
    /// Sentences between.
    pub far: usize,
    /// Whether the document hears it most.
    pub main: bool,
    /// What sort it is.
    pub kind: SourceKind,
    /// Lemma of its reporting word.
    pub verb: &'s str,
    /// How it stands to the doer, as in [`Link`].
    pub doer: &'static str,
    /// Sources that cover the mention.
    pub covered: usize,
    /// The source's code.
    pub code: &'s str,
}

/// Features of a source near a mention.
pub fn near_features(
    out: &mut impl Sink,
    around: &Around<'_>,
    range: &Range<usize>,
    c: &Candidate<'_>,
    told: &Told,
    near: &Near<'_>,
) {
    let words = &around.field.words;
    let (place, kind) = (near.place, near.kind.as_str());
    let main = if near.main { "main" } else { "-" };
    let far = bucket(near.far.min(6));
    let t = c.frame.event_type();
    let act = if t.is_words() { "words" } else { "deed" };
    let form = form_name(c.form);
    let covered = bucket(near.covered.min(2));
    let opening = words.get(range.start).map_or("", |w| if w.is_quotation_mark() { "\"" } else { w.lemma });
    out.add(("near",));
    out.add(("near", place, far, covered));
    out.add(("near", place, far, kind, main));
    out.add(("near", place, main, act, near.doer));
    out.add(("near", place, t.as_str(), kind));
    out.add(("near", place, form, told.tense, act));
    out.add(("near", place, told.place, main));
    out.add(("near", place, far, "verb", near.verb));
    out.add(("near", place, far, "opening", opening));
    out.add(("near", place, near.doer, kind, covered));
    out.add(("near", "code", near.code, place));
    out.add(("near", "code", near.code, t.as_str()));
    out.add(("near", "status", told.status.as_str(), place));
}

/// Features of a source in the whole record: in which of its mentions, and how many, it stands.
pub fn source_features(
    out: &mut impl Sink,
    t: EventType,
    told: &[Told],
    mention: usize,
    credits: usize,
    source: &Credited,
) {
    let n = told.len();
    let kind = source.kind;
    let covers = if credits == 0 {
        "near"
    } else if source.covers {
        "covers"
    } else {
        "elsewhere"
    };
    let order = if mention == 0 { "first" } else { "later" };
    let first = told.first().map_or("-", |x| x.place);
    let here = told.get(mention).map_or("-", |x| x.place);
    let share = if credits >= n {
        "all"
    } else if credits * 2 >= n {
        "half"
    } else {
        "few"
    };
    out.add(("covers", covers, order));
    out.add(("order", order, share, covers));
    out.add(("order", order, first, here));
    out.add(("share", share, bucket(n.min(6)), t.as_str()));
    out.add(("share", share, kind.as_str(), order, covers));
    out.add(("mentions", bucket(n.min(6)), order, kind.as_str()));
}

#[cfg(test)]
mod tests {
    use marsad_record::Status;

    use super::{Told, statuses};
    use crate::propose::Form;

    fn told(status: Status) -> Told {
        Told {
            status,
            form: Form::Verb,
            tense: "perfect",
            place: "lead",
            lemma: String::new(),
            previous: String::new(),
            governor: String::new(),
            senses: Default::default(),
            content: false,
        }
    }

    #[test]
    fn what_the_first_mention_says_is_tried_first() {
        let all = statuses(&[told(Status::Denied), told(Status::Planned), told(Status::Denied)]);
        assert_eq!(all, [Status::Denied, Status::Planned, Status::Occurred, Status::Ongoing]);
    }
}
