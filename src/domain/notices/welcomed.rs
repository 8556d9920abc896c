//! What a client's first mail tells in a notice's stead.

use jiff::{SignedDuration, Timestamp};

use super::{News, NoticeLine};
use crate::domain::reminders::URGENT_CHANGE;

/// How long after a welcome's time it is looked at again whether it has left.
const AFTER: SignedDuration = SignedDuration::from_mins(1);

/// Where the welcome stands that tells of a place as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WelcomeStanding {
    /// It has left.
    Left,
    /// It is to leave then, unless something keeps it back.
    LeavesAt(Timestamp),
}

impl NoticeLine {
    /// Where the welcome stands that tells all that this tells. It names no room, and nothing that is off.
    pub(super) fn told_by(&self) -> Option<WelcomeStanding> {
        let News { told, current } = self.news;
        let is_elsewhere = told.is_some_and(|told| told.room_id != current.room_id);
        self.welcome.filter(|_| !current.is_cancelled && !is_elsewhere)
    }
}

/// Until when a notice of these lines, the first start first, waits for a welcome that tells one of them: whoever has had no mail would
/// read of an earlier time that nobody told them. What keeps the welcome back does not keep back the notice, and what changes soon is
/// told at once.
pub(super) fn wait_for_welcome(lines: &[NoticeLine], now: Timestamp) -> Option<Timestamp> {
    let leaves_at = |line: &NoticeLine| match line.told_by() {
        Some(WelcomeStanding::LeavesAt(at)) => Some(at),
        Some(WelcomeStanding::Left) | None => None,
    };
    let latest = lines.iter().filter_map(leaves_at).max()?.max(now);
    let urgent_from = lines.first()?.news.first_start().checked_sub(URGENT_CHANGE).ok()?;
    let until = latest.checked_add(AFTER).ok()?.min(urgent_from);
    (until > now).then_some(until)
}
