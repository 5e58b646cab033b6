//! Answers as HTTP takes them: JSON with an ETag, errors as JSON with a remedy.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::error::{Error, Result};

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        let said = match &self {
            // What went wrong inside is for the log, not for whoever asks.
            e if status == StatusCode::INTERNAL_SERVER_ERROR => {
                eprintln!("marsad: {e}");
                "the desk could not answer; its log says why".to_owned()
            }
            e => e.to_string(),
        };
        let body = json!({ "error": said }).to_string();
        (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
    }
}

/// Bytes with their ETag; 304 without them if the asker has them already.
pub fn tagged(headers: &HeaderMap, kind: &'static str, body: Vec<u8>) -> Response {
    let tag = format!("\"{:016x}\"", twox_hash::XxHash3_64::oneshot(&body));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let known = known.is_some_and(|v| v.split(',').any(|t| t.trim().trim_start_matches("W/") == tag));
    let mut response = if known { Response::new(Body::empty()) } else { Response::new(Body::from(body)) };
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    // Asked again each time: what people corrected must be seen at once.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A value as JSON with its ETag.
pub fn json<T: Serialize>(headers: &HeaderMap, value: &T) -> Result<Response> {
    Ok(tagged(headers, "application/json", serde_json::to_vec(value)?))
}
