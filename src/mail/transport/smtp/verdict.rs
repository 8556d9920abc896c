//! What an error of the library means for a mail.

use std::error::Error as _;

use lettre::transport::smtp;
use lettre::transport::smtp::response::{Response, Severity};

use crate::mail::transport::failure::{Fault, Reply, SendFailure, Stage, Why};

/// Reads the library's error, keeping codes only.
pub(super) fn fault(error: &smtp::Error) -> Fault {
    if let Some(code) = error.status() {
        let text = error.source().map(ToString::to_string).unwrap_or_default();
        return code.to_string().parse().map_or(Fault::Lost, |code| Fault::Reply(Reply::strip(code, &text)));
    }
    if error.is_timeout() { Fault::TimedOut } else { Fault::Lost }
}

/// A good answer: the library also lets 3yz pass, at any command.
pub(super) fn completed(response: Response) -> Result<Response, Fault> {
    match response.code().severity {
        Severity::PositiveCompletion => Ok(response),
        _ => Err(Fault::Lost),
    }
}

/// The codes of a good answer.
pub(super) fn reply(response: &Response) -> Option<Reply> {
    let code = response.code().to_string().parse().ok()?;
    Some(Reply::strip(code, response.first_line().unwrap_or_default()))
}

/// Decides whether a mail that surely was not accepted may be tried again.
///
/// Only a 5yz answer about this very mail is final. Trouble with connecting, TLS, signing in or the sender, who is the
/// same in every mail, is ours or the server's: one wrong password must not fail every mail for good.
pub(super) fn not_accepted(why: Why) -> SendFailure {
    match why.fault {
        Fault::Reply(reply) if why.is_about_the_mail() && reply.code >= 500 => SendFailure::Permanent(why),
        _ => SendFailure::Temporary(why),
    }
}

/// Whether a connection that had been waiting turned out to be closed, before the server took on the mail.
pub(super) fn is_stale(failure: SendFailure) -> bool {
    match failure {
        SendFailure::Temporary(Why { stage: Stage::Sender, fault }) => !leaves_usable(fault),
        _ => false,
    }
}

/// Whether the connection can carry another mail after this trouble: 421 announces that the server closes it.
pub(super) const fn leaves_usable(fault: Fault) -> bool {
    matches!(fault, Fault::Reply(reply) if reply.code != 421)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Stage::Recipient, 550, true)]
    #[case(Stage::Content, 554, true)]
    #[case(Stage::Recipient, 451, false)]
    #[case(Stage::Sender, 421, false)]
    #[case(Stage::Sender, 530, false)]
    #[case(Stage::Sender, 550, false)]
    #[case(Stage::Sender, 554, false)]
    #[case(Stage::Recipient, 535, false)]
    #[case(Stage::Data, 554, true)]
    #[case(Stage::Tls, 554, false)]
    #[case(Stage::SignIn, 535, false)]
    #[case(Stage::Connect, 554, false)]
    fn only_a_final_answer_about_the_mail_itself_is_permanent(
        #[case] stage: Stage,
        #[case] code: u16,
        #[case] permanent: bool,
    ) {
        let failure = not_accepted(Why { stage, fault: Fault::Reply(Reply::strip(code, "")) });
        assert_eq!(matches!(failure, SendFailure::Permanent(_)), permanent);
    }
}
