//! Taking changes of the schedule back.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::series::{self, UndoScheduleChange, UndoScheduleChangeError as Refusal};
use crate::domain::access::Caller;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::payload::payload;
use crate::graphql::types::UndoneScheduleChange;

/// A change that is to be taken back.
#[derive(InputObject)]
pub(crate) struct UndoScheduleChangeInput {
    /// The change's id (`scc_…`).
    change_id: ID,
    /// Whether series that can't be taken back any more stay as they are and the others are; otherwise nothing is taken
    /// back then.
    #[graphql(default)]
    partly: bool,
}

payload! {
    /// The answer to `undoScheduleChange`.
    "undoScheduleChange" => UndoScheduleChangePayload {
        /// What was taken back.
        undone: UndoneScheduleChange
    }
    UndoScheduleChangeUserError, UndoScheduleChangeErrorCode {
        /// Something happened since to what the change had changed, or its old times were closed: undo it partly, or edit.
        Overtaken,
        /// A therapist, a room or a client is in another session at one of the old times by now.
        DoubleBooked,
        /// Whoever led a session before leads none any more.
        TherapistNotFound,
        /// The brief form was accepted with it: `undoBriefForm` takes both back.
        OfBriefForm,
    }
}

#[derive(Default)]
pub(crate) struct ScheduleChangeMutations;

#[Object]
impl ScheduleChangeMutations {
    /// Takes an edit of a series, closures or time off back: sessions stand again as it found them, those it added are
    /// cancelled, its closures count no more. Within a few minutes nobody is mailed of either. Taken back already, it
    /// stays so.
    async fn undo_schedule_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: UndoScheduleChangeInput,
    ) -> Result<UndoScheduleChangePayload> {
        use UndoScheduleChangeErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let UndoScheduleChangeInput { change_id, partly } = input;
        let command = UndoScheduleChange { change_id: parse_id("changeId", &change_id)?, partly };
        let refused =
            |code, error: Refusal| Ok(UndoScheduleChangePayload::refused(code, Some("changeId"), error));
        match series::undo_schedule_change(app, caller, command).await {
            Ok(undone) => UndoScheduleChangePayload::done(ctx, undone),
            Err(error @ Refusal::Overtaken { .. }) => refused(Code::Overtaken, error),
            Err(error @ Refusal::DoubleBooked(_)) => refused(Code::DoubleBooked, error),
            Err(error @ Refusal::OfBriefForm) => refused(Code::OfBriefForm, error),
            Err(error @ Refusal::TherapistGone(_)) => refused(Code::TherapistNotFound, error),
            Err(Refusal::Failure(failure)) => Err(expose_on("changeId", failure)),
        }
    }
}
