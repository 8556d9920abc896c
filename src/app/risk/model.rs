//! The forecast of one enrollment, and the model it is made with.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::Ledger;
use crate::domain::ids::EnrollmentId;
use crate::domain::risk::calibration::Calibration;
use crate::domain::risk::{Course, Estimate, RiskModel};
use crate::storage::{backgrounds, enrollments, ledgers, risk_calibrations};

/// How many calibrations are shown at the most.
const NEWEST: u64 = 30;

/// What may come of an enrollment, as far as is known now; none if no session is to come. A guest's is missing: it is their
/// own therapist's to know.
///
/// # Errors
/// `Failure` if denied, the enrollment is missing or nobody's of the caller's, or the database fails.
pub async fn read_forecast(
    app: &App,
    caller: &Caller,
    id: EnrollmentId,
) -> Result<Option<Estimate>, Failure> {
    require_on(app, caller, Action::ReadRisk, id).await?;
    let on = app.db.reader();
    if !enrollments::is_led(on, caller.reach(), id).await? {
        return Err(Failure::NotFound);
    }
    let now = app.now();
    let mut ledgers = ledgers::load_ledgers(on, caller.clinic_id, &[id]).await?;
    let known = backgrounds::load_backgrounds(on, caller.clinic_id, &ledgers, now).await?;
    let model = risk_calibrations::find_model(on, caller.clinic_id).await?;
    let (Some(ledger), Some(known)) = (ledgers.pop(), known.get(&id)) else { return Ok(None) };
    let ledger = Ledger::new(ledger.entries, now);
    Ok(Estimate::now(&Course::new(&ledger, known, &model)))
}

/// The model the clinic uses, and its newest calibrations, the newest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn read_model(app: &App, caller: &Caller) -> Result<(RiskModel, Vec<Calibration>), Failure> {
    require(app, caller, Action::ReadRisk, Concern::Clinic).await?;
    let model = risk_calibrations::find_model(app.db.reader(), caller.clinic_id).await?;
    let newest = risk_calibrations::list_newest(app.db.reader(), caller.clinic_id, NEWEST).await?;
    Ok((model, newest))
}
