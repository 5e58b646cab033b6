//! Whatever the text, coding ends, does not panic, and every span lies where it says.

use std::sync::LazyLock;

use marsad_coder::{Article, code};
use marsad_lexicon::Lexicon;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| marsad_embedded::lexicon().expect("the built-in lexicon loads"));

/// Words of news, so that frames, names, times and sources are met: verbs, event nouns, parties, prepositions, particles.
const WORDS: &[&str] = &[
    "التقى",
    "بحث",
    "أعلن",
    "قال",
    "وقعت",
    "اتهمت",
    "ستزور",
    "لم",
    "لن",
    "قد",
    "قتل",
    "اعتقلت",
    "أن",
    "إن",
    "بأن",
    "إذا",
    "الذي",
    "وفق",
    "بحسب",
    "نقلا",
    "عن",
    "نظيره",
    "وزير",
    "الخارجية",
    "الأميركي",
    "رئيس",
    "الوزراء",
    "المصري",
    "السابق",
    "جون",
    "كيري",
    "محمد",
    "بن",
    "سلمان",
    "فرنسا",
    "وإيران",
    "بالسعودية",
    "للأردن",
    "واشنطن",
    "الأمم",
    "المتحدة",
    "الجيش",
    "متظاهرون",
    "مسلحين",
    "اجتماع",
    "محادثات",
    "زيارة",
    "اتفاق",
    "عقوبات",
    "هجوم",
    "غارات",
    "مع",
    "على",
    "إلى",
    "في",
    "من",
    "قبل",
    "بين",
    "ضد",
    "خلال",
    "أمس",
    "الثلاثاء",
    "المقبل",
    "الماضي",
    "24",
    "تشرين",
    "الثاني",
    "نوفمبر",
    "2015",
    "٢٠١٤",
    "٣/٤/٢٠١٥",
    "1:30",
    "ثلاثة",
    "آلاف",
    "مصدر",
    "مسؤول",
    "وكالة",
    "بيان",
    "بلاده",
    "كما",
    "وأضاف",
    "مؤكدا",
    "كان",
    "يتم",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => prop::sample::select(WORDS).prop_map(str::to_owned),
        3 => prop::sample::select(&[".", "،", "؛", ":", "«", "»", "\"", "(", ")", "-", "\n", "؟", "...", "”", "/"][..])
            .prop_map(str::to_owned),
        1 => "[\u{0621}-\u{0652}]{1,12}",
        1 => "[\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}\u{FFFD}\u{0640}\u{064B}-\u{0670}\u{FE70}-\u{FEFC}]{1,4}",
        1 => "\\PC{1,6}",
        1 => "[0-9٠-٩۰-۹.,/:٫٬-]{1,10}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (vec((piece(), prop::bool::weighted(0.9)), 0..60)).prop_map(|pieces| {
            pieces.into_iter().map(|(p, space)| if space { p + " " } else { p }).collect()
        }),
        1 => any::<String>(),
        1 => "[\\x00-\\x20\u{0600}-\u{06FF}«»\".،]{0,120}",
    ]
}

fn published() -> impl Strategy<Value = Option<marsad_time::Date>> {
    let day = |(y, m, d): (i16, i8, i8)| marsad_time::Date::new(y, m, d).ok();
    prop_oneof![
        6 => (1990_i16..2030, 1_i8..=12, 1_i8..=31).prop_map(day),
        1 => (-9999_i16..=9999, 1_i8..=12, 1_i8..=31).prop_map(day),
        1 => Just(marsad_time::Date::new(9999, 12, 31).ok()),
        1 => Just(marsad_time::Date::new(-9999, 1, 1).ok()),
        2 => Just(None),
    ]
}

/// Checks every object of a record that has a field with a start and an end.
fn spans(value: &Value, title: &[char], text: &[char]) -> Result<(), TestCaseError> {
    if let Value::Object(o) = value {
        if let (Some(field), Some(start), Some(end)) = (
            o.get("field").and_then(Value::as_str),
            o.get("start").and_then(Value::as_u64),
            o.get("end").and_then(Value::as_u64),
        ) {
            let chars = if field == "title" { title } else { text };
            prop_assert!(start < end && end as usize <= chars.len(), "{value} in {} characters", chars.len());
            let inside: String = chars[start as usize..end as usize].iter().collect();
            prop_assert_eq!(inside.trim(), &inside[..], "a span begins and ends on a word: {}", value);
            if let Some(sentence) = o.get("sentence") {
                let at = |i: usize| sentence[i].as_u64().unwrap_or(u64::MAX);
                prop_assert!(at(0) <= start && end <= at(1) && at(1) as usize <= chars.len(), "{value}");
            }
        }
        // A label, and the place that it was read from.
        let name = o.get("label").or_else(|| o.get("name")).and_then(Value::as_str);
        if let (Some(name), Some(span)) = (name, o.get("text").filter(|t| t.get("start").is_some())) {
            let chars = if span["field"] == "title" { title } else { text };
            let at = |key: &str| span[key].as_u64().unwrap_or(u64::MAX) as usize;
            let said: String = chars.get(at("start")..at("end")).unwrap_or(&[]).iter().collect();
            prop_assert_eq!(name, said);
        }
    }
    match value {
        Value::Object(o) => o.values().try_for_each(|v| spans(v, title, text)),
        Value::Array(a) => a.iter().try_for_each(|v| spans(v, title, text)),
        _ => Ok(()),
    }
}

fn check(title: String, body: String, published: Option<marsad_time::Date>) -> Result<(), TestCaseError> {
    let article = Article { id: "x".into(), title, text: body, published, ..Article::default() };
    let record = code(&article, &LEXICON);
    let (title, text): (Vec<char>, Vec<char>) = (article.title.chars().collect(), article.text.chars().collect());
    let json: Value = serde_json::from_str(&record.to_json().expect("a record is JSON")).expect("and parses");
    spans(&json, &title, &text)?;
    let known = |id: &str| record.actors.iter().any(|a| a.id == id);
    for e in &record.events {
        prop_assert!(!e.mentions.is_empty());
        let ids =
            e.actors.iter().chain(&e.recipients).map(|p| &p.actor).chain(e.reported_by.as_ref().map(|r| &r.actor));
        for id in ids.chain(e.others.iter().map(|o| &o.actor)) {
            prop_assert!(known(id), "{id} is no actor of the record");
        }
        // ISO dates sort like days in the years that news has.
        for d in e.date.iter().chain(&e.deadline).filter(|d| !d.start.starts_with('-')) {
            prop_assert!(d.start <= d.end, "{d:?}");
        }
        prop_assert!((0.0..=1.0).contains(&e.confidence));
    }
    for a in &record.actors {
        prop_assert!(!a.mentions.is_empty() && !a.name.is_empty(), "{a:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_coder(title in text(), body in text(), published in published()) {
        check(title, body, published)?;
    }
}

#[test]
fn one_article_has_one_record() {
    // "the foreign minister met his counterpart in Paris yesterday" three times over
    let body = "التقى وزير الخارجية الأميركي نظيره الإيراني في باريس أمس.\n".repeat(3);
    let article = Article {
        id: "x".into(),
        text: body,
        published: marsad_time::Date::new(2015, 6, 17).ok(),
        ..Article::default()
    };
    let first = code(&article, &LEXICON);
    assert!(!first.events.is_empty());
    for _ in 0..3 {
        assert_eq!(code(&article, &LEXICON), first);
    }
}
