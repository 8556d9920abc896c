//! How files and folders are cut: `mod.rs`, length, names.

use std::collections::BTreeMap;

use syn::spanned::Spanned;
use syn::{AttrStyle, Attribute, Expr, Item, Lit, Meta};

use super::references::collect;
use super::rules::{FORBIDDEN_NAMES, LONGEST_FILE_LINES, Rule, Violation};
use super::source::{SourceFile, Tree};

/// Checks every file of `src` and of the migrations.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let product = || tree.files.iter().filter(|file| file.is_product());
    let mut violations: Vec<Violation> = product().flat_map(check_file).collect();
    violations.extend(folders_without_mod(tree));
    violations.sort();
    violations
}

/// Checks one file.
pub fn check_file(file: &SourceFile) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut broken = |line: usize, rule: Rule, detail: String| {
        violations.push(Violation { file: file.path.clone(), line, rule, detail });
    };
    let lines = file.text.lines().count();
    if lines > LONGEST_FILE_LINES {
        let detail = format!("{lines} lines; look for the second subject");
        broken(LONGEST_FILE_LINES + 1, Rule::TooLong, detail);
    }
    for name in file.path.trim_end_matches(".rs").split('/') {
        if says_nothing(name) {
            broken(1, Rule::ForbiddenName, format!("`{name}` says nothing about what is inside"));
        }
    }
    for module in collect(file).inline_modules.iter().filter(|module| says_nothing(&module.name)) {
        broken(
            module.line,
            Rule::ForbiddenName,
            format!("`{}` says nothing about what is inside", module.name),
        );
    }
    if file.is_mod() {
        if !file.syntax.attrs.iter().any(is_module_doc) {
            broken(1, Rule::ModUndocumented, "begin with `//!`: what it owns and must not know".to_owned());
        }
        for item in file.syntax.items.iter().filter(|item| !belongs_in_mod(item)) {
            let detail = "holds docs, `mod` and `use` only: move this into a file of its own".to_owned();
            broken(first_line(item), Rule::ModHoldsCode, detail);
        }
    }
    violations
}

/// A folder of sources is a module, and its face is its `mod.rs`.
fn folders_without_mod(tree: &Tree) -> Vec<Violation> {
    let mut first_files: BTreeMap<&str, &str> = BTreeMap::new();
    for file in tree.sources() {
        if let Some((folder, _)) = file.path.rsplit_once('/') {
            first_files.entry(folder).or_insert(&file.path);
        }
    }
    let has_mod = |folder: &str| {
        let face = format!("{folder}/mod.rs");
        tree.files.iter().any(|file| file.path == face)
    };
    first_files
        .into_iter()
        .filter(|(folder, _)| *folder != "src" && !has_mod(folder))
        .map(|(folder, file)| Violation {
            file: file.to_owned(),
            line: 1,
            rule: Rule::FolderWithoutMod,
            detail: format!("{folder}/mod.rs is missing"),
        })
        .collect()
}

/// `utils`, and `mail_utils` too.
fn says_nothing(name: &str) -> bool {
    FORBIDDEN_NAMES.contains(&name.rsplit('_').next().unwrap_or(name))
}

fn belongs_in_mod(item: &Item) -> bool {
    match item {
        Item::Use(_) => true,
        Item::Mod(module) => module.content.is_none(),
        _ => false,
    }
}

fn is_module_doc(attribute: &Attribute) -> bool {
    let Meta::NameValue(doc) = &attribute.meta else { return false };
    let written = matches!(&doc.value, Expr::Lit(text) if matches!(&text.lit, Lit::Str(text) if !text.value().trim().is_empty()));
    matches!(attribute.style, AttrStyle::Inner(_)) && doc.path.is_ident("doc") && written
}

/// Where an item itself begins, after its docs and attributes.
fn first_line(item: &Item) -> usize {
    let end = item.span().end().line;
    let keyword = match item {
        Item::Fn(item) => item.sig.span(),
        Item::Struct(item) => item.struct_token.span(),
        Item::Enum(item) => item.enum_token.span(),
        Item::Impl(item) => item.impl_token.span(),
        Item::Const(item) => item.const_token.span(),
        Item::Mod(item) => item.mod_token.span(),
        Item::Macro(item) => item.mac.span(),
        _ => item.span(),
    };
    keyword.start().line.min(end)
}
