//! What an import of courses made: how it stands, and taking it out again.

use sea_orm::FromQueryResult;
use sea_orm::prelude::Uuid;

use super::super::Connection;
use super::super::dialect::{is_any_of_bound, locking_rows};
use super::super::error::StorageError;
use super::super::statement;
use super::super::transaction::Transaction;
use super::course_entries::ENTRIES;
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, GroupId, ImportId};
use crate::domain::imports::{CourseStanding, Tally};

/// The series that import `$2` of clinic `$1` made, and what hangs on them.
const SERIES: &str = "SELECT series_id FROM course_import_series WHERE clinic_id = $1 AND import_id = $2";

fn groups() -> String {
    format!(
        "SELECT group_id FROM session_series WHERE clinic_id = $1 AND group_id IS NOT NULL AND id IN ({SERIES})"
    )
}

fn treatments() -> String {
    format!(
        "SELECT enrollment_id FROM session_series WHERE clinic_id = $1 AND enrollment_id IS NOT NULL AND id IN ({SERIES})"
    )
}

fn sessions() -> String {
    format!("SELECT id FROM session WHERE clinic_id = $1 AND {}", of_series())
}

fn places() -> String {
    format!("SELECT id FROM participation WHERE clinic_id = $1 AND {}", of_sessions())
}

/// The condition of a session that is of the import's series.
fn of_series() -> String {
    format!("series_id IN ({SERIES})")
}

/// The condition of what is of one of these sessions. A place is asked for by its session, not by its id among the ids of
/// such places: to that, PostgreSQL may compare each with each.
fn of_sessions() -> String {
    format!("session_id IN ({})", sessions())
}

/// The condition of an enrollment or a series that belongs to a group or a treatment of the import.
fn of_courses(treatment: &str) -> String {
    format!("clinic_id = $1 AND (group_id IN ({}) OR {treatment} IN ({}))", groups(), treatments())
}

#[derive(FromQueryResult)]
struct TallyRow {
    many: i64,
    versions: i64,
}

/// How what an import made stands now: a few statements, however much it is.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_standing(
    on: &Connection,
    clinic_id: ClinicId,
    id: ImportId,
) -> Result<CourseStanding, StorageError> {
    let of = async |table: &str, condition: String, versions: &str| {
        let sql = format!(
            "SELECT COUNT(*) AS many, CAST(COALESCE(SUM({versions}), 0) AS bigint) AS versions FROM {table} WHERE {condition}"
        );
        let rows = statement::rows::<TallyRow>(on, &sql, keys(clinic_id, id)).await?;
        let tally = |TallyRow { many, versions }: &TallyRow| Tally { count: *many, versions: *versions };
        Ok::<_, StorageError>(rows.first().map_or_else(Tally::default, tally))
    };
    let in_clinic = |condition: String| format!("clinic_id = $1 AND {condition}");
    let of_places = |column: &str| in_clinic(format!("{column} IN ({})", places()));
    let handled = "(closed_by_person OR state IN ('ACKNOWLEDGED', 'CONTACTED') OR EXISTS ( \
        SELECT 1 FROM risk_action WHERE risk_action.clinic_id = risk_flag.clinic_id AND risk_action.flag_id = risk_flag.id))";
    let went_out = "(sends > 0 OR state IN ('CLAIMED', 'SENT'))";
    Ok(CourseStanding {
        groups: of("therapy_group", in_clinic(format!("id IN ({})", groups())), "row_version").await?,
        enrollments: of("enrollment", of_courses("id"), "row_version").await?,
        series: of("session_series", of_courses("enrollment_id"), "row_version").await?,
        sessions: of("session", in_clinic(of_series()), "row_version").await?,
        places: of("participation", in_clinic(of_sessions()), "row_version").await?,
        marks: of("attendance_mark", of_places("participation_id"), "0").await?.count,
        entries: of("waitlist_entry", in_clinic(format!("id IN ({ENTRIES})")), "row_version").await?,
        handled_flags: of("risk_flag", format!("{} AND {handled}", of_places("trigger_id")), "0")
            .await?
            .count,
        mails: of("reminder_delivery", format!("{} AND {went_out}", of_places("participation_id")), "0")
            .await?
            .count,
    })
}

#[derive(FromQueryResult)]
struct EnrollmentRow {
    id: Uuid,
    client_id: Uuid,
    group_id: Option<Uuid>,
}

/// An enrollment that an import made: which, whose, in which group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportedEnrollment {
    /// Which.
    pub id: EnrollmentId,
    /// Whose.
    pub client_id: ClientId,
    /// In which group; none is an individual treatment.
    pub group_id: Option<GroupId>,
}

/// The enrollments of the courses that an import made, oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_imported_enrollments(
    on: &Connection,
    clinic_id: ClinicId,
    id: ImportId,
) -> Result<Vec<ImportedEnrollment>, StorageError> {
    let sql =
        format!("SELECT id, client_id, group_id FROM enrollment WHERE {} ORDER BY id", of_courses("id"));
    let rows = statement::rows::<EnrollmentRow>(on, &sql, keys(clinic_id, id)).await?;
    let imported = |EnrollmentRow { id, client_id, group_id }| ImportedEnrollment {
        id: EnrollmentId::from_uuid(id),
        client_id: ClientId::from_uuid(client_id),
        group_id: group_id.map(GroupId::from_uuid),
    };
    Ok(rows.into_iter().map(imported).collect())
}

/// Nobody marks, moves, joins or is written to about what an import made until this transaction is over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_courses(tx: &Transaction, clinic_id: ClinicId, id: ImportId) -> Result<(), StorageError> {
    let locking = locking_rows(tx);
    // In the order in which the commands lock: the group, enrollments, sessions.
    for (table, condition) in [
        ("therapy_group", format!("clinic_id = $1 AND id IN ({})", groups())),
        ("enrollment", of_courses("id")),
        ("session", format!("clinic_id = $1 AND {}", of_series())),
        ("participation", format!("clinic_id = $1 AND {}", of_sessions())),
        ("reminder_delivery", format!("clinic_id = $1 AND participation_id IN ({})", places())),
        ("waitlist_entry", format!("clinic_id = $1 AND id IN ({ENTRIES})")),
    ] {
        let sql = format!("SELECT id FROM {table} WHERE {condition} ORDER BY id{locking}");
        statement::change(tx, &sql, keys(clinic_id, id)).await?;
    }
    Ok(())
}

/// Deletes all that an import made, which has to be marked as undone before; nothing of it is kept but the import itself.
///
/// # Errors
/// `Constraint(Reference)` if something else refers to a record of it; otherwise `StorageError`.
pub async fn delete_courses(tx: &Transaction, clinic_id: ClinicId, id: ImportId) -> Result<(), StorageError> {
    let delete = async |table: &str, condition: String| {
        let sql = format!("DELETE FROM {table} WHERE clinic_id = $1 AND {condition}");
        statement::change(tx, &sql, keys(clinic_id, id)).await.map(|_| ())
    };
    delete("notice", format!("participation_id IN ({})", places())).await?;
    delete("reminder_delivery", format!("participation_id IN ({})", places())).await?;
    delete("risk_flag", format!("trigger_id IN ({})", places())).await?;
    delete("attendance_mark", format!("participation_id IN ({})", places())).await?;
    delete("occupancy", of_sessions()).await?;
    delete("participation", of_sessions()).await?;
    delete("session", of_series()).await?;
    // Owners are known by their series, and a series has to go before them.
    let owners = list_owners(tx, clinic_id, id).await?;
    let made = list_series(tx, clinic_id, id).await?;
    delete("course_import_series", "import_id = $2".to_owned()).await?;
    for (table, ids) in
        [("session_series", made), ("enrollment", owners.enrollments), ("therapy_group", owners.groups)]
    {
        let (is_one, array) = is_any_of_bound(tx, "id", 2, &ids);
        let sql = format!("DELETE FROM {table} WHERE clinic_id = $1 AND {is_one}");
        statement::change(tx, &sql, [clinic_id.uuid().into(), array]).await?;
    }
    Ok(())
}

struct Owners {
    enrollments: Vec<Uuid>,
    groups: Vec<Uuid>,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

async fn list_owners(on: &Connection, clinic_id: ClinicId, id: ImportId) -> Result<Owners, StorageError> {
    let enrollments = list_imported_enrollments(on, clinic_id, id).await?;
    let sql =
        format!("SELECT id FROM therapy_group WHERE clinic_id = $1 AND id IN ({}) ORDER BY id", groups());
    let groups = statement::rows::<IdRow>(on, &sql, keys(clinic_id, id)).await?;
    Ok(Owners {
        enrollments: enrollments.into_iter().map(|one| one.id.uuid()).collect(),
        groups: groups.into_iter().map(|row| row.id).collect(),
    })
}

async fn list_series(on: &Connection, clinic_id: ClinicId, id: ImportId) -> Result<Vec<Uuid>, StorageError> {
    let sql = "SELECT series_id AS id FROM course_import_series WHERE clinic_id = $1 AND import_id = $2 ORDER BY series_id";
    let rows = statement::rows::<IdRow>(on, sql, keys(clinic_id, id)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

fn keys(clinic_id: ClinicId, id: ImportId) -> [sea_orm::Value; 2] {
    [clinic_id.uuid().into(), id.uuid().into()]
}
