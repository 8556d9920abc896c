//! A client wants no reminders, or wants them again.

use serde_json::json;

use super::page::LinkedPage;
use super::presented::{LinkRequest, find_link};
use super::show::read_page;
use crate::app::people::{WriteClient, write_client};
use crate::app::{App, Failure, records};
use crate::domain::access::Reach;
use crate::domain::people::{Client, ClientEdit};
use crate::storage::clients;

/// Stops a client's reminders, or lets them go out again; notices of changed appointments go out all the same. Doing it again
/// changes nothing.
///
/// None, whatever is wrong with the link.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn set_reminders_stopped(
    app: &App,
    request: &LinkRequest<'_>,
    stopped: bool,
) -> Result<Option<LinkedPage>, Failure> {
    edit(app, request, ClientEdit { reminders_stopped: Some(stopped), ..ClientEdit::default() }).await
}

/// Makes the edit that a client asks for by a link of theirs.
pub(super) async fn edit(
    app: &App,
    request: &LinkRequest<'_>,
    edit: ClientEdit,
) -> Result<Option<LinkedPage>, Failure> {
    let Some(link) = find_link(app, request).await? else { return Ok(None) };
    let (now, caller, edit) = (app.now(), &request.caller(&link), &edit);
    app.write(|tx| async move {
        let known = clients::find_client(&tx, Reach::clinic(link.clinic_id), link.client_id).await?;
        let known = known.ok_or(Failure::NotFound)?;
        // Neither touches address or consent, so it can't lack an address.
        let Ok(edited) = edit.clone().apply(known.clone(), now) else { return Ok(()) };
        if is_same(&known, &edited) {
            return Ok(());
        }
        let former_zone = Some(&known.zone);
        let write = WriteClient { client: &edited, former_zone, guardian: None, availability: None };
        write_client(&tx, app, caller, now, write).await?;
        let details = json!({ "fields": edit.fields() });
        records::done(&tx, app, caller, now, "updateClient", link.client_id, details)
            .await
            .map_err(Failure::from)
    })
    .await?;
    read_page(app, &link).await
}

fn is_same(known: &Client, edited: &Client) -> bool {
    *known == Client { row_version: known.row_version, ..edited.clone() }
}
