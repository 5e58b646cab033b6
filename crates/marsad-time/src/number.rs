//! Numbers in digits and in words: integers, decimals, fractions, powers, dozens, per cents.
//!
//! Words are read in any gender and case, joined by و as a prefix or as a word of its own. What the grammar of numbers
//! does not join ("300 and 200") is two numbers.

use std::ops::Range;

use marsad_text::{Text, Token, TokenKind};

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// Without parts of a unit.
    Integer,
    /// With a decimal point.
    Decimal,
    /// "three quarters", "one in five", "3/4".
    Fraction,
    /// "1e10", "2^3".
    Power,
}

/// A number and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberSpan {
    /// Indexes of its tokens.
    pub tokens: Range<usize>,
    /// First byte in the raw text, behind the conjunction.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it amounts to.
    pub value: f64,
    /// How it is written.
    pub kind: NumberKind,
    /// Letters stand directly behind its digits: "70ml".
    pub glued: bool,
    /// "per cent" stands behind it; `value` is not divided.
    pub percent: bool,
}

/// All numbers of `text` in order; they do not overlap. Ordinals are none.
pub fn numbers(text: &Text<'_>) -> Vec<NumberSpan> {
    let reader = Reader { text, tokens: text.tokens() };
    let mut out = Vec::new();
    let mut i = 0;
    while i < reader.tokens.len() {
        let Some(n) = reader.signed(i) else {
            i += 1;
            continue;
        };
        let behind = reader.percent(n.end);
        out.push(reader.span(i, &n, behind > n.end));
        i = behind.max(i + 1);
    }
    out
}

/// The whole number in digits or words that begins at token `i`, and the token behind it; fractions behind it are left.
pub fn integer_at(text: &Text<'_>, i: usize) -> Option<(u64, usize)> {
    let reader = Reader { text, tokens: text.tokens() };
    let sum = reader.sum(i)?;
    (sum.value.fract() == 0.0 && sum.value < 1e15).then_some((sum.value as u64, sum.end))
}

/// Most groups of digits in one number: what is longer is a list.
const GROUPS: usize = 8;

/// Largest number that words make up.
const LARGEST: f64 = 1e18;

/// What a word says in a number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lex {
    /// 1 to 9.
    Unit(u8),
    /// 1, only before ten or joined to tens: alone it means "someone".
    One,
    Ten,
    /// 20 to 90.
    Tens(u8),
    /// 100 to 900.
    Hundred(u16),
    /// A power of ten, once, twice, or any number of times (0).
    Scale(f64, u8),
    /// Twelve, once, twice, or any number of times (0).
    Dozen(u8),
    /// A part: denominator, and once, twice, or any number of times (0).
    Part(u8, u8),
    Zero,
    Digits(f64),
}

/// A word of a number, with what joins it to the words before.
#[derive(Clone, Copy, Debug)]
struct Item {
    lex: Lex,
    joined: bool,
    end: usize,
}

/// A number read.
#[derive(Clone, Copy, Debug)]
struct Read {
    value: f64,
    kind: NumberKind,
    end: usize,
}

/// A sum of words, and its last unit if that joined the rest: "twenty and three".
#[derive(Clone, Copy, Debug)]
struct Sum {
    value: f64,
    last_unit: Option<f64>,
    last: Lex,
    decimal: bool,
    end: usize,
}

struct Reader<'t, 'a> {
    text: &'t Text<'a>,
    tokens: &'t [Token],
}

impl Reader<'_, '_> {
    fn token(&self, i: usize) -> Option<&Token> {
        self.tokens.get(i)
    }

    fn word(&self, i: usize) -> &str {
        self.token(i).map_or("", |t| self.text.folded_of(t))
    }

    fn is(&self, i: usize, kind: TokenKind) -> bool {
        self.token(i).is_some_and(|t| t.kind == kind)
    }

    fn glued(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| t.glued)
    }

    fn glued_number(&self, i: usize) -> bool {
        self.glued(i) && self.is(i, TokenKind::Number)
    }

    fn span(&self, first: usize, n: &Read, percent: bool) -> NumberSpan {
        let at = |i: usize| self.token(i).map_or((0, 0), |t| (t.start, t.end));
        let (mut start, end) = (at(first).0, at(n.end - 1).1);
        if exact(self.word(first)).is_none() && self.word(first).starts_with(['و', 'ف']) {
            start += 2;
        }
        let glued = n.kind != NumberKind::Power
            && (first..n.end)
                .any(|i| self.is(i, TokenKind::Number) && self.glued(i + 1) && self.is(i + 1, TokenKind::Word));
        NumberSpan { tokens: first..n.end, start, end, value: n.value, kind: n.kind, glued, percent }
    }

    /// Behind "per cent", or `i` where it does not stand.
    fn percent(&self, i: usize) -> usize {
        let hundred = |w: &str| matches!(w, "الميه" | "المايه");
        match self.word(i) {
            "%" | "٪" | "بالميه" | "بالمايه" => i + 1,
            "في" if hundred(self.word(i + 1)) => i + 2,
            _ => i,
        }
    }

    /// A number with or without a sign.
    fn signed(&self, i: usize) -> Option<Read> {
        let minus = match self.word(i) {
            "سالب" | "ناقص" => true,
            "-" => {
                let free = i.checked_sub(1).is_none_or(|b| !self.is(b, TokenKind::Number));
                // Apart from its digits only a minus at the head is no dash.
                free && self.is(i + 1, TokenKind::Number) && (i == 0 || self.glued(i + 1))
            }
            _ => false,
        };
        if !minus {
            return self.unsigned(i);
        }
        let n = self.unsigned(i + 1)?;
        Some(Read { value: -n.value, ..n })
    }

    fn unsigned(&self, i: usize) -> Option<Read> {
        let n = self.power(i).or_else(|| self.slashed(i)).or_else(|| self.share(i)).or_else(|| self.mixed(i))?;
        Some(self.with_point(n))
    }

    // Digits

    /// A number in digits: its value, whether it has decimals, the token behind it.
    fn digits(&self, i: usize) -> Option<(f64, bool, usize)> {
        if self.word(i) == "." && self.glued_number(i + 1) {
            let free = i.checked_sub(1).is_none_or(|b| !self.glued(i) || self.is(b, TokenKind::Punctuation));
            let value = format!("0.{}", self.word(i + 1)).parse().ok()?;
            return free.then_some((value, true, i + 2));
        }
        if !self.is(i, TokenKind::Number) {
            return None;
        }
        let mut written = self.word(i).to_owned();
        let mut end = i + 1;
        while end < i + 2 * GROUPS
            && matches!(self.word(end), "," | "،")
            && self.glued(end)
            && self.glued_number(end + 1)
        {
            written.push(',');
            written.push_str(self.word(end + 1));
            end += 2;
        }
        if let Some((value, decimal)) = grouped(&written) {
            if end == i + 1
                && let Some(spaced) = self.spaced(i)
            {
                return Some(spaced);
            }
            return Some((value, decimal, end));
        }
        // A list, not a number in groups.
        grouped(self.word(i)).map(|(value, decimal)| (value, decimal, i + 1))
    }

    /// "1 234 567": groups of three behind one of up to three.
    fn spaced(&self, i: usize) -> Option<(f64, bool, usize)> {
        let plain = |w: &str| w.bytes().all(|b| b.is_ascii_digit());
        let first = self.word(i);
        if first.len() > 3 || !plain(first) || first.starts_with('0') {
            return None;
        }
        let mut written = first.to_owned();
        let mut end = i + 1;
        while self.is(end, TokenKind::Number) && !self.glued(end) {
            let (whole, rest) = self.word(end).split_once('.').map_or((self.word(end), None), |(w, r)| (w, Some(r)));
            if whole.len() != 3 || !plain(whole) {
                break;
            }
            written.push_str(self.word(end));
            end += 1;
            if rest.is_some() {
                break;
            }
        }
        (end > i + 1).then_some((written.parse().ok()?, written.contains('.'), end))
    }

    /// "1e10", "2.5^-1".
    fn power(&self, i: usize) -> Option<Read> {
        let (base, _, at) = self.digits(i)?;
        let sign = self.word(at);
        if !self.glued(at) || !matches!(sign, "e" | "^") {
            return None;
        }
        let signs = (at + 1..).take_while(|&k| self.glued(k) && matches!(self.word(k), "-" | "+")).count();
        let minus = (at + 1..at + 1 + signs).filter(|&k| self.word(k) == "-").count() % 2 == 1;
        let to = at + 1 + signs;
        let exponent = if self.glued_number(to) { self.word(to).parse::<f64>().ok()? } else { return None };
        let exponent = if minus { -exponent } else { exponent };
        let value = if sign == "e" { base * 10_f64.powf(exponent) } else { base.powf(exponent) };
        value.is_finite().then_some(Read { value, kind: NumberKind::Power, end: to + 1 })
    }

    /// "3/4", "2 1/4".
    fn slashed(&self, i: usize) -> Option<Read> {
        if let Some((value, end)) = self.quotient(i) {
            return Some(Read { value, kind: NumberKind::Fraction, end });
        }
        let (whole, decimal, at) = self.digits(i)?;
        let (part, end) = self.quotient(at).filter(|q| q.0 < 1.0 && !self.glued(at))?;
        (!decimal).then_some(Read { value: whole + part, kind: NumberKind::Fraction, end })
    }

    fn quotient(&self, i: usize) -> Option<(f64, usize)> {
        let whole = |k: usize| self.is(k, TokenKind::Number).then(|| self.word(k).parse::<u32>().ok()).flatten();
        let chained = |mark: usize, number: usize| {
            self.glued(mark.max(number)) && matches!(self.word(mark), "/" | "-") && self.is(number, TokenKind::Number)
        };
        if self.word(i + 1) != "/" || !self.glued(i + 1) || !self.glued_number(i + 2) {
            return None;
        }
        // Dates and telephone numbers are chains.
        if chained(i + 3, i + 4) || i >= 2 && chained(i - 1, i - 2) {
            return None;
        }
        let (a, b) = (whole(i)?, whole(i + 2).filter(|&b| b > 0)?);
        Some((f64::from(a) / f64::from(b), i + 3))
    }

    // Words

    fn item(&self, i: usize) -> Option<Item> {
        if self.word(i) == "و" {
            if self.word(i + 1) == "و" {
                return None;
            }
            let next = self.item(i + 1)?;
            return (!next.joined).then_some(Item { joined: true, ..next });
        }
        if let Some((value, _, end)) = self.digits(i) {
            return Some(Item { lex: Lex::Digits(value), joined: false, end });
        }
        if !self.is(i, TokenKind::Word) {
            return None;
        }
        let (lex, joined) = match self.word(i) {
            // "and eleven" and "one" share a key.
            "واحد" if exact(self.word(i + 1)) == Some(Lex::Ten) => (Lex::One, true),
            word => look_up(word)?,
        };
        Some(Item { lex, joined, end: i + 1 })
    }

    /// An item that no و joins to what stands before.
    fn bare(&self, i: usize) -> Option<Item> {
        self.item(i).filter(|item| !item.joined)
    }

    fn joined(&self, i: usize) -> Option<Item> {
        self.item(i).filter(|item| item.joined)
    }

    /// The integer (or decimal in digits) that begins at token `i`.
    fn sum(&self, i: usize) -> Option<Sum> {
        if self.word(i) == "و" || self.word(i) == "واحد" && i > 0 && self.word(i - 1) == "اي" {
            return None;
        }
        let decimal = self.digits(i).is_some_and(|d| d.1);
        let mut adder = Adder::default();
        let mut end = i;
        while let Some(item) = self.item(end) {
            let next = self.item(item.end);
            if !adder.add(item, end == i, next) {
                break;
            }
            end = item.end;
        }
        (end > i).then(|| Sum {
            value: adder.total + adder.group(),
            last_unit: adder.last_unit,
            last: adder.last,
            decimal,
            end,
        })
    }

    /// A sum with what stands behind it: "three quarters", "five and a half", "one in five".
    fn mixed(&self, i: usize) -> Option<Read> {
        let sum = self.sum(i)?;
        let kind = if sum.decimal { NumberKind::Decimal } else { NumberKind::Integer };
        let fraction = |value, end| Some(Read { value, kind: NumberKind::Fraction, end });
        if let Some((denominator, end)) = self.denominator(&sum) {
            return match sum.last_unit {
                Some(unit) => fraction(sum.value - unit + unit / denominator, end),
                None => fraction(sum.value / denominator, end),
            };
        }
        if self.fifth(i, &sum) {
            return fraction(1.0 / sum.value, sum.end);
        }
        if let Some((part, end)) = self.part_behind(&sum) {
            return fraction(sum.value + part, end);
        }
        if let Some((of, end)) = self.out_of(sum.end) {
            // "two hundred and three hundredths"
            let rest = sum.value % of.value;
            let split = sum.value > of.value && rest > 0.0 && matches!(of.value, 10.0 | 100.0 | 1000.0);
            return match split && end.1 {
                true => fraction(sum.value - rest + rest / of.value, end.0),
                false => fraction(sum.value / of.value, end.0),
            };
        }
        Some(Read { value: sum.value, kind, end: sum.end })
    }

    /// A denominator directly behind a sum.
    fn denominator(&self, sum: &Sum) -> Option<(f64, usize)> {
        let item = self.bare(sum.end)?;
        match item.lex {
            Lex::Part(d, 0) => Some((f64::from(d), item.end)),
            // "twenty-three fifths": behind tens the counted noun is singular.
            Lex::Part(d, 1) if d > 2 && matches!(sum.last, Lex::Tens(_)) => Some((f64::from(d), item.end)),
            Lex::Unit(d @ (5 | 7 | 9)) if matches!(sum.last, Lex::Tens(_)) && self.is_part(sum.end) => {
                Some((f64::from(d), item.end))
            }
            _ => None,
        }
    }

    /// A word that is a number and the part named after it.
    fn is_part(&self, i: usize) -> bool {
        matches!(self.word(i).trim_start_matches('و'), "خمس" | "سبع" | "تسع" | "عشر")
    }

    /// "a fifth of the pie": before a definite noun no numeral stands.
    fn fifth(&self, i: usize, sum: &Sum) -> bool {
        sum.end == i + 1
            && self.is_part(i)
            && self.is(i + 1, TokenKind::Word)
            && self.word(i + 1).starts_with("ال")
            && self.item(i + 1).is_none()
    }

    /// "and a half", "and two thirds", "and three fifths".
    fn part_behind(&self, sum: &Sum) -> Option<(f64, usize)> {
        let item = self.joined(sum.end)?;
        match item.lex {
            Lex::Part(d, n @ (1 | 2)) => Some((f64::from(n) / f64::from(d), item.end)),
            Lex::Tens(50) if matches!(sum.last, Lex::Tens(_)) => Some((0.4, item.end)),
            Lex::Unit(d) if matches!(sum.last, Lex::Unit(_)) && self.is_part(item.end - 1) => {
                Some((1.0 / f64::from(d), item.end))
            }
            Lex::Unit(n) => match self.bare(item.end) {
                Some(Item { lex: Lex::Part(d, 0), end, .. }) => Some((f64::from(n) / f64::from(d), end)),
                _ => None,
            },
            _ => None,
        }
    }

    /// "of", "in", "over" and what a sum is divided by; the flag tells that "parts of" stands there.
    fn out_of(&self, i: usize) -> Option<(Sum, (usize, bool))> {
        let parts = matches!(self.word(i), "جزء" | "اجزاء" | "جزءا");
        let at = i + usize::from(parts);
        if !matches!(self.word(at), "من" | "علي") || parts && self.word(at) != "من" {
            return None;
        }
        let of = self.sum(at + 1).filter(|s| s.value > 0.0)?;
        Some((of, (of.end, parts)))
    }

    /// "half", "two thirds", "half a million", "a part in a hundred".
    fn share(&self, i: usize) -> Option<Read> {
        if let Some((of, (end, true))) = self.out_of(i) {
            return Some(Read { value: 1.0 / of.value, kind: NumberKind::Fraction, end });
        }
        let item = self.item(i).filter(|_| self.word(i) != "و")?;
        let Lex::Part(d, n @ (1 | 2)) = item.lex else {
            return None;
        };
        let value = f64::from(n) / f64::from(d);
        let scale = self.bare(item.end).and_then(|s| match s.lex {
            Lex::Scale(by, 1) => Some((by, s.end)),
            Lex::Dozen(1) => Some((12.0, s.end)),
            _ => None,
        });
        Some(match scale {
            Some((by, end)) => Read { value: value * by, kind: NumberKind::Integer, end },
            None => Read { value, kind: NumberKind::Fraction, end: item.end },
        })
    }

    /// "five point five"; behind "point" may stand hundredths.
    fn with_point(&self, n: Read) -> Read {
        if self.word(n.end) != "فاصله" {
            return n;
        }
        let Some(part) = self.mixed(n.end + 1) else {
            return n;
        };
        let places = if part.value < 1.0 { 0 } else { part.value.log10() as i32 + 1 };
        Read { value: n.value + part.value / 10_f64.powi(places), kind: NumberKind::Decimal, end: part.end }
    }
}

/// Adds words up as the grammar of numbers joins them.
#[derive(Debug)]
struct Adder {
    /// What scales have closed.
    total: f64,
    hundreds: f64,
    tens: f64,
    units: f64,
    /// The last scale; the next must be smaller.
    scale: f64,
    last: Lex,
    last_unit: Option<f64>,
}

impl Default for Adder {
    fn default() -> Self {
        Adder {
            total: 0.0,
            hundreds: 0.0,
            tens: 0.0,
            units: 0.0,
            scale: f64::INFINITY,
            last: Lex::Zero,
            last_unit: None,
        }
    }
}

impl Adder {
    fn group(&self) -> f64 {
        self.hundreds + self.tens + self.units
    }

    fn clear(&mut self) {
        (self.hundreds, self.tens, self.units) = (0.0, 0.0, 0.0);
    }

    /// Adds a word if it can go on the number; `next` is the word behind it.
    fn add(&mut self, item: Item, first: bool, next: Option<Item>) -> bool {
        let open = first || item.joined;
        let empty = self.group() == 0.0;
        let fits = match item.lex {
            Lex::Zero => first,
            Lex::Digits(d) => self.digits(d, first, item.joined),
            Lex::One => open && self.one(next),
            Lex::Unit(n) => open && self.unit(f64::from(n)),
            Lex::Ten => self.ten(item.joined, first),
            Lex::Tens(n) => open && self.tens == 0.0 && set(&mut self.tens, f64::from(n)),
            Lex::Hundred(n) => self.hundred(f64::from(n), open),
            Lex::Scale(by, times) => self.scale(by, f64::from(times), item.joined, first),
            Lex::Dozen(times) => self.dozen(f64::from(times), open, empty),
            Lex::Part(..) => false,
        };
        if fits {
            self.last_unit = match item.lex {
                Lex::Unit(n) if !first && item.joined => Some(f64::from(n)),
                _ => None,
            };
            self.last = item.lex;
        }
        fits
    }

    fn digits(&mut self, d: f64, first: bool, joined: bool) -> bool {
        // "3 hundred and 21", "4 thousand 300": digits go on only behind a word that scales.
        let room = match self.last {
            Lex::Hundred(_) if joined => 100.0,
            Lex::Scale(by, _) => by,
            _ => 0.0,
        };
        (first || d < room && self.units == 0.0) && set(&mut self.units, d)
    }

    fn one(&mut self, next: Option<Item>) -> bool {
        let teen = matches!(next, Some(Item { lex: Lex::Ten, joined: false, .. }));
        let tens = matches!(next, Some(Item { lex: Lex::Tens(_), joined: true, .. }));
        (teen || tens) && self.unit(1.0)
    }

    fn unit(&mut self, n: f64) -> bool {
        self.tens == 0.0 && self.units == 0.0 && set(&mut self.units, n)
    }

    fn ten(&mut self, joined: bool, first: bool) -> bool {
        let teen = self.units > 0.0 && self.units < 10.0 && !joined && matches!(self.last, Lex::Unit(_) | Lex::One);
        let alone = self.units == 0.0 && (joined || first);
        self.tens == 0.0 && (teen || alone) && set(&mut self.tens, 10.0)
    }

    fn hundred(&mut self, n: f64, open: bool) -> bool {
        if self.group() == 0.0 {
            return open && set(&mut self.hundreds, n);
        }
        // "three hundred", "ninety-five hundred"
        if open || n != 100.0 || self.hundreds > 0.0 {
            return false;
        }
        let hundreds = self.group() * n;
        self.clear();
        set(&mut self.hundreds, hundreds)
    }

    fn scale(&mut self, by: f64, times: f64, joined: bool, first: bool) -> bool {
        let group = self.group();
        if group > 0.0 {
            if joined || by >= self.scale {
                return false;
            }
            self.total += group * by;
            self.clear();
        } else if matches!(self.last, Lex::Scale(..)) && !joined && !first {
            if self.total * by > LARGEST {
                return false;
            }
            self.total *= by;
        } else if times > 0.0 && (first || joined && by < self.scale) {
            self.total += times * by;
        } else {
            return false;
        }
        self.scale = by;
        true
    }

    fn dozen(&mut self, times: f64, open: bool, empty: bool) -> bool {
        let (units, tens) = (self.units, self.tens);
        if open && units == 0.0 && tens == 0.0 && times > 0.0 {
            return set(&mut self.units, 12.0 * times);
        }
        if open || empty {
            return false;
        }
        let dozens = self.group() * 12.0;
        self.clear();
        set(&mut self.units, dozens)
    }
}

fn set(place: &mut f64, value: f64) -> bool {
    *place = value;
    true
}

/// Value of digits with separators, and whether it has decimals. A comma parts thousands before groups of three, else
/// decimals; `None` where it parts a list.
fn grouped(written: &str) -> Option<(f64, bool)> {
    if let Some((whole, rest)) = written.rsplit_once('.') {
        let plain: String = whole.chars().filter(|&c| c != ',').collect();
        return Some((format!("{plain}.{rest}").parse().ok()?, true));
    }
    let parts: Vec<&str> = written.split(',').collect();
    let (first, rest) = parts.split_first()?;
    let (last, middle) = match rest.split_last() {
        None => return Some((first.parse().ok()?, false)),
        Some(x) => x,
    };
    let head = (1..=3).contains(&first.len()) && *first != "0";
    if head && rest.iter().all(|p| p.len() == 3) {
        return Some((parts.concat().parse().ok()?, false));
    }
    if middle.iter().all(|p| p.len() == 3) && (middle.is_empty() || head) {
        return Some((format!("{first}{}.{last}", middle.concat()).parse().ok()?, true));
    }
    None
}

/// What a folded word says in a number, and whether و stands before it.
fn look_up(word: &str) -> Option<(Lex, bool)> {
    if let Some(lex) = with_prefix(word) {
        return Some((lex, false));
    }
    let rest = word.strip_prefix(['و', 'ف'])?;
    with_prefix(rest).map(|lex| (lex, true))
}

/// A word with the article or one of ب and ل before it.
fn with_prefix(word: &str) -> Option<Lex> {
    let article = |w: &str| exact(w).or_else(|| w.strip_prefix("ال").and_then(exact));
    article(word).or_else(|| word.strip_prefix(['ب', 'ل']).filter(|r| r.len() >= 6).and_then(article))
}

fn exact(word: &str) -> Option<Lex> {
    Some(match word {
        "صفر" => Lex::Zero,
        "احد" | "احدي" => Lex::One,
        "واحد" | "واحده" | "واحدا" => Lex::Unit(1),
        "اثنان" | "اثنين" | "اثنتان" | "اثنتين" | "اثنا" | "اثني" | "اثنتا" | "اثنتي" => {
            Lex::Unit(2)
        }
        "ثلاث" | "ثلاثه" => Lex::Unit(3),
        "اربع" | "اربعه" => Lex::Unit(4),
        "خمس" | "خمسه" => Lex::Unit(5),
        "ست" | "سته" => Lex::Unit(6),
        "سبع" | "سبعه" => Lex::Unit(7),
        "ثمان" | "ثماني" | "ثمانيه" => Lex::Unit(8),
        "تسع" | "تسعه" => Lex::Unit(9),
        "عشر" | "عشره" => Lex::Ten,
        "عشرون" | "عشرين" => Lex::Tens(20),
        "ثلاثون" | "ثلاثين" => Lex::Tens(30),
        "اربعون" | "اربعين" => Lex::Tens(40),
        "خمسون" | "خمسين" => Lex::Tens(50),
        "ستون" | "ستين" => Lex::Tens(60),
        "سبعون" | "سبعين" => Lex::Tens(70),
        "ثمانون" | "ثمانين" => Lex::Tens(80),
        "تسعون" | "تسعين" => Lex::Tens(90),
        "ميه" | "مايه" => Lex::Hundred(100),
        "ميتان" | "ميتين" | "مايتان" | "مايتين" | "ميتا" | "ميتي" | "مايتا" | "مايتي" => {
            Lex::Hundred(200)
        }
        "الف" | "الفا" => Lex::Scale(1e3, 1),
        "الفان" | "الفين" => Lex::Scale(1e3, 2),
        "الاف" => Lex::Scale(1e3, 0),
        "مليون" | "مليونا" => Lex::Scale(1e6, 1),
        "مليونان" | "مليونين" => Lex::Scale(1e6, 2),
        "ملايين" => Lex::Scale(1e6, 0),
        "مليار" | "مليارا" | "بليون" | "بليونا" => Lex::Scale(1e9, 1),
        "ملياران" | "مليارين" | "بليونان" | "بليونين" => Lex::Scale(1e9, 2),
        "مليارات" | "بلايين" => Lex::Scale(1e9, 0),
        "تريليون" | "ترليون" | "تريليونا" => Lex::Scale(1e12, 1),
        "تريليونان" | "تريليونين" => Lex::Scale(1e12, 2),
        "تريليونات" => Lex::Scale(1e12, 0),
        "دزينه" | "دسته" => Lex::Dozen(1),
        "دزينتين" | "دزينتان" | "دستتين" | "دستتان" => Lex::Dozen(2),
        "دزينات" | "دستات" => Lex::Dozen(0),
        "نصف" => Lex::Part(2, 1),
        "ثلث" => Lex::Part(3, 1),
        "ثلثان" | "ثلثين" | "ثلثا" | "ثلثي" => Lex::Part(3, 2),
        "اثلاث" => Lex::Part(3, 0),
        "ربع" => Lex::Part(4, 1),
        "ارباع" => Lex::Part(4, 0),
        "اخماس" => Lex::Part(5, 0),
        "سدس" => Lex::Part(6, 1),
        "اسداس" => Lex::Part(6, 0),
        "اسباع" => Lex::Part(7, 0),
        // The singular is as often "price".
        "اثمان" => Lex::Part(8, 0),
        "اتساع" => Lex::Part(9, 0),
        "اعشار" => Lex::Part(10, 0),
        _ => return hundreds(word),
    })
}

/// "three hundred" in one word.
fn hundreds(word: &str) -> Option<Lex> {
    let unit = word.strip_suffix("مايه").or_else(|| word.strip_suffix("ميه"))?;
    Some(Lex::Hundred(match unit {
        "ثلاث" => 300,
        "اربع" => 400,
        "خمس" => 500,
        "ست" => 600,
        "سبع" => 700,
        "ثمان" | "ثماني" => 800,
        "تسع" => 900,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<(String, f64)> {
        let text = Text::new(raw);
        numbers(&text).into_iter().map(|n| (raw[n.start as usize..n.end as usize].to_owned(), n.value)).collect()
    }

    fn one(raw: &str) -> f64 {
        let all = read(raw);
        assert_eq!(all.len(), 1, "{raw}: {all:?}");
        all[0].1
    }

    #[test]
    fn sums_in_words() {
        // "three hundred and fifty-two", "two thousand and eleven", "twelve million", "two hundred and five thousand"
        assert_eq!(one("ثلاثمئة واثنان وخمسون"), 352.0);
        assert_eq!(one("ألفين وأحد عشر"), 2011.0);
        assert_eq!(one("اثنا عشر مليونا"), 12e6);
        assert_eq!(one("مئتان وخمسة آلاف"), 205_000.0);
        // "five thousand and seven hundred and eighteen", with و as a word of its own
        assert_eq!(one("خمسة آلاف و سبعمائة و ثمانية عشر"), 5718.0);
    }

    #[test]
    fn separate_numbers_stay_apart() {
        // "between three and five": no three-and-five; "400 and 215"; "thousands of people" is no number; "one of them"
        assert_eq!(read("بين ثلاثة وخمسة").len(), 2);
        assert_eq!(read("400 و215").len(), 2);
        assert_eq!(read("آلاف الأشخاص"), []);
        assert_eq!(read("قتل أحد عناصر الحرس"), []);
    }

    #[test]
    fn digits_and_separators() {
        assert_eq!(one("2,345,678"), 2_345_678.0);
        assert_eq!(one("٢٬٥٠٠"), 2500.0);
        assert_eq!(one("٠,٠٧"), 0.07);
        assert_eq!(one("2 345 678.5"), 2_345_678.5);
        assert_eq!(one("-3.5"), -3.5);
        assert_eq!(read("3-1").len(), 2);
        assert_eq!(read("6/19/2015").len(), 3);
        assert_eq!(one("3 1/4"), 3.25);
        assert_eq!(one("1e9"), 1e9);
        assert_eq!(one("2^-1"), 0.5);
        assert_eq!(one("3 آلاف و200"), 3200.0);
    }

    #[test]
    fn fractions_in_words() {
        // "three quarters", "five and a half", "forty and four fifths", "a fifth of the land", "five countries"
        assert_eq!(one("ثلاثة أرباع"), 0.75);
        assert_eq!(one("خمسة ونصف"), 5.5);
        assert_eq!(one("أربعون وأربعة أخماس"), 40.8);
        assert_eq!(one("خمس الأراضي"), 0.2);
        assert_eq!(one("خمس دول"), 5.0);
        // "one in five", "half a million", "two thirds", "minus seven point three"
        assert_eq!(one("واحد من خمسة"), 0.2);
        assert_eq!(one("نصف مليون"), 500_000.0);
        assert_eq!(one("ثلثي الأصوات"), 2.0 / 3.0);
        assert_eq!(one("سالب سبعة فاصلة ثلاثة"), -7.3);
    }

    #[test]
    fn what_stands_around_a_number() {
        // "35 per cent of the votes", "7000dollars", "and five"
        let text = Text::new("35 في المئة من الأصوات");
        assert!(matches!(numbers(&text)[..], [NumberSpan { percent: true, value: 35.0, .. }]));
        let text = Text::new("7000دولار");
        assert!(numbers(&text)[0].glued);
        assert_eq!(read("وخمسة"), [("خمسة".to_owned(), 5.0)]);
    }
}
