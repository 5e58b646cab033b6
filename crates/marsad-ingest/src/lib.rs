//! Reads what newsrooms, crawlers and databases leave behind into [`Article`](marsad_coder::Article)s: plain text, JSON, JSON
//! lines, CSV, TSV, Parquet, pages, feeds, web archives, and archives of any of these. The format is found by the content. What
//! cannot be read is set aside with its reason and its place, and reading goes on behind it.
//!
//! [`Inputs`] lists files, [`Reader`] reads one of them. Memory is bounded by the largest article ([`Reader::largest`]), not by
//! the input; the order is always the same.

mod archive;
pub mod dates;
mod detect;
pub mod encoding;
pub mod feed;
mod given;
pub mod html;
mod inputs;
mod item;
mod json;
pub mod language;
mod mapping;
mod parquet;
mod reader;
mod reject;
mod store;
mod table;
mod warc;

pub use given::Given;
pub use inputs::{Input, Inputs};
pub use item::{Found, Item};
pub use mapping::{Error as MappingError, Mapping};
pub use reader::{Reader, Unread};
pub use reject::Reject;

/// Largest article that is coded unless [`Reader::largest`] says otherwise, in bytes of UTF-8. The longest newspaper articles have
/// about a hundredth of it; what is larger is a dump of many.
pub const LARGEST: usize = 8 << 20;
