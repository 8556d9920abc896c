//! What is known about a place in a session when a reminder is planned, and again when it is about to be sent.

use jiff::Timestamp;

use super::{OpenNotice, QuietHours, ReminderRule, ReminderWhy, WelcomeFacts};
use crate::domain::attendance::{Rsvp, StoredStatus};
use crate::domain::calendars::CalendarEntry;
use crate::domain::enrollments::EnrollmentStatus;
use crate::domain::ids::{ClientId, ParticipationId};
use crate::domain::name::Name;
use crate::domain::people::{EmailAddress, Language, PreferredName};
use crate::domain::series::SessionStatus;
use crate::domain::time::Zone;

/// A session, as far as reminders depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionFacts {
    /// Where it stands.
    pub status: SessionStatus,
    /// When it starts.
    pub starts_at: Timestamp,
    /// Which version of time and place people were, or are to be, told.
    pub notice_version: i64,
}

/// One client's place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceFacts {
    /// Where the enrollment stands.
    pub enrollment: EnrollmentStatus,
    /// What the client answered beforehand.
    pub rsvp: Rsvp,
    /// The mark that stands; before the session it can only be a notice of absence.
    pub attendance: StoredStatus,
}

impl PlaceFacts {
    /// Why this session is none of this client's, if so. One they can't come to is theirs all the same.
    #[must_use]
    pub const fn reason_not_to_expect(self) -> Option<ReminderWhy> {
        match self.enrollment {
            // Whoever completed their course is expected at what concludes it; all else was taken from them with its end.
            EnrollmentStatus::Enrolled | EnrollmentStatus::Completed => {}
            EnrollmentStatus::OnHold => return Some(ReminderWhy::EnrollmentOnHold),
            EnrollmentStatus::EndedEarly | EnrollmentStatus::Transferred => {
                return Some(ReminderWhy::NotEnrolled);
            }
        }
        match self.attendance {
            StoredStatus::NotExpected => Some(ReminderWhy::NotExpected),
            StoredStatus::CancelledByClient
            | StoredStatus::Excused
            | StoredStatus::Unrecorded
            | StoredStatus::Attended
            | StoredStatus::AttendedPartially
            | StoredStatus::NoShow => None,
        }
    }

    /// Why this client isn't to be reminded of this session, if so.
    #[must_use]
    pub const fn reason_not_to_remind(self) -> Option<ReminderWhy> {
        if let Some(why) = self.reason_not_to_expect() {
            return Some(why);
        }
        match self.attendance {
            StoredStatus::CancelledByClient => return Some(ReminderWhy::ClientDeclined),
            StoredStatus::Excused | StoredStatus::NotExpected => return Some(ReminderWhy::NotExpected),
            StoredStatus::Unrecorded
            | StoredStatus::Attended
            | StoredStatus::AttendedPartially
            | StoredStatus::NoShow => {}
        }
        match self.rsvp {
            Rsvp::Declined => Some(ReminderWhy::ClientDeclined),
            Rsvp::NoResponse | Rsvp::Confirmed => None,
        }
    }
}

/// A place in a session for which the policy in force asks for reminders that the outbox does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanCandidate {
    /// Whose place.
    pub participation_id: ParticipationId,
    /// The session.
    pub session: SessionFacts,
    /// The place.
    pub place: PlaceFacts,
    /// The rules without a reminder at this notice version.
    pub missing: Vec<ReminderRule>,
    /// Whether the outbox holds reminders of other rules at this notice version, in whatever state.
    pub has_others: bool,
    /// When the session before it in the same course begins, or began; none of the first, nor where no rule asks for it.
    pub previous_starts_at: Option<Timestamp>,
    /// Whether a client who said that they come is reminded no more.
    pub stops_when_confirmed: bool,
    /// The client's zone.
    pub zone: Zone,
    /// When this client is not mailed.
    pub quiet_hours: Option<QuietHours>,
}

/// Everything that decides whether a claimed reminder may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentFacts {
    /// The session as it is now.
    pub session: SessionFacts,
    /// The place as it is now.
    pub place: PlaceFacts,
    /// Whether the client has an address.
    pub has_address: bool,
    /// Whether mails to it came back, so that nothing is sent to it.
    pub is_suspended: bool,
    /// Whether the client agreed to be written to.
    pub has_consent: bool,
    /// Whether the client wants no reminders.
    pub has_opted_out: bool,
    /// Whether the policy in force still has the reminder's rule, and that speaks of this session.
    pub is_in_force: bool,
    /// Whether a client who said that they come is reminded no more.
    pub stops_when_confirmed: bool,
    /// Whether a later reminder of the same place and version is due as well, or has been sent, or another mail told the same.
    pub is_overtaken: bool,
    /// The notice that is to tell of the same place, if it has not left; of a reminder only.
    pub open_notice: Option<OpenNotice>,
    /// When this client is not mailed.
    pub quiet_hours: Option<QuietHours>,
}

/// To whom a mail goes, and what every mail says. Its `Debug` shows neither name nor address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who it is.
    pub client_id: ClientId,
    /// The client's address.
    pub email: Option<EmailAddress>,
    /// What the client is called.
    pub preferred_name: PreferredName,
    /// The client's language.
    pub language: Language,
    /// The client's zone.
    pub zone: Zone,
    /// The clinic's neutral name.
    pub clinic_name: Name,
    /// The telephone number of the site, or of the clinic if the site has none.
    pub clinic_phone: Option<Name>,
    /// The crisis lines of the site, or of the clinic if the site has none.
    pub crisis_lines: Option<Name>,
}

/// What a reminder tells, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderContent {
    /// Whose place in which session.
    pub participation_id: ParticipationId,
    /// To whom.
    pub recipient: Recipient,
    /// Whether the client is asked to say whether they come.
    pub asks_to_confirm: bool,
    /// When the session starts.
    pub starts_at: Timestamp,
    /// How long it lasts, in elapsed minutes.
    pub minutes: u16,
    /// The client's entry of the session, if they want it in their calendar.
    pub calendar: Option<CalendarEntry>,
}

/// What is read anew, under the lease, before a mail is sent: about the place it was made for, a notice's first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryFacts {
    /// What decides whether it is sent.
    pub current: CurrentFacts,
    /// What decides besides, if it is a welcome.
    pub welcome: WelcomeFacts,
    /// What it tells.
    pub content: ReminderContent,
}
