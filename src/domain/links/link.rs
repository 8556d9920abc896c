//! What a link is for.

use jiff::{SignedDuration, Timestamp};

use crate::domain::calendars::CalendarEntry;
use crate::domain::ids::{ClientId, ClientLinkId, ClinicId, ParticipationId, ReminderDeliveryId, SessionId};
use crate::domain::name::Name;
use crate::domain::people::Language;
use crate::domain::reminders::{PlaceFacts, SessionFacts};
use crate::domain::time::Zone;
use crate::domain::words::words;

words! {
    /// What a link is for.
    pub enum LinkPurpose {
        /// One appointment: to say whether one comes.
        Appointment = "APPOINTMENT",
        /// No more reminders.
        Stop = "STOP",
    }
}

/// What a link is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkOf {
    /// One place in one session.
    Appointment(ParticipationId),
    /// The client's reminders altogether.
    Stop,
}

impl LinkOf {
    /// What it is for.
    #[must_use]
    pub const fn purpose(self) -> LinkPurpose {
        match self {
            Self::Appointment(_) => LinkPurpose::Appointment,
            Self::Stop => LinkPurpose::Stop,
        }
    }
}

/// How long a mail's way out of reminders counts: mails are kept, and whoever wants none must not be told that it is too late.
const STOP_LASTS: SignedDuration = SignedDuration::from_hours(366 * 24);

/// When the way out of a mail written at `now` ends.
#[must_use]
pub fn stop_expiry(now: Timestamp) -> Timestamp {
    now.saturating_add(STOP_LASTS).unwrap_or(Timestamp::MAX)
}

/// A link about to be kept; its secret stands in the mail alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// Its id.
    pub id: ClientLinkId,
    /// Whose clinic's.
    pub clinic_id: ClinicId,
    /// What it is of.
    pub of: LinkOf,
    /// Whose.
    pub client_id: ClientId,
    /// The mail it stands in.
    pub delivery_id: ReminderDeliveryId,
    /// It counts until then: an appointment's, until that begins.
    pub expires_at: Timestamp,
}

/// A link that counts, found by its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresentedLink {
    /// Which clinic's.
    pub clinic_id: ClinicId,
    /// Whose; of a client whose record was merged, the record that was kept.
    pub client_id: ClientId,
    /// What it is of.
    pub of: LinkOf,
    /// Which version of time and place its mail told.
    pub told_version: i64,
}

/// To whom a page speaks, and for whom. No field says what appointments are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Who it is.
    pub client_id: ClientId,
    /// Their language.
    pub language: Language,
    /// Their zone.
    pub zone: Zone,
    /// Whether they want no reminders.
    pub has_stopped: bool,
    /// The clinic's neutral name.
    pub clinic_name: Name,
    /// The telephone number of the site, or of the clinic if the site has none.
    pub clinic_phone: Option<Name>,
    /// The crisis lines of the site, or of the clinic if the site has none.
    pub crisis_lines: Option<Name>,
}

/// An appointment as it stands, for the client whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedAppointment {
    /// Whose.
    pub addressee: Addressee,
    /// Which session.
    pub session_id: SessionId,
    /// The session.
    pub session: SessionFacts,
    /// The client's place in it.
    pub place: PlaceFacts,
    /// How long it lasts, in minutes.
    pub minutes: u16,
    /// The client's entry of it, as their calendar part has it.
    pub entry: CalendarEntry,
}
