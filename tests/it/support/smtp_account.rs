//! An account of a test's mail server, and how whoever knows its password signs in (RFC 4954): PLAIN or LOGIN.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Who may send, if they know the password.
#[derive(Debug, Clone)]
pub(crate) struct SmtpAccount {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    /// The mechanisms that are offered, parted by spaces.
    pub(crate) mechanisms: &'static str,
}

/// How far one conversation has come.
#[derive(Debug, Default)]
pub(crate) struct SigningIn {
    is_in: bool,
    step: Step,
}

#[derive(Debug, Default)]
enum Step {
    /// Nothing of it is under way.
    #[default]
    Idle,
    /// LOGIN: the name is asked for.
    Name,
    /// LOGIN: the password of that name is asked for.
    Password(String),
}

impl SmtpAccount {
    /// What the answer to EHLO says of it.
    pub(crate) fn offer(&self) -> String {
        format!("AUTH {}", self.mechanisms)
    }

    /// The answer to a line that is about signing in, or that needs it; none if the line is another matter.
    pub(crate) fn answer(&self, so_far: &mut SigningIn, line: &str) -> Option<&'static str> {
        let step = std::mem::take(&mut so_far.step);
        let (name, password) = match (step, line.split(' ').collect::<Vec<_>>().as_slice()) {
            (Step::Name, [name]) => {
                so_far.step = Step::Password(decoded(name));
                return Some("334 UGFzc3dvcmQ6");
            }
            (Step::Password(name), [password]) => (name, decoded(password)),
            (Step::Idle, ["AUTH", "LOGIN"]) if self.mechanisms.contains("LOGIN") => {
                so_far.step = Step::Name;
                return Some("334 VXNlcm5hbWU6");
            }
            (Step::Idle, ["AUTH", "PLAIN", all]) if self.mechanisms.contains("PLAIN") => {
                // Nobody is acted for: what stands before the first NUL is empty.
                let all = decoded(all);
                match all.split('\0').collect::<Vec<_>>().as_slice() {
                    ["", name, password] => ((*name).to_owned(), (*password).to_owned()),
                    _ => return Some("501 5.5.2 not three parts"),
                }
            }
            (Step::Idle, ["AUTH", ..]) => return Some("504 5.5.4 no such mechanism"),
            (Step::Idle, ["MAIL", ..]) if !so_far.is_in => return Some("530 5.7.0 sign in first"),
            (Step::Idle, _) => return None,
            (Step::Name | Step::Password(_), _) => return Some("501 5.5.2 not base64"),
        };
        so_far.is_in = name == self.username && password == self.password;
        Some(if so_far.is_in { "235 2.7.0 welcome" } else { "535 5.7.8 wrong name or password" })
    }
}

fn decoded(text: &str) -> String {
    STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
