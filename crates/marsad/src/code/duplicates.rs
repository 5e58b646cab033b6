//! Reprints: agency copy that several outlets print is coded once. Each article is held against the distinct ones before it;
//! what tells nothing that one of them did not tell is its reprint.
//!
//! A missed reprint costs a second coding of the same act, which linking puts right; a wrong one loses acts. So the words decide:
//! a reprint may drop text and may be edited lightly, but has no number, no number word and no denial of its own, and hardly a
//! word. Daily prices, weather and scores differ in just these.

use std::collections::VecDeque;

use marsad_coder::Article;
use marsad_text::fold;
use marsad_time::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use twox_hash::XxHash3_64;

/// Distinct articles looked back at, and words and shingles kept of them: about 80 MB at most.
const WINDOW: (usize, usize) = (32_768, 12 << 20);
/// Words of a shingle.
const SHINGLE: usize = 3;
/// Bands, and minima in each: articles with a similarity of 0.8 share a band in 9,998 of 10,000 cases.
const BANDS: usize = 16;
const ROWS: usize = 4;
/// Articles of one band that are looked at, the latest first: a phrase that thousands share must not make the run slow.
const LOOKED_AT: usize = 24;
/// Least Jaccard similarity of the shingles.
const SIMILAR: f64 = 0.8;
/// Of a hundred words, those that the reprint may have of its own.
const OWN: usize = 3;
/// Words added at the very end that may be a link, tags or a signature, and those among them that stand in no headline.
const TAIL: (usize, usize) = (24, 5);
/// Below this number of words only the very same words are a reprint.
const SHORT: usize = 30;
/// Most days between the publications of original and reprint.
const DAYS: i64 = 2;

/// Folded words that change what is told, however like the rest is.
const TELLING: &[&str] = &[
    "لم",
    "لن",
    "لا",
    "ليس",
    "ليست",
    "نفي",
    "نفت",
    "ينفي",
    "تنفي",
    "الغاء",
    "تاجيل",
    "واحد",
    "واحده",
    "اثنان",
    "اثنين",
    "قتيلان",
    "قتيلين",
    "ثلاثه",
    "ثلاث",
    "اربعه",
    "اربع",
    "خمسه",
    "خمس",
    "سته",
    "ست",
    "سبعه",
    "سبع",
    "ثمانيه",
    "ثماني",
    "تسعه",
    "تسع",
    "عشره",
    "عشر",
    "عشرون",
    "عشرين",
    "ثلاثون",
    "ثلاثين",
    "اربعون",
    "اربعين",
    "خمسون",
    "خمسين",
    "ستون",
    "ستين",
    "سبعون",
    "سبعين",
    "ثمانون",
    "ثمانين",
    "تسعون",
    "تسعين",
    "مييه",
    "مايه",
    "مئه",
    "مايتان",
    "مايتين",
    "مييتين",
    "الف",
    "الفان",
    "الفين",
    "الاف",
    "مليون",
    "مليوني",
    "ملايين",
    "مليار",
    "ملياري",
    "هدف",
    "هدفين",
    "بهدف",
    "بهدفين",
    "الاول",
    "الاولي",
    "الثاني",
    "الثانيه",
    "الثالث",
    "الثالثه",
    "الرابع",
    "الرابعه",
    "الخامس",
    "الخامسه",
];

/// The words of a text, folded, as hashes in their order; and its numbers.
struct Words {
    words: Vec<u32>,
    numbers: FxHashSet<u32>,
}

fn hash(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// The low half: enough to compare two articles by.
fn short(hash: u64) -> u32 {
    hash as u32
}

impl Words {
    fn of(text: &str) -> Words {
        let folded = fold(text);
        let mut out = Words { words: Vec::with_capacity(folded.len() / 8), numbers: FxHashSet::default() };
        for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            out.words.push(short(hash(word.as_bytes())));
            // A year may have its letter glued on ("2014م"), a count its article ("ال51"): the digits count.
            for digits in word.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()) {
                out.numbers.insert(short(hash(digits.as_bytes())));
            }
            if TELLING.contains(&word) {
                out.numbers.insert(short(hash(word.as_bytes())));
            }
        }
        out
    }

    fn shingles(&self) -> Vec<u32> {
        let mut out: Vec<u32> = self.words.windows(SHINGLE.min(self.words.len()).max(1)).map(shingle).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

fn shingle(words: &[u32]) -> u32 {
    let mut bytes = [0; 4 * SHINGLE];
    for (b, word) in bytes.chunks_exact_mut(4).zip(words) {
        b.copy_from_slice(&word.to_le_bytes());
    }
    short(hash(&bytes))
}

/// The keys of the bands: the least values of many orders of the shingles, four to a key.
fn bands(shingles: &[u32]) -> [u64; BANDS] {
    let mut least = [u32::MAX; BANDS * ROWS];
    for &s in shingles {
        for (i, least) in least.iter_mut().enumerate() {
            // Multiplication by odd numbers permutes the 32-bit values; the shift mixes the high bits down.
            let mixed = (s ^ (i as u32).wrapping_mul(0x9E37_79B9)).wrapping_mul(0x85EB_CA6B);
            *least = (*least).min((mixed ^ (mixed >> 15)).wrapping_mul(0xC2B2_AE35 ^ ((i as u32) << 1)));
        }
    }
    std::array::from_fn(|band| {
        let mut bytes = [0; 4 * ROWS + 1];
        bytes[0] = band as u8;
        for (b, value) in bytes[1..].chunks_exact_mut(4).zip(&least[band * ROWS..]) {
            b.copy_from_slice(&value.to_le_bytes());
        }
        hash(&bytes)
    })
}

/// A distinct article that reprints are looked for of.
struct Original {
    id: String,
    published: Option<Date>,
    /// Of title and text, sorted.
    words: Box<[u32]>,
    /// Of title and text, sorted.
    numbers: Box<[u32]>,
    /// Of the text, sorted.
    shingles: Box<[u32]>,
    /// Of the text's words in their order.
    exact: u64,
    bands: [u64; BANDS],
    /// For each band the serial number of the article before this one with the same key.
    before: [u64; BANDS],
}

impl Original {
    fn size(&self) -> usize {
        self.words.len() + self.numbers.len() + self.shingles.len()
    }
}

/// The latest distinct articles.
pub struct Duplicates {
    /// As [`WINDOW`].
    window: (usize, usize),
    originals: VecDeque<Original>,
    /// Serial number of the first of `originals`, from 1.
    first: u64,
    /// The latest article under a band's key.
    latest: FxHashMap<u64, u64>,
    held: usize,
}

fn sorted(words: impl IntoIterator<Item = u32>) -> Box<[u32]> {
    let mut words: Vec<u32> = words.into_iter().collect();
    words.sort_unstable();
    words.dedup();
    words.into()
}

/// Common entries of two sorted lists.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        n += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    n
}

/// An article that may be a reprint.
struct Candidate {
    title: Words,
    text: Words,
    /// Of the text, sorted.
    shingles: Vec<u32>,
    exact: u64,
    published: Option<Date>,
}

impl Candidate {
    fn of(article: &Article) -> Candidate {
        let text = Words::of(&article.text);
        Candidate {
            title: Words::of(&article.title),
            shingles: text.shingles(),
            exact: hash(&text.words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<u8>>()),
            text,
            published: article.published,
        }
    }

    fn is_reprint_of(&self, original: &Original) -> bool {
        if let (Some(a), Some(b)) = (self.published, original.published)
            && a.duration_until(b).as_hours().abs() > 24 * DAYS
        {
            return false;
        }
        let holds = |list: &[u32], word: &u32| list.binary_search(word).is_ok();
        let words = self.text.words.len();
        if !self.title.numbers.iter().chain(&self.text.numbers).all(|n| holds(&original.numbers, n)) {
            return false;
        }
        if self.exact == original.exact
            && (words >= SHORT || self.title.words.iter().all(|w| holds(&original.words, w)))
        {
            return true;
        }
        let shared = common(&self.shingles, &original.shingles);
        let all = self.shingles.len() + original.shingles.len() - shared;
        if words < SHORT || (shared as f64) < SIMILAR * all as f64 {
            return false;
        }
        let tail = self.tail(original);
        let own = |range: &[u32]| {
            range.iter().filter(|w| !holds(&original.words, w) && !self.title.words.contains(w)).count()
        };
        let (body, tail) = self.text.words.split_at(tail);
        tail.len() <= TAIL.0 && own(tail) <= TAIL.1 && own(body) * 100 <= words * OWN
    }

    /// Where the words begin that stand behind all that the original has.
    fn tail(&self, original: &Original) -> usize {
        let words = &self.text.words;
        let last = words.windows(SHINGLE).rposition(|w| original.shingles.binary_search(&shingle(w)).is_ok());
        last.map_or(words.len(), |at| at + SHINGLE)
    }
}

impl Default for Duplicates {
    fn default() -> Duplicates {
        Duplicates::looking_back(WINDOW)
    }
}

impl Duplicates {
    fn looking_back(window: (usize, usize)) -> Duplicates {
        Duplicates { window, originals: VecDeque::new(), first: 1, latest: FxHashMap::default(), held: 0 }
    }

    /// The id of the article of which this one is a reprint; if there is none, it is kept as one that others may be reprints of.
    pub fn original_of(&mut self, article: &Article) -> Option<String> {
        let candidate = Candidate::of(article);
        let keys = bands(&candidate.shingles);
        let mut looked = FxHashSet::default();
        for (band, key) in keys.iter().enumerate() {
            let mut serial = self.latest.get(key).copied().unwrap_or(0);
            for _ in 0..LOOKED_AT {
                let Some(original) = serial.checked_sub(self.first).and_then(|i| self.originals.get(i as usize)) else {
                    break;
                };
                if looked.insert(serial) && candidate.is_reprint_of(original) {
                    return Some(original.id.clone());
                }
                serial = original.before[band];
            }
        }
        let Candidate { title, text, shingles, exact, published } = candidate;
        let words = sorted(title.words.iter().chain(&text.words).copied());
        let numbers = sorted(title.numbers.into_iter().chain(text.numbers));
        self.keep(Original {
            id: article.id.clone(),
            published,
            words,
            numbers,
            shingles: shingles.into(),
            exact,
            bands: keys,
            before: [0; BANDS],
        });
        None
    }

    fn keep(&mut self, mut original: Original) {
        let serial = self.first + self.originals.len() as u64;
        for (band, key) in original.bands.iter().enumerate() {
            original.before[band] = self.latest.insert(*key, serial).unwrap_or(0);
        }
        self.held += original.size();
        self.originals.push_back(original);
        while self.originals.len() > self.window.0 || self.held > self.window.1 {
            let Some(oldest) = self.originals.pop_front() else { break };
            for key in oldest.bands {
                if self.latest.get(&key) == Some(&self.first) {
                    self.latest.remove(&key);
                }
            }
            self.held -= oldest.size();
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str, title: &str, text: &str, published: &str) -> Article {
        Article {
            id: id.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            published: published.parse().ok(),
            ..Article::default()
        }
    }

    /// The ids of the originals of some articles.
    fn originals(articles: &[Article]) -> Vec<Option<String>> {
        let mut duplicates = Duplicates::default();
        articles.iter().map(|a| duplicates.original_of(a)).collect()
    }

    /// "The Security Council adopted resolution 2231 on Monday unanimously; it endorses the agreement reached in Vienna on 14 July.
    /// The American ambassador said …, the Iranian foreign minister welcomed …"
    const AGENCY: &str = "اعتمد مجلس الأمن الدولي أمس الاثنين بالإجماع القرار 2231 الذي يؤيد الاتفاق النووي الموقع في فيينا \
        يوم 14 يوليو بين إيران والقوى الكبرى. وقالت السفيرة الأميركية لدى الأمم المتحدة إن القرار يفتح صفحة جديدة، لكنه لا \
        يغير قلق واشنطن من سياسات طهران في المنطقة. ورحب وزير الخارجية الإيراني محمد جواد ظريف بالقرار ودعا الدول الأوروبية \
        إلى رفع العقوبات في أقرب وقت ممكن بعد أن تتحقق الوكالة الدولية للطاقة الذرية من تنفيذ الالتزامات.";

    #[test]
    fn agency_copy_is_credited_to_its_first_print() {
        let edited = AGENCY.replace("أمس الاثنين", "الاثنين").replace("الأميركية", "الامريكية");
        // "Link to the news in the newspaper: the Council adopts"
        let signed = format!("نيويورك – واس: {AGENCY} رابط الخبر بالصحيفة: المجلس يعتمد القرار");
        let found = originals(&[
            article("a", "مجلس الأمن يؤيد الاتفاق", AGENCY, "2015-07-21"),
            article("b", "قرار بالإجماع", &edited, "2015-07-21"),
            article("c", "المجلس يعتمد القرار", &signed, "2015-07-22"),
            article("d", "", AGENCY, "2015-07-21"),
        ]);
        assert_eq!(found, [None, Some("a".into()), Some("a".into()), Some("a".into())]);
    }

    #[test]
    fn what_tells_something_else_is_no_reprint() {
        let other = |from: &str, to: &str| {
            assert!(AGENCY.contains(from));
            AGENCY.replace(from, to)
        };
        // another resolution; another day; a denial; a minister of another name and state; one more sentence
        let texts = [
            other("2231", "2235"),
            other("يوم 14 يوليو", "يوم 15 يوليو"),
            other("ورحب وزير الخارجية الإيراني محمد جواد ظريف", "ولم يرحب وزير الخارجية الروسي سيرغي لافروف"),
            format!("{AGENCY} وأعلن البيت الأبيض أن الرئيس سيزور كوبا مطلع العام المقبل ويلتقي قادة المعارضة هناك"),
        ];
        for text in texts {
            let found = originals(&[article("a", "", AGENCY, "2015-07-21"), article("b", "", &text, "2015-07-21")]);
            assert_eq!(found, [None, None], "{text}");
        }
        // The same notice again a week later is another notice.
        let found = originals(&[article("a", "", AGENCY, "2015-07-21"), article("b", "", AGENCY, "2015-07-28")]);
        assert_eq!(found, [None, None]);
    }

    #[test]
    fn daily_briefings_of_one_template_are_kept_apart() {
        // "The currencies' rates at the close of dealings today in Cairo: the dollar … for buying and … for selling, …"
        let rates = |dollar: &str, euro: &str| {
            format!(
                "استقرت أسعار العملات في ختام تعاملات اليوم في البنوك العاملة في القاهرة، وسجل سعر الدولار {dollar} جنيه للشراء، \
                 فيما سجل سعر اليورو {euro} جنيه للشراء، ويتوقع متعاملون في السوق أن تستمر حركة الأسعار في نطاق ضيق حتى نهاية \
                 الأسبوع في انتظار قرار لجنة السياسة النقدية بشأن سعر الفائدة على الإيداع والإقراض"
            )
        };
        // "Zamalek beat Ismaily 2-0 …" and the same of two other clubs
        let match_report = |winner: &str, loser: &str| {
            format!(
                "فاز {winner} على ضيفه {loser} في المباراة التي جمعت بينهما مساء اليوم ضمن منافسات الدوري الممتاز لكرة القدم، \
                 وسيطر {winner} على مجريات الشوط الثاني وأهدر لاعبوه فرصا كثيرة قبل أن يحسموا النتيجة في الدقائق الأخيرة، \
                 وبهذا الفوز يواصل {winner} تصدر جدول الترتيب فيما يتراجع {loser} إلى وسط الجدول"
            )
        };
        for (a, b) in [
            (rates("7.83", "8.60"), rates("7.83", "8.64")),
            (match_report("الزمالك", "الإسماعيلي"), match_report("الأهلي", "المصري")),
        ] {
            let found = originals(&[article("a", "", &a, "2015-07-21"), article("b", "", &b, "2015-07-22")]);
            assert_eq!(found, [None, None], "{a}\n{b}");
        }
        // "The page is not available" under two headlines
        let found = originals(&[
            article("a", "لقاء في جنيف", "الصفحة غير متاحة الآن", "2015-07-21"),
            article("b", "هجوم في حلب", "الصفحة غير متاحة الآن", "2015-07-21"),
        ]);
        assert_eq!(found, [None, None]);
    }

    #[test]
    fn memory_is_bounded() {
        let distinct = |i: usize| -> Article {
            let text: String = (0..100).map(|w| format!("{} ", w * 1_000 + i)).collect();
            article(&i.to_string(), "", &text, "2015-07-21")
        };
        for (window, kept) in [((20, usize::MAX), 20), ((usize::MAX, 10 * 298), 10)] {
            let mut duplicates = Duplicates::looking_back(window);
            for i in 0..200 {
                assert_eq!(duplicates.original_of(&distinct(i)), None);
            }
            assert_eq!((duplicates.originals.len(), duplicates.latest.len()), (kept, kept * BANDS));
            assert_eq!(duplicates.held, duplicates.originals.iter().map(Original::size).sum::<usize>());
            // What fell out of the window is new again; what is in it is found.
            assert_eq!(duplicates.original_of(&distinct(199)), Some("199".to_owned()));
            assert_eq!(duplicates.original_of(&distinct(200 - kept)), Some((200 - kept).to_string()));
            assert_eq!(duplicates.original_of(&distinct(199 - kept)), None);
        }
    }
}
