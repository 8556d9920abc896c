//! Files that wait to be brought in.

use roundel::app::imports::{add_to_upload, begin_upload, complete_upload};
use roundel::domain::access::Caller;

use super::TestClinic;

impl TestClinic {
    /// Keeps a file as the administrator's upload, in two pieces: its id.
    pub(crate) async fn upload(&self, text: &str) -> String {
        self.upload_as(&self.admin, text.as_bytes()).await
    }

    /// The same as another caller's.
    pub(crate) async fn upload_as(&self, caller: &Caller, bytes: &[u8]) -> String {
        let id = begin_upload(&self.app, caller).await.unwrap();
        for (number, piece) in
            [bytes.split_at(bytes.len() / 2).0, bytes.split_at(bytes.len() / 2).1].into_iter().enumerate()
        {
            add_to_upload(&self.app, caller, id, number.try_into().unwrap(), piece).await.unwrap();
        }
        complete_upload(&self.app, caller, id, bytes.len() as u64).await.unwrap();
        id.to_string()
    }
}
