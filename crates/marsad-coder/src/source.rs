//! On whose word: the source that a sentence credits for what it tells.

use std::ops::Range;

use marsad_arabic::features::Verbal;
use marsad_lexicon::Lexicon;
use marsad_record::{Role, SourceKind};

use crate::clause::Around;
use crate::mention::{Mention, MentionKind};

/// A source named in a sentence.
#[derive(Clone, Debug)]
pub struct Source {
    /// The words that name it.
    pub words: Range<usize>,
    /// Its mention, where it is one.
    pub mention: Option<usize>,
    /// What sort it is.
    pub kind: SourceKind,
    /// Words whose content it answers for.
    pub scope: Range<usize>,
    /// The reporting verb or phrase.
    pub word: usize,
}

/// All sources of a sentence, in order.
pub fn sources(around: &Around<'_>, lexicon: &Lexicon, range: Range<usize>) -> Vec<Source> {
    let words = &around.field.words;
    let reporting = &lexicon.politics.reporting;
    let mut out: Vec<Source> = Vec::new();
    for i in range.clone() {
        let w = words[i];
        if w.is_verb() && reporting.verbs.iter().any(|v| v == w.lemma) {
            let clause = around.of_verb(i, range.clone());
            let Some(subject) = clause.subject else { continue };
            let Some((named, mention, kind)) = identify(around, lexicon, subject.words.clone(), subject.head) else {
                continue;
            };
            let scope = if clause.subject_first || clause.complement.is_some() { i..range.end } else { range.clone() };
            out.push(Source { words: named, mention, kind, scope, word: i });
            continue;
        }
        // "بحسب", "وفقا ل", "نقلا عن"
        let phrase = reporting.phrases.iter().filter(|p| {
            p.iter().enumerate().all(|(k, x)| {
                words.get(i + k).is_some_and(|y| {
                    y.folded == x
                        || y.stem == x
                        || (k + 1 == p.len() && x.chars().count() == 1 && y.preposition() == Some(x.as_str()))
                })
            })
        });
        if let Some(p) = phrase.max_by_key(|p| p.len()) {
            let last_is_clitic = p.last().is_some_and(|x| x.chars().count() == 1)
                && words.get(i + p.len() - 1).is_some_and(|y| y.folded.chars().count() > 1);
            let at = i + p.len() - usize::from(last_is_clitic);
            if at < range.end && words[at].is_nominal() {
                let phrase = around.phrase(at, range.end);
                if let Some((named, mention, kind)) = identify(around, lexicon, phrase.words.clone(), phrase.head) {
                    out.push(Source { words: named, mention, kind, scope: range.clone(), word: i });
                }
            } else if at < range.end && words[at].is_verb() {
                // "وفق ما أفاد ديبلوماسي": the verb's own subject is found in its turn; it answers for the whole sentence.
                let clause = around.of_verb(at, range.clone());
                if let Some(subject) = clause.subject
                    && let Some((named, mention, kind)) = identify(around, lexicon, subject.words.clone(), subject.head)
                {
                    out.push(Source { words: named, mention, kind, scope: range.clone(), word: i });
                }
            }
        }
    }
    // A participle that goes on reporting ("مضيفا أن") keeps the speaker; nothing to add.
    out
}

/// What sort of source a phrase names.
pub fn identify(
    around: &Around<'_>,
    lexicon: &Lexicon,
    words: Range<usize>,
    head: usize,
) -> Option<(Range<usize>, Option<usize>, SourceKind)> {
    let w = &around.field.words[head];
    let reporting = &lexicon.politics.reporting;
    let mention = words.clone().find_map(|i| around.mention_at.get(i).copied().filter(|&m| m < around.mentions.len()));
    let own = mention
        .filter(|&m| around.mentions[m].words.start <= head + 1 && around.mentions[m].kind != MentionKind::Adjective);
    let named = own.is_some_and(|m| !around.mentions[m].name.is_empty());
    if named {
        let m = &around.mentions[own?];
        return Some((m.words.clone(), own, SourceKind::Named));
    }
    if reporting.media.iter().any(|l| l == w.lemma) {
        return Some((words, mention, SourceKind::Media));
    }
    if reporting.anonymous.iter().any(|l| l == w.lemma) {
        return Some((words, mention, SourceKind::Anonymous));
    }
    if reporting.documents.iter().any(|l| l == w.lemma) {
        let m = mention?;
        return Some((words, Some(m), SourceKind::Organisation));
    }
    let m = own?;
    let mention: &Mention = &around.mentions[m];
    let kind = match (mention.kind, mention.role) {
        (_, Role::Med) => SourceKind::Media,
        (MentionKind::Person, _) if mention.office.is_some() && w.has_article() || mention.known.is_some() => {
            SourceKind::Named
        }
        (MentionKind::Person, _) => SourceKind::Named,
        (MentionKind::State | MentionKind::Body, _) => SourceKind::Organisation,
        (MentionKind::Group, _) if w.reading.features.verbal != Verbal::None => SourceKind::Anonymous,
        (MentionKind::Group, _) => SourceKind::Organisation,
        _ => return None,
    };
    Some((mention.words.clone(), Some(m), kind))
}
