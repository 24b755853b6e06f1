from __future__ import annotations

import pytest

from components.backup_alerts import FAILURES
from policies.event_pattern import matches
from policies.service_events import KINDS, Place

JOBS = {
    "job-failed": ("backup jobs that fail", "state"),
    "copy-failed": ("copy jobs that fail", "state"),
    "restore-failed": ("restore jobs that fail", "status"),
}
"""AWS Backup says the state of some jobs by one word, that of others by another."""
FAILED = ("ABORTED", "EXPIRED", "FAILED", "PARTIAL")
OTHERS = ("CREATED", "PENDING", "RUNNING", "ABORTING", "COMPLETED")


def test_each_kind_of_job_has_its_pattern() -> None:
    assert FAILURES.keys() == JOBS.keys()


@pytest.mark.parametrize("name", JOBS)
def test_a_job_that_fails_is_told_and_one_that_does_not_is_not(name: str) -> None:
    kind, said = JOBS[name]
    ((event,), *_) = KINDS[kind](Place())
    assert said in event["detail"]
    taken = [state for state in (*FAILED, *OTHERS) if matches(FAILURES[name], {**event, "detail": {said: state}})]
    assert taken == [*FAILED]


@pytest.mark.parametrize("name", JOBS)
def test_no_pattern_takes_the_jobs_of_another(name: str) -> None:
    others = [told[0] for other, (kind, _) in JOBS.items() if other != name for told in KINDS[kind](Place())]
    assert not any(matches(FAILURES[name], event) for event in others)
