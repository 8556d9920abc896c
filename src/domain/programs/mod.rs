//! Treatment programs: templates that are data, so that a clinic adds its own.
//!
//! Owns: a program's words and bounds, and the templates a new clinic starts with. Must not know: groups, series.
//! Example: `templates()` lists IPT, IPT-B, IPT-G, IPT-A and the WHO's group form.
//! The next template is an entry of `templates`, with its source.

mod program;
mod templates;

pub use program::{Audience, InvalidProgram, ProgramDraft, ProgramFormat, TreatmentProgram};
pub use templates::templates;
