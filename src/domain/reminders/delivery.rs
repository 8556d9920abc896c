//! One mail of the outbox.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{DeliveryKind, ReminderRule, ReminderState, ReminderWhy};
use crate::domain::ids::{
    ClientId, ClinicId, EnrollmentId, NoticeId, ParticipationId, ReminderDeliveryId, ReminderRuleId,
    SessionId, StaffMemberId,
};

/// What makes a mail the same mail: planning it again finds the row with this key. Unique in the clinic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DedupeKey(String);

impl DedupeKey {
    /// A reminder's: one for each place, rule, and version of what people are told.
    #[must_use]
    pub fn reminder(place: ParticipationId, rule: ReminderRuleId, notice_version: i64) -> Self {
        Self(format!("reminder:{}:{}:{notice_version}", place.uuid().as_simple(), rule.uuid().as_simple()))
    }

    /// A notice's: one for each time that its first change was put into a mail.
    #[must_use]
    pub fn notice(first: NoticeId, gathered: i64) -> Self {
        Self(format!("notice:{}:{gathered}", first.uuid().as_simple()))
    }

    /// A welcome's: one for each enrollment.
    #[must_use]
    pub fn welcome(of: EnrollmentId) -> Self {
        Self(format!("welcome:{}", of.uuid().as_simple()))
    }

    /// What tells a member of staff that a client can't come, or comes after all: one for each mark of the place.
    #[must_use]
    pub fn declined(place: ParticipationId, mark_version: i64, to: StaffMemberId) -> Self {
        Self(format!("declined:{}:{mark_version}:{}", place.uuid().as_simple(), to.uuid().as_simple()))
    }

    /// A nudge's: one for each member of staff and day.
    #[must_use]
    pub fn nudge(to: StaffMemberId, on: Date) -> Self {
        Self(format!("nudge:{}:{on}", to.uuid().as_simple()))
    }

    /// A digest's: one for each member of staff and week, by its Monday.
    #[must_use]
    pub fn digest(to: StaffMemberId, monday: Date) -> Self {
        Self(format!("digest:{}:{monday}", to.uuid().as_simple()))
    }

    /// The stored text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a mail to a client is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailCause {
    /// A rule asks for a reminder.
    Reminder(ReminderRuleId),
    /// Sessions were changed.
    Notice {
        /// The first change it tells.
        first: NoticeId,
        /// How often that was put into a mail, this time included.
        gathered: i64,
    },
    /// Somebody's course begins.
    Welcome(EnrollmentId),
}

impl MailCause {
    /// What the mail tells.
    #[must_use]
    pub const fn kind(self) -> DeliveryKind {
        match self {
            Self::Reminder(_) => DeliveryKind::Reminder,
            Self::Notice { .. } => DeliveryKind::Notice,
            Self::Welcome(_) => DeliveryKind::Welcome,
        }
    }
}

/// A mail to a client about to be put into the outbox; `domain::staff_mails` has those to staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// Its id.
    pub id: ReminderDeliveryId,
    /// Whose place in which session; of several, the first.
    pub participation_id: ParticipationId,
    /// What it is made for.
    pub cause: MailCause,
    /// Of which version of time and place it tells.
    pub notice_version: i64,
    /// The Message-ID of every attempt with the same bytes, angle brackets included.
    pub message_id: String,
    /// When it is due.
    pub due_at: Timestamp,
    /// Never sent from then on: a reminder's, the session's start.
    pub not_after: Timestamp,
}

impl NewDelivery {
    /// What makes it the same mail.
    #[must_use]
    pub fn dedupe_key(&self) -> DedupeKey {
        match self.cause {
            MailCause::Reminder(rule_id) => {
                DedupeKey::reminder(self.participation_id, rule_id, self.notice_version)
            }
            MailCause::Notice { first, gathered } => DedupeKey::notice(first, gathered),
            MailCause::Welcome(enrollment_id) => DedupeKey::welcome(enrollment_id),
        }
    }
}

/// A mail that a worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedDelivery {
    /// Whose clinic's: a worker serves all of them.
    pub clinic_id: ClinicId,
    /// Its id.
    pub id: ReminderDeliveryId,
    /// What it tells.
    pub kind: DeliveryKind,
    /// The Message-ID of every attempt with the same bytes, angle brackets included.
    pub message_id: String,
    /// Of which version of time and place it tells; of CLIENT_DECLINED, by which mark of the place.
    pub notice_version: i64,
    /// When it is of no use any more, as known when it was planned: a reminder's, the session's start.
    pub not_after: Timestamp,
    /// The number of this claim: what is recorded under another one is refused.
    pub attempt: i64,
    /// How often handing it over was begun.
    pub sends: u32,
    /// How many of these times nobody knows what came of it.
    pub unknowns: u32,
    /// How many of those because the server's answer was lost; of the others, a worker died.
    pub lost_answers: u32,
    /// How often a server put this very mail off, or dropped the connection over it. Trouble with the server doesn't count.
    pub deferrals: u32,
    /// When handing it over was begun for the first time: its date, the same on every attempt.
    pub first_attempt_at: Option<Timestamp>,
}

/// How often a server's answer to one mail may be lost: the first time it is repeated, the second time it has failed.
const LOST_ANSWERS: u32 = 2;

/// How often it may be unknown in any way. A worker that dies most likely had not handed it over yet, so the mail is not
/// given up with the second death; one that kills each worker must not stop the outbox.
const UNKNOWN_OUTCOMES: u32 = 6;

impl ClaimedDelivery {
    /// Whether it is in doubt too often to be tried again.
    #[must_use]
    pub const fn is_given_up(&self) -> bool {
        self.lost_answers >= LOST_ANSWERS || self.unknowns >= UNKNOWN_OUTCOMES
    }

    /// The mail after a try whose answer was lost.
    #[must_use]
    pub fn after_lost_answer(&self) -> Self {
        Self { unknowns: self.unknowns + 1, lost_answers: self.lost_answers + 1, ..self.clone() }
    }
}

/// A mail as staff see it: never its recipient's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderDelivery {
    /// Its id.
    pub id: ReminderDeliveryId,
    /// What it tells.
    pub kind: DeliveryKind,
    /// Whose place in the session.
    pub participation_id: ParticipationId,
    /// Of which session; of several, the first.
    pub session_id: SessionId,
    /// To whom.
    pub client_id: ClientId,
    /// By which rule, as it is now; none of a notice.
    pub rule: Option<ReminderRule>,
    /// Of which version of time and place it tells.
    pub notice_version: i64,
    /// The Message-ID of every attempt with the same bytes, angle brackets included.
    pub message_id: String,
    /// Those of former bytes, in the order in which they were replaced.
    pub former_message_ids: Vec<String>,
    /// Where it stands.
    pub state: ReminderState,
    /// Why it stands there.
    pub why: Option<ReminderWhy>,
    /// More about that, in a mail server's codes.
    pub why_detail: Option<String>,
    /// When it is due.
    pub due_at: Timestamp,
    /// Never sent from then on: a reminder's, the session's start.
    pub not_after: Timestamp,
    /// While PLANNED, when it is tried; while CLAIMED, until when a worker holds it.
    pub next_attempt_at: Timestamp,
    /// How often handing it over was begun.
    pub sends: u32,
    /// How many of these times nobody knows what came of it.
    pub unknowns: u32,
    /// When a server took it on.
    pub sent_at: Option<Timestamp>,
}

/// Where a row stands in a list by due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueKey {
    /// When it is due.
    pub due_at: Timestamp,
    /// Tells those apart that are due at once.
    pub id: ReminderDeliveryId,
}

/// The text is no position in a list by due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a position in this list")]
pub struct InvalidDueKey;

impl fmt::Display for DueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.due_at.as_microsecond())
    }
}

impl FromStr for DueKey {
    type Err = InvalidDueKey;
    fn from_str(text: &str) -> Result<Self, InvalidDueKey> {
        let (id, due_at) = text.split_once('@').ok_or(InvalidDueKey)?;
        let microseconds = due_at.parse().map_err(|_| InvalidDueKey)?;
        Ok(Self {
            due_at: Timestamp::from_microsecond(microseconds).map_err(|_| InvalidDueKey)?,
            id: id.parse().map_err(|_| InvalidDueKey)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn place_rule_and_version_make_the_key() {
        let place = ParticipationId::from_uuid(Uuid::from_u128(1));
        let [rule, other] = [2, 3].map(|n| ReminderRuleId::from_uuid(Uuid::from_u128(n)));
        let key = DedupeKey::reminder(place, rule, 1);
        assert_eq!(key, DedupeKey::reminder(place, rule, 1));
        assert_ne!(key, DedupeKey::reminder(place, rule, 2));
        assert_ne!(key, DedupeKey::reminder(place, other, 1));
        let notice = NoticeId::from_uuid(Uuid::from_u128(1));
        assert_ne!(DedupeKey::notice(notice, 1), DedupeKey::notice(notice, 2));
    }

    #[test]
    fn a_position_survives_the_round_trip_through_its_cursor() {
        let id = ReminderDeliveryId::from_uuid(Uuid::from_u128(7));
        let key = DueKey { due_at: "2026-03-02T17:30:00.123Z".parse().unwrap(), id };
        assert_eq!(key.to_string().parse(), Ok(key));
        for bad in ["", "dlv_1@1", "@", &id.to_string(), &format!("{id}@x")] {
            assert_eq!(bad.parse::<DueKey>(), Err(InvalidDueKey), "{bad}");
        }
    }
}
