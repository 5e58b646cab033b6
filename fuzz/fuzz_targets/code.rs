//! Any title, text and day through the coder: it ends, does not panic, and every span lies in its field.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use marsad_coder::{Article, code};
use marsad_lexicon::Lexicon;
use serde_json::Value;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| marsad_embedded::lexicon().expect("the built-in lexicon loads"));

/// Words that the input may name by one byte (from 128 on), so that frames and parties are met.
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
    "قتل",
    "اعتقلت",
    "أن",
    "إن",
    "إذا",
    "الذي",
    "وفق",
    "نقلا عن",
    "نظيره",
    "وزير",
    "الخارجية",
    "الأميركي",
    "رئيس",
    "الوزراء",
    "المصري",
    "جون",
    "كيري",
    "فرنسا",
    "وإيران",
    "للأردن",
    "واشنطن",
    "الأمم المتحدة",
    "الجيش",
    "متظاهرون",
    "اجتماع",
    "محادثات",
    "اتفاق",
    "عقوبات",
    "هجوم",
    "مع",
    "على",
    "إلى",
    "في",
    "من",
    "قبل",
    "بين",
    "ضد",
    "أمس",
    "الثلاثاء",
    "المقبل",
    "تشرين الثاني",
    "2015",
    "ثلاثة",
    "مصدر",
    "وكالة",
    "بيان",
    "بلاده",
    "وأضاف",
    "مؤكدا",
    ".",
    "،",
    "«",
    "»",
    "\n",
    "\"",
];

fn text(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.split_inclusive(|&b| b >= 128) {
        let (head, word) = match chunk.split_last() {
            Some((&b, head)) if b >= 128 => (head, WORDS.get(usize::from(b - 128))),
            _ => (chunk, None),
        };
        // ASCII letters stand for the Arabic block, which a mutation would otherwise hardly meet.
        out.extend(head.iter().map(|&b| match b {
            b'0'..=b'9' | b' ' | b'.' | b',' | b':' | b'/' | b'"' | b'\n' => char::from(b),
            b => char::from_u32(0x600 + u32::from(b)).unwrap_or(' '),
        }));
        if let Some(word) = word {
            out.push_str(word);
            out.push(' ');
        }
    }
    out
}

fn spans(value: &Value, lengths: [usize; 2]) {
    if let Some(o) = value.as_object() {
        if let (Some(field), Some(start), Some(end)) = (o.get("field"), o.get("start"), o.get("end")) {
            let length = lengths[usize::from(field != "title")] as u64;
            let (start, end) = (start.as_u64().expect("a number"), end.as_u64().expect("a number"));
            assert!(start < end && end <= length, "{value} in {length}");
        }
        o.values().for_each(|v| spans(v, lengths));
    }
    value.as_array().into_iter().flatten().for_each(|v| spans(v, lengths));
}

fuzz_target!(|input: (u16, Vec<u8>, Vec<u8>, Option<String>)| {
    let (day, title, body, raw) = input;
    let published =
        marsad_time::Date::new(1990 + (day % 60) as i16, 1 + (day / 60 % 12) as i8, 1 + (day / 720 % 28) as i8);
    let article = Article {
        id: "fuzz".into(),
        title: text(&title),
        text: raw.unwrap_or_default() + &text(&body),
        published: published.ok().filter(|_| day % 7 != 0),
        ..Article::default()
    };
    let record = code(&article, &LEXICON);
    let json = record.to_json().expect("a record is JSON");
    let value: Value = serde_json::from_str(&json).expect("and parses");
    spans(&value, [article.title.chars().count(), article.text.chars().count()]);
});
