from __future__ import annotations

from pathlib import Path

import pytest

from auditor import watch
from auditor.assessment import UNUSABLE


@pytest.mark.parametrize("error", UNUSABLE)
def test_what_a_person_gets_wrong_is_told_and_the_next_save_is_waited_for(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    verdicts = [None, error("mend it")]

    def judge() -> None:
        if (wrong := verdicts.pop()) is not None:
            raise wrong

    saved = [{(1, str(tmp_path / "stacks" / "exceptions.yaml"))}]
    monkeypatch.setattr(watch, "watch", lambda *_, **__: saved)
    watch.watch_project(tmp_path, judge, lambda: None)
    assert verdicts == []
    assert "footing: mend it" in capsys.readouterr().err


def test_what_is_wrong_with_a_project_does_not_keep_it_from_being_watched(tmp_path: Path) -> None:
    watch.warm_up(tmp_path)
