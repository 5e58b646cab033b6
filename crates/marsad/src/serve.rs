//! `marsad serve`: the desk.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;
use marsad_coder::{Article, code};
use marsad_desk::{Desk, Name};
use marsad_ingest::Reader;
use marsad_ledger::{Entry, Ledger};
use marsad_lexicon::Lexicon;
use marsad_record::SCHEMA_VERSION;
use marsad_terms::terms;
use rayon::prelude::*;

use crate::ledger::shown;

/// The shipped articles.
const EXAMPLES: [(&str, &str); 2] = [
    ("examples/articles.jsonl", include_str!("../../../examples/articles.jsonl")),
    ("examples/corpus/reports.jsonl", include_str!("../../../examples/corpus/reports.jsonl")),
];

/// Options of `marsad serve`.
#[derive(Args)]
pub struct Options {
    /// The ledger: a SQLite file, or the URL of a PostgreSQL database (postgres://user@host/name).
    #[arg(long, value_name = "FILE|URL", default_value = "ledger.sqlite", conflicts_with = "demo")]
    ledger: String,
    /// Serve the shipped articles, from a ledger that is gone when the server ends.
    #[arg(long)]
    demo: bool,
    /// Where to listen. Only this machine is served: 127.0.0.1 or [::1] with a port.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8017")]
    listen: SocketAddr,
}

/// Serves until it is asked to end.
pub fn run(options: &Options, lexicon: &'static Lexicon) -> anyhow::Result<ExitCode> {
    let mut folder = None;
    let location = if options.demo {
        let made = tempfile::tempdir().context("cannot make a folder for the demo's ledger")?;
        let location = made.path().join("demo.sqlite").display().to_string();
        demo(&location, lexicon)?;
        folder = Some(made);
        location
    } else {
        if !marsad_ledger::is_url(&options.ledger) && !std::path::Path::new(&options.ledger).exists() {
            bail!(
                "there is no ledger {}; make one with `marsad ledger add`, or try `marsad serve --demo`",
                options.ledger
            );
        }
        // Whoever looks at acts wants them linked.
        Ledger::open(&options.ledger).and_then(|mut l| l.link(|_| ())).with_context(|| shown(&options.ledger))?;
        options.ledger.clone()
    };
    let desk = Desk {
        ledger: location,
        terms: Arc::new(|text| terms(lexicon, text)),
        about: vec![
            ("marsad".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            ("schema".to_owned(), SCHEMA_VERSION.to_owned()),
            ("ledger".to_owned(), marsad_ledger::VERSION.to_string()),
            ("demo".to_owned(), options.demo.to_string()),
        ],
        names: names(lexicon),
    };
    desk.serve(options.listen, |address| {
        // A closed terminal is no reason to end.
        let _ = writeln!(io::stderr(), "marsad: the desk is at http://{address}/ ; end it with Ctrl-C");
    })?;
    drop(folder);
    Ok(ExitCode::SUCCESS)
}

/// What the lexicon calls states and bodies: the first name of the first row of each code.
fn names(lexicon: &Lexicon) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    let politics = &lexicon.politics;
    let states = politics.states.iter().map(|s| (&s.code, &s.name_en, &s.names));
    for (code, en, names) in states.chain(politics.bodies.iter().map(|b| (&b.code, &b.name_en, &b.names))) {
        // Three letters are a state's code: what is at home there has a name of its own.
        if let Some((ar, _)) = names.first().filter(|_| out.iter().all(|n| n.code != *code)) {
            out.push(Name { code: code.clone(), en: en.clone(), ar: ar.clone() });
        }
    }
    out
}

/// Makes a ledger of the shipped articles.
fn demo(location: &str, lexicon: &Lexicon) -> anyhow::Result<()> {
    let mut articles: Vec<Article> = Vec::new();
    for (name, lines) in EXAMPLES {
        for item in Reader::new(lines.as_bytes(), name) {
            articles.push(item.result.with_context(|| format!("{name}:{}", item.line))?);
        }
    }
    let terms = |text: &str| terms(lexicon, text);
    let entries: Vec<Entry> = articles
        .into_par_iter()
        .map(|article| {
            let record = code(&article, lexicon);
            Entry::new(record, Some(article.text), (Some(env!("CARGO_PKG_VERSION").to_owned()), None), &terms)
        })
        .collect::<Result<_, _>>()?;
    let mut ledger = Ledger::open(location)?;
    ledger.add(&entries, &Timestamp::now().to_string())?;
    ledger.link(|_| ())?;
    Ok(())
}
