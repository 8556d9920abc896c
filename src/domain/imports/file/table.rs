//! The file as a table: a header that names known columns, and records with their lines.

use csv::{ReaderBuilder, StringRecord};

use super::header::FileColumn;

/// Why a file can't be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableFile {
    /// Bytes that are no UTF-8.
    #[error(
        "line {line}: the file is not UTF-8: save it as \"CSV UTF-8\" from the spreadsheet, or convert it, as in \
         `iconv -f WINDOWS-1252 -t UTF-8 FILE`"
    )]
    NotUtf8 {
        /// The first line that isn't.
        line: u64,
    },
    /// The mark of UTF-16 at the start.
    #[error(
        "line 1: the file is UTF-16: save it as \"CSV UTF-8\" from the spreadsheet, or convert it, as in \
         `iconv -f UTF-16 -t UTF-8 FILE`"
    )]
    Utf16,
    /// Nothing in it.
    #[error("the file is empty: its first line must name the columns")]
    Empty,
    /// A header and nothing else.
    #[error("there is no row below the header")]
    NoRows,
    /// A header of another kind of file.
    #[error("line 1: it looks like a file of {found}, not of {expected}")]
    OtherKind {
        /// What it seems to be a file of.
        found: &'static str,
        /// What it should be a file of.
        expected: &'static str,
    },
    /// A header's cell that is no column.
    #[error("line 1: unknown column `{given}`: {hint}")]
    UnknownColumn {
        /// What the header says, cut after 64 characters.
        given: String,
        /// What may have been meant, or what there is.
        hint: String,
    },
    /// A column that the header names twice.
    #[error("line 1: the column {0} is named twice: leave one of them out")]
    DuplicateColumn(&'static str),
    /// Columns that every file of its kind needs.
    #[error("line 1: the header lacks {}: every file needs it", .0.join(" and "))]
    MissingColumns(Vec<&'static str>),
    /// A column without the one that has to stand beside it.
    #[error("line 1: the column {column} needs the column {companion} beside it")]
    WithoutCompanion {
        /// The column that is there.
        column: &'static str,
        /// The column that is lacking.
        companion: &'static str,
    },
}

/// A header and the records below it.
#[derive(Debug)]
pub(in crate::domain::imports) struct Table<C> {
    /// The columns in the order of the file.
    pub(in crate::domain::imports) columns: Vec<C>,
    /// Each record with the line it begins on; one without any text is left out.
    pub(in crate::domain::imports) records: Vec<(u64, StringRecord)>,
}

/// Reads a file: UTF-8 with or without its mark, any line ends, cells separated by what the header has more of, commas
/// or semicolons.
pub(in crate::domain::imports) fn read_table<C: FileColumn>(
    bytes: &[u8],
) -> Result<Table<C>, UnreadableFile> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(UnreadableFile::Utf16);
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        UnreadableFile::NotUtf8 { line: line_after(before) }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    // Reading from memory what is known to be UTF-8, with any number of cells, doesn't fail.
    let header = records.next().and_then(Result::ok).ok_or(UnreadableFile::Empty)?;
    let columns = read_header(&header)?;
    let mut lines = Lines { bytes: text.as_bytes(), offset: 0, line: 1 };
    let records =
        records.filter_map(Result::ok).filter(|record| record.iter().any(|cell| !cell.trim().is_empty()));
    let records: Vec<_> = records.map(|record| (lines.of(&record), record)).collect();
    if records.is_empty() { Err(UnreadableFile::NoRows) } else { Ok(Table { columns, records }) }
}

/// Counts lines from where records begin: the reader's own count leaves out blank lines before a record.
struct Lines<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(self.offset);
        let blank = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let skipped = self.bytes.get(start..).unwrap_or_default().iter().take_while(blank).count();
        let begins = start + skipped;
        self.line += line_ends(self.bytes.get(self.offset..begins).unwrap_or_default());
        self.offset = begins;
        self.line
    }
}

fn line_after(bytes: &[u8]) -> u64 {
    1 + line_ends(bytes)
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count().try_into().unwrap_or(u64::MAX)
}

fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |sign: char| header.matches(sign).count();
    if count(';') > count(',') { b';' } else { b',' }
}

/// The columns that a header names; one that can't be used is told by the kind of file that it belongs to, if it is
/// another one: what is wrong with single columns is no help then.
fn read_header<C: FileColumn>(header: &StringRecord) -> Result<Vec<C>, UnreadableFile> {
    read_columns(header).map_err(|error| {
        let is_other = named::<C::Other>(header) > named::<C>(header).max(header.len() / 2);
        let other = UnreadableFile::OtherKind { found: C::Other::KIND, expected: C::KIND };
        if is_other { other } else { error }
    })
}

/// How many cells of a header are columns of that kind of file.
fn named<C: FileColumn>(header: &StringRecord) -> usize {
    header.iter().filter(|given| C::of_header(given).is_some()).count()
}

fn read_columns<C: FileColumn>(header: &StringRecord) -> Result<Vec<C>, UnreadableFile> {
    let mut columns = Vec::new();
    for given in header {
        let column = C::of_header(given).ok_or_else(|| unknown::<C>(given))?;
        if columns.contains(&column) {
            return Err(UnreadableFile::DuplicateColumn(column.name()));
        }
        columns.push(column);
    }
    let missing: Vec<_> = C::MANDATORY.iter().filter(|column| !columns.contains(column)).collect();
    if !missing.is_empty() {
        return Err(UnreadableFile::MissingColumns(
            missing.into_iter().map(|column| column.name()).collect(),
        ));
    }
    for column in &columns {
        if let Some(companion) = column.companion().filter(|companion| !columns.contains(companion)) {
            return Err(UnreadableFile::WithoutCompanion {
                column: column.name(),
                companion: companion.name(),
            });
        }
    }
    Ok(columns)
}

fn unknown<C: FileColumn>(given: &str) -> UnreadableFile {
    let hint = match C::like(given) {
        Some(column) => format!("did you mean {}?", column.name()),
        None => {
            let names: Vec<_> = C::COLUMNS.iter().map(|column| column.name()).collect();
            format!("expected one of {}", names.join(", "))
        }
    };
    let given = given.trim().chars().filter(|c| !c.is_control()).take(64).collect();
    UnreadableFile::UnknownColumn { given, hint }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::imports::{ClientColumn, CourseColumn};

    const HEADER: &str = "preferred_name,language,zone";

    fn read(text: &str) -> Table<ClientColumn> {
        read_table(text.as_bytes()).unwrap()
    }

    fn cells(table: &Table<ClientColumn>) -> Vec<(u64, Vec<&str>)> {
        table.records.iter().map(|(line, record)| (*line, record.iter().collect())).collect()
    }

    #[test]
    fn marks_line_ends_and_semicolons_make_no_difference() {
        let expected = vec![(2, vec!["Ana", "es", "Europe/Madrid"]), (3, vec!["Bo, Jr", "en", "UTC"])];
        for text in [
            "preferred_name,language,zone\nAna,es,Europe/Madrid\n\"Bo, Jr\",en,UTC\n",
            "\u{feff}preferred_name,language,zone\r\nAna,es,Europe/Madrid\r\n\"Bo, Jr\",en,UTC",
            "\u{feff}preferred_name;language;zone\r\nAna;es;Europe/Madrid\r\nBo, Jr;en;UTC\r\n",
        ] {
            assert_eq!(cells(&read(text)), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_are_those_of_the_file_past_quoted_breaks_and_blank_rows() {
        for end in ["\n", "\r\n"] {
            let text = [HEADER, "\"A", "b\",en,UTC", "", "c,en,UTC", ",,", "", "", "d,en"].join(end);
            let table = read(&text);
            let lines: Vec<_> = table.records.iter().map(|(line, record)| (*line, record.len())).collect();
            assert_eq!(lines, [(2, 3), (5, 3), (9, 2)], "{end:?}");
        }
    }

    #[test]
    fn what_is_not_utf8_is_told_with_its_line_and_the_way_out() {
        let error =
            read_table::<ClientColumn>(b"preferred_name,language,zone\nJos\xe9,es,UTC\n").unwrap_err();
        assert_eq!(error, UnreadableFile::NotUtf8 { line: 2 });
        assert!(error.to_string().contains("CSV UTF-8"), "{error}");
        assert_eq!(read_table::<ClientColumn>(b"\xff\xfep\0r\0").unwrap_err(), UnreadableFile::Utf16);
        assert_eq!(read_table::<ClientColumn>(b"").unwrap_err(), UnreadableFile::Empty);
        assert_eq!(read_table::<ClientColumn>("\u{feff}\r\n".as_bytes()).unwrap_err(), UnreadableFile::Empty);
    }

    #[test]
    fn a_header_without_a_row_is_no_file() {
        for text in [HEADER.to_owned(), format!("{HEADER}\n\n"), format!("{HEADER}\r\n,,\r\n ,,\r\n")] {
            let error = read_table::<ClientColumn>(text.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), "there is no row below the header", "{text:?}");
        }
    }

    #[test]
    fn a_file_of_the_other_kind_is_told_as_such() {
        let rows = |header: &str| format!("{header}\nx\n");
        for header in [
            "program,date,start,therapist,client,attendance",
            "Program;Date;Start;Zone;Therapist;Client;Attendance",
            "program,date,begins,therapist,client,attendance",
        ] {
            let error = read_table::<ClientColumn>(rows(header).as_bytes()).unwrap_err();
            let said = "line 1: it looks like a file of courses, not of clients";
            assert_eq!(error.to_string(), said, "{header}");
        }
        for header in [HEADER, "external_id,preferred_name,language,zone,shoe size"] {
            let error = read_table::<CourseColumn>(rows(header).as_bytes()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "line 1: it looks like a file of clients, not of courses",
                "{header}"
            );
        }
        let neither = read_table::<CourseColumn>(b"name,zone,shoe size\nx\n").unwrap_err().to_string();
        assert!(neither.contains("unknown column `name`"), "{neither}");
    }

    #[test]
    fn a_header_that_cannot_be_used_says_why() {
        for (header, said) in [
            ("preferred_name,langauge,zone", "unknown column `langauge`: did you mean language?"),
            ("preferred_name,language,zone,shoe size", "expected one of external_id, preferred_name"),
            ("preferred_name,language,zone,Zone", "the column zone is named twice"),
            ("preferred_name,email", "the header lacks language and zone"),
            ("preferred_name,language,zone,guardian_email", "guardian_email needs the column guardian_name"),
            ("preferred_name\tlanguage\tzone", "unknown column"),
        ] {
            let error = read_table::<ClientColumn>(header.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with("line 1: ") && error.contains(said), "{error}");
        }
    }
}
