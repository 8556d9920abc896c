//! The staff.

use crate::domain::access::Role;

/// A member of staff.
pub(in crate::app::demo) struct StaffPlan {
    pub(in crate::app::demo) name: &'static str,
    pub(in crate::app::demo) email: &'static str,
    pub(in crate::app::demo) role: Role,
    pub(in crate::app::demo) zone: &'static str,
    /// A certificate's title, and how many days after the present it expires.
    pub(in crate::app::demo) certificate: Option<(&'static str, i64)>,
    /// ISO 3166 codes of where they are licensed.
    pub(in crate::app::demo) licences: &'static [&'static str],
}

/// In whose name the demo's token acts.
pub(in crate::app::demo) const ADMIN: StaffPlan = StaffPlan {
    name: "Ada Demoson",
    email: "ada.demoson@clinic.example",
    role: Role::Admin,
    zone: "America/New_York",
    certificate: None,
    licences: &[],
};

/// Who plans, and corrects marks.
pub(in crate::app::demo) const COORDINATOR: StaffPlan = StaffPlan {
    name: "Cora Planwell",
    email: "cora.planwell@clinic.example",
    role: Role::Coordinator,
    ..ADMIN
};

/// Who only looks on.
pub(in crate::app::demo) const VIEWER: StaffPlan =
    StaffPlan { name: "Vic Onlooker", email: "vic.onlooker@clinic.example", role: Role::Viewer, ..ADMIN };

/// Who leads sessions. One certificate is about to expire.
pub(in crate::app::demo) const THERAPISTS: &[StaffPlan] = &[
    StaffPlan {
        name: "Mara Sampleton",
        email: "mara.sampleton@clinic.example",
        role: Role::Therapist,
        zone: "America/New_York",
        certificate: Some(("Interpersonal psychotherapy, supervisor", 540)),
        licences: &["US-NY", "US-NJ"],
    },
    StaffPlan {
        name: "Otto Testwell",
        email: "otto.testwell@clinic.example",
        role: Role::Therapist,
        zone: "America/New_York",
        certificate: Some(("Interpersonal psychotherapy, therapist", 25)),
        licences: &["US-NY", "US-IL", "US-CA", "GB", "ES"],
    },
    StaffPlan {
        name: "Inés Ejemplar",
        email: "ines.ejemplar@clinic.example",
        role: Role::Therapist,
        zone: "Europe/Madrid",
        certificate: Some(("Psicoterapia interpersonal, terapeuta", 300)),
        licences: &["ES", "GB", "IN"],
    },
];
