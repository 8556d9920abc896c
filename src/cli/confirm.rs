//! Asking before something is lost.

use std::io::{self, IsTerminal};

use super::error::CliError;
use super::output::question;

/// Asks on the terminal whether to go on, unless `yes` says so already.
///
/// # Errors
/// `Refused` if the answer is not yes, or nobody is there to ask; `Output` if the terminal fails.
pub fn confirm(text: &str, yes: bool) -> Result<(), CliError> {
    decide(text, yes, io::stdin().is_terminal(), || {
        question(text)?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(answer)
    })
}

fn decide(
    text: &str,
    yes: bool,
    somebody_there: bool,
    ask: impl FnOnce() -> Result<String, CliError>,
) -> Result<(), CliError> {
    if yes {
        return Ok(());
    }
    if !somebody_there {
        return Err(CliError::Refused(format!(
            "this needs --yes where nobody can answer, and nothing was changed: {text}"
        )));
    }
    match ask()?.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(CliError::Refused("nothing was changed".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(answer: &'static str) -> Result<(), CliError> {
        decide("Delete?", false, true, || Ok(answer.to_owned()))
    }

    #[test]
    fn only_a_yes_is_a_yes() {
        assert!(answered("y\n").is_ok() && answered("YES\n").is_ok());
        for other in ["", "\n", "n\n", "yeah\n"] {
            assert!(answered(other).is_err(), "{other:?}");
        }
    }

    #[test]
    fn with_yes_nobody_is_asked() {
        decide("Delete?", true, false, || panic!("asked")).unwrap();
    }

    #[test]
    fn without_a_terminal_and_without_yes_it_is_refused() {
        let refused = decide("Delete?", false, false, || panic!("asked")).unwrap_err();
        let expected = "this needs --yes where nobody can answer, and nothing was changed: Delete?";
        assert_eq!(refused.message(), expected);
    }
}
