//! Measures: a clinic's own instruments, readings with their versions, and safety notices.
//!
//! Owns: the rows of `instrument`, `outcome_measure`, `outcome_measure_version`, `safety_notice`, `safety_notice_reopening`. Must
//! not know: what a reading means (`domain::measures`), who may read it.
//! Example: `load_readings(on, clinic_id, &enrollments)` gives what stands of those courses, in one statement.
//! Enrollments are locked before their readings are written, by everybody.

mod crisis_lines;
mod instruments;
mod notice_reopenings;
mod readings;
mod safety_notices;
mod taken;
mod versions;

pub use crisis_lines::load_crisis_lines;
pub use instruments::{find_own_instrument, insert_instrument, list_own_instruments, load_own_instruments};
pub use notice_reopenings::{insert_notice_reopening, load_notice_reopenings};
pub use readings::{
    find_reading, insert_reading, list_readings, load_readings, load_readings_in_reach, update_reading,
};
pub use safety_notices::{
    find_safety_notice, insert_safety_notice, list_notices_of_measure, list_open_notices,
    update_safety_notice,
};
pub use versions::list_versions;
