from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import main
from auditor.errors import InputError
from auditor.order import KEY, in_order
from auditor.sources.configuration import load_project
from tests.auditor.projects import small_project
from tests.conftest import ROOT

PROGRAM = "import pulumi_aws as aws\naws.s3.Bucket('site')\n"


def project(folder: Path, named: str | None) -> Path:
    made = small_project(folder / "shop", PROGRAM, "dev", "qa", "prod", "stage")
    if named is not None:
        with (made / "Pulumi.yaml").open("a") as file:
            file.write(f"config: {{'{KEY}': {named}}}\n")
    return made


ORDERS = [
    ("nothing is named", None, ("dev", "prod", "qa", "stage")),
    ("all are named", "{value: [dev, qa, stage, prod]}", ("dev", "qa", "stage", "prod")),
    ("some are named", "{value: [stage, dev]}", ("stage", "dev", "prod", "qa")),
    ("they are named without `value`, as Pulumi allows it too", "[prod]", ("prod", "dev", "qa", "stage")),
]


@pytest.mark.parametrize(("named", "order"), [row[1:] for row in ORDERS], ids=[row[0] for row in ORDERS])
def test_stacks_are_in_the_order_that_their_project_names(
    tmp_path: Path, named: str | None, order: tuple[str, ...]
) -> None:
    assert in_order(load_project(project(tmp_path, named))) == order


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        ("{value: dev}", "must be a list of the names of stacks"),
        ("{value: [1]}", "must be a list of the names of stacks"),
        ("{value: [dev, demo]}", "there is no stack 'demo'; mend its spelling or remove it"),
        ("{value: [dev, dev]}", "names dev twice; name it once"),
    ],
)
def test_an_impossible_order_is_refused(tmp_path: Path, named: str, problem: str) -> None:
    made = project(tmp_path, named)
    with pytest.raises(InputError) as refusal:
        in_order(load_project(made))
    assert str(refusal.value) == f"Pulumi.yaml: config: footing:order: {problem}"
    done = CliRunner().invoke(main, ["check", "--project", str(made)])
    assert (done.exit_code, done.output) == (2, f"footing: {refusal.value}\n")


def test_every_table_is_in_that_order_unless_stacks_are_asked_for_by_name(tmp_path: Path) -> None:
    made = project(tmp_path, "{value: [dev, qa, stage, prod]}")

    def told(*arguments: str) -> list[str]:
        output = CliRunner().invoke(main, ["check", "--project", str(made), *arguments]).output
        return [line.split()[0] for line in output.split("\n\n")[0].splitlines()[2:]]

    assert told() == ["dev", "qa", "stage", "prod"]
    assert told("--stack", "prod", "--stack", "dev") == ["prod", "dev"]


def test_this_project_names_the_way_of_a_change() -> None:
    assert in_order(load_project(ROOT)) == ("dev", "stage", "prod")
