//! Marks, as they stand and as they were recorded.

use async_graphql::{ID, Object, SimpleObject};

use crate::app::attendance::ShownMark;
use crate::domain::attendance as domain;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What is shown of a mark. A late cancellation is told from one in time by the site's window.
    AttendanceStatus = domain::AttendanceStatus {
        /// Nobody has said yet; never read as present or absent.
        Unrecorded,
        /// Present.
        Attended,
        /// Present for a part of the session.
        AttendedPartially,
        /// Expected, absent, and no notice before the start.
        NoShow,
        /// Cancelled by the client with less notice than the site's window.
        LateCancelled,
        /// Cancelled by the client in time.
        CancelledByClient,
        /// Absent in agreement with the clinic: in no denominator.
        Excused,
        /// Not expected at this session (joined later, on hold): in no denominator.
        NotExpected,
    }

    /// What can be marked. Whether a client's cancellation was late is derived, never marked.
    MarkStatus = domain::StoredStatus {
        /// Undoes a mark made by mistake; only a correction can.
        Unrecorded,
        /// Present.
        Attended,
        /// Present for a part of the session; say how many minutes.
        AttendedPartially,
        /// Expected, absent, and no notice before the start.
        NoShow,
        /// Said before the start that they can't come; say when they did.
        CancelledByClient,
        /// Absent in agreement with the clinic: in no denominator.
        Excused,
        /// Not expected at this session (joined later, on hold): in no denominator.
        NotExpected,
    }

    /// Why a session was missed.
    AbsenceReason = domain::AbsenceReason {
        /// Illness of the client.
        Illness,
        /// Work or school.
        Work,
        /// Away.
        Travel,
        /// Care of a child or another person.
        Childcare,
        /// No way to get there, or no connection.
        Transport,
        /// Another reason that was given.
        Other,
        /// Asked for and not learnt.
        Unknown,
    }
}

/// Whose hand a record came from.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecorderKind {
    /// A member of staff.
    Staff,
    /// The client, through a link of a mail.
    Client,
    /// The service itself.
    System,
}

impl From<domain::Recorder> for RecorderKind {
    fn from(recorder: domain::Recorder) -> Self {
        match recorder {
            domain::Recorder::Staff(_) => Self::Staff,
            domain::Recorder::Client(_) => Self::Client,
            domain::Recorder::System => Self::System,
        }
    }
}

/// The id of the member of staff or the client; none for the service itself.
pub(super) fn recorder_id(recorder: domain::Recorder) -> Option<ID> {
    match recorder {
        domain::Recorder::Staff(staff) => Some(id(staff)),
        domain::Recorder::Client(client) => Some(id(client)),
        domain::Recorder::System => None,
    }
}

/// A mark, as it stands or stood.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Attendance {
    /// The status shown.
    status: AttendanceStatus,
    /// Minutes the client was there, at most the session's; null if nobody said.
    minutes_attended: Option<u32>,
    /// Whether they came after the start.
    arrived_late: bool,
    /// Why they were absent.
    reason: Option<AbsenceReason>,
    /// When the client said they can't come, in UTC; only of a cancellation by the client.
    notice_given_at: Option<Instant>,
    /// How many marks were recorded up to this one; 0 before the first. A correction names it.
    version: u32,
}

impl Attendance {
    fn new(mark: &domain::Mark, shown: domain::AttendanceStatus, version: u32) -> Self {
        let domain::Mark { status: _, minutes_attended, arrived_late, reason, notice_given_at } = *mark;
        Self {
            status: shown.into(),
            minutes_attended,
            arrived_late,
            reason: reason.map(Into::into),
            notice_given_at: notice_given_at.map(Instant),
            version,
        }
    }
}

impl From<&domain::RosterEntry> for Attendance {
    fn from(entry: &domain::RosterEntry) -> Self {
        let domain::CurrentMark { mark, version } = &entry.participation.current;
        Self::new(mark, entry.shown(), *version)
    }
}

/// A participation after it was marked.
#[derive(SimpleObject)]
pub(crate) struct MarkedParticipation {
    /// The participation's id (`par_…`).
    participation_id: ID,
    /// Its session's id (`ses_…`).
    session_id: ID,
    /// Its enrollment's id (`enr_…`).
    enrollment_id: ID,
    /// The mark that stands.
    attendance: Attendance,
}

impl From<domain::RosterEntry> for MarkedParticipation {
    fn from(entry: domain::RosterEntry) -> Self {
        Self {
            participation_id: id(entry.participation.id),
            session_id: id(entry.participation.session_id),
            enrollment_id: id(entry.participation.enrollment_id),
            attendance: Attendance::from(&entry),
        }
    }
}

/// One entry of a participation's history; never changed.
pub(crate) struct AttendanceMark(pub(crate) ShownMark);

/// One entry of a participation's history; never changed.
#[Object]
impl AttendanceMark {
    /// The mark's id (`mrk_…`).
    async fn id(&self) -> ID {
        id(self.0.recorded.id)
    }

    /// What was marked.
    async fn attendance(&self) -> Attendance {
        Attendance::new(&self.0.recorded.mark, self.0.shown, self.0.recorded.version)
    }

    /// What the corrector wrote; a first mark has none.
    async fn note(&self) -> Option<&str> {
        self.0.recorded.note.as_ref().map(domain::Note::as_str)
    }

    /// Whose hand it came from.
    async fn recorded_by_kind(&self) -> RecorderKind {
        self.0.recorded.recorded_by.into()
    }

    /// The id of the member of staff or the client; null for the service itself.
    async fn recorded_by_id(&self) -> Option<ID> {
        recorder_id(self.0.recorded.recorded_by)
    }

    /// When it was recorded, in UTC.
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.recorded.recorded_at)
    }
}
