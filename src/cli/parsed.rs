//! For the tests of the commands: their arguments parsed from a line, as a shell would split it.

use clap::{ArgMatches, Args, Command};

use super::global::GlobalArgs;

/// Parses what follows the command's name.
pub(super) fn parsed<A: Args>(name: &'static str, line: &str) -> Result<A, clap::Error> {
    let command = A::augment_args(GlobalArgs::augment_args(Command::new(name)));
    command.clone().debug_assert();
    let words = std::iter::once(name.to_owned()).chain(split(line));
    let matches: ArgMatches = command.try_get_matches_from(words)?;
    A::from_arg_matches(&matches)
}

/// What follows the command's name in each example of its help; one that ends with a backslash goes on in the next line.
pub(super) fn examples_of(name: &str, examples: &str) -> Vec<String> {
    let start = format!("roundel {name}");
    let examples = examples.replace("\\\n", " ");
    examples.lines().filter_map(|line| line.trim().strip_prefix(&start)).map(str::to_owned).collect()
}

/// Parses every example of a command's help.
pub(super) fn examples_parse<A: Args>(name: &'static str, examples: &str) {
    let lines = examples_of(name, examples);
    assert!(!lines.is_empty(), "no example");
    for line in lines {
        if let Err(error) = parsed::<A>(name, &line) {
            panic!("roundel {name}{line}\n{error}");
        }
    }
}

/// Splits at spaces that are not within double quotes.
fn split(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate();
    quoted
        .flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// The file that a help text shows below the line beginning "A file".
pub(super) fn example_file(help: &str) -> String {
    let lines = help.lines().skip_while(|line| !line.starts_with("A file")).skip(1);
    let file: Vec<_> = lines.map_while(|line| line.strip_prefix("  ")).collect();
    file.join("\n")
}
