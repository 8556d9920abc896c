//! Reports as servers write them, about the mail with that token.

pub(super) const TOKEN: &str = "00112233445566778899aabbccddeeff";

/// Postfix, which knows the recipient is unknown, to an address with the token.
pub(super) const POSTFIX: &str = "\
Return-Path: <>
X-Original-To: bounces+00112233445566778899aabbccddeeff@northside.example
Delivered-To: bounces+00112233445566778899aabbccddeeff@northside.example
Received: by mail.northside.example (Postfix)
\tid 4D3C21A0F7; Tue, 10 Mar 2026 18:31:04 +0100 (CET)
Date: Tue, 10 Mar 2026 18:31:04 +0100 (CET)
From: MAILER-DAEMON@mail.northside.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces+00112233445566778899aabbccddeeff@northside.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"B2F9F1A0E5.1773163864/mail.northside.example\"
Content-Transfer-Encoding: 8bit
Message-Id: <20260310173104.4D3C21A0F7@mail.northside.example>

This is a MIME-encapsulated message.

--B2F9F1A0E5.1773163864/mail.northside.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

This is the mail system at host mail.northside.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<ana@clients.example>: host mx.clients.example[192.0.2.25] said: 550 5.1.1
    <ana@clients.example>: Recipient address rejected: User unknown in virtual
    mailbox table (in reply to RCPT TO command)

--B2F9F1A0E5.1773163864/mail.northside.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.northside.example
X-Postfix-Queue-ID: B2F9F1A0E5
X-Postfix-Sender: rfc822; bounces+00112233445566778899aabbccddeeff@northside.example
Arrival-Date: Tue, 10 Mar 2026 18:31:02 +0100 (CET)

Final-Recipient: rfc822; ana@clients.example
Original-Recipient: rfc822;ana@clients.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.clients.example
Diagnostic-Code: smtp; 550 5.1.1 <ana@clients.example>: Recipient address
    rejected: User unknown in virtual mailbox table

--B2F9F1A0E5.1773163864/mail.northside.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

Return-Path: <bounces+00112233445566778899aabbccddeeff@northside.example>
From: Appointments <appointments@northside.example>
To: ana@clients.example
Date: Tue, 10 Mar 2026 17:31:00 +0000
Subject: Appointment reminder
Message-ID: <00112233445566778899aabbccddeeff@mail.northside.example>
MIME-Version: 1.0

--B2F9F1A0E5.1773163864/mail.northside.example--
";

/// Postfix, which still tries.
pub(super) const POSTFIX_DELAYED: &str = "\
Return-Path: <>
Delivered-To: bounces+00112233445566778899aabbccddeeff@northside.example
Date: Tue, 10 Mar 2026 22:31:04 +0100 (CET)
From: MAILER-DAEMON@mail.northside.example (Mail Delivery System)
Subject: Delayed Mail (still being retried)
To: bounces+00112233445566778899aabbccddeeff@northside.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=\"C1.1773178264/mail\"
Message-Id: <20260310213104.C1@mail.northside.example>

--C1.1773178264/mail
Content-Type: text/plain; charset=us-ascii

# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #

--C1.1773178264/mail
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.northside.example

Final-Recipient: rfc822; ana@clients.example
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.clients.example[192.0.2.25]:25:
    Connection timed out
Will-Retry-Until: Sun, 15 Mar 2026 18:31:02 +0100 (CET)

--C1.1773178264/mail--
";

/// Exim, which says 5.0.0 whatever it was, and returns the whole message.
pub(super) const EXIM: &str = "\
Return-path: <>
Envelope-to: bounces+00112233445566778899aabbccddeeff@northside.example
Delivery-date: Tue, 10 Mar 2026 17:31:05 +0000
Received: from mail by relay.example with local (Exim 4.96)
\tid 1rjABC-000abc-2D
\tfor bounces+00112233445566778899aabbccddeeff@northside.example;
\tTue, 10 Mar 2026 17:31:05 +0000
X-Failed-Recipients: ana@clients.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relay.example>
To: bounces+00112233445566778899aabbccddeeff@northside.example
References: <00112233445566778899aabbccddeeff@mail.northside.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=1773163865-eximdsn-1804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1rjABC-000abc-2D@relay.example>
Date: Tue, 10 Mar 2026 17:31:05 +0000

--1773163865-eximdsn-1804289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--1773163865-eximdsn-1804289383
Content-type: message/delivery-status

Reporting-MTA: dns; relay.example

Action: failed
Final-Recipient: rfc822;ana@clients.example
Status: 5.0.0
Remote-MTA: dns; mx.clients.example
Diagnostic-Code: smtp; 550 5.1.1 <ana@clients.example> User unknown

--1773163865-eximdsn-1804289383
Content-type: message/rfc822

Return-path: <bounces+00112233445566778899aabbccddeeff@northside.example>
Received: from mail.northside.example ([198.51.100.7])
\tby relay.example with esmtps (Exim 4.96)
\tid 1rjABA-000ab9-1Z; Tue, 10 Mar 2026 17:31:03 +0000
Message-ID: <00112233445566778899aabbccddeeff@mail.northside.example>
From: Appointments <appointments@northside.example>
To: ana@clients.example
Subject: Appointment reminder
Date: Tue, 10 Mar 2026 17:31:00 +0000
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=\"alt-1\"

--alt-1
Content-Type: text/plain; charset=utf-8

You have an appointment.
--alt-1
Content-Type: text/html; charset=utf-8

<p>You have an appointment.</p>
--alt-1--

--1773163865-eximdsn-1804289383--
";

/// Exchange Online, which does not want our server.
pub(super) const EXCHANGE: &str = "\
From: <postmaster@clients.example>
To: <bounces+00112233445566778899aabbccddeeff@northside.example>
Date: Tue, 10 Mar 2026 17:31:06 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"70a8e9f2-1f0b-4c7f-9a0e-7d6a3d1f5a11\"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <4f2c7b1e-5b52-43a8-9d53-8f24f8f93d3c@AM0PR01MB0001.example>
In-Reply-To: <00112233445566778899aabbccddeeff@mail.northside.example>
Subject: Undeliverable: Appointment reminder
Auto-Submitted: auto-replied
MIME-Version: 1.0

--70a8e9f2-1f0b-4c7f-9a0e-7d6a3d1f5a11
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary=\"fa1e0a1c-20b7-4d9b-8a4f-2a9b1d2c3e4f\"

--fa1e0a1c-20b7-4d9b-8a4f-2a9b1d2c3e4f
Content-Type: text/plain; charset=\"us-ascii\"
Content-Transfer-Encoding: quoted-printable

Your message to ana@clients.example couldn't be delivered.

--fa1e0a1c-20b7-4d9b-8a4f-2a9b1d2c3e4f--

--70a8e9f2-1f0b-4c7f-9a0e-7d6a3d1f5a11
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01MB0001.example
Received-From-MTA: dns;mail.northside.example
Arrival-Date: Tue, 10 Mar 2026 17:31:05 +0000

Final-Recipient: rfc822;ana@clients.example
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp;550 5.7.1 Service unavailable, Client host [198.51.100.7] blocked
X-Display-Name: Ana

--70a8e9f2-1f0b-4c7f-9a0e-7d6a3d1f5a11
Content-Type: message/rfc822

Received: from mail.northside.example (198.51.100.7) by AM0EUR01FT0001.example
Authentication-Results: spf=pass (sender IP is 198.51.100.7)
From: Appointments <appointments@northside.example>
To: <ana@clients.example>
Subject: Appointment reminder
Message-ID: <00112233445566778899aabbccddeeff@mail.northside.example>
Return-Path: bounces+00112233445566778899aabbccddeeff@northside.example
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

You have an appointment.

--70a8e9f2-1f0b-4c7f-9a0e-7d6a3d1f5a11--
";

/// What an absent person's program answers, though it comes to the same address.
pub(super) const OUT_OF_OFFICE: &str = "\
Delivered-To: bounces+00112233445566778899aabbccddeeff@northside.example
From: ana@clients.example
To: bounces+00112233445566778899aabbccddeeff@northside.example
Subject: Away
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Back on Monday.
";
