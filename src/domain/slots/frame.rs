//! Which weekly hours are asked for.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, ToSpan};

use crate::domain::series::{
    CountingMode, ExpandError, PlannedSession, SeriesRule, SessionCount, SessionMinutes, expand,
};
use crate::domain::time::{Zone, local, resolve};

/// Which weekly hours, and how many of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotFrame {
    /// The zone whose wall time a slot promises.
    pub zone: Zone,
    /// The earliest date of a first session, in that zone.
    pub start_on: Date,
    /// The present: no first session lies before it, but a week later.
    pub now: Timestamp,
    /// How many weekly sessions.
    pub weeks: SessionCount,
    /// How long a session takes.
    pub minutes: SessionMinutes,
    /// On which days of the week, in that zone.
    pub weekdays: Vec<Weekday>,
    /// The earliest start, in that zone.
    pub earliest: Time,
    /// When a session has ended at the latest, in that zone.
    pub latest: Time,
    /// From one start to the next, in minutes.
    pub step_minutes: i64,
    /// In how many of the weeks somebody may be missing.
    pub weeks_missed: u16,
    /// The most slots that are told.
    pub most: u16,
}

/// A frame that makes no search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSlotFrame {
    /// No day of the week.
    #[error("name at least one day of the week, or leave them out")]
    NoWeekday,
    /// A start that nobody would keep.
    #[error("{given} minutes from start to start: 15, 30 or 60")]
    Step {
        /// What was given.
        given: i64,
    },
    /// An earliest start with seconds.
    #[error("{given} has seconds: give a whole minute")]
    EarliestNotOnAMinute {
        /// What was given.
        given: Time,
    },
    /// A latest end with seconds.
    #[error("{given} has seconds: give a whole minute")]
    LatestNotOnAMinute {
        /// What was given.
        given: Time,
    },
    /// No session fits between the two times.
    #[error("no session of {minutes} minutes fits between {earliest} and {latest}")]
    Hours {
        /// A session's length.
        minutes: SessionMinutes,
        /// The earliest start.
        earliest: Time,
        /// The latest end.
        latest: Time,
    },
    /// Somebody could be missing always, or so often that it is no series.
    #[error(
        "{given} of {weeks} weeks missed: fewer than there are, and at most {}",
        SlotFrame::MOST_WEEKS_MISSED
    )]
    WeeksMissed {
        /// What was given.
        given: u16,
        /// How many weeks there are.
        weeks: SessionCount,
    },
    /// None, or more than an answer holds.
    #[error("1 to {} slots, not {given}", SlotFrame::MOST)]
    Most {
        /// What was given.
        given: u16,
    },
}

impl SlotFrame {
    /// When a day begins unless told otherwise: before it, a participant is warned of.
    pub const EARLIEST: Time = Time::constant(8, 0, 0, 0);
    /// When it ends unless told otherwise: after it, a participant is warned of.
    pub const LATEST: Time = Time::constant(21, 0, 0, 0);
    /// The most slots of one answer.
    pub const MOST: u16 = 100;
    /// The most weeks that may be missed: half of the longest usual course.
    pub const MOST_WEEKS_MISSED: u16 = 8;
    /// The most times that one answer tells a slot on somebody's clock: a hundred slots for forty people.
    const MOST_CLOCKS: usize = 4_000;

    /// Checks that the frame makes a search of a bounded size: at most 7 × 96 hours of 60 weeks.
    ///
    /// # Errors
    /// What `InvalidSlotFrame` names.
    pub fn validate(mut self) -> Result<Self, InvalidSlotFrame> {
        self.weekdays.sort_unstable_by_key(|weekday| weekday.to_monday_zero_offset());
        self.weekdays.dedup();
        if self.weekdays.is_empty() {
            return Err(InvalidSlotFrame::NoWeekday);
        }
        if ![15, 30, 60].contains(&self.step_minutes) {
            return Err(InvalidSlotFrame::Step { given: self.step_minutes });
        }
        let has_seconds = |time: Time| time.second() != 0 || time.subsec_nanosecond() != 0;
        if has_seconds(self.earliest) {
            return Err(InvalidSlotFrame::EarliestNotOnAMinute { given: self.earliest });
        }
        if has_seconds(self.latest) {
            return Err(InvalidSlotFrame::LatestNotOnAMinute { given: self.latest });
        }
        if self.starts().next().is_none() {
            let Self { minutes, earliest, latest, .. } = self;
            return Err(InvalidSlotFrame::Hours { minutes, earliest, latest });
        }
        if self.weeks_missed >= self.weeks.get() || self.weeks_missed > Self::MOST_WEEKS_MISSED {
            return Err(InvalidSlotFrame::WeeksMissed { given: self.weeks_missed, weeks: self.weeks });
        }
        if !(1..=Self::MOST).contains(&self.most) {
            return Err(InvalidSlotFrame::Most { given: self.most });
        }
        Ok(self)
    }

    /// All the time that its sessions may take, with a day to spare at either end; none past the calendar's end.
    #[must_use]
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let first = self.first_on().yesterday().ok()?;
        // A week for the weekday, and one for what has begun already.
        let last = self.first_on().checked_add((7 * i64::from(self.weeks.get()) + 15).days()).ok()?;
        let midnight = |date: Date| resolve(date.at(0, 0, 0, 0), &self.zone).ok();
        Some((midnight(first)?.starts_at, midnight(last)?.starts_at))
    }

    /// How many slots are told for so many people: what is asked for, but for many people fewer.
    pub(super) fn told(&self, people: usize) -> usize {
        usize::from(self.most).min((Self::MOST_CLOCKS / people.max(1)).max(1))
    }

    /// The starts of one day.
    pub(super) fn starts(&self) -> impl Iterator<Item = Time> + use<> {
        let minute = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        let (from, until) = (minute(self.earliest), minute(self.latest) - i64::from(self.minutes.get()));
        let step = usize::try_from(self.step_minutes).unwrap_or(1).max(1);
        (from..=until).step_by(step).filter_map(|at| Time::new((at / 60) as i8, (at % 60) as i8, 0, 0).ok())
    }

    /// The sessions of a series at that hour, the first of them yet to come.
    pub(super) fn sessions(&self, weekday: Weekday, at: Time) -> Result<Vec<PlannedSession>, ExpandError> {
        let sessions = expand(&self.rule(weekday, at, self.first_on()))?;
        match sessions.first() {
            Some(first) if first.starts_at <= self.now => {
                let next = self.first_on().checked_add(7.days()).map_err(|_| ExpandError::BeyondCalendar)?;
                expand(&self.rule(weekday, at, next))
            }
            _ => Ok(sessions),
        }
    }

    /// The first date that counts: never one that is over.
    fn first_on(&self) -> Date {
        self.start_on.max(local(self.now, &self.zone).date())
    }

    fn rule(&self, weekday: Weekday, local_start: Time, start_on: Date) -> SeriesRule {
        SeriesRule {
            weekday,
            local_start,
            zone: self.zone.clone(),
            start_on,
            minutes: self.minutes,
            planned_count: self.weeks,
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        }
    }
}
