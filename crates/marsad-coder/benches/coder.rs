//! Speed of coding one article of common length.

use marsad_coder::{Article, code};

fn main() {
    divan::main();
}

/// Sentences of our own, one of each kind that news repeats.
const LINES: &str = "التقى وزير الخارجية الأميركي جون كيري نظيره الإيراني محمد جواد ظريف في فيينا أمس الاثنين.
وقال مصدر مسؤول في الخارجية الفرنسية إن الجانبين سيوقعان الاتفاق قبل 24 تشرين الثاني المقبل.
واتهمت المعارضة السورية الجيش بقصف أحياء سكنية في حلب، ما أدى إلى مقتل ثلاثة مدنيين.
ودعا الأمين العام للأمم المتحدة الأطراف إلى «وقف فوري لإطلاق النار» خلال مؤتمر صحافي في نيويورك.
";

#[divan::bench(args = [1, 4, 16])]
fn articles(bencher: divan::Bencher<'_, '_>, times: usize) {
    let lexicon = marsad_embedded::lexicon().expect("the built-in lexicon loads");
    let article = Article {
        id: "bench".into(),
        text: LINES.repeat(times),
        published: marsad_time::Date::new(2015, 6, 17).ok(),
        ..Article::default()
    };
    bencher
        .counter(divan::counter::BytesCount::of_str(&article.text))
        .bench(|| code(divan::black_box(&article), &lexicon));
}
