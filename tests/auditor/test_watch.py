from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from auditor import watch
from auditor.assessment import UNUSABLE
from auditor.errors import InputError
from auditor.sources.forks import Until


def saving(monkeypatch: pytest.MonkeyPatch, *files: Path) -> None:
    """Have files be saved one after the other, and somebody interrupt then."""

    def saves(*_: object, **__: object) -> Iterator[set[tuple[int, str]]]:
        yield set()
        yield from ({(1, str(file))} for file in files)
        interrupted()

    monkeypatch.setattr(watch, "watch", saves)


def doing(*steps: Callable[[], object]) -> tuple[Callable[[Until], None], Iterator[Callable[[], object]]]:
    """Return a judge that is ready at once and takes a step each time that it is asked, and the steps that are left."""
    left = iter(steps)

    def judge(until: Until) -> None:
        if until:
            until()
        next(left)()

    return judge, left


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


def test_a_project_of_which_nothing_can_be_made_ready_is_judged_once_for_each_save(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def judge(_: Until) -> NoReturn:
        raise InputError("mend this")

    saving(monkeypatch, tmp_path / "__main__.py", tmp_path / "stacks" / "Pulumi.dev.yaml")
    watch.watch_project(tmp_path, judge, lambda: None)
    assert capsys.readouterr().err == "footing: mend this\n" * 3


@pytest.mark.parametrize(
    ("name", "asked"),
    [("components/network.py", ["at once", "ahead"]), ("policy.json", ["at once", "ahead", "at once"])],
)
def test_what_was_made_ready_judges_if_nothing_but_modules_was_saved(
    name: str, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = []

    def judge(until: Until) -> None:
        seen.append("ahead" if until else "at once")
        if until:
            until()

    saving(monkeypatch, tmp_path / name)
    watch.watch_project(tmp_path, judge, lambda: None)
    assert seen == [*asked, "ahead"]


def test_the_time_that_it_tells_begins_at_the_save(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    seconds = [0]

    def judge(until: Until) -> None:
        if until:
            seconds[0] += 60  # as it gets ready
            until()
        seconds[0] += 1

    monkeypatch.setattr(watch, "time", SimpleNamespace(perf_counter=lambda: seconds[0]))
    saving(monkeypatch, tmp_path / "__main__.py")
    watch.watch_project(tmp_path, judge, lambda: None)
    assert re.findall(r"judged in ([0-9.]+) s", capsys.readouterr().out) == ["1.00", "1.00"]


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
    watch.watch_project(tmp_path, doing(interrupted)[0], lambda: None)
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
    watch.watch_project(tmp_path, doing(int)[0], lambda: None)
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
