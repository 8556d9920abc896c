//! What keeps a plan that can be shown from becoming a series.

use jiff::Timestamp;

use super::expand::PlannedSession;
use super::session_series::SeriesOwner;
use crate::domain::ids::StaffMemberId;

/// One thing that keeps a plan from becoming a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeriesBlocker {
    /// Nobody is named whose sessions these are.
    #[error("a group or an individual treatment is missing: a preview does without, a series does not")]
    NoOwner,
    /// Nobody is named who leads it.
    #[error("therapistId is missing: a preview does without, a series does not")]
    NoTherapist,
    /// The first session has begun.
    #[error("the series would begin in the past: choose a later start date")]
    InPast,
    /// The therapist, the room or a client is in another session at one of these times.
    #[error(
        "a therapist, a room or a client is taken at one of these times; the preview's conflicts say who and when"
    )]
    DoubleBooked,
}

/// Whose series it is and who leads it: what a series needs and a preview does without.
///
/// # Errors
/// `NoOwner`, `NoTherapist`: the first that is missing.
pub fn owned_and_led(
    owner: Option<SeriesOwner>,
    therapist: Option<StaffMemberId>,
) -> Result<(SeriesOwner, StaffMemberId), SeriesBlocker> {
    let owner = owner.ok_or(SeriesBlocker::NoOwner)?;
    therapist.map(|therapist| (owner, therapist)).ok_or(SeriesBlocker::NoTherapist)
}

/// All that keeps these sessions from being made at `now`, in the order in which making them refuses.
///
/// `is_taken` says whether somebody or something the sessions would take is in another session then.
#[must_use]
pub fn series_blockers(
    owner: Option<SeriesOwner>,
    therapist: Option<StaffMemberId>,
    sessions: &[PlannedSession],
    is_taken: bool,
    now: Timestamp,
) -> Vec<SeriesBlocker> {
    let in_past = sessions.iter().any(|session| session.starts_at <= now);
    [
        (owner.is_none(), SeriesBlocker::NoOwner),
        (therapist.is_none(), SeriesBlocker::NoTherapist),
        (in_past, SeriesBlocker::InPast),
        (is_taken, SeriesBlocker::DoubleBooked),
    ]
    .into_iter()
    .filter_map(|(blocks, blocker)| blocks.then_some(blocker))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_missing_only_if_both_are_named() {
        let owner = SeriesOwner::Group(crate::domain::ids::GroupId::from_uuid(uuid::Uuid::nil()));
        let therapist = StaffMemberId::from_uuid(uuid::Uuid::nil());
        assert_eq!(owned_and_led(None, Some(therapist)), Err(SeriesBlocker::NoOwner));
        assert_eq!(owned_and_led(Some(owner), None), Err(SeriesBlocker::NoTherapist));
        assert_eq!(owned_and_led(Some(owner), Some(therapist)), Ok((owner, therapist)));
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(series_blockers(Some(owner), Some(therapist), &[], false, now), []);
        let all = series_blockers(None, None, &[], true, now);
        assert_eq!(all, [SeriesBlocker::NoOwner, SeriesBlocker::NoTherapist, SeriesBlocker::DoubleBooked]);
    }
}
