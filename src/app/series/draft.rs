//! A series as a coordinator thinks of it.

use crate::domain::command_text::CommandText;
use crate::domain::ids::{ClientId, RoomId, SiteId, StaffMemberId};
use crate::domain::series::{MeetingLink, SeriesOwner, SeriesRule};
use crate::domain::time::Zone;

/// A series as a coordinator thinks of it; without an owner it only shows times.
#[derive(Debug, Clone)]
pub struct SeriesDraft {
    /// Whose sessions; a group's members and a treatment's client take part by themselves.
    pub owner: Option<SeriesOwner>,
    /// Who leads it.
    pub therapist_id: Option<StaffMemberId>,
    /// Where it takes place; none is remote.
    pub room_id: Option<RoomId>,
    /// Where a remote one is held.
    pub meeting_link: Option<MeetingLink>,
    /// Its rule.
    pub rule: SeriesRule,
    /// Further clients to show times for.
    pub client_ids: Vec<ClientId>,
    /// Further zones to show times for, of people not recorded yet.
    pub zones: Vec<Zone>,
    /// The site whose closures count; an owner's own if there is one.
    pub site_id: Option<SiteId>,
    /// Whether sessions are held in closed times too.
    pub ignores_closures: bool,
}

impl SeriesDraft {
    /// What a plan's hash covers of it.
    pub(super) fn command_text(&self) -> CommandText {
        let SeriesDraft {
            owner,
            therapist_id,
            room_id,
            meeting_link,
            rule,
            client_ids,
            zones,
            site_id,
            ignores_closures,
        } = self;
        let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
        CommandText::new("CREATE_SERIES")
            .field("owner", owner)
            .list("therapist", therapist_id)
            .list("room", room_id)
            .list("meeting_link", meeting_link)
            .list("clients", client_ids)
            .list("zones", zones)
            .list("site", site_id)
            .field("ignores_closures", ignores_closures)
            .rule(rule)
    }
}
