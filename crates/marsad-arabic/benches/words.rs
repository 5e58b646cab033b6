//! Words per second of analysis and tagging: `cargo bench -p marsad-arabic`.
//!
//! The text is that of `examples/articles.jsonl`, read with the lexicon of this repository.

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use marsad_arabic::analyze::{Reading, analyze};
use marsad_arabic::tag::tag;
use marsad_lexicon::{Lexicon, Sources};
use marsad_text::Text;

fn main() {
    divan::main();
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn lexicon() -> Lexicon {
    let sources = Sources::read(&root().join("lexicon")).expect("the lexicon is there");
    Lexicon::compile(&sources).expect("the lexicon compiles")
}

fn articles() -> String {
    std::fs::read_to_string(root().join("examples/articles.jsonl")).expect("the example articles are there")
}

/// Tokens of each sentence: folded, raw.
fn sentences<'a>(text: &'a Text<'a>) -> Vec<Vec<(&'a str, &'a str)>> {
    let tokens = text.tokens();
    text.sentences()
        .iter()
        .map(|s| tokens[s.tokens.clone()].iter().map(|t| (text.folded_of(t), text.raw_of(t))).collect())
        .collect()
}

fn words(sentences: &[Vec<(&str, &str)>]) -> ItemsCount {
    ItemsCount::new(sentences.iter().map(Vec::len).sum::<usize>())
}

/// Every reading of every word, nothing remembered.
#[divan::bench]
fn analysis(bencher: Bencher<'_, '_>) {
    let (lexicon, raw) = (lexicon(), articles());
    let text = Text::new(&raw);
    let sentences = sentences(&text);
    bencher.counter(words(&sentences)).bench_local(|| {
        sentences.iter().flatten().map(|(folded, raw)| analyze(&lexicon.dictionary, folded, raw).len()).sum::<usize>()
    });
}

/// The choice by context alone.
#[divan::bench]
fn tagging(bencher: Bencher<'_, '_>) {
    let (lexicon, raw) = (lexicon(), articles());
    let text = Text::new(&raw);
    let sentences = sentences(&text);
    let readings: Vec<Vec<Vec<Reading>>> = sentences
        .iter()
        .map(|s| s.iter().map(|(folded, raw)| analyze(&lexicon.dictionary, folded, raw)).collect())
        .collect();
    bencher
        .counter(words(&sentences))
        .bench_local(|| readings.iter().map(|s| tag(&lexicon.dictionary, s).len()).sum::<usize>());
}
