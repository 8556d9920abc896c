//! What is read anew before a mail to staff is sent.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};

use super::super::Connection;
use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::rows;
use super::super::values::{parse, to_instant};
use super::readers::{SITE_ZONE, zone_of};
use super::unrecorded::{Unrecorded, load_unrecorded};
use crate::domain::access::Role;
use crate::domain::ids::{ClinicId, ReminderDeliveryId, StaffMemberId};
use crate::domain::people::EmailAddress;
use crate::domain::reminders::{ClaimedDelivery, DeliveryKind};
use crate::domain::series::SessionStatus;
use crate::domain::staff_mails::{DeclineNotice, NUDGE_AFTER, StaffFacts, StaffMailContent, StaffRecipient};
use crate::domain::time::local;

#[derive(FromQueryResult)]
struct FactsRow {
    delivery_id: Uuid,
    clinic_id: Uuid,
    kind: String,
    content: Option<String>,
    mark_version: i64,
    due_at: DateTimeUtc,
    staff_member_id: Uuid,
    role: String,
    is_disabled: bool,
    language: String,
    zone: String,
    site_zone: Option<String>,
    email: Option<String>,
    clinic_name: String,
    session_status: Option<String>,
    starts_at: Option<DateTimeUtc>,
    ends_at: Option<DateTimeUtc>,
    therapist_id: Option<Uuid>,
    current_version: Option<i64>,
    told_last: Option<String>,
}

/// The facts about those of these mails that are to staff, as they are now: one statement, however many mails and clinics, and
/// one more for each clinic with nudges.
///
/// What is stored about one of them and can't be read is that one's error; the others have theirs.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_staff_facts(
    on: &Connection,
    mails: &[ClaimedDelivery],
) -> Result<HashMap<ReminderDeliveryId, Result<StaffFacts, StorageError>>, StorageError> {
    let to_staff = || mails.iter().filter(|mail| mail.kind.is_to_staff());
    let ids: Vec<Uuid> = to_staff().map(|mail| mail.id.uuid()).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut clinics: Vec<Uuid> = to_staff().map(|mail| mail.clinic_id.uuid()).collect();
    clinics.sort_unstable();
    clinics.dedup();
    let (of_clinics, clinics) = is_any_of_bound(on, "d.clinic_id", 1, &clinics);
    let (among, ids) = is_any_of_bound(on, "d.id", 2, &ids);
    let sql = format!(
        "
SELECT d.id AS delivery_id, d.clinic_id, d.kind, d.content, d.notice_version AS mark_version, d.due_at, d.staff_member_id,
    m.role, (m.disabled_at IS NOT NULL OR a.disabled_at IS NOT NULL) AS is_disabled, m.language, m.zone,
    {SITE_ZONE} AS site_zone, a.email, clinic.mail_name AS clinic_name,
    s.status AS session_status, s.starts_at, s.ends_at, s.therapist_id, p.mark_version AS current_version,
    (SELECT told.content FROM reminder_delivery told
        WHERE told.clinic_id = d.clinic_id AND told.about_id = d.about_id AND told.staff_member_id = d.staff_member_id
          AND told.notice_version < d.notice_version AND told.sends > 0 AND told.state <> 'FAILED'
        ORDER BY told.notice_version DESC LIMIT 1) AS told_last
FROM reminder_delivery d
JOIN staff_member m ON m.clinic_id = d.clinic_id AND m.id = d.staff_member_id
JOIN clinic ON clinic.id = d.clinic_id
LEFT JOIN account a ON a.id = m.account_id
LEFT JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.about_id
LEFT JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
WHERE {of_clinics} AND {among}"
    );
    let found = rows::<FactsRow>(on, &sql, [clinics, ids]).await?;
    let nudges: Vec<(ClinicId, StaffMemberId, Timestamp)> =
        found.iter().filter_map(|row| unrecorded_of(row).transpose()).collect::<Result<_, _>>()?;
    let unrecorded = unrecorded_by_clinic(on, nudges).await?;
    let mut facts = HashMap::new();
    for row in found {
        let id = ReminderDeliveryId::from_uuid(row.delivery_id);
        let starts: Vec<Timestamp> = match unrecorded_of(&row)? {
            None => Vec::new(),
            Some((clinic_id, member, ended_before)) => {
                let is_its = |one: &&Unrecorded| one.led_by == member && one.ends_at < ended_before;
                let of_clinic = unrecorded.get(&clinic_id).into_iter().flatten();
                of_clinic.filter(is_its).map(|one| one.starts_at).collect()
            }
        };
        facts.insert(id, from_row(row, &starts));
    }
    Ok(facts)
}

/// What those led whom a nudge is about: one statement for each clinic.
async fn unrecorded_by_clinic(
    on: &Connection,
    nudges: Vec<(ClinicId, StaffMemberId, Timestamp)>,
) -> Result<HashMap<ClinicId, Vec<Unrecorded>>, StorageError> {
    let mut asked: HashMap<ClinicId, (Vec<StaffMemberId>, Timestamp)> = HashMap::new();
    for (clinic_id, member, ended_before) in nudges {
        let (members, latest) = asked.entry(clinic_id).or_insert_with(|| (Vec::new(), ended_before));
        members.push(member);
        *latest = ended_before.max(*latest);
    }
    let mut found = HashMap::new();
    for (clinic_id, (members, latest)) in asked {
        found.insert(clinic_id, load_unrecorded(on, clinic_id, &members, latest).await?);
    }
    Ok(found)
}

/// Whose unrecorded sessions a nudge is about, and before when they must have ended.
fn unrecorded_of(row: &FactsRow) -> Result<Option<(ClinicId, StaffMemberId, Timestamp)>, StorageError> {
    if row.kind != DeliveryKind::UnrecordedNudge.word() {
        return Ok(None);
    }
    let due_at = to_instant(row.due_at, "reminder_delivery.due_at")?;
    let ended_before = due_at.saturating_sub(NUDGE_AFTER).unwrap_or(Timestamp::MIN);
    let member = StaffMemberId::from_uuid(row.staff_member_id);
    Ok(Some((ClinicId::from_uuid(row.clinic_id), member, ended_before)))
}

fn from_row(row: FactsRow, unrecorded: &[Timestamp]) -> Result<StaffFacts, StorageError> {
    const CONTENT: StorageError = StorageError::Corrupt("reminder_delivery.content");
    let FactsRow {
        delivery_id: _,
        clinic_id: _,
        kind,
        content,
        mark_version,
        due_at: _,
        staff_member_id,
        role,
        is_disabled,
        language,
        zone,
        site_zone,
        email,
        clinic_name,
        session_status,
        starts_at,
        ends_at,
        therapist_id,
        current_version,
        told_last,
    } = row;
    let address = |text: &str| EmailAddress::parse(text).map_err(|_| StorageError::Corrupt("account.email"));
    let recipient = StaffRecipient {
        email: email.as_deref().map(address).transpose()?,
        language: parse(&language, "staff_member.language")?,
        zone: zone_of(&zone, site_zone.as_deref()),
        clinic_name: parse(&clinic_name, "clinic.mail_name")?,
    };
    if !recipient.zone.is_known() {
        return Err(StorageError::Corrupt("staff_member.zone"));
    }
    let (is_theirs, still_holds, content) = match parse(&kind, "reminder_delivery.kind")? {
        DeliveryKind::ClientDeclined => {
            let notice: DeclineNotice = parse(&content.ok_or(CONTENT)?, "reminder_delivery.content")?;
            let (starts_at, ends_at) = starts_at.zip(ends_at).ok_or(StorageError::Corrupt("session"))?;
            let starts_at = to_instant(starts_at, "session.starts_at")?;
            let minutes = to_instant(ends_at, "session.ends_at")?.duration_since(starts_at).as_mins();
            let minutes = minutes.try_into().map_err(|_| StorageError::Corrupt("session.ends_at"))?;
            let said =
                told_last.as_deref().map(|last| parse(last, "reminder_delivery.content")).transpose()?;
            let said_declined = said.is_some_and(|said: DeclineNotice| said != DeclineNotice::TakenBack);
            let still_holds = current_version == Some(mark_version)
                && (notice != DeclineNotice::TakenBack || said_declined);
            let content = StaffMailContent::ClientDeclined { starts_at, minutes, notice };
            (therapist_id == Some(staff_member_id), still_holds, content)
        }
        DeliveryKind::UnrecordedNudge => {
            let day = |at: &Timestamp| local(*at, &recipient.zone).date();
            let days: Vec<_> = unrecorded.iter().map(day).collect();
            (true, !days.is_empty(), StaffMailContent::Unrecorded(days))
        }
        DeliveryKind::StaffDigest => {
            let figures = serde_json::from_str(&content.ok_or(CONTENT)?).map_err(|_| CONTENT)?;
            let role: Role = parse(&role, "staff_member.role")?;
            (role == Role::Coordinator, true, StaffMailContent::Digest(figures))
        }
        DeliveryKind::Reminder | DeliveryKind::Notice | DeliveryKind::Welcome => {
            return Err(StorageError::Corrupt("reminder_delivery.kind"));
        }
    };
    Ok(StaffFacts {
        recipient,
        is_theirs: is_theirs && !is_disabled,
        is_cancelled: session_status.as_deref() == Some(SessionStatus::Cancelled.word()),
        still_holds,
        content,
    })
}
