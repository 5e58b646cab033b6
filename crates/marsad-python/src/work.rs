//! Many articles on all cores, in their order.

use std::panic::{AssertUnwindSafe, catch_unwind};

use marsad_coder::{Article, code};
use marsad_ingest::{Given, LARGEST};
use marsad_lexicon::Lexicon;
use marsad_record::Record;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Ended, Reject, go_on};

/// Articles between two looks at Python's signals, and rows of an Arrow batch: about a second on one core.
pub const CHUNK: usize = 1024;

/// The threads: all cores without `jobs`.
pub fn pool(jobs: Option<usize>) -> Result<ThreadPool, Ended> {
    ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build().map_err(|e| Ended::Threads(e.to_string()))
}

/// What `make` makes of one article and its record.
pub fn one<T>(
    row: Option<usize>,
    given: Given,
    lexicon: &Lexicon,
    make: impl Fn(&Article, Record) -> T,
) -> Result<T, Reject> {
    let reject = |cause, message| Reject { row, file: None, line: None, cause, message };
    let article = given.article(LARGEST).map_err(|why| reject(why.cause(), why.to_string()))?;
    catch_unwind(AssertUnwindSafe(|| make(&article, code(&article, lexicon)))).map_err(|_| {
        // A mistake of ours in one article must not cost the others.
        let message = format!("article {:?} meets a mistake in Marsad; please report it", article.id);
        reject("a mistake in Marsad", message)
    })
}

/// Codes rows `0..rows` of what `given` holds, counted from `first`, and hands every chunk to `take`.
pub fn rows<T: Send>(
    pool: &ThreadPool,
    lexicon: &Lexicon,
    (first, rows): (usize, usize),
    given: impl Fn(usize) -> Given + Sync,
    make: impl Fn(&Article, Record) -> T + Sync,
    mut take: impl FnMut(Vec<Result<T, Reject>>) -> Result<(), Ended>,
) -> Result<(), Ended> {
    for from in (0..rows).step_by(CHUNK) {
        go_on()?;
        let to = rows.min(from + CHUNK);
        let each = |row: usize| one(Some(first + row), given(row), lexicon, &make);
        take(pool.install(|| (from..to).into_par_iter().map(each).collect()))?;
    }
    Ok(())
}
