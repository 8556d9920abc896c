//! Risk: who may not return, as a pure function of the ledger.
//!
//! Owns: the kinds and states of flags, the rules (one file each), their evidence and its words, and the
//! reconciliation of stored flags with what the rules say now. Must not know: who is told, how flags are kept,
//! the present (the ledger was read at it). Flags are never used for discharge, billing or ranking therapists.
//! Example: `reconcile(&stored, &assess(&Course::new(&ledger, &known, &model)))` gives the changes to write.
//! The next rule is a file beside `early_absence.rs` that returns episodes, a line in `assess`, its kind, and its words in
//! `words.rs`. `forecast` is the chance that somebody comes again, which `estimate` keeps with every flag; `evaluation`
//! judges it on courses that are over.

mod action;
mod as_text;
mod assess;
mod background;
mod brief_form;
pub mod calibration;
mod consecutive_absences;
mod course;
mod dose_unreachable;
mod early_absence;
mod episode;
mod estimate;
mod estimate_words;
pub mod evaluation;
mod evidence;
mod flag;
mod flag_counts;
pub mod forecast;
mod handle;
mod holidays;
mod kind;
mod late_cancel_pattern;
mod low_attendance;
mod model;
mod no_contact;
mod no_return_forecast;
mod outcome;
mod owner;
mod reconcile;
mod rounded;
#[cfg(test)]
mod samples;
mod state;
mod stretch;
mod suggestion;
#[cfg(test)]
mod validation;
mod words;

pub use action::{ActionKind, RiskAction};
pub use assess::{RULES_VERSION, assess, assess_ended};
pub use background::Background;
pub use brief_form::{
    BARRIERS_FOR_BRIEF_FORM, BRIEF_FORM_MOMENTS, BRIEF_FORM_SESSIONS, BriefFormGrounds, asks_for_review,
};
pub use consecutive_absences::CONSECUTIVE_MISSES;
pub use course::{Course, chance_of_anybody, chance_of_coming};
pub use early_absence::EARLY_OPPORTUNITIES;
pub use episode::Episode;
pub use estimate::{Band, Contribution, Estimate, HIGH_FROM, RAISED_FROM};
pub use evidence::{DoseThen, Evidence, Miss};
pub use flag::RiskFlag;
pub use flag_counts::{FlagCounts, FlagFate};
pub use handle::{FlagStep, HandleError, LONGEST_SNOOZE_DAYS, handle};
pub use holidays::{Holidays, weeks_waited};
pub use kind::{RiskKind, UnknownRiskKind};
pub use late_cancel_pattern::{LATE_CANCEL_WINDOW, LATE_CANCELLATIONS};
pub use low_attendance::LOW_ATTENDANCE_FROM;
pub use model::RiskModel;
pub use no_contact::QUIET_DAYS;
pub use no_return_forecast::SILENT_IN_THE_LAST;
pub use outcome::{ContactResult, FlagOutcome};
pub use owner::{UnfitOwner, check_owner, roles_of_owners};
pub use reconcile::{FlagChange, StoredFlag, reconcile};
pub use rounded::Rounded;
pub use state::{RiskState, Severity, UnknownRiskState, UnknownSeverity};
pub use suggestion::Suggestion;
