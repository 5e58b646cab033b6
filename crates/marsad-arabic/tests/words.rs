//! Words cut into clitics and stem, alone and in a sentence, with the lexicon of this repository.

use std::path::Path;
use std::sync::LazyLock;

use marsad_arabic::analyze::{Reading, analyze, segments};
use marsad_arabic::features::{Aspect, Features, Pos, Verbal, Voice};
use marsad_arabic::tag::tag;
use marsad_lexicon::{Lexicon, Sources};
use marsad_text::fold;
use proptest::prelude::*;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon");
    let sources = Sources::read(&root).expect("the lexicon is there");
    Lexicon::compile(&sources).expect("the lexicon compiles")
});

/// Reads a sentence whose words are separated by spaces.
fn read(sentence: &str) -> Vec<Reading> {
    let words: Vec<Vec<Reading>> = sentence.split(' ').map(|w| analyze(&LEXICON.dictionary, &fold(w), w)).collect();
    let picked = tag(&LEXICON.dictionary, &words);
    words.iter().zip(picked).map(|(options, pick)| options[pick]).collect()
}

/// What the marked word of a sentence says: "[وصل] الوفد".
fn marked(sentence: &str) -> Features {
    let at = sentence.split(' ').position(|w| w.starts_with('[')).expect("one word is marked");
    read(&sentence.replace(['[', ']'], ""))[at].features
}

fn cut(word: &str) -> String {
    segments(&LEXICON.dictionary, &fold(word), &read(word)[0]).to_string()
}

#[test]
fn words_that_broke_other_tools() {
    let mut wrong = Vec::new();
    for line in include_str!("words.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(word), Some(expected)) = (cells.next(), cells.next()) else { continue };
        let got = cut(word);
        // The table restores a stem's last letter (التقى for التقا-ه); the text has another.
        let expected = expected.split('+').map(fold).collect::<Vec<_>>().join("+").replace("التقي+ه", "التقا+ه");
        if got != expected {
            wrong.push(format!("{word}: {got}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn verbs_and_nouns_of_one_spelling() {
    for (sentence, pos, gloss) in [
        ("[كان] الوفد في القاهرة", Pos::Verb, "the delegation was in Cairo"),
        ("وقال إن الوفد [كان] في القاهرة", Pos::Verb, "he said that the delegation was in Cairo"),
        ("أعلن الوزير [عدم] توفر المياه", Pos::Particle, "the minister announced the lack of water"),
        ("انتهت الحرب [عام] 1990", Pos::Noun, "the war ended in the year 1990"),
        ("رفضت الحكومة الشروط التي [تشكل] تهديدا للمفاوضات", Pos::Verb, "conditions that form a threat"),
        ("أكد الوزير [رفض] العرض", Pos::Noun, "the minister affirmed the refusal of the offer"),
        ("دول الخليج [تدين] تفجير المسجد", Pos::Verb, "the Gulf states condemn the bombing of the mosque"),
        ("[دول] الخليج تدين تفجير المسجد", Pos::Noun, "the Gulf states condemn the bombing of the mosque"),
        ("إن إسرائيل [تواصل] انتهاك القانون", Pos::Verb, "that Israel goes on violating the law"),
        ("وقع الهجوم [فجر] الأحد", Pos::Adverb, "the attack happened at dawn on Sunday"),
        ("وهي [تطلق] الغاز المسيل للدموع", Pos::Verb, "while it fires tear gas"),
        ("وقال : \" [ندين] هذا الهجوم", Pos::Verb, "and he said: we condemn this attack"),
        ("السابقين . [وتابع] قائلا إن", Pos::Verb, "the former ones. And he went on, saying that"),
        ("انتهى الاجتماع . [وطالب] الوفد بهدنة", Pos::Verb, "the meeting ended; the delegation called for a truce"),
        ("من [أهم] الوزراء", Pos::Adjective, "of the most important ministers"),
        ("لم [يحضر] الوزير", Pos::Verb, "the minister did not attend"),
        ("قررت الحكومة أن [تقدم] مساعدات", Pos::Verb, "the government decided to offer aid"),
        ("يعتبر الوزير العرض غير [مقبول] .", Pos::Adjective, "the minister thinks the offer unacceptable"),
        ("زار الوفد كوريا [الشمالية]", Pos::Adjective, "the delegation visited North Korea"),
        ("وصل عبد [الكريم] إلى القاهرة", Pos::Name, "Abd al-Karim came to Cairo"),
        ("لكنه [رفض] العرض", Pos::Verb, "but he refused the offer"),
        ("حذر الوزير [من] أن الجيش سيرد", Pos::Preposition, "the minister warned that the army would answer"),
    ] {
        assert_eq!(marked(sentence).pos, pos, "{sentence}: {gloss}");
    }
}

#[test]
fn active_and_passive() {
    for (sentence, voice, gloss) in [
        ("[توفي] الكاتب في حلب", Voice::Passive, "the writer died in Aleppo"),
        ("[قتل] الجيش مسلحين", Voice::Active, "the army killed gunmen"),
        ("[اعتقلت] الشرطة متظاهرين", Voice::Active, "the police arrested demonstrators"),
        ("[أكد] في بيان أن الاتفاق قريب", Voice::Active, "he affirmed in a statement that an agreement is near"),
        ("[عقد] الوزيران اجتماعا", Voice::Active, "the two ministers held a meeting"),
    ] {
        let f = marked(sentence);
        assert_eq!((f.pos, f.aspect, f.voice), (Pos::Verb, Aspect::Perfect, voice), "{sentence}: {gloss}");
    }
}

#[test]
fn participles_as_clauses() {
    for (sentence, gloss) in [
        ("رحب الوزير بالاتفاق ، [مشيرا] إلى أهميته", "pointing to its importance"),
        ("تحدث الوزير إلى الصحافيين [موضحا] موقفه", "explaining his position"),
    ] {
        let f = marked(sentence);
        assert_eq!((f.pos, f.verbal), (Pos::Adjective, Verbal::ActiveParticiple), "{sentence}: {gloss}");
    }
}

#[test]
fn contractions_and_suffixes() {
    for (word, expected, gloss) in [
        ("بسببهم", "ب+سبب+هم", "because of them"),
        ("لأنها", "ل+ان+ها", "because she"),
        ("لكنه", "لكن+ه", "but he"),
        ("إليه", "الي+ه", "to him"),
        ("لدينا", "لدي+نا", "with us"),
        ("بطريقة", "ب+طريقه", "in a way"),
        ("ألمانيا", "المانيا", "Germany"),
    ] {
        assert_eq!(cut(word), expected, "{word}: {gloss}");
    }
}

proptest! {
    #[test]
    fn any_string_is_read(word in "[\u{0600}-\u{06FF}a-z0-9 .\u{FB50}-\u{FEFF}\u{200B}-\u{200F}]{0,40}") {
        check(&word)?;
    }

    #[test]
    fn any_arabic_letters_are_read(word in "[وفسبلكا]{0,4}[ء-ي]{1,8}(ها|هم|هما|نا|ه|ك)?") {
        check(&word)?;
    }

    #[test]
    fn any_characters_are_read(word in any::<String>()) {
        check(&word)?;
    }
}

fn check(word: &str) -> Result<(), TestCaseError> {
    let folded = fold(word);
    let readings = analyze(&LEXICON.dictionary, &folded, word);
    prop_assert!(!readings.is_empty());
    for r in &readings {
        prop_assert!(folded.get(r.stem_range()).is_some(), "{r:?} of {folded:?}");
    }
    let picked = tag(&LEXICON.dictionary, std::slice::from_ref(&readings));
    prop_assert!(picked[0] < readings.len());
    Ok(())
}
