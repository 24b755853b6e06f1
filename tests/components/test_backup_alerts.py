from __future__ import annotations

from functools import partial

import pytest

from auditor.graph import Resource, ResourceGraph
from components.backup_alerts import FAILURES
from policies.event_pattern import matches
from policies.service_events import KINDS, Place
from tests.components.test_backup import declare
from tests.conftest import Record

JOBS = {
    "job-failed": ("backup jobs that fail", "state"),
    "copy-failed": ("copy jobs that fail", "state"),
    "restore-failed": ("restore jobs that fail", "status"),
}
"""AWS Backup says the state of some jobs by one word, that of others by another."""
FAILED = ("ABORTED", "EXPIRED", "FAILED", "PARTIAL")
OTHERS = ("CREATED", "PENDING", "RUNNING", "ABORTING", "COMPLETED")
A_WEEK = 604_800


def alarms(graph: ResourceGraph) -> dict[str, Resource]:
    return {each.name: each for each in graph if each.type == "aws:cloudwatch/metricAlarm:MetricAlarm"}


@pytest.fixture
def told(recorded: Record) -> ResourceGraph:
    return recorded(declare)


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


def test_a_weekly_restore_test_that_never_runs_is_told_as_the_silence_of_backups_is(told: ResourceGraph) -> None:
    restores, backups = alarms(told)["backup-restores-silent"].inputs, alarms(told)["backup-silent"].inputs
    assert restores["metricName"] == "NumberOfRestoreJobsCompleted"
    own = {"metricName", "alarmDescription", "period", "evaluationPeriods", "evaluationWindow"}
    assert {key: restores[key] for key in restores.keys() - own} == {key: backups[key] for key in backups.keys() - own}


def test_a_restore_test_is_looked_for_in_whole_weeks_of_the_calendar(told: ResourceGraph) -> None:
    alarm = alarms(told)["backup-restores-silent"].inputs
    assert (alarm["period"], alarm["evaluationPeriods"]) == (A_WEEK, 1)
    assert alarm["evaluationWindow"] == {"wallClockWindow": {"timezone": "UTC"}}


def test_no_alarm_claims_to_watch_a_monthly_restore_test(recorded: Record, told: ResourceGraph) -> None:
    monthly = recorded(partial(declare, restore_test="monthly"))
    assert alarms(told).keys() - alarms(monthly).keys() == {"backup-restores-silent"}


def test_no_alarm_looks_back_further_than_cloudwatch_lets_it(told: ResourceGraph) -> None:
    spans = [each.inputs["period"] * each.inputs["evaluationPeriods"] for each in alarms(told).values()]
    assert max(spans) == A_WEEK


def test_every_silence_is_told_to_the_topic(told: ResourceGraph) -> None:
    (topic,) = [each.urn for each in told if each.type == "aws:sns/topic:Topic"]
    for name in ("backup-silent", "backup-restores-silent", "backup-undelivered"):
        assert [each.urn for each in alarms(told)[name].inputs["alarmActions"]] == [topic]


def test_a_single_alert_that_could_not_be_delivered_is_told(told: ResourceGraph) -> None:
    (queue,) = [each.inputs["name"] for each in told if each.type == "aws:sqs/queue:Queue"]
    alarm = alarms(told)["backup-undelivered"].inputs
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanThreshold", 0)
    assert alarm["dimensions"] == {"QueueName": queue}
