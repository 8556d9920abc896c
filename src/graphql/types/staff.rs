//! Member of staff, certificate, licence.

use async_graphql::{Context, ID, Object, Result};

use super::{AvailabilityWindow, Language};
use crate::app::App;
use crate::app::staff::{load_certifications, load_licences, load_staff_availability};
use crate::domain::access::{self, Action, Caller};
use crate::domain::{clinics, people};
use crate::graphql::expose::expose;
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::{Instant, LocalDate};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What a member of staff may do in the clinic.
    Role = access::Role {
        /// Everything in the clinic, its people and policies included.
        Admin,
        /// Plans: clients, groups, series, enrollments, attendance, reminders.
        Coordinator,
        /// Leads groups and treatments: reads, and records attendance of the own ones.
        Therapist,
        /// Reads schedule and aggregates; no client's contact details.
        Viewer,
    }
}

/// One person's membership of the clinic's staff.
pub(crate) struct StaffMember {
    pub(crate) record: clinics::StaffMember,
    /// Loaded with the page, or none: then they are loaded when resolved. So are the next two.
    pub(crate) certifications: Option<Vec<clinics::Certification>>,
    pub(crate) licences: Option<Vec<clinics::Licence>>,
    pub(crate) availability: Option<Vec<people::AvailabilityWindow>>,
}

/// One person's membership of the clinic's staff.
#[Object]
impl StaffMember {
    /// The member's id (`stf_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.id)
    }

    /// The name colleagues and clients know.
    async fn display_name(&self) -> &str {
        self.record.display_name.as_str()
    }

    /// What they may do in this clinic.
    async fn role(&self) -> Role {
        self.record.role.into()
    }

    /// The tz database zone they read times in, such as `America/New_York`.
    async fn zone(&self) -> &str {
        self.record.zone.name()
    }

    /// The language they are written to in.
    async fn language(&self) -> Language {
        self.record.language.into()
    }

    /// Since when they may no longer act; null while they may.
    async fn disabled_at(&self) -> Option<Instant> {
        self.record.disabled_at.map(Instant)
    }

    /// Certificates they hold, by title.
    #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
    async fn certifications(&self, ctx: &Context<'_>) -> Result<Vec<Certification>> {
        if let Some(loaded) = &self.certifications {
            return Ok(loaded.iter().cloned().map(Certification).collect());
        }
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let mut found = load_certifications(app, caller, &[self.record.id]).await.map_err(expose)?;
        let held = found.remove(&self.record.id).unwrap_or_default();
        Ok(held.into_iter().map(Certification).collect())
    }

    /// Licences they hold, by jurisdiction.
    #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
    async fn licences(&self, ctx: &Context<'_>) -> Result<Vec<Licence>> {
        if let Some(loaded) = &self.licences {
            return Ok(loaded.iter().cloned().map(Licence).collect());
        }
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let mut found = load_licences(app, caller, &[self.record.id]).await.map_err(expose)?;
        let held = found.remove(&self.record.id).unwrap_or_default();
        Ok(held.into_iter().map(Licence).collect())
    }

    /// When they can lead sessions, by weekday, in their own zone; empty means nothing was stated.
    #[graphql(directive = needs::apply(rights(&[Action::ReadSchedule])))]
    async fn availability(&self, ctx: &Context<'_>) -> Result<Vec<AvailabilityWindow>> {
        if let Some(loaded) = &self.availability {
            return Ok(loaded.iter().copied().map(AvailabilityWindow).collect());
        }
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let mut found = load_staff_availability(app, caller, &[self.record.id]).await.map_err(expose)?;
        let windows = found.remove(&self.record.id).unwrap_or_default();
        Ok(windows.into_iter().map(AvailabilityWindow).collect())
    }
}

impl From<clinics::StaffMember> for StaffMember {
    fn from(record: clinics::StaffMember) -> Self {
        Self { record, certifications: None, licences: None, availability: None }
    }
}

/// A certificate, such as in interpersonal psychotherapy.
pub(crate) struct Certification(clinics::Certification);

/// A certificate, such as in interpersonal psychotherapy.
#[Object]
impl Certification {
    /// What it certifies.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }

    /// When it was issued, where it was issued.
    async fn issued_on(&self) -> Option<LocalDate> {
        self.0.issued_on.map(LocalDate)
    }

    /// The last date it holds, in the member's zone; null if it doesn't expire.
    async fn expires_on(&self) -> Option<LocalDate> {
        self.0.expires_on.map(LocalDate)
    }
}

/// A licence to treat clients who are in one jurisdiction: licensing follows where the client is.
pub(crate) struct Licence(clinics::Licence);

/// A licence to treat clients who are in one jurisdiction: licensing follows where the client is.
#[Object]
impl Licence {
    /// The jurisdiction, as an ISO 3166 code such as `US-NY`.
    async fn jurisdiction(&self) -> &str {
        self.0.jurisdiction.as_str()
    }

    /// The last date it holds, in the jurisdiction; null if it doesn't expire.
    async fn expires_on(&self) -> Option<LocalDate> {
        self.0.expires_on.map(LocalDate)
    }
}
