//! What is known around sessions: their therapists, licences, everybody's windows, rooms, groups' sizes.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of_bound;
use super::error::StorageError;
use super::statement::rows;
use super::values::{parse, parse_weekday, parse_zone, to_date, to_instant};
use crate::domain::clinics::{Licence, RoomCapacity, StaffMember};
use crate::domain::conflicts::Circumstances;
use crate::domain::groups::GroupSizes;
use crate::domain::ids::{ClientId, ClinicId, GroupId, RoomId, StaffMemberId};
use crate::domain::people::AvailabilityWindow;

const OF: &str = "circumstances";

/// Whose circumstances are asked for.
#[derive(Debug, Clone, Default)]
pub struct CircumstancesOf {
    /// Who leads.
    pub therapists: Vec<StaffMemberId>,
    /// Who is expected.
    pub clients: Vec<ClientId>,
    /// Where.
    pub rooms: Vec<RoomId>,
    /// Whose sessions.
    pub groups: Vec<GroupId>,
}

/// A row of any of the tables; what each column holds depends on `what`.
#[derive(FromQueryResult)]
struct Row {
    what: String,
    owner_id: Uuid,
    text_1: Option<String>,
    text_2: Option<String>,
    text_3: Option<String>,
    number_1: Option<i64>,
    number_2: Option<i64>,
    number_3: Option<i64>,
    disabled_at: Option<DateTime<Utc>>,
    expires_on: Option<NaiveDate>,
}

/// The circumstances, of whatever the clinic has of them: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_circumstances(
    on: &Connection,
    clinic_id: ClinicId,
    of: &CircumstancesOf,
) -> Result<Circumstances, StorageError> {
    let CircumstancesOf { therapists, clients, rooms: in_rooms, groups } = of;
    let therapists: Vec<Uuid> = therapists.iter().map(|id| id.uuid()).collect();
    let clients: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let in_rooms: Vec<Uuid> = in_rooms.iter().map(|id| id.uuid()).collect();
    let groups: Vec<Uuid> = groups.iter().map(|id| id.uuid()).collect();
    let (staff, therapist_ids) = is_any_of_bound(on, "id", 2, &therapists);
    let (of_staff, _) = is_any_of_bound(on, "staff_member_id", 2, &therapists);
    let (of_client, client_ids) = is_any_of_bound(on, "client_id", 3, &clients);
    let (room, room_ids) = is_any_of_bound(on, "id", 4, &in_rooms);
    let (group, group_ids) = is_any_of_bound(on, "id", 5, &groups);
    let nothing = "NULL, NULL, NULL, NULL, NULL";
    let sql = format!(
        "SELECT 'THERAPIST' AS what, id AS owner_id, display_name AS text_1, role AS text_2, zone AS text_3, \
            CAST(NULL AS bigint) AS number_1, CAST(NULL AS bigint) AS number_2, CAST(NULL AS bigint) AS number_3, \
            disabled_at, CAST(NULL AS date) AS expires_on FROM staff_member WHERE clinic_id = $1 AND {staff} \
         UNION ALL SELECT 'LICENCE', staff_member_id, jurisdiction, NULL, NULL, NULL, NULL, NULL, NULL, expires_on \
            FROM licence WHERE clinic_id = $1 AND {of_staff} \
         UNION ALL SELECT 'THERAPIST_WINDOW', staff_member_id, weekday, local_start, local_end, {nothing} \
            FROM availability_window WHERE clinic_id = $1 AND {of_staff} \
         UNION ALL SELECT 'CLIENT_WINDOW', client_id, weekday, local_start, local_end, {nothing} \
            FROM availability_window WHERE clinic_id = $1 AND {of_client} \
         UNION ALL SELECT 'ROOM', id, NULL, NULL, NULL, capacity, NULL, NULL, NULL, NULL \
            FROM room WHERE clinic_id = $1 AND {room} \
         UNION ALL SELECT 'GROUP', id, NULL, NULL, NULL, min_size, viable_size, max_size, NULL, NULL \
            FROM therapy_group WHERE clinic_id = $1 AND {group}"
    );
    let values = [Value::from(clinic_id.uuid()), therapist_ids, client_ids, room_ids, group_ids];
    let mut known = Circumstances::default();
    for row in rows::<Row>(on, &sql, values).await? {
        add(&mut known, row)?;
    }
    Ok(known)
}

fn add(known: &mut Circumstances, row: Row) -> Result<(), StorageError> {
    let Row { what, owner_id, text_1, text_2, text_3, number_1, number_2, number_3, disabled_at, expires_on } =
        row;
    let texts = || Some((text_1.as_deref()?, text_2.as_deref()?, text_3.as_deref()?));
    let corrupt = StorageError::Corrupt(OF);
    match what.as_str() {
        "THERAPIST" => {
            let (display_name, role, zone) = texts().ok_or(corrupt)?;
            let id = StaffMemberId::from_uuid(owner_id);
            let member = StaffMember {
                id,
                display_name: parse(display_name, OF)?,
                role: parse(role, OF)?,
                zone: parse_zone(zone, OF)?,
                disabled_at: disabled_at.map(|at| to_instant(at, OF)).transpose()?,
            };
            known.therapists.insert(id, member);
        }
        "LICENCE" => {
            let licence = Licence {
                jurisdiction: parse(text_1.as_deref().ok_or(corrupt)?, OF)?,
                expires_on: expires_on.map(|date| to_date(date, OF)).transpose()?,
            };
            known.licences.entry(StaffMemberId::from_uuid(owner_id)).or_default().push(licence);
        }
        "THERAPIST_WINDOW" => {
            let id = StaffMemberId::from_uuid(owner_id);
            add_window(&mut known.therapist_windows, id, texts().ok_or(corrupt)?)?;
        }
        "CLIENT_WINDOW" => {
            let id = ClientId::from_uuid(owner_id);
            add_window(&mut known.client_windows, id, texts().ok_or(corrupt)?)?;
        }
        "ROOM" => {
            let capacity = number_1.and_then(|people| RoomCapacity::parse(people).ok()).ok_or(corrupt)?;
            known.rooms.insert(RoomId::from_uuid(owner_id), capacity);
        }
        "GROUP" => {
            let (Some(least), Some(viable), Some(most)) = (number_1, number_2, number_3) else {
                return Err(corrupt);
            };
            known.groups.insert(GroupId::from_uuid(owner_id), GroupSizes { least, viable, most });
        }
        _ => return Err(corrupt),
    }
    Ok(())
}

fn add_window<Id: Eq + std::hash::Hash>(
    windows: &mut HashMap<Id, Vec<AvailabilityWindow>>,
    of: Id,
    (weekday, local_start, local_end): (&str, &str, &str),
) -> Result<(), StorageError> {
    windows.entry(of).or_default().push(AvailabilityWindow {
        weekday: parse_weekday(weekday, OF)?,
        local_start: parse(local_start, OF)?,
        local_end: parse(local_end, OF)?,
    });
    Ok(())
}
