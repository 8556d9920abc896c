//! Reports as a mail server writes them, about mails of ours.

/// A report of Postfix, by an address with the mail's token or without, that returns the mail's headers.
pub(crate) fn bounce_report(message_id: &str, action: &str, code: &str, has_token: bool) -> String {
    let opaque = message_id.trim_matches(['<', '>']).split('@').next().unwrap();
    let to = if has_token {
        format!("bounces+{opaque}@northside.example")
    } else {
        "bounces@northside.example".into()
    };
    format!(
        "Return-Path: <>\r\nDelivered-To: {to}\r\nFrom: MAILER-DAEMON@northside.example (Mail Delivery System)\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nTo: {to}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"B1/mail\"\r\n\r\n\
         --B1/mail\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system.\r\n\r\n\
         --B1/mail\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; northside.example\r\n\r\n\
         Final-Recipient: rfc822; somebody@clients.example\r\nAction: {action}\r\nStatus: {code}\r\n\
         Diagnostic-Code: smtp; 550 {code} <somebody@clients.example>: rejected\r\n\r\n\
         --B1/mail\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: appointments@northside.example\r\n\
         Message-ID: {message_id}\r\n\r\n--B1/mail--\r\n"
    )
}
