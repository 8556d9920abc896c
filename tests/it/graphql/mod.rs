//! The API, through the schema, with the documents of `graphql/operations`.

mod clinics;
