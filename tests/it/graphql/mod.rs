//! The API, through the schema, with the documents of `graphql/operations`.

mod access;
mod attendance_rates;
mod audit;
mod client_edges;
mod client_edits;
mod clients;
mod clinics;
mod correct_mark;
mod enrollment_edges;
mod enrollments;
mod groups;
mod hostile;
mod ledger_properties;
mod mark_roster;
mod permissions;
mod previews;
mod programs;
mod reminders;
mod risk_flags;
mod rooms;
mod roster_cost;
mod series;
mod session_edits;
mod sessions;
mod staff;
mod week;
