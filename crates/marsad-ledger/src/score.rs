//! Scores and quad classes of acts, from `lexicon/codes/plover.tsv`.

use std::sync::LazyLock;

use marsad_record::EventType;
use rustc_hash::FxHashMap;

/// Quad class and score by type and mode.
type Scores = FxHashMap<(&'static str, &'static str), (i64, f64)>;

static TABLE: LazyLock<Scores> = LazyLock::new(|| {
    crate::table::rows(include_str!("../../../lexicon/codes/plover.tsv"))
        .filter_map(|cells| match cells[..] {
            [kind, mode, quad, score] => Some(((kind, mode), (quad.parse().ok()?, score.parse().ok()?))),
            _ => None,
        })
        .collect()
});

/// Quad class (1 to 4) and score (from -10, conflict, to 10, cooperation) of an act. A mode without a score of its own takes its type's.
pub fn score(event_type: EventType, mode: Option<&str>) -> (i64, f64) {
    let find = |mode| TABLE.get(&(event_type.as_str(), mode)).copied();
    // The test below finds every type in the table.
    find(mode.unwrap_or("")).or_else(|| find("")).unwrap_or((0, 0.0))
}

/// Whether the manual of PLOVER lists a mode for a type.
pub fn has_mode(event_type: EventType, mode: &str) -> bool {
    TABLE.contains_key(&(event_type.as_str(), mode))
}

/// Whether a quad class is cooperation.
pub fn cooperative(quad: i64) -> bool {
    matches!(quad, 1 | 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_score() {
        for &kind in EventType::ALL {
            let (quad, value) = score(kind, None);
            assert!((1..=4).contains(&quad), "{kind}");
            // The sign goes with the class, but for a request, which is neutral.
            assert!(cooperative(quad) == (value > 0.0) || kind == EventType::Request, "{kind}");
        }
        assert_eq!(score(EventType::Consult, Some("visit")), (1, 4.0));
        assert_eq!(score(EventType::Consult, Some("no such mode")), (1, 2.5));
        assert_eq!(score(EventType::Accuse, Some("disapprove")), (3, -2.0));
    }
}
