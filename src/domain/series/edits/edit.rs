//! What a coordinator asks for.

use jiff::civil::{Date, Time, Weekday};

use super::error::EditError;
use crate::domain::ids::{RoomId, SessionId, StaffMemberId};
use crate::domain::patch::Patch;
use crate::domain::series::{CancelledBy, MeetingLink, SessionCount, SessionMinutes};
use crate::domain::time::Zone;

/// Which sessions an edit speaks of. Past, cancelled and marked ones are never rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditScope {
    /// This one alone: it differs from its series from then on.
    ThisSession(SessionId),
    /// This one and those after it.
    ThisAndFollowing(SessionId),
    /// All that are to come.
    AllFuture,
}

/// That sessions do not take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancellation {
    /// On whose side.
    pub by: CancelledBy,
    /// Whether as many are added after the series' last, so that the promised dose is delivered.
    pub append: bool,
}

/// An edit of a series; what is none or kept stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesEdit {
    /// Which sessions.
    pub scope: EditScope,
    /// The new date, of one session alone.
    pub on: Option<Date>,
    /// The new day, within the week (from Monday) that each session is in.
    pub weekday: Option<Weekday>,
    /// The new wall time of the start.
    pub local_start: Option<Time>,
    /// The zone of date and wall time.
    pub zone: Option<Zone>,
    /// The new length.
    pub minutes: Option<SessionMinutes>,
    /// Who leads from then on.
    pub therapist_id: Option<StaffMemberId>,
    /// Where; cleared is remote.
    pub room: Patch<RoomId>,
    /// Where a remote one is held.
    pub meeting_link: Patch<MeetingLink>,
    /// That they do not take place: nothing else may change then.
    pub cancel: Option<Cancellation>,
    /// That one cancelled session takes place after all, if it is still to come.
    pub restore: bool,
    /// How many sessions the series has in all, past ones among them and cancelled ones not.
    pub count: Option<SessionCount>,
    /// Whether sessions follow that differ from their series in what is edited; otherwise they stay as they are.
    pub includes_exceptions: bool,
}

impl SeriesEdit {
    /// An edit that asks for nothing yet.
    #[must_use]
    pub const fn new(scope: EditScope) -> Self {
        Self {
            scope,
            on: None,
            weekday: None,
            local_start: None,
            zone: None,
            minutes: None,
            therapist_id: None,
            room: Patch::Keep,
            meeting_link: Patch::Keep,
            cancel: None,
            restore: false,
            count: None,
            includes_exceptions: false,
        }
    }

    /// Whether date, wall time, zone or length are to change.
    #[must_use]
    pub const fn is_of_time(&self) -> bool {
        self.on.is_some()
            || self.weekday.is_some()
            || self.local_start.is_some()
            || self.zone.is_some()
            || self.minutes.is_some()
    }

    /// Whether room or meeting link are to change.
    #[must_use]
    pub const fn is_of_place(&self) -> bool {
        !self.room.is_keep() || !self.meeting_link.is_keep()
    }

    /// Whether the sessions in scope themselves are to change, otherwise than by being cancelled.
    #[must_use]
    pub const fn is_of_sessions(&self) -> bool {
        self.is_of_time() || self.is_of_place() || self.therapist_id.is_some() || self.restore
    }

    /// Refuses what makes no sense whatever the series is.
    pub(super) fn check(&self) -> Result<(), EditError> {
        let is_of_one = matches!(self.scope, EditScope::ThisSession(_));
        if self.cancel.is_some() && (self.is_of_sessions() || self.count.is_some()) {
            Err(EditError::CancelsAndChanges)
        } else if self.cancel.is_none() && !self.is_of_sessions() && self.count.is_none() {
            Err(EditError::AsksForNothing)
        } else if self.restore && !is_of_one {
            Err(EditError::RestoresSeveral)
        } else if self.on.is_some() && !is_of_one {
            Err(EditError::DateOfSeveral)
        } else if self.on.is_some() && self.weekday.is_some() {
            Err(EditError::DateAndWeekday)
        } else if self.count.is_some() && is_of_one {
            Err(EditError::CountOfOne)
        } else {
            match self.local_start {
                Some(time) if time.second() != 0 || time.subsec_nanosecond() != 0 => {
                    Err(EditError::NotOnAMinute(time))
                }
                Some(_) | None => Ok(()),
            }
        }
    }
}
