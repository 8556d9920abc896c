//! Whether a mail to staff may go out, asked again when it is about to.

use jiff::Timestamp;

use super::StaffFacts;
use crate::domain::reminders::{ClaimedDelivery, Recheck, ReminderWhy};

/// Decides from the facts as they are now.
#[must_use]
pub fn recheck_staff(delivery: &ClaimedDelivery, facts: &StaffFacts, now: Timestamp) -> Recheck {
    let StaffFacts { recipient, is_theirs, is_cancelled, is_given_up, still_holds, content: _ } = facts;
    if delivery.is_given_up() {
        Recheck::Fail(ReminderWhy::OutcomeUnknown)
    } else if *is_cancelled {
        Recheck::Suppress(ReminderWhy::SessionCancelled)
    } else if now >= delivery.not_after {
        Recheck::Expire(delivery.kind.why_too_late())
    } else if !is_theirs {
        Recheck::Suppress(ReminderWhy::NoLongerTheirs)
    } else if recipient.email.is_none() {
        Recheck::Suppress(ReminderWhy::NoAddress)
    } else if *is_given_up {
        Recheck::Suppress(ReminderWhy::AddressSuspended)
    } else if !still_holds {
        Recheck::Suppress(ReminderWhy::NothingToTell)
    } else {
        Recheck::Send
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::super::{StaffMailContent, StaffRecipient};
    use super::*;
    use crate::domain::ids::{ClinicId, ReminderDeliveryId};
    use crate::domain::people::{EmailAddress, Language};
    use crate::domain::reminders::DeliveryKind;
    use crate::domain::time::Zone;

    fn second(n: i64) -> Timestamp {
        Timestamp::from_second(n).unwrap()
    }

    fn delivery() -> ClaimedDelivery {
        ClaimedDelivery {
            clinic_id: ClinicId::from_uuid(Uuid::nil()),
            id: ReminderDeliveryId::from_uuid(Uuid::nil()),
            kind: DeliveryKind::UnrecordedNudge,
            message_id: String::new(),
            notice_version: 0,
            not_after: second(1000),
            attempt: 1,
            sends: 0,
            unknowns: 0,
            lost_answers: 0,
            deferrals: 0,
            first_attempt_at: None,
        }
    }

    fn facts() -> StaffFacts {
        StaffFacts {
            recipient: StaffRecipient {
                email: EmailAddress::parse("ada@clinic.example").ok(),
                language: Language::En,
                zone: Zone::parse("UTC").unwrap(),
                clinic_name: "Harbour House".parse().unwrap(),
            },
            is_theirs: true,
            is_cancelled: false,
            is_given_up: false,
            still_holds: true,
            content: StaffMailContent::Unrecorded(Vec::new()),
        }
    }

    fn nowhere() -> StaffFacts {
        StaffFacts { recipient: StaffRecipient { email: None, ..facts().recipient }, ..facts() }
    }

    #[rstest]
    #[case(facts(), 999, Recheck::Send)]
    #[case(facts(), 1000, Recheck::Expire(ReminderWhy::TooLate))]
    #[case(StaffFacts { is_theirs: false, ..facts() }, 1, Recheck::Suppress(ReminderWhy::NoLongerTheirs))]
    #[case(StaffFacts { is_cancelled: true, ..facts() }, 1, Recheck::Suppress(ReminderWhy::SessionCancelled))]
    #[case(StaffFacts { still_holds: false, ..facts() }, 1, Recheck::Suppress(ReminderWhy::NothingToTell))]
    #[case(StaffFacts { is_given_up: true, ..facts() }, 1, Recheck::Suppress(ReminderWhy::AddressSuspended))]
    #[case(nowhere(), 1, Recheck::Suppress(ReminderWhy::NoAddress))]
    fn each_change_since_stops_it(#[case] facts: StaffFacts, #[case] now: i64, #[case] expected: Recheck) {
        assert_eq!(recheck_staff(&delivery(), &facts, second(now)), expected);
    }

    #[test]
    fn one_whose_answer_was_lost_twice_has_failed() {
        let lost = ClaimedDelivery { unknowns: 2, lost_answers: 2, ..delivery() };
        assert_eq!(recheck_staff(&lost, &facts(), second(1)), Recheck::Fail(ReminderWhy::OutcomeUnknown));
    }
}
