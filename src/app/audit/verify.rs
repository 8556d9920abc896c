//! Checking the log against its chain.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::audit::{AuditHash, AuditRow, ChainLink};
use crate::domain::ids::{AuditEventId, ClientId, ClinicId, SessionId};
use crate::storage::{audit_chain, clinics};

/// How many links are checked at a time.
const BATCH: u64 = 1_000;

/// How much older than a row before it in the chain a row may be: more than any transaction and any clocks' difference.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// How many rows are sealed.
    pub sealed: i64,
    /// How many are not yet.
    pub unsealed: i64,
    /// The hash that stands for the whole chain; keep it elsewhere.
    pub head: AuditHash,
    /// The first break, if there is one.
    pub broken: Option<BrokenChain>,
}

/// Where a log and its chain part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenChain {
    /// The place in the chain, from 1, where it is in it.
    pub sequence: Option<i64>,
    /// The row, where there is one.
    pub event_id: Option<AuditEventId>,
    /// What is wrong.
    pub what: Break,
}

/// What is wrong about a row or a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// A row does not have the hash it was sealed with.
    Changed,
    /// A sealed row, or one that waited for it, is not there.
    Missing,
    /// A row came in past the triggers: neither sealed nor waiting for it.
    Inserted,
    /// A row was sealed after one that is more than an hour younger: inserted by hand with an old date, or a host's
    /// clock was wrong.
    OutOfTime,
    /// A link does not continue the one before it: links were reordered, replaced or inserted.
    Reordered,
    /// There is no link of that place.
    LinkMissing,
    /// The clients and sessions by which a row is found are not those it names.
    Misindexed,
    /// The head that was kept is no link's hash: the chain was cut at its end, or made anew.
    HeadUnknown,
}

impl fmt::Display for BrokenChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sequence, event_id, what } = self;
        match (sequence, event_id) {
            (Some(sequence), Some(id)) => write!(f, "link {sequence}, row {id}: ")?,
            (Some(sequence), None) => write!(f, "link {sequence}: ")?,
            (None, Some(id)) => write!(f, "row {id}: ")?,
            (None, None) => {}
        }
        f.write_str(match what {
            Break::Changed => "the row was changed after it was sealed",
            Break::Missing => "the row is missing",
            Break::Inserted => "the row was inserted past the service: it is neither sealed nor waiting for it",
            Break::OutOfTime => {
                "the row is dated more than an hour before one that was sealed earlier: inserted later, or a clock \
                 was wrong"
            }
            Break::Reordered => {
                "the link does not continue the one before it: links were reordered, replaced or inserted"
            }
            Break::LinkMissing => "the link is missing",
            Break::Misindexed => "the index of the clients and sessions that the row names was changed",
            Break::HeadUnknown => {
                "the head that was kept is no link of this chain: the chain was cut at its end, or made anew"
            }
        })
    }
}

/// The clinics, oldest first: each has a chain.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn list_chains(app: &App) -> Result<Vec<ClinicId>, Failure> {
    clinics::list_clinic_ids(app.db.reader()).await.map_err(Failure::from)
}

/// Recomputes every hash of the caller's clinic's log and compares; `kept` is a head that an earlier check gave.
/// `progress` is told how many links were checked, of how many, as it goes. Works while rows are written and sealed.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn verify_chain(
    app: &App,
    caller: &Caller,
    kept: Option<AuditHash>,
    progress: &(dyn Fn(i64, i64) + Sync),
) -> Result<ChainReport, Failure> {
    require(app, caller, Action::ReadAudit, Concern::Clinic).await?;
    let (on, clinic_id) = (app.db.reader(), caller.clinic_id);
    let last = audit_chain::find_last_link(on, clinic_id).await.map_err(Failure::from)?;
    let all = last.map_or(0, |link| link.sequence);
    let mut check = Check::new(clinic_id, kept);
    loop {
        let links =
            audit_chain::list_links(on, clinic_id, check.sequence, BATCH).await.map_err(Failure::from)?;
        if links.is_empty() {
            break;
        }
        let ids: Vec<AuditEventId> = links.iter().map(|link| link.event_id).collect();
        let rows = audit_chain::load_rows(on, clinic_id, &ids).await.map_err(Failure::from)?;
        let rows: HashMap<AuditEventId, AuditRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mentions = audit_chain::load_mentions(on, clinic_id, &ids).await.map_err(Failure::from)?;
        for link in &links {
            check.link(link, rows.get(&link.event_id), mentions.get(&link.event_id));
        }
        progress(check.sequence, all.max(check.sequence));
    }
    let stray = audit_chain::find_stray_row(on, clinic_id).await.map_err(Failure::from)?;
    let lost = audit_chain::find_lost_row(on, clinic_id).await.map_err(Failure::from)?;
    let unsealed = audit_chain::count_unsealed(on, clinic_id).await.map_err(Failure::from)?;
    Ok(check.finish(stray, lost, unsealed))
}

/// A check under way.
struct Check {
    clinic_id: ClinicId,
    kept: Option<AuditHash>,
    kept_is_known: bool,
    /// The place of the last link seen.
    sequence: i64,
    links: i64,
    head: AuditHash,
    newest: Timestamp,
    broken: Option<BrokenChain>,
    out_of_time: Option<BrokenChain>,
}

impl Check {
    fn new(clinic_id: ClinicId, kept: Option<AuditHash>) -> Self {
        let head = AuditHash::before_the_first(clinic_id);
        Self {
            clinic_id,
            kept,
            kept_is_known: kept == Some(head),
            sequence: 0,
            links: 0,
            head,
            newest: Timestamp::MIN,
            broken: None,
            out_of_time: None,
        }
    }

    fn link(&mut self, link: &ChainLink, row: Option<&AuditRow>, mentions: Option<&Vec<Uuid>>) {
        let ChainLink { sequence, event_id, event_hash, previous } = *link;
        let broken = |what| BrokenChain { sequence: Some(sequence), event_id: Some(event_id), what };
        let found = if sequence != self.sequence + 1 {
            let missing = Some(self.sequence + 1);
            Some(BrokenChain { sequence: missing, event_id: None, what: Break::LinkMissing })
        } else if previous != self.head {
            Some(broken(Break::Reordered))
        } else {
            match row {
                None => Some(broken(Break::Missing)),
                Some(row) if row.hash() != event_hash => Some(broken(Break::Changed)),
                Some(row) if !is_indexed(row, mentions) => Some(broken(Break::Misindexed)),
                Some(_) => None,
            }
        };
        self.broken = self.broken.or(found);
        if let Some(row) = row {
            if row.at.saturating_add(LATE).is_ok_and(|latest| latest < self.newest) {
                self.out_of_time = self.out_of_time.or(Some(broken(Break::OutOfTime)));
            }
            self.newest = self.newest.max(row.at);
        }
        self.sequence = sequence;
        self.links += 1;
        self.head = link.hash(self.clinic_id);
        self.kept_is_known |= self.kept == Some(self.head);
    }

    fn finish(self, stray: Option<AuditEventId>, lost: Option<AuditEventId>, unsealed: i64) -> ChainReport {
        let outside = |event_id, what| BrokenChain { sequence: None, event_id, what };
        let head = (self.kept.is_some() && !self.kept_is_known).then(|| outside(None, Break::HeadUnknown));
        let broken = self
            .broken
            .or(head)
            .or(stray.map(|id| outside(Some(id), Break::Inserted)))
            .or(lost.map(|id| outside(Some(id), Break::Missing)))
            .or(self.out_of_time);
        ChainReport { sealed: self.links, unsealed, head: self.head, broken }
    }
}

fn is_indexed(row: &AuditRow, mentions: Option<&Vec<Uuid>>) -> bool {
    let named = row.found_by();
    let clients = named.clients.iter().map(|id: &ClientId| id.uuid());
    let named: BTreeSet<Uuid> =
        clients.chain(named.sessions.iter().map(|id: &SessionId| id.uuid())).collect();
    let indexed: BTreeSet<Uuid> = mentions.into_iter().flatten().copied().collect();
    named == indexed
}
