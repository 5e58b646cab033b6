//! `cargo xtask kill [FILE]`: kills `marsad code` with SIGKILL at random moments, resumes it, and compares the finished output with an
//! undisturbed run's, byte for byte: five runs of JSON lines that are killed four times, two of Parquet that are killed ten times.
//! Without a file it takes the articles of `cargo xtask speed`, repeated to 20,000.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Instant, SystemTime};

use anyhow::{Context, bail};
use serde_json::Value;

/// Articles of a run.
const ARTICLES: usize = 20_000;
/// Formats, how many runs of each are killed, and how often each run is.
const ROUNDS: [(&str, usize, usize); 2] = [("jsonl", 5, 4), ("parquet", 2, 10)];

/// Runs, kills, resumes and compares.
pub fn run(root: &Path, args: &[String]) -> anyhow::Result<ExitCode> {
    let binary = crate::binary(root)?;
    let folder = root.join("target/kill");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let input = match args.first() {
        Some(file) => fs::canonicalize(file).with_context(|| format!("cannot read {file}"))?,
        None => repeated(&crate::speed::articles(root)?, &folder)?,
    };
    let mut random = Random(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_nanos() as u64);
    let mut all_same = true;
    for (format, rounds, kills) in ROUNDS {
        let whole = folder.join(format!("whole.{format}"));
        let start = Instant::now();
        if !start_run(&binary, &input, format, &whole, false)?.wait()?.success() {
            bail!("the undisturbed run failed");
        }
        let took = start.elapsed();
        for round in 1..=rounds {
            let broken = folder.join(format!("broken.{format}"));
            let mut done = 0;
            for _ in 0..kills {
                let life = took.mul_f64(2.0 * random.next() / (kills + 1) as f64);
                let mut child = start_run(&binary, &input, format, &broken, done > 0)?;
                std::thread::sleep(life);
                if child.try_wait()?.is_some() {
                    break;
                }
                // The system's kill -9.
                child.kill()?;
                child.wait()?;
                done += 1;
            }
            if !start_run(&binary, &input, format, &broken, true)?.wait()?.success() {
                bail!("the resumed run failed");
            }
            let same = fs::read(&whole)? == fs::read(&broken)?;
            all_same &= same;
            println!(
                "{format}, round {round} of {rounds}: killed {done} times, {}",
                if same { "the same bytes" } else { "OTHER BYTES" }
            );
            fs::remove_file(&broken)?;
        }
        println!("{format}: {} bytes, undisturbed in {:.1} s", fs::metadata(&whole)?.len(), took.as_secs_f64());
    }
    Ok(if all_same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn start_run(binary: &Path, input: &Path, format: &str, output: &Path, resume: bool) -> anyhow::Result<Child> {
    let mut command = Command::new(binary);
    command.args(["code", "--quiet", "--keep-duplicates", "--format", format]).arg("--output").arg(output).arg(input);
    if resume {
        command.arg("--resume");
    }
    Ok(command.stderr(Stdio::null()).spawn()?)
}

/// The articles over and over, each time under another id.
fn repeated(articles: &Path, folder: &Path) -> anyhow::Result<PathBuf> {
    let path = folder.join("articles.jsonl");
    crate::speed::repeat(articles, &path, ARTICLES, |i, line| line["id"] = Value::String(format!("kill-{i}")))?;
    Ok(path)
}

/// Numbers from 0 to 1 (Knuth's linear congruential generator).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
