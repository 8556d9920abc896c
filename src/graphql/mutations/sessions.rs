//! Moving and cancelling one session.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::series::{self, CancelSessionError as CancelRefusal, RescheduleSessionError as MoveRefusal};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::SessionId;
use crate::domain::series::{MoveSessionError, SessionMinutes};
use crate::graphql::expose::{expose, expose_on, no_such_record, only};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, invalid, zone};
use crate::graphql::loaders;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::LocalDateTime;
use crate::graphql::selection::Selection;
use crate::graphql::types::{CancelledBy, Session};

/// Where a session is to go.
#[derive(InputObject)]
pub(crate) struct RescheduleSessionInput {
    /// The session's id.
    session_id: ID,
    /// The version that was read.
    row_version: i64,
    /// The new wall time, in `zone`.
    local_start: LocalDateTime,
    /// The tz database zone of the new wall time; the session's own if left out.
    zone: Option<String>,
    /// The new length, in elapsed minutes, 10 to 240; the session's own if left out.
    minutes: Option<i64>,
}

payload! {
    /// The answer to `rescheduleSession`.
    "rescheduleSession" => RescheduleSessionPayload {
        /// The session, moved.
        #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
        session: Session
    }
    RescheduleSessionUserError, RescheduleSessionErrorCode {
        /// It is cancelled.
        Cancelled,
        /// It has begun.
        Held,
        /// Somebody's attendance is recorded for it already, such as an absence announced beforehand: take that back by
        /// `correctMark` first, or cancel the session by `cancelSession`.
        Marked,
        /// The new time has passed already.
        InPast,
        /// It has this time already.
        NotChanged,
        /// The new time lies beyond the calendar.
        BeyondCalendar,
        /// Somebody changed it meanwhile: read it again.
        Stale,
        /// A therapist, a room or a client is in another session then.
        DoubleBooked,
    }
}

/// Which session is not to take place.
#[derive(InputObject)]
pub(crate) struct CancelSessionInput {
    /// The session's id.
    session_id: ID,
    /// The version that was read.
    row_version: i64,
    /// On whose side.
    cancelled_by: CancelledBy,
    /// Whether a session is added a week after the series' last, so that the promised dose is delivered. None ever is for
    /// a meeting beside the weekly sessions: schedule another.
    #[graphql(default = true)]
    append: bool,
}

payload! {
    /// The answer to `cancelSession`.
    "cancelSession" => CancelSessionPayload {
        /// The session, cancelled.
        #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
        session: Session
    }
    CancelSessionUserError, CancelSessionErrorCode {
        /// It is cancelled already.
        AlreadyCancelled,
        /// It has begun.
        Held,
        /// Somebody changed it meanwhile: read it again.
        Stale,
        /// The session to add at the end would collide with another one.
        AppendDoubleBooked,
        /// There is no time for the session to add at the end: all is closed, or the calendar ends.
        CannotAppend,
    }
}

impl RescheduleSessionInput {
    fn parse(self, session_id: SessionId) -> Result<series::RescheduleSession, InvalidField> {
        let Self { session_id: _, row_version, local_start, zone: zone_name, minutes } = self;
        Ok(series::RescheduleSession {
            session_id,
            row_version,
            local_start: local_start.0,
            zone: zone_name.map(|name| zone("zone", &name)).transpose()?,
            minutes: minutes
                .map(|given| SessionMinutes::parse(given).map_err(|error| invalid("minutes")(&error)))
                .transpose()?,
        })
    }
}

#[derive(Default)]
pub(crate) struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Moves one session to another wall time. Its id stays; reminders of the old time are superseded.
    async fn reschedule_session(
        &self,
        ctx: &Context<'_>,
        input: RescheduleSessionInput,
    ) -> Result<RescheduleSessionPayload> {
        use RescheduleSessionErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let session_id = parse_id("sessionId", &input.session_id)?;
        let command = parsed!(input.parse(session_id));
        match series::reschedule_session(app, caller, command).await {
            Ok(session) => RescheduleSessionPayload::done(ctx, changed(ctx, session.id).await?),
            Err(MoveRefusal::Failure(failure)) => Err(expose_on("sessionId", failure)),
            Err(error @ MoveRefusal::Stale { .. }) => {
                Ok(RescheduleSessionPayload::refused(Code::Stale, Some("rowVersion"), error))
            }
            Err(error @ MoveRefusal::DoubleBooked) => {
                Ok(RescheduleSessionPayload::refused(Code::DoubleBooked, Some("localStart"), error))
            }
            Err(MoveRefusal::Move(error)) => Ok(move_refused(error)),
        }
    }

    /// Cancels one session that has not begun. Unless told otherwise a session is added at the series' end, so that
    /// the promised dose is delivered.
    async fn cancel_session(
        &self,
        ctx: &Context<'_>,
        input: CancelSessionInput,
    ) -> Result<CancelSessionPayload> {
        use CancelSessionErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let CancelSessionInput { session_id, row_version, cancelled_by, append } = input;
        let command = series::CancelSession {
            session_id: parse_id("sessionId", &session_id)?,
            row_version,
            cancelled_by: cancelled_by.into(),
            append,
        };
        let refused = |code, field, error| Ok(CancelSessionPayload::refused(code, Some(field), error));
        match series::cancel_session(app, caller, command).await {
            Ok(cancelled) => CancelSessionPayload::done(ctx, changed(ctx, cancelled.session.id).await?),
            Err(error @ CancelRefusal::AlreadyCancelled) => {
                refused(Code::AlreadyCancelled, "sessionId", error)
            }
            Err(error @ CancelRefusal::Held) => refused(Code::Held, "sessionId", error),
            Err(error @ CancelRefusal::Stale { .. }) => refused(Code::Stale, "rowVersion", error),
            Err(error @ CancelRefusal::AppendDoubleBooked) => {
                refused(Code::AppendDoubleBooked, "append", error)
            }
            Err(error @ CancelRefusal::CannotAppend(_)) => refused(Code::CannotAppend, "append", error),
            Err(CancelRefusal::Failure(failure)) => Err(expose_on("sessionId", failure)),
        }
    }
}

fn move_refused(error: MoveSessionError) -> RescheduleSessionPayload {
    use RescheduleSessionErrorCode as Code;
    let (code, field) = match error {
        MoveSessionError::Cancelled => (Code::Cancelled, "sessionId"),
        MoveSessionError::Past => (Code::Held, "sessionId"),
        MoveSessionError::Marked => (Code::Marked, "sessionId"),
        MoveSessionError::NotOnAMinute(_) => (Code::InvalidInput, "localStart"),
        MoveSessionError::TargetPast => (Code::InPast, "localStart"),
        MoveSessionError::NotChanged => (Code::NotChanged, "localStart"),
        MoveSessionError::BeyondCalendar(_) => (Code::BeyondCalendar, "localStart"),
    };
    RescheduleSessionPayload::refused(code, Some(field), error)
}

/// The session as it is now, with the edges that the payload's document selects.
pub(super) async fn changed(ctx: &Context<'_>, id: SessionId) -> Result<Session> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let record = series::find_session(app, caller, id)
        .await
        .map_err(expose)?
        .ok_or_else(|| no_such_record("sessionId"))?;
    only(loaders::sessions(ctx, Selection::of(ctx).field("session"), vec![record]).await?)
}
