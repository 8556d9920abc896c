//! A week in figures: counts of a whole clinic, and nobody's name.

use serde::{Deserialize, Serialize};

/// What coordinators are told of the week that is over, and of what is open. Serialises to JSON, as it is kept with the mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekFigures {
    /// Sessions of the week before that were not cancelled.
    pub held: u32,
    /// Sessions of the week before that were cancelled.
    pub cancelled: u32,
    /// Sessions of the week to come.
    pub coming: u32,
    /// Of the week before: places attended, wholly or for a part.
    pub attended: u32,
    /// Of the week before: places that count, the denominator of what was attended.
    pub opportunities: u32,
    /// Sessions that are over, of whatever week, while nobody has recorded who came.
    pub unrecorded: u32,
    /// Risk flags that are open.
    pub open_flags: u32,
    /// Those of them that are nobody's to work on.
    pub unowned_flags: u32,
    /// Tasks that are open.
    pub open_tasks: u32,
    /// Mails due in the week before that could not be delivered.
    pub failed_mails: u32,
    /// Clients' addresses that nothing is sent to, because mails came back.
    pub suspended_addresses: u32,
}

impl WeekFigures {
    /// Attended of what counts, in whole percent; none where nothing counts.
    #[must_use]
    pub fn percent_attended(&self) -> Option<u32> {
        let half = self.opportunities / 2;
        (self.attended.saturating_mul(100).saturating_add(half)).checked_div(self.opportunities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_opportunity_is_no_percentage() {
        let of = |attended, opportunities| WeekFigures { attended, opportunities, ..WeekFigures::default() };
        assert_eq!(of(0, 0).percent_attended(), None);
        assert_eq!(of(2, 3).percent_attended(), Some(67));
        assert_eq!(of(3, 3).percent_attended(), Some(100));
    }
}
