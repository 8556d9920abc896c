//! A course from the first plan to the mails that remind of it, a move, a cancellation and an announced absence.

use jiff::{Timestamp, ToSpan as _};

use super::api::Api;
use super::course::{
    FIVE_DAYS, GROUP_NAME, Session, announced_absence, client, done, group, remind, schedule, sessions_of,
};
use super::operations::{
    CancelSession, MarkHistory, MarkRoster, RescheduleSession, RiskFlags, cancel_session, mark_history,
    reschedule_session, risk_flags,
};
use super::outbox::{newest, standing, wait_for};
use super::setting::Setting;
use crate::support::{Received, both};

const ANA: &str = "ana@clients.example";
const KAI: &str = "kai@clients.example";

#[expect(clippy::disallowed_methods, reason = "another process is asked: its clock is the real one")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// It goes to one person, tells the start on that person's clock, and not what it is about.
#[track_caller]
fn tells(mail: &Received, session: &Session, zone: &str) {
    let start: Timestamp = session.starts_at.parse().unwrap();
    let local = start.in_tz(zone).unwrap();
    let text = mail.text();
    assert_eq!(mail.to.len(), 1, "{:?}", mail.to);
    let time = format!("{} ({zone}, ", local.strftime("%H:%M"));
    assert!(text.contains(&time), "{time}\n{text}");
    assert!(text.contains(&local.strftime("%B %-d, %Y").to_string()), "{text}");
    let lower = text.to_lowercase();
    for word in ["therap", "session", "group", "treatment", "patient", &GROUP_NAME.to_lowercase()] {
        assert!(!lower.contains(word), "{word}\n{text}");
    }
}

async fn cancel(api: &Api, session: &Session) {
    let input = cancel_session::CancelSessionInput {
        append: true,
        cancelled_by: cancel_session::CancelledBy::THERAPIST,
        row_version: session.row_version,
        session_id: session.id.clone(),
    };
    let payload = api.ask::<CancelSession>(cancel_session::Variables { input }).await;
    let cancelled = done!(payload.cancel_session, session);
    assert_eq!(cancelled.status, cancel_session::SessionStatus::CANCELLED);
}

both! {
    async fn a_course_is_planned_reminded_of_moved_cancelled_and_missed(db) {
        let setting = Setting::prepare(db).await;
        setting.replace("[worker]\n", "[worker]\nnotice_debounce_seconds = 1\n");
        setting.configure("[worker.jobs.gather_notices]\ncron = \"* * * * * *\"");
        let (server, api) = setting.serve_clinic();
        let mailbox = &setting.mailbox;
        remind(&api, FIVE_DAYS).await;
        let ana = client(&api, "Ana", "America/New_York", Some(ANA)).await;
        let kai = client(&api, "Kai", "Pacific/Auckland", Some(KAI)).await;
        let nil = client(&api, "Nil", "America/New_York", None).await;
        let group = group(&api, &[&ana, &kai, &nil]).await;
        let today = now().in_tz("America/New_York").unwrap().date();
        schedule(&api, &group, today + 2.days()).await;

        // Two days ahead: due at once. Nine days ahead: it waits.
        let planned = sessions_of(&api, &group).await;
        let [first, second, third, fourth] = &planned[..4] else { panic!("{planned:#?}") };
        wait_for(&api, &first.id, "SENT", None, 2).await;
        wait_for(&api, &first.id, "SUPPRESSED", Some("NO_ADDRESS"), 1).await;
        tells(&newest(mailbox, ANA, 1).await, first, "America/New_York");
        tells(&newest(mailbox, KAI, 1).await, first, "Pacific/Auckland");

        // Moved to three days from now: the old time's reminders are void. The new time's are due, and wait for the notice of it.
        wait_for(&api, &second.id, "PLANNED", None, 3).await;
        let input = reschedule_session::RescheduleSessionInput {
            local_start: (today + 3.days()).at(12, 0, 0, 0).to_string(),
            minutes: None,
            row_version: second.row_version,
            session_id: second.id.clone(),
            zone: None,
        };
        let payload = api.ask::<RescheduleSession>(reschedule_session::Variables { input }).await;
        assert_eq!(done!(payload.reschedule_session, session).id, second.id);
        assert_eq!(standing(&api, &second.id, "SUPPRESSED", Some("SUPERSEDED")).await, 3);
        wait_for(&api, &second.id, "PLANNED", None, 2).await;
        let moved = sessions_of(&api, &group).await.into_iter().find(|one| one.id == second.id).unwrap();
        assert_ne!(moved.starts_at, second.starts_at);
        tells(&newest(mailbox, ANA, 2).await, &moved, "America/New_York");
        tells(&newest(mailbox, KAI, 2).await, &moved, "Pacific/Auckland");

        // Cancelled: nobody is reminded, and the dose stays whole.
        wait_for(&api, &fourth.id, "PLANNED", None, 3).await;
        cancel(&api, fourth).await;
        wait_for(&api, &fourth.id, "SUPPRESSED", Some("SESSION_CANCELLED"), 3).await;
        newest(mailbox, ANA, 3).await;
        newest(mailbox, KAI, 3).await;
        let after = sessions_of(&api, &group).await;
        assert_eq!((after.len(), after[0].session_count), (13, 12));

        // Announced beforehand, it is on record at once, and no reason for a flag.
        let place = third.participations.iter().find(|place| place.client.id == ana).unwrap();
        let payload = api.ask::<MarkRoster>(announced_absence(&third.id, &place.id)).await;
        done!(payload.mark_roster, participations);
        let variables = mark_history::Variables { participation_id: place.id.clone() };
        let history = api.ask::<MarkHistory>(variables).await.mark_history;
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].attendance.status, mark_history::AttendanceStatus::CANCELLED_BY_CLIENT);
        let everything =
            risk_flags::Variables {
                states: None,
                kinds: None,
                group_id: None,
                owner_id: None,
                unowned: None,
                include_snoozed: None,
                first: None,
                after: None,
            };
        assert!(api.ask::<RiskFlags>(everything).await.risk_flags.nodes.is_empty());

        assert_eq!(standing(&api, &second.id, "PLANNED", None).await, 2, "nobody is told twice of one appointment");
        assert_eq!(mailbox.received().len(), 6);
        assert_eq!(server.terminate().0, Some(0));
    }
}
