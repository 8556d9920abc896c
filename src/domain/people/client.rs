//! A client: the person a clinic treats.

use jiff::Timestamp;

use super::{AvailabilityWindow, Contact, ExternalId, Jurisdiction, Language, PreferredName};
use crate::domain::ids::ClientId;
use crate::domain::time::Zone;
use crate::domain::words::words;

words! {
    /// The four problem areas of interpersonal psychotherapy (Klerman and Weissman 1984).
    pub enum ProblemArea {
        /// A death.
        Grief = "GRIEF",
        /// A conflict with a significant other.
        RoleDispute = "ROLE_DISPUTE",
        /// A change of life.
        RoleTransition = "ROLE_TRANSITION",
        /// Loneliness, few relationships.
        InterpersonalDeficits = "INTERPERSONAL_DEFICITS",
    }
}

words! {
    /// What a client says, at intake, may keep them from attending (the reasons behind IPT-B's engagement meeting).
    pub enum Barrier {
        /// Getting there.
        Transport = "TRANSPORT",
        /// Nobody to mind the children.
        Childcare = "CHILDCARE",
        /// Working hours.
        Work = "WORK",
        /// What it costs.
        Cost = "COST",
        /// What others may think.
        Stigma = "STIGMA",
        /// Their own illness, or somebody's they care for.
        Health = "HEALTH",
        /// Doubts that it will help.
        Doubt = "DOUBT",
    }
}

/// A guardian of an adolescent client, with a consent of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardian {
    /// What they are called.
    pub preferred_name: PreferredName,
    /// How to write to them.
    pub contact: Contact,
}

/// How a client's address has stood up so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AddressStanding {
    /// When it took the place of another one; none if it has been theirs from the start.
    pub since: Option<Timestamp>,
    /// Since when nothing is sent to it, because mails came back; none while it is written to.
    pub suspended_at: Option<Timestamp>,
}

/// A client of a clinic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// The clinic's own number for this person.
    pub external_id: Option<ExternalId>,
    /// What they want to be called.
    pub preferred_name: PreferredName,
    /// How to write to them.
    pub contact: Contact,
    /// The language they are written to in.
    pub language: Language,
    /// The zone they live in: mails tell the time in it.
    pub zone: Zone,
    /// Where they are for telehealth, as an ISO 3166 code; licensing follows it.
    pub location: Option<Jurisdiction>,
    /// What the treatment works on, once agreed.
    pub problem_area: Option<ProblemArea>,
    /// What may keep them from attending, as stated at intake.
    pub barriers: Vec<Barrier>,
    /// Whether their reminders bring the appointment as a part for their calendar.
    pub calendar_parts: bool,
    /// Since when they want no reminders, by their own word; changes of appointments are told all the same.
    pub reminders_stopped_at: Option<Timestamp>,
    /// How their address has stood up so far.
    pub address: AddressStanding,
    /// When they were first recorded.
    pub created_at: Timestamp,
    /// Raised by every write; a stale edit is refused.
    pub row_version: i64,
}

/// What belongs to a client and is loaded only when asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientDetails {
    /// The guardian of an adolescent.
    pub guardian: Option<Guardian>,
    /// When they can come, in their own zone; none means nothing was stated.
    pub availability: Vec<AvailabilityWindow>,
}
