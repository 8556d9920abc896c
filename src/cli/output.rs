//! The only place that prints.

use std::io::{self, Write};

use super::error::CliError;

/// Prints a text and a line end to standard output.
///
/// A reader that has gone (`roundel schema | head`) is not an error.
///
/// # Errors
/// `Output` if it cannot be written, for instance to a full disk.
pub fn line(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a remark to standard error: for the person at the terminal, not for what reads the output.
#[expect(clippy::print_stderr, reason = "the only place that prints")]
pub fn note(message: &str) {
    eprintln!("{message}");
}

/// Prints `error: …` to standard error.
#[expect(clippy::print_stderr, reason = "the only place that prints")]
pub fn error_line(message: &str) {
    eprintln!("error: {message}");
}

/// Prints a question to standard error, where it is seen even if the output goes into a file.
pub(super) fn question(text: &str) -> Result<(), CliError> {
    let mut out = io::stderr().lock();
    write!(out, "{text} [y/N] ").and_then(|()| out.flush()).map_err(CliError::from)
}
