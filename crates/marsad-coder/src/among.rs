//! A candidate among all candidates of its document: a report that tells of one raid tells of it again, and a sentence that holds a
//! sure act seldom holds none beside it. Each candidate is weighed by itself first ([`crate::judge::EVENT`]); here those
//! probabilities are what the features look at.

use std::collections::BTreeMap;

use marsad_arabic::rows::Piece;
use marsad_record::EventType;

use crate::judge::{Sink, bucket, form_name, level};
use crate::propose::Form;

/// The decision whether a candidate is an event, once all candidates of the document are known.
pub const AMONG: &str = "among";

/// How many candidates to either side of one are looked at within its sentence: more than any sentence of a report holds.
const BESIDE: usize = 20;
/// How many candidates at the document's start are looked at for its title and lead.
const OPENING: usize = 40;

/// A candidate as others see it.
#[derive(Clone, Debug)]
pub struct Peer<'a> {
    /// Number of its sentence in the document; 0 is the title.
    pub sentence: usize,
    /// Its word in the field.
    pub word: usize,
    /// The type of event that it would be.
    pub event_type: EventType,
    /// How it is stated.
    pub form: Form,
    /// Lemma of its word.
    pub lemma: &'a str,
    /// Probability that it is an event, by itself.
    pub p: f32,
}

/// Sum and number of probabilities, and the highest of the two sentences that have the highest.
#[derive(Clone, Copy, Default)]
struct Tally {
    sum: f32,
    count: usize,
    best: Option<(f32, usize)>,
    next: Option<(f32, usize)>,
}

impl Tally {
    fn take(&mut self, p: f32, sentence: usize) {
        self.sum += p;
        self.count += 1;
        match self.best {
            Some((b, s)) if s == sentence => self.best = Some((b.max(p), s)),
            Some((b, _)) if b >= p => {
                if self.next.is_none_or(|n| p > n.0) {
                    self.next = Some((p, sentence));
                }
            }
            _ => {
                self.next = self.best;
                self.best = Some((p, sentence));
            }
        }
    }

    /// The highest outside a sentence.
    fn outside(&self, sentence: usize) -> Option<f32> {
        [self.best, self.next].into_iter().flatten().find(|x| x.1 != sentence).map(|x| x.0)
    }
}

/// All candidates of a document in order.
pub struct Peers<'a> {
    list: Vec<Peer<'a>>,
    all: Tally,
    of_type: BTreeMap<EventType, Tally>,
    of_lemma: BTreeMap<(EventType, &'a str), Tally>,
    of_sentence: BTreeMap<usize, Tally>,
    of_both: BTreeMap<(usize, EventType), Tally>,
}

/// A probability that may be missing, as a feature's part.
fn maybe(p: Option<f32>) -> &'static str {
    p.map_or("-", level)
}

fn highest<'p>(peers: impl Iterator<Item = &'p Peer<'p>>) -> Option<f32> {
    peers.map(|x| x.p).reduce(f32::max)
}

/// A probability by its log odds, in halves.
fn odds(p: f32) -> &'static str {
    const NAMES: [&str; 25] = [
        "-12", "-11", "-10", "-9", "-8", "-7", "-6", "-5", "-4", "-3", "-2", "-1", "0", "1", "2", "3", "4", "5", "6",
        "7", "8", "9", "10", "11", "12",
    ];
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    let halves = (2.0 * (p / (1.0 - p)).ln()).round() as i32;
    NAMES[(halves.clamp(-12, 12) + 12) as usize]
}

impl<'a> Peers<'a> {
    /// Counts them.
    pub fn new(list: Vec<Peer<'a>>) -> Peers<'a> {
        let mut out = Peers {
            list: Vec::new(),
            all: Tally::default(),
            of_type: BTreeMap::new(),
            of_lemma: BTreeMap::new(),
            of_sentence: BTreeMap::new(),
            of_both: BTreeMap::new(),
        };
        for x in &list {
            out.all.take(x.p, x.sentence);
            out.of_type.entry(x.event_type).or_default().take(x.p, x.sentence);
            out.of_lemma.entry((x.event_type, x.lemma)).or_default().take(x.p, x.sentence);
            out.of_sentence.entry(x.sentence).or_default().take(x.p, x.sentence);
            out.of_both.entry((x.sentence, x.event_type)).or_default().take(x.p, x.sentence);
        }
        out.list = list;
        out
    }

    /// The probability of one by itself.
    pub fn alone(&self, i: usize) -> f32 {
        self.list[i].p
    }

    fn sentence(&self, number: Option<usize>) -> Option<f32> {
        self.of_sentence.get(&number?)?.best.map(|b| b.0)
    }

    /// What the document makes of a candidate, by its number among all.
    pub fn features(&self, out: &mut impl Sink, i: usize) {
        let me = &self.list[i];
        let (t, s, form) = (Piece::new(me.event_type.as_str()), me.sentence, form_name(me.form));
        let own = Piece::new(level(me.p));
        let beside: Vec<(usize, &Peer<'_>)> = (i.saturating_sub(BESIDE)..self.list.len().min(i + BESIDE + 1))
            .map(|k| (k, &self.list[k]))
            .filter(|(k, x)| *k != i && x.sentence == s)
            .collect();
        let here = highest(beside.iter().map(|x| x.1));
        let here_of_type = highest(beside.iter().map(|x| x.1).filter(|x| x.event_type == me.event_type));
        let of_type = self.of_type.get(&me.event_type).copied().unwrap_or_default();
        let of_both = self.of_both.get(&(s, me.event_type)).copied().unwrap_or_default();
        let of_sentence = self.of_sentence.get(&s).copied().unwrap_or_default();
        let same_word = self.of_lemma.get(&(me.event_type, me.lemma)).and_then(|x| x.outside(s));
        let elsewhere = of_type.outside(s);
        let told = bucket(((of_type.sum - of_both.sum) as usize).min(5));
        let rest = self.all.count - of_sentence.count;
        let mean = maybe((rest > 0).then(|| (self.all.sum - of_sentence.sum) / rest as f32));
        let opening = || {
            let first = self.list.iter().take(OPENING).take_while(|x| x.sentence <= 1).enumerate();
            first.filter(|(k, _)| *k != i).map(|x| x.1)
        };
        let lead = maybe(highest(opening()));
        let lead_of_type = maybe(highest(opening().filter(|x| x.event_type == me.event_type)));
        let before_of_type = s.checked_sub(1).and_then(|n| self.of_both.get(&(n, me.event_type))?.best).map(|b| b.0);
        out.add(("odds", odds(me.p)));
        out.add(("own", own));
        out.add(("own-type", t, own));
        out.add(("own-form", form, own));
        out.add(("here", own, maybe(here)));
        out.add(("here-type", own, maybe(here_of_type)));
        out.add(("here-type", t, maybe(here_of_type)));
        out.add(("elsewhere", own, maybe(elsewhere)));
        out.add(("elsewhere", t, maybe(elsewhere)));
        out.add(("told", own, told));
        out.add(("told", t, told));
        out.add(("word", own, maybe(same_word)));
        out.add(("mean", mean));
        out.add(("mean", own, mean));
        out.add(("mean", t, mean));
        out.add(("most", own, maybe(self.all.outside(s))));
        out.add(("lead", own, lead));
        out.add(("lead-type", own, lead_of_type));
        out.add(("lead-type", t, lead_of_type));
        out.add(("before", own, maybe(self.sentence(s.checked_sub(1)))));
        out.add(("behind", own, maybe(self.sentence(s.checked_add(1)))));
        out.add(("before-type", t, maybe(before_of_type)));
        if let Some((_, x)) = beside.iter().min_by_key(|(k, x)| (x.word.abs_diff(me.word), *k)) {
            let (other, far) = (level(x.p), bucket(x.word.abs_diff(me.word).min(6)));
            out.add(("next", t, x.event_type.as_str(), other));
            out.add(("next", own, far, other));
            out.add(("next-form", form, form_name(x.form), other));
        }
    }
}

#[cfg(test)]
mod tests {
    use marsad_record::EventType;

    use super::{Peer, Peers};
    use crate::judge::Names;
    use crate::propose::Form;

    fn peer(sentence: usize, word: usize, event_type: EventType, p: f32) -> Peer<'static> {
        Peer { sentence, word, event_type, form: Form::Verb, lemma: "قصف", p }
    }

    fn features(peers: &Peers<'_>, i: usize) -> Vec<String> {
        let mut names = Names::default();
        peers.features(&mut names, i);
        names.0
    }

    #[test]
    fn a_candidate_sees_the_others() {
        let raid = EventType::Assault;
        let peers =
            Peers::new(vec![peer(0, 1, raid, 0.95), peer(3, 40, raid, 0.3), peer(3, 44, EventType::Accuse, 0.55)]);
        let found = features(&peers, 1);
        for expected in
            ["own|.3", "here|.3|.5", "here-type|.3|-", "word|.3|.9", "lead-type|.3|.9", "next|ASSAULT|ACCUSE|.5"]
        {
            assert!(found.iter().any(|f| f == expected), "{expected} is not among {found:?}");
        }
        // The title sees no lead but itself.
        assert!(features(&peers, 0).iter().any(|f| f == "lead|.9|-"));
    }

    #[test]
    fn one_candidate_alone_sees_nothing() {
        let peers = Peers::new(vec![peer(0, 0, EventType::Consult, 0.5)]);
        assert!(features(&peers, 0).iter().any(|f| f == "mean|-"));
        assert!(features(&peers, 0).iter().all(|f| !f.starts_with("next")));
    }
}
