from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import policies
from auditor.errors import InputError
from auditor.graph import ResourceGraph, Secret, Unknown
from auditor.sources.configuration import Project, load_project
from auditor.sources.fast_imports.installed_packages import installed_imports
from auditor.sources.program import Failure, render
from tests.conftest import ROOT

PULUMI_YAML = "name: sample\nruntime: python\nstackConfigDir: stacks\n"


def make_project(folder: Path, program: str, **stacks: str) -> Project:
    (folder / "stacks").mkdir()
    (folder / "Pulumi.yaml").write_text(PULUMI_YAML)
    (folder / "__main__.py").write_text(program)
    for stack, config in stacks.items():
        (folder / "stacks" / f"Pulumi.{stack}.yaml").write_text(config)
    return load_project(folder)


TAGGED = """
import pulumi
from pulumi_aws import s3
import parts
s3.Bucket("bucket", tags={"stack": pulumi.get_stack(), "size": parts.size()})
"""
PARTS = """
import pulumi
def size():
    return pulumi.Config().require("size")
"""


def test_stacks_are_rendered_apart_from_one_another(tmp_path: Path) -> None:
    project = make_project(tmp_path, TAGGED, a="config: {size: small}", b="config: {sample:size: big}")
    (tmp_path / "parts.py").write_text(PARTS)
    graphs = render(project, ["b", "a"])
    tags = [graph.resources[0].inputs["tags"] for graph in graphs if isinstance(graph, ResourceGraph)]
    assert tags == [{"stack": "b", "size": "big"}, {"stack": "a", "size": "small"}]


def test_a_fork_and_this_process_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project(tmp_path, TAGGED, a="config: {size: small}", b="config: {size: big}")
    (tmp_path / "parts.py").write_text(PARTS)
    forked = render(project, ["a", "b"])
    monkeypatch.delattr(os, "fork")
    here = render(project, ["a", "b"])
    assert [graph.to_json() for graph in forked if isinstance(graph, ResourceGraph)] == [
        graph.to_json() for graph in here if isinstance(graph, ResourceGraph)
    ]
    assert len(here) == 2


@pytest.mark.parametrize("stacks", [["a"], ["a", "b"]], ids=["here", "in forks"])
def test_a_saved_module_is_rendered_as_it_is_now(stacks: list[str], tmp_path: Path) -> None:
    project = make_project(tmp_path, TAGGED, a="config: {size: small}", b="config: {size: big}")
    for size in ("first", "then"):
        (tmp_path / "parts.py").write_text(f"def size():\n    return '{size}'\n")
        for graph in render(project, stacks):
            assert isinstance(graph, ResourceGraph), graph
            assert graph.resources[0].inputs["tags"]["size"] == size


def test_a_stack_that_fails_is_reported_and_the_others_are_rendered(tmp_path: Path) -> None:
    program = "import pulumi\nif pulumi.get_stack() == 'a':\n    1 / 0\n"
    project = make_project(tmp_path, program, a="config: {}", b="config: {}")
    failed, rendered = render(project, ["a", "b"])
    assert failed == Failure("a", "ZeroDivisionError: division by zero (__main__.py:3)")
    assert isinstance(rendered, ResourceGraph)


def test_a_function_may_need_what_the_program_defines_after_it(tmp_path: Path) -> None:
    program = """
import pulumi
from pulumi_aws import s3
bucket = s3.Bucket("bucket")
s3.Bucket("other", tags={"of": bucket.id.apply(lambda id_: later)})
later = "known in the end"
"""
    (graph,) = render(make_project(tmp_path, program, a="config: {}"), ["a"])
    assert isinstance(graph, ResourceGraph), graph
    assert "known in the end" in graph.to_json()


def test_a_syntax_error_is_reported_with_its_line(tmp_path: Path) -> None:
    (failed,) = render(make_project(tmp_path, "x = (\n", a="config: {}"), ["a"])
    assert isinstance(failed, Failure)
    assert "'(' was never closed" in failed.reason
    assert "__main__.py" in failed.reason


def test_what_a_program_says_to_its_user_is_bad_input(tmp_path: Path) -> None:
    program = "import pulumi\nraise pulumi.RunError(pulumi.get_stack() + ': no size')\n"
    project = make_project(tmp_path, program, a="config: {}", b="config: {}")
    with pytest.raises(InputError, match="a: no size\nb: no size"):
        render(project, ["a", "b"])


SECURE = """
import pulumi
from pulumi_aws import ssm
ssm.Parameter("p", type="SecureString", value=pulumi.Config().require_secret("token"))
nested = pulumi.Config().require_secret_object("deep")
ssm.Parameter("q", type="SecureString", value=nested.apply(lambda deep: deep["token"]))
plain = pulumi.Config().require_object("deep")
ssm.Parameter("r", type="SecureString", value=f"open {plain['token']}")
"""


def test_a_secure_value_is_an_unknown_that_is_marked_secret(tmp_path: Path) -> None:
    config = "config: {token: {secure: v1:abc}, deep: {token: {secure: v1:def}, open: 1}}"
    (graph,) = render(make_project(tmp_path, SECURE, a=config), ["a"])
    assert isinstance(graph, ResourceGraph)
    values = [resource.inputs["value"] for resource in graph if resource.custom]
    assert values == [Secret(Unknown("an encrypted value of the configuration"))] * 3
    assert "v1:" not in graph.to_json()


BAD_FILES = [
    ("no stack of that name", {"a": "config: {}"}, "c", "there is no stack 'c'.*stacks with a file are: a"),
    ("malformed YAML", {"a": "config: ["}, "a", "Pulumi.a.yaml: not well-formed YAML"),
    ("a list for a map", {"a": "config: [1]"}, "a", "Pulumi.a.yaml: config must be a map"),
    ("an empty file", {"a": ""}, "a", "Pulumi.a.yaml: must be a map"),
]


@pytest.mark.parametrize(
    ("files", "stack", "message"), [row[1:] for row in BAD_FILES], ids=[row[0] for row in BAD_FILES]
)
def test_an_unusable_stack_file_is_refused_by_name(
    tmp_path: Path, files: dict[str, str], stack: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        render(make_project(tmp_path, "", **files), [stack])


BAD_PROJECTS = [
    ("missing", None, "cannot be read: No such file"),
    ("for another language", "name: x\nruntime: nodejs\n", "only python programs"),
    ("without a name", "runtime: {name: python}\n", "name is missing"),
]


@pytest.mark.parametrize(
    ("content", "message"), [row[1:] for row in BAD_PROJECTS], ids=[row[0] for row in BAD_PROJECTS]
)
def test_an_unusable_project_file_is_refused_by_name(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "Pulumi.yaml").write_text(content)
    with pytest.raises(InputError, match=message):
        load_project(tmp_path)


def test_a_program_sees_its_own_modules_where_this_tool_has_some_of_the_same_names(tmp_path: Path) -> None:
    program = "from pulumi_aws import s3\nfrom policies import size\ns3.Bucket('b', tags={'size': size})\n"
    project = make_project(tmp_path, program, a="config: {}")
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "__init__.py").write_text("size = 'small'\n")
    (graph,) = render(project, ["a"])
    assert isinstance(graph, ResourceGraph), graph
    assert graph.resources[0].inputs["tags"] == {"size": "small"}
    assert policies.__file__ == str(ROOT / "policies" / "__init__.py")
    assert sys.modules["policies"] is policies


def test_only_installed_modules_are_imported_before_the_fork(tmp_path: Path) -> None:
    make_project(tmp_path, "import parts\nfrom pulumi_aws import s3\n")
    (tmp_path / "parts.py").write_text("import json\n")
    assert installed_imports(tmp_path).modules == {"pulumi_aws", "pulumi_aws.s3", "json"}
