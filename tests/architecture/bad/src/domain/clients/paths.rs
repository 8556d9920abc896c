//! Every way to write a path out of the layer.

use crate::storage::connect; //~ Layer
use crate::{
    domain::ids::ClientId,
    graphql::{schema, execute}, //~ Layer
    domain as own_name,
};
use super::super::super::mail::Message; //~ Layer
use super::super::ids::SessionId;
use self::inner::Own;
use crate as everything; //~ CrateRoot
use crate::*; //~ CrateRoot
use super::super::super::*; //~ CrateRoot
use crate::ClientIdOfTheRoot; //~ CrateRoot
use super::*;

pub(crate) fn signature(row: &crate::storage::Row) -> Vec<super::super::super::mail::Message> { //~ Layer
    crate::app::enrol(row); //~ Layer
    let text = format!("{}", crate::storage::name()); //~ Layer
    vec![crate::domain::ids::ClientId::nil()]
}

/// A link to [`crate::storage`] imports nothing, and neither does "crate::storage::x".
#[derive(crate::graphql::Object)] //~ Layer
pub struct Shown {
    pub(in crate::domain) storage: u8,
}

impl crate::web::Handler for Shown {} //~ Layer

mod inner {
    pub struct Own;
    use super::super::super::ids::ClientId;
    use super::super::super::super::storage; //~ Layer
}

macro_rules! hidden {
    ($storage:ident) => {
        $crate::storage::$storage() //~ Layer
        use $crate::{app::enrol, domain::ids}; //~ Layer
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::memory; //~ Layer
    use chrono::Utc;
}
