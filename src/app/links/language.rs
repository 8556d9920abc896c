//! A client chooses the language they are written to in.

use super::page::LinkedPage;
use super::presented::LinkRequest;
use super::stop::edit;
use crate::app::{App, Failure};
use crate::domain::people::{ClientEdit, Language};

/// Writes down the language that a client wants to be written to in; the page is in it already. Doing it again changes nothing.
///
/// None, whatever is wrong with the link.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn choose_language(
    app: &App,
    request: &LinkRequest<'_>,
    language: Language,
) -> Result<Option<LinkedPage>, Failure> {
    edit(app, request, ClientEdit { language: Some(language), ..ClientEdit::default() }).await
}
