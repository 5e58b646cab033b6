//! What is told on the way, and the sums at the end.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use url::Url;

/// Something worth a line in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Records of a run that was interrupted are written now.
    Delivered {
        /// How many.
        records: usize,
    },
    /// A feed was polled.
    Polled {
        /// Its address.
        feed: String,
        /// New items among all; `None`: unchanged since the last poll.
        items: Option<(usize, usize)>,
    },
    /// A poll failed.
    PollFailed {
        /// The feed's address.
        feed: String,
        /// Why.
        why: String,
        /// Failed polls in a row.
        failures: u32,
        /// Wait until the next.
        wait: Duration,
    },
    /// A feed, polled but in vain lately, or on a host that asks for a pause, is left out of this run.
    PollSkipped {
        /// The feed's address.
        feed: String,
        /// Time left to wait.
        wait: Duration,
    },
    /// A feed has moved for good.
    Moved {
        /// Its address in the configuration.
        feed: String,
        /// Where it is.
        to: Url,
    },
    /// An item will be tried again.
    PutOff {
        /// The address of its page.
        link: String,
        /// Why.
        why: String,
        /// Wait until the next try.
        wait: Duration,
    },
    /// An item becomes no record.
    Aside {
        /// The feed that brought it.
        feed: String,
        /// The address of its page, else its title.
        item: String,
        /// Why.
        why: String,
    },
    /// A host wants to be left alone.
    Paused {
        /// The host.
        host: String,
        /// For how long.
        wait: Duration,
    },
    /// No more requests are begun; those that run are finished.
    Stopping {
        /// How many run.
        running: usize,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Delivered { records } => write!(f, "{records} records of an interrupted run written"),
            Notice::Polled { feed, items: None } => write!(f, "{feed}: unchanged"),
            Notice::Polled { feed, items: Some((new, all)) } => write!(f, "{feed}: {new} new of {all}"),
            Notice::PollFailed { feed, why, failures, wait } => {
                write!(f, "{feed}: {why}; failed {failures} times, next in {}", short(*wait))
            }
            Notice::PollSkipped { feed, wait } => write!(f, "{feed}: left out, it waits for {} more", short(*wait)),
            Notice::Moved { feed, to } => write!(f, "{feed}: moved to {to} for good; change it in the configuration"),
            Notice::PutOff { link, why, wait } => write!(f, "{link}: {why}; again in {}", short(*wait)),
            Notice::Aside { feed, item, why } => write!(f, "{feed}: {item}: {why}; set aside"),
            Notice::Paused { host, wait } => write!(f, "{host} asks for a pause of {}", short(*wait)),
            Notice::Stopping { running } => write!(f, "stopping; {running} requests are finished first"),
        }
    }
}

/// A length of time for people: `1h 30m`.
fn short(length: Duration) -> String {
    let seconds = length.as_millis().div_ceil(1000);
    let parts = [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let mut told: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    told.truncate(2);
    if told.is_empty() { "0s".to_owned() } else { told.join(" ") }
}

/// Sums of one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedSums {
    /// Polls that were answered.
    pub polled: usize,
    /// Among them, without change.
    pub unchanged: usize,
    /// New items.
    pub new: usize,
    /// Records written.
    pub coded: usize,
    /// Failed polls, by cause.
    pub failed: BTreeMap<String, usize>,
    /// Items that became no record, by cause.
    pub aside: BTreeMap<String, usize>,
    /// Items whose pages are still to be fetched.
    pub waiting: usize,
}

/// Sums of a run, by the feed's address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The feeds.
    pub feeds: BTreeMap<String, FeedSums>,
}

impl Summary {
    /// The sums of a feed.
    pub fn feed(&mut self, url: &str) -> &mut FeedSums {
        self.feeds.entry(url.to_owned()).or_default()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (feed, sums) in &self.feeds {
            let FeedSums { polled, unchanged, new, coded, failed, aside, waiting } = sums;
            write!(f, "{feed}: {polled} polled, {unchanged} unchanged, {new} new, {coded} coded")?;
            if *waiting > 0 {
                write!(f, ", {waiting} to do")?;
            }
            for (what, causes) in [("polls failed", failed), ("set aside", aside)] {
                for (cause, n) in causes {
                    write!(f, "\n  {what}  {n}: {cause}")?;
                }
            }
            writeln!(f)?;
        }
        let coded: usize = self.feeds.values().map(|s| s.coded).sum();
        let aside: usize = self.feeds.values().flat_map(|s| s.aside.values()).sum();
        write!(f, "{coded} articles coded, {aside} set aside")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short() {
        for (seconds, told) in [(0, "0s"), (59, "59s"), (5400, "1h 30m"), (3600, "1h"), (90_061, "1d 1h")] {
            assert_eq!(short(Duration::from_secs(seconds)), told);
        }
        assert_eq!(short(Duration::from_millis(1)), "1s");
    }

    #[test]
    fn the_summary_names_each_cause() {
        let mut summary = Summary::default();
        let sums = summary.feed("https://a.example/rss");
        *sums = FeedSums { polled: 3, unchanged: 1, new: 5, coded: 4, waiting: 0, ..FeedSums::default() };
        sums.aside.insert("status 410".to_owned(), 1);
        sums.failed.insert("too slow".to_owned(), 2);
        let told = summary.to_string();
        assert_eq!(
            told,
            "https://a.example/rss: 3 polled, 1 unchanged, 5 new, 4 coded\n  polls failed  2: too slow\n  set aside  1: \
             status 410\n4 articles coded, 1 set aside"
        );
    }
}
