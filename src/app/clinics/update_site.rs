//! Changing what a site is called, what its mails tell, and when it locks marks.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::attendance::MarkingLock;
use crate::domain::clinics::Site;
use crate::domain::ids::SiteId;
use crate::domain::name::Name;
use crate::domain::patch::Patch;
use crate::storage::{Constraint, StorageError, clinics};

/// An edit of one site; what is left out stays. Its zone and its rule for late cancellations do, too: series and marks
/// were made under them.
#[derive(Debug, Clone)]
pub struct UpdateSite {
    /// Which.
    pub id: SiteId,
    /// The version the editor saw.
    pub row_version: i64,
    /// Its name, unique in the clinic.
    pub name: Option<Name>,
    /// After how many days marks are locked for therapists; cleared, never. It holds at once, for past sessions too.
    pub marking_lock: Patch<MarkingLock>,
    /// The telephone number in its mails; cleared, they carry the clinic's.
    pub phone: Patch<Name>,
    /// Crisis lines for its mails; cleared, they carry the clinic's.
    pub crisis_lines: Patch<Name>,
}

/// Why a site can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateSiteError {
    /// Somebody else changed the site since the editor read it.
    #[error("somebody else has changed this site since: read it again")]
    Stale,
    /// Another site of the clinic has that name.
    #[error("a site of this name exists")]
    NameTaken,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Changes a site of the caller's clinic. Reminders that are not sent yet tell the new numbers.
///
/// # Errors
/// `Stale`, `NameTaken`; `Failure` if denied, missing or the database fails.
pub async fn update_site(app: &App, caller: &Caller, command: UpdateSite) -> Result<Site, UpdateSiteError> {
    require_on(app, caller, Action::ManageClinic, command.id).await?;
    let now = app.now();
    let command = &command;
    app.write(|tx| async move {
        let known = clinics::find_site(&tx, caller.clinic_id, command.id)
            .await
            .map_err(Failure::from)?
            .ok_or(Failure::NotFound)?;
        if known.row_version != command.row_version {
            return Err(UpdateSiteError::Stale);
        }
        let UpdateSite { id: _, row_version: _, name, marking_lock, phone, crisis_lines } = command.clone();
        let site = Site {
            name: name.unwrap_or(known.name),
            marking_lock: marking_lock.apply(known.marking_lock),
            phone: phone.apply(known.phone),
            crisis_lines: crisis_lines.apply(known.crisis_lines),
            row_version: known.row_version + 1,
            ..known
        };
        let was_newest =
            clinics::update_site(&tx, caller.clinic_id, &site).await.map_err(|error| match error {
                StorageError::Constraint(Constraint::SiteNameOnce) => UpdateSiteError::NameTaken,
                other => Failure::from(other).into(),
            })?;
        if !was_newest {
            return Err(UpdateSiteError::Stale);
        }
        let details = json!({ "fields": touched(command) });
        records::done(&tx, app, caller, now, "updateSite", site.id, details).await.map_err(Failure::from)?;
        Ok(site)
    })
    .await
}

fn touched(command: &UpdateSite) -> Vec<&'static str> {
    let UpdateSite { id: _, row_version: _, name, marking_lock, phone, crisis_lines } = command;
    let all = [
        ("name", name.is_some()),
        ("markingLockDays", !marking_lock.is_keep()),
        ("phone", !phone.is_keep()),
        ("crisisLines", !crisis_lines.is_keep()),
    ];
    all.into_iter().filter_map(|(field, is_touched)| is_touched.then_some(field)).collect()
}
