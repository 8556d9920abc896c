//! Enums that are stored and shown as one word, usually in upper case.
//!
//! Owns: the `words!` macro and its one error. Must not know: any enum in particular.
//! Example: `words! { /// A kind of day. pub enum Day { /// Work. Working = "WORKING", /// Rest. Off = "OFF" } }`.

/// The text is none of an enum's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown word `{given}`: expected one of {}", expected.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub given: String,
    /// Every word that would have been right, in the enum's order.
    pub expected: &'static [&'static str],
}

/// Defines an enum whose variants are stored as words: `ALL`, `WORDS`, `word()`, `Display` and an exact,
/// case-sensitive `FromStr`. Further attributes pass through (`#[derive(Default)]` with `#[default]`).
macro_rules! words {
    (
        $(#[$enum_meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),+ $(,)?
        }
    ) => {
        $(#[$enum_meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $( $(#[$variant_meta])* $variant, )+
        }

        impl $name {
            /// Every value, in the order of definition.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];

            /// Every word, in the order of `ALL`.
            pub const WORDS: &'static [&'static str] = &[$( $word ),+];

            /// The stored and shown word.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )+
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::domain::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::domain::words::UnknownWord {
                        given: text.to_owned(),
                        expected: Self::WORDS,
                    }),
                }
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::UnknownWord;

    super::words! {
        /// Two days.
        #[derive(Default)]
        pub enum Day {
            /// Work.
            #[default]
            Working = "WORKING",
            /// Rest.
            Off = "OFF",
        }
    }

    #[test]
    fn every_value_comes_back_from_its_word() {
        for day in Day::ALL {
            assert_eq!(day.to_string().parse(), Ok(*day));
        }
        assert_eq!(Day::default().word(), "WORKING");
        assert_eq!(Day::WORDS, ["WORKING", "OFF"]);
    }

    #[test]
    fn another_text_is_refused_with_the_words_that_would_do() {
        let refusal = "off".parse::<Day>().unwrap_err();
        assert_eq!(refusal, UnknownWord { given: "off".into(), expected: Day::WORDS });
        assert_eq!(refusal.to_string(), "unknown word `off`: expected one of WORKING, OFF");
    }
}
