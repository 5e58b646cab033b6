//! How long to wait: after failures, and when a server asks for it.

use std::time::Duration;

use jiff::Timestamp;

/// Milliseconds since 1970 (UTC).
pub type Moment = i64;

/// Adds a length to a moment; at the end of time it stays there.
pub fn after(moment: Moment, length: Duration) -> Moment {
    moment.saturating_add(i64::try_from(length.as_millis()).unwrap_or(i64::MAX))
}

/// The wait before try number `failures + 1`: `first`, doubled with each further failure, at most `longest`, and up to a tenth more
/// so that many feeds that failed together do not come back together. The extra depends on `name` alone.
pub fn backoff(first: Duration, failures: u32, longest: Duration, name: &str) -> Duration {
    let doubled = first.saturating_mul(1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX));
    jittered(doubled.min(longest), name)
}

/// `length` and up to a tenth more, by `name`.
pub fn jittered(length: Duration, name: &str) -> Duration {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for b in name.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let share = u32::try_from((h >> 32) % 1000).unwrap_or(0);
    length.saturating_add(length / 10_000 * share)
}

/// The wait that a `Retry-After` header asks for, in seconds or until a date; `None` if it says neither. A date in the past is no wait.
pub fn retry_after(value: &str, now: Moment) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until: Timestamp = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some(Duration::from_millis(u64::try_from(until.as_millisecond().saturating_sub(now)).unwrap_or(0)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest() {
        let wait = |failures| backoff(Duration::from_secs(60), failures, Duration::from_secs(3600), "a.example");
        assert!(wait(1) >= Duration::from_secs(60) && wait(1) <= Duration::from_secs(66));
        assert!(wait(3) >= Duration::from_secs(240) && wait(3) <= Duration::from_secs(264));
        for many in [7, 31, 32, 33, u32::MAX] {
            assert!(wait(many) >= Duration::from_secs(3600) && wait(many) <= Duration::from_secs(3960), "{many}");
        }
        assert_eq!(wait(2), wait(2), "the same name waits the same");
        let other = backoff(Duration::from_secs(60), 2, Duration::from_secs(3600), "b.example");
        assert_ne!(wait(2), other, "another name comes at another time");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = 784_111_777_000; // 1994-11-06 08:49:37 UTC
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), Some(Duration::ZERO));
        for wrong in ["", "soon", "-5", "1994-11-06"] {
            assert_eq!(retry_after(wrong, now), None, "{wrong}");
        }
    }
}
