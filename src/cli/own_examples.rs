//! Commands that share a text of examples show those of their own.

use clap::Command;

const BEGIN: &str = "Examples:\n";

/// The command, and all below it, each with the examples that begin with how it is called. Where none does, all stay.
pub(super) fn with_own_examples(command: Command, call: &str) -> Command {
    let own = command.get_after_help().and_then(|help| own(&help.to_string(), call));
    let command = match own {
        Some(help) => command.after_help(help),
        None => command,
    };
    command.mut_subcommands(|below| {
        let call = format!("{call} {}", below.get_name());
        with_own_examples(below, &call)
    })
}

fn own(help: &str, call: &str) -> Option<String> {
    let (examples, rest) = match help.strip_prefix(BEGIN)?.split_once("\n\n") {
        Some((examples, rest)) => (examples, format!("\n\n{rest}")),
        None => (help.strip_prefix(BEGIN)?, String::new()),
    };
    let mut is_own = false;
    let kept: Vec<&str> = examples
        .lines()
        .filter(|line| {
            // A line further in belongs to the call before it.
            if let Some(called) = line.trim_start().strip_prefix("roundel") {
                let after = format!("roundel{called}").strip_prefix(call).map(str::to_owned);
                is_own = after.is_some_and(|after| after.is_empty() || after.starts_with(' '));
            }
            is_own
        })
        .collect();
    (!kept.is_empty()).then(|| format!("{BEGIN}{}{rest}", kept.join("\n")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// What stands below the help of every command.
    fn texts(command: &Command, found: &mut Vec<String>) {
        found.extend(command.get_after_help().map(ToString::to_string));
        for below in command.get_subcommands() {
            texts(below, found);
        }
    }

    fn all() -> Vec<String> {
        let mut found = Vec::new();
        texts(&with_own_examples(Cli::command(), "roundel"), &mut found);
        assert!(found.len() > 30);
        found
    }

    #[test]
    fn a_command_shows_no_example_of_another_that_shares_its_text() {
        let help = "Examples:\n  roundel a b --x 1 \\\n      --y\n  roundel a bc\n  roundel a c\n\nMore.";
        let kept = own(help, "roundel a b").unwrap();
        assert_eq!(kept, "Examples:\n  roundel a b --x 1 \\\n      --y\n\nMore.");
        assert_eq!(own(help, "roundel a").unwrap(), help);
        assert_eq!(own(help, "roundel other"), None);
    }

    /// What has no terminal is written 100 columns wide, and so is what a terminal shows at the most.
    #[test]
    fn what_must_not_be_wrapped_fits_on_a_line() {
        for line in all().iter().flat_map(|text| text.lines()).filter(|line| line.starts_with("  roundel")) {
            assert!(line.chars().count() <= 100, "a shell's line is to be continued by hand: {line}");
        }
    }

    /// Prose is wrapped once, where the terminal ends: a line end within a sentence would be a second wrap.
    #[test]
    fn no_sentence_has_a_line_end_in_it() {
        for text in all() {
            let lines: Vec<&str> = text.lines().collect();
            for two in lines.windows(2) {
                let [line, next] = two else { continue };
                let is_wrapped = line.chars().count() > 80 && !line.ends_with(['.', ':', '\\']);
                // What is indented is a table or an example.
                let goes_on = next.starts_with(|c: char| c.is_lowercase() || c == '(');
                let is_table = line.contains(',') && !line.contains(", ");
                assert!(!is_wrapped || !goes_on || is_table, "{line}\n{next}");
            }
        }
    }
}
