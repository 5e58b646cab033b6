//! How much: people killed, injured and detained, the size of a crowd, a sum of money.

use std::ops::Range;

use marsad_arabic::features::{Number, Pos};
use marsad_record::{EventType, Magnitude};
use marsad_text::TokenKind;
use marsad_time::integer_at;

use crate::word::{FieldText, Word};

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Killed,
    Injured,
    Detained,
    Crowd,
}

/// A number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Quantity {
    value: u32,
    words: Range<usize>,
}

/// Reads the magnitude of an act of a type from the words of its sentence.
pub fn magnitude(field: &FieldText<'_>, range: Range<usize>, event: EventType) -> Magnitude {
    let reader = Reader { field, range };
    let mut out = Magnitude::default();
    match event {
        EventType::Assault => {
            out.killed = reader.count(Counted::Killed, &mut out.at_least);
            out.injured = reader.count(Counted::Injured, &mut out.at_least);
        }
        EventType::Coerce => out.detained = reader.count(Counted::Detained, &mut out.at_least),
        EventType::Protest => out.crowd = reader.count(Counted::Crowd, &mut out.at_least),
        EventType::Aid | EventType::Sanction | EventType::Agree | EventType::Cooperate => out.amount = reader.amount(),
        _ => {}
    }
    out
}

/// Adds to one mention's magnitude what another mention of the same act says beside it.
pub fn pool(a: &mut Magnitude, b: &Magnitude) {
    let before = a.clone();
    a.killed = a.killed.or(b.killed);
    a.injured = a.injured.or(b.injured);
    a.detained = a.detained.or(b.detained);
    a.crowd = a.crowd.or(b.crowd);
    if a.amount.is_none() {
        a.amount.clone_from(&b.amount);
    }
    if *a != before {
        a.at_least |= b.at_least;
    }
}

struct Reader<'r, 'a> {
    field: &'r FieldText<'a>,
    range: Range<usize>,
}

impl<'a> Reader<'_, 'a> {
    fn word(&self, i: usize) -> &Word<'a> {
        &self.field.words[i]
    }

    /// What a word says of people: that they died, were hurt, were held, or came together.
    fn counted(&self, i: usize) -> Option<Counted> {
        let w = self.word(i);
        match w.lemma {
            "قتل" | "مقتل" | "استشهد" | "استشهاد" | "قتيل" | "شهيد" | "مصرع" | "اغتيال" => {
                Some(Counted::Killed)
            }
            "جرح" | "اصاب" | "اصابه" | "جريح" | "مصاب" | "اصيب" => Some(Counted::Injured),
            "اعتقل" | "اعتقال" | "احتجز" | "احتجاز" | "اوقف" | "توقيف" | "معتقل" | "اسر" => {
                Some(Counted::Detained)
            }
            "متظاهر" | "محتج" | "مشارك" | "معتصم" | "مضرب" | "تظاهر" | "احتشد" | "تجمع" | "تجمهر" | "شارك" | "خرج" => {
                Some(Counted::Crowd)
            }
            _ if matches!(w.stem, "قتلي" | "شهداء") => Some(Counted::Killed),
            _ if matches!(w.stem, "جرحي" | "اصيب") => Some(Counted::Injured),
            _ => None,
        }
    }

    fn count(&self, what: Counted, at_least: &mut bool) -> Option<u32> {
        for i in self.range.clone().filter(|&i| self.counted(i) == Some(what)) {
            let w = self.word(i);
            // "five dead", "1,000 demonstrators": the number stands before the noun.
            let found = if w.is_nominal()
                && let Some(q) = self.before(i)
            {
                Some(q)
            } else if w.is_nominal() && w.reading.features.number == Number::Dual {
                Some(Quantity { value: 2, words: i..i + 1 })
            } else if what == Counted::Crowd && w.is_nominal() {
                None
            } else {
                self.behind(i)
            };
            if let Some(q) = found {
                *at_least |= self.lower_bound(&q.words);
                return Some(q.value);
            }
        }
        None
    }

    /// The number that ends just before word `i`.
    fn before(&self, i: usize) -> Option<Quantity> {
        let from = self.range.start.max(i.saturating_sub(5));
        (from..i).find_map(|k| self.number(k).filter(|q| q.words.end == i))
    }

    /// "the killing of at least 12 people", "ten were wounded": the number behind the word, before any other count.
    fn behind(&self, i: usize) -> Option<Quantity> {
        let mut k = i + 1;
        while k < self.range.end.min(i + 7) {
            if let Some(q) = self.number(k) {
                // A date or a share is no toll.
                let next = (q.words.end < self.range.end).then(|| self.word(q.words.end));
                let people = next.is_none_or(|n| !matches!(n.folded, "%" | "/" | "-" | ":") && !self.is_time(n));
                return people.then_some(q);
            }
            let w = self.word(k);
            if w.is_punctuation() && !matches!(w.folded, "(" | "\"")
                || w.is_verb() && w.lemma != "قل"
                || self.counted(k).is_some()
            {
                return None;
            }
            if w.is_nominal()
                && w.reading.features.number == Number::Dual
                && k == i + 1
                && w.pos() != Pos::Name
                && !w.has_article()
            {
                return Some(Quantity { value: 2, words: k..k + 1 });
            }
            k += 1;
        }
        None
    }

    fn is_time(&self, w: &Word<'_>) -> bool {
        matches!(
            w.lemma,
            "يوم"
                | "شهر"
                | "سنه"
                | "عام"
                | "ساعه"
                | "دقيقه"
                | "اسبوع"
                | "منزل"
                | "كيلومتر"
                | "متر"
                | "غاره"
                | "مره"
                | "هجوم"
        )
    }

    /// "at least 12", "no fewer than 12", "more than 12", "12 at the least".
    fn lower_bound(&self, words: &Range<usize>) -> bool {
        let behind = (words.end..self.range.end.min(words.end + 5))
            .take_while(|&k| !self.word(k).is_punctuation() && !self.word(k).is_verb())
            .any(|k| self.word(k).folded == "الاقل" || self.word(k).folded == "اقل" && self.word(k - 1).folded == "علي");
        let from = self.range.start.max(words.start.saturating_sub(4));
        behind || (from..words.start).any(|k| matches!(self.word(k).folded, "الاقل" | "يقل" | "تقل" | "اكثر" | "تجاوز"))
    }

    /// The number that begins at word `i`, in digits or words. In words one and two stand for anyone: people say them with the
    /// noun's own number.
    fn number(&self, i: usize) -> Option<Quantity> {
        let (value, end) = integer_at(self.field.text, i).filter(|n| n.1 <= self.range.end)?;
        let told = if self.word(i).kind == TokenKind::Number { value > 0 } else { value > 2 };
        let value = u32::try_from(value).ok().filter(|_| told)?;
        Some(Quantity { value, words: i..end })
    }

    /// A sum of money in the text's words.
    fn amount(&self) -> Option<String> {
        let i = self.range.clone().find(|&i| {
            matches!(
                self.word(i).lemma,
                "دولار"
                    | "يورو"
                    | "ريال"
                    | "درهم"
                    | "دينار"
                    | "جنيه"
                    | "ليره"
                    | "روبل"
                    | "استرليني"
                    | "اورو"
            )
        })?;
        let from = self.range.start.max(i.saturating_sub(5));
        let money = |k: usize| {
            let w = self.word(k);
            w.kind == TokenKind::Number
                || integer_at(self.field.text, k).is_some()
                || matches!(w.stem, "مئات" | "الاف" | "ملايين" | "مليارات" | "نصف")
        };
        let start = (from..i).rev().take_while(|&k| money(k)).last()?;
        let end = if i + 1 < self.range.end && self.word(i + 1).pos() == Pos::Adjective { i + 2 } else { i + 1 };
        let text = self.field.text;
        let tokens = text.tokens();
        let (a, b) = (tokens.get(start)?, tokens.get(end - 1)?);
        text.raw().get(a.start as usize..b.end as usize).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use marsad_record::{EventType, Magnitude};

    use super::{magnitude, pool};
    use crate::testing::read;

    fn of(text: &str, event: EventType) -> Magnitude {
        read(text, |around| magnitude(around.field, around.field.text.sentences()[0].tokens.clone(), event))
    }

    #[test]
    fn tolls() {
        // "the killing of 12 civilians and the wounding of at least twenty-five"
        let m = of("أسفر القصف عن مقتل 12 مدنيا وإصابة خمسة وعشرين آخرين على الأقل.", EventType::Assault);
        assert_eq!((m.killed, m.injured, m.at_least), (Some(12), Some(25), true));
        // "two soldiers were killed", "three dead"
        assert_eq!(of("قتل جنديان في انفجار لغم.", EventType::Assault).killed, Some(2));
        assert_eq!(of("سقط ثلاثة قتلى في غارة على القرية.", EventType::Assault).killed, Some(3));
        // "the killing of a hundred thousand": scales multiply
        assert_eq!(of("أدت الحرب إلى مقتل مئة ألف مدني.", EventType::Assault).killed, Some(100_000));
        // "killed dozens", "killed on 5 May": no number
        assert_eq!(of("قتل العشرات في غارة على القرية.", EventType::Assault).killed, None);
    }

    #[test]
    fn crowds_and_arrests() {
        // "about five thousand people demonstrated", "arrested 40 people"
        assert_eq!(of("تظاهر نحو خمسة آلاف شخص في صنعاء.", EventType::Protest).crowd, Some(5000));
        assert_eq!(of("اعتقلت الشرطة 40 شخصا في العاصمة.", EventType::Coerce).detained, Some(40));
        // "thousands" gives no number
        assert_eq!(of("تظاهر آلاف الأشخاص في صنعاء.", EventType::Protest).crowd, None);
    }

    #[test]
    fn sums() {
        // "gave 500 million dollars in relief"
        let m = of("قدمت الحكومة 500 مليون دولار لإغاثة النازحين.", EventType::Aid);
        assert_eq!(m.amount.as_deref(), Some("500 مليون دولار"));
    }

    #[test]
    fn mentions_are_pooled() {
        let mut a = Magnitude { killed: Some(3), ..Magnitude::default() };
        pool(&mut a, &Magnitude { killed: Some(5), injured: Some(9), at_least: true, ..Magnitude::default() });
        assert_eq!((a.killed, a.injured, a.at_least), (Some(3), Some(9), true));
    }
}
