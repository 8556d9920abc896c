//! The words of the waiting list.

use crate::domain::words::words;

words! {
    /// Where an entry stands. OFFERED, DECLINED and EXPIRED are words that the table takes; nothing leads to them until
    /// there are offers.
    pub enum WaitlistStatus {
        /// Referred, by whomever; nobody has looked at it yet.
        Referred = "REFERRED",
        /// Screened: the program suits the client.
        Screened = "SCREENED",
        /// Ready to begin, and waits for a place.
        Waiting = "WAITING",
        /// A place is held for the client.
        Offered = "OFFERED",
        /// The client has begun: the entry is closed.
        Accepted = "ACCEPTED",
        /// The client does not want the place.
        Declined = "DECLINED",
        /// The offer ran out.
        Expired = "EXPIRED",
        /// Taken off the list, with a reason.
        Withdrawn = "WITHDRAWN",
    }
}

impl WaitlistStatus {
    /// The statuses of people who still wait.
    pub const OPEN: [Self; 4] = [Self::Referred, Self::Screened, Self::Waiting, Self::Offered];

    /// Whether the client still waits.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Referred | Self::Screened | Self::Waiting | Self::Offered => true,
            Self::Accepted | Self::Declined | Self::Expired | Self::Withdrawn => false,
        }
    }
}

words! {
    /// How soon somebody should begin; the most urgent first. The three grades are those of referral forms of public
    /// health services (routine, soon, urgent). What each means in weeks is the clinic's own rule: nothing is computed
    /// from it but the order of the list.
    #[derive(Default)]
    pub enum WaitlistPriority {
        /// Before all others.
        Urgent = "URGENT",
        /// Before those in the usual order.
        Soon = "SOON",
        /// In the order of referral.
        #[default]
        Routine = "ROUTINE",
    }
}

words! {
    /// Why somebody was taken off the list. The reason is a word, no text: a list is no place for a case history.
    pub enum WithdrawalReason {
        /// The client does not want treatment, or not now.
        ClientDeclined = "CLIENT_DECLINED",
        /// The client could not be reached.
        NotReached = "NOT_REACHED",
        /// The client is treated somewhere else, or in another program.
        TreatedElsewhere = "TREATED_ELSEWHERE",
        /// The program does not suit the client.
        NotSuitable = "NOT_SUITABLE",
        /// The entry was a mistake.
        EnteredByMistake = "ENTERED_BY_MISTAKE",
        /// Something else.
        Other = "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_urgent_a_word_the_later_in_the_alphabet_as_the_lists_index_has_it() {
        let mut words = WaitlistPriority::WORDS.to_vec();
        words.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(words, WaitlistPriority::WORDS);
    }

    #[test]
    fn who_is_open_still_waits() {
        let open: Vec<_> = WaitlistStatus::ALL.iter().copied().filter(|status| status.is_open()).collect();
        assert_eq!(open, WaitlistStatus::OPEN);
    }
}
