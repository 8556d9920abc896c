//! How the worker of this service sends mails, as far as their previews tell.

/// What previews need to know of the worker's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPreviews {
    /// Under which address the pages are that mails lead to, without a slash at its end; none if mails hold no links.
    pub link_base: Option<String>,
    /// Whether clients are welcomed.
    pub welcomes: bool,
    /// Whether mails are handed to nobody.
    pub is_dry_run: bool,
}

impl Default for MailPreviews {
    fn default() -> Self {
        Self { link_base: None, welcomes: true, is_dry_run: false }
    }
}
