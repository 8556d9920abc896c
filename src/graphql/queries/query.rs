//! The roots that read, put together.

use async_graphql::MergedObject;

use super::audit::AuditQueries;
use super::clients::ClientQueries;
use super::clinics::ClinicQueries;
use super::groups::GroupQueries;
use super::programs::ProgramQueries;
use super::schedule::ScheduleQueries;
use super::staff::StaffQueries;
use super::viewer::ViewerQuery;
use crate::graphql::node::NodeQuery;

/// The roots that read.
#[derive(MergedObject, Default)]
pub struct Query(
    AuditQueries,
    ClientQueries,
    ClinicQueries,
    GroupQueries,
    NodeQuery,
    ProgramQueries,
    ScheduleQueries,
    StaffQueries,
    ViewerQuery,
);
