//! From pairs to acts: components of the pairs above the threshold, and average linkage inside each.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::keys::Key;
use crate::model::{Model, Sketch};
use crate::report::Report;

/// Reports that tell of one act.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Indexes into the reports given, by their ids.
    pub members: Vec<usize>,
    /// For each member, its mean score to the others in points of log-odds; `None` for one alone.
    pub scores: Vec<Option<f64>>,
    /// The id of the first report (by id) of the component that holds the cluster. Adding reports touches a component
    /// only if one of them shares a key with one of the component's.
    pub component: String,
}

/// What a person says of two reports, by their ids: that they tell of one act (`together`), or that they do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The two reports.
    pub reports: [String; 2],
    /// One act, or two.
    pub together: bool,
}

/// Rulings on the members of a set of reports, by their places in the order of ids, of which none contradicts another.
#[derive(Default)]
struct Rulings {
    together: Vec<(u32, u32)>,
    apart: Vec<(u32, u32)>,
}

impl Rulings {
    /// Where rulings contradict each other, the later of `all` holds. Those on reports that are not there do nothing.
    fn new(all: &[Ruling], sketches: &[&Sketch]) -> Rulings {
        let place = |id: &String| sketches.binary_search_by(|sketch| sketch.id.cmp(id)).ok().map(|at| at as u32);
        let mut out = Rulings::default();
        let mut union = Union::new(sketches.len());
        for ruling in all.iter().rev() {
            let [Some(a), Some(b)] = [place(&ruling.reports[0]), place(&ruling.reports[1])] else { continue };
            let (x, y) = (union.root(a), union.root(b));
            let parted = out.apart.iter().any(|&(c, d)| {
                let pair = (union.root(c), union.root(d));
                pair == (x, y) || pair == (y, x)
            });
            if ruling.together && !parted {
                union.join(a, b);
                out.together.push((a, b));
            } else if !ruling.together && x != y {
                out.apart.push((a, b));
            }
        }
        out
    }
}

/// Joins reports into clusters, ordered by their first members' ids. Each report is in one cluster. The result depends only
/// on the set of reports, whose ids must differ.
pub fn link(reports: &[Report], model: &Model) -> Vec<Cluster> {
    link_ruled(&reports.par_iter().map(Sketch::new).collect::<Vec<_>>(), &[], model)
}

/// As [`link`], of the reports' sketches, where people have ruled on some pairs, whatever the scores say; of rulings that
/// contradict each other the later holds.
pub fn link_ruled(sketches: &[Sketch], rulings: &[Ruling], model: &Model) -> Vec<Cluster> {
    let mut order: Vec<usize> = (0..sketches.len()).collect();
    order.sort_by(|&a, &b| sketches[a].id.cmp(&sketches[b].id));
    let sketches: Vec<&Sketch> = order.iter().map(|&at| &sketches[at]).collect();

    let rulings = Rulings::new(rulings, &sketches);
    let mut edges = edges(&sketches, model);
    edges.extend(rulings.together.iter().map(|&(a, b)| Edge { a: a.min(b), b: a.max(b), score: f32::INFINITY }));
    let all: Vec<u32> = (0..order.len() as u32).collect();
    let components = components(&all, &edges);
    let mut clusters: Vec<(u32, Cluster)> = components
        .par_iter()
        .flat_map_iter(|component| {
            let first = &sketches[component.members[0] as usize].id;
            split(component, &sketches, &rulings, model)
                .into_iter()
                .map(|members| (members[0], finish(&members, &sketches, &order, model, first)))
                .collect::<Vec<_>>()
        })
        .collect();
    clusters.sort_unstable_by_key(|cluster| cluster.0);
    clusters.into_iter().map(|cluster| cluster.1).collect()
}

fn finish(members: &[u32], sketches: &[&Sketch], order: &[usize], model: &Model, component: &str) -> Cluster {
    let scores = members
        .iter()
        .map(|&a| {
            let others = members.iter().filter(|&&b| b != a);
            let sum: f64 = others.map(|&b| model.score(sketches[a as usize], sketches[b as usize])).sum();
            (members.len() > 1).then(|| sum / (members.len() - 1) as f64)
        })
        .collect();
    let members = members.iter().map(|&at| order[at as usize]).collect();
    Cluster { members, scores, component: component.to_owned() }
}

/// Reports that are to be linked, against which those that are linked already are held.
pub struct Arrivals<'a> {
    sketches: &'a [&'a Sketch],
    /// Places in `sketches` by key.
    blocks: FxHashMap<Key, Vec<u32>>,
    model: &'a Model,
}

impl<'a> Arrivals<'a> {
    /// Files the sketches of the new reports under their keys.
    pub fn new(sketches: &'a [&'a Sketch], model: &'a Model) -> Arrivals<'a> {
        let mut blocks: FxHashMap<Key, Vec<u32>> = FxHashMap::default();
        for (at, sketch) in sketches.iter().enumerate() {
            for &key in &sketch.keys {
                blocks.entry(key).or_default().push(at as u32);
            }
        }
        Arrivals { sketches, blocks, model }
    }

    /// Whether a linked report has a pair above the threshold with a new one. What hangs together with no such report stays as
    /// it is when the new ones are added.
    pub fn touch(&self, old: &Sketch) -> bool {
        let mut new: Vec<u32> = old.keys.iter().filter_map(|key| self.blocks.get(key)).flatten().copied().collect();
        new.sort_unstable();
        new.dedup();
        new.into_iter()
            .map(|at| self.sketches[at as usize])
            .any(|new| old.near(new) && self.model.passing(old, new).is_some())
    }
}

/// Two reports, by their places in the order of ids, whose score passes the threshold.
#[derive(Clone, Copy)]
struct Edge {
    a: u32,
    b: u32,
    score: f32,
}

/// The pairs above the threshold among those that share a key.
fn edges(sketches: &[&Sketch], model: &Model) -> Vec<Edge> {
    let mut blocks: FxHashMap<Key, Vec<u32>> = FxHashMap::default();
    for (at, sketch) in sketches.iter().enumerate() {
        for &key in &sketch.keys {
            blocks.entry(key).or_default().push(at as u32);
        }
    }
    let first_shared = |a: u32, b: u32| {
        let (a, b) = (&sketches[a as usize].keys, &sketches[b as usize].keys);
        a.iter().find(|key| b.binary_search(key).is_ok())
    };
    let blocks: Vec<(Key, Vec<u32>)> = blocks.into_iter().filter(|(_, block)| block.len() > 1).collect();
    blocks
        .par_iter()
        .flat_map_iter(|(key, block)| {
            let mut found = Vec::new();
            for (i, &a) in block.iter().enumerate() {
                for &b in &block[i + 1..] {
                    // A pair that shares several keys is weighed under the first of them.
                    if sketches[a as usize].near(sketches[b as usize])
                        && first_shared(a, b) == Some(key)
                        && let Some(score) = model.passing(sketches[a as usize], sketches[b as usize])
                    {
                        found.push(Edge { a, b, score: score as f32 });
                    }
                }
            }
            found
        })
        .collect()
}

/// Reports that hang together by edges.
struct Component {
    /// In the order of ids.
    members: Vec<u32>,
    edges: Vec<Edge>,
}

/// The components of `members`, sorted, under edges between them.
fn components(members: &[u32], edges: &[Edge]) -> Vec<Component> {
    let place = |at: u32| members.partition_point(|&member| member < at) as u32;
    let mut union = Union::new(members.len());
    for edge in edges {
        union.join(place(edge.a), place(edge.b));
    }
    let mut found: BTreeMap<u32, Component> = BTreeMap::new();
    for (at, &member) in members.iter().enumerate() {
        let component = || Component { members: Vec::new(), edges: Vec::new() };
        found.entry(union.root(at as u32)).or_insert_with(component).members.push(member);
    }
    for edge in edges {
        if let Some(component) = found.get_mut(&union.root(place(edge.a))) {
            component.edges.push(*edge);
        }
    }
    found.into_values().collect()
}

/// Sets that are joined; the root of a set is its smallest member.
#[derive(Default)]
pub(crate) struct Union(Vec<u32>);

impl Union {
    pub(crate) fn new(count: usize) -> Union {
        Union((0..count as u32).collect())
    }

    /// A further set of one member, whose number it returns.
    pub(crate) fn push(&mut self) -> u32 {
        let at = self.0.len() as u32;
        self.0.push(at);
        at
    }

    pub(crate) fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            self.0[at as usize] = self.0[self.0[at as usize] as usize];
            at = self.0[at as usize];
        }
        at
    }

    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

/// A possible merge of two groups, the best first; equal ones in the order of their members.
#[derive(PartialEq)]
struct Merge {
    mean: f32,
    a: u32,
    b: u32,
}

impl Eq for Merge {}

impl Ord for Merge {
    fn cmp(&self, other: &Merge) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Merge) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// All pairs of more reports than this would take too much memory (4 bytes a pair).
const ALL_PAIRS: usize = 4096;

/// The groups of a component. One too large for all its pairs falls apart first: its weakest edges go, a point at a time.
fn split(component: &Component, sketches: &[&Sketch], rulings: &Rulings, model: &Model) -> Vec<Vec<u32>> {
    if component.members.len() <= ALL_PAIRS {
        return average(&component.members, sketches, rulings, model);
    }
    let weakest = component.edges.iter().map(|edge| edge.score).fold(f32::INFINITY, f32::min);
    let edges: Vec<Edge> = component.edges.iter().copied().filter(|edge| edge.score > weakest + 1.0).collect();
    if edges.iter().all(|edge| edge.score == f32::INFINITY) {
        // Nothing tells these reports apart but what people say: they are put off from the rest.
        let (off, mut rest): (Vec<u32>, Vec<u32>) =
            component.members.iter().partition(|&&at| rulings.apart.iter().any(|pair| pair.0.max(pair.1) == at));
        let mut groups = if off.is_empty() { Vec::new() } else { average(&off, sketches, rulings, model) };
        rest.sort_unstable();
        groups.push(rest);
        return groups;
    }
    components(&component.members, &edges).iter().flat_map(|part| split(part, sketches, rulings, model)).collect()
}

/// Merges the two groups whose pairs have the highest mean score as long as that lies above the threshold.
fn average(component: &[u32], sketches: &[&Sketch], rulings: &Rulings, model: &Model) -> Vec<Vec<u32>> {
    let count = component.len();
    if count == 1 {
        return vec![component.to_vec()];
    }
    let score =
        |a: usize, b: usize| model.score(sketches[component[a] as usize], sketches[component[b] as usize]) as f32;
    let mut sums = vec![vec![0.0_f32; count]; count];
    let pairs = || (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
    for (a, b) in pairs() {
        let sum = score(a, b);
        sums[a][b] = sum;
        sums[b][a] = sum;
    }
    let here = |&(a, b): &(u32, u32)| component.binary_search(&a).ok().zip(component.binary_search(&b).ok());
    for (a, b) in rulings.apart.iter().filter_map(here) {
        // No sum with this one ever passes.
        sums[a][b] = f32::NEG_INFINITY;
        sums[b][a] = f32::NEG_INFINITY;
    }
    let mut groups: Vec<Vec<u32>> = component.iter().map(|&at| vec![at]).collect();
    let mut root = Union::new(count);
    for (a, b) in rulings.together.iter().filter_map(here) {
        let (a, b) = (root.root(a as u32) as usize, root.root(b as u32) as usize);
        let (a, b) = (a.min(b), a.max(b));
        if a != b {
            root.join(a as u32, b as u32);
            let moved = std::mem::take(&mut groups[b]);
            groups[a].extend(moved);
            for other in (0..count).filter(|&other| other != a) {
                let sum = sums[a][other] + sums[b][other];
                sums[a][other] = sum;
                sums[other][a] = sum;
            }
        }
    }
    let mut heap = BinaryHeap::new();
    for (a, b) in pairs().filter(|&(a, b)| !groups[a].is_empty() && !groups[b].is_empty()) {
        let mean = sums[a][b] / (groups[a].len() * groups[b].len()) as f32;
        if mean > 0.0 {
            heap.push(Merge { mean, a: a as u32, b: b as u32 });
        }
    }
    while let Some(Merge { mean, a, b }) = heap.pop() {
        let (a, b) = (a as usize, b as usize);
        let size = |at: usize| groups[at].len() as f32;
        // A merge made meanwhile leaves the older entries of its groups behind.
        if groups[a].is_empty() || groups[b].is_empty() || sums[a][b] / (size(a) * size(b)) != mean {
            continue;
        }
        let moved = std::mem::take(&mut groups[b]);
        groups[a].extend(moved);
        for other in (0..count).filter(|&other| other != a && !groups[other].is_empty()) {
            let sum = sums[a][other] + sums[b][other];
            sums[a][other] = sum;
            sums[other][a] = sum;
            let mean = sum / (groups[a].len() * groups[other].len()) as f32;
            if mean > 0.0 {
                heap.push(Merge { mean, a: a.min(other) as u32, b: a.max(other) as u32 });
            }
        }
    }
    let mut groups: Vec<Vec<u32>> = groups.into_iter().filter(|group| !group.is_empty()).collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::keys::keys;
    use crate::report::tests::meeting;

    /// The clusters as sets of ids, with their components.
    fn joined(reports: &[Report]) -> BTreeSet<(Vec<String>, String)> {
        let model = Model::builtin().unwrap();
        let ids = |cluster: &Cluster| cluster.members.iter().map(|&at| reports[at].id.clone()).collect();
        link(reports, &model).iter().map(|cluster| (ids(cluster), cluster.component.clone())).collect()
    }

    #[test]
    fn reports_of_one_meeting_are_joined_and_the_next_is_another() {
        let reports = [
            meeting("b", "2015-07-13", ["IRN", "USA"]),
            meeting("c", "2015-07-20", ["USA", "IRN"]),
            meeting("a", "2015-07-13", ["USA", "IRN"]),
        ];
        let sets: Vec<Vec<String>> = joined(&reports).into_iter().map(|(ids, _)| ids).collect();
        assert_eq!(sets, [vec!["a#e1", "b#e1"], vec!["c#e1"]]);
    }

    #[test]
    fn a_component_too_large_for_all_pairs_is_still_joined() {
        let reports: Vec<Report> =
            (0..ALL_PAIRS + 10).map(|n| meeting(&format!("a{n:05}"), "2015-07-13", ["USA", "IRN"])).collect();
        assert_eq!(joined(&reports).len(), 1);
    }

    fn sketches(reports: &[Report]) -> Vec<Sketch> {
        reports.iter().map(Sketch::new).collect()
    }

    fn sets(reports: &[Report], rulings: &[(&str, &str, bool)]) -> Vec<Vec<String>> {
        let rulings: Vec<Ruling> = rulings
            .iter()
            .map(|&(a, b, together)| Ruling { reports: [a.to_owned(), b.to_owned()], together })
            .collect();
        let ids = |cluster: Cluster| cluster.members.iter().map(|&at| reports[at].article.clone()).collect();
        link_ruled(&sketches(reports), &rulings, &Model::builtin().unwrap()).into_iter().map(ids).collect()
    }

    #[test]
    fn what_people_rule_holds_whatever_the_scores_say() {
        let reports = [
            meeting("a", "2015-07-13", ["USA", "IRN"]),
            meeting("b", "2015-07-13", ["USA", "IRN"]),
            meeting("c", "2016-01-20", ["EGY", "FRA"]),
        ];
        assert_eq!(sets(&reports, &[]), [vec!["a", "b"], vec!["c"]]);
        assert_eq!(sets(&reports, &[("a#e1", "b#e1", false)]), [["a"], ["b"], ["c"]]);
        assert_eq!(sets(&reports, &[("a#e1", "c#e1", true), ("a#e1", "b#e1", false)]), [vec!["a", "c"], vec!["b"]]);
        // The later of two that contradict each other, also where the contradiction takes three.
        assert_eq!(sets(&reports, &[("a#e1", "b#e1", false), ("b#e1", "a#e1", true)])[0], ["a", "b"]);
        let three = [("a#e1", "b#e1", true), ("b#e1", "c#e1", true), ("c#e1", "a#e1", false)];
        assert_eq!(sets(&reports, &three), [vec!["a"], vec!["b", "c"]]);
        assert_eq!(sets(&reports, &[("a#e1", "nowhere", true)]), sets(&reports, &[]));
    }

    #[test]
    fn what_people_rule_holds_in_a_component_too_large_for_all_pairs() {
        let reports: Vec<Report> =
            (0..ALL_PAIRS + 2).map(|n| meeting(&format!("a{n:05}"), "2015-07-13", ["USA", "IRN"])).collect();
        let sets = sets(&reports, &[("a00000#e1", "a00007#e1", false)]);
        assert_eq!(sets.iter().map(Vec::len).collect::<Vec<_>>(), [ALL_PAIRS + 1, 1]);
    }

    fn any_report() -> impl Strategy<Value = Report> {
        let code = || prop::sample::select(vec!["USA", "IRN", "FRA", "UNK"]);
        (0u32..1000, 10u32..20, code(), code(), any::<bool>(), 0u32..3).prop_map(|(id, day, a, b, dated, killed)| {
            let mut report = meeting(&format!("a{id}"), &format!("2015-07-{day}"), [a, b]);
            report.magnitude.killed = Some(killed * 20);
            if !dated {
                report.date = None;
            }
            report
        })
    }

    fn any_reports() -> impl Strategy<Value = Vec<Report>> {
        prop::collection::vec(any_report(), 0..25).prop_map(|reports| {
            let unique: BTreeMap<String, Report> = reports.into_iter().map(|r| (r.id.clone(), r)).collect();
            unique.into_values().collect::<Vec<_>>()
        })
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_count(reports in any_reports(), seed in any::<u64>()) {
            let mut shuffled = reports.clone();
            shuffled.sort_by_key(|report| crate::words::hash(&format!("{seed}{}", report.id)));
            prop_assert_eq!(joined(&reports), joined(&shuffled));
        }

        #[test]
        fn what_is_touched_is_all_that_changes(reports in any_reports(), cut in 0usize..25) {
            let model = Model::builtin().unwrap();
            let (old, new) = reports.split_at(cut.min(reports.len()));
            let before = joined(old);
            let (new_sketches, old_sketches) = (sketches(new), sketches(old));
            let new_sketches: Vec<&Sketch> = new_sketches.iter().collect();
            let arrivals = Arrivals::new(&new_sketches, &model);
            let hit: BTreeSet<&str> =
                old_sketches.iter().filter(|sketch| arrivals.touch(sketch)).map(|sketch| sketch.id.as_str()).collect();
            let (changed, mut kept): (BTreeSet<_>, BTreeSet<_>) = before.iter().cloned().partition(|(_, component)| {
                before.iter().any(|(ids, other)| other == component && ids.iter().any(|id| hit.contains(id.as_str())))
            });
            let again: Vec<Report> = reports
                .iter()
                .filter(|r| new.contains(r) || changed.iter().any(|(ids, _)| ids.contains(&r.id)))
                .cloned()
                .collect();
            kept.extend(joined(&again));
            prop_assert_eq!(kept, joined(&reports));
        }

        #[test]
        fn adding_one_by_one_with_its_candidates_alone_gives_the_same(reports in any_reports()) {
            let mut stored: BTreeSet<(Vec<String>, String)> = BTreeSet::new();
            let by_id: BTreeMap<&str, &Report> = reports.iter().map(|r| (r.id.as_str(), r)).collect();
            for report in &reports {
                let wanted = keys(report);
                let touched: BTreeSet<String> = stored
                    .iter()
                    .filter(|(ids, _)| ids.iter().any(|id| keys(by_id[id.as_str()]).iter().any(|k| wanted.contains(k))))
                    .map(|(_, component)| component.clone())
                    .collect();
                let mut block = vec![report.clone()];
                stored.retain(|(ids, component)| {
                    let hit = touched.contains(component);
                    if hit {
                        block.extend(ids.iter().map(|id| by_id[id.as_str()].clone()));
                    }
                    !hit
                });
                stored.extend(joined(&block));
            }
            prop_assert_eq!(stored, joined(&reports));
        }
    }
}
