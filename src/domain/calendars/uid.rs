//! The id by which a calendar knows an entry again.

use std::fmt;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::EntryOf;

/// How many bytes of the hash are kept: as many as a UUID has.
const BYTES: usize = 16;

/// An entry's `UID` (RFC 5545, section 3.8.4.7): the same for every version of the entry.
///
/// A hash: two members of one group share no part of it, and nobody reads an id of ours off it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntryUid(String);

impl EntryUid {
    /// Of a session as staff have it, or of one client's place in it.
    #[must_use]
    pub fn of(entry: EntryOf) -> Self {
        let digest = match entry {
            EntryOf::Session(id) => Sha256::digest(format!("calendar:session:{}", id.uuid().as_simple())),
            EntryOf::Place(id) => Sha256::digest(format!("calendar:place:{}", id.uuid().as_simple())),
        };
        Self(digest.iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Display for EntryUid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// When what has this id was first recorded: a UUIDv7 begins with it.
pub(super) fn born_at(uuid: Uuid) -> Timestamp {
    let seconds = uuid.get_timestamp().map_or(0, |born| born.to_unix().0);
    i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ParticipationId, SessionId};

    #[test]
    fn an_id_is_stable_opaque_and_not_shared_by_session_and_place() {
        let uuid = Uuid::from_u128(0x0189_0a5d_2c7e_7cc3_980a_d3f0_e1a2_b3c4);
        let session = EntryUid::of(EntryOf::Session(SessionId::from_uuid(uuid)));
        let place = EntryUid::of(EntryOf::Place(ParticipationId::from_uuid(uuid)));
        // printf %s calendar:session:01890a5d2c7e7cc3980ad3f0e1a2b3c4 | sha256sum
        assert_eq!(session.to_string(), "efaddb67651e0b9ac9262c0280de53e4");
        assert_ne!(session, place);
        assert!(!place.to_string().contains("01890a5d"), "{place}");
    }

    #[test]
    fn an_id_tells_its_birth_and_one_of_another_kind_the_epoch() {
        let id = Uuid::from_u128(0x0189_0a5d_2c7e_7cc3_980a_d3f0_e1a2_b3c4);
        assert_eq!(born_at(id).to_string(), "2023-06-30T03:33:45Z");
        assert_eq!(born_at(Uuid::nil()), Timestamp::UNIX_EPOCH);
    }
}
