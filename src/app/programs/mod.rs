//! Treatment programs: those of the literature and the clinic's own.
//!
//! Owns: the commands and queries about programs. Must not know: groups, series.
//! Example: `create_program(&app, &caller, CreateProgram { .. })` answers `CodeTaken` if the clinic has one of that code.
//! The next command about a program is a file here.

mod create_program;
mod queries;
mod update_program;

pub use create_program::{CreateProgram, CreateProgramError, create_program};
pub use queries::{find_program, list_programs};
pub use update_program::{UpdateProgram, UpdateProgramError, update_program};
