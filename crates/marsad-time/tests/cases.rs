//! The shared cases, and text of every sort.

#![allow(clippy::unwrap_used)]

use marsad_text::Text;
use marsad_time::{Kind, Options, Tense, find, find_with, numbers};
use proptest::prelude::*;

#[test]
fn shared_cases() {
    let mut wrong = Vec::new();
    for line in include_str!("cases_times.tsv").lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [published, raw, expression, start, end, ..] = cells[..] else { panic!("{line}") };
        let text = Text::new(raw);
        let spans = find(&text, Some(published.parse().unwrap()), |_| Tense::Unknown);
        let got: Vec<String> = spans
            .iter()
            .filter(|s| matches!(s.kind, Kind::Date | Kind::Deadline))
            .map(|s| {
                let (a, b) = s.value.map_or(("?".into(), "?".into()), |(a, b)| (a.to_string(), b.to_string()));
                format!("{} {a} {b}", &raw[s.start as usize..s.end as usize])
            })
            .collect();
        let wanted = if expression == "-" { vec![] } else { vec![format!("{expression} {start} {end}")] };
        if got != wanted {
            wrong.push(format!("{raw}: wanted {wanted:?}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const PIECES: &[&str] = &[
    "أمس",
    "الأحد",
    "يوم",
    "3",
    "31",
    "2014",
    "9999",
    "/",
    "-",
    "و",
    "من",
    "إلى",
    "بين",
    "تشرين",
    "الثاني",
    "نوفمبرالمحددة",
    "رمضان",
    "1435",
    "هـ",
    "قبل",
    "ثلاثة",
    "أيام",
    "منذ",
    "عاما",
    "نهاية",
    "العام",
    "الماضي",
    "المقبل",
    "خلال",
    "ساعة",
    "،",
    "وَأمس",
    "عشر",
    "شباط",
    "65535",
    "شهر",
    "نحو",
    "غد",
    "بعد",
    "الجاري",
    "اليوم",
    "(",
    "والعشرين",
    "سنة",
    "0",
    "نصف",
    "ونصف",
    "كامل",
    "ألف",
    "مئة",
    "كل",
    "الساعة",
    "إلا",
    "صباحا",
    "عيد",
    "الفطر",
    "الربع",
    "الأول",
    "الأسبوع",
    "هذا",
    "3.5",
    "e",
    ",",
    "هانيبال",
];

proptest! {
    #[test]
    fn no_text_breaks_it(raw in "[\\PC\u{0621}-\u{064A}0-9/ .]{0,120}") {
        check(&raw, Some((2014, 9, 22)));
    }

    #[test]
    fn no_row_of_time_words_breaks_it(
        words in prop::collection::vec(prop::sample::select(PIECES), 0..14),
        year in -9999i16..=9999, month in 1i8..=12, glue in any::<bool>(),
    ) {
        let raw = words.join(if glue { "" } else { " " });
        check(&raw, Some((year, month, 1)));
        check(&raw, None);
    }
}

fn check(raw: &str, reference: Option<(i16, i8, i8)>) {
    let text = Text::new(raw);
    let reference = reference.map(|(y, m, d)| marsad_time::Date::new(y, m, d).unwrap());
    for tense in [Tense::Past, Tense::Future, Tense::Unknown] {
        for options in [Options::NEWS, Options::CHAT] {
            let mut last = 0;
            for s in find_with(&text, reference, options, |_| tense) {
                assert!(s.tokens.start >= last && s.tokens.start < s.tokens.end && s.tokens.end <= text.tokens().len());
                assert!(raw.get(s.start as usize..s.end as usize).is_some_and(|t| !t.is_empty()));
                assert!(s.value.is_none_or(|(a, b)| a <= b), "{raw}: {s:?}");
                last = s.tokens.end;
            }
        }
    }
    let mut last = 0;
    for n in numbers(&text) {
        assert!(n.tokens.start >= last && n.tokens.start < n.tokens.end && n.tokens.end <= text.tokens().len());
        assert!(raw.get(n.start as usize..n.end as usize).is_some_and(|t| !t.is_empty()));
        assert!(n.value.is_finite(), "{raw}: {n:?}");
        last = n.tokens.end;
    }
}

/// One word over and over must not cost more than its length, nor a frame of the stack each.
#[test]
fn rows_of_one_word() {
    // "and", "thousand", "every", "a year and", "1,", "half", "feast", "o'clock"
    for word in ["و ", "ألف ", "كل ", "سنة و ", "1،", "نصف ", "عيد ", "الساعة 1 ", "1 222 "] {
        check(&word.repeat(20_000), Some((2014, 9, 22)));
    }
}
