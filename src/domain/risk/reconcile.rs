//! Stored flags against what the rules say now.
//!
//! After every mark (and as sessions begin) the flags of an enrollment are brought in line with its episodes:
//! **the flags that are not WITHDRAWN are then exactly the episodes of the ledger**, less those that raise none. So the
//! flags ever raised by a rule of the marks alone don't depend on the order in which marks came in. The price is `RaiseCleared`: when a past week is marked
//! last, an episode may appear that attendance has already ended. Marked in time it would have been raised and
//! cleared, so it is recorded as RESOLVED at once; it counts, but comes onto nobody's worklist.

use super::episode::Episode;
use super::evidence::Evidence;
use super::kind::RiskKind;
use super::outcome::FlagOutcome;
use super::state::RiskState;
use crate::domain::ids::ParticipationId;

/// A flag of one enrollment as it is stored; one per kind and trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFlag {
    /// The pattern.
    pub kind: RiskKind,
    /// The participation that completed it.
    pub trigger: ParticipationId,
    /// Where it stands.
    pub state: RiskState,
    /// Whether a person has ever closed it (and not reopened it): their decision then outlives corrections.
    pub closed_by_person: bool,
    /// What that person says came of it.
    pub outcome: Option<FlagOutcome>,
    /// What it rests on.
    pub evidence: Evidence,
}

/// What to do to a flag, known by the episode's kind and trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlagChange {
    /// Add a flag, OPEN.
    Raise(Episode),
    /// Add a flag that attendance has already cleared, RESOLVED.
    RaiseCleared(Episode),
    /// Replace the evidence; the state stays.
    Update(Episode),
    /// RESOLVED, with this evidence: attendance or the enrollment's end has cleared it.
    Clear(Episode),
    /// OPEN again, with this evidence: a correction has brought it back, or more was missed since a person closed it.
    Reopen(Episode),
    /// WITHDRAWN, the evidence stays: a correction has taken its ground away.
    Withdraw {
        /// The pattern.
        kind: RiskKind,
        /// The participation that had completed it.
        trigger: ParticipationId,
    },
}

impl FlagChange {
    /// The state the flag has afterwards; `None` where it keeps its own.
    #[must_use]
    pub const fn new_state(&self) -> Option<RiskState> {
        match self {
            Self::Raise(_) | Self::Reopen(_) => Some(RiskState::Open),
            Self::RaiseCleared(_) | Self::Clear(_) => Some(RiskState::Resolved),
            Self::Withdraw { .. } => Some(RiskState::Withdrawn),
            Self::Update(_) => None,
        }
    }
}

/// The changes that bring `stored` in line with `episodes`, both of one enrollment. Doing it again after applying
/// them gives none.
///
/// What a person did is kept: ACKNOWLEDGED and CONTACTED stay while the episode stands, and a flag a person has
/// closed is not opened again by the same episode, unless the run of misses has grown since and they did not say that the
/// client is expected no more.
#[must_use]
pub fn reconcile(stored: &[StoredFlag], episodes: &[Episode]) -> Vec<FlagChange> {
    let withdrawals = stored
        .iter()
        .filter(|flag| flag.state != RiskState::Withdrawn)
        .filter(|flag| !episodes.iter().any(|episode| is_of(flag, episode)))
        .map(|flag| FlagChange::Withdraw { kind: flag.kind, trigger: flag.trigger });
    let others = episodes
        .iter()
        .filter_map(|episode| change(stored.iter().find(|flag| is_of(flag, episode)), episode));
    withdrawals.chain(others).collect()
}

fn is_of(flag: &StoredFlag, episode: &Episode) -> bool {
    (flag.kind, flag.trigger) == (episode.kind, episode.trigger)
}

fn change(stored: Option<&StoredFlag>, episode: &Episode) -> Option<FlagChange> {
    let Some(flag) = stored else {
        if episode.only_if_raised {
            return None;
        }
        let raise = if episode.is_active { FlagChange::Raise } else { FlagChange::RaiseCleared };
        return Some(raise(episode.clone()));
    };
    let has_grown = !episode.only_if_raised
        && !flag.outcome.is_some_and(FlagOutcome::is_of_the_end)
        && episode.evidence.run_of_misses > flag.evidence.run_of_misses;
    let stands = episode.is_active && (!flag.closed_by_person || has_grown);
    match (flag.state, stands) {
        (RiskState::Resolved | RiskState::Withdrawn, true) => Some(FlagChange::Reopen(episode.clone())),
        (state, true) if state.is_on_worklist() && flag.evidence != episode.evidence => {
            Some(FlagChange::Update(episode.clone()))
        }
        (_, true) | (RiskState::Resolved, false) => None,
        (_, false) => Some(FlagChange::Clear(episode.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::risk::assess;
    use RiskState::{Acknowledged, Contacted, Open, Resolved, Withdrawn};
    use proptest::prelude::*;
    use rstest::rstest;

    /// What storage does with the changes.
    fn apply(flags: &mut Vec<StoredFlag>, changes: Vec<FlagChange>) {
        for change in changes {
            let new_state = change.new_state();
            match change {
                FlagChange::Raise(episode) | FlagChange::RaiseCleared(episode) => flags.push(StoredFlag {
                    kind: episode.kind,
                    trigger: episode.trigger,
                    state: new_state.unwrap(),
                    closed_by_person: false,
                    outcome: None,
                    evidence: episode.evidence,
                }),
                FlagChange::Update(episode) | FlagChange::Clear(episode) | FlagChange::Reopen(episode) => {
                    let flag = flags.iter_mut().find(|flag| is_of(flag, &episode)).unwrap();
                    flag.state = new_state.unwrap_or(flag.state);
                    flag.closed_by_person &= new_state != Some(Open);
                    flag.evidence = episode.evidence;
                }
                FlagChange::Withdraw { kind, trigger } => {
                    flags.iter_mut().find(|f| (f.kind, f.trigger) == (kind, trigger)).unwrap().state =
                        new_state.unwrap();
                }
            }
        }
    }

    /// The episodes of the marks alone.
    fn episodes(marks: &str) -> Vec<Episode> {
        let mut found = assess(&Sample::marked(marks).course());
        found.retain(|episode| episode.kind.is_of_marks_alone());
        found
    }

    fn bring_in_line(flags: &mut Vec<StoredFlag>, marks: &str) {
        let changes = reconcile(flags, &episodes(marks));
        apply(flags, changes);
    }

    /// Flags by kind and trigger, where they stand.
    fn states(flags: &[StoredFlag], wanted: impl Fn(RiskState) -> bool) -> Vec<(&str, u128, &str)> {
        let mut states: Vec<_> = flags
            .iter()
            .filter(|flag| wanted(flag.state))
            .map(|flag| (flag.kind.word(), flag.trigger.uuid().as_u128(), flag.state.word()))
            .collect();
        states.sort_unstable();
        states
    }

    fn is_standing(state: RiskState) -> bool {
        state != Withdrawn
    }

    #[rstest]
    #[case::raised_while_it_stands("AAANN", None, Some(Open))]
    #[case::recorded_as_over_where_it_is("AAANNA", None, Some(Resolved))]
    #[case::kept_while_it_stands("AAANN", Some((Open, false)), None)]
    #[case::acknowledged_stays("AAANN", Some((Acknowledged, false)), None)]
    #[case::contacted_stays("AAANN", Some((Contacted, false)), None)]
    #[case::attendance_clears("AAANNA", Some((Contacted, false)), Some(Resolved))]
    #[case::a_correction_withdraws("AAAAN", Some((Acknowledged, false)), Some(Withdrawn))]
    #[case::a_correction_withdraws_a_resolved_one("AAAAN", Some((Resolved, false)), Some(Withdrawn))]
    #[case::a_correction_withdraws_a_closed_one("AAAAN", Some((Resolved, true)), Some(Withdrawn))]
    #[case::withdrawn_stays("AAAAN", Some((Withdrawn, false)), None)]
    #[case::withdrawn_comes_back("AAANN", Some((Withdrawn, false)), Some(Open))]
    #[case::withdrawn_comes_back_over("AAANNA", Some((Withdrawn, false)), Some(Resolved))]
    #[case::cleared_comes_back("AAANN", Some((Resolved, false)), Some(Open))]
    #[case::cleared_stays("AAANNA", Some((Resolved, false)), None)]
    #[case::closed_stays_closed("AAANN", Some((Resolved, true)), None)]
    #[case::another_miss_opens_what_was_closed("AAANNN", Some((Resolved, true)), Some(Open))]
    #[case::closed_and_withdrawn_comes_back_closed("AAANN", Some((Withdrawn, true)), Some(Resolved))]
    fn each_flag_follows_its_episode(
        #[case] marks: &str,
        #[case] stored: Option<(RiskState, bool)>,
        #[case] expected: Option<RiskState>,
    ) {
        let raised = episodes("AAANN").remove(0);
        let stored: Vec<_> = stored
            .into_iter()
            .map(|(state, closed_by_person)| StoredFlag {
                kind: raised.kind,
                trigger: raised.trigger,
                state,
                closed_by_person,
                outcome: None,
                evidence: raised.evidence.clone(),
            })
            .collect();
        let changes = reconcile(&stored, &episodes(marks));
        assert_eq!(
            changes.iter().filter_map(FlagChange::new_state).collect::<Vec<_>>(),
            Vec::from_iter(expected)
        );
        assert_eq!(changes.len(), usize::from(expected.is_some()));
    }

    #[test]
    fn evidence_that_grows_updates_the_flag_and_keeps_its_state() {
        let mut flags = Vec::new();
        bring_in_line(&mut flags, "AAANN");
        flags[0].state = Contacted;
        let changes = reconcile(&flags, &episodes("AAANNN"));
        assert!(matches!(changes.as_slice(), [FlagChange::Update(e)] if e.evidence.run_of_misses == 3));
        apply(&mut flags, changes);
        assert_eq!(flags[0].state, Contacted);
    }

    #[test]
    fn what_raises_none_changes_a_flag_that_exists() {
        let silent = Episode { only_if_raised: true, ..episodes("AAANN").remove(0) };
        assert_eq!(reconcile(&[], std::slice::from_ref(&silent)), []);
        let mut flags = Vec::new();
        bring_in_line(&mut flags, "AAANN");
        flags[0].state = Contacted;
        let over = Episode { is_active: false, ..silent };
        assert_eq!(reconcile(&flags, std::slice::from_ref(&over)), [FlagChange::Clear(over)]);
    }

    /// Marks, one letter a week.
    fn weeks() -> impl Strategy<Value = Vec<char>> {
        prop::collection::vec(prop::sample::select("AANNRLC.E+!".chars().collect::<Vec<_>>()), 1..14)
    }

    fn text(weeks: &[char]) -> String {
        weeks.iter().collect()
    }

    proptest! {
        #[test]
        fn reconciling_again_changes_nothing(versions in prop::collection::vec(weeks(), 1..5)) {
            let mut flags = Vec::new();
            for marks in versions.iter().map(|weeks| text(weeks)) {
                bring_in_line(&mut flags, &marks);
                prop_assert_eq!(reconcile(&flags, &episodes(&marks)), []);
                let episodes = episodes(&marks);
                prop_assert_eq!(flags.iter().filter(|f| is_standing(f.state)).count(), episodes.len());
            }
        }

        #[test]
        fn the_order_of_recording_does_not_matter_in_the_end(
            (weeks, order) in weeks().prop_flat_map(|weeks| {
                let order: Vec<usize> = (0..weeks.len()).collect();
                (Just(weeks), Just(order).prop_shuffle())
            }),
        ) {
            let replay = |order: &[usize]| {
                let (mut flags, mut marks) = (Vec::new(), vec!['.'; weeks.len()]);
                for week in order {
                    marks[*week] = weeks[*week];
                    bring_in_line(&mut flags, &text(&marks));
                }
                flags
            };
            let in_order = replay(&(0..weeks.len()).collect::<Vec<_>>());
            prop_assert!(in_order.iter().all(|flag| is_standing(flag.state)), "in order nothing is withdrawn");
            let shuffled = replay(&order);
            prop_assert_eq!(states(&shuffled, is_standing), states(&in_order, is_standing));
        }

        #[test]
        fn a_mark_corrected_and_corrected_back_leaves_the_same_worklist(
            weeks in weeks(),
            slip in prop::sample::select(vec!['A', 'N', 'L', '.', 'E']),
            at in any::<prop::sample::Index>(),
            handled in prop::collection::vec(prop::sample::select(vec![Open, Acknowledged, Contacted, Resolved]), 8),
        ) {
            let mut flags = Vec::new();
            bring_in_line(&mut flags, &text(&weeks));
            for (flag, state) in flags.iter_mut().zip(handled).filter(|(flag, _)| flag.state == Open) {
                flag.state = state;
                flag.closed_by_person = state == Resolved;
            }
            let keys = |flags: &[StoredFlag]| {
                let all = states(flags, RiskState::is_on_worklist);
                all.into_iter().map(|(kind, trigger, _)| (kind.to_owned(), trigger)).collect::<Vec<_>>()
            };
            let before = keys(&flags);
            let closed: Vec<_> =
                flags.iter().filter(|flag| flag.closed_by_person).map(|flag| (flag.kind, flag.trigger)).collect();
            let mut slipped = weeks.clone();
            slipped[at.index(weeks.len())] = slip;
            bring_in_line(&mut flags, &text(&slipped));
            bring_in_line(&mut flags, &text(&weeks));
            // What a person had closed was opened if the slip made its run longer, and is theirs to close once more.
            flags.retain(|flag| flag.closed_by_person || !closed.contains(&(flag.kind, flag.trigger)));
            prop_assert_eq!(keys(&flags), before);
        }
    }
}
