//! Keeping a query to the courses its caller may see: one condition for each kind of row, the clinic's included.
//!
//! Everything hangs on the series: whoever leads one, or any session of it, sees its group or treatment with all that
//! belongs to it: meetings of single members, and guests. The sub-selects name no row of the query around them, so each is evaluated once;
//! but for those of a flag's owner, which name the flag.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Value};
use uuid::Uuid;

use super::entities::{
    client, enrollment, outcome_measure, participation, risk_flag, safety_notice, session, session_series,
    therapy_group, treatment_goal,
};
use crate::domain::access::{Extent, Reach};
use crate::domain::attendance::StoredStatus;
use crate::domain::ids::{ClinicId, StaffMemberId};
use crate::domain::series::SessionStatus;

/// Marks of whoever does not come, made in advance or later.
const NOT_COMING: [StoredStatus; 3] =
    [StoredStatus::CancelledByClient, StoredStatus::Excused, StoredStatus::NotExpected];

/// Clients with a course in reach.
pub(super) fn clients(reach: Reach) -> Condition {
    in_reach(reach, client::Column::ClinicId, |lead| {
        client::Column::Id.in_subquery(lead.enrollments(enrollment::Column::ClientId)).into()
    })
}

/// Groups in reach.
pub(super) fn groups(reach: Reach) -> Condition {
    in_reach(reach, therapy_group::Column::ClinicId, |lead| {
        therapy_group::Column::Id.in_subquery(lead.owners(session_series::Column::GroupId)).into()
    })
}

/// Enrollments in groups in reach, and treatments in reach.
pub(super) fn enrollments(reach: Reach) -> Condition {
    in_reach(reach, enrollment::Column::ClinicId, Lead::is_enrolled)
}

/// The same without guests', who are another therapist's: for figures about courses, and for what only their own therapist
/// is to know.
pub(super) fn led_enrollments(reach: Reach) -> Condition {
    in_reach(reach, enrollment::Column::ClinicId, Lead::is_led)
}

/// Flags of enrollments in reach.
pub(super) fn flags(reach: Reach) -> Condition {
    in_reach(reach, risk_flag::Column::ClinicId, |lead| {
        risk_flag::Column::EnrollmentId.in_subquery(lead.led_enrollments()).into()
    })
}

/// Flags of enrollments in reach of whoever is to see to them, as a therapist.
pub(super) fn flags_of_their_owner(clinic_id: ClinicId) -> Condition {
    let lead = Lead { clinic: clinic_id.uuid(), staff: Leader::OwnerOfTheFlag };
    risk_flag::Column::EnrollmentId.in_subquery(lead.led_enrollments()).into()
}

/// Readings of enrollments in reach.
pub(super) fn measures(reach: Reach) -> Condition {
    in_reach(reach, outcome_measure::Column::ClinicId, |lead| {
        outcome_measure::Column::EnrollmentId.in_subquery(lead.led_enrollments()).into()
    })
}

/// Safety notices of enrollments in reach.
pub(super) fn safety_notices(reach: Reach) -> Condition {
    in_reach(reach, safety_notice::Column::ClinicId, |lead| {
        safety_notice::Column::EnrollmentId.in_subquery(lead.led_enrollments()).into()
    })
}

/// Goals of enrollments in reach.
pub(super) fn goals(reach: Reach) -> Condition {
    in_reach(reach, treatment_goal::Column::ClinicId, |lead| {
        treatment_goal::Column::EnrollmentId.in_subquery(lead.led_enrollments()).into()
    })
}

/// Participations in sessions in reach.
pub(super) fn participations(reach: Reach) -> Condition {
    in_reach(reach, participation::Column::ClinicId, |lead| {
        participation::Column::SessionId.in_subquery(lead.sessions()).into()
    })
}

/// Series in reach.
pub(super) fn series(reach: Reach) -> Condition {
    in_reach(reach, session_series::Column::ClinicId, Lead::is_of_an_owner)
}

/// Sessions of series in reach.
pub(super) fn sessions(reach: Reach) -> Condition {
    in_reach(reach, session::Column::ClinicId, |lead| {
        session::Column::SeriesId.in_subquery(lead.series()).into()
    })
}

/// Sessions in reach, for a statement written by hand whose `$1` is the clinic: the condition on the column that holds a
/// session's id, and the value it binds as `$2`; nothing where the reach is the whole clinic.
pub(super) fn by_session_id(reach: Reach, column: &str) -> Option<(String, Value)> {
    let Extent::LedBy(staff) = reach.extent else { return None };
    const LED: &str = "SELECT id FROM session_series WHERE clinic_id = $1 AND therapist_id = $2 \
        UNION SELECT series_id FROM session WHERE clinic_id = $1 AND therapist_id = $2";
    let owner = |column: &str| {
        format!("{column} IN (SELECT {column} FROM session_series WHERE clinic_id = $1 AND id IN ({LED}))")
    };
    let condition = format!(
        "{column} IN (SELECT id FROM session WHERE clinic_id = $1 AND series_id IN (SELECT id FROM session_series \
            WHERE clinic_id = $1 AND ({} OR {} OR enrollment_id IN (SELECT id FROM enrollment \
                WHERE clinic_id = $1 AND {}))))",
        owner("group_id"),
        owner("enrollment_id"),
        owner("group_id"),
    );
    Some((condition, staff.map(StaffMemberId::uuid).into()))
}

/// The clinic's rows, narrowed where a caller sees only what they lead.
fn in_reach(reach: Reach, clinic: impl ColumnTrait, narrow: impl FnOnce(Lead) -> Condition) -> Condition {
    let Reach { clinic_id, extent } = reach;
    let of_clinic = Condition::all().add(clinic.eq(clinic_id.uuid()));
    match extent {
        Extent::Clinic => of_clinic,
        Extent::LedBy(staff) => {
            let staff = Leader::Member(staff.map(StaffMemberId::uuid));
            of_clinic.add(narrow(Lead { clinic: clinic_id.uuid(), staff }))
        }
    }
}

/// Who leads, in which clinic.
#[derive(Clone, Copy)]
struct Lead {
    clinic: Uuid,
    staff: Leader,
}

/// Which member of staff. Without one no row is found: nothing equals NULL.
#[derive(Clone, Copy)]
enum Leader {
    /// This one.
    Member(Option<Uuid>),
    /// Whoever the flag names that the query around it is at.
    OwnerOfTheFlag,
}

impl Leader {
    fn expr(self) -> Expr {
        match self {
            Self::Member(id) => Expr::val(id),
            Self::OwnerOfTheFlag => risk_flag::Column::OwnerId.into_expr(),
        }
    }
}

impl Lead {
    /// The series led, as a whole or for a session.
    fn led_series(self) -> SelectStatement {
        let Self { clinic, staff } = self;
        let for_a_session = Query::select()
            .column(session::Column::SeriesId)
            .from(session::Entity)
            .and_where(session::Column::ClinicId.eq(clinic))
            .and_where(session::Column::TherapistId.into_expr().eq(staff.expr()))
            .take();
        Query::select()
            .column(session_series::Column::Id)
            .from(session_series::Entity)
            .and_where(session_series::Column::ClinicId.eq(clinic))
            .and_where(session_series::Column::TherapistId.into_expr().eq(staff.expr()))
            .union(UnionType::Distinct, for_a_session)
            .take()
    }

    /// The groups or the treatments of those series.
    fn owners(self, column: session_series::Column) -> SelectStatement {
        Query::select()
            .column(column)
            .from(session_series::Entity)
            .and_where(session_series::Column::ClinicId.eq(self.clinic))
            .and_where(session_series::Column::Id.in_subquery(self.led_series()))
            .take()
    }

    /// Whether a series belongs to such a group or treatment; others may lead it.
    fn is_of_an_owner(self) -> Condition {
        let (group, treatment) = (session_series::Column::GroupId, session_series::Column::EnrollmentId);
        Condition::any()
            .add(group.in_subquery(self.owners(group)))
            .add(treatment.in_subquery(self.owners(treatment)))
            .add(treatment.in_subquery(self.members()))
    }

    /// The members of such groups: a meeting of one of them alone belongs to the group.
    fn members(self) -> SelectStatement {
        Query::select()
            .column(enrollment::Column::Id)
            .from(enrollment::Entity)
            .and_where(enrollment::Column::ClinicId.eq(self.clinic))
            .and_where(enrollment::Column::GroupId.in_subquery(self.owners(session_series::Column::GroupId)))
            .take()
    }

    /// Whoever has a guest's place in such a session, or makes up for one alone: no longer once the session is cancelled or
    /// they do not come to it.
    fn guests(self) -> SelectStatement {
        Query::select()
            .column(participation::Column::EnrollmentId)
            .from(participation::Entity)
            .and_where(participation::Column::ClinicId.eq(self.clinic))
            .and_where(participation::Column::MakesUpFor.is_not_null())
            .and_where(participation::Column::Attendance.is_not_in(NOT_COMING.map(StoredStatus::word)))
            .and_where(participation::Column::SessionId.in_subquery(self.sessions_held()))
            .take()
    }

    /// The sessions of such series that are not cancelled.
    fn sessions_held(self) -> SelectStatement {
        self.sessions().and_where(session::Column::Status.ne(SessionStatus::Cancelled.word())).take()
    }

    /// The sessions of such series.
    fn sessions(self) -> SelectStatement {
        Query::select()
            .column(session::Column::Id)
            .from(session::Entity)
            .and_where(session::Column::ClinicId.eq(self.clinic))
            .and_where(session::Column::SeriesId.in_subquery(self.series()))
            .take()
    }

    /// Such series.
    fn series(self) -> SelectStatement {
        Query::select()
            .column(session_series::Column::Id)
            .from(session_series::Entity)
            .and_where(session_series::Column::ClinicId.eq(self.clinic))
            .cond_where(self.is_of_an_owner())
            .take()
    }

    /// Whether an enrollment is in such a group, is such a treatment, or is a guest's there.
    fn is_enrolled(self) -> Condition {
        self.is_led().add(enrollment::Column::Id.in_subquery(self.guests()))
    }

    /// Whether an enrollment is in such a group, or is such a treatment.
    fn is_led(self) -> Condition {
        Condition::any()
            .add(enrollment::Column::GroupId.in_subquery(self.owners(session_series::Column::GroupId)))
            .add(enrollment::Column::Id.in_subquery(self.owners(session_series::Column::EnrollmentId)))
    }

    /// Such enrollments, without guests': whether they may return is their own therapist's to know.
    fn led_enrollments(self) -> SelectStatement {
        Query::select()
            .column(enrollment::Column::Id)
            .from(enrollment::Entity)
            .and_where(enrollment::Column::ClinicId.eq(self.clinic))
            .cond_where(self.is_led())
            .take()
    }

    /// Such enrollments, by one of their columns.
    fn enrollments(self, column: enrollment::Column) -> SelectStatement {
        Query::select()
            .column(column)
            .from(enrollment::Entity)
            .and_where(enrollment::Column::ClinicId.eq(self.clinic))
            .cond_where(self.is_enrolled())
            .take()
    }
}
