//! The architecture as a test: who may import whom, which crate is known where, how files are cut.
//!
//! `rules` holds the tables, `references` reads one file, `layers` and `shape` judge it, `dependencies` reads
//! `Cargo.toml`. Each rule is shown to catch its sample in `bad/`, a small tree whose wrong lines end in
//! `//~ rule` and whose other lines are right. A new rule is a variant of `Rule`: `bad_samples` then asks for
//! its sample.
#![cfg(test)]

mod bad_samples;
mod dependencies;
mod layers;
mod references;
mod rules;
mod shape;
mod source;

use std::path::Path;

use rules::Violation;
use source::Tree;

fn checkout() -> Tree {
    Tree::read(Path::new(env!("CARGO_MANIFEST_DIR")))
}

fn assert_none(violations: &[Violation]) {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} violations:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn modules_import_and_name_only_what_their_layer_may() {
    assert_none(&layers::check(&checkout()));
}

#[test]
fn every_file_excepted_from_its_layer_needs_it() {
    assert_eq!(layers::unneeded_exceptions(&checkout()), []);
}

#[test]
fn files_and_folders_are_cut_as_the_map_says() {
    assert_none(&shape::check(&checkout()));
}

#[test]
fn every_dependency_is_used() {
    assert_none(&dependencies::check(&checkout(), dependencies::EXCEPTIONS));
}
