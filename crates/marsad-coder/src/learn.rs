//! What the coder's decisions look like to a trainer: [`lesson`] codes an article beside its gold record and returns each
//! decision's features with the right answer.

use marsad_lexicon::Lexicon;
use marsad_record::{EventType, Field, Span};

use crate::Article;
use crate::judge::Names;

/// A party of a gold event.
#[derive(Clone, Debug)]
pub struct GoldParty {
    /// Its code.
    pub code: String,
    /// Where its words stand in the article.
    pub spans: Vec<Span>,
}

/// A gold event.
#[derive(Clone, Debug)]
pub struct GoldEvent {
    /// Its type.
    pub event_type: EventType,
    /// Optional or background: neither right nor wrong.
    pub neutral: bool,
    /// Trigger words.
    pub triggers: Vec<Span>,
    /// Who acts.
    pub actors: Vec<GoldParty>,
    /// Who is acted upon.
    pub recipients: Vec<GoldParty>,
    /// First and last day.
    pub date: Option<(marsad_time::Date, marsad_time::Date)>,
    /// Country of its place, ISO alpha-3.
    pub country: Option<String>,
    /// Its standing.
    pub status: Option<marsad_record::Status>,
    /// Where the words of its source stand; empty where the paper itself asserts it.
    pub source: Vec<Span>,
}

impl GoldEvent {
    /// Right answers to "does this party act?" and "is it acted upon?", where `is` finds it among parties. Between equals either
    /// side will do: what is learnt is who takes part.
    pub(crate) fn labels(&self, is: impl Fn(&[GoldParty]) -> bool) -> [f32; marsad_lexicon::OUTPUTS] {
        let label = |right: bool| f32::from(u8::from(right));
        let (acts, suffers) = (is(&self.actors), is(&self.recipients));
        if self.event_type.is_symmetric() { [label(acts || suffers), 0.0] } else { [label(acts), label(suffers)] }
    }

    /// The same for one name of a party. Where the party stands on both sides, the name stands on the side whose words it is
    /// part of.
    pub(crate) fn labels_of(&self, code: Option<&str>, span: Option<&Span>) -> [f32; marsad_lexicon::OUTPUTS] {
        let labels = self.labels(|p| Lesson::is_party(p, code, span));
        if labels != [1.0, 1.0] {
            return labels;
        }
        let named = |list: &[GoldParty]| {
            list.iter().filter(|p| code == Some(p.code.as_str())).any(|p| Lesson::overlap(p, span))
        };
        match (named(&self.actors), named(&self.recipients)) {
            (true, false) => [1.0, 0.0],
            (false, true) => [0.0, 1.0],
            _ => labels,
        }
    }
}

/// The gold record of an article.
#[derive(Clone, Debug, Default)]
pub struct Gold {
    /// Its events.
    pub events: Vec<GoldEvent>,
    /// Sentences of the body as `[start, end)` in chars.
    pub sentences: Vec<(u32, u32)>,
}

/// One decision with its features and its right answer for each output (0 or 1).
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Which decision.
    pub decision: &'static str,
    /// Names of the features that hold, without the decision.
    pub features: Vec<String>,
    /// Right answers.
    pub labels: [f32; marsad_lexicon::OUTPUTS],
    /// How much it counts.
    pub weight: f32,
}

/// One of several answers to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Names of the features that hold.
    pub features: Vec<String>,
    /// What the scale is multiplied with.
    pub sum: f32,
    /// How good the answer is: 0 to 1.
    pub gain: f32,
}

/// A question with several answers of which one is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Names of the features whose weights make the scale of the sums.
    pub scale: Vec<String>,
    /// The answers.
    pub answers: Vec<Answer>,
}

/// What gold says of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its trigger is a trigger of this gold event.
    Trigger(usize),
    /// It stands in a sentence that speaks of this event, at other words.
    Sentence(usize),
    /// Careful coders could differ.
    Neutral,
    /// No event.
    No,
}

impl Verdict {
    /// Right answer, weight and gold event; none where careful coders could differ.
    pub(crate) fn answer(self) -> Option<(f32, f32, Option<usize>)> {
        match self {
            Verdict::Trigger(i) => Some((1.0, 1.0, Some(i))),
            Verdict::Sentence(i) => Some((1.0, 0.5, Some(i))),
            Verdict::No => Some((0.0, 1.0, None)),
            Verdict::Neutral => None,
        }
    }
}

/// The gold record and the instances gathered so far.
pub(crate) struct Lesson {
    pub(crate) gold: Gold,
    pub(crate) instances: Vec<Instance>,
    pub(crate) rankings: Vec<Ranking>,
}

impl Lesson {
    /// Notes a decision: what it looked at, and the right answers.
    pub(crate) fn note(
        &mut self,
        decision: &'static str,
        labels: [f32; marsad_lexicon::OUTPUTS],
        weight: f32,
        features: impl FnOnce(&mut Names),
    ) {
        let mut names = Names::default();
        features(&mut names);
        self.instances.push(Instance { decision, features: names.0, labels, weight });
    }

    fn sentence(&self, span: &Span) -> usize {
        match span.field {
            Field::Title => 0,
            Field::Text => {
                let i = self.gold.sentences.iter().position(|s| span.start < s.1);
                i.unwrap_or(self.gold.sentences.len().saturating_sub(1)) + 1
            }
        }
    }

    /// Judges a candidate by its type and trigger.
    pub(crate) fn verdict(&self, event_type: EventType, trigger: &Span) -> Verdict {
        let same = || self.gold.events.iter().enumerate().filter(|(_, e)| e.event_type == event_type);
        let overlaps = |s: &Span| s.field == trigger.field && s.start < trigger.end && trigger.start < s.end;
        let found = same().find(|(_, e)| !e.neutral && e.triggers.iter().any(overlaps));
        if let Some((i, _)) = found {
            return Verdict::Trigger(i);
        }
        if same().any(|(_, e)| e.neutral && e.triggers.iter().any(overlaps)) {
            return Verdict::Neutral;
        }
        // Of several acts in the sentence it is taken for the one told nearest.
        let here = self.sentence(trigger);
        let far =
            |t: &Span| if t.end <= trigger.start { trigger.start - t.end } else { t.start.saturating_sub(trigger.end) };
        let near = |e: &GoldEvent| e.triggers.iter().filter(|t| self.sentence(t) == here).map(far).min();
        match same().filter_map(|(i, e)| Some((near(e)?, i, e))).min_by_key(|x| (x.0, x.1)) {
            Some((_, _, e)) if e.neutral => Verdict::Neutral,
            Some((_, i, _)) => Verdict::Sentence(i),
            None => Verdict::No,
        }
    }

    fn overlap(p: &GoldParty, span: Option<&Span>) -> bool {
        span.is_some_and(|s| p.spans.iter().any(|x| x.field == s.field && x.start < s.end && s.start < x.end))
    }

    /// Whether a party with this code and these spans in the sentence is one of the gold parties.
    pub(crate) fn is_party(parties: &[GoldParty], code: Option<&str>, span: Option<&Span>) -> bool {
        parties.iter().any(|p| {
            let overlap = Lesson::overlap(p, span);
            let open = matches!(p.code.as_str(), "NSA" | "IGO" | "NGO" | "UNK");
            if open { overlap } else { code == Some(p.code.as_str()) || code.is_none() && overlap }
        })
    }
}

/// Codes an article as [`crate::code`] does and returns every decision with gold's answer. Later decisions rest on gold's answers
/// to earlier ones. With weights in the lexicon, parties are filled by them and only merging is new.
pub fn lesson(article: &Article, lexicon: &Lexicon, gold: Gold) -> (Vec<Instance>, Vec<Ranking>) {
    crate::document::learn(article, lexicon, Lesson { gold, instances: Vec::new(), rankings: Vec::new() })
}
