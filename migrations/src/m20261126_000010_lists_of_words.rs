//! The two lists of words, clients' barriers and tokens' scopes, hold known words only.
//!
//! SQLite can't add a check to a table that exists; there triggers refuse the row.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000010_lists_of_words",
    both: "",
    // A single word is contained in an array as well, so the type is asked too.
    postgres: r#"
ALTER TABLE client ADD CONSTRAINT client_barriers_known CHECK (
    jsonb_typeof(barriers) = 'array'
    AND barriers <@ '["TRANSPORT", "CHILDCARE", "WORK", "COST", "STIGMA", "HEALTH", "DOUBT"]'::jsonb);

ALTER TABLE api_token ADD CONSTRAINT api_token_scopes_known CHECK (
    string_to_array(scopes, ' ') <@ ARRAY['schedule:read', 'schedule:write', 'clients:read', 'clients:write',
        'attendance:read', 'attendance:write', 'reminders:read', 'reminders:write', 'audit:read', 'clinic:write']);
"#,
    sqlite: r#"
CREATE TRIGGER client_barriers_known_on_insert BEFORE INSERT ON client
WHEN json_type(NEW.barriers) <> 'array' OR EXISTS (
    SELECT 1 FROM json_each(NEW.barriers)
    WHERE value IS NULL OR value NOT IN ('TRANSPORT', 'CHILDCARE', 'WORK', 'COST', 'STIGMA', 'HEALTH', 'DOUBT'))
BEGIN SELECT RAISE(ABORT, 'client_barriers_known'); END;

CREATE TRIGGER client_barriers_known_on_update BEFORE UPDATE OF barriers ON client
WHEN json_type(NEW.barriers) <> 'array' OR EXISTS (
    SELECT 1 FROM json_each(NEW.barriers)
    WHERE value IS NULL OR value NOT IN ('TRANSPORT', 'CHILDCARE', 'WORK', 'COST', 'STIGMA', 'HEALTH', 'DOUBT'))
BEGIN SELECT RAISE(ABORT, 'client_barriers_known'); END;

CREATE TRIGGER api_token_scopes_known_on_insert BEFORE INSERT ON api_token
WHEN NEW.scopes <> '' AND EXISTS (
    SELECT 1 FROM json_each('["' || replace(NEW.scopes, ' ', '","') || '"]')
    WHERE value NOT IN ('schedule:read', 'schedule:write', 'clients:read', 'clients:write', 'attendance:read',
        'attendance:write', 'reminders:read', 'reminders:write', 'audit:read', 'clinic:write'))
BEGIN SELECT RAISE(ABORT, 'api_token_scopes_known'); END;

CREATE TRIGGER api_token_scopes_known_on_update BEFORE UPDATE OF scopes ON api_token
WHEN NEW.scopes <> '' AND EXISTS (
    SELECT 1 FROM json_each('["' || replace(NEW.scopes, ' ', '","') || '"]')
    WHERE value NOT IN ('schedule:read', 'schedule:write', 'clients:read', 'clients:write', 'attendance:read',
        'attendance:write', 'reminders:read', 'reminders:write', 'audit:read', 'clinic:write'))
BEGIN SELECT RAISE(ABORT, 'api_token_scopes_known'); END;
"#,
};
