//! Therapy groups: making, changing and reading them.
//!
//! Owns: the commands and queries about groups. Must not know: how sessions are planned.
//! Example: `create_group(&app, &caller, CreateGroup { .. })`; its places are then taken by `enrollments`.
//! The next command about a group is a file here.

mod create_group;
mod queries;
mod update_group;

pub(in crate::app) use create_group::draft_group;
pub use create_group::{CreateGroup, CreateGroupError, create_group};
pub use queries::{find_group, list_groups, load_groups};
pub use update_group::{UpdateGroup, UpdateGroupError, update_group};
