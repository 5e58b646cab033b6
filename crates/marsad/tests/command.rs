//! The command as its users meet it: bad input, exit codes, the same bytes on any number of threads.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// "The foreign minister met his counterpart in Paris."
const GOOD: &str = "التقى وزير الخارجية الأميركي نظيره الفرنسي في باريس.";

fn marsad(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_marsad"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // Fed from a thread: the command writes before it has read everything.
    let feeder = std::thread::spawn(move || {
        // A command that has said no may have closed its input.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the command ends");
    feeder.join().expect("the input is written");
    output
}

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("a file is written");
    path
}

fn line(id: &str, text: &str) -> String {
    format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"published\":\"2015-06-17\"}}\n")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn records(output: &Output) -> Vec<serde_json::Value> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|l| serde_json::from_str(l).expect("each line is a record"))
        .collect()
}

#[test]
fn bad_lines_are_told_by_file_and_line_and_the_run_goes_on() {
    let mut bytes = line("first", GOOD).into_bytes();
    let bad: [(&[u8], &str); 11] = [
        (b"{\"text\":\"\"}", "the text is empty"),
        (b"{\"text\":\"no Arabic at all\"}", "not Arabic"),
        (b"{\"text\":\"\xD8\xFF\"}", "not valid UTF-8 at byte 9, and no other encoding gives Arabic"),
        (b"{\"text\": oops}", "not a JSON object with a `text`: expected value at column 10"),
        (b"[1, 2]", "not a JSON object with a `text`"),
        (
            b"{\"text\":\"\xD9\x85\",\"published\":\"yesterday\"}",
            "`published` is \"yesterday\"; write it as YYYY-MM-DD",
        ),
        (b"{\"text\":\"\xD9\x85\",\"published\":\"2015-02-30\"}", "`published` is \"2015-02-30\""),
        (b"{\"title\":\"\xD9\x85\"}", "there is no `text`"),
        (b"{\"text\":\"\0\"}", "control character"),
        (b"{\"text\":\"\\u0000 \\u0000\"}", "not Arabic"),
        (b"{\"text\":\"\\ud800\"}", "not a JSON object with a `text`"),
    ];
    for (b, _) in bad {
        bytes.extend(b);
        bytes.extend(b"\r\n");
    }
    bytes.extend(line("last", &GOOD.replace("باريس", "روما")).bytes()); // "Rome"
    let path = file("bad.jsonl", &bytes);
    let name = path.display().to_string();
    let output = marsad(&["code", &name], b"");
    let said = errors(&output);
    for (i, (_, why)) in bad.iter().enumerate() {
        let at = format!("{name}:{}: ", i + 2);
        let told = said.lines().find(|l| l.starts_with(&at)).unwrap_or_else(|| panic!("{at} is not told in {said}"));
        assert!(told.contains(why) && told.ends_with("set aside"), "{told} should say {why}");
    }
    assert!(said.contains("2 articles coded") && said.contains("11 set aside"), "{said}");
    assert!(said.contains("set aside  2: no date in `published`"), "{said}");
    let ids: Vec<_> = records(&output).iter().map(|r| r["id"].clone()).collect();
    assert_eq!(ids, ["first", "last"]);
    assert!(output.status.success(), "some articles could be read");
    assert_eq!(marsad(&["code", "--strict", &name], b"").status.code(), Some(1));
}

#[test]
fn exit_code_is_1_only_if_nothing_could_be_read() {
    for input in ["", " \n", "no Arabic", "{\"text\":\"\"}\n"] {
        let output = marsad(&["code"], input.as_bytes());
        assert_eq!(output.status.code(), Some(1), "{input:?}");
        assert!(errors(&output).contains("-:1: "), "{}", errors(&output));
    }
    let missing = marsad(&["code", "no/such/file", "-"], GOOD.as_bytes());
    assert!(errors(&missing).contains("no/such/file: cannot be opened"), "{}", errors(&missing));
    assert!(missing.status.success());
    assert_eq!(marsad(&["code", "no/such/file"], b"").status.code(), Some(1));
    assert_eq!(marsad(&["code", "--output", "no/such/folder/x"], GOOD.as_bytes()).status.code(), Some(1));
    assert_eq!(marsad(&["code", "--no-such-option"], b"").status.code(), Some(2));
}

#[test]
fn other_systems_files_are_read() {
    let plain = format!("\u{FEFF}{GOOD}\r\n{GOOD}\0\r\n");
    let output = marsad(&["code"], plain.as_bytes());
    assert!(!records(&output)[0]["events"].as_array().is_none_or(Vec::is_empty));
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(GOOD.encode_utf16().flat_map(u16::to_le_bytes));
    let output = marsad(&["code"], &utf16);
    assert!(!records(&output)[0]["events"].as_array().is_none_or(Vec::is_empty));
}

#[test]
fn huge_input_is_set_aside_or_coded_in_time() {
    let start = std::time::Instant::now();
    let article = format!("{GOOD} ").repeat((50 << 20) / (GOOD.len() + 1));
    let word = "ب".repeat(1 << 19);
    let input = [line("a", GOOD), line("huge", &article), line("word", &word), line("b", GOOD)].concat();
    let output = marsad(&["code", "--jobs", "1"], input.as_bytes());
    let said = errors(&output);
    assert!(said.contains("-:2: the text is larger than 8 MB; split it into articles"), "{said}");
    assert!(said.contains("-:3: a word of 1048576 bytes without a space"), "{said}");
    assert_eq!(records(&output).len(), 2);
    // Where it is asked for, it is coded, and the time grows with the text only.
    let large = line("large", &format!("{GOOD} ").repeat(20_000));
    let output = marsad(&["code", "--jobs", "1", "--largest", "1"], large.as_bytes());
    assert!(errors(&output).contains("larger than 1 MB"), "{}", errors(&output));
    let output = marsad(&["code", "--jobs", "1"], large.as_bytes());
    assert_eq!(records(&output).len(), 1, "{}", errors(&output));
    assert!(start.elapsed().as_secs() < 240, "took {:?}", start.elapsed());
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/articles.jsonl");
    let examples = std::fs::read_to_string(examples).expect("the examples are there");
    // More articles than one batch holds.
    let input: String = std::iter::repeat_n(examples.as_str(), 40).collect();
    let one = marsad(&["code", "--keep-duplicates", "--jobs", "1"], input.as_bytes());
    assert_eq!(one.stdout.iter().filter(|&&b| b == b'\n').count(), input.lines().count());
    for jobs in ["2", "5"] {
        assert!(
            marsad(&["code", "--keep-duplicates", "--jobs", jobs], input.as_bytes()).stdout == one.stdout,
            "{jobs} threads"
        );
    }
    let pretty = |jobs| marsad(&["code", "--jobs", jobs, "--format", "pretty"], examples.as_bytes()).stdout;
    assert!(pretty("1") == pretty("3"));
}

#[test]
fn pretty_output_is_safe_right_to_left() {
    // An override and a stray isolate in the text must not reach what follows; the outlet's name neither.
    let text = "التقى وزير الخارجية الأميركي \u{202E}نظيره\u{2069} الفرنسي في باريس أمس، وفق مصدر ديبلوماسي.";
    let input = format!(
        "{{\"id\":\"a\",\"title\":\"لقاء\",\"outlet\":\"مثال\\u202e\",\"text\":\"{text}\",\"published\":\"2015-06-17\"}}"
    );
    let output = marsad(&["code", "--format", "pretty"], input.as_bytes());
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    for l in shown.lines() {
        let mut depth = 0;
        for c in l.chars() {
            match c {
                '\u{2068}' => depth += 1,
                '\u{2069}' => depth -= 1,
                '\u{202A}'..='\u{202E}' | '\u{2066}' | '\u{2067}' => panic!("{l:?}"),
                '\u{0600}'..='\u{06FF}' | '【' | '】' => assert_eq!(depth, 1, "outside an isolate: {l:?}"),
                _ => {}
            }
            assert!((0..=1).contains(&depth), "{l:?}");
        }
        assert_eq!(depth, 0, "{l:?}");
    }
    for wanted in
        ["CONSULT occurred", "  who    ", "USA GOV, foreign minister", "  when   2015-06-16", "  where  ", "FRA"]
    {
        assert!(shown.contains(wanted), "{wanted} is missing in {shown}");
    }
    assert!(shown.contains("【التقى】") || shown.contains("【لقاء】"), "the trigger is marked: {shown}");
    assert!(shown.contains("  source "), "{shown}");
}

#[test]
fn explain_shows_every_step() {
    // "An American official said that Washington would not impose sanctions on Iran if Tehran signed the agreement in Vienna
    // next week; and a French minister would visit Tehran."
    let sentence = "قال مسؤول أميركي إن واشنطن لن تفرض عقوبات على إيران إذا وقعت طهران الاتفاق في فيينا الأسبوع المقبل، وسيزور وزير فرنسي طهران.";
    let output = marsad(&["explain", sentence, "--published", "2015-07-10"], b"");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let place = |what: &str| shown.find(what).unwrap_or_else(|| panic!("{what} is missing in {shown}"));
    let steps = ["WORDS", "PARTIES", "TIMES", "PLACES", "CLAUSES", "SOURCES", "FRAMES", "RECORD"];
    assert!(steps.windows(2).all(|w| place(w[0]) < place(w[1])), "{shown}");
    let clauses = &shown[place("CLAUSES")..place("SOURCES")];
    let standing = |verb: &str| {
        let l =
            clauses.lines().find(|l| l.trim_start().starts_with(verb)).unwrap_or_else(|| panic!("{verb}: {clauses}"));
        l.to_owned()
    };
    assert!(standing("قال ").contains("asserted"), "{clauses}");
    assert!(
        standing("تفرض ").contains("negated") && standing("تفرض ").contains("reported by مسؤول أميركي"),
        "{clauses}"
    );
    assert!(standing("وقعت ").contains("conditional"), "{clauses}");
    assert!(standing("وسيزور ").contains("future"), "{clauses}");
    for wanted in [
        "و+س+يزور",                                 // "and will visit": clitics cut off
        "الأسبوع المقبل → 2015-07-12 to 2015-07-18", // "next week"
        "واشنطن → USA GOV",
        "فيينا → AUT (capital), GeoNames",
        "kept SANCTION",
        "dropped ",
        "a1 = ",
    ] {
        place(wanted);
    }
    let bad = marsad(&["explain", "قال", "--published", "soon"], b"");
    assert_eq!(bad.status.code(), Some(2), "{}", errors(&bad));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/articles.jsonl");
    let mut child = Command::new(env!("CARGO_BIN_EXE_marsad"))
        .args(["code", "--quiet"])
        .args(std::iter::repeat_n(examples, 200))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", errors(&output));
}
