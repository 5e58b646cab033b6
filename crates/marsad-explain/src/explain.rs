//! Every step for one sentence, or several.

use std::io::{self, Write};
use std::ops::Range;

use marsad_arabic::analyze::{PROCLITICS, Reading};
use marsad_arabic::features::{Aspect, Attach, Case, Features, Gender, Mood, Number, Pos, Verbal, Voice};
use marsad_coder::clause::{Around, Clause, Phrase};
use marsad_coder::document::tense_at;
use marsad_coder::mention::{Mention, covering, mentions};
use marsad_coder::place::{Part, places};
use marsad_coder::propose::{Candidate, Form, PartyRef, Proposer};
use marsad_coder::source::{Source, sources};
use marsad_coder::standing::standing;
use marsad_coder::word::FieldText;
use marsad_coder::{Article, code};
use marsad_lexicon::Lexicon;
use marsad_record::{EventType, Record, Status};
use marsad_text::Text;
use marsad_time::Date;

use crate::pretty;

/// Writes what `sentence` is taken apart into, and its record as if it were an article published on that day.
///
/// # Errors
/// Those of `out`.
pub fn explain(out: &mut dyn Write, sentence: &str, published: Option<Date>, lexicon: &Lexicon) -> io::Result<()> {
    let text = Text::new(sentence);
    let field = FieldText::new(&text, lexicon);
    let found = mentions(&field, lexicon, published.map(|d| d.year() as u16));
    let mention_at = covering(&found, field.words.len());
    let article = Article { id: "explain".into(), text: sentence.to_owned(), published, ..Article::default() };
    let record = code(&article, lexicon);
    let explainer =
        Explainer { text: &text, field: &field, lexicon, found: &found, mention_at: &mention_at, record: &record };
    explainer.words(out)?;
    explainer.parties(out)?;
    explainer.times_and_places(out, published)?;
    for s in 0..text.sentences().len() {
        if text.sentences().len() > 1 {
            writeln!(out, "SENTENCE {}", s + 1)?;
        }
        explainer.sentence(out, s)?;
    }
    writeln!(out, "RECORD")?;
    pretty::write(out, &record, &article)
}

struct Explainer<'a> {
    text: &'a Text<'a>,
    field: &'a FieldText<'a>,
    lexicon: &'a Lexicon,
    found: &'a [Mention],
    mention_at: &'a [usize],
    record: &'a Record,
}

impl<'a> Explainer<'a> {
    fn around(&self) -> Around<'a> {
        Around { field: self.field, mentions: self.found, mention_at: self.mention_at }
    }

    fn show(&self, words: &Range<usize>) -> String {
        let tokens = self.text.tokens();
        let Some(tokens) = tokens.get(words.clone()).filter(|t| !t.is_empty()) else { return String::new() };
        let (start, end) = (tokens[0].start as usize, tokens[tokens.len() - 1].end as usize);
        self.text.raw().get(start..end).unwrap_or("").to_owned()
    }

    fn words(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "WORDS (chosen reading first; the others with what they cost more, each word taken alone)")?;
        for (i, (word, token)) in self.field.words.iter().zip(self.text.tokens()).enumerate() {
            let folded = self.text.folded_of(token);
            writeln!(out, "{i:3} {}\t{}", self.text.raw_of(token), self.reading(folded, &word.reading))?;
            if word.is_punctuation() {
                continue;
            }
            for other in self.field.options(self.lexicon, i).filter(|o| o.reading != word.reading) {
                let more = other.reading.cost - word.reading.cost;
                writeln!(out, "    \t  {more:+} {}", self.reading(folded, &other.reading))?;
            }
        }
        Ok(())
    }

    /// Clitics, stem, lemma, features and class of meaning of a reading.
    fn reading(&self, folded: &str, r: &Reading) -> String {
        let stem = folded.get(r.stem_range()).unwrap_or(folded);
        let mut cut = String::new();
        for (mask, letters) in PROCLITICS {
            if r.proclitics.has(mask) {
                cut.push_str(letters);
                cut.push('+');
            }
        }
        cut.push_str(stem);
        if let Some(e) = r.enclitic {
            cut.push('+');
            cut.push_str(e.text);
        }
        let lemma = r.lemma.map_or("not in the lexicon", |l| self.lexicon.dictionary.lemma(l).text);
        let meaning = r.lemma.map_or("", |l| self.lexicon.dictionary.meaning(l));
        let meaning = if meaning.is_empty() { String::new() } else { format!("\t{meaning}") };
        format!("{cut}\t{lemma}\t{}{meaning}", features(&r.features))
    }

    fn parties(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "PARTIES")?;
        for (i, m) in self.found.iter().enumerate() {
            let codes = if m.codes.is_empty() { "code from context".to_owned() } else { m.codes.join("+") };
            write!(out, "{i:3} {} → {codes} {} ({:?})", self.show(&m.words), m.role, m.kind)?;
            if let Some(office) = &m.office {
                write!(out, ", office: {office}")?;
            }
            if !m.name.is_empty() {
                write!(out, ", name: {}", self.show(&m.name))?;
            }
            if let Some((english, wikidata)) = &m.known {
                write!(out, ", known: {english} {}", wikidata.as_deref().unwrap_or(""))?;
            }
            if m.ambiguous {
                write!(out, ", a name of several: the document decides")?;
            }
            writeln!(out)?;
        }
        for a in &self.record.actors {
            let places = a.mentions.len();
            writeln!(
                out,
                "    {} = {} {}, {} of {places} mention{}: {}",
                a.id,
                a.code,
                a.role,
                a.kind,
                if places == 1 { "" } else { "s" },
                a.name
            )?;
        }
        Ok(())
    }

    fn times_and_places(&self, out: &mut dyn Write, published: Option<Date>) -> io::Result<()> {
        writeln!(out, "TIMES")?;
        for t in marsad_time::find(self.text, published, |token| tense_at(self.field, token)) {
            let value = match (t.value, t.minutes()) {
                (Some((a, b)), _) if a == b => a.to_string(),
                (Some((a, b)), _) => format!("{a} to {b}"),
                (None, Some(m)) => format!("{m} minutes"),
                (None, None) if published.is_none() => "open: without --published nothing to count from".to_owned(),
                (None, None) => "open".to_owned(),
            };
            let about = if t.approximate { ", about" } else { "" };
            writeln!(out, "    {} → {value} ({:?}, {:?}{about})", self.show(&t.tokens), t.kind, t.precision)?;
        }
        writeln!(out, "PLACES")?;
        for p in places(&[&self.around()], self.lexicon).0.iter().flatten() {
            let at = p.at.map_or(String::new(), |(lat, lon)| format!(", {lat:.2}, {lon:.2}"));
            let geonames = p.geonames.map_or(String::new(), |g| format!(", GeoNames {g}"));
            let country = if p.country.is_empty() { "no one country" } else { p.country };
            let part = match p.part {
                Part::Itself => "",
                Part::Office => ", part of an office",
                Part::Body => ", part of a body's name",
                Part::Person => ", part of a person's name",
            };
            writeln!(out, "    {} → {country} ({}){geonames}{at}{part}", self.show(&p.words), p.kind)?;
        }
        Ok(())
    }

    fn sentence(&self, out: &mut dyn Write, s: usize) -> io::Result<()> {
        let range = self.text.sentences()[s].tokens.clone();
        let proposer = Proposer { around: self.around(), lexicon: self.lexicon };
        let mut dropped = Vec::new();
        let candidates = proposer.sentence(s, &mut dropped);
        let credited = sources(&self.around(), self.lexicon, range.clone());
        self.clauses(out, s, &candidates, &credited)?;
        writeln!(out, "SOURCES")?;
        for x in &credited {
            writeln!(out, "    {} ({}), for: {}", self.show(&x.words), x.kind, self.show(&x.scope))?;
        }
        writeln!(out, "FRAMES")?;
        for c in &candidates {
            let st = standing(self.field, self.lexicon, range.clone(), c, &candidates, false);
            let names = |list: &[PartyRef]| -> String {
                let names: Vec<String> = list
                    .iter()
                    .map(|p| match p {
                        PartyRef::Mention(m) => self.show(&self.found[*m].words),
                        PartyRef::Pronoun(w) => format!("the pronoun of {}", self.show(&(*w..w + 1))),
                    })
                    .collect();
                if names.is_empty() { "-".to_owned() } else { names.join(", ") }
            };
            writeln!(
                out,
                "    kept {} {} at {} ({:?}): {}",
                c.frame.event_type(),
                c.frame.id,
                self.show(&c.trigger),
                c.form,
                st.status
            )?;
            writeln!(out, "         actors {}; recipients {}", names(&c.actors), names(&c.recipients))?;
            let why = match self.on_record(c) {
                Some(event) => format!("on record as {event}"),
                None if st.content_only => "not on record: only the content of another act".to_owned(),
                None if c.actors.is_empty() && c.recipients.is_empty() => {
                    "not on record: it names no party, or the weights speak against it".to_owned()
                }
                None => "not on record: the weights speak against it".to_owned(),
            };
            writeln!(out, "         {why}")?;
        }
        for d in dropped {
            writeln!(out, "    dropped {} at {}: {}", d.frame, self.show(&(d.word..d.word + 1)), d.why)?;
        }
        Ok(())
    }

    /// The event of the record that a candidate became a mention of.
    fn on_record(&self, c: &Candidate<'_>) -> Option<&'a str> {
        let tokens = self.text.tokens();
        let bytes = tokens.get(c.trigger.start)?.start..tokens.get(c.trigger.end.checked_sub(1)?)?.end;
        let chars = self.text.char_span(bytes);
        let event =
            self.record.events.iter().find(|e| {
                e.mentions.iter().any(|m| m.start == chars.start && m.end == chars.end && m.rule == c.frame.id)
            });
        event.map(|e| e.id.as_str())
    }

    /// The clause of every finite verb, adverbial participle and kept noun, with its standing.
    fn clauses(
        &self,
        out: &mut dyn Write,
        s: usize,
        candidates: &[Candidate<'_>],
        credited: &[Source],
    ) -> io::Result<()> {
        writeln!(out, "CLAUSES")?;
        let range = self.text.sentences()[s].tokens.clone();
        let around = self.around();
        // A clause's standing does not hang on what its predicate means: any frame will do where none knows it.
        let Some(any) = self.lexicon.frames.all().iter().find(|f| f.event_type() == EventType::Consult) else {
            return Ok(());
        };
        for p in range.clone() {
            let w = &self.field.words[p];
            let before = p.checked_sub(1).filter(|b| range.contains(b)).map(|b| &self.field.words[b]);
            let kept = candidates.iter().find(|c| c.word == p);
            let form = match kept {
                Some(c) => c.form,
                None if w.is_verb() => Form::Verb,
                None if w.circumstantial(before) => Form::Participle,
                None => continue,
            };
            let c = match kept {
                Some(c) => c.clone(),
                None => Candidate {
                    frame: any,
                    trigger: p..p + 1,
                    word: p,
                    form,
                    actors: Vec::new(),
                    recipients: Vec::new(),
                    topics: Vec::new(),
                    clause: around.of_verb(p, range.clone()),
                    light: None,
                    sentence: s,
                    passive: false,
                    second_reading: false,
                    domain: Default::default(),
                },
            };
            let st = standing(self.field, self.lexicon, range.clone(), &c, candidates, false);
            let mut says = match st.status {
                Status::Occurred => "asserted".to_owned(),
                Status::Ongoing => "asserted, going on".to_owned(),
                Status::Planned => "future".to_owned(),
                Status::Possible if self.conditional(&range, p) => "conditional".to_owned(),
                Status::Possible => "possible".to_owned(),
                Status::Denied => "negated".to_owned(),
            };
            if st.content_only {
                says.push_str(", content of another act only");
            }
            let source = credited.iter().rev().find(|x| x.scope.contains(&p) && x.word != p);
            if let Some(source) = source {
                says.push_str(&format!(", reported by {}", self.show(&source.words)));
            }
            writeln!(out, "    {} ({form:?}): {says}", self.show(&c.trigger))?;
            let parts = self.parts(&c.clause);
            if !parts.is_empty() {
                writeln!(out, "         {parts}")?;
            }
        }
        Ok(())
    }

    /// Whether a word of condition (إذا, لو, في حال) stands before a predicate, in its own stretch of the sentence.
    fn conditional(&self, range: &Range<usize>, p: usize) -> bool {
        (range.start..p).rev().take_while(|&i| !matches!(self.field.words[i].folded, "." | "؛" | ":")).take(12).any(
            |i| {
                let w = &self.field.words[i];
                let attributes = w.reading.lemma.map_or("", |l| self.lexicon.dictionary.lemma(l).attributes);
                attributes.split('|').any(|a| a.trim() == "condition") || w.stem == "حال"
            },
        )
    }

    fn parts(&self, clause: &Clause) -> String {
        let phrase = |p: &Phrase| self.show(&p.words);
        let mut parts = Vec::new();
        if let Some(s) = &clause.subject {
            parts.push(format!("subject: {}", phrase(s)));
        }
        parts.extend(clause.objects.iter().map(|o| format!("object: {}", phrase(o))));
        parts.extend(clause.genitive.iter().map(|g| format!("genitive: {}", phrase(g))));
        parts.extend(clause.adjectives.iter().map(|&a| format!("adjective: {}", self.show(&(a..a + 1)))));
        parts.extend(clause.prepositions.iter().map(|(name, p)| format!("{name}: {}", phrase(p))));
        if let Some(c) = clause.complement {
            parts.push(format!("clause behind: {}", self.show(&(c..c + 1))));
        }
        parts.join("; ")
    }
}

/// What a form says, in words; what it leaves open is left out.
fn features(f: &Features) -> String {
    let mut out = vec![
        match f.pos {
            Pos::Unknown => "unknown word",
            Pos::Verb => "verb",
            Pos::Noun => "noun",
            Pos::Adjective => "adjective",
            Pos::Name => "name",
            Pos::Pronoun => "pronoun",
            Pos::Demonstrative => "demonstrative",
            Pos::Relative => "relative",
            Pos::Preposition => "preposition",
            Pos::Conjunction => "conjunction",
            Pos::Subordinator => "subordinator",
            Pos::Particle => "particle",
            Pos::Adverb => "adverb",
            Pos::Number => "number",
            Pos::Punctuation => "punctuation",
        }
        .to_owned(),
    ];
    let mut say = |what: &str| {
        if !what.is_empty() {
            out.push(what.to_owned());
        }
    };
    say(match f.aspect {
        Aspect::None => "",
        Aspect::Perfect => "perfect",
        Aspect::Imperfect => "imperfect",
        Aspect::Imperative => "imperative",
    });
    say(match f.mood {
        Mood::Any => "",
        Mood::Indicative => "indicative",
        Mood::NonIndicative => "subjunctive or jussive",
        Mood::Jussive => "jussive",
    });
    say(if f.voice == Voice::Passive { "passive" } else { "" });
    say(match f.verbal {
        Verbal::None => "",
        Verbal::Masdar => "verbal noun",
        Verbal::ActiveParticiple => "active participle",
        Verbal::PassiveParticiple => "passive participle",
    });
    say(match f.person {
        1 => "1st person",
        2 => "2nd person",
        3 => "3rd person",
        _ => "",
    });
    say(match f.gender {
        Gender::None => "",
        Gender::Masculine => "masculine",
        Gender::Feminine => "feminine",
    });
    say(match f.number {
        Number::None => "",
        Number::Singular => "singular",
        Number::Dual => "dual",
        Number::Plural => "plural",
    });
    say(match f.case {
        Case::Any => "",
        Case::Nominative => "nominative",
        Case::Oblique => "accusative or genitive",
        Case::Accusative => "accusative",
    });
    say(if f.attach == Attach::Construct { "construct" } else { "" });
    out.join(" ")
}
