//! Linking one day's synthetic reports: an eighth of them about each of the busiest pairs of a day of war, the rest spread
//! over many pairs, types, towns and three days.

use marsad_link::{Day, Days, Model, Party, Place, Report, link};
use marsad_record::{EventType, Magnitude, Status};

fn main() {
    divan::main();
}

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

fn party(code: String) -> Party {
    Party { name: code.clone(), role: "GOV".to_owned(), office: None, wikidata: None, person: false, code }
}

fn day_of_reports(count: u64) -> Vec<Report> {
    let mut n = Numbers(88_172_645_463_325_252);
    // Invented codes: what counts is how often they occur. A third of all codes are the ten commonest.
    let code =
        |n: &mut Numbers| if n.below(3) == 0 { format!("C{}", n.below(10)) } else { format!("S{}", n.below(150)) };
    (0..count)
        .map(|id| {
            let busy = n.below(8);
            let pair =
                if busy < 2 { ["B0".to_owned(), format!("B{}", busy + 1)] } else { [code(&mut n), code(&mut n)] };
            let day = Day(20_000 - n.below(3) as i32);
            let types = EventType::ALL;
            let event_type = if busy < 2 { EventType::Assault } else { types[n.below(types.len() as u64) as usize] };
            let town = n.below(400);
            Report {
                id: format!("r{id:06}"),
                article: format!("a{}", id / 5),
                outlet: None,
                published: Some(Day(20_000)),
                event_type,
                mode: None,
                cameo: "190".to_owned(),
                status: Status::Occurred,
                background: false,
                date: (n.below(3) > 0).then(|| Days::new(day, day)),
                deadline: None,
                place: (n.below(2) == 0).then(|| Place {
                    name: format!("t{town}"),
                    country: Some("XXX".to_owned()),
                    geonames: Some(town as u32),
                    point: Some((town as f64 / 10.0, 30.0)),
                }),
                actors: vec![party(pair[0].clone())],
                recipients: vec![party(pair[1].clone())],
                others: Vec::new(),
                topics: Vec::new(),
                magnitude: Magnitude { killed: Some(n.below(20) as u32), ..Magnitude::default() },
                source: None,
                words: vec![format!("word{}", n.below(30))],
                sentences: vec![(0..25).map(|_| format!("word{} ", n.below(4000))).collect()],
                siblings: 0,
                confidence: 0.8,
                copy_of: None,
            }
        })
        .collect()
}

#[divan::bench(args = [5_000, 50_000], sample_count = 3, sample_size = 1)]
fn one_day(bencher: divan::Bencher, reports: u64) {
    let reports = day_of_reports(reports);
    let Ok(model) = Model::builtin() else { return };
    bencher.bench(|| link(&reports, &model));
}
