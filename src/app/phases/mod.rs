//! Phases of treatment: ticking their steps off, naming a program's own, and what is due.
//!
//! Owns: the commands and queries about phases and steps. Must not know: GraphQL, where a phase ends (`domain::phases`).
//! Example: `tick_step(&app, &caller, TickStep { enrollment_id, code, is_done, note })` may be sent twice.
//! The next thing that a phase asks for is a part of `CoursePhase`.

mod course_phase;
mod set_phase_steps;
mod tick_step;

pub use course_phase::{CoursePhase, StepOfCourse, list_program_steps, load_phases};
pub use set_phase_steps::{SetPhaseSteps, SetPhaseStepsError, set_phase_steps};
pub use tick_step::{TickStep, TickStepError, tick_step};
