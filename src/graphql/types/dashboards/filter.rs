//! The filter of every dashboard, and why there is none.

use async_graphql::{Error, ID, InputObject, Result};

use crate::app::dashboards::DashboardError;
use crate::domain::dashboards as domain;
use crate::graphql::error::ApiError;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::scalars::LocalDate;

/// Whose figures are wanted, and over which dates. What is left out does not narrow. Only what the asker may see is
/// counted in any case: of a therapist, the groups and treatments that they lead.
#[derive(InputObject, Debug, Default)]
pub(crate) struct DashboardFilter {
    /// Courses of this site (`sit_…`).
    site_id: Option<ID>,
    /// Courses of this program (`prg_…`).
    program_id: Option<ID>,
    /// Courses in this group (`grp_…`).
    group_id: Option<ID>,
    /// Sessions that this member of staff leads, and courses with such a session (`stf_…`).
    therapist_id: Option<ID>,
    /// The first date, on the calendar of the session, or of the course's site. If left out, 364 days before `until`; for a
    /// dashboard that looks ahead, today.
    from: Option<LocalDate>,
    /// The last date, which belongs to it. If left out, today, at the site asked for or at the clinic's first; for a
    /// dashboard that looks ahead, 13 days after `from`.
    until: Option<LocalDate>,
}

impl DashboardFilter {
    /// The filter in the domain's types.
    pub(crate) fn read(given: Option<Self>) -> Result<domain::DashboardFilter> {
        let Self { site_id, program_id, group_id, therapist_id, from, until } = given.unwrap_or_default();
        Ok(domain::DashboardFilter {
            site_id: parse_optional_id("siteId", site_id.as_ref())?,
            program_id: parse_optional_id("programId", program_id.as_ref())?,
            group_id: parse_optional_id("groupId", group_id.as_ref())?,
            therapist_id: parse_optional_id("therapistId", therapist_id.as_ref())?,
            from: from.map(|date| date.0),
            until: until.map(|date| date.0),
        })
    }
}

/// What whoever asked is told.
pub(crate) fn refused(error: DashboardError) -> Error {
    match error {
        DashboardError::Period(error) => {
            ApiError::InvalidInput { field: error.field(), message: error.to_string() }.into()
        }
        missing @ DashboardError::GroupMissing => {
            ApiError::InvalidInput { field: "groupId", message: missing.to_string() }.into()
        }
        DashboardError::Failure(failure) => expose(failure),
    }
}
