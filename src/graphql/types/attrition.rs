//! Whether a client dropped out, attended under half, or did not complete.

use async_graphql::SimpleObject;

use crate::domain::enrollments::{self as domain, ATTRITION_VERSION};

/// How a course came to its end, or stands now: derived from its marks at each reading, never typed in, and other after a
/// correction. The three definitions differ in whom they count.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Attrition {
    /// The version of the definitions.
    definition_version: u32,
    /// Whether three or more final held sessions were missed and no ending was agreed, of a course that runs or is over. A
    /// held session that nobody has marked is neither attended nor missed. Null before the first opportunity, and of a course
    /// that goes on in another group.
    dropped_out: Option<bool>,
    /// Whether fewer than half of the opportunities were attended. Null with fewer than four of them.
    attended_under_half: Option<bool>,
    /// Whether the course is over, agreed or not, and fewer sessions than planned were held for the client: weekly ones that
    /// took place while they were in it, and make-ups that they attended. In the brief form, whose eight are sessions
    /// received, whether fewer were received. Null while it runs, and of a course that goes on in another group.
    did_not_complete: Option<bool>,
    /// What it was read from.
    in_words: String,
}

impl From<domain::Attrition> for Attrition {
    fn from(attrition: domain::Attrition) -> Self {
        Self {
            definition_version: ATTRITION_VERSION,
            dropped_out: attrition.dropped_out,
            attended_under_half: attrition.attended_under_half,
            did_not_complete: attrition.did_not_complete,
            in_words: attrition.in_words(),
        }
    }
}
