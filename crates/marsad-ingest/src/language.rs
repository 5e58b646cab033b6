//! Whether a text is Arabic, and what it is if not. Languages written with Arabic letters are told by letters that Arabic lacks
//! and by function words; others by `whichlang`.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whichlang::Lang;

/// Characters looked at.
const LOOKED_AT: usize = 20_000;

/// A language in Arabic script: letters and words that tell it from Arabic. Words are in the spelling of [`level`].
struct Other {
    name: &'static str,
    letters: &'static str,
    words: &'static [&'static str],
}

const OTHERS: &[Other] = &[
    Other {
        name: "Persian",
        letters: "پچژگ",
        words: &[
            "است",
            "كه",
            "را",
            "اين",
            "از",
            "با",
            "براي",
            "شد",
            "شود",
            "كرد",
            "هاي",
            "مي",
            "در",
            "يك",
            "بود",
            "خود",
            "نيز",
            "كند",
            "شده",
            "آن",
            "ايران",
        ],
    },
    Other {
        name: "Urdu",
        letters: "ٹڈڑںےہھ",
        words: &["كے", "ہے", "ميں", "كي", "اور", "سے", "كو", "نے", "كہ", "پر", "يہ", "ہيں", "تھا", "كا", "بھي"],
    },
    Other {
        name: "Punjabi", letters: "ٹڈڑںےہݨ", words: &["دے", "نوں", "وچ", "تے", "دا", "سي", "ہويا", "كيتا", "نال"]
    },
    Other {
        name: "Kurdish",
        letters: "ێۆڵڕەڤ",
        words: &["لە", "بۆ", "كە", "ئەو", "بە", "لەگەڵ", "سەر", "هەر", "دەكات", "كرد", "ئەم", "بوو"],
    },
    Other {
        name: "Pashto",
        letters: "ټډړږښګڼېۍځڅۀ",
        words: &["د", "په", "چې", "كې", "او", "سره", "ته", "دي", "شو", "كړ", "يې", "له"],
    },
    Other {
        name: "Uyghur", letters: "ېۇۆۈۋەڭ", words: &["ۋە", "بىلەن", "ئۈچۈن", "بىر", "بۇ", "ئىدى", "دەپ"]
    },
    Other {
        name: "Sindhi", letters: "ڪڳڄٻڀڏڙڻڦٿ", words: &["جي", "۾", "کي", "جو", "آهي", "۽", "تي", "جا", "سان"]
    },
    Other {
        name: "Malay", letters: "ڠڽݢۏڤ", words: &["دان", "يڠ", "دڠن", "اونتوق", "درڤد", "اداله"]
    },
];

/// Function words of Arabic, in the spelling of [`level`].
const ARABIC: &[&str] = &[
    "في", "من", "على", "علي", "الى", "الي", "عن", "ان", "التي", "الذي", "هذا", "هذه", "ما", "لا", "مع", "كان", "كما",
    "وقد", "قد", "بعد", "بين", "قبل", "لم", "لن", "ذلك", "كانت", "او", "ثم", "غير", "خلال", "عند", "حتى", "حيث", "قال",
];

/// Says whether `text` is Arabic.
///
/// # Errors
/// The English name of the language that it is in instead, if that is known.
pub fn arabic(text: &str) -> Result<(), Option<&'static str>> {
    let cut = if text.len() > LOOKED_AT { text.char_indices().nth(LOOKED_AT) } else { None };
    let text = cut.map_or(text, |(at, _)| &text[..at]);
    let (mut arabic, mut letters) = (0_usize, 0_usize);
    for c in text.chars() {
        if matches!(c, '\u{0621}'..='\u{064A}') {
            letters += 1;
            arabic += 1;
        } else if c.is_alphabetic() {
            letters += 1;
            let block = matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}');
            arabic += usize::from(block);
        }
    }
    if arabic * 3 < letters || arabic == 0 {
        // A few letters tell nothing.
        return Err(if letters < 20 { None } else { name(whichlang::detect_language(text)) });
    }
    match other(text, arabic) {
        Some(name) => Err(Some(name)),
        None => Ok(()),
    }
}

/// What a word tells: whether Arabic has it, and which of [`OTHERS`] have it, as bits.
#[derive(Clone, Copy, Default)]
struct Tells {
    arabic: bool,
    others: u8,
}

/// All function words.
static WORDS: LazyLock<FxHashMap<&'static str, Tells>> = LazyLock::new(|| {
    let mut out: FxHashMap<&'static str, Tells> = FxHashMap::default();
    for word in ARABIC {
        out.entry(word).or_default().arabic = true;
    }
    for (i, other) in OTHERS.iter().enumerate() {
        for word in other.words {
            out.entry(word).or_default().others |= 1 << i;
        }
    }
    out
});

/// The language in Arabic script that a text of so many Arabic letters is in, if it is not Arabic.
fn other(text: &str, letters: usize) -> Option<&'static str> {
    let mut own = 0_usize;
    let mut words = 0_usize;
    let mut hits = [0_usize; OTHERS.len()];
    let known = &*WORDS;
    // Nearly all characters lie in the first range, and the tables of Unicode are slow.
    let inside = |c: char| matches!(c, '\u{0621}'..='\u{0655}' | '۾' | '۽') || c.is_alphabetic();
    for word in text.split(|c: char| !inside(c)) {
        if word.is_empty() {
            continue;
        }
        words += 1;
        let word = &*level(word);
        let bare = word.strip_prefix(['و', 'ف', 'ب', 'ك']).unwrap_or(word);
        let article =
            [word, bare].iter().any(|w| w.starts_with("ال") && w.len() > 8) || word.starts_with("لل") && word.len() > 8;
        let tells = known.get(word).copied().unwrap_or_default();
        own += usize::from(article || tells.arabic);
        if tells.others != 0 {
            (0..OTHERS.len()).for_each(|i| hits[i] += usize::from(tells.others >> i & 1));
        }
    }
    let mut foreign = 0_usize;
    let mut of_other = [0_usize; OTHERS.len()];
    // Letters of others are none of Arabic's own.
    for c in text.chars().filter(|c| !c.is_ascii() && !matches!(c, '\u{0621}'..='\u{0652}')) {
        let mut any = false;
        for (other, n) in OTHERS.iter().zip(&mut of_other) {
            let has = other.letters.contains(c);
            *n += usize::from(has);
            any |= has;
        }
        foreign += usize::from(any);
    }
    let mut best = (0, 0, "");
    for ((other, words), letters) in OTHERS.iter().zip(hits).zip(of_other) {
        best = best.max((words * 4 + letters, words, other.name));
    }
    let (_, told, name) = best;
    // Arabic has the article or a function word in every third word; names and quotations bring letters of neighbours.
    if own * 7 >= words && own > told {
        return None;
    }
    (told * 12 >= words && told > 1 || foreign * 40 >= letters && foreign > 2).then_some(name)
}

/// A word with Persian keyboards' letters, hamza and vowel signs levelled.
fn level(word: &str) -> Cow<'_, str> {
    let vowel = |c: char| matches!(c, '\u{064B}'..='\u{0655}' | '\u{0640}');
    if !word.chars().any(|c| matches!(c, 'ی' | 'ک' | 'أ' | 'إ') || vowel(c)) {
        return Cow::Borrowed(word);
    }
    let letter = |c: char| match c {
        'ی' => 'ي',
        'ک' => 'ك',
        'أ' | 'إ' => 'ا',
        c => c,
    };
    Cow::Owned(word.chars().filter(|&c| !vowel(c)).map(letter).collect())
}

fn name(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Cmn => "Chinese",
        Lang::Deu => "German",
        Lang::Eng => "English",
        Lang::Fra => "French",
        Lang::Hin => "Hindi",
        Lang::Ita => "Italian",
        Lang::Jpn => "Japanese",
        Lang::Kor => "Korean",
        Lang::Nld => "Dutch",
        Lang::Por => "Portuguese",
        Lang::Rus => "Russian",
        Lang::Spa => "Spanish",
        Lang::Swe => "Swedish",
        Lang::Tur => "Turkish",
        Lang::Vie => "Vietnamese",
        Lang::Ara => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_others_are_none_of_arabic() {
        assert!(OTHERS.iter().flat_map(|o| o.letters.chars()).all(|c| c > '\u{0652}'));
        assert!(OTHERS.len() <= 8, "a word's languages are the bits of a byte");
    }

    #[test]
    fn languages_are_told_apart() {
        let cases = [
            // "The foreign minister travelled to Moscow yesterday and spoke with his counterpart about the agreement."
            ("Persian", "وزیر امور خارجه دیروز به مسکو سفر کرد و با همتای خود درباره این توافق گفت‌وگو کرد."),
            // The same on an Arabic keyboard, without a letter that Arabic lacks: "The president said that this is for the people."
            ("Persian", "رئيس جمهور در اين ديدار از مردم تشكر كرد و افزود كه اين سفر براي صلح است."),
            // "The prime minister met the ambassador in Islamabad and talked about relations between both countries."
            ("Urdu", "وزیر اعظم نے اسلام آباد میں سفیر سے ملاقات کی اور دونوں ممالک کے تعلقات پر بات چیت کی۔"),
            // "The president of the region received a delegation in Erbil and discussed the situation with them."
            ("Kurdish", "سەرۆکی هەرێم لە هەولێر پێشوازی لە شاندێک کرد و لەگەڵیان باسی دۆخەکەی کرد بۆ چارەسەر."),
            // "The foreign minister went to Kabul and spoke with the officials about peace."
            ("Pashto", "د بهرنیو چارو وزیر کابل ته لاړ او د سولې په اړه یې له چارواکو سره خبرې وکړې."),
            // "The minister arrived in Urumqi and met with the representatives for trade."
            ("Uyghur", "مىنىستىر ئۈرۈمچىگە كەلدى ۋە سودا ئۈچۈن ۋەكىللەر بىلەن كۆرۈشتى، بۇ بىر مۇھىم يىغىن."),
            // "The chief minister went to Karachi and talked with the people of Sindh."
            ("Sindhi", "وڏي وزير ڪراچي ۾ سنڌ جي ماڻهن سان ڳالهايو ۽ چيو ته اهو ڪم جلد ٿيندو آهي."),
            ("English", "The foreign minister travelled to Moscow yesterday and met his counterpart."),
            ("French", "Le ministre des affaires étrangères est arrivé hier à Moscou pour des entretiens."),
            ("Turkish", "Dışişleri bakanı dün Moskova'ya gitti ve mevkidaşıyla görüştü, anlaşma için teşekkür etti."),
        ];
        for (wanted, text) in cases {
            assert_eq!(arabic(text), Err(Some(wanted)), "{text}");
        }
    }

    #[test]
    fn arabic_in_all_its_clothes() {
        for text in [
            // "Iran's president Pezeshkian met the Pakistani premier in Gwadar": Persian letters in names
            "التقى الرئيس الإيراني مسعود پزشكيان رئيس الوزراء الباكستاني في گوادر، وبحثا مع مسؤولين من بلوچستان ملفات الحدود.",
            // typed on a Persian keyboard: "The foreign minister said that the talks in Vienna were useful"
            "قال وزیر الخارجیة إن المحادثات التی جرت فی فیینا کانت مفیدة للجمیع وإنها ستستمر",
            // "The president met the minister"
            "التقى الرئيس الوزير",
            // headlines have few function words: "Killed and wounded by bombing of market"
            "قتلى وجرحى بقصف سوق شعبية",
            // Moroccan and Tunisian letters: "in Agadir and Gafsa"
            "اجتمع المسؤولون في أڭادير ثم في ڨفصة لبحث التعاون بين المدينتين",
        ] {
            assert_eq!(arabic(text), Ok(()), "{text}");
        }
        assert_eq!(arabic("2015 !"), Err(None));
    }
}
