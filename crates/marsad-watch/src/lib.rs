//! Polls feeds politely, fetches the pages of teasers, and hands the record of each new article on exactly once, also across kills
//! and restarts. What is promised, and how it is kept: `docs/watch.md`.

mod address;
mod config;
mod document;
mod fetch;
mod identity;
mod limits;
mod queue;
mod rejects;
mod report;
mod robots;
mod run;
mod sink;
mod state;
mod wait;

pub use config::{Config, ConfigError, Feed};
pub use limits::Limits;
pub use report::{FeedSums, Notice, Summary};
pub use run::{Stop, Until, Watch, WatchError};
pub use sink::{FileSink, Sink, SinkError};
pub use state::StateError;
