//! The clinic: sites, rooms, staff.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::{Weekday, time};

use super::cast::{ADMIN, COORDINATOR, FIRST_SITE, ROOMS, SECOND_SITE, StaffPlan, THERAPISTS, VIEWER};
use super::error::{FillDemoError, NotInTheCast};
use super::filling::Filling;
use crate::app::clinics::{CreateClinic, CreateRoom, CreateSite, create_clinic, create_room, create_site};
use crate::app::programs::list_programs;
use crate::app::staff::{AddStaffMember, SetQualifications, add_staff_member, set_qualifications};
use crate::domain::access::{Actor, Caller, Origin, Role, Scope};
use crate::domain::clinics::{Certification, LateCancelWindow, Licence, Qualifications, RoomCapacity, Site};
use crate::domain::ids::{ProgramId, RoomId, StaffMemberId};
use crate::domain::people::{AvailabilityWindow, EmailAddress};
use crate::domain::slice::Slice;
use crate::domain::time::Zone;

/// The days people work on.
pub(super) const WORKING_DAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

/// What the story takes place in; by the names the cast uses.
pub(super) struct Setting {
    /// The administrator.
    pub(super) admin: Caller,
    /// Who plans.
    pub(super) coordinator: Caller,
    sites: HashMap<&'static str, Site>,
    rooms: HashMap<&'static str, RoomId>,
    therapists: HashMap<&'static str, StaffMemberId>,
    programs: HashMap<String, (ProgramId, i64)>,
}

impl Setting {
    pub(super) fn site(&self, name: &'static str) -> Result<&Site, FillDemoError> {
        self.sites.get(name).ok_or(NotInTheCast(name)).map_err(FillDemoError::at("finding a site"))
    }

    pub(super) fn room(&self, name: &'static str) -> Result<RoomId, FillDemoError> {
        let found = self.rooms.get(name).copied();
        found.ok_or(NotInTheCast(name)).map_err(FillDemoError::at("finding a room"))
    }

    pub(super) fn therapist(&self, name: &'static str) -> Result<StaffMemberId, FillDemoError> {
        let found = self.therapists.get(name).copied();
        found.ok_or(NotInTheCast(name)).map_err(FillDemoError::at("finding a therapist"))
    }

    /// The program of that code, and how many minutes its sessions last.
    pub(super) fn program(&self, code: &'static str) -> Result<(ProgramId, i64), FillDemoError> {
        let found = self.programs.get(code).copied();
        found.ok_or(NotInTheCast(code)).map_err(FillDemoError::at("finding a program"))
    }

    /// Whoever leads sessions, as who marks them.
    pub(super) fn as_therapist(&self, id: StaffMemberId) -> Caller {
        Caller { actor: Actor::Staff(id), role: Role::Therapist, ..self.admin.clone() }
    }
}

/// Sets up the clinic with everything that does not change.
pub(super) async fn open(filling: &Filling) -> Result<Setting, FillDemoError> {
    let command = CreateClinic {
        name: "Roundel demo clinic".parse().map_err(FillDemoError::at("naming the clinic"))?,
        mail_name: "Hudson Practice".parse().map_err(FillDemoError::at("naming the clinic"))?,
        // The first site's are the clinic's; the second has its own.
        phone: FIRST_SITE.phone.parse().ok(),
        crisis_lines: FIRST_SITE.crisis_lines.parse().ok(),
        site_name: FIRST_SITE.name.parse().map_err(FillDemoError::at("naming a site"))?,
        zone: zone(FIRST_SITE.zone)?,
        admin_name: ADMIN.name.parse().map_err(FillDemoError::at("naming the administrator"))?,
        admin_email: address(ADMIN.email)?,
    };
    let created = create_clinic(&filling.app, command).await?;
    let admin = Caller {
        clinic_id: created.clinic.id,
        actor: Actor::Staff(created.admin.id),
        role: Role::Admin,
        scopes: Scope::ALL.to_vec(),
        zone: Some(created.admin.zone.clone()),
        origin: Origin::default(),
    };
    filling.go_on();
    let second = CreateSite {
        name: SECOND_SITE.name.parse().map_err(FillDemoError::at("naming a site"))?,
        zone: zone(SECOND_SITE.zone)?,
        late_cancel: LateCancelWindow::DEFAULT,
        idempotency_key: None,
        phone: SECOND_SITE.phone.parse().ok(),
        crisis_lines: SECOND_SITE.crisis_lines.parse().ok(),
    };
    let second =
        create_site(&filling.app, &admin, second).await.map_err(FillDemoError::at("adding a site"))?;
    let sites = HashMap::from([(FIRST_SITE.name, created.site), (SECOND_SITE.name, second)]);
    let coordinator = add(filling, &admin, &COORDINATOR).await?;
    add(filling, &admin, &VIEWER).await?;
    let mut setting = Setting {
        coordinator: Caller { actor: Actor::Staff(coordinator), role: Role::Coordinator, ..admin.clone() },
        admin,
        sites,
        rooms: HashMap::new(),
        therapists: HashMap::new(),
        programs: HashMap::new(),
    };
    furnish(filling, &mut setting).await?;
    staff(filling, &mut setting).await?;
    let programs =
        list_programs(&filling.app, &setting.admin, Slice { after: None, limit: 100 }).await?.into_iter();
    setting.programs = programs
        .map(|program| (program.draft.code.as_str().to_owned(), (program.id, program.draft.session_minutes)))
        .collect();
    Ok(setting)
}

async fn furnish(filling: &Filling, setting: &mut Setting) -> Result<(), FillDemoError> {
    for room in ROOMS {
        filling.go_on();
        let command = CreateRoom {
            site_id: setting.site(room.site)?.id,
            name: room.name.parse().map_err(FillDemoError::at("naming a room"))?,
            capacity: RoomCapacity::parse(room.capacity).map_err(FillDemoError::at("sizing a room"))?,
            idempotency_key: None,
        };
        let made = create_room(&filling.app, &setting.admin, command).await;
        setting.rooms.insert(room.name, made.map_err(FillDemoError::at("adding a room"))?.id);
    }
    Ok(())
}

async fn staff(filling: &Filling, setting: &mut Setting) -> Result<(), FillDemoError> {
    for plan in THERAPISTS {
        let id = add(filling, &setting.admin, plan).await?;
        filling.go_on();
        let command =
            SetQualifications { staff_member_id: id, qualifications: qualifications(filling, plan)? };
        set_qualifications(&filling.app, &setting.admin, command)
            .await
            .map_err(FillDemoError::at("stating qualifications"))?;
        setting.therapists.insert(plan.name, id);
    }
    Ok(())
}

async fn add(filling: &Filling, admin: &Caller, plan: &StaffPlan) -> Result<StaffMemberId, FillDemoError> {
    filling.go_on();
    let command = AddStaffMember {
        display_name: plan.name.parse().map_err(FillDemoError::at("naming a member of staff"))?,
        role: plan.role,
        zone: zone(plan.zone)?,
        language: crate::domain::people::Language::En,
        email: Some(address(plan.email)?),
        idempotency_key: None,
    };
    let added = add_staff_member(&filling.app, admin, command).await;
    Ok(added.map_err(FillDemoError::at("adding a member of staff"))?.id)
}

fn qualifications(filling: &Filling, plan: &StaffPlan) -> Result<Qualifications, FillDemoError> {
    let today = filling.date_days_ago(0, &zone(plan.zone)?);
    let mut certifications = Vec::new();
    if let Some((title, days_left)) = plan.certificate {
        certifications.push(Certification {
            title: title.parse().map_err(FillDemoError::at("naming a certificate"))?,
            issued_on: today.checked_sub(3.years()).ok(),
            expires_on: today.checked_add(days_left.days()).ok(),
        });
    }
    let mut licences = Vec::new();
    for code in plan.licences {
        let jurisdiction = code.parse().map_err(FillDemoError::at("reading a jurisdiction"))?;
        licences.push(Licence { jurisdiction, expires_on: today.checked_add(1.year()).ok() });
    }
    Ok(Qualifications { certifications, licences, availability: working_hours((9, 20)) })
}

/// Working days from this hour to that one.
pub(super) fn working_hours((from, to): (i8, i8)) -> Vec<AvailabilityWindow> {
    let window = |weekday| AvailabilityWindow {
        weekday,
        local_start: time(from, 0, 0, 0),
        local_end: time(to, 0, 0, 0),
    };
    WORKING_DAYS.map(window).to_vec()
}

pub(super) fn zone(name: &str) -> Result<Zone, FillDemoError> {
    Zone::parse(name).map_err(FillDemoError::at("reading a zone"))
}

pub(super) fn address(text: &str) -> Result<EmailAddress, FillDemoError> {
    EmailAddress::parse(text).map_err(FillDemoError::at("reading an address"))
}
