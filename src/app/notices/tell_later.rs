//! Keeping what clients are to be told of changed sessions.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::app::App;
use crate::domain::ids::{ClinicId, NoticeId, SessionId};
use crate::domain::notices::{KnownPlace, PlaceNews, Settled, Told, settle};
use crate::domain::series::Session;
use crate::storage::notices::{
    ChangedPlace, NewNotice, keep_notices, load_changed_places, lock_notices, set_notice_versions,
    take_back_notices, withdraw_mails,
};
use crate::storage::participations::follow_confirmations;
use crate::storage::reminders::{renew_welcomes, supersede_deliveries};
use crate::storage::{StorageError, Transaction};

/// A session that was just written.
#[derive(Debug, Clone)]
pub(in crate::app) struct SessionChange {
    /// As it was; none if it is new.
    pub(in crate::app) before: Option<Session>,
    /// As it is, the notice version aside: it is that of `before`.
    pub(in crate::app) after: Session,
}

impl SessionChange {
    /// Whether people know something else now.
    fn is_news(&self) -> bool {
        let Self { before, after } = self;
        before.as_ref().is_none_or(|before| !Told::of(before).says_the_same_as(&Told::of(after)))
    }
}

/// The notice versions that changed with the sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::app) struct NoticeVersions(Vec<(SessionId, i64)>);

impl NoticeVersions {
    /// The session as it stands in the database now.
    pub(in crate::app) fn settled(&self, session: Session) -> Session {
        let changed = self.0.iter().find(|(id, _)| *id == session.id);
        Session { notice_version: changed.map_or(session.notice_version, |(_, version)| *version), ..session }
    }
}

/// To be called in the transaction that changed or made the sessions, once for all of them: after they were written, with
/// their places and locked, and before anything else reads them. Answers the notice versions that they have now.
///
/// Whoever is expected is to be told, once nothing changes for the debounce; what they were last told is kept until a
/// mail may have reached them. A change back to that mails nobody, restores the notice version of then, and with it the
/// reminders and who said that they come; otherwise what tells of an older version is superseded. As many statements for one
/// session and one client as for all.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub(in crate::app) async fn tell_later(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    changes: &[SessionChange],
) -> Result<NoticeVersions, StorageError> {
    let news: Vec<&SessionChange> = changes.iter().filter(|change| change.is_news()).collect();
    let ids: Vec<SessionId> = news.iter().map(|change| change.after.id).collect();
    if news.is_empty() {
        return Ok(NoticeVersions::default());
    }
    let is_moved = |change: &&&SessionChange| {
        change.before.as_ref().is_some_and(|before| before.starts_at != change.after.starts_at)
    };
    let moved: Vec<SessionId> = news.iter().filter(is_moved).map(|change| change.after.id).collect();
    let due_at = now.saturating_add(app.notice_debounce()).unwrap_or(Timestamp::MAX);
    lock_notices(tx, clinic_id, &ids).await?;
    withdraw_mails(tx, clinic_id, &ids, due_at).await?;
    let mut places: HashMap<SessionId, Vec<ChangedPlace>> = HashMap::new();
    for place in load_changed_places(tx, clinic_id, &ids).await? {
        places.entry(place.session_id).or_default().push(place);
    }
    let mut writes = Writes::default();
    for SessionChange { before, after } in news {
        let own = places.get(&after.id).map_or(&[][..], Vec::as_slice);
        let expected: Vec<KnownPlace> =
            own.iter().filter(|place| place.is_expected).map(|place| place.known).collect();
        let newest = own.iter().map(|place| place.newest_version).max().unwrap_or(0);
        let Settled { notice_version, places: told } = settle(before.as_ref(), after, &expected, newest);
        if notice_version != after.notice_version {
            writes.versions.push((after.id, notice_version));
        }
        writes.add(app, now, due_at, own, &told);
    }
    let Writes { kept, taken_back, versions } = writes;
    take_back_notices(tx, clinic_id, &taken_back).await?;
    keep_notices(tx, clinic_id, &kept, now).await?;
    set_notice_versions(tx, clinic_id, &versions).await?;
    renew_welcomes(tx, clinic_id, &ids, due_at).await?;
    supersede_deliveries(tx, clinic_id, &ids, now).await?;
    follow_confirmations(tx, clinic_id, &moved).await?;
    Ok(NoticeVersions(versions))
}

/// What is to be written.
#[derive(Default)]
struct Writes {
    kept: Vec<NewNotice>,
    taken_back: Vec<NoticeId>,
    versions: Vec<(SessionId, i64)>,
}

impl Writes {
    fn add(
        &mut self,
        app: &App,
        now: Timestamp,
        due_at: Timestamp,
        places: &[ChangedPlace],
        told: &[PlaceNews],
    ) {
        let waiting = |participation_id| {
            let place = places.iter().find(|place| place.known.participation_id == participation_id);
            place.and_then(|place| place.notice_id)
        };
        for news in told {
            match *news {
                PlaceNews::Tell { participation_id, told } => {
                    let id = waiting(participation_id).unwrap_or_else(|| NoticeId::mint(now, app.entropy()));
                    self.kept.push(NewNotice { id, participation_id, told, due_at });
                }
                PlaceNews::TakeBack { participation_id } => self.taken_back.extend(waiting(participation_id)),
            }
        }
    }
}
