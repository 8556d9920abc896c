//! Series across the clock changes that break schedulers.
//!
//! Every instant and kind was computed by CPython's zoneinfo on the tz database 2026f, not by the code under test.

use jiff::civil::{DateTime, date, datetime, time};

use super::{
    CountingMode, Participant, PlannedSession, SeriesRule, SessionCount, SessionMinutes, Warning,
    WarningKind, expand, participant_times,
};
use crate::domain::time::{ClockChange, Zone};

fn weekly(zone: &str, first: DateTime, count: i64) -> Vec<PlannedSession> {
    let rule = SeriesRule {
        weekday: first.weekday(),
        local_start: first.time(),
        zone: Zone::parse(zone).unwrap(),
        start_on: first.date(),
        minutes: SessionMinutes::DEFAULT,
        planned_count: SessionCount::parse(count).unwrap(),
        counting: CountingMode::HoldSessions,
        skipped_on: Vec::new(),
    };
    expand(&rule).unwrap()
}

/// Three weeks of a series, each as its start in UTC and its kind.
fn assert_weeks(zone: &str, first: &str, expected: [&str; 3]) {
    let planned: Vec<_> = weekly(zone, first.parse().unwrap(), 3)
        .iter()
        .map(|s| format!("{} {}", s.starts_at.strftime("%Y-%m-%dT%H:%MZ"), s.clock_change))
        .collect();
    assert_eq!(planned, expected, "{zone} from {first}");
}

#[test]
fn both_changes_of_a_northern_and_of_a_southern_zone() {
    assert_weeks(
        "Europe/Berlin",
        "2026-03-22T02:30",
        ["2026-03-22T01:30Z NORMAL", "2026-03-29T01:30Z GAP", "2026-04-05T00:30Z NORMAL"],
    );
    assert_weeks(
        "Europe/Berlin",
        "2026-10-18T02:30",
        ["2026-10-18T00:30Z NORMAL", "2026-10-25T00:30Z OVERLAP", "2026-11-01T01:30Z NORMAL"],
    );
    assert_weeks(
        "Australia/Sydney",
        "2026-03-29T02:30",
        ["2026-03-28T15:30Z NORMAL", "2026-04-04T15:30Z OVERLAP", "2026-04-11T16:30Z NORMAL"],
    );
    assert_weeks(
        "Australia/Sydney",
        "2026-09-27T02:30",
        ["2026-09-26T16:30Z NORMAL", "2026-10-03T16:30Z GAP", "2026-10-10T15:30Z NORMAL"],
    );
}

#[test]
fn lord_howe_changes_by_half_an_hour_and_troll_by_two() {
    assert_weeks(
        "Australia/Lord_Howe",
        "2026-03-29T01:45",
        ["2026-03-28T14:45Z NORMAL", "2026-04-04T14:45Z OVERLAP", "2026-04-11T15:15Z NORMAL"],
    );
    assert_weeks(
        "Australia/Lord_Howe",
        "2026-09-27T02:15",
        ["2026-09-26T15:45Z NORMAL", "2026-10-03T15:45Z GAP", "2026-10-10T15:15Z NORMAL"],
    );
    assert_weeks(
        "Antarctica/Troll",
        "2026-03-22T01:30",
        ["2026-03-22T01:30Z NORMAL", "2026-03-29T01:30Z GAP", "2026-04-04T23:30Z NORMAL"],
    );
    assert_weeks(
        "Antarctica/Troll",
        "2026-10-18T01:30",
        ["2026-10-17T23:30Z NORMAL", "2026-10-24T23:30Z OVERLAP", "2026-11-01T01:30Z NORMAL"],
    );
}

#[test]
fn offsets_may_hold_quarters_of_an_hour() {
    assert_weeks(
        "Asia/Kathmandu",
        "2026-03-23T18:00",
        ["2026-03-23T12:15Z NORMAL", "2026-03-30T12:15Z NORMAL", "2026-04-06T12:15Z NORMAL"],
    );
    assert_weeks(
        "Pacific/Chatham",
        "2026-03-29T03:00",
        ["2026-03-28T13:15Z NORMAL", "2026-04-04T13:15Z OVERLAP", "2026-04-11T14:15Z NORMAL"],
    );
    assert_weeks(
        "Pacific/Chatham",
        "2026-09-20T03:00",
        ["2026-09-19T14:15Z NORMAL", "2026-09-26T14:15Z GAP", "2026-10-03T13:15Z NORMAL"],
    );
}

#[test]
fn casablanca_goes_back_for_ramadan_and_for_good_in_september_2026() {
    assert_weeks(
        "Africa/Casablanca",
        "2026-02-08T02:30",
        ["2026-02-08T01:30Z NORMAL", "2026-02-15T01:30Z OVERLAP", "2026-02-22T02:30Z NORMAL"],
    );
    assert_weeks(
        "Africa/Casablanca",
        "2026-03-15T02:30",
        ["2026-03-15T02:30Z NORMAL", "2026-03-22T02:30Z GAP", "2026-03-29T01:30Z NORMAL"],
    );
    assert_weeks(
        "Africa/Casablanca",
        "2026-09-14T18:00",
        ["2026-09-14T17:00Z NORMAL", "2026-09-21T18:00Z NORMAL", "2026-09-28T18:00Z NORMAL"],
    );
    // Ramadan of 2027 begins on 8 February, and changes nothing any more.
    assert_weeks(
        "Africa/Casablanca",
        "2027-01-31T02:30",
        ["2027-01-31T02:30Z NORMAL", "2027-02-07T02:30Z NORMAL", "2027-02-14T02:30Z NORMAL"],
    );
}

#[test]
fn vancouver_edmonton_and_winnipeg_keep_their_summer_time_from_2026_on() {
    assert_weeks(
        "America/Vancouver",
        "2026-10-26T18:00",
        ["2026-10-27T01:00Z NORMAL", "2026-11-03T01:00Z NORMAL", "2026-11-10T01:00Z NORMAL"],
    );
    assert_weeks(
        "America/Edmonton",
        "2026-10-26T18:00",
        ["2026-10-27T00:00Z NORMAL", "2026-11-03T00:00Z NORMAL", "2026-11-10T00:00Z NORMAL"],
    );
    assert_weeks(
        "America/Winnipeg",
        "2026-10-26T18:00",
        ["2026-10-26T23:00Z NORMAL", "2026-11-02T23:00Z NORMAL", "2026-11-09T23:00Z NORMAL"],
    );
}

#[test]
fn chisinau_changes_with_the_union_since_2026() {
    assert_weeks(
        "Europe/Chisinau",
        "2026-03-22T03:30",
        ["2026-03-22T01:30Z NORMAL", "2026-03-29T01:30Z GAP", "2026-04-05T00:30Z NORMAL"],
    );
    assert_weeks(
        "Europe/Chisinau",
        "2026-10-18T03:30",
        ["2026-10-18T00:30Z NORMAL", "2026-10-25T00:30Z OVERLAP", "2026-11-01T01:30Z NORMAL"],
    );
}

#[test]
fn clocks_may_change_at_midnight() {
    assert_weeks(
        "America/Havana",
        "2026-03-01T00:00",
        ["2026-03-01T05:00Z NORMAL", "2026-03-08T05:00Z GAP", "2026-03-15T04:00Z NORMAL"],
    );
    assert_weeks(
        "America/Havana",
        "2026-10-25T00:30",
        ["2026-10-25T04:30Z NORMAL", "2026-11-01T04:30Z NORMAL", "2026-11-08T04:30Z NORMAL"],
    );
    assert_weeks(
        "America/Santiago",
        "2026-08-30T00:00",
        ["2026-08-30T04:00Z NORMAL", "2026-09-06T04:00Z GAP", "2026-09-13T03:00Z NORMAL"],
    );
    assert_weeks(
        "America/Santiago",
        "2026-03-28T23:30",
        ["2026-03-29T02:30Z NORMAL", "2026-04-05T02:30Z OVERLAP", "2026-04-12T03:30Z NORMAL"],
    );
    assert_weeks(
        "Africa/Cairo",
        "2026-04-17T00:00",
        ["2026-04-16T22:00Z NORMAL", "2026-04-23T22:00Z GAP", "2026-04-30T21:00Z NORMAL"],
    );
    assert_weeks(
        "Africa/Cairo",
        "2026-10-22T23:30",
        ["2026-10-22T20:30Z NORMAL", "2026-10-29T20:30Z OVERLAP", "2026-11-05T21:30Z NORMAL"],
    );
    assert_weeks(
        "Asia/Gaza",
        "2020-03-21T00:00",
        ["2020-03-20T22:00Z NORMAL", "2020-03-27T22:00Z GAP", "2020-04-03T21:00Z NORMAL"],
    );
    assert_weeks(
        "Asia/Gaza",
        "2020-10-17T00:30",
        ["2020-10-16T21:30Z NORMAL", "2020-10-23T21:30Z OVERLAP", "2020-10-30T22:30Z NORMAL"],
    );
    assert_weeks(
        "Asia/Gaza",
        "2026-03-21T02:30",
        ["2026-03-21T00:30Z NORMAL", "2026-03-28T00:30Z GAP", "2026-04-03T23:30Z NORMAL"],
    );
}

#[test]
fn both_sides_of_the_date_line_keep_their_own_date() {
    assert_weeks(
        "Pacific/Kiritimati",
        "2025-12-30T18:00",
        ["2025-12-30T04:00Z NORMAL", "2026-01-06T04:00Z NORMAL", "2026-01-13T04:00Z NORMAL"],
    );
    assert_weeks(
        "Pacific/Pago_Pago",
        "2025-12-30T18:00",
        ["2025-12-31T05:00Z NORMAL", "2026-01-07T05:00Z NORMAL", "2026-01-14T05:00Z NORMAL"],
    );
}

#[test]
fn across_the_date_line_the_same_session_is_on_two_dates() {
    let (kiritimati, pago_pago) =
        (Zone::parse("Pacific/Kiritimati").unwrap(), Zone::parse("Pacific/Pago_Pago").unwrap());
    let sessions = weekly(kiritimati.name(), datetime(2027, 1, 1, 10, 0, 0, 0), 2);
    let participant = Participant { zone: pago_pago, windows: Vec::new() };
    let seen = participant_times(&sessions, &kiritimati, &participant);
    assert_eq!(seen.times, [datetime(2026, 12, 31, 9, 0, 0, 0), datetime(2027, 1, 7, 9, 0, 0, 0)]);
    let warning = Warning { kind: WarningKind::OtherDate, ordinals: vec![1, 2] };
    assert_eq!(seen.warnings, [warning]);
}

#[test]
fn samoa_skips_a_whole_friday() {
    assert_weeks(
        "Pacific/Apia",
        "2011-12-23T18:00",
        ["2011-12-24T04:00Z NORMAL", "2011-12-31T04:00Z GAP", "2012-01-06T04:00Z NORMAL"],
    );
}

#[test]
fn a_leap_day_and_a_years_end_are_days_like_others() {
    assert_weeks(
        "Europe/Berlin",
        "2028-02-22T18:00",
        ["2028-02-22T17:00Z NORMAL", "2028-02-29T17:00Z NORMAL", "2028-03-07T17:00Z NORMAL"],
    );
    assert_weeks(
        "Europe/Berlin",
        "2026-12-25T18:00",
        ["2026-12-25T17:00Z NORMAL", "2027-01-01T17:00Z NORMAL", "2027-01-08T17:00Z NORMAL"],
    );
}

#[test]
fn the_missing_friday_of_samoa_is_held_on_saturday() {
    let sessions = weekly("Pacific/Apia", datetime(2011, 12, 23, 18, 0, 0, 0), 3);
    assert_eq!(sessions[1].local_start, datetime(2011, 12, 30, 18, 0, 0, 0));
    assert_eq!(sessions[1].resolved_local, datetime(2011, 12, 31, 18, 0, 0, 0));
}

#[test]
fn midnight_in_a_gap_becomes_one_in_the_morning_of_the_same_day() {
    for (zone, first) in [
        ("America/Havana", date(2026, 3, 1)),
        ("America/Santiago", date(2026, 8, 30)),
        ("Africa/Cairo", date(2026, 4, 17)),
        ("Asia/Gaza", date(2020, 3, 21)),
    ] {
        let session = weekly(zone, first.at(0, 0, 0, 0), 2)[1];
        assert_eq!(session.resolved_local, session.local_start.date().at(1, 0, 0, 0), "{zone}");
    }
}

#[test]
fn the_minutes_of_a_session_across_a_change_are_elapsed() {
    // 01:30 to 03:20 by the clock in March, 01:30 to 01:20 (or so it looks) in New York's November.
    for first in [datetime(2026, 3, 8, 1, 30, 0, 0), datetime(2026, 11, 1, 1, 30, 0, 0)] {
        let session = weekly("America/New_York", first, 1)[0];
        assert_eq!(session.ends_at.duration_since(session.starts_at).as_mins(), 50);
    }
}

#[test]
fn sixty_weeks_keep_their_wall_time_through_every_change() {
    let sessions = weekly("Europe/London", datetime(2026, 1, 7, 18, 0, 0, 0), 60);
    assert_eq!(sessions.len(), 60);
    assert_eq!(sessions[59].ordinal, 60);
    assert_eq!(sessions[59].local_start, datetime(2027, 2, 24, 18, 0, 0, 0));
    assert!(sessions.iter().all(|s| s.resolved_local.time() == time(18, 0, 0, 0)));
    assert!(sessions.iter().all(|s| s.clock_change == ClockChange::Normal));
    let in_summer = sessions.iter().filter(|s| s.starts_at.strftime("%H").to_string() == "17").count();
    assert_eq!(in_summer, 30, "29 March to 25 October 2026");
}
