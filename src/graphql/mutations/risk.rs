//! Working through risk flags.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::risk::{HandleFlag, HandleFlagError, handle_flag};
use crate::domain::access::Caller;
use crate::domain::risk::FlagStep;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::optional_text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::RiskFlag;

/// A flag that somebody has seen.
#[derive(InputObject)]
pub(crate) struct AcknowledgeRiskFlagInput {
    /// The flag (`flg_…`).
    flag_id: ID,
}

/// A flag whose client somebody has reached out to.
#[derive(InputObject)]
pub(crate) struct RecordRiskContactInput {
    /// The flag (`flg_…`).
    flag_id: ID,
}

/// A flag that is dealt with.
#[derive(InputObject)]
pub(crate) struct ResolveRiskFlagInput {
    /// The flag (`flg_…`).
    flag_id: ID,
    /// What came of it: 1 to 500 characters.
    note: Option<String>,
}

payload! {
    /// The answer to `acknowledgeRiskFlag`.
    "acknowledgeRiskFlag" => AcknowledgeRiskFlagPayload {
        /// The flag.
        flag: RiskFlag
    }
    AcknowledgeRiskFlagUserError, AcknowledgeRiskFlagErrorCode {
        /// It was resolved or withdrawn already.
        AlreadyClosed,
    }
}

payload! {
    /// The answer to `recordRiskContact`.
    "recordRiskContact" => RecordRiskContactPayload {
        /// The flag.
        flag: RiskFlag
    }
    RecordRiskContactUserError, RecordRiskContactErrorCode {
        /// It was resolved or withdrawn already.
        AlreadyClosed,
    }
}

payload! {
    /// The answer to `resolveRiskFlag`.
    "resolveRiskFlag" => ResolveRiskFlagPayload {
        /// The flag.
        flag: RiskFlag
    }
    ResolveRiskFlagUserError, ResolveRiskFlagErrorCode {
        /// It was resolved by attendance or withdrawn by a correction already.
        AlreadyClosed,
    }
}

#[derive(Default)]
pub(crate) struct RiskMutations;

/// Takes a step with a flag and maps the outcome to that mutation's payload.
macro_rules! step {
    ($ctx:expr, $flag_id:expr, $step:expr => $payload:ident, $code:ident) => {{
        let (app, caller) = ($ctx.data::<App>()?, $ctx.data::<Caller>()?);
        let id = parse_id("flagId", &$flag_id)?;
        let command = HandleFlag { id, step: $step };
        match handle_flag(app, caller, command).await {
            Ok(flag) => $payload::done($ctx, flag),
            Err(HandleFlagError::Closed(closed)) => {
                Ok($payload::refused($code::AlreadyClosed, Some("flagId"), closed))
            }
            Err(HandleFlagError::Failure(failure)) => Err(expose_on("flagId", failure)),
        }
    }};
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

    /// Says that somebody has reached out to the client.
    async fn record_risk_contact(
        &self,
        ctx: &Context<'_>,
        input: RecordRiskContactInput,
    ) -> Result<RecordRiskContactPayload> {
        step!(ctx, input.flag_id, FlagStep::Contact => RecordRiskContactPayload, RecordRiskContactErrorCode)
    }

    /// Takes the flag off the worklist; later marks of the same pattern don't bring it back.
    async fn resolve_risk_flag(
        &self,
        ctx: &Context<'_>,
        input: ResolveRiskFlagInput,
    ) -> Result<ResolveRiskFlagPayload> {
        let note = parsed!(optional_text("note", input.note.as_deref()));
        step!(ctx, input.flag_id, FlagStep::Resolve(note) => ResolveRiskFlagPayload, ResolveRiskFlagErrorCode)
    }
}
