//! Reminders: which are due when, whether one may still go out, when a failed one is tried again.
//!
//! Owns: policies and their rules, the outbox's words, planning, what a welcome or a notice stands for, the check before sending, back-off. Must
//! not know: rows, mail servers, words of a mail, the present (it comes in as a parameter).
//! Example: `plan(&candidate, now)` turns one person's place in a session into what goes into the outbox.
//! The next reason not to send is a variant of `ReminderWhy` and a line in `recheck`.

mod delivery;
mod draft;
mod facts;
mod minutes_before;
mod open_notice;
mod outcome;
mod plan;
mod policy;
mod preview;
mod quiet_hours;
mod recheck;
mod retry;
mod rule;
mod rule_time;
mod waiting;
mod welcome;
mod words;

pub use delivery::{
    ClaimedDelivery, DedupeKey, DueKey, InvalidDueKey, MailCause, NewDelivery, ReminderDelivery,
};
pub use draft::MailDraft;
pub use facts::{
    CurrentFacts, DeliveryFacts, PlaceFacts, PlanCandidate, Recipient, ReminderContent, SessionFacts,
};
pub use minutes_before::{InvalidMinutesBefore, MinutesBefore};
pub use open_notice::{OpenNotice, is_told_by_notice, wait_for_notice};
pub use outcome::DeliveryOutcome;
pub use plan::{GRACE, LEAST_LEAD, PlannedReminder, dated_anew, due_at, plan};
pub use policy::{PolicyFor, ReminderPolicy};
pub use preview::{ExpectedMail, InvalidPreviewWindow, PreviewKey, PreviewWindow};
pub use quiet_hours::{InvalidQuietHours, LEAD_AFTER_QUIET, QuietHours, URGENT_CHANGE};
pub use recheck::{Recheck, recheck};
pub use retry::{Backoff, retry_at};
pub use rule::{GAP, InvalidRules, ReminderRule, RuleTerms, RuleWhen, Rules};
pub use rule_time::{DaysBefore, InvalidRuleTime, RuleTime};
pub use waiting::WaitingMails;
pub use welcome::{WELCOME_WITHIN, WelcomeFacts, is_told_by_welcome, recheck_welcome, welcome_due_at};
pub use words::{DeliveryKind, ReminderState, ReminderWhy};
