//! Where an act took place: the places that a field names ([`places`]), each resolved by what stands around it, and which of
//! them is the act's. A place inside an office, an organisation or a person's name is marked as such.

use std::ops::Range;
use std::sync::LazyLock;

use marsad_arabic::features::Pos;
use marsad_arabic::rows::Piece;
use marsad_lexicon::{Lexicon, Sense, Weights};
use rustc_hash::FxHashSet;

use crate::clause::Around;
use crate::judge::{Scorer, Sink, bucket, form_name};
use crate::mention::{MentionKind, as_seen};
use crate::when::{Act, Anchor, Choice, Key, Scene, Seen, Stage, best_of_each, filled, preposition_of};
use crate::word::{LOCATIVES, PLACE_NOUNS};

/// The decision whether a place is the act's.
pub const PLACE: &str = "place";

/// The decision whether a place is the act's, given what the other acts of the article take.
pub const PLACE_POOLED: &str = "place-pooled";

/// A resolved place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceFound {
    /// Words that name it.
    pub words: Range<usize>,
    /// ISO alpha-3.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
}

/// What a place's name is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Of nothing: it names the place.
    Itself,
    /// Of an office or its holder ("the ambassador in Beirut").
    Office,
    /// Of a body's name ("Bank of Jordan").
    Body,
    /// Of a person's name.
    Person,
}

/// A place as a field names it.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    /// Words that name it.
    pub words: Range<usize>,
    /// ISO alpha-3; empty for what lies in no one country.
    pub country: &'a str,
    /// `city`, `region`, `camp`, `state`, `capital` …
    pub kind: &'a str,
    /// English name.
    pub name_en: &'a str,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
    /// Inhabitants.
    pub population: u32,
    /// What it is part of.
    pub part: Part,
    /// True where the name has no other bearer in the lexicon.
    pub sure: bool,
}

impl Named<'_> {
    /// Without the borrowed lexicon.
    pub fn found(&self) -> PlaceFound {
        PlaceFound {
            words: self.words.clone(),
            country: Some(self.country.to_owned()).filter(|c| !c.is_empty()),
            geonames: self.geonames,
            at: self.at,
        }
    }
}

/// A name with all that it may mean.
struct Options<'a> {
    words: Range<usize>,
    part: Part,
    /// Name, state or seat.
    state: Option<Named<'a>>,
    places: Vec<Named<'a>>,
}

/// Further nouns, folded lemmas, that say what sort of place the next word names, beside [`PLACE_NOUNS`].
const HEADS: &[&str] = &[
    "شمال",
    "جنوب",
    "شرق",
    "غرب",
    "وسط",
    "جزيره",
    "جبل",
    "وادي",
    "قاعده",
    "قصر",
    "ساحه",
    "ميدان",
    "شارع",
    "بوابه",
    "حدود",
    "ساحل",
    "صحراء",
    "مركز",
    "فندق",
    "مقاطعه",
    "دوله",
    "جمهوريه",
    "مملكه",
    "سلطنه",
    "ضفه",
    "قطاع",
];

/// Countries whose towns often bear the names of far larger ones elsewhere.
const NAMESAKES: &[&str] = &["USA", "CAN", "AUS"];

/// Inhabitants below which a town is hardly named behind a word that no list has.
const SMALL: u32 = 100_000;

fn is_head(lemma: &str) -> bool {
    static ALL: LazyLock<FxHashSet<&str>> = LazyLock::new(|| PLACE_NOUNS.iter().chain(HEADS).copied().collect());
    ALL.contains(lemma)
}

/// Whether a preposition puts an act in a place.
pub fn is_place_preposition(folded: &str) -> bool {
    LOCATIVES.contains(&folded) || matches!(folded, "ب" | "عند" | "خارج" | "امام" | "عبر")
}

fn options<'a>(around: &Around<'_>, lexicon: &'a Lexicon) -> Vec<Options<'a>> {
    let words = &around.field.words;
    let politics = &lexicon.politics;
    let mut out: Vec<Options<'a>> = Vec::new();
    for sentence in around.field.text.sentences() {
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            let w = &words[i];
            if w.is_punctuation() || w.kind != marsad_text::TokenKind::Word || !w.listed.begins {
                i += 1;
                continue;
            }
            let count = (sentence.tokens.end - i).min(6);
            let Some((n, senses)) =
                lexicon.phrases.longest(count, |k| (as_seen(&words[i + k]), words[i + k].listed.numbers))
            else {
                i += 1;
                continue;
            };
            let span = i..i + n;
            let state = senses.iter().find_map(|s| {
                let (index, kind) = match *s {
                    Sense::State(s, _) => (s, "state"),
                    Sense::Seat(s, _) => (s, "capital"),
                    _ => return None,
                };
                let state = &politics.states[index as usize];
                Some(Named {
                    words: span.clone(),
                    country: &state.code,
                    kind,
                    name_en: &state.name_en,
                    geonames: None,
                    at: None,
                    population: 1_000_000,
                    part: Part::Itself,
                    sure: true,
                })
            });
            let places: Vec<Named<'a>> = senses
                .iter()
                .filter_map(|s| match *s {
                    Sense::Place(p) => Some(&politics.places[p as usize]),
                    _ => None,
                })
                .map(|p| Named {
                    words: span.clone(),
                    country: &p.country,
                    kind: &p.kind,
                    name_en: &p.name_en,
                    geonames: p.geonames,
                    at: p.lat.zip(p.lon),
                    population: p.population,
                    part: Part::Itself,
                    sure: false,
                })
                .collect();
            let other = senses.iter().any(|s| matches!(s, Sense::Person(_) | Sense::Office(_) | Sense::Group(_)));
            let function = n == 1
                && (w.is_verb()
                    || matches!(w.pos(), Pos::Preposition | Pos::Particle | Pos::Conjunction | Pos::Adverb));
            let previous = (i > sentence.tokens.start).then(|| &words[i - 1]);
            // "الشرطة الهندية", "الدوامة الجديدة": towns whose names are adjectives, behind the noun that these describe.
            let attribute = n == 1
                && w.pos() == Pos::Adjective
                && w.reading.lemma.is_some()
                && previous.is_some_and(|p| p.is_nominal() && !is_head(p.lemma));
            // "نيو هارموني": the last part of a name that no list has.
            let rest = n == 1
                && state.is_none()
                && previous.is_some_and(|p| p.pos() == Pos::Name && p.reading.lemma.is_none() && !w.joined())
                && places.iter().all(|p| p.population < SMALL);
            if places.is_empty() && state.is_none() || function || attribute || rest || other && state.is_none() {
                i += n.max(1);
                continue;
            }
            let part = part_of(around, &span);
            out.push(Options { words: span, part, state, places });
            i += n;
        }
    }
    out
}

/// What a name at these words is part of, by the mention that covers it.
fn part_of(around: &Around<'_>, span: &Range<usize>) -> Part {
    let Some(m) = around.mention(span.start) else { return Part::Itself };
    if m.name.contains(&span.start) {
        return Part::Person;
    }
    if m.words.start >= span.start && m.words.end <= span.end {
        return Part::Itself;
    }
    match m.kind {
        MentionKind::Person => Part::Office,
        MentionKind::Body | MentionKind::Group => Part::Body,
        _ => Part::Itself,
    }
}

/// Every place that the fields name, each resolved by the places and states around it; and how often each country is named.
pub fn places<'a>(fields: &[&Around<'_>], lexicon: &'a Lexicon) -> (Vec<Vec<Named<'a>>>, Vec<(String, usize)>) {
    let read: Vec<Vec<Options<'a>>> = fields.iter().map(|f| options(f, lexicon)).collect();
    let mut countries: Vec<(String, usize)> = Vec::new();
    let mut count = |code: &str, n: usize| match countries.iter_mut().find(|c| c.0 == code) {
        Some(c) => c.1 += n,
        None => countries.push((code.to_owned(), n)),
    };
    for (o, f) in read.iter().zip(fields).flat_map(|(options, f)| options.iter().map(move |o| (o, f))) {
        // A name of two states or of a state and a town ("عمان") speaks for neither.
        let abroad = |s: &Named<'_>| o.places.iter().any(|p| p.country != s.country);
        let open = o.state.as_ref().is_some_and(abroad) && f.mention(o.words.start).is_some_and(|m| m.ambiguous);
        if o.part == Part::Person || open {
            continue;
        }
        if let Some(s) = o.state.as_ref().filter(|s| !(s.kind == "capital" && o.places.len() > 2)) {
            count(s.country, 2);
        } else if let [p, rest @ ..] = o.places.as_slice()
            && rest.iter().all(|r| r.country == p.country)
            && !p.country.is_empty()
        {
            count(p.country, if p.kind == "city" && p.population < 50_000 { 1 } else { 2 });
        }
    }
    for f in fields {
        for m in f.mentions.iter().filter(|m| !m.ambiguous) {
            m.codes.iter().filter(|c| c.len() == 3).for_each(|c| count(c, 1));
        }
    }
    countries.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let resolved = read
        .into_iter()
        .zip(fields)
        .map(|(options, around)| {
            let sure: Vec<(usize, String)> = options
                .iter()
                .filter_map(|o| {
                    match (&o.state, o.places.as_slice()) {
                        (Some(s), places) if s.kind == "state" || places.len() <= 1 => Some(s.country),
                        (None, [p, rest @ ..]) if rest.iter().all(|r| r.country == p.country) => Some(p.country),
                        _ => None,
                    }
                    .map(|c| (o.words.start, c.to_owned()))
                })
                .collect();
            options.into_iter().filter_map(|o| resolve(o, around, &sure, &countries)).collect()
        })
        .collect();
    (resolved, countries)
}

/// Whether a name says what holds another: it stands behind it with nothing between but points of the compass, nouns of places and
/// prepositions.
fn contains(around: &Around<'_>, inner: &Range<usize>, outer: usize) -> bool {
    const APART: usize = 3;
    outer >= inner.end
        && outer - inner.end <= APART
        && (inner.end..outer).all(|i| {
            let w = around.field.word(i);
            is_head(w.lemma) || is_head(w.stem) || is_place_preposition(w.folded)
        })
}

/// The likeliest bearer of a name: one in a country that stands near, or that the article speaks of, before a large one elsewhere.
fn resolve<'a>(
    o: Options<'a>,
    around: &Around<'_>,
    sure: &[(usize, String)],
    countries: &[(String, usize)],
) -> Option<Named<'a>> {
    let start = o.words.start;
    let sentences = around.field.text.sentences();
    let sentence =
        sentences.get(sentences.partition_point(|s| s.tokens.end <= start)).map_or(0..0, |s| s.tokens.clone());
    let total: usize = countries.iter().map(|c| c.1).sum::<usize>().max(1);
    let head = start.checked_sub(1).filter(|&i| i >= sentence.start).map(|i| around.field.word(i).lemma);
    let largest = o.places.iter().map(|p| p.population).max().unwrap_or(0);
    let score = |p: &Named<'_>| -> f64 {
        let mut s = f64::from(p.population.max(10)).log10();
        let held = sure.iter().any(|(at, c)| c == p.country && contains(around, &o.words, *at));
        // Geneva in Illinois: that its country is spoken of, as in any news, does not speak for it.
        if !held && NAMESAKES.contains(&p.country) && p.population < largest / 5 {
            return s;
        }
        if p.kind != "city" {
            s += 4.0;
        }
        // A town's own country behind it ("Tripoli, in the north of Lebanon") tells most.
        if held {
            s += 8.0;
        } else if sure.iter().any(|(at, c)| *at > start && *at < start + 8 && sentence.contains(at) && c == p.country) {
            s += 4.0;
        } else if sure.iter().any(|(at, c)| *at != start && sentence.contains(at) && c == p.country) {
            s += 2.0;
        }
        if let Some((_, n)) = countries.iter().find(|c| c.0 == p.country) {
            s += 1.5 + 4.0 * *n as f64 / total as f64;
        }
        if around
            .mentions
            .iter()
            .any(|m| sentence.contains(&m.words.start) && !m.ambiguous && m.codes.len() == 1 && m.codes[0] == p.country)
        {
            s += 1.0;
        }
        s
    };
    let mut all = o.places;
    let sure_name = all.len() + usize::from(o.state.is_some()) == 1
        || all.iter().all(|p| Some(p.country) == all.first().map(|f| f.country)) && o.state.is_none();
    if let Some(s) = o.state {
        // A state stands before a town of its name unless a noun says that a town is meant.
        let town = head.is_some_and(|h| matches!(h, "مدينه" | "عاصمه" | "بلده" | "محافظه"));
        if s.kind == "state" && (!town || all.is_empty()) {
            let named = around.mention(start).is_some_and(|m| m.ambiguous);
            let rival = all.iter().map(score).fold(0.0, f64::max);
            if !named || rival < score(&s) {
                return Some(Named { part: o.part, ..s });
            }
        }
        // A capital with its coordinates, where the gazetteer has them.
        match all.iter().filter(|p| p.country == s.country).max_by_key(|p| p.population) {
            Some(twin) => {
                let merged = Named { kind: "capital", population: twin.population.max(1_000_000), ..twin.clone() };
                all.retain(|p| p.country != merged.country);
                all.push(merged);
            }
            None => all.push(s),
        }
    }
    let best = all.into_iter().map(|p| (score(&p), p)).reduce(|a, b| if b.0 > a.0 { b } else { a })?.1;
    // A village that nothing else in the article points to is more likely no place at all.
    let known = countries.iter().any(|c| c.0 == best.country) || head.is_some_and(is_head);
    if best.kind == "city" && best.population < 15_000 && !known {
        return None;
    }
    Some(Named { part: o.part, sure: sure_name, ..best })
}

/// The country of a dateline: a place that opens the body, before a dash, colon or agency in its first words.
pub fn dateline(body: &Stage<'_>) -> Option<String> {
    let first = body.places.first().filter(|p| p.words.start <= 2)?;
    let mut i = first.words.end;
    while i < first.words.end + 8 {
        let w = body.word(i);
        if w.is_verb() {
            return None;
        }
        if matches!(w.folded, "-" | "–" | "—" | ":" | "ـ") {
            return Some(first.country.to_owned());
        }
        if !(w.is_punctuation() || w.is_nominal() || w.kind == marsad_text::TokenKind::Number) {
            return None;
        }
        i += 1;
    }
    None
}

impl Scene<'_> {
    /// Places that may be an act's.
    fn named<'s>(&self, anchors: &'s [Anchor]) -> Vec<(usize, usize, Seen<'s>)> {
        let placed = |p: &Named<'_>| p.part != Part::Person && !p.country.is_empty();
        self.near(anchors, |stage| &stage.places, |p| placed(p).then_some(&p.words))
    }

    /// Gives the features of each place that may be the act's to a sink of its own: field, number of the place in it, relation, what
    /// `end` makes of the sink.
    pub fn weigh_places<S: Sink, T>(
        &self,
        act: &Act<'_>,
        new: impl Fn() -> S,
        end: impl Fn(S) -> T,
    ) -> Vec<(usize, usize, &'static str, T)> {
        let named = self.named(act.anchors);
        let clause = named.iter().filter(|t| t.2.relation == "clause").count();
        let own = named.iter().filter(|t| matches!(t.2.relation, "clause" | "sentence")).count();
        let mut ranks: Vec<&str> = Vec::new();
        let mut out = Vec::with_capacity(named.len());
        for (field, index, seen) in &named {
            let p = &self.fields[*field].places[*index];
            if !ranks.contains(&p.country) {
                ranks.push(p.country);
            }
            let rank = ranks.iter().position(|c| *c == p.country).unwrap_or(0);
            let mut sink = new();
            self.place_features(&mut sink, act, *field, p, seen, rank, own, clause);
            out.push((*field, *index, seen.relation, end(sink)));
        }
        out
    }

    #[allow(clippy::too_many_arguments)]
    fn place_features(
        &self,
        out: &mut impl Sink,
        act: &Act<'_>,
        field: usize,
        p: &Named<'_>,
        seen: &Seen<'_>,
        rank: usize,
        own: usize,
        clause: usize,
    ) {
        let a = seen.anchor;
        let stage = &self.fields[field];
        let t = Piece::new(act.event_type.as_str());
        let relation = Piece::new(seen.relation);
        let form = form_name(a.form);
        let start = p.words.start;
        let side = if start < a.word { "left" } else { "right" };
        let (verbs, marks) = self.between(field, &p.words, a);
        let (verbs, marks) = (bucket(verbs.min(4)), bucket(marks.min(4)));
        let rank = bucket(rank.min(4));
        // "in the city of X", "north of X": the noun before the name, and the preposition before that.
        let sentence = stage.sentence(stage.sentence_of(start));
        let mut at = start;
        let mut head = "-";
        while at > sentence.start
            && preposition_of(stage.word(at)).is_none()
            && at + 4 > start
            && is_head(stage.word(at - 1).lemma)
        {
            at -= 1;
            if head == "-" {
                head = stage.word(at).lemma;
            }
        }
        let preposition = Piece::new(
            preposition_of(stage.word(at))
                .or_else(|| {
                    at.checked_sub(1).filter(|i| sentence.contains(i)).and_then(|i| preposition_of(stage.word(i)))
                })
                .unwrap_or("-"),
        );
        let before = self.lemma_before(field, at, if preposition_of(stage.word(at)).is_some() { 1 } else { 2 });
        let previous = Piece::new(self.lemma_before(field, start, 1));
        let slot = if field == a.field {
            a.slots
                .iter()
                .find(|(_, _, words)| words.contains(&start))
                .map_or(("none", ""), |(slot, p, _)| (*slot, p.as_str()))
        } else {
            ("none", "")
        };
        let part = Piece::new(match p.part {
            Part::Itself => "itself",
            Part::Office => "office",
            Part::Body => "body",
            Part::Person => "person",
        });
        let party = Piece::new(match (act.actors.contains(&p.country), act.recipients.contains(&p.country)) {
            (true, true) => "both",
            (true, false) => "actor",
            (false, true) => "recipient",
            _ => "none",
        });
        let filled = filled(seen.relation, clause, own);
        let frequent = Piece::new(bucket(self.countries.iter().position(|c| c.0 == p.country).unwrap_or(9).min(5)));
        let many = bucket(self.countries.len().min(6));
        let top = a.level();
        let dateline = match &self.dateline {
            Some(d) if *d == p.country && field == 1 && start < 3 => "here",
            Some(d) if *d == p.country => "same",
            Some(_) => "other",
            None => "none",
        };
        let kind = Piece::new(p.kind);
        let lemma = Piece::new(self.fields[a.field].word(a.word).lemma);
        let governs = self.governs(field, self.governor(field, start), a);
        out.add(("bias",));
        out.add(("t", t));
        out.add(("relation", relation));
        out.add(("relation", relation, t));
        out.add(("relation", relation, form, side));
        out.add(("relation", relation, filled, kind));
        out.add(("relation", relation, verbs, marks));
        out.add(("relation", relation, governs));
        out.add(("relation", relation, top));
        out.add(("relation", relation, party, t));
        out.add(("relation", relation, part, kind));
        out.add(("preposition", preposition, kind));
        out.add(("preposition", preposition, relation));
        let size = match p.population {
            n if n < 20_000 => "village",
            n if n < SMALL => "town",
            n if n < 1_000_000 => "city",
            _ => "million",
        };
        out.add(("size", kind, size, preposition));
        out.add(("size", relation, size, party));
        out.add(("preposition-part", preposition, kind, part, relation));
        out.add(("preposition", preposition, t, relation));
        out.add(("preposition", preposition, before));
        out.add(("preposition", preposition, part, party));
        out.add(("preposition", preposition, verbs, side, relation));
        out.add(("previous", previous));
        out.add(("previous", previous, relation));
        out.add(("head", head, relation));
        out.add(("head", head, preposition, kind));
        out.add(("slot", slot.0, slot.1));
        out.add(("slot", slot.0, slot.1, t));
        out.add(("slot", slot.0, slot.1, kind, party));
        out.add(("slot", lemma, slot.0, slot.1));
        out.add(("party", t, party));
        out.add(("party", t, party, kind));
        out.add(("party", party, frequent, relation));
        out.add(("kind", kind));
        out.add(("kind", kind, t));
        out.add(("part", part, preposition));
        out.add(("frequent", frequent));
        out.add(("frequent", frequent, many));
        out.add(("frequent", frequent, t));
        out.add(("rank", rank, relation));
        out.add(("rank", rank, filled, relation));
        out.add(("dateline", dateline));
        out.add(("dateline", dateline, t, party));
        out.add(("dateline", dateline, relation));
        out.add(("lemma", lemma, relation));
        out.add(("lemma", lemma, party));
        out.add(("status", act.status.as_str(), relation));
        out.add(("distance", relation, bucket(seen.distance.1)));
        out.add(("country", p.country));
        out.add(("country", p.country, t));
        out.add(("country", p.country, relation));
        for (side, codes) in [("actor", &act.actors), ("recipient", &act.recipients)] {
            for code in codes {
                out.add(("country-party", p.country, side, code));
            }
        }
        out.add(("mentions", bucket(act.anchors.len().min(5)), relation));
    }

    /// The places that may be the act's with their probabilities, each country once by its most telling name. Without weights only
    /// the first place behind a preposition of place in the clause, else in the sentence with no verb between.
    pub fn place_choices(&self, act: &Act<'_>, weights: &Weights) -> Vec<Choice> {
        let choice = |field: usize, index: usize, relation, p| {
            let place = &self.fields[field].places[index];
            Choice { key: Key::country(place.country), p, relation, note: note(place.kind), field, index }
        };
        if !weights.knows(PLACE) {
            let nearest = self.named(act.anchors).into_iter().find(|(field, index, seen)| {
                let stage = &self.fields[*field];
                let words = &stage.places[*index].words;
                let behind = preposition_of(stage.word(words.start))
                    .or_else(|| words.start.checked_sub(1).and_then(|i| preposition_of(stage.word(i))))
                    .is_some_and(is_place_preposition);
                stage.places[*index].part == Part::Itself
                    && behind
                    && match seen.relation {
                        "clause" => true,
                        "sentence" => self.between(*field, words, seen.anchor).0 == 0,
                        _ => false,
                    }
            });
            return nearest.map(|(f, i, seen)| choice(f, i, seen.relation, 1.0)).into_iter().collect();
        }
        let all: Vec<Choice> = self
            .weigh_places(act, || Scorer::new(weights, PLACE), |s| s.probabilities()[0])
            .into_iter()
            .map(|(f, i, relation, p)| choice(f, i, relation, p))
            .collect();
        let mut best = best_of_each(all.iter().copied());
        for b in &mut best {
            // Of two names for one country's place the town says more than the country.
            let exact = all.iter().filter(|c| c.key == b.key && c.note != "state" && c.p * 2.0 >= b.p);
            if b.note == "state"
                && let Some(town) = exact.reduce(|x, y| if y.p > x.p { y } else { x })
            {
                (b.field, b.index) = (town.field, town.index);
            }
        }
        best
    }
}

/// A place's kind as a feature's part.
fn note(kind: &str) -> &'static str {
    match kind {
        "state" => "state",
        "capital" => "capital",
        "city" | "town" => "city",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::coded;

    #[test]
    fn a_town_of_illinois_is_not_meant_by_its_country_alone() {
        // "The American foreign minister met his Iranian counterpart in Geneva today."
        let record = coded("التقى وزير الخارجية الأميركي نظيره الإيراني في جنيف اليوم.", "2013-11-24");
        let place = record.events.first().and_then(|e| e.place.as_ref());
        assert_eq!(place.and_then(|p| p.country.as_deref()), Some("CHE"));
    }
}
