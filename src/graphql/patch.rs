//! Reading edits: a field left out stays, an explicit null clears.

use async_graphql::MaybeUndefined;

use super::input::{InvalidField, invalid};
use crate::domain::patch::Patch;

/// Reads a field that null clears.
pub(super) fn patch<A, T>(
    given: MaybeUndefined<A>,
    read: impl FnOnce(A) -> Result<T, InvalidField>,
) -> Result<Patch<T>, InvalidField> {
    match given {
        MaybeUndefined::Undefined => Ok(Patch::Keep),
        MaybeUndefined::Null => Ok(Patch::Clear),
        MaybeUndefined::Value(given) => read(given).map(Patch::Set),
    }
}

/// Reads a field that every record has: null is refused.
pub(super) fn change<A, T>(
    field: &'static str,
    given: MaybeUndefined<A>,
    read: impl FnOnce(A) -> Result<T, InvalidField>,
) -> Result<Option<T>, InvalidField> {
    match given {
        MaybeUndefined::Undefined => Ok(None),
        MaybeUndefined::Null => Err(invalid(field)(&"can't be cleared: leave it out to keep it")),
        MaybeUndefined::Value(given) => read(given).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_out_keeps_and_null_clears() {
        assert_eq!(patch(MaybeUndefined::Undefined, Ok::<i32, _>), Ok(Patch::Keep));
        assert_eq!(patch(MaybeUndefined::Null, Ok::<i32, _>), Ok(Patch::Clear));
        assert_eq!(patch(MaybeUndefined::Value(1), Ok), Ok(Patch::Set(1)));
    }

    #[test]
    fn what_every_record_has_cannot_be_cleared() {
        assert_eq!(change("zone", MaybeUndefined::Undefined, Ok::<i32, _>), Ok(None));
        assert_eq!(change("zone", MaybeUndefined::Null, Ok::<i32, _>).unwrap_err().field, "zone");
    }
}
