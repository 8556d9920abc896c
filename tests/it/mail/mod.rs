//! Mails on their way: the transports against real servers.
//!
//! Owns: what becomes of one mail at a server that takes, refuses, stalls or hangs up. Must not know: reminders,
//! databases, when a mail is tried again.
//! Example: `server.script([Behaviour::TakeSilently])` and the outcome of the next mail is unknown.
//! The next transport that talks to something is a file here.

mod sample;
mod smtp;
