//! Speed of cutting text into words, sentences and quotations, and of folding.

use divan::counter::BytesCount;
use marsad_text::{Text, fold};

fn main() {
    divan::main();
}

/// Common prose, careless prose, and marks in a row.
const KINDS: [(&str, &str); 3] = [
    ("prose", "التقى وزير الخارجية الأميركي نظيره الإيراني في فيينا أمس، وقال: «بحثنا الاتفاق» قبل 24 تشرين الثاني.\n"),
    ("vowels", "اِلْتَقَى وَزِيرُ الخَارِجِيَّةِ الأَمِيرِكِيُّ نَظِيرَهُ الإِيرَانِيَّ فِي فِيَيــنَّا أَمْسِ.\n"),
    ("marks", "«قال \"نعم\"»... (3.9.2014) - 1,200؟! م.ت.ف. \u{200F}5+1\u{200E} ...\n"),
];

fn sample(kind: &str) -> String {
    KINDS.iter().find(|(name, _)| *name == kind).map_or("", |(_, line)| line).repeat(100)
}

#[divan::bench(args = ["prose", "vowels", "marks"])]
fn cut(bencher: divan::Bencher<'_, '_>, kind: &str) {
    let raw = sample(kind);
    bencher.counter(BytesCount::of_str(&raw)).bench(|| Text::new(divan::black_box(&raw)).tokens().len());
}

#[divan::bench(args = ["prose", "vowels"])]
fn folding(bencher: divan::Bencher<'_, '_>, kind: &str) {
    let raw = sample(kind);
    bencher.counter(BytesCount::of_str(&raw)).bench(|| fold(divan::black_box(&raw)));
}
