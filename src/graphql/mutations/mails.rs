//! Stopping a clinic's mails for a while.

use async_graphql::{Context, InputObject, Object, Result};

use crate::app::App;
use crate::app::reminders;
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::input::text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::MailStanding;

/// Why the clinic's mails are to be paused.
#[derive(InputObject)]
pub(crate) struct PauseMailsInput {
    /// In a few words, without anybody's name: 1 to 500 characters.
    reason: String,
}

payload! {
    /// The answer to `pauseMails`.
    "pauseMails" => PauseMailsPayload {
        /// How the clinic's mails stand now.
        mails: MailStanding
    }
    PauseMailsUserError, PauseMailsErrorCode {}
}

payload! {
    /// The answer to `resumeMails`.
    "resumeMails" => ResumeMailsPayload {
        /// How the clinic's mails stand now.
        mails: MailStanding
    }
    ResumeMailsUserError, ResumeMailsErrorCode {}
}

#[derive(Default)]
pub(crate) struct MailMutations;

#[Object]
impl MailMutations {
    /// Stops all mails of the clinic until `resumeMails`: reminders, and also what tells clients of changed and cancelled sessions,
    /// who then have to be told by telephone. What is under way in that moment still arrives. Planning goes on, so mails gather in
    /// the outbox. If they are paused already, nothing changes.
    async fn pause_mails(&self, ctx: &Context<'_>, input: PauseMailsInput) -> Result<PauseMailsPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let PauseMailsInput { reason } = input;
        let reason = parsed!(text("reason", &reason));
        let standing = reminders::pause_mails(app, caller, reason).await.map_err(expose)?;
        PauseMailsPayload::done(ctx, standing)
    }

    /// Lets the mails of the clinic leave again. Each that waits is looked at once more, as after an outage: what is still of use goes
    /// out, a session that has begun is told of no more, and of two reminders of a session only the nearer one is sent. If they are
    /// not paused, nothing changes.
    async fn resume_mails(&self, ctx: &Context<'_>) -> Result<ResumeMailsPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let standing = reminders::resume_mails(app, caller).await.map_err(expose)?;
        ResumeMailsPayload::done(ctx, standing)
    }
}
