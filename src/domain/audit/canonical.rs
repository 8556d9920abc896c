//! Bytes to be hashed: one sequence for each sequence of values, on either database.
//!
//! Each value is a tag of one byte, then its bytes: `N` nothing; `T` text, its length in bytes as eight bytes big-endian
//! and its UTF-8; `B` sixteen or thirty-two raw bytes, with their length like a text; `I` a number, eight bytes
//! big-endian, two's complement. JSON becomes a text: no space, the fields of objects in the order of their names' bytes,
//! numbers as they read back, so that it does not matter in which order a database keeps them.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// A sequence of values on its way into a hash.
pub(super) struct Canonical(Sha256);

impl Canonical {
    /// Begins with the name and version of what is encoded.
    pub(super) fn new(what: &str) -> Self {
        Self(Sha256::new()).text(what)
    }

    pub(super) fn text(self, text: &str) -> Self {
        self.counted(b'T', text.as_bytes())
    }

    pub(super) fn bytes(self, bytes: &[u8]) -> Self {
        self.counted(b'B', bytes)
    }

    pub(super) fn number(mut self, number: i64) -> Self {
        self.0.update(b"I");
        self.0.update(number.to_be_bytes());
        self
    }

    pub(super) fn json(self, value: &Value) -> Self {
        let mut text = String::new();
        write(value, &mut text);
        self.text(&text)
    }

    /// The value, or that there is none.
    pub(super) fn optional<T>(mut self, value: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => add(self, value),
            None => {
                self.0.update(b"N");
                self
            }
        }
    }

    pub(super) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }

    fn counted(mut self, tag: u8, bytes: &[u8]) -> Self {
        self.0.update([tag]);
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
        self
    }
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(values) => {
            text.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(value, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| name.as_bytes());
            text.push('{');
            for (at, (name, value)) in fields.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: &Value) -> [u8; 32] {
        Canonical::new("test").json(value).finish()
    }

    #[test]
    fn the_order_of_fields_does_not_matter_and_all_else_does() {
        let one: Value = serde_json::from_str(r#"{"b": [1, "x"], "a": {"d": null, "c": true}}"#).unwrap();
        let same: Value = serde_json::from_str(r#"{"a":{"c":true,"d":null},"b":[1,"x"]}"#).unwrap();
        assert_eq!(of(&one), of(&same));
        for other in
            [json!({ "b": ["x", 1], "a": { "d": null, "c": true } }), json!({ "b": [1, "x"] }), json!([])]
        {
            assert_ne!(of(&one), of(&other), "{other}");
        }
    }

    #[test]
    fn values_keep_their_borders() {
        let two = |one: &str, other: &str| Canonical::new("test").text(one).text(other).finish();
        assert_ne!(two("ab", "c"), two("a", "bc"));
        let none = Canonical::new("test").optional(None::<&str>, Canonical::text).finish();
        assert_ne!(none, Canonical::new("test").text("").finish());
        assert_ne!(Canonical::new("test").bytes(b"a").finish(), Canonical::new("test").text("a").finish());
    }
}
