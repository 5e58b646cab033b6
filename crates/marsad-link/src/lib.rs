//! One act, many reports: joins the events of many articles that tell of the same act.
//!
//! The library is a pure function of the set of reports and the [`Model`]: no clock, no database, no hash order. What comes
//! out does not depend on the order in which reports arrive.
//!
//! 1. [`reports`] turns an article's record into [`Report`]s, one an event.
//! 2. [`keys`] gives each report the blocking keys under which it may meet others.
//! 3. [`Model::weigh`] scores a pair of reports on parties, days, place, topics, numbers and wording.
//! 4. [`link`] joins: connected components of the pairs above the threshold, then average linkage inside each.
//! 5. [`act`] pools a cluster's reports into an [`Act`]; [`tracks`] and [`agenda`] look over acts.
//!
//! To add reports to what is linked already, call [`link_ruled`] with them and every report of each component that holds a
//! report which the [`Arrivals`] touch: adding can only merge components, so all others stay as they are. Both work on
//! [`Sketch`]es, so that the reports of a large set need not be held at once.

mod act;
mod agenda;
mod cluster;
mod copies;
mod day;
mod keys;
mod model;
mod report;
mod track;
mod words;

pub use act::{Act, Belief, Member, StatusStep, Told, act};
pub use agenda::{AgendaItem, Outcome, agenda};
pub use cluster::{Arrivals, Cluster, Ruling, link, link_ruled};
pub use copies::{Fingerprint, copies};
pub use day::{Day, Days};
pub use keys::{Key, keys};
pub use model::{Feature, Model, ModelError, Sketch, Weighing};
pub use report::{Party, Place, Report, reports};
pub use track::{FEWEST, SILENCE, Thread, Track, TrackState, Weaver, tracks};
