//! `cargo xtask arguments [--errors N]`: how well the phrases around verbs are found, against the dependencies of
//! `../shared/external/morphology/ar_pud.conllu` (1,000 sentences).
//!
//! Asked of each finite verb of the treebank that Marsad reads as a verb too:
//! - its subject: the noun that depends on it as `nsubj`; where none does, what a relative clause describes, or the subject of the
//!   verb that it is joined to. A subject that no word names, or that is a pronoun, is none;
//! - its objects: nouns that depend on it as `obj` or `iobj`;
//! - its prepositional phrases: nouns that depend on it as `obl` with a preposition of their own.
//!
//! A phrase is right if the treebank's head lies in it and its own head lies below the treebank's.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use marsad_coder::clause::{Around, Clause, Phrase};
use marsad_coder::mention::{covering, mentions};
use marsad_coder::word::FieldText;
use marsad_lexicon::Lexicon;
use marsad_text::Text;

use crate::segmentation::conllu;

/// What a verb without a subject is counted under.
const NONE: &str = "no subject";

/// A token of the treebank.
struct Node {
    start: usize,
    kind: String,
    head: Option<usize>,
    relation: String,
}

/// A sentence of the treebank: its text and its tokens.
struct Tree {
    text: String,
    nodes: Vec<Node>,
}

impl Tree {
    fn new(tokens: &[[&str; 10]]) -> Tree {
        let mut tree = Tree { text: String::new(), nodes: Vec::new() };
        for [_, form, _, kind, _, _, head, relation, _, misc] in tokens {
            tree.nodes.push(Node {
                start: tree.text.len(),
                kind: (*kind).to_owned(),
                head: head.parse::<usize>().ok().and_then(|h| h.checked_sub(1)),
                relation: (*relation).to_owned(),
            });
            // The treebank was typed with Latin commas.
            tree.text.push_str(if *form == "," { "،" } else { form });
            if !misc.contains("SpaceAfter=No") {
                tree.text.push(' ');
            }
        }
        tree
    }

    fn below(&self, mut node: usize, above: usize) -> bool {
        for _ in 0..self.nodes.len() {
            if node == above {
                return true;
            }
            match self.nodes[node].head {
                Some(h) => node = h,
                None => return false,
            }
        }
        false
    }

    fn children<'a>(&'a self, of: usize, relations: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        (0..self.nodes.len())
            .filter(move |&i| self.nodes[i].head == Some(of) && relations.contains(&self.nodes[i].relation.as_str()))
    }

    fn is_noun(&self, i: usize) -> bool {
        !matches!(self.nodes[i].kind.as_str(), "PRON" | "VERB" | "AUX" | "PART" | "ADP")
    }

    /// The subject of a verb, and how it is found.
    fn subject(&self, verb: usize) -> Option<(usize, &'static str)> {
        let own = self.children(verb, &["nsubj", "nsubj:pass"]).next();
        let relative = |s: usize| self.nodes[s].kind == "PRON" && self.nodes[verb].relation.starts_with("acl");
        if let Some(s) = own.filter(|&s| !relative(s)) {
            return self.is_noun(s).then_some((s, if s < verb { "subject before" } else { "subject behind" }));
        }
        let node = &self.nodes[verb];
        match (node.relation.as_str(), node.head) {
            ("acl:relcl" | "acl", Some(noun)) => {
                let resumed = (0..self.nodes.len()).any(|i| {
                    self.nodes[i].kind == "PRON" && i > verb && self.nodes[i].relation != "nsubj" && self.below(i, verb)
                });
                ((own.is_some() || !resumed) && self.is_noun(noun)).then_some((noun, "described"))
            }
            ("conj", Some(before)) if self.nodes[before].kind == "VERB" => {
                self.subject(before).map(|s| (s.0, "carried"))
            }
            _ => None,
        }
    }
}

/// Runs the command.
pub fn run(root: &Path, args: &[String]) -> anyhow::Result<()> {
    print!("{}", report(root, &crate::lexicon()?, crate::errors(args)?)?);
    Ok(())
}

/// The figures, a line for each kind of phrase, before so many examples of each kind of error.
pub fn report(root: &Path, lexicon: &Lexicon, errors: usize) -> anyhow::Result<String> {
    let path = root.join("../shared/external/morphology/ar_pud.conllu");
    if !path.is_file() {
        return Ok("../shared is absent: nothing to measure on\n".into());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut tally = Tally::default();
    for tokens in conllu(&text) {
        tally.sentence(&Tree::new(&tokens), lexicon);
    }
    tally.report(errors)
}

#[derive(Default)]
struct Tally {
    verbs: usize,
    read: usize,
    /// By what was asked: in the treebank, found by us, both.
    counts: BTreeMap<&'static str, [usize; 3]>,
    wrong: BTreeMap<String, Vec<String>>,
}

impl Tally {
    fn sentence(&mut self, tree: &Tree, lexicon: &Lexicon) {
        let text = Text::new(&tree.text);
        let field = FieldText::new(&text, lexicon);
        let found = mentions(&field, lexicon, None);
        let mention_at = covering(&found, field.words.len());
        let around = Around { field: &field, mentions: &found, mention_at: &mention_at };
        let tokens = text.tokens();
        let word_of = |node: usize| {
            let at = tree.nodes[node].start;
            tokens.iter().position(|t| (t.start as usize..t.end as usize).contains(&at))
        };
        let words: Vec<Option<usize>> = (0..tree.nodes.len()).map(word_of).collect();
        let nodes = |word: usize| {
            let words = &words;
            (0..words.len()).filter(move |&n| words[n] == Some(word))
        };
        let is = |phrase: &Phrase, node: usize| {
            words[node].is_some_and(|w| phrase.words.contains(&w)) && nodes(phrase.head).any(|n| tree.below(n, node))
        };
        for v in (0..tree.nodes.len()).filter(|&v| tree.nodes[v].kind == "VERB") {
            let Some(w) = words[v] else { continue };
            self.verbs += 1;
            if !field.word(w).is_verb() {
                continue;
            }
            self.read += 1;
            let Some(sentence) = text.sentences().iter().find(|s| s.tokens.contains(&w)) else { continue };
            let sentence = sentence.tokens.clone();
            let clause = around.of_verb(w, sentence.clone());
            let show =
                |p: &Range<usize>| tokens[p.clone()].iter().map(|t| text.raw_of(t)).collect::<Vec<_>>().join(" ");
            let context = |ours: &str, gold: &str| {
                let all: Vec<String> = sentence
                    .clone()
                    .map(|i| {
                        if i == w {
                            format!("[{}]", text.raw_of(&tokens[i]))
                        } else {
                            text.raw_of(&tokens[i]).to_owned()
                        }
                    })
                    .collect();
                let from = (w - sentence.start).saturating_sub(14);
                let to = (w - sentence.start + 15).min(all.len());
                format!("ours: {ours} | tree: {gold} || {}", all[from..to].join(" "))
            };
            let word = |n: usize| words[n].map_or(String::new(), |w| text.raw_of(&tokens[w]).to_owned());
            // Subject.
            let gold = tree.subject(v).filter(|s| words[s.0].is_some_and(|x| sentence.contains(&x) && x != w));
            let Clause { subject, carried, objects, prepositions, .. } = &clause;
            let ours = subject.as_ref().or(carried.as_ref());
            let right = gold.zip(ours).is_some_and(|(g, o)| is(o, g.0));
            let kind = gold.map_or(NONE, |g| g.1);
            let counts = self.counts.entry(kind).or_default();
            counts[0] += 1;
            counts[1] += usize::from(ours.is_some());
            counts[2] += usize::from(if gold.is_some() { right } else { ours.is_none() });
            if gold.is_some() && !right || gold.is_none() && ours.is_some() {
                let outcome = match ours {
                    _ if gold.is_none() => "invented",
                    None => "missed",
                    Some(_) => "other",
                };
                let ours = ours.map_or("-".to_owned(), |p| show(&p.words));
                let line = context(&ours, &gold.map_or("-".to_owned(), |g| word(g.0)));
                self.wrong.entry(format!("{kind}: {outcome}")).or_default().push(line);
            }
            // Objects and prepositional phrases.
            let nouns = |relations: &'static [&'static str]| -> Vec<usize> {
                tree.children(v, relations)
                    .filter(|&n| tree.is_noun(n) && words[n].is_some_and(|x| sentence.contains(&x) && x != w))
                    .collect()
            };
            let own: Vec<&Phrase> = objects.iter().filter(|o| !nodes(o.head).any(|n| tree.below(v, n))).collect();
            self.phrases(
                "object",
                &nouns(&["obj", "iobj"]),
                &own,
                &is,
                &|ours, gold| context(ours, gold),
                &show,
                &word,
            );
            let marked: Vec<usize> = nouns(&["obl", "obl:arg", "obl:agent"])
                .into_iter()
                .filter(|&n| tree.children(n, &["case"]).next().is_some())
                .collect();
            let ours: Vec<&Phrase> =
                prepositions.iter().map(|p| &p.1).filter(|p| field.word(p.head).is_nominal()).collect();
            self.phrases("preposition", &marked, &ours, &is, &|ours, gold| context(ours, gold), &show, &word);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn phrases(
        &mut self,
        kind: &'static str,
        gold: &[usize],
        ours: &[&Phrase],
        is: &dyn Fn(&Phrase, usize) -> bool,
        context: &dyn Fn(&str, &str) -> String,
        show: &dyn Fn(&Range<usize>) -> String,
        word: &dyn Fn(usize) -> String,
    ) {
        let counts = self.counts.entry(kind).or_default();
        counts[0] += gold.len();
        counts[1] += ours.len();
        for &g in gold {
            if ours.iter().any(|o| is(o, g)) {
                counts[2] += 1;
            } else {
                let all = ours.iter().map(|o| show(&o.words)).collect::<Vec<_>>().join(" + ");
                self.wrong.entry(format!("{kind}: missed")).or_default().push(context(&all, &word(g)));
            }
        }
        for o in ours.iter().filter(|o| !gold.iter().any(|&g| is(o, g))) {
            let all = gold.iter().map(|g| word(*g)).collect::<Vec<_>>().join(" + ");
            self.wrong.entry(format!("{kind}: invented")).or_default().push(context(&show(&o.words), &all));
        }
    }

    fn report(&self, errors: usize) -> anyhow::Result<String> {
        let mut out = String::new();
        writeln!(out, "{} verbs, {} of them read as verbs", self.verbs, self.read)?;
        for (kind, [gold, ours, both]) in &self.counts {
            let share = |of: &usize| *both as f64 / (*of).max(1) as f64;
            let (p, r) = (share(ours), share(gold));
            match *kind {
                NONE => writeln!(out, "{kind:<16} {gold:>5} in the treebank, {r:.3} of them left without one")?,
                _ => writeln!(
                    out,
                    "{kind:<16} {gold:>5} in the treebank, {ours:>5} found: precision {p:.3}, recall {r:.3}"
                )?,
            }
        }
        for (kind, list) in self.wrong.iter().filter(|_| errors > 0) {
            writeln!(out, "{:>5}  {kind}", list.len())?;
            for line in list.iter().step_by((list.len() / errors).max(1)).take(errors) {
                writeln!(out, "         {line}")?;
            }
        }
        Ok(out)
    }
}
