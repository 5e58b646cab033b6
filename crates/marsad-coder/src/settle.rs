//! The parties of a whole record. Each mention of the act has weighed the parties by itself; here the model first weighs each party by
//! what all mentions make of it ([`SETTLE`]), then the two sides together ([`SIDES`]): how many stand on each, and whether one
//! party stands on both, as where a state arrests its own people.

use marsad_lexicon::{OUTPUTS, Weights, decision_hash};
use marsad_record::{EventType, Field, Role};

use crate::judge::{Feature, Scorer, Sink, bucket, level, yes};

/// The decision whether a party stands in the whole record as actor (first output) or recipient (second).
pub const SETTLE: &str = "settle";
/// The decision which of all pairs of sides is the record's.
pub const SIDES: &str = "sides";

/// How many parties may be chosen from on a side; more make 2^n sides.
const POOL: usize = 4;
/// The same where both sides are one.
const POOL_OF_BOTH: usize = 6;
/// More on a side, and more on both, are told apart no further.
const MANY: usize = 5;
const BOTH: usize = 2;
/// Least probability at which a party is chosen from.
const LEAST: f32 = 0.04;
/// A party that is not chosen from stands in the record from this probability on.
const SURE: f32 = 0.5;

/// A phrase that lists parties: the field, the word of its predicate, its number among the predicate's slots.
pub type List = (Field, usize, usize);

/// What one mention of an act makes of a party: probabilities. One party may be named by several words, as where a state's
/// police arrests its people: each side has the entity that is likeliest there.
#[derive(Clone, Copy, Debug)]
pub struct Weighed {
    /// The entity that would act, and the one that would be acted upon.
    pub entities: [usize; OUTPUTS],
    /// That it acts.
    pub actor: f32,
    /// That it is acted upon.
    pub recipient: f32,
    /// The list ("Egypt and Jordan") in which each of these entities stands.
    pub lists: [Option<List>; OUTPUTS],
    /// Whether the mention's sentence names it.
    pub here: bool,
    /// Whether the frame's rules have it act, and have it acted upon.
    pub ruled: [bool; OUTPUTS],
}

impl Weighed {
    /// What one name of a party, in this list, makes of it.
    pub fn new(entity: usize, [actor, recipient]: [f32; OUTPUTS], list: Option<List>) -> Weighed {
        Weighed {
            entities: [entity; OUTPUTS],
            actor,
            recipient,
            lists: [list; OUTPUTS],
            here: false,
            ruled: [false; OUTPUTS],
        }
    }

    /// Adds another name of the party, or another mention of the act.
    pub fn take(&mut self, w: Weighed) {
        if w.actor > self.actor {
            (self.actor, self.entities[0], self.lists[0]) = (w.actor, w.entities[0], w.lists[0]);
        }
        if w.recipient > self.recipient {
            (self.recipient, self.entities[1], self.lists[1]) = (w.recipient, w.entities[1], w.lists[1]);
        }
        self.here |= w.here;
        (0..OUTPUTS).for_each(|k| self.ruled[k] |= w.ruled[k]);
    }

    /// Whether the two sides would be different words.
    pub fn apart(&self) -> bool {
        self.entities[0] != self.entities[1]
    }

    /// The entity of the likelier side.
    pub fn surest(&self) -> usize {
        self.entities[usize::from(self.recipient > self.actor)]
    }
}

/// What all mentions of an act make of a party.
#[derive(Clone, Debug)]
pub struct Pooled {
    /// The highest probability of each part, with its entity.
    pub best: Weighed,
    sums: [f32; OUTPUTS],
    /// In how many mentions its sentence names it, and the frame's rules have it on each side.
    here: usize,
    ruled: [usize; OUTPUTS],
}

impl Pooled {
    /// Begins with one mention.
    pub fn new(w: Weighed) -> Pooled {
        let ruled = w.ruled.map(usize::from);
        Pooled { best: w, sums: [w.actor, w.recipient], here: usize::from(w.here), ruled }
    }

    /// Adds a mention.
    pub fn take(&mut self, w: Weighed) {
        self.best.take(w);
        self.sums[0] += w.actor;
        self.sums[1] += w.recipient;
        self.here += usize::from(w.here);
        (0..OUTPUTS).for_each(|k| self.ruled[k] += usize::from(w.ruled[k]));
    }
}

/// What the features of a party in a record look at.
pub struct Settling<'a> {
    /// The record's type.
    pub event_type: EventType,
    /// All parties that compete.
    pub all: &'a [Pooled],
    /// How many mentions the record has.
    pub mentions: usize,
    /// The party's code.
    pub code: &'a str,
    /// The party's sector.
    pub role: Role,
    /// Whether its code is only guessed.
    pub guessed: bool,
    /// How often the document names it.
    pub named: usize,
    /// Whether the title names it.
    pub titled: bool,
}

/// Features of "does this party stand in the record?".
pub fn settle_features(out: &mut impl Sink, x: &Settling<'_>, p: &Pooled) {
    let t = x.event_type.as_str();
    let (a, r) = (level(p.best.actor), level(p.best.recipient));
    let n = bucket(x.mentions.min(5));
    let mean = |k: usize| level(p.sums[k] / x.mentions as f32);
    let rank = |value: f32, of: fn(&Pooled) -> f32| bucket(x.all.iter().filter(|o| of(o) > value).count().min(4));
    let strong = |of: fn(&Pooled) -> f32| bucket(x.all.iter().filter(|o| of(o) >= 0.4).count().min(4));
    let actor: fn(&Pooled) -> f32 = |o| o.best.actor;
    let recipient: fn(&Pooled) -> f32 = |o| o.best.recipient;
    out.add(("bias",));
    out.add(("t", t));
    for (part, level, mean, rank, strong) in [
        ("a", a, mean(0), rank(p.best.actor, actor), strong(actor)),
        ("r", r, mean(1), rank(p.best.recipient, recipient), strong(recipient)),
    ] {
        out.add((part, "max", level));
        out.add((part, "max", t, level));
        out.add((part, "max-n", level, n));
        out.add((part, "mean", mean));
        out.add((part, "mean", t, mean));
        out.add((part, "mean-max", mean, level));
        out.add((part, "rank", t, rank, level));
        out.add((part, "rank", rank, strong, level));
        out.add((part, "role", t, x.role.as_str(), level));
        out.add((part, "guessed", if x.guessed { "guessed" } else { "told" }, level));
    }
    let of_mentions = |k: usize| match (k, x.mentions) {
        (0, _) => "none",
        (k, n) if k >= n => "all",
        (k, n) if 2 * k >= n => "most",
        _ => "some",
    };
    let (here, ruled) = (of_mentions(p.here), p.ruled.map(of_mentions));
    let (named, titled) = (bucket(x.named.min(15)), yes(x.titled));
    out.add(("here", t, here, n));
    out.add(("ruled", t, ruled[0], ruled[1]));
    out.add(("ruled", here, ruled[0], ruled[1], n));
    out.add(("named", t, named, titled));
    for (part, level, ruled) in [("a", a, ruled[0]), ("r", r, ruled[1])] {
        out.add((part, "code", t, x.code));
        out.add((part, "code", x.code, level));
        out.add((part, "here", here, level, n));
        out.add((part, "ruled", ruled, level, n));
        out.add((part, "named", named, level));
        out.add((part, "titled", titled, here, level));
    }
    let apart = yes(p.best.apart());
    out.add(("both", a, r));
    out.add(("both", a, r, apart));
    out.add(("both", t, apart));
}

/// A party with its probabilities by [`SETTLE`].
#[derive(Clone, Copy, Debug)]
pub struct Contender {
    /// That it acts, and that it is acted upon.
    pub p: [f32; OUTPUTS],
    /// Its sector, where it acts and where it is acted upon.
    pub roles: [Role; OUTPUTS],
    /// Whether the two sides would be different words.
    pub apart: bool,
    /// Whether its code is only guessed.
    pub guessed: bool,
    /// Whether its code is that of the state which the document speaks of most.
    pub home: bool,
    /// The list in which it stands, where it acts and where it is acted upon.
    pub lists: [Option<List>; OUTPUTS],
}

/// The parties that contend for the two sides of a record.
pub struct Contest<'a> {
    /// The record's type.
    pub event_type: EventType,
    /// How many mentions the record has.
    pub mentions: usize,
    /// The parties.
    pub all: &'a [Contender],
    /// What each as an actor is to each as a recipient: `same`, `war`, `rivalry`, or `-`.
    pub foes: Vec<Vec<&'static str>>,
}

/// Who acts and who is acted upon, as numbers of contenders.
pub type Sides = [Vec<usize>; OUTPUTS];

const SIDE: [&str; OUTPUTS] = ["a", "r"];

fn log_odds(p: f32) -> f32 {
    let p = p.clamp(0.005, 0.995);
    (p / (1.0 - p)).ln()
}

impl Contest<'_> {
    /// Whom a side is chosen from, the likeliest first, and who stands on it without being chosen.
    fn pool(&self, side: usize) -> (Vec<usize>, Vec<usize>) {
        let most = match (self.event_type.is_symmetric(), side) {
            (true, 1) => return (Vec::new(), Vec::new()),
            (true, _) => POOL_OF_BOTH,
            (false, _) => POOL,
        };
        let p = |i: usize| self.all[i].p[side];
        let mut list: Vec<usize> = (0..self.all.len()).filter(|&i| p(i) > LEAST).collect();
        list.sort_by(|&a, &b| p(b).total_cmp(&p(a)).then(a.cmp(&b)));
        let mut rest = if list.len() > most { list.split_off(most) } else { Vec::new() };
        rest.retain(|&i| p(i) >= SURE);
        (list, rest)
    }

    /// All that may stand on a side.
    fn choices(&self, side: usize) -> Vec<Vec<usize>> {
        let (pool, sure) = self.pool(side);
        (0..1_usize << pool.len())
            .map(|set| {
                let chosen = pool.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1).map(|x| *x.1);
                chosen.chain(sure.iter().copied()).collect()
            })
            .collect()
    }

    /// All pairs of sides.
    pub fn options(&self) -> Vec<Sides> {
        let recipients = self.choices(1);
        let of = |a: Vec<usize>| recipients.iter().map(move |r| [a.clone(), r.clone()]).collect::<Vec<_>>();
        self.choices(0).into_iter().flat_map(of).collect()
    }

    /// The log odds of all who stand on the sides.
    pub fn sum(&self, sides: &Sides) -> f32 {
        self.sum_of(0, &sides[0]) + self.sum_of(1, &sides[1])
    }

    fn sum_of(&self, side: usize, chosen: &[usize]) -> f32 {
        chosen.iter().map(|&i| log_odds(self.all[i].p[side])).sum()
    }

    fn told(&self) -> &'static str {
        bucket(self.mentions.min(3))
    }

    /// What scales the log odds.
    pub fn scale_features(&self, out: &mut impl Sink) {
        out.add(("sum",));
        out.add(("sum", "mentions", self.told()));
        out.add(("sum", "type", self.event_type.as_str()));
    }

    fn side_features(&self, out: &mut impl Sink, side: usize, chosen: &[usize]) {
        let t = self.event_type.as_str();
        let name = SIDE[side];
        let p = |i: usize| self.all[i].p[side];
        let len = bucket(chosen.len());
        out.add((name, "len", t, len));
        out.add((name, "len-mentions", self.told(), len));
        let many = yes(chosen.len() > 1);
        for &i in chosen {
            let c = &self.all[i];
            out.add((name, "role", t, c.roles[side].as_str()));
            out.add((name, "home", yes(c.guessed), yes(c.home), many));
        }
        // What the text lists together stands together: "Egypt and Jordan".
        let list = |i: usize| self.all[i].lists[side];
        for i in (0..self.all.len()).filter(|i| !chosen.contains(i) && list(*i).is_some()) {
            if chosen.iter().any(|&j| list(j) == list(i)) {
                out.add((name, "list-broken", t));
                out.add((name, "list-broken", level(p(i))));
            }
        }
        let left = (0..self.all.len()).filter(|i| !chosen.contains(i)).map(p).fold(0.0, f32::max);
        out.add((name, "left", level(left)));
        if chosen.is_empty() {
            out.add((name, "empty", t, level(left)));
            return;
        }
        let least = chosen.iter().map(|&i| p(i)).fold(1.0, f32::min);
        let skipped = (0..self.all.len()).filter(|&i| p(i) > least && !chosen.contains(&i)).count();
        out.add((name, "least", t, level(least)));
        out.add((name, "least-len", len, level(least)));
        out.add((name, "skipped", bucket(skipped.min(2))));
        let gap = if least >= left { level(least - left) } else { "under" };
        out.add((name, "gap", gap));
    }

    /// What the two sides make of each other, beside who stands on each.
    fn pair_features(&self, out: &mut impl Sink, sides: &Sides) {
        let [a, r] = sides;
        self.number_features(out, [a.len(), r.len()], on_both(a, r));
        for &i in a {
            if r.contains(&i) {
                self.both_features(out, i, [a.len() > 1, r.len() > 1]);
            } else {
                self.only_features(out, 0, i);
            }
            for &j in r {
                self.roles_features(out, i, j);
            }
        }
        for &i in r.iter().filter(|i| !a.contains(i)) {
            self.only_features(out, 1, i);
        }
    }

    /// How many stand on each side, and on both.
    fn number_features(&self, out: &mut impl Sink, [a, r]: [usize; OUTPUTS], both: usize) {
        let t = self.event_type.as_str();
        out.add(("len", bucket(a.min(MANY)), bucket(r.min(MANY))));
        out.add(("len", t, bucket(a.min(2)), bucket(r.min(2))));
        let both = bucket(both.min(BOTH));
        out.add(("both", both));
        out.add(("both", t, both));
    }

    /// One who stands on both sides; whether others stand on each.
    fn both_features(&self, out: &mut impl Sink, i: usize, many: [bool; OUTPUTS]) {
        let t = self.event_type.as_str();
        let c = &self.all[i];
        let [a_many, r_many] = many.map(yes);
        let (levels, roles, apart) = (c.p.map(level), c.roles.map(Role::as_str), yes(c.apart));
        out.add(("both-role", roles[0]));
        out.add(("both-roles", roles[0], roles[1], apart));
        out.add(("both-apart", t, apart));
        out.add(("both-apart", apart, a_many, r_many));
        out.add(("both-home", yes(c.home)));
        out.add(("both-alone", a_many, r_many));
        out.add(("both-alone", t, a_many, r_many));
        out.add(("both-levels", levels[0], levels[1]));
        out.add(("both-levels", levels[0], levels[1], apart));
    }

    /// One who stands on this side alone.
    fn only_features(&self, out: &mut impl Sink, side: usize, i: usize) {
        out.add((["only-a", "only-r"][side], level(self.all[i].p[1 - side])));
    }

    /// An actor and a recipient, who may be one.
    fn roles_features(&self, out: &mut impl Sink, i: usize, j: usize) {
        let same = if i == j { "same" } else { "-" };
        let (a, r) = (self.all[i].roles[0], self.all[j].roles[1]);
        let t = self.event_type.as_str();
        out.add(("roles", t, a.as_str(), r.as_str(), same));
        let foe = self.foes[i][j];
        out.add(("foe", t, foe));
        out.add(("foe-role", t, foe, r.as_str()));
    }

    /// Features of a pair of sides.
    pub fn features(&self, out: &mut impl Sink, sides: &Sides) {
        self.side_features(out, 0, &sides[0]);
        self.side_features(out, 1, &sides[1]);
        self.pair_features(out, sides);
    }

    /// The best pair of sides, the likeliest party of each first.
    pub fn best(&self, weights: &Weights) -> Sides {
        let scorer = || Scorer::new(weights, SIDES);
        let mut scale = scorer();
        self.scale_features(&mut scale);
        let scale = scale.sums()[0];
        let side = |k: usize| -> Vec<Side> {
            let of = |set: Vec<usize>| {
                let mut sum = scorer();
                self.side_features(&mut sum, k, &set);
                Side { weight: sum.sums()[0], log_odds: self.sum_of(k, &set), set }
            };
            self.choices(k).into_iter().map(of).collect()
        };
        let (actors, recipients) = (side(0), side(1));
        let mut pairs = Pairs::new(self, weights, [&actors, &recipients]);
        let mut best: Option<(f32, &Side, &Side)> = None;
        for a in &actors {
            for r in &recipients {
                let pair = pairs.sum(&a.set, &r.set);
                let w = a.weight + r.weight + scale * (a.log_odds + r.log_odds) + pair;
                if best.is_none_or(|b| w > b.0) {
                    best = Some((w, a, r));
                }
            }
        }
        best.map_or_else(Sides::default, |(_, a, r)| [a.set.clone(), r.set.clone()])
    }
}

/// How many stand on both sides.
fn on_both(a: &[usize], r: &[usize]) -> usize {
    a.iter().filter(|i| r.contains(i)).count()
}

/// Who may stand on a side, with what that weighs by itself.
struct Side {
    weight: f32,
    log_odds: f32,
    set: Vec<usize>,
}

/// Most features that are looked up together.
const TERMS: usize = 9;

/// The weights of some features in their order, then zeros; `None` where nobody asked for them yet.
type Terms = Option<[f32; TERMS]>;

/// Weighs [`Contest::pair_features`]. Some hundred pairs are made of the same few parties: what these bring is looked up once.
struct Pairs<'c> {
    contest: &'c Contest<'c>,
    weights: &'c Weights,
    /// The number of each contender among those who may stand on a side.
    number: Vec<usize>,
    /// How many these are.
    count: usize,
    /// By how many stand on each side and on both.
    lengths: Vec<Terms>,
    /// Of one on both sides, by whether others stand on each.
    both: Vec<[Terms; 4]>,
    /// Of one on one side alone.
    only: Vec<[Option<f32>; OUTPUTS]>,
    /// Of an actor and a recipient.
    roles: Vec<Option<f32>>,
}

impl<'c> Pairs<'c> {
    fn new(contest: &'c Contest<'c>, weights: &'c Weights, sides: [&[Side]; OUTPUTS]) -> Pairs<'c> {
        let (mut number, mut count) = (vec![usize::MAX; contest.all.len()], 0);
        // The last choice of a side is all who may stand there.
        for &i in sides.into_iter().filter_map(<[Side]>::last).flat_map(|side| &side.set) {
            if number[i] == usize::MAX {
                number[i] = count;
                count += 1;
            }
        }
        let recipients = sides[1].last().map_or(0, |side| side.set.len());
        Pairs {
            contest,
            weights,
            number,
            count,
            lengths: vec![None; (MANY + 1) * (MANY + 1) * (BOTH + 1)],
            both: vec![[None; 4]; count],
            only: vec![[None; OUTPUTS]; count],
            roles: vec![None; if recipients > 0 { count * count } else { 0 }],
        }
    }

    /// The sum for a pair. The weights are added in the order of the features.
    fn sum(&mut self, a: &[usize], r: &[usize]) -> f32 {
        let Pairs { contest, weights, .. } = *self;
        let (both, many) = (on_both(a, r), [a.len() > 1, r.len() > 1]);
        let at = (a.len().min(MANY) * (MANY + 1) + r.len().min(MANY)) * (BOTH + 1) + both.min(BOTH);
        let lengths = self.lengths[at]
            .get_or_insert_with(|| Lookup::of(weights, |out| contest.number_features(out, [a.len(), r.len()], both)));
        let mut sum = lengths.iter().sum::<f32>();
        let only = |known: &mut Option<f32>, side: usize, i: usize| {
            *known.get_or_insert_with(|| Lookup::of(weights, |out| contest.only_features(out, side, i))[0])
        };
        for &i in a {
            let n = self.number[i];
            if r.contains(&i) {
                let terms = &mut self.both[n][usize::from(many[0]) * 2 + usize::from(many[1])];
                let terms = terms.get_or_insert_with(|| Lookup::of(weights, |out| contest.both_features(out, i, many)));
                terms.iter().for_each(|term| sum += term);
            } else {
                sum += only(&mut self.only[n][0], 0, i);
            }
            for &j in r {
                let roles = &mut self.roles[n * self.count + self.number[j]];
                sum += *roles
                    .get_or_insert_with(|| Lookup::of(weights, |out| contest.roles_features(out, i, j)).iter().sum());
            }
        }
        for &i in r.iter().filter(|i| !a.contains(i)) {
            sum += only(&mut self.only[self.number[i]][1], 1, i);
        }
        sum
    }
}

/// Looks up the weights of features of [`SIDES`].
struct Lookup<'w> {
    weights: &'w Weights,
    found: [f32; TERMS],
    count: usize,
}

impl Lookup<'_> {
    fn of(weights: &Weights, features: impl Fn(&mut Lookup<'_>)) -> [f32; TERMS] {
        let mut lookup = Lookup { weights, found: [0.0; TERMS], count: 0 };
        features(&mut lookup);
        lookup.found
    }
}

impl Sink for Lookup<'_> {
    fn add(&mut self, feature: impl Feature) {
        let weights = self.weights.get(feature.hash(decision_hash(SIDES)));
        if let (Some(slot), Some([weight, _])) = (self.found.get_mut(self.count), weights) {
            *slot = weight;
        }
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use marsad_lexicon::Weights;
    use marsad_record::{EventType, Role};

    use super::{Contender, Contest};

    fn contender(actor: f32, recipient: f32) -> Contender {
        Contender {
            p: [actor, recipient],
            roles: [Role::Gov; 2],
            apart: false,
            guessed: false,
            home: false,
            lists: [None; 2],
        }
    }

    fn contest(event_type: EventType, all: &[Contender]) -> Contest<'_> {
        let foes = vec![vec!["-"; all.len()]; all.len()];
        Contest { event_type, mentions: 1, all, foes }
    }

    fn weights(rows: &[(&str, f32)]) -> Weights {
        let mut out = Weights::default();
        for (name, w) in rows {
            out.set_named(name, [*w, 0.0]);
        }
        out
    }

    #[test]
    fn all_pairs_of_sides_are_options() {
        let all = [contender(0.9, 0.2), contender(0.3, 0.8), contender(0.01, 0.02)];
        // Two may act, two may be acted upon: 4 times 4; the third is too unlikely on either side.
        let options = contest(EventType::Assault, &all).options();
        assert_eq!(options.len(), 16);
        assert!(options.iter().flatten().flatten().all(|&i| i < 2));
        // Between equals there is one side.
        let options = contest(EventType::Consult, &all).options();
        assert_eq!(options.len(), 4);
        assert!(options.iter().all(|sides| sides[1].is_empty()));
    }

    #[test]
    fn the_sum_of_log_odds_decides_unless_the_sides_speak_against_it() {
        let all = [contender(0.9, 0.6), contender(0.3, 0.8)];
        let raid = contest(EventType::Assault, &all);
        assert_eq!(raid.best(&weights(&[("sides|sum", 1.0)])), [vec![0], vec![1, 0]]);
        // One party on both sides costs more than it brings.
        let against = weights(&[("sides|sum", 1.0), ("sides|both|1", -3.0)]);
        assert_eq!(raid.best(&against), [vec![0], vec![1]]);
    }

    #[test]
    fn who_is_surely_there_stands_there_beyond_the_pool() {
        let all: Vec<Contender> = (0..8).map(|i| contender(0.99 - 0.02 * i as f32, 0.0)).collect();
        let talks = contest(EventType::Consult, &all);
        assert_eq!(talks.best(&weights(&[("sides|sum", 1.0)]))[0].len(), 8);
    }
}
