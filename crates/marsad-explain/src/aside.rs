//! What the coder looked at in an article and did not put on record.

use marsad_coder::clause::Around;
use marsad_coder::mention::{covering, mentions};
use marsad_coder::propose::{Candidate, Proposer, Why};
use marsad_coder::standing::standing;
use marsad_coder::word::FieldText;
use marsad_lexicon::Lexicon;
use marsad_record::{EventType, Field, Record, Span};
use marsad_text::Text;

/// An act that words of an article might tell and that is not on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The words, in scalar values of their field.
    pub span: Span,
    /// First and last scalar value of their sentence.
    pub sentence: [u32; 2],
    /// What they might tell.
    pub event_type: EventType,
    /// `content`: only what another act is about; `nobody`: it names no party; `weights`: the model holds it for no act; `sport`,
    /// `business`, `culture`, `weather`, `health`, `accident`, `crime`: what the sentence is about instead of politics.
    pub why: &'static str,
}

/// What was set aside of a title and text, in the order of the words. `record` is what was made of them.
pub fn aside(title: &str, text: &str, record: &Record, lexicon: &Lexicon) -> Vec<Aside> {
    let mut out = of_field(Field::Title, title, record, lexicon);
    out.extend(of_field(Field::Text, text, record, lexicon));
    out
}

fn of_field(name: Field, raw: &str, record: &Record, lexicon: &Lexicon) -> Vec<Aside> {
    let text = Text::new(raw);
    let field = FieldText::new(&text, lexicon);
    let year = record.published.as_deref().and_then(|day| day.get(..4)?.parse().ok());
    let found = mentions(&field, lexicon, year);
    let mention_at = covering(&found, field.words.len());
    let around = || Around { field: &field, mentions: &found, mention_at: &mention_at };
    let tokens = text.tokens();
    let chars = |first: usize, end: usize| -> Option<(u32, u32)> {
        let span = text.char_span(tokens.get(first)?.start..tokens.get(end.checked_sub(1)?)?.end);
        Some((span.start, span.end))
    };
    let mut out: Vec<Aside> = Vec::new();
    for (number, sentence) in text.sentences().iter().enumerate() {
        let range = sentence.tokens.clone();
        let Some(whole) = chars(range.start, range.end) else { continue };
        let mut keep = |first: usize, end: usize, event_type: EventType, why: &'static str| {
            let Some((start, end)) = chars(first, end) else { return };
            // Words that are on record by another reading were not set aside.
            let on_record = record.events.iter().flat_map(|e| &e.mentions);
            let mut marked = on_record.map(|m| (m.field, m.start, m.end)).chain(out.iter().map(|a| {
                let Span { field, start, end } = a.span;
                (field, start, end)
            }));
            if marked.all(|(f, from, to)| f != name || to <= start || end <= from) {
                let span = Span { field: name, start, end };
                out.push(Aside { span, sentence: [whole.0, whole.1], event_type, why });
            }
        };
        let mut dropped = Vec::new();
        let candidates = Proposer { around: around(), lexicon }.sentence(number, &mut dropped);
        for c in &candidates {
            let nobody = |c: &Candidate<'_>| c.actors.is_empty() && c.recipients.is_empty();
            let why = match standing(&field, lexicon, range.clone(), c, &candidates, false) {
                s if s.content_only => "content",
                _ if nobody(c) => "nobody",
                _ => "weights",
            };
            keep(c.trigger.start, c.trigger.end, c.frame.event_type(), why);
        }
        for d in dropped {
            if let (Why::Domain(Some(domain)), Some(frame)) = (d.why, lexicon.frames.of_id(d.frame)) {
                keep(d.word, d.word + 1, frame.event_type(), domain.as_str());
            }
        }
    }
    out.sort_by_key(|a| (a.span.field, a.span.start));
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use marsad_coder::{Article, code};

    use super::*;

    #[test]
    fn what_is_on_record_is_not_set_aside_and_the_rest_has_a_reason() {
        let lexicon = &marsad_embedded::lexicon().unwrap();
        // "The minister of foreign affairs of Iran met his Omani counterpart. A meeting was held."
        let text = "التقى وزير الخارجية الإيراني نظيره العماني في مسقط. وعقد اجتماع.";
        let article = Article { id: "a".into(), text: text.to_owned(), ..Article::default() };
        let record = code(&article, lexicon);
        assert!(!record.events.is_empty());
        let aside = aside("", text, &record, lexicon);
        let met = |a: &Aside| a.span.start == 0;
        assert!(!aside.iter().any(met), "{aside:?}");
        let all = super::aside("", text, &Record { events: Vec::new(), ..record }, lexicon);
        assert!(all.iter().any(met), "{all:?}");
        assert!(all.iter().any(|a| a.why == "nobody"), "{all:?}");
    }
}
