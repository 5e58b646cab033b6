//! A tree of HTML as blocks of text: what a browser would set as paragraphs.

use dom_query::NodeRef;

/// A paragraph, heading, item or cell.
#[derive(Debug, Default, Clone)]
pub(super) struct Block {
    /// Its text, with single spaces.
    pub text: String,
    /// Characters of it that are links.
    pub linked: usize,
    /// Whether it is a heading.
    pub heading: bool,
}

impl Block {
    /// Words of the text.
    pub fn words(&self) -> usize {
        self.text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
    }

    /// Whether it may be a sentence: it is long enough, or ends as sentences do.
    pub fn is_sentence(&self) -> bool {
        let words = self.words();
        words > 7 || words > 2 && !self.heading && self.text.ends_with(['.', '!', '?', '؟', '…', '"', '»'])
    }
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "label"
            | "nobr"
    )
}

/// Elements whose text is never read.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "object"
            | "svg"
            | "math"
            | "select"
            | "textarea"
            | "button"
            | "head"
            | "title"
            | "audio"
            | "video"
            | "canvas"
            | "del"
    )
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

#[derive(Default)]
struct Writer {
    out: Vec<Block>,
    block: Block,
    space: bool,
}

impl Writer {
    fn text(&mut self, text: &str, linked: bool) {
        for c in text.chars() {
            // Marks of direction and invisible joins of layouts are no part of words.
            if c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{AD}') {
                self.space |= c.is_whitespace();
                continue;
            }
            if self.space && !self.block.text.is_empty() {
                self.block.text.push(' ');
            }
            self.space = false;
            self.block.text.push(c);
            self.block.linked += usize::from(linked);
        }
    }

    fn end(&mut self) {
        self.space = false;
        if !self.block.text.is_empty() {
            self.out.push(std::mem::take(&mut self.block));
        }
        self.block = Block::default();
    }
}

/// The blocks under `root`, in order.
pub(super) fn read(root: &NodeRef<'_>) -> Vec<Block> {
    enum Step<'a> {
        Enter(NodeRef<'a>),
        Leave { block: bool, link: bool },
    }
    let mut writer = Writer::default();
    let mut links = 0_usize;
    let mut stack = vec![Step::Enter(*root)];
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave { block, link } => {
                links -= usize::from(link);
                if block {
                    writer.end();
                }
            }
            Step::Enter(node) if node.is_text() => writer.text(&node.text(), links > 0),
            Step::Enter(node) => {
                let name = node.node_name();
                let name = name.as_deref().unwrap_or("");
                if is_silent(name) {
                    continue;
                }
                if name == "br" {
                    writer.end();
                    continue;
                }
                let block = node.is_element() && !is_inline(name) && name != "img";
                let link = name == "a";
                if block {
                    writer.end();
                    writer.block.heading = is_heading(name);
                }
                links += usize::from(link);
                stack.push(Step::Leave { block, link });
                stack.extend(node.children_it(true).map(Step::Enter));
            }
        }
    }
    writer.end();
    writer.out
}

/// Blocks as text, a line each.
pub(super) fn join(blocks: &[Block]) -> String {
    let lines: Vec<&str> = blocks.iter().map(|b| b.text.as_str()).collect();
    lines.join("\n")
}
