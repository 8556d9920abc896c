//! What has to be known of whoever leads and comes, and of where.

use std::collections::HashMap;

use crate::domain::clinics::{Licence, RoomCapacity, StaffMember};
use crate::domain::closures::ClosedTimes;
use crate::domain::groups::GroupSizes;
use crate::domain::ids::{ClientId, GroupId, RoomId, SiteId, StaffMemberId};
use crate::domain::people::AvailabilityWindow;

/// What is known around some sessions; of what is missing nothing was stated.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// Who leads them.
    pub therapists: HashMap<StaffMemberId, StaffMember>,
    /// The therapists' licences.
    pub licences: HashMap<StaffMemberId, Vec<Licence>>,
    /// When the therapists can lead, in their own zones.
    pub therapist_windows: HashMap<StaffMemberId, Vec<AvailabilityWindow>>,
    /// When the clients can come, in their own zones.
    pub client_windows: HashMap<ClientId, Vec<AvailabilityWindow>>,
    /// How many people the rooms hold.
    pub rooms: HashMap<RoomId, RoomCapacity>,
    /// How many members the groups are for.
    pub groups: HashMap<GroupId, GroupSizes>,
    /// Where the groups are at home.
    pub sites_of_groups: HashMap<GroupId, SiteId>,
    /// When sites are closed and therapists away.
    pub closed: ClosedTimes,
}
