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

fn check<'r>(rows: impl Iterator<Item = (&'r str, &'r str, &'r str, &'r str)>) {
    let mut wrong = Vec::new();
    for (text, phrase, code, role) in rows {
        let mut want: Vec<String> = code.split(", ").map(str::to_owned).collect();
        want.sort();
        let (codes, got) = parties(text, phrase, &found(text, "2015-06-10"));
        if codes != want || got != role {
            wrong.push(format!("{phrase}: {codes:?} {got}, not {want:?} {role}; in: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cases_of_the_table() {
    check(include_str!("actors.tsv").lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        (cells[0], cells[1], cells[2], cells[3])
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
    check(rows.into_iter());
}

#[test]
fn offices_and_groups_by_what_stands_around_them() {
    let rows = [
        // "the deputy delegate of India to the World Trade Organization, Rajesh Kumar, said"
        (
            "قال نائب مندوب الهند الدائم لدى منظمة التجارة العالمية، راجيش كومار، إن بلاده ترفض",
            "راجيش كومار",
            "IND",
            "GOV",
        ),
        // "the head of the agricultural institute at the Japanese ministry of agriculture, K. M., met the Moroccan minister of agriculture"
        (
            "اجتمع مدير المعهد الزراعي في وزارة الزراعة اليابانية، كينجي موراكامي، بوزير الزراعة المغربي",
            "كينجي موراكامي",
            "JPN",
            "GOV",
        ),
        // "the Moroccan journalist Y. A. wrote"
        ("كتب الصحافي المغربي يونس العلمي رسالة إلى السفير الإسباني", "يونس العلمي", "MAR", "MED"),
        // "Colonel F. H.; commander of Houthi militias"
        ("أكد العقيد فارس الحمادي؛ قائد ميليشيات الحوثيين أنه سيعود", "فارس الحمادي", "HOUTHI", "REB"),
        // "experts came, from Kenya Dr J. K. and from Uganda Dr S. O."
        (
            "حضر خبراء الزراعة، من كينيا الدكتور جوزيف كاماو ومن أوغندا الدكتور صامويل أوكيلو",
            "صامويل أوكيلو",
            "UGA",
            "UNK",
        ),
        // "the minister of higher education in Yemen, F. S., said"
        ("قال وزير التعليم العالي في اليمن فؤاد الصلوي إن المنح وصلت", "فؤاد الصلوي", "YEM", "GOV"),
        // "a Japanese delegation discussed the crisis with Adel bin Ahmed al-Jubeir": a listed person with his father's name
        ("بحث وفد ياباني الأزمة مع عادل بن أحمد الجبير", "عادل بن أحمد الجبير", "SAU", "GOV"),
        // "the ministry of agriculture and rural affairs of Norway"
        ("دانت وزارة الزراعة وشؤون الأرياف النرويجية القرار في السويد", "وزارة الزراعة", "NOR", "GOV"),
        // "a ship of the Russian company 'Volga'", "a delegation of the Norwegian left-wing party Frits": the nationality behind a name
        ("استأجرت الحكومة الكينية سفينة من شركة (فولغا) الروسية", "شركة (فولغا) الروسية", "RUS", "BUS"),
        ("زار طوكيو وفد من حزب فريتس اليساري النرويجي", "حزب فريتس", "NOR", "PTY"),
        // "Hamas refused the occupation's offer"
        ("رفضت حماس عرض الاحتلال", "الاحتلال", "ISR", "GOV"),
        ("هاجم جنود الاحتلال مسجدا في نابلس بفلسطين", "جنود الاحتلال", "ISR", "MIL"),
        // "the coalition's forces" over Yemen, and against ISIS
        ("شنت قوات التحالف ضربات قرب صعدة في اليمن", "قوات التحالف", "SAUDICOALITION", "MIL"),
        ("شنت قوات التحالف غارات على داعش في سوريا والعراق", "قوات التحالف", "COALITION", "MIL"),
        // "men of the resistance", "fighters of the opposition" in Syria, "the Kurds" in Iraq
        ("اشتبك رجال المقاومة مع الحوثيين في تعز", "رجال المقاومة", "NSA", "REB"),
        ("انسحب مقاتلو المعارضة من قريتين قرب حماة في سوريا", "مقاتلو المعارضة", "SYROPP", "REB"),
        ("رفضت بغداد أن يبيع الأكراد نفط كركوك في العراق", "الأكراد", "KRG", "GOV"),
        // "the rebels in the camp" when the Houthis were named before
        ("توغل الحوثيون في اليمن. وقصفت الطائرات المتمردين في المعسكر", "المتمردين", "HOUTHI", "REB"),
        // "20 rebels" in a text on the Taliban only
        ("أعلن الجيش الأفغاني أنه اشتبك مع حركة طالبان وأن 20 متمردا استسلموا", "متمردا", "TALIBAN", "REB"),
        // "the Netherlands published the names of its citizens in Kenya"
        ("نشرت هولندا أسماء رعاياها الموجودين في كينيا", "رعاياها", "NLD", "CVL"),
        // "the forces hostile to the Houthis" are not theirs
        ("سيطرت القوات المناهضة للحوثيين على ميناء في اليمن", "القوات المناهضة", "YEM", "MIL"),
        // "the Arab foreign ministers discussed the summit"
        ("ناقش وزراء الخارجية العرب القمة في القاهرة", "وزراء الخارجية العرب", "ARABLEAGUE", "IGO"),
    ];
    check(rows.into_iter());
}

#[test]
fn offices_and_groups_as_newspapers_write_them() {
    let rows = [
        // "the acting speaker of the Kuwaiti parliament M. K.", who is no Mubarak of Egypt
        ("استقبل رئيس البرلمان الكويتي بالإنابة مبارك الكندري وفدا", "مبارك الكندري", "KWT", "LEG"),
        // "the minister of youth and sports of Morocco": no movement of that name
        ("اجتمع وزير الشباب والرياضة المغربي مع نظيره", "وزير الشباب", "MAR", "GOV"),
        // "the president of Columbia University"
        ("قالت رئيسة جامعة كولومبيا إن الطلاب خرجوا في نيويورك", "رئيسة جامعة كولومبيا", "USA", "EDU"),
        // "leaders of these settlers"
        ("حذر نائب من أن قيادات هؤلاء المستوطنين تحرض", "قيادات هؤلاء المستوطنين", "ISR", "CVL"),
        // "the heads of Israel's security and intelligence services"
        ("انتقد بينيت رؤساء أجهزة الأمن والاستخبارات الإسرائيلية", "رؤساء أجهزة الأمن", "ISR", "POL"),
        // "the occupation's 'army'", "the Israeli 'army'": marks around a word
        ("اقتحمت قوات \"جيش\" الاحتلال الإسرائيلي مخيما في فلسطين", "\"جيش\" الاحتلال الإسرائيلي", "ISR", "MIL"),
        ("اقتحم \"الجيش\" الإسرائيلي مخيم بلاطة في فلسطين", "\"الجيش\" الإسرائيلي", "ISR", "MIL"),
        // "South Sudan denied that its soldiers had attacked": of the subject, with which the suffix agrees
        ("رفض جنوب السودان اتهامات الأمم المتحدة بأن جنوده هاجموا القرية", "جنوده", "SSD", "MIL"),
        // "the occupation admitted that a soldier was wounded in Nablus": one side only has soldiers
        ("اعترف الاحتلال الإسرائيلي بإصابة جندي في نابلس برصاص فلسطينيين", "جندي", "ISR", "MIL"),
        // "the regime shelled" in a text on Syria
        ("قصف النظام حي جوبر وقالت سوريا إنها ترد", "النظام", "SYR", "GOV"),
        // "the armed forces in the country"
        ("غادرت فرنسا تشاد وبقيت القوات المسلحة في البلاد. وتشاد ترحب", "القوات المسلحة", "TCD", "MIL"),
        // "the emir of Qatar condoled with the family of the minister": the family is not the emir
        ("عزى أمير قطر أسرة الوزير العراقي كريم الساعدي", "أمير قطر", "QAT", "GOV"),
        // "the two countries", "the two ministers": those named before
        ("بحث وزير الخارجية التونسي مع نظيره الجزائري العلاقات بين البلدين", "البلدين", "TUN, DZA", "GOV"),
        (
            "التقى وزير الخارجية المصري سامح شكري نظيره التركي هاكان فيدان. واتفق الوزيران على العودة",
            "الوزيران",
            "EGY, TUR",
            "GOV",
        ),
        // "a Palestinian fighter of Islamic Jihad"
        ("جرح مقاتل فلسطيني من حركة الجهاد في نابلس", "مقاتل فلسطيني", "PIJ", "REB"),
        // "President-elect Yoon Suk-yeol"
        ("التقى بايدن الرئيس المنتخب يون سوك-يول", "يون سوك-يول", "KOR", "GOV"),
    ];
    check(rows.into_iter());
}

#[test]
fn what_only_looks_like_a_party() {
    // Text with its gloss and a phrase that names nobody.
    for (text, phrase) in [
        // "the statement of Egypt's foreign ministry pointed out", "pointing out that"
        ("كما أشار بيان الخارجية الأردنية أمس", "بيان"),
        ("قال الوزير إن مصر ماضية، مشيرا إلى ليبيا", "مشيرا"),
        // "the police shot him dead", "the use of force", "it is pointed out that"
        ("أطلقت الشرطة النار عليه فأردته قتيلا", "قتيلا"),
        ("حذرت الأمم المتحدة من استخدام القوة", "القوة"),
        ("يُشار إلى أن تركيا ترفض", "يُشار"),
        // "calling on the institutions", "in the words of M."
        ("نظمت النقابة وقفة، داعية المؤسسات إلى التضامن", "داعية"),
        ("جاء ذلك على لسان محمد كريم", "لسان"),
    ] {
        let start = text.find(phrase).map_or(0, |at| text[..at].chars().count()) as u32;
        let mentions = found(text, "2014-05-01");
        assert!(mentions.iter().all(|m| m.span.start != start), "{phrase} is no party: {mentions:?}");
    }
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
