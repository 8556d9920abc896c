//! Command lines to suggest: the program as it was started, with the same settings, ready to be pasted.

use std::ffi::OsString;
use std::fmt;
use std::path::Path;

use crate::config::{DatabaseUrl, Sources};

/// How the program is called again with the file and the database that its flags named. Displays as that call's start.
///
/// The environment stays as it is. A database's URL that may hold a password is not repeated: `steps` then begins with
/// the variable that takes it.
#[derive(Debug, Clone)]
pub struct Again {
    call: String,
    hides_password: bool,
}

impl Again {
    /// The call of a program that was started as `program`, with settings from `sources`.
    pub(super) fn of(program: &str, sources: &Sources) -> Self {
        let mut words = vec![quoted(program)];
        if let Some(file) = &sources.file {
            words.push(format!("--config {}", quoted(&file.display().to_string())));
        }
        let database = sources.flags.iter().find(|flag| flag.flag == "--database-url");
        let url = database.map(|flag| DatabaseUrl::new(flag.value.clone()));
        let shown = url.as_ref().and_then(DatabaseUrl::without_password);
        if let Some(url) = shown {
            words.push(format!("--database-url {}", quoted(url)));
        }
        Self { call: words.join(" "), hides_password: url.is_some() && shown.is_none() }
    }

    /// Calls to make one after the other, each on a line of its own.
    pub(super) fn steps<const N: usize>(&self, commands: [String; N]) -> String {
        let first = self.hides_password.then(|| {
            // What stands for the password is put there by hand; a comment would not survive every shell's paste.
            "  export ROUNDEL__DATABASE__URL=postgres://USER:PASSWORD@HOST/NAME".to_owned()
        });
        let calls = commands.iter().map(|command| format!("  {self} {command}"));
        first.into_iter().chain(calls).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.call)
    }
}

/// How this process was started: as typed, if that still finds the program from here, or where the program is.
pub(super) fn program() -> String {
    let typed = std::env::args_os().next().unwrap_or_else(|| OsString::from("roundel"));
    // A bare name was found on the path. Cargo gives a path from the workspace, which may not be the folder we are in.
    let is_bare = Path::new(&typed).components().count() == 1;
    let path = match std::env::current_exe() {
        Ok(path) if !is_bare && !Path::new(&typed).exists() => path.into_os_string(),
        _ => typed,
    };
    path.to_string_lossy().into_owned()
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

    fn with_database(value: &str) -> Again {
        let flag = FlagValue { flag: "--database-url", key: "database.url", value: value.to_owned() };
        let file = Some("my clinic.toml".into());
        Again::of("target/my build/roundel", &Sources { file, environment: Vec::new(), flags: vec![flag] })
    }

    #[test]
    fn the_same_program_file_and_database_are_named_again() {
        assert_eq!(Again::of("roundel", &Sources::default()).to_string(), "roundel");
        let call = "'target/my build/roundel' --config 'my clinic.toml' --database-url";
        assert_eq!(with_database("sqlite://a.db").to_string(), format!("{call} sqlite://a.db"));
        let open = "postgres://roundel@db:5433/clinic";
        assert_eq!(with_database(open).to_string(), format!("{call} {open}"));
        assert_eq!(with_database(open).steps(["serve".to_owned()]), format!("  {call} {open} serve"));
    }

    #[test]
    fn a_password_is_never_repeated_but_asked_for() {
        for url in ["postgres://roundel:hunter2@db/clinic", "postgres://db/clinic?password=hunter2"] {
            let steps = with_database(url).steps(["migrate".to_owned(), "serve".to_owned()]);
            let lines: Vec<_> = steps.lines().map(str::trim).collect();
            let [export, migrate, serve] = lines.as_slice() else { panic!("{steps}") };
            assert_eq!(*export, "export ROUNDEL__DATABASE__URL=postgres://USER:PASSWORD@HOST/NAME");
            assert_eq!(*migrate, "'target/my build/roundel' --config 'my clinic.toml' migrate");
            assert!(serve.ends_with(" serve") && !steps.contains("hunter2"), "{steps}");
        }
    }

    #[test]
    fn a_word_is_quoted_where_a_shell_would_take_it_apart() {
        assert_eq!(quoted("ada+ipt@example.org"), "ada+ipt@example.org");
        assert_eq!(quoted("o'neil@example.org"), "'o'\\''neil@example.org'");
        assert_eq!(quoted("a$b"), "'a$b'");
        assert_eq!(quoted(""), "''");
    }
}
