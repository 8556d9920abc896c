//! Why a series can't be edited so.

use jiff::civil::{Date, Time};

use crate::domain::series::{ExpandError, SessionCount};
use crate::domain::time::{BeyondCalendar, VanishedZone, WallTime};

/// Why an edit can't be planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Nothing is asked for.
    #[error("the edit changes nothing: say what becomes of the sessions")]
    AsksForNothing,
    /// A cancelled session has no new time.
    #[error("sessions are cancelled or changed, not both in one edit")]
    CancelsAndChanges,
    /// One date for several sessions.
    #[error("a date is given for one session alone (THIS_SESSION): give the series a weekday")]
    DateOfSeveral,
    /// Several sessions restored at once.
    #[error("cancelled sessions are restored one by one (THIS_SESSION)")]
    RestoresSeveral,
    /// Two days at once.
    #[error("give a date or a weekday, not both")]
    DateAndWeekday,
    /// A number for one session.
    #[error("how many sessions there are is the series' to say: edit THIS_AND_FOLLOWING or ALL_FUTURE")]
    CountOfOne,
    /// A number for a meeting beside the weekly sessions.
    #[error("a meeting beside the weekly sessions is one session: schedule another, or cancel it")]
    CountOfMeeting,
    /// Not on a whole minute.
    #[error("a session starts on a whole minute, not at {0}")]
    NotOnAMinute(Time),
    /// The session belongs to another series, or there is none.
    #[error("the series has no such session")]
    NotOfSeries,
    /// The session the edit begins with is cancelled.
    #[error("the session is cancelled")]
    Cancelled,
    /// The session the edit begins with has begun.
    #[error("the session has begun already: past sessions are never rewritten")]
    Begun,
    /// Attendance is recorded for that session.
    #[error(
        "attendance is recorded for the session, such as an absence announced beforehand, so that it is neither changed nor \
         given to another leader: take that back by correctMark with the status UNRECORDED first, or cancel the session by \
         cancelSession"
    )]
    Marked,
    /// Nothing is left to edit.
    #[error("no session in scope is to come and unmarked: nothing can be changed")]
    NoneLeft,
    /// A session would begin before now.
    #[error(
        "the session of {from} would be moved to {to}, which has passed: choose a later time, or begin with a later session"
    )]
    IntoThePast {
        /// Its wall time now.
        from: Box<WallTime>,
        /// The wall time it would have.
        to: Box<WallTime>,
    },
    /// Two sessions of the series would overlap.
    #[error("two sessions of the series would overlap at {0}")]
    Overlap(WallTime),
    /// Fewer sessions than have begun or are marked.
    #[error(
        "{given} sessions are fewer than the {least} that have begun, are marked, or are out of the edit's scope"
    )]
    TooFew {
        /// What was given.
        given: SessionCount,
        /// The least there can be.
        least: usize,
    },
    /// More sessions than any series has.
    #[error("the series would have {0} sessions, more than any series has ({most}): cancel without appending", most = SessionCount::MOST)]
    TooMany(usize),
    /// Closed week after week.
    #[error("nothing is open for more than a year from {0} on: no session can be added after the last")]
    ClosedThroughout(Date),
    /// The data lack the zone that the series, or a session of it, is kept in.
    #[error(transparent)]
    ZoneUnknown(#[from] VanishedZone),
    /// All is so already.
    #[error("every session in scope is so already")]
    NothingChanges,
    /// Past the calendar's end.
    #[error("a session would lie beyond the calendar, which ends with the year 9999")]
    BeyondCalendar,
}

impl From<BeyondCalendar> for EditError {
    fn from(BeyondCalendar { local: _ }: BeyondCalendar) -> Self {
        Self::BeyondCalendar
    }
}

impl From<ExpandError> for EditError {
    fn from(error: ExpandError) -> Self {
        match error {
            ExpandError::StartNotOnAMinute(time) => Self::NotOnAMinute(time),
            ExpandError::ClosedThroughout(from) => Self::ClosedThroughout(from),
            ExpandError::SkipMatchesNoSession(_)
            | ExpandError::SkipRepeated(_)
            | ExpandError::NoSessionLeft
            | ExpandError::BeyondCalendar => Self::BeyondCalendar,
        }
    }
}
