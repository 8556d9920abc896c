//! Files of holidays, as they are found.

use jiff::civil::date;
use rstest::rstest;

use super::*;

fn berlin() -> Zone {
    Zone::parse("Europe/Berlin").unwrap()
}

fn calendar(events: &[&str]) -> String {
    let event = |(n, lines): (usize, &&str)| {
        let lines: Vec<String> = lines.lines().map(|line| line.trim().to_owned()).collect();
        format!(
            "BEGIN:VEVENT\r\nUID:{n}@holidays.example\r\nDTSTAMP:20250101T000000Z\r\n{}\r\nEND:VEVENT\r\n",
            lines.join("\r\n")
        )
    };
    let events: String = events.iter().enumerate().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Holidays//EN\r\n{events}END:VCALENDAR\r\n")
}

fn read(events: &[&str]) -> Holidays {
    read_holidays(&calendar(events), &berlin(), date(2026, 1, 1), date(2027, 12, 31)).unwrap()
}

/// The closures as words: dates, hours, reason.
fn words(holidays: &Holidays) -> Vec<String> {
    let closure = |one: &NewClosure| format!("{} {}", one.span, one.reason.as_ref().unwrap());
    holidays.closures.iter().map(closure).collect()
}

#[test]
fn days_and_hours_are_closures_whatever_they_say_of_being_busy() {
    let holidays = read(&[
        "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas\\, both days\nTRANSP:TRANSPARENT",
        "DTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day",
        "DTSTART;TZID=Europe/Berlin:20261224T120000\nDTEND;TZID=Europe/Berlin:20261225T000000\nSUMMARY:Christmas Eve",
        "DTSTART:20260703T110000Z\nDTEND:20260703T130000Z\nSUMMARY:Team day",
    ]);
    let wanted = [
        "2026-05-01 Labour Day",
        "2026-07-03, 13:00 to 15:00 Team day",
        "2026-12-24, 12:00 to 00:00 Christmas Eve",
        "2026-12-25 to 2026-12-26 Christmas, both days",
    ];
    assert_eq!(words(&holidays), wanted);
    assert_eq!((holidays.passed_over, holidays.outside), (vec![], 0));
}

#[test]
fn repeated_events_are_followed_as_far_as_is_asked_for() {
    let holidays = read(&[
        "DTSTART;VALUE=DATE:20201003\nRRULE:FREQ=YEARLY\nSUMMARY:Unity Day",
        "DTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:Thanksgiving",
        "DTSTART;VALUE=DATE:20260106\nRRULE:FREQ=YEARLY;UNTIL=20260106\nSUMMARY:Epiphany",
        "DTSTART;TZID=Europe/Berlin:20260327T150000\nDTEND;TZID=Europe/Berlin:20260327T170000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20260403T150000\nSUMMARY:Supervision",
    ]);
    let wanted = [
        "2026-01-06 Epiphany",
        "2026-03-27, 15:00 to 17:00 Supervision",
        "2026-04-10, 15:00 to 17:00 Supervision",
        "2026-10-03 Unity Day",
        "2026-11-26 Thanksgiving",
        "2027-10-03 Unity Day",
        "2027-11-25 Thanksgiving",
    ];
    let found: Vec<String> = words(&holidays).into_iter().map(|one| one.replace("4TH", "")).collect();
    assert_eq!(found, wanted, "{:?}", holidays.passed_over);
    assert_eq!(holidays.outside, 12, "the years before");
}

#[test]
fn an_event_may_say_how_long_it_lasts_and_end_by_another_clock() {
    let holidays = read(&[
        "DTSTART;VALUE=DATE:20261221\nDURATION:P2W\nSUMMARY:Christmas weeks",
        "DTSTART;TZID=Europe/Berlin:20260703T120000\nDURATION:PT90M\nSUMMARY:Long lunch",
        "DTSTART;TZID=Europe/Berlin:20260704T120000\nDTEND:20260704T220000Z\nSUMMARY:Afternoon",
        "DTSTART;TZID=Europe/Berlin:20260329T010000\nDTEND;TZID=Europe/Berlin:20260329T050000\nSUMMARY:Short night",
    ]);
    let wanted = [
        "2026-03-29, 01:00 to 05:00 Short night",
        "2026-07-03, 12:00 to 13:30 Long lunch",
        "2026-07-04, 12:00 to 00:00 Afternoon",
        "2026-12-21 to 2027-01-03 Christmas weeks",
    ];
    assert_eq!(words(&holidays), wanted, "{:?}", holidays.passed_over);
}

#[test]
fn a_rule_that_began_long_ago_is_followed_to_the_dates_that_are_asked_for() {
    let holidays = read(&["DTSTART;VALUE=DATE:20040103\nRRULE:FREQ=WEEKLY;BYDAY=SA,SU\nSUMMARY:Weekend"]);
    assert_eq!((holidays.closures.len(), holidays.passed_over.len()), (208, 0));
    assert_eq!(words(&holidays)[0], "2026-01-03 Weekend");
    assert!(holidays.outside > 2_000);
}

#[test]
fn a_rule_that_would_take_all_memory_or_time_is_passed_over_at_once() {
    let fine = "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2;BYMINUTE=0,1;BYSECOND=0,1,2,3";
    let events: Vec<String> = [fine, "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=2"]
        .iter()
        .map(|rule| format!("DTSTART;VALUE=DATE:20260101\nRRULE:{rule}\nSUMMARY:Fine"))
        .collect();
    let holidays = read(&events.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((holidays.closures.len(), holidays.passed_over.len()), (0, 3));
    // Each would be read; all together they are too many.
    let daily = vec!["DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY\nSUMMARY:Daily"; 50];
    let holidays = read(&daily);
    assert_eq!(holidays.passed_over.len(), 49);
    let decades = read_holidays(&calendar(&daily), &berlin(), date(2026, 1, 1), date(2040, 1, 1));
    assert!(matches!(decades, Err(NoHolidayFile::TooLong { .. })));
}

#[test]
fn a_repetition_that_was_moved_takes_the_place_of_its_own() {
    let text = calendar(&["DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=YEARLY;COUNT=2\nSUMMARY:Founders"])
        .replace(
            "END:VCALENDAR",
            "BEGIN:VEVENT\r\nUID:0@holidays.example\r\nDTSTAMP:20250101T000000Z\r\nRECURRENCE-ID;VALUE=DATE:20270601\r\nDTSTART;VALUE=DATE:20270602\r\nSUMMARY:Founders\r\nEND:VEVENT\r\nEND:VCALENDAR",
        );
    let holidays = read_holidays(&text, &berlin(), date(2026, 1, 1), date(2027, 12, 31)).unwrap();
    assert_eq!(words(&holidays), ["2026-06-01 Founders", "2027-06-02 Founders"]);
}

#[test]
fn what_is_no_closure_is_passed_over_by_name_and_the_rest_is_read() {
    let holidays = read(&[
        "DTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day",
        "SUMMARY:Some day",
        "DTSTART;VALUE=DATE:20260230\nSUMMARY:No date",
        "DTSTART;VALUE=DATE:20260601\nSTATUS:CANCELLED\nSUMMARY:Called off",
        "DTSTART;TZID=Middle/Earth:20260601T120000\nSUMMARY:Elsewhere",
        "DTSTART:20260601T200000Z\nDTEND:20260602T040000Z\nSUMMARY:Long night",
        "DTSTART:20260601T200000Z\nSUMMARY:A moment",
        "DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=SOMETIMES\nSUMMARY:Now and then",
        "DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20280101\nSUMMARY:Two years",
        "DTSTART;VALUE=DATE:20190501\nSUMMARY:Long ago",
        "DTSTART;VALUE=DATE:20260601\nRDATE;VALUE=DATE:20260603\nSUMMARY:Now and again",
    ]);
    assert_eq!(words(&holidays), ["2026-05-01 Labour Day"]);
    assert_eq!(holidays.outside, 1);
    let why: Vec<(usize, String, String)> = holidays
        .passed_over
        .into_iter()
        .map(|one| (one.event, one.summary, one.because.to_string()))
        .collect();
    let events: Vec<usize> = why.iter().map(|(event, ..)| *event).collect();
    assert_eq!(events, [2, 3, 4, 5, 6, 7, 8, 9, 11]);
    assert_eq!(why[0], (2, "Some day".to_owned(), "it has no DTSTART".to_owned()));
    assert_eq!(why[3].2, "Middle/Earth is no zone of the tz database");
    assert!(why[4].2.contains("2026-06-01T22:00:00 to 2026-06-02T06:00:00"), "{}", why[4].2);
}

#[rstest]
#[case::nothing("")]
#[case::a_table("date,name\n2026-05-01,Labour Day\n")]
#[case::a_page("<html><body>Holidays</body></html>")]
#[case::no_events("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")]
#[case::cut_off("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026")]
fn what_is_no_calendar_is_refused(#[case] text: &str) {
    assert!(read_holidays(text, &berlin(), date(2026, 1, 1), date(2027, 12, 31)).is_err());
}

#[test]
fn no_name_is_a_name_too_and_a_long_one_is_cut() {
    let long = "x".repeat(500);
    let summary = format!("DTSTART;VALUE=DATE:20260502\nSUMMARY:{long}");
    let holidays = read(&["DTSTART;VALUE=DATE:20260501\nSUMMARY:", &summary]);
    let reasons: Vec<String> =
        holidays.closures.iter().map(|one| one.reason.as_ref().unwrap().to_string()).collect();
    assert_eq!(reasons, ["Closed".to_owned(), "x".repeat(120)]);
}
