//! What courses have come to, and what is due in them.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::app::access::{require, require_on};
use crate::app::measures::{Evaluation, Evaluations, load_evaluations};
use crate::app::waitlist::Calendars;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::{Ledger, LedgerEntry};
use crate::domain::enrollments::Enrollment;
use crate::domain::goals::{Goal, GoalRating, standing_ratings};
use crate::domain::ids::{EnrollmentId, GoalId, ProgramId};
use crate::domain::measures::EvaluationState;
use crate::domain::phases::{
    Due, DueEvaluation, DueGoal, Phase, PhaseBounds, PhaseStep, StepTick, default_steps, due_in,
};
use crate::domain::programs::TreatmentProgram;
use crate::domain::time::{Zone, local};
use crate::storage::{enrollments, goals, ledgers, phases, programs};

/// A step of a course.
#[derive(Debug, Clone)]
pub struct StepOfCourse {
    /// The step.
    pub step: PhaseStep,
    /// What was ticked last of it; none if nobody ever did.
    pub tick: Option<StepTick>,
}

/// What a course has come to.
#[derive(Debug, Clone)]
pub struct CoursePhase {
    /// The phase of its next session.
    pub phase: Phase,
    /// How many of its sessions took place while the client was expected; in the brief form, how many were received.
    pub held: u32,
    /// Where its phases end.
    pub bounds: PhaseBounds,
    /// The steps of all phases, in the program's order.
    pub steps: Vec<StepOfCourse>,
    /// What is due; nothing once the enrollment is over but for the evaluation after it.
    pub due: Vec<Due>,
}

/// The steps that a program's phases name: its own, or else the usual ones.
///
/// # Errors
/// `Failure` if denied (it needs the right to read the schedule), missing, or the database fails.
pub async fn list_program_steps(
    app: &App,
    caller: &Caller,
    id: ProgramId,
) -> Result<Vec<PhaseStep>, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    let on = app.db.reader();
    programs::find_program(on, caller.clinic_id, id).await?.ok_or(Failure::NotFound)?;
    let mut own = phases::load_steps(on, caller.clinic_id, &[id]).await?;
    Ok(own.remove(&id).unwrap_or_else(default_steps))
}

/// What those courses have come to: as many statements for one as for many. Of a guest's course a therapist is shown nothing.
///
/// # Errors
/// `Failure` if denied (it needs the rights to read clients and attendance) or the database fails.
pub async fn load_phases(
    app: &App,
    caller: &Caller,
    all: &[Enrollment],
) -> Result<HashMap<EnrollmentId, CoursePhase>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    let (on, clinic_id, now) = (app.db.reader(), caller.clinic_id, app.now());
    let ids: Vec<EnrollmentId> = all.iter().map(|one| one.id).collect();
    let led = enrollments::load_led(on, caller.reach(), &ids).await?;
    let led: Vec<Enrollment> = all.iter().filter(|one| led.contains(&one.id)).cloned().collect();
    if led.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<EnrollmentId> = led.iter().map(|one| one.id).collect();
    let mut of_programs: Vec<ProgramId> = led.iter().map(|one| one.program_id).collect();
    of_programs.sort_unstable();
    of_programs.dedup();
    let programs = programs::load_programs(on, clinic_id, &of_programs).await?;
    let own_steps = phases::load_steps(on, clinic_id, &of_programs).await?;
    let ticks = phases::load_ticks(on, clinic_id, &ids).await?;
    let loaded = ledgers::load_ledgers(on, clinic_id, &ids).await?;
    let ledgers: HashMap<EnrollmentId, Ledger> =
        loaded.into_iter().map(|one| (one.enrollment_id, Ledger::new(one.entries, now))).collect();
    let goals = goals::load_goals(on, caller.reach(), &ids).await?;
    let goal_ids: Vec<GoalId> = goals.iter().map(|goal| goal.id).collect();
    let ratings = goals::load_ratings(on, clinic_id, &goal_ids).await?;
    let evaluations = load_evaluations(on, caller, now, &led, &programs).await?;
    let calendars = Calendars::load(on, clinic_id, now).await?;
    let mut found = HashMap::new();
    for enrollment in led {
        let (Some(program), Some(evaluations)) =
            (programs.get(&enrollment.program_id), evaluations.get(&enrollment.id))
        else {
            continue;
        };
        let id = enrollment.id;
        let site = calendars.sites().iter().find(|site| site.id == enrollment.site_id);
        let steps = own_steps.get(&enrollment.program_id).cloned().unwrap_or_else(default_steps);
        let facts = Facts {
            program,
            evaluations,
            ledger: ledgers.get(&id),
            steps,
            ticks: ticks.iter().filter(|tick| tick.enrollment_id == id).collect(),
            goals: goals.iter().filter(|goal| goal.enrollment_id == id).collect(),
            ratings: &ratings,
            site_zone: site.map_or(&evaluations.zone, |site| &site.zone),
            today: local(now, &evaluations.zone).date(),
        };
        found.insert(id, facts.phase_of(&enrollment));
    }
    Ok(found)
}

/// What is known of one course.
struct Facts<'a> {
    program: &'a TreatmentProgram,
    evaluations: &'a Evaluations,
    ledger: Option<&'a Ledger>,
    steps: Vec<PhaseStep>,
    ticks: Vec<&'a StepTick>,
    goals: Vec<&'a Goal>,
    ratings: &'a [GoalRating],
    /// The zone of the days on which goals are rated.
    site_zone: &'a Zone,
    today: Date,
}

impl Facts<'_> {
    fn phase_of(self, enrollment: &Enrollment) -> CoursePhase {
        let planned = u32::try_from(enrollment.planned_sessions).unwrap_or(0);
        let bounds = PhaseBounds::of_program(&self.program.draft, planned);
        let held = self.ledger.map_or(0, |ledger| counted(ledger, enrollment).count());
        let held = u32::try_from(held).unwrap_or(u32::MAX);
        let phase = bounds.phase_after(held);
        let steps: Vec<StepOfCourse> = self.steps.iter().map(|step| self.step(step)).collect();
        let stands: Vec<(PhaseStep, bool)> = steps
            .iter()
            .map(|one| (one.step.clone(), one.tick.as_ref().is_some_and(|tick| tick.is_done)))
            .collect();
        let goals: Vec<DueGoal> = self.goals.iter().map(|goal| self.goal(goal)).collect();
        let Evaluations { pre, post, .. } = self.evaluations;
        let evaluations = [due_evaluation(pre), due_evaluation(post)];
        let due = if enrollment.ended_at.is_some() {
            due_in(phase, self.today, None, &[], &evaluations.map(only_afterwards), &[])
        } else {
            due_in(phase, self.today, self.since(phase, enrollment, &bounds), &stands, &evaluations, &goals)
        };
        CoursePhase { phase, held, bounds, steps, due }
    }

    fn step(&self, step: &PhaseStep) -> StepOfCourse {
        let of_it = self.ticks.iter().filter(|tick| tick.code == step.code);
        let tick = of_it.max_by_key(|tick| tick.version).map(|tick| (*tick).clone());
        StepOfCourse { step: step.clone(), tick }
    }

    fn goal(&self, goal: &Goal) -> DueGoal {
        let of_it = self.ratings.iter().filter(|rating| rating.goal_id == goal.id).cloned().collect();
        DueGoal::of(goal, &standing_ratings(of_it))
    }

    /// The day, at the site, of the last session before the phase: held, or in the brief form received. None of the first phase.
    fn since(&self, phase: Phase, enrollment: &Enrollment, bounds: &PhaseBounds) -> Option<Date> {
        let sessions_before = match phase {
            Phase::Initial => 0,
            Phase::Middle => bounds.initial_ends,
            Phase::Ending => bounds.middle_ends,
        };
        let last = usize::try_from(sessions_before).ok()?.checked_sub(1)?;
        let session = counted(self.ledger?, enrollment).nth(last)?;
        Some(local(session.starts_at, self.site_zone).date())
    }
}

/// The sessions so far in which phases are counted: those held while the client was expected, attended or missed. The brief
/// form's eight are sessions received, so there only those count, make-ups among them.
fn counted<'a>(ledger: &'a Ledger, enrollment: &Enrollment) -> impl Iterator<Item = &'a LedgerEntry> {
    let is_brief = enrollment.is_brief();
    ledger.begun().filter(move |entry| {
        let effect = entry.effect();
        if is_brief { effect.dose() > 0 } else { effect.is_opportunity() }
    })
}

const fn due_evaluation(evaluation: &Evaluation) -> DueEvaluation {
    let is_done = matches!(evaluation.state, EvaluationState::Done | EvaluationState::NotAsked);
    let (from, until) = match &evaluation.window {
        Some(window) => (Some(window.from), Some(window.until)),
        None => (None, None),
    };
    let is_overdue = matches!(evaluation.state, EvaluationState::Overdue);
    DueEvaluation { kind: evaluation.kind, from, until, is_done, is_overdue }
}

/// What is over is not begun any more.
fn only_afterwards(evaluation: DueEvaluation) -> DueEvaluation {
    DueEvaluation { is_done: evaluation.is_done || !evaluation.kind.concludes(), ..evaluation }
}
