//! What the worker's jobs will put into the outbox, as things stand.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::app::App;
use crate::app::notices::mail_of;
use crate::app::reminders::MailNames;
use crate::app::reminders::plan_due::{AHEAD, MOST_ROWS, new_deliveries};
use crate::app::reminders::plan_welcomes::{MOST, first_of_each_client, search, welcome};
use crate::domain::ids::{ClientId, ClinicId, NoticeId, ParticipationId, ReminderDeliveryId, SessionId};
use crate::domain::reminders::{ExpectedMail, MailCause, NewDelivery};
use crate::storage::StorageError;
use crate::storage::notices::{DueNotice, list_in_no_mail};
use crate::storage::reminders::{
    WelcomeSearch, find_clinic_to_plan, list_plan_candidates_of, list_welcome_candidates,
};

/// How many stretches of sessions one preview reads at the most, and how many of those who are to be welcomed.
const MOST_STRETCHES: usize = 20;

/// Mails that the outbox has not.
pub(super) struct Foreseen {
    /// To clients, in no order.
    pub(super) mails: Vec<ExpectedMail>,
    /// Which changes are told in which of them.
    pub(super) told: Vec<ToldIn>,
}

/// A change that one of them tells.
#[derive(Clone, Copy)]
pub(super) struct ToldIn {
    /// Which.
    pub(super) notice: NoticeId,
    /// Of which place.
    pub(super) place: ParticipationId,
    /// In which mail.
    pub(super) mail: ReminderDeliveryId,
}

/// What will be put into the outbox and is due before `until`, and more, of a clinic or of one client of it. None if that is more than
/// a preview reads.
pub(super) async fn foresee(
    app: &App,
    of: (ClinicId, Option<ClientId>),
    until: Timestamp,
    now: Timestamp,
) -> Result<Option<Foreseen>, StorageError> {
    let mut foreseen = notices(app, of, until, now).await?;
    // Without an active policy nothing else is planned.
    if let Some(clinic) = find_clinic_to_plan(app.db.reader(), of.0).await? {
        if app.mail_previews().welcomes && !welcomes(app, of, now, &mut foreseen.mails).await? {
            return Ok(None);
        }
        // By then the planner has seen every session whose reminders are due before `until`.
        let sessions_until =
            until.saturating_add(clinic.longest.saturating_add(AHEAD)).unwrap_or(Timestamp::MAX);
        if !reminders(app, of, sessions_until, now, &mut foreseen.mails).await? {
            return Ok(None);
        }
    }
    Ok(Some(foreseen))
}

/// One mail for all of a client's that is due already, and one for what is due in the same minute later: they are gathered as a minute
/// begins.
async fn notices(
    app: &App,
    (clinic_id, client_id): (ClinicId, Option<ClientId>),
    until: Timestamp,
    now: Timestamp,
) -> Result<Foreseen, StorageError> {
    let waiting = list_in_no_mail(app.db.reader(), clinic_id, client_id, until).await?;
    let mut together: BTreeMap<(ClientId, i64), Vec<DueNotice>> = BTreeMap::new();
    for notice in waiting {
        together.entry((notice.client_id, gathered_in(notice.due_at.max(now)))).or_default().push(notice);
    }
    let mut foreseen = Foreseen { mails: Vec::new(), told: Vec::new() };
    for notices in together.values() {
        let Some(mail) = mail_of(notices, now, no_names).map(named) else { continue };
        let told =
            |notice: &DueNotice| ToldIn { notice: notice.id, place: notice.participation_id, mail: mail.id };
        foreseen.told.extend(notices.iter().map(told));
        foreseen.mails.push(ExpectedMail::to_come(clinic_id, mail, None));
    }
    Ok(foreseen)
}

/// In which minute of the epoch what is due then is gathered: the first that begins no earlier.
fn gathered_in(due_at: Timestamp) -> i64 {
    const MINUTE: i64 = 60_000_000;
    due_at.as_microsecond().saturating_add(MINUTE - 1).div_euclid(MINUTE)
}

/// Answers whether all could be read.
async fn welcomes(
    app: &App,
    (clinic_id, client_id): (ClinicId, Option<ClientId>),
    now: Timestamp,
    mails: &mut Vec<ExpectedMail>,
) -> Result<bool, StorageError> {
    let mut wanted = WelcomeSearch { client_id, ..search(app, clinic_id, now) };
    let mut all = Vec::new();
    for _ in 0..MOST_STRETCHES {
        let some = list_welcome_candidates(app.db.reader(), wanted).await?;
        let is_last = (some.len() as u64) < u64::from(MOST);
        wanted.after = some.last().map(|candidate| candidate.enrollment_id);
        all.extend(some);
        if is_last {
            let first = first_of_each_client(all);
            let new = first.iter().map(|candidate| named(welcome(app, candidate, now, no_names())));
            mails.extend(new.map(|new| ExpectedMail::to_come(clinic_id, new, None)));
            return Ok(true);
        }
    }
    Ok(false)
}

/// Answers whether all could be read.
async fn reminders(
    app: &App,
    of: (ClinicId, Option<ClientId>),
    until: Timestamp,
    now: Timestamp,
    mails: &mut Vec<ExpectedMail>,
) -> Result<bool, StorageError> {
    let mut from = (now, SessionId::from_uuid(Uuid::nil()));
    for _ in 0..MOST_STRETCHES {
        let stretch = list_plan_candidates_of(app.db.reader(), of, from, until, MOST_ROWS).await?;
        for candidate in &stretch.candidates {
            for new in new_deliveries(candidate, now, no_names) {
                let is_its = |id| candidate.missing.iter().find(|rule| rule.id == id).copied();
                let rule = match new.cause {
                    MailCause::Reminder(id) => is_its(id),
                    MailCause::Notice { .. } | MailCause::Welcome(_) => None,
                };
                mails.push(ExpectedMail::to_come(of.0, named(new), rule));
            }
        }
        match stretch.next {
            Some(next) => from = next,
            None => return Ok(true),
        }
    }
    Ok(false)
}

/// What is not put into the outbox is known by nothing there.
fn no_names() -> MailNames {
    MailNames { id: ReminderDeliveryId::from_uuid(Uuid::nil()), message_id: String::new() }
}

/// The mail with an id that tells it from others, the same whenever it is foretold: pages go on after it.
fn named(new: NewDelivery) -> NewDelivery {
    let digest = Sha256::digest(new.dedupe_key().as_str());
    let mut bytes = [0; 16];
    for (byte, drawn) in bytes.iter_mut().zip(digest.iter()) {
        *byte = *drawn;
    }
    NewDelivery { id: ReminderDeliveryId::from_uuid(Uuid::from_bytes(bytes)), ..new }
}
