//! What is wrong with a configuration, so that it can be put right without reading the code.

use std::fmt;

use figment::error::Kind;
use figment::value::Value;

use super::closest::closest;
use super::database::DatabaseUrl;

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file is missing, unreadable or not TOML.
    #[error("{origin}: {reason}")]
    Unreadable {
        /// Which file.
        origin: String,
        /// Why, on one line, without quoting the file.
        reason: String,
    },
    /// One or more keys or values are not allowed.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<Problem>),
}

/// One key or value that is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it was given: a file, an environment variable or a flag.
    pub origin: String,
    /// The key's path, as in `http.listen`.
    pub key: String,
    /// What was given; absent for an unknown key and masked for a secret.
    pub given: Option<String>,
    /// What is allowed instead.
    pub allowed: String,
    /// The word that was perhaps meant.
    pub suggestion: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.key)?;
        if let Some(given) = &self.given {
            write!(f, " = {given}")?;
        }
        write!(f, ": {}", self.allowed)?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, "; did you mean `{suggestion}`?")?;
        }
        Ok(())
    }
}

/// A value as the operator wrote it; secrets masked, whatever their type.
pub(super) fn show(key: &str, value: &Value) -> String {
    match value {
        Value::Dict(..) => "a section".to_owned(),
        Value::Array(..) => "a list".to_owned(),
        Value::String(_, url) if key == "database.url" => DatabaseUrl::new(url.clone()).to_string(),
        _ if ["database.url", "mail.smtp.password"].contains(&key) => "[hidden]".to_owned(),
        Value::String(_, text) => format!("{text:?}"),
        Value::Char(_, letter) => format!("{letter:?}"),
        Value::Bool(_, truth) => truth.to_string(),
        Value::Num(..) => value.to_i128().map_or_else(
            || value.to_f64().map_or_else(|| "a number".to_owned(), |number| number.to_string()),
            |number| number.to_string(),
        ),
        Value::Empty(..) => "nothing".to_owned(),
    }
}

/// What the deserializer complains of, in the words of someone who writes TOML.
pub(super) fn complaint(kind: &Kind) -> (String, Option<String>) {
    match kind {
        Kind::UnknownVariant(given, words) => {
            let suggestion = closest(given, words.iter().copied()).map(str::to_owned);
            (format!("expected one of {}", words.join(", ")), suggestion)
        }
        Kind::InvalidType(_, wanted) | Kind::InvalidValue(_, wanted) => (expected(wanted), None),
        Kind::UnknownField(_, known) => (format!("unknown key; there are {}", known.join(", ")), None),
        Kind::MissingField(_) => ("missing".to_owned(), None),
        // Messages of ours say what is allowed; other kinds do not occur in what TOML can express.
        other => (other.to_string(), None),
    }
}

fn expected(wanted: &str) -> String {
    let words = match wanted {
        "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more, that is not huge",
        "a boolean" => "true or false",
        "a string" => "text",
        sections if sections.starts_with("struct ") => "a section",
        words if words.starts_with("variant ") || words.contains("enum") => {
            "one of the words in config/default.toml"
        }
        other => other,
    };
    format!("expected {words}")
}
