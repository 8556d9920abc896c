//! Marking a roster and correcting a mark.

use async_graphql::{Context, Object, Result};

use super::correct_mark::{CorrectMarkInput, CorrectMarkPayload};
use super::mark_roster::{MarkRosterInput, MarkRosterPayload};
use crate::app::App;
use crate::app::attendance::{self, CorrectMarkError, MarkRosterError};
use crate::domain::access::Caller;
use crate::graphql::expose::expose_on;
use crate::graphql::payload::parsed;
use crate::graphql::reads::note;

#[derive(Default)]
pub(crate) struct AttendanceMutations;

// An answer that only repeats the marks it was sent shows nothing new and is no read: the change is on record. The marks
// that stood in its way are.
#[Object]
impl AttendanceMutations {
    /// Records marks for a session's roster, wholly or in part: all of the marks given, or none. Sending the same again
    /// changes nothing. A mark that stands is changed by `correctMark`.
    async fn mark_roster(&self, ctx: &Context<'_>, input: MarkRosterInput) -> Result<MarkRosterPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse()?);
        match attendance::mark_roster(app, caller, command).await {
            Ok(entries) => Ok(MarkRosterPayload::done(entries)),
            Err(MarkRosterError::Refused(refused)) => {
                for standing in refused.iter().filter_map(|mark| mark.standing.as_ref()) {
                    note(ctx, standing)?;
                }
                Ok(MarkRosterPayload::refused(&refused))
            }
            Err(MarkRosterError::Overtaken) => Ok(MarkRosterPayload::overtaken()),
            Err(MarkRosterError::Failure(failure)) => Err(expose_on("sessionId", failure)),
        }
    }

    /// Replaces a mark; the history keeps both. Risk flags that rested on the old one are withdrawn. Sending the same
    /// correction again changes nothing.
    async fn correct_mark(&self, ctx: &Context<'_>, input: CorrectMarkInput) -> Result<CorrectMarkPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse()?);
        match attendance::correct_mark(app, caller, command).await {
            Ok(entry) => Ok(CorrectMarkPayload::done(entry)),
            Err(CorrectMarkError::Refused { why, standing }) => {
                note(ctx, &*standing)?;
                Ok(CorrectMarkPayload::refused(&why, &standing))
            }
            Err(CorrectMarkError::Overtaken) => Ok(CorrectMarkPayload::overtaken()),
            Err(error @ CorrectMarkError::EnrollmentEnded) => {
                Ok(CorrectMarkPayload::enrollment_ended(&error))
            }
            Err(CorrectMarkError::MakeUp(error)) => Ok(CorrectMarkPayload::not_standing_again(error)),
            Err(CorrectMarkError::DoubleBooked) => Ok(CorrectMarkPayload::double_booked()),
            Err(CorrectMarkError::Failure(failure)) => Err(expose_on("participationId", failure)),
        }
    }
}
