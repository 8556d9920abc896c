//! Issuing an API token.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, ApiToken, Caller, InvalidExpiry, Scope, TokenSecret, token_expiry};
use crate::domain::ids::{StaffMemberId, TokenId};
use crate::domain::name::Name;
use crate::storage::{staff, tokens};

/// What a new token is to be.
#[derive(Debug, Clone)]
pub struct IssueToken {
    /// In whose name it acts.
    pub staff_member_id: StaffMemberId,
    /// What it is for, to recognise it by.
    pub label: Name,
    /// What it is limited to; rights are role ∩ scopes.
    pub scopes: Vec<Scope>,
    /// When it expires; unless said, after [`ApiToken::DEFAULT_LIFETIME_DAYS`].
    pub expires_at: Option<Timestamp>,
}

/// A token as issued.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    /// What is kept of it.
    pub token: ApiToken,
    /// What its bearer presents. It is here, and nowhere else: only its hash is stored.
    pub secret: TokenSecret,
}

/// Why a token can't be issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueTokenError {
    /// The member of staff may no longer act.
    #[error("the member of staff is disabled")]
    MemberDisabled,
    /// A token without a scope could do nothing.
    #[error("a token needs at least one scope")]
    NoScopes,
    /// The caller's own token lacks one of these scopes: a token can't beget a stronger one.
    #[error("a token can't be given scopes that its issuer lacks")]
    BeyondOwnScopes,
    /// It can't expire then.
    #[error("the expiry {0}")]
    Expiry(#[from] InvalidExpiry),
    /// One of the common reasons; `NotFound` if the member is not on the clinic's staff.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Issues a token to a member of staff of the caller's clinic.
///
/// # Errors
/// As `IssueTokenError` names them.
pub async fn issue_token(
    app: &App,
    caller: &Caller,
    command: IssueToken,
) -> Result<IssuedToken, IssueTokenError> {
    require_on(app, caller, Action::ManageClinic, command.staff_member_id).await?;
    let now = app.now();
    let IssueToken { staff_member_id, label, scopes, expires_at } = command;
    if !scopes.iter().all(|scope| caller.scopes.contains(scope)) {
        return Err(IssueTokenError::BeyondOwnScopes);
    }
    let scopes: Vec<_> = Scope::ALL.iter().copied().filter(|scope| scopes.contains(scope)).collect();
    if scopes.is_empty() {
        return Err(IssueTokenError::NoScopes);
    }
    let expires_at = token_expiry(now, expires_at)?;
    let id = TokenId::mint(now, app.entropy());
    let token =
        &ApiToken { id, staff_member_id, label, scopes, created_at: now, expires_at, revoked_at: None };
    let secret = &TokenSecret::mint(app.entropy());
    app.write(|tx| async move {
        let member = staff::find_staff_member(&tx, caller.clinic_id, staff_member_id)
            .await
            .map_err(Failure::from)?
            .ok_or(Failure::NotFound)?;
        if member.disabled_at.is_some() {
            return Err(IssueTokenError::MemberDisabled);
        }
        tokens::insert_token(&tx, caller.clinic_id, token, &secret.hash()).await.map_err(Failure::from)?;
        let details = json!({
            "staffMember": member.id.to_string(),
            "scopes": token.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>(),
            "expiresAt": token.expires_at.to_string(),
        });
        records::done(&tx, app, caller, now, "issueToken", id, details).await.map_err(Failure::from)?;
        Ok(IssuedToken { token: token.clone(), secret: secret.clone() })
    })
    .await
}
