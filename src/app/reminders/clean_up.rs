//! Dropping what was kept of mails and serves nothing any more.

use crate::app::{App, Failure};
use crate::storage::client_links::drop_expired_links;
use crate::storage::reminders::drop_stale_drafts;

/// Drops the bytes of mails that no worker holds and none will repeat, and links that count no more; tells of how many. A second
/// run finds none.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn clean_up(app: &App) -> Result<u64, Failure> {
    let now = app.now();
    app.write(|tx| async move {
        let drafts = drop_stale_drafts(&tx, now).await?;
        Ok(drafts + drop_expired_links(&tx, now).await?)
    })
    .await
}
