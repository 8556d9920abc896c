//! Write transactions.

use std::sync::atomic::{AtomicU32, Ordering};

use roundel::storage::{StorageError, write};

use crate::support::both;

both! {
    async fn a_transaction_whose_work_fails_leaves_nothing(db) {
        let runs = AtomicU32::new(0);
        let runs = &runs;
        let outcome: Result<(), StorageError> = write(&db.db, |error| error, |_tx| async move {
            runs.fetch_add(1, Ordering::Relaxed);
            Err(StorageError::Corrupt("nothing"))
        })
        .await;
        assert!(matches!(outcome, Err(StorageError::Corrupt("nothing"))));
        assert_eq!(runs.load(Ordering::Relaxed), 1, "only a lost race is tried again");
    }
}
