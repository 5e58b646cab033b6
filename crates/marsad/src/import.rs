//! `marsad lexicon import petrarch`: actor and agent dictionaries of PETRARCH become a folder for `--lexicon-extra`.

mod cameo;
mod dictionary;
mod sort;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use marsad_lexicon::Lexicon;
use marsad_record::Role;
use marsad_text::fold;

use crate::import::cameo::Party;
use crate::import::dictionary::{Entry, Refusal, Restricted, Why};
use crate::import::sort::{Known, Sorter, Table};
use crate::load::Folders;

/// Kinds of dictionaries that are read.
#[derive(Subcommand)]
pub enum Import {
    /// Actor and agent dictionaries of PETRARCH and UniversalPetrarch, with their dates.
    Petrarch(Options),
}

/// Options of `marsad lexicon import petrarch`.
#[derive(Args)]
pub struct Options {
    /// Dictionaries to read.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Folder to write, for `--lexicon-extra`; the files it will hold must not be there yet.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Also write what the lexicon knows with the same code, and common nouns that it knows with another role.
    #[arg(long)]
    all: bool,
    /// End with exit code 1 if anything was refused.
    #[arg(long)]
    strict: bool,
}

/// The files that an import writes: path, and what its columns are.
const FILES: [(&str, &str); 5] = [
    ("bodies.tsv", "code\trole\tkind\thome state\tparent\tnames\tEnglish name\tWikidata id\tfrom year\tto year"),
    ("groups.tsv", "phrase\trole\tdefault code\tkind\tEnglish"),
    ("people/petrarch.tsv", "English name\tnames\tWikidata id\tholdings code:role:office:from:to"),
    ("places/petrarch.tsv", "names\tEnglish name\tcountry\tkind"),
    ("words/nouns-petrarch.tsv", "lemma\troot\tgender\tplurals\tclasses\tEnglish"),
];

/// Reads the dictionaries, writes the folder, tells on standard error what was refused, and counts everything.
pub fn run(import: &Import, folders: &Folders) -> anyhow::Result<ExitCode> {
    let Import::Petrarch(options) = import;
    for (file, _) in FILES {
        let path = options.out.join(file);
        if path.exists() {
            bail!("{} is there already; remove it or choose another folder for --out", path.display());
        }
    }
    let lexicon = marsad_embedded::whole(folders.lexicon.as_deref(), &folders.extra)?;
    let mut importer = Importer::new(&lexicon, options.all);
    for path in &options.files {
        importer.file(path);
    }
    let rows = importer.rows();
    let written = rows.values().map(Vec::len).sum::<usize>();
    if written > 0 {
        write(&options.out, &rows)?;
    }
    importer.summary(&options.out, &rows);
    let refused = importer.refused.values().sum::<usize>();
    let failed = importer.entries == 0 || options.strict && refused > 0;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn write(folder: &Path, rows: &BTreeMap<&str, Vec<String>>) -> anyhow::Result<()> {
    for (file, columns) in FILES {
        let Some(rows) = rows.get(file).filter(|rows| !rows.is_empty()) else { continue };
        let path = folder.join(file);
        let told = || format!("cannot write {}", path.display());
        std::fs::create_dir_all(path.parent().unwrap_or(folder)).with_context(told)?;
        let text = format!("# Imported from dictionaries of PETRARCH\n# {columns}\n{}\n", rows.join("\n"));
        std::fs::write(&path, text).with_context(told)?;
    }
    Ok(())
}

/// A party and the years it holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    party: Party,
    from: u16,
    to: u16,
}

/// What is collected for one row, or for the rows of one name.
struct Item {
    /// Names as the table has them.
    names: Vec<String>,
    english: String,
    /// Row of `lexicon.politics.people`.
    listed: Option<usize>,
    spans: Vec<Span>,
}

/// Collects the rows of all dictionaries.
struct Importer<'a> {
    sorter: Sorter<'a>,
    all: bool,
    /// Table's number in [`FILES`] and folded name, to the item's number in `items`.
    by_name: HashMap<(usize, String), usize>,
    items: Vec<(usize, Item)>,
    /// Nouns that no word list has, with a plural.
    nouns: BTreeMap<String, String>,
    entries: usize,
    left_out: BTreeMap<&'static str, usize>,
    refused: BTreeMap<&'static str, usize>,
    /// What was refused of the dictionary being read, to be told in order.
    untold: Vec<Refusal>,
    notes: BTreeMap<&'static str, usize>,
}

const BODIES: usize = 0;
const GROUPS: usize = 1;
const PEOPLE: usize = 2;
const PLACES: usize = 3;

impl<'a> Importer<'a> {
    fn new(lexicon: &'a Lexicon, all: bool) -> Importer<'a> {
        Importer {
            sorter: Sorter::new(lexicon),
            all,
            by_name: HashMap::new(),
            items: Vec::new(),
            nouns: BTreeMap::new(),
            entries: 0,
            left_out: BTreeMap::new(),
            refused: BTreeMap::new(),
            untold: Vec::new(),
            notes: BTreeMap::new(),
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        *self.refused.entry(refusal.cause).or_default() += 1;
        self.untold.push(refusal);
    }

    /// Reads one dictionary; one that cannot be read is refused as a whole.
    fn file(&mut self, path: &Path) {
        let whole = |cause, what| Refusal { line: 0, cause, what };
        let read = std::fs::read(path)
            .map_err(|e| whole("a file that cannot be opened", format!("the file cannot be opened: {e}")))
            .and_then(|bytes| {
                String::from_utf8(bytes).map_err(|e| {
                    let line = e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
                    let what = "not valid UTF-8; convert the file".to_owned();
                    Refusal { line, cause: "a file that is not UTF-8", what }
                })
            })
            .and_then(|text| dictionary::read(&text));
        match read {
            Err(refusal) => self.refuse(refusal),
            Ok(dictionary) => {
                dictionary.refused.into_iter().for_each(|refusal| self.refuse(refusal));
                dictionary.entries.iter().for_each(|entry| self.entry(entry));
            }
        }
        self.untold.sort_by_key(|r| r.line);
        for refusal in self.untold.drain(..) {
            eprintln!("{}:{}: {}; refused", path.display(), refusal.line, refusal.what);
        }
    }

    fn entry(&mut self, entry: &Entry) {
        self.entries += 1;
        let mut spans = Vec::new();
        for Restricted { line, code, from, to } in &entry.codes {
            match cameo::party(code, &self.sorter.states) {
                Ok(party) => {
                    let span = Span { party, from: *from, to: *to };
                    if !spans.contains(&span) {
                        spans.push(span);
                    }
                }
                Err(what) => self.refuse(Refusal { line: *line, cause: "a code that means nothing here", what }),
            }
        }
        // The coder takes the last that holds: what holds always stands first, then in the order of time.
        spans.sort_by_key(|s| (s.from, std::cmp::Reverse(s.to)));
        if spans.is_empty() {
            return;
        }
        let mut first = None;
        for (line, name) in &entry.names {
            self.name(*line, name, entry, &spans, &mut first);
        }
    }

    /// Takes a name of an entry. `first` is the item that an earlier name of the same entry went to.
    fn name(&mut self, line: usize, name: &str, entry: &Entry, spans: &[Span], first: &mut Option<usize>) {
        if let Some(why) = self.known(name, spans).filter(|_| !self.all) {
            *self.left_out.entry(why).or_default() += 1;
            return;
        }
        let table = if entry.agent { self.sorter.group(name) } else { self.sorter.actor(name, &spans[0].party) };
        match table.and_then(|table| self.add(table, entry, spans, *first)) {
            Ok(item) => *first = first.or(item),
            Err((cause, what)) => self.refuse(Refusal { line, cause, what }),
        }
    }

    /// Why a name need not be written, if the lexicon knows it in all its spans.
    fn known(&self, name: &str, spans: &[Span]) -> Option<&'static str> {
        let known = |s: &Span| {
            let year = match (s.from, s.to) {
                (0, 9999) => None,
                (0, to) => Some(to),
                (from, 9999) => Some(from),
                (from, to) => Some(from + (to - from) / 2),
            };
            self.sorter.known(name, &s.party, year)
        };
        let all: Vec<Known> = spans.iter().map(known).collect();
        if all.contains(&Known::No) {
            None
        } else if all.contains(&Known::OtherSector) {
            Some("the lexicon has the common noun with another role (--all takes the dictionary's)")
        } else if all.contains(&Known::Closer) {
            Some("the lexicon has a code of its own for it")
        } else {
            Some("the lexicon knows it with the same code")
        }
    }

    /// Keeps what a name's row will say; gives the number of its item, unless that was there before.
    fn add(&mut self, table: Table, entry: &Entry, spans: &[Span], first: Option<usize>) -> Result<Option<usize>, Why> {
        let (mut table, name, listed) = match table {
            Table::Bodies(name) => (BODIES, name, None),
            Table::Groups(name) => (GROUPS, name, None),
            Table::People(name, listed) => (PEOPLE, name, listed),
            Table::Places(name) => (PLACES, name, None),
        };
        let mut spans = spans.to_vec();
        if matches!(table, GROUPS | PLACES) {
            let one = spans.iter().all(|s| s.party == spans[0].party);
            if one {
                let dated = spans.iter().any(|s| (s.from, s.to) != (0, 9999));
                *self.notes.entry("dates of a common noun or place, which means the same always").or_default() +=
                    usize::from(dated);
                spans.truncate(1);
                (spans[0].from, spans[0].to) = (0, 9999);
            } else if spans.iter().all(|s| s.party.code.is_some() && s.party.role.is_some()) {
                // Only bodies have years.
                table = BODIES;
            } else {
                let what = format!("{name} is a common noun or place whose code changes; keep one code");
                return Err(("a common noun that changes its code", what));
            }
        }
        if table == GROUPS
            && let Some(plural) = &entry.plural
            && !name.contains(' ')
            && !self.sorter.has_noun(&name)
        {
            self.nouns.insert(name.clone(), plural.clone());
        }
        let key = (table, fold(&name));
        if let Some(&at) = self.by_name.get(&key) {
            return self.merge(at, &name, spans).map(|()| None);
        }
        // Two spellings of a person whom the lexicon has are one person.
        let listed_before = |(t, item): &(usize, Item)| *t == PEOPLE && item.listed == listed;
        if let Some(at) = self.items.iter().position(listed_before).filter(|_| table == PEOPLE && listed.is_some()) {
            self.merge(at, &name, spans)?;
            self.items[at].1.names.push(name);
            self.by_name.insert(key, at);
            return Ok(None);
        }
        // Names of one party share its row, but a phrase has a row of its own.
        if let Some(at) = first.filter(|&at| table != GROUPS && self.items[at].0 == table) {
            let item = &mut self.items[at].1;
            item.names.push(name);
            item.listed = item.listed.or(listed);
            self.by_name.insert(key, at);
            return Ok(None);
        }
        self.by_name.insert(key, self.items.len());
        let item = Item { names: vec![name], english: entry.english.clone(), listed, spans };
        self.items.push((table, item));
        Ok(Some(self.items.len() - 1))
    }

    /// Adds spans to the item of a name.
    fn merge(&mut self, at: usize, name: &str, spans: Vec<Span>) -> Result<(), Why> {
        let table = self.items[at].0;
        let item = &mut self.items[at].1;
        let new: Vec<Span> = spans.into_iter().filter(|s| !item.spans.contains(s)).collect();
        if new.is_empty() {
            *self.left_out.entry("it stands in the dictionaries before").or_default() += 1;
            return Ok(());
        }
        let meets = |s: &Span| item.spans.iter().any(|o| o.party != s.party && o.from <= s.to && s.from <= o.to);
        // Years overlap by a day where one code follows another; without years two codes contradict each other.
        if table != PEOPLE && new.iter().any(meets) || new.iter().any(|s| (s.from, s.to) == (0, 9999)) {
            let what = format!("{name} stands before with another code for the same time; keep one");
            return Err(("a second code for the same time", what));
        }
        item.spans.extend(new);
        item.spans.sort_by_key(|s| (s.from, std::cmp::Reverse(s.to)));
        Ok(())
    }

    /// The rows of each file.
    fn rows(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut rows: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (table, item) in &self.items {
            let more = match *table {
                BODIES => item.spans.iter().map(|s| body_row(item, s)).collect(),
                GROUPS => vec![group_row(item)],
                PEOPLE => vec![self.person_row(item)],
                _ => vec![place_row(item)],
            };
            rows.entry(FILES[*table].0).or_default().extend(more);
        }
        for (noun, plural) in &self.nouns {
            let gender = if noun.ends_with('ة') { "f" } else { "m" };
            rows.entry(FILES[4].0).or_default().push(format!("{noun}\t\t{gender}\t{plural}\t\t"));
        }
        rows
    }

    fn person_row(&self, item: &Item) -> String {
        let listed = item.listed.and_then(|p| self.sorter.lexicon.politics.people.get(p));
        let mut names = item.names.clone();
        let mut holdings: Vec<String> = Vec::new();
        let (mut english, mut wikidata) = (item.names[0].clone(), String::new());
        if let Some(person) = listed {
            // The row takes the place of the lexicon's: what that one knows besides is kept.
            english.clone_from(&person.name_en);
            wikidata = person.wikidata.clone().unwrap_or_default();
            let new = |name: &String| !person.names.iter().any(|(n, _)| fold(n) == fold(name));
            names.retain(new);
            names.splice(0..0, person.names.iter().map(|(n, shared)| format!("{n}{}", if *shared { "?" } else { "" })));
            holdings = person
                .holdings
                .iter()
                .map(|h| format!("{}:{}:{}:{}:{}", h.code, h.role, h.office, open(h.from), open(h.to)))
                .collect();
        }
        for s in &item.spans {
            let code = s.party.code.as_deref().unwrap_or("UNK");
            let role = s.party.role.unwrap_or(Role::Ind);
            holdings.push(format!("{code}:{role}::{}:{}", open(s.from), open(s.to)));
        }
        format!("{english}\t{}\t{wikidata}\t{}", names.join(" | "), holdings.join(" | "))
    }

    fn summary(&self, out: &Path, rows: &BTreeMap<&str, Vec<String>>) {
        let sum = |counts: &BTreeMap<&str, usize>| counts.values().sum::<usize>();
        eprintln!(
            "{} entries read; {} names imported, {} names left out, {} lines refused",
            self.entries,
            self.items.iter().map(|(_, item)| item.names.len()).sum::<usize>(),
            sum(&self.left_out),
            sum(&self.refused)
        );
        for (file, rows) in rows {
            eprintln!("  {:24} {} rows", out.join(file).display(), rows.len());
        }
        for (what, counts) in [("left out", &self.left_out), ("refused", &self.refused), ("not kept", &self.notes)] {
            let mut counts: Vec<_> = counts.iter().filter(|(_, n)| **n > 0).collect();
            counts.sort_by_key(|(why, n)| (usize::MAX - **n, **why));
            for (why, n) in counts {
                eprintln!("  {what:10} {n}: {why}");
            }
        }
    }
}

/// A year, or nothing where it is open.
fn open(year: u16) -> String {
    if matches!(year, 0 | 9999) { String::new() } else { year.to_string() }
}

fn body_row(item: &Item, s: &Span) -> String {
    let role = s.party.role.unwrap_or(Role::Unk);
    let kind = match role {
        Role::Reb => "armed",
        Role::Pty => "party",
        Role::Med => "media",
        Role::Bus => "company",
        Role::Lab => "union",
        Role::Rel => "religious",
        Role::Igo => "igo",
        Role::Ngo => "ngo",
        _ => "other",
    };
    let code = s.party.code.as_deref().unwrap_or("UNK");
    let state = code.len() == 3 && !matches!(code, "NSA" | "IGO" | "NGO" | "UNK");
    let home = s.party.home.as_deref().unwrap_or(if state { code } else { "" });
    let names = item.names.join(" | ");
    let row =
        format!("{code}\t{role}\t{kind}\t{home}\t\t{names}\t{}\t\t{}\t{}", item.names[0], open(s.from), open(s.to));
    row.trim_end().to_owned()
}

fn group_row(item: &Item) -> String {
    let party = &item.spans[0].party;
    let role = party.role.unwrap_or(Role::Unk);
    let code = party.code.as_deref().unwrap_or("");
    format!("{}\t{role}\t{code}\tgroup\t{}", item.names[0], item.english).trim_end().to_owned()
}

fn place_row(item: &Item) -> String {
    let name = &item.names[0];
    format!("{name}\t{name}\t{}\tplace", item.spans[0].party.code.as_deref().unwrap_or(""))
}
