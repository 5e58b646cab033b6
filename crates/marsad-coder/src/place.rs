//! Where an act took place: the place that its clause, or else its sentence, names behind a preposition of place.

use std::ops::Range;

use marsad_lexicon::{Lexicon, Seen, Sense};

use crate::clause::Around;
use crate::word::LOCATIVES;

/// A resolved place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceFound {
    /// Words that name it.
    pub words: Range<usize>,
    /// ISO alpha-3.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
}

/// Whether a preposition puts an act in a place.
pub fn is_place_preposition(folded: &str) -> bool {
    LOCATIVES.contains(&folded) || matches!(folded, "ب" | "عند" | "خارج" | "امام" | "عبر")
}

/// The first place named in a phrase.
pub fn in_phrase(
    around: &Around<'_>,
    lexicon: &Lexicon,
    phrase: &Range<usize>,
    country_hint: Option<&str>,
) -> Option<PlaceFound> {
    let words = &around.field.words;
    let mut best: Option<PlaceFound> = None;
    let mut i = phrase.start;
    while i < phrase.end {
        let seen: Vec<Seen<'_>> = (i..phrase.end.min(i + 6))
            .map(|j| {
                let w = &words[j];
                let whole = w.folded.strip_prefix("ال").unwrap_or(w.folded);
                Seen {
                    stem: w.stem,
                    whole: if whole.len() != w.stem.len() && w.preposition().is_none() { whole } else { "" },
                    lemma: w.lemma,
                    whole_article: whole.len() != w.folded.len(),
                    article: w.has_article(),
                    proclitic: w.joined() || w.preposition().is_some(),
                    suffixed: w.reading.enclitic.is_some(),
                }
            })
            .collect();
        if let Some((n, senses)) = lexicon.phrases.longest(&seen) {
            let politics = &lexicon.politics;
            let mut places: Vec<_> = senses
                .iter()
                .filter_map(|s| match *s {
                    Sense::Place(p) => Some(&politics.places[p as usize]),
                    _ => None,
                })
                .collect();
            // The country that the text speaks of, then the larger place.
            places.sort_by_key(|p| (Some(p.country.as_str()) != country_hint, u32::MAX - p.population));
            if let Some(p) = places.first() {
                let sure = p.population > 300_000 || Some(p.country.as_str()) == country_hint || p.kind != "city";
                if sure || best.is_none() {
                    let found = PlaceFound {
                        words: i..i + n,
                        country: Some(p.country.clone()).filter(|c| !c.is_empty()),
                        geonames: p.geonames,
                        at: p.lat.zip(p.lon),
                    };
                    return Some(found);
                }
            }
            for s in &senses {
                if let Sense::State(i2, false) | Sense::Seat(i2, false) = *s {
                    // A seat that is a building is no place name of its own, a capital is.
                    best.get_or_insert(PlaceFound {
                        words: i..i + n,
                        country: Some(politics.states[i2 as usize].code.clone()),
                        geonames: None,
                        at: None,
                    });
                }
            }
            if best.is_some() {
                return best;
            }
            i += n;
        } else {
            i += 1;
        }
    }
    best
}
