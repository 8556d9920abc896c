//! The SMTP transport against a real server, an unkind one and none.

use std::time::Duration;

use jiff::Timestamp;
use roundel::mail::message::{BuildError, OutgoingMail};
use roundel::mail::transport::{
    Fault, MailTransport, SendFailure, SmtpConfig, SmtpSignIn, SmtpTransport, Stage, TlsMode, Why,
};
use rstest::rstest;

use super::config::config;
use super::sample;
use crate::support::{Behaviour, SmtpServer, closes_at};

fn transport(port: u16) -> SmtpTransport {
    SmtpTransport::new(config(port)).unwrap()
}

fn at() -> Timestamp {
    "2026-06-02T16:30:00Z".parse().unwrap()
}

async fn send(transport: &SmtpTransport, mail: &OutgoingMail) -> Result<String, SendFailure> {
    transport
        .send(&mail.build(at())?, Duration::MAX)
        .await
        .map(|accepted| accepted.reply.unwrap().to_string())
}

#[tokio::test]
async fn an_accepted_mail_arrives_byte_for_byte_under_its_envelope() {
    let server = SmtpServer::start();
    let mail = sample::mail("0198-abc");
    assert_eq!(send(&transport(server.port), &mail).await, Ok("250 2.0.0".to_owned()));
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].from, "bounce+t0k3n@example.org");
    assert_eq!(received[0].to, ["zoe@example.com"]);
    let sent = String::from_utf8(mail.build(at()).unwrap().bytes().to_vec()).unwrap();
    assert_eq!(received[0].message.trim_end(), sent.trim_end());
}

#[rstest]
#[case(
    Behaviour::AnswerRecipient(451, "4.7.1 <zoe@example.com> try later"),
    "not delivered for now, at RCPT TO: 451 4.7.1"
)]
#[case(Behaviour::AnswerRecipient(550, "5.1.1 <zoe@example.com> unknown"), "refused, at RCPT TO: 550 5.1.1")]
#[case(Behaviour::AnswerMessage(451, "local error"), "not delivered for now, after the message: 451")]
#[case(Behaviour::AnswerMessage(554, "5.7.1 spam from zoe"), "refused, after the message: 554 5.7.1")]
#[tokio::test]
async fn a_refusal_is_told_by_its_codes_and_the_next_mail_goes_through(
    #[case] behaviour: Behaviour,
    #[case] told: &str,
) {
    let server = SmtpServer::start();
    let transport = transport(server.port);
    server.script([behaviour]);
    assert_eq!(send(&transport, &sample::mail("a")).await.unwrap_err().to_string(), told);
    assert!(server.received().is_empty());
    assert!(send(&transport, &sample::mail("a")).await.is_ok());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_connection_goes_on_after_a_refused_recipient() {
    let server = SmtpServer::start();
    let transport = transport(server.port);
    server.script([Behaviour::AnswerRecipient(550, "5.1.1 unknown")]);
    assert!(send(&transport, &sample::mail("a")).await.is_err());
    assert!(send(&transport, &sample::mail("b")).await.is_ok());
    assert_eq!((server.received().len(), server.sessions()), (1, 1));
}

#[tokio::test]
async fn mails_share_a_connection_and_no_more_are_open_than_allowed() {
    let server = SmtpServer::start();
    let transport = transport(server.port);
    let mails: Vec<_> = (0..20).map(|n| sample::mail(&format!("m{n}"))).collect();
    let outcomes = futures_util::future::join_all(mails.iter().map(|mail| send(&transport, mail))).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(server.received().len(), 20);
    assert!(server.sessions() <= 2, "{}", server.sessions());
}

#[tokio::test]
async fn a_kept_connection_that_the_server_has_closed_is_replaced() {
    let server = SmtpServer::start();
    let transport = transport(server.port);
    server.script([Behaviour::Take, Behaviour::GoAway, Behaviour::Take]);
    assert!(send(&transport, &sample::mail("a")).await.is_ok());
    assert!(send(&transport, &sample::mail("b")).await.is_ok());
    assert_eq!((server.received().len(), server.sessions()), (2, 2));
}

#[tokio::test]
async fn a_refused_connection_is_temporary() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let failure = send(&transport(port), &sample::mail("a")).await.unwrap_err();
    let refused = Fault::Io(std::io::ErrorKind::ConnectionRefused);
    assert_eq!(failure, SendFailure::Temporary(Why { stage: Stage::Connect, fault: refused }));
}

#[rstest]
#[case("EHLO", Stage::Connect)]
#[case("MAIL", Stage::Sender)]
#[case("RCPT", Stage::Recipient)]
#[case("DATA", Stage::Data)]
#[tokio::test]
async fn a_connection_lost_before_the_message_is_temporary(#[case] line: &'static str, #[case] stage: Stage) {
    let failure = send(&transport(closes_at(line)), &sample::mail("a")).await.unwrap_err();
    assert_eq!(failure, SendFailure::Temporary(Why { stage, fault: Fault::Lost }));
}

#[tokio::test]
async fn a_connection_lost_after_the_final_dot_leaves_the_outcome_unknown() {
    let failure = send(&transport(closes_at(".")), &sample::mail("a")).await.unwrap_err();
    assert_eq!(failure, SendFailure::Unknown(Why { stage: Stage::Content, fault: Fault::Lost }));
}

#[tokio::test]
async fn silence_after_the_final_dot_leaves_the_outcome_unknown_and_a_repetition_has_the_same_bytes() {
    let server = SmtpServer::start();
    let impatient = SmtpConfig { timeout: Duration::from_millis(300), ..config(server.port) };
    let transport = SmtpTransport::new(impatient).unwrap();
    server.script([Behaviour::TakeSilently]);
    let failure = send(&transport, &sample::mail("a")).await.unwrap_err();
    assert_eq!(failure, SendFailure::Unknown(Why { stage: Stage::Content, fault: Fault::TimedOut }));
    assert!(send(&transport, &sample::mail("a")).await.is_ok());
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].message, received[1].message);
}

#[tokio::test]
async fn nothing_is_sent_in_clear_when_starttls_is_wanted_and_not_offered() {
    let server = SmtpServer::start();
    let wanting = SmtpConfig { tls: TlsMode::StartTls, ..config(server.port) };
    let failure = send(&SmtpTransport::new(wanting).unwrap(), &sample::mail("a")).await.unwrap_err();
    assert_eq!(failure, SendFailure::Temporary(Why { stage: Stage::Tls, fault: Fault::TlsNotOffered }));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_server_without_sign_in_is_our_trouble_not_the_mails() {
    let server = SmtpServer::start();
    let account = SmtpSignIn { username: "u".to_owned(), password: "p".into() };
    let wanting = SmtpConfig { sign_in: Some(account), ..config(server.port) };
    let failure = send(&SmtpTransport::new(wanting).unwrap(), &sample::mail("a")).await.unwrap_err();
    assert_eq!(failure, SendFailure::Temporary(Why { stage: Stage::SignIn, fault: Fault::NoMechanism }));
}

#[tokio::test]
async fn hostile_content_reaches_no_server_or_stays_content() {
    let server = SmtpServer::start();
    let transport = transport(server.port);
    let mut mail = sample::mail("a");
    mail.from.name = Some("A\r\nBcc: eve@example.com".to_owned());
    let failure = send(&transport, &mail).await.unwrap_err();
    assert_eq!(failure, SendFailure::Unbuildable(BuildError::DisplayName));
    assert_eq!(server.sessions(), 0);

    let mut mail = sample::mail("b");
    mail.from.name = Some("\" <eve@example.com>, \"".to_owned());
    mail.text = "One.\r\n.\r\nMAIL FROM:<eve@example.com>\r\nRCPT TO:<eve@example.com>\r\n".to_owned();
    assert!(send(&transport, &mail).await.is_ok());
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].to, ["zoe@example.com"]);
    assert!(received[0].message.contains("RCPT TO:<eve@example.com>"));
}

#[tokio::test]
async fn a_closed_transport_says_so() {
    let server = SmtpServer::start();
    let transport = transport(server.port);
    assert!(send(&transport, &sample::mail("a")).await.is_ok());
    transport.close().await;
    let failure = send(&transport, &sample::mail("b")).await.unwrap_err();
    assert_eq!(failure, SendFailure::Temporary(Why { stage: Stage::Connect, fault: Fault::Closed }));
}
