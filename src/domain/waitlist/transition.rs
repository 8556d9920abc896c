//! Which status may follow which.

use jiff::civil::Date;

use super::entry::WaitlistEntry;
use super::words::{WaitlistStatus, WithdrawalReason};

/// Why an entry does not take that status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WaitlistStatusError {
    /// No way leads there.
    #[error("an entry that is {from} does not become {to}: {from} may become {next}", next = next_of(*.from, *.former))]
    NotNext {
        /// Where it stands.
        from: WaitlistStatus,
        /// What it was before it was withdrawn.
        former: Option<WaitlistStatus>,
        /// Where it was to go.
        to: WaitlistStatus,
    },
    /// A withdrawal says why.
    #[error("a withdrawal needs a reason: name one")]
    NoReason,
    /// Only a withdrawal has a reason.
    #[error("only WITHDRAWN takes a reason: leave it out")]
    ReasonWithoutWithdrawal,
}

/// The statuses that somebody may choose for an entry: one step on or back, off the list, and back on it as it was.
fn choices(from: WaitlistStatus, former: Option<WaitlistStatus>) -> Vec<WaitlistStatus> {
    use WaitlistStatus as S;
    match from {
        S::Referred => vec![S::Screened, S::Withdrawn],
        S::Screened => vec![S::Waiting, S::Referred, S::Withdrawn],
        S::Waiting => vec![S::Screened, S::Withdrawn],
        S::Offered => vec![S::Withdrawn],
        S::Withdrawn => former.into_iter().collect(),
        S::Accepted | S::Declined | S::Expired => Vec::new(),
    }
}

/// The status that usually follows.
const fn forward(from: WaitlistStatus) -> Option<WaitlistStatus> {
    use WaitlistStatus as S;
    match from {
        S::Referred => Some(S::Screened),
        S::Screened => Some(S::Waiting),
        S::Waiting | S::Offered | S::Accepted | S::Declined | S::Expired | S::Withdrawn => None,
    }
}

fn next_of(from: WaitlistStatus, former: Option<WaitlistStatus>) -> String {
    let words: Vec<&str> = choices(from, former).into_iter().map(WaitlistStatus::word).collect();
    if words.is_empty() { "nothing else: add the client anew".to_owned() } else { words.join(", ") }
}

impl WaitlistEntry {
    /// The entry with that status, as of `today` where the client waits; none if it has it already.
    ///
    /// # Errors
    /// `NotNext` if no way leads there; `NoReason`, `ReasonWithoutWithdrawal`.
    pub fn with_status(
        &self,
        to: WaitlistStatus,
        reason: Option<WithdrawalReason>,
        today: Date,
    ) -> Result<Option<Self>, WaitlistStatusError> {
        match (to, reason) {
            (WaitlistStatus::Withdrawn, None) => return Err(WaitlistStatusError::NoReason),
            (WaitlistStatus::Withdrawn, Some(_)) | (_, None) => {}
            (_, Some(_)) => return Err(WaitlistStatusError::ReasonWithoutWithdrawal),
        }
        let (from, former) = (self.status, self.former_status);
        if from == to {
            return Ok(None);
        }
        if !choices(from, former).contains(&to) {
            return Err(WaitlistStatusError::NotNext { from, former, to });
        }
        let is_withdrawal = to == WaitlistStatus::Withdrawn;
        Ok(Some(Self {
            status: to,
            former_status: is_withdrawal.then_some(from),
            withdrawal_reason: reason,
            ended_on: is_withdrawal.then_some(today),
            row_version: self.row_version + 1,
            ..self.clone()
        }))
    }

    /// The same where several steps forward lead there: the next version, however many they are.
    ///
    /// # Errors
    /// As `with_status`.
    pub fn moved_to(
        &self,
        to: WaitlistStatus,
        reason: Option<WithdrawalReason>,
        today: Date,
    ) -> Result<Option<Self>, WaitlistStatusError> {
        let direct = self.with_status(to, reason, today);
        if !matches!(direct, Err(WaitlistStatusError::NotNext { .. })) {
            return direct;
        }
        let mut between = self.clone();
        while let Some(next) = forward(between.status) {
            between.status = next;
            if let Ok(Some(there)) = between.with_status(to, reason, today) {
                return Ok(Some(there));
            }
        }
        direct
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::entry::sample;
    use super::*;
    use WaitlistStatus as S;

    const REASON: Option<WithdrawalReason> = Some(WithdrawalReason::NotReached);

    fn step(entry: &WaitlistEntry, to: S) -> Result<Option<WaitlistEntry>, WaitlistStatusError> {
        let reason = if to == S::Withdrawn { REASON } else { None };
        entry.with_status(to, reason, date(2026, 3, 2))
    }

    #[test]
    fn the_whole_table_of_transitions() {
        let allowed = [
            (S::Referred, S::Screened),
            (S::Screened, S::Waiting),
            (S::Screened, S::Referred),
            (S::Waiting, S::Screened),
            (S::Referred, S::Withdrawn),
            (S::Screened, S::Withdrawn),
            (S::Waiting, S::Withdrawn),
            (S::Offered, S::Withdrawn),
        ];
        for from in S::ALL.iter().copied() {
            for to in S::ALL.iter().copied().filter(|to| *to != from) {
                assert_eq!(step(&sample(from), to).is_ok(), allowed.contains(&(from, to)), "{from} → {to}");
            }
        }
    }

    #[test]
    fn a_way_forward_may_be_of_several_steps_and_none_goes_back_so() {
        let today = date(2026, 3, 2);
        let there = sample(S::Referred).moved_to(S::Waiting, None, today).unwrap().unwrap();
        assert_eq!((there.status, there.row_version), (S::Waiting, 2));
        assert_eq!(sample(S::Waiting).moved_to(S::Waiting, None, today), Ok(None));
        assert!(sample(S::Waiting).moved_to(S::Screened, None, today).is_ok(), "one step back is a choice");
        for (from, to) in [(S::Waiting, S::Referred), (S::Accepted, S::Waiting), (S::Offered, S::Waiting)] {
            let refused = sample(from).moved_to(to, None, today);
            assert_eq!(refused, sample(from).with_status(to, None, today), "{from} → {to}");
            assert!(refused.is_err(), "{from} → {to}");
        }
    }

    #[test]
    fn a_withdrawal_is_taken_back_to_what_it_was_and_to_nothing_else() {
        let entry = sample(S::Screened);
        let withdrawn = step(&entry, S::Withdrawn).unwrap().unwrap();
        assert_eq!((withdrawn.withdrawal_reason, withdrawn.ended_on), (REASON, Some(date(2026, 3, 2))));
        let refused = step(&withdrawn, S::Waiting).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "an entry that is WITHDRAWN does not become WAITING: WITHDRAWN may become SCREENED"
        );
        let back = step(&withdrawn, S::Screened).unwrap().unwrap();
        assert_eq!(back, WaitlistEntry { row_version: 3, ..entry });
    }

    #[test]
    fn a_withdrawal_and_only_one_says_why() {
        let (entry, today) = (sample(S::Screened), date(2026, 3, 2));
        assert_eq!(entry.with_status(S::Withdrawn, None, today), Err(WaitlistStatusError::NoReason));
        assert_eq!(
            entry.with_status(S::Waiting, REASON, today),
            Err(WaitlistStatusError::ReasonWithoutWithdrawal)
        );
    }

    #[test]
    fn the_same_status_again_changes_nothing() {
        assert_eq!(step(&sample(S::Waiting), S::Waiting), Ok(None));
    }
}
