"""Reads /metrics with the parser of Prometheus' Python client: metrics move, and labels are few and known."""

import sys
import time
import urllib.request

from prometheus_client.openmetrics.parser import text_string_to_metric_families

EXPECTED = {
    "roundel_http_requests": "counter",
    "roundel_http_request_duration_seconds": "histogram",
    "roundel_graphql_operations": "counter",
    "roundel_sign_ins": "counter",
    "roundel_reminders": "counter",
    "roundel_mail_faults": "counter",
    "roundel_job_runs": "counter",
    "roundel_job_run_duration_seconds": "histogram",
    "roundel_job_last_success_seconds": "gauge",
    "roundel_job_lag_seconds": "gauge",
    "roundel_process_start_seconds": "gauge",
    "roundel_build": "info",
    "roundel_database_up": "gauge",
    "roundel_database_connections": "gauge",
    "roundel_sockets_open": "gauge",
    "roundel_outbox_due": "gauge",
    "roundel_outbox_paused": "gauge",
    "roundel_outbox_oldest_due_seconds": "gauge",
    "roundel_audit_unsealed": "gauge",
}
LABELS = {"route", "status", "kind", "code", "outcome", "fault", "job", "state", "version", "le"}


def read(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def scrape(url):
    return {family.name: family for family in text_string_to_metric_families(read(url))}


def answered(families):
    samples = families["roundel_http_requests"].samples
    return sum(s.value for s in samples if s.name.endswith("_total") and s.labels.get("route") == "/healthz")


def complete(url):
    """The metrics once the jobs have run for the first time: what was never counted is not there."""
    until = time.monotonic() + 20
    while True:
        families = scrape(url)
        types = {name: family.type for name, family in families.items()}
        if types == EXPECTED or time.monotonic() > until:
            assert types == EXPECTED, types
            return families
        time.sleep(0.5)


url, health = sys.argv[1:]
read(health)
before = complete(url)
for _ in range(3):
    read(health)
after = scrape(url)
assert answered(after) == answered(before) + 3
labels = {label for family in after.values() for sample in family.samples for label in sample.labels}
assert labels <= LABELS, labels
print(f"{len(after)} metrics were read, and they move")
