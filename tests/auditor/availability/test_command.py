"""`footing availability` as people meet it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from auditor.cli import main
from tests.auditor.projects import small_project
from tests.conftest import ROOT

PROGRAM = """
import pulumi
from pulumi_aws import rds

class Observability(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("footing:components:Observability", "watch")
        rds.Instance("database", instance_class="db.t4g.micro", multi_az={standby})
        self.register_outputs({{"objective": {objective}}})

Observability()
"""


def availability(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["availability", "--project", str(project), *arguments])


def promising(folder: Path, *, standby: bool, objective: float) -> Path:
    return small_project(folder / "project", PROGRAM.format(standby=standby, objective=objective), "prod")


def test_an_objective_within_what_aws_promises_holds(tmp_path: Path) -> None:
    done = availability(promising(tmp_path, standby=True, objective=0.9995))
    assert done.exit_code == 0, done.output
    assert "allows 21.6 minutes: holds on paper, at 99.9500%" in done.output
    assert "https://aws.amazon.com/rds/sla/" in done.output


def test_an_objective_beyond_it_does_not_and_the_heaviest_part_is_named(tmp_path: Path) -> None:
    done = availability(promising(tmp_path, standby=False, objective=0.999))
    assert done.exit_code == 1
    assert "does not hold on paper, at 99.5000%, or 216.0 minutes" in done.output
    assert "most of it is database (database, one zone)" in done.output


def test_where_nothing_is_promised_there_is_nothing_to_say(tmp_path: Path) -> None:
    done = availability(small_project(tmp_path / "project", "import pulumi\n", "dev", "prod"))
    assert done.exit_code == 2
    assert "stack dev, prod: no objective is declared" in done.output


def test_every_stack_of_the_house_is_read_and_dev_keeps_to_its_objective() -> None:
    done = availability(ROOT, "--stack", "dev")
    assert done.exit_code == 0, done.output
    for part in ("firewall", "load balancer, several zones", "Fargate, several zones", "cache, several zones"):
        assert part in done.output
