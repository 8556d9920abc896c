//! How much each thing known counts, in log odds of coming to the next session.

/// The version of the model's form and of its prior; whatever keeps an estimate keeps it too.
pub const MODEL_VERSION: u32 = 1;

/// One number for each term of the model: what it adds to the log odds, or how uncertain that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficients {
    /// The same for everybody.
    pub constant: f64,
    /// For each unit of the log odds of the rate attended so far.
    pub logit_rate: f64,
    /// The last one, two, three, and four or more sessions were missed.
    pub runs: [f64; 4],
    /// Three sessions or fewer were held.
    pub early: f64,
    /// For the share of the course that is over.
    pub progress: f64,
    /// The last miss was cancelled in time, or a reason was given.
    pub explained_miss: f64,
    /// The last miss was a late cancellation.
    pub late_cancellation: f64,
    /// No reliable improvement by the sixth session, at two readings.
    pub no_improvement: f64,
    /// Reliable deterioration, at two readings.
    pub deterioration: f64,
    /// For each barrier stated at intake.
    pub barrier: f64,
    /// For each week waited, in the first three sessions.
    pub week_waited: f64,
    /// A holiday week, or travel that was announced.
    pub away: f64,
    /// The client said that they come.
    pub confirmed: f64,
    /// The client said that they can't come.
    pub declined: f64,
}

/// What is believed of the coefficients before a clinic's own marks are looked at: independent normal distributions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The most likely values.
    pub means: Coefficients,
    /// The standard deviations, by which a clinic's own marks weigh against the means.
    pub deviations: Coefficients,
}

/// The prior of version [`MODEL_VERSION`].
pub const PRIOR: Prior = Prior {
    means: Coefficients {
        constant: 0.4,
        logit_rate: 0.8,
        runs: [-1.2, -2.2, -3.0, -3.5],
        early: 0.0,
        progress: 0.0,
        explained_miss: 0.8,
        late_cancellation: 0.3,
        no_improvement: -0.35,
        deterioration: -0.5,
        barrier: -0.15,
        week_waited: -0.05,
        away: -0.7,
        confirmed: 0.7,
        declined: -3.0,
    },
    deviations: Coefficients {
        constant: 1.0,
        logit_rate: 0.5,
        runs: [0.6, 0.7, 0.8, 0.8],
        early: 0.5,
        progress: 0.5,
        explained_miss: 0.4,
        late_cancellation: 0.4,
        no_improvement: 0.25,
        deterioration: 0.3,
        barrier: 0.15,
        week_waited: 0.03,
        away: 0.4,
        confirmed: 0.5,
        declined: 0.7,
    },
};
