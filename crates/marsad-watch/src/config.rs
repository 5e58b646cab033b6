//! `feeds.toml`: what is watched, and where its records go.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use serde::de::Error as _;
use toml::Spanned;
use url::Url;

/// Shortest time between two polls of a feed: what changes faster is no feed, and asking more often is rude.
const SHORTEST: Duration = Duration::from_secs(60);

/// Longest time between two polls.
const LONGEST: Duration = Duration::from_secs(31 * 24 * 3600);

/// Most requests at once to one host.
const MOST_PER_HOST: usize = 8;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: cannot be read: {error}; write one as docs/watch.md shows", .file.display())]
    Read {
        /// The configuration's file.
        file: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// A line is wrong.
    #[error("{}:{line}: {what}", .file.display())]
    Line {
        /// The configuration's file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong with it, and what to write instead.
        what: String,
    },
}

/// What is watched, and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// File that records are appended to, unless there is a ledger.
    pub output: PathBuf,
    /// Ledger that records are added to: a SQLite file, or the URL of a PostgreSQL database.
    pub ledger: Option<String>,
    /// SQLite file that remembers what was seen.
    pub state: PathBuf,
    /// Whether records repeat the text that their offsets count in: pages change and go.
    pub with_text: bool,
    /// What sites know us as.
    pub user_agent: String,
    /// Most requests at once to one host.
    pub per_host: usize,
    /// Least time from one request to a host to the next.
    pub delay: Duration,
    /// Hosts, as URLs write them, that may have a private or loopback address.
    pub allow_private: Vec<String>,
    /// The feeds.
    pub feeds: Vec<Feed>,
}

/// One feed.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its address.
    pub url: Url,
    /// Who publishes it, as it will stand in the records.
    pub outlet: String,
    /// Time between two polls.
    pub every: Duration,
    /// True: the feed gives whole articles; false: only teasers, so that each page is fetched; `None`: told item by item.
    pub full: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    output: Option<PathBuf>,
    ledger: Option<Spanned<String>>,
    state: Option<PathBuf>,
    with_text: Option<bool>,
    user_agent: Option<Spanned<String>>,
    every: Option<Spanned<Length>>,
    per_host: Option<Spanned<usize>>,
    delay: Option<Length>,
    #[serde(default)]
    allow_private: Vec<String>,
    #[serde(default)]
    feeds: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    url: Spanned<String>,
    outlet: Spanned<String>,
    every: Option<Spanned<Length>>,
    full: Option<bool>,
}

/// A length of time as people write it: `"15m"`, `"2 hours"`.
#[derive(Clone, Copy)]
struct Length(Duration);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Length, D::Error> {
        let written = String::deserialize(from)?;
        let wrong = || D::Error::custom(format!("{written:?} is no length of time; write it like \"15m\" or \"2h\""));
        let length: jiff::SignedDuration = written.parse().map_err(|_| wrong())?;
        Ok(Length(length.try_into().map_err(|_| wrong())?))
    }
}

impl Config {
    /// Reads a configuration. File names in it are taken from its own folder.
    ///
    /// # Errors
    /// If the file cannot be read, or a line of it is wrong.
    pub fn read(file: &Path) -> Result<Config, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError::Read { file: file.to_owned(), error })?;
        Config::parse(&text, file)
    }

    /// Reads a configuration's text; `file` stands in messages, and its folder is where other files lie.
    ///
    /// # Errors
    /// If a line is wrong.
    pub fn parse(text: &str, file: &Path) -> Result<Config, ConfigError> {
        let wrong = |at: Range<usize>, what: String| {
            let line = 1 + text.bytes().take(at.start).filter(|&b| b == b'\n').count();
            ConfigError::Line { file: file.to_owned(), line, what }
        };
        let read: File =
            toml::from_str(text).map_err(|e| wrong(e.span().unwrap_or_default(), e.message().trim().to_owned()))?;
        let every = match read.every {
            Some(every) => pace(&every).map_err(|what| wrong(every.span(), what))?,
            None => Duration::from_secs(15 * 60),
        };
        let per_host = match read.per_host {
            Some(n) if !(1..=MOST_PER_HOST).contains(n.get_ref()) => {
                return Err(wrong(n.span(), format!("`per_host` is from 1 to {MOST_PER_HOST}")));
            }
            Some(n) => n.into_inner(),
            None => 1,
        };
        let user_agent = match read.user_agent {
            Some(name) if !is_header(name.get_ref()) => {
                let what = "`user_agent` must be printable ASCII, like \"marsad/0.1 (+mailto:you@example.org)\"";
                return Err(wrong(name.span(), what.to_owned()));
            }
            Some(name) => name.into_inner(),
            None => concat!("marsad/", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        let mut feeds = Vec::new();
        let mut known = BTreeSet::new();
        for entry in read.feeds {
            let url = web_address(entry.url.get_ref()).map_err(|what| wrong(entry.url.span(), what))?;
            if !known.insert(url.clone()) {
                return Err(wrong(entry.url.span(), format!("{url} stands twice; remove one")));
            }
            if entry.outlet.get_ref().trim().is_empty() {
                return Err(wrong(entry.outlet.span(), "`outlet` is empty; name who publishes the feed".to_owned()));
            }
            let every = match entry.every {
                Some(every) => pace(&every).map_err(|what| wrong(every.span(), what))?,
                None => every,
            };
            feeds.push(Feed { url, outlet: entry.outlet.into_inner(), every, full: entry.full });
        }
        if feeds.is_empty() {
            return Err(wrong(0..0, "there is no [[feeds]]; add one with `url` and `outlet`".to_owned()));
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let ledger = match read.ledger {
            Some(ledger) if ledger.get_ref().trim().is_empty() => {
                let what = "`ledger` is empty; name a SQLite file, or write postgres://user@host/name";
                return Err(wrong(ledger.span(), what.to_owned()));
            }
            Some(ledger) if read.output.is_some() => {
                let what = "records go to `ledger` or to `output`, not to both; remove one";
                return Err(wrong(ledger.span(), what.to_owned()));
            }
            Some(ledger) if ledger.get_ref().contains("://") => Some(ledger.into_inner()),
            Some(ledger) => Some(folder.join(ledger.get_ref()).display().to_string()),
            None => None,
        };
        Ok(Config {
            ledger,
            output: folder.join(read.output.unwrap_or_else(|| PathBuf::from("records.jsonl"))),
            state: folder.join(read.state.unwrap_or_else(|| PathBuf::from("watch.sqlite"))),
            with_text: read.with_text.unwrap_or(true),
            user_agent,
            per_host,
            delay: read.delay.map_or(Duration::from_secs(1), |d| d.0),
            allow_private: read.allow_private.iter().map(|h| h.to_ascii_lowercase()).collect(),
            feeds,
        })
    }
}

/// A time between polls that is neither rude nor endless.
fn pace(every: &Spanned<Length>) -> Result<Duration, String> {
    let length = every.get_ref().0;
    if (SHORTEST..=LONGEST).contains(&length) {
        Ok(length)
    } else {
        Err("`every` is from 1m to 31d; write it like \"15m\"".to_owned())
    }
}

/// An address that may be fetched at all: http or https, with a host.
///
/// # Errors
/// What is wrong with it.
pub fn web_address(written: &str) -> Result<Url, String> {
    let url = Url::parse(written.trim()).map_err(|e| format!("{written:?} is no address: {e}"))?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        other => Err(format!("{written:?} begins with {other}:; only http and https are fetched")),
    }
}

fn is_header(value: &str) -> bool {
    !value.trim().is_empty() && value.bytes().all(|b| (b' '..=b'~').contains(&b))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("/etc/marsad/feeds.toml"))
    }

    #[test]
    fn defaults_and_own_values() {
        let config = parse(
            "output = \"out/r.jsonl\"\nevery = \"30m\"\nallow_private = [\"News.LAN\"]\n\
             [[feeds]]\nurl = \"https://a.example/rss\"\noutlet = \"A\"\n\
             [[feeds]]\nurl = \"https://b.example/rss\"\noutlet = \"B\"\nevery = \"2h\"\nfull = false\n",
        )
        .unwrap();
        assert_eq!(config.output, Path::new("/etc/marsad/out/r.jsonl"));
        assert_eq!(config.state, Path::new("/etc/marsad/watch.sqlite"));
        assert_eq!((config.per_host, config.delay), (1, Duration::from_secs(1)));
        assert_eq!((config.allow_private, config.ledger), (vec!["news.lan".to_owned()], None));
        let paces: Vec<u64> = config.feeds.iter().map(|f| f.every.as_secs()).collect();
        assert_eq!(paces, [1800, 7200]);
        assert_eq!((config.feeds[0].full, config.feeds[1].full), (None, Some(false)));
    }

    #[test]
    fn ledgers_are_files_or_addresses() {
        for (written, wanted) in
            [("l.sqlite", "/etc/marsad/l.sqlite"), ("postgres://me@db.example/news", "postgres://me@db.example/news")]
        {
            let feed = "[[feeds]]\nurl = \"https://a.example/rss\"\noutlet = \"A\"\n";
            let config = parse(&format!("ledger = \"{written}\"\n{feed}")).unwrap();
            assert_eq!(config.ledger.as_deref(), Some(wanted));
        }
    }

    #[test]
    fn the_example_is_right() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/feeds.toml");
        let config = Config::read(&file).unwrap();
        assert!(config.feeds.len() >= 2 && config.with_text && config.allow_private.is_empty());
    }

    #[test]
    fn a_wrong_line_is_named_with_its_remedy() {
        let good = "[[feeds]]\nurl = \"https://a.example/rss\"\noutlet = \"A\"\n";
        for (text, line, wanted) in [
            ("", 1, "no [[feeds]]"),
            ("every = 5", 1, "string"),
            (&format!("ledger = \"\"\n{good}"), 1, "name a SQLite file"),
            (&format!("output = \"r\"\nledger = \"l\"\n{good}"), 2, "remove one"),
            ("\nevery = \"soon\"", 2, "15m"),
            ("every = \"1s\"", 1, "from 1m"),
            ("per_host = 0", 1, "from 1 to 8"),
            ("user_agent = \"راصد\"", 1, "ASCII"), // "observer"
            ("[[feeds]]\noutlet = \"A\"\nurl = \"file:///etc/passwd\"", 3, "only http"),
            ("[[feeds]]\nurl = \"news.example/rss\"\noutlet = \"A\"", 2, "no address"),
            ("[[feeds]]\nurl = \"https://a.example\"\noutlet = \" \"", 3, "`outlet` is empty"),
            ("[[feeds]]\nurl = \"https://a.example\"\noutlet = \"A\"\nevry = \"1h\"", 4, "evry"),
            (&format!("{good}{good}"), 5, "stands twice"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with(&format!("/etc/marsad/feeds.toml:{line}: ")), "{text}: {error}");
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
