//! What a query string asks for. The names are those of `marsad ledger query`'s options.

use marsad_ledger::{Asked, Cursor, Error, Filter, Result, Step};
use marsad_record::{EventType, SourceKind, Status};
use url::form_urlencoded;

/// Most rows of an answer.
const MOST: usize = 500;
/// Rows of an answer where none are asked for.
const USUAL: usize = 50;

/// A query string, taken apart.
#[derive(Debug, Default)]
pub struct Question {
    pairs: Vec<(String, String)>,
}

impl Question {
    /// Reads a query string; what is empty is left out.
    pub fn read(query: Option<&str>) -> Question {
        let pairs = form_urlencoded::parse(query.unwrap_or("").as_bytes()).into_owned();
        Question { pairs: pairs.filter(|(_, value)| !value.trim().is_empty()).collect() }
    }

    /// The last value of a name.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// A value that must be there.
    pub fn need(&self, name: &str) -> Result<&str> {
        self.one(name).ok_or_else(|| Error::Usage(format!("the address must say {name}=…")))
    }

    /// All values of a name; commas separate values too.
    fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        self.pairs.iter().filter(move |(n, _)| n == name).flat_map(|(_, v)| v.split(',')).map(str::trim)
    }

    /// The number of rows asked for.
    pub fn limit(&self) -> Result<usize> {
        match self.one("limit") {
            None => Ok(USUAL),
            Some(n) => match n.parse() {
                Ok(n) if (1..=MOST).contains(&n) => Ok(n),
                _ => Err(Error::Usage(format!("limit is {n:?}; write a number from 1 to {MOST}"))),
            },
        }
    }

    /// Where the page before ended.
    pub fn after(&self) -> Result<Option<Cursor>> {
        self.one("after").map(Cursor::parse).transpose()
    }

    /// The step of a time series; months if none is asked for.
    pub fn step(&self) -> Result<Step> {
        match self.one("step") {
            None | Some("month") => Ok(Step::Month),
            Some("week") => Ok(Step::Week),
            Some("day") => Ok(Step::Day),
            Some(other) => Err(Error::Usage(format!("step is {other:?}; write day, week or month"))),
        }
    }

    /// Which events are asked for.
    pub fn filter(&self) -> Result<Filter> {
        let known = |name: &'static str, value: &str| Error::Usage(format!("{value:?} is no {name}; see record.md"));
        let truth = |name: &'static str| match self.one(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(Error::Usage(format!("{name} is {other:?}; write true or false"))),
        };
        let whole = |name: &str| self.one(name).map(str::to_owned);
        Ok(Filter {
            actors: self
                .pairs
                .iter()
                .filter(|(n, _)| n == "actor")
                .map(|(_, v)| Asked::parse(v))
                .collect::<Result<_>>()?,
            types: self
                .all("type")
                .map(|t| EventType::parse(t).ok_or_else(|| known("type", t)))
                .collect::<Result<_>>()?,
            statuses: self
                .all("status")
                .map(|t| Status::parse(t).ok_or_else(|| known("status", t)))
                .collect::<Result<_>>()?,
            sources: self
                .all("source")
                .map(|t| SourceKind::parse(t).ok_or_else(|| known("kind of source", t)))
                .collect::<Result<_>>()?,
            countries: self.all("country").map(str::to_owned).collect(),
            place: whole("place"),
            from: whole("from"),
            to: whole("to"),
            track: whole("track"),
            text: whole("text"),
            background: truth("background")?,
            rejected: truth("rejected")?.unwrap_or(false),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_command() {
        let q = Question::read(Some(
            "actor=IRN&actor=USA&type=CONSULT,AGREE&status=planned&from=2015-01-01&text=&rejected=true",
        ));
        let filter = q.filter().unwrap();
        assert_eq!((filter.actors.len(), filter.types.len(), filter.statuses.len()), (2, 2, 1));
        assert_eq!((filter.from.as_deref(), filter.text, filter.rejected), (Some("2015-01-01"), None, true));
        assert_eq!(q.limit().unwrap(), USUAL);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (query, wanted) in [
            ("type=WAR", "WAR"),
            ("status=maybe", "maybe"),
            ("source=rumour", "rumour"),
            ("background=1", "true or false"),
            ("actor=IRN:KING", "sector"),
        ] {
            let error = Question::read(Some(query)).filter().unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        }
        let wrong = |query| Question::read(Some(query));
        assert!(wrong("limit=0").limit().is_err() && wrong("limit=9999").limit().is_err());
        assert!(wrong("after=x").after().is_err() && wrong("after=2015-01-01~x").after().is_err());
        assert!(wrong("step=year").step().is_err() && wrong("").need("id").is_err());
    }
}
