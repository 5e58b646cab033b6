//! `cargo xtask frequency`: counts how often each lemma is read in the articles of `../shared/gold/train.jsonl` and writes
//! `lexicon/words/frequency.tsv`, by which the tagger knows a common word from a rare one of the same spelling. The counts rest on the
//! readings that the present counts lead to, so they are made a few times over until they hardly change.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use marsad_coder::word::FieldText;
use marsad_lexicon::Lexicon;
use marsad_text::Text;
use rayon::prelude::*;
use serde_json::Value;

/// How many times the counts are made anew.
const ROUNDS: usize = 4;
/// A lemma read less often is left out.
const LEAST: u32 = 2;

/// Counts of lemmas by citation form and part of speech.
type Counts = BTreeMap<(String, &'static str), u32>;

/// Runs the command.
pub fn run(root: &Path) -> anyhow::Result<ExitCode> {
    let path = root.join("../shared/gold/train.jsonl");
    if !path.is_file() {
        println!("../shared/gold/train.jsonl is absent: there is nothing to count");
        return Ok(ExitCode::SUCCESS);
    }
    let mut texts = Vec::new();
    for line in fs::read_to_string(&path)?.lines().filter(|l| !l.trim().is_empty()) {
        let article: Value = serde_json::from_str(line)?;
        texts.extend(["title", "text"].map(|k| article[k].as_str().unwrap_or("").to_owned()));
    }
    let file = root.join("lexicon/words/frequency.tsv");
    for round in 1..=ROUNDS {
        let counts = count(&texts, &crate::lexicon()?);
        let before = fs::read_to_string(&file).unwrap_or_default();
        let after = table(&counts);
        fs::write(&file, &after)?;
        let rows: Vec<&str> = before.lines().collect();
        let changed = after.lines().filter(|l| !rows.contains(l)).count();
        println!("round {round}: {} lemmas, {changed} rows changed", counts.len());
        if changed == 0 {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn count(texts: &[String], lexicon: &Lexicon) -> Counts {
    let of_text = |text: &String| {
        let mut counts = Counts::new();
        let text = Text::new(text);
        for word in FieldText::new(&text, lexicon).words {
            if let Some(id) = word.reading.lemma {
                let lemma = lexicon.dictionary.lemma(id);
                *counts.entry((lemma.text.to_owned(), lemma.pos.name())).or_default() += 1;
            }
        }
        counts
    };
    let add = |mut a: Counts, b: Counts| {
        for (key, n) in b {
            *a.entry(key).or_default() += n;
        }
        a
    };
    texts.par_iter().map(of_text).reduce(Counts::new, add)
}

fn table(counts: &Counts) -> String {
    let mut rows: Vec<_> = counts.iter().filter(|(_, n)| **n >= LEAST).collect();
    rows.sort_by_key(|(key, n)| (std::cmp::Reverse(**n), *key));
    let mut out = String::from(
        "# How often a word was read in 557 news articles, counted by `cargo xtask frequency`: of words with one spelling the common one is\n# likelier. A row of an extra folder overrides the one here.\n# lemma\tpart of speech\ttimes\n",
    );
    for ((lemma, pos), n) in rows {
        let _ = writeln!(out, "{lemma}\t{pos}\t{n}");
    }
    out
}
