//! What a cell may have meant that names a record of the clinic.

use strsim::jaro_winkler;

/// How many names are told at the most.
const MOST: usize = 20;

/// The name most like what was given, or all there are: the end of a refusal.
pub(in crate::domain::imports) fn suggest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> String {
    // 0.8 lets two slips in a short word through and keeps unrelated words out.
    const ALIKE: f64 = 0.8;
    let names: Vec<&str> = names.collect();
    let folded = given.to_lowercase();
    let likeness = |name: &&str| jaro_winkler(&folded, &name.to_lowercase());
    let best = names.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match best.filter(|name| likeness(name) >= ALIKE) {
        Some(name) => format!("did you mean {name}?"),
        None if names.len() > MOST => {
            let first: Vec<&str> = names.into_iter().take(MOST).collect();
            format!("there are {} and others", first.join(", "))
        }
        None => format!("there are {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_another_word_is_told_what_there_is() {
        let names = ["IPT-GROUP", "IPT-B"];
        assert_eq!(suggest("ipt-grp", names.into_iter()), "did you mean IPT-GROUP?");
        assert_eq!(suggest("yoga", names.into_iter()), "there are IPT-GROUP, IPT-B");
    }
}
