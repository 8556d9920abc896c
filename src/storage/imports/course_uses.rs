//! Which courses of an import somebody has gone on with.

use sea_orm::FromQueryResult;

use super::super::Connection;
use super::super::error::StorageError;
use super::super::statement;
use crate::domain::ids::{ClinicId, ImportId};

/// What tells that a course isn't as an import left it: everything was made at its first version, and what was marked
/// then was so at the import: its session is held since.
const GONE_ON_WITH: &str = "series.row_version > 1 OR of_group.row_version > 1 \
    OR EXISTS (SELECT 1 FROM session WHERE session.clinic_id = series.clinic_id \
        AND session.series_id = series.id \
        AND session.row_version > CASE session.status WHEN 'HELD' THEN 2 ELSE 1 END) \
    OR EXISTS (SELECT 1 FROM enrollment person WHERE person.clinic_id = series.clinic_id \
        AND (person.group_id = series.group_id OR person.id = series.enrollment_id) AND person.row_version > 1) \
    OR EXISTS (SELECT 1 FROM enrollment person WHERE person.clinic_id = series.clinic_id \
        AND (person.group_id = series.group_id OR person.id = series.enrollment_id) AND ( \
            EXISTS (SELECT 1 FROM outcome_measure measure WHERE measure.clinic_id = person.clinic_id \
                AND measure.enrollment_id = person.id) \
            OR EXISTS (SELECT 1 FROM treatment_goal goal WHERE goal.clinic_id = person.clinic_id \
                AND goal.enrollment_id = person.id) \
            OR EXISTS (SELECT 1 FROM phase_step_tick tick WHERE tick.clinic_id = person.clinic_id \
                AND tick.enrollment_id = person.id))) \
    OR EXISTS (SELECT 1 FROM enrollment person JOIN brief_form_decision decided \
            ON decided.clinic_id = person.clinic_id AND decided.enrollment_id = person.id \
        WHERE person.clinic_id = series.clinic_id \
            AND (person.group_id = series.group_id OR person.id = series.enrollment_id)) \
    OR EXISTS (SELECT 1 FROM session JOIN participation place \
            ON place.clinic_id = session.clinic_id AND place.session_id = session.id \
        JOIN attendance_mark mark ON mark.clinic_id = place.clinic_id AND mark.participation_id = place.id \
        WHERE session.clinic_id = series.clinic_id AND session.series_id = series.id \
            AND (mark.version > 1 OR mark.recorded_at > import.created_at)) \
    OR EXISTS (SELECT 1 FROM session JOIN participation guest \
            ON guest.clinic_id = session.clinic_id AND guest.session_id = session.id \
        WHERE session.clinic_id = series.clinic_id AND session.series_id = series.id \
            AND guest.makes_up_for IS NOT NULL) \
    OR EXISTS (SELECT 1 FROM session JOIN participation place \
            ON place.clinic_id = session.clinic_id AND place.session_id = session.id \
        JOIN reminder_delivery mail ON mail.clinic_id = place.clinic_id AND mail.participation_id = place.id \
        WHERE session.clinic_id = series.clinic_id AND session.series_id = series.id \
            AND (mail.sends > 0 OR mail.state IN ('CLAIMED', 'SENT')))";

#[derive(FromQueryResult)]
struct NameRow {
    name: Option<String>,
}

/// The courses of an import that somebody has gone on with, by the group's name or the number of the client who is
/// treated, in the order in which they were made: `most` of them.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_courses_in_use(
    on: &Connection,
    clinic_id: ClinicId,
    id: ImportId,
    most: u32,
) -> Result<Vec<String>, StorageError> {
    let sql = format!(
        "SELECT COALESCE(of_group.name, client.external_id) AS name FROM course_import import \
         JOIN course_import_series made ON made.clinic_id = import.clinic_id AND made.import_id = import.id \
         JOIN session_series series ON series.clinic_id = made.clinic_id AND series.id = made.series_id \
         LEFT JOIN therapy_group of_group \
            ON of_group.clinic_id = series.clinic_id AND of_group.id = series.group_id \
         LEFT JOIN enrollment treatment \
            ON treatment.clinic_id = series.clinic_id AND treatment.id = series.enrollment_id \
         LEFT JOIN client ON client.clinic_id = treatment.clinic_id AND client.id = treatment.client_id \
         WHERE import.clinic_id = $1 AND import.id = $2 AND ({GONE_ON_WITH}) ORDER BY series.id LIMIT {most}"
    );
    let rows = statement::rows::<NameRow>(on, &sql, [clinic_id.uuid().into(), id.uuid().into()]).await?;
    Ok(rows.into_iter().filter_map(|NameRow { name }| name).collect())
}
