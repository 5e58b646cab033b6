//! The page's files, which are part of the binary if the page was built before it.

use axum::body::Body;
use axum::http::header::{self, HeaderMap};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

/// `npm run build` makes them; a folder that is missing is no error.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../desk/dist"]
#[allow_missing = true]
struct Files;

/// What is shown without them.
const UNBUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Marsad</title><h1>The page was not built</h1>\
<p>The API works: see <a href=/api/openapi.json>its description</a>. For the page install Node 20 or later, then run\
<pre>npm --prefix desk ci\nnpm --prefix desk run build\ncargo build --release</pre>\
<h1 lang=ar dir=rtl>لم تُبنَ الصفحة</h1><p lang=ar dir=rtl>واجهة البرمجة تعمل. ولعرض الصفحة ثبّت Node ثم نفّذ الأوامر أعلاه.</html>";

/// A file of the page. Every view has an address of its own, which the page itself reads: what is no file is the page.
pub async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return (StatusCode::NOT_FOUND, "there is no such question; /api/openapi.json lists them").into_response();
    }
    let (name, found) = match Files::get(path).filter(|_| !path.is_empty()) {
        Some(file) => (path, Some(file)),
        None if path.contains('.') && path.starts_with("assets/") => (path, None),
        None => ("index.html", Files::get("index.html")),
    };
    let Some(file) = found else {
        return match name {
            "index.html" => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], UNBUILT).into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        };
    };
    let hash: String = file.metadata.sha256_hash()[..16].iter().map(|b| format!("{b:02x}")).collect();
    let tag = format!("\"{hash}\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|t| t.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    // The names of built files change with what is in them.
    let kept = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = file.metadata.mimetype().to_owned();
    let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind };
    let head = [(header::CONTENT_TYPE, kind), (header::ETAG, tag), (header::CACHE_CONTROL, kept.to_owned())];
    (head, Body::from(file.data.into_owned())).into_response()
}
