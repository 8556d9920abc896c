//! Whose hand something came from, as two columns keep it.

use uuid::Uuid;

use super::error::StorageError;
use crate::domain::attendance::Recorder;
use crate::domain::ids::{ClientId, StaffMemberId};

/// The word and the id that the columns keep.
pub(super) const fn to_columns(recorder: Recorder) -> (&'static str, Option<Uuid>) {
    match recorder {
        Recorder::Staff(id) => ("STAFF", Some(id.uuid())),
        Recorder::Client(id) => ("CLIENT", Some(id.uuid())),
        Recorder::System => ("SYSTEM", None),
    }
}

/// Who the two columns name.
pub(super) fn from_columns(kind: &str, id: Option<Uuid>, of: &'static str) -> Result<Recorder, StorageError> {
    match (kind, id) {
        ("STAFF", Some(id)) => Ok(Recorder::Staff(StaffMemberId::from_uuid(id))),
        ("CLIENT", Some(id)) => Ok(Recorder::Client(ClientId::from_uuid(id))),
        ("SYSTEM", None) => Ok(Recorder::System),
        _ => Err(StorageError::Corrupt(of)),
    }
}
