"""What every buildspec has in common, and the builds of tests and image."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from components.pipeline import TEST_COMMAND
from components.pipeline_builds import BUILDSPECS, buildspec
from tests.components.buildspec_runs import COMMIT, DIGEST, KINDS, URL, commands, needs_jq, run
from tests.conftest import ROOT


@pytest.mark.parametrize("kind", KINDS)
def test_a_buildspec_stops_at_the_first_failure(kind: str) -> None:
    spec = yaml.safe_load(buildspec(kind))
    assert spec["version"] == 0.2
    assert spec["env"]["shell"] == "bash"
    assert {phase.get("on-failure") for phase in spec["phases"].values()} == {"ABORT"}
    assert all(command.startswith("set -eu\n") for command in commands(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_buildspec_fetches_nothing_from_the_internet_by_itself(kind: str) -> None:
    assert [word for word in ("curl", "wget", "http:", "https:", "pip install", "npm") if word in buildspec(kind)] == []


def test_every_buildspec_is_one_of_a_build() -> None:
    assert {path.stem for path in BUILDSPECS.iterdir()} == set(KINDS)


def test_only_the_image_is_built_with_docker() -> None:
    assert [kind for kind in KINDS if "docker" in "\n".join(commands(kind))] == ["build"]


def test_an_application_is_tested_by_the_python_that_its_image_has() -> None:
    (version,) = re.findall(r"/python:(\d+\.\d+)\.", (ROOT / "app" / "Dockerfile").read_text())
    assert str(yaml.safe_load(buildspec("test"))["phases"]["install"]["runtime-versions"]["python"]) == version


def test_what_tests_an_application_is_a_target_of_the_makefile() -> None:
    target = TEST_COMMAND.rpartition("make ")[2]
    assert re.search(rf"^{target}: ", (ROOT / "Makefile").read_text(), re.MULTILINE)


@needs_jq
def test_a_failing_test_fails_the_build(tmp_path: Path) -> None:
    assert run("test", tmp_path, {}, TEST_COMMAND="true; false").code != 0


@needs_jq
def test_an_image_is_pushed_under_its_commit_and_its_digest_handed_on(tmp_path: Path) -> None:
    answers = {
        "describe-images": ["!An error occurred (ImageNotFoundException)", DIGEST],
        "get-login-password": ["secret"],
        "login": ["ok"],
        "build": ["ok"],
        "push": ["ok"],
    }
    done = run("build", tmp_path, answers, PLATFORM="linux/arm64", CONTEXT="app")
    assert done.code == 0, done.said
    assert f"push {URL}:{COMMIT}" in done.calls
    assert f"IMAGE_DIGEST={DIGEST}" in (tmp_path / "exported").read_text()


@needs_jq
def test_what_was_pushed_before_is_not_built_again(tmp_path: Path) -> None:
    done = run("build", tmp_path, {"describe-images": [DIGEST]}, PLATFORM="linux/arm64", CONTEXT="app")
    assert (done.code, len(done.calls)) == (0, 1)


@needs_jq
def test_a_registry_that_does_not_answer_is_no_missing_image(tmp_path: Path) -> None:
    done = run("build", tmp_path, {"describe-images": ["!AccessDeniedException"]}, PLATFORM="p", CONTEXT="app")
    assert done.code != 0
    assert "AccessDenied" in done.said
