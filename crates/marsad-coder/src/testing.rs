//! What tests of one step need: a text read with the lexicon of the repository.

use std::sync::OnceLock;

use marsad_lexicon::Lexicon;
use marsad_record::Record;
use marsad_text::Text;

use crate::clause::Around;
use crate::mention::{covering, mentions};
use crate::propose::{Candidate, Proposer};
use crate::word::FieldText;

/// The lexicon of the repository.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| marsad_embedded::lexicon().expect("the embedded lexicon is whole"))
}

/// Reads a text and hands it over with its mentions.
pub fn read<R>(raw: &str, f: impl FnOnce(&Around<'_>) -> R) -> R {
    let text = Text::new(raw);
    let field = FieldText::new(&text, lexicon());
    let found = mentions(&field, lexicon(), None);
    let mention_at = covering(&found, field.words.len());
    f(&Around { field: &field, mentions: &found, mention_at: &mention_at })
}

/// The candidates of a sentence.
pub fn candidates<'a>(around: &Around<'a>, sentence: usize) -> Vec<Candidate<'a>> {
    let around = Around { field: around.field, mentions: around.mentions, mention_at: around.mention_at };
    Proposer { around, lexicon: lexicon() }.sentence(sentence, &mut Vec::new())
}

/// The words of a range as the text writes them.
pub fn raw<'a>(around: &Around<'a>, words: std::ops::Range<usize>) -> &'a str {
    let text = around.field.text;
    let tokens = text.tokens();
    &text.raw()[tokens[words.start].start as usize..tokens[words.end - 1].end as usize]
}

/// The record of a text that was published on a day.
pub fn coded(text: &str, published: &str) -> Record {
    let published = Some(published.parse().expect("a day"));
    crate::code(&crate::Article { id: "a".into(), text: text.into(), published, ..Default::default() }, lexicon())
}
