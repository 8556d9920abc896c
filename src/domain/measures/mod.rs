//! Measures: what a questionnaire said of a client on a day, and what a course of such readings means.
//!
//! Owns: instruments, readings and their versions, bands, reliable change, response, remission, what of it speaks of risk, and
//! the notice that item 9 of a PHQ-9 asks for. Must not know: who may record, rows, how attendance goes.
//! Example: `Score::parse(&Instrument::Phq9, Some(&items), None)` computes the total; `judge(&instrument, &readings)` says
//! where each reading lies and whether the change is reliable.
//! The next published instrument is a variant of `Instrument` with its constants and their sources.

mod dates;
mod evaluation;
mod instrument;
mod judge;
mod occasion;
mod plan;
mod reading;
mod reopen;
mod safety;
mod scale;
mod score;
mod symptoms;
mod unheard;

pub use dates::{DateError, RECORDED_AFTER_DAYS, RECORDED_BEFORE_DAYS, TakenWithin};
pub use evaluation::{EvaluationState, SideBySide, evaluation_state, side_by_side};
pub use instrument::{Instrument, OwnInstrument, Published};
pub use judge::{Change, Judged, Judgement, ReliableChange, Verdict, judge};
pub use occasion::Occasion;
pub use plan::{CorrectReadingError, ReadingOutcome, WithdrawReadingError, plan_correct, plan_withdraw};
pub use reading::{Reading, ReadingVersion, Taken};
pub use reopen::{Acknowledgement, NoticeReopening, ReopenNoticeError, reopen_notice};
pub use safety::{NoticeOutcome, NoticeState, SafetyNotice, plan_notice};
pub use scale::{Band, InvalidScale, Items, Scale};
pub use score::{Score, ScoreError};
pub use symptoms::Symptoms;
pub use unheard::Unheard;
