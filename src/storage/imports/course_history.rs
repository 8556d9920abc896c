//! The imports of courses themselves.

use jiff::Timestamp;
use sea_orm::sea_query::Order;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};

use super::super::Connection;
use super::super::entities::course_import::{ActiveModel, Column, Entity, Model};
use super::super::entities::course_import_series;
use super::super::error::StorageError;
use super::super::insert::insert_all;
use super::super::transaction::Transaction;
use super::super::values::{to_column, to_instant};
use crate::domain::ids::{ClinicId, ImportId, SeriesId};
use crate::domain::imports::{CourseImport, CourseImportCounts, CourseStanding, Tally};
use crate::domain::slice::Slice;

const OF: &str = "course_import";

/// Inserts an import of courses with the series it made and how all of it stands.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_course_import(
    tx: &Transaction,
    clinic_id: ClinicId,
    import: &CourseImport,
    series: &[SeriesId],
) -> Result<(), StorageError> {
    let CourseImport { id, created_at, counts, undone_at } = import;
    let CourseImportCounts {
        groups,
        treatments,
        enrollments,
        sessions,
        marks,
        accepted_entries,
        likely_duplicates,
        refused_rows,
    } = counts;
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        created_at: Set(to_column(*created_at)),
        group_count: Set(to_count(*groups)),
        treatment_count: Set(to_count(*treatments)),
        enrollment_count: Set(to_count(*enrollments)),
        session_count: Set(to_count(*sessions)),
        mark_count: Set(to_count(*marks)),
        likely_duplicate_count: Set(to_count(*likely_duplicates)),
        refused_row_count: Set(to_count(*refused_rows)),
        accepted_entry_count: Set(to_count(*accepted_entries)),
        standing: Set(to_json(&CourseStanding::default())?),
        undone_at: Set(undone_at.map(to_column)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    let made = series.iter().map(|series| course_import_series::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        import_id: Set(id.uuid()),
        series_id: Set(series.uuid()),
    });
    insert_all::<course_import_series::Entity, _>(tx, made).await
}

/// Keeps how what an import made stands once it is carried out.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn keep_standing(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
    standing: &CourseStanding,
) -> Result<(), StorageError> {
    Entity::update_many()
        .set(ActiveModel { standing: Set(to_json(standing)?), ..Default::default() })
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The import of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_course_import(
    on: &Connection,
    clinic_id: ClinicId,
    id: ImportId,
) -> Result<Option<CourseImport>, StorageError> {
    Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(from_row).transpose()
}

/// The same with how it stood, and nobody else undoes it until this transaction is over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_course_import(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
) -> Result<Option<(CourseImport, CourseStanding)>, StorageError> {
    let query = Entity::find_by_id((clinic_id.uuid(), id.uuid())).lock_exclusive();
    let Some(row) = query.one(&**tx).await? else { return Ok(None) };
    let standing = from_json(row.standing.clone())?;
    Ok(Some((from_row(row)?, standing)))
}

/// A slice of the clinic's imports of courses, newest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_course_imports(
    on: &Connection,
    clinic_id: ClinicId,
    slice: Slice<ImportId>,
) -> Result<Vec<CourseImport>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(slice.after, |query, before| query.filter(Column::Id.lt(before.uuid())))
        .order_by(Column::Id, Order::Desc)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Writes down that an import of courses was undone: from then on its marks may be deleted.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn mark_courses_undone(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
    now: Timestamp,
) -> Result<(), StorageError> {
    Entity::update_many()
        .set(ActiveModel { undone_at: Set(Some(to_column(now))), ..Default::default() })
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// A standing as it is kept.
#[derive(Serialize, Deserialize)]
struct Standing {
    groups: (i64, i64),
    enrollments: (i64, i64),
    series: (i64, i64),
    sessions: (i64, i64),
    places: (i64, i64),
    marks: i64,
    /// Imports from before they closed entries kept none.
    #[serde(default)]
    entries: (i64, i64),
    handled_flags: i64,
    mails: i64,
}

fn to_json(standing: &CourseStanding) -> Result<sea_orm::prelude::Json, StorageError> {
    let CourseStanding {
        groups,
        enrollments,
        series,
        sessions,
        places,
        marks,
        entries,
        handled_flags,
        mails,
    } = *standing;
    let pair = |Tally { count, versions }: Tally| (count, versions);
    let kept = Standing {
        groups: pair(groups),
        enrollments: pair(enrollments),
        series: pair(series),
        sessions: pair(sessions),
        places: pair(places),
        marks,
        entries: pair(entries),
        handled_flags,
        mails,
    };
    serde_json::to_value(kept).map_err(|_| StorageError::Corrupt(OF))
}

fn from_json(value: sea_orm::prelude::Json) -> Result<CourseStanding, StorageError> {
    let Standing { groups, enrollments, series, sessions, places, marks, entries, handled_flags, mails } =
        serde_json::from_value(value).map_err(|_| StorageError::Corrupt(OF))?;
    let tally = |(count, versions)| Tally { count, versions };
    Ok(CourseStanding {
        groups: tally(groups),
        enrollments: tally(enrollments),
        series: tally(series),
        sessions: tally(sessions),
        places: tally(places),
        marks,
        entries: tally(entries),
        handled_flags,
        mails,
    })
}

fn to_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn from_row(row: Model) -> Result<CourseImport, StorageError> {
    let Model {
        clinic_id: _,
        id,
        created_at,
        group_count,
        treatment_count,
        enrollment_count,
        session_count,
        mark_count,
        likely_duplicate_count,
        refused_row_count,
        accepted_entry_count,
        standing: _,
        undone_at,
    } = row;
    let count = |stored: i64| u64::try_from(stored).map_err(|_| StorageError::Corrupt(OF));
    Ok(CourseImport {
        id: ImportId::from_uuid(id),
        created_at: to_instant(created_at, OF)?,
        counts: CourseImportCounts {
            groups: count(group_count)?,
            treatments: count(treatment_count)?,
            enrollments: count(enrollment_count)?,
            sessions: count(session_count)?,
            marks: count(mark_count)?,
            accepted_entries: count(accepted_entry_count)?,
            likely_duplicates: count(likely_duplicate_count)?,
            refused_rows: count(refused_row_count)?,
        },
        undone_at: undone_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}
