from __future__ import annotations

import json

import pytest

from components.account import Account
from components.detection_plan import FEATURES, PROTECTIONS, STANDARDS, finding_patterns, standard_arn

ACCOUNT = Account(id="111122223333", partition="aws-us-gov", region="us-gov-west-1", dns_suffix="amazonaws.com")


def test_every_protection_is_a_plan_of_guardduty() -> None:
    assert set(PROTECTIONS) == set(FEATURES)
    assert len(set(FEATURES.values())) == len(FEATURES)


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_standard_is_named_in_the_partition_and_region_and_belongs_to_no_account(standard: str) -> None:
    arn = standard_arn(ACCOUNT, standard)  # type: ignore[arg-type]
    assert arn.startswith("arn:aws-us-gov:securityhub:us-gov-west-1::standards/")


def test_every_pattern_takes_one_kind_of_event_of_one_service() -> None:
    patterns = finding_patterns(ACCOUNT)
    assert len({pattern["source"][0] for pattern in patterns.values()}) == len(patterns)
    assert all(len(pattern["detail-type"]) == 1 for pattern in patterns.values())


def test_security_hub_does_not_repeat_what_other_services_find() -> None:
    findings = finding_patterns(ACCOUNT)["security-hub"]["detail"]["findings"]
    assert findings["ProductArn"] == ["arn:aws-us-gov:securityhub:us-gov-west-1::product/aws/securityhub"]


def test_the_patterns_are_short_enough_for_eventbridge() -> None:
    assert all(len(json.dumps(pattern)) < 2048 for pattern in finding_patterns(ACCOUNT).values())
