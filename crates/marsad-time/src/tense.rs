//! Past or future, guessed from the words around an expression where the caller cannot tell.

use marsad_text::Text;

use crate::lexicon::{Entry, Lex};
use crate::types::Tense;

/// Words looked at before and after the expression.
const BEFORE: usize = 14;
const AFTER: usize = 5;

/// Looks back from token `at` for a verb, then ahead of `end`, inside the sentence.
pub(crate) fn guess(text: &Text, lex: &[Entry], at: usize, end: usize) -> Tense {
    let sentences = text.sentences();
    let index = sentences.partition_point(|s| s.tokens.end <= at);
    let Some(sentence) = sentences.get(index) else {
        return Tense::Unknown;
    };
    let (first, last) = (sentence.tokens.start, sentence.tokens.end);
    for i in (first.max(at.saturating_sub(BEFORE))..at).rev() {
        let tense = verb(text, lex, i, first);
        if tense != Tense::Unknown {
            return tense;
        }
    }
    for i in end..last.min(end.saturating_add(AFTER)) {
        let tense = verb(text, lex, i, first);
        if tense != Tense::Unknown {
            return tense;
        }
    }
    Tense::Unknown
}

fn word<'t>(text: &'t Text, i: usize) -> &'t str {
    text.tokens().get(i).map_or("", |t| text.folded_of(t))
}

/// The tense of token `i` if it looks like a verb or sets a tense.
fn verb(text: &Text, lex: &[Entry], i: usize, first: usize) -> Tense {
    match lex.get(i).map(|e| e.lex) {
        Some(Lex::WillBe) => return Tense::Future,
        Some(Lex::Did | Lex::Since) => return Tense::Past,
        // "after the bombing", but not "after noon"
        Some(Lex::After)
            if !matches!(lex.get(i + 1).map(|e| e.lex), Some(Lex::PartDay | Lex::Tomorrow | Lex::Today)) =>
        {
            return Tense::Past;
        }
        Some(Lex::Other) => {}
        _ => return Tense::Unknown,
    }
    let whole = word(text, i);
    // "and will begin": the conjunction comes off, but not from a word of three letters.
    let w = match whole.strip_prefix('و') {
        Some(rest) if rest.len() >= 8 => rest,
        _ => whole,
    };
    if matches!(w, "عقب" | "اثر" | "بعدما" | "حينما") {
        return Tense::Past;
    }
    let letters = w.len() / 2;
    let before = if i > first { word(text, i - 1) } else { "" };
    if letters >= 4 && (w.starts_with("سي") || w.starts_with("ست")) && !SIN_NOUNS.iter().any(|n| w.starts_with(n)) {
        return Tense::Future;
    }
    // "I shall return": the hamza tells the first person from nouns such as "hour".
    if letters >= 4 && text.tokens().get(i).is_some_and(|t| text.raw_of(t).trim_start_matches('و').starts_with("سأ"))
    {
        return Tense::Future;
    }
    if letters >= 3 && w.starts_with('ي') && !YA_NOUNS.iter().any(|n| w.starts_with(n)) {
        return if matches!(before, "لم" | "ولم" | "كان" | "كانت" | "وكان" | "وكانت") {
            Tense::Past
        } else {
            Tense::Future
        };
    }
    if letters >= 4 && w.starts_with('ت') && !w.ends_with(['ه', 'ت']) && !PERFECT.contains(&w) {
        if matches!(before, "لم" | "ولم" | "كانت" | "وكانت") {
            return Tense::Past;
        }
        let subject = matches!(before, "التي" | "والتي" | "ان" | "انها" | "بانها" | "لن" | "ولن" | "قد" | "حيث");
        if subject || i == first {
            return Tense::Future;
        }
    }
    // The feminine perfect ends in ت; nouns with that ending have ات or the article.
    let feminine =
        letters >= 3 && w.ends_with('ت') && !w.ends_with("ات") && !w.starts_with("ال") && !w.starts_with('ب');
    if feminine && !NOUNS_IN_T.contains(&w) || letters >= 6 && w.starts_with("است") && is_tenth(w) {
        return Tense::Past;
    }
    Tense::Unknown
}

/// Form X perfect, not its verbal noun: no long a before the last letter.
fn is_tenth(w: &str) -> bool {
    let mut letters = w.chars().rev();
    letters.next();
    letters.next() != Some('ا') && !w.ends_with('ه')
}

const SIN_NOUNS: &[&str] = &[
    "سياس",
    "سياد",
    "سيار",
    "سيطر",
    "سينا",
    "سيد",
    "سينم",
    "سيناريو",
    "ستار",
    "ستين",
    "ستون",
    "ستاد",
    "ستوك",
    "ستال",
    "ستر",
    "ستوري",
    "سيف",
    "سير",
    "سيق",
    "ستيف",
    "سيول",
    "سيمون",
];

const YA_NOUNS: &[&str] = &[
    "يوم",
    "يوسف",
    "ياسر",
    "ياسين",
    "يعقوب",
    "يهود",
    "يمين",
    "يسار",
    "يمن",
    "يابان",
    "يوغ",
    "يونان",
    "يحيي",
    "يورو",
    "يديعوت",
    "يالون",
    "يلدريم",
    "يتيم",
    "ياني",
    "يافا",
    "يرموك",
    "يونس",
    "يزيد",
    "ينبغي",
];

const PERFECT: &[&str] = &[
    "تسلم",
    "تعهد",
    "توجه",
    "تبادل",
    "تناول",
    "تمكن",
    "تقدم",
    "تعرض",
    "تلقي",
    "توصل",
    "تحدث",
    "تولي",
    "توفي",
    "تفقد",
    "تراس",
    "تضمن",
    "تابع",
    "تركز",
    "تركيا",
    "تونس",
    "تحالف",
    "تفجير",
    "تنظيم",
    "تقرير",
    "تشرين",
    "تموز",
    "تشكيل",
    "تنفيذ",
    "تحقيق",
    "تصريح",
    "تراجع",
    "تسبب",
    "تزامن",
    "تجدد",
    "تقليص",
    "تمديد",
    "تحرير",
    "تعزيز",
    "تطوير",
];

const NOUNS_IN_T: &[&str] =
    &["وقت", "بيت", "صوت", "موت", "بنت", "اخت", "تحت", "كويت", "ليست", "توقيت", "تصويت", "تثبيت", "نفت", "زيت", "حيت"];
