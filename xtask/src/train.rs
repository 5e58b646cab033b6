//! `cargo xtask train [--folds N] [--orders N]`: learns the weights of the linear model from `../shared/gold/train.jsonl`.
//!
//! Loss: logistic, one for each output of each decision. Optimiser: FTRL-proximal (McMahan et al., KDD 2013), whose L1 term leaves
//! rare features at nought; the weights are the mean of what several orders of the data lead to. The lexicon's examples are learnt from
//! as well. Everything runs in a fixed order, so the same input gives the same weights. First the weights are learnt on all folds but one
//! and the rest is coded and scored, in turn; then they are learnt on everything and written to `lexicon/weights/`.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Context;
use marsad_coder::among::AMONG;
use marsad_coder::document::{LinkedMention, linked_mentions};
use marsad_coder::learn::{Gold, GoldEvent, GoldParty, Instance, Ranking, lesson};
use marsad_coder::place::{PLACE, PLACE_POOLED};
use marsad_coder::settle::{SETTLE, SIDES};
use marsad_coder::vote::{SOURCE, STATUS};
use marsad_coder::when::{DATE, DATE_POOLED};
use marsad_coder::{Article, code, judge};
use marsad_lexicon::{Example, Expected, ExpectedParty, Lexicon, OUTPUTS, Weights, occurrences};
use marsad_record::{EventType, Field, Span, Status};
use marsad_text::{Sentence, Text};
use rayon::prelude::*;
use serde_json::Value;

/// Passes over the data.
const EPOCHS: usize = 4;
/// Orders of the data over which the weights are averaged: what two single orders lead to differed by up to 0.03 in F1 on dev.
const ORDERS: u64 = 12;
/// How many times fewer are enough where the weights are only on the way to others.
const PASSING: u64 = 3;
/// A weight smaller than this in every output is left out; 0.05 leaves out a third of them and loses nothing in cross-validation.
const SMALLEST: f32 = 0.05;
/// A feature seen less often than this is left out.
const LEAST: u32 = 3;
const ALPHA: f32 = 0.08;
const BETA: f32 = 1.0;
/// How much better an answer must be to be chosen much more often, and the rates and strength of regularisation of [`rank`].
const SHARPNESS: f32 = 8.0;
const RANK_RATE: f32 = 0.1;
const SCALE_RATE: f32 = 0.02;
const RANK_L2: f32 = 0.1;
/// What a decision in an example of a frame counts beside one in an article.
const EXAMPLE: f32 = 3.0;
/// The same of a decision in an article of our own.
const OWN: f32 = 0.3;
/// Where the scale of the sums begins.
const SCALE: f32 = 0.7;

/// L1 and L2 strength of each decision.
fn strength(decision: &str) -> (f32, f32) {
    match decision {
        judge::EVENT | AMONG => (0.8, 20.0),
        judge::PARTY => (0.8, 20.0),
        judge::SAME => (0.5, 20.0),
        _ => (0.5, 2.0),
    }
}

struct Document {
    article: Article,
    gold: Gold,
    /// What it does not tell.
    untold: Untold,
    /// What it is to the trainer.
    origin: Origin,
}

/// Where a document comes from. What we write ourselves holds more acts, or fewer sources, than the press does: how often a decision falls out
/// this way is learnt for each origin apart ([`Origin::own`]), what it hangs on from all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The press.
    Press,
    /// A report of `articles/`.
    Report,
    /// A sentence or short text of frames and `examples/`.
    Example,
}

impl Origin {
    /// What a decision counts.
    fn weight(self) -> f32 {
        match self {
            Origin::Press => 1.0,
            Origin::Report => OWN,
            Origin::Example => EXAMPLE,
        }
    }

    /// The name of a feature of this origin alone; none for most features.
    fn own(self, decision: &str, feature: &str) -> Option<String> {
        let general =
            decision == SOURCE && (feature == "bias" || feature.ends_with("|bias") || feature.starts_with("t|"));
        match self {
            Origin::Press => None,
            Origin::Report => general.then(|| format!("{REPORT}{feature}")),
            Origin::Example => general.then(|| format!("{SENTENCE}{feature}")),
        }
    }
}

/// What features of one origin alone begin with; they are not kept.
const REPORT: &str = "report:";
const SENTENCE: &str = "example:";

/// What an example says nothing of; none of it is learnt from it.
#[derive(Clone, Copy, Default)]
struct Untold {
    date: bool,
    place: bool,
    source: bool,
}

impl Untold {
    /// Whether a decision has no answer here.
    fn of(self, decision: &str) -> bool {
        match decision {
            DATE | DATE_POOLED => self.date,
            PLACE | PLACE_POOLED => self.place,
            SOURCE => self.source,
            _ => false,
        }
    }
}

/// Which documents are learnt from, by their number.
type Chosen<'f> = &'f dyn Fn(usize) -> bool;

/// Weights by feature name, with the decision in front.
type Learnt = BTreeMap<String, [f32; OUTPUTS]>;

/// Runs the command.
pub fn run(root: &Path, args: &[String]) -> anyhow::Result<ExitCode> {
    let path = root.join("../shared/gold/train.jsonl");
    if !path.is_file() {
        println!("../shared/gold/train.jsonl is absent: there is nothing to learn from");
        return Ok(ExitCode::SUCCESS);
    }
    let number = |name: &str, default: u64| match args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)) {
        Some(n) => n.parse().with_context(|| format!("{name} wants a number")),
        None => Ok(default),
    };
    let folds = number("--folds", 5)? as usize;
    let orders = number("--orders", ORDERS)?.max(1);
    let mut documents = read(&path)?;
    let articles = documents.len();
    let mut lexicon = crate::lexicon()?;
    lexicon.weights = Weights::default();
    let own = lexicon.articles.len();
    documents.append(&mut written(&lexicon));
    let first = lessons(&documents, &lexicon);
    println!(
        "{articles} articles, {own} of our own and {} examples, {} decisions",
        documents.len() - articles - own,
        first.iter().map(Vec::len).sum::<usize>()
    );
    if folds > 1 {
        let mut out = String::new();
        for fold in 0..folds {
            let train = |i: usize| i >= articles || i % folds != fold;
            let learnt = learn(&documents, &first, &mut lexicon, &train, orders);
            lexicon.weights = weights(&learnt);
            let records: Vec<_> = documents[..articles]
                .par_iter()
                .enumerate()
                .filter(|(i, _)| !train(*i))
                .map(|(_, d)| code(&d.article, &lexicon).to_json())
                .collect();
            for r in records {
                out.push_str(&r?);
                out.push('\n');
            }
        }
        let predicted = root.join("target/train-folds.jsonl");
        fs::write(&predicted, out)?;
        let score = Command::new("python3")
            .arg(root.join("../shared/tools/score.py"))
            .args([&path, &predicted])
            .arg("--types")
            .output()?;
        println!("{folds}-fold cross-validation\n{}", String::from_utf8_lossy(&score.stdout));
    }
    let learnt = learn(&documents, &first, &mut lexicon, &|_| true, orders);
    write(&root.join("lexicon/weights"), &learnt)?;
    println!("{} features in lexicon/weights", learnt.len());
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> anyhow::Result<Vec<Document>> {
    let text = fs::read_to_string(path)?;
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| {
            let v: Value = serde_json::from_str(l)?;
            let word = |k: &str| v[k].as_str().unwrap_or("").to_owned();
            let article = Article {
                id: word("id"),
                title: word("title"),
                text: word("text"),
                published: v["published"].as_str().and_then(|d| d.parse().ok()),
                outlet: v["outlet"].as_str().map(str::to_owned),
                url: None,
            };
            let empty = Vec::new();
            let list = |v: &Value, k: &str| v[k].as_array().unwrap_or(&empty).clone();
            let number = |v: &Value| v.as_u64().unwrap_or(0) as u32;
            let sentences = list(&v, "sentences").iter().map(|s| (number(&s[0]), number(&s[1]))).collect();
            let events = list(&v, "events")
                .iter()
                .filter_map(|e| {
                    let party = |p: &Value| GoldParty {
                        code: p["code"].as_str().unwrap_or("UNK").to_owned(),
                        spans: occurrences(&article.title, &article.text, p["text"].as_str().unwrap_or("")),
                    };
                    Some(GoldEvent {
                        event_type: EventType::parse(e["type"].as_str()?)?,
                        neutral: e["optional"] == true || e["background"] == true,
                        triggers: list(e, "mentions")
                            .iter()
                            .map(|m| Span {
                                field: if m["field"] == "title" { Field::Title } else { Field::Text },
                                start: number(&m["start"]),
                                end: number(&m["end"]),
                            })
                            .collect(),
                        actors: list(e, "actors").iter().map(party).collect(),
                        recipients: list(e, "recipients").iter().map(party).collect(),
                        date: e["date"]["start"]
                            .as_str()
                            .and_then(|d| d.parse().ok())
                            .zip(e["date"]["end"].as_str().and_then(|d| d.parse().ok())),
                        country: e["place"]["country"].as_str().map(str::to_owned),
                        status: e["status"].as_str().and_then(Status::parse),
                        source: occurrences(
                            &article.title,
                            &article.text,
                            e["reported_by"]["text"].as_str().unwrap_or(""),
                        ),
                    })
                })
                .collect();
            Ok(Document { article, gold: Gold { events, sentences }, untold: Untold::default(), origin: Origin::Press })
        })
        .collect()
}

fn lessons(documents: &[Document], lexicon: &Lexicon) -> Vec<Vec<Instance>> {
    documents.par_iter().map(|d| lesson(&d.article, lexicon, d.gold.clone()).0).collect()
}

/// What is written for the lexicon: the reports of `articles/`, the examples of the frames, and the texts of `examples/`.
fn written(lexicon: &Lexicon) -> Vec<Document> {
    let examples = lexicon.frames.all().iter().flat_map(|f| &f.examples).chain(&lexicon.examples);
    let all: Vec<(&Example, bool)> =
        lexicon.articles.iter().map(|e| (e, true)).chain(examples.map(|e| (e, false))).collect();
    all.par_iter().map(|&(example, whole)| document(example, whole, lexicon)).collect()
}

/// What an example teaches; `whole` if it tells all of each event.
fn document(example: &Example, whole: bool, lexicon: &Lexicon) -> Document {
    let article = Article {
        id: "example".into(),
        title: example.title.clone(),
        text: example.text.clone(),
        published: example.published.as_deref().and_then(|d| d.parse().ok()),
        ..Article::default()
    };
    let all = |field, text: &str| Span { field, start: 0, end: text.chars().count() as u32 };
    let (title, body) = (all(Field::Title, &article.title), all(Field::Text, &article.text));
    let mentions = linked_mentions(&article, lexicon);
    let party = |p: &ExpectedParty| GoldParty {
        code: p.code.clone(),
        spans: if p.words.is_empty() {
            let is = |m: &&LinkedMention| m.parties.iter().any(|x| x.0.as_deref().unwrap_or("UNK") == p.code);
            mentions.iter().filter(is).map(|m| m.span).collect()
        } else {
            example.spans(&p.words)
        },
    };
    let day = |(a, b): &(String, String)| Some((a.parse().ok()?, b.parse().ok()?));
    let spans = |words: &String| example.spans(words);
    let told: Vec<&Expected> = example.expect.iter().flatten().collect();
    let events = (told.iter())
        .map(|e| GoldEvent {
            event_type: e.event_type,
            neutral: e.optional,
            triggers: if e.at.is_empty() { vec![title, body] } else { e.at.iter().flat_map(spans).collect() },
            status: Some(e.status),
            actors: e.actors.iter().map(party).collect(),
            recipients: e.recipients.iter().map(party).collect(),
            date: e.date.as_ref().and_then(Option::as_ref).and_then(day),
            country: e.place.clone().flatten(),
            source: e.source.as_ref().and_then(Option::as_ref).map_or(Vec::new(), spans),
        })
        .collect();
    let untold = Untold {
        date: told.iter().any(|e| e.date.is_none()),
        place: told.iter().any(|e| e.place.is_none()),
        source: told.iter().any(|e| e.source.is_none()),
    };
    let sentences = if whole {
        let text = Text::new(&article.text);
        let chars = |s: &Sentence| text.char_span(s.start..s.end);
        text.sentences().iter().map(chars).map(|s| (s.start, s.end)).collect()
    } else {
        vec![(0, body.end)]
    };
    let origin = if whole { Origin::Report } else { Origin::Example };
    Document { article, gold: Gold { events, sentences }, untold, origin }
}

/// Learns events and parties, then, with those, merging.
fn learn(
    documents: &[Document],
    first: &[Vec<Instance>],
    lexicon: &mut Lexicon,
    train: Chosen<'_>,
    orders: u64,
) -> Learnt {
    let passing = orders.div_ceil(PASSING);
    let part = |all: &[Vec<Instance>], decision: &str, train: Chosen<'_>, orders: u64| -> Learnt {
        let chosen: Vec<(&Instance, Origin)> = all
            .iter()
            .enumerate()
            .filter(|(i, _)| train(*i) && !documents[*i].untold.of(decision))
            .flat_map(|(i, x)| x.iter().map(move |x| (x, documents[i].origin)))
            .filter(|x| x.0.decision == decision)
            .collect();
        fit(&chosen, decision, orders)
    };
    // Who takes part, merging and all that rests on them are learnt from articles as they come out when they were not learnt from:
    // each third by the other two.
    let mut thirds = |decide: &dyn Fn(Chosen<'_>) -> Learnt| {
        let mut out: Vec<(Vec<Instance>, Vec<Ranking>)> = vec![Default::default(); documents.len()];
        for third in 0..3 {
            lexicon.weights = weights(&decide(&|i: usize| train(i) && (i / 5) % 3 != third));
            let lexicon = &*lexicon;
            let held: Vec<usize> = (0..documents.len()).filter(|&i| train(i) && (i / 5) % 3 == third).collect();
            let coded: Vec<_> = held
                .par_iter()
                .map(|&i| (i, lesson(&documents[i].article, lexicon, documents[i].gold.clone())))
                .collect();
            for (i, x) in coded {
                out[i] = x;
            }
        }
        out.into_iter().unzip::<_, _, Vec<_>, Vec<_>>()
    };
    let all = |from: &[Vec<Instance>], decisions: &[&str], train: Chosen<'_>, orders: u64| -> Learnt {
        decisions.iter().flat_map(|d| part(from, d, train, orders)).collect()
    };
    let (second, _) = thirds(&|others| all(first, &[judge::EVENT, judge::PARTY, DATE, PLACE], others, passing));
    let (third, rankings) = thirds(&|others| {
        let mut chosen = all(first, &[judge::EVENT, DATE, PLACE], others, passing);
        chosen.extend(all(&second, &[AMONG, judge::PARTY, judge::SAME, SETTLE], others, passing));
        chosen
    });
    lexicon.weights = Weights::default();
    let mut learnt = all(first, &[judge::EVENT, DATE, PLACE], train, orders);
    learnt.extend(all(&second, &[AMONG, judge::PARTY, SETTLE], train, orders));
    learnt.extend(all(&third, &[judge::SAME, STATUS, SOURCE, DATE_POOLED, PLACE_POOLED], train, orders));
    learnt.extend(rank(rankings.iter().flatten(), SIDES, orders));
    learnt
}

fn weights(learnt: &Learnt) -> Weights {
    let mut out = Weights::default();
    for (name, w) in learnt {
        out.set_named(name, *w);
    }
    out
}

/// One coordinate of FTRL-proximal.
#[derive(Clone, Copy, Default)]
struct Coordinate {
    z: f32,
    n: f32,
    /// Square root of `n`.
    root: f32,
}

impl Coordinate {
    fn weight(self, l1: f32, l2: f32) -> f32 {
        if self.z.abs() <= l1 {
            return 0.0;
        }
        -(self.z - self.z.signum() * l1) / ((BETA + self.root) / ALPHA + l2)
    }
}

/// Learns to choose among answers: a log-linear model of their gains, by Adagrad (Duchi et al., JMLR 2011).
fn rank<'r>(rankings: impl Iterator<Item = &'r Ranking>, decision: &str, orders: u64) -> Learnt {
    let rankings: Vec<&Ranking> = rankings.filter(|r| r.answers.len() > 1).collect();
    let mut names: Vec<&str> = rankings
        .iter()
        .flat_map(|r| r.scale.iter().chain(r.answers.iter().flat_map(|a| &a.features)))
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names.dedup();
    let number: HashMap<&str, usize> = names.iter().enumerate().map(|(i, f)| (*f, i)).collect();
    let row = |features: &[String]| features.iter().map(|f| number[f.as_str()]).collect::<Vec<usize>>();
    let rows: Vec<(Vec<usize>, Vec<Vec<usize>>)> =
        rankings.iter().map(|r| (row(&r.scale), r.answers.iter().map(|a| row(&a.features)).collect())).collect();
    let one = |order_number: u64| -> Vec<f32> {
        let mut w = vec![0.0_f32; names.len()];
        if let Some(&first) = rows.first().and_then(|r| r.0.first()) {
            w[first] = SCALE;
        }
        let mut squares = vec![0.0_f32; names.len()];
        let mut gradient: BTreeMap<usize, f32> = BTreeMap::new();
        let mut order: Vec<usize> = (0..rankings.len()).collect();
        let mut random = Random::new(order_number);
        for _ in 0..EPOCHS {
            random.shuffle(&mut order);
            for &k in &order {
                let (scale, answers) = &rows[k];
                let factor: f32 = scale.iter().map(|&f| w[f]).sum();
                let scores = (answers.iter().zip(&rankings[k].answers))
                    .map(|(row, a)| factor * a.sum + row.iter().map(|&f| w[f]).sum::<f32>());
                let p = softmax(scores.collect());
                let q = softmax(rankings[k].answers.iter().map(|a| SHARPNESS * a.gain).collect());
                gradient.clear();
                for ((row, a), d) in answers.iter().zip(&rankings[k].answers).zip(q.iter().zip(&p).map(|(q, p)| q - p))
                {
                    for &f in row {
                        *gradient.entry(f).or_default() += d;
                    }
                    for &f in scale {
                        *gradient.entry(f).or_default() += d * a.sum;
                    }
                }
                for (&f, &g) in &gradient {
                    let g = g - RANK_L2 * w[f];
                    squares[f] += g * g;
                    let rate = if scale.contains(&f) { SCALE_RATE } else { RANK_RATE };
                    w[f] += rate * g / (squares[f] + 1e-8).sqrt();
                }
            }
        }
        w
    };
    let learnt: Vec<Vec<f32>> = (0..orders).into_par_iter().map(one).collect();
    let w: Vec<f32> = (0..names.len()).map(|i| mean(&learnt, i)).collect();
    names.iter().zip(w).filter(|(_, w)| w.abs() >= 0.001).map(|(f, w)| (format!("{decision}|{f}"), [w, 0.0])).collect()
}

/// Mean weight of a feature over what was learnt in each order.
fn mean(orders: &[Vec<f32>], feature: usize) -> f32 {
    orders.iter().map(|w| w[feature]).sum::<f32>() / orders.len() as f32
}

fn softmax(mut scores: Vec<f32>) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    scores.iter_mut().for_each(|s| *s = (*s - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|s| *s /= sum);
    scores
}

/// A small generator of numbers that look random, always the same.
struct Random(u64);

impl Random {
    /// A generator of its own for each number.
    fn new(number: u64) -> Random {
        Random(0x2545_f491_4f6c_dd1d ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for i in (1..order.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            order.swap(i, (self.0 % (i as u64 + 1)) as usize);
        }
    }
}

/// The names of the features that an instance is learnt by.
fn features<'x>((x, origin): &(&'x Instance, Origin)) -> impl Iterator<Item = Cow<'x, str>> {
    let origin = *origin;
    let own = x.features.iter().filter_map(move |f| origin.own(x.decision, f)).map(Cow::Owned);
    x.features.iter().map(|f| Cow::Borrowed(f.as_str())).chain(own)
}

fn fit(instances: &[(&Instance, Origin)], decision: &str, orders: u64) -> Learnt {
    let (l1, l2) = strength(decision);
    let mut count: HashMap<Cow<'_, str>, u32> = HashMap::new();
    for x in instances {
        for f in features(x) {
            *count.entry(f).or_default() += 1;
        }
    }
    let mut names: Vec<&str> = count.iter().filter(|(_, n)| **n >= LEAST).map(|(f, _)| f.as_ref()).collect();
    names.sort_unstable();
    let number: HashMap<&str, usize> = names.iter().enumerate().map(|(i, f)| (*f, i)).collect();
    let rows: Vec<Vec<usize>> = instances
        .par_iter()
        .map(|x| {
            let mut row: Vec<usize> = features(x).filter_map(|f| number.get(f.as_ref()).copied()).collect();
            row.sort_unstable();
            row.dedup();
            row
        })
        .collect();
    let one = |output: usize, order_number: u64| -> Vec<f32> {
        let mut state = vec![Coordinate::default(); names.len()];
        let mut order: Vec<usize> = (0..instances.len()).collect();
        let mut random = Random::new(order_number);
        let mut w: Vec<f32> = Vec::new();
        for _ in 0..EPOCHS {
            random.shuffle(&mut order);
            for &i in &order {
                w.clear();
                w.extend(rows[i].iter().map(|&f| state[f].weight(l1, l2)));
                let p = 1.0 / (1.0 + (-w.iter().sum::<f32>()).exp());
                let (x, origin) = instances[i];
                let g = (p - x.labels[output]) * x.weight * origin.weight();
                for (&f, w) in rows[i].iter().zip(&w) {
                    let c = &mut state[f];
                    c.n += g * g;
                    let root = c.n.sqrt();
                    c.z += g - (root - c.root) / ALPHA * w;
                    c.root = root;
                }
            }
        }
        state.iter().map(|c| c.weight(l1, l2)).collect()
    };
    let fitted = if instances.iter().any(|x| x.0.labels[1] != 0.0) { OUTPUTS } else { 1 };
    let runs: Vec<(usize, u64)> = (0..fitted).flat_map(|k| (0..orders).map(move |n| (k, n))).collect();
    let learnt: Vec<Vec<f32>> = runs.par_iter().map(|&(k, n)| one(k, n)).collect();
    let outputs: Vec<Vec<f32>> = learnt
        .chunks(orders as usize)
        .map(|orders| (0..names.len()).map(|i| (mean(orders, i) * 1000.0).round() / 1000.0).collect())
        .collect();
    names
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.starts_with(REPORT) && !name.starts_with(SENTENCE))
        .map(|(i, name)| (format!("{decision}|{name}"), std::array::from_fn(|k| outputs.get(k).map_or(0.0, |w| w[i]))))
        .filter(|(_, w)| w.iter().any(|x: &f32| x.abs() >= SMALLEST))
        .collect()
}

fn write(folder: &Path, learnt: &Learnt) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for decision in [
        judge::EVENT,
        AMONG,
        judge::PARTY,
        judge::SAME,
        SETTLE,
        SIDES,
        STATUS,
        SOURCE,
        DATE,
        DATE_POOLED,
        PLACE,
        PLACE_POOLED,
    ] {
        let two = matches!(decision, judge::PARTY | SETTLE);
        let mut text = format!(
            "# Weights of the decision \"{decision}\", learnt by `cargo xtask train`; do not edit, train again.\n# feature\tweight{}\n",
            if two { " as actor\tweight as recipient" } else { "" }
        );
        for (name, w) in
            learnt.range(format!("{decision}|")..).take_while(|(n, _)| n.split('|').next() == Some(decision))
        {
            write!(text, "{name}\t{}", w[0])?;
            if two {
                write!(text, "\t{}", w[1])?;
            }
            text.push('\n');
        }
        fs::write(folder.join(format!("{decision}.tsv")), text)?;
    }
    Ok(())
}
