//! Making up for missed sessions.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::makeups::{self, MissedPlaceError, ScheduleMakeupError as MakeupRefusal};
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
        /// A make-up of it stands: cancel that one, or give that guest seat back, first.
        MadeUpAlready,
        /// The client's group is open, and a sister group has a free seat for a guest: `takeGuestSeat`.
        GroupIsOpen,
        /// The clinic has no such therapist, or they lead no sessions any more.
        TherapistNotFound,
        /// The clinic has no such room.
        RoomNotFound,
        /// The time has passed.
        InPast,
        /// The time lies more than two years ahead.
        BeyondCalendar,
        /// The site is closed then, or the therapist has time off.
        Closed,
        /// The therapist, the room or the client is in another session then.
        DoubleBooked,
    }
}

#[derive(Default)]
pub(crate) struct MakeupMutations;

#[Object]
impl MakeupMutations {
    /// Gives a client a session of their own for a weekly one they missed: counted in the dose like it, and in no rate. For
    /// somebody treated alone, of a closed group, or of an open one whose sister groups have no free seat for a guest.
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
                MissedPlaceError::MadeUpAlready(_) => on_place(Code::MadeUpAlready, error.into()),
                MissedPlaceError::Failure(failure) => Err(expose_on("participationId", failure)),
            },
            Err(MakeupRefusal::Place(error)) => {
                not_placed!(ScheduleMakeupPayload, Code, "participationId", error)
            }
        }
    }
}
