//! The jobs: each a thin call of a use case.
//!
//! Owns: a job's name, and what its outcome means. Must not know: how the work is done, when it is.
//! Example: `plan_reminders(schedule)` is a `Job` whose run calls `app::reminders::plan_due`.
//! The next job is a file here, and a line of `all`.

mod all;
mod clean_up;
mod deliver_reminders;
mod gather_notices;
mod nudge_therapists;
mod plan_reminders;
mod reassess_risk;
mod rederive_sessions;
mod review_risk;
mod seal_audit;
mod send_digests;

pub use all::{all, known};
pub use clean_up::clean_up;
pub use deliver_reminders::deliver_reminders;
pub use gather_notices::gather_notices;
pub use nudge_therapists::nudge_therapists;
pub use plan_reminders::plan_reminders;
pub use reassess_risk::reassess_risk;
pub use rederive_sessions::rederive_sessions;
pub use review_risk::review_risk;
pub use seal_audit::seal_audit;
pub use send_digests::send_digests;
