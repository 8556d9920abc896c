//! What is read anew before a mail to staff is sent.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};

use super::super::Connection;
use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::rows;
use super::super::values::{parse, parse_option, to_column, to_instant};
use super::readers::{SITE_ZONE, zone_of};
use super::unrecorded::{LedWithin, Unrecorded, load_unrecorded};
use crate::domain::access::Role;
use crate::domain::attendance::StoredStatus;
use crate::domain::bounces::{HARD_BOUNCES, HARD_BOUNCES_WITHIN};
use crate::domain::ids::{ClinicId, ReminderDeliveryId, StaffMemberId};
use crate::domain::people::EmailAddress;
use crate::domain::reminders::{ClaimedDelivery, DeliveryKind};
use crate::domain::series::SessionStatus;
use crate::domain::staff_mails::{DeclineNotice, StaffFacts, StaffMailContent, StaffRecipient, nudged_about};
use crate::domain::time::local;

const CONTENT: StorageError = StorageError::Corrupt("reminder_delivery.content");

#[derive(FromQueryResult)]
struct FactsRow {
    delivery_id: Uuid,
    clinic_id: Uuid,
    kind: String,
    content: Option<String>,
    due_at: DateTimeUtc,
    not_after: DateTimeUtc,
    staff_member_id: Uuid,
    role: String,
    is_disabled: bool,
    language: String,
    zone: String,
    site_zone: Option<String>,
    email: Option<String>,
    clinic_name: String,
    hard_bounces: i64,
    #[sea_orm(nested)]
    place: PlaceRow,
}

/// The place that a mail is about, its session, and what its reader was told of it.
#[derive(FromQueryResult)]
struct PlaceRow {
    attendance: Option<String>,
    session_status: Option<String>,
    starts_at: Option<DateTimeUtc>,
    ends_at: Option<DateTimeUtc>,
    therapist_id: Option<Uuid>,
    told_last: Option<String>,
    told_start: Option<DateTimeUtc>,
    is_overtaken: bool,
}

/// What the newest mail about the same place told its reader before this one: only those count that they have, or may have.
fn told(column: &str) -> String {
    format!(
        "(SELECT told.{column} FROM reminder_delivery told
        WHERE told.clinic_id = d.clinic_id AND told.about_id = d.about_id AND told.staff_member_id = d.staff_member_id
          AND told.notice_version < d.notice_version
          AND (told.state = 'SENT' OR (told.unknowns > 0 AND coalesce(told.why, '') <> 'BOUNCED'))
        ORDER BY told.notice_version DESC LIMIT 1)"
    )
}

/// The facts about those of these mails that are to staff, as they are now: one statement, however many mails and clinics, and
/// one for all nudges.
///
/// What is stored about one of them and can't be read is that one's error; the others have theirs.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_staff_facts(
    on: &Connection,
    mails: &[ClaimedDelivery],
    now: Timestamp,
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
    let since = now.saturating_sub(HARD_BOUNCES_WITHIN).unwrap_or(Timestamp::MIN);
    let (told_last, told_start) = (told("content"), told("not_after"));
    let sql = format!(
        "
SELECT d.id AS delivery_id, d.clinic_id, d.kind, d.content, d.due_at, d.not_after, d.staff_member_id,
    m.role, (m.disabled_at IS NOT NULL OR a.disabled_at IS NOT NULL) AS is_disabled, m.language, m.zone,
    {SITE_ZONE} AS site_zone, a.email, clinic.mail_name AS clinic_name,
    (SELECT count(*) FROM reminder_delivery back
        JOIN mail_bounce b ON b.clinic_id = back.clinic_id AND b.delivery_id = back.id AND b.is_hard
        WHERE back.clinic_id = d.clinic_id AND back.staff_member_id = d.staff_member_id AND back.due_at >= $3
    ) AS hard_bounces,
    p.attendance, s.status AS session_status, s.starts_at, s.ends_at, s.therapist_id,
    {told_last} AS told_last, {told_start} AS told_start,
    EXISTS (SELECT 1 FROM reminder_delivery newer
        WHERE newer.clinic_id = d.clinic_id AND newer.about_id = d.about_id AND newer.staff_member_id = d.staff_member_id
          AND newer.notice_version > d.notice_version) AS is_overtaken
FROM reminder_delivery d
JOIN staff_member m ON m.clinic_id = d.clinic_id AND m.id = d.staff_member_id
JOIN clinic ON clinic.id = d.clinic_id
LEFT JOIN account a ON a.id = m.account_id
LEFT JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.about_id
LEFT JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
WHERE {of_clinics} AND {among}"
    );
    let found = rows::<FactsRow>(on, &sql, [clinics, ids, to_column(since).into()]).await?;
    let nudges: Vec<LedWithin> = found.iter().filter_map(|row| led_within(row).ok().flatten()).collect();
    let unrecorded = load_unrecorded(on, &nudges).await?;
    let facts = found
        .into_iter()
        .map(|row| (ReminderDeliveryId::from_uuid(row.delivery_id), from_row(row, &unrecorded)))
        .collect();
    Ok(facts)
}

/// Whose unrecorded sessions a nudge is about; nobody's, if it is none.
fn led_within(row: &FactsRow) -> Result<Option<LedWithin>, StorageError> {
    if row.kind != DeliveryKind::UnrecordedNudge.word() {
        return Ok(None);
    }
    let due_at = to_instant(row.due_at, "reminder_delivery.due_at")?;
    Ok(Some(LedWithin {
        clinic_id: ClinicId::from_uuid(row.clinic_id),
        led_by: StaffMemberId::from_uuid(row.staff_member_id),
        within: nudged_about(due_at),
    }))
}

fn from_row(row: FactsRow, unrecorded: &Unrecorded) -> Result<StaffFacts, StorageError> {
    let nudged = led_within(&row)?.map(|of| unrecorded.starts(&of)).transpose()?;
    let FactsRow {
        delivery_id: _,
        clinic_id: _,
        kind,
        content,
        due_at: _,
        not_after,
        staff_member_id,
        role,
        is_disabled,
        language,
        zone,
        site_zone,
        email,
        clinic_name,
        hard_bounces,
        place,
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
    let role: Role = parse(&role, "staff_member.role")?;
    let may_lead = role != Role::Viewer;
    let is_cancelled = place.session_status.as_deref() == Some(SessionStatus::Cancelled.word());
    let kind: DeliveryKind = parse(&kind, "reminder_delivery.kind")?;
    let (is_theirs, still_holds, content) = match kind {
        DeliveryKind::ClientDeclined => {
            let notice: DeclineNotice = parse(&content.ok_or(CONTENT)?, "reminder_delivery.content")?;
            let leads = place.therapist_id == Some(staff_member_id);
            let (still_holds, content) = declined(place, notice, not_after)?;
            (leads && may_lead, still_holds, content)
        }
        DeliveryKind::UnrecordedNudge => {
            let day = |at: &Timestamp| local(*at, &recipient.zone).date();
            let days: Vec<_> = nudged.unwrap_or_default().iter().map(day).collect();
            (may_lead, !days.is_empty(), StaffMailContent::Unrecorded(days))
        }
        DeliveryKind::StaffDigest => {
            let figures = serde_json::from_str(&content.ok_or(CONTENT)?).map_err(|_| CONTENT)?;
            (role == Role::Coordinator, true, StaffMailContent::Digest(figures))
        }
        DeliveryKind::Reminder | DeliveryKind::Notice | DeliveryKind::Welcome => {
            return Err(StorageError::Corrupt("reminder_delivery.kind"));
        }
    };
    Ok(StaffFacts {
        recipient,
        is_theirs: is_theirs && !is_disabled,
        is_cancelled,
        is_given_up: kind != DeliveryKind::ClientDeclined && hard_bounces >= i64::from(HARD_BOUNCES),
        still_holds,
        content,
    })
}

/// What such a mail tells, and whether it still holds: that somebody can't come, while that is what their mark says and the session
/// is when it was; that they come after all, to whoever heard the contrary.
fn declined(
    place: PlaceRow,
    notice: DeclineNotice,
    start_then: DateTimeUtc,
) -> Result<(bool, StaffMailContent), StorageError> {
    const OF: &str = "session";
    let PlaceRow {
        attendance,
        session_status: _,
        starts_at,
        ends_at,
        therapist_id: _,
        told_last,
        told_start,
        is_overtaken,
    } = place;
    let mark: StoredStatus =
        parse(&attendance.ok_or(StorageError::Corrupt("participation"))?, "participation.attendance")?;
    let (start, end) = starts_at.zip(ends_at).ok_or(StorageError::Corrupt(OF))?;
    let starts_at = to_instant(start, OF)?;
    let minutes = to_instant(end, OF)?.duration_since(starts_at).as_mins();
    let minutes = minutes.try_into().map_err(|_| StorageError::Corrupt(OF))?;
    let told: Option<DeclineNotice> = parse_option(told_last.as_deref(), "reminder_delivery.content")?;
    let heard_decline = told.is_some_and(DeclineNotice::is_decline);
    let is_new = if notice.is_decline() {
        mark.is_announced_absence() && !(heard_decline && told_start == Some(start_then))
    } else {
        mark == StoredStatus::Unrecorded && heard_decline
    };
    let still_holds = is_new && !is_overtaken && start == start_then;
    Ok((still_holds, StaffMailContent::ClientDeclined { starts_at, minutes, notice }))
}
