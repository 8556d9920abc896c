//! How much of it is run, and what was measured.

use std::fs::OpenOptions;
use std::io::Write as _;

#[expect(clippy::disallowed_methods, reason = "the suite is told by its environment how much to run")]
fn given(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

/// The number that variable gives, or the small one.
pub(super) fn size(variable: &str, small: usize) -> usize {
    given(variable).map_or(small, |text| text.parse().unwrap_or_else(|_| panic!("{variable}: {text}")))
}

/// The port and the mailbox of the Postfix that the environment names, if any.
pub(super) fn postfix() -> Option<(u16, String)> {
    Some((given("ROUNDEL_POSTFIX_PORT")?.parse().unwrap(), given("ROUNDEL_POSTFIX_BOX")?))
}

/// Adds a line to the file that `ROUNDEL_FIGURES` names, if any.
pub(super) fn tell(line: &str) {
    if let Some(file) = given("ROUNDEL_FIGURES") {
        let mut file = OpenOptions::new().append(true).create(true).open(file).unwrap();
        file.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
}
