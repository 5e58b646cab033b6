//! From pairs to acts: components of the pairs above the threshold, and average linkage inside each.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::keys::{Key, keys};
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

/// Joins reports into clusters, ordered by their first members' ids. Each report is in one cluster. The result depends only
/// on the set of reports, whose ids must differ.
pub fn link(reports: &[Report], model: &Model) -> Vec<Cluster> {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by(|&a, &b| reports[a].id.cmp(&reports[b].id));
    let sketches: Vec<Sketch> = order.par_iter().map(|&at| Sketch::new(&reports[at])).collect();
    let keys: Vec<Vec<Key>> = order.par_iter().map(|&at| keys(&reports[at])).collect();

    let edges = edges(&sketches, &keys, model);
    let all: Vec<u32> = (0..order.len() as u32).collect();
    let components = components(&all, &edges);
    let mut clusters: Vec<Cluster> = components
        .par_iter()
        .flat_map_iter(|component| {
            let first = &reports[order[component.members[0] as usize]].id;
            split(component, &sketches, model)
                .into_iter()
                .map(|members| finish(&members, &sketches, &order, model, first))
                .collect::<Vec<_>>()
        })
        .collect();
    clusters.sort_by(|a, b| reports[a.members[0]].id.cmp(&reports[b.members[0]].id));
    clusters
}

fn finish(members: &[u32], sketches: &[Sketch], order: &[usize], model: &Model, component: &str) -> Cluster {
    let scores = members
        .iter()
        .map(|&a| {
            let others = members.iter().filter(|&&b| b != a);
            let sum: f64 = others.map(|&b| model.score(&sketches[a as usize], &sketches[b as usize])).sum();
            (members.len() > 1).then(|| sum / (members.len() - 1) as f64)
        })
        .collect();
    let members = members.iter().map(|&at| order[at as usize]).collect();
    Cluster { members, scores, component: component.to_owned() }
}

/// Two reports, by their places in the order of ids, whose score passes the threshold.
#[derive(Clone, Copy)]
struct Edge {
    a: u32,
    b: u32,
    score: f32,
}

/// The pairs above the threshold among those that share a key.
fn edges(sketches: &[Sketch], keys: &[Vec<Key>], model: &Model) -> Vec<Edge> {
    let mut blocks: FxHashMap<Key, Vec<u32>> = FxHashMap::default();
    for (at, keys) in keys.iter().enumerate() {
        for &key in keys {
            blocks.entry(key).or_default().push(at as u32);
        }
    }
    let first_shared = |a: u32, b: u32| {
        let (a, b) = (&keys[a as usize], &keys[b as usize]);
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
                    if sketches[a as usize].near(&sketches[b as usize])
                        && first_shared(a, b) == Some(key)
                        && let Some(score) = model.passing(&sketches[a as usize], &sketches[b as usize])
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
struct Union(Vec<u32>);

impl Union {
    fn new(count: usize) -> Union {
        Union((0..count as u32).collect())
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            self.0[at as usize] = self.0[self.0[at as usize] as usize];
            at = self.0[at as usize];
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
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
fn split(component: &Component, sketches: &[Sketch], model: &Model) -> Vec<Vec<u32>> {
    if component.members.len() <= ALL_PAIRS {
        return average(&component.members, sketches, model);
    }
    let weakest = component.edges.iter().map(|edge| edge.score).fold(f32::INFINITY, f32::min);
    let edges: Vec<Edge> = component.edges.iter().copied().filter(|edge| edge.score > weakest + 1.0).collect();
    if edges.is_empty() {
        // Nothing tells these reports apart.
        return vec![component.members.clone()];
    }
    components(&component.members, &edges).iter().flat_map(|part| split(part, sketches, model)).collect()
}

/// Merges the two groups whose pairs have the highest mean score as long as that lies above the threshold.
fn average(component: &[u32], sketches: &[Sketch], model: &Model) -> Vec<Vec<u32>> {
    let count = component.len();
    if count == 1 {
        return vec![component.to_vec()];
    }
    let score =
        |a: usize, b: usize| model.score(&sketches[component[a] as usize], &sketches[component[b] as usize]) as f32;
    let mut sums = vec![vec![0.0_f32; count]; count];
    let mut heap = BinaryHeap::new();
    let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
    for (a, b) in pairs {
        let sum = score(a, b);
        sums[a][b] = sum;
        sums[b][a] = sum;
        if sum > 0.0 {
            heap.push(Merge { mean: sum, a: a as u32, b: b as u32 });
        }
    }
    let mut groups: Vec<Vec<u32>> = component.iter().map(|&at| vec![at]).collect();
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
