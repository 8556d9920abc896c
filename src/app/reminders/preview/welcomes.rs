//! The welcomes that tell of the same places as the mails that are looked at.

use std::collections::HashMap;

use jiff::Timestamp;

use super::foresee::Foreseen;
use crate::app::App;
use crate::domain::ids::{ClinicId, ParticipationId};
use crate::domain::notices::{NoticeLine, WelcomeStanding};
use crate::domain::reminders::{DeliveryKind, ExpectedMail};
use crate::storage::StorageError;
use crate::storage::reminders::list_expected_welcomes;

/// The page, and the welcomes that tell of those places; each with when it is taken up.
pub(super) async fn with_welcomes(
    app: &App,
    clinic_id: ClinicId,
    (page, places): (&[ExpectedMail], &[ParticipationId]),
    foreseen: &Foreseen,
    now: Timestamp,
) -> Result<Vec<(ExpectedMail, Timestamp)>, StorageError> {
    let mut open = page.to_vec();
    let mut welcomes = list_expected_welcomes(app.db.reader(), clinic_id, places).await?;
    let tells = |mail: &&ExpectedMail| {
        mail.mail.kind == DeliveryKind::Welcome
            && mail.participation_id.is_some_and(|place| places.contains(&place))
    };
    welcomes.extend(foreseen.mails.iter().filter(tells).cloned());
    welcomes.retain(|welcome| page.iter().all(|mail| mail.mail.id != welcome.mail.id));
    open.extend(welcomes);
    let taken_up = |mail: ExpectedMail| {
        let at = mail.next_attempt_at.max(now);
        (mail, at)
    };
    Ok(open.into_iter().map(taken_up).collect())
}

/// What becomes of the welcomes that were looked at: when, and whether they leave then; by the place and the version of what they tell.
#[derive(Default)]
pub(super) struct Welcomes(HashMap<(ParticipationId, i64), (Timestamp, bool)>);

impl Welcomes {
    /// Notes what becomes of a mail if it is a welcome.
    pub(super) fn note(&mut self, mail: &ExpectedMail, at: Timestamp, leaves: bool) {
        if let Some(place) = mail.participation_id.filter(|_| mail.mail.kind == DeliveryKind::Welcome) {
            self.0.insert((place, mail.mail.notice_version), (at, leaves));
        }
    }

    /// Where the welcomes of these lines will stand at that time. One that a worker holds at this moment leaves.
    pub(super) fn stand_at(&self, lines: &mut [NoticeLine], now: Timestamp) {
        for line in lines {
            let known = self.0.get(&(line.participation_id, line.news.current.notice_version)).copied();
            let held = match line.welcome {
                Some(WelcomeStanding::LeavesAt(at)) => Some((at, true)),
                Some(WelcomeStanding::Left) | None => None,
            };
            if let Some((at, leaves)) = known.or(held) {
                line.welcome = if now <= at {
                    Some(WelcomeStanding::LeavesAt(at))
                } else {
                    leaves.then_some(WelcomeStanding::Left)
                };
            }
        }
    }
}
