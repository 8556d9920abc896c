//! The sources of a checkout, read and parsed.

use std::fs;
use std::path::Path;

use syn::{Attribute, Item, Meta};

/// The parsed sources below one root.
pub struct Tree {
    /// The text of `Cargo.toml` and of `migrations/Cargo.toml`, by path.
    pub manifests: Vec<(String, String)>,
    /// Every Rust file of `src`, `migrations`, `tests` and `benches`, sorted by path.
    pub files: Vec<SourceFile>,
}

/// One parsed Rust file.
pub struct SourceFile {
    /// From the root of the checkout, with `/`.
    pub path: String,
    /// As it stands.
    pub text: String,
    /// Parsed.
    pub syntax: syn::File,
    /// Whether it is compiled for tests only: outside `src`, or declared below a `#[cfg(test)] mod`.
    pub is_test: bool,
}

/// The samples are no part of the product.
const SAMPLES: &str = "tests/architecture/bad";

impl Tree {
    /// Reads a checkout.
    pub fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        for folder in ["src", "migrations/src", "tests", "benches"] {
            collect(root, folder, &mut files);
        }
        let manifests = ["Cargo.toml", "migrations/Cargo.toml"]
            .into_iter()
            .filter_map(|path| Some((path.to_owned(), fs::read_to_string(root.join(path)).ok()?)))
            .collect();
        let mut tree = Self { manifests, files };
        tree.mark_test_files();
        tree
    }

    /// The files of the application.
    pub fn sources(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| file.path.starts_with("src/"))
    }

    fn mark_test_files(&mut self) {
        let test_modules: Vec<Vec<String>> = self.sources().flat_map(declared_test_modules).collect();
        for file in &mut self.files {
            let module = file.module();
            file.is_test = !file.is_product() || test_modules.iter().any(|test| module.starts_with(test));
        }
    }
}

impl SourceFile {
    /// Parses one file.
    pub fn parse(path: &str, text: String) -> Self {
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self { path: path.to_owned(), text, syntax, is_test: false }
    }

    /// Whether it is part of the application or of the migrations.
    pub fn is_product(&self) -> bool {
        self.path.starts_with("src/") || self.path.starts_with("migrations/src/")
    }

    /// Whether it is a `mod.rs`, or the crate root, which follows the same rules.
    pub fn is_mod(&self) -> bool {
        self.path == "src/lib.rs" || self.path.ends_with("/mod.rs")
    }

    /// The module it holds: `src/domain/time/zone.rs` is `[domain, time, zone]`, the crate root is `[]`.
    pub fn module(&self) -> Vec<String> {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let inner = inner.strip_suffix(".rs").unwrap_or(inner);
        let inner = inner.strip_suffix("/mod").unwrap_or(inner);
        if inner == "lib" || inner == "main" {
            Vec::new()
        } else {
            inner.split('/').map(str::to_owned).collect()
        }
    }

    /// The top-level module it belongs to; `main` for `src/main.rs`, nothing for the crate root.
    pub fn layer(&self) -> Option<String> {
        if self.path == "src/main.rs" { Some("main".to_owned()) } else { self.module().first().cloned() }
    }
}

fn collect(root: &Path, folder: &str, files: &mut Vec<SourceFile>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() {
            if path != SAMPLES {
                collect(root, &path, files);
            }
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(root.join(&path)).unwrap();
            files.push(SourceFile::parse(&path, text));
        }
    }
}

fn declared_test_modules(file: &SourceFile) -> Vec<Vec<String>> {
    let declared = file.syntax.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() && is_test_only(&module.attrs) => Some(&module.ident),
        _ => None,
    });
    declared.map(|name| [file.module(), vec![name.to_string()]].concat()).collect()
}

/// Whether the attributes hide their item outside tests: `#[test]`, `#[cfg(test)]`, `#[cfg(all(test, …))]`.
pub fn is_test_only(attributes: &[Attribute]) -> bool {
    fn demands_test(meta: &Meta) -> bool {
        match meta {
            Meta::Path(path) => path.is_ident("test"),
            Meta::List(list) if list.path.is_ident("cfg") || list.path.is_ident("all") => list
                .parse_args_with(syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated)
                .is_ok_and(|parts| parts.iter().any(demands_test)),
            _ => false,
        }
    }
    attributes.iter().any(|attribute| demands_test(&attribute.meta))
}
