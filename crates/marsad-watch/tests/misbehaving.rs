//! Against a server that misbehaves: nothing hangs, nothing is lost, nothing comes twice, and sites are left in peace.
#![allow(clippy::unwrap_used)]

mod server;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use marsad_watch::{Config, FileSink, Limits, Notice, Stop, Summary, Until, Watch};
use server::{Folder, Reply, Server, page, rss, text};

const MS: Duration = Duration::from_millis(1);

/// Bounds that suit a server on the same machine.
fn limits() -> Limits {
    Limits {
        connect: 2000 * MS,
        whole: 2000 * MS,
        feed_bytes: 1 << 20,
        page_bytes: 1 << 20,
        first_wait: 20 * MS,
        longest_wait: 10_000 * MS,
        tries: 3,
        ..Limits::default()
    }
}

/// A configuration of these feeds, with the given further lines before them.
fn config(folder: &Path, lines: &str, feeds: &[String]) -> Config {
    let mut toml = format!("delay = \"0s\"\nper_host = 4\nallow_private = [\"127.0.0.1\"]\n{lines}\n");
    for url in feeds {
        toml.push_str(&format!("[[feeds]]\nurl = \"{url}\"\noutlet = \"مثال\"\n")); // "example"
    }
    Config::parse(&toml, &folder.join("feeds.toml")).unwrap()
}

/// Runs with a stand-in for the coder that keeps what it was given.
fn watch(config: &Config, limits: &Limits, until: Until, stop: &Stop) -> (Summary, Vec<Notice>) {
    let mut notices = Vec::new();
    let mut sink = FileSink::open(&config.output).unwrap();
    let run = Watch {
        config,
        limits,
        code: &|article| {
            let published = article.published.map(|day| day.to_string());
            let told = (&article.id, &article.title, &article.text, &article.url, published);
            Some(serde_json::to_string(&told).unwrap())
        },
        sink: &mut sink,
        rejects: Some(&config.state.with_extension("rejects")),
        log: &mut |notice| notices.push(notice.clone()),
    };
    (run.run(until, stop).unwrap(), notices)
}

fn once(config: &Config, limits: &Limits) -> (Summary, Vec<Notice>) {
    watch(config, limits, Until::PolledOnce, &Stop::default())
}

/// Texts of the records, in order.
fn written(config: &Config) -> Vec<String> {
    let lines = std::fs::read_to_string(&config.output).unwrap();
    lines.lines().map(|line| serde_json::from_str::<Vec<Option<String>>>(line).unwrap()[2].clone().unwrap()).collect()
}

/// A server whose feed names pages 1 to `pages`, which are served by `reply`.
fn teasers(pages: usize, reply: impl Fn(&server::Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::new(move |request| match request.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/feed" => {
            let host = &request.headers["host"];
            let names: Vec<(String, String)> =
                (1..=pages).map(|n| (format!("n{n}"), format!("http://{host}/page/{n}"))).collect();
            let items: Vec<_> = names.iter().map(|(n, l)| (n.as_str(), l.as_str(), "", "...", "")).collect();
            Reply::feed(&rss(&items))
        }
        _ => reply(request),
    })
}

fn number(request: &server::Request) -> usize {
    request.path.rsplit('/').next().and_then(|n| n.parse().ok()).unwrap()
}

fn causes(summary: &Summary) -> Vec<(String, usize)> {
    summary.feeds.values().flat_map(|s| s.failed.iter().chain(&s.aside)).map(|(why, n)| (why.clone(), *n)).collect()
}

#[test]
fn what_is_new_is_coded_once_and_an_unchanged_feed_is_not_sent_again() {
    let server = Server::new(|request| match request.path.as_str() {
        "/feed" if request.headers.get("if-none-match").is_some_and(|tag| tag == "\"v1\"") => Reply::status(304),
        "/feed" => {
            let items = [2, 1].map(|n| (format!("n{n}"), text(n)));
            let items = items.each_ref().map(|(name, text)| (name.as_str(), "", "", "", text.as_str()));
            let headers =
                vec![("ETag", "\"v1\"".to_owned()), ("Last-Modified", "Tue, 14 Jul 2015 07:00:00 GMT".into())];
            Reply::Answer(200, headers, rss(&items).into())
        }
        _ => Reply::status(404),
    });
    let folder = Folder::new("once");
    let config = config(folder.path(), "", &[server.url("/feed")]);
    let (summary, _) = once(&config, &limits());
    let sums = &summary.feeds[&server.url("/feed")];
    assert_eq!((sums.polled, sums.new, sums.coded), (1, 2, 2));
    assert_eq!(written(&config), [text(1), text(2)], "the oldest comes first");
    let (summary, _) = once(&config, &limits());
    let sums = &summary.feeds[&server.url("/feed")];
    assert_eq!((sums.polled, sums.unchanged, sums.new), (1, 1, 0));
    assert_eq!(written(&config).len(), 2);
    let asked = server.asked("/feed");
    assert_eq!(asked[1].headers["if-modified-since"], "Tue, 14 Jul 2015 07:00:00 GMT");
    assert_eq!(server.asked("/robots.txt").len(), 1, "robots.txt is believed for a day");
    assert!(asked[0].headers["user-agent"].starts_with("marsad/"));
}

#[test]
fn pages_are_fetched_where_the_feed_gives_a_teaser() {
    let server = teasers(3, |request| Reply::page(&page(number(request))));
    let folder = Folder::new("teasers");
    let config = config(folder.path(), "", &[server.url("/feed")]);
    let (summary, _) = once(&config, &limits());
    assert_eq!(summary.feeds[&server.url("/feed")].coded, 3);
    let mut texts = written(&config);
    texts.sort();
    for (n, text) in texts.iter().enumerate() {
        assert!(text.contains(&format!("رقم {}", n + 1)) && text.contains("مجلس الأمن"), "{text}"); // "number", "Security Council"
        assert!(!text.contains("رياضة"), "the menu is no text: {text}"); // "sports"
    }
}

/// 64 MB of spaces, packed by brotli.
const BROTLI: &str = "cbffff3ff82540e2b14020f7fe8fffff7ff04b00c4611180eefd1fffffffe0970088c30200ddfb3ffeffffc12f0110870500baf77ff\
                      cffff835f02200e0b0074effff8ffff07bf04401c1600e8defff1ffff0f7e0980382c00d0bdffcbffff3ffc1200715800a07bff07";

#[test]
fn what_is_slow_endless_or_packed_too_tight_is_given_up_in_time() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..200 {
        bomb.write_all(&[b' '; 1 << 20]).unwrap();
    }
    let (bomb, gzip) = (bomb.finish().unwrap(), vec![("Content-Encoding", "gzip".to_owned())]);
    let brotli: Vec<u8> =
        (0..BROTLI.len()).step_by(2).map(|at| u8::from_str_radix(&BROTLI[at..at + 2], 16).unwrap()).collect();
    let server = Server::new(move |request| match request.path.as_str() {
        "/slow" => Reply::Dribble(Vec::new(), rss(&[]).into(), 100 * MS),
        "/silent" => Reply::Dribble(Vec::new(), rss(&[]).into(), 20_000 * MS),
        "/endless" => Reply::Endless(vec![("Content-Type", "text/xml".into())]),
        "/declared" => Reply::CutOff(vec![("Content-Type", "text/xml".into())], vec![b' '; 2 << 20], 10),
        "/bomb" => Reply::Answer(200, gzip.clone(), bomb.clone()),
        "/brotli" => Reply::Answer(200, vec![("Content-Encoding", "br".to_owned())], brotli.clone()),
        "/good" => Reply::feed(&rss(&[("1", "", "", "", &text(1))])),
        _ => Reply::status(404),
    });
    let folder = Folder::new("slow");
    let feeds = ["/slow", "/silent", "/endless", "/declared", "/bomb", "/brotli", "/good"].map(|path| server.url(path));
    let config = config(folder.path(), "", &feeds);
    let start = Instant::now();
    let (summary, _) = once(&config, &limits());
    assert!(start.elapsed() < 10_000 * MS, "{:?}", start.elapsed());
    for (path, cause) in [
        ("/slow", "too slow"),
        ("/silent", "too slow"),
        ("/endless", "too large"),
        ("/declared", "too large"),
        ("/bomb", "too large"),
        ("/brotli", "too large"),
    ] {
        let failed: Vec<&String> = summary.feeds[&server.url(path)].failed.keys().collect();
        assert_eq!(failed, [cause], "{path}");
    }
    assert_eq!(written(&config), [text(1)], "the others go on");
}

#[test]
fn what_is_cut_off_is_fetched_again() {
    let server = teasers(2, |request| {
        let body = page(number(request)).into_bytes();
        let cut = body.len() / 2;
        match request.before {
            0 => Reply::CutOff(vec![("Content-Type", "text/html".into())], body, cut),
            _ => Reply::Answer(200, vec![("Content-Type", "text/html".into())], body),
        }
    });
    let folder = Folder::new("cut");
    let config = config(folder.path(), "", &[server.url("/feed")]);
    let (summary, notices) = once(&config, &limits());
    assert_eq!(summary.feeds[&server.url("/feed")].waiting, 2, "{notices:?}");
    assert!(notices.iter().any(|n| matches!(n, Notice::PutOff { .. })));
    thread::sleep(50 * MS);
    let (summary, _) = once(&config, &limits());
    let sums = &summary.feeds[&server.url("/feed")];
    assert_eq!((sums.new, sums.coded, sums.waiting), (0, 2, 0));
    assert!(written(&config).iter().all(|text| text.contains("مجلس الأمن")), "no half article"); // "Security Council"
}

#[test]
fn a_cut_off_feed_leaves_no_mark_and_is_read_whole_later() {
    let server = Server::new(|request| match (request.path.as_str(), request.before) {
        ("/feed", 0) => {
            let headers = vec![("ETag", "\"v1\"".to_owned())];
            let body = rss(&[("1", "", "", "", &text(1))]).into_bytes();
            let cut = body.len() - 30;
            Reply::CutOff(headers, body, cut)
        }
        ("/feed", 1) => Reply::Answer(200, vec![("ETag", "\"v1\"".to_owned())], b"<rss><channel><item>".to_vec()),
        ("/feed", _) if request.headers.contains_key("if-none-match") => Reply::status(304),
        ("/feed", _) => Reply::feed(&rss(&[("1", "", "", "", &text(1))])),
        _ => Reply::status(404),
    });
    let folder = Folder::new("invalid");
    let mut config = config(folder.path(), "", &[server.url("/feed")]);
    config.feeds[0].every = MS;
    let mut failed = Vec::new();
    for _ in 0..3 {
        let (summary, _) = once(&config, &limits());
        failed.extend(causes(&summary));
        thread::sleep(20 * MS);
    }
    assert_eq!(failed, [("connection failed".to_owned(), 1), ("unreadable".to_owned(), 1)]);
    assert_eq!(written(&config), [text(1)]);
}

#[test]
fn redirects_lead_neither_in_circles_nor_inside() {
    let server = Server::new(|request| {
        let port = request.headers["host"].rsplit(':').next().unwrap().to_owned();
        match request.path.as_str() {
            "/loop" => Reply::moved(302, "/loop"),
            "/file" => Reply::moved(301, "file:///etc/passwd"),
            "/localhost" => Reply::moved(302, &format!("http://localhost:{port}/good")),
            "/other" => Reply::moved(302, &format!("http://127.0.0.2:{port}/good")),
            "/number" => Reply::moved(302, &format!("http://2130706434:{port}/good")),
            "/mapped" => Reply::moved(302, &format!("http://[::ffff:127.0.0.1]:{port}/good")),
            "/metadata" => Reply::moved(307, "http://169.254.169.254/latest/"),
            "/moved" => Reply::moved(301, "/good"),
            "/good" => Reply::feed(&rss(&[("1", "", "", "", &text(1))])),
            _ => Reply::status(404),
        }
    });
    let wrong = ["/localhost", "/other", "/number", "/mapped", "/metadata"];
    let folder = Folder::new("redirects");
    let feeds: Vec<String> = ["/loop", "/file", "/moved"].iter().chain(&wrong).map(|path| server.url(path)).collect();
    let config = config(folder.path(), "", &feeds);
    let (summary, notices) = once(&config, &limits());
    let failed = |path: &str| summary.feeds[&server.url(path)].failed.keys().cloned().collect::<Vec<_>>();
    assert_eq!(failed("/loop"), ["redirected too often"]);
    assert_eq!(failed("/file"), ["wrong address"]);
    for path in wrong {
        assert_eq!(failed(path), ["private address"], "{path}");
    }
    assert_eq!(server.asked("/loop").len(), 6);
    assert_eq!(server.asked("/good").len(), 1, "only what stays on the allowed host is asked for");
    assert_eq!(written(&config), [text(1)]);
    assert!(notices.iter().any(|n| matches!(n, Notice::Moved { to, .. } if to.path() == "/good")));
}

#[test]
fn without_leave_no_private_host_is_asked_for_anything() {
    let server = teasers(1, |_| Reply::status(500));
    let folder = Folder::new("private");
    let feeds = [server.url("/feed"), format!("http://localhost:{}/feed", server.port())];
    let mut config = config(folder.path(), "", &feeds);
    config.allow_private.clear();
    let (summary, _) = once(&config, &limits());
    assert_eq!(causes(&summary), [("private address".to_owned(), 1), ("private address".to_owned(), 1)]);
    assert!(server.asked("/feed").is_empty() && server.asked("/robots.txt").is_empty());
}

#[test]
fn other_types_are_set_aside() {
    let server = Server::new(|request| {
        let typed = |kind: &str, body: &str| Reply::Answer(200, vec![("Content-Type", kind.to_owned())], body.into());
        let link = |n| format!("http://{}/page/{n}", request.headers["host"]);
        match request.path.as_str() {
            "/image" => typed("image/png", "\u{89}PNG"),
            "/html" => typed("text/html", "<!DOCTYPE html><title>404</title><p>gone"),
            "/feed" => typed(
                "text/plain",
                &rss(&[("1", &link(1), "", "", ""), ("2", &link(2), "", "", ""), ("3", &link(3), "", "", "")]),
            ),
            "/page/1" => typed("application/pdf", "%PDF-1.4"),
            "/page/2" => typed("text/html", "<html><body><nav><a href=/>.</a></nav></body></html>"),
            "/page/3" => typed("text/html", &page(1).replace(|c: char| !c.is_ascii(), "x")),
            _ => Reply::status(404),
        }
    });
    let folder = Folder::new("types");
    let feeds = ["/image", "/html", "/feed"].map(|path| server.url(path));
    let config = config(folder.path(), "", &feeds);
    let (summary, notices) = once(&config, &limits());
    let failed = |path: &str| summary.feeds[&server.url(path)].failed.keys().cloned().collect::<Vec<_>>();
    assert_eq!(failed("/image"), ["wrong type"]);
    assert_eq!(failed("/html"), ["unreadable"]);
    let sums = &summary.feeds[&server.url("/feed")];
    assert_eq!((sums.new, sums.coded, sums.aside.values().sum::<usize>()), (3, 0, 3), "{sums:?}");
    assert_eq!((sums.aside["wrong type"], sums.aside["not Arabic"]), (1, 1));
    let told = notices.iter().filter(|n| matches!(n, Notice::Aside { item, .. } if item.contains("/page/"))).count();
    assert_eq!(told, 3, "each is named");
    let again = once(&config, &limits()).0;
    assert!(again.feeds[&server.url("/feed")].aside.is_empty(), "they are not tried again");
}

#[test]
fn a_host_that_says_too_many_is_left_alone_as_long_as_it_asks() {
    for form in ["seconds", "date"] {
        let server = teasers(3, move |request| {
            if number(request) == 3 && request.before == 0 {
                let until = std::time::SystemTime::now() + 2000 * MS;
                let seconds = until.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
                let value = match form {
                    "seconds" => "1".to_owned(),
                    _ => jiff::fmt::rfc2822::DateTimePrinter::new()
                        .timestamp_to_rfc9110_string(&jiff::Timestamp::from_second(seconds.cast_signed()).unwrap())
                        .unwrap(),
                };
                Reply::Answer(429, vec![("Retry-After", value)], Vec::new())
            } else {
                Reply::page(&page(number(request)))
            }
        });
        let folder = Folder::new(&format!("busy-{form}"));
        let mut config = config(folder.path(), "", &[server.url("/feed")]);
        config.per_host = 1;
        let (summary, notices) = once(&config, &limits());
        assert_eq!(summary.feeds[&server.url("/feed")].waiting, 3, "a run that is to end does not wait");
        assert!(notices.iter().any(|n| matches!(n, Notice::Paused { .. })));
        let start = server.asked("/page/3")[0].at;
        let stop = Stop::default();
        thread::scope(|scope| {
            scope.spawn(|| {
                while written_so_far(&config) < 3 && start.elapsed() < 20_000 * MS {
                    thread::sleep(20 * MS);
                }
                stop.stop();
            });
            watch(&config, &limits(), Until::Stopped, &stop);
        });
        assert_eq!(written(&config).len(), 3);
        for path in ["/page/1", "/page/2", "/page/3"] {
            let last = server.asked(path).last().unwrap().at;
            assert!(last - start >= 900 * MS, "{path} was asked for {:?} after the pause began", last - start);
        }
    }
}

#[test]
fn a_run_that_is_to_end_does_not_wait_for_a_pause() {
    let server = Server::new(|request| match request.path.as_str() {
        "/busy" => Reply::Answer(503, vec![("Retry-After", "3600".to_owned())], Vec::new()),
        "/late" => {
            thread::sleep(300 * MS);
            let link = format!("http://{}/page/1", request.headers["host"]);
            Reply::feed(&rss(&[("1", &link, "", "", "")]))
        }
        _ => Reply::status(404),
    });
    let folder = Folder::new("pause");
    let config = config(folder.path(), "", &[server.url("/busy"), server.url("/late")]);
    let start = Instant::now();
    let (summary, _) = once(&config, &Limits { longest_wait: Duration::from_secs(7200), ..limits() });
    assert_eq!(summary.feeds[&server.url("/late")].waiting, 1);
    let (_, notices) = once(&config, &Limits { longest_wait: Duration::from_secs(7200), ..limits() });
    assert_eq!(notices.iter().filter(|n| matches!(n, Notice::PollSkipped { .. })).count(), 2, "{notices:?}");
    assert!(start.elapsed() < 20_000 * MS && server.asked("/page/1").is_empty() && server.asked("/late").len() == 1);
}

fn written_so_far(config: &Config) -> usize {
    std::fs::read_to_string(&config.output).unwrap_or_default().lines().count()
}

#[test]
fn errors_are_tried_again_ever_more_rarely_and_not_for_ever() {
    let server = teasers(3, |request| match (number(request), request.before) {
        (1, _) => Reply::status(500),
        (2, 0..2) => Reply::status(503),
        (2, _) => Reply::page(&page(2)),
        (_, _) => Reply::status(410),
    });
    let folder = Folder::new("errors");
    let config = config(folder.path(), "", &[server.url("/feed"), server.url("/page/1")]);
    let stop = Stop::default();
    let summary = thread::scope(|scope| {
        scope.spawn(|| {
            let start = Instant::now();
            while (written_so_far(&config) < 1 || server.asked("/page/1").len() < 4) && start.elapsed() < 20_000 * MS {
                thread::sleep(20 * MS);
            }
            thread::sleep(200 * MS);
            stop.stop();
        });
        watch(&config, &limits(), Until::Stopped, &stop).0
    });
    let sums = &summary.feeds[&server.url("/feed")];
    assert_eq!((sums.coded, sums.waiting), (1, 0));
    assert_eq!((sums.aside["status 500"], sums.aside["status 410"]), (1, 1));
    assert_eq!(server.asked("/page/3").len(), 1, "what is gone is not asked for again");
    let at: Vec<Instant> = server.asked("/page/2").iter().map(|r| r.at).collect();
    assert!(at.len() == 3 && at[1] - at[0] >= 20 * MS && at[2] - at[1] >= 40 * MS, "the wait doubles");
}

#[test]
fn a_feed_that_fails_waits_longer_each_time_also_across_restarts() {
    let server = Server::new(|request| match (request.path.as_str(), request.before) {
        ("/feed", 0 | 1) => Reply::status(500),
        ("/feed", _) => Reply::feed(&rss(&[("1", "", "", "", &text(1))])),
        _ => Reply::status(404),
    });
    let folder = Folder::new("backoff");
    let mut config = config(folder.path(), "", &[server.url("/feed")]);
    config.feeds[0].every = 100 * MS;
    let start = Instant::now();
    let mut skipped = 0;
    while written_so_far(&config) == 0 && start.elapsed() < 20_000 * MS {
        let (_, notices) = once(&config, &limits());
        skipped += usize::from(notices.iter().any(|n| matches!(n, Notice::PollSkipped { .. })));
        thread::sleep(20 * MS);
    }
    let at: Vec<Instant> = server.asked("/feed").iter().map(|r| r.at).collect();
    assert_eq!(at.len(), 3);
    assert!(at[1] - at[0] >= 200 * MS && at[2] - at[1] >= 400 * MS, "{:?} {:?}", at[1] - at[0], at[2] - at[1]);
    assert!(skipped > 2);
}

#[test]
fn robots_txt_is_obeyed() {
    let server = Server::new(|request| {
        let link = |n| format!("http://{}/page/{n}", request.headers["host"]);
        match request.path.as_str() {
            "/robots.txt" => Reply::Answer(
                200,
                vec![("Content-Type", "text/plain".to_owned())],
                b"User-agent: *\nDisallow: /closed\nDisallow: /page/2\nCrawl-delay: 0.3\n".to_vec(),
            ),
            "/feed" | "/closed" => Reply::feed(&rss(&[
                ("1", &link(1), "", "", ""),
                ("2", &link(2), "", "", ""),
                ("3", &link(3), "", "", ""),
            ])),
            _ => Reply::page(&page(number(request))),
        }
    });
    let folder = Folder::new("robots");
    let config = config(folder.path(), "", &[server.url("/feed"), server.url("/closed")]);
    let (summary, _) = once(&config, &limits());
    let sums = &summary.feeds[&server.url("/feed")];
    assert_eq!((sums.coded, sums.aside["disallowed by robots.txt"]), (2, 1));
    assert_eq!(summary.feeds[&server.url("/closed")].failed["disallowed by robots.txt"], 1);
    assert!(server.asked("/closed").is_empty() && server.asked("/page/2").is_empty());
    assert_eq!(server.asked("/robots.txt").len(), 1);
    let mut at: Vec<Instant> =
        ["/feed", "/page/1", "/page/3"].iter().flat_map(|path| server.asked(path)).map(|r| r.at).collect();
    at.sort();
    assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= 290 * MS), "the crawl delay is kept");
}

#[test]
fn without_robots_txt_nothing_is_asked_for_as_long_as_the_server_fails() {
    let server = Server::new(|request| match (request.path.as_str(), request.before) {
        ("/robots.txt", 0) => Reply::status(503),
        ("/robots.txt", _) => Reply::moved(302, "/rules"),
        ("/rules", _) => Reply::Answer(200, Vec::new(), b"User-agent: *\nDisallow: /closed\n".to_vec()),
        _ => Reply::feed(&rss(&[("1", "", "", "", &text(1))])),
    });
    let folder = Folder::new("norobots");
    let mut config = config(folder.path(), "", &[server.url("/feed"), server.url("/closed")]);
    for feed in &mut config.feeds {
        feed.every = MS;
    }
    let (summary, _) = once(&config, &limits());
    assert_eq!(summary.feeds.values().map(|s| s.failed["robots.txt not to be had"]).sum::<usize>(), 2);
    assert!(server.asked("/feed").is_empty());
    thread::sleep(50 * MS);
    let (summary, _) = once(&config, &limits());
    assert_eq!(summary.feeds[&server.url("/feed")].coded, 1);
    assert!(server.asked("/closed").is_empty());
}

#[test]
fn names_given_twice_and_words_told_twice() {
    let server = Server::new(|request| {
        let link = |n| format!("http://{}/{n}", request.headers["host"]);
        match request.path.as_str() {
            "/feed" => Reply::feed(&rss(&[
                ("same", &link("a"), "", "", &text(1)),
                ("same", &link("b"), "", "", &text(2)),
                ("twin", &link("c"), "", "", &text(3)),
                ("twin", &link("c"), "", "", &text(3)),
                ("copy", &link("d"), "", "", &text(1)),
            ])),
            "/second" => Reply::feed(&rss(&[("other", &format!("{}?utm_source=x#top", link("a")), "", "", &text(1))])),
            _ => Reply::status(404),
        }
    });
    let folder = Folder::new("twice");
    let mut config = config(folder.path(), "", &[server.url("/feed"), server.url("/second")]);
    config.per_host = 1;
    let (summary, _) = once(&config, &limits());
    let mut texts = written(&config);
    texts.sort();
    assert_eq!(texts, [text(1), text(2), text(3)]);
    let aside: usize = summary.feeds.values().flat_map(|s| s.aside.values()).sum();
    assert_eq!((summary.feeds.values().map(|s| s.new).sum::<usize>(), aside), (4, 1), "{summary:?}");
    once(&config, &limits());
    assert_eq!(written(&config).len(), 3);
}

#[test]
fn a_stop_finishes_what_is_in_flight() {
    let server = teasers(30, |request| {
        thread::sleep(300 * MS);
        Reply::page(&page(number(request)))
    });
    let folder = Folder::new("stop");
    let config = config(folder.path(), "", &[server.url("/feed")]);
    let stop = Stop::default();
    let (summary, notices) = thread::scope(|scope| {
        scope.spawn(|| {
            let start = Instant::now();
            while server.asked("/page/30").is_empty() && start.elapsed() < 10_000 * MS {
                thread::sleep(5 * MS);
            }
            stop.stop();
        });
        watch(&config, &limits(), Until::Stopped, &stop)
    });
    let begun = (1..=30).filter(|n| !server.asked(&format!("/page/{n}")).is_empty()).count();
    let sums = &summary.feeds[&server.url("/feed")];
    assert!(begun > 0 && begun < 30, "{begun}");
    assert_eq!((sums.coded, sums.waiting), (begun, 30 - begun), "what was fetched is written");
    assert!(notices.iter().any(|n| matches!(n, Notice::Stopping { running } if *running > 0)));
    let (summary, _) = once(&config, &limits());
    assert_eq!(summary.feeds[&server.url("/feed")].coded, 30 - begun);
    assert_eq!(written(&config).len(), 30);
}

/// Not a test of its own: what [`a_kill_at_any_moment_loses_and_repeats_nothing`] kills.
#[test]
#[ignore = "run by another test"]
fn child() {
    let Some(folder) = std::env::var_os("MARSAD_WATCH_FOLDER") else { return };
    let config = Config::read(&Path::new(&folder).join("feeds.toml")).unwrap();
    once(&config, &limits());
}

#[test]
fn a_kill_at_any_moment_loses_and_repeats_nothing() {
    const PAGES: usize = 120;
    // A feed is sent once and never again, so what a killed run had read must not be lost.
    let server = Server::new(|request| {
        // A killed process may leave half a request behind.
        let host = request.headers.get("host").map_or("", String::as_str);
        match request.path.as_str() {
            "/whole" | "/teasers" if request.headers.contains_key("if-none-match") => Reply::status(304),
            "/whole" => {
                let items: Vec<_> = (0..PAGES).map(|n| (format!("w{n}"), text(n))).collect();
                let items: Vec<_> = items.iter().map(|(n, text)| (n.as_str(), "", "", "", text.as_str())).collect();
                Reply::Answer(200, vec![("ETag", "\"1\"".to_owned())], rss(&items).into())
            }
            "/teasers" => {
                let items: Vec<_> =
                    (PAGES..2 * PAGES).map(|n| (format!("t{n}"), format!("http://{host}/page/{n}"))).collect();
                let items: Vec<_> = items.iter().map(|(n, link)| (n.as_str(), link.as_str(), "", "", "")).collect();
                Reply::Answer(200, vec![("ETag", "\"1\"".to_owned())], rss(&items).into())
            }
            path if path.starts_with("/page/") => Reply::page(&page(number(request))),
            _ => Reply::status(404),
        }
    });
    let folder = Folder::new("kill");
    let feeds = [server.url("/whole"), server.url("/teasers")];
    let toml = format!(
        "delay = \"0s\"\nper_host = 2\nallow_private = [\"127.0.0.1\"]\n[[feeds]]\nurl = \"{}\"\noutlet = \"مثال\"\n\
         [[feeds]]\nurl = \"{}\"\noutlet = \"مثال\"\n", // "example"
        feeds[0], feeds[1]
    );
    std::fs::write(folder.path().join("feeds.toml"), toml).unwrap();
    let config = Config::read(&folder.path().join("feeds.toml")).unwrap();
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored"])
            .env("MARSAD_WATCH_FOLDER", folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let (mut killed, mut midway) = (0, 0);
    let mut seed = 20_150_714_u64;
    while killed < 40 {
        let mut child = start();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        thread::sleep(Duration::from_micros(2000 + (seed >> 33) % 90_000));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
        midway += usize::from((1..2 * PAGES).contains(&written_so_far(&config)));
    }
    assert!(midway >= 3, "only {midway} of {killed} runs were killed while records were written");
    assert!(start().wait().unwrap().success());
    let mut numbers: Vec<usize> = written(&config)
        .iter()
        .map(|text| text.split("رقم ").nth(1).and_then(|t| t.split('.').next()).unwrap().trim().parse().unwrap()) // "number"
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..2 * PAGES).collect::<Vec<_>>(), "after {killed} kills");
    println!("killed {killed} times, {midway} times between the first and the last record");
}
