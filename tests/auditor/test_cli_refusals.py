"""What `footing report` cannot use gives one message, status 2 and no traceback, and leaves an earlier report whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.report.writer import write_report
from controls.catalog import FOLDER as CATALOGS
from controls.catalog import load_catalogs
from policies.rules import RULES
from policies.view import Resource
from tests.auditor.projects import change_settings, copy_of_the_project, run, run_as_process, small_project
from tests.auditor.reports import CLEAN, contents

EXCEPTION = {
    "rule": "key-rotates",
    "resource": "aws:kms/key:Key::it",
    "stacks": ["dev"],
    "reason": "It signs, and cannot rotate.",
    "compensating_control": "A new key takes its place by hand each year, by the calendar of its owner.",
    "owner": "platform@example.com",
    "approved_by": "Security Officer",
    "approved_on": "2026-01-01",
    "expires": "2026-12-31",
}
STACK_FILE = r"stacks/Pulumi\.dev\.yaml: footing:settings\."
ODD_RESOURCE = "holds a resource that is not in Pulumi's form .*; write it with"
Change = Callable[[Path], Any]


def settings(section: str, stack: str = "dev", **changes: Any) -> Change:
    return lambda project: change_settings(project, stack, section, **changes)


def text(name: str, content: str) -> Change:
    return lambda project: (project / name).write_text(content)


def exception(**changes: Any) -> Change:
    entry = {key: value for key, value in {**EXCEPTION, **changes}.items() if value is not None}
    return text("stacks/exceptions.yaml", yaml.safe_dump({"exceptions": [entry]}))


UNUSABLE_PROJECTS: list[tuple[str, Change, str]] = [
    (
        "an unknown key",
        settings("", databse={}),
        STACK_FILE + "databse: there is no such setting; docs/settings.md lists ",
    ),
    ("a wrong type", settings("database", multi_az="yes"), STACK_FILE + "database.multi_az: must be true or false"),
    (
        "a block too small",
        settings("network", cidr="10.0.0.0/24"),
        STACK_FILE + "network.cidr: .*too small.*use a /22 or",
    ),
    (
        "a block with host bits",
        settings("network", cidr="10.0.1.0/16"),
        STACK_FILE + "network.cidr: .*; use 10.0.0.0/16",
    ),
    ("a block of another stack", settings("network", cidr="10.30.0.0/20"), STACK_FILE + ".*overlaps 10.30.0.0/16 of"),
    ("a domain for no schema", settings("", domains=["a-b"]), STACK_FILE + "domains.0: 'a-b' is not a PostgreSQL id"),
    ("malformed settings", text("stacks/Pulumi.dev.yaml", "config: ["), r"Pulumi\.dev\.yaml: not well-formed YAML: "),
    ("settings of another form", text("stacks/Pulumi.dev.yaml", "- a"), r"Pulumi\.dev\.yaml: must be a map of keys"),
    ("no settings", text("stacks/Pulumi.dev.yaml", "config: {}"), "footing:settings is missing; copy it from another"),
    (
        "an exception of nobody's",
        exception(owner=None),
        r"exceptions\.yaml: exception from key-rotates for .*: exceptions\.0\.owner: is missing; add it",
    ),
    (
        "an exception for ever",
        exception(expires=None),
        r"exceptions\.yaml: exception from key-rotates for .*: exceptions\.0\.expires: is missing; add it",
    ),
    ("an exception from nothing", exception(rule="key-rolls"), r"key-rolls .* there is no such rule; `footing rules`"),
    (
        "an exception that nothing makes up for",
        exception(compensating_control=None),
        r"compensating_control: is missing",
    ),
    ("an exception for no stack", exception(stacks=["dve"]), r"exceptions\.yaml: .*: there is no stack 'dve'; mend"),
    ("malformed exceptions", text("stacks/exceptions.yaml", "a: ["), r"exceptions\.yaml: not well-formed YAML"),
    ("exceptions of another form", text("stacks/exceptions.yaml", "- a"), r"exceptions\.yaml: must be a map of keys"),
    ("a key that is no text", text("stacks/Pulumi.dev.yaml", "config: {1: x}"), r"dev\.yaml: config: 1 must be text"),
    ("a date", text("stacks/Pulumi.dev.yaml", "config: {a: 2026-01-01}"), r"dev\.yaml: config: footing:a: .* quotes"),
    (
        "an owner in another region",
        settings("", account_owner="prod", region="us-west-2"),
        STACK_FILE + "account_owner: prod is in us-east-1 and cannot hold the singletons of us-west-2",
    ),
    (
        "a pipeline of nobody's",
        settings("delivery", pipeline_owner="nosuch"),
        STACK_FILE + "delivery.pipeline_owner: there is no stack 'nosuch'; name the stack that holds .*: prod",
    ),
    (
        "a pipeline of who has none",
        settings("delivery", pipeline_owner="stage"),
        STACK_FILE + "delivery.pipeline_owner: stage has no `delivery.pipeline`; name the stack that .*: prod, or give",
    ),
    ("malformed Pulumi.yaml", text("Pulumi.yaml", "name: ["), r"Pulumi\.yaml: not well-formed YAML"),
    ("no project", lambda project: (project / "Pulumi.yaml").unlink(), r"Pulumi\.yaml: cannot be read: .*--project"),
]
UNUSABLE_FILES: list[tuple[str, str | None, str]] = [
    ("missing", None, "cannot be read: No such file or directory; write it with `pulumi preview --json --s"),
    ("not JSON", "{", "not JSON: .*; write it with"),
    ("half a character", '{"deployment": {"resources": [{"urn": "\\ud800"}]}}', "not JSON: .*; write it with"),
    ("of neither form", '{"version": 3}', "neither a preview nor a state of Pulumi; write it with"),
    ("a list", "[]", "neither a preview nor a state of Pulumi; write it with"),
    ("a preview that failed", '{"steps": [], "diagnostics": [{"severity": "error"}]}', "is of a preview that failed"),
    (
        "a preview of changes only",
        '{"steps": [], "changeSummary": {"same": 7}}',
        "leaves out what stays .*--show-sames",
    ),
    ("a preview of nothing", '{"steps": []}', "holds no resources; was the stack deployed"),
    ("a preview of no resources", '{"steps": [3]}', ODD_RESOURCE),
    (
        "a state of no resources",
        '{"deployment": {"resources": [3]}}',
        ODD_RESOURCE,
    ),
    (
        "a state of a nameless one",
        '{"deployment": {"resources": [{"urn": "x", "type": "t"}]}}',
        ODD_RESOURCE,
    ),
    (
        "a state without a bottom",
        '{"deployment": {"resources": [{"urn": "urn:a::n", "type": "t", "inputs": {"a": %s}}]}}'
        % ("[" * 500 + "]" * 500),
        "not JSON: recursion limit exceeded",
    ),
    (
        "a state that goes round in circles",
        '{"deployment": {"resources": [{"urn": "urn:a::n", "type": "t", "parent": "urn:a::n"}]}}',
        r"holds resources that are their own ancestors \(urn:a::n\); write it with",
    ),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_of_the_project(tmp_path / "project")


@pytest.fixture(autouse=True)
def earlier_report_stays_whole(tmp_path: Path) -> Any:
    """Lay an earlier report where the tool writes, and see that nothing has happened to it."""
    write_report(CLEAN, tmp_path / "report")
    earlier = contents(tmp_path / "report")
    yield
    assert contents(tmp_path / "report") == earlier


def refused(project: Path, message: str, *arguments: str) -> None:
    done = run(project, *arguments)
    (line,) = done.stderr.splitlines()
    assert re.search(f"^footing: .*{message}", line), line
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("change", "message"), [row[1:] for row in UNUSABLE_PROJECTS], ids=[row[0] for row in UNUSABLE_PROJECTS]
)
def test_what_is_wrong_with_a_project_is_named(change: Change, message: str, project: Path) -> None:
    change(project)
    refused(project, message, "--stack", "dev")


@pytest.mark.parametrize(
    ("content", "message"), [row[1:] for row in UNUSABLE_FILES], ids=[row[0] for row in UNUSABLE_FILES]
)
def test_a_file_that_no_engine_wrote_is_named(content: str | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "engine.json").write_text(content)
    project = small_project(tmp_path / "project", "")
    refused(project, rf"engine\.json: {message}", "--from", str(tmp_path / "engine.json"))


def test_a_stack_without_settings_is_refused_by_name_along_with_those_that_there_are(project: Path) -> None:
    refused(project, "there is no stack 'demo': .* stacks with a file are: dev, prod, stage", "--stack", "demo")


def test_a_project_without_stacks_is_refused(tmp_path: Path) -> None:
    refused(small_project(tmp_path / "project", "import pulumi\n"), r"there is no stack; write .*Pulumi\.<stack>\.yaml")


def test_all_that_is_wrong_with_all_stacks_is_told_at_once(project: Path) -> None:
    for stack in ("dev", "stage", "prod"):
        change_settings(project, stack, "", regoin="us-east-1")
    done = run_as_process(project)
    told = [
        f"footing: stacks/Pulumi.{stack}.yaml: footing:settings.regoin: there is" for stack in ("dev", "stage", "prod")
    ]
    assert [line[: len(start)] for line, start in zip(done.stderr.splitlines(), told, strict=True)] == told
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("place", ["file", "file/report"])
def test_a_folder_that_cannot_be_written_is_named(place: str, project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused(project, rf"{place}: cannot be written: .*; name a folder that can", "--out", str(tmp_path / place))


@pytest.mark.parametrize("period", ["", "2026"])
def test_what_is_no_period_is_refused_before_anything_is_judged(period: str, tmp_path: Path) -> None:
    project = small_project(tmp_path / "project", "raise SystemExit('judged')\n", "a")
    refused(project, f"--period: '{period}' is no period; write it as 2026-07-01", "--period", period)


def test_a_catalog_that_names_a_rule_that_does_not_exist_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = yaml.safe_load((CATALOGS / "hipaa.yaml").read_text())
    cited = next(each for each in catalog["controls"] if each.get("rules"))
    cited["rules"].append("no-such-rule")
    (tmp_path / "hipaa.yaml").write_text(yaml.safe_dump(catalog))
    monkeypatch.setattr("auditor.asked.load_catalogs", lambda known: load_catalogs(known, tmp_path))
    project = small_project(tmp_path / "project", "import pulumi\n", "a")
    refused(project, rf"hipaa\.yaml: {re.escape(cited['id'])}: there is no rule 'no-such-rule'; `footing rules` lists")


def test_a_rule_that_raises_is_named_with_what_it_raised_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(_key: Resource) -> None:
        raise ValueError("of two minds")

    broken = replace(next(rule for rule in RULES if rule.id == "key-rotates"), check=check)
    monkeypatch.setattr("auditor.asked.RULES", [broken if rule.id == broken.id else rule for rule in RULES])
    project = small_project(tmp_path / "project", "from pulumi_aws import kms\nkms.Key('k')\n", "a")
    refused(
        project, r"rule key-rotates raised on aws:kms/key:Key 'k' of stack a: ValueError: of two minds; .* the rule"
    )


@pytest.mark.parametrize(
    "arguments", [["--stack", "demo"], ["--from", "nowhere.json"], ["--project", "nowhere"], ["--nonsense"]]
)
def test_in_a_process_of_its_own_it_ends_with_2_and_no_traceback(arguments: list[str], tmp_path: Path) -> None:
    done = run_as_process(small_project(tmp_path / "project", "import pulumi\n", "a"), *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
