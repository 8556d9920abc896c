//! The roots that read, put together.

use async_graphql::MergedObject;

use super::attendance::AttendanceQueries;
use super::audit::AuditQueries;
use super::brief_forms::BriefFormQueries;
use super::calendars::CalendarQueries;
use super::client_merges::ClientMergeQueries;
use super::clients::ClientQueries;
use super::clinics::ClinicQueries;
use super::closures::ClosureQueries;
use super::companions::CompanionQueries;
use super::forming::FormingQueries;
use super::groups::GroupQueries;
use super::imports::ImportQueries;
use super::jobs::JobQueries;
use super::programs::ProgramQueries;
use super::reminders::ReminderQueries;
use super::risk::RiskQueries;
use super::schedule::ScheduleQueries;
use super::staff::StaffQueries;
use super::tokens::TokenQueries;
use super::viewer::ViewerQuery;
use super::waitlist::WaitlistQueries;
use crate::graphql::node::NodeQuery;

/// The roots that read.
#[derive(MergedObject, Default)]
pub struct Query(
    AttendanceQueries,
    AuditQueries,
    BriefFormQueries,
    CalendarQueries,
    ClientMergeQueries,
    ClientQueries,
    ClinicQueries,
    ClosureQueries,
    CompanionQueries,
    FormingQueries,
    GroupQueries,
    ImportQueries,
    JobQueries,
    NodeQuery,
    ProgramQueries,
    ReminderQueries,
    RiskQueries,
    ScheduleQueries,
    StaffQueries,
    TokenQueries,
    ViewerQuery,
    WaitlistQueries,
);
