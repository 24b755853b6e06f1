"""Events as AWS's services tell them to EventBridge, by which rules try whether somebody hears of them.

The forms are those of the services' own guides: Amazon GuardDuty ("Processing GuardDuty findings with Amazon
EventBridge"), AWS Security Hub ("EventBridge event formats", and its Finding Format), Amazon Inspector ("Amazon
EventBridge event schema"), IAM Access Analyzer ("Monitoring with Amazon EventBridge"), AWS Backup ("Monitoring AWS
Backup events using Amazon EventBridge") and AWS CodePipeline ("Monitoring CodePipeline events").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from policies.view import UNKNOWN
from policies.whereabouts import partition

Event = dict[str, Any]
Told = tuple[Event, ...]
"""The ways in which one occurrence is told: to hear of one is enough."""


@dataclass(frozen=True)
class Place:
    """Where an event comes from; None where no provider says it."""

    account: str | None = None
    region: str | None = None


def _event(place: Place, source: str, kind: str, detail: Event) -> Event:
    return {
        "version": "0",
        "id": "00000000-0000-0000-0000-000000000000",
        "source": f"aws.{source}",
        "detail-type": kind,
        "account": place.account or UNKNOWN,
        "region": place.region or UNKNOWN,
        "time": "2026-01-01T00:00:00Z",
        "resources": [],
        "detail": detail,
    }


def _in_hub(place: Place, product: str, severity: str, **more: Any) -> Event:
    region = place.region
    arn = f"arn:{partition(region)}:securityhub:{region}::product/aws/{product}" if region else UNKNOWN
    finding = {
        "ProductArn": arn,
        "AwsAccountId": place.account or UNKNOWN,
        "Severity": {"Label": severity},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        **more,
    }
    return _event(place, "securityhub", "Security Hub Findings - Imported", {"findings": [finding]})


def _guardduty(place: Place) -> list[Told]:
    """From 7 on a severity is high, from 9 on critical (Amazon GuardDuty User Guide, "Findings severity levels")."""

    def told(severity: float, label: str) -> Told:
        detail = {"schemaVersion": "2.0", "severity": severity, "type": "CredentialAccess:IAMUser/AnomalousBehavior"}
        return _event(place, "guardduty", "GuardDuty Finding", detail), _in_hub(place, "guardduty", label)

    return [told(7, "HIGH"), told(8.5, "HIGH"), told(9.5, "CRITICAL")]


def _security_hub(place: Place) -> list[Told]:
    failed = {"Status": "FAILED"}
    return [(_in_hub(place, "securityhub", severity, Compliance=failed),) for severity in ("HIGH", "CRITICAL")]


def _inspector(place: Place) -> list[Told]:
    def told(severity: str) -> Told:
        detail = {"severity": severity, "status": "ACTIVE", "type": "PACKAGE_VULNERABILITY"}
        return _event(place, "inspector2", "Inspector2 Finding", detail), _in_hub(place, "inspector", severity)

    return [told("HIGH"), told("CRITICAL")]


def _access_analyzer(place: Place) -> list[Told]:
    detail = {"status": "ACTIVE", "resourceType": "AWS::S3::Bucket", "isPublic": True}
    by_itself = _event(place, "access-analyzer", "Access Analyzer Finding", detail)
    return [(by_itself, _in_hub(place, "access-analyzer", "HIGH"))]


def _jobs(kind: str, said: str) -> Callable[[Place], list[Told]]:
    """Events of a kind of backup's jobs that fail; some say their state by another word."""
    return lambda place: [
        (_event(place, "backup", f"{kind} Job State Change", {said: state}),) for state in ("FAILED", "EXPIRED")
    ]


KINDS: dict[str, Callable[[Place], list[Told]]] = {
    "severe findings of GuardDuty": _guardduty,
    "failed checks of Security Hub": _security_hub,
    "severe findings of Inspector": _inspector,
    "findings of Access Analyzer": _access_analyzer,
    "backup jobs that fail": _jobs("Backup", "state"),
    "copy jobs that fail": _jobs("Copy", "state"),
    "restore jobs that fail": _jobs("Restore", "status"),
}


def pipeline_failed(place: Place, pipeline: str | None) -> list[Told]:
    """Return the events of a pipeline's execution that fails; its name is None where it is not known."""
    said = {"pipeline": pipeline or UNKNOWN, "state": "FAILED"}
    return [
        tuple(
            _event(place, "codepipeline", f"CodePipeline {part} Execution State Change", said)
            for part in ("Pipeline", "Stage", "Action")
        )
    ]
