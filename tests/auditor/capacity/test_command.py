"""`footing capacity` as people meet it."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from auditor.capacity.shown import ASSUMED
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


BUSIEST = "5x spike at the busiest hour, rising over 10 minutes"


def capacity(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["capacity", "--project", str(project), *arguments])


def planned(folder: Path, *stacks: str, **settings: Any) -> Path:
    return small_project(folder / "project", PLANNED.format(settings=json.dumps(settings)), *stacks)


def rows(done: Result) -> dict[str, list[str]]:
    """Return the cells of the table, by the day."""
    lines = done.output.splitlines()
    return _table(lines, next(number for number, line in enumerate(lines) if line.startswith("stack ")))[1]


def steeper(done: Result) -> tuple[list[str], dict[str, list[str]]]:
    """Return the headings of the table of steeper rises, and its cells by the day."""
    lines = done.output.splitlines()
    return _table(lines, lines.index(ASSUMED) + 2)


def _table(lines: list[str], begin: int) -> tuple[list[str], dict[str, list[str]]]:
    told = itertools.takewhile(str.strip, lines[begin:])
    headings, _, *cells = ([cell.strip() for cell in line.split("  ") if cell.strip()] for line in told)
    return headings, {row[2]: row for row in cells}


def test_the_defaults_hold_the_objective_on_every_day(tmp_path: Path) -> None:
    done = capacity(planned(tmp_path, "prod", payer_cycles=[JANUARY]))
    assert done.exit_code == 0, done.output
    found = rows(done)
    days = ["5x spike at the busiest hour", "5x spike at the quietest hour", "4x payer cycle january"]
    assert list(found) == [f"{day}, rising over 10 minutes" for day in days]
    assert [f"prod: scaling: {day}" in done.output.splitlines() for day in found] == [True] * 3
    assert {row[-1] for row in found.values()} == {"holds"}
    assert "could be answered" in done.output


def test_too_busy_tasks_do_not_hold_it(tmp_path: Path) -> None:
    done = capacity(planned(tmp_path, "prod", utilisation=0.8))
    assert done.exit_code == 1
    assert rows(done)[BUSIEST][-1] == "does not hold"


def test_a_service_without_policies_is_judged_by_what_it_declares(tmp_path: Path) -> None:
    done = capacity(small_project(tmp_path / "project", BY_HAND.replace("{declare}", "pass"), "prod"))
    assert done.exit_code == 1
    assert rows(done)[BUSIEST][-2:] == ["2 to 2", "does not hold"]


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


def test_it_is_said_from_which_rise_on_a_day_no_longer_holds(tmp_path: Path) -> None:
    page = tmp_path / "capacity.html"
    done = capacity(planned(tmp_path, "prod"), "--out", str(page))
    headings, found = steeper(done)
    rises = ["10 minutes", "7 minutes 30 s", "5 minutes", "2 minutes", "1 minute", "at once"]
    assert headings[3:] == [*rises, "holds with a rise of"]
    busiest = dict(zip(rises, found["5x spike at the busiest hour"][3:], strict=False))
    assert busiest["10 minutes"] == rows(done)[BUSIEST][3]
    assert busiest["7 minutes 30 s"] > "99.9" > busiest["5 minutes"] > busiest["1 minute"] > busiest["at once"]
    assert found["5x spike at the busiest hour"][-1] == "7 minutes 30 s or more"
    assert found["5x spike at the quietest hour"][-1] == "any"
    shown = page.read_text()
    assert all(part in shown for part in (*busiest, *busiest.values(), "holds with a rise of 7 minutes 30 s or more"))


def test_a_rise_that_is_set_is_what_the_verdict_names_and_rests_on(tmp_path: Path) -> None:
    done = capacity(planned(tmp_path, "prod", rise_seconds=120))
    assert done.exit_code == 1
    assert rows(done)["5x spike at the busiest hour, rising over 2 minutes"][-1] == "does not hold"
    assert steeper(done)[1]["5x spike at the busiest hour"][-1] == "not even as assumed"


def test_stacks_that_assume_other_rises_have_a_table_each(tmp_path: Path) -> None:
    program = BY_HAND.replace("{declare}", "pass").replace(
        "rise_seconds=600", "rise_seconds=600 if pulumi.get_stack() == 'prod' else 0"
    )
    done = capacity(small_project(tmp_path / "project", program, "dev", "prod"))
    assert rows(done)["5x spike at the busiest hour, rising at once"][0] == "dev"
    assert done.output.count("holds with a rise of") == 2


def test_a_page_that_cannot_be_written_is_told_in_one_message_before_any_day_is_replayed(tmp_path: Path) -> None:
    page = tmp_path / "nowhere" / "capacity.html"
    done = capacity(planned(tmp_path, "prod"), "--out", str(page))
    assert done.exit_code == 2
    assert done.output == (
        f"footing: {page}: cannot be written: No such file or directory; name another place by --out\n"
    )


def test_a_page_that_was_there_is_kept_if_nothing_can_be_shown(tmp_path: Path) -> None:
    page, fresh = tmp_path / "capacity.html", tmp_path / "fresh.html"
    page.write_text("an earlier one")
    project = small_project(tmp_path / "project", "import pulumi", "dev")
    assert [capacity(project, "--out", str(out)).exit_code for out in (page, fresh)] == [2, 2]
    assert page.read_text() == "an earlier one"
    assert not fresh.exists()
