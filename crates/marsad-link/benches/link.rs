//! Linking one day's synthetic reports: acts of three reports on average, an eighth of them attacks of one pair of parties
//! at war, the others spread over many pairs, types, towns and three days.

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
    Party {
        name: code.clone(),
        name_en: None,
        role: "GOV".to_owned(),
        office: None,
        wikidata: None,
        person: false,
        code,
    }
}

fn day_of_reports(count: u64) -> Vec<Report> {
    let mut n = Numbers(88_172_645_463_325_252);
    let acts: Vec<Report> = (0..count / 3).map(|_| an_act(&mut n)).collect();
    (0..count)
        .map(|id| {
            let mut report = acts[n.below(acts.len() as u64) as usize].clone();
            report.id = format!("r{id:06}");
            report.article = format!("a{}", id / 5);
            // Writers leave out the day or the place, give other numbers, and share half of their words.
            if n.below(3) == 0 {
                report.date = None;
            }
            if n.below(3) == 0 {
                report.place = None;
            }
            if n.below(4) == 0 {
                report.magnitude.killed = Some(n.below(20) as u32);
            }
            report.words = vec![format!("word{}", n.below(30))];
            report.sentences[0].extend((0..12).map(|_| format!("word{} ", n.below(4000))));
            report
        })
        .collect()
}

fn an_act(n: &mut Numbers) -> Report {
    // Invented codes: what counts is how often they occur. A third of all are the ten commonest.
    let code =
        |n: &mut Numbers| if n.below(3) == 0 { format!("C{}", n.below(10)) } else { format!("S{}", n.below(150)) };
    let war = n.below(8) == 0;
    let pair = if war { ["C0".to_owned(), "C1".to_owned()] } else { [code(n), code(n)] };
    let day = Day(20_000 - n.below(3) as i32);
    let town = n.below(400);
    let types = EventType::ALL;
    Report {
        id: String::new(),
        article: String::new(),
        outlet: None,
        published: Some(Day(20_000)),
        event_type: if war { EventType::Assault } else { types[n.below(types.len() as u64) as usize] },
        mode: None,
        cameo: "190".to_owned(),
        status: Status::Occurred,
        background: false,
        date: Some(Days::new(day, day)),
        deadline: None,
        place: Some(Place {
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
        words: Vec::new(),
        sentences: vec![(0..12).map(|_| format!("word{} ", n.below(4000))).collect()],
        siblings: if war { 3 } else { 0 },
        confidence: 0.8,
        copy_of: None,
    }
}

#[divan::bench(args = [5_000, 50_000], sample_count = 1, sample_size = 1)]
fn one_day(bencher: divan::Bencher, reports: u64) {
    let reports = day_of_reports(reports);
    let Ok(model) = Model::builtin() else { return };
    bencher.bench(|| link(&reports, &model));
}
