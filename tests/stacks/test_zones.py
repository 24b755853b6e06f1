from __future__ import annotations

from typing import Any

import pulumi_aws as aws
import pytest

from stacks.baseline import Baseline
from stacks.settings import Settings
from tests.conftest import Record


def test_zones_that_lack_what_runs_here_are_left_out(recorded: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    ask, asked = aws.get_availability_zones, list[dict[str, Any]]()

    def noted(**given: Any) -> Any:
        asked.append(given)
        return ask(**given)

    monkeypatch.setattr(aws, "get_availability_zones", noted)
    settings = Settings.model_validate(
        {
            "environment": "test",
            "region": "us-east-1",
            "owner": {"team": "platform", "email": "platform@example.com"},
        }
    )
    recorded(lambda: Baseline("baseline", settings))
    assert [each["exclude_zone_ids"] for each in asked] == [["use1-az3", "usw1-az2", "apne1-az3"]]
