//! What a mutation answers: the record, or the reasons it was refused.
//!
//! Expected refusals are data (`userErrors`), with one `code` enum per mutation; being denied, a missing record and
//! internal errors are the request's `errors`.

/// Defines one mutation's payload: `<Name>Payload { <field>, userErrors }`, `<Name>UserError` and `<Name>ErrorCode`.
///
/// Every mutation has the code `INVALID_INPUT`; its own follow.
macro_rules! payload {
    (
        $(#[$doc:meta])*
        $name:literal => $payload:ident { $(#[$field_doc:meta])* $field:ident: $type:ty }
        $error:ident, $code:ident { $($(#[$code_doc:meta])* $variant:ident),* $(,)? }
    ) => {
        #[doc = concat!("Why `", $name, "` was refused.")]
        #[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $code {
            /// A field of the input can't be read; `field` names it.
            InvalidInput,
            $($(#[$code_doc])* $variant,)*
        }

        #[doc = concat!("One reason why `", $name, "` was refused.")]
        #[derive(async_graphql::SimpleObject, Debug, Clone)]
        pub(crate) struct $error {
            /// What kind of reason, for programs.
            code: $code,
            /// The input field it speaks of, if it is one.
            pub(crate) field: Option<String>,
            /// The reason in words, with the value and the way out.
            pub(crate) message: String,
        }

        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $payload {
            $(#[$field_doc])*
            $field: Option<$type>,
            /// Why nothing was done; empty if it was.
            user_errors: Vec<$error>,
        }

        impl $payload {
            /// It was done; what of clients the record shows is noted.
            pub(super) fn done(
                ctx: &async_graphql::Context<'_>,
                $field: impl Into<$type>,
            ) -> async_graphql::Result<Self> {
                let $field = $field.into();
                $crate::graphql::reads::note_in_payload(ctx, &$field)?;
                Ok(Self { $field: Some($field), user_errors: Vec::new() })
            }

            /// It was refused.
            pub(super) fn refused(code: $code, field: Option<&str>, message: impl ToString) -> Self {
                let error = $error { code, field: field.map(str::to_owned), message: message.to_string() };
                Self { $field: None, user_errors: vec![error] }
            }
        }

        impl From<$crate::graphql::input::InvalidField> for $payload {
            fn from(invalid: $crate::graphql::input::InvalidField) -> Self {
                Self::refused($code::InvalidInput, Some(invalid.field.as_ref()), invalid.message)
            }
        }
    };
}
pub(crate) use payload;

/// The value, or the mutation answers that its input can't be read.
macro_rules! parsed {
    ($parsed:expr) => {
        match $parsed {
            Ok(value) => value,
            Err(invalid) => return Ok(invalid.into()),
        }
    };
}
pub(crate) use parsed;
