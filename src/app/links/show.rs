//! Showing what is behind a link.

use std::collections::BTreeSet;

use super::page::{AppointmentPage, LinkedPage, StopPage};
use super::presented::{LinkRequest, find_link};
use crate::app::{App, Failure, records};
use crate::domain::audit::About;
use crate::domain::calendars;
use crate::domain::links::{LinkOf, LinkedAppointment, PresentedLink, Standing};
use crate::storage::client_links;

/// The page behind a link. Nothing is changed; that an appointment was shown is on record, as the client's own doing.
///
/// None, whatever is wrong with the link.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn show_link(app: &App, request: &LinkRequest<'_>) -> Result<Option<LinkedPage>, Failure> {
    let Some(link) = find_link(app, request).await? else { return Ok(None) };
    let LinkOf::Appointment(_) = link.of else {
        return Ok(read_stop_page(app, &link).await?.map(LinkedPage::Stop));
    };
    let Some(appointment) = find_appointment(app, &link).await? else { return Ok(None) };
    record(app, request, &link, &appointment).await?;
    Ok(Some(LinkedPage::Appointment(page_of(app, &link, &appointment)?)))
}

/// The appointment as a calendar's file: the same entry as in a mail's calendar part. None unless it is an appointment's link.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn read_calendar_file(app: &App, request: &LinkRequest<'_>) -> Result<Option<String>, Failure> {
    let Some(link) = find_link(app, request).await? else { return Ok(None) };
    let Some(appointment) = find_appointment(app, &link).await? else { return Ok(None) };
    record(app, request, &link, &appointment).await?;
    Ok(Some(calendars::file(&appointment.entry, app.calendars().organizer.as_ref())))
}

/// The page of an appointment as it stands now, without a record of its own: for who has just acted.
pub(super) async fn read_page(app: &App, link: &PresentedLink) -> Result<Option<LinkedPage>, Failure> {
    match link.of {
        LinkOf::Stop => Ok(read_stop_page(app, link).await?.map(LinkedPage::Stop)),
        LinkOf::Appointment(_) => match find_appointment(app, link).await? {
            Some(appointment) => Ok(Some(LinkedPage::Appointment(page_of(app, link, &appointment)?))),
            None => Ok(None),
        },
    }
}

async fn find_appointment(app: &App, link: &PresentedLink) -> Result<Option<LinkedAppointment>, Failure> {
    let LinkOf::Appointment(place) = link.of else { return Ok(None) };
    let found = client_links::find_appointment(app.db.reader(), link.clinic_id, place).await?;
    // A place goes with its client's record, and so does the link.
    Ok(found.filter(|appointment| appointment.addressee.client_id == link.client_id))
}

fn page_of(
    app: &App,
    link: &PresentedLink,
    appointment: &LinkedAppointment,
) -> Result<AppointmentPage, Failure> {
    let LinkedAppointment { session, place, .. } = appointment;
    AppointmentPage::of(appointment, Standing::of(session, place, link.told_version, app.now()))
}

async fn read_stop_page(app: &App, link: &PresentedLink) -> Result<Option<StopPage>, Failure> {
    let found = client_links::find_addressee(app.db.reader(), link.clinic_id, link.client_id).await?;
    Ok(found.as_ref().map(StopPage::of))
}

async fn record(
    app: &App,
    request: &LinkRequest<'_>,
    link: &PresentedLink,
    appointment: &LinkedAppointment,
) -> Result<(), Failure> {
    let (now, caller) = (app.now(), &request.caller(link));
    let about = &About {
        clients: BTreeSet::from([link.client_id]),
        sessions: BTreeSet::from([appointment.session_id]),
    };
    app.write(|tx| async move {
        let operation = "appointmentLink".to_owned();
        records::read(&tx, app, caller, now, operation, about.clone()).await.map_err(Failure::from)
    })
    .await
}
