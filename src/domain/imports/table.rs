//! The file as a table: a header that names known columns, and records with their lines.

use csv::{ReaderBuilder, StringRecord};

use super::column::Column;

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
    DuplicateColumn(Column),
    /// Columns every client needs.
    #[error("line 1: the header lacks {}: every file needs it", list(.0))]
    MissingColumns(Vec<Column>),
    /// A guardian's column without the guardian's name.
    #[error("line 1: the column {0} needs the column guardian_name beside it")]
    GuardianWithoutName(Column),
}

fn list(columns: &[Column]) -> String {
    columns.iter().map(|column| column.word()).collect::<Vec<_>>().join(" and ")
}

/// A header and the records below it.
#[derive(Debug)]
pub(super) struct Table {
    /// The columns in the order of the file.
    pub(super) columns: Vec<Column>,
    /// Each record with the line it begins on; one without any text is left out.
    pub(super) records: Vec<(u64, StringRecord)>,
}

/// Reads a file: UTF-8 with or without its mark, any line ends, cells separated by what the header has more of, commas
/// or semicolons.
pub(super) fn read_table(bytes: &[u8]) -> Result<Table, UnreadableFile> {
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
    let records = records.map(|record| (lines.of(&record), record)).collect();
    Ok(Table { columns, records })
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

fn read_header(header: &StringRecord) -> Result<Vec<Column>, UnreadableFile> {
    let mut columns = Vec::new();
    for given in header {
        let column = Column::of_header(given).ok_or_else(|| unknown(given))?;
        if columns.contains(&column) {
            return Err(UnreadableFile::DuplicateColumn(column));
        }
        columns.push(column);
    }
    let missing: Vec<_> = Column::MANDATORY.into_iter().filter(|column| !columns.contains(column)).collect();
    if !missing.is_empty() {
        return Err(UnreadableFile::MissingColumns(missing));
    }
    let guardians = [Column::GuardianEmail, Column::GuardianEmailConsent];
    match guardians.into_iter().find(|column| columns.contains(column)) {
        Some(column) if !columns.contains(&Column::GuardianName) => {
            Err(UnreadableFile::GuardianWithoutName(column))
        }
        _ => Ok(columns),
    }
}

fn unknown(given: &str) -> UnreadableFile {
    let hint = match Column::like(given) {
        Some(column) => format!("did you mean {column}?"),
        None => format!("expected one of {}", Column::WORDS.join(", ")),
    };
    let given = given.trim().chars().filter(|c| !c.is_control()).take(64).collect();
    UnreadableFile::UnknownColumn { given, hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "preferred_name,language,zone";

    fn read(text: &str) -> Table {
        read_table(text.as_bytes()).unwrap()
    }

    fn cells(table: &Table) -> Vec<(u64, Vec<&str>)> {
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
        let error = read_table(b"preferred_name,language,zone\nJos\xe9,es,UTC\n").unwrap_err();
        assert_eq!(error, UnreadableFile::NotUtf8 { line: 2 });
        assert!(error.to_string().contains("CSV UTF-8"), "{error}");
        assert_eq!(read_table(b"\xff\xfep\0r\0").unwrap_err(), UnreadableFile::Utf16);
        assert_eq!(read_table(b"").unwrap_err(), UnreadableFile::Empty);
        assert_eq!(read_table("\u{feff}\r\n".as_bytes()).unwrap_err(), UnreadableFile::Empty);
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
            let error = read_table(header.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with("line 1: ") && error.contains(said), "{error}");
        }
    }
}
