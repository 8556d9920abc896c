//! Where an appointment stands for whoever opens its link.

use jiff::Timestamp;

use crate::domain::attendance::{Rsvp, StoredStatus};
use crate::domain::reminders::{PlaceFacts, SessionFacts};
use crate::domain::series::SessionStatus;

/// What is true of the appointment now, and with it whether an answer can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was answered yet.
    Open,
    /// They said that they come.
    Confirmed,
    /// They said that they can't.
    Declined,
    /// It does not take place.
    Cancelled,
    /// It has another time or place than the mail says: another mail tells of it.
    Changed,
    /// It is none of theirs any more.
    NotTheirs,
    /// It has begun.
    Begun,
}

impl Standing {
    /// What is true at `now`, for a link whose mail told `told_version` of time and place.
    #[must_use]
    pub fn of(session: &SessionFacts, place: &PlaceFacts, told_version: i64, now: Timestamp) -> Self {
        if session.status == SessionStatus::Cancelled {
            return Self::Cancelled;
        }
        if place.reason_not_to_expect().is_some() {
            return Self::NotTheirs;
        }
        if session.status != SessionStatus::Planned || now >= session.starts_at {
            return Self::Begun;
        }
        if session.notice_version != told_version {
            return Self::Changed;
        }
        match (place.attendance, place.rsvp) {
            (StoredStatus::Excused | StoredStatus::NotExpected, _) => Self::NotTheirs,
            (StoredStatus::CancelledByClient, _) => Self::Declined,
            (StoredStatus::Attended | StoredStatus::AttendedPartially | StoredStatus::NoShow, _) => {
                Self::Begun
            }
            (StoredStatus::Unrecorded, Rsvp::Confirmed) => Self::Confirmed,
            // Staff have taken the absence back since.
            (StoredStatus::Unrecorded, Rsvp::NoResponse | Rsvp::Declined) => Self::Open,
        }
    }

    /// Whether the client can answer, or answer otherwise.
    #[must_use]
    pub const fn takes_answers(self) -> bool {
        match self {
            Self::Open | Self::Confirmed | Self::Declined => true,
            Self::Cancelled | Self::Changed | Self::NotTheirs | Self::Begun => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::enrollments::EnrollmentStatus;

    fn second(n: i64) -> Timestamp {
        Timestamp::from_second(n).unwrap()
    }

    fn session() -> SessionFacts {
        SessionFacts { status: SessionStatus::Planned, starts_at: second(1000), notice_version: 1 }
    }

    fn place() -> PlaceFacts {
        PlaceFacts {
            enrollment: EnrollmentStatus::Enrolled,
            rsvp: Rsvp::NoResponse,
            attendance: StoredStatus::Unrecorded,
        }
    }

    #[rstest]
    #[case(session(), place(), Standing::Open)]
    #[case(session(), PlaceFacts { rsvp: Rsvp::Confirmed, ..place() }, Standing::Confirmed)]
    #[case(session(), PlaceFacts { rsvp: Rsvp::Declined, ..place() }, Standing::Open)]
    #[case(session(), PlaceFacts { attendance: StoredStatus::CancelledByClient, ..place() }, Standing::Declined)]
    #[case(session(), PlaceFacts { attendance: StoredStatus::Excused, ..place() }, Standing::NotTheirs)]
    #[case(session(), PlaceFacts { enrollment: EnrollmentStatus::EndedEarly, ..place() }, Standing::NotTheirs)]
    #[case(session(), PlaceFacts { enrollment: EnrollmentStatus::OnHold, ..place() }, Standing::NotTheirs)]
    #[case(SessionFacts { status: SessionStatus::Cancelled, ..session() }, place(), Standing::Cancelled)]
    #[case(SessionFacts { notice_version: 2, ..session() }, place(), Standing::Changed)]
    #[case(SessionFacts { starts_at: second(500), ..session() }, place(), Standing::Begun)]
    #[case(SessionFacts { status: SessionStatus::Held, ..session() }, place(), Standing::Begun)]
    fn a_page_tells_what_is_true_now(
        #[case] session: SessionFacts,
        #[case] place: PlaceFacts,
        #[case] expected: Standing,
    ) {
        let standing = Standing::of(&session, &place, 1, second(500));
        assert_eq!(standing, expected);
        let answered = [Standing::Open, Standing::Confirmed, Standing::Declined];
        assert_eq!(standing.takes_answers(), answered.contains(&expected));
    }
}
