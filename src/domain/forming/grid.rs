//! Who could come when, week after week: every hour of the week as a series would have it.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, ToSpan};

use crate::domain::ids::ClientId;
use crate::domain::people::AvailabilityWindow;
use crate::domain::series::{
    CountingMode, ExpandError, PlannedSession, SeriesRule, SessionCount, SessionMinutes, expand,
};
use crate::domain::slots::{Weeks, count, own_hours, weeks_covered, weeks_of};
use crate::domain::time::{Zone, resolve};

/// Which hours are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridFrame {
    /// The zone whose wall time a cell promises.
    pub zone: Zone,
    /// The earliest date of a first session, in that zone.
    pub start_on: Date,
    /// How many weekly sessions.
    pub weeks: SessionCount,
    /// How long a session takes.
    pub minutes: SessionMinutes,
    /// From one cell to the next, in minutes.
    pub step_minutes: u16,
    /// The earliest start, in that zone.
    pub earliest: Time,
    /// When the last session has ended, in that zone.
    pub latest: Time,
}

/// A frame that makes no grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGridFrame {
    /// More weeks than the grid looks at.
    #[error("at most {} weeks, not {given}", GridFrame::MOST_WEEKS)]
    Weeks {
        /// What was given.
        given: u16,
    },
    /// Too fine or too coarse.
    #[error("{given} minutes from cell to cell: from 15 to 240")]
    Step {
        /// What was given.
        given: i64,
    },
    /// No session fits between the two times.
    #[error("no session of {minutes} minutes fits between {earliest} and {latest}")]
    Hours {
        /// A session's length.
        minutes: u16,
        /// The earliest start.
        earliest: Time,
        /// The latest end.
        latest: Time,
    },
}

/// Who could come, when, and when they are in other sessions.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub client_id: ClientId,
    /// The zone of the windows.
    pub zone: Zone,
    /// When they can come; empty if they have not said.
    pub windows: Vec<AvailabilityWindow>,
    /// When they are in other sessions.
    pub taken: Vec<Taken>,
}

/// A stretch of time that is taken; half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// From when.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
}

/// A client who could come to some of the sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partly {
    /// Who.
    pub client_id: ClientId,
    /// To how many.
    pub weeks_possible: u16,
}

/// One weekly hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    /// The day of the week, in the frame's zone.
    pub weekday: Weekday,
    /// The wall time of the start, in the frame's zone.
    pub local_start: Time,
    /// The first session's date, in the frame's zone.
    pub first_on: Date,
    /// Who could come to all sessions.
    pub everyone: Vec<ClientId>,
    /// Who could come to some.
    pub partly: Vec<Partly>,
    /// In how many weeks none of the others that are needed (therapist, room) is taken.
    pub weeks_free: u16,
}

/// The grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The hours, day by day from Monday on.
    pub cells: Vec<GridCell>,
    /// Of whom it is not known when they can come: they are in no cell.
    pub unknown: Vec<ClientId>,
}

impl GridFrame {
    /// Half a year: longer than the longest program.
    pub const MOST_WEEKS: u16 = 26;
    /// When a day begins unless told otherwise: most clinics open later.
    pub const EARLIEST: Time = Time::constant(7, 0, 0, 0);
    /// When it ends unless told otherwise.
    pub const LATEST: Time = Time::constant(21, 0, 0, 0);

    /// Checks that the frame makes a grid of a bounded size: at most 7 × 96 cells.
    ///
    /// # Errors
    /// What `InvalidGridFrame` names.
    pub fn validate(self) -> Result<Self, InvalidGridFrame> {
        if self.weeks.get() > Self::MOST_WEEKS {
            return Err(InvalidGridFrame::Weeks { given: self.weeks.get() });
        }
        if !(15..=240).contains(&self.step_minutes) {
            return Err(InvalidGridFrame::Step { given: self.step_minutes.into() });
        }
        if self.starts().is_empty() {
            let (minutes, earliest, latest) = (self.minutes.get(), self.earliest, self.latest);
            return Err(InvalidGridFrame::Hours { minutes, earliest, latest });
        }
        Ok(self)
    }

    /// All the time that its sessions may take, with a day to spare at either end; none past the calendar's end.
    #[must_use]
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let last = self.start_on.checked_add((7 * i64::from(self.weeks.get()) + 8).days()).ok()?;
        let first = self.start_on.yesterday().ok()?;
        let midnight = |date: Date| resolve(date.at(0, 0, 0, 0), &self.zone).ok();
        Some((midnight(first)?.starts_at, midnight(last)?.starts_at))
    }

    /// The starts of one day.
    fn starts(&self) -> Vec<Time> {
        let minute = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        let (from, until) = (minute(self.earliest), minute(self.latest) - i64::from(self.minutes.get()));
        (from..=until)
            .step_by(self.step_minutes.into())
            .filter_map(|at| Time::new((at / 60) as i8, (at % 60) as i8, 0, 0).ok())
            .collect()
    }

    fn rule(&self, weekday: Weekday, local_start: Time) -> SeriesRule {
        SeriesRule {
            weekday,
            local_start,
            zone: self.zone.clone(),
            start_on: self.start_on,
            minutes: self.minutes,
            planned_count: self.weeks,
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        }
    }
}

/// Who could come to a weekly series at every hour of the week: a cell's sessions are those that a series of that weekday
/// and time would have, in UTC, looked at on each client's own clock. So a client whose clocks change on other days than
/// the frame's zone may be able to come in some weeks only.
///
/// `needed` is when the others that are needed (therapist, room) are taken.
///
/// # Errors
/// `ExpandError::BeyondCalendar` past the calendar's end.
pub fn availability_grid(
    frame: &GridFrame,
    candidates: &[Candidate],
    needed: &[Taken],
) -> Result<Grid, ExpandError> {
    let (known, unknown): (Vec<&Candidate>, Vec<&Candidate>) =
        candidates.iter().partition(|candidate| !candidate.windows.is_empty());
    let mut by_zone: BTreeMap<&str, Vec<&Candidate>> = BTreeMap::new();
    for candidate in known {
        by_zone.entry(candidate.zone.canonical()).or_default().push(candidate);
    }
    let mut cells = Vec::new();
    for weekday in Weekday::Monday.cycle_forward().take(7) {
        for local_start in frame.starts() {
            cells.push(cell(frame, weekday, local_start, &by_zone, needed)?);
        }
    }
    Ok(Grid { cells, unknown: unknown.into_iter().map(|candidate| candidate.client_id).collect() })
}

fn cell(
    frame: &GridFrame,
    weekday: Weekday,
    local_start: Time,
    by_zone: &BTreeMap<&str, Vec<&Candidate>>,
    needed: &[Taken],
) -> Result<GridCell, ExpandError> {
    let sessions = expand(&frame.rule(weekday, local_start))?;
    let all = weeks_of(&sessions, |_| true);
    let (mut everyone, mut partly) = (Vec::new(), Vec::new());
    for candidates in by_zone.values() {
        let Some(first) = candidates.first() else { continue };
        let hours = own_hours(&sessions, &first.zone);
        for candidate in candidates {
            let covered = weeks_covered(&hours, &candidate.windows);
            let weeks = covered & !weeks_taken(&sessions, &candidate.taken);
            if weeks == all {
                everyone.push(candidate.client_id);
            } else if weeks != 0 {
                partly.push(Partly { client_id: candidate.client_id, weeks_possible: count(weeks) });
            }
        }
    }
    everyone.sort_unstable();
    partly.sort_unstable_by_key(|one| (std::cmp::Reverse(one.weeks_possible), one.client_id));
    let first_on = sessions.first().map_or(frame.start_on, |session| session.local_start.date());
    let weeks_free = count(all & !weeks_taken(&sessions, needed));
    Ok(GridCell { weekday, local_start, first_on, everyone, partly, weeks_free })
}

fn weeks_taken(sessions: &[PlannedSession], taken: &[Taken]) -> Weeks {
    let overlaps = |one: &Taken, session: &PlannedSession| {
        one.starts_at < session.ends_at && session.starts_at < one.ends_at
    };
    if taken.is_empty() {
        0
    } else {
        weeks_of(sessions, |session| taken.iter().any(|one| overlaps(one, session)))
    }
}
