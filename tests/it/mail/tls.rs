//! The SMTP transport over TLS: whom it believes, and that nothing said in clear counts afterwards.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use roundel::mail::transport::{
    Fault, MailTransport, SendFailure, SmtpConfig, SmtpTransport, Stage, TlsMode, Why,
};
use rstest::rstest;
use tempfile::NamedTempFile;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::config::config;
use super::sample;
use super::talk::{Encryption, Talk};

/// An authority of a test's own, as a file, and a server that it vouches for under `name`.
pub(super) fn authority_and_server(name: &str) -> (NamedTempFile, TlsAcceptor) {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(authority.pem().as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    (file, TlsAcceptor::from(Arc::new(config)))
}

pub(super) fn encrypted(mode: TlsMode, acceptor: TlsAcceptor) -> Talk {
    Talk::default().encrypted(match mode {
        TlsMode::None => Encryption::Never,
        TlsMode::StartTls => Encryption::AfterStartTls(acceptor),
        TlsMode::Implicit => Encryption::FromTheFirstByte(acceptor),
    })
}

fn transport(port: u16, tls: TlsMode, ca_file: Option<PathBuf>) -> SmtpTransport {
    SmtpTransport::new(SmtpConfig {
        host: "localhost".to_owned(),
        tls,
        ca_file,
        connections: 1,
        ..config(port)
    })
    .unwrap()
}

async fn send(transport: &SmtpTransport) -> Result<String, SendFailure> {
    let mail = sample::mail("a").build(Timestamp::UNIX_EPOCH).unwrap();
    transport.send(&mail, Duration::MAX).await.map(|accepted| accepted.reply.unwrap().to_string())
}

const REFUSED: SendFailure = SendFailure::Temporary(Why { stage: Stage::Tls, fault: Fault::Tls });

#[rstest]
#[case(TlsMode::StartTls, &["EHLO", "STARTTLS", "+EHLO"])]
#[case(TlsMode::Implicit, &["+EHLO"])]
#[tokio::test]
async fn a_server_that_a_private_authority_vouches_for_is_given_mails_over_one_connection(
    #[case] mode: TlsMode,
    #[case] opening: &[&str],
) {
    let (authority, acceptor) = authority_and_server("localhost");
    let talk = encrypted(mode, acceptor);
    let transport = transport(talk.listen().await, mode, Some(authority.path().to_owned()));
    for _ in 0..2 {
        assert_eq!(send(&transport).await, Ok("250 2.0.0".to_owned()));
    }
    transport.close().await;
    let mail = ["+MAIL", "+RCPT", "+DATA", "+."];
    assert_eq!(talk.heard(), [opening, &mail, &mail, &["+QUIT"]].concat());
}

#[rstest]
#[tokio::test]
async fn a_certificate_of_another_name_or_an_unknown_authority_is_refused_before_anything_is_said(
    #[values(TlsMode::StartTls, TlsMode::Implicit)] mode: TlsMode,
) {
    let (authority, acceptor) = authority_and_server("mail.example.org");
    let talk = encrypted(mode, acceptor);
    let another = transport(talk.listen().await, mode, Some(authority.path().to_owned()));
    assert_eq!(send(&another).await, Err(REFUSED));

    let (_authority, acceptor) = authority_and_server("localhost");
    let unknown = encrypted(mode, acceptor);
    assert_eq!(send(&transport(unknown.listen().await, mode, None)).await, Err(REFUSED));
    let heard = [talk.heard(), unknown.heard()].concat();
    assert!(heard.iter().all(|verb| !verb.starts_with('+')), "{heard:?}");
}

#[rstest]
#[case::go_ahead(b"220 go\r\n250 injected\r\n")]
#[case::a_whole_answer(b"220 go\r\n250-mx.example.org\r\n250 AUTH PLAIN\r\n")]
#[tokio::test]
async fn words_put_in_behind_the_consent_to_starttls_break_the_handshake(#[case] said: &[u8]) {
    let (authority, acceptor) = authority_and_server("localhost");
    let talk = encrypted(TlsMode::StartTls, acceptor).says("STARTTLS", said);
    let transport = transport(talk.listen().await, TlsMode::StartTls, Some(authority.path().to_owned()));
    assert_eq!(send(&transport).await, Err(REFUSED));
    assert_eq!(talk.heard(), ["EHLO", "STARTTLS"]);
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_at_all_is_refused() {
    let implicit = transport(Talk::default().listen().await, TlsMode::Implicit, None);
    assert_eq!(send(&implicit).await, Err(REFUSED));
    let (_authority, acceptor) = authority_and_server("localhost");
    let away = encrypted(TlsMode::StartTls, acceptor).says("STARTTLS", b"454 4.7.0 not now\r\n");
    let failure = send(&transport(away.listen().await, TlsMode::StartTls, None)).await.unwrap_err();
    assert_eq!(failure.to_string(), "not delivered for now, encrypting: 454 4.7.0");
}
