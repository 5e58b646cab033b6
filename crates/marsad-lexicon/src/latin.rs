//! How the words of people's names are spelt in English, learnt from the people that the lexicon lists: where both names have as many
//! words, the words go together in their order.

use std::collections::BTreeMap;

use marsad_text::fold;

use crate::politics::Person;

/// English spelling of each folded Arabic word; of several the most frequent, the first among equals.
pub(crate) fn spellings(people: &[Person]) -> BTreeMap<String, String> {
    let mut count: BTreeMap<String, Vec<(&str, usize)>> = BTreeMap::new();
    for person in people {
        let english: Vec<&str> = person.name_en.split_whitespace().collect();
        for (name, _) in &person.names {
            let arabic: Vec<&str> = name.split_whitespace().collect();
            if arabic.len() != english.len() {
                continue;
            }
            for (arabic, english) in
                arabic.iter().zip(&english).filter(|(_, e)| e.chars().count() > 1 && !e.contains('.'))
            {
                let of = count.entry(fold(arabic)).or_default();
                match of.iter_mut().find(|(e, _)| e == english) {
                    Some((_, n)) => *n += 1,
                    None => of.push((english, 1)),
                }
            }
        }
    }
    let most = |of: Vec<(&str, usize)>| of.into_iter().rev().max_by_key(|x| x.1).map(|x| x.0.to_owned());
    count.into_iter().filter_map(|(arabic, of)| Some((arabic, most(of)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(english: &str, arabic: &[&str]) -> Person {
        let names = arabic.iter().map(|n| ((*n).to_owned(), false)).collect();
        Person { name_en: english.into(), names, wikidata: None, holdings: Vec::new() }
    }

    #[test]
    fn words_go_together_in_their_order() {
        let people = [
            person("Mohamed Morsi", &["محمد مرسي", "محمد مرسي العياط"]),
            person("Mohamed ElBaradei", &["محمد البرادعي"]),
            person("Mohammed VI", &["محمد السادس"]),
            person("George W. Bush", &["جورج دبليو بوش"]),
        ];
        let found = spellings(&people);
        let of = |word: &str| found.get(&fold(word)).map(String::as_str);
        assert_eq!(of("محمد"), Some("Mohamed"));
        assert_eq!(of("مُرسي"), Some("Morsi"));
        assert_eq!((of("بوش"), of("دبليو")), (Some("Bush"), None));
        // A name with more words than its English one tells nothing.
        assert_eq!(of("العياط"), None);
    }
}
