//! Adding programs of the clinic's own, and changing them.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::app::programs::{self, CreateProgram, CreateProgramError, UpdateProgram, UpdateProgramError};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::companions::{Companion, CompanionKind};
use crate::domain::ids::ProgramId;
use crate::domain::programs::{InvalidProgram, ProgramDraft};
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, each, optional_text, text};
use crate::graphql::patch::change;
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
    /// The fewest sessions, make-ups among them, by which the treatment counts as received: 1 to `minSessions`; half of
    /// those, rounded up, if left out.
    minimum_dose: Option<i64>,
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

/// An edit of a program; what is left out stays. Its format, its sessions and its sizes can't be changed: courses were
/// promised and groups formed under them. Add another program for others.
#[derive(InputObject)]
pub(crate) struct UpdateProgramInput {
    /// Which.
    id: ID,
    /// The version that was read: if the program has been changed since, the edit is refused.
    row_version: i64,
    /// The name shown, 1 to 120 characters.
    name: MaybeUndefined<String>,
    /// The fewest sessions by which the treatment counts as received, 1 to `minSessions`.
    minimum_dose: MaybeUndefined<i64>,
    /// All the meetings it is to ask for of each client beside the weekly sessions, instead of those it asked for; each kind
    /// once. An empty list asks for none.
    companions: MaybeUndefined<Vec<CompanionInput>>,
}

payload! {
    /// The answer to `updateProgram`.
    "updateProgram" => UpdateProgramPayload {
        /// The program as it is now.
        program: TreatmentProgram
    }
    UpdateProgramUserError, UpdateProgramErrorCode {
        /// Somebody else has changed the program since it was read.
        Stale,
    }
}

impl UpdateProgramInput {
    fn parse(self, id: ProgramId) -> Result<UpdateProgram, InvalidField> {
        let Self { id: _, row_version, name, minimum_dose, companions } = self;
        Ok(UpdateProgram {
            id,
            row_version,
            name: change("name", name, |given| text("name", &given))?,
            minimum_dose: change("minimumDose", minimum_dose, Ok)?,
            companions: change("companions", companions, parse_companions)?,
        })
    }
}

fn parse_companions(given: Vec<CompanionInput>) -> Result<Vec<Companion>, InvalidField> {
    each("companions", given, CompanionKind::ALL.len(), CompanionInput::parse)
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
            minimum_dose,
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
            minimum_dose: minimum_dose.unwrap_or(ProgramDraft::usual_minimum_dose(min_sessions)),
            session_minutes,
            initial_phase_ends,
            middle_phase_ends,
            min_size,
            viable_size,
            max_size,
            companions: parse_companions(companions)?,
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

    /// Changes what a program is called, and which meetings it asks for beside the weekly sessions: of everybody who follows
    /// it, from now on. Their windows are counted anew; meetings that are scheduled already stay.
    async fn update_program(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The edit.")] input: UpdateProgramInput,
    ) -> Result<UpdateProgramPayload> {
        use UpdateProgramErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("id", &input.id)?;
        let command = parsed!(input.parse(id));
        let refused = |code, field, error| Ok(UpdateProgramPayload::refused(code, Some(field), error));
        match programs::update_program(app, caller, command).await {
            Ok(program) => UpdateProgramPayload::done(ctx, program),
            Err(error @ UpdateProgramError::Stale) => refused(Code::Stale, "rowVersion", error),
            Err(error @ UpdateProgramError::Companions(_)) => {
                refused(Code::InvalidInput, "companions", error)
            }
            Err(error @ UpdateProgramError::MinimumDose(_)) => {
                refused(Code::InvalidInput, "minimumDose", error)
            }
            Err(UpdateProgramError::Failure(failure)) => Err(expose_on("id", failure)),
        }
    }
}

fn refused(error: CreateProgramError) -> Result<CreateProgramPayload, Failure> {
    use CreateProgramErrorCode as Code;
    let (code, field) = match error {
        CreateProgramError::Invalid(InvalidProgram::Code) => (Code::InvalidInput, "code"),
        CreateProgramError::Invalid(InvalidProgram::Sessions) => (Code::InvalidInput, "minSessions"),
        CreateProgramError::Invalid(InvalidProgram::MinimumDose) => (Code::InvalidInput, "minimumDose"),
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
