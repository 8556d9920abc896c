"""What every answer to a generated document must be: no fault of the server's, small, and soon."""

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

MOST_BYTES = 64 * 1024
MOST_SECONDS = 1
# A machine that stalls makes a few answers late, never many of them and never by much.
MOST_LATE, LATEST_SECONDS = 3, 5
late = []
SERVER_FAULTS = {"INTERNAL", "UNAVAILABLE"}


TEXTS = {
    "Instant": st.datetimes().map(lambda at: at.isoformat() + "Z"),
    "LocalDate": st.dates().map(str),
    "LocalDateTime": st.datetimes().map(lambda at: at.isoformat()),
    "LocalTime": st.times().map(lambda at: at.isoformat()),
}
for scalar, texts in TEXTS.items():
    schemathesis.graphql.scalar(scalar, (texts | st.text(max_size=20)).map(nodes.String))


@schemathesis.check
def answers_as_it_should(ctx, response, case):
    assert response.status_code < 500, f"{response.status_code}: {response.text[:500]}"
    assert len(response.content) <= MOST_BYTES, f"{len(response.content)} bytes"
    if response.elapsed >= MOST_SECONDS:
        late.append(f"{response.elapsed:.1f} s: {case.body}")
        assert response.elapsed < LATEST_SECONDS and len(late) <= MOST_LATE, late
    answer = response.json()
    codes = {(error.get("extensions") or {}).get("code") for error in answer.get("errors") or []}
    assert not codes & SERVER_FAULTS, answer
