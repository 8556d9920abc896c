//! A person's week as one cell: `Mon 18:00-20:00; Sat 09:00-12:00`.

use jiff::civil::{Time, Weekday};

use crate::domain::people::AvailabilityWindow;

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday"),
    (Weekday::Tuesday, "tuesday"),
    (Weekday::Wednesday, "wednesday"),
    (Weekday::Thursday, "thursday"),
    (Weekday::Friday, "friday"),
    (Weekday::Saturday, "saturday"),
    (Weekday::Sunday, "sunday"),
];

/// Reads windows separated by `;` or `|`, each once, in the order of the week. A day is its English name or the first
/// three letters of it; an end not after its start is on the next day, and `24:00` is a day's end.
pub(super) fn parse_windows(text: &str) -> Result<Vec<AvailabilityWindow>, String> {
    let parts = text.split([';', '|']).map(str::trim).filter(|part| !part.is_empty());
    let mut windows = parts.map(window).collect::<Result<Vec<_>, _>>()?;
    sort(&mut windows);
    windows.dedup();
    if windows.len() > AvailabilityWindow::MOST {
        return Err(format!("has {} windows; at most {} are kept", windows.len(), AvailabilityWindow::MOST));
    }
    Ok(windows)
}

/// As windows are kept: by day, then by start, then by end.
pub(super) fn sort(windows: &mut [AvailabilityWindow]) {
    windows
        .sort_by_key(|window| (window.weekday.to_monday_zero_offset(), window.local_start, window.local_end));
}

fn window(part: &str) -> Result<AvailabilityWindow, String> {
    let expected = || {
        let part: String = part.chars().take(40).collect();
        format!("`{part}` is no window: expected one such as `Mon 18:00-20:00`")
    };
    let (day, times) = part.split_once(char::is_whitespace).ok_or_else(expected)?;
    let (start, end) = times.split_once(['-', '\u{2013}']).ok_or_else(expected)?;
    Ok(AvailabilityWindow {
        weekday: weekday(day).ok_or_else(expected)?,
        local_start: time(start).ok_or_else(expected)?,
        local_end: if end.trim() == "24:00" { Time::midnight() } else { time(end).ok_or_else(expected)? },
    })
}

fn weekday(text: &str) -> Option<Weekday> {
    let text = text.trim_end_matches(['.', ':', ',']).to_lowercase();
    DAYS.iter().find(|(_, name)| *name == text || name.get(..3) == Some(text.as_str())).map(|(day, _)| *day)
}

/// Hours and minutes, `9:00` or `09:00`.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |part: &str, most: usize| {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse::<i8>().ok()).flatten()
    };
    let minute = digits(minute, 2).filter(|_| minute.len() == 2)?;
    Time::new(digits(hour, 2)?, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::time as at;

    use super::*;

    fn made(weekday: Weekday, from: (i8, i8), to: (i8, i8)) -> AvailabilityWindow {
        AvailabilityWindow { weekday, local_start: at(from.0, from.1, 0, 0), local_end: at(to.0, to.1, 0, 0) }
    }

    #[test]
    fn a_week_is_read_in_its_order_and_each_window_once() {
        let expected = vec![
            made(Weekday::Monday, (18, 0), (20, 0)),
            made(Weekday::Saturday, (9, 0), (12, 0)),
            made(Weekday::Sunday, (22, 0), (0, 0)),
        ];
        for text in [
            "Mon 18:00-20:00; Sat 09:00-12:00; Sun 22:00-24:00",
            "SATURDAY 9:00 – 12:00 | sun 22:00-00:00|mon. 18:00-20:00;mon 18:00-20:00;",
        ] {
            assert_eq!(parse_windows(text).unwrap(), expected, "{text}");
        }
        assert_eq!(parse_windows(" ; ").unwrap(), []);
    }

    #[test]
    fn what_is_no_window_is_named() {
        for bad in [
            "Mon",
            "Mon 18-20",
            "Mon 18:00",
            "Mo 18:00-20:00",
            "Mon 25:00-26:00",
            "Mon 18:0-20:00",
            "18:00-20:00",
        ] {
            let reason = parse_windows(&format!("Sat 09:00-12:00; {bad}")).unwrap_err();
            assert!(reason.contains(bad) && reason.contains("Mon 18:00-20:00"), "{reason}");
        }
    }
}
