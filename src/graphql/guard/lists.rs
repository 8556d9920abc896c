//! Lists that are no pages, with the number of items they are priced at.
//!
//! The guard sees the document before the schema does, so it knows these by name. A test holds the table to the
//! schema: a list of objects that is missing here fails it.

/// A field's name, and how many items it usually has: members of a group, windows of a week, sessions of a series.
const LISTS: &[(&str, u64)] = &[
    ("added", 5),
    ("attendanceByInitials", 12),
    ("availability", 5),
    ("blockers", 1),
    ("cells", 100),
    ("certifications", 3),
    ("changes", 16),
    ("clinics", 2),
    ("clockChanges", 1),
    ("closed", 2),
    ("columns", 16),
    ("coming", 50),
    ("companionMeetings", 40),
    ("companions", 3),
    ("conflicts", 5),
    ("enrollments", 12),
    ("entered", 12),
    ("holidays", 12),
    ("impacts", 20),
    ("jobRuns", 50),
    ("kept", 5),
    ("known", 5),
    ("left", 5),
    ("licences", 3),
    ("mails", 12),
    ("markHistory", 3),
    ("missed", 1),
    ("misses", 4),
    ("obstacles", 2),
    ("ordinals", 16),
    ("participants", 12),
    ("participations", 12),
    ("partly", 5),
    ("passedOver", 5),
    ("people", 12),
    ("picked", 12),
    ("planned", 12),
    ("refusedCells", 2),
    ("reminderPolicies", 5),
    ("rows", 12),
    ("rules", 3),
    ("sessions", 16),
    ("substitutes", 3),
    ("slots", 20),
    ("starts", 1),
    ("times", 5),
    ("unsuited", 1),
    ("userErrors", 1),
    ("warnings", 5),
    ("week", 50),
];

/// How many items a plain list of that name is priced at; none if it is not known as one.
#[must_use]
pub fn usual_items(field: &str) -> Option<u64> {
    LISTS.iter().find(|(name, _)| *name == field).map(|(_, items)| *items)
}
