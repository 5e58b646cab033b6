//! `cargo xtask segmentation [--errors N]`: how well words in context are cut into clitics and tagged, against
//! `../shared/external/morphology/wikinews.tsv` (35 articles) and `ar_pud.conllu` (1,000 sentences).
//!
//! What counts as right. The two sets cut more than Marsad does, so their segments are joined first:
//! - nominal endings (`NSUFF` ة ات ين ون ي, `CASE` ا) belong to the stem: Marsad reads them as features of the stem;
//! - so do the subject endings of a verb (`V+PRON` with ت وا ون ان ا ن ين), while an object (ه ها هم هما هن ك كم ني نا) is an
//!   enclitic; نا behind a verb may be either and is not judged;
//! - a preposition without a noun (له, بها) is itself the stem.
//!
//! A word is right if its proclitics and its pronoun enclitic are; what is left between them is the stem. Punctuation is
//! left out of all figures. Parts of speech are compared in six coarse classes; names are nouns in wikinews.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use marsad_arabic::analyze::{Reading, analyze, segments};
use marsad_arabic::dictionary::Dictionary;
use marsad_arabic::features::{Aspect, Pos, Voice};
use marsad_arabic::tag::tag;
use marsad_lexicon::{Lexicon, Sources};
use marsad_text::fold;

/// Pronouns that may be glued to a word, folded.
const ENCLITICS: [&str; 12] = ["ه", "ها", "هم", "هما", "هن", "ك", "كم", "كما", "كن", "ني", "نا", "ي"];
/// Subject endings of verbs that the sets tag as pronouns.
const SUBJECTS: [&str; 9] = ["ت", "وا", "ون", "ان", "ا", "تا", "و", "ين", "ن"];

/// A word of a set, brought to Marsad's way of cutting.
struct GoldWord {
    raw: String,
    proclitics: Vec<String>,
    enclitic: Option<String>,
    class: &'static str,
    lemma: String,
    verb: Option<GoldVerb>,
    punctuation: bool,
    /// نا behind a verb: subject or object.
    open: bool,
}

struct GoldVerb {
    passive: bool,
    aspect: Aspect,
}

type Sentence = Vec<GoldWord>;

pub fn run(root: &Path, args: &[String]) -> anyhow::Result<()> {
    let folder = root.join("../shared/external/morphology");
    if !folder.is_dir() {
        println!("../shared is absent: nothing to measure on");
        return Ok(());
    }
    let examples = crate::errors(args)?;
    let lexicon = Lexicon::compile(&Sources::read(&root.join("lexicon"))?)?;
    let wikinews = read_wikinews(&folder.join("wikinews.tsv"))?;
    let pud = read_pud(&folder.join("ar_pud.conllu"))?;
    measure("wikinews", &wikinews, &lexicon.dictionary, examples, true);
    measure("ar_pud", &pud, &lexicon.dictionary, examples, false);
    Ok(())
}

/// Takes clitic tags off both ends of a word's segments.
fn clitics(segments: &[(String, &str)]) -> (Vec<String>, Option<String>, bool) {
    let is_proclitic = |(text, tag): &(String, &str)| {
        matches!(
            (*tag, text.as_str()),
            ("CONJ", "و" | "ف") | ("PREP", "ب" | "ل" | "ك") | ("DET", "ال") | ("FUT_PART", "س")
        )
    };
    let n = segments.len();
    let mut proclitics: Vec<String> =
        segments[..n.saturating_sub(1)].iter().take_while(|s| is_proclitic(s)).map(|s| s.0.clone()).collect();
    let rest = &segments[proclitics.len()..];
    let verb = rest.iter().any(|s| s.1 == "V");
    let mut enclitic = None;
    let mut open = false;
    if let Some((text, "PRON")) = segments.last() {
        let bound = ENCLITICS.contains(&text.as_str()) && segments[..n - 1].iter().any(|s| s.1 != "CONJ");
        let subject = verb && (SUBJECTS.contains(&text.as_str()) || text == "ي");
        if bound && !subject {
            open = verb && text == "نا";
            enclitic = Some(text.clone());
            if rest.len() == 1 {
                // له: the preposition is the stem.
                proclitics.pop();
            }
        }
    }
    (proclitics, enclitic, open)
}

fn read_wikinews(path: &Path) -> anyhow::Result<Vec<Sentence>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut out: Vec<Sentence> = Vec::new();
    let mut current = ("", "");
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [article, sentence, word, segments, pos, lemma] = cells[..] else { continue };
        if (article, sentence) != current {
            current = (article, sentence);
            out.push(Vec::new());
        }
        let tags = pos.split('/').next().unwrap_or(pos).split('+');
        let segments: Vec<(String, &str)> = segments.split('+').map(fold).zip(tags).collect();
        let (proclitics, enclitic, open) = clitics(&segments);
        let stem = segments.iter().find(|s| matches!(s.1, "V" | "NOUN" | "ADJ" | "NUM" | "FOREIGN" | "ABBREV"));
        let class = match stem.map(|s| s.1) {
            Some("V") => "verb",
            Some("ADJ") => "adjective",
            Some("NUM") => "number",
            Some(_) => "noun",
            None => "function",
        };
        if let Some(last) = out.last_mut() {
            last.push(GoldWord {
                raw: word.to_owned(),
                proclitics,
                enclitic,
                class,
                lemma: fold(lemma),
                verb: None,
                punctuation: pos == "PUNC",
                open,
            });
        }
    }
    Ok(out)
}

/// The treebank writes clitics as tokens of their own, glued by `SpaceAfter=No`.
fn read_pud(path: &Path) -> anyhow::Result<Vec<Sentence>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut out: Vec<Sentence> = Vec::new();
    for tokens in conllu(&text) {
        let mut sentence = Vec::new();
        let mut word: Vec<&[&str]> = Vec::new();
        for (i, t) in tokens.iter().enumerate() {
            word.push(t);
            let glued = t[9].contains("SpaceAfter=No");
            let mark = |t: &[&str]| matches!(t[3], "PUNCT" | "SYM");
            let next = tokens.get(i + 1);
            if !glued || mark(t) || next.is_none_or(|n| mark(n)) {
                sentence.push(pud_word(&word));
                word.clear();
            }
        }
        if !sentence.is_empty() {
            out.push(sentence);
        }
    }
    Ok(out)
}

/// The tokens of each sentence of a treebank in CoNLL-U, ten cells each.
pub fn conllu(text: &str) -> impl Iterator<Item = Vec<[&str; 10]>> {
    text.split("\n\n").map(|sentence| {
        let lines = sentence.lines().filter(|l| !l.starts_with('#'));
        lines.filter_map(|l| l.split('\t').collect::<Vec<_>>().try_into().ok()).collect()
    })
}

fn pud_word(tokens: &[&[&str]]) -> GoldWord {
    let raw: String = tokens.iter().map(|t| t[1]).collect();
    let n = tokens.len();
    let mut segments: Vec<(String, &str)> = Vec::new();
    for (i, t) in tokens.iter().enumerate() {
        let form = fold(t[1]);
        let tag = match (t[3], form.as_str()) {
            ("CCONJ" | "PART" | "SCONJ", "و" | "ف") => "CONJ",
            ("ADP" | "PART" | "SCONJ", "ب" | "ل" | "ك") => "PREP",
            ("AUX" | "PART", "س") => "FUT_PART",
            ("PRON", _) => "PRON",
            ("VERB" | "AUX", _) => "V",
            _ => "STEM",
        };
        let nominal = matches!(t[3], "NOUN" | "ADJ" | "PROPN" | "NUM" | "DET" | "X" | "ADV");
        let after_li = i > 0 && fold(tokens[i - 1][1]) == "ل";
        let definite = t[5].contains("Definite=Def") || t[3] == "PROPN" || t[3] == "DET";
        let written = t[1].starts_with("ال") && form.chars().count() > 3 && form != "الله";
        let behind_li = after_li && form.starts_with('ل') && definite && i + 1 == n;
        if tag == "STEM" && nominal && (written || behind_li) {
            segments.push(("ال".to_owned(), "DET"));
        }
        segments.push((form, tag));
    }
    let (proclitics, enclitic, open) = clitics(&segments);
    let stem = tokens
        .iter()
        .find(|t| matches!(t[3], "VERB" | "NOUN" | "ADJ" | "PROPN" | "NUM" | "AUX" | "X"))
        .or_else(|| tokens.iter().find(|t| t[3] != "CCONJ" && t[3] != "PART"))
        .unwrap_or(&tokens[0]);
    let class = match stem[3] {
        "AUX" if fold(stem[1]) != "س" && fold(stem[1]) != "سوف" => "verb",
        "VERB" => "verb",
        "NOUN" | "X" => "noun",
        "ADJ" => "adjective",
        "PROPN" => "name",
        "NUM" => "number",
        _ => "function",
    };
    let verb = (class == "verb").then(|| GoldVerb {
        passive: stem[5].contains("Voice=Pass"),
        aspect: if stem[5].contains("Aspect=Perf") { Aspect::Perfect } else { Aspect::Imperfect },
    });
    GoldWord {
        raw,
        proclitics,
        enclitic,
        class,
        lemma: fold(stem[2]),
        verb,
        punctuation: matches!(stem[3], "PUNCT" | "SYM"),
        open,
    }
}

fn class_of(r: &Reading, names: bool) -> &'static str {
    match r.features.pos {
        Pos::Verb => "verb",
        Pos::Noun => "noun",
        Pos::Adjective => "adjective",
        Pos::Name if names => "name",
        Pos::Name => "noun",
        Pos::Number => "number",
        _ => "function",
    }
}

#[derive(Default)]
struct Tally {
    right: usize,
    of: usize,
}

impl Tally {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    fn percent(&self) -> f64 {
        100.0 * self.right as f64 / self.of.max(1) as f64
    }
}

fn measure(name: &str, sentences: &[Sentence], dictionary: &Dictionary, examples: usize, lemmas: bool) {
    let [mut cut, mut class, mut lemma, mut voice, mut aspect] = [(); 5].map(|()| Tally::default());
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut confusion: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let mut other: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut by_class: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for sentence in sentences {
        let folded: Vec<String> = sentence.iter().map(|w| fold(&w.raw)).collect();
        let readings: Vec<Vec<Reading>> =
            sentence.iter().zip(&folded).map(|(w, f)| analyze(dictionary, f, &w.raw)).collect();
        let picked = tag(dictionary, &readings);
        for (i, (word, pick)) in sentence.iter().zip(picked).enumerate() {
            if word.punctuation {
                continue;
            }
            let r = &readings[i][pick];
            let context = || {
                let from = i.saturating_sub(2);
                let to = (i + 3).min(sentence.len());
                let words: Vec<String> = (from..to)
                    .map(|k| if k == i { format!("[{}]", sentence[k].raw) } else { sentence[k].raw.clone() })
                    .collect();
                words.join(" ")
            };
            let cut_here = segments(dictionary, &folded[i], r);
            let ours = (cut_here.proclitics, cut_here.enclitic);
            let right = ours.0 == word.proclitics && (ours.1 == word.enclitic || word.open);
            cut.count(right);
            if !right {
                let show = |p: &[String], e: &Option<String>| {
                    format!("{}+…{}", p.join("+"), e.as_ref().map_or(String::new(), |e| format!("+{e}")))
                };
                let kind = format!(
                    "{} for {}{}",
                    show(&ours.0, &ours.1),
                    show(&word.proclitics, &word.enclitic),
                    if r.lemma.is_none() { ", unknown word" } else { "" }
                );
                kinds.entry(kind).or_default().push(context());
            }
            let got = class_of(r, !lemmas);
            class.count(got == word.class);
            by_class.entry(word.class).or_default()[0] += 1;
            by_class.entry(got).or_default()[1] += 1;
            if got == word.class {
                by_class.entry(got).or_default()[2] += 1;
            } else {
                let unknown = if r.lemma.is_none() { " (unknown)" } else { "" };
                confusion.entry((word.class, got)).or_default().push(format!("{}{unknown}", context()));
            }
            let key = r.lemma.map_or(folded[i][r.stem_range()].to_owned(), |l| dictionary.lemma(l).key.to_owned());
            if lemmas && !matches!(word.class, "number") {
                let same = key == word.lemma;
                lemma.count(same);
                if !same && got == word.class {
                    other.entry("lemma").or_default().push(format!("{} -> {key} for {}", word.raw, word.lemma));
                }
            }
            if let (Some(v), "verb") = (&word.verb, got) {
                let passive = r.features.voice == Voice::Passive;
                voice.count(passive == v.passive);
                aspect.count(r.features.aspect == v.aspect);
                if passive != v.passive {
                    other
                        .entry(if passive { "read as passive" } else { "read as active" })
                        .or_default()
                        .push(context());
                }
                if r.features.aspect != v.aspect {
                    other.entry("aspect").or_default().push(context());
                }
            }
        }
    }
    println!("{name}: {} words", cut.of);
    println!("  segmentation    {:.2} %", cut.percent());
    println!("  part of speech  {:.2} %", class.percent());
    for (c, [gold, got, both]) in &by_class {
        let (p, r) = (*both as f64 / (*got).max(1) as f64, *both as f64 / (*gold).max(1) as f64);
        println!("    {c:<10} precision {p:.3} recall {r:.3} ({gold})");
    }
    if lemma.of > 0 {
        println!("  lemma           {:.2} %", lemma.percent());
    }
    if voice.of > 0 {
        println!("  voice of verbs  {:.2} %", voice.percent());
        println!("  tense of verbs  {:.2} %", aspect.percent());
    }
    let mut kinds: Vec<(String, Vec<String>)> = kinds
        .into_iter()
        .chain(confusion.into_iter().map(|((a, b), v)| (format!("{a} read as {b}"), v)))
        .chain(other.into_iter().map(|(k, v)| (k.to_owned(), v)))
        .collect();
    kinds.sort_by_key(|(_, v)| std::cmp::Reverse(v.len()));
    println!("  most frequent errors:");
    for (kind, list) in kinds.iter().take(if examples > 0 { usize::MAX } else { 15 }) {
        println!("  {:>5}  {kind}", list.len());
        for e in list.iter().step_by((list.len() / examples.max(1)).max(1)).take(examples) {
            println!("           {e}");
        }
    }
}
