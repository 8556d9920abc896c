//! Working through risk flags.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::risk::{HandleFlag, HandleFlagError, handle_flag};
use crate::domain::access::Caller;
use crate::domain::risk::{FlagStep, HandleError};
use crate::graphql::expose::expose_on;
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::input::{optional_text, text};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::scalars::Instant;
use crate::graphql::types::{ContactResult, RiskFlag, RiskOutcome};

/// A flag that somebody has seen.
#[derive(InputObject)]
pub(crate) struct AcknowledgeRiskFlagInput {
    /// The flag (`flg_…`).
    flag_id: ID,
}

/// Who is to see to a flag.
#[derive(InputObject)]
pub(crate) struct AssignRiskFlagInput {
    /// The flag (`flg_…`).
    flag_id: ID,
    /// The member of staff (`stf_…`): an administrator, a coordinator, or a therapist who leads sessions of the course.
    /// Nobody, if left out or null.
    staff_member_id: Option<ID>,
}

/// A flag whose client somebody has reached out to.
#[derive(InputObject)]
pub(crate) struct RecordRiskContactInput {
    /// The flag (`flg_…`).
    flag_id: ID,
    /// What came of it. A client who was reached has been heard of: it closes a NO_CONTACT flag of the course too, and is kept
    /// in its history.
    result: ContactResult,
    /// What there is to say: 1 to 500 characters. It is kept in the flag's history.
    note: Option<String>,
}

/// A flag that may rest.
#[derive(InputObject)]
pub(crate) struct SnoozeRiskFlagInput {
    /// The flag (`flg_…`).
    flag_id: ID,
    /// Until when, in UTC: at most 56 days from now.
    until: Instant,
    /// Why it may rest: 1 to 500 characters.
    reason: String,
}

/// A flag that is to rest no more.
#[derive(InputObject)]
pub(crate) struct WakeRiskFlagInput {
    /// The flag (`flg_…`).
    flag_id: ID,
}

/// A flag that is dealt with.
#[derive(InputObject)]
pub(crate) struct ResolveRiskFlagInput {
    /// The flag (`flg_…`).
    flag_id: ID,
    /// What came of it. FALSE_ALARM is counted against the rule. OTHER needs a note; BRIEF_FORM_ACCEPTED and
    /// BRIEF_FORM_DECLINED are written by `acceptBriefForm` and `declineBriefForm`, and refused here.
    outcome: Option<RiskOutcome>,
    /// What there is to say: 1 to 500 characters. With the outcome OTHER it has to say what came of it.
    note: Option<String>,
}

/// A flag that was closed by mistake, or too early.
#[derive(InputObject)]
pub(crate) struct ReopenRiskFlagInput {
    /// The flag (`flg_…`).
    flag_id: ID,
    /// Why: 1 to 500 characters. It is kept in the flag's history.
    reason: String,
}

macro_rules! flag_payloads {
    ($($operation:literal => $payload:ident, $error:ident, $code:ident { $($(#[$doc:meta])* $variant:ident,)* })+) => {$(
        payload! {
            #[doc = concat!("The answer to `", $operation, "`.")]
            $operation => $payload {
                /// The flag.
                flag: RiskFlag
            }
            $error, $code {
                /// It was resolved or withdrawn already.
                AlreadyClosed,
                $($(#[$doc])* $variant,)*
            }
        }
    )+};
}

flag_payloads! {
    "acknowledgeRiskFlag" => AcknowledgeRiskFlagPayload, AcknowledgeRiskFlagUserError, AcknowledgeRiskFlagErrorCode {}
    "assignRiskFlag" => AssignRiskFlagPayload, AssignRiskFlagUserError, AssignRiskFlagErrorCode {
        /// The clinic has no such member of staff.
        StaffMemberNotFound,
        /// The member of staff could do nothing about the flag: a viewer, a therapist who leads no session of the course, or
        /// one who is disabled.
        OwnerCannotAct,
    }
    "recordRiskContact" => RecordRiskContactPayload, RecordRiskContactUserError, RecordRiskContactErrorCode {}
    "snoozeRiskFlag" => SnoozeRiskFlagPayload, SnoozeRiskFlagUserError, SnoozeRiskFlagErrorCode {}
    "wakeRiskFlag" => WakeRiskFlagPayload, WakeRiskFlagUserError, WakeRiskFlagErrorCode {}
    "resolveRiskFlag" => ResolveRiskFlagPayload, ResolveRiskFlagUserError, ResolveRiskFlagErrorCode {
        /// The outcome OTHER needs a note.
        NoteNeeded,
        /// The outcome is one that accepting or declining the brief form writes.
        OfBriefForm,
    }
    "reopenRiskFlag" => ReopenRiskFlagPayload, ReopenRiskFlagUserError, ReopenRiskFlagErrorCode {
        /// Neither has a person closed it, nor a contact that is recorded as REACHED.
        NotResolvedByPerson,
        /// It suggests the brief form, which was accepted: `undoBriefForm` takes that back.
        BriefFormAccepted,
    }
}

#[derive(Default)]
pub(crate) struct RiskMutations;

/// Takes a step with a flag and maps the outcome to that mutation's payload; `$other` and `$another` are the codes for what
/// only that step can be refused for.
macro_rules! step {
    ($ctx:expr, $flag_id:expr, $step:expr => $payload:ident, $code:ident, $other:ident, $another:ident) => {{
        let (app, caller) = ($ctx.data::<App>()?, $ctx.data::<Caller>()?);
        let id = parse_id("flagId", &$flag_id)?;
        let command = HandleFlag { id, step: $step };
        match handle_flag(app, caller, command).await {
            Ok(flag) => $payload::done($ctx, flag),
            Err(HandleFlagError::Step(error @ (HandleError::Closed(_) | HandleError::ResolvedByPerson))) => {
                Ok($payload::refused($code::AlreadyClosed, Some("flagId"), error))
            }
            Err(HandleFlagError::Step(
                error @ (HandleError::SnoozePast { .. } | HandleError::SnoozeTooLong { .. }),
            )) => Ok($payload::refused($code::InvalidInput, Some("until"), error)),
            Err(HandleFlagError::Step(error @ HandleError::NotResolvedByPerson(_))) => {
                Ok($payload::refused($code::$other, Some("flagId"), error))
            }
            Err(HandleFlagError::Step(error @ HandleError::BriefFormAccepted)) => {
                Ok($payload::refused($code::$another, Some("flagId"), error))
            }
            Err(HandleFlagError::Step(error @ HandleError::NoteNeeded)) => {
                Ok($payload::refused($code::$other, Some("note"), error))
            }
            Err(HandleFlagError::Step(error @ HandleError::OfBriefForm(_))) => {
                Ok($payload::refused($code::$another, Some("outcome"), error))
            }
            Err(error @ HandleFlagError::OwnerNotFound) => {
                Ok($payload::refused($code::$other, Some("staffMemberId"), error))
            }
            Err(error @ HandleFlagError::OwnerUnfit(_)) => {
                Ok($payload::refused($code::$another, Some("staffMemberId"), error))
            }
            Err(HandleFlagError::Failure(failure)) => Err(expose_on("flagId", failure)),
        }
    }};
    ($ctx:expr, $flag_id:expr, $step:expr => $payload:ident, $code:ident) => {
        step!($ctx, $flag_id, $step => $payload, $code, InvalidInput, InvalidInput)
    };
}

#[Object]
impl RiskMutations {
    /// Says that somebody has seen the flag. A flag further along stays where it is.
    async fn acknowledge_risk_flag(
        &self,
        ctx: &Context<'_>,
        input: AcknowledgeRiskFlagInput,
    ) -> Result<AcknowledgeRiskFlagPayload> {
        step!(ctx, input.flag_id, FlagStep::Acknowledge => AcknowledgeRiskFlagPayload, AcknowledgeRiskFlagErrorCode)
    }

    /// Gives the flag to a member of staff who can work through it, or takes it from whoever has it.
    async fn assign_risk_flag(
        &self,
        ctx: &Context<'_>,
        input: AssignRiskFlagInput,
    ) -> Result<AssignRiskFlagPayload> {
        let owner = parse_optional_id("staffMemberId", input.staff_member_id.as_ref())?;
        step!(ctx, input.flag_id, FlagStep::Assign(owner)
            => AssignRiskFlagPayload, AssignRiskFlagErrorCode, StaffMemberNotFound, OwnerCannotAct)
    }

    /// Says that somebody has reached out to the client, and what came of it. Each call is kept in the flag's history.
    async fn record_risk_contact(
        &self,
        ctx: &Context<'_>,
        input: RecordRiskContactInput,
    ) -> Result<RecordRiskContactPayload> {
        let RecordRiskContactInput { flag_id, result, note } = input;
        let note = parsed!(optional_text("note", note.as_deref()));
        step!(ctx, flag_id, FlagStep::Contact { result: result.into(), note }
            => RecordRiskContactPayload, RecordRiskContactErrorCode)
    }

    /// Lets the flag rest: it is off the worklist until then, or until something makes it more urgent. The same again changes
    /// nothing; until the same instant for another reason, its `history` takes the new one.
    async fn snooze_risk_flag(
        &self,
        ctx: &Context<'_>,
        input: SnoozeRiskFlagInput,
    ) -> Result<SnoozeRiskFlagPayload> {
        let SnoozeRiskFlagInput { flag_id, until, reason } = input;
        let reason = parsed!(text("reason", &reason));
        step!(ctx, flag_id, FlagStep::Snooze { until: until.0, reason }
            => SnoozeRiskFlagPayload, SnoozeRiskFlagErrorCode)
    }

    /// Brings a flag that rests back onto the worklist.
    async fn wake_risk_flag(
        &self,
        ctx: &Context<'_>,
        input: WakeRiskFlagInput,
    ) -> Result<WakeRiskFlagPayload> {
        step!(ctx, input.flag_id, FlagStep::Wake => WakeRiskFlagPayload, WakeRiskFlagErrorCode)
    }

    /// Takes the flag off the worklist, until more is missed in a row or somebody reopens it. In the same words again it
    /// answers the same; in others it is refused, and `reopenRiskFlag` comes first.
    async fn resolve_risk_flag(
        &self,
        ctx: &Context<'_>,
        input: ResolveRiskFlagInput,
    ) -> Result<ResolveRiskFlagPayload> {
        let ResolveRiskFlagInput { flag_id, outcome, note } = input;
        // Where a note is needed, an empty one is none.
        let note = note.filter(|given| outcome != Some(RiskOutcome::Other) || !given.trim().is_empty());
        let note = parsed!(optional_text("note", note.as_deref()));
        step!(ctx, flag_id, FlagStep::Resolve { outcome: outcome.map(Into::into), note }
            => ResolveRiskFlagPayload, ResolveRiskFlagErrorCode, NoteNeeded, OfBriefForm)
    }

    /// Brings back a flag that a person has resolved, with its history: as CONTACTED if somebody had reached out to the client
    /// by then, as ACKNOWLEDGED otherwise. If its pattern is over, it closes again by itself.
    ///
    /// A NO_CONTACT flag that a contact recorded as REACHED has closed comes back too: nobody was reached, and what was recorded
    /// before counts as such no more.
    async fn reopen_risk_flag(
        &self,
        ctx: &Context<'_>,
        input: ReopenRiskFlagInput,
    ) -> Result<ReopenRiskFlagPayload> {
        let ReopenRiskFlagInput { flag_id, reason } = input;
        let reason = parsed!(text("reason", &reason));
        step!(ctx, flag_id, FlagStep::Reopen { reason }
            => ReopenRiskFlagPayload, ReopenRiskFlagErrorCode, NotResolvedByPerson, BriefFormAccepted)
    }
}
