//! The courses that began in the period.

use sea_orm::{EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::within::{courses, courses_led, roughly_within};
use crate::domain::access::Reach;
use crate::domain::dashboards::{CellOf, DashboardFilter, Period};
use crate::domain::enrollments::Enrollment;
use crate::domain::time::{Zone, local};
use crate::storage::enrollments::from_row;
use crate::storage::entities::{enrollment, site, treatment_program};
use crate::storage::{Connection, StorageError, joins, reach};

/// A course with its program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The course.
    pub enrollment: Enrollment,
    /// Its program, as a cell.
    pub program: CellOf,
}

/// The courses in reach that began in the period, by the calendar of their site, oldest first; guests' belong to their own
/// therapist: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_courses(
    on: &Connection,
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
) -> Result<Vec<Course>, StorageError> {
    let rows = enrollment::Entity::find()
        .join(JoinType::InnerJoin, joins::enrollment_site())
        .join(JoinType::InnerJoin, joins::enrollment_program())
        .column_as(site::Column::Zone, "zone")
        .column_as(treatment_program::Column::Name, "program_name")
        .filter(reach::led_enrollments(reach))
        .filter(roughly_within(enrollment::Column::EnrolledAt, period))
        .filter(courses(filter))
        .filter(courses_led(reach.clinic_id, filter))
        .order_by_asc(enrollment::Column::Id)
        .into_model::<Row>()
        .all(on)
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for Row { enrollment, zone, program_name } in rows {
        let enrollment = from_row(enrollment)?;
        if period.has(local(enrollment.enrolled_at, &Zone::stored(&zone)).date()) {
            let program = CellOf::Program { id: enrollment.program_id, name: program_name };
            found.push(Course { enrollment, program });
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    enrollment: enrollment::Model,
    zone: String,
    program_name: String,
}
