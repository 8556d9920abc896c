//! Adding programs of the clinic's own.

use async_graphql::{Context, InputObject, Object, Result};

use crate::app::programs::{self, CreateProgram, CreateProgramError};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::companions::CompanionKind;
use crate::domain::programs::{InvalidProgram, ProgramDraft};
use crate::graphql::expose::expose;
use crate::graphql::input::{InvalidField, each, optional_text, text};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{Audience, CompanionInput, ProgramFormat, TreatmentProgram};

/// A treatment program to add.
#[derive(InputObject)]
pub(crate) struct CreateProgramInput {
    /// A short code, unique in the clinic, 1 to 40 characters.
    code: String,
    /// The name shown, 1 to 120 characters.
    name: String,
    /// In a group or one-on-one.
    format: ProgramFormat,
    /// Whom it is for.
    audience: Audience,
    /// The fewest sessions a course may plan, at least 1.
    min_sessions: i64,
    /// The most sessions a course may plan, at most 60.
    max_sessions: i64,
    /// How long a session takes, 10 to 240 minutes.
    session_minutes: i64,
    /// The last session of the initial phase, counted from 1.
    initial_phase_ends: i64,
    /// The last session of the middle phase, counted from 1; before `minSessions`.
    middle_phase_ends: i64,
    /// Below this many members a group does not run, at least 1.
    min_size: i64,
    /// From this many members on a group works as intended.
    viable_size: i64,
    /// The most members of a group, at most 100.
    max_size: i64,
    /// The meetings it asks for of each client beside the weekly sessions, such as evaluations; each kind once.
    #[graphql(default)]
    companions: Vec<CompanionInput>,
    /// Names this request, as its sender likes: 1 to 100 visible ASCII characters, such as a UUID. Sent again with the
    /// same key, the same request answers what it made the first time; another one is refused.
    idempotency_key: Option<String>,
}

payload! {
    /// The answer to `createProgram`.
    "createProgram" => CreateProgramPayload {
        /// The new program.
        program: TreatmentProgram
    }
    CreateProgramUserError, CreateProgramErrorCode {
        /// The clinic has a program of that code.
        CodeTaken,
        /// The key was sent before with another request: repeat that one, or send this with a new key.
        IdempotencyKeyReused,
    }
}

impl CreateProgramInput {
    fn parse(self) -> Result<CreateProgram, InvalidField> {
        let Self {
            code,
            name,
            format,
            audience,
            min_sessions,
            max_sessions,
            session_minutes,
            initial_phase_ends,
            middle_phase_ends,
            min_size,
            viable_size,
            max_size,
            companions,
            idempotency_key,
        } = self;
        let draft = ProgramDraft {
            code: text("code", &code)?,
            name: text("name", &name)?,
            format: format.into(),
            audience: audience.into(),
            min_sessions,
            max_sessions,
            session_minutes,
            initial_phase_ends,
            middle_phase_ends,
            min_size,
            viable_size,
            max_size,
            companions: each("companions", companions, CompanionKind::ALL.len(), CompanionInput::parse)?,
        };
        let idempotency_key = optional_text("idempotencyKey", idempotency_key.as_deref())?;
        Ok(CreateProgram { draft, idempotency_key })
    }
}

#[derive(Default)]
pub(crate) struct ProgramMutations;

#[Object]
impl ProgramMutations {
    /// Adds a treatment program of the clinic's own.
    async fn create_program(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The program.")] input: CreateProgramInput,
    ) -> Result<CreateProgramPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        match programs::create_program(app, caller, command).await {
            Ok(program) => CreateProgramPayload::done(ctx, program),
            Err(error) => refused(error).map_err(expose),
        }
    }
}

fn refused(error: CreateProgramError) -> Result<CreateProgramPayload, Failure> {
    use CreateProgramErrorCode as Code;
    let (code, field) = match error {
        CreateProgramError::Invalid(InvalidProgram::Code) => (Code::InvalidInput, "code"),
        CreateProgramError::Invalid(InvalidProgram::Sessions) => (Code::InvalidInput, "minSessions"),
        CreateProgramError::Invalid(InvalidProgram::Minutes) => (Code::InvalidInput, "sessionMinutes"),
        CreateProgramError::Invalid(InvalidProgram::Phases) => (Code::InvalidInput, "initialPhaseEnds"),
        CreateProgramError::Invalid(InvalidProgram::Sizes) => (Code::InvalidInput, "minSize"),
        CreateProgramError::Invalid(InvalidProgram::Companions(_)) => (Code::InvalidInput, "companions"),
        CreateProgramError::CodeTaken => (Code::CodeTaken, "code"),
        CreateProgramError::KeyReused(_) => (Code::IdempotencyKeyReused, "idempotencyKey"),
        CreateProgramError::Failure(failure) => return Err(failure),
    };
    Ok(CreateProgramPayload::refused(code, Some(field), error))
}
