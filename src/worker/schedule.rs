//! When a job runs: a cron expression read on the wall clock of a time zone.
//!
//! The `cron` crate, asked in a zone, skips a time that a clock change leaves out, fires twice at one that is
//! shown twice, and goes back in time when a cadence crosses such an hour. So it is asked for wall times only
//! (through UTC, which has no changes), and the two rules are here:
//!
//! - **A time of day** (the hour field names some hours) runs once a day. Left out by the clocks, it runs when
//!   they have jumped; shown twice, it runs the first time.
//! - **A cadence** (the hour field is `*`) runs by elapsed time: whenever the wall clock shows a match, in both
//!   passes of a repeated hour, and not for times that never were.
//!
//! A time of day therefore becomes exactly one instant, and that instant, in UTC, is the key under which the run
//! is recorded: `(job, scheduled_at)` is unique, however many workers there are.

use std::str::FromStr;

use chrono::{DateTime, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use cron::{Schedule, TimeUnitSpec};
use jiff::Timestamp;

/// One time at which a job is to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick {
    /// The instant, in whole seconds: with the job's name, the unique key of the run.
    pub scheduled_at: Timestamp,
}

/// A job's cron expression with the zone whose wall clock it is read on.
#[derive(Debug, Clone)]
pub struct JobSchedule {
    cron: Schedule,
    zone: Tz,
}

/// Why a schedule could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSchedule {
    /// Not an expression of six or seven fields.
    #[error("`{expression}` is not a cron expression of six or seven fields (seconds first): {reason}")]
    Expression {
        /// What was given.
        expression: String,
        /// What the parser says, on one line.
        reason: String,
    },
    /// An expression that no date matches, such as 30 February.
    #[error("`{0}` never fires")]
    NeverFires(String),
    /// The tz database has no zone of that name.
    #[error("unknown time zone `{0}`")]
    Zone(String),
}

/// Which instant a wall time stands for where the clocks show it twice.
#[derive(Clone, Copy)]
enum Pass {
    First,
    Second,
}

impl JobSchedule {
    /// Reads an expression of six or seven fields (seconds first; Sunday is 1) and a tz database name.
    ///
    /// # Errors
    /// `Expression` if it cannot be read, `NeverFires` if no date matches, `Zone` if there is no such zone.
    pub fn parse(cron: &str, zone: &str) -> Result<Self, InvalidSchedule> {
        let schedule = Schedule::from_str(cron).map_err(|error| InvalidSchedule::Expression {
            expression: cron.to_owned(),
            reason: error.to_string().split_whitespace().collect::<Vec<_>>().join(" "),
        })?;
        if schedule.after(&DateTime::<Utc>::UNIX_EPOCH).next().is_none() {
            return Err(InvalidSchedule::NeverFires(cron.to_owned()));
        }
        // jiff, by which the configuration is checked, takes names in any case; so does this.
        let zone = chrono_tz::TZ_VARIANTS
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(zone))
            .ok_or_else(|| InvalidSchedule::Zone(zone.to_owned()))?;
        Ok(Self { cron: schedule, zone })
    }

    /// The cron expression.
    #[must_use]
    pub fn cron(&self) -> &str {
        self.cron.source()
    }

    /// The tz database name of the zone whose clock it is read on.
    #[must_use]
    pub fn zone(&self) -> &'static str {
        self.zone.name()
    }

    /// The first tick after `after`, or `None` once the expression's years are over.
    #[must_use]
    pub fn next_after(&self, after: Timestamp) -> Option<Tick> {
        let after = to_chrono(after)?;
        let find = |pass| {
            let walls = self.cron.after(&self.wall_clock(after, pass, Pass::First).and_utc());
            walls.filter_map(|wall| self.instant(wall.naive_utc(), pass)).find(|instant| *instant > after)
        };
        self.passes().filter_map(find).min().and_then(to_tick)
    }

    /// The last tick at or before `now`, or `None` if the expression's years have not begun.
    #[must_use]
    pub fn last_at_or_before(&self, now: Timestamp) -> Option<Tick> {
        let now = to_chrono(now)?;
        let find = |pass| {
            // Backwards the crate begins before the instant it is given: a second more makes it "at or before".
            let from = self.wall_clock(now, pass, Pass::Second) + TimeDelta::seconds(1);
            let walls = self.cron.after(&from.and_utc()).rev();
            walls.filter_map(|wall| self.instant(wall.naive_utc(), pass)).find(|instant| *instant <= now)
        };
        self.passes().filter_map(find).max().and_then(to_tick)
    }

    /// The ticks after `after` up to and including `until`, in order.
    #[must_use]
    pub fn ticks_between(&self, after: Timestamp, until: Timestamp) -> Vec<Tick> {
        std::iter::successors(self.next_after(after), |tick| self.next_after(tick.scheduled_at))
            .take_while(|tick| tick.scheduled_at <= until)
            .collect()
    }

    /// The tick to run now, if there is one: the last at or before `now`, unless it or a later one has run.
    ///
    /// However many ticks were missed, this is one. A job that has never run is due at once.
    #[must_use]
    pub fn due(&self, last_run: Option<Tick>, now: Timestamp) -> Option<Tick> {
        self.last_at_or_before(now).filter(|tick| last_run.is_none_or(|last| *tick > last))
    }

    /// A time of day runs in the first pass of a repeated hour only, a cadence in both.
    fn passes(&self) -> impl Iterator<Item = Pass> {
        let cadence = self.cron.hours().is_all();
        [Some(Pass::First), cadence.then_some(Pass::Second)].into_iter().flatten()
    }

    /// The instant of a wall time in one pass; `None` if a cadence finds it left out by the clocks.
    fn instant(&self, wall: NaiveDateTime, pass: Pass) -> Option<DateTime<Utc>> {
        match (self.zone.from_local_datetime(&wall), pass) {
            (LocalResult::Single(only), _) => Some(only.to_utc()),
            (LocalResult::Ambiguous(first, _), Pass::First) => Some(first.to_utc()),
            (LocalResult::Ambiguous(_, second), Pass::Second) => Some(second.to_utc()),
            (LocalResult::None, _) => (!self.cron.hours().is_all()).then(|| self.end_of_gap(wall)),
        }
    }

    /// The instant at which the clocks jumped over `wall`.
    fn end_of_gap(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        // No zone changes its clocks twice within a day of a wall time.
        let [mut before, mut after] =
            [TimeDelta::days(-1), TimeDelta::days(1)].map(|away| (wall + away).and_utc());
        let offset = |at: DateTime<Utc>| self.zone.offset_from_utc_datetime(&at.naive_utc()).fix();
        let old = offset(before);
        while after - before > TimeDelta::seconds(1) {
            let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
            if offset(middle) == old { before = middle } else { after = middle }
        }
        after
    }

    /// What the clock shows at `at`; in a repeated hour, moved so that no wall time of `pass` is overlooked.
    ///
    /// In the first pass of 02:00 to 03:00 at 02:30, the second pass has yet to show all from 02:00 on: forwards
    /// the search for it begins an hour back. Backwards it is the first pass, seen from the second.
    fn wall_clock(&self, at: DateTime<Utc>, pass: Pass, during: Pass) -> NaiveDateTime {
        let wall = at.with_timezone(&self.zone).naive_local();
        match (self.zone.from_local_datetime(&wall), pass, during) {
            (LocalResult::Ambiguous(first, second), Pass::Second, Pass::First) if at < second.to_utc() => {
                wall - (second.to_utc() - first.to_utc())
            }
            (LocalResult::Ambiguous(first, second), Pass::First, Pass::Second) if at > first.to_utc() => {
                wall + (second.to_utc() - first.to_utc())
            }
            _ => wall,
        }
    }
}

fn to_chrono(instant: Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(instant.as_second(), 0)
}

fn to_tick(instant: DateTime<Utc>) -> Option<Tick> {
    Timestamp::from_second(instant.timestamp()).ok().map(|scheduled_at| Tick { scheduled_at })
}

/// The release of the tz database by which schedules are read, such as `2026a`.
#[must_use]
pub const fn tzdb_version() -> &'static str {
    chrono_tz::IANA_TZDB_VERSION
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
