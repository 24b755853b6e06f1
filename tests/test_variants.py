"""Whatever a startup sets, what comes out is judged well, or the setting is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.auditor.projects import change_settings, copy_of_the_project, run

VARIANTS: list[tuple[str, dict[str, dict[str, Any]]]] = [
    ("read replicas", {"database": {"replicas": 2}}),
    ("somebody may break the glass", {"access": {"break_glass": ["111122223333"]}}),
    ("nobody may take any role", {"access": {"auditor": {}, "operator": {}, "developer": {}}}),
    ("four zones", {"network": {"zones": 4}}),
    ("zones by name", {"network": {"zones": ["us-east-1b", "us-east-1d"]}}),
    ("one NAT gateway and no interface endpoints", {"network": {"nat": "single", "endpoints": []}}),
    ("the smallest network", {"network": {"cidr": "10.99.0.0/22"}}),
    (
        "compliance locks and a second region",
        {"audit": {"object_lock": "compliance"}, "backup": {"lock": "compliance", "copy_region": "us-west-2"}},
    ),
    ("an account of one's own", {"": {"account": "444455556666"}}),
    ("another region", {"": {"region": "eu-central-1"}}),
]


@pytest.mark.parametrize("settings", [each for _, each in VARIANTS], ids=[name for name, _ in VARIANTS])
def test_a_variant_of_prod_passes(tmp_path: Path, settings: dict[str, dict[str, Any]]) -> None:
    project = copy_of_the_project(tmp_path / "project")
    for section, changes in settings.items():
        change_settings(project, "prod", section, **changes)
    result = run(project, "--stack", "prod")
    assert result.exit_code == 0, result.output
