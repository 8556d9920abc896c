//! What is true of group therapy: rules and words, pure and synchronous.
//!
//! Owns: ids, civil time, people, programs, series, closures, companion meetings,
//! attendance, measures, goals, phases, the brief form, risk, dashboards, reminders, mails to staff, access.
//! Must not know: databases, HTTP, GraphQL, mail servers, the present (it comes in as a parameter).
//! Example: `risk::assess(&course)` turns one enrollment's marks and what else is known into flags with their evidence.
//! The next rule goes beside the words it speaks of, with its test, before anything stores or shows it.

pub mod access;
pub mod attendance;
pub mod audit;
pub mod bounces;
pub mod brief_form;
pub mod calendars;
pub mod changes;
pub mod clinics;
pub mod closures;
pub mod command_text;
pub mod companions;
pub mod conflicts;
pub mod dashboards;
pub mod enrollments;
pub mod forming;
pub mod goals;
pub mod groups;
pub mod idempotency;
pub mod ids;
pub mod imports;
pub mod jobs;
pub mod links;
pub mod makeups;
pub mod measures;
pub mod name;
pub mod neutral;
pub mod notices;
pub mod occupancy;
pub mod patch;
pub mod people;
pub mod phases;
pub mod programs;
pub mod randomness;
pub mod reminders;
pub mod risk;
pub mod series;
pub mod slice;
pub mod slots;
pub mod staff_mails;
pub mod tasks;
pub mod time;
pub mod waitlist;
pub mod words;
