//! Parameters of requests: named as the options of `marsad ledger query`.

use marsad_ledger::{Asked, Filter, Step};
use marsad_record::{EventType, SourceKind, Status};

use crate::error::{Error, Result};

/// Parameters of a filter.
pub const FILTER: [&str; 12] =
    ["actor", "type", "status", "source", "country", "place", "from", "to", "track", "text", "background", "rejected"];

/// Answers on one page, unless `limit` says otherwise, and at most.
const LIMITS: (usize, usize) = (50, 500);

/// The parameters of a request, in order.
#[derive(Clone, Debug)]
pub struct Params(pub Vec<(String, String)>);

impl Params {
    /// Refuses a parameter that has no meaning here: a misspelt one would widen the question unseen.
    pub fn known(&self, own: &[&str], filter: bool) -> Result<()> {
        for (name, _) in &self.0 {
            let name = name.as_str();
            let is_known = own.contains(&name) || filter && FILTER.contains(&name);
            if !is_known {
                let mut all: Vec<&str> = own.to_vec();
                if filter {
                    all.extend(FILTER);
                }
                return Err(Error::Request(format!(
                    "there is no parameter {name:?} here; there are {}",
                    all.join(", ")
                )));
            }
        }
        Ok(())
    }

    /// The last value of a parameter, unless it is empty.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    }

    /// A parameter that must be there.
    pub fn needed(&self, name: &str) -> Result<&str> {
        self.one(name).ok_or_else(|| Error::Request(format!("the parameter {name:?} is missing")))
    }

    /// All values of a parameter; commas separate several.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let values = self.0.iter().filter(move |(n, _)| n == name);
        values.flat_map(|(_, v)| v.split(',')).map(str::trim).filter(|v| !v.is_empty())
    }

    fn set<T: Copy>(&self, name: &str, all: &[T], text: fn(T) -> &'static str) -> Result<Vec<T>> {
        self.all(name)
            .map(|v| {
                all.iter().copied().find(|&t| text(t) == v).ok_or_else(|| {
                    let known: Vec<&str> = all.iter().map(|&t| text(t)).collect();
                    Error::Request(format!("{name}={v:?}: write one of {}", known.join(", ")))
                })
            })
            .collect()
    }

    fn truth(&self, name: &str) -> Result<Option<bool>> {
        let parse = |v: &str| v.parse().map_err(|_| Error::Request(format!("{name}={v:?}: write true or false")));
        self.one(name).map(parse).transpose()
    }

    /// The filter that the parameters make.
    pub fn filter(&self) -> Result<Filter> {
        let actors = self.0.iter().filter(|(n, v)| n == "actor" && !v.trim().is_empty());
        let own = |name: &str| self.one(name).map(str::to_owned);
        Ok(Filter {
            actors: actors.map(|(_, v)| Asked::parse(v)).collect::<std::result::Result<_, _>>()?,
            types: self.set("type", EventType::ALL, EventType::as_str)?,
            statuses: self.set("status", Status::ALL, Status::as_str)?,
            sources: self.set("source", SourceKind::ALL, SourceKind::as_str)?,
            countries: self.all("country").map(str::to_owned).collect(),
            place: own("place"),
            from: own("from"),
            to: own("to"),
            track: own("track"),
            text: own("text"),
            background: self.truth("background")?,
            rejected: self.truth("rejected")?.unwrap_or(false),
        })
    }

    /// How many answers are wanted.
    pub fn limit(&self) -> Result<usize> {
        match self.one("limit") {
            None => Ok(LIMITS.0),
            Some(v) => match v.parse() {
                Ok(n) if (1..=LIMITS.1).contains(&n) => Ok(n),
                _ => Err(Error::Request(format!("limit={v:?}: write a number from 1 to {}", LIMITS.1))),
            },
        }
    }

    /// The steps of a time series.
    pub fn step(&self) -> Result<Step> {
        match self.one("step") {
            None | Some("month") => Ok(Step::Month),
            Some("week") => Ok(Step::Week),
            Some("day") => Ok(Step::Day),
            Some(v) => Err(Error::Request(format!("step={v:?}: write day, week or month"))),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn params(all: &[(&str, &str)]) -> Params {
        Params(all.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn filters_take_several_values_and_refuse_what_they_do_not_know() {
        let p = params(&[("type", "CONSULT,AGREE"), ("actor", "IRN"), ("actor", "USA:GOV"), ("background", "false")]);
        let filter = p.filter().unwrap();
        assert_eq!(filter.types, [EventType::Consult, EventType::Agree]);
        assert_eq!(filter.actors.len(), 2);
        assert_eq!(filter.background, Some(false));
        assert!(params(&[("type", "DANCE")]).filter().unwrap_err().to_string().contains("CONSULT"));
        assert!(params(&[("background", "perhaps")]).filter().is_err());
        assert!(params(&[("tpye", "AGREE")]).known(&["limit"], true).unwrap_err().to_string().contains("tpye"));
        assert!(params(&[("limit", "0")]).limit().is_err());
        assert!(params(&[("limit", "501")]).limit().is_err());
    }
}
