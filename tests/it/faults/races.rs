//! Sessions that are moved or cancelled while two workers send their reminders.
//!
//! `ROUNDEL_MAIL_RACES` sessions of one person each, twenty at a time. Whoever is told the old time must have been told it
//! before the change was committed, or the worker must have looked before it; and then the change is told too.

#![expect(clippy::disallowed_methods, reason = "whoever changes a session waits a moment, by the real clock")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use roundel::app::App;
use roundel::app::reminders::{Delivery, DeliverySettings, deliver_due};
use roundel::app::series::{CancelSession, RescheduleSession, cancel_session, reschedule_session};
use roundel::domain::access::Caller;
use roundel::domain::ids::SessionId;
use roundel::domain::jobs::WorkerName;
use roundel::domain::series::{CancelledBy, Session};

use super::chance::draw;
use super::recording::{Left, Order, Recording};
use super::size::{size, tell};
use crate::support::{
    Backend, DEBOUNCE, LEASE, Member, ReadMail as _, ReminderFixture, SETTINGS, TestDatabase, mailer,
};

const SEED: u64 = 7;
/// How many races at once, and how many on one database.
const ROUND: usize = 20;
const CHUNK: usize = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Move,
    Cancel,
    /// Moved, and moved back at once.
    Undo,
}

/// One session, and what was done to it.
#[derive(Debug)]
struct Race {
    session: SessionId,
    address: String,
    act: Act,
    old: Timestamp,
    to: DateTime,
    /// When the change was committed, at the latest, among all events; and where it led.
    done: u64,
    new: Option<Timestamp>,
}

/// How the races ended.
#[derive(Debug, Default)]
struct Tally {
    races: usize,
    /// The reminder had left.
    left_before: usize,
    /// The worker had looked before the change, and handed it over after.
    under_way: usize,
    /// The change came first.
    prevented: usize,
    undone: usize,
    told: usize,
}

fn act(number: usize) -> Act {
    match draw(SEED, ("act", number)) % 5 {
        0 | 1 => Act::Move,
        2 | 3 => Act::Cancel,
        _ => Act::Undo,
    }
}

/// Whether a mail to somebody in New York names that time.
pub(super) fn says(text: &str, at: Timestamp) -> bool {
    let local = at.in_tz("America/New_York").unwrap();
    let date = local.strftime("%A, %B %-d, %Y").to_string();
    text.contains(&date) && text.contains(&local.strftime("%H:%M (America/New_York").to_string())
}

/// Sessions of one person each, whose reminder is due now.
async fn due(fixture: &ReminderFixture, members: &[Member], first: usize) -> Vec<Race> {
    // Nobody is double-booked by an earlier round.
    fixture.execute("DELETE FROM occupancy WHERE clinic_id = $1", &[]).await;
    let now = Timestamp::from_second(fixture.clinic.app.now().as_second() / 60 * 60).unwrap();
    let mut races = Vec::new();
    for (n, member) in members.iter().enumerate() {
        let old =
            now + SignedDuration::from_hours(24) + SignedDuration::from_mins(65 * i64::try_from(n).unwrap());
        let session = fixture.session(&old.to_string(), std::slice::from_ref(member)).await;
        let to = jiff::civil::date(2026, 4, 1).at(0, 0, 0, 0)
            + i64::try_from((first + n) % CHUNK).unwrap().hours();
        let address = format!("member{n}@clients.example");
        races.push(Race { session, address, act: act(first + n), old, to, done: 0, new: None });
    }
    assert_eq!(fixture.plan().await, members.len() as u64);
    races
}

/// One worker until nothing is due.
async fn work(app: App, fixture_clock: Arc<roundel::app::ambient::ManualClock>, way: Arc<Recording>) {
    let mailer = mailer(way.clone());
    let delivery = Delivery {
        app: &app,
        mailer: &mailer,
        timer: fixture_clock.as_ref(),
        settings: DeliverySettings { batch_size: 6, at_once: 2, ..SETTINGS },
        worker: &WorkerName::draw(app.entropy()),
        keep_going: &|| way.looks(),
    };
    deliver_due(&delivery).await.unwrap();
}

async fn reschedule(app: &App, caller: &Caller, race: &Race, version: i64, to: DateTime) -> Session {
    let command = RescheduleSession {
        session_id: race.session,
        row_version: version,
        local_start: to,
        zone: None,
        minutes: None,
    };
    reschedule_session(app, caller, command).await.unwrap()
}

/// Changes one session after another.
async fn interfere(app: App, caller: Caller, order: Arc<Order>, mut races: Vec<Race>) -> Vec<Race> {
    for race in &mut races {
        let wait = draw(SEED, ("wait", race.session.uuid())) % 12;
        tokio::time::sleep(Duration::from_millis(wait)).await;
        match race.act {
            Act::Move => race.new = Some(reschedule(&app, &caller, race, 1, race.to).await.starts_at),
            Act::Cancel => {
                let command = CancelSession {
                    session_id: race.session,
                    row_version: 1,
                    cancelled_by: CancelledBy::Clinic,
                    append: false,
                };
                cancel_session(&app, &caller, command).await.unwrap();
            }
            Act::Undo => {
                let version = reschedule(&app, &caller, race, 1, race.to).await.row_version;
                let back = race.old.in_tz("Europe/Berlin").unwrap().datetime();
                reschedule(&app, &caller, race, version, back).await;
            }
        }
        race.done = order.next();
    }
    races
}

/// Looks at what one person got: while the session was changed, and afterwards.
fn judge(race: &Race, during: &[&Left], after: &[&Left], tally: &mut Tally) {
    let read = |left: &&Left| (left.mail.subject(), left.mail.text());
    let reminders = during.iter().map(&read);
    assert!(
        reminders
            .into_iter()
            .all(|(subject, text)| subject == "Appointment reminder" && says(&text, race.old)),
        "{race:?}: {during:?}"
    );
    assert!(during.len() <= 1, "reminded twice: {race:?}: {during:?}");
    tally.races += 1;
    if race.act == Act::Undo {
        let reminded: Vec<_> = during.iter().chain(after).map(&read).collect();
        assert_eq!(reminded.len(), 1, "once, and nothing of the change: {race:?}: {reminded:?}");
        assert!(reminded[0].0 == "Appointment reminder" && says(&reminded[0].1, race.old), "{reminded:?}");
        tally.undone += 1;
        return;
    }
    match during.first() {
        Some(left) if left.looked > race.done => panic!("the old time after the change: {race:?}: {left:?}"),
        Some(left) if left.begun > race.done => tally.under_way += 1,
        Some(_) => tally.left_before += 1,
        None => tally.prevented += 1,
    }
    // However it ended, the change is told, and nothing else.
    assert_eq!(after.len(), 1, "{race:?}: {:?}", after.iter().map(&read).collect::<Vec<_>>());
    let (subject, text) = read(&after[0]);
    assert!(says(&text, race.old), "{text}");
    match race.new {
        Some(new) => assert!(subject == "Appointment moved" && says(&text, new), "{subject}: {text}"),
        None => assert_eq!(subject, "Appointment cancelled"),
    }
    tally.told += 1;
}

async fn on_one_database(database: TestDatabase, first: usize, count: usize, tally: &mut Tally) {
    let fixture = ReminderFixture::open_at(database, "2026-03-02T12:00:00Z").await;
    let only_one = "UPDATE reminder_rule SET retired_at = '2026-03-01T00:00:00+00:00'
        WHERE clinic_id = $1 AND minutes_before = 180";
    fixture.execute(only_one, &[]).await;
    let members = fixture.members(ROUND.min(count)).await;
    let apps = [
        fixture.another_process(1).await,
        fixture.another_process(2).await,
        fixture.another_process(3).await,
    ];
    for round in (first..first + count).step_by(ROUND) {
        let members = &members[..ROUND.min(first + count - round)];
        let mut rest = due(&fixture, members, round).await;
        let others = rest.split_off(rest.len() / 2);
        let order = Arc::<Order>::default();
        let clock = fixture.clinic.clock.clone();
        let way = || Recording::new(Arc::clone(&order), clock.clone(), Duration::from_millis(10));
        let (one, other, later) = (way(), way(), way());
        let workers = [
            tokio::spawn(work(apps[0].clone(), clock.clone(), one.clone())),
            tokio::spawn(work(apps[1].clone(), clock.clone(), other.clone())),
        ];
        let admin = &fixture.clinic.admin;
        let changes = [rest, others]
            .map(|some| tokio::spawn(interfere(apps[2].clone(), admin.clone(), Arc::clone(&order), some)));
        for worker in workers {
            worker.await.unwrap();
        }
        let mut races = Vec::new();
        for change in changes {
            races.extend(change.await.unwrap());
        }
        fixture.clinic.clock.advance(DEBOUNCE);
        fixture.gather().await;
        for _ in 0..2 {
            work(fixture.clinic.app.clone(), clock.clone(), later.clone()).await;
            fixture.clinic.clock.advance(LEASE);
        }

        let during = by_address([one.left(), other.left()].concat());
        let after = by_address(later.left());
        for race in &races {
            let of = |all: &BTreeMap<String, Vec<Left>>| all.get(&race.address).cloned().unwrap_or_default();
            let (during, after) = (of(&during), of(&after));
            judge(race, &during.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>(), tally);
        }
    }
}

fn by_address(all: Vec<Left>) -> BTreeMap<String, Vec<Left>> {
    let mut sorted: BTreeMap<String, Vec<Left>> = BTreeMap::new();
    for left in all {
        sorted.entry(left.mail.to.as_str().to_owned()).or_default().push(left);
    }
    sorted
}

async fn raced(backend: Backend) {
    let races = size("ROUNDEL_MAIL_RACES", 60);
    let mut tally = Tally::default();
    for first in (0..races).step_by(CHUNK) {
        let Some(database) = TestDatabase::create(backend).await else { return };
        on_one_database(database, first, CHUNK.min(races - first), &mut tally).await;
    }
    let Tally { races, left_before, under_way, prevented, undone, told } = tally;
    tell(&format!(
        "{backend:?}, {races} races of a change against sending: the old time had left {left_before} times, was under \
         way {under_way} times, was stopped {prevented} times; undone {undone}, told of the change {told}; never an old \
         time after it"
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_old_time_is_told_after_a_change_on_sqlite() {
    raced(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_old_time_is_told_after_a_change_on_postgres() {
    raced(Backend::Postgres).await;
}
