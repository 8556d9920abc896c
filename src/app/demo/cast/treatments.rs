//! The individual treatments and their clients.

use jiff::civil::Weekday;

use super::person::{Mail, Person};
use super::places::{FIRST_SITE, SECOND_SITE};
use crate::domain::people::{Barrier, ProblemArea};

/// On which day of the week somebody comes.
#[derive(Debug, Clone, Copy)]
pub(in crate::app::demo) enum Day {
    /// Always the same one.
    Of(Weekday),
    /// The one that tomorrow is at the site, so that a reminder is due whenever the demo is started.
    Tomorrow,
}

/// When a treatment began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app::demo) enum Begins {
    /// With the groups, seven weeks ago.
    WithTheGroups,
    /// Three weeks ago.
    Later,
}

/// An individual treatment with its weekly series.
pub(in crate::app::demo) struct TreatmentPlan {
    pub(in crate::app::demo) program: &'static str,
    pub(in crate::app::demo) site: &'static str,
    /// None is telehealth.
    pub(in crate::app::demo) room: Option<&'static str>,
    pub(in crate::app::demo) therapist: &'static str,
    pub(in crate::app::demo) day: Day,
    /// Hour and minute on the site's wall.
    pub(in crate::app::demo) starts: (i8, i8),
    pub(in crate::app::demo) sessions: i64,
    pub(in crate::app::demo) begins: Begins,
    pub(in crate::app::demo) client: Person,
}

/// In person on Hudson Street.
const HUDSON: TreatmentPlan = TreatmentPlan {
    program: "IPT",
    site: FIRST_SITE.name,
    room: Some("Willow room"),
    therapist: "Mara Sampleton",
    day: Day::Of(Weekday::Monday),
    starts: (10, 0),
    sessions: 16,
    begins: Begins::WithTheGroups,
    client: Person::new("Chestnut Example").free(9, 13),
};

/// In person in Madrid.
const MADRID: TreatmentPlan = TreatmentPlan {
    site: SECOND_SITE.name,
    room: Some("Sala Almendro"),
    therapist: "Inés Ejemplar",
    ..HUDSON
};

/// Every individual treatment.
pub(in crate::app::demo) const TREATMENTS: &[TreatmentPlan] = &[
    TreatmentPlan { client: HUDSON.client.working_on(ProblemArea::Grief).marks("|A."), ..HUDSON },
    TreatmentPlan {
        room: None,
        therapist: "Otto Testwell",
        day: Day::Of(Weekday::Wednesday),
        starts: (12, 0),
        sessions: 12,
        client: Person::new("Cypress Example")
            .of("America/Los_Angeles", "US-CA")
            .hindered_by(&[Barrier::Transport, Barrier::Work])
            .free(8, 11)
            .marks("A|CC"),
        ..HUDSON
    },
    TreatmentPlan {
        program: "IPT-A",
        day: Day::Of(Weekday::Thursday),
        starts: (16, 0),
        sessions: 12,
        client: Person::new("Acorn Example")
            .mail(Mail::NotAgreed)
            .working_on(ProblemArea::RoleTransition)
            .free(15, 18)
            .guarded_by("Oakley Example")
            .marks("A|L"),
        ..HUDSON
    },
    TreatmentPlan {
        day: Day::Of(Weekday::Friday),
        starts: (17, 0),
        room: None,
        client: Person::new("Sycamore Example")
            .of("America/Chicago", "US-IL")
            .working_on(ProblemArea::InterpersonalDeficits)
            .free(15, 19)
            .marks("K|"),
        ..HUDSON
    },
    TreatmentPlan {
        program: "IPT-B-PERINATAL",
        therapist: "Otto Testwell",
        day: Day::Tomorrow,
        starts: (9, 0),
        sessions: 8,
        begins: Begins::Later,
        client: Person::new("Magnolia Example").hindered_by(&[Barrier::Childcare]).free(8, 12),
        ..HUDSON
    },
    TreatmentPlan {
        program: "IPT-B",
        therapist: "Otto Testwell",
        room: None,
        day: Day::Tomorrow,
        starts: (14, 30),
        sessions: 8,
        begins: Begins::Later,
        client: Person::new("Mesquite Example").of("America/Chicago", "US-IL").free(12, 16).marks("|C"),
        ..HUDSON
    },
    TreatmentPlan {
        program: "IPT-B",
        day: Day::Of(Weekday::Tuesday),
        starts: (10, 0),
        sessions: 8,
        begins: Begins::Later,
        client: Person::new("Granado Ejemplo")
            .spanish()
            .hindered_by(&[Barrier::Work, Barrier::Cost])
            .free(9, 12),
        ..MADRID
    },
    TreatmentPlan {
        room: None,
        day: Day::Of(Weekday::Thursday),
        starts: (14, 0),
        sessions: 14,
        client: Person::new("Banyan Example")
            .of("Asia/Kolkata", "IN")
            .working_on(ProblemArea::RoleTransition)
            .free(17, 20)
            .marks("|E"),
        ..MADRID
    },
    TreatmentPlan {
        program: "IPT-B",
        room: None,
        day: Day::Tomorrow,
        starts: (11, 0),
        sessions: 8,
        begins: Begins::Later,
        client: Person::new("Yew Example").of("Europe/London", "GB").free(9, 12).marks("|N"),
        ..MADRID
    },
    TreatmentPlan {
        day: Day::Of(Weekday::Friday),
        starts: (12, 0),
        client: Person::new("Palmera Ejemplo").spanish().mail(Mail::None).free(11, 14).marks("|P"),
        ..MADRID
    },
];
