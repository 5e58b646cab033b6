//! The work itself: polls what is due, fetches what is wanted, has the new coded, and hands the records on.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use marsad_coder::Article;
use url::Url;

use crate::config::{Config, Feed};
use crate::document::{self, Document};
use crate::fetch::{Answer, Failure, Fetcher, Validators, Want};
use crate::identity;
use crate::limits::Limits;
use crate::queue::{Job, Queue, Task};
use crate::rejects::{self, Aside, Rejects, written};
use crate::report::{Notice, Summary};
use crate::robots::Robots;
use crate::sink::{Sink, SinkError};
use crate::state::{FeedState, Item, Key, Outcome, State, StateError};
use crate::wait::{Moment, after, backoff, jittered};

/// Longest time between two looks at [`Stop`].
const LOOK: Duration = Duration::from_millis(100);

/// Items that bring their text with them, coded and written at a time.
const BATCH: usize = 64;

/// Why a run breaks off. What was begun is in the state file and goes on at the next start.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The state cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// Records, or what is set aside, cannot be written.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

impl From<rejects::Error> for WatchError {
    fn from(e: rejects::Error) -> WatchError {
        match e {
            rejects::Error::State(e) => WatchError::State(e),
            rejects::Error::File(e) => WatchError::Sink(e),
        }
    }
}

/// Asks a run to end: what is in flight is finished, nothing new is begun.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks for the end. May be called from any thread, and more than once.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// When a run ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Never: only [`Stop`] ends it.
    Stopped,
    /// When each feed was polled once and what came of it was done, except for what is to be tried again later.
    PolledOnce,
}

/// What a run works with.
pub struct Watch<'a> {
    /// What is watched.
    pub config: &'a Config,
    /// Bounds.
    pub limits: &'a Limits,
    /// Codes an article into its record, one line of JSON without line break; `None` if it meets a mistake of ours.
    pub code: &'a dyn Fn(&Article) -> Option<String>,
    /// Takes the records.
    pub sink: &'a mut dyn Sink,
    /// File that holds what was set aside, one JSON object a line.
    pub rejects: Option<&'a Path>,
    /// Takes what is worth a line in the log.
    pub log: &'a mut dyn FnMut(&Notice),
}

impl Watch<'_> {
    /// Watches until the end that was asked for.
    ///
    /// # Errors
    /// If the state file or the sink fails. Feeds and sites that fail are no errors.
    pub fn run(self, until: Until, stop: &Stop) -> Result<Summary, WatchError> {
        let state = State::open(&self.config.state)?;
        let rejects = self.rejects.map(|path| Rejects::open(path, &state)).transpose()?;
        let fetcher = Fetcher::new(&self.config.user_agent, &self.config.allow_private, self.limits);
        let clock = Clock::start();
        let mut run = Run {
            once: until == Until::PolledOnce,
            queue: Queue::new(self.config.per_host),
            feeds: Vec::new(),
            robots: BTreeMap::new(),
            running: 0,
            summary: Summary::default(),
            state,
            rejects,
            clock,
            watch: self,
        };
        run.resume()?;
        let (done, answers) = channel();
        let fetcher = &fetcher;
        thread::scope(|scope| {
            run.turn(stop, &answers, |task, want, known| {
                let done = done.clone();
                scope.spawn(move || {
                    // A mistake in a parser must not cost the run; the task has to come back in any case.
                    let got = catch_unwind(AssertUnwindSafe(|| get(fetcher, &task, want, &known, clock.now())))
                        .unwrap_or_else(|_| {
                            Err(Failure::Unreadable("meets a mistake in Marsad; please report it".into()))
                        });
                    // Nobody listens any more if the run broke off.
                    let _ = done.send((task, got));
                });
            })
        })?;
        run.finish()
    }
}

/// Moments that never go back, whatever becomes of the system's clock.
#[derive(Clone, Copy)]
struct Clock {
    start: Moment,
    since: Instant,
}

impl Clock {
    fn start() -> Clock {
        let start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock { start: after(0, start), since: Instant::now() }
    }

    fn now(&self) -> Moment {
        after(self.start, self.since.elapsed())
    }
}

/// What a request has brought.
enum Got {
    Unchanged,
    Moved { to: Url, lasting: bool },
    Read { document: Document, validators: Validators },
}

/// Makes a request and reads what it brings.
fn get(fetcher: &Fetcher, task: &Task, want: Want, known: &Validators, now: Moment) -> Result<Got, Failure> {
    Ok(match fetcher.get(&task.url, want, known, now)? {
        Answer::Unchanged => Got::Unchanged,
        Answer::Moved { to, lasting } => Got::Moved { to, lasting },
        Answer::Document { bytes, kind, validators } => {
            Got::Read { document: document::read(want, bytes, &task.url, kind.as_deref())?, validators }
        }
    })
}

/// A feed on its round.
struct Round {
    next: Moment,
    busy: bool,
}

struct Run<'a> {
    watch: Watch<'a>,
    once: bool,
    state: State,
    rejects: Option<Rejects>,
    clock: Clock,
    queue: Queue,
    /// In the order of the configuration.
    feeds: Vec<Round>,
    /// By origin, each with the moment until which it is believed.
    robots: BTreeMap<String, (Robots, Moment)>,
    running: usize,
    summary: Summary,
}

type Result<T, E = WatchError> = std::result::Result<T, E>;

impl Run<'_> {
    fn tell(&mut self, notice: &Notice) {
        (self.watch.log)(notice);
    }

    fn config_of(&self, feed: usize) -> Option<&Feed> {
        self.watch.config.feeds.get(feed)
    }

    /// Takes up what an earlier run left, and puts the feeds on their rounds.
    fn resume(&mut self) -> Result<()> {
        if let Some((position, records)) = self.state.undelivered()? {
            self.watch.sink.deliver(position, &records)?;
            self.state.delivered()?;
            self.tell(&Notice::Delivered { records: records.len() });
        }
        let now = self.clock.now();
        for (host, until) in self.state.blocks(now, self.watch.limits.longest_wait)? {
            self.queue.block(&host, until);
        }
        let items = self.state.items()?;
        self.take_up(&items)?;
        for feed in &self.watch.config.feeds {
            let FeedState { next, failures, .. } = self.state.feed(feed.url.as_str())?;
            // A clock that was once set wrong must not silence a feed.
            let next = next.min(after(now, self.watch.limits.longest_wait.max(feed.every) * 2));
            let wait = next.saturating_sub(now);
            if self.once && failures > 0 && wait > 0 {
                let wait = Duration::from_millis(wait.unsigned_abs());
                (self.watch.log)(&Notice::PollSkipped { feed: feed.url.to_string(), wait });
                self.feeds.push(Round { next: Moment::MAX, busy: false });
            } else {
                self.feeds.push(Round { next: if self.once { now } else { next }, busy: false });
            }
        }
        Ok(())
    }

    /// Sets to work on items of the list of things to do: codes those that bring their text, queues the pages of the others.
    fn take_up(&mut self, numbers: &[i64]) -> Result<()> {
        let mut batch = Vec::new();
        let mut fresh = BTreeSet::new();
        for number in numbers {
            let Some(item) = self.state.item(*number)? else { continue };
            match (&item.text, item.link.as_deref().map(Url::parse)) {
                (None, Some(Ok(link))) => self.queue_page(item.number, link, item.next),
                (Some(_), _) => batch.push((self.outcome(&item, Vec::new(), &mut fresh)?, item)),
                (None, _) => batch.push((Outcome::Aside("without text or address".to_owned()), item)),
            }
            if batch.len() >= BATCH {
                self.settle(std::mem::take(&mut batch))?;
                fresh.clear();
            }
        }
        self.settle(batch)
    }

    fn queue_page(&mut self, number: i64, link: Url, next: Moment) {
        // What is put off is left to the next run, which finds it in the state.
        if !self.once || next <= self.clock.now() {
            self.queue.push(Task::new(Job::Page(number), link), next);
        }
    }

    /// The loop: begins what may begin, waits for what comes back.
    fn turn(
        &mut self,
        stop: &Stop,
        answers: &Receiver<(Task, Result<Got, Failure>)>,
        spawn: impl Fn(Task, Want, Validators),
    ) -> Result<()> {
        let mut stopping = false;
        loop {
            if !stopping && stop.asked() {
                stopping = true;
                self.tell(&Notice::Stopping { running: self.running });
            }
            if !stopping {
                self.begin(&spawn)?;
                if self.once {
                    self.leave_blocked()?;
                }
            }
            let idle = self.running == 0;
            if idle && (stopping || self.once && self.queue.is_empty() && self.feeds.iter().all(|f| !f.busy)) {
                return Ok(());
            }
            let full = stopping || self.running >= self.watch.limits.requests;
            match answers.recv_timeout(if full { LOOK } else { self.wait() }) {
                Ok((task, got)) => self.answer(task, got)?,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
        }
    }

    /// How long there is nothing to begin unless something ends, at most [`LOOK`].
    fn wait(&self) -> Duration {
        let polls = self.feeds.iter().filter(|f| !f.busy).map(|f| f.next);
        let next = polls.chain(self.queue.next()).min().unwrap_or(Moment::MAX);
        let length = next.saturating_sub(self.clock.now()).max(1);
        Duration::from_millis(length.unsigned_abs()).min(LOOK)
    }

    fn begin(&mut self, spawn: &impl Fn(Task, Want, Validators)) -> Result<()> {
        let now = self.clock.now();
        for (round, (index, feed)) in self.feeds.iter_mut().zip(self.watch.config.feeds.iter().enumerate()) {
            if !round.busy && round.next <= now {
                round.busy = true;
                self.queue.push(Task::new(Job::Poll(index), feed.url.clone()), round.next);
                round.next = Moment::MAX;
            }
        }
        while self.running < self.watch.limits.requests {
            let now = self.clock.now();
            let (delay, longest, robots) = (self.watch.config.delay, self.watch.limits.longest_wait, &self.robots);
            let between = |task: &Task| {
                let asked = robots.get(&task.origin()).map_or(Duration::ZERO, |(rules, _)| rules.delay(longest));
                delay.max(asked)
            };
            let Some(task) = self.queue.take(now, between) else { break };
            let (want, known) = match &task.job {
                Job::Robots(_) => (Want::Robots, Validators::default()),
                Job::Page(_) => (Want::Page, Validators::default()),
                Job::Poll(index) => {
                    let url = self.config_of(*index).map(|f| f.url.to_string()).unwrap_or_default();
                    (Want::Feed, self.state.feed(&url)?.validators)
                }
            };
            if want != Want::Robots {
                match self.allowed(&task)? {
                    Some(true) => {}
                    Some(false) => {
                        self.queue.done(task.host());
                        self.fail(task, Failure::Disallowed)?;
                        continue;
                    }
                    None => {
                        self.ask_for_robots(task, now);
                        continue;
                    }
                }
            }
            self.running += 1;
            spawn(task, want, known);
        }
        Ok(())
    }

    /// What the site's robots.txt says to a request; `None` if it must be fetched first.
    fn allowed(&mut self, task: &Task) -> Result<Option<bool>> {
        let origin = task.origin();
        let now = self.clock.now();
        if self.robots.get(&origin).is_none_or(|(_, until)| *until <= now) {
            let age = self.watch.limits.robots_age;
            let since = now.saturating_sub(after(0, age));
            let Some((fetched, file)) = self.state.robots(&origin, since)? else { return Ok(None) };
            let rules = Robots::new(&self.watch.config.user_agent, file.as_deref());
            self.robots.insert(origin.clone(), (rules, after(fetched, age)));
        }
        Ok(self.robots.get(&origin).map(|(rules, _)| rules.allows(task.url.as_str())))
    }

    fn ask_for_robots(&mut self, task: Task, now: Moment) {
        let mut url = task.url.clone();
        url.set_path("/robots.txt");
        url.set_query(None);
        url.set_fragment(None);
        let robots = Task::new(Job::Robots(task.origin()), url);
        self.queue.hold(task, now);
        self.queue.push(robots, now);
    }

    /// Deals with what a request has brought.
    fn answer(&mut self, task: Task, got: Result<Got, Failure>) -> Result<()> {
        self.running = self.running.saturating_sub(1);
        self.queue.done(task.host());
        match got {
            Err(failure) => self.fail(task, failure),
            Ok(Got::Moved { .. }) if task.hops >= self.watch.limits.redirects => self.fail(task, Failure::Redirects),
            Ok(Got::Moved { to, lasting }) => {
                if let (Job::Poll(index), true, 0) = (&task.job, lasting, task.hops)
                    && let Some(feed) = self.config_of(*index)
                {
                    let feed = feed.url.to_string();
                    self.tell(&Notice::Moved { feed, to: to.clone() });
                }
                let now = self.clock.now();
                self.queue.push(Task { url: to, hops: task.hops + 1, job: task.job }, now);
                Ok(())
            }
            Ok(Got::Unchanged) => match task.job {
                Job::Poll(index) => self.polled(index, None),
                // Nobody asked whether it has changed.
                Job::Page(_) | Job::Robots(_) => self.fail(task, Failure::Status { code: 304, wait: None }),
            },
            Ok(Got::Read { document, validators }) => match (task.job, document) {
                (Job::Poll(index), Document::Feed(entries)) => self.polled(index, Some((validators, entries))),
                (Job::Page(number), Document::Page(page)) => self.page(number, &task.url, page),
                (Job::Robots(origin), Document::Robots(file)) => self.robots(&origin, Some(&file)),
                (job, _) => {
                    let task = Task { job, ..task };
                    self.fail(task, Failure::Unreadable("another kind of document than was asked for".to_owned()))
                }
            },
        }
    }

    /// A poll was answered, with a document or with the word that nothing has changed.
    fn polled(&mut self, index: usize, answer: Option<(Validators, Vec<marsad_ingest::feed::Entry>)>) -> Result<()> {
        let Some(feed) = self.config_of(index).cloned() else { return Ok(()) };
        let url = feed.url.to_string();
        let now = self.clock.now();
        let next = after(now, jittered(feed.every, &url));
        self.round_ends(index, next);
        let Some((validators, entries)) = answer else {
            let validators = self.state.feed(&url)?.validators;
            self.state.polled(&url, &FeedState { validators, next, failures: 0 }, &[])?;
            let sums = self.summary.feed(&url);
            sums.polled += 1;
            sums.unchanged += 1;
            self.tell(&Notice::Polled { feed: url, items: None });
            return Ok(());
        };
        let all = entries.len();
        let keys = identity::keys(&url, &entries);
        // Feeds begin with the newest; records are to come in the order of events.
        let items: Vec<(Vec<Key>, Item)> = keys
            .into_iter()
            .zip(entries)
            .rev()
            .map(|(keys, entry)| {
                let id = keys.first().map(identity::id).unwrap_or_default();
                (keys, document::item(&feed, id, entry, now))
            })
            .collect();
        let numbers = self.state.polled(&url, &FeedState { validators, next, failures: 0 }, &items)?;
        let sums = self.summary.feed(&url);
        sums.polled += 1;
        sums.unchanged += usize::from(numbers.is_empty());
        sums.new += numbers.len();
        self.tell(&Notice::Polled { feed: url, items: Some((numbers.len(), all)) });
        self.take_up(&numbers)
    }

    fn round_ends(&mut self, index: usize, next: Moment) {
        if let Some(round) = self.feeds.get_mut(index) {
            round.busy = false;
            round.next = if self.once { Moment::MAX } else { next };
        }
    }

    /// An item's page has come.
    fn page(&mut self, number: i64, url: &Url, page: marsad_ingest::html::Page) -> Result<()> {
        let Some(mut item) = self.state.item(number)? else { return Ok(()) };
        let linked = item.link.as_deref().map(identity::address);
        let last = identity::address(url.as_str());
        let outcome = if linked != Some(last) && url.path() == "/" && url.query().is_none() {
            Outcome::Aside("leads to the site's front page".to_owned())
        } else if linked != Some(last) && self.state.knows(&last)? {
            Outcome::Aside("known under another address".to_owned())
        } else {
            if item.title.is_empty() {
                item.title = page.title;
            }
            item.published = item.published.or_else(|| page.published.map(|day| day.to_string()));
            item.text = Some(page.text);
            item.link = Some(url.to_string());
            self.outcome(&item, vec![last], &mut BTreeSet::new())?
        };
        self.settle(vec![(outcome, item)])
    }

    /// Codes an item that has its text. `keys` are those that it is known by from now on; `fresh` are contents that are coded, but
    /// not in the state yet.
    fn outcome(&self, item: &Item, mut keys: Vec<Key>, fresh: &mut BTreeSet<Key>) -> Result<Outcome> {
        let article = match document::article(item) {
            Ok(article) => article,
            Err(why) => return Ok(Outcome::Aside(why)),
        };
        let content = identity::content(&item.outlet, &article.title, &article.text);
        if self.state.knows(&content)? || !fresh.insert(content) {
            return Ok(Outcome::Aside("the same words as an earlier article of the outlet".to_owned()));
        }
        keys.push(content);
        Ok(match (self.watch.code)(&article) {
            Some(record) => Outcome::Coded { record, keys },
            None => Outcome::Aside("meets a mistake in Marsad; please report it".to_owned()),
        })
    }

    /// Takes items off the list of things to do, and hands their records on.
    fn settle(&mut self, batch: Vec<(Outcome, Item)>) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let position = self.watch.sink.position()?;
        let now = self.clock.now();
        let batch: Vec<(Item, Outcome)> = batch.into_iter().map(|(outcome, item)| (item, outcome)).collect();
        self.state.settle(&batch, position, now)?;
        if let Some((position, records)) = self.state.undelivered()? {
            self.watch.sink.deliver(position, &records)?;
            self.state.delivered()?;
        }
        for (item, outcome) in batch {
            match outcome {
                Outcome::Coded { .. } => self.summary.feed(&item.feed).coded += 1,
                Outcome::Aside(why) => {
                    *self.summary.feed(&item.feed).aside.entry(why.clone()).or_default() += 1;
                    if let Some(file) = &mut self.rejects {
                        let Item { feed, link, title, .. } = item.clone();
                        file.add(&Aside { feed, link, title, cause: why.clone(), at: written(now) })?;
                    }
                    let name = item.link.unwrap_or(item.title);
                    self.tell(&Notice::Aside { feed: item.feed, item: name, why });
                }
            }
        }
        Ok(())
    }

    /// The site's robots.txt has come, or it has none.
    fn robots(&mut self, origin: &str, file: Option<&[u8]>) -> Result<()> {
        self.state.keep_robots(origin, self.clock.now(), file)?;
        self.robots.remove(origin);
        self.queue.robots_done(host_of(origin).as_deref().unwrap_or_default());
        Ok(())
    }

    /// A request has failed.
    fn fail(&mut self, task: Task, failure: Failure) -> Result<()> {
        if let Some(wait) = failure.asked_wait(self.watch.limits.first_wait) {
            self.pause(task.host().to_owned(), wait.min(self.watch.limits.longest_wait))?;
        }
        match task.job {
            Job::Robots(origin) => self.robots_failed(&origin, &failure),
            Job::Poll(index) => self.poll_failed(index, &failure),
            Job::Page(number) => self.page_failed(number, &failure),
        }
    }

    /// Leaves a host alone for a while.
    fn pause(&mut self, host: String, wait: Duration) -> Result<()> {
        let until = after(self.clock.now(), wait);
        self.queue.block(&host, until);
        self.state.block(&host, until)?;
        self.tell(&Notice::Paused { host, wait });
        Ok(())
    }

    /// Drops the requests to hosts that ask for a pause: a run that is to end does not wait. Pages stay in the state, feeds are left to
    /// the next run.
    fn leave_blocked(&mut self) -> Result<()> {
        let now = self.clock.now();
        for (task, until) in self.queue.take_blocked(now) {
            match task.job {
                Job::Page(_) => {}
                Job::Robots(_) => self.fail(task, Failure::NoRobots("its host asks for a pause".to_owned()))?,
                Job::Poll(index) => {
                    self.round_ends(index, until);
                    let feed = self.config_of(index).map(|f| f.url.to_string()).unwrap_or_default();
                    let wait = Duration::from_millis(until.saturating_sub(now).unsigned_abs());
                    self.tell(&Notice::PollSkipped { feed, wait });
                }
            }
        }
        Ok(())
    }

    fn robots_failed(&mut self, origin: &str, failure: &Failure) -> Result<()> {
        let has_none = match failure {
            // RFC 9309: what the server cannot give for now forbids all, what it does not have forbids nothing.
            Failure::Status { code, .. } => (400..500).contains(code) && *code != 429,
            Failure::WrongType(_) | Failure::Redirects | Failure::WrongAddress(_) | Failure::Unreadable(_) => true,
            _ => false,
        };
        if has_none {
            return self.robots(origin, None);
        }
        let Some(host) = host_of(origin) else { return Ok(()) };
        self.queue.robots_done(&host);
        let failure = match failure {
            Failure::Private(_) => failure.clone(),
            other => Failure::NoRobots(other.to_string()),
        };
        for task in self.queue.take_of(&host, origin) {
            self.fail(task, failure.clone())?;
        }
        Ok(())
    }

    fn poll_failed(&mut self, index: usize, failure: &Failure) -> Result<()> {
        let Some(feed) = self.config_of(index).cloned() else { return Ok(()) };
        let url = feed.url.to_string();
        let limits = self.watch.limits;
        let now = self.clock.now();
        let before = self.state.feed(&url)?;
        let failures = before.failures.saturating_add(1);
        // A feed that is gone is asked for as rarely as there is any failure.
        let gone = matches!(failure, Failure::Status { code: 410, .. });
        let wait = match gone {
            true => jittered(limits.longest_wait, &url),
            false => backoff(feed.every.saturating_mul(2), failures, limits.longest_wait.max(feed.every), &url),
        };
        let wait = wait.max(failure.asked_wait(Duration::ZERO).unwrap_or_default().min(limits.longest_wait));
        let next = after(now, wait);
        self.round_ends(index, next);
        self.state.polled(&url, &FeedState { next, failures, ..before }, &[])?;
        *self.summary.feed(&url).failed.entry(failure.cause()).or_default() += 1;
        self.tell(&Notice::PollFailed { feed: url, why: failure.to_string(), failures, wait });
        Ok(())
    }

    fn page_failed(&mut self, number: i64, failure: &Failure) -> Result<()> {
        let Some(item) = self.state.item(number)? else { return Ok(()) };
        let limits = self.watch.limits;
        let tries = item.tries.saturating_add(1);
        let link = item.link.clone().unwrap_or_default();
        if !failure.passing() || tries >= limits.tries {
            return self.settle(vec![(Outcome::Aside(failure.cause()), item)]);
        }
        let wait = backoff(limits.first_wait, tries, limits.longest_wait, &link);
        let wait = wait.max(failure.asked_wait(Duration::ZERO).unwrap_or_default().min(limits.longest_wait));
        let next = after(self.clock.now(), wait);
        self.state.put_off(number, tries, next)?;
        if let Ok(url) = Url::parse(&link) {
            self.queue_page(number, url, next);
        }
        self.tell(&Notice::PutOff { link, why: failure.to_string(), wait });
        Ok(())
    }

    /// The sums, with what is still to do.
    fn finish(mut self) -> Result<Summary> {
        for number in self.state.items()? {
            if let Some(item) = self.state.item(number)? {
                self.summary.feed(&item.feed).waiting += 1;
            }
        }
        Ok(self.summary)
    }
}

/// The host of an origin, as [`Task::host`] gives it.
fn host_of(origin: &str) -> Option<String> {
    Url::parse(origin).ok()?.host_str().map(str::to_owned)
}
