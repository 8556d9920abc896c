//! All courses of a clinic, a batch at a time: what is learnt from, and what the forecast is judged on.

use jiff::Timestamp;

use crate::app::{App, Failure};
use crate::domain::access::Reach;
use crate::domain::attendance::Ledger;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, EnrollmentId};
use crate::domain::risk::{Background, Course, RiskModel};
use crate::domain::slice::Slice;
use crate::storage::{backgrounds, enrollments, ledgers};

/// How many enrollments one statement asks for.
const BATCH: u64 = 200;

/// Hands every course of the clinic that has sessions to `each`, the oldest enrollment first, as it stands at `now`.
///
/// # Errors
/// `Failure` if the database fails.
pub(super) async fn each_course(
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    mut each: impl FnMut(&Enrollment, &Course<'_>) + Send,
) -> Result<(), Failure> {
    let on = app.db.reader();
    let mut after = None;
    loop {
        let slice = Slice { after, limit: BATCH };
        let batch = enrollments::list_enrollments(on, Reach::clinic(clinic_id), None, None, slice).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = Some(last.id);
        let ids: Vec<EnrollmentId> = batch.iter().map(|one| one.id).collect();
        let ledgers = ledgers::load_ledgers(on, clinic_id, &ids).await?;
        let known = backgrounds::load_backgrounds(on, clinic_id, &ledgers, now).await?;
        for ledger in ledgers {
            let enrollment = batch.iter().find(|one| one.id == ledger.enrollment_id);
            let (Some(enrollment), Some(known)) = (enrollment, known.get(&ledger.enrollment_id)) else {
                continue;
            };
            let ledger = Ledger::new(ledger.entries, now);
            let known: &Background = known;
            each(enrollment, &Course::new(&ledger, known, &RiskModel::PRIOR));
        }
    }
}
