//! Merges of two records of one client.

use async_graphql::{ID, Object};

use crate::app::people::{MergeDraft, MergePlan};
use crate::domain::people;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Why two records can't be made one as things are.
    ClientMergeBlocker = people::MergeBlocker {
        /// Both have an open enrollment in the same group: end one of them first.
        BothEnrolled,
        /// Both are expected in sessions at the same time: end one of the enrollments first.
        DoubleBooked,
        /// Both wait for the same program: withdraw one of the entries first.
        BothWaiting,
    }
}

/// Two records of one client that were made one.
pub(crate) struct ClientMerge(pub(crate) people::ClientMerge);

/// Two records of one client that were made one.
#[Object]
impl ClientMerge {
    /// The merge's id (`mrg_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// The client whose record was kept.
    async fn kept_id(&self) -> ID {
        id(self.0.kept_id)
    }

    /// The record that is in it: no client has this id while the merge stands. The audit log knows it.
    async fn merged_id(&self) -> ID {
        id(self.0.merged_id)
    }

    /// When, in UTC.
    async fn merged_at(&self) -> Instant {
        Instant(self.0.merged_at)
    }

    /// Since when it is undone, in UTC; null while it stands.
    async fn undone_at(&self) -> Option<Instant> {
        self.0.undone_at.map(Instant)
    }
}

impl From<people::ClientMerge> for ClientMerge {
    fn from(merge: people::ClientMerge) -> Self {
        Self(merge)
    }
}

/// What making two records one would come to.
pub(crate) struct ClientMergePreview {
    pub(crate) draft: MergeDraft,
    plan: MergePlan,
}

impl ClientMergePreview {
    /// The plan of a draft.
    pub(crate) const fn new(draft: MergeDraft, plan: MergePlan) -> Self {
        Self { draft, plan }
    }
}

/// What making two records one would come to.
#[Object]
impl ClientMergePreview {
    /// The fields of the kept record that are empty and come from the other, by their names in `Client`; barriers are
    /// those of both.
    async fn filled_fields(&self) -> &[&'static str] {
        &self.plan.merged.filled
    }

    /// The fields of the other record whose values differ and are given up for the kept one's. Undoing the merge brings
    /// them back. A given-up external id is not known to later imports any more.
    async fn dropped_fields(&self) -> &[&'static str] {
        &self.plan.merged.dropped
    }

    /// The enrollments that go over to the kept record, with their sessions, marks, flags and mails.
    async fn moved_enrollment_ids(&self) -> Vec<ID> {
        self.plan.moved.iter().copied().map(id).collect()
    }

    /// What stands against it; empty if it can be carried out.
    async fn obstacles(&self) -> Vec<ClientMergeBlocker> {
        self.plan.blockers.iter().copied().map(Into::into).collect()
    }

    /// What `mergeClients` takes: it stands for the two records and their courses as they are now.
    async fn hash(&self) -> String {
        self.plan.hash.to_string()
    }
}
