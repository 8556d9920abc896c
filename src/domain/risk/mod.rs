//! Risk: who may not return, as a pure function of the ledger.
//!
//! Owns: the kinds and states of flags, the rules (one file each), their evidence and its words, and the
//! reconciliation of stored flags with what the rules say now. Must not know: who is told, how flags are kept,
//! the present (the ledger was read at it). Flags are never used for discharge, billing or ranking therapists.
//! Example: `reconcile(&stored, &assess(&ledger, planned_sessions))` gives the changes to write.
//! The next rule is a file beside `early_absence.rs` that returns episodes, a line in `assess`, its kind in
//! `ASSESSED_KINDS`, and its words in `words.rs`. No rule asks `forecast` yet, the chance that somebody comes again;
//! `evaluation` judges it on courses that are over.

mod assess;
mod brief_form;
mod consecutive_absences;
mod early_absence;
mod episode;
pub mod evaluation;
mod evidence;
mod flag;
pub mod forecast;
mod handle;
mod kind;
mod reconcile;
mod state;
#[cfg(test)]
mod validation;
mod words;

pub use assess::{ASSESSED_KINDS, RULES_VERSION, assess, assess_ended};
pub use brief_form::{BRIEF_FORM_ATTENDED_AT_MOST, BRIEF_FORM_OPPORTUNITIES, BRIEF_FORM_SESSIONS};
pub use consecutive_absences::CONSECUTIVE_MISSES;
pub use early_absence::EARLY_OPPORTUNITIES;
pub use episode::Episode;
pub use evidence::{Evidence, Miss};
pub use flag::{FLAG_CAVEAT, RiskFlag};
pub use handle::{FlagClosed, FlagStep, handle};
pub use kind::{RiskKind, UnknownRiskKind};
pub use reconcile::{FlagChange, StoredFlag, reconcile};
pub use state::{RiskState, Severity, UnknownRiskState, UnknownSeverity};
