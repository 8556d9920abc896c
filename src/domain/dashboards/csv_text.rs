//! Tables as comma-separated values, safe to open in a spreadsheet.

use super::table::{Table, Value};

/// The first characters by which a spreadsheet takes a text for a formula, or for what goes into the next field.
const BEGINS_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The table as RFC 4180 has it, the header first. A text that a spreadsheet would take for a formula gets an apostrophe
/// before it; a number is a number.
///
/// # Errors
/// The library's own; none is known for a table in memory.
pub fn csv_text(table: &Table) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.header)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(field))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn field(value: &Value) -> String {
    match value {
        Value::Text(text) if text.starts_with(BEGINS_A_FORMULA) => format!("'{text}"),
        Value::Text(text) => text.clone(),
        Value::Whole(count) => count.to_string(),
        Value::Number(number) => {
            // Four decimals, and none that say nothing.
            let fixed = format!("{number:.4}");
            let short = fixed.trim_end_matches('0').trim_end_matches('.');
            // What comes to nothing in four decimals has no sign.
            if short == "-0" { "0".to_owned() } else { short.to_owned() }
        }
        Value::Nothing => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(row: Vec<Value>) -> String {
        let header = &["a", "b", "c", "d"];
        csv_text(&Table { header, rows: vec![row] }).unwrap()
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let row = vec!["Ana, \"the first\"".into(), "two\nlines".into(), Value::Nothing, "plain".into()];
        assert_eq!(text(row), "a,b,c,d\n\"Ana, \"\"the first\"\"\",\"two\nlines\",,plain\n");
    }

    #[test]
    fn a_text_is_no_formula_and_a_number_stays_one() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            let written =
                text(vec![formula.into(), Value::Whole(3), Value::Number(-0.25), Value::Number(2.0)]);
            let mut reader = csv::Reader::from_reader(written.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            assert_eq!(row.iter().collect::<Vec<_>>(), [&format!("'{formula}"), "3", "-0.25", "2"]);
        }
    }

    #[test]
    fn nothing_has_no_sign() {
        let row = [0.0, -0.0, 0.000_01, -0.000_01].map(Value::Number).to_vec();
        assert_eq!(text(row), "a,b,c,d\n0,0,0,0\n");
    }
}
