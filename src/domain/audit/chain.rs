//! The chain of seals: each link covers a row and, by its hash, the link before it.

use std::fmt;
use std::str::FromStr;

use super::canonical::Canonical;
use crate::domain::ids::{AuditEventId, ClinicId};

/// A SHA-256 of the audit log, shown as 64 lower-case hexadecimal digits: of a row, or of a link. A link's hash stands
/// for the link and all before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuditHash([u8; 32]);

/// The text is no such hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a hash of the audit chain: expected 64 lower-case hexadecimal digits, as `audit verify` prints them"
)]
pub struct InvalidAuditHash;

/// One link of a clinic's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainLink {
    /// Its place, from 1.
    pub sequence: i64,
    /// Which row it seals.
    pub event_id: AuditEventId,
    /// The row's hash.
    pub event_hash: AuditHash,
    /// The hash of the link before it; of the first, `AuditHash::before_the_first`.
    pub previous: AuditHash,
}

impl ChainLink {
    /// The hash of the link: of the encoding (see `canonical`) of `roundel audit link 1`, the clinic, the place, the
    /// row's id, the row's hash, the hash before.
    #[must_use]
    pub fn hash(&self, clinic_id: ClinicId) -> AuditHash {
        let Self { sequence, event_id, event_hash, previous } = self;
        let encoded = Canonical::new("roundel audit link 1")
            .bytes(clinic_id.uuid().as_bytes())
            .number(*sequence)
            .bytes(event_id.uuid().as_bytes())
            .bytes(&event_hash.0)
            .bytes(&previous.0);
        AuditHash(encoded.finish())
    }
}

impl AuditHash {
    pub(super) fn of(encoded: Canonical) -> Self {
        Self(encoded.finish())
    }

    /// What a clinic's first link has before it: no clinic's chain can stand for another's.
    #[must_use]
    pub fn before_the_first(clinic_id: ClinicId) -> Self {
        Self::of(Canonical::new("roundel audit chain 1").bytes(clinic_id.uuid().as_bytes()))
    }
}

impl FromStr for AuditHash {
    type Err = InvalidAuditHash;
    fn from_str(text: &str) -> Result<Self, InvalidAuditHash> {
        let mut bytes = [0; 32];
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(InvalidAuditHash);
        }
        hex::decode_to_slice(text, &mut bytes).map_err(|_| InvalidAuditHash)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_links_hash_depends_on_all_it_holds_and_on_the_clinic() {
        let id = |digit: u128| uuid::Uuid::from_u128(digit);
        let clinic = ClinicId::from_uuid(id(1));
        let link = ChainLink {
            sequence: 1,
            event_id: AuditEventId::from_uuid(id(2)),
            event_hash: AuditHash([3; 32]),
            previous: AuditHash::before_the_first(clinic),
        };
        let others = [
            ChainLink { sequence: 2, ..link },
            ChainLink { event_id: AuditEventId::from_uuid(id(4)), ..link },
            ChainLink { event_hash: AuditHash([4; 32]), ..link },
            ChainLink { previous: AuditHash::before_the_first(ClinicId::from_uuid(id(5))), ..link },
        ];
        for other in others {
            assert_ne!(link.hash(clinic), other.hash(clinic), "{other:?}");
        }
        assert_ne!(link.hash(clinic), link.hash(ClinicId::from_uuid(id(5))));
    }

    #[test]
    fn a_hash_survives_the_round_trip_through_text() {
        let hash = AuditHash([171; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for bad in ["", "ab", &"AB".repeat(32), &"zz".repeat(32)] {
            assert_eq!(bad.parse::<AuditHash>(), Err(InvalidAuditHash), "{bad}");
        }
    }
}
