//! One test, two databases.

/// Expands each test to `<name>::sqlite` and `<name>::postgres`; both get an empty, migrated database.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn test($db: $crate::support::TestDatabase) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test($crate::support::TestDatabase::create($crate::support::Backend::Sqlite).await.unwrap()).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(db) = $crate::support::TestDatabase::create($crate::support::Backend::Postgres).await {
                    test(db).await;
                }
            }
        }
    )+};
}
pub(crate) use both;
