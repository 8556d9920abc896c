//! Triggers that look at tables look at the service's own: a temporary table of the same name does not mislead them.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000027_trigger_paths",
    both: "",
    postgres: r"
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION refuse_mark_delete() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION refuse_unsealed() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION let_marks_stand() SET search_path = %I, pg_temp', current_schema());
END $$;
",
    sqlite: "",
};
