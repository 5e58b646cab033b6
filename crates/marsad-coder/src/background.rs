//! What stands around an act: whether it is told as history, and who attends, mediates or hosts it.

use std::ops::Range;

use marsad_record::{Part, Status};
use marsad_text::TokenKind;
use marsad_time::Date;

use crate::clause::Around;
use crate::propose::Candidate;
use crate::word::FieldText;

/// Hours before publication after which an act is history.
const RECENT: i64 = 30 * 24;

/// Whether an act is told as history: over 30 days before publication; without a day of publication only where the text
/// marks it.
pub fn background(end: Option<Date>, published: Option<Date>, marked: bool, status: Status) -> bool {
    if matches!(status, Status::Planned | Status::Ongoing) {
        return false;
    }
    match (end, published) {
        (Some(end), Some(published)) => end.duration_until(published).as_hours() > RECENT,
        (None, Some(_)) => false,
        (_, None) => marked,
    }
}

/// Words that mark an act as history: "years ago", "last year", "in the year 1990".
pub fn marked_as_history(field: &FieldText<'_>, range: Range<usize>, word: usize) -> bool {
    let from = range.start.max(word.saturating_sub(10));
    let to = range.end.min(word + 14);
    let w = |i: usize| &field.words[i];
    (from..to).any(|i| match w(i).lemma {
        "سنه" | "عام" | "عقد" | "سنوات" | "اعوام" => {
            let ago = (from.max(i.saturating_sub(3))..i).any(|k| matches!(w(k).stem, "قبل" | "منذ"));
            let last = i + 1 < to && matches!(w(i + 1).folded, "الماضي" | "الماضيه" | "المنصرم");
            let year = i + 1 < to
                && w(i + 1).kind == TokenKind::Number
                && w(i + 1).folded.len() == 4
                && w(i + 1).folded.starts_with(['1', '2']);
            let far = ago && (w(i).stem != "عام" || !w(i).has_article());
            far || last || year && (from..i).any(|k| matches!(w(k).stem, "منذ" | "في"))
        }
        _ => false,
    })
}

/// The parties beside a candidate's own: mention and part.
pub fn others(
    around: &Around<'_>,
    range: Range<usize>,
    c: &Candidate<'_>,
    candidates: &[Candidate<'_>],
) -> Vec<(usize, Part)> {
    let words = &around.field.words;
    let mut out = Vec::new();
    if !c.frame.event_type().is_symmetric() {
        return out;
    }
    for i in c.word + 1..range.end.min(c.word + 30) {
        let w = &words[i];
        // Another act between takes what follows.
        if candidates.iter().any(|o| o.word > c.word && o.word < i) {
            break;
        }
        let under = i > 0 && words[i - 1].folded == "تحت";
        let part = match w.folded.trim_start_matches('و') {
            "بحضور" | "بمشاركه" => Part::Attending,
            "بوساطه" | "برعايه" => Part::Mediating,
            "رعايه" if under => Part::Mediating,
            "باستضافه" => Part::Hosting,
            _ => continue,
        };
        if i + 1 >= range.end {
            break;
        }
        let phrase = around.phrase(i + 1, range.end);
        for m in around.parties(&phrase, range.end) {
            if !out.iter().any(|(x, _)| *x == m) {
                out.push((m, part));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use marsad_record::{Part, Status};
    use marsad_time::Date;

    use super::{background, marked_as_history, others};
    use crate::testing::{candidates, raw, read};

    #[test]
    fn thirty_days() {
        let day = |m, d| Date::new(2015, m, d).ok();
        assert!(background(day(1, 5), day(3, 1), false, Status::Occurred));
        assert!(!background(day(2, 20), day(3, 1), true, Status::Occurred));
        assert!(!background(day(1, 5), day(3, 1), false, Status::Planned));
        // Without a day of publication the text must mark it.
        assert!(!background(day(1, 5), None, false, Status::Occurred));
        assert!(background(None, None, true, Status::Occurred));
    }

    #[test]
    fn history_is_marked() {
        let marked = |text: &str| read(text, |a| marked_as_history(a.field, 0..a.field.words.len(), 0));
        // "was killed three years ago", "was killed in the year 1990", "was killed yesterday"
        assert!(marked("قتل الوزير قبل ثلاث سنوات في بيروت."));
        assert!(marked("قتل الوزير في عام 1990 في بيروت."));
        assert!(!marked("قتل الوزير أمس في بيروت."));
    }

    #[test]
    fn who_else_takes_part() {
        // "The minister met his counterpart in Cairo in the presence of the UN envoy."
        let found = read(
            "التقى وزير الخارجية المصري نظيره السوداني في القاهرة بحضور المبعوث الأممي.",
            |a| {
                let all = candidates(a, 0);
                let list = others(a, 0..a.field.words.len(), &all[0], &all);
                list.into_iter()
                    .map(|(m, part)| (raw(a, a.mentions[m].words.clone()).to_owned(), part))
                    .collect::<Vec<_>>()
            },
        );
        assert_eq!(found, [("المبعوث الأممي".to_owned(), Part::Attending)]);
    }
}
