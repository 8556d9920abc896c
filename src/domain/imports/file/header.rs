//! The columns that a kind of file may have, and how its header names them.

use strsim::jaro_winkler;

/// A column of one kind of file.
pub trait FileColumn: Copy + Eq + 'static {
    /// What such a file is a file of.
    const KIND: &'static str;

    /// The columns of the kind of file that may be given in its place.
    type Other: FileColumn;

    /// Every column.
    const COLUMNS: &'static [Self];

    /// The columns no file of that kind can do without.
    const MANDATORY: &'static [Self];

    /// The name that its header has.
    fn name(self) -> &'static str;

    /// The column that has to stand beside it.
    fn companion(self) -> Option<Self>;

    /// What its cell holds in the file that is shown as an example.
    fn example(self) -> &'static str;

    /// The column of a header's cell. Case and the signs between words don't matter: `Preferred name`, `E-Mail`.
    fn of_header(given: &str) -> Option<Self> {
        let wanted = letters(given);
        Self::COLUMNS.iter().copied().find(|column| letters(column.name()) == wanted)
    }

    /// The column that a header's cell may have meant.
    fn like(given: &str) -> Option<Self> {
        // 0.8 lets two slips in a short word through and keeps unrelated words out.
        const ALIKE: f64 = 0.8;
        let wanted = letters(given);
        let likeness = |column: &Self| jaro_winkler(&wanted, &letters(column.name()));
        let best = Self::COLUMNS.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        best.filter(|column| likeness(column) >= ALIKE)
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
}
