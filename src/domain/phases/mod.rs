//! Phases of treatment and their steps: what a course has come to, and what is due in it.
//!
//! Owns: the steps that phases name, where a phase ends in a course of another length, what of it all is due. Must not know:
//! rows, who ticks a step off, how measures are judged.
//! Example: `PhaseBounds::of_program(&program, 16).phase_after(5)` is the phase of the sixth session.
//! The next default step is an entry of `DEFAULT_STEPS` with its source.

mod bounds;
mod due;
mod step;
mod tick;

pub use bounds::{Phase, PhaseBounds, PhaseSpan};
pub use due::{Due, DueEvaluation, DueGoal, due_in};
pub use step::{InvalidStepCode, InvalidSteps, PhaseStep, StepCode, check_steps, default_steps};
pub use tick::{StepTick, TickOutcome, plan_tick};
