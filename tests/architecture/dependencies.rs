//! Every dependency of `Cargo.toml` is named in the sources it is for.

use std::collections::BTreeSet;

use super::references::{Target, collect};
use super::rules::{Rule, Violation};
use super::source::{SourceFile, Tree};

/// Dependencies the sources need not name, each with the reason.
pub const EXCEPTIONS: &[&str] = &[
    // Here ahead of the features that use them. Each goes from this list when its first user lands.
];

/// Checks both manifests.
pub fn check(tree: &Tree, exceptions: &[&str]) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut stale: BTreeSet<&str> = exceptions.iter().copied().collect();
    for (manifest, text) in &tree.manifests {
        let folder = manifest.trim_end_matches("Cargo.toml");
        let own = |file: &&SourceFile| match folder {
            "" => !file.path.starts_with("migrations/"),
            folder => file.path.starts_with(folder),
        };
        let (product, tests) = named_crates(tree.files.iter().filter(own));
        for dependency in dependencies(text) {
            let name = dependency.name.replace('-', "_");
            let rule = match (product.contains(&name), tests.contains(&name), dependency.kind) {
                (true, _, Kind::Normal) | (_, true, Kind::Dev) => continue,
                _ if exceptions.contains(&dependency.name) => {
                    stale.remove(dependency.name);
                    continue;
                }
                (false, true, Kind::Normal) => Rule::TestOnlyDependency,
                _ => Rule::UnusedDependency,
            };
            let detail = format!(
                "`{}` ({:?}): used by product: {}, by tests: {}",
                dependency.name,
                dependency.kind,
                product.contains(&name),
                tests.contains(&name)
            );
            violations.push(Violation { file: manifest.clone(), line: dependency.line, rule, detail });
        }
    }
    violations.extend(stale.into_iter().map(|name| Violation {
        file: "tests/architecture/dependencies.rs".to_owned(),
        line: 1,
        rule: Rule::StaleException,
        detail: format!("`{name}` needs no exception: take it from the list"),
    }));
    violations
}

struct Dependency<'a> {
    name: &'a str,
    line: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Normal,
    Dev,
}

/// Reads the `[dependencies]` and `[dev-dependencies]` tables, one key a line.
fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut kind = None;
    let mut found = Vec::new();
    for (index, line) in manifest.lines().enumerate() {
        if let Some(header) = line.strip_prefix('[') {
            kind = match header.trim_end_matches(']') {
                "dependencies" => Some(Kind::Normal),
                "dev-dependencies" => Some(Kind::Dev),
                other => {
                    assert!(
                        !other.contains("dependencies"),
                        "[{other}]: this check does not read that table"
                    );
                    None
                }
            };
        } else if let (Some(kind), Some((key, _))) = (kind, line.split_once('=')) {
            let name = key.split('.').next().unwrap_or(key).trim();
            if !name.starts_with('#') {
                found.push(Dependency { name, line: index + 1, kind });
            }
        }
    }
    found
}

/// The first names of all paths: of the product's code, and of the tests'.
fn named_crates<'a>(files: impl Iterator<Item = &'a SourceFile>) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut product, mut tests) = (BTreeSet::new(), BTreeSet::new());
    for file in files {
        for reference in collect(file).paths {
            if let Target::Outside(path) = reference.target {
                let set = if reference.in_test { &mut tests } else { &mut product };
                set.extend(path.into_iter().next());
            }
        }
    }
    (product, tests)
}
