//! JSON lines, and JSON files that hold many articles.

use std::io::{self, BufRead, Read};

use serde_json::{Map, Value};

use crate::item::{Fields, Published, What};
use crate::reader::{Context, Source, Step, Stream};
use crate::{Mapping, Reject, archive, encoding, mapping};

/// Deepest nesting of a JSON file.
const DEEPEST: usize = 128;

/// How the keys of a file's objects are named.
#[derive(Debug, Clone)]
pub(crate) enum Keys {
    /// As the user said.
    Given(Mapping),
    /// As it was guessed for the file; an object's own names come first.
    Guessed(Mapping),
}

/// One object: an article's fields by its `keys`.
///
/// # Errors
/// [`Reject::Encoding`], [`Reject::Json`].
pub(crate) fn object(bytes: &[u8], keys: &Keys) -> Result<Fields, Reject> {
    let decoded = encoding::decode(bytes, None)?;
    let object: Map<String, Value> =
        serde_json::from_str(decoded.text.trim()).map_err(|e| Reject::Json(message(&e)))?;
    let mapping = match keys {
        Keys::Given(mapping) => mapping.clone(),
        Keys::Guessed(mapping) => mapping.for_object(&object),
    };
    let text = |name: &Option<String>| name.as_deref().and_then(|name| lookup(&object, name));
    let told = |name: &Option<String>| text(name).and_then(plain);
    let body = match text(&mapping.text) {
        None | Some(Value::Null) => None,
        Some(value @ (Value::Number(_) | Value::Bool(_))) => {
            return Err(Reject::Json(format!("the text is {value}, not a string")));
        }
        Some(value) => Some(plain(value).ok_or_else(|| Reject::Json("the text is an object, not a string".into()))?),
    };
    Ok(Fields {
        id: told(&mapping.id),
        title: told(&mapping.title).unwrap_or_default(),
        text: body,
        published: told(&mapping.published).map_or(Published::Unknown, Published::Told),
        outlet: told(&mapping.outlet),
        url: told(&mapping.url),
        encoding: decoded.encoding,
        repaired: false,
    })
}

/// An error without its line number, which is always 1 and would be taken for the file's.
fn message(e: &serde_json::Error) -> String {
    let message = e.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    format!("{what} at column {}", e.column())
}

/// The value of a key, or of keys with dots between them.
fn lookup<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        lookup(object.get(first)?.as_object()?, rest)
    })
}

/// A value as text: paragraphs as lines, things by their name.
pub(crate) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Null => None,
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
            (!parts.is_empty()).then(|| parts.join("\n"))
        }
        Value::Object(o) => {
            let known = ["rendered", "name", "value", "#text", "$date", "$oid", "$t"];
            known.iter().find_map(|k| o.get(*k)).filter(|v| !v.is_object() && !v.is_array()).and_then(plain)
        }
    }
}

/// The mapping for the objects of a file, guessed from the first that allows it.
#[derive(Default)]
struct Guess(Option<Mapping>);

impl Guess {
    fn of(&mut self, bytes: &[u8], context: &mut Context<'_>) -> Keys {
        if let Some(given) = &context.mapping {
            return Keys::Given(given.clone());
        }
        if let Some(known) = &self.0 {
            return Keys::Guessed(known.clone());
        }
        let object: Option<Map<String, Value>> =
            encoding::decode(bytes, None).ok().and_then(|d| serde_json::from_str(d.text.trim()).ok());
        match object.as_ref().and_then(Mapping::guess_object) {
            Some(mapping) => {
                context.guessed(&mapping, &object.as_ref().map(|o| mapping::cells(o).0).unwrap_or_default());
                self.0 = Some(mapping.clone());
                Keys::Guessed(mapping)
            }
            None => Keys::Guessed(Mapping::plain()),
        }
    }
}

/// Reads a line with its line break into `bytes`. Of a line longer than `limit` no more is kept, but all of it is read. The
/// length of the whole line; 0 at the end.
fn read_line(input: &mut impl BufRead, limit: usize, bytes: &mut Vec<u8>) -> io::Result<u64> {
    let mut whole = input.by_ref().take(limit as u64).read_until(b'\n', bytes)? as u64;
    if whole < limit as u64 || bytes.last() == Some(&b'\n') {
        return Ok(whole);
    }
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        let (step, last) = match memchr::memchr(b'\n', buffer) {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(step);
        whole += step as u64;
        if last {
            return Ok(whole);
        }
    }
}

/// JSON lines.
pub(crate) struct Lines<'a> {
    input: Option<Stream<'a>>,
    line: usize,
    guess: Guess,
}

impl<'a> Lines<'a> {
    pub fn new(input: Stream<'a>) -> Lines<'a> {
        Lines { input: Some(input), line: 0, guess: Guess::default() }
    }
}

impl<'a> Source<'a> for Lines<'a> {
    fn next(&mut self, context: &mut Context<'a>) -> Step<'a> {
        let limit = context.longest_line();
        while let Some(input) = &mut self.input {
            let mut bytes = Vec::new();
            let length = match read_line(input, limit, &mut bytes) {
                Ok(0) => break,
                Ok(length) => length,
                Err(e) => {
                    self.input = None;
                    return Step::Found(self.line, What::Reject(archive::reject(e)));
                }
            };
            self.line += 1;
            if length > limit as u64 {
                return Step::Found(self.line, What::Reject(Reject::TooLarge(context.largest)));
            }
            let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii();
            if start.is_empty() {
                continue;
            }
            let keys = self.guess.of(start, context);
            return Step::Found(self.line, What::Json(start.to_vec(), keys));
        }
        self.input = None;
        Step::End
    }
}

/// One JSON value: an array of objects, or an object that is an article or holds an array of them.
pub(crate) struct Document<'a> {
    input: Option<Stream<'a>>,
    scanner: Scanner,
    guess: Guess,
    /// Objects of a file that was read whole.
    ready: Option<std::iter::Enumerate<std::vec::IntoIter<Value>>>,
    begun: bool,
}

impl<'a> Document<'a> {
    pub fn new(input: Stream<'a>) -> Document<'a> {
        Document { input: Some(input), scanner: Scanner::default(), guess: Guess::default(), ready: None, begun: false }
    }

    /// Reads a file whole that begins with an object, if it is not too large, since only then its parts can be compared.
    fn begin(&mut self, context: &mut Context<'a>) -> Result<(), Reject> {
        let limit = context.longest_line() as u64;
        let Some(mut input) = self.input.take() else { return Ok(()) };
        let start = input.fill_buf().map_err(archive::reject)?;
        let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
        if start.first() != Some(&b'{') {
            self.input = Some(input);
            return Ok(());
        }
        let mut bytes = Vec::new();
        input.by_ref().take(limit + 1).read_to_end(&mut bytes).map_err(archive::reject)?;
        if bytes.len() as u64 > limit {
            self.input = Some(Box::new(io::Cursor::new(bytes).chain(input)));
            return Ok(());
        }
        let decoded = encoding::decode(&bytes, None)?;
        let value: Value = serde_json::from_str(decoded.text.trim())
            .map_err(|e| Reject::Json(format!("{}, line {}", message(&e), e.line())))?;
        let article = value.as_object().and_then(|o| match &context.mapping {
            Some(mapping) => lookup(o, mapping.text.as_deref()?).map(|_| ()),
            None => Mapping::guess_object(o).map(|_| ()),
        });
        let objects = match (article, largest_list(&value, 0)) {
            (None, Some(_)) => take_list(value).unwrap_or_default(),
            _ => vec![value],
        };
        self.ready = Some(objects.into_iter().enumerate());
        Ok(())
    }
}

fn is_list(value: &Value) -> Option<usize> {
    value.as_array().filter(|list| list.iter().any(Value::is_object)).map(Vec::len)
}

/// The length of the longest list of objects inside of objects.
fn largest_list(value: &Value, depth: usize) -> Option<usize> {
    match value {
        Value::Object(o) if depth < 4 => o.values().filter_map(|v| largest_list(v, depth + 1)).max(),
        value => is_list(value),
    }
}

fn take_list(value: Value) -> Option<Vec<Value>> {
    let wanted = largest_list(&value, 0)?;
    match value {
        Value::Array(list) => Some(list),
        Value::Object(o) => {
            o.into_iter().find(|(_, v)| largest_list(v, 1) == Some(wanted)).and_then(|(_, v)| take_list(v))
        }
        _ => None,
    }
}

impl<'a> Source<'a> for Document<'a> {
    fn next(&mut self, context: &mut Context<'a>) -> Step<'a> {
        if !self.begun {
            self.begun = true;
            if let Err(why) = self.begin(context) {
                return Step::Found(1, What::Reject(why));
            }
        }
        if let Some(ready) = &mut self.ready {
            let Some((at, value)) = ready.next() else { return Step::End };
            let bytes = value.to_string().into_bytes();
            let keys = self.guess.of(&bytes, context);
            return Step::Found(at + 1, What::Json(bytes, keys));
        }
        let Some(input) = &mut self.input else { return Step::End };
        match self.scanner.next(input, context.longest_line()) {
            Ok(Scanned::Object(line, bytes)) => {
                let keys = self.guess.of(&bytes, context);
                Step::Found(line, What::Json(bytes, keys))
            }
            Ok(Scanned::TooLarge(line)) => Step::Found(line, What::Reject(Reject::TooLarge(context.largest))),
            Ok(Scanned::Other(line)) => {
                Step::Found(line, What::Reject(Reject::Json("a value that is no object stands in the list".into())))
            }
            Ok(Scanned::End) => {
                self.input = None;
                Step::End
            }
            Err(why) => {
                self.input = None;
                Step::Found(self.scanner.line + 1, What::Reject(why))
            }
        }
    }
}

/// What the scanner found, with its line.
enum Scanned {
    Object(usize, Vec<u8>),
    TooLarge(usize),
    /// Something else than an object in the list.
    Other(usize),
    End,
}

/// Cuts the objects out of an array of them, which may stand inside of objects, without keeping more than one.
#[derive(Default)]
struct Scanner {
    /// Brackets that are open.
    open: Vec<u8>,
    string: bool,
    escape: bool,
    /// Lines before.
    line: usize,
    /// Depth and line at which the object began that is being cut out.
    began: Option<(usize, usize)>,
    object: Vec<u8>,
    too_large: bool,
    /// Whether a bare value has begun in the list.
    other: bool,
}

impl Scanner {
    /// Whether what opens now is an element of a list of articles.
    fn at_record(&self) -> bool {
        matches!(self.open.split_last(), Some((b'[', above)) if above.len() < 5 && above.iter().all(|b| *b == b'{'))
    }

    fn next(&mut self, input: &mut impl BufRead, limit: usize) -> Result<Scanned, Reject> {
        loop {
            let buffer = match input.fill_buf() {
                Ok(buffer) => buffer,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(archive::reject(e)),
            };
            if buffer.is_empty() {
                let cut = !self.open.is_empty() || self.string;
                return if cut {
                    Err(Reject::Json("the file ends inside of its list".into()))
                } else {
                    Ok(Scanned::End)
                };
            }
            let mut used = 0;
            let mut found = None;
            for &b in buffer {
                used += 1;
                found = self.step(b, limit)?;
                if found.is_some() {
                    break;
                }
            }
            input.consume(used);
            if let Some(found) = found {
                return Ok(found);
            }
        }
    }

    fn step(&mut self, b: u8, limit: usize) -> Result<Option<Scanned>, Reject> {
        if b == b'{' && !self.string && self.began.is_none() && self.at_record() {
            self.began = Some((self.open.len(), self.line + 1));
        }
        if self.began.is_some() {
            if self.object.len() < limit {
                self.object.push(b);
            } else {
                self.too_large = true;
            }
        }
        if b == b'\n' {
            self.line += 1;
        }
        if self.string {
            match b {
                _ if self.escape => self.escape = false,
                b'\\' => self.escape = true,
                b'"' => self.string = false,
                _ => {}
            }
            return Ok(None);
        }
        let bare = self.began.is_none() && self.at_record();
        match b {
            b'"' => self.string = true,
            b'{' | b'[' => {
                if self.open.len() >= DEEPEST {
                    return Err(Reject::TooDeep("JSON values"));
                }
                self.open.push(b);
            }
            b'}' | b']' => {
                let pair = if b == b'}' { b'{' } else { b'[' };
                if self.open.pop() != Some(pair) {
                    return Err(Reject::Json(format!("{:?} without its beginning", char::from(b))));
                }
                self.other = false;
                if let Some((_, line)) = self.began.filter(|(depth, _)| *depth == self.open.len()) {
                    self.began = None;
                    let object = std::mem::take(&mut self.object);
                    let too_large = std::mem::take(&mut self.too_large);
                    return Ok(Some(if too_large { Scanned::TooLarge(line) } else { Scanned::Object(line, object) }));
                }
                return Ok(None);
            }
            b',' => self.other = false,
            _ => {}
        }
        if bare
            && !self.other
            && !b.is_ascii_whitespace()
            && !matches!(b, b',' | b'{' | b'}' | b']' | 0xEF | 0xBB | 0xBF)
        {
            self.other = true;
            return Ok(Some(Scanned::Other(self.line + 1)));
        }
        Ok(None)
    }
}
