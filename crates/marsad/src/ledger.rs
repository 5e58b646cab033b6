//! `marsad ledger`.

mod acts;
mod add;
mod correct;
mod export;
mod parquet;
mod show;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};
use marsad_ledger::{Asked, Filter, Ledger, Step};
use marsad_lexicon::Lexicon;
use marsad_record::{EventType, SourceKind, Status};
use show::Listed;

/// Options of `marsad ledger`.
#[derive(Args)]
pub struct Options {
    /// The ledger: a SQLite file, which is made where there is none, or the URL of a PostgreSQL database (postgres://user@host/name).
    #[arg(long, global = true, value_name = "FILE|URL", default_value = "ledger.sqlite")]
    ledger: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add records, or articles with --articles. What is there already is left alone; a record that differs replaces the one before.
    Add(add::Options),
    /// Join the events of many articles that tell of one act, and acts to tracks. Only what came or changed since the last time is
    /// looked at; the result is that of linking everything at once.
    Link(Link),
    /// List events, or count acts over time with --series.
    Query(Query),
    /// List acts: what many reports tell as one.
    Acts(Acts),
    /// Show an act with all its reports: where they agree and differ, which are independent, how its status moved.
    Act(One),
    /// List negotiations over time.
    Tracks(Tracks),
    /// Show a negotiation: its meetings, deadlines and statements across articles.
    Track(One),
    /// List what was or is planned or due between two days, and what became of it.
    Agenda(Agenda),
    /// Write acts or events in a form that other tools read.
    Export(export::Options),
    /// Find articles by their words, whatever their spelling and form; words in quotation marks belong together.
    Search(Search),
    /// Count what the ledger holds.
    Stats,
    /// Confirm, edit or reject an event; say that two events are, or are not, one act.
    Correct(correct::Options),
}

#[derive(Args)]
struct Query {
    #[command(flatten)]
    filter: Asking,
    /// Count acts in steps of time, with cooperation and conflict by PLOVER's scores, instead of listing events.
    #[arg(long, value_enum)]
    series: Option<Steps>,
    /// At most so many events.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = show::Format::Table)]
    format: show::Format,
}

#[derive(Args)]
struct Link {
    /// Forget all joins that were found and find them anew (what people said stays).
    #[arg(long)]
    anew: bool,
    /// Write no line for each batch and no summary.
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Args)]
struct Acts {
    #[command(flatten)]
    filter: Asking,
    /// At most so many acts.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = show::Format::Table)]
    format: show::Format,
}

#[derive(Args)]
struct One {
    /// The id of the act or track, or of any event or act of it.
    id: String,
    /// The day as of which a negotiation's state is told; today (UTC) if not given.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = show::Format::Table)]
    format: show::Format,
}

#[derive(Args)]
struct Tracks {
    /// Part of a name or subject.
    name: Option<String>,
    /// A party's code.
    #[arg(long, value_name = "CODE")]
    party: Option<String>,
    /// The day as of which the state is told; today (UTC) if not given.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<String>,
    /// At most so many, those with the latest acts first.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// How to print.
    #[arg(long, value_enum, default_value_t = show::Format::Table)]
    format: show::Format,
}

#[derive(Args)]
struct Agenda {
    /// First day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: String,
    /// Last day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: String,
    /// The day by which what is past and without report has passed; today (UTC) if not given.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = show::Format::Table)]
    format: show::Format,
}

#[derive(Args)]
struct Search {
    /// The words.
    words: String,
    /// At most so many articles, those added last first.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How to print.
    #[arg(long, value_enum, default_value_t = show::Format::Table)]
    format: show::Format,
}

/// Which events are asked for. Several values of one option are alternatives, but for --actor: all must take part.
#[derive(Args)]
struct Asking {
    /// A party: a code or its beginning (IRN), with a sector (IRN:MIL), a Wikidata id (Q22316), or a name. Two codes are a pair.
    #[arg(long = "actor", value_name = "WHO")]
    actors: Vec<String>,
    /// PLOVER types.
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = known::<EventType>)]
    types: Vec<EventType>,
    /// Statuses: occurred, ongoing, planned, possible, denied.
    #[arg(long = "status", value_delimiter = ',', value_parser = known::<Status>)]
    statuses: Vec<Status>,
    /// Kinds of source: named, anonymous, organisation, media.
    #[arg(long = "source", value_name = "KIND", value_delimiter = ',', value_parser = known::<SourceKind>)]
    sources: Vec<SourceKind>,
    /// Countries of the place (ISO alpha-3).
    #[arg(long = "country", value_delimiter = ',')]
    countries: Vec<String>,
    /// The place as the text writes it, or part of it.
    #[arg(long)]
    place: Option<String>,
    /// First day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
    /// Last day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<String>,
    /// Name of the negotiation, or part of it.
    #[arg(long)]
    track: Option<String>,
    /// Words of the article.
    #[arg(long)]
    text: Option<String>,
    /// Only events told as history (true), or none of them (false).
    #[arg(long)]
    background: Option<bool>,
    /// Events that a person rejected, too.
    #[arg(long)]
    rejected: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Steps {
    /// Days.
    Day,
    /// Weeks from Monday.
    Week,
    /// Months.
    Month,
}

/// A closed set of the ontology that an option takes values of.
trait Known: Sized {
    fn find(text: &str) -> Option<Self>;
    fn all() -> String;
}

macro_rules! known {
    ($($name:ident),+) => { $(impl Known for $name {
        fn find(text: &str) -> Option<$name> {
            $name::parse(text)
        }
        fn all() -> String {
            $name::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>().join(", ")
        }
    })+ };
}
known!(EventType, Status, SourceKind);

fn known<T: Known>(text: &str) -> Result<T, String> {
    T::find(text).ok_or_else(|| format!("write one of {}", T::all()))
}

impl Asking {
    fn filter(&self) -> anyhow::Result<Filter> {
        Ok(Filter {
            actors: self.actors.iter().map(|a| Asked::parse(a)).collect::<Result<_, _>>()?,
            types: self.types.clone(),
            statuses: self.statuses.clone(),
            sources: self.sources.clone(),
            countries: self.countries.clone(),
            place: self.place.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            track: self.track.clone(),
            text: self.text.clone(),
            background: self.background,
            rejected: self.rejected,
        })
    }
}

/// Runs a subcommand.
pub fn run(options: &Options, lexicon: &Lexicon) -> anyhow::Result<ExitCode> {
    let mut ledger =
        Ledger::open(&options.ledger).map_err(|e| anyhow::Error::new(e).context(shown(&options.ledger)))?;
    let terms = |text: &str| marsad_terms::terms(lexicon, text);
    let mut out = BufWriter::new(io::stdout());
    match &options.command {
        Command::Add(add) => {
            let all = add::run(add, &mut ledger, lexicon)?;
            return Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Query(q) => {
            let filter = q.filter.filter()?;
            match q.series {
                Some(step) => {
                    no_parquet(q.format)?;
                    let step = match step {
                        Steps::Day => Step::Day,
                        Steps::Week => Step::Week,
                        Steps::Month => Step::Month,
                    };
                    show::series(&mut out, q.format, &ledger.series(&filter, step, &terms)?)?;
                }
                None => {
                    list(q.format, &mut out, |each| ledger.query(&filter, q.limit, &terms, each))?;
                }
            }
        }
        Command::Link(options) => link(&mut ledger, options.anew, options.quiet)?,
        Command::Acts(a) => {
            let filter = a.filter.filter()?;
            list(a.format, &mut out, |each| ledger.acts(&filter, a.limit, &terms, each))?;
        }
        Command::Export(e) => export::run(e, &mut ledger, &terms)?,
        Command::Act(one) => {
            no_parquet(one.format)?;
            acts::detail(&mut out, one.format, &ledger.act(&one.id)?)?;
        }
        Command::Tracks(t) => {
            no_parquet(t.format)?;
            let found = ledger.tracks(t.name.as_deref(), t.party.as_deref(), &today(&t.today), t.limit)?;
            acts::tracks(&mut out, t.format, &found)?;
        }
        Command::Track(one) => {
            no_parquet(one.format)?;
            acts::track(&mut out, one.format, &ledger.track(&one.id, &today(&one.today))?)?;
        }
        Command::Agenda(a) => {
            no_parquet(a.format)?;
            acts::agenda(&mut out, a.format, &ledger.agenda(&a.from, &a.to, &today(&a.today))?)?;
        }
        Command::Search(s) => {
            no_parquet(s.format)?;
            show::hits(&mut out, s.format, &ledger.search(&s.words, s.limit, &terms)?)?;
        }
        Command::Stats => {
            for (name, n) in ledger.stats()? {
                writeln!(out, "{n:>10} {name}")?;
            }
        }
        Command::Correct(c) => correct::run(c, &mut ledger, &terms, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Lists what `ask` hands over; how many.
fn list<T: Listed>(
    format: show::Format,
    out: &mut (dyn Write + Send),
    ask: impl FnOnce(&mut dyn FnMut(T) -> marsad_ledger::Result<()>) -> marsad_ledger::Result<()>,
) -> anyhow::Result<usize> {
    let mut rows = 0;
    if format == show::Format::Parquet {
        let mut table = parquet::Table::new(T::COLUMNS, out)?;
        ask(&mut |row| {
            rows += 1;
            table.push(row.cells()).map_err(written)
        })?;
        table.finish()?;
        return Ok(rows);
    }
    if format == show::Format::Csv {
        show::head(out, T::COLUMNS)?;
    }
    ask(&mut |row| {
        rows += 1;
        Ok(row.print(out, format)?)
    })?;
    Ok(rows)
}

/// Parquet is for lists of events and acts only.
fn no_parquet(format: show::Format) -> anyhow::Result<()> {
    if format == show::Format::Parquet {
        bail!("this is not written as Parquet, only lists of events and acts are; take csv or jsonl");
    }
    Ok(())
}

/// What went wrong in writing Parquet, as the ledger's own error.
fn written(e: anyhow::Error) -> marsad_ledger::Error {
    marsad_ledger::Error::Io(io::Error::other(e))
}

/// Now, as ISO date and time.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The coder as the ledger names it beside a record.
pub fn coder() -> String {
    format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
}

/// The day given, or else the clock's.
fn today(given: &Option<String>) -> String {
    given.clone().unwrap_or_else(|| jiff::Timestamp::now().strftime("%Y-%m-%d").to_string())
}

/// Links what awaits it.
fn link(ledger: &mut Ledger, anew: bool, quiet: bool) -> anyhow::Result<()> {
    if anew {
        ledger.unlink()?;
    }
    let done = ledger.link(|so_far| {
        if !quiet {
            eprintln!("{} articles linked, {} await it", so_far.articles, so_far.waiting);
        }
    })?;
    if !quiet {
        eprintln!("{} articles linked: {} events, {} acts made or made anew", done.articles, done.reports, done.acts);
    }
    Ok(())
}

/// A location for a message, without the password of a URL.
pub fn shown(location: &str) -> String {
    match (location.split_once("://"), location.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => location.to_owned(),
    }
}
