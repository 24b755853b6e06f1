from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.auditor.projects import change_settings, copy_of_the_project, out, run

TODAY = datetime.now(UTC).date()
EXCEPTION = {
    "rule": "database-survives-zone",
    "resource": "aws:rds/instance:Instance::database",
    "stacks": ["stage"],
    "reason": "Load tests do not need a standby.",
    "compensating_control": "A restore test shows each month that the backup comes up elsewhere.",
    "owner": "platform@example.com",
    "approved_by": "Jane Doe, Security Officer",
    "approved_on": TODAY - timedelta(days=1),
    "expires": TODAY + timedelta(days=1),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project with an accepted violation of a rule that speaks for a proposed control too."""
    made = copy_of_the_project(tmp_path_factory.mktemp("proposal") / "project")
    change_settings(made, "stage", "", delivery=None)
    change_settings(made, "stage", "database", multi_az=False)
    (made / "stacks" / "exceptions.yaml").write_text(yaml.safe_dump({"exceptions": [EXCEPTION]}))
    return made


def test_what_is_only_proposed_fails_nothing(project: Path) -> None:
    done = run(project, "--stack", "stage")
    assert (done.exit_code, "but the proposal is enforced" in done.output) == (0, False)


def test_an_exception_from_what_is_proposed_falls_where_the_proposal_is_enforced(project: Path) -> None:
    done = run(project, "--stack", "stage", "--enforce-proposed")
    assert done.exit_code == 1
    assert f"accepted until {EXCEPTION['expires']}, but the proposal is enforced" in done.output
    assert "this report was asked to enforce it" in (out(project) / "index.html").read_text()
