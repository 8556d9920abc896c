//! The API, through the schema, with the documents of `graphql/operations`.

mod attendance_rates;
mod clinics;
mod correct_mark;
mod ledger_properties;
mod mark_roster;
mod risk_flags;
mod roster_cost;
