//! When and where: date, place, deadline and length of a record.

use std::convert::identity;
use std::ops::Range;

use marsad_lexicon::Lexicon;
use marsad_record::{Duration, EventType, Field, Span, Status};
use marsad_time::Date;

use crate::Article;
use crate::clause::Around;
use crate::judge::Names;
use crate::place::{self, PLACE, PLACE_POOLED, PlaceFound, places};
use crate::when::{Act, Anchor, Choice, DATE, DATE_POOLED, Key, Scene, Stage, Voter, choose, pooled};

use super::{Document, Draft, FieldState, answer};

/// A place, and the words that name it.
pub(super) type Located = (PlaceFound, Field, Span);
/// First and last day, and the words that say so.
pub(super) type Dated = (Date, Date, Span);
/// Least probability at which a place is a record's; chosen likewise.
const PLACE_THRESHOLD: f32 = 0.4;
/// Least probability at which a time is a record's date; the value with the best result in cross-validation on train.
const DATE_THRESHOLD: f32 = 0.36;
/// Least probability at which a time or place of one mention counts where mentions are compared.
const MENTION_THRESHOLD: f32 = 0.4;
/// What the fields name of times and places.
pub(super) fn scene<'s>(fields: &'s [FieldState<'_>], article: &Article, lexicon: &'s Lexicon) -> Scene<'s> {
    let around: Vec<Around<'s>> = fields.iter().map(FieldState::around).collect();
    let (named, countries) = places(&around.iter().collect::<Vec<_>>(), lexicon);
    let fields: Vec<Stage<'s>> = fields
        .iter()
        .zip(around)
        .zip(named)
        .map(|((f, around), places)| Stage::new(around, &f.times, places))
        .collect();
    let dateline = fields.last().and_then(place::dateline);
    Scene { fields, published: article.published, lexicon, countries, dateline }
}

/// The chosen time's days with its words.
fn dated(scene: &Scene<'_>, c: &Choice) -> Option<Dated> {
    let t = scene.fields[c.field].times.get(c.index)?;
    let (a, b) = t.value?;
    Some((a, b, scene_span(scene, c.field, &t.tokens).1))
}

/// The chosen place with its words.
fn located(scene: &Scene<'_>, c: &Choice) -> Located {
    let found = scene.fields[c.field].places[c.index].found();
    let (field, span) = scene_span(scene, c.field, &found.words);
    (found, field, span)
}

/// Words of a field of the scene as chars.
fn scene_span(scene: &Scene<'_>, field: usize, words: &Range<usize>) -> (Field, Span) {
    let name = if field == 0 { Field::Title } else { Field::Text };
    let text = scene.fields[field].around.field.text;
    let tokens = text.tokens();
    let span = match (tokens.get(words.start), tokens.get(words.end.max(words.start + 1) - 1)) {
        (Some(a), Some(b)) => text.char_span(a.start..b.end),
        _ => 0..0,
    };
    (name, Span { field: name, start: span.start, end: span.end })
}

impl<'a> Document<'a> {
    pub(super) fn act<'s>(
        &'s self,
        event_type: EventType,
        status: Status,
        anchors: &'s [Anchor],
        actors: &[usize],
        recipients: &[usize],
    ) -> Act<'s> {
        let codes = |ids: &[usize]| ids.iter().filter_map(|&e| self.entities[e].code.as_deref()).collect();
        Act { event_type, status, anchors, actors: codes(actors), recipients: codes(recipients) }
    }

    /// Date and place of one mention by what stands around it.
    pub(super) fn when_and_where(&self, scene: &Scene<'_>, act: &Act<'_>) -> (Option<Dated>, Option<Located>) {
        let weights = &self.lexicon.weights;
        let sure = |c: &Choice| c.p >= MENTION_THRESHOLD;
        let date = scene.date_choices(act, weights).into_iter().next().filter(sure);
        let place = scene.place_choices(act, weights).into_iter().next().filter(sure);
        (date.and_then(|c| dated(scene, &c)), place.map(|c| located(scene, &c)))
    }

    /// Date, place, deadline and length of whole records, from all their mentions and from each other.
    pub(super) fn settle_scene(&mut self, scene: &Scene<'_>, drafts: &mut [Draft]) {
        let weights = &self.lexicon.weights;
        let mut instances = Vec::new();
        let (mut dates, mut places) = (Vec::new(), Vec::new());
        for d in drafts.iter_mut() {
            let act = self.act(d.event_type, d.status, &d.anchors, &d.actors, &d.recipients);
            if let Some(gold) = self.lesson.as_ref().and_then(|l| l.gold.events.get(d.gold?)) {
                for (f, i, _, names) in scene.weigh_dates(&act, Names::default, identity) {
                    instances.push(answer(DATE, names, scene.fields[f].times[i].value == gold.date));
                }
                for (f, i, _, names) in scene.weigh_places(&act, Names::default, identity) {
                    let right = gold.country.as_deref() == Some(scene.fields[f].places[i].country);
                    instances.push(answer(PLACE, names, right));
                }
            }
            let titles = scene.fields.first().map_or(0, |f| f.around.field.text.sentences().len());
            let voter = |choices| Voter {
                event_type: d.event_type,
                status: d.status,
                form: d.form,
                sentences: d.anchors.iter().map(|a| a.sentence + if a.field == 0 { 0 } else { titles }).collect(),
                parties: act.actors.iter().chain(&act.recipients).map(|&c| c.to_owned()).collect(),
                choices,
            };
            dates.push(voter(scene.date_choices(&act, weights)));
            places.push(voter(scene.place_choices(&act, weights)));
            let deadline = scene.deadline(&act).and_then(|(field, t)| {
                let (a, b) = t.value?;
                Some((a, b, scene_span(scene, field, &t.tokens).1))
            });
            let duration = scene.duration(&act).map(|(minutes, approximate)| Duration { minutes, approximate });
            (d.deadline, d.duration) = (deadline, duration);
        }
        for (i, d) in drafts.iter_mut().enumerate() {
            if let Some(lesson) = &self.lesson {
                let Some(gold) = d.gold.and_then(|g| lesson.gold.events.get(g)).filter(|_| !weights.is_empty()) else {
                    continue;
                };
                for (c, names) in pooled(&dates, i, Names::default, identity) {
                    instances.push(answer(DATE_POOLED, names, gold.date.is_some() && c.key == Key::Days(gold.date)));
                }
                for (c, names) in pooled(&places, i, Names::default, identity) {
                    instances.push(answer(
                        PLACE_POOLED,
                        names,
                        gold.country.as_deref().map(Key::country) == Some(c.key),
                    ));
                }
                continue;
            }
            d.date = choose(&dates, i, weights, DATE_POOLED, DATE_THRESHOLD).and_then(|c| dated(scene, &c));
            let open = matches!(d.status, Status::Planned | Status::Ongoing);
            if let Some(date) = d.date.as_mut().filter(|x| open && x.0 == x.1)
                && let Some(last) = scene.last_day(&d.anchors, date.0, d.duration.as_ref())
            {
                date.1 = last;
                // "until Wednesday" says how long, not by when.
                d.deadline = d.deadline.take().filter(|x| x.1 != last);
            }
            d.place = choose(&places, i, weights, PLACE_POOLED, PLACE_THRESHOLD).map(|c| located(scene, &c));
            d.status = self.status(d.status, &d.date);
        }
        if let Some(lesson) = &mut self.lesson {
            lesson.instances.append(&mut instances);
        }
    }
}

#[cfg(test)]
mod tests {
    use marsad_record::EventType;

    use crate::testing::coded;

    /// First and last day and deadline of the meeting that a text of 27 July 2015 tells of.
    fn days(text: &str) -> [Option<String>; 3] {
        let record = coded(text, "2015-07-27");
        let visit = record.events.iter().find(|e| e.event_type == EventType::Consult).expect("a meeting is told of");
        let date = visit.date.as_ref();
        [date.map(|d| d.start.clone()), date.map(|d| d.end.clone()), visit.deadline.as_ref().map(|d| d.start.clone())]
    }

    #[test]
    fn an_act_under_way_ends_when_it_is_said_to() {
        let from_to = |last: &str| [Some("2015-07-27".to_owned()), Some(last.to_owned()), None];
        // "the Lebanese premier begins on Monday a visit to Paris that goes on until Thursday [or: for four days]"
        assert_eq!(days("يبدأ رئيس الوزراء اللبناني الاثنين زيارة لباريس تستمر حتى الخميس."), from_to("2015-07-30"));
        assert_eq!(days("يبدأ رئيس الوزراء اللبناني الاثنين زيارة لباريس تستمر أربعة أيام."), from_to("2015-07-30"));
        // "the minister visited Egypt yesterday": a day is a day
        let yesterday = Some("2015-07-26".to_owned());
        assert_eq!(days("زار الوزير مصر أمس."), [yesterday.clone(), yesterday, None]);
    }
}
