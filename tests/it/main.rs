//! The suite, as callers see the service: through the schema, over HTTP, by mail, on both databases.
#![cfg(test)]

mod access;
mod audit;
mod calendars;
mod cli;
mod demo;
mod end_to_end;
mod faults;
mod graphql;
mod imports;
mod links;
mod mail;
mod replay;
mod sockets;
mod storage;
mod support;
mod worker;
