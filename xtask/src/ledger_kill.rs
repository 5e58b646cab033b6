//! `cargo xtask ledger-kill`: kills `marsad ledger` with SIGKILL at random moments, 20 times each while it adds, links and migrates, on SQLite
//! and on PostgreSQL where that is installed, and compares what the ledger holds in the end with one that nothing disturbed.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, bail, ensure};

use crate::kill::Random;

#[path = "../../crates/marsad-ledger/tests/support/server.rs"]
#[allow(clippy::expect_used)]
mod server;

/// Kills of each sort.
const KILLS: usize = 20;
/// Times that the demo corpus is added under other ids.
const ROUNDS: usize = 40;

/// What migration 2 and those after it make is undone, so that it can be made again.
const BACK: &str =
    "DROP TABLE acts; DROP TABLE act_reports; DROP TABLE link_keys; DROP TABLE steps; DROP TABLE unwoven;
    DROP TABLE notes; DROP TABLE audit; DROP TABLE event_codes; DROP TABLE act_codes; DROP INDEX articles_published; DROP INDEX events_end;
    CREATE TABLE acts (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
    CREATE TABLE act_reports (event BIGINT PRIMARY KEY, act BIGINT NOT NULL, score DOUBLE PRECISION NOT NULL);
    CREATE INDEX act_reports_act ON act_reports (act);
    UPDATE articles SET linked = 1; DELETE FROM ledger_version WHERE version >= 2;";

/// Kills and compares.
pub fn run(root: &Path) -> anyhow::Result<ExitCode> {
    let binary = crate::binary(root)?;
    let folder = root.join("target/ledger-kill");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let records = records(root, &binary, &folder)?;
    let total = records.1;
    let whole = Place { binary, at: folder.join("whole.sqlite").display().to_string() };
    whole.run(&["add", "--quiet", &records.0])?;
    whole.run(&["link", "--quiet"])?;
    let expected = whole.run(&["acts", "--format", "jsonl"])?;
    let server = server::Server::start("kill");
    let mut places = vec![("SQLite", folder.join("killed.sqlite").display().to_string())];
    places.extend(server.as_ref().map(|s| ("PostgreSQL", s.database("killed"))));
    let mut random = Random(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_nanos() as u64);
    for (name, at) in places {
        let place = Place { at, ..whole.clone() };
        // Added to from the beginning until killed, each time; the longer lives get further.
        let lost = place.killed(&["add", &records.0], &mut random, &|place, said| {
            let acknowledged =
                said.lines().filter_map(|l| l.split_once(" articles stored")?.0.parse::<usize>().ok()).max();
            let held = place.count("articles")?;
            Ok(usize::from(held < acknowledged.unwrap_or(0)))
        })?;
        place.run(&["add", "--quiet", &records.0])?;
        let held = place.count("articles")?;
        println!(
            "{name}, add: killed {KILLS} times, {lost} times fewer articles than acknowledged, {held} of {total} in the end"
        );
        ensure!(lost == 0 && held == total, "{name}: articles were lost or stored twice");
        let opened = place
            .killed(&["link"], &mut random, &|place, _| place.count("articles").map(|n| usize::from(n != total)))?;
        place.run(&["link", "--quiet"])?;
        let same = place.run(&["acts", "--format", "jsonl"])? == expected;
        println!("{name}, link: killed {KILLS} times, {}", if same { "the same acts" } else { "OTHER ACTS" });
        ensure!(same && opened == 0, "{name}: linking did not recover");
        let mut failed = 0;
        for _ in 0..KILLS {
            place.back()?;
            failed += place.kill_once(&["stats"], &mut random, 1, &|place, _| {
                place.count("articles").map(|n| usize::from(n != total))
            })?;
        }
        place.run(&["link", "--quiet"])?;
        let same = place.run(&["acts", "--format", "jsonl"])? == expected;
        println!(
            "{name}, migrate: killed {KILLS} times, {failed} ledgers harmed, {}",
            if same { "the same acts" } else { "OTHER ACTS" }
        );
        ensure!(failed == 0 && same, "{name}: migration did not recover");
    }
    if server.is_none() {
        println!("PostgreSQL was not tried");
    }
    fs::remove_dir_all(&folder)?;
    Ok(ExitCode::SUCCESS)
}

/// A ledger and the command for it.
#[derive(Clone)]
struct Place {
    binary: PathBuf,
    at: String,
}

type Check<'a> = &'a dyn Fn(&Place, &str) -> anyhow::Result<usize>;

impl Place {
    fn command(&self, args: &[&str]) -> Command {
        let mut c = Command::new(&self.binary);
        c.args(["ledger", "--ledger", &self.at]).args(args);
        c
    }

    fn run(&self, args: &[&str]) -> anyhow::Result<String> {
        crate::run(&mut self.command(args))
    }

    /// What `stats` counts under a name; that it answers shows that the ledger opens.
    fn count(&self, name: &str) -> anyhow::Result<usize> {
        let stats = self.run(&["stats"])?;
        let line = stats.lines().find(|l| l.trim_start().split_once(' ').is_some_and(|(_, n)| n == name));
        let number = line.and_then(|l| l.split_whitespace().next());
        Ok(number.with_context(|| format!("stats do not count {name}"))?.parse()?)
    }

    /// Runs and kills a command [`KILLS`] times, and sums what `check` finds after each.
    fn killed(&self, args: &[&str], random: &mut Random, check: Check<'_>) -> anyhow::Result<usize> {
        (1..=KILLS).map(|part| self.kill_once(args, random, part, check)).sum()
    }

    fn kill_once(&self, args: &[&str], random: &mut Random, part: usize, check: Check<'_>) -> anyhow::Result<usize> {
        let start = Instant::now();
        let mut child = self.command(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let life = Duration::from_secs_f64(0.02 + 0.15 * part as f64 * random.next());
        while start.elapsed() < life && child.try_wait()?.is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        // The system's kill -9; nothing happens to one that has finished.
        child.kill()?;
        let out = child.wait_with_output()?;
        check(self, &String::from_utf8_lossy(&out.stderr))
    }

    /// Takes the ledger back to schema 1.
    fn back(&self) -> anyhow::Result<()> {
        if self.at.starts_with("postgres://") {
            let mut client = postgres::Client::connect(&self.at, postgres::NoTls)?;
            // The server may not have noticed yet that a killed client is gone.
            client.batch_execute(&format!("SET lock_timeout = 60000; BEGIN; {BACK} COMMIT"))?;
        } else {
            let db = rusqlite::Connection::open(&self.at)?;
            db.busy_timeout(Duration::from_secs(60))?;
            db.execute_batch(&format!("BEGIN IMMEDIATE; {BACK} COMMIT"))?;
        }
        Ok(())
    }
}

/// The records of the demo corpus, many times over under other ids, and how many there are.
fn records(root: &Path, binary: &Path, folder: &Path) -> anyhow::Result<(String, usize)> {
    let coded = folder.join("coded.jsonl");
    crate::code_corpus(root, binary, &coded)?;
    let text = fs::read_to_string(coded)?;
    let path = folder.join("records.jsonl");
    let mut out = BufWriter::new(fs::File::create(&path)?);
    let mut count = 0;
    for round in 0..ROUNDS {
        for line in text.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            let Some(id) = record["id"].as_str() else { bail!("a record without an id") };
            writeln!(out, "{}", line.replace(id, &format!("{id}-{round}")))?;
            count += 1;
        }
    }
    out.flush()?;
    Ok((path.display().to_string(), count))
}
