//! The people who work in a clinic.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::access::Role;
use crate::domain::ids::StaffMemberId;
use crate::domain::name::Name;
use crate::domain::people::{AvailabilityWindow, Jurisdiction, Language};
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
    /// The language they are written to in.
    pub language: Language,
    /// Since when they may no longer act, if so.
    pub disabled_at: Option<Timestamp>,
}

impl StaffMember {
    /// Whether they may lead sessions: not disabled, and more than a viewer.
    #[must_use]
    pub fn can_lead(&self) -> bool {
        self.disabled_at.is_none() && self.role != Role::Viewer
    }
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
    pub jurisdiction: Jurisdiction,
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

/// Qualifications that contradict themselves; the index counts from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQualifications {
    /// A certificate that would end before it began.
    #[error("expires before it was issued")]
    ExpiresBeforeIssue {
        /// Which certificate.
        index: usize,
    },
    /// Two licences for one jurisdiction.
    #[error("this jurisdiction is listed twice")]
    JurisdictionTwice {
        /// The second of the two licences.
        index: usize,
    },
}

impl Qualifications {
    /// The most certificates, and the most licences, that are kept of one person.
    pub const MOST: usize = 60;

    /// Checks that dates are in order and no jurisdiction comes twice.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn validate(self) -> Result<Self, InvalidQualifications> {
        let is_backward = |held: &Certification| {
            held.issued_on.zip(held.expires_on).is_some_and(|(issued, expires)| expires < issued)
        };
        if let Some(index) = self.certifications.iter().position(is_backward) {
            return Err(InvalidQualifications::ExpiresBeforeIssue { index });
        }
        let mut seen = HashSet::new();
        match self.licences.iter().position(|licence| !seen.insert(&licence.jurisdiction)) {
            Some(index) => Err(InvalidQualifications::JurisdictionTwice { index }),
            None => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_certificate_ends_on_or_after_the_day_it_was_issued() {
        let held = |expires_on| Qualifications {
            certifications: vec![Certification {
                title: "IPT".parse().unwrap(),
                issued_on: Some(date(2026, 3, 2)),
                expires_on: Some(expires_on),
            }],
            ..Qualifications::default()
        };
        assert!(held(date(2026, 3, 2)).validate().is_ok());
        let refused = held(date(2026, 3, 1)).validate();
        assert_eq!(refused, Err(InvalidQualifications::ExpiresBeforeIssue { index: 0 }));
    }

    #[test]
    fn one_jurisdiction_is_licensed_once() {
        let licence = |code: &str| Licence { jurisdiction: code.parse().unwrap(), expires_on: None };
        let licences = vec![licence("US-NY"), licence("US-NJ"), licence("us-ny")];
        let refused = Qualifications { licences, ..Qualifications::default() }.validate();
        assert_eq!(refused, Err(InvalidQualifications::JurisdictionTwice { index: 2 }));
    }
}
