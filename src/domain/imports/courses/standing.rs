//! How what an import made stands: compared with how it stood, it tells whether somebody has gone on with it.

/// Records of one kind: how many, and their versions added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many there are.
    pub count: i64,
    /// The sum of their row versions: any write raises it.
    pub versions: i64,
}

/// How the courses of an import stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CourseStanding {
    /// The groups.
    pub groups: Tally,
    /// Everybody's enrollments.
    pub enrollments: Tally,
    /// The series of these groups and treatments.
    pub series: Tally,
    /// The sessions of the imported series.
    pub sessions: Tally,
    /// The places in these sessions.
    pub places: Tally,
    /// The marks of these places, corrections among them.
    pub marks: i64,
    /// The entries of the waiting list that the import closed.
    pub entries: Tally,
    /// Risk flags that somebody has worked on.
    pub handled_flags: i64,
    /// Reminders that were sent, or are being sent.
    pub mails: i64,
}

impl CourseStanding {
    /// What differs from how it stood before, in words for who wants to undo the import.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> Vec<&'static str> {
        let Self { groups, enrollments, series, sessions, places, marks, entries, handled_flags, mails } =
            self;
        let all = [
            (*groups != before.groups, "groups"),
            (*enrollments != before.enrollments, "enrollments"),
            (*series != before.series, "series"),
            (*sessions != before.sessions, "sessions"),
            (*marks != before.marks, "marks"),
            // A mark raises its place's version: places are named where no mark explains it.
            (*marks == before.marks && *places != before.places, "places"),
            (*entries != before.entries, "waiting list"),
            (*handled_flags != before.handled_flags, "risk flags"),
            (*mails != before.mails, "mails"),
        ];
        all.into_iter().filter(|(is_changed, _)| *is_changed).map(|(_, what)| what).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_went_on_with_is_named() {
        let before =
            CourseStanding { marks: 4, places: Tally { count: 9, versions: 13 }, ..Default::default() };
        assert_eq!(before.changed_since(&before), Vec::<&str>::new());
        let marked = CourseStanding { marks: 5, places: Tally { count: 9, versions: 14 }, ..before };
        assert_eq!(marked.changed_since(&before), ["marks"]);
        let answered = CourseStanding { places: Tally { count: 9, versions: 14 }, mails: 1, ..before };
        assert_eq!(answered.changed_since(&before), ["places", "mails"]);
    }
}
