"""`footing capacity` as people meet it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from tests.auditor.capacity.programs import BY_HAND, PLANNED
from tests.auditor.projects import small_project

JANUARY = {
    "name": "january",
    "start": "0 6 2 1 ? *",
    "end": "0 22 15 1 ? *",
    "multiplier": 4,
    "timezone": "America/New_York",
}


def capacity(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["capacity", "--project", str(project), *arguments])


def planned(folder: Path, *stacks: str, **settings: Any) -> Path:
    return small_project(folder / "project", PLANNED.format(settings=json.dumps(settings)), *stacks)


def rows(done: Result) -> dict[str, list[str]]:
    """Return the cells of the table, by the day."""
    lines = done.output.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("stack ")) + 2
    cells = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines[begin:] if "  " in line]
    return {row[2]: row for row in cells}


def test_the_defaults_hold_the_objective_on_every_day(tmp_path: Path) -> None:
    done = capacity(planned(tmp_path, "prod", payer_cycles=[JANUARY]))
    assert done.exit_code == 0, done.output
    found = rows(done)
    assert list(found) == ["5x spike at the busiest hour", "5x spike at the quietest hour", "4x payer cycle january"]
    assert {row[-1] for row in found.values()} == {"holds"}
    assert "could be answered" in done.output


def test_too_busy_tasks_do_not_hold_it(tmp_path: Path) -> None:
    done = capacity(planned(tmp_path, "prod", utilisation=0.8))
    assert done.exit_code == 1
    assert rows(done)["5x spike at the busiest hour"][-1] == "does not hold"


def test_a_service_without_policies_is_judged_by_what_it_declares(tmp_path: Path) -> None:
    done = capacity(small_project(tmp_path / "project", BY_HAND.replace("{declare}", "pass"), "prod"))
    assert done.exit_code == 1
    assert rows(done)["5x spike at the busiest hour"][-2:] == ["2 to 2", "does not hold"]


def test_each_stack_is_replayed_and_one_that_does_not_scale_is_named(tmp_path: Path) -> None:
    program = "import pulumi\nif pulumi.get_stack() != 'dev':\n" + "".join(
        f"    {line}\n" for line in PLANNED.format(settings="{}").splitlines()
    )
    done = capacity(small_project(tmp_path / "project", program, "dev", "prod"))
    assert done.exit_code == 0, done.output
    assert "dev: nothing scales by load" in done.output
    assert {row[0] for row in rows(done).values()} == {"prod"}


def test_where_nothing_scales_there_is_nothing_to_say(tmp_path: Path) -> None:
    done = capacity(small_project(tmp_path / "project", "import pulumi\n", "dev", "prod"))
    assert done.exit_code == 2
    assert "stack dev, prod: nothing scales by load" in done.output


def test_the_page_shows_every_day_and_needs_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "capacity.html"
    done = capacity(planned(tmp_path, "prod"), "--out", str(page))
    assert f"Page: {page}" in done.output
    text = page.read_text()
    assert text.count("<svg") == 2
    assert text.count("<polyline") == 4
    assert "<strong>holds</strong>" in text
    assert not any(part in text for part in ("<script", "http://", "https://", "src="))


def test_a_page_that_cannot_be_written_is_told_in_one_message(tmp_path: Path) -> None:
    done = capacity(planned(tmp_path, "prod"), "--out", str(tmp_path / "nowhere" / "capacity.html"))
    assert done.exit_code == 2
    assert "cannot be written" in done.output


@pytest.mark.parametrize("share", [0.99899999, 0.9989999999])
def test_a_share_is_never_shown_as_one_that_it_did_not_reach(share: float) -> None:
    from auditor.capacity.shown import share as written

    assert written(share) == "99.8999%"
