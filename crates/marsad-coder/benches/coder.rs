//! Speed of coding one article of common length, and of each stage on the way.

use std::sync::LazyLock;

use marsad_coder::clause::Around;
use marsad_coder::mention::{covering, mentions};
use marsad_coder::propose::Proposer;
use marsad_coder::word::FieldText;
use marsad_coder::{Article, code};
use marsad_lexicon::Lexicon;
use marsad_text::Text;

fn main() {
    divan::main();
}

/// Sentences of our own, one of each kind that news repeats.
const LINES: &str = "التقى وزير الخارجية الأميركي جون كيري في فيينا أمس الاثنين نظيره الإيراني جواد ظريف.
وقال مصدر مسؤول في الخارجية الفرنسية إن الجانبين سيوقعان الاتفاق قبل 24 تشرين الثاني المقبل.
واتهمت المعارضة السورية الجيش بقصف أحياء سكنية في حلب، ما أدى إلى مقتل ثلاثة مدنيين.
ودعا الأمين العام للأمم المتحدة الأطراف إلى «وقف فوري لإطلاق النار» خلال مؤتمر صحافي في نيويورك.
";

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| marsad_embedded::lexicon().expect("the built-in lexicon loads"));

/// Runs a stage on a field whose words are read and tagged.
fn stage<T>(bencher: divan::Bencher<'_, '_>, run: impl Fn(&Around<'_>) -> T) {
    let raw = LINES.repeat(4);
    let text = Text::new(&raw);
    let field = FieldText::new(&text, &LEXICON);
    let found = mentions(&field, &LEXICON, None);
    let mention_at = covering(&found, field.words.len());
    let around = Around { field: &field, mentions: &found, mention_at: &mention_at };
    bencher.counter(divan::counter::BytesCount::of_str(&raw)).bench_local(|| run(divan::black_box(&around)));
}

#[divan::bench]
fn words(bencher: divan::Bencher<'_, '_>) {
    stage(bencher, |around| FieldText::new(around.field.text, &LEXICON).words.len());
}

#[divan::bench]
fn parties(bencher: divan::Bencher<'_, '_>) {
    stage(bencher, |around| mentions(around.field, &LEXICON, None));
}

#[divan::bench]
fn clauses(bencher: divan::Bencher<'_, '_>) {
    stage(bencher, |around| {
        let sentences = around.field.text.sentences().iter().map(|s| s.tokens.clone());
        let verbs = |r: std::ops::Range<usize>| r.filter(|&i| around.field.words[i].is_verb());
        sentences.flat_map(|r| verbs(r.clone()).map(move |i| around.of_verb(i, r.clone()).end)).sum::<usize>()
    });
}

#[divan::bench]
fn candidates(bencher: divan::Bencher<'_, '_>) {
    stage(bencher, |around| {
        let around = Around { ..*around };
        let sentences = around.field.text.sentences().len();
        let proposer = Proposer { around, lexicon: &LEXICON };
        (0..sentences).map(|s| proposer.sentence(s, &mut Vec::new()).len()).sum::<usize>()
    });
}

/// All stages, with the merging of mentions into acts, which grows with the number of mentions.
#[divan::bench(args = [1, 4, 16])]
fn articles(bencher: divan::Bencher<'_, '_>, times: usize) {
    let article = Article {
        id: "bench".into(),
        text: LINES.repeat(times),
        published: marsad_time::Date::new(2015, 6, 17).ok(),
        ..Article::default()
    };
    bencher
        .counter(divan::counter::BytesCount::of_str(&article.text))
        .bench(|| code(divan::black_box(&article), &LEXICON));
}
