//! What the program says of itself.

use async_graphql::parser::parse_schema;
use rstest::rstest;

use crate::support::Roundel;

#[rstest]
fn every_command_explains_itself_with_an_example(
    #[values(
        "config",
        "doctor",
        "migrate",
        "clinic",
        "clinic create",
        "clinic update",
        "user",
        "user add",
        "user list",
        "user disable",
        "user enable",
        "user role",
        "user password",
        "token",
        "token create",
        "audit",
        "audit verify",
        "audit list",
        "import",
        "import clients",
        "import courses",
        "import list",
        "import undo",
        "closure",
        "closure import",
        "closure list",
        "closure undo",
        "export",
        "export offered-against-attended",
        "export retention",
        "export group-heat-map",
        "export attendance-by-weekday",
        "export attendance-by-hour",
        "export attendance-by-format",
        "export attendance-by-lead",
        "export attendance-by-program",
        "export viability",
        "export recording-backlog",
        "export referral-to-first-session",
        "export attrition",
        "export risk-flag-counts",
        "risk",
        "risk evaluate",
        "risk calibrate",
        "jobs",
        "mail",
        "mail bounce",
        "mail preview",
        "mail pause",
        "mail resume",
        "schema"
    )]
    command: &str,
) {
    let words: Vec<_> = command.split(' ').chain(["--help"]).collect();
    let help = Roundel::new().run(&words).done();
    let example = format!("  roundel {command}");
    let mut examples = help.lines().skip_while(|line| *line != "Examples:");
    assert!(examples.any(|line| line.starts_with(&example)), "{help}");
}

#[test]
fn the_schema_is_printed_as_the_repository_keeps_it() {
    let printed = Roundel::new().run(&["schema"]).done();
    parse_schema(&printed).unwrap();
    let kept = include_str!("../../../graphql/schema.graphql");
    assert!(printed == kept, "run `roundel schema > graphql/schema.graphql`");
}
