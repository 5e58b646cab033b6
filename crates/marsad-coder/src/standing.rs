//! Standing of a predicate: occurred, ongoing, planned, possible or denied; and whether it is only the content of a
//! demand, a threat or an accusation, which is no act beside it.
//!
//! Read in this order: what the verb itself shows (negation, particle, tense), then what governs it: behind أن a verb
//! hangs on the word before أن; a noun hangs on the words before it up to the verb. Words behind which an act is taken for
//! granted ("during the meeting") end the search.

use std::ops::Range;

use marsad_arabic::features::Pos;
use marsad_lexicon::Lexicon;
use marsad_record::{EventType, Status};

use crate::propose::{Candidate, Form};
use crate::word::{FieldText, Word};

/// Status of a candidate, and whether it is only the content of another act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The status.
    pub status: Status,
    /// True where it exists only as what is demanded, threatened, feared or prevented.
    pub content_only: bool,
}

impl Standing {
    /// The status of an act that other evidence puts on record although the words here only want or deny it: it is taken for
    /// granted ("demanded an inquiry into the raid").
    pub fn told(self) -> Status {
        if self.content_only { Status::Occurred } else { self.status }
    }
}

const ASSERTED: Standing = Standing { status: Status::Occurred, content_only: false };
const CONTENT: Standing = Standing { status: Status::Possible, content_only: true };
/// What the text says did not happen and nobody had put on the calendar.
const NO_ACT: Standing = Standing { status: Status::Denied, content_only: true };

fn with(status: Status) -> Standing {
    Standing { status, content_only: false }
}

/// Words that a predicate's governor may stand before it.
const REACH: usize = 12;
/// Words before a verb within which the conjunction of a denial is looked for: "denied that its planes had shelled".
const DENIED: usize = 5;
/// Words behind a predicate within which a condition is looked for.
const CONDITION: usize = 16;

/// What the reader of one candidate looks at.
struct Reader<'r, 'a> {
    field: &'r FieldText<'a>,
    lexicon: &'r Lexicon,
    range: Range<usize>,
    c: &'r Candidate<'r>,
    others: &'r [Candidate<'r>],
    /// The word whose tense counts: the light verb of an event noun, else the predicate.
    head: usize,
    headline: bool,
}

/// Reads the standing of a candidate from its words. In a `headline` the present tense tells of what has happened.
pub fn standing(
    field: &FieldText<'_>,
    lexicon: &Lexicon,
    range: Range<usize>,
    c: &Candidate<'_>,
    others: &[Candidate<'_>],
    headline: bool,
) -> Standing {
    let head = c.light.unwrap_or(c.word);
    let reader = Reader { field, lexicon, range, c, others, head, headline };
    let announced = c.light.is_some() && matches!(reader.word(head).lemma, "اعلن" | "اكد" | "كرر" | "كان");
    let read = if reader.word(head).is_verb() && !announced {
        reader.verb()
    } else if announced || matches!(c.form, Form::Noun | Form::Phrase) {
        reader.noun()
    } else {
        ASSERTED
    };
    if read == with(Status::Planned) && reader.conditioned() { with(Status::Possible) } else { read }
}

impl<'a> Reader<'_, 'a> {
    fn word(&self, i: usize) -> &Word<'a> {
        self.field.word(i)
    }

    fn before(&self, i: usize) -> Option<&Word<'a>> {
        i.checked_sub(1).filter(|p| self.range.contains(p)).map(|p| self.word(p))
    }

    fn event(&self) -> EventType {
        self.c.frame.event_type()
    }

    fn is(&self, w: &Word<'_>, status: &str) -> bool {
        let modal = &self.lexicon.politics.reporting.modal;
        let has = |key: &str| modal.get(key).is_some_and(|list| list.iter().any(|s| s == status));
        has(w.lemma) || w.stem != w.lemma && has(w.stem) || w.folded != w.stem && has(w.folded)
    }

    /// An act of words is done by saying it, also in the future tense ("we shall reply in force" threatens).
    fn said(&self) -> bool {
        match self.event() {
            EventType::Threaten | EventType::Reject | EventType::Support => true,
            EventType::Accuse => !matches!(self.word(self.c.word).lemma, "قاضي" | "مقاضاه" | "حقق" | "تحقيق"),
            EventType::Agree => !matches!(
                self.word(self.c.word).lemma,
                "وقع"
                    | "ابرم"
                    | "امضي"
                    | "اتفق"
                    | "صادق"
                    | "توقيع"
                    | "ابرام"
                    | "امضاء"
                    | "اتفاق"
                    | "مصادقه"
            ),
            _ => false,
        }
    }

    /// Meetings of a moment; a visit or a round of talks lasts.
    fn lasting(&self) -> bool {
        let w = self.word(self.c.word);
        matches!(w.lemma, "زار" | "زياره" | "جوله" | "تفاوض" | "مفاوضه" | "مفاوضات" | "وساطه" | "توسط" | "رافق")
            || self.is(w, "durative")
    }

    /// Words of the days to come beside the predicate.
    fn future_time(&self) -> bool {
        let from = self.head.min(self.c.word);
        let to = (self.c.word + if self.c.form == Form::Noun { 8 } else { 14 }).min(self.range.end);
        for i in from..to {
            let w = self.word(i);
            if matches!(w.folded, "." | "؛") || i > self.c.word && (w.is_verb() || w.pos() == Pos::Subordinator) {
                break;
            }
            if self.is(w, "future") {
                return true;
            }
        }
        false
    }

    /// A condition behind the predicate, before any other verb: "they will meet if need be".
    fn conditioned(&self) -> bool {
        let to = (self.c.word + CONDITION).min(self.range.end);
        for i in self.c.word + 1..to {
            let w = self.word(i);
            let next = || (i + 1 < to).then(|| self.word(i + 1).folded);
            match w.stem {
                "اذا" | "لو" | "شريطه" => return true,
                "حال" | "شرط" => {
                    return w.preposition().is_some() || self.before(i).is_some_and(|p| p.folded == "في");
                }
                "ما" if next() == Some("لم") => return true,
                _ if w.is_verb() || matches!(w.folded, "." | "؛") => return false,
                _ => {}
            }
        }
        false
    }

    fn now(&self) -> bool {
        let from = self.head.saturating_sub(4).max(self.range.start);
        let to = (self.c.word + 5).min(self.range.end);
        (from..to).any(|i| matches!(self.word(i).folded, "حاليا" | "الان"))
    }

    /// Reading of a finite verb, the predicate's own or its light verb.
    fn verb(&self) -> Standing {
        let w = self.word(self.head);
        if self.c.form == Form::Phrase && self.said() {
            return ASSERTED;
        }
        if let Some(p) = self.before(self.head) {
            let negation = matches!(p.stem, "لم" | "لن" | "ليس" | "لا") && p.pos() != Pos::Relative;
            if negation && w.imperfect() {
                return self.negated(p.stem);
            }
            if matches!(p.stem, "اذا" | "لو") || matches!(p.stem, "ان" | "حال") && self.is(p, "content") {
                return CONTENT;
            }
            if w.future() || p.stem == "سوف" {
                return if self.said() { ASSERTED } else { with(Status::Planned) };
            }
            if matches!(p.stem, "قد" | "ربما" | "لعل") && w.imperfect() {
                return with(Status::Possible);
            }
            if w.imperfect() && matches!(p.stem, "كي" | "لكي" | "حتي") {
                return CONTENT;
            }
        }
        if w.future() {
            return if self.said() { ASSERTED } else { with(Status::Planned) };
        }
        if !w.imperfect() {
            return self.perfect();
        }
        if w.preposition() == Some("ل") {
            // A purpose clause ("to meet") of a journey announces the meeting; any other states no act.
            return if self.event() == EventType::Consult { with(Status::Planned) } else { CONTENT };
        }
        if let Some(p) = self.before(self.head)
            && matches!(p.stem, "ان" | "بان" | "الا")
            && p.reading.enclitic.is_none()
            && !self.word(self.head).joined()
        {
            return self.subjunctive(self.head - 1);
        }
        if let Some(aspect) = self.auxiliary() {
            return aspect;
        }
        self.present()
    }

    fn negated(&self, particle: &str) -> Standing {
        // "did not meet" is told as a denial where a meeting or a deed was expected; other verbs under negation are no act.
        if self.said() || particle == "لا" {
            return NO_ACT;
        }
        match self.event() {
            EventType::Consult | EventType::Coerce | EventType::Retreat if particle == "لم" => with(Status::Denied),
            _ => NO_ACT,
        }
    }

    /// "denied that it had shelled": what a verb of denial says did not happen.
    fn denied_by_speaker(&self) -> bool {
        let from = self.range.start.max(self.head.saturating_sub(DENIED));
        let Some(opener) = (from..self.head).rev().find(|&i| self.word(i).pos() == Pos::Subordinator) else {
            return false;
        };
        if !matches!(self.word(opener).stem, "ان" | "بان") {
            return false;
        }
        let from = self.range.start.max(opener.saturating_sub(REACH));
        let governor = (from..opener).rev().map(|i| self.word(i)).find(|w| w.is_verb());
        governor.is_some_and(|g| matches!(g.lemma, "نفي" | "انكر" | "كذب"))
    }

    fn perfect(&self) -> Standing {
        let w = self.word(self.head);
        if !self.said() && self.denied_by_speaker() {
            return with(Status::Denied);
        }
        let begins = self.c.light.is_some() && self.is(w, "begin") || self.aspect_noun("begin");
        let goes_on = self.c.light.is_some() && self.is(w, "ongoing") || self.is(w, "ongoing");
        if goes_on || begins && self.lasting() {
            return with(Status::Ongoing);
        }
        // A lead that opens with the arrival tells of a visit under way.
        let lead = w.lemma == "وصل" && self.head == 0;
        if self.event() == EventType::Consult && (lead || matches!(w.lemma, "وصل" | "بدا") && self.on_visit()) {
            return with(Status::Ongoing);
        }
        if self.c.light.is_some() && self.continuing_adjective() {
            return with(Status::Ongoing);
        }
        ASSERTED
    }

    /// "arrived … on a visit": the visit is under way.
    fn on_visit(&self) -> bool {
        let to = (self.head + 25).min(self.range.end);
        (self.head + 1..to)
            .take_while(|&i| !self.word(i).is_verb())
            .any(|i| self.word(i).lemma == "زياره" && self.before(i).is_some_and(|p| p.folded == "في"))
    }

    fn aspect_noun(&self, status: &str) -> bool {
        self.before(self.c.word).is_some_and(|p| p.is_nominal() && self.is(p, status))
    }

    fn continuing_adjective(&self) -> bool {
        self.c
            .clause
            .adjectives
            .iter()
            .any(|&a| matches!(self.word(a).lemma, "مستمر" | "متواصل" | "جار" | "جاري" | "دائر" | "داير" | "حالي"))
    }

    /// The verb behind أن at `opener`: set, possible or only wanted, as the word before أن says.
    fn subjunctive(&self, opener: usize) -> Standing {
        let from = self.range.start.max(opener.saturating_sub(REACH));
        let mut i = opener;
        let mut steps = 0;
        while i > from {
            i -= 1;
            let g = self.word(i);
            if g.is_punctuation() && !g.is_quotation_mark() {
                break;
            }
            if steps == 0 {
                match g.stem {
                    "قبل" | "بعد" | "منذ" => return ASSERTED,
                    "دون" | "بدون" | "غير" | "عدم" => return NO_ACT,
                    "علي" | "علي ان" => return if self.said() { CONTENT } else { with(Status::Planned) },
                    "بدلا" | "عوضا" | "حتي" | "لولا" => return CONTENT,
                    _ => {}
                }
            }
            steps += 1;
            if self.governed_by_words(i) {
                return CONTENT;
            }
            if self.is(g, "planned") {
                return with(Status::Planned);
            }
            if self.is(g, "denied") {
                return with(Status::Denied);
            }
            if self.is(g, "possible") {
                return with(Status::Possible);
            }
            if self.is(g, "content") || self.is(g, "prevented") {
                return CONTENT;
            }
            if g.is_verb() {
                break;
            }
        }
        CONTENT
    }

    /// Whether word `i` is the predicate of an act of words that only wants what it governs.
    fn governed_by_words(&self, i: usize) -> bool {
        self.others.iter().any(|o| {
            (o.word == i || o.light == Some(i))
                && o.word != self.c.word
                && matches!(o.frame.event_type(), EventType::Request | EventType::Threaten | EventType::Reject)
        })
    }

    /// "was still besieging", "began to besiege", "goes on meeting": the auxiliary before an imperfect.
    fn auxiliary(&self) -> Option<Standing> {
        let from = self.range.start.max(self.head.saturating_sub(6));
        for i in (from..self.head).rev() {
            let g = self.word(i);
            if g.is_punctuation() && !g.is_quotation_mark() || matches!(g.pos(), Pos::Subordinator | Pos::Relative) {
                return None;
            }
            if g.is_verb() {
                return if matches!(g.lemma, "زال" | "ظل" | "استمر" | "واصل" | "بدا" | "اخذ" | "شرع")
                {
                    Some(with(Status::Ongoing))
                } else if g.lemma == "كان" {
                    Some(ASSERTED)
                } else {
                    None
                };
            }
        }
        None
    }

    /// An imperfect that nothing governs.
    fn present(&self) -> Standing {
        let conditional = self.before(self.head).is_some_and(|p| matches!(p.stem, "عندما" | "حين" | "حينما" | "لدي"));
        let deed = !self.event().is_words();
        if deed && self.future_time() || conditional && self.event() == EventType::Consult {
            return with(Status::Planned);
        }
        if self.now() {
            return with(Status::Ongoing);
        }
        // A caption or headline within the text puts its subject first ("the minister meets the ambassador").
        let caption = self.c.clause.subject_first && self.c.clause.start == self.range.start;
        let lasting = self.event() == EventType::Consult && self.lasting();
        if self.headline || self.in_quotation() || !lasting && (caption || self.relative()) {
            return ASSERTED;
        }
        let w = self.word(self.head);
        if deed && (self.is(w, "ongoing") || self.is(w, "begin") && self.c.light.is_some()) {
            return with(Status::Ongoing);
        }
        match self.event() {
            EventType::Consult if self.lasting() || self.c.light.is_some() && w.lemma == "جري" => {
                with(Status::Ongoing)
            }
            // Papers announce the day's meetings in the present tense.
            EventType::Consult => with(Status::Planned),
            EventType::Coerce | EventType::Mobilize | EventType::Protest => with(Status::Ongoing),
            // "The government accuses ..." at the head of a sentence tells a standing claim, no act of the day.
            EventType::Accuse | EventType::Request if self.head == self.range.start && w.joined() => {
                with(Status::Ongoing)
            }
            EventType::Assault if self.c.light.is_some() || self.is(w, "durative") => with(Status::Ongoing),
            _ => ASSERTED,
        }
    }

    /// Whether the verb stands in a relative clause, which recalls rather than reports.
    fn relative(&self) -> bool {
        let from = self.range.start.max(self.head.saturating_sub(3));
        (from..self.head)
            .rev()
            .take_while(|&i| !self.word(i).is_punctuation() && !self.word(i).is_verb())
            .any(|i| self.word(i).pos() == Pos::Relative && self.word(i).stem.starts_with("ال"))
    }

    fn in_quotation(&self) -> bool {
        let text = self.field.text;
        text.quotations_at(self.head).any(|q| q.close - q.open > 6)
    }

    /// Reading of an event noun: up its governors to the verb.
    fn noun(&self) -> Standing {
        let c = self.c;
        if let Some(own) = self.own_word() {
            return own;
        }
        let from = self.range.start.max(c.word.saturating_sub(REACH));
        // Another event noun passed on the way up takes what governs it upon itself: in "demanded an inquiry into the
        // killing" the killing is taken for granted.
        let mut passed = false;
        let mut i = c.word;
        while i > from {
            i -= 1;
            let g = self.word(i);
            if g.is_quotation_mark() {
                continue;
            }
            if g.is_punctuation() || g.pos() == Pos::Relative {
                break;
            }
            if self.is(g, "factive") {
                return self.rest();
            }
            let near = self.c.word - i <= 2;
            if near && matches!(g.stem, "دون" | "بدون" | "عدم" | "غير") {
                return NO_ACT;
            }
            if near && matches!(g.stem, "قبل" | "قبيل") && self.event() == EventType::Consult && self.present_before(i)
            {
                return with(Status::Planned);
            }
            if near && matches!(g.folded, "اجل") {
                return if self.event() == EventType::Consult { with(Status::Planned) } else { self.rest() };
            }
            if let Some(o) = self.others.iter().find(|o| o.word == i && o.word != c.word) {
                match o.frame.event_type() {
                    _ if passed => {}
                    EventType::Request if self.event() == EventType::Protest => return with(Status::Planned),
                    // What is refused or answered was said before.
                    EventType::Reject if matches!(self.event(), EventType::Accuse | EventType::Request) => {
                        return self.rest();
                    }
                    EventType::Request | EventType::Threaten | EventType::Reject => return CONTENT,
                    EventType::Agree if i + 1 < self.c.word || g.is_verb() => {
                        return Standing {
                            status: Status::Planned,
                            content_only: !matches!(self.event(), EventType::Consult | EventType::Cooperate),
                        };
                    }
                    EventType::Accuse | EventType::Support => return self.rest(),
                    _ if g.is_nominal() && i + 1 < self.c.word => passed = true,
                    _ => {}
                }
            }
            if passed {
                if g.is_verb() {
                    break;
                }
                continue;
            }
            if let Some(found) = self.governor(i) {
                return found;
            }
            if g.is_verb() || g.pos() == Pos::Subordinator {
                break;
            }
        }
        self.rest()
    }

    /// Whether the verb that "before the summit" (word `i`) hangs on looks ahead.
    fn present_before(&self, i: usize) -> bool {
        (self.range.start..i)
            .rev()
            .find(|&k| self.word(k).is_verb())
            .is_none_or(|k| self.word(k).imperfect() || self.word(k).future())
    }

    /// What the noun itself and its adjectives say.
    fn own_word(&self) -> Option<Standing> {
        let planned =
            |i: usize| matches!(self.word(i).lemma, "مرتقب" | "مقبل" | "مقرر" | "مزمع" | "منتظر" | "قادم" | "وشيك");
        if self.c.clause.adjectives.iter().any(|&a| planned(a)) {
            return Some(with(Status::Planned));
        }
        if self.c.clause.adjectives.iter().any(|&a| matches!(self.word(a).lemma, "محتمل" | "ممكن" | "مفترض"))
        {
            return Some(with(Status::Possible));
        }
        None
    }

    /// What word `i` makes of the noun that it governs.
    fn governor(&self, i: usize) -> Option<Standing> {
        let g = self.word(i);
        let said = self.said() || self.event() == EventType::Request;
        if g.is_verb() {
            let negated = self.before(i).is_some_and(|p| matches!(p.stem, "لم" | "لن" | "لا"));
            if negated && matches!(g.lemma, "زال" | "توقف") {
                return Some(with(Status::Ongoing));
            }
            if negated {
                let happening = matches!(g.lemma, "تم" | "جري" | "حدث" | "وقع" | "اسفر" | "ادي" | "حصل" | "صدر");
                return Some(match (happening, self.event()) {
                    (true, EventType::Consult | EventType::Coerce) => with(Status::Denied),
                    (true, _) => NO_ACT,
                    _ => self.rest(),
                });
            }
            if g.future() || self.before(i).is_some_and(|p| p.stem == "سوف") {
                return Some(if said { self.rest() } else { with(Status::Planned) });
            }
        }
        if self.is(g, "denied") {
            return Some(if said { ASSERTED } else { with(Status::Denied) });
        }
        if self.is(g, "prevented") {
            return Some(NO_ACT);
        }
        if self.is(g, "ongoing") {
            return Some(if said { ASSERTED } else { with(Status::Ongoing) });
        }
        if self.is(g, "begin") && self.lasting() {
            return Some(if said { ASSERTED } else { with(Status::Ongoing) });
        }
        if self.is(g, "planned") && self.c.word - i <= if g.is_verb() { 6 } else { 3 } {
            return Some(if said { ASSERTED } else { with(Status::Planned) });
        }
        if self.is(g, "content") && self.c.word - i <= 6 {
            let aim = matches!(g.lemma, "اهميه" | "هدف" | "خطر") && self.word(self.c.word).has_article();
            if aim {
                return Some(self.rest());
            }
            let call = matches!(g.lemma, "دعا" | "دعوه");
            return Some(if call && self.event() == EventType::Protest { with(Status::Planned) } else { CONTENT });
        }
        if self.is(g, "possible") && self.c.word - i <= 4 {
            return Some(if said { ASSERTED } else { with(Status::Possible) });
        }
        None
    }

    /// "a visit that he is making", "the battles raging in": a present tense behind the noun carries the act out.
    fn carried_out_now(&self, end: usize) -> bool {
        (end..(end + 5).min(self.range.end))
            .take_while(|&i| !self.word(i).is_punctuation())
            .find(|&i| self.word(i).is_verb())
            .is_some_and(|i| {
                let w = self.word(i);
                w.imperfect() && !w.future() && matches!(w.lemma, "قام" | "ادي" | "اجري" | "دار" | "خاض" | "رعي")
            })
    }

    /// A noun that nothing governs: to come where words of the days ahead stand in its phrase, under way where the verb that follows, an adjective or "now" says so.
    fn rest(&self) -> Standing {
        let deed = !(self.said() || self.event() == EventType::Request);
        if deed && self.c.form == Form::Noun && self.future_time() {
            return with(Status::Planned);
        }
        if deed && self.continuing_adjective() {
            return with(Status::Ongoing);
        }
        let end = self.c.clause.genitive.as_ref().map_or(self.c.word + 1, |g| g.words.end);
        // Behind an indefinite noun the verb is a relative clause ("clashes that went on all night").
        let definite = self.word(self.c.word).reading.definite() || self.c.clause.genitive.is_some();
        let goes_on = definite
            && (end..(end + 6).min(self.range.end))
                .take_while(|&i| !self.word(i).is_punctuation() && self.word(i).pos() != Pos::Relative)
                .find(|&i| self.word(i).is_verb())
                .is_some_and(|i| matches!(self.word(i).lemma, "تواصل" | "استمر" | "زال"));
        if deed && (goes_on || self.carried_out_now(end)) {
            return with(Status::Ongoing);
        }
        ASSERTED
    }
}

#[cfg(test)]
mod tests {
    use marsad_record::Status::{self, Denied, Occurred, Ongoing, Planned, Possible};

    use super::standing;
    use crate::testing::{candidates, lexicon, read};

    /// Standing of the candidate of a type whose trigger holds a word.
    fn of(raw: &str, word: &str, headline: bool) -> (Status, bool) {
        read(raw, |around| {
            let all = candidates(around, 0);
            let at = around.field.text.tokens().iter().position(|t| around.field.text.raw_of(t).contains(word));
            let c = all
                .iter()
                .find(|c| at.is_some_and(|i| c.trigger.contains(&i)))
                .unwrap_or_else(|| panic!("no candidate at {word} in {raw}"));
            let range = around.field.text.sentences()[0].tokens.clone();
            let s = standing(around.field, lexicon(), range, c, &all, headline);
            (s.status, s.content_only)
        })
    }

    fn body(raw: &str, word: &str) -> (Status, bool) {
        of(raw, word, false)
    }

    #[test]
    fn tense_and_particles() {
        // "the minister met", "will meet", "may meet", "did not meet" his counterpart
        assert_eq!(body("التقى الوزير الألماني نظيره الفرنسي في برلين.", "التقى"), (Occurred, false));
        assert_eq!(body("سيلتقي الوزير الألماني نظيره الفرنسي في برلين.", "سيلتقي"), (Planned, false));
        assert_eq!(body("قد يلتقي الوزير الألماني نظيره الفرنسي في برلين.", "يلتقي"), (Possible, false));
        assert_eq!(body("لم يلتق الوزير الألماني نظيره الفرنسي في برلين.", "يلتق"), (Denied, false));
    }

    #[test]
    fn denied_by_who_is_accused() {
        // "Tehran denied that it shelled the base." "The army denied that its planes had shelled the village."
        assert_eq!(body("نفت طهران أنها قصفت القاعدة.", "قصفت"), (Denied, false));
        assert_eq!(body("نفى الجيش التركي أن تكون طائراته قصفت القرية.", "قصفت"), (Denied, false));
        // "The army said that its planes shelled the village."
        assert_eq!(body("قال الجيش التركي إن طائراته قصفت القرية.", "قصفت"), (Occurred, false));
    }

    #[test]
    fn talks_that_are_held() {
        // "Talks between Tehran and Washington are being held in Vienna."
        assert_eq!(body("وتجري محادثات بين طهران وواشنطن في فيينا.", "محادثات"), (Ongoing, false));
    }

    #[test]
    fn on_condition() {
        // "The two ministers will meet again next week if need be."
        assert_eq!(body("سيلتقي الوزيران مجددا الأسبوع المقبل \"إذا كانت هناك ضرورة\".", "سيلتقي"), (Possible, false));
        // "He will visit Cairo on Monday, and said that if …": the condition is another verb's.
        assert_eq!(body("سيزور الوزير القاهرة الاثنين وقال إنه سيبقى إذا لزم.", "سيزور"), (Planned, false));
    }

    #[test]
    fn present_tense() {
        // a headline tells what has happened; the paper's text announces the meeting of the day
        assert_eq!(of("الوزير الألماني يلتقي نظيره الفرنسي", "يلتقي", true), (Occurred, false));
        assert_eq!(body("ويلتقي الوزير الألماني في برلين نظيره الفرنسي.", "ويلتقي"), (Planned, false));
        // "the president is visiting Paris", "the forces are besieging the town": under way
        assert_eq!(body("ويزور الرئيس الألماني باريس منذ السبت.", "ويزور"), (Ongoing, false));
        assert_eq!(body("وتحاصر القوات الحكومية بلدة في ريف حلب.", "وتحاصر"), (Ongoing, false));
    }

    #[test]
    fn behind_an() {
        // "is expected to meet", "before he met", "asked that they withdraw"
        assert_eq!(body("من المتوقع أن يلتقي الوزير الألماني نظيره الفرنسي غدا.", "يلتقي"), (Planned, false));
        assert_eq!(body("وصل الوزير إلى باريس قبل أن يلتقي نظيره الفرنسي.", "يلتقي"), (Occurred, false));
        assert!(body("طالبت الحكومة بأن يقصف الجيش مواقع المسلحين.", "يقصف").1);
    }

    #[test]
    fn wanted_and_taken_for_granted() {
        // "demanded the release": only wanted; "demanded an inquiry into the killing": the killing is done
        assert!(body("طالبت المنظمة بالإفراج عن الصحافيين المعتقلين في مصر.", "بالإفراج").1);
        assert_eq!(body("طالبت المنظمة بالتحقيق في اغتيال الصحافي في بيروت.", "اغتيال"), (Occurred, false));
        // "he said during his meeting with": the meeting is taken for granted
        assert_eq!(body("يسعى الوزير خلال لقائه نظيره الفرنسي إلى تهدئة.", "لقائه"), (Occurred, false));
    }

    #[test]
    fn called_off_and_prevented() {
        // "postponed a meeting" is denied; "to prevent an attack" is no act
        assert_eq!(body("أجلت الحكومة اجتماعا مع وفد المعارضة في جنيف.", "اجتماعا"), (Denied, false));
        assert!(body("نشرت السلطات قوات في العاصمة لمنع هجمات المسلحين.", "هجمات").1);
    }

    #[test]
    fn threats_are_made_in_the_future_tense() {
        // "warned that it will reply": saying so is the act
        let (status, _) = body("إيران سترد عسكريا على أي هجوم إسرائيلي.", "سترد");
        assert_eq!(status, Occurred);
    }

    #[test]
    fn going_on() {
        // "the clashes go on", "the talks are still under way"
        assert_eq!(body("وتتواصل الاشتباكات بين الجيش والمسلحين في حلب.", "الاشتباكات"), (Ongoing, false));
        assert_eq!(body("ما زالت القوات الحكومية تحاصر البلدة في ريف حلب.", "تحاصر"), (Ongoing, false));
    }
}
