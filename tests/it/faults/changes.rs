//! Sessions that are moved or cancelled while their mails are under way, and what their people must have been told.
//!
//! Each of them gets one notice, whatever becomes of the workers. The old time is told only by mails that were under way when the
//! change was committed.

#![expect(
    clippy::disallowed_methods,
    reason = "changes are committed by the clock of the processes that mail"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use mail_parser::MessageParser;
use roundel::domain::ids::{ClientId, SessionId};
use roundel::domain::reminders::{DeliveryKind, ReminderDelivery, ReminderState};

use super::oracle::{Findings, judge_one, other_ids};
use super::races::says;
use crate::support::{Attempt, ReminderFixture};

/// How long after its worker has looked a mail's recipient is named at the latest: it waits a second for a connection, then says
/// hello. Whoever takes it up again does so after the lease of ten seconds.
const UNDER_WAY: SignedDuration = SignedDuration::from_secs(8);

/// A session of tomorrow, and who is in it, by address.
#[derive(Debug)]
pub(super) struct Tomorrow {
    pub(super) id: SessionId,
    pub(super) start: Timestamp,
    pub(super) people: BTreeMap<String, ClientId>,
}

/// One that was changed.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) session: Tomorrow,
    /// Where it was moved to; none if it was cancelled.
    new: Option<Timestamp>,
    /// When that was committed, at the latest.
    done_at: Timestamp,
}

/// Moves the session, or cancels every other one, as a coordinator does.
pub(super) async fn change(fixture: &ReminderFixture, session: Tomorrow, number: usize) -> Change {
    // The application's clock stands still here; that of the processes does not.
    let now = Timestamp::now();
    fixture.clinic.at(&now.to_string());
    let new = if number.is_multiple_of(2) {
        // Far ahead, where nothing is planned yet, in hours that every day has, and never two at once.
        let days = i64::try_from(number / 8).unwrap();
        let day = now.in_tz("Europe/Berlin").unwrap().date() + (30 + days).days();
        let to = day.at(i8::try_from(8 + number % 8).unwrap(), 0, 0, 0);
        Some(fixture.move_session(session.id, &to.to_string()).await.starts_at)
    } else {
        fixture.cancel_session(session.id, false).await;
        None
    };
    Change { session, new, done_at: Timestamp::now() }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// One of each person.
    notices: Findings,
    /// Of the old time, as far as they were not withdrawn.
    reminders: Findings,
    withdrawn: usize,
    /// Mails of the old time whose recipient was named after the change, by a worker that had looked before it.
    under_way: usize,
    /// Mails that do not say what was so when their worker looked.
    untrue: Vec<String>,
}

impl Told {
    /// Nothing that must not be.
    #[track_caller]
    pub(super) fn are_clean(&self) {
        assert!(self.untrue.is_empty(), "{self}\n{:#?}", self.untrue);
        self.notices.are_clean();
        self.reminders.are_clean();
    }

    fn judge(&mut self, change: &Change, address: &str, rows: &[&ReminderDelivery], own: &[&Attempt]) {
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.message_id.as_str()).collect();
        self.notices.other_ids.extend(other_ids(address, own, &ids));
        self.notices.expected += 1;
        let notices = rows.iter().filter(|row| row.kind == DeliveryKind::Notice).count();
        if notices == 0 {
            self.notices.lost.push(format!("never told of the change: {address}, {change:?}"));
        }
        for row in rows {
            match (row.kind, row.state) {
                (DeliveryKind::Notice, _) if notices == 1 => judge_one(row, own, &mut self.notices),
                (DeliveryKind::Reminder, ReminderState::Suppressed) => {
                    // It may have arrived; what became of it is not looked at, but for its copies.
                    let mut copies = Findings::default();
                    judge_one(row, own, &mut copies);
                    self.reminders.unexplained.append(&mut copies.unexplained);
                    self.reminders.other_bytes.append(&mut copies.other_bytes);
                    self.withdrawn += 1;
                }
                (DeliveryKind::Reminder, _) => {
                    self.reminders.expected += 1;
                    judge_one(row, own, &mut self.reminders);
                }
                _ => self.notices.unexpected.push(format!("in the outbox: {row:?}")),
            }
            for copy in own.iter().filter(|attempt| attempt.is_taken) {
                if copy.content.as_ref().is_some_and(|(id, _)| *id == row.message_id) {
                    self.read(change, row.kind, copy);
                }
            }
        }
    }

    fn read(&mut self, change: &Change, kind: DeliveryKind, copy: &Attempt) {
        let Change { session, new, done_at } = change;
        let mail = MessageParser::default().parse(copy.message.as_bytes()).unwrap();
        let (subject, text) = (mail.subject().unwrap(), mail.body_text(0).unwrap());
        let looked_before = mail.date().unwrap().to_timestamp() <= done_at.as_second();
        let begun_before = copy.begun <= *done_at + UNDER_WAY;
        let is_true = says(&text, session.start)
            && match (kind, new) {
                (DeliveryKind::Notice, Some(new)) => subject == "Appointment moved" && says(&text, *new),
                (DeliveryKind::Notice, None) => subject == "Appointment cancelled",
                _ => subject == "Appointment reminder" && looked_before && begun_before,
            };
        if !is_true {
            self.untrue.push(format!("{change:?}: {copy:?}"));
        }
        self.under_way += usize::from(kind != DeliveryKind::Notice && copy.begun > *done_at);
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { notices, reminders, withdrawn, under_way, untrue } = self;
        write!(
            f,
            "notices of changes: {notices}; reminders of what was changed: {reminders}, {under_way} of them under way when it \
             was, {withdrawn} withdrawn; untrue {}",
            untrue.len()
        )
    }
}

/// Compares what the outbox says of changed sessions with what the server wrote down.
pub(super) fn judge_changes(changes: &[Change], outbox: &[ReminderDelivery], attempts: &[Attempt]) -> Told {
    let mut told = Told::default();
    for change in changes {
        for (address, client) in &change.session.people {
            let rows: Vec<_> = outbox.iter().filter(|row| row.client_id == *client).collect();
            let own: Vec<_> = attempts.iter().filter(|attempt| attempt.to == *address).collect();
            told.judge(change, address, &rows, &own);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use roundel::domain::reminders::ReminderWhy;
    use uuid::Uuid;

    use super::super::oracle::samples::{ADDRESS, client, copy, row};
    use super::*;

    const OLD: &str = "2026-03-03T18:00:00Z";
    const NEW: &str = "2026-04-03T18:00:00Z";
    const DONE: &str = "2026-03-02T12:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn moved() -> Change {
        let people = BTreeMap::from([(ADDRESS.to_owned(), client())]);
        let session = Tomorrow { id: SessionId::from_uuid(Uuid::nil()), start: at(OLD), people };
        Change { session, new: Some(at(NEW)), done_at: at(DONE) }
    }

    /// What `says` looks for.
    fn words(time: &str) -> String {
        let local = at(time).in_tz("America/New_York").unwrap();
        local.strftime("%A, %B %-d, %Y, %H:%M (America/New_York)").to_string()
    }

    fn mail(of: Attempt, subject: &str, looked: &str, words: &str) -> Attempt {
        let date = at(looked).strftime("%a, %d %b %Y %H:%M:%S +0000");
        let (id, _) = of.content.clone().unwrap();
        let message = format!(
            "Message-ID: {id}\r\nDate: {date}\r\nSubject: {subject}\r\nContent-Type: text/plain\r\n\r\n{words}\r\n"
        );
        Attempt { message, begun: at(looked), ..of }
    }

    fn reminder(looked: &str) -> Attempt {
        mail(copy(2880), "Appointment reminder", looked, &words(OLD))
    }

    fn notice() -> Attempt {
        let both = format!("Before: {}\r\nNow: {}", words(OLD), words(NEW));
        mail(copy(60), "Appointment moved", "2026-03-02T12:00:02Z", &both)
    }

    /// The notice, and the reminder as it stands.
    fn outbox(reminder: ReminderState) -> Vec<ReminderDelivery> {
        let why = (reminder == ReminderState::Suppressed).then_some(ReminderWhy::Superseded);
        let told = ReminderDelivery { kind: DeliveryKind::Notice, rule: None, ..row(60) };
        vec![told, ReminderDelivery { state: reminder, why, ..row(2880) }]
    }

    fn judged(outbox: &[ReminderDelivery], attempts: &[Attempt]) -> Told {
        judge_changes(&[moved()], outbox, attempts)
    }

    #[test]
    fn what_is_in_order_is_clean() {
        let before = reminder("2026-03-02T11:59:00Z");
        judged(&outbox(ReminderState::Sent), &[before.clone(), notice()]).are_clean();
        judged(&outbox(ReminderState::Suppressed), &[notice()]).are_clean();
        let late = Attempt { begun: at("2026-03-02T12:00:01Z"), ..before };
        let found = judged(&outbox(ReminderState::Suppressed), &[late, notice()]);
        found.are_clean();
        assert_eq!((found.under_way, found.withdrawn), (1, 1));
    }

    #[test]
    fn each_kind_of_harm_is_found() {
        let withdrawn = outbox(ReminderState::Suppressed);
        assert_eq!(judged(&withdrawn, &[]).notices.lost.len(), 1, "SENT, and not there");
        assert_eq!(judged(&withdrawn[1..], &[notice()]).notices.lost.len(), 1, "no notice at all");
        assert_eq!(judged(&withdrawn[1..], &[notice()]).notices.other_ids.len(), 1);
        assert_eq!(judged(&withdrawn, &[notice(), notice()]).notices.unexplained.len(), 1);
        let twice = [withdrawn.clone(), withdrawn[..1].to_vec()].concat();
        assert_eq!(judged(&twice, &[notice()]).notices.unexpected.len(), 2);
        let after = reminder("2026-03-02T12:00:01Z");
        assert_eq!(judged(&withdrawn, &[after, notice()]).untrue.len(), 1, "looked after the change");
        let again = Attempt { begun: at("2026-03-02T12:00:11Z"), ..reminder("2026-03-02T11:59:00Z") };
        assert_eq!(judged(&withdrawn, &[again, notice()]).untrue.len(), 1, "taken up again after it");
        let silent = mail(copy(60), "Appointment moved", "2026-03-02T12:00:02Z", &words(OLD));
        assert_eq!(judged(&withdrawn, &[silent]).untrue.len(), 1, "does not tell the new time");
    }
}
