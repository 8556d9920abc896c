//! The evaluations before and after treatment of courses: when they are due, and what they found.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::instruments::instruments_by_id;
use super::queries::{MeasureCourse, judged};
use crate::app::access::require_on;
use crate::app::companions::{ClientCourse, load_courses};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::companions::{CompanionKind, CompanionState, CompanionWindow};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{EnrollmentId, ProgramId};
use crate::domain::measures::{
    EvaluationState, Instrument, Occasion, Reading, SideBySide, evaluation_state, side_by_side,
};
use crate::domain::programs::TreatmentProgram;
use crate::domain::time::{Zone, local};
use crate::storage::{Connection, enrollments, measures, programs};

/// One of the two evaluations of a course.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Which.
    pub kind: CompanionKind,
    /// When it may be held, in the zone of the weekly sessions; none if the program does not ask for it, or while there is no
    /// weekly session.
    pub window: Option<CompanionWindow>,
    /// On which day it was done: that of its first reading, or else of its meeting.
    pub done_on: Option<Date>,
    /// How it stands.
    pub state: EvaluationState,
}

/// What the evaluations found by one instrument.
#[derive(Debug, Clone)]
pub struct EvaluationResult {
    /// The instrument.
    pub instrument: Instrument,
    /// The readings.
    pub found: SideBySide,
}

/// The evaluations of one course.
#[derive(Debug, Clone)]
pub struct Evaluations {
    /// Of whose course.
    pub enrollment_id: EnrollmentId,
    /// The zone of their dates: that of the weekly sessions, or else the site's.
    pub zone: Zone,
    /// The one before treatment.
    pub pre: Evaluation,
    /// The one after treatment.
    pub post: Evaluation,
    /// What they found.
    pub results: Vec<EvaluationResult>,
}

/// The evaluations of one enrollment.
///
/// # Errors
/// `Failure` if denied (it needs the rights to read clients and attendance), the enrollment is missing or nobody's of the
/// caller's, or the database fails.
pub async fn read_evaluations(app: &App, caller: &Caller, id: EnrollmentId) -> Result<Evaluations, Failure> {
    require_on(app, caller, Action::ReadClients, id).await?;
    require_on(app, caller, Action::ReadAttendance, id).await?;
    let on = app.db.reader();
    let found = enrollments::find_enrollment(on, caller.reach(), id).await?;
    let enrollment = found.ok_or(Failure::NotFound)?;
    if !enrollments::is_led(on, caller.reach(), id).await? {
        return Err(Failure::NotFound);
    }
    let programs = programs::load_programs(on, caller.clinic_id, &[enrollment.program_id]).await?;
    let mut all = load_evaluations(on, caller, app.now(), &[enrollment], &programs).await?;
    all.remove(&id).ok_or(Failure::NotFound)
}

/// The evaluations of those enrollments, whose programs are given: two statements, and one more each while there is no weekly
/// session and where a clinic's own instruments were used, however many.
///
/// # Errors
/// `Failure` if the database fails, with `VanishedZone` if no date of a course can be told.
pub(in crate::app) async fn load_evaluations(
    on: &Connection,
    caller: &Caller,
    now: Timestamp,
    enrollments: &[Enrollment],
    programs: &HashMap<ProgramId, TreatmentProgram>,
) -> Result<HashMap<EnrollmentId, Evaluations>, Failure> {
    let ids: Vec<EnrollmentId> = enrollments.iter().map(|one| one.id).collect();
    let courses = load_courses(on, caller.clinic_id, enrollments).await?;
    let mut readings = measures::load_readings(on, caller.clinic_id, &ids).await?;
    let taken = readings.values().flatten().map(|reading| reading.instrument_id);
    let instruments = instruments_by_id(on, caller.clinic_id, taken).await?;
    let mut instruments: Vec<Instrument> = instruments.into_values().collect();
    instruments.sort_unstable_by_key(Instrument::id);
    let mut all = HashMap::new();
    for enrollment in enrollments {
        let (Some(course), Some(program)) =
            (courses.get(&enrollment.id), programs.get(&enrollment.program_id))
        else {
            continue;
        };
        let own = readings.remove(&enrollment.id).unwrap_or_default();
        let evaluation = |kind| evaluation(kind, program, course, &own, now);
        let result = |course: MeasureCourse| {
            let found = side_by_side(&course.judgement)?;
            Some(EvaluationResult { instrument: course.instrument, found })
        };
        let evaluations = Evaluations {
            enrollment_id: enrollment.id,
            zone: course.zone.clone(),
            pre: evaluation(CompanionKind::PreEvaluation),
            post: evaluation(CompanionKind::PostEvaluation),
            results: judged(&instruments, &own).into_iter().filter_map(result).collect(),
        };
        all.insert(enrollment.id, evaluations);
    }
    Ok(all)
}

fn evaluation(
    kind: CompanionKind,
    program: &TreatmentProgram,
    course: &ClientCourse,
    readings: &[Reading],
    now: Timestamp,
) -> Evaluation {
    let asked = program.draft.companions.iter().find(|one| one.kind == kind);
    let window = asked.and_then(|companion| course.window(companion));
    let occasion = if kind == CompanionKind::PreEvaluation { Occasion::Pre } else { Occasion::Post };
    let measured = readings.iter().filter(|reading| reading.taken.occasion == occasion);
    let measured_on = measured.map(|reading| reading.taken.on).min();
    let held_on =
        asked.filter(|companion| course.state(companion, now) == CompanionState::Held).and_then(|_| {
            let meeting = course.standing(kind)?;
            Some(local(meeting.held.starts_at, &course.zone).date())
        });
    let done_on = measured_on.or(held_on);
    let state = evaluation_state(asked.is_some(), window.as_ref(), done_on, &course.zone, now);
    Evaluation { kind, window, done_on, state }
}
