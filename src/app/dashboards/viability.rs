//! Whether enough people will come to coming sessions.

use std::collections::{BTreeSet, HashMap};

use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::app::access::require;
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::Ledger;
use crate::domain::dashboards::{Cell, Chances, DashboardFilter, Viability, ViableSession};
use crate::domain::ids::EnrollmentId;
use crate::domain::risk::{Course, chance_of_coming};
use crate::storage::dashboards::{ComingSession, load_coming};
use crate::storage::{backgrounds, ledgers, risk_calibrations};

/// The coming weekly sessions of groups with the chance that enough people come, by the forecast of each for their next
/// session: as many statements, however many there are. Needs the right to read the schedule, too.
///
/// # Errors
/// `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_viability(
    app: &App,
    caller: &Caller,
    filter: DashboardFilter,
) -> Result<Viability, DashboardError> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    let scope = Scope::open(app, caller, filter, Looks::Ahead).await?;
    let coming = load_coming(scope.on, scope.reach, &scope.filter, scope.period, scope.now).await?;
    let expected = coming.iter().flat_map(|session| &session.expected);
    let ids: BTreeSet<EnrollmentId> = expected.map(|one| one.enrollment_id).collect();
    let ids: Vec<EnrollmentId> = ids.into_iter().collect();
    let found = ledgers::load_ledgers(scope.on, scope.reach.clinic_id, &ids).await?;
    let known = backgrounds::load_backgrounds(scope.on, scope.reach.clinic_id, &found, scope.now).await?;
    let model = risk_calibrations::find_model(scope.on, scope.reach.clinic_id).await?;
    let mut chances: HashMap<EnrollmentId, f64> = HashMap::new();
    for found in found {
        let Some(known) = known.get(&found.enrollment_id) else { continue };
        let ledger = Ledger::new(found.entries, scope.now);
        if let Some(chance) = chance_of_coming(&Course::new(&ledger, known, &model)) {
            chances.insert(found.enrollment_id, chance);
        }
    }
    let sessions = coming.into_iter().map(|session| viable(session, &chances)).collect();
    let mut viability = Viability { period: scope.period, sessions };
    if scope.suppresses {
        viability.suppress();
    }
    Ok(viability)
}

fn viable(session: ComingSession, by_member: &HashMap<EnrollmentId, f64>) -> ViableSession {
    let ComingSession {
        session_id,
        group_id,
        group_name,
        starts_at,
        local_start,
        min_size,
        viable_size,
        expected,
    } = session;
    let chances: Vec<f64> =
        expected.iter().filter_map(|one| by_member.get(&one.enrollment_id).copied()).collect();
    let people = u32::try_from(expected.len()).unwrap_or(u32::MAX);
    ViableSession {
        session_id,
        group_id,
        group_name,
        starts_at,
        local_start,
        min_size,
        viable_size,
        chances: Cell::new(people, Chances::of(&chances, min_size, viable_size)),
    }
}
