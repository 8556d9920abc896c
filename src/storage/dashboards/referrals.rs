//! Referrals, with the first session that was attended afterwards.

use jiff::civil::{Date, DateTime};
use sea_orm::sea_query::{CaseStatement, Condition, Func};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::within::courses_led;
use crate::domain::access::{Extent, Reach};
use crate::domain::attendance::Effect;
use crate::domain::dashboards::{CellOf, DashboardFilter, Period};
use crate::domain::ids::{ClientId, ProgramId};
use crate::domain::waitlist::WaitlistStatus;
use crate::storage::entities::{enrollment, session, treatment_program, waitlist_entry};
use crate::storage::values::{parse, parse_option, to_date, to_date_column};
use crate::storage::{Connection, StorageError, joins, reach};

/// A referral, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Its program, as a cell.
    pub program: CellOf,
    /// Whose.
    pub client_id: ClientId,
    /// Since when they wait.
    pub referred_on: Date,
    /// Where the entry stands.
    pub status: WaitlistStatus,
    /// Whether the course that ended the wait is over.
    pub course_is_over: bool,
    /// On which date, by the session's own calendar, they first attended a weekly session of that course.
    pub began_on: Option<Date>,
}

/// The referrals of the period, those whose course is in reach; who has no course yet is in reach of the whole clinic alone:
/// one statement. A site narrows by that of the course, or by that of the entry before there is one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_referrals(
    on: &Connection,
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
) -> Result<Vec<Referral>, StorageError> {
    use waitlist_entry::Column as C;
    const OF: &str = "waitlist_entry";
    let is_first = Condition::all().add(joins::has_effect(Effect::is_attended)).add(joins::is_regular());
    let began = Func::min(CaseStatement::new().case(is_first, session::Column::LocalStart.into_expr()));
    let DashboardFilter { site_id, program_id, group_id, therapist_id, from: _, until: _ } = filter;
    let of_site = site_id.map(|id| {
        Condition::any()
            .add(enrollment::Column::SiteId.eq(id.uuid()))
            .add(Condition::all().add(enrollment::Column::Id.is_null()).add(C::SiteId.eq(id.uuid())))
    });
    let in_reach = match reach.extent {
        Extent::Clinic => Condition::all(),
        Extent::LedBy(_) => reach::led_enrollments(reach),
    };
    let led = therapist_id.map(|_| courses_led(reach.clinic_id, filter));
    let shown = [C::Id, C::ClientId, C::ReferredOn, C::Status];
    let query = waitlist_entry::Entity::find()
        .select_only()
        .join(JoinType::InnerJoin, joins::waitlist_program())
        .join(JoinType::LeftJoin, joins::waitlist_enrollment())
        .join(JoinType::LeftJoin, joins::enrollment_participations())
        .join(JoinType::LeftJoin, joins::participation_session())
        .columns(shown)
        .column_as(treatment_program::Column::Id, "program_id")
        .column_as(treatment_program::Column::Name, "program_name")
        .column_as(enrollment::Column::EndedAt, "ended_at")
        .expr_as(began, "began")
        .filter(C::ClinicId.eq(reach.clinic_id.uuid()))
        .filter(C::ReferredOn.gte(to_date_column(period.from())))
        .filter(C::ReferredOn.lte(to_date_column(period.until())))
        .filter(in_reach)
        .filter(
            Condition::all()
                .add_option(of_site)
                .add_option(program_id.map(|id| C::ProgramId.eq(id.uuid())))
                .add_option(group_id.map(|id| enrollment::Column::GroupId.eq(id.uuid())))
                .add_option(led),
        )
        .group_by(treatment_program::Column::Id)
        .group_by(treatment_program::Column::Name)
        .group_by(enrollment::Column::EndedAt);
    let rows = shown.into_iter().fold(query, QuerySelect::group_by).into_model::<Row>().all(on).await?;
    let referral = |row| {
        let Row { id: _, client_id, referred_on, status, program_id, program_name, ended_at, began } = row;
        let began: Option<DateTime> = parse_option(began.as_deref(), "session")?;
        Ok(Referral {
            program: CellOf::Program { id: ProgramId::from_uuid(program_id), name: program_name },
            client_id: ClientId::from_uuid(client_id),
            referred_on: to_date(referred_on, OF)?,
            status: parse(&status, OF)?,
            course_is_over: ended_at.is_some(),
            began_on: began.map(DateTime::date),
        })
    };
    rows.into_iter().map(referral).collect()
}

#[derive(FromQueryResult)]
struct Row {
    #[expect(dead_code, reason = "keeps two referrals of a client apart")]
    id: Uuid,
    client_id: Uuid,
    referred_on: chrono::NaiveDate,
    status: String,
    program_id: Uuid,
    program_name: String,
    ended_at: Option<chrono::DateTime<chrono::Utc>>,
    began: Option<String>,
}
