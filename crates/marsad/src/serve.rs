//! `marsad serve`.

use std::io::{self, BufRead};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use marsad_coder::code;
use marsad_desk::{Accounts, Aside, Role, Setup, add_account, serve};
use marsad_ingest::Reader;
use marsad_ledger::{Entry, Ledger};
use marsad_lexicon::Lexicon;
use marsad_terms::terms;
use tempfile::TempDir;

use crate::ledger::{coder, now};

/// The shipped reports of public events, by invented outlets.
static DEMO: &str = include_str!("../../../examples/corpus/reports.jsonl");

/// Options of `marsad serve`.
#[derive(Args)]
pub struct Options {
    /// The ledger: a SQLite file, or the URL of a PostgreSQL database (postgres://user@host/name).
    #[arg(long, value_name = "FILE|URL", default_value = "ledger.sqlite")]
    ledger: String,
    /// Serve the shipped examples, coded into a ledger that goes when the server ends.
    #[arg(long, conflicts_with = "ledger")]
    demo: bool,
    /// Address to listen on. Any but loopback wants --accounts.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8642")]
    listen: SocketAddr,
    /// Who may read and edit: a file that --add-account writes.
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,
    /// Write an account into the file of --accounts, with the password from standard input, and end.
    #[arg(long, value_name = "NAME", requires = "accounts")]
    add_account: Option<String>,
    /// What the new account may do: reader or editor.
    #[arg(long, value_name = "ROLE", default_value = "reader", requires = "add_account", value_parser = role)]
    role: Role,
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| "write reader or editor".to_owned())
}

/// Serves, or adds an account.
pub fn run(options: &Options, lexicon: &'static Lexicon) -> anyhow::Result<ExitCode> {
    if let (Some(name), Some(file)) = (&options.add_account, &options.accounts) {
        return new_account(file, name, options.role);
    }
    let accounts = options.accounts.as_deref().map(Accounts::read).transpose()?;
    let (ledger, _temporary) = if options.demo {
        let (location, temporary) = demo(lexicon)?;
        (location, Some(temporary))
    } else {
        if !marsad_ledger::is_url(&options.ledger) && !Path::new(&options.ledger).exists() {
            bail!("there is no ledger {}; fill one with `marsad ledger add`, or look at --demo", options.ledger);
        }
        (options.ledger.clone(), None)
    };
    let aside = |title: &str, text: &str, record: &marsad_record::Record| {
        let all = marsad_explain::aside(title, text, record, lexicon).into_iter();
        all.map(|a| Aside { span: a.span, sentence: a.sentence, event_type: a.event_type.as_str(), why: a.why })
            .collect()
    };
    let setup = Setup {
        ledger,
        words: Box::new(|text| terms(lexicon, text)),
        aside: Box::new(aside),
        accounts,
        demo: options.demo,
    };
    serve(setup, options.listen, |address| eprintln!("the desk is at http://{address}/ (Ctrl-C ends it)"))?;
    Ok(ExitCode::SUCCESS)
}

fn new_account(file: &Path, name: &str, role: Role) -> anyhow::Result<ExitCode> {
    eprintln!("password for {name}, one line:");
    let mut password = String::new();
    io::stdin().lock().read_line(&mut password)?;
    add_account(file, name, role, password.trim_end_matches(['\r', '\n']))?;
    eprintln!("{name} is written to {}", file.display());
    Ok(ExitCode::SUCCESS)
}

/// Codes the shipped reports into a ledger in a temporary folder, and links them.
fn demo(lexicon: &Lexicon) -> anyhow::Result<(String, TempDir)> {
    let temporary =
        tempfile::Builder::new().prefix("marsad-demo-").tempdir().context("no temporary folder can be made")?;
    let location = temporary.path().join("ledger.sqlite").display().to_string();
    let mut ledger = Ledger::open(&location)?;
    let words = |text: &str| terms(lexicon, text);
    let version = coder();
    let mut entries = Vec::new();
    for item in Reader::new(Box::new(DEMO.as_bytes()), "examples/corpus/reports.jsonl") {
        let article = item.result.map_err(|e| anyhow::anyhow!("{}:{}: {e}", item.file, item.line))?;
        let record = code(&article, lexicon);
        entries.push(Entry::new(record, Some(article.text), (Some(version.clone()), None), &words)?);
    }
    ledger.add(&entries, &now())?;
    ledger.link(|_| {})?;
    Ok((location, temporary))
}
