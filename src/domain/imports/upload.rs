//! Files that wait to be brought in.

use jiff::SignedDuration;

/// How long an uploaded file can be brought in, then it is gone: it holds clients' data, and nobody looks after it.
pub const UPLOAD_LIFETIME: SignedDuration = SignedDuration::from_hours(24);
