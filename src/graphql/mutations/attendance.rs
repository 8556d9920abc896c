//! Marking a roster and correcting a mark.

use async_graphql::{Context, Object, Result};

use super::correct_mark::{CorrectMarkInput, CorrectMarkPayload};
use super::mark_roster::{MarkRosterErrorCode, MarkRosterInput, MarkRosterPayload};
use super::mark_rosters::{MarkRostersPayload, MarkedRoster};
use crate::app::access::require_for_own;
use crate::app::attendance::{self, CorrectMarkError, How, MarkRosterError, MarkedPlace};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::payload::parsed;
use crate::graphql::reads::note;

#[derive(Default)]
pub(crate) struct AttendanceMutations;

// An answer that only repeats the marks it was sent shows nothing new and is no read: the change is on record. The marks
// that stood in its way are, and those of everybody else who was marked already.
#[Object]
impl AttendanceMutations {
    /// Records marks for a session's roster, wholly or in part: all of the marks given, or none; with `markEveryoneElse` also
    /// of whoever is not named. Sending the same again changes nothing and answers the same. A mark that stands is changed by
    /// `correctMark`.
    async fn mark_roster(&self, ctx: &Context<'_>, input: MarkRosterInput) -> Result<MarkRosterPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse()?);
        answer(ctx, attendance::mark_roster(app, caller, command).await)
    }

    /// Records marks for several sessions' rosters, each as `markRoster` does: all of a session's marks or none, one session
    /// after the other. What one session refuses keeps none of the others back. At most 50 sessions, each once; sending the
    /// same again changes nothing.
    async fn mark_rosters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sessions with their marks.")] input: Vec<MarkRosterInput>,
    ) -> Result<MarkRostersPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let first = input.first().map_or("", |one| one.session_id.as_str());
        require_for_own(app, caller, Action::RecordAttendance, first).await.map_err(expose)?;
        if let Some(refused) = MarkRostersPayload::check(&input) {
            return Ok(refused);
        }
        // Read before any is carried out: what is no id at all is the request's error.
        let read = |one: MarkRosterInput| Ok((one.session_id.clone(), one.parse()?));
        let commands: Vec<_> = input.into_iter().map(read).collect::<Result<_>>()?;
        let mut results = Vec::with_capacity(commands.len());
        for (session_id, command) in commands {
            let payload = match command {
                Err(refused) => refused,
                Ok(command) => match attendance::mark_roster(app, caller, command).await {
                    Err(MarkRosterError::Failure(Failure::NotFound)) => MarkRosterPayload::not_found(),
                    Err(MarkRosterError::Failure(Failure::Denied(denied))) => {
                        MarkRosterPayload::not_led(denied)
                    }
                    outcome => answer(ctx, outcome)?,
                },
            };
            results.push(MarkedRoster::of(session_id, payload));
        }
        Ok(MarkRostersPayload::done(results))
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
            Err(error @ CorrectMarkError::Locked(_)) => Ok(CorrectMarkPayload::locked(&error)),
            Err(error @ CorrectMarkError::NoteNeeded(_)) => Ok(CorrectMarkPayload::note_needed(&error)),
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

/// What came of marking one roster; the marks that stood in its way are noted, and those that it left alone.
fn answer(
    ctx: &Context<'_>,
    outcome: Result<Vec<MarkedPlace>, MarkRosterError>,
) -> Result<MarkRosterPayload> {
    match outcome {
        Ok(places) => {
            for left_alone in places.iter().filter(|one| one.how == How::LeftAlone) {
                note(ctx, &left_alone.entry)?;
            }
            Ok(MarkRosterPayload::done(places))
        }
        Err(MarkRosterError::Refused(refused)) => {
            for standing in refused.iter().filter_map(|mark| mark.standing.as_ref()) {
                note(ctx, standing)?;
            }
            Ok(MarkRosterPayload::refused(&refused))
        }
        Err(error @ MarkRosterError::Locked(_)) => {
            let (code, message) = (MarkRosterErrorCode::Locked, error.to_string());
            Ok(MarkRosterPayload::refusal(code, Some("sessionId"), message))
        }
        Err(MarkRosterError::Overtaken) => Ok(MarkRosterPayload::overtaken()),
        Err(MarkRosterError::Failure(failure)) => Err(expose_on("sessionId", failure)),
    }
}
