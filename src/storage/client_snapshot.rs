//! A client as they were before an import or a merge changed them, as one JSON value.

use jiff::Timestamp;
use sea_orm::prelude::{Json, Uuid};
use serde::{Deserialize, Serialize};

use super::clients::{contact_from_columns, from_row};
use super::entities::client::Model;
use super::error::StorageError;
use super::values::{parse, parse_weekday, to_column, weekday_word};
use crate::domain::imports::BeforeImport;
use crate::domain::people::{
    AddressStanding, AvailabilityWindow, Client, ClientDetails, ClientRecord, Contact, Guardian,
    PreferredName,
};

const OF: &str = "client_import_row.before";

#[derive(Serialize, Deserialize)]
struct Snapshot {
    external_id: Option<String>,
    preferred_name: String,
    email: Option<String>,
    email_consent_at: Option<String>,
    language: String,
    zone: String,
    location: Option<String>,
    problem_area: Option<String>,
    barriers: Vec<String>,
    /// Missing in what was kept before there was such a choice.
    #[serde(default)]
    calendar_parts: bool,
    /// Missing in what was kept before there was such a choice.
    #[serde(default)]
    reminders_stopped_at: Option<String>,
    /// Missing in what was kept before anything was known of addresses.
    #[serde(default)]
    email_since: Option<String>,
    #[serde(default)]
    email_suspended_at: Option<String>,
    created_at: String,
    row_version: i64,
    /// Missing if the guardian did not change.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    guardian: Option<Option<GuardianSnapshot>>,
    /// Missing if the windows did not change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    availability: Option<Vec<(String, String, String)>>,
}

#[derive(Serialize, Deserialize)]
struct GuardianSnapshot {
    preferred_name: String,
    email: Option<String>,
    email_consent_at: Option<String>,
}

/// A null that stands there is one that was there.
fn present<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<GuardianSnapshot>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub(super) fn to_json(before: &BeforeImport) -> Result<Json, StorageError> {
    let BeforeImport { client, guardian, availability } = before;
    let Client {
        id: _,
        external_id,
        preferred_name,
        contact,
        language,
        zone,
        location,
        problem_area,
        barriers,
        calendar_parts,
        reminders_stopped_at,
        address: AddressStanding { since, suspended_at },
        created_at,
        row_version,
    } = client;
    let (email, email_consent_at) = contact_texts(contact);
    let snapshot = Snapshot {
        external_id: external_id.as_ref().map(|id| id.as_str().to_owned()),
        preferred_name: preferred_name.as_str().to_owned(),
        email,
        email_consent_at,
        language: language.to_string(),
        zone: zone.to_string(),
        location: location.as_ref().map(ToString::to_string),
        problem_area: problem_area.as_ref().map(ToString::to_string),
        barriers: barriers.iter().map(ToString::to_string).collect(),
        calendar_parts: *calendar_parts,
        reminders_stopped_at: reminders_stopped_at.map(|at| at.to_string()),
        email_since: since.map(|at| at.to_string()),
        email_suspended_at: suspended_at.map(|at| at.to_string()),
        created_at: created_at.to_string(),
        row_version: *row_version,
        guardian: guardian.as_ref().map(|guardian| guardian.as_ref().map(guardian_snapshot)),
        availability: availability.as_ref().map(|windows| windows.iter().map(window_texts).collect()),
    };
    serde_json::to_value(snapshot).map_err(|_| StorageError::Corrupt(OF))
}

/// A whole record.
pub(super) fn of_record(record: &ClientRecord) -> Result<Json, StorageError> {
    let ClientRecord { client, details: ClientDetails { guardian, availability } } = record.clone();
    to_json(&BeforeImport { client, guardian: Some(guardian), availability: Some(availability) })
}

/// The record that [`of_record`] made a value of.
pub(super) fn to_record(clinic_id: Uuid, id: Uuid, value: Json) -> Result<ClientRecord, StorageError> {
    let BeforeImport { client, guardian, availability } = from_json(clinic_id, id, value)?;
    let details =
        ClientDetails { guardian: guardian.flatten(), availability: availability.unwrap_or_default() };
    Ok(ClientRecord { client, details })
}

fn contact_texts(contact: &Contact) -> (Option<String>, Option<String>) {
    let Contact { email, email_consent_at } = contact;
    (email.as_ref().map(|email| email.as_str().to_owned()), email_consent_at.map(|at| at.to_string()))
}

fn guardian_snapshot(guardian: &Guardian) -> GuardianSnapshot {
    let Guardian { preferred_name, contact } = guardian;
    let (email, email_consent_at) = contact_texts(contact);
    GuardianSnapshot { preferred_name: preferred_name.as_str().to_owned(), email, email_consent_at }
}

fn window_texts(window: &AvailabilityWindow) -> (String, String, String) {
    let AvailabilityWindow { weekday, local_start, local_end } = window;
    (weekday_word(*weekday).to_owned(), local_start.to_string(), local_end.to_string())
}

pub(super) fn from_json(clinic_id: Uuid, id: Uuid, before: Json) -> Result<BeforeImport, StorageError> {
    let Snapshot {
        external_id,
        preferred_name,
        email,
        email_consent_at,
        language,
        zone,
        location,
        problem_area,
        barriers,
        calendar_parts,
        reminders_stopped_at,
        email_since,
        email_suspended_at,
        created_at,
        row_version,
        guardian,
        availability,
    } = serde_json::from_value(before).map_err(|_| StorageError::Corrupt(OF))?;
    let client = from_row(Model {
        clinic_id,
        id,
        external_id,
        search_name: String::new(),
        preferred_name,
        email,
        email_consent_at: email_consent_at.as_deref().map(instant).transpose()?.map(to_column),
        language,
        zone,
        location,
        problem_area,
        barriers: barriers.into(),
        calendar_parts,
        reminders_stopped_at: reminders_stopped_at.as_deref().map(instant).transpose()?.map(to_column),
        email_since: email_since.as_deref().map(instant).transpose()?.map(to_column),
        email_suspended_at: email_suspended_at.as_deref().map(instant).transpose()?.map(to_column),
        created_at: to_column(instant(&created_at)?),
        row_version,
    })?;
    Ok(BeforeImport {
        client,
        guardian: guardian.map(|guardian| guardian.map(guardian_of).transpose()).transpose()?,
        availability: availability
            .map(|windows| windows.into_iter().map(window_of).collect::<Result<_, _>>())
            .transpose()?,
    })
}

fn instant(text: &str) -> Result<Timestamp, StorageError> {
    parse(text, OF)
}

fn guardian_of(snapshot: GuardianSnapshot) -> Result<Guardian, StorageError> {
    let GuardianSnapshot { preferred_name, email, email_consent_at } = snapshot;
    let consent = email_consent_at.as_deref().map(instant).transpose()?.map(to_column);
    Ok(Guardian {
        preferred_name: PreferredName::parse(&preferred_name).map_err(|_| StorageError::Corrupt(OF))?,
        contact: contact_from_columns(email.as_deref(), consent, OF)?,
    })
}

fn window_of(texts: (String, String, String)) -> Result<AvailabilityWindow, StorageError> {
    let (weekday, local_start, local_end) = texts;
    Ok(AvailabilityWindow {
        weekday: parse_weekday(&weekday, OF)?,
        local_start: parse(&local_start, OF)?,
        local_end: parse(&local_end, OF)?,
    })
}
