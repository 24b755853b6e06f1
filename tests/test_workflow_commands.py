"""What GitHub runs of this tool passes on this project: a workflow that always fails deploys nothing."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.test_workflows import jobs, read, steps

TOOL = ".venv/bin/footing"
MAKE = "make"
VALUE = re.compile(r"\$\{\{ (inputs|matrix)\.(\w+) \}\}")
UP = "./.github/workflows/up.yml"


def given(job: dict[str, Any], source: str, name: str) -> list[str]:
    """Return the values of an expression: those of the job's matrix, or those that callers of the workflow give."""
    if source == "matrix":
        values: list[str] = job["strategy"]["matrix"][name]
        return values
    callers = (caller for _, caller in jobs() if caller.get("uses") == UP)
    return [caller["with"][name] for caller in callers]


def settings(job: dict[str, Any], step: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the environment variables that a step may run with, but for those that are about an account."""
    fixed = {key: value for key, value in step.get("env", {}).items() if "${{" not in value}
    varied = [(key, VALUE.fullmatch(value)) for key, value in step.get("env", {}).items()]
    for key, found in varied:
        if found:
            yield from ({**fixed, key: value} for value in given(job, found[1], found[2]))
    if not any(found for _, found in varied):
        yield fixed


def made(target: str) -> list[str]:
    """Return the commands of a target of the Makefile."""
    printed = subprocess.run(
        [MAKE, "--dry-run", "--always-make", target], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return printed.replace("\\\n", " ").splitlines()


def commands() -> Iterator[str]:
    """Yield what the workflows run of this tool, by themselves or by make, with every value that they run it with."""
    for _, job in jobs():
        for step in steps(job):
            lines = [line.split("|")[0].strip() for line in step.get("run", "").splitlines()]
            lines += [line for asked in lines if asked.startswith(f"{MAKE} ") for line in made(asked.split()[1])]
            for line in lines:
                if line.startswith(TOOL):
                    yield from (Template(line).substitute(values) for values in settings(job, step))


COMMANDS = list(dict.fromkeys(commands()))


def test_each_environment_is_judged_by_itself_before_it_is_deployed() -> None:
    deployed = read(ROOT / ".github/workflows/deploy.yml")["jobs"]
    assert {f'{TOOL} report --stack "{stack}"' for stack in deployed} < set(COMMANDS)
    assert {command.split()[1] for command in COMMANDS} == {"report", "check", "parity"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_workflow_passes(command: str, tmp_path: Path) -> None:
    if "--checkov" in command and not (ROOT / ".checkov" / "built").exists():
        pytest.skip("needs `make checkov`")
    _, *arguments = shlex.split(command)
    elsewhere = ["--out", str(tmp_path / "report")] if arguments[0] == "report" else []
    run = [sys.executable, "-m", "auditor", *arguments, *elsewhere]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
