//! Six hours in which no mail leaves: the workers are down, or the mail server is. And two days without a mail server.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use roundel::app::reminders::{
    Delivery, DeliverySettings, Mailer, SetReminderPolicy, deliver_due, set_reminder_policy,
};
use roundel::config::{Sources, load};
use roundel::domain::jobs::WorkerName;
use roundel::domain::patch::Patch;
use roundel::domain::reminders::{Backoff, PolicyFor, ReminderState as S, ReminderWhy as W};

use super::recording::{Order, Recording};
use super::size::tell;
use crate::support::{ReminderFixture, TestDatabase, both, mailer, minutes_before, rules_of};

const NOW: &str = "2026-03-02T00:00:00Z";
/// Two kinds that can both fall due in it, and one two days ahead.
const OFFSETS: [i64; 3] = [2880, 240, 60];
const HOURS: i64 = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Down {
    Workers,
    MailServer,
}

/// The program's own settings.
fn settings() -> DeliverySettings {
    let worker = load(&Sources::default()).unwrap().worker;
    let seconds = |n: u64| SignedDuration::from_secs(i64::try_from(n).unwrap());
    DeliverySettings {
        lease: seconds(worker.lease_seconds),
        batch_size: worker.batch_size,
        at_once: 4,
        max_attempts: worker.max_attempts,
        backoff: Backoff {
            base: seconds(worker.backoff_base_seconds),
            cap: seconds(worker.backoff_cap_seconds),
        },
    }
}

/// From now on the clinic reminds so many minutes before each session.
async fn remind(fixture: &ReminderFixture, offsets: &[i64]) {
    let command = SetReminderPolicy {
        of: PolicyFor::Clinic,
        name: "Several".parse().unwrap(),
        is_active: true,
        rules: rules_of(offsets),
        stops_when_confirmed: None,
        quiet_hours: Patch::Keep,
    };
    set_reminder_policy(&fixture.clinic.app, &fixture.clinic.admin, command).await.unwrap();
}

async fn tick(fixture: &ReminderFixture, mailer: &Mailer, settings: DeliverySettings) {
    let app = &fixture.clinic.app;
    let delivery = Delivery {
        app,
        mailer,
        timer: fixture.clinic.clock.as_ref(),
        settings,
        worker: &WorkerName::draw(app.entropy()),
        keep_going: &|| true,
    };
    deliver_due(&delivery).await.unwrap();
}

/// What must become of the reminder so many minutes before a session, with an outage from `from` to `until`.
fn expected(starts_at: Timestamp, offset: i64, from: Timestamp, until: Timestamp) -> (S, Option<W>) {
    let due = |minutes: i64| starts_at - SignedDuration::from_mins(minutes);
    let in_it = |minutes: i64| (from..=until).contains(&due(minutes));
    let nearer = OFFSETS.into_iter().any(|other| other < offset && in_it(other));
    match (in_it(offset), starts_at <= until) {
        (false, _) => (S::Sent, None),
        (true, true) => (S::Expired, Some(W::SessionBegun)),
        (true, false) if nearer => (S::Expired, Some(W::Overtaken)),
        (true, false) => (S::Sent, None),
    }
}

async fn six_hours(db: TestDatabase, down: Down) {
    let fixture = ReminderFixture::open_at(db, NOW).await;
    remind(&fixture, &OFFSETS).await;
    let member = fixture.members(1).await;
    let start = NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(50);
    // Through the outage and after it, and two days later those whose first kind falls into it.
    let ahead = (0..30).map(|n| 20 * n).chain((0..10).map(|n| 2880 + 40 * n));
    let mut starts = BTreeMap::new();
    for minutes in ahead {
        let starts_at = start + SignedDuration::from_mins(minutes);
        starts.insert(fixture.session(&starts_at.to_string(), &member).await, starts_at);
    }
    assert_eq!(fixture.plan().await, 120);

    let clock = fixture.clinic.clock.clone();
    let way = Recording::new(Arc::<Order>::default(), clock.clone(), Duration::ZERO);
    let by_it = mailer(way.clone());
    let settings = settings();
    let from = start + SignedDuration::from_mins(7);
    let until = from + SignedDuration::from_hours(HOURS);
    let end = start + SignedDuration::from_hours(56);
    let is_near = |now: Timestamp| {
        now >= start - SignedDuration::from_mins(20) && now < until + SignedDuration::from_hours(2)
    };
    while fixture.clinic.app.now() < end {
        let now = fixture.clinic.app.now();
        let is_down = (from..until).contains(&now);
        way.be_away(is_down && down == Down::MailServer);
        if !is_down || down == Down::MailServer {
            tick(&fixture, &by_it, settings).await;
        }
        clock.advance(Duration::from_secs(if is_near(now) { 120 } else { 1200 }));
    }

    let outbox = fixture.outbox().await;
    assert_eq!(outbox.len(), 120);
    let (mut begun, mut overtaken, mut late, mut tries) = (0, 0, 0, 0);
    for mail in &outbox {
        let starts_at = starts[&mail.session_id];
        let offset = i64::from(minutes_before(mail).unwrap());
        // The last try before the end may have left little to the next one after it.
        let was = (mail.state, mail.why);
        let should = expected(starts_at, offset, from, until);
        let waits = down == Down::MailServer && starts_at.duration_since(until) <= settings.backoff.cap;
        // A worker that keeps trying, or waits for its next try, sees that a nearer one is due.
        let due = |minutes: i64| starts_at - SignedDuration::from_mins(minutes);
        let nearer = |other: &i64| *other < offset && due(*other) <= until + settings.backoff.cap;
        let waited = down == Down::MailServer && (from..=until).contains(&due(offset));
        let saw = waited && OFFSETS.iter().any(nearer);
        let is_right = was == should
            || (waits && was == (S::Expired, Some(W::SessionBegun)))
            || (saw && was == (S::Expired, Some(W::Overtaken)));
        assert!(is_right, "{was:?}, not {should:?}: {offset} minutes before {starts_at}: {mail:?}");
        assert!(mail.sent_at.is_none_or(|at| at < starts_at), "after the session had begun: {mail:?}");
        begun += usize::from(was.1 == Some(W::SessionBegun));
        overtaken += usize::from(was.1 == Some(W::Overtaken));
        late += usize::from(mail.state == S::Sent && (from..until).contains(&mail.due_at));
        tries = tries.max(mail.sends);
    }
    for left in way.left() {
        let of_it = outbox.iter().find(|mail| mail.message_id == left.mail.message_id.to_string()).unwrap();
        assert!(left.at < starts[&of_it.session_id], "{of_it:?}");
        assert!(!(from..until).contains(&left.at), "{of_it:?}");
    }
    let sent = outbox.iter().filter(|mail| mail.state == S::Sent).count();
    assert_eq!(way.left().len(), sent, "each once");
    assert!(begun >= 9 && overtaken >= 3 && late >= 9, "{begun} begun, {overtaken} overtaken, {late} late");
    tell(&format!(
        "{:?}, six hours without {down:?}: {sent} sent, {late} of them late; {begun} expired because the session had \
         begun, {overtaken} because a nearer one was due, 0 failed, 0 for a begun session; at most {tries} tries",
        fixture.clinic.database.backend
    ));
}

/// A week before, and four hours before.
const FAR_AND_NEAR: [i64; 2] = [7 * 1440, 240];

/// A weekend without a mail server: many more tries than a mail that a server refuses for now is given.
async fn two_days(db: TestDatabase) {
    let fixture = ReminderFixture::open_at(db, NOW).await;
    remind(&fixture, &FAR_AND_NEAR).await;
    let member = fixture.members(1).await;
    let from = NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(1);
    let until = from + SignedDuration::from_hours(48);
    // Hours from when the server goes away: begun before it is back; soon after it; days after it, whose first reminder was due
    // while it was away.
    let (begun, soon, days_ahead) = ([6, 20, 34, 46], [50, 51], [169, 180, 191, 202, 213]);
    let mut starts = BTreeMap::new();
    for hours in begun.into_iter().chain(soon).chain(days_ahead) {
        let starts_at = from + SignedDuration::from_hours(hours);
        starts.insert(fixture.session(&starts_at.to_string(), &member).await, (hours, starts_at));
    }
    assert!(fixture.plan().await >= 16);

    let clock = fixture.clinic.clock.clone();
    let way = Recording::new(Arc::<Order>::default(), clock.clone(), Duration::ZERO);
    let by_it = mailer(way.clone());
    let settings = settings();
    while fixture.clinic.app.now() < until + SignedDuration::from_hours(4) {
        let now = fixture.clinic.app.now();
        way.be_away((from..until).contains(&now));
        tick(&fixture, &by_it, settings).await;
        clock.advance(Duration::from_secs(600));
    }
    assert!(way.most_refused() > settings.max_attempts, "{} times", way.most_refused());

    let (mut late, mut expired) = (0, 0);
    for mail in &fixture.outbox().await {
        let (hours, starts_at) = starts[&mail.session_id];
        let was_due_meanwhile = (from..until).contains(&mail.due_at);
        let is_begun = begun.contains(&hours);
        assert_ne!(mail.state, S::Failed, "{mail:?}");
        assert!(mail.sent_at.is_none_or(|at| at < starts_at), "after the session had begun: {mail:?}");
        match (was_due_meanwhile, is_begun) {
            (true, true) => {
                assert_eq!((mail.state, mail.why), (S::Expired, Some(W::SessionBegun)), "{mail:?}");
                expired += 1;
            }
            (true, false) => {
                assert_eq!((mail.state, mail.why), (S::Sent, None), "{mail:?}");
                assert!(mail.sent_at.is_some_and(|at| at >= until), "{mail:?}");
                late += 1;
            }
            (false, _) => {}
        }
    }
    assert_eq!((late, expired), (soon.len() + days_ahead.len(), begun.len()));
    let mut arrived: Vec<String> = way.left().iter().map(|left| left.mail.message_id.to_string()).collect();
    let all = arrived.len();
    arrived.sort_unstable();
    arrived.dedup();
    assert_eq!(arrived.len(), all, "each once");
    tell(&format!(
        "{:?}, two days without a mail server: {late} sent late, {expired} expired because the session had begun, 0 failed; \
         at most {} tries",
        fixture.clinic.database.backend,
        way.most_refused()
    ));
}

both! {
    async fn two_days_without_a_mail_server_fail_nothing(db) {
        two_days(db).await;
    }

    async fn six_hours_without_workers_remind_nobody_of_what_has_begun(db) {
        six_hours(db, Down::Workers).await;
    }

    async fn six_hours_without_a_mail_server_fail_nothing(db) {
        six_hours(db, Down::MailServer).await;
    }
}
