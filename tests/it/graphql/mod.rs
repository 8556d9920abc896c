//! The API, through the schema, with the documents of `graphql/operations`.

mod access;
mod attendance_rates;
mod audit;
mod client_edges;
mod client_edits;
mod clients;
mod clinics;
mod correct_mark;
mod hostile;
mod ledger_properties;
mod mark_roster;
mod permissions;
mod programs;
mod risk_flags;
mod rooms;
mod staff;
