//! Polls feeds politely, fetches the pages of teasers, and hands each new article on exactly once.

mod address;
mod config;
mod fetch;
mod limits;
mod robots;
mod wait;
