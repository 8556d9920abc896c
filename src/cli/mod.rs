//! The command line: one file per command, with its arguments and, in `run`, what it does.
//!
//! Owns: arguments, exit codes, everything printed. Must not know: SQL, rules of therapy; it calls `app`.
//! Example: `roundel --config FILE config` is `config::ConfigArgs` and `config::run`.
//! The next command is a file with `XArgs` (examples in its help), `run(args, settings)`, a variant of `Command`
//! and an arm in `dispatch`; its examples are parsed by a test.

mod again;
pub mod audit;
mod audit_list;
mod audit_verify;
pub mod clinic;
mod clinic_update;
pub mod closure;
pub mod config;
mod confirm;
pub mod demo;
mod dispatch;
mod doctor;
mod error;
pub mod export;
mod global;
pub mod import;
mod import_clients;
mod import_courses;
mod import_file;
mod import_list;
mod import_undo;
mod jobs;
pub mod mail;
pub mod migrate;
mod open;
mod open_files;
mod output;
mod own_examples;
mod panics;
pub mod risk;
pub mod schema;
pub mod scraping;
mod serve;
mod stop;
pub mod token;
mod token_list;
mod token_revoke;
mod typed;
pub mod user;
mod user_access;
mod user_add;
mod user_list;
mod user_password;
mod work;
pub mod worker;

#[cfg(test)]
mod parsed;

pub use again::Again;
pub use confirm::confirm;
pub use dispatch::{Cli, Command, prepare, run};
pub use error::{CliError, exit_code};
pub use global::GlobalArgs;
pub use output::{error_line, line};
pub use panics::keep_panic_words_back;
