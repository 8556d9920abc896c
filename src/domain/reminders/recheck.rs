//! Whether a reminder may go out, asked again when it is about to.

use jiff::Timestamp;

use super::{ClaimedDelivery, CurrentFacts, ReminderWhy, wait_for_notice};
use crate::domain::attendance::Rsvp;
use crate::domain::series::SessionStatus;
use crate::domain::time::Zone;

/// What becomes of a claimed reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recheck {
    /// It goes out.
    Send,
    /// It is quiet for the client, or a change is still to be told them: it waits until then.
    Wait(Timestamp),
    /// It must not go out, as things stand.
    Suppress(ReminderWhy),
    /// Its time is over.
    Expire(ReminderWhy),
    /// It has failed.
    Fail(ReminderWhy),
}

/// Decides from the facts as they are now; `zone` is the client's.
#[must_use]
pub fn recheck(delivery: &ClaimedDelivery, facts: &CurrentFacts, zone: &Zone, now: Timestamp) -> Recheck {
    let CurrentFacts {
        session,
        place,
        has_address,
        is_suspended,
        has_consent,
        has_opted_out,
        is_in_force,
        stops_when_confirmed,
        is_overtaken,
        open_notice,
        quiet_hours,
    } = *facts;
    if delivery.is_given_up() {
        Recheck::Fail(ReminderWhy::OutcomeUnknown)
    } else if session.status == SessionStatus::Cancelled {
        Recheck::Suppress(ReminderWhy::SessionCancelled)
    } else if session.notice_version != delivery.notice_version {
        Recheck::Suppress(ReminderWhy::Superseded)
    } else if now >= session.starts_at || now >= delivery.not_after {
        Recheck::Expire(ReminderWhy::SessionBegun)
    } else if !is_in_force {
        Recheck::Suppress(ReminderWhy::PolicyChanged)
    } else if let Some(why) = place.reason_not_to_remind() {
        Recheck::Suppress(why)
    } else if stops_when_confirmed && place.rsvp == Rsvp::Confirmed {
        Recheck::Suppress(ReminderWhy::Confirmed)
    } else if !has_address {
        Recheck::Suppress(ReminderWhy::NoAddress)
    } else if is_suspended {
        Recheck::Suppress(ReminderWhy::AddressSuspended)
    } else if !has_consent {
        Recheck::Suppress(ReminderWhy::NoConsent)
    } else if has_opted_out {
        Recheck::Suppress(ReminderWhy::OptedOut)
    } else if is_overtaken {
        Recheck::Expire(ReminderWhy::Overtaken)
    } else {
        let quiet = quiet_hours.and_then(|quiet| quiet.wait(now, session.starts_at, zone));
        let notice = open_notice.and_then(|notice| wait_for_notice(notice, session.starts_at, now));
        quiet.max(notice).map_or(Recheck::Send, Recheck::Wait)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::super::{DeliveryKind, OpenNotice, PlaceFacts, QuietHours, SessionFacts};
    use super::*;
    use crate::domain::attendance::StoredStatus;
    use crate::domain::enrollments::EnrollmentStatus;
    use crate::domain::ids::{ClinicId, ReminderDeliveryId};

    fn second(n: i64) -> Timestamp {
        Timestamp::from_second(n).unwrap()
    }

    /// Due at second 100, for a session that starts at second 1000.
    fn delivery() -> ClaimedDelivery {
        ClaimedDelivery {
            clinic_id: ClinicId::from_uuid(Uuid::nil()),
            id: ReminderDeliveryId::from_uuid(Uuid::nil()),
            kind: DeliveryKind::Reminder,
            message_id: String::new(),
            notice_version: 1,
            not_after: second(1000),
            attempt: 1,
            sends: 0,
            unknowns: 0,
            lost_answers: 0,
            deferrals: 0,
            first_attempt_at: None,
        }
    }

    fn facts() -> CurrentFacts {
        CurrentFacts {
            session: SessionFacts {
                status: SessionStatus::Planned,
                starts_at: second(1000),
                notice_version: 1,
            },
            place: PlaceFacts {
                enrollment: EnrollmentStatus::Enrolled,
                rsvp: Rsvp::Confirmed,
                attendance: StoredStatus::Unrecorded,
            },
            has_address: true,
            is_suspended: false,
            has_consent: true,
            has_opted_out: false,
            is_in_force: true,
            stops_when_confirmed: false,
            is_overtaken: false,
            open_notice: None,
            quiet_hours: None,
        }
    }

    fn recheck(delivery: &ClaimedDelivery, facts: &CurrentFacts, now: Timestamp) -> Recheck {
        super::recheck(delivery, facts, &Zone::parse("UTC").unwrap(), now)
    }

    #[test]
    fn in_quiet_hours_it_waits_if_it_can() {
        let hour = |n: i64| Timestamp::from_second(n * 3600).unwrap();
        let night = |starts_at| CurrentFacts {
            session: SessionFacts { starts_at, ..facts().session },
            quiet_hours: Some(QuietHours::default_of_policies()),
            ..facts()
        };
        let claimed = ClaimedDelivery { not_after: hour(20), ..delivery() };
        assert_eq!(recheck(&claimed, &night(hour(20)), hour(3)), Recheck::Wait(hour(8)));
        assert_eq!(
            recheck(&claimed, &night(hour(9)), hour(3)),
            Recheck::Send,
            "the end of the night is too late"
        );
        assert_eq!(recheck(&claimed, &night(hour(20)), hour(9)), Recheck::Send);
    }

    #[test]
    fn while_a_change_is_to_be_told_it_waits_for_that_and_for_the_morning() {
        let hour = |n: i64| Timestamp::from_second(n * 3600).unwrap();
        let claimed = ClaimedDelivery { not_after: hour(20), ..delivery() };
        let changed = CurrentFacts {
            session: SessionFacts { starts_at: hour(20), ..facts().session },
            open_notice: Some(OpenNotice::LeavesAt(hour(7))),
            ..facts()
        };
        let after = Timestamp::from_second(7 * 3600 + 120).unwrap();
        assert_eq!(recheck(&claimed, &changed, hour(3)), Recheck::Wait(after));
        let night = CurrentFacts { quiet_hours: Some(QuietHours::default_of_policies()), ..changed };
        assert_eq!(recheck(&claimed, &night, hour(3)), Recheck::Wait(hour(8)));
        let told = CurrentFacts { is_overtaken: true, ..changed };
        assert_eq!(recheck(&claimed, &told, hour(3)), Recheck::Expire(ReminderWhy::Overtaken));
        assert_eq!(recheck(&claimed, &changed, hour(17)), Recheck::Send, "it begins soon");
    }

    #[test]
    fn a_reminder_goes_out_until_the_second_the_session_begins() {
        assert_eq!(recheck(&delivery(), &facts(), second(999)), Recheck::Send);
        assert_eq!(recheck(&delivery(), &facts(), second(1000)), Recheck::Expire(ReminderWhy::SessionBegun));
    }

    #[rstest]
    #[case(CurrentFacts { has_consent: false, ..facts() }, Recheck::Suppress(ReminderWhy::NoConsent))]
    #[case(
        CurrentFacts { has_address: false, has_consent: false, ..facts() },
        Recheck::Suppress(ReminderWhy::NoAddress)
    )]
    #[case(CurrentFacts { has_opted_out: true, ..facts() }, Recheck::Suppress(ReminderWhy::OptedOut))]
    #[case(CurrentFacts { is_suspended: true, ..facts() }, Recheck::Suppress(ReminderWhy::AddressSuspended))]
    #[case(CurrentFacts { is_in_force: false, ..facts() }, Recheck::Suppress(ReminderWhy::PolicyChanged))]
    #[case(CurrentFacts { stops_when_confirmed: true, ..facts() }, Recheck::Suppress(ReminderWhy::Confirmed))]
    #[case(CurrentFacts { is_overtaken: true, ..facts() }, Recheck::Expire(ReminderWhy::Overtaken))]
    #[case(
        CurrentFacts { session: SessionFacts { notice_version: 2, ..facts().session }, ..facts() },
        Recheck::Suppress(ReminderWhy::Superseded)
    )]
    #[case(
        CurrentFacts {
            session: SessionFacts { status: SessionStatus::Cancelled, notice_version: 2, ..facts().session },
            ..facts()
        },
        Recheck::Suppress(ReminderWhy::SessionCancelled)
    )]
    #[case(
        CurrentFacts { place: PlaceFacts { rsvp: Rsvp::Declined, ..facts().place }, ..facts() },
        Recheck::Suppress(ReminderWhy::ClientDeclined)
    )]
    fn each_change_since_planning_stops_it(#[case] facts: CurrentFacts, #[case] expected: Recheck) {
        assert_eq!(recheck(&delivery(), &facts, second(500)), expected);
    }

    #[test]
    fn a_lost_answer_is_repeated_once_and_a_dead_worker_s_mail_a_few_times() {
        let after = |unknowns, lost_answers| {
            recheck(&ClaimedDelivery { unknowns, lost_answers, ..delivery() }, &facts(), second(500))
        };
        for (unknowns, lost_answers) in [(1, 1), (1, 0), (5, 1)] {
            assert_eq!(after(unknowns, lost_answers), Recheck::Send);
        }
        for (unknowns, lost_answers) in [(2, 2), (6, 0)] {
            assert_eq!(after(unknowns, lost_answers), Recheck::Fail(ReminderWhy::OutcomeUnknown));
        }
    }
}
