//! Session.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};

use super::{
    AttendanceByInitials, Loaded, Participation, SessionConflict, StaffMember, TherapyGroup, WallTime,
};
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::series::{Exceptions, MeetingLink};
use crate::domain::{series, time};
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::{Instant, LocalDateTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What kind of meeting a session is.
    SessionKind = series::SessionKind {
        /// A weekly meeting of a group.
        Group,
        /// A weekly meeting of an individual treatment.
        Individual,
        /// A member's individual meeting before the group.
        PreGroup,
        /// A member's individual meeting half-way.
        MidTreatment,
        /// A member's individual meeting after the group.
        PostGroup,
        /// A meeting to take measures.
        Evaluation,
        /// A catch-up for a missed session.
        Makeup,
        /// A meeting before an individual treatment, to win the client for it.
        Engagement,
    }

    /// Where a session stands, apart from anybody's attendance.
    SessionStatus = series::SessionStatus {
        /// To take place, or past without a mark yet.
        Planned,
        /// It took place: somebody's attendance was recorded.
        Held,
        /// It will not, or did not, take place.
        Cancelled,
    }

    /// On whose side a session was cancelled; a client's own absence never cancels it.
    CancelledBy = series::CancelledBy {
        /// The clinic.
        Clinic,
        /// The therapist.
        Therapist,
        /// A closure of the site.
        Closure,
        /// Fewer members than the group's least.
        BelowMinimum,
    }

    /// Whether a wall time is an ordinary one on its day.
    ClockChange = time::ClockChange {
        /// It comes once.
        Normal,
        /// It is skipped: the session starts later by the width of the gap.
        Gap,
        /// It comes twice: the session starts at the first.
        Overlap,
    }
}

/// In what a session differs from its series.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionException {
    /// Its date, wall time, zone or minutes.
    Time,
    /// Who leads it.
    Therapist,
    /// Room or meeting link.
    Place,
}

/// Whether the caller may know where remote sessions are held.
pub(super) fn leads_or_manages(caller: &Caller) -> bool {
    let own = caller.staff_member();
    decide(caller, Action::ManageSchedule, Concern::Clinic).is_ok()
        || decide(caller, Action::RecordAttendance, Concern::LedBy(own.as_slice())).is_ok()
}

/// One session.
pub(crate) struct Session {
    pub(crate) record: series::ScheduledSession,
    pub(crate) therapist: Loaded<Arc<StaffMember>>,
    pub(crate) group: Loaded<Option<Arc<TherapyGroup>>>,
    pub(crate) participations: Loaded<Vec<Participation>>,
    pub(crate) attendance_by_initials: Loaded<Vec<AttendanceByInitials>>,
    pub(crate) conflicts: Loaded<Vec<SessionConflict>>,
}

/// One session.
#[Object]
impl Session {
    /// The session's id (`ses_…`); an edit keeps it.
    pub(crate) async fn id(&self) -> ID {
        id(self.record.session.id)
    }

    /// The series' id.
    async fn series_id(&self) -> ID {
        id(self.record.session.series_id)
    }

    /// What kind of meeting.
    async fn kind(&self) -> SessionKind {
        self.record.session.kind.into()
    }

    /// Where it stands.
    async fn status(&self) -> SessionStatus {
        self.record.session.status.into()
    }

    /// On whose side it was cancelled, if it was.
    async fn cancelled_by(&self) -> Option<CancelledBy> {
        self.record.session.cancelled_by.map(Into::into)
    }

    /// Which session of its series, from 1, cancelled ones not counted: the 5 of "5 of 16". Null if it is
    /// cancelled itself, or a meeting beside the weekly sessions.
    async fn ordinal(&self) -> Option<i64> {
        self.record.ordinal
    }

    /// How many sessions of its series aren't cancelled: the 16 of "5 of 16".
    async fn session_count(&self) -> i64 {
        self.record.session_count
    }

    /// When it starts, in UTC.
    async fn starts_at(&self) -> Instant {
        Instant(self.record.session.starts_at)
    }

    /// When it ends, in UTC.
    async fn ends_at(&self) -> Instant {
        Instant(self.record.session.ends_at)
    }

    /// The wall time it is planned for, in `zone`.
    async fn local_start(&self) -> LocalDateTime {
        LocalDateTime(self.record.session.local_start)
    }

    /// The wall time it was first planned for, in its series' zone; an edit keeps it.
    async fn original_local_start(&self) -> LocalDateTime {
        LocalDateTime(self.record.session.original_local_start)
    }

    /// The tz database zone of the wall time, such as `America/New_York`.
    async fn zone(&self) -> &str {
        self.record.session.zone.name()
    }

    /// When it starts and ends on the clocks of a zone: the one named, or the asker's own.
    async fn wall_time(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A tz database zone; the asker's own if left out.")] zone: Option<String>,
    ) -> Result<WallTime> {
        WallTime::of(ctx, zone.as_deref(), self.record.session.starts_at, self.record.session.ends_at)
    }

    /// Whether its wall time is skipped or comes twice on its day.
    async fn clock_change(&self) -> ClockChange {
        self.record.session.clock_change.into()
    }

    /// How long it takes, in elapsed minutes.
    async fn minutes(&self) -> i64 {
        self.record.session.minutes()
    }

    /// The site's id.
    async fn site_id(&self) -> ID {
        id(self.record.site_id)
    }

    /// The room's id; null if remote.
    async fn room_id(&self) -> Option<ID> {
        self.record.session.room_id.map(id)
    }

    /// Where a remote one is held. Null for who neither manages the schedule nor records attendance: whoever has the
    /// address can come in.
    async fn meeting_link(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let link = self.record.session.meeting_link.as_ref();
        Ok(if leads_or_manages(ctx.data::<Caller>()?) { link.map(MeetingLink::as_str) } else { None })
    }

    /// What was decided for it alone: an edit of the whole series leaves that as it is, unless told otherwise.
    async fn exceptions(&self) -> Vec<SessionException> {
        let Exceptions { time, therapist, place } = self.record.session.exceptions;
        let all = [
            (time, SessionException::Time),
            (therapist, SessionException::Therapist),
            (place, SessionException::Place),
        ];
        all.into_iter().filter(|(is_own, _)| *is_own).map(|(_, what)| what).collect()
    }

    /// The group's id; null for an individual treatment and for a meeting of one client alone.
    async fn group_id(&self) -> Option<ID> {
        self.record.owner.group_id().map(id)
    }

    /// The enrollment's id, for an individual treatment and for a meeting of one client alone, such as a make-up; null for
    /// a group.
    async fn enrollment_id(&self) -> Option<ID> {
        self.record.owner.enrollment_id().map(id)
    }

    /// Raised by every change; moving and cancelling need it.
    async fn row_version(&self) -> i64 {
        self.record.session.row_version
    }

    /// Raised when what people were told changes: time, place, cancellation.
    async fn notice_version(&self) -> i64 {
        self.record.session.notice_version
    }

    /// Who leads it.
    #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
    async fn therapist(&self) -> Result<&StaffMember> {
        self.therapist.get("therapist").map(Arc::as_ref)
    }

    /// The group; null for an individual treatment and for a meeting of one client alone.
    #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
    async fn group(&self) -> Result<Option<&TherapyGroup>> {
        self.group.get("group").map(Option::as_deref)
    }

    /// Everybody's place in it, in the order of enrollment. Needs the right to read clients and attendance.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients, Action::ReadAttendance])))]
    async fn participations(&self) -> Result<&[Participation]> {
        self.participations.get("participations").map(Vec::as_slice)
    }

    /// What speaks against it as it is planned; empty once it has begun or was cancelled. Expected are those with a place
    /// who have neither declined nor been marked in advance. Needs the right to read clients and attendance.
    #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule, Action::ReadClients, Action::ReadAttendance])))]
    async fn conflicts(&self) -> Result<&[SessionConflict]> {
        self.conflicts.get("conflicts").map(Vec::as_slice)
    }

    /// Who came, by initials, in the order of enrollment: for a VIEWER, who reads no client. Needs the right to read
    /// attendance.
    #[graphql(directive = needs::apply(rights(&[Action::ReadAttendance])))]
    async fn attendance_by_initials(&self) -> Result<&[AttendanceByInitials]> {
        self.attendance_by_initials.get("attendanceByInitials").map(Vec::as_slice)
    }
}
