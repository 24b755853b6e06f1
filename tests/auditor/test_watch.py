from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from auditor import watch
from auditor.assessment import UNUSABLE


def saving(monkeypatch: pytest.MonkeyPatch, *files: Path) -> None:
    saves = iter([set(), *({(1, str(file))} for file in files)])
    monkeypatch.setattr(watch, "watch", lambda *_, **__: saves)


def doing(*steps: Callable[[], object]) -> tuple[Callable[[], None], Iterator[Callable[[], object]]]:
    """Return what does one step each time that it is called, and those that are left."""
    left = iter(steps)

    def do() -> None:
        next(left)()

    return do, left


def interrupted() -> NoReturn:
    raise KeyboardInterrupt


@pytest.mark.parametrize("error", UNUSABLE)
def test_what_a_person_gets_wrong_is_told_and_the_next_save_is_waited_for(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def wrong() -> NoReturn:
        raise error("mend this\nand that")

    judge, left = doing(wrong, int)
    saving(monkeypatch, tmp_path / "stacks" / "exceptions.yaml")
    watch.watch_project(tmp_path, judge, lambda: None)
    assert list(left) == []
    assert "footing: mend this\nfooting: and that\n" in capsys.readouterr().err


def test_what_is_wrong_with_a_project_does_not_keep_it_from_being_watched(tmp_path: Path) -> None:
    watch.warm_up(tmp_path)


SAVED = ("__main__.py", "components/buildspecs/release.yml", "stacks/Pulumi.dev.yaml")


@pytest.mark.parametrize("name", SAVED)
def test_what_is_saved_while_it_judges_is_judged_next(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    judge, left = doing(lambda: (tmp_path / name).write_text("saved"), interrupted)
    watch.watch_project(tmp_path, judge, lambda: None)
    assert list(left) == []
    assert f"\n{name}\n" in capsys.readouterr().out


def test_it_ends_without_a_word_when_it_is_interrupted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watch.watch_project(tmp_path, interrupted, lambda: None)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["policies/rules/new.py", "policies/actions.txt", "controls/hipaa.yaml"])
def test_it_goes_on_as_a_new_process_when_it_was_itself_saved(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def execute(_path: str, arguments: list[str]) -> None:
        started.append(arguments)
        interrupted()

    monkeypatch.setattr(watch, "_SELF", [sys.executable, "-c", "pass"])
    monkeypatch.setattr(os, "execv", execute)
    saving(monkeypatch, tmp_path / name)
    watch.watch_project(tmp_path, lambda: None, lambda: None)
    assert started == [[sys.executable, "-c", "pass", *sys.argv[1:]]]


def test_it_stays_where_it_would_not_start_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judge, left = doing(int, interrupted)
    monkeypatch.setattr(watch, "_SELF", [sys.executable, "-c", "import half_written"])
    saving(monkeypatch, tmp_path / "policies" / "half_written.py", tmp_path / "stacks" / "dev.yaml")
    watch.watch_project(tmp_path, judge, lambda: None)
    assert list(left) == []
    said = capsys.readouterr().err.splitlines()
    assert (said[0], said[-1]) == (
        "footing: does not start with what was saved:",
        "footing: ModuleNotFoundError: No module named 'half_written'",
    )
