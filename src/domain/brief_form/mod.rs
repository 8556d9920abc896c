//! The brief form of a course (IPT-B): what of eight sessions was received, and which of those to come are kept.
//!
//! Owns: the split of a ledger into what is kept and what is left, the words of a decision.
//! Must not know: when it is suggested (that is `risk`), rows, whose time is taken, who is told.
//! Example: `plan_brief_form(&ledger)?` keeps the earliest sessions to come, as many as eight still lack.
//! Another form a course can take in its midst comes here.

mod decision;
mod split;

pub use decision::{BriefFormAnswer, BriefFormDecision};
pub use split::{BRIEF_FORM_LENGTH, BriefFormRefusal, BriefFormSplit, plan_brief_form};
