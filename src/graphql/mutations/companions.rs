//! Scheduling companion meetings.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::meetings::{MeetingFields, not_placed};
use super::sessions::changed;
use crate::app::App;
use crate::app::companions::{self, ScheduleCompanionError as Refusal};
use crate::domain::access::{Action, Caller};
use crate::graphql::expose::expose_on;
use crate::graphql::ids::{parse_id, parse_optional_id};
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
    /// Where a remote one is held, an address that begins with `https://`, at most 500 characters.
    meeting_link: Option<String>,
}

payload! {
    /// The answer to `scheduleCompanionMeeting`.
    "scheduleCompanionMeeting" => ScheduleCompanionMeetingPayload {
        /// The meeting.
        #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
        session: Session
    }
    ScheduleCompanionMeetingUserError, ScheduleCompanionMeetingErrorCode {
        /// The enrollment is over, and the meeting is none that concludes a completed course (post-group, evaluation after it).
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
        /// The time lies more than a year before the client was enrolled.
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
pub(crate) struct CompanionMutations;

#[Object]
impl CompanionMutations {
    /// Schedules a meeting that the program asks for beside the weekly sessions, of one client: it counts in no rate and no
    /// dose. Outside its window `companionMeetings` lists it as such. One that was held already is recorded the same way,
    /// with its time in the past: nobody is told of it, and then its attendance is marked.
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
        let ScheduleCompanionMeetingInput { companion, local_start, zone, minutes, meeting_link, .. } = input;
        let fields = MeetingFields { local_start, zone, minutes, meeting_link };
        let meeting = parsed!(fields.parse(therapist_id, room_id));
        let command = companions::ScheduleCompanion { enrollment_id, kind: companion.into(), meeting };
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
                not_placed!(ScheduleCompanionMeetingPayload, Code, "enrollmentId", error)
            }
        }
    }
}
