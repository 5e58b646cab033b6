//! `marsad watch` as users run it, against a server on the same machine.
#![allow(clippy::unwrap_used)]

#[path = "../../marsad-ledger/tests/support/server.rs"]
mod postgres_server;
#[path = "../../marsad-watch/tests/server/mod.rs"]
mod server;

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use server::{Folder, Reply, Server, page, rss};

/// A feed of teasers, newest first, whose pages come after `pause`.
fn site(pages: usize, pause: Duration) -> Server {
    Server::new(move |request| match request.path.as_str() {
        "/feed" => {
            let host = request.headers.get("host").map_or("", String::as_str);
            let items: Vec<_> =
                (1..=pages).rev().map(|n| (format!("n{n}"), format!("http://{host}/page/{n}"))).collect();
            let items: Vec<_> =
                items.iter().map(|(name, link)| (name.as_str(), link.as_str(), "", "...", "")).collect();
            Reply::feed(&rss(&items))
        }
        "/robots.txt" => Reply::status(404),
        path => {
            thread::sleep(pause);
            Reply::page(&page(path.rsplit('/').next().and_then(|n| n.parse().ok()).unwrap_or_default()))
        }
    })
}

fn configure(folder: &Path, server: &Server) {
    configure_with(folder, server, "");
}

/// With a further line.
fn configure_with(folder: &Path, server: &Server, line: &str) {
    let toml = format!(
        "delay = \"0s\"\nallow_private = [\"127.0.0.1\"]\n{line}\n[[feeds]]\nurl = \"{}\"\noutlet = \"مثال\"\n", // "example"
        server.url("/feed")
    );
    std::fs::write(folder.join("feeds.toml"), toml).unwrap();
}

fn marsad(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marsad"));
    command.arg("watch").arg(folder.join("feeds.toml")).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn records(folder: &Path) -> Vec<serde_json::Value> {
    let lines = std::fs::read_to_string(folder.join("records.jsonl")).unwrap_or_default();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn once_codes_what_is_new_and_again_nothing() {
    let server = site(3, Duration::ZERO);
    let folder = Folder::new("command-once");
    configure(folder.path(), &server);
    let output = marsad(folder.path(), &["--once"]).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("3 new of 3") && told(&output).ends_with("3 articles coded, 0 set aside\n"));
    let records = records(folder.path());
    assert_eq!(records.len(), 3);
    for (record, n) in records.iter().zip(1..) {
        let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
        assert_eq!((record["published"].as_str(), record["outlet"].as_str()), (Some("2015-07-14"), Some("مثال"))); // "example"
        assert_eq!(record["url"].as_str(), Some(server.url(&format!("/page/{n}")).as_str()));
        let words = |mention: &serde_json::Value| -> String {
            let [start, end] = ["start", "end"].map(|at| usize::try_from(mention[at].as_u64().unwrap()).unwrap());
            text[start..end].iter().collect()
        };
        let agreed = record["events"].as_array().unwrap().iter().filter(|e| e["type"] == "AGREE");
        let mentions = agreed.flat_map(|e| e["mentions"].as_array().unwrap());
        let agreed: Vec<String> = mentions.map(words).collect();
        assert!(agreed.iter().any(|w| w.contains("وقع") || w.contains("اتفاق")), "{agreed:?}"); // "signed", "agreement"
    }
    let output = marsad(folder.path(), &["--once", "--quiet"]).output().unwrap();
    assert!(output.status.success() && told(&output).ends_with("0 articles coded, 0 set aside\n"), "{}", told(&output));
    assert_eq!(self::records(folder.path()).len(), 3);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_cleanly_and_the_next_run_goes_on() {
    for signal in ["-TERM", "-INT"] {
        let server = site(8, Duration::from_millis(200));
        let folder = Folder::new(&format!("command-signal{signal}"));
        configure(folder.path(), &server);
        let child = marsad(folder.path(), &[]).spawn().unwrap();
        let start = Instant::now();
        while records(folder.path()).is_empty() && start.elapsed() < Duration::from_secs(30) {
            thread::sleep(Duration::from_millis(10));
        }
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, id.as_str()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
        let before = records(folder.path()).len();
        assert!(told(&output).contains("stopping") && told(&output).contains(&format!("{before} articles coded")));
        assert!((1..8).contains(&before), "{before} records");
        assert!(marsad(folder.path(), &["--once"]).output().unwrap().status.success());
        let mut urls: Vec<String> = records(folder.path()).iter().map(|r| r["url"].to_string()).collect();
        urls.sort();
        urls.dedup();
        assert_eq!((urls.len(), records(folder.path()).len()), (8, 8));
    }
}

/// What `marsad ledger stats` counts.
fn counted(ledger: &str, what: &str) -> usize {
    let told =
        Command::new(env!("CARGO_BIN_EXE_marsad")).args(["ledger", "--ledger", ledger, "stats"]).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let line = told.lines().find_map(|l| l.trim().split_once(' ').filter(|(_, name)| *name == what));
    line.map_or(0, |(n, _)| n.parse().unwrap())
}

/// Watches into a ledger, and is killed again and again between its first record and its last.
fn a_ledger_has_each_article_once(name: &str, ledger: &str) {
    const PAGES: usize = 40;
    let server = site(PAGES, Duration::from_millis(10));
    let folder = Folder::new(name);
    configure_with(folder.path(), &server, &format!("ledger = \"{ledger}\""));
    let ledger =
        if ledger.contains("://") { ledger.to_owned() } else { folder.path().join(ledger).display().to_string() };
    let (mut kills, mut before) = (0, 0);
    while before < PAGES {
        let mut child = marsad(folder.path(), &["--once"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let start = Instant::now();
        // Until some records more are there: the kill falls into whatever the run does then.
        while server.asked("/feed").is_empty() || counted(&ledger, "articles") < (before + 4).min(PAGES) {
            assert!(start.elapsed() < Duration::from_secs(60), "{before} articles after {kills} kills");
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        before = counted(&ledger, "articles");
        assert!(kills < 30, "no progress: {before} articles");
    }
    assert!(marsad(folder.path(), &["--once"]).output().unwrap().status.success());
    let counts = ["articles", "reprints", "records replaced"].map(|what| counted(&ledger, what));
    assert_eq!(counts, [PAGES, 0, 0], "after {kills} kills");
    assert!(kills > 1 && counted(&ledger, "events") >= PAGES, "{kills} kills");
    // "for years", a word of the text alone
    let found = Command::new(env!("CARGO_BIN_EXE_marsad"))
        .args(["ledger", "--ledger", &ledger, "search", "أعواما", "--limit", "100", "--format", "jsonl"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(found.stdout).unwrap().lines().count(), PAGES, "the texts are kept");
    println!("killed {kills} times");
}

#[test]
fn killed_at_any_moment_a_ledger_has_each_article_once() {
    a_ledger_has_each_article_once("command-ledger", "news.sqlite");
}

#[test]
fn so_has_one_in_postgresql() {
    let Some(server) = postgres_server::Server::start("watch") else { return };
    a_ledger_has_each_article_once("command-postgres", &server.database("watched"));
}

#[test]
fn what_is_set_aside_is_in_the_file_of_rejects_once() {
    let server = Server::new(|request| match request.path.as_str() {
        "/feed" => {
            let host = &request.headers["host"];
            let links = [1, 2].map(|n| format!("http://{host}/page/{n}"));
            Reply::feed(&rss(&[("1", &links[0], "", "...", ""), ("2", &links[1], "", "...", "")]))
        }
        "/robots.txt" => Reply::status(404),
        "/page/1" => Reply::page(&page(1)),
        _ => Reply::status(410),
    });
    let folder = Folder::new("command-rejects");
    configure(folder.path(), &server);
    let rejects = folder.path().join("rejects.jsonl");
    for _ in 0..2 {
        let output = marsad(folder.path(), &["--once", "--rejects", rejects.to_str().unwrap()]).output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
        let lines = std::fs::read_to_string(&rejects).unwrap();
        let lines: Vec<serde_json::Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let [line] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!(
            (line["cause"].as_str(), line["link"].as_str()),
            (Some("status 410"), Some(&*server.url("/page/2")))
        );
        assert_eq!(line["feed"].as_str(), Some(server.url("/feed").as_str()));
        assert!(line["at"].as_str().unwrap().ends_with('Z'));
    }
}

#[test]
fn mistakes_are_named() {
    let folder = Folder::new("command-mistakes");
    let output = marsad(folder.path(), &["--once"]).output().unwrap();
    assert!(!output.status.success() && told(&output).contains("feeds.toml: cannot be read"));
    std::fs::write(folder.path().join("feeds.toml"), "[[feeds]]\nurl = \"ftp://a.example/\"\noutlet = \"A\"\n")
        .unwrap();
    let output = marsad(folder.path(), &["--once"]).output().unwrap();
    assert!(!output.status.success() && told(&output).contains("feeds.toml:2: "), "{}", told(&output));
    let server = site(1, Duration::ZERO);
    let line = format!("[[feeds]]\nurl = \"{}\"\noutlet = \"A\"\n", server.url("/feed"));
    std::fs::write(folder.path().join("feeds.toml"), line).unwrap();
    let output = marsad(folder.path(), &["--once"]).output().unwrap();
    assert!(!output.status.success() && told(&output).contains("private address"), "{}", told(&output));
}
