//! `marsad explain`: every step for one sentence.

use std::process::ExitCode;

use clap::Args;
use marsad_coder::clause::Around;
use marsad_coder::mention::mentions;
use marsad_coder::propose::{PartyRef, Proposer};
use marsad_coder::source::sources;
use marsad_coder::standing::standing;
use marsad_coder::word::FieldText;
use marsad_coder::{Article, code};
use marsad_lexicon::Lexicon;
use marsad_text::Text;
use marsad_time::Date;

use crate::pretty;

/// Options of `marsad explain`.
#[derive(Args)]
pub struct Options {
    /// The sentence.
    sentence: String,
    /// Publication date, YYYY-MM-DD.
    #[arg(long)]
    published: Option<Date>,
}

/// Prints the steps.
pub fn run(options: &Options, lexicon: &Lexicon) -> anyhow::Result<ExitCode> {
    let text = Text::new(&options.sentence);
    let field = FieldText::new(&text, lexicon);
    let found = mentions(&field, lexicon, options.published.map(|d| d.year() as u16));
    let mut mention_at = vec![usize::MAX; field.words.len()];
    for (i, m) in found.iter().enumerate() {
        mention_at[m.words.clone()].fill(i);
    }
    println!("WORDS");
    for (i, (w, t)) in field.words.iter().zip(text.tokens()).enumerate() {
        let lemma = w.reading.lemma.map_or("?", |l| lexicon.dictionary.lemma(l).text);
        let enclitic = w.reading.enclitic.map_or(String::new(), |e| format!(" +{}", e.text));
        println!("{i:3} {}\t{}{}\t{lemma}\t{:?} {:?}", text.raw_of(t), w.stem, enclitic, w.pos(), w.reading.features);
    }
    println!("PARTIES");
    let show = |r: &std::ops::Range<usize>| {
        text.tokens()[r.clone()].iter().map(|t| text.raw_of(t)).collect::<Vec<_>>().join(" ")
    };
    for (i, m) in found.iter().enumerate() {
        println!(
            "{i:3} {} → {} {} {:?} {}",
            show(&m.words),
            m.codes.join("+"),
            m.role,
            m.kind,
            m.office.as_deref().unwrap_or("")
        );
    }
    println!("TIMES");
    for t in marsad_time::find(&text, options.published, |_| marsad_time::Tense::Unknown) {
        println!("    {} → {:?} {:?} {:?}", show(&t.tokens), t.kind, t.value, t.precision);
    }
    println!("FRAMES");
    for s in 0..text.sentences().len() {
        let around = Around { field: &field, mentions: &found, mention_at: &mention_at };
        let range = text.sentences()[s].tokens.clone();
        for x in sources(&around, lexicon, range.clone()) {
            println!("    source: {} ({})", show(&x.words), x.kind);
        }
        let proposer = Proposer { around, lexicon };
        let mut dropped = Vec::new();
        let candidates = proposer.sentence(s, &mut dropped);
        for c in &candidates {
            let st = standing(&field, lexicon, range.clone(), c, &candidates, false);
            let names = |list: &[PartyRef]| -> Vec<String> {
                list.iter()
                    .map(|p| match p {
                        PartyRef::Mention(m) => show(&found[*m].words),
                        PartyRef::Pronoun(w) => format!("pronoun at {w}"),
                    })
                    .collect()
            };
            println!(
                "    kept {} at {} ({:?}): {:?}{} actors {:?} recipients {:?}",
                c.frame.id,
                show(&c.trigger),
                c.form,
                st.status,
                if st.content_only { ", content of another act only" } else { "" },
                names(&c.actors),
                names(&c.recipients)
            );
            let show_phrase = |p: &marsad_coder::clause::Phrase| show(&p.words);
            println!(
                "         subject {:?} objects {:?} genitive {:?} prepositions {:?}",
                c.clause.subject.as_ref().map(show_phrase),
                c.clause.objects.iter().map(show_phrase).collect::<Vec<_>>(),
                c.clause.genitive.as_ref().map(show_phrase),
                c.clause.prepositions.iter().map(|(n, p)| format!("{n}: {}", show(&p.words))).collect::<Vec<_>>()
            );
        }
        for d in dropped {
            println!("    dropped {} at {}: {}", d.frame, show(&(d.word..d.word + 1)), d.why);
        }
    }
    println!("RECORD");
    let article = Article {
        id: "explain".into(),
        text: options.sentence.clone(),
        published: options.published,
        ..Article::default()
    };
    pretty::write(&mut std::io::stdout().lock(), &code(&article, lexicon), &article)?;
    Ok(ExitCode::SUCCESS)
}
