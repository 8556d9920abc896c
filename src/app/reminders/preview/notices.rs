//! The notices that tell of the same places as the reminders that are looked at.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::foresee::Foreseen;
use crate::app::App;
use crate::domain::ids::{ClinicId, ParticipationId, ReminderDeliveryId};
use crate::domain::reminders::{CurrentFacts, DeliveryKind, ExpectedMail, OpenNotice, is_told_by_notice};
use crate::storage::StorageError;
use crate::storage::reminders::list_expected_notices;

/// The page, and the notices that tell of the places of its reminders.
pub(super) async fn with_notices(
    app: &App,
    clinic_id: ClinicId,
    page: &[ExpectedMail],
    foreseen: &Foreseen,
) -> Result<Vec<ExpectedMail>, StorageError> {
    let reminders = page.iter().filter(|mail| mail.mail.kind == DeliveryKind::Reminder);
    let mut places: Vec<ParticipationId> = reminders.filter_map(|mail| mail.participation_id).collect();
    places.sort_unstable();
    places.dedup();
    let mut notices = list_expected_notices(app.db.reader(), clinic_id, &places).await?;
    let told = foreseen.told.iter().filter(|told| places.binary_search(&told.place).is_ok());
    let tell: HashSet<ReminderDeliveryId> = told.map(|told| told.mail).collect();
    notices.extend(foreseen.mails.iter().filter(|mail| tell.contains(&mail.mail.id)).cloned());
    notices.retain(|notice| page.iter().all(|mail| mail.mail.id != notice.mail.id));
    Ok(page.iter().cloned().chain(notices).collect())
}

/// What becomes of the notices that were looked at, by the places that they tell of.
#[derive(Default)]
pub(super) struct Notices(HashMap<ParticipationId, Noted>);

#[derive(Clone, Copy)]
struct Noted {
    at: Timestamp,
    leaves: bool,
    is_in_mail: bool,
    tells_it_alone: bool,
}

impl Notices {
    /// Notes what becomes of a mail that tells of these places.
    pub(super) fn note(
        &mut self,
        places: &[ParticipationId],
        mail: &ExpectedMail,
        at: Timestamp,
        leaves: bool,
    ) {
        // Once it had to wait, it was in a mail.
        let is_in_mail = mail.is_written || at > mail.next_attempt_at;
        let noted = Noted { at, leaves, is_in_mail, tells_it_alone: places.len() == 1 };
        self.0.extend(places.iter().map(|place| (*place, noted)));
    }

    /// Where the notice of a reminder's place will stand at that time. One that a worker holds at this moment leaves.
    pub(super) fn stand_at(&self, reminder: &ExpectedMail, facts: &mut CurrentFacts, now: Timestamp) {
        match reminder.participation_id.and_then(|place| self.0.get(&place).copied()) {
            Some(Noted { at, is_in_mail: true, .. }) if now <= at => {
                facts.open_notice = Some(OpenNotice::LeavesAt(at));
            }
            Some(Noted { at, .. }) if now <= at => facts.open_notice = Some(OpenNotice::SettlesAt(at)),
            Some(Noted { at, leaves, tells_it_alone, .. }) => {
                facts.open_notice = None;
                facts.is_overtaken |= leaves && tells_it_alone && is_told_by_notice(reminder.due_at, at);
            }
            None => {
                facts.open_notice =
                    facts.open_notice.filter(|notice| matches!(notice, OpenNotice::SettlesAt(_)));
            }
        }
    }
}
