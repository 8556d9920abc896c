//! Mails on their way: the transports against real servers.
//!
//! Owns: what becomes of one mail at a server that takes, refuses, stalls or hangs up. Must not know: reminders,
//! databases, when a mail is tried again.
//! Servers are real (`SmtpServer`) or say what they are told to (`talk`), in clear or over TLS.
//! Example: `server.script([Behaviour::TakeSilently])` and the outcome of the next mail is unknown.
//! The next transport that talks to something is a file here.

mod config;
mod rubbish;
mod sample;
mod sign_in;
mod smtp;
mod talk;
mod tls;
mod watched;
