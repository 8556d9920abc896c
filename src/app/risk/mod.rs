//! Risk: bringing flags in line with the ledger, and working through them.
//!
//! Owns: the reassessment inside other commands' transactions, its periodic run, what people do about flags. Must not
//! know: GraphQL, how the rules decide.
//! Example: a command that changes what counts calls `reassess(&tx, app, caller, now, &enrollments)` before it commits.
//! The next step of a flag's life is a `FlagStep` of the domain.

mod handle_flag;
mod queries;
mod reassess;
mod reassess_due;

pub use handle_flag::{HandleFlag, HandleFlagError, handle_flag};
pub use queries::{ListFlags, find_flag, list_flags, load_enrollment_flags};
pub(in crate::app) use reassess::{ChangedFlag, reassess, reassess_locked};
pub use reassess_due::{ReassessedDue, reassess_due};
