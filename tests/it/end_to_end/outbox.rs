//! What the API says of a session's mails, and what arrived.

#![expect(
    clippy::disallowed_methods,
    reason = "another process is timed and waited for: its clock is the real one"
)]

use std::time::{Duration, Instant};

use super::api::Api;
use super::operations::{ReminderDeliveries, reminder_deliveries};
use super::server::PATIENCE;
use crate::support::{Received, SmtpServer};

pub(super) type Delivery = reminder_deliveries::ReminderDeliveriesReminderDeliveriesNodes;

pub(super) async fn deliveries_of(api: &Api, session: &str) -> Vec<Delivery> {
    let session_id = Some(session.to_owned());
    let variables = reminder_deliveries::Variables { state: None, session_id, first: Some(100), after: None };
    api.ask::<ReminderDeliveries>(variables).await.reminder_deliveries.nodes
}

/// How many of a session's mails stand there, for that reason.
pub(super) async fn standing(api: &Api, session: &str, state: &str, why: Option<&str>) -> usize {
    let deliveries = deliveries_of(api, session).await;
    let stands = |one: &&Delivery| {
        format!("{:?}", one.state) == state
            && one.why.as_ref().map(|why| format!("{why:?}")).as_deref() == why
    };
    deliveries.iter().filter(stands).count()
}

/// Waits until so many of a session's mails stand there.
pub(super) async fn wait_for(api: &Api, session: &str, state: &str, why: Option<&str>, count: usize) {
    let begun = Instant::now();
    while standing(api, session, state, why).await != count {
        let deliveries = deliveries_of(api, session).await;
        assert!(begun.elapsed() < PATIENCE, "not {count} {state} {why:?}: {deliveries:#?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The last of so many mails to that address, once they are there.
pub(super) async fn newest(mailbox: &SmtpServer, address: &str, count: usize) -> Received {
    let begun = Instant::now();
    loop {
        let mails = mailbox.received_by(address);
        assert!(mails.len() <= count && begun.elapsed() < PATIENCE, "not {count}: {mails:?}");
        match mails.last() {
            Some(newest) if mails.len() == count => return newest.clone(),
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}
