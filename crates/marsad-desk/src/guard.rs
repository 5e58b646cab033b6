//! What stands before every request: who asks, whether they may, and headers that bind the browser.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::accounts::{Role, User, same};
use crate::error::Error;
use crate::state::App;

/// The cookie that holds a session's key.
pub const COOKIE: &str = "marsad";
/// The header in which the page repeats its token: another site can send a request, but cannot read the token.
pub const TOKEN: &str = "x-marsad-token";

/// Everything comes from this server; images may be made by the page itself, for exports of charts.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The session's key in the cookies.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    cookies.flat_map(|c| c.split(';')).find_map(|c| c.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Whether the address that the browser was given is this machine's own. Otherwise a site could point its name here and read what
/// only this machine's users may.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|h| h.to_str().ok()) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

fn check(app: &App, request: &Request) -> Result<Option<User>, Error> {
    let headers = request.headers();
    let user = match &app.accounts {
        None if is_local(headers) => Some(User { name: None, role: Role::Editor, token: app.token.clone() }),
        None => {
            return Err(Error::Refused(
                StatusCode::MISDIRECTED_REQUEST,
                "without accounts the desk answers to localhost, 127.0.0.1 and [::1] only",
            ));
        }
        Some(accounts) => session(headers).and_then(|key| accounts.user(key)),
    };
    let path = request.uri().path();
    // The page itself holds nothing of the ledger, and tells whoever is not logged in to do so.
    let open = !path.starts_with("/api/") || ["/api/v1/session", "/api/v1/openapi.json"].contains(&path);
    if user.is_none() && !open {
        return Err(Error::Refused(StatusCode::UNAUTHORIZED, "log in first"));
    }
    if [Method::GET, Method::HEAD].contains(request.method()) {
        return Ok(user);
    }
    let foreign = headers.get("sec-fetch-site").is_some_and(|v| v != "same-origin" && v != "none");
    let given = headers.get(TOKEN).and_then(|v| v.to_str().ok());
    let repeated = user.as_ref().is_none_or(|u| given.is_some_and(|g| same(g, &u.token)));
    if foreign || !repeated {
        return Err(Error::Refused(StatusCode::FORBIDDEN, "the request does not come from the desk's own page"));
    }
    // Anybody may log in and out.
    if path != "/api/v1/session" && user.as_ref().is_none_or(|u| u.role != Role::Editor) {
        return Err(Error::Refused(
            StatusCode::FORBIDDEN,
            "a reader may not change anything; ask for an editor's account",
        ));
    }
    Ok(user)
}

/// Lets a request through with its [`User`], or refuses it; sets the headers that bind the browser in either case.
pub async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let mut response = match check(&app, &request) {
        Ok(user) => {
            request.extensions_mut().insert(user);
            next.run(request).await
        }
        Err(e) => e.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
