//! Reading readings.

use std::collections::HashMap;

use super::instruments::instruments_by_id;
use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{EnrollmentId, InstrumentId, MeasureId};
use crate::domain::measures::{Instrument, Judgement, Reading, ReadingVersion, judge};
use crate::domain::slice::Slice;
use crate::storage::{enrollments, measures};

/// A reading, and the instrument it is of.
#[derive(Debug, Clone)]
pub struct ShownReading {
    /// The reading.
    pub reading: Reading,
    /// Its instrument.
    pub instrument: Instrument,
}

/// The readings of one instrument of one course, judged.
#[derive(Debug, Clone)]
pub struct MeasureCourse {
    /// The instrument.
    pub instrument: Instrument,
    /// What its readings say.
    pub judgement: Judgement,
}

/// Passes if the caller may read measures: it needs the rights to read clients and attendance.
async fn require_reading(app: &App, caller: &Caller) -> Result<(), Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await
}

/// One reading of the caller's clinic, also one that was withdrawn.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_measure(
    app: &App,
    caller: &Caller,
    id: MeasureId,
) -> Result<Option<ShownReading>, Failure> {
    require_on(app, caller, Action::ReadClients, id).await?;
    require_on(app, caller, Action::ReadAttendance, id).await?;
    let found = measures::find_reading(app.db.reader(), caller.reach(), id).await?;
    let shown = show(app, caller, found.into_iter().collect()).await?;
    Ok(shown.into_iter().next())
}

/// A slice of one enrollment's readings in the order in which they were recorded, withdrawn ones too: of one instrument, if
/// given.
///
/// # Errors
/// `Failure` if denied, the enrollment is missing or nobody's of the caller's, or the database fails.
pub async fn list_measures(
    app: &App,
    caller: &Caller,
    enrollment_id: EnrollmentId,
    instrument_id: Option<InstrumentId>,
    slice: Slice<MeasureId>,
) -> Result<Vec<ShownReading>, Failure> {
    require_on(app, caller, Action::ReadClients, enrollment_id).await?;
    require_on(app, caller, Action::ReadAttendance, enrollment_id).await?;
    let on = app.db.reader();
    if !enrollments::is_led(on, caller.reach(), enrollment_id).await? {
        return Err(Failure::NotFound);
    }
    let found = measures::list_readings(on, caller.reach(), enrollment_id, instrument_id, slice).await?;
    show(app, caller, found).await
}

/// The versions of a reading, from the first, with its instrument.
///
/// # Errors
/// `Failure` if denied, missing, or the database fails.
pub async fn list_measure_history(
    app: &App,
    caller: &Caller,
    id: MeasureId,
) -> Result<(Instrument, Vec<ReadingVersion>), Failure> {
    let shown = find_measure(app, caller, id).await?.ok_or(Failure::NotFound)?;
    let versions = measures::list_versions(app.db.reader(), caller.clinic_id, &shown.reading).await?;
    Ok((shown.instrument, versions))
}

/// The readings of those enrollments, judged, instrument by instrument: a statement, and one more where a clinic's own
/// instruments are among them, however many. Of a guest's course a therapist is shown nothing.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_courses(
    app: &App,
    caller: &Caller,
    ids: &[EnrollmentId],
) -> Result<HashMap<EnrollmentId, Vec<MeasureCourse>>, Failure> {
    require_reading(app, caller).await?;
    let on = app.db.reader();
    let courses = measures::load_readings_in_reach(on, caller.reach(), ids).await?;
    let taken = courses.values().flatten().map(|reading| reading.instrument_id);
    let instruments = instruments_by_id(on, caller.clinic_id, taken).await?;
    let mut instruments: Vec<Instrument> = instruments.into_values().collect();
    instruments.sort_unstable_by_key(Instrument::id);
    Ok(courses.into_iter().map(|(id, readings)| (id, judged(&instruments, &readings))).collect())
}

/// The courses of one enrollment's readings.
pub(super) fn judged(instruments: &[Instrument], readings: &[Reading]) -> Vec<MeasureCourse> {
    let taken = |one: &&Instrument| readings.iter().any(|reading| reading.instrument_id == one.id());
    let course =
        |one: &Instrument| MeasureCourse { judgement: judge(one, readings), instrument: one.clone() };
    instruments.iter().filter(taken).map(course).collect()
}

async fn show(app: &App, caller: &Caller, readings: Vec<Reading>) -> Result<Vec<ShownReading>, Failure> {
    let ids = readings.iter().map(|reading| reading.instrument_id);
    let instruments = instruments_by_id(app.db.reader(), caller.clinic_id, ids).await?;
    let shown = |reading: Reading| {
        let instrument = instruments.get(&reading.instrument_id).cloned().ok_or(Failure::NotFound)?;
        Ok(ShownReading { reading, instrument })
    };
    readings.into_iter().map(shown).collect()
}
