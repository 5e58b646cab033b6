//! `cargo xtask places [--errors]`: how many of the countries and towns that people marked in
//! `../shared/external/places/idrisi_beirut.jsonl` (227 posts on the explosion of 2020) are found, and resolved.
//!
//! A mention is found if a place that Marsad names shares a letter with it. A country is resolved if it is the same state; a town if
//! Marsad's coordinates lie within 161 km (100 miles) of those marked, the measure of that set's authors. The six countries marked without a code
//! are left out. Many mentions are parts of
//! hashtags, which newspapers do not have; those are counted apart too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context;
use marsad_coder::clause::Around;
use marsad_coder::mention::{covering, mentions};
use marsad_coder::place::{PlaceFound, places};
use marsad_coder::word::FieldText;
use marsad_lexicon::Lexicon;
use marsad_text::Text;
use serde::Deserialize;

/// Kilometres within which a town counts as resolved.
const NEAR: f64 = 161.0;
/// Mean radius of the earth in kilometres.
const EARTH: f64 = 6371.0;

#[derive(Deserialize)]
struct Post {
    text: String,
    location_mentions: Vec<Marked>,
}

/// A place that people marked: offsets in chars, coordinates in degrees as text.
#[derive(Deserialize)]
struct Marked {
    #[serde(rename = "type")]
    kind: String,
    start_offset: usize,
    end_offset: usize,
    osm_json: Node,
}

impl Marked {
    /// A town, or a country whose code is given.
    fn asked(&self) -> bool {
        self.kind == "City/town" || self.kind == "Country" && self.osm_json.extratags.contains_key(ALPHA3)
    }
}

const ALPHA3: &str = "ISO3166-1:alpha3";

#[derive(Deserialize)]
struct Node {
    lat: String,
    lon: String,
    #[serde(default)]
    extratags: BTreeMap<String, String>,
}

#[derive(Default)]
struct Tally {
    marked: usize,
    found: usize,
    resolved: usize,
}

/// Runs the command.
pub fn run(root: &Path, args: &[String]) -> anyhow::Result<()> {
    print!("{}", report(root, &crate::lexicon()?, args.iter().any(|a| a == "--errors"))?);
    Ok(())
}

/// The figures, a line for each kind of place, after what was missed if `errors`.
pub fn report(root: &Path, lexicon: &Lexicon, errors: bool) -> anyhow::Result<String> {
    let path = root.join("../shared/external/places/idrisi_beirut.jsonl");
    if !path.is_file() {
        return Ok("../shared is absent: nothing to measure on\n".into());
    }
    let all = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut out = String::new();
    for (i, line) in all.lines().enumerate() {
        let post: Post = serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), i + 1))?;
        let ours = read(&post.text, lexicon);
        for m in post.location_mentions.iter().filter(|m| m.asked()) {
            let overlapping = ours.iter().filter(|(span, _)| span.0 < m.end_offset && m.start_offset < span.1);
            let found: Vec<&PlaceFound> = overlapping.map(|o| &o.1).collect();
            let resolved = found.iter().any(|p| is(m, p));
            let before: String = post.text.chars().take(m.end_offset).collect();
            let hashtag = before.rsplit(char::is_whitespace).next().is_some_and(|w| w.contains('#'));
            for key in [m.kind.clone(), format!("{}, in a {}", m.kind, if hashtag { "hashtag" } else { "sentence" })] {
                let t = tallies.entry(key).or_default();
                t.marked += 1;
                t.found += usize::from(!found.is_empty());
                t.resolved += usize::from(resolved);
            }
            if errors && !resolved {
                let name: String = before.chars().skip(m.start_offset).collect();
                let what = if found.is_empty() { "missed" } else { "elsewhere" };
                writeln!(out, "{what} {name} in: {}", post.text.replace('\n', " "))?;
            }
        }
    }
    for (kind, t) in &tallies {
        let share = |n: usize| n as f64 / t.marked.max(1) as f64;
        let (found, resolved) = (share(t.found), share(t.resolved));
        writeln!(out, "{kind:<24} {:>3} marked, found {found:.3}, resolved {resolved:.3}", t.marked)?;
    }
    Ok(out)
}

/// The places of a text with their spans in chars.
fn read(raw: &str, lexicon: &Lexicon) -> Vec<((usize, usize), PlaceFound)> {
    let text = Text::new(raw);
    let field = FieldText::new(&text, lexicon);
    let found = mentions(&field, lexicon, None);
    let mention_at = covering(&found, field.words.len());
    let around = Around { field: &field, mentions: &found, mention_at: &mention_at };
    let (named, _) = places(&[&around], lexicon);
    let tokens = text.tokens();
    named
        .iter()
        .flatten()
        .map(|n| {
            let (first, last) = (&tokens[n.words.start], &tokens[n.words.end.max(n.words.start + 1) - 1]);
            let span = text.char_span(first.start..last.end);
            ((span.start as usize, span.end as usize), n.found())
        })
        .collect()
}

/// Whether a place is the one that was marked.
fn is(marked: &Marked, place: &PlaceFound) -> bool {
    if marked.kind == "Country" {
        return marked.osm_json.extratags.get(ALPHA3).is_some_and(|c| place.country.as_ref() == Some(c));
    }
    let there = marked.osm_json.lat.parse().ok().zip(marked.osm_json.lon.parse().ok());
    place.at.zip(there).is_some_and(|(a, b)| kilometres(a, b) <= NEAR)
}

/// Great-circle distance between two points in degrees (haversine).
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (la, lb) = (a.0.to_radians(), b.0.to_radians());
    let (north, east) = ((lb - la) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = north.sin().powi(2) + la.cos() * lb.cos() * east.sin().powi(2);
    2.0 * EARTH * h.sqrt().asin()
}
