use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

const BERLIN: &str = "Europe/Berlin";
const NEW_YORK: &str = "America/New_York";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn schedule(cron: &str, zone: &str) -> JobSchedule {
    JobSchedule::parse(cron, zone).unwrap()
}

fn ticks(cron: &str, zone: &str, after: &str, until: &str) -> Vec<String> {
    let ticks = schedule(cron, zone).ticks_between(at(after), at(until));
    ticks.iter().map(|tick| tick.scheduled_at.to_string()).collect()
}

#[test]
fn a_daily_job_runs_once_on_the_day_whose_clocks_leave_its_time_out() {
    // Berlin 2025-03-30: 02:00 +01:00 becomes 03:00 +02:00 at 01:00 UTC.
    let days = ticks("0 30 2 * * *", BERLIN, "2025-03-28T12:00:00Z", "2025-03-31T12:00:00Z");
    assert_eq!(days, ["2025-03-29T01:30:00Z", "2025-03-30T01:00:00Z", "2025-03-31T00:30:00Z"]);
    // New York 2025-03-09: 02:00 -05:00 becomes 03:00 -04:00 at 07:00 UTC.
    let days = ticks("0 30 2 * * *", NEW_YORK, "2025-03-08T00:00:00Z", "2025-03-10T12:00:00Z");
    assert_eq!(days, ["2025-03-08T07:30:00Z", "2025-03-09T07:00:00Z", "2025-03-10T06:30:00Z"]);
}

#[test]
fn a_daily_job_runs_once_on_the_day_whose_clocks_show_its_time_twice() {
    // Berlin 2025-10-26: 03:00 +02:00 becomes 02:00 +01:00 at 01:00 UTC.
    let days = ticks("0 30 2 * * *", BERLIN, "2025-10-24T12:00:00Z", "2025-10-27T12:00:00Z");
    assert_eq!(days, ["2025-10-25T00:30:00Z", "2025-10-26T00:30:00Z", "2025-10-27T01:30:00Z"]);
    // New York 2025-11-02: 02:00 -04:00 becomes 01:00 -05:00 at 06:00 UTC.
    let days = ticks("0 30 1 * * *", NEW_YORK, "2025-11-01T00:00:00Z", "2025-11-03T12:00:00Z");
    assert_eq!(days, ["2025-11-01T05:30:00Z", "2025-11-02T05:30:00Z", "2025-11-03T06:30:00Z"]);
}

#[test]
fn times_of_day_that_fall_into_one_gap_run_together_once() {
    let day = ticks("0 0,30 2,3 * * *", BERLIN, "2025-03-30T00:00:00Z", "2025-03-30T12:00:00Z");
    assert_eq!(day, ["2025-03-30T01:00:00Z", "2025-03-30T01:30:00Z"]);
}

#[test]
fn a_day_that_a_zone_skips_altogether_still_has_its_run() {
    // Apia passed over 30 December 2011 entirely, at 10:00 UTC.
    let days = ticks("0 30 2 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", "2011-12-31T20:00:00Z");
    assert_eq!(
        days,
        ["2011-12-29T12:30:00Z", "2011-12-30T10:00:00Z", "2011-12-30T12:30:00Z", "2011-12-31T12:30:00Z"]
    );
}

#[test]
fn a_cadence_neither_pauses_nor_repeats_when_the_clocks_change() {
    for (zone, around) in [
        (BERLIN, "2025-10-26T01:00:00Z"),
        (BERLIN, "2025-03-30T01:00:00Z"),
        (NEW_YORK, "2025-11-02T06:00:00Z"),
        (NEW_YORK, "2025-03-09T07:00:00Z"),
        ("UTC", "2025-10-26T01:00:00Z"),
    ] {
        let (from, to) =
            (at(around) - SignedDuration::from_hours(3), at(around) + SignedDuration::from_hours(3));
        let ticks = schedule("*/10 * * * * *", zone).ticks_between(from, to);
        assert_eq!(ticks.len(), 6 * 360, "{zone} {around}");
        for pair in ticks.windows(2) {
            let step = pair[1].scheduled_at.duration_since(pair[0].scheduled_at);
            assert_eq!(step, SignedDuration::from_secs(10), "{zone} {around} {pair:?}");
        }
    }
}

#[test]
fn an_hourly_job_runs_in_both_passes_of_a_repeated_hour() {
    let hours = ticks("0 0 * * * *", BERLIN, "2025-10-25T23:30:00Z", "2025-10-26T02:30:00Z");
    assert_eq!(hours, ["2025-10-26T00:00:00Z", "2025-10-26T01:00:00Z", "2025-10-26T02:00:00Z"]);
}

#[test]
fn a_missed_tick_is_caught_up_once() {
    let nightly = schedule("0 30 2 * * *", "UTC");
    let now = at("2025-06-10T09:00:00Z");
    let last_week = Tick { scheduled_at: at("2025-06-03T02:30:00Z") };
    let due = nightly.due(Some(last_week), now).unwrap();
    assert_eq!(due.scheduled_at, at("2025-06-10T02:30:00Z"));
    assert_eq!(nightly.due(Some(due), now), None);
    assert_eq!(nightly.due(None, now), Some(due));
}

#[test]
fn a_run_of_the_first_pass_is_not_due_again_in_the_second() {
    let nightly = schedule("0 30 2 * * *", BERLIN);
    let first = nightly.due(None, at("2025-10-26T00:30:00Z")).unwrap();
    for later in
        ["2025-10-26T00:59:59Z", "2025-10-26T01:10:00Z", "2025-10-26T01:30:00Z", "2025-10-26T02:00:00Z"]
    {
        assert_eq!(nightly.due(Some(first), at(later)), None, "{later}");
    }
}

#[test]
fn a_tick_is_due_at_its_own_instant_and_not_before() {
    let schedule = schedule("*/10 * * * * *", "UTC");
    let tick = Tick { scheduled_at: at("2025-06-10T09:00:10Z") };
    assert_eq!(schedule.next_after(at("2025-06-10T09:00:00Z")), Some(tick));
    assert_eq!(schedule.next_after(at("2025-06-10T09:00:09.999Z")), Some(tick));
    assert_eq!(schedule.last_at_or_before(at("2025-06-10T09:00:10Z")), Some(tick));
    assert!(schedule.last_at_or_before(at("2025-06-10T09:00:09.999Z")) < Some(tick));
}

#[test]
fn days_of_the_week_count_from_sunday_and_are_those_of_the_zone() {
    // 2025-06-16 is a Monday; at 00:30 in Auckland it is Sunday noon in UTC.
    let mondays = ticks("0 30 0 * * 2", "Pacific/Auckland", "2025-06-10T00:00:00Z", "2025-06-20T00:00:00Z");
    assert_eq!(mondays, ["2025-06-15T12:30:00Z"]);
}

#[test]
fn a_seventh_field_limits_the_years() {
    let once = schedule("0 0 12 1 1 * 2030", "UTC");
    let tick = once.next_after(at("2025-01-01T00:00:00Z"));
    assert_eq!(tick.unwrap().scheduled_at, at("2030-01-01T12:00:00Z"));
    assert_eq!(once.next_after(at("2030-01-01T12:00:00Z")), None);
    assert_eq!(once.last_at_or_before(at("2029-01-01T00:00:00Z")), None);
}

#[test]
fn what_cannot_be_scheduled_is_refused_with_what_was_given() {
    let error = |cron, zone| JobSchedule::parse(cron, zone).unwrap_err().to_string();
    assert!(error("every minute", "UTC").starts_with("`every minute` is not a cron expression"));
    assert!(error("30 2 * * *", "UTC").starts_with("`30 2 * * *` is not a cron expression"));
    assert_eq!(error("0 0 0 30 2 *", "UTC"), "`0 0 0 30 2 *` never fires");
    assert_eq!(error("0 0 0 * * *", "Europe/Berln"), "unknown time zone `Europe/Berln`");
}

#[test]
fn every_zone_that_the_configuration_accepts_can_be_scheduled_in() {
    let unknown: Vec<_> = jiff::tz::db()
        .available()
        // The tz database's placeholder for "no zone chosen".
        .filter(|name| name.as_str() != "Factory")
        .filter(|name| JobSchedule::parse("0 0 0 * * *", name.as_str()).is_err())
        .map(|name| name.to_string())
        .collect();
    assert_eq!(unknown, Vec::<String>::new());
}

proptest! {
    #[test]
    fn forwards_and_backwards_find_the_same_ticks_around_a_change_of_the_clocks(
        cron in prop::sample::select(vec![
            "0 30 2 * * *", "0 15,45 1-3 * * *", "0 0 0-22 * * *", "0 */20 * * * *", "30 0 2 * * 1",
        ]),
        (zone, change) in prop::sample::select(vec![
            (BERLIN, "2025-03-30T01:00:00Z"),
            (BERLIN, "2025-10-26T01:00:00Z"),
            (NEW_YORK, "2025-03-09T07:00:00Z"),
            (NEW_YORK, "2025-11-02T06:00:00Z"),
            ("Australia/Lord_Howe", "2025-04-05T15:00:00Z"),
            ("Australia/Lord_Howe", "2025-10-04T15:30:00Z"),
            ("Africa/Casablanca", "2025-02-23T02:00:00Z"),
            ("UTC", "2025-06-01T00:00:00Z"),
        ]),
        seconds in -10_800_i64..10_800,
    ) {
        let schedule = schedule(cron, zone);
        let now = at(change) + SignedDuration::from_secs(seconds);
        let next = schedule.next_after(now).unwrap();
        prop_assert!(next.scheduled_at > now);
        prop_assert_eq!(schedule.last_at_or_before(next.scheduled_at), Some(next));
        let last = schedule.last_at_or_before(now).unwrap();
        prop_assert!(last.scheduled_at <= now);
        prop_assert_eq!(schedule.next_after(last.scheduled_at), Some(next));
    }
}
