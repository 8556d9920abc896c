//! Why a figure can't be given.

/// Why there is no figure, instead of one that means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotEnough {
    /// Nothing to measure on.
    #[error("not enough data: no session to judge")]
    NoRows,
    /// Who differs from whom can't be told of one client.
    #[error("not enough data: one client only")]
    OneClient,
    /// Nobody stopped, or everybody did.
    #[error("not enough data: the same outcome everywhere")]
    OneOutcome,
    /// The score is 0 or 1 somewhere, so it is no probability that could be too high or too low.
    #[error("not a probability")]
    NoProbability,
    /// No line fits, as where the score tells the outcomes apart completely or is the same everywhere.
    #[error("not enough data: no calibration line can be fitted")]
    NoFit,
    /// Too many of the samples drawn had one outcome only, or none was drawn.
    #[error("not enough data: too few samples drawn have both outcomes")]
    FewSamples,
}
