"""`footing check --checkov` as people meet it, on their own program or anybody's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor import assessment
from auditor.checkov.answer import Answer, Broken
from auditor.checkov.environment import SETTING, Checkov
from auditor.cli import main
from auditor.judges import checkov as judge
from controls.checkov import known
from tests.auditor.projects import small_project

PROGRAM = "import pulumi_aws as aws\naws.s3.Bucket('site')\n"
SITE = "aws_s3_bucket.site"
ANSWER = Answer.model_validate(
    {
        **dict.fromkeys(Answer.model_fields, ()),
        "version": known().version,
        "names": {"CKV_AWS_18": "Ensure logging", "CKV_AWS_21": "Ensure versioning"},
        "seen": (SITE,),
        "passed": [("CKV_AWS_18", SITE)],
        "failed": [("CKV_AWS_21", SITE)],
    }
)


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--checkov", "--program", str(project), *arguments])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return small_project(tmp_path / "theirs", PROGRAM, "dev")


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """Answer in the place of Checkov with what is in the list."""
    answers = [ANSWER]
    found = Checkov(python=Path("python"), memory=Path("memory"))
    monkeypatch.setattr("auditor.asked.find_checkov", lambda: found)
    monkeypatch.setattr(judge, "remembered", lambda checkov, files: answers)
    return answers


def test_it_tells_what_checkov_saw_and_what_it_found_and_where(answering: list[Answer], project: Path) -> None:
    done = run(project)
    assert done.exit_code == 1
    assert f"Checkov {known().version}" in done.output
    assert re.search(r"dev +1 of 1 +2 +1 +1 +0 +0", done.output)
    for told in ("fail  CKV_AWS_21  (dev)", "aws:s3/bucket:Bucket  site", "at   __main__.py:2", "Ensure versioning"):
        assert told in done.output
    assert "1 finding of Checkov" in done.output


def test_what_it_could_not_parse_is_told_and_fails(answering: list[Answer], project: Path) -> None:
    answering[:] = [ANSWER.model_copy(update={"failed": (), "unparsed": ("main.tf",)})]
    done = run(project)
    assert done.exit_code == 1
    assert "not judged  dev: main.tf: could not be parsed" in done.output


def test_a_check_that_breaks_down_fails(answering: list[Answer], project: Path) -> None:
    broken = Broken(check="CKV_AWS_70", address=SITE, reason="TypeError: x")
    answering[:] = [ANSWER.model_copy(update={"failed": (), "broken": (broken,)})]
    assert "fail  CKV_AWS_70  (dev)" in run(project).output


EXCEPTION = """
exceptions:
  - {rule: %s, resource: "aws:s3/bucket:Bucket::site", stacks: [dev], reason: It can be made anew.,
     compensating_control: Its content is built from the repository at each release., owner: Me,
     approved_by: Ada, approved_on: 2020-01-01, expires: 2020-12-31}
"""


def test_an_exception_that_expired_is_told(answering: list[Answer], project: Path) -> None:
    (project / "exceptions.yaml").write_text(EXCEPTION % "CKV_AWS_21")
    assert re.search("faulty exception.*CKV_AWS_21.*\n.*expired on 2020-12-31", run(project).output)


def test_an_exception_from_a_check_that_there_is_not_is_refused_whoever_is_asked(project: Path) -> None:
    (project / "exceptions.yaml").write_text(EXCEPTION % "CKV_AWS_99999")
    done = CliRunner().invoke(main, ["check", "--project", str(project)])
    assert done.exit_code == 2
    assert "there is no such rule; controls/checkov.json lists" in done.output


def test_without_being_asked_for_it_is_not_asked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.asked.find_checkov", lambda: pytest.fail("asked"))
    done = CliRunner().invoke(main, ["check", "--project", str(project)])
    assert "Checkov" not in done.output
    assert not hasattr(assessment, "judge_by_checkov")


def test_where_it_is_not_installed_a_person_is_told(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "nowhere"))
    done = run(project)
    assert done.exit_code == 2
    assert re.match("footing: .*nowhere: there is no environment with Checkov; run `make checkov`", done.output)
    assert done.output.count("\n") == 1
