//! Ids on the wire.

use std::fmt::Display;
use std::str::FromStr;

use async_graphql::{Error, ID};

use super::expose::not_found;

/// The id as clients see it.
pub(super) fn id(id: impl Display) -> ID {
    ID(id.to_string())
}

/// The typed id behind a client's; a malformed one answers as a missing record does.
pub(super) fn parse_id<T: FromStr>(given: &ID) -> Result<T, Error> {
    given.parse().map_err(|_| not_found())
}

/// The same for an id that may be left out.
pub(super) fn parse_optional_id<T: FromStr>(given: Option<&ID>) -> Result<Option<T>, Error> {
    given.map(parse_id).transpose()
}
