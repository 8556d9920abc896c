//! The database schema, one frozen file per change: a merged change is history and is never edited.
//!
//! A change is SQL written once for both databases. The few types they name differently are placeholders
//! (`$uuid`, `$instant`, `$json`), filled in by `change`; what only one of them has (exclusion constraints,
//! triggers) stands beside it under that database's name.
//! The next change is a new file `m<date>_<number>_<subject>.rs` and a line in [`Migrator`].

mod change;
mod m20261123_000001_clinics;
mod m20261123_000002_people;
mod m20261123_000003_programs;
mod m20261123_000004_scheduling;
mod m20261123_000005_attendance;
mod m20261123_000006_reminders;
mod m20261123_000007_records;
mod m20261126_000008_standing_marks;
mod m20261126_000009_idempotency;
mod m20261126_000010_lists_of_words;
mod m20261126_000011_site_contacts;
mod m20261126_000012_imports;
mod m20261126_000013_import_uploads;
mod m20261126_000014_change_feed;
mod m20261126_000016_audit_chain;
mod m20261126_000018_sign_ins;
mod m20261126_000019_led_series;
mod m20261126_000021_waitlist;
mod m20261126_000023_client_merges;
mod m20261127_000024_import_waitlist;
mod m20261127_000026_course_imports;
mod m20261127_000027_trigger_paths;
mod m20261127_000028_course_import_entries;
mod m20261127_000029_series_edits;
mod m20261127_000030_notices;
mod m20261127_000032_calendars;
mod m20261127_000033_closures;
mod m20261127_000034_makeups;
mod m20261127_000035_companions;
mod m20261127_000036_left_series;
mod m20261127_000037_measures;
mod m20261127_000038_goals;
mod m20261127_000039_phase_steps;
mod m20261127_000040_minimum_dose;
mod m20261127_000041_worklist;
mod m20261127_000042_risk_calibration;
mod m20261127_000043_brief_form;
mod m20261127_000044_marking_lock;
mod m20261128_000045_reopened_flags;
mod m20261128_000046_reopened_notices;
mod m20261128_000047_mail_drafts;
mod m20261128_000048_client_links;
mod m20261128_000049_bounces;
mod m20261128_000050_quiet_hours;
mod m20261128_000051_reminder_rules;
mod m20261128_000053_paused_mails;
mod m20261128_000055_taken_back;
mod m20261128_000056_staff_mails;
mod m20261128_000057_confirmed_version;
mod m20261128_000058_former_message_ids;
mod m20261128_000059_welcomes;
mod m20261128_000060_staff_mails_by_due;
mod m20261128_000061_mails_to_come;
mod m20261128_000062_deferrals;

pub use sea_orm_migration::{MigratorTrait, sea_orm};

/// Brings a database from any earlier version to the newest.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_clinics::CHANGE),
            Box::new(m20261123_000002_people::CHANGE),
            Box::new(m20261123_000003_programs::CHANGE),
            Box::new(m20261123_000004_scheduling::CHANGE),
            Box::new(m20261123_000005_attendance::CHANGE),
            Box::new(m20261123_000006_reminders::CHANGE),
            Box::new(m20261123_000007_records::CHANGE),
            Box::new(m20261126_000008_standing_marks::CHANGE),
            Box::new(m20261126_000009_idempotency::CHANGE),
            Box::new(m20261126_000010_lists_of_words::CHANGE),
            Box::new(m20261126_000011_site_contacts::CHANGE),
            Box::new(m20261126_000012_imports::CHANGE),
            Box::new(m20261126_000013_import_uploads::CHANGE),
            Box::new(m20261126_000014_change_feed::CHANGE),
            Box::new(m20261126_000016_audit_chain::CHANGE),
            Box::new(m20261126_000018_sign_ins::CHANGE),
            Box::new(m20261126_000019_led_series::CHANGE),
            Box::new(m20261126_000021_waitlist::CHANGE),
            Box::new(m20261126_000023_client_merges::CHANGE),
            Box::new(m20261127_000024_import_waitlist::CHANGE),
            Box::new(m20261127_000026_course_imports::CHANGE),
            Box::new(m20261127_000027_trigger_paths::CHANGE),
            Box::new(m20261127_000028_course_import_entries::CHANGE),
            Box::new(m20261127_000029_series_edits::CHANGE),
            Box::new(m20261127_000030_notices::CHANGE),
            Box::new(m20261127_000032_calendars::CHANGE),
            Box::new(m20261127_000033_closures::CHANGE),
            Box::new(m20261127_000034_makeups::CHANGE),
            Box::new(m20261127_000035_companions::CHANGE),
            Box::new(m20261127_000036_left_series::CHANGE),
            Box::new(m20261127_000037_measures::CHANGE),
            Box::new(m20261127_000038_goals::CHANGE),
            Box::new(m20261127_000039_phase_steps::CHANGE),
            Box::new(m20261127_000040_minimum_dose::CHANGE),
            Box::new(m20261127_000041_worklist::CHANGE),
            Box::new(m20261127_000042_risk_calibration::CHANGE),
            Box::new(m20261127_000043_brief_form::CHANGE),
            Box::new(m20261127_000044_marking_lock::CHANGE),
            Box::new(m20261128_000045_reopened_flags::CHANGE),
            Box::new(m20261128_000046_reopened_notices::CHANGE),
            Box::new(m20261128_000047_mail_drafts::CHANGE),
            Box::new(m20261128_000048_client_links::CHANGE),
            Box::new(m20261128_000049_bounces::CHANGE),
            Box::new(m20261128_000050_quiet_hours::CHANGE),
            Box::new(m20261128_000051_reminder_rules::CHANGE),
            Box::new(m20261128_000053_paused_mails::CHANGE),
            Box::new(m20261128_000055_taken_back::CHANGE),
            Box::new(m20261128_000056_staff_mails::CHANGE),
            Box::new(m20261128_000057_confirmed_version::CHANGE),
            Box::new(m20261128_000058_former_message_ids::CHANGE),
            Box::new(m20261128_000059_welcomes::CHANGE),
            Box::new(m20261128_000060_staff_mails_by_due::CHANGE),
            Box::new(m20261128_000061_mails_to_come::CHANGE),
            Box::new(m20261128_000062_deferrals::CHANGE),
        ]
    }
}
