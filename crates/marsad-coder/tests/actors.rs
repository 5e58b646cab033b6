//! Parties of single sentences: `actors.tsv` (text, phrase, codes, role) and cases of our own.

use std::sync::LazyLock;

use marsad_coder::Article;
use marsad_coder::document::{LinkedMention, linked_mentions};
use marsad_lexicon::Lexicon;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| marsad_embedded::lexicon().expect("the built-in lexicon loads"));

fn found(text: &str, published: &str) -> Vec<LinkedMention> {
    let article = Article { text: text.to_owned(), published: published.parse().ok(), ..Article::default() };
    linked_mentions(&article, &LEXICON)
}

/// Codes and role of the mentions that overlap a phrase of a text: the union of the codes, the role of the first.
fn parties(text: &str, phrase: &str, mentions: &[LinkedMention]) -> (Vec<String>, String) {
    let byte = text.find(phrase).expect("the phrase is in the text");
    let start = text[..byte].chars().count() as u32;
    let end = start + phrase.chars().count() as u32;
    let mut codes: Vec<String> = Vec::new();
    let mut role = String::new();
    for m in mentions.iter().filter(|m| m.span.start < end && start < m.span.end) {
        for (code, r) in &m.parties {
            let code = code.clone().unwrap_or_else(|| "UNK".into());
            if !codes.contains(&code) {
                codes.push(code);
            }
            if role.is_empty() {
                role = r.as_str().to_owned();
            }
        }
    }
    codes.sort();
    (codes, role)
}

fn check(rows: impl Iterator<Item = (String, String, String, String)>) {
    let mut wrong = Vec::new();
    for (text, phrase, code, role) in rows {
        let mut want: Vec<String> = code.split(", ").map(str::to_owned).collect();
        want.sort();
        let (codes, got) = parties(&text, &phrase, &found(&text, "2015-06-10"));
        if codes != want || got != role {
            wrong.push(format!("{phrase}: {codes:?} {got}, not {want:?} {role}; in: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cases_of_the_table() {
    check(include_str!("actors.tsv").lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|line| {
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        (cells[0].clone(), cells[1].clone(), cells[2].clone(), cells[3].clone())
    }));
}

#[test]
fn cases_of_our_own() {
    let rows = [
        // "The Algerian delegate to the United Nations, Salim Bouzid, said ..."
        ("قال المندوب الجزائري لدى الأمم المتحدة، سليم بوزيد، إن الجلسة تأجلت", "سليم بوزيد", "DZA", "GOV"),
        // "Engineer Karim ... , minister of petroleum in Kuwait": the office behind the name.
        ("استقبل المهندس كريم بن سالم العازمي وزير النفط الكويتي وفدا", "كريم بن سالم العازمي", "KWT", "GOV"),
        // "The two presidents, the American D. T. and the Russian V. P., spoke": each his own state.
        ("بحث الرئيسان الأمريكي باراك أوباما والروسي فلاديمير بوتين الأزمة", "باراك أوباما", "USA", "GOV"),
        ("بحث الرئيسان الأمريكي باراك أوباما والروسي فلاديمير بوتين الأزمة", "فلاديمير بوتين", "RUS", "GOV"),
        // "clashes with the Houthi gunmen": the body's code, not the noun's default.
        ("اندلعت اشتباكات مع المسلحين الحوثيين قرب عدن", "المسلحين الحوثيين", "HOUTHI", "REB"),
        // "the organisation \"the Islamic State\"": a name across quotation marks.
        ("تبنى تنظيم \"الدولة الإسلامية\" الهجوم في العراق", "تنظيم \"الدولة الإسلامية\"", "ISIS", "REB"),
        // "Hezbollah: ..." at the head of a title; "Allah" has no article of its own.
        ("حزب الله: لن نرد على هذه التهديدات", "حزب الله", "HEZBOLLAH", "REB"),
        // "Germany called, and China refused": letters of the article that are the name's own.
        ("دعت ألمانيا إلى اجتماع ورفضت الصين", "ألمانيا", "DEU", "GOV"),
        ("التقى سفراء فرنسا، والصين، وروسيا", "والصين", "CHN", "GOV"),
        // "the P5+1 group"
        ("اجتمعت إيران ومجموعة 5+1 في فيينا", "مجموعة 5+1", "P5PLUS1", "GOV"),
        // "the governor of Latakia": an office of a place.
        ("زار محافظ اللاذقية سعيد الحمصي البلدة", "سعيد الحمصي", "SYR", "GOV"),
        // "the movement said": the body named before.
        ("رفضت حماس العرض وقالت الحركة إنها لن تتفاوض", "الحركة", "HAMAS", "REB"),
    ];
    check(rows.iter().map(|r| (r.0.into(), r.1.into(), r.2.into(), r.3.into())));
}

#[test]
fn offices_and_groups_by_what_stands_around_them() {
    let rows = [
        // "the deputy delegate of Russia to the United Nations, Dmitri ..."
        ("قال نائب مندوب روسيا الدائم لدى الأمم المتحدة، دميتري بوليانسكي، إن بلاده ترفض", "دميتري بوليانسكي", "RUS", "GOV"),
        // "the head of the diplomatic institute at the Turkish foreign ministry, M. K., met the Somali defence minister"
        ("التقى مدير المعهد الدبلوماسي في وزارة الخارجية التركية، مسعود كيليتش، وزير الدفاع الصومالي", "مسعود كيليتش", "TUR", "GOV"),
        // "the Saudi academic M. Z."
        ("هاجم الأكاديمي السعودي محمد الزهراني القرار", "محمد الزهراني", "SAU", "EDU"),
        // "Brigadier N. D.; commander of Houthi militias"
        ("أكد العميد ناصر الذيباني؛ قائد ميليشيات الحوثيين أنه انسحب", "ناصر الذيباني", "HOUTHI", "REB"),
        // "the ministers came, from Sudan engineer Mutaz ..."
        ("حضر وزراء المياه، من السودان المهندس معتز بابكر ومن كينيا الدكتور جوزيف كاماو", "جوزيف كاماو", "KEN", "UNK"),
        // "the minister of local administration in Yemen, A. F., said"
        ("قال وزير الإدارة المحلية في اليمن عبد الرقيب الصلوي إن السفن وصلت", "عبد الرقيب الصلوي", "YEM", "GOV"),
        // "the foreign minister Adel bin Ahmed al-Jubeir": a listed person with his father's name
        ("استقبل أمير قطر أمس وزير الخارجية عادل بن أحمد الجبير", "عادل بن أحمد الجبير", "SAU", "GOV"),
        // "the ministry of foreign affairs and expatriates of Jordan"
        ("دانت وزارة الخارجية وشؤون المغتربين الأردنية الهجوم في إسرائيل", "وزارة الخارجية", "JOR", "GOV"),
        // "the Russian company 'Siberian'", "a delegation of the Israeli left-wing party Meretz": the nationality behind a name
        ("وقعت الحكومة السودانية اتفاقاً مع شركة (سيبرين) الروسية", "شركة (سيبرين) الروسية", "RUS", "BUS"),
        // "the reply of the occupation" in a text on Hamas
        ("تسلمت حماس رد الاحتلال على المقترح", "الاحتلال", "ISR", "GOV"),
        ("أكدت سرايا القدس استهداف جنود الاحتلال في غزة", "جنود الاحتلال", "ISR", "MIL"),
        // "the coalition's aircraft" over Yemen, and against ISIS
        ("كثفت قوات التحالف غاراتها على صنعاء في اليمن", "قوات التحالف", "SAUDICOALITION", "MIL"),
        ("شنت قوات التحالف غارات على مواقع داعش في سوريا والعراق", "قوات التحالف", "COALITION", "MIL"),
        // "men of the resistance", "fighters of the opposition" in Syria, "the Kurds" in Iraq
        ("دارت معارك بين رجال المقاومة وميليشيات الحوثي في عدن", "رجال المقاومة", "NSA", "REB"),
        ("سيطرت قوات النظام السوري على أحياء في حلب كانت بيد مقاتلي المعارضة", "مقاتلي المعارضة", "SYROPP", "REB"),
        ("أعلن الجيش العراقي في الموصل أن الأكراد شددوا الحراسة", "الأكراد", "KRG", "GOV"),
        // "the rebels in the base" when the Houthis were named before
        ("تقدم الحوثيون في اليمن وقصفت الطائرات المتمردين في قاعدة العند", "المتمردين", "HOUTHI", "REB"),
        // "18 rebels" in a text on the Taliban only
        ("أعلن الجيش الأفغاني أنه هاجم حركة طالبان وأن 18 متمردا قتلوا", "متمردا", "TALIBAN", "REB"),
        // "called on its citizens in Kenya"
        ("دعت الولايات المتحدة رعاياها الموجودين في كينيا إلى الحذر", "رعاياها", "USA", "CVL"),
        // "the forces hostile to the Houthis" are not theirs
        ("استعادت القوات المناهضة للحوثيين المطار في اليمن", "القوات المناهضة", "YEM", "MIL"),
        // "the Arab foreign ministers met"
        ("اجتمع وزراء الخارجية العرب في القاهرة", "وزراء الخارجية العرب", "ARABLEAGUE", "IGO"),
    ];
    check(rows.iter().map(|r| (r.0.into(), r.1.into(), r.2.into(), r.3.into())));
}

#[test]
fn names_end_at_the_right_word() {
    // Text with its gloss and the name that must be cut out of it.
    for (text, name) in [
        // "Sheikh Tamim bin Hamad Al Thani received ..."
        ("استقبل الشيخ تميم بن حمد آل ثاني الوفد أمس", "تميم بن حمد آل ثاني"),
        // "Mr Khaled al-Durra, managing director": what looks like a common noun is a family name.
        ("قال السيد خالد الدرة العضو المنتدب إن الشركة نمت", "خالد الدرة"),
        // "President Mohammed Hosni Mubarak, president of the republic"
        ("أناب الرئيس محمد حسني مبارك رئيس الجمهورية الوزير", "محمد حسني مبارك"),
    ] {
        let mentions = found(text, "2009-01-01");
        let names: Vec<String> = mentions
            .iter()
            .filter_map(|m| m.name)
            .map(|n| text.chars().skip(n.start as usize).take((n.end - n.start) as usize).collect())
            .collect();
        assert!(names.iter().any(|n| n == name), "{name} is not among {names:?}");
    }
}
