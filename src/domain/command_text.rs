//! A command in one unambiguous text: what is hashed where two requests have to be told apart.

use std::fmt::{self, Write};

/// A command in one unambiguous text: named fields, each name and value preceded by its length.
///
/// Example: `CommandText::new("CREATE_SERIES").field("group", group_id).rule(&rule)`.
#[derive(Clone, PartialEq, Eq)]
pub struct CommandText(String);

impl CommandText {
    /// Begins the text of a command by its name.
    #[must_use]
    pub fn new(command: &str) -> Self {
        Self(String::new()).piece(command)
    }

    /// Adds a named field: an id, a word, a number. Fields are part of the text in the order they're added.
    #[must_use]
    pub fn field(self, name: &str, value: impl fmt::Display) -> Self {
        self.piece(name).piece(&value.to_string())
    }

    /// Adds a named list: one value, made of the items' pieces. An `Option` is a list of none or one.
    #[must_use]
    pub fn list(self, name: &str, items: impl IntoIterator<Item = impl fmt::Display>) -> Self {
        let pieces = items.into_iter().fold(Self(String::new()), |list, item| list.piece(&item.to_string()));
        self.field(name, pieces.as_str())
    }

    /// The text so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Netstring style: `5:group`. No text can contain a piece's end, so no two commands share a text.
    fn piece(mut self, text: &str) -> Self {
        // Writing to a `String` can't fail.
        let _ = write!(self.0, "{}:{text}", text.len());
        self
    }
}

/// Shows how long the text is: a command may name a client.
impl fmt::Debug for CommandText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommandText({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_option_left_out_differs_from_an_empty_one() {
        let text = |value: Option<&str>| CommandText::new("X").list("a", value);
        assert_ne!(text(None), text(Some("")));
    }

    proptest! {
        #[test]
        fn no_two_commands_share_a_text(
            one in proptest::collection::vec(("[0-9:a]{0,4}", "[0-9:a]{0,4}"), 0..4),
            two in proptest::collection::vec(("[0-9:a]{0,4}", "[0-9:a]{0,4}"), 0..4),
        ) {
            let text = |fields: &[(String, String)]| {
                fields.iter().fold(CommandText::new("X"), |text, (name, value)| text.field(name, value))
            };
            prop_assert_eq!(text(&one) == text(&two), one == two);
        }
    }
}
