//! The groups and their members.

use jiff::civil::Weekday;

use super::person::{Mail, Person};
use super::places::{FIRST_SITE, SECOND_SITE};
use crate::domain::groups::Admission;
use crate::domain::people::{Barrier, ProblemArea};

/// A group with its weekly series.
pub(in crate::app::demo) struct GroupPlan {
    pub(in crate::app::demo) name: &'static str,
    pub(in crate::app::demo) site: &'static str,
    /// None is telehealth.
    pub(in crate::app::demo) room: Option<&'static str>,
    pub(in crate::app::demo) therapist: &'static str,
    pub(in crate::app::demo) program: &'static str,
    pub(in crate::app::demo) admission: Admission,
    pub(in crate::app::demo) weekday: Weekday,
    /// Hour and minute on the site's wall.
    pub(in crate::app::demo) starts: (i8, i8),
    pub(in crate::app::demo) sessions: i64,
    /// Whether one session, about three weeks ago, was cancelled by the therapist, and one appended.
    pub(in crate::app::demo) loses_one: bool,
    pub(in crate::app::demo) members: &'static [Person],
}

/// Every group.
pub(in crate::app::demo) const GROUPS: &[GroupPlan] = &[
    GroupPlan {
        name: "Tuesday evenings",
        site: FIRST_SITE.name,
        room: Some("Lantern room"),
        therapist: "Mara Sampleton",
        program: "IPT-GROUP",
        admission: Admission::Closed,
        weekday: Weekday::Tuesday,
        starts: (18, 0),
        sessions: 16,
        loses_one: false,
        members: &[
            Person::new("Alder Example").working_on(ProblemArea::Grief).marks("|L"),
            Person::new("Birch Example").working_on(ProblemArea::RoleTransition).marks("|NN"),
            Person::new("Cedar Example").hindered_by(&[Barrier::Childcare, Barrier::Cost]).marks("N|C"),
            Person::new("Elm Example").working_on(ProblemArea::RoleDispute).marks("|KAK"),
            Person::new("Fir Example").mail(Mail::NotAgreed).marks("AX|"),
            Person::new("Hazel Example").working_on(ProblemArea::Grief).marks("E|"),
            Person::new("Juniper Example").hindered_by(&[Barrier::Transport]).marks("A|P"),
        ],
    },
    GroupPlan {
        name: "Miércoles por la tarde",
        site: SECOND_SITE.name,
        room: Some("Sala Olivo"),
        therapist: "Inés Ejemplar",
        program: "WHO-IPT",
        admission: Admission::Closed,
        weekday: Weekday::Wednesday,
        starts: (18, 30),
        sessions: 8,
        loses_one: true,
        members: &[
            Person::new("Olivo Ejemplo").spanish().working_on(ProblemArea::Grief),
            Person::new("Abeto Ejemplo").spanish().hindered_by(&[Barrier::Work]).marks("|NNN"),
            Person::new("Encina Ejemplo").spanish().working_on(ProblemArea::RoleDispute).marks("C|"),
            Person::new("Naranjo Ejemplo").spanish().mail(Mail::None).marks("|E"),
            Person::new("Almendro Ejemplo").spanish().marks("AK|L"),
            Person::new("Hawthorn Example").of("Europe/Madrid", "ES").marks("N|N"),
        ],
    },
    GroupPlan {
        name: "Thursdays online",
        site: FIRST_SITE.name,
        room: None,
        therapist: "Otto Testwell",
        program: "IPT-G",
        admission: Admission::Open,
        weekday: Weekday::Thursday,
        starts: (12, 0),
        sessions: 16,
        loses_one: false,
        members: &[
            Person::new("Maple Example").free(11, 14),
            Person::new("Oak Example").of("America/Chicago", "US-IL").free(10, 13).marks("|CN"),
            Person::new("Pine Example").of("America/Chicago", "US-IL").free(10, 13).marks("L|"),
            Person::new("Redwood Example").of("America/Los_Angeles", "US-CA").free(9, 12).marks("|P"),
            Person::new("Sequoia Example").of("America/Los_Angeles", "US-CA").free(9, 12).marks("ANAK|"),
            Person::new("Rowan Example").of("Europe/London", "GB").mail(Mail::NotAgreed).marks("|K"),
            Person::new("Laurel Ejemplo").spanish().working_on(ProblemArea::RoleTransition),
        ],
    },
];
