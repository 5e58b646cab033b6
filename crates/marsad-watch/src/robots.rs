//! What a site's robots.txt allows us.

use std::time::Duration;

use texting_robots::Robot;

/// Most rules with wildcards of one file: each takes time and memory to prepare, and no honest file has as many.
const MOST_WILDCARDS: usize = 500;

/// The rules of one site for our user agent.
pub struct Robots(Option<Robot>);

impl Robots {
    /// Reads the file; `None` where the site has none: then all is allowed. A file that is no robots.txt has no rules.
    pub fn new(user_agent: &str, file: Option<&[u8]>) -> Robots {
        Robots(file.and_then(|bytes| Robot::new(product(user_agent), &bounded(bytes)).ok()))
    }

    /// Whether the address may be fetched.
    pub fn allows(&self, url: &str) -> bool {
        self.0.as_ref().is_none_or(|r| r.allowed(url))
    }

    /// Wait between two requests that the file asks for (`Crawl-delay`), at most `longest`.
    pub fn delay(&self, longest: Duration) -> Duration {
        let asked = self.0.as_ref().and_then(|r| r.delay).unwrap_or(0.0);
        Duration::try_from_secs_f32(asked.max(0.0)).unwrap_or(longest).min(longest)
    }
}

/// The file with [`MOST_WILDCARDS`]: what comes behind them forbids more than it says, never less. A `Disallow` ends before its
/// wildcard, an `Allow` with one goes.
fn bounded(file: &[u8]) -> Vec<u8> {
    let mut wildcards = 0;
    let mut kept = Vec::with_capacity(file.len());
    for line in file.split_inclusive(|b| matches!(b, b'\n' | b'\r')) {
        let mut line = line;
        if let Some(at) = line.iter().position(|b| matches!(b, b'*' | b'$')).filter(|_| is_rule(line)) {
            wildcards += 1;
            if wildcards > MOST_WILDCARDS {
                line = if line.trim_ascii_start().first().is_some_and(|b| b.eq_ignore_ascii_case(&b'd')) {
                    kept.extend_from_slice(&line[..at]);
                    b"\n"
                } else {
                    b""
                };
            }
        }
        kept.extend_from_slice(line);
    }
    kept
}

/// Whether a line allows or disallows something.
fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    [&b"allow"[..], b"disallow"].iter().any(|name| line.get(..name.len()).is_some_and(|l| l.eq_ignore_ascii_case(name)))
}

/// The name that robots.txt calls a user agent by: what stands before version and comment.
fn product(user_agent: &str) -> &str {
    user_agent.split(['/', ' ', '(']).next().unwrap_or(user_agent)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LONGEST: Duration = Duration::from_secs(100);

    #[test]
    fn rules_for_us_and_for_all() {
        let file = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2.5\n\nUser-agent: bad\nDisallow: /\n";
        let ours = Robots::new("marsad/0.1 (+mailto:someone@example.org)", Some(file));
        assert!(ours.allows("https://news.example/a") && !ours.allows("https://news.example/private/a"));
        assert_eq!(ours.delay(LONGEST), Duration::from_millis(2500));
        assert!(!Robots::new("bad/1", Some(file)).allows("https://news.example/a"));
    }

    #[test]
    fn without_rules_all_is_allowed() {
        for file in [None, Some(&b""[..]), Some(b"<html>\xff\x00 not found"), Some(b"Crawl-delay: never")] {
            let robots = Robots::new("marsad/0.1", file);
            assert!(robots.allows("https://news.example/a") && robots.delay(LONGEST) == Duration::ZERO);
        }
    }

    #[test]
    fn a_file_of_endless_rules_is_read_in_time_and_forbids_no_less() {
        let rules: String =
            (0..8000).map(|n| format!("Disallow: /a{n}*b$\nallow: /a{n}*c\nDisallow: /plain{n}\n")).collect();
        let start = std::time::Instant::now();
        let robots = Robots::new("marsad/0.1", Some(format!("User-agent: *\n{rules}").as_bytes()));
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
        for closed in ["a3/b", "a7999/b", "a7999", "plain5", "plain7999"] {
            assert!(!robots.allows(&format!("https://news.example/{closed}")), "{closed}");
        }
        for open in ["a3/c", "a3", "news"] {
            assert!(robots.allows(&format!("https://news.example/{open}")), "{open}");
        }
    }

    #[test]
    fn a_delay_of_years_is_cut() {
        for delay in ["1e30", "inf", "99999999"] {
            let file = format!("User-agent: *\nCrawl-delay: {delay}\n");
            let got = Robots::new("marsad/0.1", Some(file.as_bytes())).delay(LONGEST);
            assert!(got == LONGEST || got == Duration::ZERO, "{delay}: {got:?}");
        }
    }
}
