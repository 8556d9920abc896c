//! Each rule catches its sample in `bad/`, and nothing else there.

use std::collections::BTreeSet;
use std::path::Path;

use super::rules::{LONGEST_FILE_LINES, Rule, Violation};
use super::source::{SourceFile, Tree};
use super::{dependencies, layers, shape};

/// `(file, line, rule)`: what a violation says and what a marked line wants.
type Found = BTreeSet<(String, usize, String)>;

fn samples() -> Tree {
    Tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/architecture/bad"))
}

fn as_found(violations: &[Violation]) -> Found {
    let plain = |it: &Violation| (it.file.clone(), it.line, format!("{:?}", it.rule));
    violations.iter().map(plain).collect()
}

/// Every line that ends in `//~ Rule` or `#~ Rule, Rule`.
fn marked(tree: &Tree) -> Found {
    let files = tree.files.iter().map(|file| (&file.path, &file.text));
    let texts = files.chain(tree.manifests.iter().map(|(path, text)| (path, text)));
    let mut wanted = Found::new();
    for (path, text) in texts {
        for (index, line) in text.lines().enumerate() {
            let Some((_, rules)) = line.split_once("//~ ").or_else(|| line.split_once("#~ ")) else {
                continue;
            };
            wanted.extend(rules.split(", ").map(|rule| (path.clone(), index + 1, rule.to_owned())));
        }
    }
    wanted
}

fn all_of(tree: &Tree) -> Vec<Violation> {
    [layers::check(tree), shape::check(tree), dependencies::check(tree, &["excepted"])].concat()
}

#[test]
fn exactly_the_marked_lines_are_caught() {
    let tree = samples();
    let (found, wanted) = (as_found(&all_of(&tree)), marked(&tree));
    let missed: Vec<_> = wanted.difference(&found).collect();
    let wrongly: Vec<_> = found.difference(&wanted).collect();
    assert!(missed.is_empty() && wrongly.is_empty(), "missed: {missed:#?}\nwrongly caught: {wrongly:#?}");
}

#[test]
fn a_file_of_more_than_the_longest_length_is_caught() {
    let file = |lines: usize| SourceFile::parse("src/domain/long.rs", "// line\n".repeat(lines));
    assert_eq!(shape::check_file(&file(LONGEST_FILE_LINES)), []);
    let caught = as_found(&shape::check_file(&file(LONGEST_FILE_LINES + 1)));
    assert_eq!(
        caught.into_iter().collect::<Vec<_>>(),
        [("src/domain/long.rs".to_owned(), LONGEST_FILE_LINES + 1, "TooLong".to_owned())]
    );
}

#[test]
fn an_exception_no_longer_needed_is_caught() {
    let rules: Vec<Rule> =
        dependencies::check(&samples(), &["excepted", "named"]).into_iter().map(|it| it.rule).collect();
    assert!(rules.contains(&Rule::StaleException), "{rules:?}");
}

#[test]
fn every_rule_has_a_sample() {
    let marked: BTreeSet<String> = marked(&samples()).into_iter().map(|(_, _, rule)| rule).collect();
    let by_own_test = [Rule::TooLong, Rule::StaleException];
    for rule in Rule::ALL {
        assert!(
            marked.contains(&format!("{rule:?}")) || by_own_test.contains(&rule),
            "{rule:?} has no sample"
        );
    }
}
