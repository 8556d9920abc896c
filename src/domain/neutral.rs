//! Words that a passer-by must not read: they tell what somebody's appointments are for.
//!
//! Owns: the words of every language, in one list. Must not know: mails, clinics.
//! Example: `forbidden_words("Harlem Group Practice")` is not empty, `forbidden_words("Harlem Practice")` is.
//! The next word goes into the list of its language, and is kept out of names and mails from then on.

use super::people::Language;

/// Whole words, and beginnings of words (marked by a final `*`), without accents and in lower case.
const fn forbidden(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "addict*",
            "alcohol*",
            "anxi*",
            "attendance",
            "bipolar",
            "counsel*",
            "depress*",
            "diagnos*",
            "disorder*",
            "facilitator*",
            "grief",
            "group*",
            "interpersonal",
            "ipt",
            "lcsw",
            "md",
            "member*",
            "mental*",
            "participant*",
            "patient*",
            "phd",
            "phq",
            "phq9",
            "problem",
            "psych*",
            "psyd",
            "score",
            "scored",
            "scores",
            "session*",
            "substance*",
            "symptom*",
            "therap*",
            "trauma*",
            "treatment*",
        ],
        Language::Es => &[
            "adiccion*",
            "ansiedad",
            "asistencia",
            "depres*",
            "diagnostic*",
            "duelo",
            "grupal*",
            "grupo*",
            "integrante*",
            "miembro*",
            "paciente*",
            "participante*",
            "problema",
            "psicol*",
            "psicot*",
            "psiqu*",
            "puntuacion*",
            "salud",
            "sesion*",
            "sintoma*",
            "sustancia*",
            "terap*",
            "tip",
            "tratamiento*",
            "trastorno*",
        ],
    }
}

/// The entries of the list that a text touches, in any language.
#[must_use]
pub fn forbidden_words(text: &str) -> Vec<&'static str> {
    let plain: String = text.chars().flat_map(char::to_lowercase).map(without_accent).collect();
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let touches = |entry: &str| match entry.strip_suffix('*') {
        Some(beginning) => words.iter().any(|word| word.starts_with(beginning)),
        None => words.contains(&entry),
    };
    Language::ALL.into_iter().flat_map(forbidden).copied().filter(|entry| touches(entry)).collect()
}

/// The words of a text that touch the list, as they stand in it, each once.
#[must_use]
pub fn telling_words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if !found.contains(&word) && !forbidden_words(word).is_empty() {
            found.push(word);
        }
    }
    found
}

/// The letters with accents that Spanish has.
const fn without_accent(c: char) -> char {
    match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_is_found_as_it_is_written_in_any_language() {
        assert_eq!(telling_words("Harlem Group Therapy for Depression"), ["Group", "Therapy", "Depression"]);
        assert_eq!(telling_words("Grupo de PSICOLOGÍA, grupo, Grupo"), ["Grupo", "PSICOLOGÍA", "grupo"]);
        assert_eq!(telling_words("Jane Roe, MD"), ["MD"]);
        for neutral in ["Riverside Practice", "Regrouped chapters", "", "Hudson & Sons", "12"] {
            assert_eq!(telling_words(neutral), [""; 0], "{neutral}");
        }
    }
}
