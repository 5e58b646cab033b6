//! What holds for every request and answer: who may ask, and what the page may do in the browser.

use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Hash of the style sheet that the chart library puts into each chart.
const CHART_STYLE: &str = "sha256-CHART";

/// Pages of other sites can send a form here, but not this header.
const OWN: HeaderName = HeaderName::from_static("x-marsad-desk");

/// Refuses what does not come from the desk's own page or a program on this machine, and adds the headers that keep the page to
/// itself.
pub async fn guard(request: Request, next: Next) -> Response {
    let mut response = match refused(request.method(), request.headers()) {
        Some(why) => (StatusCode::FORBIDDEN, why).into_response(),
        None => next.run(request).await,
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' '{CHART_STYLE}'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why a request is refused, if it is.
fn refused(method: &Method, headers: &HeaderMap) -> Option<&'static str> {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    // A site whose name was made to point to this machine asks under its own name.
    if !text(header::HOST).is_some_and(|host| is_loopback(without_port(host))) {
        return Some("the desk answers to localhost, 127.0.0.1 and [::1] only");
    }
    if matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let own_origin = text(header::ORIGIN).is_none_or(|origin| {
        origin.strip_prefix("http://").is_some_and(|host| is_loopback(without_port(host)))
            && origin.strip_prefix("http://") == text(header::HOST)
    });
    let json =
        text(header::CONTENT_TYPE).is_some_and(|t| t.split(';').next().map(str::trim) == Some("application/json"));
    if !own_origin || !json || !headers.contains_key(OWN) {
        return Some(
            "a correction is sent as application/json, with the header X-Marsad-Desk, by the desk's own page or a program",
        );
    }
    None
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<std::net::IpAddr>().is_ok_and(|a| a.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(of: &[(HeaderName, &'static str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_this_machine_reads() {
        for host in ["localhost:8080", "127.0.0.1", "[::1]:80", "LOCALHOST"] {
            assert_eq!(refused(&Method::GET, &headers(&[(header::HOST, host)])), None, "{host}");
        }
        for host in ["desk.example", "127.0.0.1.example", "10.0.0.1:80", ""] {
            assert!(refused(&Method::GET, &headers(&[(header::HOST, host)])).is_some(), "{host}");
        }
        assert!(refused(&Method::GET, &HeaderMap::new()).is_some());
    }

    #[test]
    fn only_the_own_page_and_programs_write() {
        let json = (header::CONTENT_TYPE, "application/json; charset=utf-8");
        let host = (header::HOST, "localhost:8080");
        let good = [host.clone(), json.clone(), (OWN, "1")];
        assert_eq!(refused(&Method::POST, &headers(&good)), None);
        let with = |origin| refused(&Method::POST, &headers(&[&good[..], &[(header::ORIGIN, origin)]].concat()));
        assert_eq!(with("http://localhost:8080"), None);
        for origin in ["http://localhost:9999", "https://evil.example", "null", "http://evil.example"] {
            assert!(with(origin).is_some(), "{origin}");
        }
        for missing in 1..3 {
            let mut some = good.to_vec();
            some.remove(missing);
            assert!(refused(&Method::POST, &headers(&some)).is_some());
        }
        let form = [host, (header::CONTENT_TYPE, "text/plain"), (OWN, "1")];
        assert!(refused(&Method::POST, &headers(&form)).is_some());
    }
}
