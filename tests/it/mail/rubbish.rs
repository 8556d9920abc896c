//! The SMTP transport against servers that talk nonsense: a failure with a name, never a panic, soon.

use std::time::Duration;

use jiff::Timestamp;
use roundel::mail::transport::{
    Accepted, Fault, MailTransport, SendFailure, SmtpConfig, SmtpTransport, Stage, TlsMode, Why,
};
use rstest::rstest;

use super::sample;
use super::talk::Talk;

/// Gives up sooner than the others do: some of these servers never answer.
fn config(port: u16) -> SmtpConfig {
    SmtpConfig { timeout: Duration::from_secs(3), ..super::config::config(port) }
}

async fn send(config: SmtpConfig) -> Result<Accepted, SendFailure> {
    let mail = sample::mail("a").build(Timestamp::UNIX_EPOCH).unwrap();
    SmtpTransport::new(config).unwrap().send(&mail, Duration::MAX).await
}

async fn told(talk: Talk) -> String {
    match send(config(talk.listen().await)).await {
        Ok(accepted) => accepted.reply.unwrap().to_string(),
        Err(failure) => failure.to_string(),
    }
}

#[tokio::test]
async fn a_server_that_makes_sense_takes_the_mail() {
    assert_eq!(told(Talk::default()).await, "250 2.0.0");
}

#[rstest]
#[case::refuses_everybody("", b"554 5.3.2 not today\r\n", "connecting: 554 5.3.2")]
#[case::greets_as_after_data("", b"354 go\r\n", "connecting: connection lost")]
#[case::greets_in_binary("", b"\x00\xff\xfe\r\n\r\n", "connecting: connection lost")]
#[case::greets_as_a_web_server("", b"HTTP/1.1 400 Bad Request\r\n\r\n", "connecting: connection lost")]
#[case::parts_lines_by_line_feeds("", b"220 a\n", "connecting: no answer in time")]
#[case::hello_as_after_data("EHLO", b"354 go\r\n", "connecting: connection lost")]
#[case::hello_without_words("EHLO", b"250-  \r\n250 \t\r\n", "")]
#[case::hello_with_two_codes("EHLO", b"250-a\r\n550 b\r\n", "connecting: connection lost")]
#[case::hello_with_no_known_code("EHLO", b"999 x\r\n", "connecting: connection lost")]
#[case::sender_as_after_data("MAIL", b"354 go\r\n", "at MAIL FROM: connection lost")]
#[case::sender_refused("MAIL", b"550 5.7.1 not you\r\n", "at MAIL FROM: 550 5.7.1")]
#[case::recipient_as_after_data("RCPT", b"354 go\r\n", "at RCPT TO: connection lost")]
#[case::data_as_after_a_message("DATA", b"250 ok\r\n", "at DATA: connection lost")]
#[case::a_verdict_before_the_message("DATA", b"354 go\r\n250 ok\r\n", "after the message: connection lost")]
#[tokio::test]
async fn nonsense_before_the_message_is_put_off(
    #[case] verb: &'static str,
    #[case] said: &[u8],
    #[case] why: &str,
) {
    let told = told(Talk::default().says(verb, said)).await;
    let expected =
        if why.is_empty() { "250 2.0.0".to_owned() } else { format!("not delivered for now, {why}") };
    assert_eq!(told, expected);
}

#[rstest]
#[case::taken(b"250 2.1.0 ok\r\n", Ok(()))]
#[case::refused(b"550 5.7.1 not you\r\n", Err("at MAIL FROM: 550 5.7.1"))]
#[case::put_off(b"451 4.7.1 later\r\n", Err("at MAIL FROM: 451 4.7.1"))]
#[tokio::test]
async fn a_check_names_the_sender_takes_it_back_and_leaves(
    #[case] said: &[u8],
    #[case] expected: Result<(), &str>,
) {
    let talk = Talk::default().says("MAIL", said);
    let transport = SmtpTransport::new(config(talk.listen().await)).unwrap();
    let checked = transport.check(&sample::mail("a").envelope_from).await;
    let expected = expected.map_err(|why| format!("not delivered for now, {why}"));
    assert_eq!(checked.map_err(|failure| failure.to_string()), expected);
    assert_eq!(talk.heard(), ["EHLO", "MAIL", "RSET", "QUIT"]);
}

#[rstest]
#[case::as_after_data(b"354 go\r\n")]
#[case::without_a_code(b"fine\r\n")]
#[case::in_binary(b"\xff\xff\xff \xff\r\n")]
#[tokio::test]
async fn nonsense_after_the_message_leaves_the_outcome_unknown(#[case] said: &[u8]) {
    let told = told(Talk::default().says(".", said)).await;
    assert_eq!(told, "outcome unknown, after the message: connection lost");
}

#[rstest]
#[case("RCPT", b"550 5.1.1 Empf\xe4nger unbekannt\r\n", "refused, at RCPT TO: 550 5.1.1")]
#[case(".", b"250 2.0.0 angenommen, sch\xf6n\r\n", "250 2.0.0")]
#[tokio::test]
async fn a_code_counts_in_whatever_encoding_its_text_is(
    #[case] verb: &'static str,
    #[case] said: &[u8],
    #[case] expected: &str,
) {
    assert_eq!(told(Talk::default().says(verb, said)).await, expected);
}

#[rstest]
#[case::line(b"2".repeat(20_000_000))]
#[case::reply(b"220-x\r\n".repeat(1_000_000))]
#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end(#[case] said: Vec<u8>) {
    let patient = |port| SmtpConfig { timeout: Duration::from_secs(60), ..config(port) };
    for tls in [TlsMode::None, TlsMode::StartTls] {
        let port = Talk::default().says("", &said).listen().await;
        let failure = send(SmtpConfig { tls, ..patient(port) }).await.unwrap_err();
        assert_eq!(failure, SendFailure::Temporary(Why { stage: Stage::Connect, fault: Fault::Lost }));
    }
}

#[tokio::test]
async fn mails_that_would_wait_too_long_for_their_turn_are_put_off() {
    let port = Talk::default().listen().await;
    let slow =
        SmtpConfig { per_minute: Some(60), timeout: Duration::from_secs(3), connections: 4, ..config(port) };
    assert_eq!(slow.at_once(), 1);
    let transport = SmtpTransport::new(slow).unwrap();
    let mail = sample::mail("a").build(Timestamp::UNIX_EPOCH).unwrap();
    let outcomes = futures_util::future::join_all((0..3).map(|_| transport.send(&mail, Duration::MAX))).await;
    let paced = SendFailure::Temporary(Why { stage: Stage::Turn, fault: Fault::Paced });
    assert!(outcomes[0].is_ok() && outcomes[1].is_ok(), "{outcomes:?}");
    assert_eq!(outcomes[2], Err(paced));
}

#[tokio::test]
async fn many_slow_answers_put_a_mail_off_before_its_message_is_written() {
    let talk = Talk::default().slowly(Duration::from_millis(300));
    let timeout = Duration::from_secs(2);
    let patient = SmtpConfig { timeout, ..config(talk.listen().await) };
    let transport = SmtpTransport::new(patient).unwrap();
    let mail = sample::mail("a").build(Timestamp::UNIX_EPOCH).unwrap();
    let failure = transport.send(&mail, timeout + Duration::from_millis(700)).await.unwrap_err();
    assert!(matches!(failure, SendFailure::Temporary(Why { fault: Fault::TimedOut, .. })), "{failure}");
    assert!(!talk.heard().iter().any(|verb| verb == "DATA"), "each answer came in time, all of them did not");
    assert!(transport.send(&mail, Duration::from_secs(600)).await.is_ok());
}
