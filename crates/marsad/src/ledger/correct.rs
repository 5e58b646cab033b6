//! `marsad ledger correct`.

use std::io::Write;

use anyhow::bail;
use clap::{Args, Subcommand};
use marsad_ledger::{By, Kind, Ledger, Terms};

/// Options of `marsad ledger correct`.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The event is right.
    Confirm(One),
    /// Fields of the event are otherwise: field=value; an empty value says that the text does not tell.
    Edit {
        #[command(flatten)]
        one: One,
        /// type, mode, cameo, status, background, date (YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD), deadline, place, country, actors and
        /// recipients (a1,a2 or CODE:ROLE:name).
        #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
        set: Vec<String>,
    },
    /// There is no such event.
    Reject(One),
    /// Two events are one act.
    Join(Two),
    /// Two events are not one act.
    Split(Two),
    /// All corrections as JSON lines.
    List,
}

#[derive(Args)]
struct One {
    /// The event's id (article#e1).
    event: String,
    #[command(flatten)]
    by: Who,
}

#[derive(Args)]
struct Two {
    /// The first event's id (article#e1).
    event: String,
    /// The second event's id.
    other: String,
    #[command(flatten)]
    by: Who,
}

#[derive(Args)]
struct Who {
    /// Who says so.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// When it was said.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: String,
    /// Why.
    #[arg(long, value_name = "REASON")]
    why: String,
}

/// Keeps a correction, or lists them.
pub fn run(options: &Options, ledger: &mut Ledger, terms: Terms<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    let (kind, event, other, set, who) = match &options.what {
        What::Confirm(one) => (Kind::Confirm, &one.event, None, &[][..], &one.by),
        What::Edit { one, set } => (Kind::Edit, &one.event, None, set.as_slice(), &one.by),
        What::Reject(one) => (Kind::Reject, &one.event, None, &[][..], &one.by),
        What::Join(two) => (Kind::Join, &two.event, Some(two.other.as_str()), &[][..], &two.by),
        What::Split(two) => (Kind::Split, &two.event, Some(two.other.as_str()), &[][..], &two.by),
        What::List => {
            for c in ledger.corrections()? {
                serde_json::to_writer(&mut *out, &c)?;
                writeln!(out)?;
            }
            return Ok(());
        }
    };
    let mut change = Vec::new();
    for pair in set {
        let Some((name, value)) = pair.split_once('=') else { bail!("--set {pair:?} is not FIELD=VALUE") };
        change.push((name.to_owned(), value.to_owned()));
    }
    let by = By { who: &who.by, made: &who.on, why: &who.why };
    let id = ledger.correct(kind, event, &change, other, by, terms)?;
    writeln!(out, "correction {id}")?;
    Ok(())
}
