//! Sites and rooms.

/// A site.
pub(in crate::app::demo) struct SitePlan {
    pub(in crate::app::demo) name: &'static str,
    pub(in crate::app::demo) zone: &'static str,
    pub(in crate::app::demo) phone: &'static str,
    pub(in crate::app::demo) crisis_lines: &'static str,
}

/// A room.
pub(in crate::app::demo) struct RoomPlan {
    pub(in crate::app::demo) site: &'static str,
    pub(in crate::app::demo) name: &'static str,
    pub(in crate::app::demo) capacity: i64,
}

/// Where the clinic began.
pub(in crate::app::demo) const FIRST_SITE: SitePlan = SitePlan {
    name: "Hudson Street",
    zone: "America/New_York",
    phone: "+1 555 0100",
    crisis_lines: "In an emergency call 911; to talk to somebody, 988.",
};
/// Where it opened a second site.
pub(in crate::app::demo) const SECOND_SITE: SitePlan = SitePlan {
    name: "Calle de la Encina",
    zone: "Europe/Madrid",
    phone: "+34 555 01 02 03",
    crisis_lines: "En una emergencia llame al 112; para hablar con alguien, al 024.",
};

/// Every room.
pub(in crate::app::demo) const ROOMS: &[RoomPlan] = &[
    RoomPlan { site: FIRST_SITE.name, name: "Lantern room", capacity: 12 },
    RoomPlan { site: FIRST_SITE.name, name: "Willow room", capacity: 3 },
    RoomPlan { site: SECOND_SITE.name, name: "Sala Olivo", capacity: 10 },
    RoomPlan { site: SECOND_SITE.name, name: "Sala Almendro", capacity: 3 },
];
