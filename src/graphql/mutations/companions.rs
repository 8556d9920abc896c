//! Scheduling companion meetings.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::sessions::changed;
use crate::app::App;
use crate::app::companions::{self, ScheduleCompanionError as Refusal};
use crate::app::series::PlaceMeetingError;
use crate::domain::access::{Action, Caller};
use crate::domain::ids::{EnrollmentId, RoomId, StaffMemberId};
use crate::domain::series::SessionMinutes;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::input::{InvalidField, invalid, zone};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::LocalDateTime;
use crate::graphql::types::{CompanionKind, Session};

/// A companion meeting to schedule.
#[derive(InputObject)]
pub(crate) struct ScheduleCompanionMeetingInput {
    /// Whose: the enrollment's id.
    enrollment_id: ID,
    /// Which of those that the program asks for.
    companion: CompanionKind,
    /// The wall time, in `zone`.
    local_start: LocalDateTime,
    /// The tz database zone of that wall time; that of the weekly sessions if left out, or the site's.
    zone: Option<String>,
    /// How long it takes, in elapsed minutes, 10 to 240; as the program says if left out.
    minutes: Option<i64>,
    /// Who leads it; whoever leads the weekly sessions if left out.
    therapist_id: Option<ID>,
    /// The room's id; remote if left out.
    room_id: Option<ID>,
}

payload! {
    /// The answer to `scheduleCompanionMeeting`.
    "scheduleCompanionMeeting" => ScheduleCompanionMeetingPayload {
        /// The meeting.
        #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
        session: Session
    }
    ScheduleCompanionMeetingUserError, ScheduleCompanionMeetingErrorCode {
        /// The enrollment is over.
        EnrollmentOver,
        /// The program asks for no such meeting.
        NotAskedFor,
        /// It is scheduled already, or was held: move that session, or cancel it.
        ScheduledAlready,
        /// The clinic has no such therapist, or they lead no sessions any more; or none is named, and there is no weekly
        /// session yet.
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

impl ScheduleCompanionMeetingInput {
    fn parse(
        self,
        enrollment_id: EnrollmentId,
        therapist_id: Option<StaffMemberId>,
        room_id: Option<RoomId>,
    ) -> Result<companions::ScheduleCompanion, InvalidField> {
        let Self { companion, local_start, zone: zone_name, minutes, .. } = self;
        Ok(companions::ScheduleCompanion {
            enrollment_id,
            kind: companion.into(),
            local_start: local_start.0,
            zone: zone_name.map(|name| zone("zone", &name)).transpose()?,
            minutes: minutes
                .map(|given| SessionMinutes::parse(given).map_err(|error| invalid("minutes")(&error)))
                .transpose()?,
            therapist_id,
            room_id,
        })
    }
}

#[derive(Default)]
pub(crate) struct CompanionMutations;

#[Object]
impl CompanionMutations {
    /// Schedules a meeting that the program asks for beside the weekly sessions, of one client: it counts in no rate and no
    /// dose. Outside its window `companionMeetings` lists it as such.
    async fn schedule_companion_meeting(
        &self,
        ctx: &Context<'_>,
        input: ScheduleCompanionMeetingInput,
    ) -> Result<ScheduleCompanionMeetingPayload> {
        use ScheduleCompanionMeetingErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let enrollment_id = parse_id("enrollmentId", &input.enrollment_id)?;
        let therapist_id = parse_optional_id("therapistId", input.therapist_id.as_ref())?;
        let room_id = parse_optional_id("roomId", input.room_id.as_ref())?;
        let command = parsed!(input.parse(enrollment_id, therapist_id, room_id));
        let refused = |code, field, error: Refusal| {
            Ok(ScheduleCompanionMeetingPayload::refused(code, Some(field), error))
        };
        match companions::schedule_companion(app, caller, command).await {
            Ok(session) => ScheduleCompanionMeetingPayload::done(ctx, changed(ctx, session.id).await?),
            Err(Refusal::Failure(failure)) => Err(expose_on("enrollmentId", failure)),
            Err(error @ Refusal::EnrollmentOver) => refused(Code::EnrollmentOver, "enrollmentId", error),
            Err(error @ Refusal::NotAskedFor(_)) => refused(Code::NotAskedFor, "companion", error),
            Err(error @ Refusal::ScheduledAlready) => refused(Code::ScheduledAlready, "companion", error),
            Err(error @ Refusal::NoTherapist) => refused(Code::TherapistNotFound, "therapistId", error),
            Err(Refusal::Place(error)) => {
                let (code, field) = match error {
                    PlaceMeetingError::TherapistNotFound => (Code::TherapistNotFound, "therapistId"),
                    PlaceMeetingError::RoomNotFound => (Code::RoomNotFound, "roomId"),
                    PlaceMeetingError::NotOnAMinute(_) => (Code::InvalidInput, "localStart"),
                    PlaceMeetingError::InPast(_) => (Code::InPast, "localStart"),
                    PlaceMeetingError::BeyondCalendar(_) => (Code::BeyondCalendar, "localStart"),
                    PlaceMeetingError::Closed(_) => (Code::Closed, "localStart"),
                    PlaceMeetingError::DoubleBooked => (Code::DoubleBooked, "localStart"),
                    PlaceMeetingError::Failure(failure) => return Err(expose_on("enrollmentId", failure)),
                };
                Ok(ScheduleCompanionMeetingPayload::refused(code, Some(field), error))
            }
        }
    }
}
