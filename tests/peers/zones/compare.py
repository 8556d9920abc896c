#!/usr/bin/env python3
"""Asks a running Roundel for previews of series, and compares each instant, wall time, kind and warning with zoneinfo's.

    compare.py URL RELEASE SERIES      the token is read from $ROUNDEL_TOKEN

RELEASE is the tz database that the program says it has; without the same one here nothing is compared.
"""

import collections
import http.client
import json
import os
import sys
import urllib.parse
from datetime import datetime

import tzdata

from draw import draw
from oracle import Refused, Series, canonical_names, preview, source

SEED = 20261127
DOCUMENT = """query ($input: SeriesInput!) { previewSeries(input: $input) {
  preview {
    sessions { ordinal localStart resolvedLocalStart startsAt endsAt clockChange }
    participants { zone localStarts warnings { kind ordinals } }
  }
  userErrors { code }
} }"""


class Service:
    def __init__(self, url: str, token: str) -> None:
        place = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=120)
        self.path = place.path
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def preview(self, series: Series) -> dict:
        body = json.dumps({"query": DOCUMENT, "variables": {"input": series.as_input()}})
        self.connection.request("POST", self.path, body, self.headers)
        answer = json.loads(self.connection.getresponse().read())
        if "errors" in answer:
            sys.exit(f"{series}: {answer['errors']}")
        return answer["data"]["previewSeries"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def read(payload: dict) -> dict:
    """The service's answer in the oracle's shape."""
    if payload["userErrors"]:
        return {"refused": [error["code"] for error in payload["userErrors"]]}
    times = ("localStart", "resolvedLocalStart", "startsAt", "endsAt")
    return {
        "sessions": [
            {key: moment(value) if key in times else value for key, value in session.items()}
            for session in payload["preview"]["sessions"]
        ],
        "participants": [
            {
                "zone": one["zone"],
                "localStarts": [moment(text) for text in one["localStarts"]],
                "warnings": {warning["kind"]: warning["ordinals"] for warning in one["warnings"]},
            }
            for one in payload["preview"]["participants"]
        ],
    }


def expected(series: Series, canonical: dict[str, str]) -> dict:
    try:
        return preview(series, canonical)
    except Refused as refused:
        return {"refused": [str(refused)]}


def differences(wanted: object, given: object, path: str = "") -> list[str]:
    if isinstance(wanted, dict) and isinstance(given, dict):
        keys = sorted(wanted.keys() | given.keys())
        return [line for key in keys for line in differences(wanted.get(key), given.get(key), f"{path}.{key}")]
    if isinstance(wanted, list) and isinstance(given, list) and len(wanted) == len(given):
        pairs = enumerate(zip(wanted, given))
        return [line for index, (a, b) in pairs for line in differences(a, b, f"{path}[{index}]")]
    return [] if wanted == given else [f"{path}: zoneinfo says {wanted}, Roundel {given}"]


def count(answer: dict, counts: collections.Counter) -> None:
    if "refused" in answer:
        counts["refused"] += 1
        return
    counts.update(session["clockChange"] for session in answer["sessions"])
    for one in answer["participants"]:
        counts["times"] += len(one["localStarts"])
        counts.update({kind: len(ordinals) for kind, ordinals in one["warnings"].items()})


def main() -> None:
    url, release, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    here = source().splitlines()[0].removeprefix("# version ")
    if not here == tzdata.IANA_VERSION == release:
        sys.exit(f"the program has the tz database {release}, this oracle {here}: pin the same one in requirements.txt")
    canonical = canonical_names()
    service = Service(url, os.environ["ROUNDEL_TOKEN"])
    zones, counts, wrong = set(), collections.Counter(), []
    for series in draw(SEED, number, sorted(canonical)):
        wanted = expected(series, canonical)
        found = differences(wanted, read(service.preview(series)))
        if found:
            wrong.append(f"{series}\n  " + "\n  ".join(found[:5]))
        zones.add(series.zone)
        count(wanted, counts)
    print(f"{release}: {number} series in {len(zones)} of {len(canonical)} zones; {dict(sorted(counts.items()))}")
    if wrong:
        sys.exit("\n".join(wrong[:10]) + f"\n{len(wrong)} of {number} series differ")
    # A comparison that met nothing would prove nothing.
    kinds = ("NORMAL", "GAP", "OVERLAP", "refused", "HOUR_MOVES", "OWN_OVERLAP", "CLOCKS_CHANGE_MEANWHILE", "OTHER_DATE")
    missing = [kind for kind in kinds if not counts[kind]]
    if missing:
        sys.exit(f"no series met {', '.join(missing)}")


if __name__ == "__main__":
    main()
