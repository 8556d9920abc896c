"""Makes a treatment through the API, then reads its feeds, a single file and a mail with Python's icalendar."""

import datetime
import email
import email.policy
import json
import pathlib
import sys
import time
import urllib.error
import urllib.request

import icalendar

API, TOKEN, MAILS, LINKS = sys.argv[1:]
BASE = "https://appointments.example.org/roundel"
ROOM = "Raum «Größe» 世界, ebenerdig; links \\ rechts, hinter der Tür mit dem Schild „Bitte warten“"
PROPERTIES = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "CLASS"}


def ask(document, **variables):
    body = json.dumps({"query": document, "variables": variables}).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {TOKEN}"}
    with urllib.request.urlopen(urllib.request.Request(API, body, headers), timeout=30) as answer:
        told = json.load(answer)
    assert "errors" not in told, told
    (payload,) = told["data"].values()
    assert not isinstance(payload, dict) or not payload.get("userErrors"), told
    return payload


def mutate(root, kind, shown, given, **more):
    variables = "".join(f", ${name}: String!" for name in more)
    arguments = "".join(f", {name}: ${name}" for name in more)
    document = f"mutation ($input: {kind}!{variables}) {{ {root}(input: $input{arguments}) {{ {shown} userErrors {{ message }} }} }}"
    return ask(document, input=given, **more)


def fetch(path, method="GET", **headers):
    url = API.removesuffix("/graphql") + path
    try:
        with urllib.request.urlopen(urllib.request.Request(url, None, headers, method=method), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def one_calendar(raw, method):
    """The only calendar of some bytes, checked as far as it does not depend on what it is of."""
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b""), "lines end in CRLF"
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), "lines have at most 75 octets"
    for line in lines:
        line.decode()
    (calendar,) = icalendar.Calendar.from_ical(raw, multiple=True)
    assert not calendar.errors, calendar.errors
    assert calendar.get("METHOD") == method, calendar.get("METHOD")
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
    for event in calendar.events:
        assert not event.errors, event.errors
        assert PROPERTIES <= set(event), set(event)
        assert (event["SUMMARY"], event["CLASS"]) == ("Appointment", "PRIVATE")
        for name in ("DTSTART", "DTEND", "DTSTAMP"):
            assert event[name].dt.utcoffset() == datetime.timedelta(0), event[name]
        assert "RRULE" not in event
    return calendar


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_times(events, sessions):
    assert [(event["DTSTART"].dt, event["DTEND"].dt) for event in events] == [
        (instant(session["startsAt"]), instant(session["endsAt"])) for session in sessions
    ]
    cancelled = [event["STATUS"] == "CANCELLED" for event in events]
    assert cancelled == [session["status"] == "CANCELLED" for session in sessions]
    assert len({event["UID"] for event in events}) == len(events)


def make_feed(**subject):
    shown = "created { url calendarFeed { id } }"
    created = mutate("createCalendarFeed", "CreateCalendarFeedInput", shown, subject)["created"]
    assert created["url"].startswith(f"{BASE}/calendars/"), created["url"]
    path = created["url"].removeprefix(BASE)
    with open(LINKS, "a", encoding="utf-8") as links:
        print(path.removeprefix("/calendars/").removesuffix(".ics"), file=links)
    return path, created["calendarFeed"]["id"]


def sessions_of(enrollment):
    shown = "nodes { id startsAt endsAt status rowVersion }"
    document = f"query ($id: ID!) {{ sessions(enrollmentId: $id, first: 100) {{ {shown} }} }}"
    return ask(document, id=enrollment)["nodes"]


def make_treatment():
    # No quiet hours: it is night somewhere, and this is run at any hour.
    rule = {"minutesBefore": 2880, "when": "EACH_SESSION", "asksToConfirm": False}
    policy = {"name": "Always", "isActive": True, "rules": [rule], "quietHours": None}
    mutate("setReminderPolicy", "SetReminderPolicyInput", "reminderPolicy { id }", policy)
    site = ask("{ sites { nodes { id } } }")["nodes"][0]["id"]
    therapist = {"displayName": "Tess", "role": "THERAPIST", "zone": "Europe/Berlin"}
    therapist = mutate("addStaffMember", "AddStaffMemberInput", "staffMember { id }", therapist)["staffMember"]["id"]
    room = mutate("createRoom", "CreateRoomInput", "room { id }", {"siteId": site, "name": ROOM, "capacity": 4})
    room = room["room"]["id"]
    client = {
        "preferredName": "Zoë", "email": "zoe+x@clients.example", "emailConsent": True,
        "language": "en", "zone": "Europe/Berlin",
    }
    client = mutate("createClient", "CreateClientInput", "client { id rowVersion }", client)["client"]
    wanted = {"id": client["id"], "rowVersion": client["rowVersion"], "calendarParts": True}
    mutate("updateClient", "UpdateClientInput", "client { id }", wanted)
    programs = ask("{ programs { nodes { id code } } }")["nodes"]
    program = next(program["id"] for program in programs if program["code"] == "IPT")
    treatment = {"clientId": client["id"], "programId": program, "siteId": site, "plannedSessions": 12}
    enrollment = mutate("createTreatment", "CreateTreatmentInput", "enrollment { id }", treatment)["enrollment"]["id"]
    tomorrow = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=1)
    series = {
        "enrollmentId": enrollment, "therapistId": therapist, "roomId": room, "localStart": "18:00",
        "zone": "Europe/Berlin", "startOn": str(tomorrow), "weekday": tomorrow.strftime("%A").upper(),
        "plannedCount": 12,
    }
    document = "query ($input: SeriesInput!) { previewSeries(input: $input) { preview { hash } userErrors { message } } }"
    plan = ask(document, input=series)["preview"]["hash"]
    mutate("createSeries", "SeriesInput", "series { id }", series, planHash=plan)
    return client, therapist, room, enrollment, tomorrow


def check_feeds(client, therapist, room, enrollment):
    """Before and after a move and a cancellation: the events of the client's feed."""
    links = {name: make_feed(**{name: whose}) for name, whose in
             (("clientId", client), ("therapistId", therapist), ("roomId", room))}
    before = {}
    for name, (path, _) in links.items():
        status, headers, raw = fetch(path)
        assert status == 200 and headers["content-type"] == "text/calendar; charset=utf-8", (status, headers)
        before[name] = (headers["etag"], one_calendar(raw, None).events)
        assert fetch(path, **{"if-none-match": headers["etag"]})[0] == 304
        assert fetch(path, method="HEAD")[1]["etag"] == headers["etag"]
        check_times(before[name][1], sessions_of(enrollment))
    sessions = sessions_of(enrollment)
    all_told()
    moved = {"sessionId": sessions[1]["id"], "rowVersion": sessions[1]["rowVersion"]}
    moved["localStart"] = (instant(sessions[1]["startsAt"]) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT10:15:00")
    mutate("rescheduleSession", "RescheduleSessionInput", "session { id }", moved)
    cancelled = {"sessionId": sessions[2]["id"], "rowVersion": sessions[2]["rowVersion"], "cancelledBy": "CLINIC"}
    mutate("cancelSession", "CancelSessionInput", "session { id }", cancelled)
    sessions = sessions_of(enrollment)
    assert len(sessions) == 13, "the cancelled session's dose is appended"
    for name, (path, _) in links.items():
        etag, old = before[name]
        status, headers, raw = fetch(path, **{"if-none-match": etag})
        assert status == 200 and headers["etag"] != etag
        events = one_calendar(raw, None).events
        check_times(events, sessions)
        assert [event["UID"] for event in events[:12]] == [event["UID"] for event in old]
        grew = [int(new["SEQUENCE"]) - int(was["SEQUENCE"]) for new, was in zip(events, old)]
        assert grew[1] >= 1 and grew[2] >= 1 and not any(grew[3:]) and not grew[0], grew
        places = {str(event.get("LOCATION")) for event in events}
        assert places == ({"None"} if name == "clientId" else {ROOM}), places
        for told in ("Zoë", "Tess", "zoe", "IPT", "herap"):
            assert told not in raw.decode(), told
        before[name] = (headers["etag"], events)
    for one, other in zip(before["clientId"][1], before["roomId"][1]):
        assert one["UID"] != other["UID"], "a client's entry is the client's"
    document = "query ($id: ID!) { sessionCalendarFile(sessionId: $id) }"
    (entry,) = one_calendar(ask(document, id=sessions[1]["id"]).encode(), "PUBLISH").events
    assert entry["UID"] == before["roomId"][1][1]["UID"] and entry["LOCATION"] == ROOM
    assert entry["DTSTART"].dt == instant(sessions[1]["startsAt"])
    path, feed = links["therapistId"]
    mutate("revokeCalendarFeed", "RevokeCalendarFeedInput", "calendarFeed { revokedAt }", {"feedId": feed})
    revoked, unknown = fetch(path), fetch(f"/calendars/rdl_{'A' * 43}.ics")
    assert revoked[0] == unknown[0] == 404 and revoked[2] == unknown[2]
    return links["clientId"][0]


def all_told():
    """Waits until the worker has told all that waits: what is told together is a digest, whose entries are files."""
    time.sleep(4)  # the debounce, a tick to gather, a tick to deliver, and one more


def mails(kind):
    """The mails of that type, by their files' names."""
    for path in sorted(pathlib.Path(MAILS).glob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if mail.get_content_type() == kind:
            yield mail


def mailed(method, start):
    """The first mail about one session then, with a calendar part of that method, once the worker has written it."""
    for _ in range(300):
        for mail in mails("multipart/alternative"):
            parts = list(mail.iter_parts())
            if parts and parts[-1].get_param("method") == method:
                entry = one_calendar(parts[-1].get_payload(decode=True), method).events[0]
                if entry["DTSTART"].dt == start:
                    return mail
        time.sleep(0.1)
    sys.exit(f"no mail with a part of the method {method} was written")


def entry_of(mail, method):
    """The only entry of a mail's calendar part, checked as far as it does not depend on what it is of."""
    assert mail.get_content_type() == "multipart/alternative" and not mail.defects
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"], kinds
    part = list(mail.iter_parts())[-1]
    assert part.get_param("method") == method, part["content-type"]
    return entry_in(part, mail)


def entry_in(part, mail):
    assert part.get_content_type() == "text/calendar" and part.get_param("charset") == "utf-8", part["content-type"]
    (entry,) = one_calendar(part.get_payload(decode=True), part.get_param("method")).events
    assert entry["ATTENDEE"] == "mailto:zoe+x@clients.example", "exactly one attendee, the recipient"
    assert entry["ORGANIZER"] == f"mailto:{mail['from'].addresses[0].addr_spec}"
    assert entry["DTSTAMP"].dt == mail["date"].datetime, "the mail's date"
    assert "LOCATION" not in entry
    return entry


def check_mail(enrollment, path, tomorrow):
    all_told()
    first = sessions_of(enrollment)[0]
    moved = {"sessionId": first["id"], "rowVersion": first["rowVersion"], "localStart": f"{tomorrow}T19:30:00"}
    mutate("rescheduleSession", "RescheduleSessionInput", "session { id }", moved)
    first = sessions_of(enrollment)[0]
    start = instant(first["startsAt"])
    entry = entry_of(mailed("REQUEST", start), "REQUEST")
    feed = one_calendar(fetch(path)[2], None).events[0]
    for name in ("UID", "SEQUENCE"):
        assert entry[name] == feed[name], name
    assert int(entry["SEQUENCE"]) >= 1, f"it was moved, and SEQUENCE is {entry['SEQUENCE']}"
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (start, instant(first["endsAt"]))
    all_told()
    first = sessions_of(enrollment)[0]
    cancelled = {"sessionId": first["id"], "rowVersion": first["rowVersion"], "cancelledBy": "THERAPIST", "append": False}
    mutate("cancelSession", "CancelSessionInput", "session { id }", cancelled)
    gone = entry_of(mailed("CANCEL", start), "CANCEL")
    assert gone["UID"] == entry["UID"] and int(gone["SEQUENCE"]) > int(entry["SEQUENCE"])
    assert gone["STATUS"] == "CANCELLED" and gone["DTSTART"].dt == entry["DTSTART"].dt


def check_digest():
    """A session cancelled, and another appended for it: one mail, its words first, and a file for each."""
    digest = next(mails("multipart/mixed"))
    assert not digest.defects and digest.get_body(("plain",)).get_content_type() == "text/plain"
    files = list(digest.iter_attachments())
    assert len(files) >= 2 and {part.get_param("method") for part in files} == {"REQUEST", "CANCEL"}
    assert [part.get_filename() for part in files] == [f"appointment-{n + 1}.ics" for n in range(len(files))]
    entries = [entry_in(part, digest) for part in files]
    assert len({entry["UID"] for entry in entries}) == len(files)
    for part, entry in zip(files, entries):
        assert (part.get_param("method") == "CANCEL") == (entry["STATUS"] == "CANCELLED")


def main():
    client, therapist, room, enrollment, tomorrow = make_treatment()
    path = check_feeds(client["id"], therapist, room, enrollment)
    check_mail(enrollment, path, tomorrow)
    check_digest()
    print(f"icalendar {icalendar.__version__} read three feeds, a file and three mails")


main()
