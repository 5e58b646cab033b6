//! Small inputs that broke other coders, with the type of event that each states.

use std::path::Path;

use marsad_coder::{Article, code};
use marsad_lexicon::{Lexicon, Sources};

/// Text, types that must be found; none: no event.
const CASES: &[(&str, &[&str])] = &[
    // Iraq carried out an air strike on the organisation's positions in Raqqa
    ("شنت العراق ضربة جوية على مواقع التنظيم في الرقة", &["ASSAULT"]),
    // Tehran denied that it shelled the American base
    ("نفت طهران أنها قصفت القاعدة الأميركية", &["ASSAULT"]),
    // Washington may impose sanctions on Moscow if it does not withdraw
    ("قد تفرض واشنطن عقوبات على موسكو إذا لم تنسحب", &["SANCTION"]),
    // The Secretary-General of the United Nations called for an urgent meeting
    ("دعا الأمين العام للأمم المتحدة إلى عقد اجتماع طارئ", &["REQUEST"]),
    // The Egyptian and French presidents are due to meet tomorrow
    ("من المقرر أن يلتقي الرئيسان المصري والفرنسي غدا", &["CONSULT"]),
    // The novel describes the war between the two countries
    ("تصف الرواية الحرب بين البلدين", &[]),
    // The team attacked the rival's goal in the last minute
    ("هاجم الفريق مرمى الخصم في الدقيقة الأخيرة", &[]),
    // The explosion of oil prices worries the markets
    ("انفجار أسعار النفط يقلق الأسواق", &[]),
    // Egypt condemned the attack that killed ten in Baghdad
    ("أدانت مصر الهجوم الذي أوقع عشرة قتلى في بغداد", &["ACCUSE", "ASSAULT"]),
    // Talks between Tehran and the 5+1 group are being held in Vienna
    ("وتجري محادثات بين طهران ومجموعة 5+1 في فيينا", &["CONSULT"]),
    // The president cancelled his visit to Paris
    ("ألغى الرئيس زيارته إلى باريس", &["REJECT"]),
    // Angry protesters stormed the American embassy in Baghdad: a building stormed is an attack
    ("اقتحم محتجون غاضبون مقر السفارة الأميركية في بغداد", &["ASSAULT"]),
    // Kuwait recalled its ambassador from Baghdad
    ("استدعت الكويت سفيرها من بغداد", &["SANCTION"]),
    // The Kuwaiti foreign ministry summoned the Iraqi ambassador in protest at the statements
    ("استدعت الخارجية الكويتية السفير العراقي احتجاجا على التصريحات", &["ACCUSE"]),
    // The European Union announced the lifting of sanctions on Syria
    ("أعلن الاتحاد الأوروبي رفع العقوبات عن سوريا", &["CONCEDE"]),
];

#[test]
fn types_of_the_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon");
    let lexicon = Sources::read(&folder).and_then(|s| Lexicon::compile(&s)).expect("the repository's lexicon compiles");
    let mut wrong = Vec::new();
    for (text, wanted) in CASES {
        let article = Article {
            id: "case".into(),
            text: (*text).into(),
            published: "2015-06-17".parse().ok(),
            ..Article::default()
        };
        let mut got: Vec<&str> = code(&article, &lexicon).events.iter().map(|e| e.event_type.as_str()).collect();
        got.sort_unstable();
        got.dedup();
        let right = if wanted.is_empty() { got.is_empty() } else { wanted.iter().all(|w| got.contains(w)) };
        if !right {
            wrong.push(format!("{text}: wanted {wanted:?}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
