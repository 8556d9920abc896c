//! Workers killed by SIGKILL throughout, at a mail server that goes wrong in every way it can.
//!
//! `ROUNDEL_MAIL_SESSIONS` times eight people get two reminders each, the second as soon as the first is settled. Meanwhile other
//! sessions are moved and cancelled, a fourth as many, and newcomers are welcomed.

#![expect(clippy::disallowed_methods, reason = "other processes are waited for: their clock is the real one")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use roundel::app::reminders::list_deliveries;
use roundel::domain::ids::ClientId;
use roundel::domain::people::Language;
use roundel::domain::reminders::{DeliveryKind, DueKey, ReminderDelivery};
use roundel::domain::slice::Slice;

use super::chance::draw;
use super::changes::{Tomorrow, change, judge_changes};
use super::crew::Crew;
use super::oracle::{OFFSETS, judge, judge_one_each};
use super::size::{size, tell};
use crate::support::{At, Backend, FaultySmtp, Ill, ReminderFixture, Step, TestDatabase, Trouble};

const PEOPLE: usize = 8;
const SEED: u64 = 20_260_302;

/// What goes wrong with a mail once its recipient is named, and in how many of a thousand tries.
const TROUBLES: [(u64, Trouble); 18] = [
    (40, (At::Recipient, Ill::Answer(451, "4.7.1 greylisted"))),
    (10, (At::Recipient, Ill::Answer(421, "4.3.2 going down"))),
    (8, (At::Recipient, Ill::Answer(550, "5.1.1 unknown"))),
    (8, (At::Recipient, Ill::Answer(550, "5.7.1 no"))),
    (20, (At::Recipient, Ill::Drop)),
    (4, (At::Recipient, Ill::Stall)),
    (15, (At::Data, Ill::Answer(451, "4.3.0 later"))),
    (5, (At::Data, Ill::Answer(554, "5.7.1 no"))),
    (15, (At::Data, Ill::Drop)),
    (3, (At::Data, Ill::Stall)),
    (20, (At::Message, Ill::Drop)),
    (3, (At::Message, Ill::Stall)),
    (30, (At::Dot, Ill::Answer(451, "4.3.0 local error"))),
    (8, (At::Dot, Ill::Answer(554, "5.7.1 spam"))),
    (20, (At::Dot, Ill::Drop)),
    (4, (At::Dot, Ill::Stall)),
    (40, (At::Dot, Ill::TakeAndDrop)),
    (7, (At::Dot, Ill::TakeAndStall)),
];

fn go_wrong(step: Step<'_>) -> Option<Trouble> {
    match step {
        Step::Connection(number) => match draw(SEED, ("connection", number)) % 100 {
            0 | 1 => Some((At::Greeting, Ill::Answer(421, "4.3.2 busy"))),
            2 | 3 => Some((At::Greeting, Ill::Drop)),
            4 => Some((At::Hello, Ill::Drop)),
            _ => None,
        },
        Step::Sender(number) => match draw(SEED, ("sender", number)) % 100 {
            0 => Some((At::Sender, Ill::Answer(451, "4.3.0 later"))),
            1 => Some((At::Sender, Ill::Drop)),
            2 => Some((At::Sender, Ill::Answer(421, "4.3.2 going down"))),
            _ => None,
        },
        Step::Recipient(to, nth) => {
            let mut drawn = draw(SEED, (to, nth)) % 1000;
            TROUBLES.into_iter().find_map(|(weight, trouble)| {
                if drawn < weight {
                    return Some(trouble);
                }
                drawn -= weight;
                None
            })
        }
    }
}

/// Sessions tomorrow with eight people in each: those that stay, and among them in time those that will be changed.
async fn tomorrow(fixture: &ReminderFixture, stay: usize, change: usize) -> (Vec<Tomorrow>, Vec<Tomorrow>) {
    let all = stay + change;
    let members = fixture.members(all * PEOPLE).await;
    let first = fixture.clinic.app.now() + SignedDuration::from_hours(24);
    let (mut to_stay, mut to_change) = (Vec::new(), Vec::new());
    for (number, group) in members.chunks(PEOPLE).enumerate() {
        let start = first + SignedDuration::from_mins(i64::try_from(number).unwrap());
        let id = fixture.session(&start.to_string(), group).await;
        let of_group = group.iter().enumerate();
        let people = of_group
            .map(|(n, member)| (format!("member{}@clients.example", number * PEOPLE + n), member.client_id))
            .collect();
        let is_to_change = (number + 1) * change / all > number * change / all;
        let kind = if is_to_change { &mut to_change } else { &mut to_stay };
        kind.push(Tomorrow { id, start, people });
    }
    (to_stay, to_change)
}

/// So many people who begin in three weeks, of whom nobody is reminded yet; nobody else is to be welcomed.
async fn newcomers(fixture: &ReminderFixture, count: usize) -> BTreeMap<String, ClientId> {
    let settled = "UPDATE enrollment SET welcome_settled_at = enrolled_at WHERE clinic_id = $1";
    fixture.execute(settled, &[]).await;
    let mut members = Vec::new();
    for n in 0..count {
        members.push(fixture.member(&format!("Newcomer{n}"), Language::En, "America/New_York").await);
    }
    let start = fixture.clinic.app.now() + SignedDuration::from_hours(21 * 24);
    for (number, group) in members.chunks(PEOPLE).enumerate() {
        let start = start + SignedDuration::from_mins(i64::try_from(number).unwrap());
        fixture.session(&start.to_string(), group).await;
    }
    let clients = members.iter().enumerate();
    clients.map(|(n, member)| (format!("newcomer{n}@clients.example"), member.client_id)).collect()
}

/// Lets the second reminder of everybody whose first is settled be due now.
async fn let_the_next_be_due(fixture: &ReminderFixture) {
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    let sql = format!(
        "UPDATE reminder_delivery SET due_at = '{now}', next_attempt_at = '{now}', row_version = row_version + 1
        WHERE clinic_id = $1 AND state = 'PLANNED' AND attempt = 0 AND due_at > '{now}'
          AND EXISTS (SELECT 1 FROM reminder_delivery before
              WHERE before.clinic_id = reminder_delivery.clinic_id AND before.id <> reminder_delivery.id
                AND before.participation_id = reminder_delivery.participation_id
                AND before.state NOT IN ('PLANNED', 'CLAIMED'))"
    );
    fixture.execute(&sql, &[]).await;
}

async fn outbox(fixture: &ReminderFixture) -> Vec<ReminderDelivery> {
    let mut all: Vec<ReminderDelivery> = Vec::new();
    loop {
        let after = all.last().map(|row| DueKey { due_at: row.due_at, id: row.id });
        let slice = Slice { after, limit: 1000 };
        let page =
            list_deliveries(&fixture.clinic.app, &fixture.clinic.admin, None, None, slice).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

async fn killed_throughout(backend: Backend, command: &'static str, processes: usize) {
    let Some(database) = TestDatabase::create(backend).await else { return };
    let sessions = size("ROUNDEL_MAIL_SESSIONS", 2);
    let to_change = (sessions / 4).max(2);
    let mut fixture = ReminderFixture::open_at(database, &Timestamp::now().to_string()).await;
    fixture.clinic.app = fixture.clinic.app.clone().with_notice_debounce(SignedDuration::from_secs(1));
    let (staying, waiting) = tomorrow(&fixture, sessions, to_change).await;
    let clients: BTreeMap<String, ClientId> =
        staying.into_iter().flat_map(|session| session.people).collect();
    let newcomers = newcomers(&fixture, to_change / 2 * PEOPLE).await;
    let expected = clients.len() * OFFSETS.len();
    // About when their own reminders are sent.
    let between_changes = expected / (2 * to_change);
    let (mut waiting, mut changes) = (waiting.into_iter(), Vec::new());
    let limit = Duration::from_secs(120 + 5 * sessions as u64);
    // Small, kills come thick; whole, there are hundreds.
    let between = if expected < 500 { 2 } else { 20 };
    // A mail in doubt waits for the end of a lease of ten seconds: small, the rest of the time is for that.
    let last_kill = if expected < 500 { expected / 2 } else { expected * 9 / 10 };

    let server = FaultySmtp::start_slow(Duration::from_millis(15), go_wrong);
    let begun = Instant::now();
    let mut crew = Crew::start(&fixture.clinic.database.url_text, server.port, command, processes);
    // Of what stays each mail, of what was changed each notice.
    let settled = "SELECT COUNT(*) AS n FROM reminder_delivery d
        JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.participation_id
        JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
        WHERE d.state NOT IN ('PLANNED', 'CLAIMED')
          AND (d.kind = 'NOTICE' OR s.status = 'PLANNED' AND s.notice_version = 1)";
    let open = "SELECT COUNT(*) AS n FROM reminder_delivery WHERE state IN ('PLANNED', 'CLAIMED')";
    let (mut next_kill, mut looked_at) = (2, Instant::now());
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let (taken, kills) = (server.taken(), crew.kills.len());
        if taken >= 3 + between_changes * changes.len()
            && let Some(session) = waiting.next()
        {
            let changed = change(&fixture, session, changes.len()).await;
            changes.push(changed);
        }
        if taken >= next_kill && (taken < last_kill || kills < 3) {
            tokio::time::sleep(Duration::from_millis(draw(SEED, ("wait", kills)) % 40)).await;
            crew.kill(draw(SEED, ("kill", kills)));
            next_kill =
                server.taken() + 1 + usize::try_from(draw(SEED, ("next", kills)) % (2 * between)).unwrap();
        }
        if looked_at.elapsed() > Duration::from_millis(250) {
            looked_at = Instant::now();
            let_the_next_be_due(&fixture).await;
            let count = usize::try_from(fixture.clinic.database.number(settled).await).unwrap();
            // A session that is not changed yet counts as one that stays.
            let all = expected + to_change * PEOPLE + newcomers.len();
            let is_done = changes.len() == to_change && count >= all;
            if is_done && fixture.clinic.database.number(open).await == 0 {
                break;
            }
            assert!(begun.elapsed() < limit, "{count} of {all} settled in {:?}", begun.elapsed());
        }
    }
    let took = begun.elapsed();
    // Whatever would still go out does so now.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(crew.all_live());
    let kills = crew.kills.len();
    drop(crew);
    let of_changed: BTreeMap<String, ClientId> =
        changes.iter().flat_map(|change| change.session.people.clone()).collect();
    let (mut rows, mut attempts) = (outbox(&fixture).await, server.attempts());
    let mut take = |people: &BTreeMap<String, ClientId>| {
        let ids: BTreeSet<ClientId> = people.values().copied().collect();
        let own_rows: Vec<_> = rows.extract_if(.., |row| ids.contains(&row.client_id)).collect();
        let own: Vec<_> = attempts.extract_if(.., |attempt| people.contains_key(&attempt.to)).collect();
        (own_rows, own)
    };
    let (told_rows, told_attempts) = take(&of_changed);
    let (welcome_rows, welcome_attempts) = take(&newcomers);
    let found = judge(&clients, &rows, &attempts);
    let told = judge_changes(&changes, &told_rows, &told_attempts);
    let welcomed = judge_one_each(&newcomers, DeliveryKind::Welcome, &welcome_rows, &welcome_attempts);
    let line = format!(
        "{backend:?}, {processes} x {command}, {kills} kills, {} faults, {:.0} s: {found}; {told}; welcomes: {welcomed}",
        server.troubles(),
        took.as_secs_f64()
    );
    tell(&line);
    found.are_clean();
    told.are_clean();
    welcomed.are_clean();
    assert!(kills >= 3 && server.troubles() >= 5, "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_workers_killed_throughout_lose_nothing_and_repeat_only_what_nobody_knows() {
    killed_throughout(Backend::Postgres, "worker", 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_does_a_server_on_a_file_that_is_killed_throughout() {
    killed_throughout(Backend::Sqlite, "serve", 1).await;
}
