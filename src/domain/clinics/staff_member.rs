//! The people who work in a clinic.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::access::Role;
use crate::domain::ids::StaffMemberId;
use crate::domain::name::Name;
use crate::domain::people::AvailabilityWindow;
use crate::domain::time::Zone;

/// One person's membership of one clinic's staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// The id of the membership.
    pub id: StaffMemberId,
    /// The name colleagues and clients know.
    pub display_name: Name,
    /// What they may do in this clinic.
    pub role: Role,
    /// The zone they read times in.
    pub zone: Zone,
    /// Since when they may no longer act, if so.
    pub disabled_at: Option<Timestamp>,
}

/// A certificate, such as in interpersonal psychotherapy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// What it certifies.
    pub title: Name,
    /// When it was issued, a local date.
    pub issued_on: Option<Date>,
    /// The last date it holds, if it expires.
    pub expires_on: Option<Date>,
}

/// A licence to treat clients who are in one jurisdiction: licensing follows where the client is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// The jurisdiction, as an ISO 3166 code (`US-NY`, `DE`).
    pub jurisdiction: String,
    /// The last date it holds, if it expires.
    pub expires_on: Option<Date>,
}

/// What a clinic records of a therapist beyond the membership.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Qualifications {
    /// Certificates held.
    pub certifications: Vec<Certification>,
    /// Licences held.
    pub licences: Vec<Licence>,
    /// When they can lead sessions, in their own zone; none means nothing was stated.
    pub availability: Vec<AvailabilityWindow>,
}
