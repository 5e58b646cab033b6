//! Statements: what a source of a sentence is reported to have said, quoted or in the paper's words, and to whom.

use std::ops::Range;

use crate::clause::Around;
use crate::source::Source;

/// What one source says in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its words, without the marks of quotation.
    pub words: Range<usize>,
    /// True for a literal quotation.
    pub quote: bool,
    /// Mention of whom it is said to.
    pub to: Option<usize>,
}

/// Words that a statement needs at the least.
const LEAST: usize = 3;

/// The statement of a source, where the sentence gives its content.
pub fn statement(around: &Around<'_>, s: &Source, sentence: Range<usize>) -> Option<Said> {
    let words = &around.field.words;
    let mut content = s.scope.start.max(sentence.start)..s.scope.end.min(sentence.end);
    while content.end > content.start
        && words[content.end - 1].is_punctuation()
        && !words[content.end - 1].is_quotation_mark()
    {
        content.end -= 1;
    }
    let inside = around.field.text.quotations().iter().find(|q| {
        // The quotation opens the content, also behind "that", or goes on from before.
        q.open < content.start + 3 && q.close > content.start && q.close > q.open + LEAST
    });
    let (words_said, quote) = match inside {
        Some(q) => {
            let said = (q.open + 1).max(content.start)..q.close.min(content.end);
            // A few quoted words within a paraphrase do not make it a quotation.
            if said.len() * 2 >= content.len() { (said, true) } else { (content, false) }
        }
        None => (content, false),
    };
    if words_said.len() < LEAST {
        return None;
    }
    Some(Said { words: words_said, quote, to: addressee(around, s, sentence) })
}

/// "told reporters", "informed the envoy": the party behind ل, or the object of a verb of telling.
fn addressee(around: &Around<'_>, s: &Source, sentence: Range<usize>) -> Option<usize> {
    if !sentence.contains(&s.word) || !around.field.words[s.word].is_verb() {
        return None;
    }
    let clause = around.own_clause(s.word, sentence);
    let tells = matches!(around.field.words[s.word].lemma, "ابلغ" | "اخبر" | "اطلع" | "حدث" | "انبا");
    let object = clause.objects.first().filter(|_| tells);
    let phrase = object.or_else(|| clause.prepositions.iter().find(|(p, _)| p == "ل").map(|(_, phrase)| phrase))?;
    let found = phrase.words.clone().find_map(|i| around.mention_number(i))?;
    // Before what is said, not within it.
    (s.scope.is_empty() || around.mentions[found].words.end <= s.scope.start && s.mention != Some(found))
        .then_some(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::statement;
    use crate::source::sources;
    use crate::testing::{lexicon, raw, read};

    /// Words, quotation and addressee of the first statement.
    fn of(text: &str) -> Option<(String, bool, Option<String>)> {
        read(text, |around| {
            let range = around.field.text.sentences()[0].tokens.clone();
            let found = sources(around, lexicon(), range.clone());
            let said = found.iter().find_map(|s| statement(around, s, range.clone()))?;
            let to = said.to.map(|m| raw(around, around.mentions[m].words.clone()).to_owned());
            Some((raw(around, said.words).to_owned(), said.quote, to))
        })
    }

    #[test]
    fn quoted_and_paraphrased() {
        // "The German minister said: 'we shall support the government in Baghdad'."
        let (words, quote, _) = of("قال الوزير الألماني: «سندعم الحكومة في بغداد».").unwrap();
        assert_eq!((words.as_str(), quote), ("سندعم الحكومة في بغداد", true));
        // "The German minister said that Berlin supports the government."
        let (words, quote, to) = of("قال الوزير الألماني إن برلين تدعم الحكومة في بغداد.").unwrap();
        assert_eq!((words.as_str(), quote, to), ("برلين تدعم الحكومة في بغداد", false, None));
    }

    #[test]
    fn addressee() {
        // "The German minister informed the Egyptian government that Berlin supports the plan."
        let (_, _, to) = of("أبلغ الوزير الألماني الحكومة المصرية أن برلين تدعم خطة السلام.").unwrap();
        assert_eq!(to.as_deref(), Some("الحكومة المصرية"));
    }

    #[test]
    fn a_speaker_without_content() {
        // "The minister spoke."
        assert_eq!(of("تحدث الوزير الألماني."), None);
    }
}
