//! Time expressions in Arabic news: dates, ranges, weeks, deadlines and durations, resolved against a reference day.

mod types;

pub use jiff::civil::Date;
pub use types::{Kind, Precision, Tense, TimeSpan};

use marsad_text::Text;

/// All time expressions of `text` in order.
pub fn find(_text: &Text, _reference: Option<Date>, _tense: impl Fn(usize) -> Tense) -> Vec<TimeSpan> {
    Vec::new()
}
