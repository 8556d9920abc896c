//! What every root has to refuse in the same way.

use roundel::domain::access::Caller;
use serde_json::Value;

use super::TestClinic;

const AUDIT_EVENTS: &str = include_str!("../../../graphql/operations/audit/audit_events.graphql");

impl TestClinic {
    /// The newest events of the audit log, as the administrator sees them.
    pub(crate) async fn audit_events(&self, variables: Value) -> Vec<Value> {
        let answer = self.ask(AUDIT_EVENTS, variables).await;
        answer["auditEvents"]["nodes"].as_array().unwrap().clone()
    }

    /// The caller is refused: no data, the code, and a row in the audit log under the caller's name, of the record
    /// that was asked for, if one was.
    pub(crate) async fn assert_forbidden(&self, caller: &Caller, document: &str, variables: Value) {
        self.clock.advance(std::time::Duration::from_secs(1));
        let response = self.run(caller, document, variables.clone()).await;
        assert_eq!(response["errors"][0]["extensions"]["code"], "FORBIDDEN", "{response:#}");
        let data = &response["data"];
        assert!(data.is_null() || data.as_object().unwrap().values().all(Value::is_null), "{response:#}");
        let newest = &self.audit_events(serde_json::json!({ "first": 1 })).await[0];
        assert_eq!(newest["outcome"], "REFUSED");
        assert_eq!(newest["actorId"], caller.staff_member().unwrap().to_string());
        let subject = &newest["subject"];
        assert!(subject.is_null() || variables.to_string().contains(&subject.to_string()), "{newest:#}");
    }

    /// The document answers alike, byte for byte, whether the id is a neighbour's or nobody's; it answers this.
    pub(crate) async fn answers_alike(&self, document: &str, foreign: Value, missing: Value) -> Value {
        let theirs = self.run(&self.admin, document, foreign).await;
        let nobodys = self.run(&self.admin, document, missing).await;
        assert_eq!(theirs.to_string(), nobodys.to_string());
        theirs
    }
}
