//! Ids on the wire.

use std::fmt::Display;
use std::str::FromStr;

use async_graphql::{Error, ID};

use super::expose::no_such_record;

/// The id as clients see it.
pub(super) fn id(id: impl Display) -> ID {
    ID(id.to_string())
}

/// The typed id behind a client's, given in `field`; a malformed one answers as a missing record does.
pub(super) fn parse_id<T: FromStr>(field: &'static str, given: &ID) -> Result<T, Error> {
    given.parse().map_err(|_| no_such_record(field))
}

/// The same for an id that may be left out.
pub(super) fn parse_optional_id<T: FromStr>(
    field: &'static str,
    given: Option<&ID>,
) -> Result<Option<T>, Error> {
    given.map(|given| parse_id(field, given)).transpose()
}
