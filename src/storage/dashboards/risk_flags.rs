//! The risk flags raised in the period, and what became of them.

use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::within::{courses, courses_led, roughly_within};
use crate::domain::access::Reach;
use crate::domain::dashboards::{DashboardFilter, Period};
use crate::domain::ids::ClientId;
use crate::domain::risk::FlagFate;
use crate::domain::time::{Zone, local};
use crate::storage::entities::{enrollment, risk_flag, site};
use crate::storage::values::{parse, parse_option, to_instant};
use crate::storage::{Connection, StorageError, joins, reach};

/// What became of the flags in reach that were first raised in the period, by the calendar of the course's site, and whose they are: one
/// statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_raised_flags(
    on: &Connection,
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
) -> Result<Vec<(ClientId, FlagFate)>, StorageError> {
    use risk_flag::Column as C;
    const OF: &str = "risk_flag";
    const WAS_CONTACTED: &str = "EXISTS (SELECT 1 FROM risk_action WHERE risk_action.clinic_id = risk_flag.clinic_id \
        AND risk_action.kind = 'CONTACTED' AND risk_action.taken_at >= risk_flag.raised_at AND risk_action.flag_id IN \
        (SELECT other.id FROM risk_flag AS other WHERE other.clinic_id = risk_flag.clinic_id \
        AND other.enrollment_id = risk_flag.enrollment_id))";
    const WAS_OVER: &str = "COALESCE(enrollment.ended_at <= risk_flag.closed_at, FALSE)";
    let rows = risk_flag::Entity::find()
        .select_only()
        .columns([C::Kind, C::State, C::ClosedByPerson, C::Outcome, C::RaisedAt])
        .column(enrollment::Column::ClientId)
        .column(site::Column::Zone)
        .expr_as(Expr::cust(WAS_CONTACTED), "was_contacted")
        .expr_as(Expr::cust(WAS_OVER), "was_over")
        .join(JoinType::InnerJoin, joins::flag_enrollment())
        .join(JoinType::InnerJoin, joins::enrollment_site())
        .filter(reach::flags(reach))
        .filter(roughly_within(C::RaisedAt, period))
        .filter(Condition::all().add(courses(filter)).add(courses_led(reach.clinic_id, filter)))
        .into_model::<Row>()
        .all(on)
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let Row {
            kind,
            state,
            closed_by_person,
            outcome,
            raised_at,
            client_id,
            zone,
            was_contacted,
            was_over,
        } = row;
        let raised_at = to_instant(raised_at, OF)?;
        if period.has(local(raised_at, &Zone::stored(&zone)).date()) {
            let fate = FlagFate {
                kind: parse(&kind, OF)?,
                state: parse(&state, OF)?,
                closed_by_person,
                outcome: parse_option(outcome.as_deref(), OF)?,
                was_contacted,
                was_over,
            };
            found.push((ClientId::from_uuid(client_id), fate));
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    state: String,
    closed_by_person: bool,
    outcome: Option<String>,
    raised_at: chrono::DateTime<chrono::Utc>,
    client_id: Uuid,
    zone: String,
    was_contacted: bool,
    was_over: bool,
}
