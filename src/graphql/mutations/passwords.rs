//! Changing one's own password.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, Result};

use crate::app::App;
use crate::app::accounts::{self, ChangePassword, SetPasswordError};
use crate::domain::access::{Caller, PresentedPassword};
use crate::graphql::browser::{Browser, CookieChange};
use crate::graphql::expose::expose;
use crate::graphql::payload::payload;

/// One's password, and the next.
#[derive(InputObject)]
pub(crate) struct ChangePasswordInput {
    /// The password that counts now.
    current_password: String,
    /// The one that is to count: at least 12 characters, hard to guess.
    new_password: String,
}

payload! {
    /// The answer to `changePassword`.
    "changePassword" => ChangePasswordPayload {
        /// Whether it was changed.
        changed: bool
    }
    ChangePasswordUserError, ChangePasswordErrorCode {
        /// The new password is too short, too long or too easy to guess.
        UnfitPassword,
        /// The current password is another one.
        WrongPassword,
        /// There were too many tries at this login: wait a quarter of an hour.
        TooManyAttempts,
        /// The caller acts without a login.
        NoLogin,
    }
}

#[derive(Default)]
pub(crate) struct PasswordMutations;

#[Object]
impl PasswordMutations {
    /// Changes the caller's own password. Every browser they are signed in with is signed out, this one too.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password, and the next.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        use ChangePasswordErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let browser = ctx.data::<Arc<Browser>>()?;
        let ChangePasswordInput { current_password, new_password } = input;
        let command = ChangePassword {
            current: PresentedPassword::new(current_password),
            new: PresentedPassword::new(new_password),
        };
        let refused = |code, field, error| Ok(ChangePasswordPayload::refused(code, field, error));
        match accounts::change_password(app, caller, command).await {
            Ok(()) => {
                browser.change_cookie(CookieChange::Remove);
                ChangePasswordPayload::done(ctx, true)
            }
            Err(error @ SetPasswordError::Unfit(_)) => {
                refused(Code::UnfitPassword, Some("newPassword"), error)
            }
            Err(error @ SetPasswordError::WrongPassword) => {
                refused(Code::WrongPassword, Some("currentPassword"), error)
            }
            Err(error @ SetPasswordError::TooManyAttempts) => refused(Code::TooManyAttempts, None, error),
            Err(error @ SetPasswordError::NoLogin) => refused(Code::NoLogin, None, error),
            Err(SetPasswordError::Failure(failure)) => Err(expose(failure)),
        }
    }
}
