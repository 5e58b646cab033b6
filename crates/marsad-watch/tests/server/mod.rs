//! A local web server that behaves as badly as it is told to. Shared by the tests of the library and of the command, of which each
//! uses a part.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// Path with query.
    pub path: String,
    /// By lower-case name.
    pub headers: BTreeMap<String, String>,
    /// How often the path was asked for before.
    pub before: usize,
    /// When it came.
    pub at: Instant,
}

/// What the server does with a request.
pub enum Reply {
    /// A plain answer: status, headers, body. The length is declared unless a header says otherwise.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// A plain answer, but the connection ends after so many bytes of the body.
    CutOff(Vec<(&'static str, String)>, Vec<u8>, usize),
    /// Bytes of the body one by one, with a pause before each.
    Dribble(Vec<(&'static str, String)>, Vec<u8>, Duration),
    /// A body without end and without declared length, in blocks of 64 KB.
    Endless(Vec<(&'static str, String)>),
}

impl Reply {
    pub fn feed(body: &str) -> Reply {
        Reply::Answer(200, vec![("Content-Type", "application/rss+xml; charset=utf-8".into())], body.into())
    }

    pub fn page(body: &str) -> Reply {
        Reply::Answer(200, vec![("Content-Type", "text/html; charset=utf-8".into())], body.into())
    }

    pub fn status(code: u16) -> Reply {
        Reply::Answer(code, Vec::new(), Vec::new())
    }

    pub fn moved(code: u16, to: &str) -> Reply {
        Reply::Answer(code, vec![("Location", to.to_owned())], Vec::new())
    }
}

/// The server. It ends with the value.
pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Request>>>,
    end: Arc<AtomicBool>,
}

impl Server {
    /// Serves on a free port of 127.0.0.1.
    pub fn new(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let end = Arc::new(AtomicBool::new(false));
        let reply = Arc::new(reply);
        let (log, ended) = (Arc::clone(&asked), Arc::clone(&end));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let (log, reply) = (Arc::clone(&log), Arc::clone(&reply));
                thread::spawn(move || {
                    // A client that goes away, or is killed, is nothing to the server.
                    let _ = stream.and_then(|stream| serve(stream, &log, &*reply));
                });
            }
        });
        Server { address, asked, end }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// All requests for a path so far.
    pub fn asked(&self, path: &str) -> Vec<Request> {
        self.asked.lock().unwrap().iter().filter(|r| r.path == path).cloned().collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(stream: TcpStream, log: &Mutex<Vec<Request>>, reply: &dyn Fn(&Request) -> Reply) -> std::io::Result<()> {
    let mut lines = BufReader::new(&stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = BTreeMap::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let request = {
        let mut log = log.lock().unwrap();
        let before = log.iter().filter(|r| r.path == path).count();
        log.push(Request { path, headers, before, at: Instant::now() });
        log.last().unwrap().clone()
    };
    let mut out = &stream;
    let head = |code: u16, headers: &[(&str, String)], length: Option<usize>| {
        let mut head = format!("HTTP/1.1 {code} Said\r\nConnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(length) = length {
            head.push_str(&format!("Content-Length: {length}\r\n"));
        }
        head + "\r\n"
    };
    match reply(&request) {
        Reply::Answer(code, headers, body) => {
            out.write_all(head(code, &headers, Some(body.len())).as_bytes())?;
            out.write_all(&body)?;
        }
        Reply::CutOff(headers, body, kept) => {
            out.write_all(head(200, &headers, Some(body.len())).as_bytes())?;
            out.write_all(&body[..kept])?;
        }
        Reply::Dribble(headers, body, pause) => {
            out.write_all(head(200, &headers, Some(body.len())).as_bytes())?;
            for byte in body {
                thread::sleep(pause);
                out.write_all(&[byte])?;
            }
        }
        Reply::Endless(headers) => {
            out.write_all(head(200, &headers, None).as_bytes())?;
            loop {
                out.write_all(&[b' '; 1 << 16])?;
            }
        }
    }
    Ok(())
}

/// A folder that goes with the value.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("marsad-watch-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An RSS feed of items: name, link, title, teaser, whole text (left out if empty).
pub fn rss(items: &[(&str, &str, &str, &str, &str)]) -> String {
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>مثال</title>", // "example"
    );
    for (name, link, title, teaser, text) in items {
        feed.push_str(&format!(
            "<item><guid isPermaLink=\"false\">{name}</guid><link>{link}</link><title>{title}</title>"
        ));
        feed.push_str(&format!(
            "<pubDate>Tue, 14 Jul 2015 10:00:00 +0300</pubDate><description>{teaser}</description>"
        ));
        if !text.is_empty() {
            feed.push_str(&format!("<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>"));
        }
        feed.push_str("</item>");
    }
    feed + "</channel></rss>"
}

/// An article of a few sentences that tells of the nuclear agreement of July 2015, told apart by its number.
pub fn text(number: usize) -> String {
    // "The powers and Iran signed in Vienna on Tuesday the agreement on the nuclear programme, report number {number}. The foreign
    // minister said that the agreement opens a new page. The parties had negotiated for years in Geneva and Lausanne. The Security
    // Council will vote on the agreement within days."
    format!(
        "وقعت القوى الكبرى وإيران في فيينا يوم الثلاثاء الاتفاق حول البرنامج النووي، تقرير رقم {number}. وقال وزير الخارجية إن \
         الاتفاق يفتح صفحة جديدة في العلاقات بين الجانبين. وكانت الأطراف قد تفاوضت أعواما في جنيف ولوزان. ومن المقرر أن يصوت \
         مجلس الأمن على الاتفاق خلال أيام قليلة من الآن."
    )
}

/// A page with a menu around that article.
pub fn page(number: usize) -> String {
    let paragraphs: String = text(number).split_inclusive(". ").map(|s| format!("<p>{s}</p>")).collect();
    // "The agreement, {number}"; menu: "home", "sports"
    format!(
        "<!DOCTYPE html><html lang=\"ar\"><head><meta charset=\"utf-8\"><title>الاتفاق {number}</title></head><body><nav><a \
         href=\"/\">الرئيسية</a><a href=\"/s\">رياضة</a></nav><article><h1>الاتفاق {number}</h1>{paragraphs}</article></body></html>"
    )
}
