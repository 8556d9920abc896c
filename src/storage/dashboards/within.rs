//! The filter of a dashboard as conditions on rows.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, Query};

use crate::domain::dashboards::{DashboardFilter, Period};
use crate::domain::ids::ClinicId;
use crate::storage::entities::{enrollment, participation, session};
use crate::storage::values::to_column;

/// Two days: more than any wall calendar is ahead of, or behind, that of UTC.
const SLACK: SignedDuration = SignedDuration::from_hours(48);

/// Sessions that begin on a date of the period, by the calendar of their own zone. An index on starts finds them.
pub(super) fn sessions_of(period: Period) -> Condition {
    use session::Column as C;
    let text = |date: Date| Expr::value(date.to_string());
    roughly_within(C::StartsAt, period)
        // Local starts are written as `2026-03-02T18:00:00`: in the order of dates.
        .add(C::LocalStart.into_expr().gte(text(period.from())))
        .add(C::LocalStart.into_expr().lt(text(period.end())))
}

/// Rows whose instant may be on a date of the period; whether it is, is for a zone to say.
pub(super) fn roughly_within(column: impl ColumnTrait, period: Period) -> Condition {
    let from = start_of(period.from()).saturating_sub(SLACK).unwrap_or(Timestamp::MIN);
    let until = start_of(period.end()).saturating_add(SLACK).unwrap_or(Timestamp::MAX);
    Condition::all().add(column.gte(to_column(from))).add(column.lt(to_column(until)))
}

/// The courses asked for: needs the enrollment.
pub(super) fn courses(filter: &DashboardFilter) -> Condition {
    let DashboardFilter { site_id, program_id, group_id, therapist_id: _, from: _, until: _ } = filter;
    Condition::all()
        .add_option(site_id.map(|id| enrollment::Column::SiteId.eq(id.uuid())))
        .add_option(program_id.map(|id| enrollment::Column::ProgramId.eq(id.uuid())))
        .add_option(group_id.map(|id| enrollment::Column::GroupId.eq(id.uuid())))
}

/// The sessions asked for: needs the session.
pub(super) fn led(filter: &DashboardFilter) -> Condition {
    let led = filter.therapist_id.map(|id| session::Column::TherapistId.eq(id.uuid()));
    Condition::all().add_option(led)
}

/// The courses with a session that the therapist asked for leads: needs the enrollment.
pub(super) fn courses_led(clinic_id: ClinicId, filter: &DashboardFilter) -> Condition {
    let Some(therapist_id) = filter.therapist_id else { return Condition::all() };
    let led = Query::select()
        .column(session::Column::Id)
        .from(session::Entity)
        .and_where(session::Column::ClinicId.eq(clinic_id.uuid()))
        .and_where(session::Column::TherapistId.eq(therapist_id.uuid()))
        .take();
    let places = Query::select()
        .column(participation::Column::EnrollmentId)
        .from(participation::Entity)
        .and_where(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .and_where(participation::Column::MakesUpFor.is_null())
        .and_where(participation::Column::SessionId.in_subquery(led))
        .take();
    enrollment::Column::Id.in_subquery(places).into_condition()
}

fn start_of(date: Date) -> Timestamp {
    date.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}
