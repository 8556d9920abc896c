//! Joining and leaving groups, beginning individual treatments.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::enrollments::{
    self, CreateTreatmentError as TreatmentRefusal, EndEnrollmentError as EndRefusal,
    EnrollClientError as Refusal,
};
use crate::domain::access::Caller;
use crate::domain::enrollments as records;
use crate::graphql::expose::{expose, expose_on, only};
use crate::graphql::ids::parse_id;
use crate::graphql::input::optional_text;
use crate::graphql::loaders;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::selection::Selection;
use crate::graphql::types::Enrollment;

/// Who is to join which group.
#[derive(InputObject)]
pub(crate) struct EnrollClientInput {
    /// The group's id.
    group_id: ID,
    /// The client's id.
    client_id: ID,
}

payload! {
    /// The answer to `enrollClient`.
    "enrollClient" => EnrollClientPayload {
        /// The new enrollment.
        enrollment: Enrollment
    }
    EnrollClientUserError, EnrollClientErrorCode {
        /// The clinic has no such group.
        GroupNotFound,
        /// The clinic has no such client.
        ClientNotFound,
        /// The group is over or was cancelled.
        GroupEnded,
        /// The group is closed and has begun.
        GroupBegun,
        /// The group has no free place.
        GroupFull,
        /// The client is in this group already.
        AlreadyEnrolled,
        /// The client has another session at the time of one of the group's.
        ClientDoubleBooked,
    }
}

/// A treatment to begin.
#[derive(InputObject)]
pub(crate) struct CreateTreatmentInput {
    /// The client's id.
    client_id: ID,
    /// The program's id: an individual program.
    program_id: ID,
    /// The site's id.
    site_id: ID,
    /// How many sessions are promised; the program's most if left out.
    planned_sessions: Option<i64>,
    /// Names this request, as its sender likes: 1 to 100 visible ASCII characters, such as a UUID. Sent again with the
    /// same key, the same request answers what it made the first time; another one is refused.
    idempotency_key: Option<String>,
}

payload! {
    /// The answer to `createTreatment`.
    "createTreatment" => CreateTreatmentPayload {
        /// The new enrollment, without a group.
        enrollment: Enrollment
    }
    CreateTreatmentUserError, CreateTreatmentErrorCode {
        /// The clinic has no such client.
        ClientNotFound,
        /// The clinic has no such program.
        ProgramNotFound,
        /// The clinic has no such site.
        SiteNotFound,
        /// The program treats people in a group.
        NotAnIndividualProgram,
        /// The program does not plan that many sessions.
        OutsideProgramBounds,
        /// The key was sent before with another request: repeat that one, or send this with a new key.
        IdempotencyKeyReused,
    }
}

/// Which enrollment is over, and how.
#[derive(InputObject)]
pub(crate) struct EndEnrollmentInput {
    /// The enrollment's id.
    enrollment_id: ID,
    /// The version that was read.
    row_version: i64,
    /// Whether the course was completed; otherwise it ended early.
    completed: bool,
    /// Whether client and clinician agreed on the ending.
    agreed: bool,
}

payload! {
    /// The answer to `endEnrollment`.
    "endEnrollment" => EndEnrollmentPayload {
        /// The enrollment, over.
        enrollment: Enrollment
    }
    EndEnrollmentUserError, EndEnrollmentErrorCode {
        /// It is over already.
        AlreadyEnded,
        /// Somebody changed it meanwhile: read it again.
        Stale,
    }
}

#[derive(Default)]
pub(crate) struct EnrollmentMutations;

#[Object]
impl EnrollmentMutations {
    /// Takes one of a group's places for a client, who is then expected at every session that has not begun.
    async fn enroll_client(
        &self,
        ctx: &Context<'_>,
        input: EnrollClientInput,
    ) -> Result<EnrollClientPayload> {
        use EnrollClientErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = enrollments::EnrollClient {
            group_id: parse_id("groupId", &input.group_id)?,
            client_id: parse_id("clientId", &input.client_id)?,
        };
        let refused = |code, field, error| Ok(EnrollClientPayload::refused(code, Some(field), error));
        match enrollments::enroll_client(app, caller, command).await {
            Ok(record) => EnrollClientPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ Refusal::GroupNotFound) => refused(Code::GroupNotFound, "groupId", error),
            Err(error @ Refusal::ClientNotFound) => refused(Code::ClientNotFound, "clientId", error),
            Err(error @ Refusal::GroupEnded(_)) => refused(Code::GroupEnded, "groupId", error),
            Err(error @ Refusal::GroupBegun) => refused(Code::GroupBegun, "groupId", error),
            Err(error @ Refusal::GroupFull(_)) => refused(Code::GroupFull, "groupId", error),
            Err(error @ Refusal::AlreadyEnrolled) => refused(Code::AlreadyEnrolled, "clientId", error),
            Err(error @ Refusal::ClientDoubleBooked) => refused(Code::ClientDoubleBooked, "clientId", error),
            Err(Refusal::Failure(failure)) => Err(expose(failure)),
        }
    }

    /// Begins an individual treatment, without sessions yet.
    async fn create_treatment(
        &self,
        ctx: &Context<'_>,
        input: CreateTreatmentInput,
    ) -> Result<CreateTreatmentPayload> {
        use CreateTreatmentErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let CreateTreatmentInput { client_id, program_id, site_id, planned_sessions, idempotency_key } =
            input;
        let command = enrollments::CreateTreatment {
            client_id: parse_id("clientId", &client_id)?,
            program_id: parse_id("programId", &program_id)?,
            site_id: parse_id("siteId", &site_id)?,
            planned_sessions,
            idempotency_key: parsed!(optional_text("idempotencyKey", idempotency_key.as_deref())),
        };
        let refused = |code, field, error| Ok(CreateTreatmentPayload::refused(code, Some(field), error));
        match enrollments::create_treatment(app, caller, command).await {
            Ok(record) => CreateTreatmentPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ TreatmentRefusal::ClientNotFound) => refused(Code::ClientNotFound, "clientId", error),
            Err(error @ TreatmentRefusal::ProgramNotFound) => {
                refused(Code::ProgramNotFound, "programId", error)
            }
            Err(error @ TreatmentRefusal::SiteNotFound) => refused(Code::SiteNotFound, "siteId", error),
            Err(error @ TreatmentRefusal::NotAnIndividualProgram) => {
                refused(Code::NotAnIndividualProgram, "programId", error)
            }
            Err(error @ TreatmentRefusal::PlannedSessions(_)) => {
                refused(Code::OutsideProgramBounds, "plannedSessions", error)
            }
            Err(error @ TreatmentRefusal::KeyReused(_)) => {
                refused(Code::IdempotencyKeyReused, "idempotencyKey", error)
            }
            Err(TreatmentRefusal::Failure(failure)) => Err(expose(failure)),
        }
    }

    /// Ends an enrollment: withdraws the client, or completes their course. Its place is free, and the client is no
    /// longer expected at sessions that have not begun, a sister group's among them; what was recorded stays. Sessions to
    /// come that are the client's alone (of an individual treatment, make-ups, companion meetings) are cancelled, on the
    /// clinic's side, and the client is told; post-group meetings and evaluations after treatment are held all the same if
    /// the course was completed.
    async fn end_enrollment(
        &self,
        ctx: &Context<'_>,
        input: EndEnrollmentInput,
    ) -> Result<EndEnrollmentPayload> {
        use EndEnrollmentErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let EndEnrollmentInput { enrollment_id, row_version, completed, agreed } = input;
        let enrollment_id = parse_id("enrollmentId", &enrollment_id)?;
        let command = enrollments::EndEnrollment { enrollment_id, row_version, completed, agreed };
        let refused = |code, field, error| Ok(EndEnrollmentPayload::refused(code, Some(field), error));
        match enrollments::end_enrollment(app, caller, command).await {
            Ok(record) => EndEnrollmentPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ EndRefusal::AlreadyEnded) => refused(Code::AlreadyEnded, "enrollmentId", error),
            Err(error @ EndRefusal::Stale { .. }) => refused(Code::Stale, "rowVersion", error),
            Err(EndRefusal::Failure(failure)) => Err(expose_on("enrollmentId", failure)),
        }
    }
}

/// The enrollment with the edges that the payload's document selects.
async fn shown(ctx: &Context<'_>, record: records::Enrollment) -> Result<Enrollment> {
    let selection = Selection::of(ctx).field("enrollment");
    only(loaders::enrollments(ctx, selection, vec![record]).await?)
}
