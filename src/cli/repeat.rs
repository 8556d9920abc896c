//! Command lines to suggest: with the same settings as the one that runs.

use crate::config::{DatabaseUrl, Sources};

/// How the program is called again with the file and the database that its flags named.
///
/// The environment stays as it is. Of a server's URL, which may hold a password, only the flag is repeated.
pub(super) fn repeated(sources: &Sources) -> String {
    let mut words = vec!["roundel".to_owned()];
    if let Some(file) = &sources.file {
        words.push(format!("--config {}", quoted(&file.display().to_string())));
    }
    if let Some(database) = sources.flags.iter().find(|flag| flag.key == "database.url") {
        let url = match DatabaseUrl::new(database.value.clone()).scheme() {
            "sqlite" => quoted(&database.value),
            _ => "URL".to_owned(),
        };
        words.push(format!("{} {url}", database.flag));
    }
    words.join(" ")
}

/// A word as a POSIX shell takes it: within single quotes if it holds anything but plain characters.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/.:@_+,-".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FlagValue;

    fn with_database(value: &str) -> String {
        let flag = FlagValue { flag: "--database-url", key: "database.url", value: value.to_owned() };
        repeated(&Sources { file: Some("my clinic.toml".into()), environment: Vec::new(), flags: vec![flag] })
    }

    #[test]
    fn the_same_file_and_database_are_named_again_but_no_password() {
        assert_eq!(repeated(&Sources::default()), "roundel");
        assert_eq!(
            with_database("sqlite://a.db"),
            "roundel --config 'my clinic.toml' --database-url sqlite://a.db"
        );
        let server = with_database("postgres://roundel:hunter2@db/clinic");
        assert_eq!(server, "roundel --config 'my clinic.toml' --database-url URL");
    }

    #[test]
    fn a_word_is_quoted_where_a_shell_would_take_it_apart() {
        assert_eq!(quoted("ada+ipt@example.org"), "ada+ipt@example.org");
        assert_eq!(quoted("o'neil@example.org"), "'o'\\''neil@example.org'");
        assert_eq!(quoted("a$b"), "'a$b'");
        assert_eq!(quoted(""), "''");
    }
}
