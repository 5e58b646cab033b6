//! Keeps pages out whose tree would take time or memory far beyond their size.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use dom_query::Document;
use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::Reject;

/// Deepest nesting of a page. Browsers cut at 512.
const DEEPEST: usize = 512;

/// Elements that the parser may have to make again (open `<b>`, `<a>` … at each new paragraph), and steps through open elements.
const AGAIN: usize = 1_000_000;
const STEPS: usize = 50_000_000;

/// Attributes of a page whose handling is quadratic in the number that one tag has.
const ATTRIBUTES: usize = 500;

/// Bytes of text, and as many for each node, times their depth: what is counted anew for each element around a text, as the choice of
/// the main content does. A long page of a newspaper has a hundredth of it.
const WEIGHT: usize = 100_000_000;
const NODE: usize = 8;

/// Characters that HTML writes as entities, times the bytes of the text or attribute that they stand in: writing one of them looks
/// through all that follows.
const ENTITIES: usize = 10_000_000_000;

/// Checks a tree by how much text lies how deep in it, and by what it would cost to write it.
///
/// # Errors
/// [`Reject::TooDeep`]; [`Reject::NoArticle`] for texts of hundreds of thousands of `&`.
pub(super) fn weigh(document: &Document) -> Result<(), Reject> {
    let cost = |text: &str| text.matches(['&', '<', '>', '"', '\u{A0}']).count().saturating_mul(text.len());
    let (mut weight, mut entities) = (0_usize, 0_usize);
    let mut waiting = vec![(document.root(), 1_usize)];
    while let Some((node, depth)) = waiting.pop() {
        let mut length = 0;
        if node.is_text() {
            let text = node.text();
            length = text.len();
            entities = entities.saturating_add(cost(&text));
        }
        for attribute in node.attrs() {
            entities = entities.saturating_add(cost(&attribute.value));
        }
        if entities > ENTITIES {
            return Err(Reject::NoArticle);
        }
        weight = weight.saturating_add((length + NODE).saturating_mul(depth));
        if weight > WEIGHT {
            return Err(Reject::TooDeep("the page has long texts"));
        }
        waiting.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    Ok(())
}

/// Checks `html` by its tags alone, in time proportional to its length.
///
/// # Errors
/// [`Reject::TooDeep`].
pub(super) fn check(html: &str) -> Result<(), Reject> {
    if !html.contains('<') {
        return Ok(());
    }
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    if tokenizer.sink.bad.get() { Err(Reject::TooDeep("the page has elements")) } else { Ok(()) }
}

#[derive(Default)]
struct Sink {
    open: RefCell<BTreeMap<LocalName, usize>>,
    depth: Cell<usize>,
    formatting: Cell<usize>,
    again: Cell<usize>,
    steps: Cell<usize>,
    bad: Cell<bool>,
}

/// Elements that never hold others.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose start ends one of the same kind.
fn closes_itself(name: &str) -> bool {
    matches!(name, "p" | "li" | "dt" | "dd" | "option" | "tr" | "td" | "th" | "body" | "html" | "head")
}

fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        let name: &str = &tag.name;
        if tag.kind == TagKind::EndTag {
            if let Some(n) = self.open.borrow_mut().get_mut(&tag.name).filter(|n| **n > 0) {
                *n -= 1;
                self.depth.set(self.depth.get().saturating_sub(1));
                if is_formatting(name) {
                    self.formatting.set(self.formatting.get().saturating_sub(1));
                }
            }
            return TokenSinkResult::Continue;
        }
        self.again.set(self.again.get() + self.formatting.get());
        self.steps.set(self.steps.get() + self.depth.get());
        if !is_void(name) {
            let mut open = self.open.borrow_mut();
            let n = open.entry(tag.name.clone()).or_default();
            if !(closes_itself(name) && *n > 0 && self.depth.get() > DEEPEST / 2) {
                *n += 1;
                self.depth.set(self.depth.get() + 1);
                if is_formatting(name) {
                    self.formatting.set(self.formatting.get() + 1);
                }
            }
        }
        if self.depth.get() > DEEPEST
            || self.again.get() > AGAIN
            || self.steps.get() > STEPS
            || tag.attrs.len() > ATTRIBUTES
        {
            self.bad.set(true);
        }
        match name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_that_explode_are_kept_out() {
        let formatting: String = (0..400).map(|i| format!("<b id={i}>")).collect();
        let cases = [
            "<div>".repeat(100_000),
            format!("{formatting}{}", "<p>".repeat(100_000)),
            format!("<p {}>", (0..10_000).map(|i| format!("a{i}=1 ")).collect::<String>()),
        ];
        for html in cases {
            assert!(matches!(check(&html), Err(Reject::TooDeep(_))), "{}", &html[..40]);
        }
    }

    #[test]
    fn careless_pages_pass() {
        let cases = [
            "<p>a".repeat(10_000),
            "<ul>".to_owned() + &"<li>a".repeat(10_000),
            "<table>".to_owned() + &"<tr><td>a".repeat(10_000),
            "<script>".to_owned() + &"'<div>'".repeat(10_000) + "</script>",
            "<div><br></div>".repeat(10_000),
        ];
        for html in cases {
            assert!(check(&html).is_ok(), "{}", &html[..40]);
        }
    }
}
