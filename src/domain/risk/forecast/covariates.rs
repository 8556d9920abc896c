//! What is known of a client besides attendance, and which sessions it speaks of.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How many barriers count at the most.
pub const MOST_BARRIERS: u32 = 4;

/// How many weeks of waiting count at the most: half a year. Nothing is known of what longer waits add.
pub const MOST_WEEKS_WAITED: u32 = 26;

/// What is known of a client besides attendance; by default nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Covariates {
    /// What is known of the last miss; it acts while that run of misses goes on, and is over with it.
    pub last_miss: LastMiss,
    /// Two readings without reliable improvement; it acts on every coming session once six were held.
    pub no_improvement: bool,
    /// Two readings of reliable deterioration; it acts on every coming session.
    pub deterioration: bool,
    /// Barriers stated at intake, four at the most; they act on every coming session.
    pub barriers: u32,
    /// Weeks waited for the course, half a year at the most; they act on its first three sessions.
    pub weeks_waited: u32,
    /// Which of the coming sessions lie in a holiday week or announced travel, the next one being 1; it acts on those.
    pub away: BTreeSet<u32>,
    /// What the client said about the next session; it acts on that one alone.
    pub reply: Reply,
}

/// What is known of the last miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum LastMiss {
    /// Nothing.
    #[default]
    Unexplained,
    /// It was cancelled in time, or a reason was given.
    Explained,
    /// It was cancelled late.
    LateCancellation,
}

/// What the client said about the next session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Reply {
    /// Nothing.
    #[default]
    None,
    /// That they come.
    Confirmed,
    /// That they can't come.
    Declined,
}
