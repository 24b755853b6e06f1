from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

MODULE = "from typing import Mapping\ndef f(x: 'no such type', y: Mapping[str, undefined]) -> None: ...\n"
PROGRAM = """
from auditor.sources.fast_imports.generated_packages import import_lazily
import_lazily()
import pulumi_random
print(pulumi_random.f.__annotations__["y"])
"""


def run(folder: Path) -> str:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={"PYTHONPATH": f"{folder}:{ROOT}"},
        capture_output=True,
        text=True,
    )
    return found.stdout + found.stderr


def test_a_generated_package_is_imported_without_evaluating_its_annotations(tmp_path: Path) -> None:
    package = tmp_path / "pulumi_random"
    package.mkdir()
    (package / "__init__.py").write_text(MODULE)
    assert run(tmp_path) == "Mapping[str, undefined]\n"


def test_a_changed_file_is_compiled_anew(tmp_path: Path) -> None:
    package = tmp_path / "pulumi_random"
    package.mkdir()
    (package / "__init__.py").write_text(MODULE)
    first = run(tmp_path)
    (package / "__init__.py").write_text(MODULE.replace("undefined", "changed"))
    assert (first, run(tmp_path)) == ("Mapping[str, undefined]\n", "Mapping[str, changed]\n")


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    package = tmp_path / "pulumi_random"
    package.mkdir()
    (package / "__init__.py").write_text(MODULE)
    (package / "__pycache__").write_text("in the way")
    assert run(tmp_path) == "Mapping[str, undefined]\n"
