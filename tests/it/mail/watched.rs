//! What of a failed mail is counted and told.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use roundel::mail::transport::{
    Fault, MailTransport, MemoryTransport, Reply, Scripted, SendFailure, Stage, Why,
};
use roundel::metrics::{Metrics, Seen};
use roundel::worker::WatchedTransport;

use super::sample;
use crate::support::CapturedLogs;

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

#[tokio::test]
async fn a_server_that_relays_nothing_is_counted_by_a_word_of_its_own_and_told_without_the_address() {
    let (memory, metrics, logs) =
        (Arc::new(MemoryTransport::new()), Metrics::default(), CapturedLogs::default());
    let refusal = |text| {
        let fault = Fault::Reply(Reply::strip(554, text));
        SendFailure::Permanent(Why { stage: Stage::Recipient, fault })
    };
    let (denied, unknown) = (refusal("5.7.1 Relay access denied"), refusal("5.1.1 unknown"));
    memory.script([Scripted::Fail(unknown), Scripted::Fail(denied)]);
    let watched = WatchedTransport::new(memory, metrics.clone());
    let mail = sample::mail("a").build(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(logs.during(watched.send(&mail, Duration::MAX)).await, Err(unknown));
    assert!(!logs.text().contains("ERROR"), "one address's trouble: {}", logs.text());
    assert_eq!(logs.during(watched.send(&mail, Duration::MAX)).await, Err(denied));
    let told = logs.text();
    for part in ["ERROR", "relay_refused", "at RCPT TO: 554 5.7.1", "see [mail.smtp]"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(
        !told.contains('@') && !told.contains("no mail leaves"),
        "it has failed, it does not wait: {told}"
    );
    let text = metrics.render(Seen { connections: (0, 0), sockets: None, database: None });
    for line in ["{fault=\"relay_refused\"} 1", "{fault=\"refused\"} 1", "{fault=\"sender_refused\"} 0"] {
        let line = format!("roundel_mail_faults_total{line}");
        assert!(text.lines().any(|it| it == line), "{line}:\n{text}");
    }
}
