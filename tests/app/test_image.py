"""What must hold of the image, read from the Dockerfile: there may be no Docker where the tests run."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from components.image_content import included
from tests.app.conftest import ROOT

APP = ROOT / "app"
PINNED = re.compile(r":\d+\.\d+\.\d+-\w+-\w+$|@sha256:[0-9a-f]{64}$")


LOCKS = ("requirements.txt", "requirements-traced.txt")


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", (APP / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0].upper(), line.split(maxsplit=1)[1]) for line in lines]


INSTRUCTIONS = instructions()


def said(word: str) -> list[str]:
    return [rest for each, rest in INSTRUCTIONS if each == word]


def pins(lock: str = "requirements.txt") -> dict[str, str]:
    locked = re.findall(r"^([a-z0-9-]+)==([^ ]+)", (APP / lock).read_text(), re.MULTILINE)
    return dict(locked)


def test_it_runs_as_a_numbered_user_who_is_not_root() -> None:
    *_, last = said("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last)
    assert INSTRUCTIONS.index(("USER", last)) > max(
        number for number, (word, _) in enumerate(INSTRUCTIONS) if word in ("RUN", "COPY", "FROM")
    )


def test_every_stage_stands_on_the_one_base_that_is_pinned() -> None:
    (base,) = [rest for rest in said("ARG") if rest.startswith("PYTHON=")]
    name, _, image = base.partition("=")
    assert PINNED.search(image), image
    assert [stage.split()[0] for stage in said("FROM")] == [f"${{{name}}}"] * 2


@pytest.mark.parametrize("word", ["RUN", "CMD"])
def test_nothing_needs_a_shell(word: str) -> None:
    assert all(isinstance(json.loads(rest), list) for rest in said(word))


def test_what_builds_stays_in_the_stage_that_builds() -> None:
    (copied,) = [rest for rest in said("COPY") if rest.startswith("--from")]
    assert copied == "--from=packages /packages /packages"


def test_nothing_is_installed_that_is_not_locked_by_its_hash() -> None:
    (install,) = [rest for rest in said("RUN") if '"install"' in rest]
    assert {"--require-hashes", "--no-deps", "--requirement"} <= set(json.loads(install))


@pytest.mark.parametrize("word", ["HEALTHCHECK", "ADD", "ENTRYPOINT", "VOLUME"])
def test_it_does_without(word: str) -> None:
    assert said(word) == []


def test_nothing_goes_into_it_but_the_program_and_its_lock() -> None:
    paths = {path.relative_to(APP) for path in included(APP)}
    assert {path.suffix for path in paths} == {".py", ".txt", ""}
    assert {path for path in paths if path.suffix != ".py"} == {*map(Path, (*LOCKS, "Dockerfile"))}
    assert {path.relative_to(APP) for path in APP.rglob("*.py")} <= paths


def test_every_package_is_named_since_not_every_builder_looks_below_a_pattern() -> None:
    packages = {path.parent.relative_to(APP).parts[0] for path in APP.rglob("*.py") if path.parent != APP}
    assert {f"!{name}" for name in packages} <= set((APP / ".dockerignore").read_text().splitlines())


def test_what_traces_is_installed_only_where_it_is_asked_for() -> None:
    assert "REQUIREMENTS=requirements.txt" in said("ARG")
    assert "${REQUIREMENTS} requirements.txt" in said("COPY")


def test_the_lock_holds_what_the_program_asks_for() -> None:
    asked = re.findall(r'^    "([a-z-]+)[>=]', (APP / "pyproject.toml").read_text(), re.MULTILINE)
    assert len(asked) == 4
    assert set(asked) <= set(pins())


@pytest.mark.parametrize("name", ["starlette", "uvicorn", "valkey", "botocore", "developer-toolkit-elasticache"])
def test_it_is_tested_with_the_versions_that_it_is_built_with(name: str) -> None:
    assert version(name) == pins()[name]
