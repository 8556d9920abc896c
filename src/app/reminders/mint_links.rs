//! The links that a mail gets when it is written.

use jiff::Timestamp;

use super::compose::{MailContent, page_of, recipient_of};
use crate::domain::access::{TokenHash, TokenSecret};
use crate::domain::ids::ClientLinkId;
use crate::domain::links::{LinkOf, NewLink, stop_expiry};
use crate::domain::randomness::Entropy;
use crate::domain::reminders::ClaimedDelivery;
use crate::mail::message::ExtraHeader;

/// A mail's links. They hold secrets: they stand in the mail and nowhere else.
pub(super) struct MailLinks {
    /// The page of the appointment that a reminder or a welcome is of, or that a notice tells of alone.
    pub(super) appointment: Option<String>,
    stop: String,
    /// What is kept of them.
    pub(super) kept: Vec<(NewLink, TokenHash)>,
}

impl MailLinks {
    /// Draws the links of a mail written at `now`, under `base`; none of one to staff.
    pub(super) fn mint(
        entropy: &dyn Entropy,
        base: &str,
        delivery: &ClaimedDelivery,
        content: &MailContent,
        now: Timestamp,
    ) -> Option<Self> {
        let client_id = recipient_of(content)?.client_id;
        let mut kept = Vec::new();
        let mut draw = |of, expires_at| {
            let secret = TokenSecret::mint(entropy);
            let link = NewLink {
                id: ClientLinkId::mint(now, entropy),
                clinic_id: delivery.clinic_id,
                of,
                client_id,
                delivery_id: delivery.id,
                expires_at,
            };
            kept.push((link, secret.hash()));
            secret
        };
        // Who is told late of an earlier start finds no page of what has begun.
        let page = page_of(content).filter(|(_, starts_at)| *starts_at > now);
        let appointment = page.map(|(place, starts_at)| {
            format!("{base}/m/{}", draw(LinkOf::Appointment(place), starts_at).expose())
        });
        let stop = format!("{base}/m/stop/{}", draw(LinkOf::Stop, stop_expiry(now)).expose());
        Some(Self { appointment, stop, kept })
    }

    /// The way out that mail programs offer by a button of their own (RFC 8058, section 3.1: over https only).
    pub(super) fn headers(&self) -> Vec<ExtraHeader> {
        if !self.stop.starts_with("https://") {
            return Vec::new();
        }
        let header = |name, value| ExtraHeader { name, value };
        vec![
            header("List-Unsubscribe", format!("<{}>", self.stop)),
            header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ]
    }
}
