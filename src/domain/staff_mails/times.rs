//! When staff are written to by themselves.

use std::ops::Range;

use jiff::civil::{Date, Time, Weekday, time};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::domain::time::Zone;

/// How long a session must be over before its therapist is told that nobody has recorded who came.
const NUDGE_AFTER: SignedDuration = SignedDuration::from_hours(4);

/// How far back sessions are nudged about: what nobody recorded by then, nobody will, as of courses that were imported.
const NUDGE_REACHES: SignedDuration = SignedDuration::from_hours(60 * 24);

/// How long a nudge is of use: the next one comes with the next morning.
const NUDGE_LASTS: SignedDuration = SignedDuration::from_hours(12);

/// When staff are written to by themselves, on the reader's clock.
const MORNING: Time = time(8, 0, 0, 0);

/// How long they are of use. A tick that was missed is caught up within that time.
const DIGEST_LASTS: SignedDuration = SignedDuration::from_hours(48);

/// A digest that is due to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDigest {
    /// The Monday after the week it is about, by the reader's calendar.
    pub monday: Date,
    /// Eight o'clock on it.
    pub due_at: Timestamp,
    /// Never sent from then on.
    pub not_after: Timestamp,
}

impl DueDigest {
    /// The first and the last day of the week it is about.
    #[must_use]
    pub fn week(&self) -> (Date, Date) {
        let before = |days: i64| self.monday.checked_sub(days.days()).unwrap_or(self.monday);
        (before(7), before(1))
    }
}

/// A nudge that is due to somebody, if sessions of theirs are not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueNudge {
    /// The day, by the reader's calendar.
    pub on: Date,
    /// Eight o'clock on it.
    pub due_at: Timestamp,
    /// Never sent from then on.
    pub not_after: Timestamp,
}

/// Which sessions a nudge due at `due_at` is about: those that began after the start of this range and ended before its end.
#[must_use]
pub fn nudged_about(due_at: Timestamp) -> Range<Timestamp> {
    let before = |by: SignedDuration| due_at.saturating_sub(by).unwrap_or(Timestamp::MIN);
    before(NUDGE_REACHES)..before(NUDGE_AFTER)
}

/// The nudge that is due at `now` to whoever reads times in `zone`: from eight o'clock on each day from Monday to Friday, for
/// twelve hours.
#[must_use]
pub fn due_nudge(zone: &Zone, now: Timestamp) -> Option<DueNudge> {
    let on = now.to_zoned(zone.rules().clone()).date();
    let due_at = morning_of(on, zone)?;
    let not_after = due_at.checked_add(NUDGE_LASTS).ok()?;
    let is_weekday = !matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday);
    (is_weekday && due_at <= now && now < not_after).then_some(DueNudge { on, due_at, not_after })
}

fn morning_of(day: Date, zone: &Zone) -> Option<Timestamp> {
    Some(day.to_datetime(MORNING).to_zoned(zone.rules().clone()).ok()?.timestamp())
}

/// The digest that is due at `now` to whoever reads times in `zone`: from eight o'clock on a Monday, for two days.
#[must_use]
pub fn due_digest(zone: &Zone, now: Timestamp) -> Option<DueDigest> {
    let today = now.to_zoned(zone.rules().clone()).date();
    let since = i64::from(today.weekday().since(Weekday::Monday));
    let monday = today.checked_sub(since.days()).ok()?;
    let due_at = morning_of(monday, zone)?;
    let not_after = due_at.checked_add(DIGEST_LASTS).ok()?;
    (due_at <= now && now < not_after).then_some(DueDigest { monday, due_at, not_after })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-03-02T12:59:59Z", "America/New_York", None)]
    #[case("2026-03-02T13:00:00Z", "America/New_York", Some("2026-03-02"))]
    #[case("2026-03-01T19:00:00Z", "Pacific/Auckland", Some("2026-03-02"))]
    #[case("2026-03-04T12:59:59Z", "America/New_York", Some("2026-03-02"))]
    #[case("2026-03-04T13:00:00Z", "America/New_York", None)]
    // The clocks went forward the night before.
    #[case("2026-03-30T05:59:59Z", "Europe/Berlin", None)]
    #[case("2026-03-30T06:00:00Z", "Europe/Berlin", Some("2026-03-30"))]
    fn it_is_due_from_eight_on_the_readers_monday(
        #[case] now: &str,
        #[case] zone: &str,
        #[case] monday: Option<&str>,
    ) {
        let due = due_digest(&Zone::parse(zone).unwrap(), now.parse().unwrap());
        assert_eq!(due.map(|due| due.monday), monday.map(|monday| monday.parse().unwrap()));
    }

    #[rstest]
    #[case("2026-03-02T12:59:59Z", "America/New_York", None)]
    #[case("2026-03-02T13:00:00Z", "America/New_York", Some("2026-03-02"))]
    #[case("2026-03-03T00:59:59Z", "America/New_York", Some("2026-03-02"))]
    #[case("2026-03-03T01:00:00Z", "America/New_York", None)]
    // Monday morning in Honolulu is Monday evening in Europe, and Sunday evening there is nobody's working day.
    #[case("2026-03-02T07:00:00Z", "Pacific/Honolulu", None)]
    #[case("2026-03-02T18:00:00Z", "Pacific/Honolulu", Some("2026-03-02"))]
    #[case("2026-03-01T19:00:00Z", "Pacific/Auckland", Some("2026-03-02"))]
    #[case("2026-03-06T07:00:00Z", "Europe/Berlin", Some("2026-03-06"))]
    #[case("2026-03-07T07:00:00Z", "Europe/Berlin", None)]
    #[case("2026-03-08T07:00:00Z", "Europe/Berlin", None)]
    fn a_nudge_is_due_from_eight_on_each_of_the_readers_weekdays(
        #[case] now: &str,
        #[case] zone: &str,
        #[case] on: Option<&str>,
    ) {
        let due = due_nudge(&Zone::parse(zone).unwrap(), now.parse().unwrap());
        assert_eq!(due.map(|due| due.on), on.map(|on| on.parse().unwrap()));
    }

    #[test]
    fn a_nudge_leaves_out_what_has_just_ended_and_what_is_long_past() {
        let about = nudged_about("2026-03-03T13:00:00Z".parse().unwrap());
        assert_eq!(about.end, "2026-03-03T09:00:00Z".parse().unwrap());
        assert_eq!(about.start, "2026-01-02T13:00:00Z".parse().unwrap());
    }

    #[test]
    fn it_is_about_the_week_before() {
        let due = due_digest(&Zone::parse("UTC").unwrap(), "2026-03-02T08:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(due.week(), ("2026-02-23".parse().unwrap(), "2026-03-01".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn an_hourly_look_finds_each_week_once(start in 1_700_000_000_i64..1_900_000_000, zone_no in 0_usize..4) {
            let names = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"];
            let zone = Zone::parse(names[zone_no]).unwrap();
            let hours = 7 * 24 * 4;
            let mut mondays: Vec<Date> = (0..hours)
                .filter_map(|hour| due_digest(&zone, Timestamp::from_second(start + hour * 3600).unwrap()))
                .map(|due| due.monday)
                .collect();
            mondays.dedup();
            prop_assert!((4..=5).contains(&mondays.len()), "{mondays:?}");
            prop_assert!(mondays.windows(2).all(|two| (two[1] - two[0]).get_days() == 7));
        }
    }
}
