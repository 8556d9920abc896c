//! What a page behind a link says.

use crate::app::Failure;
use crate::domain::links::{Addressee, LinkedAppointment, Standing};
use crate::domain::people::Language;
use crate::mail::render::AppointmentWords;
use crate::storage::StorageError;

/// What is behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkedPage {
    /// One appointment.
    Appointment(AppointmentPage),
    /// Reminders altogether.
    Stop(StopPage),
}

/// The page of one appointment, in the client's language and zone. No field says what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentPage {
    /// Where it stands.
    pub standing: Standing,
    /// "Tuesday, June 2, 2026".
    pub date: String,
    /// "18:30 (Europe/Madrid, Central European Summer Time)".
    pub time: String,
    /// "50 minutes".
    pub length: String,
    /// What every page says.
    pub about: StopPage,
}

/// What every page says, and all that the page about reminders does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopPage {
    /// The client's language.
    pub language: Language,
    /// The clinic's neutral name.
    pub clinic_name: String,
    /// Whom to call.
    pub clinic_phone: Option<String>,
    /// The clinic's crisis lines.
    pub crisis_lines: Vec<String>,
    /// Whether they want no reminders.
    pub has_stopped: bool,
}

impl AppointmentPage {
    pub(super) fn of(appointment: &LinkedAppointment, standing: Standing) -> Result<Self, Failure> {
        let LinkedAppointment { addressee, session_id: _, session, place: _, minutes, entry: _ } =
            appointment;
        let words = AppointmentWords::tell(session.starts_at, &addressee.zone, *minutes, addressee.language);
        // Tests tell dates of every kind in every language.
        let AppointmentWords { date, time, length } =
            words.map_err(|_| Failure::Internal(StorageError::Corrupt("the words of an appointment")))?;
        Ok(Self { standing, date, time, length, about: StopPage::of(addressee) })
    }
}

impl StopPage {
    pub(super) fn of(addressee: &Addressee) -> Self {
        let Addressee {
            client_id: _,
            language,
            zone: _,
            has_stopped,
            clinic_name,
            clinic_phone,
            crisis_lines,
        } = addressee;
        let lines = crisis_lines.iter().flat_map(|lines| lines.as_str().lines());
        Self {
            language: *language,
            clinic_name: clinic_name.to_string(),
            clinic_phone: clinic_phone.as_ref().map(ToString::to_string),
            crisis_lines: lines.map(str::to_owned).collect(),
            has_stopped: *has_stopped,
        }
    }
}
