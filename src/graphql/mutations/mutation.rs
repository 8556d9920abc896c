//! The roots that change, put together.

use async_graphql::MergedObject;

use super::clients::ClientMutations;
use super::clinics::ClinicMutations;
use super::programs::ProgramMutations;
use super::staff::StaffMutations;

/// The roots that change.
#[derive(MergedObject, Default)]
pub struct Mutation(ClientMutations, ClinicMutations, ProgramMutations, StaffMutations);
