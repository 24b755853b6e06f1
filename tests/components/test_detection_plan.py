from __future__ import annotations

import json
from typing import Any

import pytest

from components.account import Account
from components.detection_plan import FEATURES, PROTECTIONS, STANDARDS, finding_patterns, standard_arn
from policies.event_pattern import matches
from policies.service_events import KINDS, Place

ACCOUNT = Account(id="111122223333", partition="aws-us-gov", region="us-gov-west-1", dns_suffix="amazonaws.com")
PLACE = Place(ACCOUNT.id, ACCOUNT.region)
PRODUCT = "arn:aws-us-gov:securityhub:us-gov-west-1::product/aws"
KINDS_OF = {
    "guardduty": "severe findings of GuardDuty",
    "security-hub": "failed checks of Security Hub",
    "inspector": "severe findings of Inspector",
    "access-analyzer": "findings of Access Analyzer",
}
NEAR: dict[str, list[dict[str, Any]]] = {
    "guardduty": [{"severity": 6.9}],
    "security-hub": [
        {"Severity": {"Label": "MEDIUM"}},
        {"Compliance": {"Status": "PASSED"}},
        {"Workflow": {"Status": "SUPPRESSED"}},
        {"Workflow": {"Status": "NOTIFIED"}},
        {"RecordState": "ARCHIVED"},
        {"ProductArn": f"{PRODUCT}/guardduty"},
    ],
    "inspector": [{"severity": "MEDIUM"}, {"status": "CLOSED"}, {"status": "SUPPRESSED"}],
    "access-analyzer": [{"status": "ARCHIVED"}, {"status": "RESOLVED"}],
}


def test_every_protection_is_a_plan_of_guardduty() -> None:
    assert set(PROTECTIONS) == set(FEATURES)
    assert len(set(FEATURES.values())) == len(FEATURES)


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_standard_is_named_in_the_partition_and_region_and_belongs_to_no_account(standard: str) -> None:
    arn = standard_arn(ACCOUNT, standard)  # type: ignore[arg-type]
    assert arn.startswith("arn:aws-us-gov:securityhub:us-gov-west-1::standards/")


def test_every_pattern_takes_the_findings_of_one_service() -> None:
    patterns = finding_patterns(ACCOUNT)
    assert len({pattern["source"][0] for pattern in patterns.values()}) == len(patterns)
    assert all(all("Finding" in type_ for type_ in pattern["detail-type"]) for pattern in patterns.values())


def test_access_that_nobody_uses_is_told_as_access_from_outside_is() -> None:
    ((found, *_),) = KINDS[KINDS_OF["access-analyzer"]](PLACE)
    unused = {**found, "detail-type": "Unused Access Finding for IAM entities", "detail": {"status": "ACTIVE"}}
    assert matches(finding_patterns(ACCOUNT)["access-analyzer"], unused)


def test_security_hub_does_not_repeat_what_other_services_find() -> None:
    findings = finding_patterns(ACCOUNT)["security-hub"]["detail"]["findings"]
    assert findings["ProductArn"] == ["arn:aws-us-gov:securityhub:us-gov-west-1::product/aws/securityhub"]


def test_the_patterns_are_short_enough_for_eventbridge() -> None:
    assert all(len(json.dumps(pattern)) < 2048 for pattern in finding_patterns(ACCOUNT).values())


@pytest.mark.parametrize("service", KINDS_OF)
def test_a_pattern_takes_every_severe_finding_of_its_service(service: str) -> None:
    pattern = finding_patterns(ACCOUNT)[service]
    told = KINDS[KINDS_OF[service]](PLACE)
    assert told
    assert all(matches(pattern, first) for first, *_ in told)


@pytest.mark.parametrize(("service", "change"), [(service, near) for service in NEAR for near in NEAR[service]])
def test_a_pattern_leaves_out_what_is_mild_or_closed(service: str, change: dict[str, Any]) -> None:
    for event, *_ in KINDS[KINDS_OF[service]](PLACE):
        detail = event["detail"]
        changed = {"findings": [{**detail["findings"][0], **change}]} if "findings" in detail else {**detail, **change}
        assert not matches(finding_patterns(ACCOUNT)[service], {**event, "detail": changed})


@pytest.mark.parametrize("service", KINDS_OF)
def test_no_pattern_takes_the_findings_of_another_service(service: str) -> None:
    pattern = finding_patterns(ACCOUNT)[service]
    others = [told[0] for name, kind in KINDS_OF.items() if name != service for told in KINDS[kind](PLACE)]
    assert not any(matches(pattern, event) for event in others)
