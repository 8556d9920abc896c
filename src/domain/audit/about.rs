//! Which clients and sessions an event is about.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::ids::{ClientId, SessionId};

/// The clients and sessions that an event names: what it is found by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The clients.
    pub clients: BTreeSet<ClientId>,
    /// The sessions.
    pub sessions: BTreeSet<SessionId>,
}

impl About {
    /// Those that a subject and the texts of details name.
    #[must_use]
    pub fn named_in(subject: Option<&str>, details: &Value) -> Self {
        let mut about = Self::default();
        if let Some(subject) = subject {
            about.add(subject);
        }
        about.add_all(details);
        about
    }

    /// The ids, clients first, each kind in its order: what is stored.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let Self { clients, sessions } = self;
        clients.iter().map(ToString::to_string).chain(sessions.iter().map(ToString::to_string)).collect()
    }

    fn add(&mut self, id: &str) {
        if let Ok(client) = id.parse() {
            self.clients.insert(client);
        } else if let Ok(session) = id.parse() {
            self.sessions.insert(session);
        }
    }

    fn add_all(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add(text),
            Value::Array(values) => values.iter().for_each(|value| self.add_all(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.add_all(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whoever_is_named_anywhere_is_found_once() {
        let (client, session) =
            ("cli_01890a5d2c7e7cc3980ad3f0e1a2b3c4", "ses_01890a5d2c7e7cc3980ad3f0e1a2b3c5");
        let details =
            json!({ "marks": [{ "client": client, "participation": "par_1", "version": 3 }], "of": client });
        let about = About::named_in(Some(session), &details);
        assert_eq!(about.ids(), [client, session]);
        assert_eq!(About::named_in(None, &json!(about.ids())), about);
        assert_eq!(About::named_in(Some("grp_1"), &json!({})), About::default());
    }
}
