//! What is known around sessions: their therapists, licences, everybody's windows, rooms, groups' sizes.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use jiff::civil::Date;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of_bound;
use super::error::StorageError;
use super::statement::rows;
use super::values::{parse, parse_option, parse_weekday, parse_zone, to_date, to_date_column, to_instant};
use crate::domain::clinics::{Licence, RoomCapacity, StaffMember};
use crate::domain::closures::{ClosedTimes, Closure, ClosureOf, ClosureSpan};
use crate::domain::conflicts::Circumstances;
use crate::domain::groups::GroupSizes;
use crate::domain::ids::{
    ClientId, ClinicId, ClosureId, GroupId, RoomId, ScheduleChangeId, SiteId, StaffMemberId,
};
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
    /// From which date on closures count, by any zone.
    pub closed_from: Date,
}

/// A row of any of the tables; what each column holds depends on `what`.
#[derive(FromQueryResult)]
struct Row {
    what: String,
    owner_id: Uuid,
    other_id: Option<Uuid>,
    third_id: Option<Uuid>,
    text_1: Option<String>,
    text_2: Option<String>,
    text_3: Option<String>,
    text_4: Option<String>,
    number_1: Option<i64>,
    number_2: Option<i64>,
    number_3: Option<i64>,
    disabled_at: Option<DateTime<Utc>>,
    first_on: Option<NaiveDate>,
    last_on: Option<NaiveDate>,
}

/// The columns of every part of the statement after `what`, with their types.
const COLUMNS: [(&str, &str); 13] = [
    ("owner_id", "uuid"),
    ("other_id", "uuid"),
    ("third_id", "uuid"),
    ("text_1", "text"),
    ("text_2", "text"),
    ("text_3", "text"),
    ("text_4", "text"),
    ("number_1", "bigint"),
    ("number_2", "bigint"),
    ("number_3", "bigint"),
    ("disabled_at", "timestamptz"),
    ("first_on", "date"),
    ("last_on", "date"),
];

/// One part: the values of its columns, and nothing in the others.
fn part(what: &str, values: &[(&str, &str)], from: &str) -> String {
    let columns = COLUMNS.iter().map(|(column, of_type)| {
        let given = values.iter().find(|(name, _)| name == column);
        given.map_or_else(
            || format!("CAST(NULL AS {of_type}) AS {column}"),
            |(_, value)| format!("{value} AS {column}"),
        )
    });
    format!("SELECT '{what}' AS what, {} FROM {from}", columns.collect::<Vec<_>>().join(", "))
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
    let CircumstancesOf { therapists, clients, rooms: in_rooms, groups, closed_from } = of;
    let therapists: Vec<Uuid> = therapists.iter().map(|id| id.uuid()).collect();
    let clients: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let in_rooms: Vec<Uuid> = in_rooms.iter().map(|id| id.uuid()).collect();
    let groups: Vec<Uuid> = groups.iter().map(|id| id.uuid()).collect();
    let (staff, therapist_ids) = is_any_of_bound(on, "id", 2, &therapists);
    let (of_staff, _) = is_any_of_bound(on, "staff_member_id", 2, &therapists);
    let (of_client, client_ids) = is_any_of_bound(on, "client_id", 3, &clients);
    let (room, room_ids) = is_any_of_bound(on, "id", 4, &in_rooms);
    let (group, group_ids) = is_any_of_bound(on, "id", 5, &groups);
    let window = [("text_1", "weekday"), ("text_2", "local_start"), ("text_3", "local_end")];
    let window_of = |owner| [&[("owner_id", owner)], window.as_slice()].concat();
    let span = [
        ("other_id", "id"),
        ("third_id", "change_id"),
        ("number_1", "row_version"),
        ("text_1", "from_time"),
        ("text_2", "until_time"),
        ("text_3", CLOSURE_ZONE),
        ("text_4", "reason"),
        ("first_on", "first_on"),
        ("last_on", "last_on"),
    ];
    let closure_of = |owner| [&[("owner_id", owner)], span.as_slice()].concat();
    let (of_therapist, _) = is_any_of_bound(on, "therapist_id", 2, &therapists);
    let closed = |owner: &str| {
        format!("closure WHERE clinic_id = $1 AND withdrawn_at IS NULL AND last_on >= $6 AND {owner}")
    };
    let member = [
        ("owner_id", "id"),
        ("text_1", "display_name"),
        ("text_2", "role"),
        ("text_3", "zone"),
        ("text_4", "language"),
        ("disabled_at", "disabled_at"),
    ];
    let licence = [("owner_id", "staff_member_id"), ("text_1", "jurisdiction"), ("last_on", "expires_on")];
    let a_room = [("owner_id", "id"), ("other_id", "site_id"), ("number_1", "capacity")];
    let a_group = [
        ("owner_id", "id"),
        ("other_id", "site_id"),
        ("number_1", "min_size"),
        ("number_2", "viable_size"),
        ("number_3", "max_size"),
    ];
    let parts = [
        part("THERAPIST", &member, &format!("staff_member WHERE clinic_id = $1 AND {staff}")),
        part("LICENCE", &licence, &format!("licence WHERE clinic_id = $1 AND {of_staff}")),
        part(
            "THERAPIST_WINDOW",
            &window_of("staff_member_id"),
            &format!("availability_window WHERE clinic_id = $1 AND {of_staff}"),
        ),
        part(
            "CLIENT_WINDOW",
            &window_of("client_id"),
            &format!("availability_window WHERE clinic_id = $1 AND {of_client}"),
        ),
        part("ROOM", &a_room, &format!("room WHERE clinic_id = $1 AND {room}")),
        part("GROUP", &a_group, &format!("therapy_group WHERE clinic_id = $1 AND {group}")),
        part("CLOSURE", &closure_of("site_id"), &closed("site_id IS NOT NULL")),
        part("TIME_OFF", &closure_of("therapist_id"), &closed(&of_therapist)),
    ];
    let closed_from = to_date_column(*closed_from);
    let values =
        [Value::from(clinic_id.uuid()), therapist_ids, client_ids, room_ids, group_ids, closed_from.into()];
    let mut known = Circumstances::default();
    let (mut closures, mut sites) = (Vec::new(), BTreeMap::new());
    for row in rows::<Row>(on, &parts.join(" UNION ALL "), values).await? {
        match row.what.as_str() {
            "CLOSURE" | "TIME_OFF" => closures.push(closure(row)?),
            _ => {
                if let ("ROOM", Some(site)) = (row.what.as_str(), row.other_id) {
                    sites.insert(RoomId::from_uuid(row.owner_id), SiteId::from_uuid(site));
                }
                add(&mut known, row)?;
            }
        }
    }
    known.closed = ClosedTimes::new(&closures, sites).map_err(|_| StorageError::Corrupt(OF))?;
    Ok(known)
}

/// The zone is that of the site or the therapist as it is now.
pub(super) const CLOSURE_ZONE: &str = "COALESCE(\
    (SELECT site.zone FROM site WHERE site.clinic_id = closure.clinic_id AND site.id = closure.site_id), \
    (SELECT member.zone FROM staff_member member \
     WHERE member.clinic_id = closure.clinic_id AND member.id = closure.therapist_id))";

fn closure(row: Row) -> Result<Closure, StorageError> {
    let corrupt = || StorageError::Corrupt(OF);
    let date = |date: Option<NaiveDate>| to_date(date.ok_or_else(corrupt)?, OF);
    let time = |text: Option<String>| parse_option(text.as_deref(), OF);
    let span = ClosureSpan::parse(
        date(row.first_on)?,
        Some(date(row.last_on)?),
        time(row.text_1)?,
        time(row.text_2)?,
    );
    Ok(Closure {
        id: ClosureId::from_uuid(row.other_id.ok_or_else(corrupt)?),
        of: if row.what == "CLOSURE" {
            ClosureOf::Site(SiteId::from_uuid(row.owner_id))
        } else {
            ClosureOf::Therapist(StaffMemberId::from_uuid(row.owner_id))
        },
        zone: parse_zone(&row.text_3.ok_or_else(corrupt)?, OF)?,
        span: span.map_err(|_| corrupt())?,
        reason: parse_option(row.text_4.as_deref(), OF)?,
        change_id: ScheduleChangeId::from_uuid(row.third_id.ok_or_else(corrupt)?),
        withdrawn_at: None,
        row_version: row.number_1.ok_or_else(corrupt)?,
    })
}

fn add(known: &mut Circumstances, row: Row) -> Result<(), StorageError> {
    let Row {
        what,
        owner_id,
        other_id,
        third_id: _,
        text_1,
        text_2,
        text_3,
        text_4,
        number_1,
        number_2,
        number_3,
        disabled_at,
        first_on: _,
        last_on,
    } = row;
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
                language: parse(text_4.as_deref().ok_or(StorageError::Corrupt(OF))?, OF)?,
                disabled_at: disabled_at.map(|at| to_instant(at, OF)).transpose()?,
            };
            known.therapists.insert(id, member);
        }
        "LICENCE" => {
            let licence = Licence {
                jurisdiction: parse(text_1.as_deref().ok_or(corrupt)?, OF)?,
                expires_on: last_on.map(|date| to_date(date, OF)).transpose()?,
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
            let id = GroupId::from_uuid(owner_id);
            known.groups.insert(id, GroupSizes { least, viable, most });
            known.sites_of_groups.extend(other_id.map(|site| (id, SiteId::from_uuid(site))));
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
