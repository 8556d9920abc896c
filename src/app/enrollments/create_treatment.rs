//! Beginning an individual treatment.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::idempotency::made_before;
use crate::app::waitlist::accept_open_entry;
use crate::app::{App, Failure, IdempotencyKeyReused, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::clinics::OutOfRange;
use crate::domain::command_text::CommandText;
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::domain::ids::{ClientId, EnrollmentId, ProgramId, SiteId};
use crate::domain::programs::ProgramFormat;
use crate::storage::{Constraint, StorageError, clinics, enrollments, programs};

/// Whose treatment is to begin, and which.
#[derive(Debug, Clone)]
pub struct CreateTreatment {
    /// The client.
    pub client_id: ClientId,
    /// The program it follows.
    pub program_id: ProgramId,
    /// The site it belongs to.
    pub site_id: SiteId,
    /// How many sessions are promised; the program's most if none.
    pub planned_sessions: Option<i64>,
    /// Names the request: sent again with the same key, it answers what it made the first time.
    pub idempotency_key: Option<IdempotencyKey>,
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
    /// The key stands for another request.
    #[error(transparent)]
    KeyReused(#[from] IdempotencyKeyReused),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Begins an individual treatment, without sessions yet; the client waits for its program no longer. The same request again answers the same treatment.
///
/// # Errors
/// What `CreateTreatmentError` names.
pub async fn create_treatment(
    app: &App,
    caller: &Caller,
    command: CreateTreatment,
) -> Result<Enrollment, CreateTreatmentError> {
    require_on(app, caller, Action::ManageClients, command.client_id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    let keyed = &command.keyed();
    let CreateTreatment { client_id, program_id, site_id, planned_sessions, idempotency_key: _ } = command;
    let id = EnrollmentId::mint(now, app.entropy());
    app.write(|tx| async move {
        if let Some(made) =
            made_before::<_, CreateTreatmentError>(&tx, caller, now, keyed.as_ref(), id).await?
        {
            let found = enrollments::find_enrollment(&tx, Reach::clinic(clinic_id), made)
                .await
                .map_err(Failure::from)?;
            return Ok(found.ok_or(Failure::NotFound)?);
        }
        let program = programs::find_program(&tx, clinic_id, program_id)
            .await
            .map_err(Failure::from)?
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
            .map_err(Failure::from)?
            .ok_or(CreateTreatmentError::SiteNotFound)?;
        let enrollment = Enrollment {
            id,
            client_id,
            program_id,
            site_id,
            group_id: None,
            status: EnrollmentStatus::Enrolled,
            planned_sessions,
            former_planned_sessions: None,
            enrolled_at: now,
            ended_at: None,
            ending_agreed: None,
            row_version: 1,
        };
        enrollments::insert_enrollment(&tx, clinic_id, &enrollment).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::Reference) => CreateTreatmentError::ClientNotFound,
            other => Failure::from(other).into(),
        })?;
        let entry = accept_open_entry(&tx, clinic_id, now, &enrollment).await.map_err(Failure::from)?;
        let mut details = json!({ "client": client_id.to_string() });
        if let Some(entry) = entry {
            details["waitlistEntry"] = json!(entry.to_string());
        }
        records::done(&tx, app, caller, now, "createTreatment", enrollment.id, details)
            .await
            .map_err(Failure::from)?;
        Ok(enrollment)
    })
    .await
}

impl CreateTreatment {
    /// The request under its key, if it has one.
    fn keyed(&self) -> Option<KeyedRequest> {
        const OPERATION: &str = "createTreatment";
        let Self { client_id, program_id, site_id, planned_sessions, idempotency_key } = self;
        let text = CommandText::new(OPERATION)
            .field("client", client_id)
            .field("program", program_id)
            .field("site", site_id)
            .list("planned_sessions", planned_sessions);
        KeyedRequest::new(OPERATION, idempotency_key.as_ref(), &text)
    }
}
