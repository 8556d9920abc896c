//! Why a cancelled session can't take place after all, whatever stands in its time.

/// Why a cancelled session of a series stays cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The group or the treatment is over.
    #[error("the group or treatment is over: nobody is expected any more")]
    Over,
    /// It makes up for what is made up for in another session by now.
    #[error(
        "the missed session is made up for otherwise by now: cancel that make-up, or give that guest seat back, first"
    )]
    MadeUpOtherwise,
    /// It is a companion meeting, and another one of its kind stands by now.
    #[error("another meeting of its kind is scheduled, or was held, by now: cancel that one first")]
    ScheduledAnew,
}
