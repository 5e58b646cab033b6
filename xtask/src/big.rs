//! `cargo xtask big [ARTICLES]`: one run of many articles on one core, then on two: articles and megabytes a second, in the first
//! and in the last third, and the most memory. The articles are those of `cargo xtask speed`, repeated, each under an id and with
//! a number of its own, so that none is a reprint.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::bail;
use serde_json::Value;

/// Most memory of a run in megabytes, and how much of the first third's rate the last third must keep.
const BARS: (f64, f64) = (500.0, 0.9);

/// Runs and prints.
pub fn run(root: &Path, args: &[String]) -> anyhow::Result<ExitCode> {
    let articles = args.first().map_or(Ok(1_000_000), |n| n.parse())?;
    let binary = crate::binary(root)?;
    let (input, bytes) = repeated(&crate::speed::articles(root)?, root, articles)?;
    let mut met = true;
    for cores in [1_usize, 2] {
        met &= measure(root, &binary, &input, articles, bytes, cores)?;
    }
    fs::remove_file(input)?;
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The articles over and over, and their bytes of text.
fn repeated(articles: &Path, root: &Path, count: usize) -> anyhow::Result<(PathBuf, usize)> {
    let path = root.join("target/big.jsonl");
    let mut bytes = 0;
    crate::speed::repeat(articles, &path, count, |i, line| {
        let text = format!("{} ({i})", line["text"].as_str().unwrap_or(""));
        bytes += text.len() + line["title"].as_str().map_or(0, str::len);
        line["text"] = Value::String(text);
        line["id"] = Value::String(format!("big-{i}"));
    })?;
    Ok((path, bytes))
}

fn measure(
    root: &Path,
    binary: &Path,
    input: &Path,
    articles: usize,
    bytes: usize,
    cores: usize,
) -> anyhow::Result<bool> {
    let output = root.join("target/big.out");
    // The threads that read would otherwise use a second core.
    let mut command = if Command::new("taskset").arg("-V").output().is_ok() {
        let mut command = Command::new("taskset");
        command.args(["-c", if cores == 1 { "0" } else { "0,1" }]).arg(binary);
        command
    } else {
        Command::new(binary)
    };
    command.args(["code", "--quiet", "--jobs", &cores.to_string(), "--output"]).arg(&output).arg(input);
    let start = Instant::now();
    let mut child = command.stderr(Stdio::null()).spawn()?;
    let written = root.join("target/big.out.part/data/records");
    let mut sizes: Vec<(Duration, u64)> = Vec::new();
    let mut peak = 0;
    let end = loop {
        peak = peak.max(crate::speed::held(child.id()));
        if let Some(end) = child.try_wait()? {
            break end;
        }
        if let Ok(about) = fs::metadata(&written) {
            sizes.push((start.elapsed(), about.len()));
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    if !end.success() {
        bail!("marsad code failed: {end}");
    }
    let seconds = start.elapsed().as_secs_f64();
    let whole = fs::metadata(&output)?.len();
    fs::remove_file(&output)?;
    // The records are as long at the end as at the beginning: the articles come again and again.
    let reached = |share: f64| {
        let at = sizes.iter().find(|(_, size)| *size as f64 >= share * whole as f64).map(|(at, _)| *at);
        at.map_or(seconds, |at| at.as_secs_f64())
    };
    let (first, last) = (reached(1.0 / 3.0), seconds - reached(2.0 / 3.0));
    let third = articles as f64 / 3.0;
    let peak = peak as f64 / 1e3;
    println!(
        "{articles} articles, {:.1} MB, {cores} core{}: {seconds:.1} s, {:.0} articles a second ({:.0} in the first third, {:.0} in the last), {:.2} MB a second, {peak:.0} MB of memory at most",
        bytes as f64 / 1e6,
        if cores == 1 { "" } else { "s" },
        articles as f64 / seconds,
        third / first,
        third / last,
        bytes as f64 / 1e6 / seconds,
    );
    Ok(peak <= BARS.0 && third / last >= BARS.1 * third / first)
}
