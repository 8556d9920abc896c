//! The repetitions of an event.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rrule::RRuleSet;

/// A rule that can't be followed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnreadableRule(pub(super) String);

/// The longest rule that is read: longer lists than any holiday needs.
const MOST_CHARS: usize = 500;

/// How many repetitions may still be looked at, over all events of a file: whoever writes the rules must not decide how long
/// reading them takes.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    /// A century and a half of daily repetitions, or every holiday of a country for longer than that.
    pub(super) const fn of_a_file() -> Self {
        Self(60_000)
    }

    fn spend(&mut self) -> Result<(), UnreadableRule> {
        self.0 = self.0.checked_sub(1).ok_or_else(|| {
            UnreadableRule("it has too many repetitions before the first date: let it begin later".to_owned())
        })?;
        Ok(())
    }
}

/// The wall times of an event that begins at `start` and repeats by `rule`, from the first of these dates to the end of the
/// last; and how many come before.
///
/// The rule is followed as if clocks never changed: wall times repeat, and their instants are another matter.
pub(super) fn repeated(
    start: DateTime,
    rule: &str,
    (from, until): (Date, Date),
    budget: &mut Budget,
) -> Result<(Vec<DateTime>, usize), UnreadableRule> {
    refuse_hours(rule)?;
    let text = format!("DTSTART:{}Z\nRRULE:{}", start.strftime("%Y%m%dT%H%M%S"), in_utc(rule));
    let set: RRuleSet = text.parse().map_err(|error: rrule::RRuleError| UnreadableRule(error.to_string()))?;
    let begin = seconds(from.saturating_sub(1.day()).to_datetime(start.time()));
    let end = until.checked_add(1.day()).map_or(i64::MAX, |end| seconds(end.to_datetime(start.time())));
    let (mut found, mut before) = (Vec::new(), 0);
    for second in set.limit().into_iter().map(|one| one.timestamp()) {
        budget.spend()?;
        if second >= end {
            break;
        }
        if second < begin {
            before += 1;
        } else {
            found.extend(wall(second));
        }
    }
    Ok((found, before))
}

/// A day's repetitions are none of a holiday's, and one short rule of seconds would take all memory.
fn refuse_hours(rule: &str) -> Result<(), UnreadableRule> {
    if rule.chars().count() > MOST_CHARS {
        return Err(UnreadableRule(format!("it has more than {MOST_CHARS} characters")));
    }
    for part in rule.split(';') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let (key, value) = (key.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase());
        let is_too_fine = match key.as_str() {
            "BYHOUR" | "BYMINUTE" | "BYSECOND" => true,
            "FREQ" => matches!(value.as_str(), "HOURLY" | "MINUTELY" | "SECONDLY"),
            _ => false,
        };
        if is_too_fine {
            return Err(UnreadableRule(format!("{part}: a holiday repeats by days, weeks, months or years")));
        }
    }
    Ok(())
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
