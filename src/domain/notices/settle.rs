//! What a change of one session leads to: its notice version, and who is to be told.

use super::{News, Told};
use crate::domain::ids::ParticipationId;
use crate::domain::series::Session;

/// An expected client's place in a session that was just changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPlace {
    /// Which place.
    pub participation_id: ParticipationId,
    /// What the client was last told, if an earlier change still waits to be told: nothing of it can have reached them.
    pub waiting: Option<Option<Told>>,
    /// The newest notice version that a reminder may have told the client.
    pub reminded_version: Option<i64>,
}

impl KnownPlace {
    /// What the client knows, of a session that stood as `before`.
    #[must_use]
    pub fn told(&self, before: Option<Told>) -> Option<Told> {
        // A reminder that left between the last change and this one told of the last change.
        let is_reminded = before.is_some_and(|before| {
            self.reminded_version.is_some_and(|reminded| reminded >= before.notice_version)
        });
        self.waiting.filter(|_| !is_reminded).unwrap_or(before)
    }
}

/// What becomes of a place's notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceNews {
    /// The client, who knows `told`, is to be told how it stands.
    Tell {
        /// Which place.
        participation_id: ParticipationId,
        /// What the client was last told.
        told: Option<Told>,
    },
    /// The client knows it already: what waited to be told was taken back.
    TakeBack {
        /// Which place.
        participation_id: ParticipationId,
    },
}

/// What a change of one session leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The session's notice version from now on.
    pub notice_version: i64,
    /// What becomes of its places' notices.
    pub places: Vec<PlaceNews>,
}

/// Settles a change. `newest_version` is the highest notice version that the outbox holds mails of.
///
/// A change back to what was told before restores the version of then, if nobody was told anything since. Any other change of what people know
/// takes a number that no mail was planned by: one that a restored version left behind belonged to another time.
#[must_use]
pub fn settle(
    before: Option<&Session>,
    after: &Session,
    places: &[KnownPlace],
    newest_version: i64,
) -> Settled {
    let (before, current) = (before.map(Told::of), Told::of(after));
    if let Some(before) = before.filter(|before| before.says_the_same_as(&current)) {
        return Settled { notice_version: before.notice_version, places: Vec::new() };
    }
    let bumped = |before: Told| before.notice_version.max(newest_version) + 1;
    let notice_version = restored_version(before, &current, places)
        .unwrap_or_else(|| before.map_or(current.notice_version, bumped));
    let places = places.iter().filter_map(|place| {
        let participation_id = place.participation_id;
        let told = place.told(before);
        match (News { told, current }).change() {
            Some(_) => Some(PlaceNews::Tell { participation_id, told }),
            None => place.waiting.map(|_| PlaceNews::TakeBack { participation_id }),
        }
    });
    Settled { notice_version, places: places.collect() }
}

/// The version in which somebody knows the session as it stands again, and nobody any newer one. Who knows an older one, or none (for
/// they get no mails, say), is told of it all the same.
fn restored_version(before: Option<Told>, current: &Told, places: &[KnownPlace]) -> Option<i64> {
    let told = |place: &KnownPlace| place.told(before);
    let knows_it = |place: &&KnownPlace| told(place).is_some_and(|told| told.says_the_same_as(current));
    let version = told(places.iter().find(knows_it)?)?.notice_version;
    let is_newest = |place: &KnownPlace| {
        let reminded = place.reminded_version.filter(|_| !knows_it(&place));
        let known = told(place).map(|told| told.notice_version);
        if knows_it(&place) { known == Some(version) } else { known.max(reminded) < Some(version) }
    };
    places.iter().all(is_newest).then_some(version)
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
