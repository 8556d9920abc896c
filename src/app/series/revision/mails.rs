//! Who gets which mail because of a revision.

use std::collections::BTreeMap;

use super::revised::Revision;
use crate::domain::ids::ClientId;
use crate::domain::notices::{News, NoticeKind, Told};
use crate::domain::time::Zone;

/// The mail that a client gets unless it is undone soon: one, whatever number of series it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMail {
    /// Who.
    pub client_id: ClientId,
    /// Whose wall time its times are.
    pub zone: Zone,
    /// Which mail.
    pub kind: NoticeKind,
    /// Of how many sessions it tells.
    pub sessions: usize,
    /// Whether it goes out: not to a client who has no address or did not consent, whom somebody has to tell otherwise.
    pub is_sent: bool,
}

pub(in crate::app) fn mails(revision: &Revision) -> Vec<PlannedMail> {
    let Revision { found: _, edited, people } = revision;
    let mut news: BTreeMap<ClientId, Vec<News>> = BTreeMap::new();
    for edited in edited {
        for one in &edited.changed {
            let of_session = News { told: Some(Told::of(&one.before)), current: Told::of(&one.after) };
            for client_id in people.expected_at(one.after.id) {
                news.entry(client_id).or_default().push(of_session);
            }
        }
        for planned in &edited.added {
            let of_session = News { told: None, current: Told::of_planned(planned, &edited.series) };
            for member in people.joining(edited.series.id) {
                news.entry(member.client_id).or_default().push(of_session);
            }
        }
    }
    let mail = |(client_id, news): (ClientId, Vec<News>)| {
        let sessions = news.iter().filter(|one| one.change().is_some()).count();
        let (zone, is_sent) = people.mailbox_of(client_id)?;
        Some(PlannedMail { client_id, zone: zone.clone(), kind: NoticeKind::of(&news)?, sessions, is_sent })
    };
    news.into_iter().filter_map(mail).collect()
}
