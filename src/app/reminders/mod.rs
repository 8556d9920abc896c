//! Reminders, from a policy to a mail in a server's hands.
//!
//! Owns: setting policies, filling the outbox, emptying it, showing it. Must not know: cron, SMTP, GraphQL.
//! Example: `plan_due(&app, &mailer, horizon, &|| true)` and `deliver_due(&delivery)` are what the worker's two jobs
//! call.
//! Delivery promise: each message is delivered once; only where the server's answer was lost, or a worker died over it, may it
//! come again, with the same bytes and Message-ID.
//! A change that makes reminders untrue calls `storage::reminders::supersede_deliveries` in its own transaction, a move
//! `renew_welcomes` before, one of a client's record `replan_for_client`, of their zone `apply_zone`, and of which
//! policies are in force `apply_policies`, for some clients `apply_policies_to_clients`. The next kind of mail is a `compose` of
//! its own and a key in the outbox; what staff are written is put there by `app::staff_mails`.

mod check_and_begin;
mod clean_up;
mod compose;
mod decide;
mod default_policy;
mod deliver_due;
mod mailer;
mod mint_links;
mod pause_mails;
mod plan_due;
mod plan_welcomes;
mod preview;
mod queries;
mod record_finished;
mod remove_policy;
mod resend;
mod send_one;
mod set_policy;
mod wave_size;
mod write_mail;

pub use clean_up::clean_up;
pub(in crate::app) use default_policy::insert_default_policy;
pub use deliver_due::{Delivery, DeliveryReport, DeliverySettings, Interrupted, deliver_due};
pub use mailer::Mailer;
pub(in crate::app) use mailer::{MailNames, draw_message_id};
pub use pause_mails::{MailStanding, list_paused_clinics, pause_mails, resume_mails};
pub use plan_due::plan_due;
pub use plan_welcomes::plan_welcomes;
pub use preview::{MailPreviews, PreviewMails, PreviewMailsError, PreviewedMail, preview_mails};
pub use queries::{find_delivery, find_policy, list_deliveries, list_policies};
pub use remove_policy::{RemoveReminderPolicyError, remove_reminder_policy};
pub use resend::{NotResendable, ResendDeliveryError, resend_delivery};
pub use set_policy::{SetReminderPolicy, SetReminderPolicyError, set_reminder_policy};
