//! On what occasion a reading was taken.

use crate::domain::words::words;

words! {
    /// On what occasion a reading was taken.
    pub enum Occasion {
        /// The evaluation before treatment: the baseline, if there is one.
        Pre = "PRE",
        /// A session of the course.
        Session = "SESSION",
        /// The review half-way.
        Mid = "MID",
        /// The evaluation after treatment.
        Post = "POST",
        /// Some time after the evaluation that concluded treatment.
        FollowUp = "FOLLOW_UP",
    }
}
