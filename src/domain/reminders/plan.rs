//! Which reminders a place in a session gets.

use jiff::{SignedDuration, Timestamp};

use super::{PlanCandidate, QuietHours, RuleTime};
use crate::domain::attendance::Rsvp;
use crate::domain::ids::ReminderRuleId;
use crate::domain::time::Zone;

/// How late a reminder may be planned and still count as on time: a session made, or a worker started, a moment
/// after a reminder's time changes nothing for its reader.
pub const GRACE: SignedDuration = SignedDuration::from_mins(30);

/// How far ahead the start must be for a reminder that is later than that.
pub const LEAST_LEAD: SignedDuration = SignedDuration::from_mins(15);

/// A reminder to be put into the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedReminder {
    /// By which rule.
    pub rule_id: ReminderRuleId,
    /// When it is due: at the rule's time, or outside the quiet hours if it falls into them.
    pub due_at: Timestamp,
    /// The start: never sent from then on.
    pub not_after: Timestamp,
}

/// Plans the reminders that a place lacks, by the rules that speak of it; those that lie ahead, and at most one whose time has passed.
///
/// Where a session is planned late (made, moved closer, joined at short notice), several reminders' times may have
/// passed. Only the nearest of them is kept, so that nobody gets two at once, and only if
/// - it is less than [`GRACE`] late, or
/// - the start is at least [`LEAST_LEAD`] ahead, nothing was planned for this version of the session before (a new
///   rule of a policy mails nobody on the spot), and no other falls due within [`GRACE`].
#[must_use]
pub fn plan(candidate: &PlanCandidate, now: Timestamp) -> Vec<PlannedReminder> {
    let PlanCandidate { session, place, missing, has_others, previous_starts_at, .. } = candidate;
    let is_settled = candidate.stops_when_confirmed && place.rsvp == Rsvp::Confirmed;
    if session.starts_at <= now || is_settled || place.reason_not_to_remind().is_some() {
        return Vec::new();
    }
    let own = missing.iter().filter(|rule| rule.terms.when.speaks_of(session.starts_at, *previous_starts_at));
    let all = own.map(|rule| PlannedReminder {
        rule_id: rule.id,
        due_at: due_at(rule.terms.time, session.starts_at, &candidate.zone, candidate.quiet_hours, now),
        not_after: session.starts_at,
    });
    let (mut ahead, passed): (Vec<_>, Vec<_>) = all.partition(|reminder| reminder.due_at > now);
    let another_is_near = ahead.iter().any(|reminder| reminder.due_at.duration_since(now) <= GRACE);
    let lead = session.starts_at.duration_since(now);
    let nearest = passed.into_iter().max_by_key(|reminder| reminder.due_at).filter(|reminder| {
        let is_on_time = now.duration_since(reminder.due_at) <= GRACE;
        is_on_time || lead >= LEAST_LEAD && !has_others && !another_is_near
    });
    ahead.extend(nearest);
    ahead
}

/// When the reminder of what begins at `start` is due by a rule of that time, for somebody in `zone` who is not mailed in
/// `quiet_hours`. Without the zone's rules nobody knows when it is night there.
#[must_use]
pub fn due_at(
    time: RuleTime,
    start: Timestamp,
    zone: &Zone,
    quiet_hours: Option<QuietHours>,
    now: Timestamp,
) -> Timestamp {
    let due = time.due_at(start, zone);
    quiet_hours.filter(|_| zone.is_known()).map_or(due, |quiet| quiet.moved(due, start, zone, now))
}

/// When a reminder that waits, due at `known`, is due once it is `new` by the rule, the zone and the quiet hours of now; none
/// if that is over. A new time that has passed leaves it where it is: no edit mails anybody on the spot, and none drops it.
#[must_use]
pub fn dated_anew(known: Timestamp, new: Timestamp, now: Timestamp) -> Option<Timestamp> {
    [new, known].into_iter().find(|due| *due > now)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::super::{
        MinutesBefore, PlaceFacts, QuietHours, ReminderRule, RuleTerms, RuleTime, RuleWhen, SessionFacts,
    };
    use super::*;
    use crate::domain::attendance::StoredStatus;
    use crate::domain::enrollments::EnrollmentStatus;
    use crate::domain::ids::ParticipationId;
    use crate::domain::series::SessionStatus;
    use crate::domain::time::Zone;

    /// A session that starts at minute 10,000 of the epoch, with rules of these minutes.
    fn candidate(rules: &[i64]) -> PlanCandidate {
        let rule = |minutes: &i64| ReminderRule {
            id: ReminderRuleId::from_uuid(Uuid::from_u128(*minutes as u128)),
            terms: RuleTerms {
                time: RuleTime::Elapsed(MinutesBefore::parse(*minutes).unwrap()),
                when: RuleWhen::EachSession,
                asks_to_confirm: false,
            },
        };
        PlanCandidate {
            participation_id: ParticipationId::from_uuid(Uuid::nil()),
            session: SessionFacts {
                status: SessionStatus::Planned,
                starts_at: minute(10_000),
                notice_version: 1,
            },
            place: PlaceFacts {
                enrollment: EnrollmentStatus::Enrolled,
                rsvp: Rsvp::NoResponse,
                attendance: StoredStatus::Unrecorded,
            },
            missing: rules.iter().map(rule).collect(),
            has_others: false,
            previous_starts_at: None,
            stops_when_confirmed: false,
            zone: Zone::parse("UTC").unwrap(),
            quiet_hours: None,
        }
    }

    fn minute(n: i64) -> Timestamp {
        Timestamp::from_second(n * 60).unwrap()
    }

    /// The rules that are planned so many minutes before the start.
    fn planned(candidate: &PlanCandidate, minutes_ahead: i64) -> Vec<u128> {
        let now = minute(10_000 - minutes_ahead);
        plan(candidate, now).iter().map(|reminder| reminder.rule_id.uuid().as_u128()).collect()
    }

    #[rstest]
    #[case::all_ahead(3000, &[2880, 180])]
    #[case::due_this_minute(2880, &[180, 2880])]
    #[case::late_by_a_day(1440, &[180, 2880])]
    #[case::late_but_the_other_is_near(210, &[180])]
    #[case::late_and_the_other_not_quite_near(211, &[180, 2880])]
    #[case::two_passed_and_the_nearest_on_time(150, &[180])]
    #[case::two_passed_and_enough_time_left(15, &[180])]
    #[case::two_passed_and_hardly_any_time_left(14, &[])]
    #[case::begun(0, &[])]
    fn a_late_session_gets_at_most_one_reminder_whose_time_has_passed(
        #[case] minutes_ahead: i64,
        #[case] expected: &[u128],
    ) {
        assert_eq!(planned(&candidate(&[2880, 180]), minutes_ahead), expected);
    }

    #[test]
    fn a_short_reminder_within_its_grace_is_kept_however_close_the_start() {
        assert_eq!(planned(&candidate(&[15]), 1), [15]);
    }

    #[test]
    fn a_new_offset_of_a_policy_mails_nobody_on_the_spot() {
        let mut late = candidate(&[1440]);
        late.has_others = true;
        assert_eq!(planned(&late, 1200), [0_u128; 0]);
        assert_eq!(planned(&late, 1430), [1440], "but on time it is");
        assert_eq!(planned(&late, 1441), [1440]);
    }

    #[test]
    fn who_will_not_come_is_not_reminded() {
        let usual = candidate(&[180]).place;
        for place in [
            PlaceFacts { rsvp: Rsvp::Declined, ..usual },
            PlaceFacts { attendance: StoredStatus::CancelledByClient, ..usual },
            PlaceFacts { attendance: StoredStatus::Excused, ..usual },
            PlaceFacts { attendance: StoredStatus::NotExpected, ..usual },
            PlaceFacts { enrollment: EnrollmentStatus::OnHold, ..usual },
            PlaceFacts { enrollment: EnrollmentStatus::EndedEarly, ..usual },
        ] {
            assert_eq!(planned(&PlanCandidate { place, ..candidate(&[180]) }, 600), [0_u128; 0], "{place:?}");
        }
        let confirmed = PlaceFacts { rsvp: Rsvp::Confirmed, ..usual };
        let sure = PlanCandidate { place: confirmed, ..candidate(&[180]) };
        assert_eq!(planned(&sure, 600), [180]);
        assert_eq!(planned(&PlanCandidate { stops_when_confirmed: true, ..sure }, 600), [0_u128; 0]);
    }

    #[test]
    fn a_rule_of_starts_and_gaps_leaves_the_other_weeks_alone() {
        let mut candidate = candidate(&[2880, 180]);
        candidate.missing[0].terms.when = RuleWhen::StartOrGap;
        assert_eq!(planned(&candidate, 3000), [2880, 180]);
        candidate.previous_starts_at = Some(minute(10_000 - 7 * 24 * 60));
        assert_eq!(planned(&candidate, 3000), [180]);
    }

    #[test]
    fn quiet_hours_move_a_reminder_and_never_drop_it() {
        // The start is on a Wednesday at 22:40 UTC.
        let quiet = QuietHours::parse(jiff::civil::time(19, 0, 0, 0), jiff::civil::time(8, 0, 0, 0)).unwrap();
        let night = PlanCandidate { quiet_hours: Some(quiet), ..candidate(&[2880, 180]) };
        let due: Vec<_> = plan(&night, minute(5_000)).iter().map(|one| one.due_at.to_string()).collect();
        assert_eq!(due, ["1970-01-06T08:00:00Z", "1970-01-07T19:00:00Z"]);
    }

    #[test]
    fn what_is_dated_anew_never_goes_out_on_the_spot() {
        let anew = |known, new| dated_anew(minute(known), minute(new), minute(100));
        assert_eq!(anew(300, 200), Some(minute(200)));
        assert_eq!(anew(200, 300), Some(minute(300)));
        assert_eq!(anew(300, 100), Some(minute(300)), "its new time has passed");
        assert_eq!(anew(50, 60), None);
        assert_eq!(anew(50, 200), Some(minute(200)));
    }

    #[test]
    fn a_reminder_is_due_elapsed_minutes_before_and_never_after_the_start() {
        let reminders = plan(&candidate(&[180]), minute(0));
        assert_eq!((reminders[0].due_at, reminders[0].not_after), (minute(9820), minute(10_000)));
    }
}
