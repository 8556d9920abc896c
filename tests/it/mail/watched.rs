//! What of a failed mail is counted and told.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use roundel::mail::transport::{Fault, MailTransport, MemoryTransport, Scripted, SendFailure, Stage, Why};
use roundel::metrics::{Metrics, Seen};
use roundel::worker::WatchedTransport;

use super::sample;

#[tokio::test]
async fn failures_are_counted_by_their_kind_from_zero_on() {
    let (memory, metrics) = (Arc::new(MemoryTransport::new()), Metrics::default());
    let tls = SendFailure::Temporary(Why { stage: Stage::Tls, fault: Fault::Tls });
    memory.script([Scripted::Fail(tls), Scripted::AcceptButLoseAnswer]);
    let watched = WatchedTransport::new(memory, metrics.clone());
    let mail = sample::mail("a").build(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(watched.send(&mail, Duration::MAX).await, Err(tls));
    assert!(watched.send(&mail, Duration::MAX).await.is_err());
    assert!(watched.send(&mail, Duration::MAX).await.is_ok());
    let text = metrics.render(Seen { connections: (0, 0), sockets: None, database: None });
    for line in ["{fault=\"tls\"} 1", "{fault=\"lost\"} 1", "{fault=\"paced\"} 0"] {
        let line = format!("roundel_mail_faults_total{line}");
        assert!(text.lines().any(|it| it == line), "{line}:\n{text}");
    }
}
