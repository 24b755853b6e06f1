from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.conftest import ROOT

BREACHES = [
    ("billing/__init__.py", "from app.clinical import encounters"),
    ("sessions.py", "from app import auth"),
    ("reporting/__init__.py", "from app.web import application"),
    ("settings.py", "import app.sessions"),
]


def kept(folder: Path) -> tuple[bool, str]:
    """Ask import-linter, with the application's own configuration, whether the boundaries in `folder` are kept."""
    linter = Path(sys.executable).with_name("lint-imports")
    given = {**os.environ, "PYTHONPATH": str(folder)}
    command = [str(linter), "--no-cache", "--config", str(folder / "app" / "pyproject.toml")]
    run = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True)
    return run.returncode == 0, run.stdout + run.stderr


def copied(folder: Path) -> Path:
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_domains_keep_their_boundaries() -> None:
    assert kept(ROOT) == (True, kept(ROOT)[1])


@pytest.mark.parametrize(("file", "breach"), BREACHES)
def test_a_breach_is_found(tmp_path: Path, file: str, breach: str) -> None:
    with (copied(tmp_path) / "app" / file).open("a") as opened:
        opened.write(f"\n{breach}\n")
    found, told = kept(tmp_path)
    assert not found
    assert "BROKEN" in told


def test_a_package_that_nobody_put_into_a_layer_is_found(tmp_path: Path) -> None:
    new = copied(tmp_path) / "app" / "pharmacy"
    new.mkdir()
    (new / "__init__.py").write_text("from app.billing import invoices as invoices\n")
    assert not kept(tmp_path)[0]


def test_it_is_small_enough_to_be_read_and_replaced() -> None:
    lines = [line for path in (ROOT / "app").rglob("*.py") for line in path.read_text().splitlines()]
    assert len(lines) < 300
