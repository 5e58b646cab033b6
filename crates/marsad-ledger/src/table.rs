//! Tables of codes that are compiled in from `lexicon/codes/`.

/// The rows of a table without its comments, cell by cell.
pub fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(|l| l.split('\t').collect())
}
