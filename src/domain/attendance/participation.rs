//! One client's place in one session.

use super::{AttendanceStatus, CurrentMark, LateRule, Mark, StoredStatus};
use crate::domain::ids::{ClientId, EnrollmentId, ParticipationId, SessionId};
use crate::domain::words::words;

words! {
    /// What a client answered beforehand. It is not attendance.
    #[derive(Default)]
    pub enum Rsvp {
        /// Nothing yet.
        #[default]
        NoResponse = "NO_RESPONSE",
        /// They will come.
        Confirmed = "CONFIRMED",
        /// They can't.
        Declined = "DECLINED",
    }
}

/// One client's place in one session, with the mark that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participation {
    /// Its id.
    pub id: ParticipationId,
    /// In which session.
    pub session_id: SessionId,
    /// By which enrollment.
    pub enrollment_id: EnrollmentId,
    /// Whose place.
    pub client_id: ClientId,
    /// What they answered beforehand.
    pub rsvp: Rsvp,
    /// Where the client was for this session, as an ISO 3166 code: licensing follows it.
    pub client_location: Option<String>,
    /// The missed place that this one makes up for, of the same enrollment: it adds to the dose, and is no opportunity. In a
    /// group's session it is a guest's.
    pub makes_up_for: Option<ParticipationId>,
    /// The mark that stands, and how many were recorded.
    pub current: CurrentMark,
    /// Raised by every write.
    pub row_version: i64,
}

impl Participation {
    /// Whether the client is expected: not so once they left before the session.
    #[must_use]
    pub fn is_expected(&self) -> bool {
        self.current.mark.status != StoredStatus::NotExpected
    }

    /// Whether no mark stands.
    #[must_use]
    pub fn is_unrecorded(&self) -> bool {
        self.current.mark.status == StoredStatus::Unrecorded
    }

    /// Whether anything stands for it that moving the session would rewrite: an undone slip does not.
    #[must_use]
    pub fn has_mark_of_presence_or_absence(&self) -> bool {
        !matches!(self.current.mark.status, StoredStatus::NotExpected | StoredStatus::Unrecorded)
    }

    /// The same place with one more mark. One that takes an absence back which its client announced takes back that they did: whoever
    /// records it knows better, and they are to be reminded.
    #[must_use]
    pub fn marked(self, current: CurrentMark) -> Self {
        let was_absent = match self.current.mark.status {
            StoredStatus::CancelledByClient | StoredStatus::Excused | StoredStatus::NotExpected => true,
            StoredStatus::Unrecorded
            | StoredStatus::Attended
            | StoredStatus::AttendedPartially
            | StoredStatus::NoShow => false,
        };
        let marked = Self { current, row_version: self.row_version + 1, ..self };
        if was_absent && marked.is_unrecorded() && marked.rsvp == Rsvp::Declined {
            Self { rsvp: Rsvp::NoResponse, row_version: marked.row_version + 1, ..marked }
        } else {
            marked
        }
    }

    /// The same place once its client is to come after all: unrecorded, as one more mark.
    #[must_use]
    pub fn expected_again(self) -> Self {
        let current = CurrentMark { mark: Mark::UNRECORDED, version: self.current.version + 1 };
        self.marked(current)
    }

    /// The same place once its client has left: not expected, as one more mark.
    #[must_use]
    pub fn no_longer_expected(self) -> Self {
        let mark = Mark { status: StoredStatus::NotExpected, ..Mark::UNRECORDED };
        let current = CurrentMark { mark, version: self.current.version + 1 };
        Self { current, row_version: self.row_version + 1, ..self }
    }
}

/// A participation on its session's roster, with what decides how its mark is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterEntry {
    /// The participation and the mark that stands.
    pub participation: Participation,
    /// What makes a cancellation of it late.
    pub late_rule: LateRule,
}

impl RosterEntry {
    /// The status shown for the mark that stands.
    #[must_use]
    pub fn shown(&self) -> AttendanceStatus {
        self.late_rule.shown(&self.participation.current.mark)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn declined(status: StoredStatus) -> Participation {
        Participation {
            id: ParticipationId::from_uuid(Uuid::nil()),
            session_id: SessionId::from_uuid(Uuid::nil()),
            enrollment_id: EnrollmentId::from_uuid(Uuid::nil()),
            client_id: ClientId::from_uuid(Uuid::nil()),
            rsvp: Rsvp::Declined,
            client_location: None,
            makes_up_for: None,
            current: CurrentMark { mark: Mark { status, ..Mark::UNRECORDED }, version: 1 },
            row_version: 3,
        }
    }

    #[rstest]
    #[case::taken_back(StoredStatus::CancelledByClient, StoredStatus::Unrecorded, Rsvp::NoResponse, 5)]
    #[case::excused_and_taken_back(StoredStatus::Excused, StoredStatus::Unrecorded, Rsvp::NoResponse, 5)]
    #[case::told_otherwise(StoredStatus::CancelledByClient, StoredStatus::Excused, Rsvp::Declined, 4)]
    #[case::they_came(StoredStatus::CancelledByClient, StoredStatus::Attended, Rsvp::Declined, 4)]
    #[case::a_slip_afterwards(StoredStatus::Attended, StoredStatus::Unrecorded, Rsvp::Declined, 4)]
    fn an_absence_taken_back_takes_back_that_it_was_announced(
        #[case] was: StoredStatus,
        #[case] now: StoredStatus,
        #[case] rsvp: Rsvp,
        #[case] row_version: i64,
    ) {
        let mark = Mark { status: now, ..Mark::UNRECORDED };
        let marked = declined(was).marked(CurrentMark { mark, version: 2 });
        assert_eq!((marked.rsvp, marked.row_version), (rsvp, row_version));
    }
}
