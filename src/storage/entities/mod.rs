//! Rows as the database keeps them, one file per table: what `migrations` made, nothing more.
//!
//! They stay inside `storage`; each aggregate converts them to and from domain types by complete destructuring.

pub(crate) mod account;
pub(crate) mod api_token;
pub(crate) mod attendance_mark;
pub(crate) mod audit_event;
pub(crate) mod audit_mention;
pub(crate) mod audit_seal;
pub(crate) mod availability_window;
pub(crate) mod certification;
pub(crate) mod change;
pub(crate) mod client;
pub(crate) mod client_import;
pub(crate) mod client_import_entry;
pub(crate) mod client_import_row;
pub(crate) mod client_merge;
pub(crate) mod client_merge_enrollment;
pub(crate) mod client_merge_waitlist_entry;
pub(crate) mod clinic;
pub(crate) mod committed_plan;
pub(crate) mod course_import;
pub(crate) mod course_import_entry;
pub(crate) mod course_import_series;
pub(crate) mod enrollment;
pub(crate) mod guardian;
pub(crate) mod idempotency_key;
pub(crate) mod import_upload;
pub(crate) mod import_upload_piece;
pub(crate) mod job_run;
pub(crate) mod licence;
pub(crate) mod notice;
pub(crate) mod occupancy;
pub(crate) mod participation;
pub(crate) mod reminder_delivery;
pub(crate) mod reminder_policy;
pub(crate) mod reminder_rule;
pub(crate) mod risk_flag;
pub(crate) mod room;
pub(crate) mod session;
pub(crate) mod session_series;
pub(crate) mod sign_in;
pub(crate) mod site;
pub(crate) mod staff_member;
pub(crate) mod therapy_group;
pub(crate) mod treatment_program;
pub(crate) mod waitlist_entry;
