//! Whether enough people will come to coming sessions.

use std::collections::{BTreeSet, HashMap};

use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::app::access::require;
use crate::app::enrollments::load_own;
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::Ledger;
use crate::domain::dashboards::{
    Cell, Chances, DashboardFilter, Likelihood, Outlook, Viability, ViableSession,
};
use crate::domain::ids::EnrollmentId;
use crate::domain::risk::{Course, RiskModel, chance_of_anybody, chance_of_coming};
use crate::storage::dashboards::{ComingSession, Expected, load_coming};
use crate::storage::{backgrounds, ledgers, risk_calibrations};

/// The coming weekly sessions of groups with the chance that enough people come, by the forecast of each as their course stands
/// now and by what is known of the session: as many statements, however many there are, and one more for a caller who sees what
/// they lead. To them a guest is somebody of whom nothing is known: how the guest attends is their own therapist's to know. Needs
/// the right to read the schedule, too.
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
    let mut ids: Vec<EnrollmentId> = ids.into_iter().collect();
    let own = load_own(app, caller, &ids).await?;
    ids.retain(|id| own.contains(id));
    let found = ledgers::load_ledgers(scope.on, scope.reach.clinic_id, &ids).await?;
    let known = backgrounds::load_backgrounds(scope.on, scope.reach.clinic_id, &found, scope.now).await?;
    let model = risk_calibrations::find_model(scope.on, scope.reach.clinic_id).await?;
    let found: Vec<(EnrollmentId, Ledger)> =
        found.into_iter().map(|one| (one.enrollment_id, Ledger::new(one.entries, scope.now))).collect();
    let courses: HashMap<EnrollmentId, Course<'_>> = found
        .iter()
        .filter_map(|(id, ledger)| Some((*id, Course::new(ledger, known.get(id)?, &model))))
        .collect();
    let sessions = coming.into_iter().map(|session| viable(session, &courses, &model)).collect();
    let mut viability = Viability { period: scope.period, today: scope.today, sessions };
    if scope.suppresses {
        viability.suppress();
    }
    Ok(viability)
}

fn viable(
    session: ComingSession,
    courses: &HashMap<EnrollmentId, Course<'_>>,
    model: &RiskModel,
) -> ViableSession {
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
    let chance = |one: &Expected| {
        let course = courses.get(&one.enrollment_id);
        let known = course.and_then(|course| chance_of_coming(course, session_id));
        known.or_else(|| chance_of_anybody(one.rsvp, model))
    };
    let chances: Vec<f64> = expected.iter().filter_map(chance).collect();
    let chances = Chances::of(&chances, min_size, viable_size);
    let people = u32::try_from(expected.len()).unwrap_or(u32::MAX);
    let outlook = Outlook { expected: people, viable: Likelihood::of(chances.of_viable_size) };
    ViableSession {
        session_id,
        group_id,
        group_name,
        starts_at,
        local_start,
        min_size,
        viable_size,
        outlook: Cell::new(people, outlook),
        chances: Some(chances),
    }
}
