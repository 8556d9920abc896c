//! Which group meets when, whom mails tell of it and how: by the calendar alone, without the service.
//!
//! Sixteen weeks from Monday 14 September 2026; in the night to 1 November the clocks of New York go back.

use jiff::civil::{Date, DateTime, Time, date, time};
use jiff::{SignedDuration, Timestamp};

/// How many members each group has: the file's rows in order, twelve by twelve.
pub(super) const MEMBERS: usize = 12;
/// How many sessions.
pub(super) const WEEKS: usize = 16;
/// How long each takes.
pub(super) const MINUTES: i64 = 90;
/// The zone whose wall time the series promise.
pub(super) const ZONE: &str = "America/New_York";
/// The earliest date of every series.
pub(super) const FIRST_MONDAY: Date = date(2026, 9, 14);
/// From this date on the clocks of New York show standard time.
pub(super) const CLOCK_CHANGE: Date = date(2026, 11, 1);

const WEEKDAYS: [&str; 5] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"];
const STARTS: [Time; 3] = [time(9, 30, 0, 0), time(14, 0, 0, 0), time(18, 30, 0, 0)];
/// The clients' zones in turn: as the clinic, an hour behind, without summer time, a change of its own a week before.
const CLIENT_ZONES: [&str; 4] = [ZONE, "America/Chicago", "America/Phoenix", "Europe/Madrid"];

/// The weekday of a group.
pub(super) fn weekday(group: usize) -> &'static str {
    WEEKDAYS[group % WEEKDAYS.len()]
}

/// The wall time of a group, for all its weeks; no two groups share weekday and time.
pub(super) fn start(group: usize) -> Time {
    STARTS[group / WEEKDAYS.len()]
}

/// The start of a group's session, in New York.
pub(super) fn local_start(group: usize, week: usize) -> DateTime {
    let days = i64::try_from(group % WEEKDAYS.len() + 7 * week).unwrap();
    (FIRST_MONDAY + SignedDuration::from_hours(24 * days)).to_datetime(start(group))
}

/// The same as an instant.
pub(super) fn starts_at(group: usize, week: usize) -> Timestamp {
    local_start(group, week).in_tz(ZONE).unwrap().timestamp()
}

/// What a client is called, unlike any other.
pub(super) fn name(row: usize) -> String {
    format!("Kim {row:03}")
}

/// A client's address.
pub(super) fn address(row: usize) -> String {
    format!("kim-{row:03}@example.org")
}

/// A client's zone.
pub(super) fn zone(row: usize) -> &'static str {
    CLIENT_ZONES[row % CLIENT_ZONES.len()]
}

/// Date and time as a mail tells a client: for those in New York the series' own wall time, whatever its offset.
pub(super) fn told(row: usize, week: usize) -> (String, String) {
    let group = row / MEMBERS;
    let local = match zone(row) {
        ZONE => local_start(group, week),
        elsewhere => starts_at(group, week).in_tz(elsewhere).unwrap().datetime(),
    };
    let time = format!("{} ({}", local.strftime("%H:%M"), zone(row));
    (local.strftime("%A, %B %-d, %Y").to_string(), time)
}
