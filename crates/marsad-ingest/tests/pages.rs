//! The saved pages, feeds and files in an old encoding of `../shared`, where they are at hand.

use std::path::PathBuf;

use marsad_ingest::{Item, Reader, Reject, feed, html};

fn pages() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/external/pages"));
    if folder.is_dir() {
        return Some(folder);
    }
    println!("../shared/external/pages is absent: skipped");
    None
}

fn files(start: &str, end: &str) -> Vec<PathBuf> {
    let Some(folder) = pages() else { return Vec::new() };
    let list = std::fs::read_dir(folder).expect("is a directory").map(|e| e.expect("is an entry").path());
    let wanted = |p: &PathBuf| {
        let name = p.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(start) && name.ends_with(end)
    };
    let mut found: Vec<PathBuf> = list.filter(wanted).collect();
    found.sort();
    found
}

fn sentences(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut sentence = String::new();
        for word in line.split_whitespace() {
            sentence.push_str(word);
            sentence.push(' ');
            if word.ends_with(['.', '!', '?', '؟', '…']) {
                out.push(std::mem::take(&mut sentence));
            }
        }
        out.push(sentence);
    }
    let words = |s: &String| s.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
    out.retain(|s| words(s) >= 2);
    out
}

#[test]
fn every_page_gives_its_title_and_its_sentences() {
    let Some(folder) = pages() else { return };
    let table = include_str!("pages.tsv");
    let mut wrong = Vec::new();
    let mut pages = 0;
    for row in table.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [file, title_first, title_last, published, first, last, count, others] = cells[..] else {
            panic!("{row}: eight columns");
        };
        pages += 1;
        let bytes = std::fs::read(folder.join(file)).expect("is there");
        let page = match html::article(&bytes, None, None) {
            Ok(page) => page,
            Err(why) => {
                wrong.push(format!("{file}: {why}"));
                continue;
            }
        };
        if !page.title.starts_with(title_first) || !page.title.ends_with(title_last) {
            wrong.push(format!("{file}: title {:?}", page.title));
        }
        if page.published.map(|d| d.to_string()).as_deref() != Some(published) {
            wrong.push(format!("{file}: published {:?}", page.published));
        }
        let found = sentences(&page.text);
        let from = found.iter().position(|s| s.starts_with(first));
        let to = found.iter().rposition(|s| s.trim_end().ends_with(last));
        let (Some(from), Some(to)) = (from, to) else {
            wrong.push(format!("{file}: begins with {:?}, ends with {:?}", found.first(), found.last()));
            continue;
        };
        let strange = |s: &String| others.split('|').any(|other| s.trim_start().starts_with(other));
        let own = found[from..=to].iter().filter(|s| !strange(s)).count();
        let count: usize = count.parse().expect("a number");
        let other = found.len() - own.min(count);
        println!("{file}: {own} of {count} sentences, {other} others");
        if own * 10 < count * 9 || other * 10 > found.len() {
            wrong.push(format!("{file}: {own} of {count} sentences, {other} others"));
        }
    }
    assert!(pages == files("", ".html").len(), "each page has its row");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_item_of_every_feed_is_read() {
    for path in files("rss_", ".xml") {
        let bytes = std::fs::read(&path).expect("is there");
        let items = String::from_utf8_lossy(&bytes).matches("<item>").count();
        let feed = feed::items(&bytes, None).expect("is a feed");
        let whole = feed.entries.iter().filter(|e| {
            !e.title.is_empty()
                && !e.text.is_empty()
                && e.published.is_some()
                && e.url.is_some()
                && !e.text.contains('<')
        });
        println!("{}: {items} items, {} full", path.display(), feed.entries.iter().filter(|e| e.full).count());
        assert_eq!((feed.entries.len(), whole.count()), (items, items), "{}", path.display());
        let read: Vec<Item> = Reader::open(&path).expect("opens").collect();
        assert!(read.len() == items && read.iter().all(|i| i.result.is_ok()), "{}: {read:?}", path.display());
    }
}

#[test]
fn files_in_windows_1256_are_read_right() {
    for path in files("cp1256_", ".txt") {
        let bytes = std::fs::read(&path).expect("is there");
        let read: Vec<Item> = Reader::open(&path).expect("opens").collect();
        let [Item { encoding: "windows-1256", result: Ok(article), .. }] = &read[..] else {
            panic!("{}: {read:?}", path.display());
        };
        assert_eq!(encoding_rs::WINDOWS_1256.encode(&article.text).0, bytes);
        let words: Vec<&str> =
            article.text.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() > 3).collect();
        let articles =
            words.iter().filter(|w| w.starts_with("ال") || w.starts_with("وال") || w.starts_with("بال")).count();
        assert!(articles * 5 > words.len(), "{}: {articles} of {} words with the article", path.display(), words.len());
    }
}

#[test]
fn the_raw_archive_is_read_whole() {
    let Some(folder) = pages() else { return };
    let path = folder.join("../raw/SaudiNewsNet_2015-07-23.zip");
    let mut guesses = Vec::new();
    let reader = Reader::open(&path).expect("opens").on_guess(|file, m, _| guesses.push(format!("{file}: {m}")));
    let read: Vec<Item> = reader.collect();
    let good =
        read.iter().filter(|i| i.result.as_ref().is_ok_and(|a| a.published.is_some() && !a.title.is_empty())).count();
    println!("{guesses:?}: {good} of {}", read.len());
    // Sixteen of them have no text.
    let empty = read.iter().filter(|i| matches!(i.result, Err(Reject::Empty))).count();
    assert_eq!((read.len(), good, empty), (1_318, 1_302, 16));
    assert!(read.iter().all(|i| !i.repaired));
}

#[test]
fn news_is_arabic_and_needs_no_repair() {
    let Some(folder) = pages() else { return };
    let mut wrong = Vec::new();
    for file in ["../../gold/train.jsonl", "../../gold/dev.jsonl", "../gsr/detection.jsonl"] {
        let read: Vec<Item> = Reader::open(&folder.join(file)).expect("opens").collect();
        println!("{file}: {} read", read.len());
        wrong.extend(read.into_iter().filter(|i| i.repaired || i.result.is_err()));
    }
    assert!(wrong.is_empty(), "{}: {:?}", wrong.len(), &wrong[..wrong.len().min(5)]);
}
