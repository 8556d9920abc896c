//! Meetings of one client beside the weekly sessions: what the mutations that schedule them share.

use crate::app::series::MeetingRequest;
use crate::domain::ids::{RoomId, StaffMemberId};
use crate::domain::series::SessionMinutes;
use crate::graphql::input::{InvalidField, optional_text, read, zone};
use crate::graphql::scalars::LocalDateTime;

/// When and where, as an input says it.
pub(super) struct MeetingFields {
    pub(super) local_start: LocalDateTime,
    pub(super) zone: Option<String>,
    pub(super) minutes: Option<i64>,
    pub(super) meeting_link: Option<String>,
}

impl MeetingFields {
    pub(super) fn parse(
        self,
        therapist_id: Option<StaffMemberId>,
        room_id: Option<RoomId>,
    ) -> Result<MeetingRequest, InvalidField> {
        let Self { local_start, zone: zone_name, minutes, meeting_link } = self;
        Ok(MeetingRequest {
            local_start: local_start.0,
            zone: zone_name.map(|name| zone("zone", &name)).transpose()?,
            minutes: minutes.map(|given| read("minutes", SessionMinutes::parse(given))).transpose()?,
            therapist_id,
            room_id,
            meeting_link: optional_text("meetingLink", meeting_link.as_deref())?,
        })
    }
}

/// Answers that a meeting can't be held then and there; the payload's codes have these names. `$subject` is the field whose
/// record the mutation is about.
macro_rules! not_placed {
    ($payload:ident, $code:ident, $subject:literal, $error:expr) => {{
        use $crate::app::series::PlaceMeetingError;
        let error = $error;
        let (code, field) = match error {
            PlaceMeetingError::TherapistNotFound => ($code::TherapistNotFound, "therapistId"),
            PlaceMeetingError::RoomNotFound => ($code::RoomNotFound, "roomId"),
            PlaceMeetingError::NotOnAMinute(_) => ($code::InvalidInput, "localStart"),
            PlaceMeetingError::InPast { .. } => ($code::InPast, "localStart"),
            PlaceMeetingError::BeyondCalendar(_) => ($code::BeyondCalendar, "localStart"),
            PlaceMeetingError::Closed(_) => ($code::Closed, "localStart"),
            PlaceMeetingError::DoubleBooked => ($code::DoubleBooked, "localStart"),
            PlaceMeetingError::Failure(failure) => {
                return Err($crate::graphql::expose::expose_on($subject, failure));
            }
        };
        Ok($payload::refused(code, Some(field), error))
    }};
}
pub(super) use not_placed;
