//! Speed of reading, and of the whole way from bytes to records.

use divan::counter::BytesCount;
use marsad_coder::code;
use marsad_ingest::Reader;

fn main() {
    divan::main();
}

/// The shipped examples, several times over.
fn lines() -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/articles.jsonl");
    std::fs::read(path).expect("the examples are there").repeat(5)
}

#[divan::bench]
fn read(bencher: divan::Bencher<'_, '_>) {
    let bytes = lines();
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench(|| Reader::new(divan::black_box(&bytes[..]), "bench").filter(|i| i.result.is_ok()).count());
}

#[divan::bench]
fn whole(bencher: divan::Bencher<'_, '_>) {
    let bytes = lines();
    let lexicon = marsad_embedded::lexicon().expect("the built-in lexicon loads");
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| {
        let mut written = 0;
        for item in Reader::new(divan::black_box(&bytes[..]), "bench") {
            if let Ok(article) = item.result {
                written += code(&article, &lexicon).to_json().map_or(0, |json| json.len());
            }
        }
        written
    });
}

#[divan::bench(sample_count = 20)]
fn start() {
    divan::black_box(marsad_embedded::lexicon().expect("the built-in lexicon loads"));
}
