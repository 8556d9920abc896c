//! Moving and cancelling sessions as a coordinator does, and what becomes of the notices.

use jiff::civil::DateTime;
use roundel::app::notices::gather_due;
use roundel::app::series::{
    CancelSession, CancelledSession, RescheduleSession, cancel_session, find_session, reschedule_session,
};
use roundel::domain::ids::SessionId;
use roundel::domain::reminders::{DeliveryKind, ReminderDelivery};
use roundel::domain::series::{CancelledBy, Session};
use serde_json::json;

use super::{ReadMail as _, ReminderFixture, done};

const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");

/// A little longer than a change can be undone.
pub(crate) const DEBOUNCE: std::time::Duration = std::time::Duration::from_secs(181);

impl ReminderFixture {
    /// The session as it stands.
    pub(crate) async fn read_session(&self, id: SessionId) -> Session {
        find_session(&self.clinic.app, &self.clinic.admin, id).await.unwrap().unwrap().session
    }

    /// Moves a session to a wall time in Berlin.
    pub(crate) async fn move_session(&self, id: SessionId, local_start: &str) -> Session {
        let command = RescheduleSession {
            session_id: id,
            row_version: self.read_session(id).await.row_version,
            local_start: local_start.parse::<DateTime>().unwrap(),
            zone: None,
            minutes: None,
        };
        reschedule_session(&self.clinic.app, &self.clinic.admin, command).await.unwrap()
    }

    /// Cancels a session on the clinic's side; with another at the end instead if `append`.
    pub(crate) async fn cancel_session(&self, id: SessionId, append: bool) -> CancelledSession {
        let command = CancelSession {
            session_id: id,
            row_version: self.read_session(id).await.row_version,
            cancelled_by: CancelledBy::Clinic,
            append,
        };
        cancel_session(&self.clinic.app, &self.clinic.admin, command).await.unwrap()
    }

    /// Lets a cancelled session take place after all.
    pub(crate) async fn restore_session(&self, id: SessionId) {
        let series = self.read_session(id).await.series_id.to_string();
        let input = json!({ "seriesId": series, "scope": "THIS_SESSION", "sessionId": id.to_string(), "restore": true });
        let preview = self.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
        let hash = done(preview["previewSeriesEdit"].clone(), "preview")["hash"].clone();
        let committed = self.clinic.ask(COMMIT_EDIT, json!({ "input": input, "planHash": hash })).await;
        done(committed["commitSeriesEdit"].clone(), "committed");
    }

    /// Puts what is due to be told into mails: how many there are.
    pub(crate) async fn gather(&self) -> u64 {
        gather_due(&self.clinic.app, &self.mailer, &|| true).await.unwrap()
    }

    /// Lets the debounce pass, puts what is due into mails, and sends them: how many were made.
    pub(crate) async fn tell(&self) -> u64 {
        self.clinic.clock.advance(DEBOUNCE);
        let made = self.gather().await;
        self.deliver().await;
        made
    }

    /// The notices in the outbox, earliest due first.
    pub(crate) async fn notices(&self) -> Vec<ReminderDelivery> {
        self.outbox().await.into_iter().filter(|mail| mail.kind == DeliveryKind::Notice).collect()
    }

    /// The subjects of what was sent, in order.
    pub(crate) fn subjects(&self) -> Vec<String> {
        self.mail.sent().iter().map(|sent| sent.subject()).collect()
    }
}
