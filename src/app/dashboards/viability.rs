//! Whether enough people will come to coming sessions.

use std::collections::{BTreeSet, HashMap};

use super::chances::chance_of_coming;
use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::app::access::require;
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::Ledger;
use crate::domain::dashboards::{Cell, Chances, DashboardFilter, Viability, ViableSession};
use crate::domain::ids::EnrollmentId;
use crate::storage::dashboards::{ComingSession, load_coming};
use crate::storage::ledgers;

/// The coming weekly sessions of groups with the chance that enough people come, by the forecast of each for their next
/// session: three statements. Needs the right to read the schedule, too.
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
    let ledgers: HashMap<EnrollmentId, Ledger> =
        found.into_iter().map(|found| (found.enrollment_id, Ledger::new(found.entries, scope.now))).collect();
    let sessions = coming.into_iter().map(|session| viable(session, &ledgers)).collect();
    let mut viability = Viability { period: scope.period, sessions };
    if scope.suppresses {
        viability.suppress();
    }
    Ok(viability)
}

fn viable(session: ComingSession, ledgers: &HashMap<EnrollmentId, Ledger>) -> ViableSession {
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
    let chances: Vec<f64> = expected
        .iter()
        .filter_map(|one| chance_of_coming(ledgers.get(&one.enrollment_id)?, one.rsvp))
        .collect();
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
