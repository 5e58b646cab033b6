//! `names`: precision and recall of person and place spans on ANERcorp; `mentions FILE`: every mention of a file of articles.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::process::ExitCode;

use anyhow::Context;
use marsad_coder::Article;
use marsad_coder::document::{LinkedMention, linked_mentions};
use marsad_ingest::Reader;
use marsad_lexicon::{Lexicon, Sources};
use serde_json::json;

use crate::root;

fn lexicon() -> anyhow::Result<Lexicon> {
    Ok(Lexicon::compile(&Sources::read(&root().join("lexicon"))?)?)
}

/// Prints, one JSON object a line, the mentions of each article with their codes.
pub fn mentions(args: &[String]) -> anyhow::Result<ExitCode> {
    let path = args.first().context("usage: cargo xtask mentions FILE")?;
    let lexicon = lexicon()?;
    let mut out = std::io::stdout().lock();
    for item in Reader::new(BufReader::new(File::open(path)?), path) {
        let article = item.result?;
        let found: Vec<_> = linked_mentions(&article, &lexicon)
            .iter()
            .map(|m| {
                json!({
                    "field": m.span.field, "start": m.span.start, "end": m.span.end, "kind": format!("{:?}", m.kind),
                    "codes": m.parties.iter().map(|p| p.0.as_deref().unwrap_or("UNK")).collect::<Vec<_>>(),
                    "roles": m.parties.iter().map(|p| p.1.as_str()).collect::<Vec<_>>(),
                })
            })
            .collect();
        writeln!(out, "{}", json!({"id": article.id, "mentions": found}))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Spans as `[start, end)` words.
type Spans = Vec<(usize, usize)>;

/// The gold spans of one kind (`PERS`, `LOC`) in a list of (word, tag).
fn gold(tokens: &[(&str, &str)], kind: &str) -> Spans {
    let mut out: Spans = Vec::new();
    for (i, (_, tag)) in tokens.iter().enumerate() {
        match tag.split_once('-') {
            Some(("B", k)) if k == kind => out.push((i, i + 1)),
            Some(("I", k)) if k == kind => {
                if let Some(last) = out.last_mut().filter(|s| s.1 == i) {
                    last.1 = i + 1;
                }
            }
            _ => {}
        }
    }
    out
}

/// Char spans of mentions as word spans; a span that cuts a word takes the whole word.
fn by_words(starts: &[(u32, u32)], spans: impl Iterator<Item = (u32, u32)>) -> Spans {
    spans
        .filter_map(|(a, b)| {
            let first = starts.iter().position(|s| s.1 > a)?;
            let last = starts.iter().rposition(|s| s.0 < b)?;
            (first <= last).then_some((first, last + 1))
        })
        .collect()
}

/// Hits, gold and predicted spans of one kind.
#[derive(Default)]
struct Score {
    hit: usize,
    gold: usize,
    found: usize,
}

/// Scores exact spans of persons and places on `../shared/external/names/anercorp_train.txt`.
pub fn names(args: &[String]) -> anyhow::Result<ExitCode> {
    let path = root().join("../shared/external/names/anercorp_train.txt");
    if !path.is_file() {
        println!("{} is absent: nothing to measure on", path.display());
        return Ok(ExitCode::SUCCESS);
    }
    let errors = args.iter().any(|a| a == "--errors");
    let text = fs::read_to_string(&path)?;
    let tokens: Vec<(&str, &str)> = text.lines().filter_map(|l| l.rsplit_once(' ')).collect();
    let lexicon = lexicon()?;
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    // Sentences end at a full stop; a hundred of them make an article, so that last names find their full names.
    let mut from = 0;
    let mut stops = 0;
    for i in 0..tokens.len() {
        stops += usize::from(tokens[i].0 == ".");
        if stops < 100 && i + 1 < tokens.len() {
            continue;
        }
        stops = 0;
        let part = &tokens[from..=i];
        from = i + 1;
        let mut body = String::new();
        let mut starts = Vec::with_capacity(part.len());
        let mut at = 0u32;
        for (word, _) in part {
            let n = word.chars().count() as u32;
            starts.push((at, at + n));
            at += n + 1;
            body.push_str(word);
            body.push(' ');
        }
        let article = Article { text: body, ..Article::default() };
        let found = linked_mentions(&article, &lexicon);
        for (kind, list) in [("PERS", persons(&found)), ("LOC", places(&found))] {
            let want = gold(part, kind);
            let got = by_words(&starts, list.into_iter());
            let score = scores.entry(kind).or_default();
            score.gold += want.len();
            score.found += got.len();
            score.hit += want.iter().filter(|w| got.contains(w)).count();
            if errors {
                let show = |s: &(usize, usize)| {
                    let words = |a: usize, b: usize| part[a..b].iter().map(|t| t.0).collect::<Vec<_>>().join(" ");
                    format!(
                        "{} [{}] {}",
                        words(s.0.saturating_sub(3), s.0),
                        words(s.0, s.1),
                        words(s.1, (s.1 + 2).min(part.len()))
                    )
                };
                want.iter().filter(|w| !got.contains(w)).for_each(|s| println!("missed {kind} {}", show(s)));
                got.iter().filter(|g| !want.contains(g)).for_each(|s| println!("wrong {kind} {}", show(s)));
            }
        }
    }
    for (kind, s) in scores {
        let (p, r) = (s.hit as f64 / s.found.max(1) as f64, s.hit as f64 / s.gold.max(1) as f64);
        println!(
            "{kind:4} P {p:.3} R {r:.3} F1 {:.3} ({} gold, {} found, {} right)",
            2.0 * p * r / (p + r).max(1e-9),
            s.gold,
            s.found,
            s.hit
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn persons(found: &[LinkedMention]) -> Vec<(u32, u32)> {
    found.iter().filter_map(|m| m.name.map(|n| (n.start, n.end))).collect()
}

fn places(found: &[LinkedMention]) -> Vec<(u32, u32)> {
    found.iter().filter(|m| m.place && m.name.is_none()).map(|m| (m.span.start, m.span.end)).collect()
}
