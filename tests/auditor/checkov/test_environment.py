"""Where Checkov is found, and whether what is known of it without asking is so."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from auditor.checkov import environment
from auditor.checkov.answer import INSIDE
from auditor.checkov.environment import SETTING, find_checkov, find_python
from auditor.errors import InputError
from controls.checkov import known
from tests.conftest import ROOT

from .installed import checkov_or_skip


def test_what_is_known_of_it_is_what_it_has() -> None:
    command = [str(checkov_or_skip().python), "-I", str(INSIDE)]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert (said["version"], said["checks"]) == (known().version, known().checks)


def test_the_version_that_is_locked_is_the_one_that_is_known() -> None:
    assert f"\ncheckov=={known().version} \\\n" in (ROOT / "requirements-checkov.txt").read_text()


def test_where_it_is_not_a_person_is_told_how_to_come_by_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    monkeypatch.setattr(environment, "FOLDER", tmp_path / ".checkov")
    with pytest.raises(InputError, match=r"\.checkov: there is no environment with Checkov; run `make checkov`"):
        find_checkov()


@pytest.mark.parametrize("name", ["bin/python", "Scripts/python.exe"])
def test_a_setting_names_another_environment(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / name
    python.parent.mkdir()
    python.touch()
    monkeypatch.setenv(SETTING, str(tmp_path))
    assert find_python() == python


def test_a_setting_that_names_nothing_is_told_by_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="nowhere: there is no environment with Checkov"):
        find_checkov()
