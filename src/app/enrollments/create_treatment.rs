//! Beginning an individual treatment.

use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::clinics::OutOfRange;
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::ids::{ClientId, EnrollmentId, ProgramId, SiteId};
use crate::domain::programs::ProgramFormat;
use crate::storage::{Constraint, StorageError, clinics, enrollments, programs};

/// Whose treatment is to begin, and which.
#[derive(Debug, Clone, Copy)]
pub struct CreateTreatment {
    /// The client.
    pub client_id: ClientId,
    /// The program it follows.
    pub program_id: ProgramId,
    /// The site it belongs to.
    pub site_id: SiteId,
    /// How many sessions are promised; the program's most if none.
    pub planned_sessions: Option<i64>,
}

/// Why a treatment can't begin.
#[derive(Debug, thiserror::Error)]
pub enum CreateTreatmentError {
    /// The clinic has no such client.
    #[error("no such client")]
    ClientNotFound,
    /// The clinic has no such program.
    #[error("no such program")]
    ProgramNotFound,
    /// The clinic has no such site.
    #[error("no such site")]
    SiteNotFound,
    /// The program treats people together.
    #[error(
        "this program treats people in a group: enrol the client in a group, or choose an individual program"
    )]
    NotAnIndividualProgram,
    /// The program doesn't plan that many sessions.
    #[error("planned sessions: {0}")]
    PlannedSessions(OutOfRange),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Begins an individual treatment, without sessions yet.
///
/// # Errors
/// What `CreateTreatmentError` names.
pub async fn create_treatment(
    app: &App,
    caller: &Caller,
    command: CreateTreatment,
) -> Result<Enrollment, CreateTreatmentError> {
    require(app, caller, Action::ManageClients, Concern::Clinic).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        let CreateTreatment { client_id, program_id, site_id, planned_sessions } = command;
        let program = programs::find_program(&tx, clinic_id, program_id)
            .await
            .map_err(Failure::Internal)?
            .ok_or(CreateTreatmentError::ProgramNotFound)?
            .draft;
        if program.format != ProgramFormat::Individual {
            return Err(CreateTreatmentError::NotAnIndividualProgram);
        }
        let planned_sessions = planned_sessions.unwrap_or(program.max_sessions);
        OutOfRange::check(planned_sessions, program.min_sessions, program.max_sessions)
            .map_err(CreateTreatmentError::PlannedSessions)?;
        clinics::find_site(&tx, clinic_id, site_id)
            .await
            .map_err(Failure::Internal)?
            .ok_or(CreateTreatmentError::SiteNotFound)?;
        let enrollment = Enrollment {
            id: EnrollmentId::mint(now, app.entropy()),
            client_id,
            program_id,
            site_id,
            group_id: None,
            status: EnrollmentStatus::Enrolled,
            planned_sessions,
            enrolled_at: now,
            ended_at: None,
            ending_agreed: None,
            row_version: 1,
        };
        enrollments::insert_enrollment(&tx, clinic_id, &enrollment).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::Reference) => CreateTreatmentError::ClientNotFound,
            other => Failure::Internal(other).into(),
        })?;
        let details = json!({ "client": client_id.to_string() });
        records::done(&tx, app, caller, now, "createTreatment", enrollment.id, details)
            .await
            .map_err(Failure::Internal)?;
        Ok(enrollment)
    })
    .await
}
