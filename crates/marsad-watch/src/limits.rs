//! Bounds of time, size and patience. The defaults are what `marsad watch` uses; tests scale them down.

use std::time::Duration;

/// Bounds that no feed or site can go beyond.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Time for a name's look-up, and for the connection.
    pub connect: Duration,
    /// Time for a whole request, from look-up to the last byte.
    pub whole: Duration,
    /// Largest feed, in bytes after decompression.
    pub feed_bytes: u64,
    /// Largest page, in bytes after decompression.
    pub page_bytes: u64,
    /// How much of a robots.txt is read, in bytes.
    pub robots_bytes: u64,
    /// Most redirects of one document.
    pub redirects: u32,
    /// Requests at once, to all hosts together.
    pub requests: usize,
    /// Tries of one article's page before it is set aside.
    pub tries: u32,
    /// Wait after a page's first failed try, doubled with each further one; also the wait where a server answers 429 without
    /// saying how long.
    pub first_wait: Duration,
    /// Longest wait after failures, of any kind.
    pub longest_wait: Duration,
    /// How long a robots.txt is believed.
    pub robots_age: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        Limits {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(60),
            feed_bytes: 16 << 20,
            page_bytes: 8 << 20,
            robots_bytes: 500 << 10,
            redirects: 5,
            requests: 16,
            tries: 10,
            first_wait: Duration::from_secs(60),
            longest_wait: DAY,
            robots_age: DAY,
        }
    }
}
