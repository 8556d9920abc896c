//! Finding the link that somebody presents.

use crate::app::{App, Failure};
use crate::domain::access::{Caller, Origin, TokenSecret};
use crate::domain::links::PresentedLink;
use crate::storage::client_links;

/// Somebody opens a link, or acts by it. They are nobody but the bearer of that link.
#[derive(Debug, Clone)]
pub struct LinkRequest<'a> {
    /// What stands where a secret should.
    pub presented: &'a str,
    /// By which request, for the audit log.
    pub origin: Origin,
}

impl LinkRequest<'_> {
    /// The client whose link it is, as a caller.
    pub(super) fn caller(&self, link: &PresentedLink) -> Caller {
        Caller::client(link.clinic_id, link.client_id, self.origin.clone())
    }
}

/// The link, if it counts: none, whatever the reason.
pub(super) async fn find_link(
    app: &App,
    request: &LinkRequest<'_>,
) -> Result<Option<PresentedLink>, Failure> {
    let Ok(secret) = TokenSecret::parse(request.presented) else { return Ok(None) };
    let found = client_links::find_presented_link(app.db.reader(), &secret.hash(), app.now()).await;
    found.map_err(Failure::from)
}
