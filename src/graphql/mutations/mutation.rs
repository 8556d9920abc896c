//! The roots that change, put together.

use async_graphql::MergedObject;

use super::attendance::AttendanceMutations;
use super::clients::ClientMutations;
use super::enrollments::EnrollmentMutations;
use super::groups::GroupMutations;
use super::imports::ImportMutations;
use super::programs::ProgramMutations;
use super::reminders::ReminderMutations;
use super::risk::RiskMutations;
use super::rooms::RoomMutations;
use super::series::SeriesMutations;
use super::sessions::SessionMutations;
use super::sites::SiteMutations;
use super::staff::StaffMutations;
use super::tokens::TokenMutations;

/// The roots that change.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AttendanceMutations,
    ClientMutations,
    EnrollmentMutations,
    GroupMutations,
    ImportMutations,
    ProgramMutations,
    ReminderMutations,
    RiskMutations,
    RoomMutations,
    SeriesMutations,
    SessionMutations,
    SiteMutations,
    StaffMutations,
    TokenMutations,
);
