//! One request: checked address, bounded time and size, plain answers. Redirects are not followed but handed back, so that each hop
//! is checked and waits its turn like any other request.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use ureq::config::Config as AgentConfig;
use ureq::http::{Response, StatusCode, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::Url;

use crate::address::is_public;
use crate::config::web_address;
use crate::limits::Limits;
use crate::wait::{Moment, retry_after};

/// What is asked for: decides which types and sizes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// RSS, Atom or JSON feed.
    Feed,
    /// An article's HTML page.
    Page,
    /// A site's rules.
    Robots,
}

/// What the server sent last time, so that it need not send it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

/// A server's answer.
#[derive(Debug)]
pub enum Answer {
    /// The document.
    Document {
        /// Its bytes, decompressed.
        bytes: Vec<u8>,
        /// `Content-Type` as sent.
        kind: Option<String>,
        /// For the next request.
        validators: Validators,
    },
    /// As it was (304).
    Unchanged,
    /// It is elsewhere.
    Moved {
        /// Where.
        to: Url,
        /// Whether for good (301, 308).
        lasting: bool,
    },
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The server answers with an error.
    #[error("the server answers {code}")]
    Status {
        /// Its status code.
        code: u16,
        /// The wait that it asks for.
        wait: Option<Duration>,
    },
    /// It took too long.
    #[error("no whole answer within the time limit")]
    Slow,
    /// The connection failed or broke.
    #[error("the connection fails: {0}")]
    Connection(String),
    /// The host has no address.
    #[error("the host is not found")]
    NoHost,
    /// The host's address is not public.
    #[error("{0} is a private address; name the host in `allow_private` if it is meant")]
    Private(String),
    /// The document is larger than these bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// It is of another type.
    #[error("the type is {0:?}")]
    WrongType(String),
    /// A redirect leads where nothing is fetched.
    #[error("redirected to a wrong address: {0}")]
    WrongAddress(String),
    /// A redirect leads on and on.
    #[error("redirected too often")]
    Redirects,
    /// The site's robots.txt forbids it.
    #[error("robots.txt disallows it")]
    Disallowed,
    /// The site's robots.txt cannot be had, so that nothing is known to be allowed.
    #[error("robots.txt cannot be fetched: {0}")]
    NoRobots(String),
    /// The document is not what it should be.
    #[error("{0}")]
    Unreadable(String),
}

impl Failure {
    /// What a summary counts by: the reason without what differs from address to address.
    pub fn cause(&self) -> String {
        match self {
            Failure::Status { code, .. } => format!("status {code}"),
            Failure::Slow => "too slow".to_owned(),
            Failure::Connection(_) => "connection failed".to_owned(),
            Failure::NoHost => "host not found".to_owned(),
            Failure::Private(_) => "private address".to_owned(),
            Failure::TooLarge(_) => "too large".to_owned(),
            Failure::WrongType(_) => "wrong type".to_owned(),
            Failure::WrongAddress(_) => "wrong address".to_owned(),
            Failure::Redirects => "redirected too often".to_owned(),
            Failure::Disallowed => "disallowed by robots.txt".to_owned(),
            Failure::NoRobots(_) => "robots.txt not to be had".to_owned(),
            Failure::Unreadable(_) => "unreadable".to_owned(),
        }
    }

    /// Whether it may well be gone in a while. A page may be announced before it can be had, so 404 may pass.
    pub fn passing(&self) -> bool {
        match self {
            Failure::Status { code, .. } => *code >= 500 || matches!(code, 404 | 408 | 409 | 421 | 423 | 425 | 429),
            Failure::Slow | Failure::Connection(_) | Failure::NoHost | Failure::NoRobots(_) => true,
            _ => false,
        }
    }

    /// The wait that the server asks of all requests to its host: `Retry-After`, or `otherwise` for one that says only that we
    /// come too often.
    pub fn asked_wait(&self, otherwise: Duration) -> Option<Duration> {
        match self {
            Failure::Status { code: 429, wait } => Some(wait.unwrap_or(otherwise)),
            Failure::Status { wait, .. } => *wait,
            _ => None,
        }
    }
}

/// Makes requests.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    feed_bytes: u64,
    page_bytes: u64,
    robots_bytes: u64,
}

impl Fetcher {
    /// `allow_private`: hosts that may have an address that is not public.
    pub fn new(user_agent: &str, allow_private: &[String], limits: &Limits) -> Fetcher {
        let config = Agent::config_builder()
            .user_agent(user_agent)
            .timeout_connect(Some(limits.connect))
            .timeout_resolve(Some(limits.connect))
            .timeout_global(Some(limits.whole))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy would look up names itself, where their addresses cannot be checked.
            .proxy(None)
            .build();
        let guard = Guard { inner: DefaultResolver::default(), allow_private: allow_private.to_vec() };
        Fetcher {
            agent: Agent::with_parts(config, DefaultConnector::default(), guard),
            feed_bytes: limits.feed_bytes,
            page_bytes: limits.page_bytes,
            robots_bytes: limits.robots_bytes,
        }
    }

    /// Makes one request.
    ///
    /// # Errors
    /// If there is no document of the wanted kind. What breaks off midway is an error too; only of robots.txt the beginning is
    /// taken if it is too large, as RFC 9309 wants it.
    pub fn get(&self, url: &Url, want: Want, known: &Validators, now: Moment) -> Result<Answer, Failure> {
        let accept = match want {
            Want::Feed => {
                "application/rss+xml, application/atom+xml, application/feed+json, application/xml, text/xml, */*;q=0.5"
            }
            Want::Page => "text/html, application/xhtml+xml",
            Want::Robots => "text/plain, */*;q=0.5",
        };
        let mut request = self.agent.get(url.as_str()).header("accept", accept);
        if let Some(etag) = &known.etag {
            request = request.header("if-none-match", etag);
        }
        if let Some(modified) = &known.modified {
            request = request.header("if-modified-since", modified);
        }
        let response = request.call().map_err(failure)?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED {
            return Ok(Answer::Unchanged);
        }
        if let (301 | 302 | 303 | 307 | 308, Some(location)) = (status.as_u16(), header(&response, "location")) {
            let to = url.join(&location).map_err(|e| Failure::WrongAddress(format!("{location}: {e}")))?;
            let to = web_address(to.as_str()).map_err(Failure::WrongAddress)?;
            return Ok(Answer::Moved { to, lasting: matches!(status.as_u16(), 301 | 308) });
        }
        if !status.is_success() || status == StatusCode::NO_CONTENT {
            let wait = header(&response, "retry-after").and_then(|value| retry_after(&value, now));
            return Err(Failure::Status { code: status.as_u16(), wait });
        }
        let kind = header(&response, "content-type");
        if !takes(want, kind.as_deref()) {
            return Err(Failure::WrongType(kind.unwrap_or_default()));
        }
        let validators = Validators { etag: header(&response, "etag"), modified: header(&response, "last-modified") };
        let bytes = self.body(response, want)?;
        Ok(Answer::Document { bytes, kind, validators })
    }

    /// The body, decompressed, up to its limit.
    fn body(&self, response: Response<Body>, want: Want) -> Result<Vec<u8>, Failure> {
        let most = match want {
            Want::Feed => self.feed_bytes,
            Want::Page => self.page_bytes,
            Want::Robots => {
                let mut bytes = Vec::new();
                let reader = response.into_body().into_with_config().reader();
                io::Read::read_to_end(&mut io::Read::take(reader, self.robots_bytes), &mut bytes)
                    .map_err(|e| failure(ureq::Error::from(e)))?;
                return Ok(bytes);
            }
        };
        let mut body = response.into_body();
        if body.content_length().is_some_and(|n| n > most) {
            return Err(Failure::TooLarge(most));
        }
        body.with_config().limit(most).read_to_vec().map_err(failure)
    }
}

fn header(response: &Response<Body>, name: &str) -> Option<String> {
    let value = response.headers().get(name)?;
    // Addresses in `Location` come as bare UTF-8 from some servers.
    Some(String::from_utf8_lossy(value.as_bytes()).trim().to_owned()).filter(|v| !v.is_empty())
}

/// Whether a type may be what is wanted. Feeds come under many names, so for them only what is surely none is refused.
fn takes(want: Want, kind: Option<&str>) -> bool {
    let Some(kind) = kind else { return true };
    let kind = kind.split(';').next().unwrap_or(kind).trim().to_ascii_lowercase();
    match want {
        Want::Page => matches!(kind.as_str(), "text/html" | "application/xhtml+xml"),
        Want::Feed => {
            kind.starts_with("text/")
                || ["xml", "json"].iter().any(|end| kind.ends_with(end))
                || kind == "application/octet-stream"
        }
        Want::Robots => true,
    }
}

fn failure(error: ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(_) => Failure::Slow,
        ureq::Error::HostNotFound => Failure::NoHost,
        ureq::Error::BodyExceedsLimit(most) => Failure::TooLarge(most),
        ureq::Error::BadUri(what) => Failure::WrongAddress(what),
        ureq::Error::Http(e) => Failure::WrongAddress(e.to_string()),
        ureq::Error::Other(inner) => match inner.downcast::<PrivateAddress>() {
            Ok(private) => Failure::Private(private.0),
            Err(other) => Failure::Connection(other.to_string()),
        },
        other => Failure::Connection(other.to_string()),
    }
}

/// The host and address that were refused.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address")]
struct PrivateAddress(String);

/// Looks names up and lets only public addresses through. The connection is made to the very addresses that were checked, so a name
/// that changes its address between check and use (DNS rebinding) gains nothing.
#[derive(Debug)]
struct Guard<R> {
    inner: R,
    allow_private: Vec<String>,
}

impl<R: Resolver> Resolver for Guard<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &AgentConfig,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        if self.allow_private.contains(&host) {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|a| is_public(a.ip())) {
            public.push(*address);
        }
        match found.iter().map(SocketAddr::ip).next() {
            Some(ip) if public.is_empty() => {
                Err(ureq::Error::Other(Box::new(PrivateAddress(format!("{host} ({ip})")))))
            }
            _ => Ok(public),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn types_that_feeds_and_pages_come_as() {
        for feed in
            ["application/rss+xml; charset=utf-8", "text/xml", "text/html", "application/feed+json", "TEXT/PLAIN"]
        {
            assert!(takes(Want::Feed, Some(feed)), "{feed}");
        }
        for other in ["image/png", "application/pdf", "video/mp4", "application/zip"] {
            assert!(!takes(Want::Feed, Some(other)) && !takes(Want::Page, Some(other)), "{other}");
        }
        assert!(takes(Want::Page, None) && takes(Want::Page, Some("Text/HTML;charset=windows-1256")));
        assert!(!takes(Want::Page, Some("application/json")));
    }

    /// Answers each question with the next of its addresses, as a hostile name server does.
    #[derive(Debug)]
    struct Rebinding(std::sync::Mutex<Vec<SocketAddr>>);

    impl Resolver for Rebinding {
        fn resolve(&self, _: &Uri, _: &AgentConfig, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut list = self.empty();
            list.push(self.0.lock().unwrap().pop().unwrap());
            Ok(list)
        }
    }

    #[test]
    fn each_look_up_is_checked() {
        let addresses = ["127.0.0.1:80", "[::ffff:10.0.0.1]:80", "93.184.215.14:80"];
        let answers = addresses.iter().map(|a| a.parse().unwrap()).collect();
        let guard = Guard { inner: Rebinding(std::sync::Mutex::new(answers)), allow_private: Vec::new() };
        let uri: Uri = "http://turncoat.example/".parse().unwrap();
        let config = Agent::config_builder().build();
        let resolve = || {
            let never = NextTimeout {
                after: ureq::unversioned::transport::time::Duration::NotHappening,
                reason: ureq::Timeout::Global,
                ..NextTimeout::default()
            };
            guard.resolve(&uri, &config, never)
        };
        assert!(resolve().is_ok());
        for _ in 0..2 {
            let refused = failure(resolve().map(|_| ()).unwrap_err());
            assert!(matches!(refused, Failure::Private(_)), "{refused:?}");
        }
    }
}
