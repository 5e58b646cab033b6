//! `linking`: B³ of the joins over the demo corpus; `linking --joins N`: joins across the gold articles, to be read;
//! `--weights FILE` tries other weights.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use marsad_coder::Article;
use marsad_ingest::Reader;
use marsad_link::{Act, Cluster, Day, Days, Fingerprint, Model, Report, act, agenda, copies, link, reports, tracks};
use marsad_record::{Field, Record};
use rayon::prelude::*;

use crate::lexicon;

pub fn run(root: &Path, args: &[String]) -> anyhow::Result<ExitCode> {
    let (model, args) = match args {
        [option, path, rest @ ..] if option == "--weights" => (Model::parse(&fs::read_to_string(path)?)?, rest),
        _ => (Model::builtin()?, args),
    };
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => corpus(root, &model, false),
        ["--errors"] => corpus(root, &model, true),
        ["--tracks"] => show_tracks(root, &model),
        ["--joins", count] => joins(root, &model, count.parse().context("--joins wants a number")?),
        _ => bail!("usage: cargo xtask linking [--weights FILE] [--errors | --tracks | --joins N]"),
    }
    .map(|()| ExitCode::SUCCESS)
}

/// Articles, their records and all their reports.
struct Coded {
    articles: Vec<Article>,
    records: Vec<Record>,
    reports: Vec<Report>,
}

impl Coded {
    fn read(paths: &[std::path::PathBuf]) -> anyhow::Result<Coded> {
        let mut articles = Vec::new();
        for path in paths {
            let name = path.display().to_string();
            let file = File::open(path).with_context(|| format!("cannot open {name}"))?;
            for item in Reader::new(BufReader::new(file), &name) {
                articles.push(item.result?);
            }
        }
        let lexicon = lexicon()?;
        let records: Vec<Record> = articles.par_iter().map(|article| marsad_coder::code(article, &lexicon)).collect();
        let prints: Vec<_> = articles
            .iter()
            .zip(&records)
            .map(|(a, r)| (a.id.as_str(), r.published.as_deref().and_then(Day::parse), Fingerprint::new(&a.text)))
            .collect();
        let groups = copies(&prints);
        let reports = articles
            .iter()
            .zip(&records)
            .zip(&groups)
            .flat_map(|((article, record), group)| reports(record, &article.title, &article.text, group.as_deref()))
            .collect();
        Ok(Coded { articles, records, reports })
    }

    fn acts(&self, model: &Model) -> Vec<Act> {
        link(&self.reports, model).iter().filter_map(|cluster| act(cluster, &self.reports)).collect()
    }
}

fn corpus_folder(root: &Path) -> std::path::PathBuf {
    root.join("examples/corpus")
}

/// Rows of a table of the corpus, without comments, each with `columns` cells.
fn table(path: &Path, columns: usize) -> anyhow::Result<Vec<Vec<String>>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let (file, found) = (path.display(), cells.len());
        ensure!(found == columns, "{file}:{}: {found} columns where there should be {columns}", at + 1);
        rows.push(cells);
    }
    Ok(rows)
}

/// Which words of which article tell which act.
struct Telling {
    article: String,
    act: usize,
    field: Field,
    start: u32,
    end: u32,
}

struct Gold {
    acts: Vec<Vec<String>>,
    tellings: Vec<Telling>,
}

impl Gold {
    fn read(root: &Path, articles: &[Article]) -> anyhow::Result<Gold> {
        let folder = corpus_folder(root);
        let acts = table(&folder.join("acts.tsv"), 7)?;
        let mut tellings = Vec::new();
        for row in table(&folder.join("joins.tsv"), 5)? {
            let [article, act, field, start, words] = &row[..] else { bail!("joins.tsv: a row without five cells") };
            let text =
                articles.iter().find(|a| a.id == *article).with_context(|| format!("joins.tsv: no {article}"))?;
            let field = if field == "title" { Field::Title } else { Field::Text };
            let start: u32 = start.parse()?;
            let body = if field == Field::Title { &text.title } else { &text.text };
            let there: String = body.chars().skip(start as usize).take(words.chars().count()).collect();
            ensure!(there == *words, "joins.tsv: {article} has `{there}` at {start}, not `{words}`");
            let act = acts.iter().position(|a| a[0] == *act).with_context(|| format!("joins.tsv: no act {act}"))?;
            let end = start + words.chars().count() as u32;
            tellings.push(Telling { article: article.clone(), act, field, start, end });
        }
        Ok(Gold { acts, tellings })
    }

    /// The act that most of an event's mentions overlap, the best mention's of equals, and how many acts they overlap.
    fn of(&self, record: &Record, event: usize) -> Option<(usize, usize)> {
        let mut hits: Vec<(usize, usize)> = Vec::new();
        for mention in &record.events[event].mentions {
            let overlaps = |t: &&Telling| {
                t.article == record.id && t.field == mention.field && t.start < mention.end && mention.start < t.end
            };
            if let Some(telling) = self.tellings.iter().find(overlaps) {
                match hits.iter_mut().find(|hit| hit.0 == telling.act) {
                    Some(hit) => hit.1 += 1,
                    None => hits.push((telling.act, 1)),
                }
            }
        }
        let most = hits.iter().map(|hit| hit.1).max()?;
        let (act, _) = hits.iter().find(|hit| hit.1 == most)?;
        Some((*act, hits.len()))
    }
}

/// B³ precision, recall and F1 over pairs of (cluster, act), counting only those that `counts` takes.
fn b_cubed(pairs: &[(usize, usize)], counts: impl Fn(usize) -> bool) -> (f64, f64, f64) {
    let size = |of: &dyn Fn(&(usize, usize)) -> bool| pairs.iter().filter(|p| of(p)).count() as f64;
    let (mut precision, mut recall, mut count) = (0.0, 0.0, 0.0);
    for &(cluster, act) in pairs.iter().filter(|p| counts(p.1)) {
        let both = size(&|p| *p == (cluster, act));
        precision += both / size(&|p| p.0 == cluster);
        recall += both / size(&|p| p.1 == act);
        count += 1.0;
    }
    let (precision, recall) = (precision / count, recall / count);
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

fn corpus(root: &Path, model: &Model, errors: bool) -> anyhow::Result<()> {
    let coded = Coded::read(&[corpus_folder(root).join("reports.jsonl")])?;
    let gold = Gold::read(root, &coded.articles)?;
    let mut act_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut straddling = 0;
    for record in &coded.records {
        for (at, event) in record.events.iter().enumerate() {
            if let Some((act, hits)) = gold.of(record, at) {
                act_of.insert(&event.id, act);
                straddling += usize::from(hits > 1);
            }
        }
    }
    let clusters = link(&coded.reports, model);
    let pairs = |of: &dyn Fn(usize, &Report) -> usize| -> Vec<(usize, usize)> {
        let members = clusters.iter().enumerate().flat_map(|(at, c)| c.members.iter().map(move |&m| (at, m)));
        members
            .filter_map(|(at, m)| Some((of(at, &coded.reports[m]), *act_of.get(coded.reports[m].id.as_str())?)))
            .collect()
    };
    let linked = pairs(&|cluster, _| cluster);
    let told: BTreeSet<(&str, usize)> = gold.tellings.iter().map(|t| (t.article.as_str(), t.act)).collect();
    let found: BTreeSet<(&str, usize)> = coded
        .reports
        .iter()
        .filter_map(|report| Some((report.article.as_str(), *act_of.get(report.id.as_str())?)))
        .collect();
    println!(
        "{} reports tell {} acts {} times; the coder finds {} of these tellings ({} of the acts) in {} events, {} of which lie \
         on two acts; {} events tell no act of the set",
        coded.articles.len(),
        gold.acts.len(),
        told.len(),
        found.len(),
        found.iter().map(|&(_, act)| act).collect::<BTreeSet<_>>().len(),
        linked.len(),
        straddling,
        coded.reports.len() - linked.len(),
    );
    let row = |name: &str, (precision, recall, f1): (f64, f64, f64)| {
        println!("{name:<40} precision {precision:.3} recall {recall:.3} F1 {f1:.3}");
    };
    println!("B³ over the events that tell an act of the set:");
    row("all acts", b_cubed(&linked, |_| true));
    row("acts in odd rows (weights tuned on)", b_cubed(&linked, |act| act % 2 == 0));
    row("acts in even rows (held out)", b_cubed(&linked, |act| act % 2 == 1));
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for report in &coded.reports {
        let next = names.len();
        names.entry(plain_key(report)).or_insert(next);
    }
    row("joined by type, day and parties alone", b_cubed(&pairs(&|_, report| names[&plain_key(report)]), |_| true));
    row("nothing joined", b_cubed(&linked.iter().enumerate().map(|(at, p)| (at, p.1)).collect::<Vec<_>>(), |_| true));
    if errors {
        print_errors(&coded, &clusters, &act_of, &gold, model);
    }
    Ok(())
}

/// What a plain database would join by.
fn plain_key(report: &Report) -> String {
    let codes: BTreeSet<&str> = report.actors.iter().chain(&report.recipients).map(|p| p.code.as_str()).collect();
    let day = report.date.map_or_else(|| report.id.clone(), |days| days.to_string());
    format!("{} {day} {codes:?}", report.event_type)
}

fn describe(report: &Report) -> String {
    let codes = |parties: &[marsad_link::Party]| parties.iter().map(|p| p.code.as_str()).collect::<Vec<_>>().join(",");
    let days = |days: Option<Days>| days.map_or_else(|| "-".to_owned(), |days| days.to_string());
    format!(
        "{} {} {} {} > {} on {} in {} told {} «{}»",
        report.id,
        report.event_type,
        report.status,
        codes(&report.actors),
        codes(&report.recipients),
        days(report.date),
        report.place.as_ref().map_or("-", |place| place.name.as_str()),
        report.published.map_or_else(|| "-".to_owned(), |day| day.to_string()),
        report.words.join(" / "),
    )
}

fn print_errors(coded: &Coded, clusters: &[Cluster], act_of: &BTreeMap<&str, usize>, gold: &Gold, model: &Model) {
    let reports = &coded.reports;
    let act = |at: usize| act_of.get(reports[at].id.as_str()).copied();
    println!("\nClusters that hold several acts:");
    for cluster in clusters {
        let acts: BTreeSet<usize> = cluster.members.iter().filter_map(|&m| act(m)).collect();
        if acts.len() > 1 {
            println!();
            for &member in cluster.members.iter().filter(|&&m| act(m).is_some()) {
                let name = act(member).map_or("", |act| gold.acts[act][0].as_str());
                println!("  {name:<9} {}", describe(&reports[member]));
            }
        }
    }
    println!("\nActs that lie in several clusters, with the best pair across:");
    for (at, row) in gold.acts.iter().enumerate() {
        let parts: Vec<Vec<usize>> = clusters
            .iter()
            .map(|c| c.members.iter().copied().filter(|&m| act(m) == Some(at)).collect::<Vec<_>>())
            .filter(|part| !part.is_empty())
            .collect();
        let Some((largest, rest)) = parts.iter().max_by_key(|p| p.len()).zip(Some(&parts)).filter(|_| parts.len() > 1)
        else {
            continue;
        };
        println!("\n  {} {}", row[0], row[6]);
        println!("    {} together, as {}", largest.len(), describe(&reports[largest[0]]));
        for part in rest.iter().filter(|part| *part != largest) {
            let pairs = part.iter().flat_map(|&a| largest.iter().map(move |&b| (a, b)));
            let weighed = pairs.map(|(a, b)| (a, model.weigh(&reports[a], &reports[b])));
            if let Some((a, weighing)) = weighed.max_by(|a, b| a.1.score.total_cmp(&b.1.score)) {
                println!("    {} apart: {}\n      {weighing}", part.len(), describe(&reports[a]));
            }
        }
    }
}

/// Joins across the articles of the gold files, for a reader to judge: those with the smallest hashes of their ids.
fn joins(root: &Path, model: &Model, count: usize) -> anyhow::Result<()> {
    let shared = root.join("../shared/gold");
    if !shared.is_dir() {
        println!("../shared is absent: no articles to join");
        return Ok(());
    }
    let coded = Coded::read(&[shared.join("train.jsonl"), shared.join("dev.jsonl")])?;
    let clusters = link(&coded.reports, model);
    let mut found: Vec<(u64, usize, usize)> = Vec::new();
    for cluster in &clusters {
        for (at, &a) in cluster.members.iter().enumerate() {
            // Each report with the next one of another article: a cluster of n articles makes n - 1 joins.
            let next =
                cluster.members[at + 1..].iter().find(|&&b| coded.reports[b].article != coded.reports[a].article);
            let last_of_article = cluster.members.get(at + 1).is_none_or(|&b| Some(&b) == next);
            if let Some(&b) = next.filter(|_| last_of_article) {
                found.push((spread(&coded.reports[a].id), a, b));
            }
        }
    }
    println!(
        "{} articles, {} events, {} acts, {} joins across articles",
        coded.articles.len(),
        coded.reports.len(),
        clusters.len(),
        found.len()
    );
    found.sort_unstable();
    for (number, (_, a, b)) in found.iter().take(count).enumerate() {
        println!("\n{}. {}", number + 1, model.weigh(&coded.reports[*a], &coded.reports[*b]));
        for at in [a, b] {
            let report = &coded.reports[*at];
            println!("   {}\n     {}", describe(report), report.sentences.first().map_or("", String::as_str));
        }
    }
    Ok(())
}

/// Spreads ids so that a sample is no run of neighbours.
fn spread(id: &str) -> u64 {
    let sum = id.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(257).wrapping_add(u64::from(byte)));
    sum.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// The tracks and the agenda of the demo corpus, as they stand after its last report.
fn show_tracks(root: &Path, model: &Model) -> anyhow::Result<()> {
    let coded = Coded::read(&[corpus_folder(root).join("reports.jsonl")])?;
    let acts = coded.acts(model);
    let today = coded.reports.iter().filter_map(|report| report.published).max().context("no report has a day")?;
    for track in tracks(&acts, today) {
        println!(
            "{} {:?} {} {}, acts {:?}, next {:?}, deadline {:?}",
            track.id,
            track.parties,
            track.subject.unwrap_or_default(),
            track.state.as_str(),
            track.acts,
            track.next,
            track.deadline.map(|days| days.to_string()),
        );
    }
    for item in agenda(&acts, Days::new(Day(0), today), today) {
        let kind = if item.deadline { "due by" } else { "planned for" };
        println!("{} {kind} {}: {:?}", item.act, item.days, item.outcome);
    }
    Ok(())
}
