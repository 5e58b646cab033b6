//! Forms of expressions, each with its day or days. The reference is Monday, 22 September 2014.

#![allow(clippy::unwrap_used)]

use marsad_text::Text;
use marsad_time::{Date, Kind, Tense, find};

fn render(raw: &str, reference: Option<Date>, tense: Tense) -> String {
    let text = Text::new(raw);
    let spans = find(&text, reference, |_| tense);
    let one = |s: &marsad_time::TimeSpan| {
        let kind = match s.kind {
            Kind::Date => "",
            Kind::Duration => "duration ",
            Kind::Deadline => "by ",
            Kind::Vague => "vague ",
            Kind::Clock => "at ",
            Kind::Set => "every ",
        };
        let days = match s.value {
            None => s.minutes().map_or("-".into(), |m| m.to_string()),
            Some((a, b)) if a == b => a.to_string(),
            Some((a, b)) => format!("{a}..{b}"),
        };
        format!("{kind}{} = {days}", &raw[s.start as usize..s.end as usize])
    };
    spans.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn check(cases: &[(&str, &str)], reference: Option<Date>, tense: Tense) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|&(raw, wanted)| (raw, wanted, render(raw, reference, tense)))
        .filter(|(_, wanted, got)| wanted != got)
        .map(|(raw, wanted, got)| format!("{raw}\n  wanted {wanted}\n  got    {got}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn reference() -> Option<Date> {
    Some(Date::new(2014, 9, 22).unwrap())
}

#[test]
fn days_near_the_reference() {
    check(
        &[
            ("وصل أمس الأول", "أمس الأول = 2014-09-20"),
            ("وصل أول من أمس", "أول من أمس = 2014-09-20"),
            ("وصل الأول من أمس", "الأول من أمس = 2014-09-20"),
            ("وصل أول أمس السبت", "أول أمس السبت = 2014-09-20"),
            ("قال قبل أمس", "قبل أمس = 2014-09-20"),
            ("وصل البارحة", "البارحة = 2014-09-21"),
            ("وأمس وصل الوفد", "أمس = 2014-09-21"),
            ("اليوم الاثنين", "اليوم الاثنين = 2014-09-22"),
            ("أمس (الأحد)", "أمس (الأحد) = 2014-09-21"),
            ("أمس السبت", "أمس السبت = 2014-09-20"),
            ("غداً الثلثاء", "غداً الثلثاء = 2014-09-23"),
            ("يصل يوم غد", "يوم غد = 2014-09-23"),
            ("ليلة أمس", "ليلة أمس = 2014-09-21"),
            ("صباح اليوم", "صباح اليوم = 2014-09-22"),
            ("الليلة الماضية", "الليلة الماضية = 2014-09-21"),
            ("حتى الآن", ""),
            ("في اليوم التالي", ""),
            ("صحيفة اليوم السابع", ""),
            ("قبل قليل", "قبل قليل = 2014-09-22"),
            ("قبل ساعات", "قبل ساعات = 2014-09-22"),
            ("قبل أيام", "vague قبل أيام = -"),
            ("منذ يومين", "منذ يومين = 2014-09-20"),
            ("بعد أسبوع", "بعد أسبوع = 2014-09-29"),
            ("قبل يومين من الزيارة", "duration قبل يومين = 2880"),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn weekdays() {
    check(
        &[
            ("وصل الاثنين", "الاثنين = 2014-09-22"),
            ("وصل الإثنين الماضي", "الإثنين الماضي = 2014-09-15"),
            ("الجمعة المقبل", "الجمعة المقبل = 2014-09-26"),
            ("سيصل الجمعة", "الجمعة = 2014-09-26"),
            ("من المقرر أن يصل يوم جمعة", "يوم جمعة = 2014-09-26"),
            ("ليل السبت - الأحد", "ليل السبت - الأحد = 2014-09-20..2014-09-21"),
            ("عقد يومي السبت والأحد الماضيين", "يومي السبت والأحد الماضيين = 2014-09-20..2014-09-21"),
            ("يوم الثلاثاء 16 سبتمبر", "يوم الثلاثاء 16 سبتمبر = 2014-09-16"),
            ("الخميس الموافق 25 سبتمبر", "الخميس الموافق 25 سبتمبر = 2014-09-25"),
            ("الأحد من الأسبوع المقبل", "الأحد من الأسبوع المقبل = 2014-09-28"),
            ("يصل بعد ظهر الجمعة", "بعد ظهر الجمعة = 2014-09-26"),
            ("قصفت منذ الجمعة", "الجمعة = 2014-09-19..2014-09-22"),
            ("الليلة قبل الماضية", "الليلة قبل الماضية = 2014-09-20"),
            ("قتل احد عناصر الجمعية", ""),
            ("قال خطيب الجمعة", ""),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn days_of_months() {
    check(
        &[
            ("وقع في الثالث والعشرين من يناير", "الثالث والعشرين من يناير = 2014-01-23"),
            ("وقع في الخامس عشر من آذار (مارس) الماضي", "الخامس عشر من آذار (مارس) الماضي = 2014-03-15"),
            ("5 ك2 2012", "5 ك2 2012 = 2012-01-05"),
            ("في 24 الجاري", "24 الجاري = 2014-09-24"),
            ("في 15 من الشهر المقبل", "15 من الشهر المقبل = 2014-10-15"),
            ("من 3 إلى 5 مايو 2015", "من 3 إلى 5 مايو 2015 = 2015-05-03..2015-05-05"),
            ("من 28 سبتمبر إلى 2 أكتوبر 2015", "من 28 سبتمبر إلى 2 أكتوبر 2015 = 2015-09-28..2015-10-02"),
            ("سيعقد في 3 و4 تشرين الأول", "3 و4 تشرين الأول = 2014-10-03..2014-10-04"),
            ("2014-09-03", "2014-09-03 = 2014-09-03"),
            ("3.9.2014", "3.9.2014 = 2014-09-03"),
            ("15 مايو من العام الماضي", "15 مايو من العام الماضي = 2013-05-15"),
            ("7 / يوليو /2015 م", "7 / يوليو /2015 م = 2015-07-07"),
            ("في الـ13 والـ14 من نيسان", "13 والـ14 من نيسان = 2014-04-13..2014-04-14"),
            ("الاول من يوليو \"تموز\" 2014", "الاول من يوليو \"تموز\" 2014 = 2014-07-01"),
            ("قوى 14 آذار", ""),
            ("هجمات 11 سبتمبر 2001", "11 سبتمبر 2001 = 2001-09-11"),
            ("3.5 في المئة", ""),
            ("32 سبتمبر", ""),
            ("فاز 3-1", ""),
            ("غرة محرم 1436", "غرة محرم 1436 = 2014-10-25"),
            ("أعلن 24 سبتمبر", "24 سبتمبر = 2014-09-24"),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn months_weeks_and_years() {
    check(
        &[
            ("في أيلول الماضي", "أيلول الماضي = 2013-09-01..2013-09-30"),
            ("خلال شهر مارس 2013", "شهر مارس 2013 = 2013-03-01..2013-03-31"),
            ("في ماي المقبل", "ماي المقبل = 2015-05-01..2015-05-31"),
            ("مارس الضغط على تيريزا ماي", ""),
            ("أواخر نيسان الماضي", "أواخر نيسان الماضي = 2014-04-21..2014-04-30"),
            ("منذ مطلع العام", "مطلع العام = 2014-01-01..2014-09-22"),
            ("مطلع 2015", "مطلع 2015 = 2015-01-01..2015-03-31"),
            ("العام الماضي", "العام الماضي = 2013-01-01..2013-12-31"),
            ("في عام 2013", "عام 2013 = 2013-01-01..2013-12-31"),
            ("في 2013.", "2013 = 2013-01-01..2013-12-31"),
            ("في 2000 قرية", ""),
            ("بين عامي 2003 و2011", "بين عامي 2003 و2011 = 2003-01-01..2011-12-31"),
            ("الشهر الجاري", "الشهر الجاري = 2014-09-01..2014-09-30"),
            ("هذا الأسبوع", "هذا الأسبوع = 2014-09-21..2014-09-27"),
            ("عام 1435 هـ", "عام 1435 هـ = 2013-11-04..2014-10-24"),
            ("خلال الأيام الثلاثة الماضية", "الأيام الثلاثة الماضية = 2014-09-19..2014-09-21"),
            ("منتصف الشهر المقبل", "منتصف الشهر المقبل = 2014-10-11..2014-10-20"),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn lengths_and_limits() {
    check(
        &[
            ("استمر نحو ساعة", "duration نحو ساعة = 60"),
            ("على مدى ساعة", "duration ساعة = 60"),
            ("سجن 34 عاما", "duration 34 عاما = 17870400"),
            ("استمر ثلاث ساعات", "duration ثلاث ساعات = 180"),
            ("استمر أسبوعين", "duration أسبوعين = 20160"),
            ("أمهله لينسحب خلال 48 ساعة", "by خلال 48 ساعة = 2014-09-22..2014-09-24"),
            ("سينسحب قبل 24 تشرين الثاني", "by 24 تشرين الثاني = 2014-11-24"),
            ("في موعد أقصاه 31 ديسمبر", "by 31 ديسمبر = 2014-12-31"),
            ("بحلول نهاية العام", "by نهاية العام = 2014-10-01..2014-12-31"),
            ("في غضون ذلك", ""),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn the_callers_tense_decides() {
    check(&[("السبت", "السبت = 2014-09-27"), ("5 أكتوبر", "5 أكتوبر = 2014-10-05")], reference(), Tense::Future);
    check(&[("السبت", "السبت = 2014-09-20"), ("5 مايو", "5 مايو = 2014-05-05")], reference(), Tense::Past);
}

#[test]
fn without_a_reference_only_a_year_gives_a_value() {
    check(
        &[
            ("أمس", "أمس = -"),
            ("5 أكتوبر", "5 أكتوبر = -"),
            ("5 أكتوبر 2014", "5 أكتوبر 2014 = 2014-10-05"),
            ("مايو 2013", "مايو 2013 = 2013-05-01..2013-05-31"),
        ],
        None,
        Tense::Past,
    );
}

#[test]
fn weeks_with_a_weekday_and_days_by_their_place() {
    check(
        &[
            // "Friday of this week", "next week, on Friday", "the first Friday of October", "the second Sunday of next month"
            ("يوم الجمعة من هذا الأسبوع", "يوم الجمعة من هذا الأسبوع = 2014-09-26"),
            ("الأسبوع المقبل يوم الجمعة", "الأسبوع المقبل يوم الجمعة = 2014-10-03"),
            ("سيجتمع أول جمعة من أكتوبر", "أول جمعة من أكتوبر = 2014-10-03"),
            ("الأحد الثاني من الشهر المقبل", "الأحد الثاني من الشهر المقبل = 2014-10-12"),
            // "a fifth Sunday" that September has not
            ("الأحد الخامس من هذا الشهر", "الأحد الخامس من هذا الشهر = -"),
            // "the day before yesterday", "last day", "as of yesterday"
            ("وصل قبل يوم أمس", "قبل يوم أمس = 2014-09-20"),
            ("وصل بالأمس", "الأمس = 2014-09-21"),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn lengths_of_several_parts() {
    check(
        &[
            // "half an hour", "2.5 years", "an hour and a half", "a whole week"
            ("استمر نصف ساعة", "duration نصف ساعة = 30"),
            ("سجن 2.5 سنوات", "duration 2.5 سنوات = 1314000"),
            ("استمر ساعة ونصف", "duration ساعة ونصف = 90"),
            ("استمر أسبوعا كاملا", "duration أسبوعا كاملا = 10080"),
            // "two years and three months", "a year, a month and 11 days ago", "two hundred and fifty days"
            ("سجن سنتين وثلاثة أشهر", "duration سنتين وثلاثة أشهر = 1180800"),
            ("قبل عام وشهر و11 يوما", "قبل عام وشهر و11 يوما = 2013-08-11"),
            ("استمر مئتين وخمسين يوما", "duration مئتين وخمسين يوما = 360000"),
            // "three weeks from now"; "an hour and half of the voters": the half is not of the hour
            ("سيصل بعد ثلاثة أسابيع من الآن", "بعد ثلاثة أسابيع من الآن = 2014-10-13"),
            ("استمر نحو ساعة ونصف الناخبين", "duration نحو ساعة = 60"),
            // "the week long"; "all last year" stays a date
            ("طوال الأسبوع", "duration الأسبوع = 10080"),
            ("طوال العام الماضي", "العام الماضي = 2013-01-01..2013-12-31"),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn years_in_words() {
    // "in the year two thousand and eleven"
    check(&[("في عام ألفين وأحد عشر", "عام ألفين وأحد عشر = 2011-01-01..2011-12-31")], reference(), Tense::Unknown);
}

#[test]
fn quarters_and_halves() {
    check(
        &[
            // "the first quarter of 2014", "the second half of this year", "the last quarter of last year"
            ("في الربع الأول من عام 2014", "الربع الأول من عام 2014 = 2014-01-01..2014-03-31"),
            ("النصف الثاني من هذا العام", "النصف الثاني من هذا العام = 2014-07-01..2014-12-31"),
            ("الربع الأخير من العام الماضي", "الربع الأخير من العام الماضي = 2013-10-01..2013-12-31"),
            // "the first half of October", "of the match": no date
            ("سيعقد في النصف الأول من أكتوبر", "النصف الأول من أكتوبر = 2014-10-01..2014-10-15"),
            ("سجل في النصف الأول من المباراة", ""),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn feasts_and_named_days() {
    check(
        &[
            // "since last Eid al-Adha", "Eid al-Fitr 2013", "on New Year's Eve", "Islamic New Year", "Land Day"
            ("عيد الأضحى الماضي", "عيد الأضحى الماضي = 2013-10-15"),
            ("عيد الفطر 2013", "عيد الفطر 2013 = 2013-08-08"),
            ("سيصل ليلة رأس السنة", "ليلة رأس السنة = 2014-12-31"),
            ("رأس السنة الهجرية 1436", "رأس السنة الهجرية 1436 = 2014-10-25"),
            ("تظاهروا في يوم الأرض", "يوم الأرض = 2014-03-30"),
            // "his birthday", "the head of the delegation"
            ("احتفل بعيد ميلاده", ""),
            ("على رأس الوفد", ""),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn libyan_months() {
    check(
        &[
            // "7 October 1987" by its Libyan name; both names; "Nasser", "the summer" are no months by themselves
            ("في 7 التمور 1987", "7 التمور 1987 = 1987-10-07"),
            ("2 مارس/الربيع 1977", "2 مارس/الربيع 1977 = 1977-03-02"),
            ("1 هانيبال/أغسطس 1990", "1 هانيبال/أغسطس 1990 = 1990-08-01"),
            ("قتل 5 ناصر في الصيف", ""),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn sets() {
    check(
        &[
            // "every Friday", "every three days", "daily", "every one of them"
            ("يتظاهرون كل يوم جمعة", "every كل يوم جمعة = 10080"),
            ("كل ثلاثة أيام", "every كل ثلاثة أيام = 4320"),
            ("يصدر يوميا", "every يوميا = 1440"),
            ("كل من الوزيرين", ""),
            ("كل أحد منهم", ""),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn parts_of_day_and_clock_times() {
    use marsad_time::{DayPart, Time};
    let of = |raw: &str| {
        let spans = marsad_time::spans(raw, reference());
        spans.last().map(|s| (s.kind, s.part, s.clock))
    };
    let at = |h, m| Time::new(h, m, 0, 0).ok();
    // "at dawn on Saturday", "on Saturday in the evening", "after Friday noon"
    assert_eq!(of("فجر السبت"), Some((Kind::Date, Some(DayPart::Dawn), None)));
    assert_eq!(of("السبت مساء"), Some((Kind::Date, Some(DayPart::Evening), None)));
    assert_eq!(of("بعد ظهر الجمعة"), Some((Kind::Date, Some(DayPart::Afternoon), None)));
    // "at ten in the evening", "at half past twelve after noon", "at 9:45", "at a quarter to four in the morning"
    assert_eq!(of("الساعة العاشرة مساء"), Some((Kind::Clock, Some(DayPart::Evening), at(22, 0))));
    assert_eq!(of("الساعة الثانية عشرة والنصف بعد الظهر"), Some((Kind::Clock, Some(DayPart::Afternoon), at(12, 30))));
    assert_eq!(of("الساعة 9:45"), Some((Kind::Clock, None, at(9, 45))));
    assert_eq!(of("الساعة الرابعة إلا ربعا فجرا"), Some((Kind::Clock, Some(DayPart::Dawn), at(3, 45))));
    // "at eight of Friday evening": the day takes the hour
    assert_eq!(of("الساعة الثامنة من مساء الجمعة"), Some((Kind::Date, Some(DayPart::Evening), at(20, 0))));
    // "the last hour" is no time of day
    assert_eq!(of("الساعة الأخيرة"), None);
}

#[test]
fn chat_reads_more_than_news() {
    let read = |raw: &str, options, tense| {
        let text = Text::new(raw);
        let spans = marsad_time::find_with(&text, reference(), options, |_| tense);
        spans
            .iter()
            .map(|s| (raw[s.start as usize..s.end as usize].to_owned(), s.value.map(|v| v.0.to_string())))
            .collect::<Vec<_>>()
    };
    let cases = [
        // "on the 13th", by tense; "put off to the 25th"; "Friday the 26th"; "the third Thursday"
        ("أعود في 13", "13", Tense::Past, "2014-09-13"),
        ("أعود في 13", "13", Tense::Future, "2014-10-13"),
        ("تأجل إلى الخامس والعشرين", "الخامس والعشرين", Tense::Past, "2014-09-25"),
        ("أعود الجمعة 26", "الجمعة 26", Tense::Unknown, "2014-09-26"),
        ("أعود الخميس الثالث", "الخميس الثالث", Tense::Unknown, "2014-09-18"),
        // "on 20 September", two days ago, told to come
        ("أعود في 20 سبتمبر", "20 سبتمبر", Tense::Future, "2015-09-20"),
        // "4/10", "3/29", "17/03/22", "April the thirteenth", "14. December. 2012", "July 9, two thousand"
        ("أعود 4/10", "4/10", Tense::Future, "2014-10-04"),
        ("أعود 3/29", "3/29", Tense::Past, "2014-03-29"),
        ("أعود 17/03/22", "17/03/22", Tense::Past, "2022-03-17"),
        ("أعود أبريل الثالث عشر", "أبريل الثالث عشر", Tense::Past, "2014-04-13"),
        ("أعود 14. ديسمبر. 2012", "14. ديسمبر. 2012", Tense::Past, "2012-12-14"),
        ("أعود يوليو 9, ألفين", "يوليو 9, ألفين", Tense::Past, "2000-07-09"),
    ];
    for (raw, span, tense, day) in cases {
        assert_eq!(read(raw, marsad_time::Options::CHAT, tense), [(span.to_owned(), Some(day.to_owned()))]);
    }
    // "won 4-2", "the 19th floor", "3.29 per cent", "back on the 13th"
    for raw in ["فاز 4-2", "الطابق الـ19", "3.29 في المئة", "أعود في 13"] {
        assert_eq!(read(raw, marsad_time::Options::NEWS, Tense::Past), []);
    }
    assert_eq!(read("الطابق الـ19", marsad_time::Options::CHAT, Tense::Past), []);
    // "on Tuesday": the word for day is left out
    assert_eq!(read("يوم الثلاثاء", marsad_time::Options::CHAT, Tense::Past)[0].0, "الثلاثاء");
}

#[test]
fn ranges_of_months_and_years() {
    check(
        &[
            // "from January to March 2013", "between October and February", "the months of July and August"
            ("من يناير إلى مارس 2013", "من يناير إلى مارس 2013 = 2013-01-01..2013-03-31"),
            ("وقع بين أكتوبر وفبراير", "بين أكتوبر وفبراير = 2013-10-01..2014-02-28"),
            ("وقع خلال شهري يوليو وأغسطس", "شهري يوليو وأغسطس = 2014-07-01..2014-08-31"),
            // "from the year 2010 until the year 2013", "2010-2013"; a telephone number
            ("من عام 2010 حتى عام 2013", "من عام 2010 حتى عام 2013 = 2010-01-01..2013-12-31"),
            ("خطة 2010-2013", "2010-2013 = 2010-01-01..2013-12-31"),
            ("هاتف 2010-2013-5", ""),
        ],
        reference(),
        Tense::Unknown,
    );
}

#[test]
fn rows_of_days_and_days_beside_other_words() {
    check(
        &[
            // "the days of 24, 25 and 26 September", "on the fifth of the current", "Monday 22/9", "won on Monday 3-1"
            ("أيام 24 و25 و26 سبتمبر", "24 و25 و26 سبتمبر = 2014-09-24..2014-09-26"),
            ("وقع في الخامس من الجاري", "الخامس من الجاري = 2014-09-05"),
            ("وصل الاثنين 22/9", "الاثنين 22/9 = 2014-09-22"),
            ("فاز الاثنين 3-1", "الاثنين = 2014-09-22"),
            // "the second day of Eid al-Fitr", "New Year's eve", "a hundred days", "at ten in the morning"
            ("وقع ثاني أيام عيد الفطر", "ثاني أيام عيد الفطر = 2014-07-29"),
            ("سيصل عشية رأس السنة", "عشية رأس السنة = 2014-12-31"),
            ("استمر مئة يوم", "duration مئة يوم = 144000"),
            ("اجتمعوا في العاشرة صباحا", "at العاشرة صباحا = -"),
        ],
        reference(),
        Tense::Unknown,
    );
}
