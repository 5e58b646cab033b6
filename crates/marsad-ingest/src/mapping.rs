//! Which column or key holds what.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::{dates, json};

/// Names of columns and keys for each field of an article, the surest first; written as [`plain_name`] gives them.
const TEXT: &[&str] = &[
    "text",
    "body",
    "content",
    "fulltext",
    "maintext",
    "articlebody",
    "articletext",
    "contenttext",
    "article",
    "bodytext",
    "textcontent",
    "newstext",
    "news",
    "story",
    "النص",
    "نص",
    "نصالخبر",
    "المحتوى",
    "محتوى",
    "المتن",
    "الخبر",
    "المقال",
    "description",
    "summary",
];
const TITLE: &[&str] = &["title", "headline", "heading", "head", "العنوان", "عنوان", "عنوانالخبر"];
const PUBLISHED: &[&str] = &[
    "published",
    "publishedat",
    "publicationdate",
    "datepublished",
    "publishdate",
    "publisheddate",
    "pubdate",
    "date",
    "datetime",
    "dateextracted",
    "timestamp",
    "createdat",
    "time",
    "day",
    "التاريخ",
    "تاريخ",
    "تاريخالنشر",
];
const OUTLET: &[&str] = &[
    "outlet",
    "publisher",
    "source",
    "sourcename",
    "newspaper",
    "site",
    "sitename",
    "media",
    "domain",
    "المصدر",
    "الصحيفة",
    "الجريدة",
];
const URL: &[&str] = &["url", "link", "uri", "href", "weburl", "canonicalurl", "pageurl", "الرابط"];
const ID: &[&str] = &["id", "articleid", "docid", "newsid", "guid", "uuid", "identifier", "key"];

/// Objects in which dumps of databases keep the article.
const WRAPPERS: &[&str] = &["_source", "fields", "attributes", "article", "doc", "data"];

/// Which column of a table, or key of JSON objects (`a.b` for a key `b` inside of `a`), holds each field. Names that are not
/// given are left out of the articles.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The article's body.
    pub text: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its day.
    pub published: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its id.
    pub id: Option<String>,
}

/// A mapping that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// A part without `=` or with nothing on one side.
    #[error("{0:?} is not FIELD=NAME; write for example text=body,published=date")]
    Pair(String),
    /// A field that articles do not have.
    #[error("{0:?} is no field of an article; the fields are text, title, published, outlet, url and id")]
    Field(String),
    /// A field that is given twice.
    #[error("{0:?} is given twice")]
    Twice(String),
    /// The text has no column.
    #[error("no column is given for the text; write text=NAME")]
    NoText,
}

impl Mapping {
    /// The mapping of files that have the names of Marsad's own fields.
    pub fn plain() -> Mapping {
        let name = |name: &str| Some(name.to_owned());
        Mapping {
            text: name("text"),
            title: name("title"),
            published: name("published"),
            outlet: name("outlet"),
            url: name("url"),
            id: name("id"),
        }
    }

    fn fields(&self) -> [(&'static str, &Option<String>); 6] {
        [
            ("text", &self.text),
            ("title", &self.title),
            ("published", &self.published),
            ("outlet", &self.outlet),
            ("url", &self.url),
            ("id", &self.id),
        ]
    }

    fn field(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "text" => &mut self.text,
            "title" => &mut self.title,
            "published" => &mut self.published,
            "outlet" => &mut self.outlet,
            "url" => &mut self.url,
            "id" => &mut self.id,
            _ => return None,
        })
    }

    /// Whether it takes a field from the column of this name.
    pub fn uses(&self, name: &str) -> bool {
        self.fields().iter().any(|(_, taken)| taken.as_deref() == Some(name))
    }

    /// Whether each field is taken from the column of its own name.
    pub fn is_plain(&self) -> bool {
        self.fields().iter().all(|(field, name)| name.as_deref().is_none_or(|name| name == *field))
    }

    /// What the names alone tell.
    pub(crate) fn named(names: &[String]) -> Mapping {
        let plain: Vec<String> = names.iter().map(|n| plain_name(n)).collect();
        let find =
            |known: &[&str]| known.iter().find_map(|k| plain.iter().position(|n| n == k)).map(|at| names[at].clone());
        Mapping {
            text: find(TEXT),
            title: find(TITLE),
            published: find(PUBLISHED),
            outlet: find(OUTLET),
            url: find(URL),
            id: find(ID),
        }
    }

    /// Guesses from the names of columns and, where no name tells the text, from what stands in them: `rows` holds the first
    /// rows, a cell for each name. `None` if nothing looks like an article's text.
    pub fn guess(names: &[String], rows: &[Vec<String>]) -> Option<Mapping> {
        let mut mapping = Mapping::named(names);
        let cells = |at: usize| rows.iter().filter_map(move |r| r.get(at)).map(String::as_str);
        let mean = |at: usize| cells(at).map(arabic_letters).sum::<usize>() / rows.len().max(1);
        if mapping.text.is_none() {
            let free = (0..names.len()).filter(|&at| !mapping.uses(&names[at]));
            let text = free.max_by_key(|&at| (mean(at), usize::MAX - at)).filter(|&at| mean(at) >= 40)?;
            mapping.text = Some(names[text].clone());
        }
        let text = mapping.text.clone();
        let free = |mapping: &Mapping, at: usize| !mapping.uses(&names[at]);
        let all = |at: usize, is: &dyn Fn(&str) -> bool| {
            let mut filled = cells(at).filter(|c| !c.trim().is_empty()).peekable();
            filled.peek().is_some() && filled.all(is)
        };
        if mapping.published.is_none() {
            let day = |c: &str| c.len() >= 8 && dates::day(c).is_some();
            mapping.published =
                (0..names.len()).find(|&at| free(&mapping, at) && all(at, &day)).map(|at| names[at].clone());
        }
        if mapping.url.is_none() {
            let url = |c: &str| c.starts_with("http://") || c.starts_with("https://");
            mapping.url = (0..names.len()).find(|&at| free(&mapping, at) && all(at, &url)).map(|at| names[at].clone());
        }
        if mapping.title.is_none() {
            let before = names.iter().position(|n| Some(n) == text.as_ref()).unwrap_or(0);
            let title = |&at: &usize| free(&mapping, at) && (15..=200).contains(&mean(at));
            mapping.title = (0..before).find(title).map(|at| names[at].clone());
        }
        Some(mapping)
    }

    /// Guesses from one object of a JSON file.
    pub(crate) fn guess_object(object: &Map<String, Value>) -> Option<Mapping> {
        let (names, row) = cells(object);
        Mapping::guess(&names, &[row]).or_else(|| {
            wrapped(object, |inner| {
                let (names, row) = cells(inner);
                Mapping::guess(&names, &[row])
            })
        })
    }

    /// The mapping for one object of a file for which `self` was guessed: its own names first.
    pub(crate) fn for_object(&self, object: &Map<String, Value>) -> Mapping {
        let names = |o: &Map<String, Value>| Some(Mapping::named(&cells(o).0)).filter(|m| m.text.is_some());
        let mut own = names(object).or_else(|| wrapped(object, names)).unwrap_or_default();
        for (field, name) in self.fields() {
            if let Some(slot @ None) = own.field(field) {
                slot.clone_from(name);
            }
        }
        own
    }
}

/// Keys that hold plain values, and the values.
pub(crate) fn cells(object: &Map<String, Value>) -> (Vec<String>, Vec<String>) {
    let plain = object.iter().filter_map(|(k, v)| match json::plain(v) {
        Some(cell) => Some((k.clone(), cell)),
        None => v.is_null().then(|| (k.clone(), String::new())),
    });
    plain.unzip()
}

/// What `find` finds in the object inside of which the article is kept, with the names as they are reached from outside.
fn wrapped(object: &Map<String, Value>, find: impl Fn(&Map<String, Value>) -> Option<Mapping>) -> Option<Mapping> {
    WRAPPERS.iter().find_map(|wrapper| {
        let mut found = find(object.get(*wrapper)?.as_object()?)?;
        for field in ["text", "title", "published", "outlet", "url", "id"] {
            if let Some(Some(name)) = found.field(field) {
                *name = format!("{wrapper}.{name}");
            }
        }
        Some(found)
    })
}

/// A name without what people vary: case, blanks, underscores, hyphens.
fn plain_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '\u{FEFF}' | '.')).flat_map(char::to_lowercase).collect()
}

fn arabic_letters(cell: &str) -> usize {
    cell.chars().filter(|c| matches!(c, 'ء'..='ي')).count()
}

impl FromStr for Mapping {
    type Err = Error;

    fn from_str(told: &str) -> Result<Mapping, Error> {
        let mut mapping = Mapping::default();
        for pair in told.split(',').filter(|p| !p.trim().is_empty()) {
            let (field, name) = pair.split_once('=').ok_or_else(|| Error::Pair(pair.to_owned()))?;
            let (field, name) = (field.trim(), name.trim());
            let slot = mapping.field(field).ok_or_else(|| Error::Field(field.to_owned()))?;
            if name.is_empty() {
                return Err(Error::Pair(pair.to_owned()));
            }
            if slot.replace(name.to_owned()).is_some() {
                return Err(Error::Twice(field.to_owned()));
            }
        }
        if mapping.text.is_none() { Err(Error::NoText) } else { Ok(mapping) }
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.fields();
        let told = fields.iter().filter_map(|(field, name)| Some(format!("{field}={}", name.as_ref()?)));
        f.write_str(&told.collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn names_are_known_in_many_spellings() {
        let cases = [
            (&["ID", "Headline", "Body", "Publish Date"][..], "text=Body,title=Headline,published=Publish Date,id=ID"),
            (
                &["source", "url", "date_extracted", "title", "author", "content"],
                "text=content,title=title,published=date_extracted,outlet=source,url=url",
            ),
            (&["العنوان", "النص", "التاريخ"], "text=النص,title=العنوان,published=التاريخ"),
        ];
        for (columns, wanted) in cases {
            let guess = Mapping::guess(&names(columns), &[]).map(|m| m.to_string());
            assert_eq!(guess.as_deref(), Some(wanted));
        }
        assert_eq!(Mapping::guess(&names(&["a", "b"]), &[]), None);
    }

    #[test]
    fn contents_tell_where_names_do_not() {
        // "The president arrives in Cairo" / "The president arrived in Cairo today and met the prime minister and then left it for Amman"
        let row = [
            "7",
            "الرئيس يصل إلى القاهرة",
            "2015-07-21 08:00",
            "http://example.org/7",
            "وصل الرئيس إلى القاهرة اليوم والتقى رئيس الوزراء ثم غادرها إلى عمان",
        ];
        let guess = Mapping::guess(&names(&["c0", "c1", "c2", "c3", "c4"]), &[names(&row)]).map(|m| m.to_string());
        assert_eq!(guess.as_deref(), Some("text=c4,title=c1,published=c2,url=c3"));
    }

    #[test]
    fn what_users_write() {
        let mapping: Mapping = "text=body, published=date".parse().expect("is read");
        assert_eq!(mapping.to_string(), "text=body,published=date");
        assert_eq!("text".parse::<Mapping>(), Err(Error::Pair("text".into())));
        assert_eq!("text=a,when=b".parse::<Mapping>(), Err(Error::Field("when".into())));
        assert_eq!("text=a,text=b".parse::<Mapping>(), Err(Error::Twice("text".into())));
        assert_eq!("title=a".parse::<Mapping>(), Err(Error::NoText));
    }
}
