//! Adding somebody to the clinic's staff.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require;
use crate::app::idempotency::made_before;
use crate::app::{App, Failure, IdempotencyKeyReused, records};
use crate::domain::access::{Action, Caller, Concern, Role};
use crate::domain::clinics::StaffMember;
use crate::domain::command_text::CommandText;
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::domain::ids::{AccountId, ClinicId, StaffMemberId};
use crate::domain::name::Name;
use crate::domain::people::{EmailAddress, Language};
use crate::domain::time::Zone;
use crate::storage::{Constraint, StorageError, Transaction, staff};

/// Who is to join the staff.
#[derive(Debug, Clone)]
pub struct AddStaffMember {
    /// The name colleagues and clients know.
    pub display_name: Name,
    /// What they may do.
    pub role: Role,
    /// The zone they read times in.
    pub zone: Zone,
    /// The language they are written to in.
    pub language: Language,
    /// Their login's address; a login that exists is used, so one person can work in several clinics.
    pub email: Option<EmailAddress>,
    /// Names the request: sent again with the same key, it answers what it made the first time.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// Why somebody can't join.
#[derive(Debug, thiserror::Error)]
pub enum AddStaffMemberError {
    /// That login is on this clinic's staff already.
    #[error("this address already belongs to a member of the clinic's staff")]
    AlreadyOnStaff,
    /// The key stands for another request.
    #[error(transparent)]
    KeyReused(#[from] IdempotencyKeyReused),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds somebody to the staff of the caller's clinic; the same request again answers the same member.
///
/// # Errors
/// `AlreadyOnStaff`, `KeyReused`; `Failure` if denied or the database fails.
pub async fn add_staff_member(
    app: &App,
    caller: &Caller,
    command: AddStaffMember,
) -> Result<StaffMember, AddStaffMemberError> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    let now = app.now();
    let (command, keyed) = (&command, &command.keyed());
    let id = StaffMemberId::mint(now, app.entropy());
    app.write(|tx| async move {
        if let Some(made) =
            made_before::<_, AddStaffMemberError>(&tx, caller, now, keyed.as_ref(), id).await?
        {
            let found = staff::find_staff_member(&tx, caller.clinic_id, made).await.map_err(Failure::from)?;
            return Ok(found.ok_or(Failure::NotFound)?);
        }
        let member = insert_member(&tx, app, caller.clinic_id, id, now, command).await?;
        let details = json!({ "role": member.role.word() });
        records::done(&tx, app, caller, now, "addStaffMember", member.id, details)
            .await
            .map_err(Failure::from)?;
        Ok(member)
    })
    .await
}

/// Inserts the member under that id, and the login if it is new.
pub(in crate::app) async fn insert_member(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    id: StaffMemberId,
    now: Timestamp,
    command: &AddStaffMember,
) -> Result<StaffMember, AddStaffMemberError> {
    let AddStaffMember { display_name, role, zone, language, email, idempotency_key: _ } = command;
    let account_id = match email {
        None => None,
        Some(email) => Some(ensure_account(tx, app, now, email).await.map_err(Failure::from)?),
    };
    let member = StaffMember {
        id,
        display_name: display_name.clone(),
        role: *role,
        zone: zone.clone(),
        language: *language,
        disabled_at: None,
    };
    match staff::insert_staff_member(tx, clinic_id, &member, account_id).await {
        Ok(()) => Ok(member),
        Err(StorageError::Constraint(Constraint::StaffMemberAccountOnce)) => {
            Err(AddStaffMemberError::AlreadyOnStaff)
        }
        Err(other) => Err(Failure::from(other).into()),
    }
}

/// The login of that address, made if there is none.
async fn ensure_account(
    tx: &Transaction,
    app: &App,
    now: Timestamp,
    email: &EmailAddress,
) -> Result<AccountId, StorageError> {
    if let Some(known) = staff::find_account(tx, email).await? {
        return Ok(known);
    }
    let id = AccountId::mint(now, app.entropy());
    staff::insert_account_if_new(tx, id, email, now).await?;
    // Somebody who added the same address in this moment may have been faster: then theirs is the login.
    staff::find_account(tx, email).await?.ok_or(StorageError::Corrupt("account"))
}

impl AddStaffMember {
    /// The request under its key, if it has one.
    fn keyed(&self) -> Option<KeyedRequest> {
        const OPERATION: &str = "addStaffMember";
        let Self { display_name, role, zone, language, email, idempotency_key } = self;
        let text = CommandText::new(OPERATION)
            .field("display_name", display_name)
            .field("role", role)
            .field("zone", zone.name());
        // English is left out: a request made before there was a choice is the same request.
        let text = match language {
            Language::En => text,
            other @ Language::Es => text.field("language", other),
        };
        let text = text.list("email", email.as_ref().map(EmailAddress::as_str));
        KeyedRequest::new(OPERATION, idempotency_key.as_ref(), &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(language: Language) -> AddStaffMember {
        AddStaffMember {
            display_name: "Tom".parse().unwrap(),
            role: Role::Therapist,
            zone: Zone::parse("UTC").unwrap(),
            language,
            email: EmailAddress::parse("tom@clinic.example").ok(),
            idempotency_key: "once".parse().ok(),
        }
    }

    #[test]
    fn a_request_from_before_languages_could_be_chosen_is_the_same_in_english_and_no_other() {
        let text = CommandText::new("addStaffMember")
            .field("display_name", "Tom")
            .field("role", Role::Therapist)
            .field("zone", "UTC")
            .list("email", Some("tom@clinic.example"));
        let english = command(Language::En);
        let before = KeyedRequest::new("addStaffMember", english.idempotency_key.as_ref(), &text);
        assert!(before.is_some());
        assert_eq!(english.keyed(), before);
        assert_ne!(command(Language::Es).keyed(), before);
    }
}
