//! The brief form (IPT-B): looking at what it would make of a course, accepting, declining, taking back.
//!
//! Owns: the reviewed plan and carrying it out: sessions of the client's own that are cancelled, places in groups that are
//! released, the suggestion that is answered. Must not know: when it is suggested (`domain::risk`), GraphQL.
//! Example: `preview_brief_form(&app, &caller, enrollment_id)` shows what `accept_brief_form` does by the plan's hash.
//! Whatever else re-plans one enrollment in its midst comes beside it.

mod accept;
mod decline;
mod error;
mod expect_again;
mod own_sessions;
mod phases;
mod plan;
mod preview;
mod queries;
mod release;
mod rights;
mod suggestion;
mod undo;

pub use accept::{AcceptBriefForm, AcceptBriefFormError, accept_brief_form};
pub use decline::{AboutBriefForm, DeclineBriefForm, DeclineBriefFormError, decline_brief_form};
pub use error::PlanBriefFormError;
pub use phases::DatedPhase;
pub use plan::{Becomes, BriefFormPlan, CoursePlace};
pub use preview::preview_brief_form;
pub use queries::load_brief_form_decisions;
pub use undo::{UndoBriefFormError, undo_brief_form};
