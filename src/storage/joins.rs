//! How rows hang together, for queries over several tables: always by clinic and id.

use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, RelationDef};

use super::entities::{
    attendance_mark, enrollment, participation, risk_flag, session, session_series, site, staff_member,
    therapy_group, treatment_program, waitlist_entry,
};
use crate::domain::attendance::{Effect, Occasion, StoredStatus};
use crate::domain::series::{SessionKind, SessionStatus};

macro_rules! joins {
    ($($(#[$doc:meta])* $name:ident: $from:ident($($own:ident),+) => $to:ident($($other:ident),+);)+) => {$(
        $(#[$doc])*
        pub(super) fn $name() -> RelationDef {
            $from::Entity::belongs_to($to::Entity)
                .from(($($from::Column::$own),+))
                .to(($($to::Column::$other),+))
                .into()
        }
    )+};
}

joins! {
    /// A participation's session.
    participation_session: participation(ClinicId, SessionId) => session(ClinicId, Id);
    /// A participation's enrollment.
    participation_enrollment: participation(ClinicId, EnrollmentId) => enrollment(ClinicId, Id);
    /// The flags that a participation triggered.
    participation_flags: participation(ClinicId, EnrollmentId, Id) => risk_flag(ClinicId, EnrollmentId, TriggerId);
    /// A mark's participation.
    mark_participation: attendance_mark(ClinicId, ParticipationId) => participation(ClinicId, Id);
    /// An enrollment's program.
    enrollment_program: enrollment(ClinicId, ProgramId) => treatment_program(ClinicId, Id);
    /// An enrollment's site.
    enrollment_site: enrollment(ClinicId, SiteId) => site(ClinicId, Id);
    /// An enrollment's participations.
    enrollment_participations: enrollment(ClinicId, Id) => participation(ClinicId, EnrollmentId);
    /// A session's participations.
    session_participations: session(ClinicId, Id) => participation(ClinicId, SessionId);
    /// The program that a client waits for.
    waitlist_program: waitlist_entry(ClinicId, ProgramId) => treatment_program(ClinicId, Id);
    /// The enrollment that ended a wait.
    waitlist_enrollment: waitlist_entry(ClinicId, EnrollmentId) => enrollment(ClinicId, Id);
    /// Who leads a session.
    session_leader: session(ClinicId, TherapistId) => staff_member(ClinicId, Id);
    /// A session's series.
    session_series_of: session(ClinicId, SeriesId) => session_series(ClinicId, Id);
    /// The site a series belongs to.
    series_site: session_series(ClinicId, SiteId) => site(ClinicId, Id);
    /// The group whose series it is.
    series_group: session_series(ClinicId, GroupId) => therapy_group(ClinicId, Id);
    /// A flag's enrollment.
    flag_enrollment: risk_flag(ClinicId, EnrollmentId) => enrollment(ClinicId, Id);
}

/// Leaves out what nobody will ever mark: participations without a mark after the enrollment's end, but for meetings that
/// are held after it. Needs participation, session and enrollment.
pub(super) fn is_of_the_course() -> Condition {
    let meetings =
        SessionKind::ALL.iter().filter(|kind| Occasion::of(**kind, false, false) == Occasion::Companion);
    Condition::any()
        .add(session::Column::Kind.is_in(meetings.map(|kind| kind.word())))
        .add(participation::Column::Attendance.ne(StoredStatus::Unrecorded.word()))
        .add(enrollment::Column::EndedAt.is_null())
        .add(enrollment::Column::EndedAt.into_expr().gt(session::Column::StartsAt.into_expr()))
}

/// Whether the place is a regular one: in a session of the course that the clinic did not cancel, and no guest's.
pub(super) fn is_regular() -> Condition {
    let kinds =
        SessionKind::ALL.iter().filter(|kind| Occasion::of(**kind, false, false) == Occasion::Regular);
    Condition::all()
        .add(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .add(session::Column::Kind.is_in(kinds.map(|kind| kind.word())))
        .add(participation::Column::MakesUpFor.is_null())
}

/// Whether the mark that stands has an effect of that sort (see `Effect`).
pub(super) fn has_effect(wanted: impl Fn(Effect) -> bool) -> Expr {
    let statuses = StoredStatus::ALL.into_iter().filter(|status| wanted(Effect::of_stored(*status)));
    participation::Column::Attendance.is_in(statuses.map(StoredStatus::word))
}

/// Whether nobody has marked the participation: written out, since a partial index answers it.
pub(super) fn is_unrecorded() -> Expr {
    Expr::cust("participation.attendance = 'UNRECORDED'")
}

/// Whether the mark is an absence that can be known in advance and counts as a miss once its session has begun.
pub(super) fn is_advance_absence() -> Expr {
    let counts = |status: &StoredStatus| status.is_known_in_advance() && Effect::of_stored(*status).is_miss();
    participation::Column::Attendance
        .is_in(StoredStatus::ALL.into_iter().filter(counts).map(StoredStatus::word))
}
