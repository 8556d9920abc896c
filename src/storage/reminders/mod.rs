//! Reminder policies and the outbox.
//!
//! Owns: the rows of `reminder_policy`, `reminder_rule`, `reminder_delivery`, `mail_draft` and `former_message_id`, and every
//! statement that moves a mail from one state to another. Must not know: when a mail is due or may be sent (`domain::reminders`), how it is sent.
//! Example: `supersede_deliveries(&tx, clinic_id, &[session_id], now)` in the transaction that moved the session.
//! A new kind of mail shares the outbox: its `DedupeKey` says what makes it the same mail.

mod changes;
mod claims;
mod client_locks;
mod dating;
mod deliveries;
mod drafts;
mod expected;
mod facts;
mod message_ids;
mod outcomes;
mod pausing;
mod planning;
mod policies;
mod policy_in_force;
mod rules;
mod unreadable;
mod waits;
mod weekly;
mod welcomes;

pub use changes::{
    apply_policies, apply_policies_to_clients, apply_zone, reopen_failed, replan_for_client,
    replan_for_clients, supersede_deliveries,
};
pub use claims::{Claims, begin_sending, claim_due, hand_back, is_claimed};
pub use client_locks::lock_clients;
pub use dating::date_anew_for_client;
pub(super) use deliveries::{OutboxRow, planned_row};
pub use deliveries::{find_delivery, insert_deliveries, list_deliveries};
pub use drafts::{drop_stale_drafts, keep_drafts, load_drafts};
pub use expected::{
    list_expected, list_expected_notices, list_expected_welcomes, load_expected_facts, load_places_of_mails,
};
pub use facts::load_delivery_facts;
pub use message_ids::replace_message_id;
pub use outcomes::record_outcomes;
pub use pausing::{count_waiting, list_paused_clinics, pause_mails, resume_mails};
pub use planning::{
    ClinicToPlan, PlanPage, find_clinic_to_plan, list_clinics_to_plan, list_plan_candidates,
    list_plan_candidates_of,
};
pub(super) use policies::delete_removed_policies;
pub use policies::{
    find_policy, insert_policy_if_none, list_policies, lock_policy_of, move_policy, move_policy_back,
    remove_policy, update_policy,
};
pub use rules::set_rules;
pub use unreadable::UnreadableMail;
pub use weekly::{load_weekly, load_weekly_to_come};
pub use welcomes::{
    WelcomeCandidate, WelcomeSearch, list_begun_courses, list_welcome_candidates, put_welcomes,
    renew_welcomes, settle_welcomes,
};
