//! A client says whether they come.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::page::LinkedPage;
use super::presented::{LinkRequest, find_link};
use super::show::read_page;
use crate::app::attendance::append;
use crate::app::makeups::{NotStandingAgain, check_standing_again};
use crate::app::risk::reassess_locked;
use crate::app::staff_mails::tell_leader;
use crate::app::{App, Failure, records};
use crate::domain::access::{Caller, Reach};
use crate::domain::attendance::{CurrentMark, Participation};
use crate::domain::ids::ParticipationId;
use crate::domain::links::{Answer, AnswerPlan, LinkOf, PresentedLink, Standing, plan_answer};
use crate::domain::reminders::{PlaceFacts, SessionFacts};
use crate::domain::series::Session;
use crate::storage::{Constraint, StorageError, Transaction, enrollments, participations, rosters};

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The page as it is now: its standing tells whether the answer was taken.
    pub page: LinkedPage,
    /// Whether the appointment can't be had back without the clinic: somebody else has the place, or the client has another
    /// appointment then.
    pub must_ask: bool,
}

/// Why an answer can't be taken.
#[derive(Debug, thiserror::Error)]
enum AnswerError {
    /// The client can't be expected there again by themselves.
    #[error("the place or the time is taken")]
    Taken,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<StorageError> for AnswerError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Constraint(Constraint::OccupancyOverlap) => Self::Taken,
            // Somebody recorded a mark in the same moment: what they know of the client is newer.
            StorageError::Constraint(Constraint::MarkVersionOnce) => Failure::Busy.into(),
            other => Failure::from(other).into(),
        }
    }
}

/// Takes a client's answer about the appointment of their link: what they said, and, if they can't come, the mark that staff
/// would make, with the notice given now, and what follows from it; whoever leads the session is told. The same answer again changes nothing.
///
/// None, whatever is wrong with the link. An appointment that is cancelled, changed or over is shown, and nothing is done.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn answer_appointment(
    app: &App,
    request: &LinkRequest<'_>,
    answer: Answer,
) -> Result<Option<Answered>, Failure> {
    let Some(link) = find_link(app, request).await? else { return Ok(None) };
    let LinkOf::Appointment(place) = link.of else { return Ok(None) };
    let (now, link, caller) = (app.now(), &link, &request.caller(&link));
    let outcome =
        app.write(|tx| async move { write(&tx, app, caller, link, place, answer, now).await }).await;
    let must_ask = match outcome {
        Ok(()) => false,
        Err(AnswerError::Taken) => true,
        Err(AnswerError::Failure(Failure::NotFound)) => return Ok(None),
        Err(AnswerError::Failure(failure)) => return Err(failure),
    };
    Ok(read_page(app, link).await?.map(|page| Answered { page, must_ask }))
}

async fn write(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    link: &PresentedLink,
    place: ParticipationId,
    answer: Answer,
    now: Timestamp,
) -> Result<(), AnswerError> {
    let clinic_id = link.clinic_id;
    let participation = participations::find_participation(tx, Reach::clinic(clinic_id), place)
        .await?
        .filter(|found| found.client_id == link.client_id)
        .ok_or(Failure::NotFound)?;
    // Before the session is locked, as whoever takes a seat does.
    let may_stand_again = check_standing_again(tx, clinic_id, &participation).await?;
    let (session, roster) =
        rosters::lock_roster(tx, clinic_id, participation.session_id).await?.ok_or(Failure::NotFound)?;
    let mut entry =
        roster.into_iter().find(|entry| entry.participation.id == place).ok_or(Failure::NotFound)?;
    let standing = standing(tx, link, &session, &entry.participation, now).await?;
    let AnswerPlan::Write(mark) = plan_answer(standing, answer, now) else { return Ok(()) };
    participations::set_rsvp(tx, clinic_id, place, answer.rsvp(), session.notice_version).await?;
    let standing_place = &mut entry.participation;
    standing_place.rsvp = answer.rsvp();
    standing_place.row_version += 1;
    let flags = match mark {
        None => reassess_locked(tx, app, caller, now, &[standing_place.enrollment_id]).await?,
        Some(mark) => {
            if standing == Standing::Declined {
                may_stand_again.map_err(|_: NotStandingAgain| AnswerError::Taken)?;
            }
            standing_place.current = CurrentMark { mark, version: standing_place.current.version + 1 };
            standing_place.row_version += 1;
            let flags = append(tx, app, caller, now, &session, &[&entry], None).await?;
            tell_leader(tx, app, clinic_id, now, &session, &entry).await?;
            flags
        }
    };
    let details = details(&entry.participation, answer);
    records::done_with_flags(tx, app, caller, now, "answerAppointment", place, details, &flags).await?;
    Ok(())
}

/// Where the appointment stands, now that it is locked.
async fn standing(
    tx: &Transaction,
    link: &PresentedLink,
    session: &Session,
    place: &Participation,
    now: Timestamp,
) -> Result<Standing, AnswerError> {
    let enrollment =
        enrollments::find_enrollment(tx, Reach::clinic(link.clinic_id), place.enrollment_id).await?;
    let enrollment = enrollment.ok_or(Failure::NotFound)?.status;
    let facts = PlaceFacts { enrollment, rsvp: place.rsvp, attendance: place.current.mark.status };
    let session = SessionFacts {
        status: session.status,
        starts_at: session.starts_at,
        notice_version: session.notice_version,
    };
    Ok(Standing::of(&session, &facts, link.told_version, now))
}

fn details(place: &Participation, answer: Answer) -> Value {
    json!({
        "client": place.client_id.to_string(),
        "session": place.session_id.to_string(),
        "rsvp": answer.rsvp().word(),
        "version": place.current.version,
    })
}
