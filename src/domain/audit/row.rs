//! A row of the log as it is sealed: every column as stored, whether it makes sense or not.

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::about::About;
use super::canonical::Canonical;
use super::chain::AuditHash;
use crate::domain::ids::{AuditEventId, ClinicId};

/// A row of the log, column by column.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// Whose log.
    pub clinic_id: ClinicId,
    /// Its id.
    pub id: AuditEventId,
    /// When, to the microsecond.
    pub at: Timestamp,
    /// `STAFF`, `CLIENT` or `SYSTEM`.
    pub actor_kind: String,
    /// The id of the member of staff or client.
    pub actor_id: Option<Uuid>,
    /// The rule of the service itself.
    pub rule: Option<String>,
    /// `ACTION` or `READ`.
    pub kind: String,
    /// What was attempted or asked for.
    pub operation: String,
    /// `DONE` or `REFUSED`.
    pub outcome: String,
    /// The record's id.
    pub subject: Option<String>,
    /// Further ids and words.
    pub details: Value,
    /// The request's id.
    pub request_id: Option<String>,
    /// The address it came from.
    pub source: Option<String>,
    /// The ids of the clients and sessions it names.
    pub about: Value,
}

impl AuditRow {
    /// The row's hash: of the encoding (see `canonical`) of `roundel audit row 1` and the columns in the order in which
    /// they stand above, instants in microseconds since 1970.
    #[must_use]
    pub fn hash(&self) -> AuditHash {
        let Self {
            clinic_id,
            id,
            at,
            actor_kind,
            actor_id,
            rule,
            kind,
            operation,
            outcome,
            subject,
            details,
            request_id,
            source,
            about,
        } = self;
        let encoded = Canonical::new("roundel audit row 1")
            .bytes(clinic_id.uuid().as_bytes())
            .bytes(id.uuid().as_bytes())
            .number(at.as_microsecond())
            .text(actor_kind)
            .optional(actor_id.as_ref(), |to, id| to.bytes(id.as_bytes()))
            .optional(rule.as_deref(), Canonical::text)
            .text(kind)
            .text(operation)
            .text(outcome)
            .optional(subject.as_deref(), Canonical::text)
            .json(details)
            .optional(request_id.as_deref(), Canonical::text)
            .optional(source.as_deref(), Canonical::text)
            .json(about);
        AuditHash::of(encoded)
    }

    /// The clients and sessions it is found by.
    #[must_use]
    pub fn found_by(&self) -> About {
        About::named_in(self.subject.as_deref(), &self.about)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row() -> AuditRow {
        AuditRow {
            clinic_id: ClinicId::from_uuid(Uuid::from_u128(1)),
            id: AuditEventId::from_uuid(Uuid::from_u128(2)),
            at: Timestamp::UNIX_EPOCH,
            actor_kind: "STAFF".to_owned(),
            actor_id: Some(Uuid::from_u128(3)),
            rule: None,
            kind: "READ".to_owned(),
            operation: "clients".to_owned(),
            outcome: "DONE".to_owned(),
            subject: None,
            details: json!({}),
            request_id: Some("07".repeat(16)),
            source: Some("192.0.2.1".to_owned()),
            about: json!(["cli_00000000000000000000000000000009"]),
        }
    }

    /// Written down once: a program of another version must find the same hash.
    #[test]
    fn the_encoding_is_version_1_for_ever() {
        assert_eq!(
            row().hash().to_string(),
            "56570f3e320d340aad2e2388fd66a08c52ff2960176ce9fb5a7e5b319cb955eb"
        );
    }

    #[test]
    fn every_column_is_covered() {
        let text = || "x".to_owned();
        let others = [
            AuditRow { clinic_id: ClinicId::from_uuid(Uuid::from_u128(7)), ..row() },
            AuditRow { id: AuditEventId::from_uuid(Uuid::from_u128(7)), ..row() },
            AuditRow { at: Timestamp::from_microsecond(1).unwrap(), ..row() },
            AuditRow { actor_kind: text(), ..row() },
            AuditRow { actor_id: None, ..row() },
            AuditRow { rule: Some(text()), ..row() },
            AuditRow { kind: text(), ..row() },
            AuditRow { operation: text(), ..row() },
            AuditRow { outcome: text(), ..row() },
            AuditRow { subject: Some(text()), ..row() },
            AuditRow { details: json!({ "x": 1 }), ..row() },
            AuditRow { request_id: None, ..row() },
            AuditRow { source: None, ..row() },
            AuditRow { about: json!([]), ..row() },
        ];
        for other in others {
            assert_ne!(other.hash(), row().hash(), "{other:?}");
        }
    }
}
