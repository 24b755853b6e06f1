"""Copies of the project, changed as a person might, and the tool run on them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from auditor.cli import main
from tests.conftest import ROOT

PARTS = ("Pulumi.yaml", "__main__.py", "app", "components", "stacks")


def copy_of_the_project(folder: Path) -> Path:
    """Copy what a program needs, and nothing that judges it."""
    folder.mkdir()
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def small_project(folder: Path, program: str, *stacks: str) -> Path:
    """Make a project of one file, with stacks that need no settings."""
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    (folder / "__main__.py").write_text(program)
    for stack in stacks:
        (folder / f"Pulumi.{stack}.yaml").write_text("config: {}\n")
    return folder


def change_settings(project: Path, stack: str, section: str, **changes: Any) -> None:
    """Change a section of a stack's settings, or, with an empty name, the settings themselves."""
    path = project / "stacks" / f"Pulumi.{stack}.yaml"
    document = yaml.safe_load(path.read_text())
    settings = document["config"]["footing:settings"]
    (settings.setdefault(section, {}) if section else settings).update(changes)
    path.write_text(yaml.safe_dump(document))


def run(project: Path, *arguments: str) -> Result:
    """Run `footing report` on a project, writing to the folder `report` beside it."""
    return CliRunner().invoke(main, ["report", "--project", str(project), "--out", str(out(project)), *arguments])


def run_as_process(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Do the same in a process of its own."""
    command = [sys.executable, "-m", "auditor", "report", "--project", str(project)]
    command += ["--out", str(out(project)), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def out(project: Path) -> Path:
    """Return where the report on a project is written."""
    return project.with_name("report")


def findings(project: Path, stack: str, rule: str) -> list[dict[str, Any]]:
    """Return what a rule said of a stack, from the written report."""
    report = json.loads((out(project) / "evidence.json").read_text())
    (verdict,) = [each for each in report["stacks"] if each["stack"] == stack]
    return [each for each in verdict["findings"] if each["rule"] == rule]
