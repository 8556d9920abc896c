//! Making up for missed sessions.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::makeups::{
    self, MissedPlaceError, ScheduleMakeupError as MakeupRefusal, TakeGuestSeatError as SeatRefusal,
};
use crate::domain::access::{Action, Caller};
use crate::graphql::expose::expose_on;
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::LocalDateTime;
use crate::graphql::types::Session;

use super::meetings::{MeetingFields, not_placed};
use super::sessions::changed;

/// A missed place, and the session of their own that makes up for it.
#[derive(InputObject)]
pub(crate) struct ScheduleMakeupInput {
    /// The missed place's id.
    participation_id: ID,
    /// The wall time of the make-up, in `zone`.
    local_start: LocalDateTime,
    /// The tz database zone of that wall time; the missed session's if left out.
    zone: Option<String>,
    /// How long it takes, in elapsed minutes, 10 to 240; as long as the missed session if left out.
    minutes: Option<i64>,
    /// Who leads it; whoever led the missed session if left out.
    therapist_id: Option<ID>,
    /// The room's id; remote if left out.
    room_id: Option<ID>,
    /// Where a remote one is held, an address that begins with `https://`, at most 500 characters; the missed session's if
    /// left out and in no room.
    meeting_link: Option<String>,
}

payload! {
    /// The answer to `scheduleMakeup`.
    "scheduleMakeup" => ScheduleMakeupPayload {
        /// The make-up.
        #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
        session: Session
    }
    ScheduleMakeupUserError, ScheduleMakeupErrorCode {
        /// Nobody missed anything there: the client attended or was not expected, nobody has marked it, the session has not
        /// begun, was cancelled, or is no weekly one.
        NotMissed,
        /// The enrollment is over.
        EnrollmentOver,
        /// A make-up of it stands: move or cancel that one.
        MadeUpAlready,
        /// The client's group is open and has a sister group that takes guests: `takeGuestSeat`.
        GroupIsOpen,
        /// The clinic has no such therapist, or they lead no sessions any more.
        TherapistNotFound,
        /// The clinic has no such room.
        RoomNotFound,
        /// The time has passed.
        InPast,
        /// The time lies beyond the calendar.
        BeyondCalendar,
        /// The site is closed then, or the therapist has time off.
        Closed,
        /// The therapist, the room or the client is in another session then.
        DoubleBooked,
    }
}

/// A missed place, and the session of a sister group that makes up for it.
#[derive(InputObject)]
pub(crate) struct TakeGuestSeatInput {
    /// The missed place's id.
    participation_id: ID,
    /// The id of the sister group's session.
    session_id: ID,
}

payload! {
    /// The answer to `takeGuestSeat`.
    "takeGuestSeat" => TakeGuestSeatPayload {
        /// The sister group's session.
        #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
        session: Session
    }
    TakeGuestSeatUserError, TakeGuestSeatErrorCode {
        /// Nobody missed anything there: the client attended or was not expected, nobody has marked it, the session has not
        /// begun, was cancelled, or is no weekly one.
        NotMissed,
        /// The enrollment is over.
        EnrollmentOver,
        /// A make-up of it stands: move or cancel that one.
        MadeUpAlready,
        /// The client is in no open group: `scheduleMakeup`.
        NotOfAnOpenGroup,
        /// The clinic has no such session of a group.
        SessionNotFound,
        /// The session is none to come of an open group of the same program.
        NotASisterGroup,
        /// All guest seats of the session are taken.
        NoSeatLeft,
        /// The client has a place in that session already.
        AlreadyThere,
        /// The client is in another session then.
        ClientDoubleBooked,
    }
}

#[derive(Default)]
pub(crate) struct MakeupMutations;

#[Object]
impl MakeupMutations {
    /// Gives a client a session of their own for a weekly one they missed: counted in the dose like it, and in no rate. For
    /// somebody of a closed group, of one without a sister group, or treated alone.
    async fn schedule_makeup(
        &self,
        ctx: &Context<'_>,
        input: ScheduleMakeupInput,
    ) -> Result<ScheduleMakeupPayload> {
        use ScheduleMakeupErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let participation_id = parse_id("participationId", &input.participation_id)?;
        let therapist_id = parse_optional_id("therapistId", input.therapist_id.as_ref())?;
        let room_id = parse_optional_id("roomId", input.room_id.as_ref())?;
        let ScheduleMakeupInput { local_start, zone, minutes, meeting_link, .. } = input;
        let fields = MeetingFields { local_start, zone, minutes, meeting_link };
        let meeting = parsed!(fields.parse(therapist_id, room_id));
        let command = makeups::ScheduleMakeup { participation_id, meeting };
        let on_place = |code, error: MakeupRefusal| {
            Ok(ScheduleMakeupPayload::refused(code, Some("participationId"), error))
        };
        match makeups::schedule_makeup(app, caller, command).await {
            Ok(session) => ScheduleMakeupPayload::done(ctx, changed(ctx, session.id).await?),
            Err(MakeupRefusal::Failure(failure)) => Err(expose_on("participationId", failure)),
            Err(error @ MakeupRefusal::GroupIsOpen) => on_place(Code::GroupIsOpen, error),
            Err(MakeupRefusal::Missed(error)) => match error {
                MissedPlaceError::NotMissed(_) => on_place(Code::NotMissed, error.into()),
                MissedPlaceError::EnrollmentOver => on_place(Code::EnrollmentOver, error.into()),
                MissedPlaceError::MadeUpAlready => on_place(Code::MadeUpAlready, error.into()),
                MissedPlaceError::Failure(failure) => Err(expose_on("participationId", failure)),
            },
            Err(MakeupRefusal::Place(error)) => {
                not_placed!(ScheduleMakeupPayload, Code, "participationId", error)
            }
        }
    }

    /// Seats a client in one session of a sister group (open, of the same program) for a weekly one they missed in their own:
    /// on a guest seat, beside its members. Counted in the dose, in no rate and in no number of members.
    async fn take_guest_seat(
        &self,
        ctx: &Context<'_>,
        input: TakeGuestSeatInput,
    ) -> Result<TakeGuestSeatPayload> {
        use TakeGuestSeatErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = makeups::TakeGuestSeat {
            participation_id: parse_id("participationId", &input.participation_id)?,
            session_id: parse_id("sessionId", &input.session_id)?,
        };
        let refused =
            |code, field, error: SeatRefusal| Ok(TakeGuestSeatPayload::refused(code, Some(field), error));
        match makeups::take_guest_seat(app, caller, command).await {
            Ok(session) => TakeGuestSeatPayload::done(ctx, changed(ctx, session.id).await?),
            Err(SeatRefusal::Failure(failure)) => Err(expose_on("participationId", failure)),
            Err(SeatRefusal::Missed(error)) => {
                let code = match error {
                    MissedPlaceError::NotMissed(_) => Code::NotMissed,
                    MissedPlaceError::EnrollmentOver => Code::EnrollmentOver,
                    MissedPlaceError::MadeUpAlready => Code::MadeUpAlready,
                    MissedPlaceError::Failure(failure) => return Err(expose_on("participationId", failure)),
                };
                refused(code, "participationId", error.into())
            }
            Err(error @ SeatRefusal::NotOfAnOpenGroup) => {
                refused(Code::NotOfAnOpenGroup, "participationId", error)
            }
            Err(error @ SeatRefusal::SessionNotFound) => refused(Code::SessionNotFound, "sessionId", error),
            Err(error @ SeatRefusal::NoSister(_)) => refused(Code::NotASisterGroup, "sessionId", error),
            Err(error @ SeatRefusal::NoSeatLeft(_)) => refused(Code::NoSeatLeft, "sessionId", error),
            Err(error @ SeatRefusal::AlreadyThere) => refused(Code::AlreadyThere, "sessionId", error),
            Err(error @ SeatRefusal::ClientDoubleBooked) => {
                refused(Code::ClientDoubleBooked, "sessionId", error)
            }
        }
    }
}
