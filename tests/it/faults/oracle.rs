//! What must have arrived, what did, and what the outbox says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use roundel::domain::ids::ClientId;
use roundel::domain::reminders::{DeliveryKind, ReminderDelivery, ReminderState, ReminderWhy};

use crate::support::{At, Attempt, Ill, minutes_before};

/// How often the answer to a mail may be lost, and how often it may be in doubt at all, until it is given up.
const MOST_LOST_ANSWERS: usize = 2;
const MOST_UNKNOWN: u32 = 6;

/// Of each client two reminders, at these offsets, and nothing else.
pub(super) const OFFSETS: [u16; 2] = [2880, 180];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) expected: usize,
    pub(super) sent: usize,
    /// By the server, for good.
    pub(super) refused: usize,
    /// In doubt for the second time.
    pub(super) given_up: usize,
    pub(super) accepted: usize,
    /// Copies too many whose answer the server had kept to itself.
    pub(super) repeated_for_lost_answers: usize,
    /// Copies too many whose worker died before it could write down the answer.
    pub(super) repeated_for_killed_workers: usize,
    pub(super) lost: Vec<String>,
    pub(super) unexpected: Vec<String>,
    pub(super) unexplained: Vec<String>,
    pub(super) other_ids: Vec<String>,
    pub(super) other_bytes: Vec<String>,
}

impl Findings {
    /// Nothing that must not be.
    #[track_caller]
    pub(super) fn are_clean(&self) {
        let bad = [&self.lost, &self.unexpected, &self.unexplained, &self.other_ids, &self.other_bytes];
        assert!(bad.iter().all(|list| list.is_empty()), "{self}\n{self:#?}");
        assert_eq!(self.sent + self.refused + self.given_up, self.expected, "{self}");
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} mails: {} sent, {} refused, {} given up in doubt; {} accepted, of these {} again for a lost answer and \
             {} for a killed worker; lost {}, unexpected {}, unexplained duplicates {}, another Message-ID {}, other \
             bytes {}",
            self.expected,
            self.sent,
            self.refused,
            self.given_up,
            self.accepted,
            self.repeated_for_lost_answers,
            self.repeated_for_killed_workers,
            self.lost.len(),
            self.unexpected.len(),
            self.unexplained.len(),
            self.other_ids.len(),
            self.other_bytes.len()
        )
    }
}

/// Compares the outbox with what the server wrote down; `clients` are all there are, by address.
pub(super) fn judge(
    clients: &BTreeMap<String, ClientId>,
    outbox: &[ReminderDelivery],
    attempts: &[Attempt],
) -> Findings {
    let mut found = Findings { expected: clients.len() * OFFSETS.len(), ..Findings::default() };
    let mut rows: BTreeMap<(ClientId, u16), &ReminderDelivery> = BTreeMap::new();
    for row in outbox {
        let offset = minutes_before(row).unwrap_or(0);
        if !OFFSETS.contains(&offset) || rows.insert((row.client_id, offset), row).is_some() {
            found.unexpected.push(format!("in the outbox: {row:?}"));
        }
    }
    let mut to: BTreeMap<&str, Vec<&Attempt>> = BTreeMap::new();
    for attempt in attempts {
        if !clients.contains_key(&attempt.to) {
            found.unexpected.push(format!("a mail to {}", attempt.to));
        }
        to.entry(&attempt.to).or_default().push(attempt);
    }
    for (address, client) in clients {
        let own = to.get(address.as_str()).map(Vec::as_slice).unwrap_or_default();
        let of_client: Vec<_> = OFFSETS.iter().filter_map(|offset| rows.get(&(*client, *offset))).collect();
        for _ in of_client.len()..OFFSETS.len() {
            found.lost.push(format!("never planned, to {address}"));
        }
        let ids: BTreeSet<&str> = of_client.iter().map(|row| row.message_id.as_str()).collect();
        found.other_ids.extend(other_ids(address, own, &ids));
        for row in of_client {
            judge_one(row, own, &mut found);
        }
    }
    found
}

/// The same where each client is to get one mail of that kind, and nothing else.
pub(super) fn judge_one_each(
    clients: &BTreeMap<String, ClientId>,
    kind: DeliveryKind,
    outbox: &[ReminderDelivery],
    attempts: &[Attempt],
) -> Findings {
    let mut found = Findings { expected: clients.len(), ..Findings::default() };
    for (address, client) in clients {
        let rows: Vec<_> = outbox.iter().filter(|row| row.client_id == *client).collect();
        let own: Vec<_> = attempts.iter().filter(|attempt| attempt.to == *address).collect();
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.message_id.as_str()).collect();
        found.other_ids.extend(other_ids(address, &own, &ids));
        match rows.as_slice() {
            [] => found.lost.push(format!("never planned, to {address}")),
            [row] if row.kind == kind => judge_one(row, &own, &mut found),
            _ => found.unexpected.push(format!("in the outbox: {rows:?}")),
        }
    }
    found
}

/// The Message-IDs of written mails to an address that are none of these.
pub(super) fn other_ids(address: &str, own: &[&Attempt], ids: &BTreeSet<&str>) -> Vec<String> {
    let written = own.iter().filter_map(|attempt| attempt.content.as_ref());
    let others = written.filter(|(id, _)| !ids.contains(id.as_str()));
    others.map(|(id, _)| format!("{id} to {address}")).collect()
}

/// Compares one mail's row with the attempts at all mails to its client.
pub(super) fn judge_one(row: &ReminderDelivery, own: &[&Attempt], found: &mut Findings) {
    let is_it = |attempt: &&&Attempt| attempt.content.as_ref().is_some_and(|(id, _)| *id == row.message_id);
    let copies: Vec<&&Attempt> = own.iter().filter(is_it).filter(|attempt| attempt.is_taken).collect();
    found.accepted += copies.len();
    let hashes: BTreeSet<u64> =
        copies.iter().filter_map(|copy| copy.content.as_ref()).map(|(_, hash)| *hash).collect();
    if hashes.len() > 1 {
        found.other_bytes.push(format!("{row:?}"));
    }
    if let Some((_, before)) = copies.split_last() {
        // A mail is repeated only after a try of which the outbox knows that nobody knows what came of it.
        let in_doubt = usize::try_from(row.unknowns).unwrap();
        for (earlier, copy) in before.iter().enumerate() {
            if earlier >= in_doubt {
                found.unexplained.push(format!("{copy:?}\n{row:?}"));
            } else if lost_answer(copy) {
                found.repeated_for_lost_answers += 1;
            } else if copy.is_cut {
                found.repeated_for_killed_workers += 1;
            } else {
                found.unexplained.push(format!("{copy:?}\n{row:?}"));
            }
        }
    }
    // Where it broke off before the end of the message, nobody knows whose it was.
    let may_be_it =
        |attempt: &&&Attempt| attempt.content.as_ref().is_none_or(|(id, _)| *id == row.message_id);
    let lost_answers = own.iter().filter(may_be_it).filter(|attempt| lost_answer(attempt)).count();
    match (row.state, row.why) {
        (ReminderState::Sent, None) if !copies.is_empty() => found.sent += 1,
        (ReminderState::Failed, Some(ReminderWhy::Refused))
            if own.iter().filter(may_be_it).any(|one| was_refused(one)) =>
        {
            found.refused += 1;
        }
        (ReminderState::Failed, Some(ReminderWhy::OutcomeUnknown))
            if lost_answers >= MOST_LOST_ANSWERS || row.unknowns >= MOST_UNKNOWN =>
        {
            found.given_up += 1;
        }
        _ => found.lost.push(format!("{row:?}: {own:#?}")),
    }
}

/// The client could not know what came of it.
fn lost_answer(attempt: &Attempt) -> bool {
    matches!(
        attempt.trouble,
        Some((At::Dot | At::Message, Ill::Drop | Ill::Stall | Ill::TakeAndDrop | Ill::TakeAndStall))
    )
}

fn was_refused(attempt: &Attempt) -> bool {
    matches!(attempt.trouble, Some((_, Ill::Answer(500..=599, _))))
}

/// A mail in order, and its copy.
#[cfg(test)]
pub(super) mod samples {
    use roundel::domain::ids::{ParticipationId, ReminderDeliveryId, ReminderRuleId, SessionId};
    use roundel::domain::reminders::ReminderRule;
    use uuid::Uuid;

    use super::*;
    use crate::support::rules_of;

    pub(in crate::faults) const ADDRESS: &str = "one@clients.example";

    pub(in crate::faults) fn client() -> ClientId {
        ClientId::from_uuid(Uuid::nil())
    }

    pub(in crate::faults) fn row(offset: u16) -> ReminderDelivery {
        let at = jiff::Timestamp::UNIX_EPOCH;
        ReminderDelivery {
            id: ReminderDeliveryId::from_uuid(Uuid::nil()),
            kind: DeliveryKind::Reminder,
            participation_id: ParticipationId::from_uuid(Uuid::nil()),
            session_id: SessionId::from_uuid(Uuid::nil()),
            client_id: client(),
            rule: Some(ReminderRule {
                id: ReminderRuleId::from_uuid(Uuid::nil()),
                terms: rules_of(&[offset.into()]).as_slice()[0],
            }),
            notice_version: 1,
            message_id: format!("<{offset}@x>"),
            former_message_ids: Vec::new(),
            state: ReminderState::Sent,
            why: None,
            why_detail: None,
            due_at: at,
            not_after: at,
            next_attempt_at: at,
            sends: 1,
            unknowns: 0,
            sent_at: Some(at),
        }
    }

    pub(in crate::faults) fn copy(offset: u16) -> Attempt {
        Attempt {
            to: ADDRESS.to_owned(),
            begun: jiff::Timestamp::UNIX_EPOCH,
            trouble: None,
            content: Some((format!("<{offset}@x>"), 1)),
            is_taken: true,
            is_cut: false,
            message: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{ADDRESS, client, copy, row};
    use super::*;

    fn judged(outbox: &[ReminderDelivery], attempts: &[Attempt]) -> Findings {
        judge(&BTreeMap::from([(ADDRESS.to_owned(), client())]), outbox, attempts)
    }

    #[test]
    fn what_is_in_order_is_clean() {
        let both = [row(2880), row(180)];
        judged(&both, &[copy(2880), copy(180)]).are_clean();
        let again = Attempt { trouble: Some((At::Dot, Ill::TakeAndDrop)), ..copy(180) };
        let in_doubt = [row(2880), ReminderDelivery { unknowns: 1, ..row(180) }];
        let found = judged(&in_doubt, &[copy(2880), again.clone(), copy(180)]);
        assert_eq!(
            judged(&both, &[copy(2880), again, copy(180)]).unexplained.len(),
            1,
            "nobody was in doubt"
        );
        found.are_clean();
        assert_eq!(found.repeated_for_lost_answers, 1);
    }

    #[test]
    fn each_kind_of_harm_is_found() {
        let both = [row(2880), row(180)];
        let all = [copy(2880), copy(180)];
        assert_eq!(judged(&both, &all[..1]).lost.len(), 1, "SENT, and not there");
        assert_eq!(judged(&both[..1], &all[..1]).lost.len(), 1, "never planned");
        let claimed = ReminderDelivery { state: ReminderState::Claimed, ..row(180) };
        assert_eq!(judged(&[row(2880), claimed], &all).lost.len(), 1, "never settled");
        let refused =
            ReminderDelivery { state: ReminderState::Failed, why: Some(ReminderWhy::Refused), ..row(180) };
        assert_eq!(judged(&[row(2880), refused], &all).lost.len(), 1, "nobody refused it");
        assert_eq!(judged(&[row(2880), row(180), row(180)], &all).unexpected.len(), 1);
        let stray = Attempt { to: "two@clients.example".to_owned(), ..copy(180) };
        assert_eq!(judged(&both, &[copy(2880), copy(180), stray]).unexpected.len(), 1);
        let in_doubt = [row(2880), ReminderDelivery { unknowns: 1, ..row(180) }];
        assert_eq!(
            judged(&in_doubt, &[copy(2880), copy(180), copy(180)]).unexplained.len(),
            1,
            "and no reason to"
        );
        assert_eq!(judged(&both, &[copy(2880), copy(180), copy(60)]).other_ids.len(), 1);
        let changed = Attempt { content: Some(("<180@x>".to_owned(), 2)), is_cut: true, ..copy(180) };
        assert_eq!(judged(&both, &[copy(2880), changed, copy(180)]).other_bytes.len(), 1);
    }
    #[test]
    fn one_mail_each_is_one_of_that_kind() {
        let welcome = ReminderDelivery { kind: DeliveryKind::Welcome, rule: None, ..row(60) };
        let judged = |outbox: &[ReminderDelivery], attempts: &[Attempt]| {
            let clients = BTreeMap::from([(ADDRESS.to_owned(), client())]);
            judge_one_each(&clients, DeliveryKind::Welcome, outbox, attempts)
        };
        let one = [welcome.clone()];
        judged(&one, &[copy(60)]).are_clean();
        assert_eq!(judged(&[], &[]).lost.len(), 1, "never planned");
        assert_eq!(judged(&one, &[]).lost.len(), 1, "SENT, and not there");
        assert_eq!(judged(&one, &[copy(60), copy(60)]).unexplained.len(), 1);
        assert_eq!(judged(&one, &[copy(60), copy(180)]).other_ids.len(), 1);
        assert_eq!(judged(&[welcome.clone(), welcome], &[copy(60)]).unexpected.len(), 1);
        assert_eq!(judged(&[row(60)], &[copy(60)]).unexpected.len(), 1, "another kind");
    }
}
