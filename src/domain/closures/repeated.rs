//! The repetitions of an event.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rrule::RRuleSet;

/// A rule that can't be followed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnreadableRule(pub(super) String);

/// The most repetitions that are followed: a century of months.
const MOST: u16 = 1_200;

/// The wall times of an event that begins at `start` and repeats by `rule`, up to the end of that date.
///
/// The rule is followed as if clocks never changed: wall times repeat, and their instants are another matter.
pub(super) fn repeated(start: DateTime, rule: &str, until: Date) -> Result<Vec<DateTime>, UnreadableRule> {
    let text = format!("DTSTART:{}Z\nRRULE:{}", start.strftime("%Y%m%dT%H%M%S"), in_utc(rule));
    let set: RRuleSet = text.parse().map_err(|error: rrule::RRuleError| UnreadableRule(error.to_string()))?;
    let end = until.checked_add(1.day()).map_or(i64::MAX, |end| seconds(end.to_datetime(start.time())));
    let found = set.limit().into_iter().map(|one| one.timestamp()).take(usize::from(MOST));
    let within = found.take_while(|second| *second < end);
    Ok(within.filter_map(wall).collect())
}

/// A rule's end, which may be a date or a floating time, in the form that goes with a start in UTC.
fn in_utc(rule: &str) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((key, value)) if key.eq_ignore_ascii_case("UNTIL") => match value.trim_end_matches('Z') {
            date if !date.contains('T') => format!("UNTIL={date}T235959Z"),
            time => format!("UNTIL={time}Z"),
        },
        _ => part.to_owned(),
    };
    rule.split(';').map(part).collect::<Vec<_>>().join(";")
}

fn seconds(wall: DateTime) -> i64 {
    wall.to_zoned(jiff::tz::TimeZone::UTC).map_or(i64::MAX, |zoned| zoned.timestamp().as_second())
}

fn wall(second: i64) -> Option<DateTime> {
    Some(jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::from_second(second).ok()?))
}
