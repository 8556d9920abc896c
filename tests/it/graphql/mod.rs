//! The API, through the schema, with the documents of `graphql/operations`.

mod access;
mod audit;
mod client_edges;
mod client_edits;
mod clients;
mod clinics;
mod enrollment_edges;
mod enrollments;
mod groups;
mod previews;
mod programs;
mod rooms;
mod series;
mod session_edits;
mod sessions;
mod staff;
mod week;
