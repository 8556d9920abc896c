//! What tests stand on: databases to throw away, a clinic to begin with, requests as a client makes them.
//!
//! Owns: set-up and clean-up. Must not know: what any test asserts.
//! Example: `both! { async fn a_site_is_added(db) { … } }` runs a test on SQLite and on PostgreSQL.
//! The next thing several tests need is a file here.

mod both;
mod bounce_report;
mod brief_desk;
mod cli;
mod clinic;
mod closing_desk;
mod cluster;
mod companion_desk;
mod database;
mod editing;
mod faulty_smtp;
mod held_transport;
mod ledger_fixture;
mod login_gate;
mod logs;
mod mailing;
mod makeup_fixture;
mod plan;
mod read_mail;
mod refusals;
mod reminder_fixture;
mod schedule_fixture;
mod smtp_account;
mod smtp_server;
mod uploading;
mod web_state;

pub(crate) use both::both;
pub(crate) use bounce_report::bounce_report;
pub(crate) use brief_desk::BriefDesk;
pub(crate) use cli::{Ran, Roundel};
pub(crate) use clinic::TestClinic;
pub(crate) use closing_desk::{ClosingDesk, day};
pub(crate) use cluster::Cluster;
pub(crate) use companion_desk::CompanionDesk;
pub(crate) use database::{Backend, LIMITS, TestDatabase};
pub(crate) use editing::DEBOUNCE;
pub(crate) use faulty_smtp::{At, Attempt, FaultySmtp, Ill, Step, Trouble};
pub(crate) use held_transport::{HeldTransport, Hold};
pub(crate) use ledger_fixture::Course;
pub(crate) use login_gate::LoginGate;
pub(crate) use logs::CapturedLogs;
pub(crate) use mailing::{LEASE, SETTINGS, mailer};
pub(crate) use makeup_fixture::MakeupFixture;
pub(crate) use plan::plan_of;
pub(crate) use read_mail::ReadMail;
pub(crate) use reminder_fixture::{Member, ReminderFixture, minutes_before, rules_of};
pub(crate) use schedule_fixture::{ScheduleFixture, done, refused};
pub(crate) use smtp_account::{SigningIn, SmtpAccount};
pub(crate) use smtp_server::{Behaviour, Received, SmtpServer, closes_at};
pub(crate) use web_state::web_state;
