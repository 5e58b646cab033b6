//! The page's files. Addresses that name none are views of the page, which reads them itself.

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::answer;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// What is shown where the page was not built.
const MISSING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Marsad</title>\
<h1>The page is not built</h1>\
<p>This Marsad was compiled without the desk's page; the API under <a href=\"/api/v1/openapi.json\">/api/v1</a> answers all the same. \
To build the page, install Node 20.19 or newer and run:</p>\
<pre>cd desk\nnpm ci\nnpm run build\ncd ..\ncargo build --release</pre>\
<p lang=\"ar\" dir=\"rtl\">بُني مرصد من دون صفحة المكتب، وتبقى الواجهة البرمجية متاحة. لبناء الصفحة ثبّت Node ثم نفّذ الأوامر أعلاه.</p></html>";

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        _ => "application/octet-stream",
    }
}

/// A file of the page, or the page itself.
pub async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        let body = "{\"error\":\"there is nothing here; /api/v1/openapi.json lists what there is\"}";
        return (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    }
    let find = |name: &str| FILES.iter().find(|f| f.0 == name);
    let Some((name, bytes)) = find(path).or_else(|| find("index.html")) else {
        return answer::tagged(&headers, kind("index.html"), MISSING.as_bytes().to_vec());
    };
    if path.starts_with("assets/") && *name != path {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = answer::tagged(&headers, kind(name), bytes.to_vec());
    if name.starts_with("assets/") {
        // Their names change with what they hold.
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, forever);
    }
    response
}
