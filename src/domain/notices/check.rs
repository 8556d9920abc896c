//! What a notice may still tell, asked again when it is about to go out.

use jiff::Timestamp;

use super::welcomed::wait_for_welcome;
use super::{Change, News, WelcomeStanding};
use crate::domain::attendance::StoredStatus;
use crate::domain::calendars::CalendarEntry;
use crate::domain::ids::ParticipationId;
use crate::domain::name::Name;
use crate::domain::reminders::{
    ClaimedDelivery, CurrentFacts, DeliveryOutcome, PlaceFacts, ReminderWhy, URGENT_CHANGE,
};
use crate::domain::time::Zone;

/// One change in a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// Whose place in the session.
    pub participation_id: ParticipationId,
    /// What the client knows, and how it stands.
    pub news: News,
    /// The client's place in the session.
    pub place: PlaceFacts,
    /// Whether the client was to make up for something there, or goes on in the brief form, and the place was given back: that
    /// is what is told.
    pub is_given_back: bool,
    /// The name of the room it takes place in; none is remote.
    pub room: Option<Name>,
    /// The client's entry of the session, if they want it in their calendar.
    pub calendar: Option<CalendarEntry>,
    /// Where the welcome stands that tells of the place as it is now, if there is one.
    pub welcome: Option<WelcomeStanding>,
}

/// The lines that go out, from the facts as they are now; what no longer holds is left out. Or what becomes of the mail
/// instead: if none is left, the reason of the first.
///
/// # Errors
/// `Failed`, `Suppressed` or `Expired`, with the reason; `Wait` if it is quiet for the client, whose zone is `zone`, or their
/// welcome is about to leave.
pub fn check(
    delivery: &ClaimedDelivery,
    facts: &CurrentFacts,
    lines: Vec<NoticeLine>,
    zone: &Zone,
    now: Timestamp,
) -> Result<Vec<NoticeLine>, DeliveryOutcome> {
    if delivery.is_given_up() {
        return Err(DeliveryOutcome::Failed { why: ReminderWhy::OutcomeUnknown, detail: None });
    }
    let mut refused = None;
    let mut left = Vec::new();
    for line in lines {
        match check_line(&line, now) {
            Ok(()) => left.push(line),
            Err(outcome) => refused = refused.or(Some(outcome)),
        }
    }
    if left.is_empty() {
        // Without any line: another notice has taken them over.
        return Err(refused.unwrap_or(DeliveryOutcome::Suppressed(ReminderWhy::Superseded)));
    }
    if !facts.has_address {
        return Err(DeliveryOutcome::Suppressed(ReminderWhy::NoAddress));
    }
    if facts.is_suspended {
        return Err(DeliveryOutcome::Suppressed(ReminderWhy::AddressSuspended));
    }
    if !facts.has_consent {
        return Err(DeliveryOutcome::Suppressed(ReminderWhy::NoConsent));
    }
    left.sort_by_key(|line| line.news.first_start());
    let quiet = left.first().and_then(|first| wait(facts, first.news.first_start(), zone, now));
    match wait_for_welcome(&left, now).or(quiet) {
        Some(until) => Err(DeliveryOutcome::Wait { until }),
        None => Ok(left),
    }
}

/// Until when it waits, as it is quiet for the client; what changes soon is told at any hour.
fn wait(facts: &CurrentFacts, first_start: Timestamp, zone: &Zone, now: Timestamp) -> Option<Timestamp> {
    let is_urgent = first_start.duration_since(now) < URGENT_CHANGE;
    facts.quiet_hours.filter(|_| !is_urgent)?.wait(now, first_start, zone)
}

fn check_line(line: &NoticeLine, now: Timestamp) -> Result<(), DeliveryOutcome> {
    let change = line.news.change();
    let is_expected = line.place.attendance != StoredStatus::NotExpected;
    // What is cancelled because somebody leaves is told to them, and so is a seat that was given back.
    let is_told = |why: &ReminderWhy| match why {
        ReminderWhy::NotEnrolled => change == Some(Change::Cancelled) && is_expected,
        why => line.is_given_back && *why == ReminderWhy::NotExpected,
    };
    if let Some(why) = line.place.reason_not_to_expect().filter(|why| !is_told(why)) {
        Err(DeliveryOutcome::Suppressed(why))
    } else if change.is_none() || line.told_by() == Some(WelcomeStanding::Left) {
        Err(DeliveryOutcome::Suppressed(ReminderWhy::NothingToTell))
    } else if now >= line.news.is_of_use_until() {
        Err(DeliveryOutcome::Expired(ReminderWhy::SessionBegun))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use jiff::civil::time;
    use uuid::Uuid;

    use super::super::Told;
    use super::super::told::samples::{cancelled, hour, room, told};
    use super::*;
    use crate::domain::attendance::Rsvp;
    use crate::domain::enrollments::EnrollmentStatus;
    use crate::domain::ids::{ClinicId, ReminderDeliveryId};
    use crate::domain::reminders::{DeliveryKind, QuietHours, SessionFacts};
    use crate::domain::series::SessionStatus;

    const PLACE: PlaceFacts = PlaceFacts {
        enrollment: EnrollmentStatus::Enrolled,
        rsvp: Rsvp::NoResponse,
        attendance: StoredStatus::Unrecorded,
    };

    fn check(
        delivery: &ClaimedDelivery,
        facts: &CurrentFacts,
        lines: Vec<NoticeLine>,
        now: Timestamp,
    ) -> Result<Vec<NoticeLine>, DeliveryOutcome> {
        super::check(delivery, facts, lines, &Zone::parse("UTC").unwrap(), now)
    }

    #[test]
    fn what_changes_soon_is_told_at_any_hour_and_the_rest_waits_for_the_morning() {
        let night = |from, until| {
            let quiet = QuietHours::parse(time(from, 0, 0, 0), time(until, 0, 0, 0)).unwrap();
            CurrentFacts { quiet_hours: Some(quiet), ..facts() }
        };
        let later = NoticeLine { news: News { told: Some(told(10, 1)), current: told(12, 2) }, ..moved() };
        let waits = check(&delivery(), &night(0, 4), vec![later.clone()], hour(1));
        assert_eq!(waits, Err(DeliveryOutcome::Wait { until: hour(4) }));
        assert_eq!(check(&delivery(), &night(0, 4), vec![later.clone()], hour(4)), Ok(vec![later.clone()]));
        assert_eq!(
            check(&delivery(), &night(0, 9), vec![later.clone()], hour(1)),
            Ok(vec![later.clone()]),
            "9 is too late"
        );
        let urgent =
            check(&delivery(), &night(7, 8), vec![later.clone()], hour(7) + SignedDuration::from_mins(1));
        assert_eq!(urgent, Ok(vec![later]), "it begins within three hours");
    }

    fn delivery() -> ClaimedDelivery {
        ClaimedDelivery {
            clinic_id: ClinicId::from_uuid(Uuid::nil()),
            id: ReminderDeliveryId::from_uuid(Uuid::nil()),
            kind: DeliveryKind::Notice,
            message_id: String::new(),
            notice_version: 2,
            not_after: hour(12),
            attempt: 1,
            sends: 0,
            unknowns: 0,
            lost_answers: 0,
            deferrals: 0,
            first_attempt_at: None,
        }
    }

    /// Of a client with address and consent.
    fn facts() -> CurrentFacts {
        CurrentFacts {
            session: SessionFacts { status: SessionStatus::Planned, starts_at: hour(12), notice_version: 2 },
            place: PLACE,
            has_address: true,
            is_suspended: false,
            has_consent: true,
            has_opted_out: false,
            is_in_force: false,
            stops_when_confirmed: false,
            is_overtaken: false,
            open_notice: None,
            quiet_hours: None,
        }
    }

    fn moved() -> NoticeLine {
        let news = News { told: Some(told(10, 1)), current: told(12, 2) };
        NoticeLine {
            participation_id: ParticipationId::from_uuid(Uuid::nil()),
            news,
            place: PLACE,
            is_given_back: false,
            room: None,
            calendar: None,
            welcome: None,
        }
    }

    fn lost() -> NoticeLine {
        NoticeLine { news: News { told: Some(told(9, 1)), current: cancelled(9, 2) }, ..moved() }
    }

    fn suppressed(why: ReminderWhy) -> Result<Vec<NoticeLine>, DeliveryOutcome> {
        Err(DeliveryOutcome::Suppressed(why))
    }

    #[test]
    fn lines_go_out_in_the_order_of_their_starts() {
        assert_eq!(check(&delivery(), &facts(), vec![moved(), lost()], hour(1)), Ok(vec![lost(), moved()]));
    }

    #[test]
    fn a_line_goes_when_its_time_is_over_and_the_mail_with_the_last() {
        let at = |n| check(&delivery(), &facts(), vec![moved(), lost()], hour(n));
        assert_eq!(at(9), Ok(vec![moved()]), "whoever was told nine o'clock is there by now");
        assert_eq!(at(11), Ok(vec![moved()]), "the new time is still to come");
        assert_eq!(at(12), Err(DeliveryOutcome::Expired(ReminderWhy::SessionBegun)));
    }

    #[test]
    fn who_is_not_expected_or_has_left_gets_none() {
        for (place, why) in [
            (PlaceFacts { enrollment: EnrollmentStatus::EndedEarly, ..PLACE }, ReminderWhy::NotEnrolled),
            (PlaceFacts { enrollment: EnrollmentStatus::OnHold, ..PLACE }, ReminderWhy::EnrollmentOnHold),
            (PlaceFacts { attendance: StoredStatus::NotExpected, ..PLACE }, ReminderWhy::NotExpected),
        ] {
            let line = NoticeLine { place, ..moved() };
            assert_eq!(check(&delivery(), &facts(), vec![line], hour(1)), suppressed(why));
        }
    }

    #[test]
    fn whose_seat_was_given_back_is_told_that_it_is_off_unless_they_left() {
        let place = PlaceFacts { attendance: StoredStatus::NotExpected, ..PLACE };
        let line = NoticeLine { place, is_given_back: true, ..lost() };
        assert_eq!(check(&delivery(), &facts(), vec![line.clone()], hour(1)), Ok(vec![line.clone()]));
        let place = PlaceFacts { enrollment: EnrollmentStatus::EndedEarly, ..place };
        let gone = check(&delivery(), &facts(), vec![NoticeLine { place, ..line }], hour(1));
        assert_eq!(gone, suppressed(ReminderWhy::NotEnrolled));
    }

    #[test]
    fn who_has_left_is_told_what_was_cancelled_and_who_completed_all_that_is_held_after() {
        let left = PlaceFacts { enrollment: EnrollmentStatus::EndedEarly, ..PLACE };
        let completed = PlaceFacts { enrollment: EnrollmentStatus::Completed, ..PLACE };
        for line in [NoticeLine { place: left, ..lost() }, NoticeLine { place: completed, ..moved() }] {
            assert_eq!(check(&delivery(), &facts(), vec![line.clone()], hour(1)), Ok(vec![line]));
        }
        let gone = PlaceFacts { attendance: StoredStatus::NotExpected, ..left };
        let line = NoticeLine { place: gone, ..lost() };
        assert_eq!(check(&delivery(), &facts(), vec![line], hour(1)), suppressed(ReminderWhy::NotEnrolled));
    }

    #[test]
    fn who_could_not_come_at_the_old_time_is_told_the_new_one() {
        for place in [
            PlaceFacts { rsvp: Rsvp::Declined, ..PLACE },
            PlaceFacts { attendance: StoredStatus::CancelledByClient, ..PLACE },
            PlaceFacts { attendance: StoredStatus::Excused, ..PLACE },
        ] {
            let line = NoticeLine { place, ..moved() };
            assert_eq!(check(&delivery(), &facts(), vec![line.clone()], hour(1)), Ok(vec![line]));
        }
    }

    #[test]
    fn a_mail_with_nothing_left_says_why() {
        let same = NoticeLine { news: News { told: Some(told(10, 1)), current: told(10, 1) }, ..moved() };
        let nothing = suppressed(ReminderWhy::NothingToTell);
        assert_eq!(check(&delivery(), &facts(), vec![same], hour(1)), nothing);
        assert_eq!(check(&delivery(), &facts(), vec![], hour(1)), suppressed(ReminderWhy::Superseded));
    }

    #[test]
    fn a_time_that_a_welcome_tells_is_told_by_it_alone() {
        let told_by = |standing| NoticeLine { welcome: Some(standing), ..moved() };
        let left = told_by(WelcomeStanding::Left);
        let nothing = suppressed(ReminderWhy::NothingToTell);
        assert_eq!(check(&delivery(), &facts(), vec![left.clone()], hour(1)), nothing);
        assert_eq!(check(&delivery(), &facts(), vec![left.clone(), lost()], hour(1)), Ok(vec![lost()]));
        let waits = told_by(WelcomeStanding::LeavesAt(hour(2)));
        let until = hour(2) + SignedDuration::from_mins(1);
        let check_at = |n| check(&delivery(), &facts(), vec![waits.clone()], hour(n));
        assert_eq!(check_at(1), Err(DeliveryOutcome::Wait { until }));
        assert_eq!(check_at(8), Ok(vec![waits.clone()]), "it begins within three hours");
        for kept in [
            NoticeLine { welcome: Some(WelcomeStanding::Left), ..lost() },
            NoticeLine {
                news: News { told: Some(told(10, 1)), current: Told { room_id: room(2), ..told(10, 2) } },
                ..left
            },
        ] {
            assert_eq!(check(&delivery(), &facts(), vec![kept.clone()], hour(1)), Ok(vec![kept]));
        }
    }

    #[test]
    fn address_and_consent_are_asked_for() {
        let none = CurrentFacts { has_address: false, has_consent: false, ..facts() };
        assert_eq!(check(&delivery(), &none, vec![moved()], hour(1)), suppressed(ReminderWhy::NoAddress));
        let unasked = CurrentFacts { has_consent: false, ..facts() };
        assert_eq!(check(&delivery(), &unasked, vec![moved()], hour(1)), suppressed(ReminderWhy::NoConsent));
        let back = CurrentFacts { is_suspended: true, ..facts() };
        let check = check(&delivery(), &back, vec![moved()], hour(1));
        assert_eq!(check, suppressed(ReminderWhy::AddressSuspended));
    }

    #[test]
    fn an_unknown_outcome_is_repeated_once() {
        let check = |mail: &ClaimedDelivery| check(mail, &facts(), vec![moved()], hour(1));
        let once = delivery().after_lost_answer();
        assert_eq!(check(&once), Ok(vec![moved()]));
        let failed = DeliveryOutcome::Failed { why: ReminderWhy::OutcomeUnknown, detail: None };
        assert_eq!(check(&once.after_lost_answer()), Err(failed));
    }
}
