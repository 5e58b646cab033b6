//! Bytes into text, whatever was declared about them, and text that was once decoded wrongly into what was meant.

use std::io::{self, BufRead, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};

use crate::Reject;

/// Text that was decoded.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding it was in, by its name on the web (`UTF-8`, `windows-1256`).
    pub encoding: &'static str,
}

/// Share of broken characters, one in so many, with which text still counts as damaged rather than as another encoding.
const DAMAGE: usize = 200;

/// Decodes `bytes`. The bytes decide: a byte order mark first, then UTF-16 by its pattern, then UTF-8 if valid, then the
/// Arabic code page whose words are Arabic, and only then what was `declared` (a charset's name) or the look of the text.
///
/// # Errors
/// [`Reject::Encoding`] with the first byte that is not UTF-8 if no encoding gives text.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, Reject> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return whole(encoding, &bytes[mark..]).ok_or(Reject::Encoding(mark));
    }
    if let Some(encoding) = utf16(bytes) {
        return whole(encoding, bytes).ok_or(Reject::Encoding(0));
    }
    let wrong = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text: text.to_owned(), encoding: UTF_8.name() }),
        Err(e) => e.valid_up_to(),
    };
    let declared = declared.and_then(|d| Encoding::for_label(d.trim().as_bytes()));
    let arabic = [WINDOWS_1256, ISO_8859_6].into_iter().filter_map(|e| whole(e, bytes)).max_by_key(|d| {
        // Between equals the one that was declared, then the commoner.
        (arabic_words(&d.text), declared.is_some_and(|e| e.name() == d.encoding), d.encoding == WINDOWS_1256.name())
    });
    if let Some(decoded) = arabic.filter(|d| arabic_words(&d.text) > 1) {
        return Ok(decoded);
    }
    if let Some(text) = damaged(bytes) {
        return Ok(Decoded { text, encoding: UTF_8.name() });
    }
    if let Some(decoded) = declared.filter(|e| *e != UTF_8).and_then(|e| whole(e, bytes)) {
        return Ok(decoded);
    }
    // Short stretches of bytes look like anything.
    if bytes.iter().filter(|b| !b.is_ascii()).count() < 12 {
        return Err(Reject::Encoding(wrong));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    whole(detector.guess(None, Utf8Detection::Deny), bytes).ok_or(Reject::Encoding(wrong))
}

fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

/// UTF-16 without a mark: nearly every second byte of Arabic and ASCII text is one of few.
pub(crate) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = &bytes[..bytes.len().min(4096) & !1];
    if bytes.len() < 8 {
        return None;
    }
    // High bytes of ASCII and Latin-1, Arabic, and punctuation.
    let high = |b: &u8| matches!(b, 0x00 | 0x06 | 0x20);
    let pairs = bytes.len() / 2;
    let even = bytes.iter().step_by(2).filter(|b| high(b)).count();
    let odd = bytes.iter().skip(1).step_by(2).filter(|b| high(b)).count();
    // A file of nothing but zeros or blanks is of no encoding.
    match (even * 10 >= pairs * 9, odd * 10 >= pairs * 9) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 in which few characters are broken, with U+FFFD for each of them.
fn damaged(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let (mut broken, mut good) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{FFFD}' => broken += 1,
            _ => good += 1,
        }
    }
    (broken * DAMAGE <= good).then(|| text.into_owned())
}

/// Words that only Arabic has so often: a few function words, and the article before a letter.
fn arabic_words(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_alphabetic());
    words
        .take(5_000)
        .filter(|w| {
            let w = w.strip_prefix('و').unwrap_or(w);
            // in, from, on, to, that, about, with, which
            matches!(
                w,
                "في" | "من"
                    | "على"
                    | "إلى"
                    | "الى"
                    | "أن"
                    | "ان"
                    | "عن"
                    | "مع"
                    | "التي"
                    | "الذي"
                    | "هذا"
                    | "هذه"
            ) || (w.starts_with("ال") && w.chars().count() > 4 && w.chars().all(|c| matches!(c, 'ء'..='ي')))
        })
        .count()
}

/// What was meant by text that was decoded with the wrong encoding once or several times: UTF-8 read as windows-1252, Latin-1
/// or windows-1256, and windows-1256 read as windows-1252. `None` if the text is as it should be.
pub fn repair(text: &str) -> Option<String> {
    let mut best: Option<String> = None;
    // Each round undoes one wrong reading.
    for _ in 0..3 {
        match undo(best.as_deref().unwrap_or(text)) {
            Some(better) => best = Some(better),
            None => break,
        }
    }
    best
}

fn undo(text: &str) -> Option<String> {
    let (mut odd, mut tah, mut letters) = (0_usize, 0_usize, 0_usize);
    for c in text.chars().take(20_000) {
        match c {
            'ط' | 'ظ' => tah += 1,
            '«' | '»' | '\u{A0}' | '·' | '°' => {}
            '\u{80}'..='\u{FF}' => odd += 1,
            'ء'..='ي' => letters += 1,
            _ => {}
        }
    }
    // The bytes D8 and D9 that begin most Arabic letters are Ø and Ù in windows-1252, ط and ظ in windows-1256.
    let latin = odd >= 4 && odd * 2 > letters + tah;
    let arabic = tah >= 4 && tah * 4 > letters + tah;
    if !latin && !arabic {
        return None;
    }
    let before = arabic_words(text);
    let as_utf8 = |page: fn(char) -> Option<u8>| {
        runs(text, page, |bytes| damaged(bytes).map(|t| (t.chars().count() * 4 <= bytes.len() * 3).then_some(t))?)
    };
    let mut readings = Vec::new();
    if arabic {
        readings.extend(as_utf8(windows_1256));
    }
    if latin {
        readings.extend(as_utf8(windows_1252));
        readings.extend(runs(text, windows_1252, |bytes| {
            Some(WINDOWS_1256.decode_without_bom_handling(bytes).0.into_owned())
        }));
    }
    let odd_after = |t: &str| t.chars().filter(|c| matches!(c, '\u{C0}'..='\u{FF}')).count();
    readings.into_iter().find(|t| {
        let words = arabic_words(t);
        // Twice wrong: still no Arabic after one step, but with fewer strange letters.
        words > before + words / 4 && words > 0
            || latin && words == 0 && odd_after(t) * 5 < odd_after(text) * 4 && undo_again(t)
    })
}

/// Whether a reading without Arabic words has the look of one that was wrong twice.
fn undo_again(text: &str) -> bool {
    text.chars().filter(|c| matches!(c, 'Ø' | 'Ù' | 'Ã')).count() * 6 > text.chars().filter(|c| !c.is_ascii()).count()
}

/// Rewrites each stretch of characters that `page` has as bytes by `read`; others stay. `None` if a stretch cannot be read.
fn runs(text: &str, page: fn(char) -> Option<u8>, read: impl Fn(&[u8]) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut bytes = Vec::new();
    let flush = |bytes: &mut Vec<u8>, out: &mut String| -> Option<()> {
        if bytes.is_ascii() {
            out.extend(bytes.drain(..).map(char::from));
        } else {
            out.push_str(&read(bytes)?);
            bytes.clear();
        }
        Some(())
    };
    for c in text.chars() {
        match page(c) {
            Some(b) => bytes.push(b),
            None => {
                flush(&mut bytes, &mut out)?;
                out.push(c);
            }
        }
    }
    flush(&mut bytes, &mut out)?;
    Some(out)
}

fn windows_1252(c: char) -> Option<u8> {
    if let Ok(b) = u8::try_from(u32::from(c)) {
        // Latin-1 leaves 80 to 9F as they are, windows-1252 the five that it lacks.
        return Some(b);
    }
    single(WINDOWS_1252, c)
}

fn windows_1256(c: char) -> Option<u8> {
    if c.is_ascii() { Some(c as u8) } else { single(WINDOWS_1256, c) }
}

fn single(encoding: &'static Encoding, c: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, failed) = encoding.encode(c.encode_utf8(&mut buffer));
    if failed { None } else { bytes.first().copied() }
}

/// A stream in UTF-16 as UTF-8.
pub(crate) struct Transcoded<R> {
    input: R,
    decoder: Decoder,
    out: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: BufRead> Transcoded<R> {
    /// Reads `input`, which is in `encoding`; a byte order mark is taken away.
    pub(crate) fn new(input: R, encoding: &'static Encoding) -> Transcoded<R> {
        Transcoded { input, decoder: encoding.new_decoder_with_bom_removal(), out: Vec::new(), at: 0, done: false }
    }
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() && !self.done {
            let bytes = self.input.fill_buf()?;
            let last = bytes.is_empty();
            self.out.resize(3 * bytes.len().min(1 << 14) + 16, 0);
            let bytes = &bytes[..bytes.len().min(1 << 14)];
            let (_, read, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.out, last);
            self.out.truncate(written);
            self.at = 0;
            self.input.consume(read);
            self.done = last && read == 0;
        }
        let n = buffer.len().min(self.out.len() - self.at);
        buffer[..n].copy_from_slice(&self.out[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "The foreign minister arrived in Amman on Tuesday and met the king, who said that talks will go on."
    const TEXT: &str =
        "وصل وزير الخارجية إلى عمان في زيارة رسمية والتقى الملك، وقال إن المحادثات مستمرة مع جميع الأطراف.";

    fn bytes(encoding: &'static Encoding) -> Vec<u8> {
        match encoding.name() {
            "UTF-16LE" => TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "UTF-16BE" => TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => encoding.encode(TEXT).0.into_owned(),
        }
    }

    #[test]
    fn encodings_declared_wrongly_or_not_at_all() {
        for encoding in [UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1256, ISO_8859_6] {
            for declared in
                [None, Some("utf-8"), Some("iso-8859-1"), Some("windows-1256"), Some("ISO-8859-6"), Some("?")]
            {
                let got = decode(&bytes(encoding), declared).expect("is read");
                assert_eq!((got.text.as_str(), got.encoding), (TEXT, encoding.name()), "declared {declared:?}");
            }
        }
        for (mark, encoding) in [(&b"\xFF\xFE"[..], UTF_16LE), (b"\xFE\xFF", UTF_16BE), (b"\xEF\xBB\xBF", UTF_8)] {
            let got = decode(&[mark, &bytes(encoding)].concat(), None).expect("is read");
            assert_eq!((got.text.as_str(), got.encoding), (TEXT, encoding.name()));
        }
    }

    #[test]
    fn a_byte_lost_is_marked_and_not_the_whole_text() {
        let mut bytes = TEXT.repeat(20).into_bytes();
        bytes.truncate(bytes.len() - 2);
        let at = bytes.len() - 1;
        bytes.truncate(at);
        bytes.push(0xD8);
        let got = decode(&bytes, None).expect("is read");
        assert!(got.text.ends_with('\u{FFFD}') && got.text.starts_with(TEXT));
        assert!(matches!(decode(b"abc \xD8", None), Err(Reject::Encoding(4))));
    }

    /// What a program shows that reads `text` as windows-1252 when it is not.
    fn misread(bytes: &[u8], page: &'static Encoding) -> String {
        page.decode_without_bom_handling(bytes).0.into_owned()
    }

    #[test]
    fn text_that_was_decoded_wrongly_is_repaired() {
        let once = misread(TEXT.as_bytes(), WINDOWS_1252);
        let twice = misread(once.as_bytes(), WINDOWS_1252);
        let latin: String = TEXT.bytes().map(char::from).collect();
        let arab = misread(TEXT.as_bytes(), WINDOWS_1256);
        let reverse = misread(&WINDOWS_1256.encode(TEXT).0, WINDOWS_1252);
        for (wrong, what) in
            [(once, "once"), (twice, "twice"), (latin, "Latin-1"), (arab, "1256"), (reverse, "reverse")]
        {
            assert_eq!(repair(&wrong).as_deref(), Some(TEXT), "{what}: {wrong}");
        }
    }

    #[test]
    fn right_text_stays() {
        // "the officer's white horse appeared before noon in the roads": many letters ط and ظ; French; quotation marks
        for text in [TEXT, "ظهر خط الطائرات ظهرا وطار ظل الطبيب", "à côté de l'été, où ça naît", "«نعم» قال", ""]
        {
            assert_eq!(repair(text), None, "{text}");
        }
    }
}
