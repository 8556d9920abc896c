//! Risk: bringing flags in line with the ledger, and working through them.
//!
//! Owns: the reassessment inside other commands' transactions, its periodic runs, the calibration of the forecast, what
//! people do about flags. Must not
//! know: GraphQL, how the rules decide.
//! Example: a command that changes what counts calls `reassess(&tx, app, caller, now, &enrollments)` before it commits.
//! The next step of a flag's life is a `FlagStep` of the domain.

mod calibrate;
mod courses;
mod handle_flag;
mod histories;
mod model;
mod queries;
mod reassess;
mod reassess_due;
mod reassess_open;

pub use calibrate::{CalibrationOutcome, calibrate_all, calibrate_clinic};
pub use handle_flag::{HandleFlag, HandleFlagError, handle_flag};
pub use histories::load_histories;
pub use model::{read_forecast, read_model};
pub use queries::{ListFlags, find_flag, list_flags, load_enrollment_flags, load_histories_of_flags};
pub(in crate::app) use reassess::{ChangedFlag, reassess, reassess_locked};
pub use reassess_due::{ReassessedDue, reassess_due};
pub use reassess_open::reassess_open;
