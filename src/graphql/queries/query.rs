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
use super::dashboards::DashboardQueries;
use super::forming::FormingQueries;
use super::goals::GoalQueries;
use super::groups::GroupQueries;
use super::imports::ImportQueries;
use super::jobs::JobQueries;
use super::measures::MeasureQueries;
use super::phases::PhaseQueries;
use super::programs::ProgramQueries;
use super::reminders::ReminderQueries;
use super::risk::RiskQueries;
use super::schedule::ScheduleQueries;
use super::staff::StaffQueries;
use super::tasks::TaskQueries;
use super::tokens::TokenQueries;
use super::viewer::ViewerQuery;
use super::waitlist::WaitlistQueries;
use crate::graphql::node::NodeQuery;

/// Those that tell how courses go: one part of the whole, since the compiler nests every part within the next.
#[derive(MergedObject, Default)]
struct Courses(
    AttendanceQueries,
    CompanionQueries,
    DashboardQueries,
    GoalQueries,
    MeasureQueries,
    PhaseQueries,
    RiskQueries,
);

/// The roots that read.
#[derive(MergedObject, Default)]
pub struct Query(
    AuditQueries,
    BriefFormQueries,
    CalendarQueries,
    ClientMergeQueries,
    ClientQueries,
    ClinicQueries,
    ClosureQueries,
    Courses,
    FormingQueries,
    GroupQueries,
    ImportQueries,
    JobQueries,
    NodeQuery,
    ProgramQueries,
    ReminderQueries,
    ScheduleQueries,
    StaffQueries,
    TaskQueries,
    TokenQueries,
    ViewerQuery,
    WaitlistQueries,
);
