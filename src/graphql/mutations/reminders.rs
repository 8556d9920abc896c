//! Saying when clients are reminded.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use super::reminder_rule_input::ReminderRuleInput;
use crate::app::App;
use crate::app::reminders::{
    self, NotResendable, RemoveReminderPolicyError, ResendDeliveryError, SetReminderPolicyError,
};
use crate::domain::access::Caller;
use crate::domain::reminders::{self as domain, PolicyFor, Rules};
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, each, invalid, read, text};
use crate::graphql::patch::patch;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{QuietHours, ReminderDelivery, ReminderPolicy};

/// What a policy is to be.
#[derive(InputObject)]
pub(crate) struct SetReminderPolicyInput {
    /// The program, for the policy of all in it who have none of their own. Without it and `clientId`, the clinic's is set.
    program_id: Option<ID>,
    /// The client, for a policy of their own, in whatever program.
    client_id: Option<ID>,
    /// Its name, 1 to 120 characters.
    name: String,
    /// Whether reminders go out by it. An inactive policy still wins over those further away: then none are sent.
    is_active: bool,
    /// When reminders are due: 1 to 3 rules at different times.
    rules: Vec<ReminderRuleInput>,
    /// Whether a client who said that they come is reminded no more of that session, unless it is moved. Left out, it stays as it is
    /// (of a new policy, true).
    stops_when_confirmed: Option<bool>,
    /// The hours in which nobody is mailed, on the clock of the recipient's zone. Left out, they stay as they are (a new policy's
    /// are 21:00 to 08:00); null is none.
    quiet_hours: MaybeUndefined<QuietHours>,
}

payload! {
    /// The answer to `setReminderPolicy`.
    "setReminderPolicy" => SetReminderPolicyPayload {
        /// The policy as it is now.
        reminder_policy: ReminderPolicy
    }
    SetReminderPolicyUserError, SetReminderPolicyErrorCode {
        /// The clinic has no such program.
        NoSuchProgram,
        /// The clinic has no such client.
        NoSuchClient,
    }
}

/// A policy to take away.
#[derive(InputObject)]
pub(crate) struct RemoveReminderPolicyInput {
    /// The policy (`pol_…`): a program's, or a client's own.
    policy_id: ID,
}

payload! {
    /// The answer to `removeReminderPolicy`.
    "removeReminderPolicy" => RemoveReminderPolicyPayload {
        /// The policy, as it was.
        reminder_policy: ReminderPolicy
    }
    RemoveReminderPolicyUserError, RemoveReminderPolicyErrorCode {
        /// It is the clinic's own.
        OfTheClinic,
    }
}

/// A mail that has failed.
#[derive(InputObject)]
pub(crate) struct ResendDeliveryInput {
    /// The mail (`dlv_…`).
    delivery_id: ID,
}

payload! {
    /// The answer to `resendDelivery`.
    "resendDelivery" => ResendDeliveryPayload {
        /// The mail, as it waits now.
        delivery: ReminderDelivery
    }
    ResendDeliveryUserError, ResendDeliveryErrorCode {
        /// It has not failed.
        NotFailed,
        /// What it tells is over.
        TooLate,
        /// Nothing is sent to the client's address, because mails to it came back.
        AddressSuspended,
        /// It is to a member of staff: the next one comes by itself.
        ToStaff,
    }
}

impl SetReminderPolicyInput {
    fn parse(self) -> Result<reminders::SetReminderPolicy, InvalidField> {
        let Self { program_id, client_id, name, is_active, rules, stops_when_confirmed, quiet_hours } = self;
        let of = match (program_id, client_id) {
            (None, None) => PolicyFor::Clinic,
            (Some(id), None) => PolicyFor::Program(text("programId", &id)?),
            (None, Some(id)) => PolicyFor::Client(text("clientId", &id)?),
            (Some(_), Some(_)) => {
                return Err(invalid("clientId")(
                    &"a client's policy goes in every program: leave programId out",
                ));
            }
        };
        // More than any policy may have are refused by the rule itself, which says why.
        let terms = each("rules", rules, 100, ReminderRuleInput::parse)?;
        Ok(reminders::SetReminderPolicy {
            of,
            name: text("name", &name)?,
            is_active,
            rules: read("rules", Rules::parse(terms))?,
            stops_when_confirmed,
            quiet_hours: patch(quiet_hours, |QuietHours { from, until }| {
                domain::QuietHours::parse(from.0, until.0).map_err(|error| invalid("quietHours")(&error))
            })?,
        })
    }
}

#[derive(Default)]
pub(crate) struct ReminderMutations;

#[Object]
impl ReminderMutations {
    /// Sets when clients are reminded: all of the clinic, those of a program, or one client. The nearest policy goes, as a whole.
    /// Reminders that wait follow it at once; what was sent stays sent.
    async fn set_reminder_policy(
        &self,
        ctx: &Context<'_>,
        input: SetReminderPolicyInput,
    ) -> Result<SetReminderPolicyPayload> {
        use SetReminderPolicyErrorCode as ErrorCode;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        match reminders::set_reminder_policy(app, caller, command).await {
            Ok(policy) => SetReminderPolicyPayload::done(ctx, policy),
            Err(error @ SetReminderPolicyError::NoSuchProgram) => {
                Ok(SetReminderPolicyPayload::refused(ErrorCode::NoSuchProgram, Some("programId"), error))
            }
            Err(error @ SetReminderPolicyError::NoSuchClient) => {
                Ok(SetReminderPolicyPayload::refused(ErrorCode::NoSuchClient, Some("clientId"), error))
            }
            Err(SetReminderPolicyError::Failure(failure)) => Err(expose(failure)),
        }
    }

    /// Takes a program's or a client's policy away: from now on the next nearest goes. Setting one again brings it back.
    async fn remove_reminder_policy(
        &self,
        ctx: &Context<'_>,
        input: RemoveReminderPolicyInput,
    ) -> Result<RemoveReminderPolicyPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("policyId", &input.policy_id)?;
        match reminders::remove_reminder_policy(app, caller, id).await {
            Ok(policy) => RemoveReminderPolicyPayload::done(ctx, policy),
            Err(error @ RemoveReminderPolicyError::OfTheClinic) => {
                let code = RemoveReminderPolicyErrorCode::OfTheClinic;
                Ok(RemoveReminderPolicyPayload::refused(code, Some("policyId"), error))
            }
            Err(RemoveReminderPolicyError::Failure(failure)) => Err(expose_on("policyId", failure)),
        }
    }

    /// Sends a mail again that has failed: it waits in the outbox, due now and as if it had never been tried, under another
    /// Message-ID. Whether it may still go out is asked once more before it does.
    async fn resend_delivery(
        &self,
        ctx: &Context<'_>,
        input: ResendDeliveryInput,
    ) -> Result<ResendDeliveryPayload> {
        use ResendDeliveryErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("deliveryId", &input.delivery_id)?;
        let refusal = match reminders::resend_delivery(app, caller, id).await {
            Ok(delivery) => return ResendDeliveryPayload::done(ctx, delivery),
            Err(ResendDeliveryError::NotResendable(refusal)) => refusal,
            Err(ResendDeliveryError::Failure(failure)) => return Err(expose_on("deliveryId", failure)),
        };
        let code = match refusal {
            NotResendable::NotFailed => Code::NotFailed,
            NotResendable::TooLate => Code::TooLate,
            NotResendable::AddressSuspended => Code::AddressSuspended,
            NotResendable::ToStaff => Code::ToStaff,
        };
        Ok(ResendDeliveryPayload::refused(code, Some("deliveryId"), refusal))
    }
}
