//! The article among all that stands on a page.

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use super::blocks::{self, Block};
use super::metadata::Metadata;

/// Elements that are never part of an article.
const AROUND: &str = "nav, footer, aside, form, figcaption, menu, dialog, script, style, noscript, template, iframe, select, textarea, button, svg";

/// The article's paragraphs, a line each; empty if there is none.
pub(super) fn text(document: Document, _about: &Metadata) -> String {
    document.select(AROUND).remove();
    let config = Config { disable_json_ld: true, char_threshold: 250, ..Config::default() };
    let Ok(mut reader) = Readability::with_document(document, None, Some(config)) else { return String::new() };
    let Ok(article) = reader.parse() else { return String::new() };
    let content = Document::fragment(article.content);
    let kept: Vec<Block> = blocks::read(&content.root());
    blocks::join(&kept)
}
