//! Signing in at a mail server: once, encrypted, by what it offers; and what becomes of mails if it won't have us.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use roundel::mail::transport::{
    Fault, MailTransport, SendFailure, SmtpConfig, SmtpSignIn, SmtpTransport, Stage, TlsMode, Why,
};
use roundel::metrics::{Metrics, Seen};
use roundel::worker::WatchedTransport;
use rstest::rstest;

use super::config::config;
use super::sample;
use super::talk::Talk;
use super::tls::{authority_and_server, encrypted};
use crate::support::{CapturedLogs, SmtpAccount};

const NAME: &str = "desk@northside.example";
/// Not all of it ASCII, and with a space: its bytes count.
const PASSWORD: &str = "blau gr\u{fc}n 4711";
const WRONG: &str = "hunter2";

const fn account(mechanisms: &'static str) -> SmtpAccount {
    SmtpAccount { username: NAME, password: PASSWORD, mechanisms }
}

fn transport(port: u16, tls: TlsMode, ca_file: Option<PathBuf>, password: &str) -> SmtpTransport {
    SmtpTransport::new(SmtpConfig {
        host: "localhost".to_owned(),
        tls,
        ca_file,
        sign_in: Some(SmtpSignIn { username: NAME.to_owned(), password: password.into() }),
        connections: 1,
        ..config(port)
    })
    .unwrap()
}

async fn send(transport: &impl MailTransport) -> Result<String, SendFailure> {
    let mail = sample::mail("a").build(Timestamp::UNIX_EPOCH).unwrap();
    transport.send(&mail, Duration::MAX).await.map(|accepted| accepted.reply.unwrap().to_string())
}

/// What a mail's failure is, what the log has of it, and which kinds of failures are counted.
async fn failed(transport: SmtpTransport) -> (SendFailure, String, Vec<String>) {
    let (metrics, logs) = (Metrics::default(), CapturedLogs::default());
    let watched = WatchedTransport::new(Arc::new(transport), metrics.clone());
    let failure = logs.during(send(&watched)).await.unwrap_err();
    let text = metrics.render(Seen { connections: (0, 0), sockets: None, database: None });
    let of_one = |line: &str| {
        line.strip_prefix("roundel_mail_faults_total{fault=\"")?.strip_suffix("\"} 1").map(str::to_owned)
    };
    (failure, logs.text(), text.lines().filter_map(of_one).collect())
}

/// Neither as it is nor as it is sent.
#[track_caller]
fn tells_no_account(text: &str, password: &str) {
    let sent = [NAME, password].map(|word| STANDARD.encode(word));
    let together = STANDARD.encode(format!("\0{NAME}\0{password}"));
    for secret in [NAME, password, sent[0].as_str(), sent[1].as_str(), together.as_str()] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[rstest]
#[tokio::test]
async fn it_signs_in_once_encrypted_and_mails_go_over_that_connection(
    #[values(TlsMode::StartTls, TlsMode::Implicit)] mode: TlsMode,
    #[values("PLAIN LOGIN", "LOGIN", "CRAM-MD5 PLAIN")] mechanisms: &'static str,
) {
    let (authority, acceptor) = authority_and_server("localhost");
    let talk = encrypted(mode, acceptor).only_for(account(mechanisms));
    let transport = transport(talk.listen().await, mode, Some(authority.path().to_owned()), PASSWORD);
    for _ in 0..2 {
        assert_eq!(send(&transport).await, Ok("250 2.0.0".to_owned()));
    }
    let heard = talk.heard();
    let times = |verb: &str| heard.iter().filter(|it| *it == verb).count();
    assert_eq!((times("+AUTH"), times("+MAIL")), (1, 2), "{heard:?}");
    let in_clear: Vec<&str> =
        heard.iter().map(String::as_str).filter(|verb| !verb.starts_with('+')).collect();
    let greetings: &[&str] = if mode == TlsMode::StartTls { &["EHLO", "STARTTLS"] } else { &[] };
    assert_eq!(in_clear, greetings);
}

/// Each of these would take the password in clear, too.
#[tokio::test]
async fn no_password_is_said_before_the_connection_is_encrypted() {
    let offering = Talk::default().only_for(account("PLAIN LOGIN"));
    let starttls = |port| transport(port, TlsMode::StartTls, None, PASSWORD);
    let failure = send(&starttls(offering.listen().await)).await.unwrap_err();
    assert_eq!(failure, SendFailure::Temporary(Why { stage: Stage::Tls, fault: Fault::TlsNotOffered }));
    assert_eq!(offering.heard(), ["EHLO"]);

    let (_authority, acceptor) = authority_and_server("localhost");
    let refusing = encrypted(TlsMode::StartTls, acceptor)
        .only_for(account("PLAIN LOGIN"))
        .says("STARTTLS", b"454 4.7.0 not now\r\n");
    let failure = send(&starttls(refusing.listen().await)).await.unwrap_err();
    assert_eq!(failure.to_string(), "not delivered for now, encrypting: 454 4.7.0");
    assert_eq!(refusing.heard(), ["EHLO", "STARTTLS"]);

    let (_authority, acceptor) = authority_and_server("localhost");
    let stranger = encrypted(TlsMode::StartTls, acceptor).only_for(account("PLAIN LOGIN"));
    let failure = send(&starttls(stranger.listen().await)).await.unwrap_err();
    assert_eq!(failure, SendFailure::Temporary(Why { stage: Stage::Tls, fault: Fault::Tls }));
    assert_eq!(stranger.heard(), ["EHLO", "STARTTLS"]);
}

#[rstest]
#[tokio::test]
async fn a_wrong_password_puts_a_mail_off_with_an_alarm_that_tells_neither_name_nor_password(
    #[values(TlsMode::None, TlsMode::StartTls, TlsMode::Implicit)] mode: TlsMode,
    #[values("PLAIN", "LOGIN")] mechanism: &'static str,
) {
    let (authority, acceptor) = authority_and_server("localhost");
    let talk = encrypted(mode, acceptor).only_for(account(mechanism));
    let (port, authority) = (talk.listen().await, authority.path().to_owned());
    let (failure, log, counted) = failed(transport(port, mode, Some(authority.clone()), WRONG)).await;
    assert_eq!(failure.to_string(), "not delivered for now, signing in: 535 5.7.8");
    assert!(matches!(failure, SendFailure::Temporary(_)), "it is not the mail's fault");
    assert_eq!(counted, ["sign_in"]);
    assert!(log.contains("ERROR") && log.contains("sign_in") && log.contains("535 5.7.8"), "{log}");
    assert!(log.contains("[mail.smtp]"), "the way out: {log}");
    tells_no_account(&log, WRONG);
    assert!(!talk.heard().iter().any(|verb| verb.ends_with("MAIL")), "{:?}", talk.heard());
    // Once the password is right, the mail leaves.
    assert!(send(&transport(port, mode, Some(authority), PASSWORD)).await.is_ok());
}

#[tokio::test]
async fn a_connection_that_was_not_let_in_is_not_kept() {
    let talk = Talk::default().only_for(account("PLAIN"));
    let transport = transport(talk.listen().await, TlsMode::None, None, WRONG);
    for _ in 0..2 {
        assert!(send(&transport).await.is_err());
    }
    assert_eq!(talk.heard(), ["EHLO", "AUTH", "EHLO", "AUTH"]);
}

#[rstest]
#[case::wrong(
    b"535 5.7.8 desk@northside.example: wrong password\r\n",
    "signing in: 535 5.7.8",
    "sign_in",
    true
)]
#[case::too_weak(b"534 5.7.9 not by that\r\n", "signing in: 534 5.7.9", "sign_in", true)]
#[case::disabled(b"550 5.7.0 no longer\r\n", "signing in: 550 5.7.0", "sign_in", true)]
#[case::later(b"454 4.7.0 the directory is away\r\n", "signing in: 454 4.7.0", "deferred", false)]
#[case::closing(b"421 4.3.2 going down\r\n", "signing in: 421 4.3.2", "deferred", false)]
#[case::asks_on(b"334 VXNlcm5hbWU6\r\n", "signing in: connection lost", "lost", false)]
#[case::as_after_data(b"354 go\r\n", "signing in: connection lost", "lost", false)]
#[tokio::test]
async fn whatever_is_answered_to_signing_in_is_temporary(
    #[case] said: &[u8],
    #[case] told: &str,
    #[case] word: &str,
    #[case] is_alarm: bool,
) {
    let talk = Talk::default().only_for(account("PLAIN")).says("AUTH", said);
    let port = talk.listen().await;
    let (failure, log, counted) = failed(transport(port, TlsMode::None, None, PASSWORD)).await;
    assert_eq!(failure.to_string(), format!("not delivered for now, {told}"));
    assert_eq!(counted, [word]);
    assert_eq!(log.contains("ERROR"), is_alarm, "{log}");
    tells_no_account(&log, PASSWORD);
}

#[tokio::test]
async fn a_server_that_offers_no_way_we_know_is_an_alarm() {
    let talk = Talk::default().only_for(account("CRAM-MD5 XOAUTH2"));
    let port = talk.listen().await;
    let (failure, log, counted) = failed(transport(port, TlsMode::None, None, PASSWORD)).await;
    assert_eq!(failure, SendFailure::Temporary(Why { stage: Stage::SignIn, fault: Fault::NoMechanism }));
    assert_eq!(counted, ["no_mechanism"]);
    assert!(log.contains("ERROR") && log.contains("no_mechanism"), "{log}");
    tells_no_account(&log, PASSWORD);
    assert_eq!(talk.heard(), ["EHLO"], "nothing is tried");
}

#[tokio::test]
async fn a_server_that_wants_a_sign_in_we_have_none_for_is_an_alarm() {
    let talk = Talk::default().only_for(account("PLAIN LOGIN"));
    let unnamed = SmtpTransport::new(config(talk.listen().await)).unwrap();
    let (failure, log, counted) = failed(unnamed).await;
    assert_eq!(failure.to_string(), "not delivered for now, at MAIL FROM: 530 5.7.0");
    assert_eq!(counted, ["sign_in"]);
    assert!(log.contains("ERROR") && log.contains("[mail.smtp]"), "{log}");
}
