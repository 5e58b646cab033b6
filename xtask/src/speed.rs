//! `cargo xtask speed [--check] [FILE…]`: articles and bytes a second on one thread, peak memory, and the time from start to
//! the first record. Without files it takes the newspaper articles of `../shared/external/raw`, and the examples many times over
//! where they are not there. With `--check` a figure below its bar is a failure.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// Lowest articles a second, lowest megabytes of UTF-8 a second.
const RATES: (f64, f64) = (1_000.0, 3.0);
/// Most memory in megabytes, longest time to the first record in milliseconds.
const LIMITS: (f64, f64) = (300.0, 100.0);

/// Runs, of which the best counts: what else the machine does only ever slows a run down.
const RUNS: usize = 5;

/// Measures and prints.
pub fn run(root: &Path, args: &[String]) -> anyhow::Result<ExitCode> {
    let binary = crate::binary(root)?;
    let named: Vec<PathBuf> = args.iter().filter(|a| !a.starts_with("--")).map(PathBuf::from).collect();
    let files = if named.is_empty() { vec![articles(root)?] } else { named };
    let (mut count, mut bytes) = (0_usize, 0_usize);
    for file in &files {
        for line in BufReader::new(fs::File::open(file)?).lines() {
            let line: Value = serde_json::from_str(&line?)?;
            let of = |key: &str| line[key].as_str().map_or(0, str::len);
            count += 1;
            bytes += of("title") + of("text");
        }
    }
    let (mut best, mut peak) = (Duration::MAX, 0_u64);
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut child = Command::new(&binary)
            .args(["code", "--quiet", "--keep-duplicates", "--jobs", "1", "--output"])
            .arg(root.join("target/speed.out"))
            .args(&files)
            .stderr(Stdio::null())
            .spawn()?;
        peak = peak.max(wait(&mut child)?);
        best = best.min(start.elapsed());
    }
    let first = (0..RUNS).map(|_| first_record(&binary, root)).collect::<anyhow::Result<Vec<_>>>()?;
    let first = first.into_iter().min().unwrap_or_default();
    let seconds = best.as_secs_f64();
    let figures = [
        ("articles a second", count as f64 / seconds, RATES.0, true),
        ("MB of UTF-8 a second", bytes as f64 / 1e6 / seconds, RATES.1, true),
        ("MB of memory at most", peak as f64 / 1e3, LIMITS.0, false),
        ("ms to the first record", first.as_secs_f64() * 1e3, LIMITS.1, false),
    ];
    println!("{count} articles, {:.1} MB, one thread, best of {RUNS} runs: {seconds:.2} s", bytes as f64 / 1e6);
    let met = figures_met(&figures);
    Ok(if met || !args.iter().any(|a| a == "--check") { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints figures, each with its bar, which is the least where the last value is true; whether all meet it.
pub fn figures_met(figures: &[(&str, f64, f64, bool)]) -> bool {
    let mut met = true;
    for &(what, value, bar, least) in figures {
        let good = if least { value >= bar } else { value <= bar };
        met &= good;
        let side = if least { "at least" } else { "at most" };
        println!("{value:9.1} {what} (bar: {side} {bar}){}", if good { "" } else { ": MISSED" });
    }
    met
}

/// Writes articles over and over, `count` in all, each as `change` leaves it.
pub fn repeat(
    articles: &Path,
    to: &Path,
    count: usize,
    mut change: impl FnMut(usize, &mut Value),
) -> anyhow::Result<()> {
    let text = fs::read_to_string(articles)?;
    let lines: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut out = BufWriter::new(fs::File::create(to)?);
    for (i, line) in lines.iter().cycle().take(count).enumerate() {
        let mut line = line.clone();
        change(i, &mut line);
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

/// The articles to read, as JSON lines.
pub fn articles(root: &Path) -> anyhow::Result<PathBuf> {
    let out = root.join("target/speed.jsonl");
    let mut file = fs::File::create(&out)?;
    let folder = root.join("../shared/external/raw");
    let mut found = false;
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "zip") {
            found = true;
            let text = crate::run(Command::new("unzip").arg("-p").arg(&path))
                .or_else(|_| crate::run(Command::new("python3").arg("-c").arg(UNZIP).arg(&path)))?;
            let all: Value = serde_json::from_str(&text)?;
            for a in all.as_array().context("the archive holds no list of articles")? {
                writeln!(file, "{}", json!({ "title": a["title"], "text": a["content"], "published": "2015-07-23" }))?;
            }
        }
    }
    if !found {
        println!("{} is absent: the examples, many times over", folder.display());
        let examples = fs::read_to_string(root.join("examples/articles.jsonl"))?;
        for _ in 0..100 {
            file.write_all(examples.as_bytes())?;
        }
    }
    Ok(out)
}

const UNZIP: &str =
    "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nsys.stdout.buffer.write(z.read(z.namelist()[0]))";

/// The most memory that a process has held so far, in kB; 0 where the system does not tell.
pub fn held(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    text.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

/// Waits for the end and returns the most memory that the process held, in kB; 0 where the system does not tell.
pub fn wait(child: &mut Child) -> anyhow::Result<u64> {
    let mut peak = 0;
    loop {
        peak = peak.max(held(child.id()));
        if let Some(end) = child.try_wait()? {
            if !end.success() {
                bail!("marsad failed: {end}");
            }
            return Ok(peak);
        }
        std::thread::sleep(Duration::from_millis(3));
    }
}

/// From the start of the process to the first record's line.
fn first_record(binary: &Path, root: &Path) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let mut child = Command::new(binary)
        .args(["code", "--quiet", "--jobs", "1"])
        .arg(root.join("examples/articles.jsonl"))
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    let output = child.stdout.take().context("no output")?;
    BufReader::new(output).read_line(&mut line)?;
    let took = start.elapsed();
    child.wait()?;
    if line.is_empty() {
        bail!("marsad code wrote no record");
    }
    Ok(took)
}
