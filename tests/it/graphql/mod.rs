//! The API, through the schema, with the documents of `graphql/operations`.

mod access;
mod audit;
mod client_edges;
mod client_edits;
mod clients;
mod clinics;
mod programs;
mod reminders;
mod rooms;
mod staff;
