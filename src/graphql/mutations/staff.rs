//! Adding staff, and stating what they are qualified for.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::staff::{
    self, AddStaffMember, AddStaffMemberError, SetQualifications, SetQualificationsError,
};
use crate::domain::access::Caller;
use crate::domain::clinics::{self, InvalidQualifications, Qualifications};
use crate::domain::ids::StaffMemberId;
use crate::domain::people::{self, EmailAddress};
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, each, optional_text, read, text, zone};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::scalars::LocalDate;
use crate::graphql::types::{AvailabilityWindowInput, Language, Role, StaffMember, availability};

/// Somebody to add to the staff.
#[derive(InputObject)]
pub(crate) struct AddStaffMemberInput {
    /// The name colleagues and clients know, 1 to 120 characters.
    display_name: String,
    /// What they may do.
    role: Role,
    /// The tz database zone they read times in, such as `America/New_York`.
    zone: String,
    /// The language they are written to in; English if left out.
    language: Option<Language>,
    /// The address of their login; a login that exists is used, so that one person can work in several clinics.
    email: Option<String>,
    /// Names this request, as its sender likes: 1 to 100 visible ASCII characters, such as a UUID. Sent again with the
    /// same key, the same request answers what it made the first time; another one is refused.
    idempotency_key: Option<String>,
}

payload! {
    /// The answer to `addStaffMember`.
    "addStaffMember" => AddStaffMemberPayload {
        /// The new member.
        staff_member: StaffMember
    }
    AddStaffMemberUserError, AddStaffMemberErrorCode {
        /// That login is on this clinic's staff already.
        AlreadyOnStaff,
        /// The key was sent before with another request: repeat that one, or send this with a new key.
        IdempotencyKeyReused,
    }
}

/// A certificate held.
#[derive(InputObject)]
pub(crate) struct CertificationInput {
    /// What it certifies, 1 to 120 characters.
    title: String,
    /// When it was issued, where it was issued.
    issued_on: Option<LocalDate>,
    /// The last date it holds, in the member's zone; left out if it doesn't expire.
    expires_on: Option<LocalDate>,
}

/// A licence held.
#[derive(InputObject)]
pub(crate) struct LicenceInput {
    /// The jurisdiction, as an ISO 3166 code such as `US-NY`; each once.
    jurisdiction: String,
    /// The last date it holds, in the jurisdiction; left out if it doesn't expire.
    expires_on: Option<LocalDate>,
}

/// What is to be on record of a member of staff, in place of what there was.
#[derive(InputObject)]
pub(crate) struct SetQualificationsInput {
    /// The member's id.
    staff_member_id: ID,
    /// All certificates held, at most 60.
    certifications: Vec<CertificationInput>,
    /// All licences held, at most 60.
    licences: Vec<LicenceInput>,
    /// When they can lead sessions: the whole week, in their own zone, at most 49 windows.
    availability: Vec<AvailabilityWindowInput>,
}

payload! {
    /// The answer to `setQualifications`.
    "setQualifications" => SetQualificationsPayload {
        /// The member, with what is on record now.
        staff_member: StaffMember
    }
    SetQualificationsUserError, SetQualificationsErrorCode {}
}

impl AddStaffMemberInput {
    fn parse(self) -> Result<AddStaffMember, InvalidField> {
        let Self { display_name, role, zone: zone_name, language, email, idempotency_key } = self;
        let email = email.map(|given| read("email", EmailAddress::parse(&given))).transpose()?;
        Ok(AddStaffMember {
            display_name: text("displayName", &display_name)?,
            role: role.into(),
            zone: zone("zone", &zone_name)?,
            language: language.map_or(people::Language::En, Into::into),
            email,
            idempotency_key: optional_text("idempotencyKey", idempotency_key.as_deref())?,
        })
    }
}

fn certification(given: CertificationInput) -> Result<clinics::Certification, InvalidField> {
    let CertificationInput { title, issued_on, expires_on } = given;
    let (issued_on, expires_on) = (issued_on.map(|on| on.0), expires_on.map(|on| on.0));
    Ok(clinics::Certification { title: text("title", &title)?, issued_on, expires_on })
}

fn licence(given: LicenceInput) -> Result<clinics::Licence, InvalidField> {
    let LicenceInput { jurisdiction, expires_on } = given;
    let expires_on = expires_on.map(|on| on.0);
    Ok(clinics::Licence { jurisdiction: text("jurisdiction", &jurisdiction)?, expires_on })
}

impl SetQualificationsInput {
    fn parse(self, staff_member_id: StaffMemberId) -> Result<SetQualifications, InvalidField> {
        let Self { staff_member_id: _, certifications, licences, availability: windows } = self;
        let qualifications = Qualifications {
            certifications: each("certifications", certifications, Qualifications::MOST, certification)?,
            licences: each("licences", licences, Qualifications::MOST, licence)?,
            availability: availability(windows)?,
        };
        Ok(SetQualifications { staff_member_id, qualifications })
    }
}

#[derive(Default)]
pub(crate) struct StaffMutations;

#[Object]
impl StaffMutations {
    /// Adds somebody to the clinic's staff.
    async fn add_staff_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: AddStaffMemberInput,
    ) -> Result<AddStaffMemberPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        match staff::add_staff_member(app, caller, command).await {
            Ok(member) => AddStaffMemberPayload::done(ctx, member),
            Err(error @ AddStaffMemberError::AlreadyOnStaff) => {
                let code = AddStaffMemberErrorCode::AlreadyOnStaff;
                Ok(AddStaffMemberPayload::refused(code, Some("email"), error))
            }
            Err(error @ AddStaffMemberError::KeyReused(_)) => {
                let code = AddStaffMemberErrorCode::IdempotencyKeyReused;
                Ok(AddStaffMemberPayload::refused(code, Some("idempotencyKey"), error))
            }
            Err(AddStaffMemberError::Failure(failure)) => Err(expose(failure)),
        }
    }

    /// Puts on record what a member of staff is qualified for and when they can lead sessions, in place of what there
    /// was.
    async fn set_qualifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record.")] input: SetQualificationsInput,
    ) -> Result<SetQualificationsPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("staffMemberId", &input.staff_member_id)?;
        let command = parsed!(input.parse(id));
        match staff::set_qualifications(app, caller, command).await {
            Ok(member) => SetQualificationsPayload::done(ctx, member),
            Err(SetQualificationsError::Invalid(error)) => Ok(contradiction(error)),
            Err(SetQualificationsError::Failure(failure)) => Err(expose_on("staffMemberId", failure)),
        }
    }
}

fn contradiction(error: InvalidQualifications) -> SetQualificationsPayload {
    let field = match error {
        InvalidQualifications::ExpiresBeforeIssue { index } => format!("certifications.{index}.expiresOn"),
        InvalidQualifications::JurisdictionTwice { index } => format!("licences.{index}.jurisdiction"),
    };
    SetQualificationsPayload::refused(SetQualificationsErrorCode::InvalidInput, Some(&field), error)
}
