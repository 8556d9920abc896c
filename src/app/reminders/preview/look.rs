//! What becomes of mails if nothing changes: the check before sending, and the words.

use std::collections::HashMap;

use jiff::Timestamp;

use super::foresee::{Foreseen, ToldIn};
use super::notices::{Notices, with_notices};
use super::welcomes::{Welcomes, with_welcomes};
use crate::app::App;
use crate::app::reminders::compose::{MailContent, words};
use crate::app::reminders::decide::{Known, decide};
use crate::domain::ids::{ClientId, ClinicId, ParticipationId, ReminderDeliveryId, SessionId, StaffMemberId};
use crate::domain::notices::NoticeLine;
use crate::domain::people::{EmailAddress, Language};
use crate::domain::reminders::{
    ClaimedDelivery, DeliveryKind, DeliveryOutcome, ExpectedMail, PreviewKey, ReminderRule, ReminderWhy,
};
use crate::domain::time::Zone;
use crate::mail::render::RenderedMail;
use crate::storage::StorageError;
use crate::storage::clinics::find_clinic;
use crate::storage::notices::{load_lines, load_lines_to_come};
use crate::storage::reminders::{
    load_expected_facts, load_places_of_mails, load_weekly, load_weekly_to_come,
};
use crate::storage::staff_mails::load_staff_facts;

/// What stands for the secret of a link: links are drawn when a mail is written.
const NO_SECRET: &str = "…";

/// How often mails are looked at: one may have to wait for the end of quiet hours.
const MOST_LOOKS: usize = 3;

/// A mail as it will leave if nothing changes. Its `Debug` shows neither address nor words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedMail {
    /// Where it stands among the mails to come.
    pub key: PreviewKey,
    /// Its id in the outbox; none if it is not there yet.
    pub delivery_id: Option<ReminderDeliveryId>,
    /// What it tells.
    pub kind: DeliveryKind,
    /// To which client.
    pub client_id: Option<ClientId>,
    /// To which member of staff, if it is to none.
    pub staff_member_id: Option<StaffMemberId>,
    /// Of which session; of several, the first.
    pub session_id: Option<SessionId>,
    /// By which rule.
    pub rule: Option<ReminderRule>,
    /// When it leaves at the earliest.
    pub due_at: Timestamp,
    /// To whom it goes; none if what is stored about it can't be read.
    pub reader: Option<Reader>,
    /// What keeps it back for good.
    pub why: Option<ReminderWhy>,
    /// Whether it waits because the clinic's mails are paused.
    pub is_paused: bool,
    /// Its words, with no secret in their links; none if it is kept back.
    pub words: Option<RenderedMail>,
}

/// To whom a mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// A client's address; that of a member of staff is not told.
    pub address: Option<EmailAddress>,
    /// The language of its words.
    pub language: Language,
    /// The zone in which it tells times.
    pub zone: Zone,
}

impl PreviewedMail {
    /// Whether it leaves, as things stand. One that had to wait whenever it was looked at has no words, and is told not to.
    #[must_use]
    pub const fn goes_out(&self) -> bool {
        self.why.is_none() && self.words.is_some() && !self.is_paused
    }
}

/// One mail after the check.
struct Seen {
    at: Timestamp,
    reader: Option<Reader>,
    decided: Result<MailContent, DeliveryOutcome>,
}

/// Looks at these mails as the worker will when each is due, in their order.
pub(super) async fn look_at(
    app: &App,
    clinic_id: ClinicId,
    page: Vec<ExpectedMail>,
    foreseen: &Foreseen,
    now: Timestamp,
) -> Result<Vec<PreviewedMail>, StorageError> {
    let on = app.db.reader();
    let clinic = find_clinic(on, clinic_id).await?;
    let is_paused = clinic.is_some_and(|clinic| clinic.mails_paused.is_some());
    let mut ids: Vec<ParticipationId> = page.iter().filter_map(|mail| mail.participation_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let places = load_places_of_mails(on, clinic_id, &ids).await?;
    let mut told = ids;
    let beside = with_notices(app, clinic_id, &page, foreseen).await?;
    told.extend(places_told(app, clinic_id, &beside, foreseen).await?);
    let open = with_welcomes(app, clinic_id, (&beside, &told), foreseen, now).await?;
    let mut seen = check(app, clinic_id, open, foreseen, now).await?;
    let mut mails = Vec::new();
    for expected in page {
        let Some(Seen { at, reader, decided }) = seen.remove(&expected.mail.id) else { continue };
        let place = expected.participation_id.and_then(|id| places.get(&id).copied());
        let (words, why) = written(app, decided);
        mails.push(PreviewedMail {
            key: PreviewKey { seen_at: now, due: expected.key() },
            delivery_id: expected.is_written.then_some(expected.mail.id),
            kind: expected.mail.kind,
            // A mail to staff tells of nobody.
            client_id: place.map(|(client, _)| client).filter(|_| !expected.mail.kind.is_to_staff()),
            staff_member_id: expected.staff_member_id,
            session_id: place.map(|(_, session)| session),
            rule: expected.rule,
            due_at: at,
            reader,
            why,
            is_paused,
            words,
        });
    }
    Ok(mails)
}

/// The words of a mail that passed the check, and what keeps it back nevertheless; or what did.
fn written(
    app: &App,
    decided: Result<MailContent, DeliveryOutcome>,
) -> (Option<RenderedMail>, Option<ReminderWhy>) {
    let previews = app.mail_previews();
    let content = match decided {
        Ok(content) => content,
        Err(outcome) => return (None, outcome.why()),
    };
    let base = previews.link_base.as_deref();
    match words(&content, base.map(|base| format!("{base}/m/{NO_SECRET}"))) {
        Ok(words) => (Some(words), previews.is_dry_run.then_some(ReminderWhy::DryRun)),
        Err(_) => (None, Some(ReminderWhy::NotBuilt)),
    }
}

/// The places that the notices among these mails tell of.
async fn places_told(
    app: &App,
    clinic_id: ClinicId,
    page: &[ExpectedMail],
    foreseen: &Foreseen,
) -> Result<Vec<ParticipationId>, StorageError> {
    let mails: Vec<&ExpectedMail> = page.iter().collect();
    let lines = lines_of(app, clinic_id, &mails, foreseen).await?;
    Ok(lines.values().flatten().flatten().map(|line| line.participation_id).collect())
}

/// Checks each when it is taken up, welcomes first: what they tell, no notice tells after them. Then the notices, which reminders wait
/// for. If one has to wait, all are checked once more: a welcome or a notice that waits stands for the reminders that are due with it
/// then.
async fn check(
    app: &App,
    clinic_id: ClinicId,
    mut open: Vec<(ExpectedMail, Timestamp)>,
    foreseen: &Foreseen,
    now: Timestamp,
) -> Result<HashMap<ReminderDeliveryId, Seen>, StorageError> {
    open.sort_by_key(|(expected, _)| {
        (expected.mail.kind != DeliveryKind::Welcome, expected.mail.kind != DeliveryKind::Notice)
    });
    let mut seen = HashMap::new();
    for look in 1..=MOST_LOOKS {
        let mut known = read(app, clinic_id, &open, foreseen, now).await?;
        let (mut one_waits, mut welcomes, mut notices) = (false, Welcomes::default(), Notices::default());
        for (expected, at) in &mut open {
            let reader = reader_of(&known, expected.mail.id);
            let mut told = Vec::new();
            if let Some(Ok(lines)) = known.lines.get_mut(&expected.mail.id) {
                welcomes.stand_at(lines, *at);
                told.extend(lines.iter().map(|line| line.participation_id));
            }
            if let Some(Ok(facts)) = known.facts.get_mut(&expected.mail.id)
                && expected.mail.kind == DeliveryKind::Reminder
            {
                notices.stand_at(expected, &mut facts.current, *at);
            }
            let decided = decide(&expected.mail, &mut known, *at);
            let wait = match decided {
                Err(DeliveryOutcome::Wait { until }) if until > *at => Some(until),
                Ok(_) | Err(_) => None,
            };
            // Written for nobody, it stands for nothing.
            let leaves = wait.is_some() || decided.is_ok() && !app.mail_previews().is_dry_run;
            welcomes.note(expected, wait.unwrap_or(*at), leaves);
            notices.note(&told, expected, wait.unwrap_or(*at), leaves);
            match wait.filter(|_| look < MOST_LOOKS) {
                Some(until) => {
                    *at = until;
                    one_waits = true;
                }
                None => {
                    seen.insert(expected.mail.id, Seen { at: *at, reader, decided });
                }
            }
        }
        if !one_waits {
            break;
        }
    }
    Ok(seen)
}

/// To whom a mail goes, whether it goes or not.
fn reader_of(known: &Known, id: ReminderDeliveryId) -> Option<Reader> {
    let client = known.facts.get(&id).and_then(|facts| facts.as_ref().ok()).map(|facts| {
        let recipient = &facts.content.recipient;
        Reader {
            address: recipient.email.clone(),
            language: recipient.language,
            zone: recipient.zone.clone(),
        }
    });
    client.or_else(|| {
        let recipient = &known.staff.get(&id)?.as_ref().ok()?.recipient;
        Some(Reader { address: None, language: recipient.language, zone: recipient.zone.clone() })
    })
}

/// What the worker reads before it sends, as if the outbox had all that is foreseen.
async fn read(
    app: &App,
    clinic_id: ClinicId,
    open: &[(ExpectedMail, Timestamp)],
    foreseen: &Foreseen,
    now: Timestamp,
) -> Result<Known, StorageError> {
    let on = app.db.reader();
    let is_open = |id: ReminderDeliveryId| open.iter().any(|(expected, _)| expected.mail.id == id);
    let of_place = |place| open.iter().any(|(expected, _)| expected.participation_id == place);
    let others: Vec<(&ExpectedMail, Timestamp)> = foreseen
        .mails
        .iter()
        .filter(|mail| of_place(mail.participation_id) && !is_open(mail.mail.id))
        .map(|mail| (mail, mail.next_attempt_at.max(now)))
        .collect();
    let (known, to_come): (Vec<_>, Vec<_>) = open.iter().partition(|(expected, _)| expected.is_written);
    let known: Vec<ClaimedDelivery> = known.into_iter().map(|(expected, _)| expected.mail.clone()).collect();
    let welcomes: Vec<_> = to_come
        .iter()
        .filter(|(expected, _)| expected.mail.kind == DeliveryKind::Welcome)
        .filter_map(|(expected, _)| Some((expected.mail.id, expected.participation_id?)))
        .collect();
    let mails: Vec<&ExpectedMail> = open.iter().map(|(expected, _)| expected).collect();
    let mut weekly = load_weekly(on, &known).await?;
    weekly.extend(load_weekly_to_come(on, clinic_id, &welcomes).await?);
    Ok(Known {
        facts: load_expected_facts(on, clinic_id, open, &others).await?,
        lines: lines_of(app, clinic_id, &mails, foreseen).await?,
        staff: load_staff_facts(on, &known, now).await?,
        weekly,
    })
}

/// What the notices among these mails tell.
async fn lines_of(
    app: &App,
    clinic_id: ClinicId,
    mails: &[&ExpectedMail],
    foreseen: &Foreseen,
) -> Result<HashMap<ReminderDeliveryId, Result<Vec<NoticeLine>, StorageError>>, StorageError> {
    let written: Vec<ClaimedDelivery> =
        mails.iter().filter(|expected| expected.is_written).map(|expected| expected.mail.clone()).collect();
    let is_theirs = |id| mails.iter().any(|expected| expected.mail.id == id);
    let told = foreseen.told.iter().filter(|told| is_theirs(told.mail));
    let told: Vec<_> = told.map(|ToldIn { notice, place: _, mail }| (*notice, *mail)).collect();
    let mut lines = load_lines(app.db.reader(), &written).await?;
    lines.extend(load_lines_to_come(app.db.reader(), clinic_id, &told).await?);
    Ok(lines)
}
