//! Saying when clients are reminded.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::app::App;
use crate::app::reminders::{self, NotResendable, ResendDeliveryError, SetReminderPolicyError};
use crate::domain::access::Caller;
use crate::domain::reminders::{self as domain, Offsets};
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, invalid, text};
use crate::graphql::patch::patch;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{QuietHours, ReminderDelivery, ReminderPolicy};

/// What a policy is to be.
#[derive(InputObject)]
pub(crate) struct SetReminderPolicyInput {
    /// The program; left out, the clinic's policy for all programs without their own.
    program_id: Option<ID>,
    /// Its name, 1 to 120 characters.
    name: String,
    /// Whether reminders go out by it. A program's inactive policy still wins over the clinic's: it then has none.
    is_active: bool,
    /// How long before each session reminders are due, in elapsed minutes: 1 to 5 different numbers from 15 to 43200
    /// (30 days).
    minutes_before: Vec<i64>,
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
    }
}

impl SetReminderPolicyInput {
    fn parse(self) -> Result<reminders::SetReminderPolicy, InvalidField> {
        let Self { program_id, name, is_active, minutes_before, quiet_hours } = self;
        Ok(reminders::SetReminderPolicy {
            program_id: program_id.map(|id| text("programId", &id)).transpose()?,
            name: text("name", &name)?,
            is_active,
            offsets: Offsets::parse(&minutes_before).map_err(|error| invalid("minutesBefore")(&error))?,
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
    /// Sets when clients are reminded in a program, or in all programs without a policy of their own. Reminders that
    /// wait follow it at once; what was sent stays sent.
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
            Err(SetReminderPolicyError::Failure(failure)) => Err(expose(failure)),
        }
    }
    /// Sends a mail again that has failed: it waits in the outbox, due now and as if it had never been tried. Whether it may
    /// still go out is asked once more before it does.
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
        };
        Ok(ResendDeliveryPayload::refused(code, Some("deliveryId"), refusal))
    }
}
