//! Each fault of a mail server alone, and what becomes of the mail.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use roundel::app::reminders::Mailer;
use roundel::domain::reminders::{ReminderDelivery, ReminderState as S, ReminderWhy as W};
use roundel::mail::transport::{SmtpConfig, SmtpTransport, TlsMode};

use crate::support::At::{Data, Dot, Greeting, Hello, Message, Recipient, Sender};
use crate::support::Ill::{Answer, Drop, Stall, TakeAndDrop, TakeAndStall};
use crate::support::{FaultySmtp, ReminderFixture, SETTINGS, Step, Trouble, both, mailer};

/// What becomes of a mail.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// Tried again, and sent.
    Later,
    /// Refused for good.
    Refused,
    /// In doubt, repeated, and then there so often.
    InDoubt(usize),
    /// Nobody but the server knows how far it came: tried again or repeated, and then there once.
    EitherWay,
    /// Given up, with so many copies.
    GivenUp(W, usize),
}
use Fate::{EitherWay, GivenUp, InDoubt, Later, Refused};

/// What goes wrong, how often in a row, and what becomes of the mail.
const CASES: [(Trouble, usize, Fate); 25] = [
    ((Recipient, Answer(451, "4.7.1 greylisted")), 1, Later),
    ((Recipient, Answer(450, "mailbox busy")), 2, Later),
    ((Recipient, Answer(421, "4.3.2 going down")), 1, Later),
    ((Recipient, Drop), 1, Later),
    ((Recipient, Stall), 1, Later),
    ((Data, Answer(451, "4.3.0 later")), 1, Later),
    ((Data, Answer(250, "what?")), 1, Later),
    ((Data, Drop), 1, Later),
    ((Data, Stall), 1, Later),
    ((Dot, Answer(451, "4.3.0 local error")), 1, Later),
    ((Dot, Answer(452, "4.2.2 over quota")), 3, Later),
    ((Dot, Answer(421, "4.3.2 going down")), 1, Later),
    ((Recipient, Answer(550, "5.1.1 unknown")), 1, Refused),
    ((Recipient, Answer(550, "no")), 1, Refused),
    ((Data, Answer(554, "5.7.1 no")), 1, Refused),
    ((Dot, Answer(554, "5.7.1 spam")), 1, Refused),
    ((Dot, Answer(552, "5.3.4 too big")), 1, Refused),
    ((Dot, Drop), 1, InDoubt(1)),
    ((Dot, Stall), 1, InDoubt(1)),
    ((Dot, TakeAndDrop), 1, InDoubt(2)),
    ((Dot, TakeAndStall), 1, InDoubt(2)),
    ((Message, Drop), 1, EitherWay),
    ((Message, Stall), 1, EitherWay),
    ((Dot, TakeAndDrop), 2, GivenUp(W::OutcomeUnknown, 2)),
    ((Recipient, Answer(451, "4.7.1 never")), 9, GivenUp(W::TriesExhausted, 0)),
];

/// Faults before a mail is named: any that is due suffers them.
const BEFORE: [Trouble; 10] = [
    (Greeting, Answer(421, "4.3.2 busy")),
    (Greeting, Answer(554, "5.3.2 no service")),
    (Greeting, Drop),
    (Greeting, Stall),
    (Hello, Answer(550, "5.5.0 who?")),
    (Hello, Drop),
    (Sender, Answer(451, "4.3.0 later")),
    (Sender, Answer(421, "4.3.2 going down")),
    (Sender, Answer(550, "5.7.1 not you")),
    (Sender, Drop),
];

fn smtp(server: &FaultySmtp) -> SmtpTransport {
    let config = SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        tls: TlsMode::None,
        ca_file: None,
        sign_in: None,
        hello_name: "roundel.example".to_owned(),
        timeout: Duration::from_millis(700),
        connections: SETTINGS.at_once,
        per_minute: None,
    };
    SmtpTransport::new(config).unwrap()
}

/// Its mails hold links, which are drawn anew whenever one is written.
fn by(server: &FaultySmtp) -> Mailer {
    mailer(Arc::new(smtp(server))).with_links("https://northside.example")
}

fn number_of(address: &str) -> usize {
    address.strip_prefix("member").and_then(|rest| rest.split('@').next()).unwrap().parse().unwrap()
}

/// The first try's mark on the outbox.
#[track_caller]
fn first_try_left(mail: &ReminderDelivery, trouble: Trouble, fate: Fate) {
    let (state, why, unknowns) = (mail.state, mail.why, mail.unknowns);
    let expected = match fate {
        Later | GivenUp(W::TriesExhausted, _) => (S::Planned, Some(W::TemporaryFailure), 0),
        Refused => (S::Failed, Some(W::Refused), 0),
        InDoubt(_) | GivenUp(..) => (S::Planned, Some(W::OutcomeUnknown), 1),
        EitherWay if why == Some(W::TemporaryFailure) => (S::Planned, why, 0),
        EitherWay => (S::Planned, Some(W::OutcomeUnknown), 1),
    };
    assert_eq!((state, why, unknowns), expected, "{trouble:?}: {mail:?}");
    let detail = mail.why_detail.as_deref().unwrap();
    assert!(!detail.contains('@') && !detail.contains("greylisted"), "{detail}");
}

/// The end of it: what the outbox says, and how many copies are there.
#[track_caller]
fn end_is(mail: &ReminderDelivery, copies: usize, trouble: Trouble, fate: Fate) {
    let expected = match fate {
        Later | EitherWay => (S::Sent, None, 1),
        Refused => (S::Failed, Some(W::Refused), 0),
        InDoubt(copies) => (S::Sent, None, copies),
        GivenUp(why, copies) => (S::Failed, Some(why), copies),
    };
    assert_eq!((mail.state, mail.why, copies), expected, "{trouble:?}: {mail:?}");
}

both! {
    async fn every_fault_alone_ends_as_it_should(db) {
        let server = FaultySmtp::start(|step| match step {
            Step::Recipient(to, nth) => {
                let (trouble, times, _) = CASES[number_of(to)];
                (nth < times).then_some(trouble)
            }
            Step::Connection(_) | Step::Sender(_) => None,
        });
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(CASES.len()).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        let by_smtp = by(&server);
        let of = |outbox: &[ReminderDelivery], case: usize| {
            let own = |mail: &&ReminderDelivery| mail.client_id == members[case].client_id;
            // The first kind: the other is due two days later.
            outbox.iter().find(own).cloned().unwrap()
        };

        fixture.deliver_by(&fixture.clinic.app, &by_smtp).await;
        let outbox = fixture.outbox().await;
        for (case, (trouble, _, fate)) in CASES.into_iter().enumerate() {
            first_try_left(&of(&outbox, case), trouble, fate);
        }
        for _ in 0..5 {
            fixture.clinic.clock.advance(Duration::from_secs(600));
            fixture.deliver_by(&fixture.clinic.app, &by_smtp).await;
        }
        let (outbox, attempts) = (fixture.outbox().await, server.attempts());
        for (case, (trouble, _, fate)) in CASES.into_iter().enumerate() {
            let mail = of(&outbox, case);
            let own = attempts.iter().filter(|attempt| number_of(&attempt.to) == case);
            let written: Vec<_> = own.clone().filter_map(|attempt| attempt.content.clone()).collect();
            assert!(written.iter().all(|(id, _)| *id == mail.message_id), "{trouble:?}: {written:?}");
            let copies: Vec<_> =
                own.filter(|attempt| attempt.is_taken).filter_map(|attempt| attempt.content.clone()).collect();
            assert!(copies.windows(2).all(|two| two[0] == two[1]), "the same bytes: {trouble:?}");
            end_is(&mail, copies.len(), trouble, fate);
        }
    }

    async fn a_mail_in_doubt_keeps_its_bytes_through_a_refusal_for_now(db) {
        let server = FaultySmtp::start(|step| match step {
            Step::Recipient(_, 0) => Some((Dot, TakeAndDrop)),
            Step::Recipient(_, 1) => Some((Recipient, Answer(451, "4.7.1 greylisted"))),
            _ => None,
        });
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        for _ in 0..3 {
            fixture.deliver_by(&fixture.clinic.app, &by(&server)).await;
            fixture.clinic.clock.advance(Duration::from_secs(600));
        }
        let mail = &fixture.outbox().await[0];
        assert_eq!((mail.state, mail.sends, mail.unknowns), (S::Sent, 3, 1));
        let copies: Vec<_> = server.attempts().into_iter().filter(|attempt| attempt.is_taken).collect();
        assert_eq!(copies.len(), 2);
        assert_eq!(copies[0].message, copies[1].message);
        let kept = "SELECT COUNT(*) AS n FROM mail_draft";
        assert_eq!(fixture.clinic.database.number(kept).await, 0, "nothing is kept once it is sent");
    }

    async fn a_fault_before_a_mail_is_named_is_no_mail_s_own(db) {
        let armed: Arc<Mutex<Option<Trouble>>> = Arc::default();
        let trigger = Arc::clone(&armed);
        let server = FaultySmtp::start(move |step| {
            let mut armed = trigger.lock().unwrap();
            let is_due = matches!(
                (step, *armed),
                (Step::Connection(_), Some((Greeting | Hello, _))) | (Step::Sender(_), Some((Sender, _)))
            );
            is_due.then(|| armed.take()).flatten()
        });
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(BEFORE.len()).await;
        let app = &fixture.clinic.app;
        for (case, trouble) in BEFORE.into_iter().enumerate() {
            fixture.session(&format!("2026-03-04T11:{case:02}:00Z"), &members[case..=case]).await;
            fixture.plan().await;
            let by_smtp = by(&server);
            *armed.lock().unwrap() = Some(trouble);
            let report = fixture.deliver_by(app, &by_smtp).await;
            let mail = |outbox: Vec<ReminderDelivery>| {
                outbox.into_iter().find(|mail| mail.client_id == members[case].client_id).unwrap()
            };
            assert_eq!(report.put_off, 1, "{trouble:?}");
            let first = mail(fixture.outbox().await);
            assert_eq!(
                (first.state, first.why, first.unknowns),
                (S::Planned, Some(W::TemporaryFailure), 0),
                "{trouble:?}"
            );
            fixture.clinic.clock.advance(Duration::from_secs(31));
            assert_eq!(fixture.deliver_by(app, &by_smtp).await.sent, 1, "{trouble:?}");
            assert_eq!(mail(fixture.outbox().await).state, S::Sent);
        }
        assert_eq!((server.taken(), server.troubles()), (BEFORE.len(), BEFORE.len()));
    }
}
