"""What is told of a program that failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.sources.program import Failure, render
from tests.auditor.sources.test_program import make_project

SECRET = "hunter2-and-more"
FAILING = {
    "in what Python says of it": "str(int(value))",
    "in what the program says of it": "fail(ValueError(value))",
    "in an error that follows another": "fail(ValueError('no'), ValueError(value))",
    "in part": "fail(ValueError(value[:9]))",
    "as the key of a map": "{}[value]",
}
PROGRAM = """
import pulumi
from pulumi_aws import s3
def fail(error, cause=None):
    raise error from cause
pulumi.Output.secret("SECRET").apply(lambda value: EXPRESSION)
"""


def reasons(folder: Path, program: str) -> list[str]:
    project = make_project(folder, program, a="config: {}", b="config: {}")
    return [each.reason for each in render(project, ["a", "b"]) if isinstance(each, Failure)]


@pytest.mark.parametrize("failing", FAILING)
@pytest.mark.parametrize("then", ["", ".apply(lambda other: other)"])
def test_a_secret_is_not_told(failing: str, then: str, tmp_path: Path) -> None:
    program = PROGRAM.replace("SECRET", SECRET).replace("EXPRESSION", FAILING[failing]).rstrip() + then
    told = reasons(tmp_path, program)
    assert len(told) == 2
    assert all("raised by a function that was given a secret" in each for each in told)
    assert not [each for each in told if SECRET[:9] in each]
    assert all("__main__.py:" in each for each in told)


def test_nor_is_it_in_what_a_program_says_to_its_user(tmp_path: Path) -> None:
    program = PROGRAM.replace("SECRET", SECRET).replace("EXPRESSION", "fail(pulumi.RunError(value))")
    with pytest.raises(InputError) as refused:
        reasons(tmp_path, program)
    assert SECRET not in str(refused.value)


def test_what_is_no_secret_is_told(tmp_path: Path) -> None:
    program = PROGRAM.replace("Output.secret", "Output.from_input").replace("EXPRESSION", "fail(ValueError(value))")
    assert reasons(tmp_path, program.replace("SECRET", "too small")) == ["ValueError: too small (__main__.py:5)"] * 2


def test_a_mistake_of_syntax_is_told_with_the_file_that_it_is_in(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir(parents=True)
    (tmp_path / "parts" / "network.py").write_text("import pulumi\nsubnets = [\n")
    told = reasons(tmp_path, "from parts import network\n")
    assert told == ["SyntaxError: '[' was never closed (parts/network.py:2)"] * 2
