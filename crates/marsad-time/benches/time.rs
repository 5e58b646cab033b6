//! Speed of finding time expressions.

use marsad_text::Text;
use marsad_time::{Date, Tense, find};

fn main() {
    divan::main();
}

/// Sentences of our own: a weekday, a date with its year, a range, a length, and none.
const LINES: &str = "وصل الوفد أمس الاثنين، وكان قد غادر في 24 تشرين الثاني 2014.
ويعقد المؤتمر بين الثالث والخامس من أيار المقبل، ويستمر ثلاثة أيام.
ودعا الوزير الجانبين إلى ضبط النفس وإلى العودة إلى طاولة المفاوضات.
";

#[divan::bench(args = [1, 16])]
fn times(bencher: divan::Bencher<'_, '_>, copies: usize) {
    let raw = LINES.repeat(copies);
    let text = Text::new(&raw);
    let published = Date::new(2015, 6, 17).ok();
    bencher.counter(divan::counter::BytesCount::of_str(&raw)).bench(|| find(&text, published, |_| Tense::Unknown));
}
