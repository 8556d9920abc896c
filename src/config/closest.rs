//! "Did you mean".

/// The candidate most like `given`, if one is like it at all.
pub(super) fn closest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // 0.75 lets two slips in a short word through and keeps unrelated words out.
    const ALIKE: f64 = 0.75;
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(given, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_word_and_another_word_does_not() {
        let words = ["listen", "body_limit_bytes", "development"];
        assert_eq!(closest("lisen", words), Some("listen"));
        assert_eq!(closest("body_limit", words), Some("body_limit_bytes"));
        assert_eq!(closest("colour", words), None);
    }
}
