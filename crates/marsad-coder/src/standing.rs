//! Standing of a predicate: occurred, ongoing, planned, possible or denied; and whether it is only the content of a
//! demand, a threat or an accusation, which is no act beside it.

use std::ops::Range;

use marsad_arabic::features::{Aspect, Pos, Verbal};
use marsad_lexicon::Lexicon;
use marsad_record::{EventType, Status};

use crate::propose::{Candidate, Form};
use crate::word::FieldText;

/// Status of a candidate, and whether it is only the content of another act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The status.
    pub status: Status,
    /// True where it exists only as what is demanded, threatened or feared.
    pub content_only: bool,
    /// True where the text presents it as still to come.
    pub future: bool,
}

const ASSERTED: Standing = Standing { status: Status::Occurred, content_only: false, future: false };

fn with(status: Status) -> Standing {
    Standing { status, content_only: false, future: status == Status::Planned }
}

/// Reads the standing of a candidate from its words.
pub fn standing(
    field: &FieldText<'_>,
    lexicon: &Lexicon,
    range: Range<usize>,
    c: &Candidate<'_>,
    others: &[Candidate<'_>],
) -> Standing {
    let words = &field.words;
    let head = c.light.unwrap_or(c.word);
    let w = &words[head];
    let previous = |k: usize| head.checked_sub(k).filter(|i| range.contains(i)).map(|i| &words[i]);
    let is = |k: usize, list: &[&str]| previous(k).is_some_and(|p| list.contains(&p.folded) || list.contains(&p.stem));

    // Negation and modality that stand directly before the verb.
    if w.is_verb() {
        if is(1, &["لم", "لن", "ليس", "لا"]) && w.imperfect() {
            return with(Status::Denied);
        }
        if w.future() || is(1, &["سوف"]) {
            return with(Status::Planned);
        }
        if is(1, &["قد", "ربما"]) && w.imperfect() {
            return with(Status::Possible);
        }
    }
    // Up the chain: what governs the predicate?
    let from = range.start.max(head.saturating_sub(9));
    let mut i = head;
    let mut crossed = false;
    while i > from {
        i -= 1;
        let g = &words[i];
        if g.is_punctuation() && !matches!(g.folded, "\"" | "«" | "»" | "“" | "”") {
            break;
        }
        if matches!(g.folded, "عدم" | "دون" | "بدون" | "غير" | "بعدم") && head - i <= 2 {
            return with(Status::Denied);
        }
        if matches!(g.folded, "اذا" | "لو" | "ان" | "حال")
            && g.pos() == Pos::Subordinator
            && i + 1 == head
            && lexicon_attribute(lexicon, g, "condition")
            && w.reading.features.aspect == Aspect::Perfect
            && g.folded != "ان"
        {
            return with(Status::Possible);
        }
        if matches!(g.folded, "ان" | "بان") {
            crossed = true;
        }
        if g.reading.features.pos == Pos::Relative {
            break;
        }
        let lemma = g.lemma;
        let modal =
            lexicon.politics.reporting.modal.iter().find(|(l, _)| l == lemma || l == g.stem).map(|(_, s)| s.as_str());
        // A governor speaks of this predicate when it is a noun, or an imperfect behind أن, or under a preposition of it.
        let nominal = matches!(c.form, Form::Noun | Form::Light) && c.light.is_none();
        let subjunctive = w.is_verb() && w.imperfect() && crossed;
        let reaches = nominal || subjunctive || c.light.is_some() && words[head].imperfect();
        if !reaches {
            if g.is_verb() {
                break;
            }
            continue;
        }
        if let Some(other) = others.iter().find(|o| (o.word == i || o.light == Some(i)) && o.word != c.word) {
            let content = matches!(
                other.frame.event_type(),
                EventType::Request | EventType::Threaten | EventType::Reject | EventType::Agree
            ) && !matches!(c.form, Form::Verb if !subjunctive);
            if content {
                return Standing {
                    status: if other.frame.event_type() == EventType::Agree {
                        Status::Planned
                    } else {
                        Status::Possible
                    },
                    content_only: true,
                    future: true,
                };
            }
        }
        match modal {
            Some("planned") => return with(Status::Planned),
            Some("possible") => {
                let content_only = matches!(
                    lemma,
                    "طالب"
                        | "دعا"
                        | "طلب"
                        | "حث"
                        | "ناشد"
                        | "هدد"
                        | "حذر"
                        | "ضروره"
                        | "اهميه"
                        | "وجب"
                        | "خشي"
                );
                return Standing { status: Status::Possible, content_only, future: true };
            }
            Some("denied") => return with(Status::Denied),
            Some("ongoing") => return with(Status::Ongoing),
            _ => {}
        }
        if g.is_verb() {
            break;
        }
    }
    // A purpose clause ("ليلتقي") states no act.
    if w.is_verb() && w.imperfect() && w.preposition() == Some("ل") {
        return Standing {
            status: Status::Possible,
            content_only: c.frame.event_type() != EventType::Consult,
            future: true,
        };
    }
    if w.is_verb() && w.imperfect() {
        let lemma = w.lemma;
        if matches!(lemma, "تواصل" | "استمر" | "واصل" | "جري") && c.light.is_some() {
            return with(Status::Ongoing);
        }
    }
    if w.reading.features.verbal == Verbal::None
        && c.clause
            .adjectives
            .iter()
            .any(|&a| matches!(words[a].lemma, "مرتقب" | "مقبل" | "مقرر" | "مزمع" | "منتظر" | "قادم"))
    {
        return with(Status::Planned);
    }
    if c.clause.adjectives.iter().any(|&a| matches!(words[a].lemma, "مستمر" | "متواصل" | "جار" | "جاري"))
    {
        return with(Status::Ongoing);
    }
    ASSERTED
}

fn lexicon_attribute(lexicon: &Lexicon, w: &crate::word::Word<'_>, attribute: &str) -> bool {
    w.reading.lemma.is_some_and(|l| lexicon.dictionary.lemma(l).attributes.contains(attribute))
}
