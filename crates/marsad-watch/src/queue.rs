//! Requests that wait for their turn, host by host: never more at once than allowed, never closer to each other than the site wants.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use url::Url;

use crate::wait::{Moment, after};

/// What a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Poll the feed with this index.
    Poll(usize),
    /// Fetch the page of the item with this number.
    Page(i64),
    /// Fetch the robots.txt of this origin.
    Robots(String),
}

/// A request.
#[derive(Clone, Debug)]
pub struct Task {
    /// What for.
    pub job: Job,
    /// Where; after redirects not where the job began.
    pub url: Url,
    /// Redirects so far.
    pub hops: u32,
}

impl Task {
    /// A request that is no redirect's.
    pub fn new(job: Job, url: Url) -> Task {
        Task { job, url, hops: 0 }
    }

    /// The host that the request goes to.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The site whose robots.txt holds for the request.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }
}

#[derive(Default)]
struct Host {
    /// By the moment from which they may run, then by arrival.
    tasks: BTreeMap<(Moment, u64), Task>,
    /// Requests for robots.txt go first; as long as one of them is wanted, nothing else does.
    robots: VecDeque<Task>,
    robots_wanted: usize,
    running: usize,
    next: Moment,
    /// Until when the host wants to be left alone.
    blocked: Moment,
}

impl Host {
    /// The moment from which a request may be made, if there is one.
    fn ready(&self, per_host: usize) -> Option<Moment> {
        if self.running >= per_host {
            return None;
        }
        let due = match (self.robots.is_empty(), self.robots_wanted) {
            (false, _) => Moment::MIN,
            (true, 0) => self.tasks.keys().next()?.0,
            (true, _) => return None,
        };
        Some(due.max(self.next).max(self.blocked))
    }
}

/// The requests of all hosts.
pub struct Queue {
    hosts: BTreeMap<String, Host>,
    per_host: usize,
    arrivals: u64,
}

impl Queue {
    /// An empty queue.
    pub fn new(per_host: usize) -> Queue {
        Queue { hosts: BTreeMap::new(), per_host, arrivals: 0 }
    }

    fn host(&mut self, name: &str) -> &mut Host {
        self.hosts.entry(name.to_owned()).or_default()
    }

    /// Adds a request that may be made from `due` on.
    pub fn push(&mut self, task: Task, due: Moment) {
        self.arrivals += 1;
        let arrival = self.arrivals;
        let host = self.host(task.host());
        match task.job {
            Job::Robots(_) => host.robots.push_back(task),
            _ => drop(host.tasks.insert((due, arrival), task)),
        }
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.hosts.values().all(|h| h.tasks.is_empty() && h.robots.is_empty())
    }

    /// Takes the request that has waited longest among those that may be made now, and counts it as running.
    pub fn take(&mut self, now: Moment, delay: impl Fn(&Task) -> Duration) -> Option<Task> {
        let per_host = self.per_host;
        let ready = self.hosts.values_mut().filter_map(|h| Some((h.ready(per_host)?, h)));
        let (_, host) = ready.filter(|(due, _)| *due <= now).min_by_key(|(due, _)| *due)?;
        let task = match host.robots.pop_front() {
            Some(task) => task,
            None => host.tasks.pop_first()?.1,
        };
        host.running += 1;
        host.next = after(now, delay(&task));
        Some(task)
    }

    /// Gives a request back that was taken but not made, for want of the host's robots.txt: nothing else runs before
    /// [`Queue::robots_done`].
    pub fn hold(&mut self, task: Task, now: Moment) {
        let host = self.host(task.host());
        host.running = host.running.saturating_sub(1);
        host.next = now;
        host.robots_wanted += 1;
        // It was the first, so it comes first again.
        host.tasks.insert((Moment::MIN, 0), task);
    }

    /// Lets a host's requests run whose robots.txt was waited for.
    pub fn robots_done(&mut self, host: &str) {
        let host = self.host(host);
        host.robots_wanted = host.robots_wanted.saturating_sub(1);
    }

    /// Counts a request as done.
    pub fn done(&mut self, host: &str) {
        let host = self.host(host);
        host.running = host.running.saturating_sub(1);
    }

    /// Lets no request to a host run before a moment.
    pub fn block(&mut self, host: &str, until: Moment) {
        let host = self.host(host);
        host.blocked = host.blocked.max(until);
    }

    /// Takes out all requests to hosts that are blocked, each with the moment until when.
    pub fn take_blocked(&mut self, now: Moment) -> Vec<(Task, Moment)> {
        let mut out = Vec::new();
        for host in self.hosts.values_mut().filter(|host| host.blocked > now) {
            let robots = std::mem::take(&mut host.robots);
            let tasks = std::mem::take(&mut host.tasks);
            out.extend(tasks.into_values().chain(robots).map(|task| (task, host.blocked)));
        }
        out
    }

    /// Takes out all requests that need the robots.txt of an origin on this host.
    pub fn take_of(&mut self, host: &str, origin: &str) -> Vec<Task> {
        let host = self.host(host);
        let tasks = std::mem::take(&mut host.tasks);
        let (out, kept): (Vec<_>, Vec<_>) = tasks.into_iter().partition(|(_, task)| task.origin() == origin);
        host.tasks = kept.into_iter().collect();
        out.into_iter().map(|(_, task)| task).collect()
    }

    /// The next moment at which a request may be made without another one ending first.
    pub fn next(&self) -> Option<Moment> {
        self.hosts.values().filter_map(|h| h.ready(self.per_host)).min()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn page(number: i64, host: &str) -> Task {
        Task::new(Job::Page(number), Url::parse(&format!("http://{host}/{number}")).unwrap())
    }

    fn take(queue: &mut Queue, now: Moment) -> Option<Job> {
        queue.take(now, |_| Duration::from_millis(10)).map(|t| t.job)
    }

    #[test]
    fn one_at_a_time_and_with_a_pause() {
        let mut queue = Queue::new(1);
        for number in 1..=2 {
            queue.push(page(number, "a.example"), 0);
        }
        queue.push(page(3, "b.example"), 5);
        assert_eq!(take(&mut queue, 0), Some(Job::Page(1)));
        assert_eq!((take(&mut queue, 0), queue.next()), (None, Some(5)));
        queue.done("a.example");
        assert_eq!((take(&mut queue, 4), queue.next()), (None, Some(5)));
        assert_eq!(take(&mut queue, 9), Some(Job::Page(3)));
        assert_eq!((take(&mut queue, 9), queue.next()), (None, Some(10)));
        assert_eq!(take(&mut queue, 10), Some(Job::Page(2)));
        assert!(queue.is_empty());
    }

    #[test]
    fn a_host_that_asks_is_left_alone() {
        let mut queue = Queue::new(4);
        queue.push(page(1, "a.example"), 0);
        queue.block("a.example", 100);
        queue.block("a.example", 50);
        assert_eq!((take(&mut queue, 99), queue.next()), (None, Some(100)));
        assert!(take(&mut queue, 100).is_some());
        queue.push(page(2, "a.example"), 0);
        queue.push(page(3, "b.example"), 0);
        assert!(queue.take_blocked(100).is_empty());
        let out: Vec<(Job, Moment)> =
            queue.take_blocked(99).into_iter().map(|(task, until)| (task.job, until)).collect();
        assert_eq!(out, [(Job::Page(2), 100)]);
        assert_eq!(take(&mut queue, 200), Some(Job::Page(3)));
    }

    #[test]
    fn robots_come_first_wherever_they_lead() {
        let mut queue = Queue::new(2);
        queue.push(page(1, "a.example"), 0);
        queue.push(page(2, "a.example"), 0);
        let held = queue.take(0, |_| Duration::ZERO).unwrap();
        queue.hold(held, 0);
        assert_eq!((take(&mut queue, 1), queue.next()), (None, None));
        let robots = Job::Robots("http://a.example".to_owned());
        queue.push(Task::new(robots.clone(), Url::parse("http://b.example/robots.txt").unwrap()), 0);
        assert_eq!(take(&mut queue, 1), Some(robots));
        assert_eq!(take(&mut queue, 100), None);
        queue.robots_done("a.example");
        assert_eq!(take(&mut queue, 100), Some(Job::Page(1)));
        assert_eq!(take(&mut queue, 110), Some(Job::Page(2)));
    }
}
