//! Guest seats: making up for a missed session in a sister group.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::sessions::changed;
use crate::app::App;
use crate::app::makeups::{
    self, GiveBackGuestSeatError as GiveBackRefusal, MissedPlaceError, TakeGuestSeatError as SeatRefusal,
};
use crate::domain::access::{Action, Caller};
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::payload::payload;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::types::Session;

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
        /// A make-up of it stands: cancel that one, or give that guest seat back, first.
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

/// A guest seat to give back.
#[derive(InputObject)]
pub(crate) struct GiveBackGuestSeatInput {
    /// The id of the guest's place in the sister group's session.
    participation_id: ID,
}

payload! {
    /// The answer to `giveBackGuestSeat`.
    "giveBackGuestSeat" => GiveBackGuestSeatPayload {
        /// The sister group's session.
        #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
        session: Session
    }
    GiveBackGuestSeatUserError, GiveBackGuestSeatErrorCode {
        /// The client is no guest there.
        NoGuest,
        /// The session has begun: mark the client's absence instead.
        Begun,
        /// The place is marked: correct the mark first.
        Marked,
    }
}

#[derive(Default)]
pub(crate) struct GuestSeatMutations;

#[Object]
impl GuestSeatMutations {
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
                    MissedPlaceError::MadeUpAlready(_) => Code::MadeUpAlready,
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
    /// Gives a guest seat back before the session begins: somebody else may sit there, and the missed session can be made up
    /// for otherwise. The client is mailed that the appointment is off, unless they were told nothing of it.
    async fn give_back_guest_seat(
        &self,
        ctx: &Context<'_>,
        input: GiveBackGuestSeatInput,
    ) -> Result<GiveBackGuestSeatPayload> {
        use GiveBackGuestSeatErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let participation_id = parse_id("participationId", &input.participation_id)?;
        let refused =
            |code, error| Ok(GiveBackGuestSeatPayload::refused(code, Some("participationId"), error));
        match makeups::give_back_guest_seat(app, caller, makeups::GiveBackGuestSeat { participation_id })
            .await
        {
            Ok(session) => GiveBackGuestSeatPayload::done(ctx, changed(ctx, session.id).await?),
            Err(GiveBackRefusal::Failure(failure)) => Err(expose_on("participationId", failure)),
            Err(error @ GiveBackRefusal::NoGuest) => refused(Code::NoGuest, error),
            Err(error @ GiveBackRefusal::Begun) => refused(Code::Begun, error),
            Err(error @ GiveBackRefusal::Marked(_)) => refused(Code::Marked, error),
        }
    }
}
