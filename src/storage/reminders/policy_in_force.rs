//! Which rules ask for reminders, in the database's words.

/// The active policy in force for the enrollment `e`: its program's if that has one, else the clinic's. A program's
/// policy wins even while it is inactive; then there is none, and the rules of no policy ask for anything.
///
/// A rule `r` is in force if `r.policy_id` is this and `r.retired_at IS NULL`.
pub(super) const POLICY_IN_FORCE: &str = "(
    SELECT CASE WHEN policy.is_active THEN policy.id END
    FROM reminder_policy policy
    WHERE policy.clinic_id = e.clinic_id AND (policy.program_id = e.program_id OR policy.program_id IS NULL)
    ORDER BY policy.program_id IS NULL
    LIMIT 1)";
