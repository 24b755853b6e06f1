"""A project's files as the CLI reads them, whoever's project it is."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_configuration, load_project
from auditor.sources.program import render
from auditor.sources.tokens import Tokens


def project(folder: Path, text: str, program: str = "", *, within: str = ".") -> Path:
    (folder / within).mkdir(exist_ok=True)
    (folder / "Pulumi.yaml").write_text(f"name: theirs\n{text}\n")
    (folder / within / "__main__.py").write_text(program)
    return folder


def configured(folder: Path, stack: str = "dev") -> dict[str, str]:
    return load_configuration(load_project(folder), stack, Tokens()).values


DEFAULTS = [
    ("plain", "aws:region: eu-west-1", {"aws:region": "eu-west-1"}),
    ("a value", "aws:region: {value: eu-west-1}", {"aws:region": "eu-west-1"}),
    ("a default", "size: {type: integer, default: 3}", {"theirs:size": "3"}),
    ("a type alone", "size: {type: integer}", {}),
    ("an object", "tags: {value: {a: b}}", {"theirs:tags": '{"a": "b"}'}),
]


@pytest.mark.parametrize(("text", "values"), [row[1:] for row in DEFAULTS], ids=[row[0] for row in DEFAULTS])
def test_a_project_gives_its_stacks_values(text: str, values: dict[str, str], tmp_path: Path) -> None:
    assert configured(project(tmp_path, f"runtime: python\nconfig:\n  {text}")) == values


def test_a_stack_overrules_its_project(tmp_path: Path) -> None:
    folder = project(tmp_path, "runtime: python\nconfig:\n  size: 1\n  kept: 2")
    (folder / "Pulumi.dev.yaml").write_text("config: {theirs:size: 3}\n")
    assert configured(folder) == {"theirs:size": "3", "theirs:kept": "2"}


def test_a_project_without_files_of_stacks_has_whichever_stack_is_named(tmp_path: Path) -> None:
    assert configured(project(tmp_path, "runtime: python"), "whatever") == {}


def test_where_some_stacks_have_a_file_another_name_is_a_slip(tmp_path: Path) -> None:
    folder = project(tmp_path, "runtime: python")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    with pytest.raises(InputError, match="there is no stack 'dve'"):
        configured(folder, "dve")


OPTIONS = "runtime: {name: python, options: %s}"
ODD_PROJECTS = [
    ("options that are a list", OPTIONS % "[a]", "runtime.options must be a map of keys and values"),
    ("options that are text", OPTIONS % "pip", "runtime.options must be a map of keys and values"),
    ("an environment that is a number", OPTIONS % "{virtualenv: 3}", "3 must be text: a name or a folder; put it"),
    ("a program that is a list", "runtime: python\nmain: [a]", r"\['a'\] must be text: a name or a folder"),
    ("files nowhere", "runtime: python\nstackConfigDir: stakcs", ".*stakcs is no folder; `stackConfigDir` has to"),
    ("files in a file", "runtime: python\nstackConfigDir: __main__.py", ".*__main__.py is no folder"),
    ("values that are a list", "runtime: python\nconfig: []", "config must be a map of keys and values"),
]


@pytest.mark.parametrize(("text", "why"), [row[1:] for row in ODD_PROJECTS], ids=[row[0] for row in ODD_PROJECTS])
def test_what_is_wrong_with_a_project_is_told(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"Pulumi\.yaml: {why}"):
        load_project(project(tmp_path, text))


@pytest.mark.parametrize(("name", "why"), [("", "name is missing; add it"), ("3", "3 must be text"), ("''", "name is")])
def test_a_project_has_a_name_that_is_text(name: str, why: str, tmp_path: Path) -> None:
    folder = project(tmp_path, "runtime: python")
    (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
    with pytest.raises(InputError, match=rf"Pulumi\.yaml: {why}"):
        load_project(folder)


ODD_STACKS = [
    ("a date", "a: {b: [2026-01-01]}", "theirs:a.b.0: 2026-01-01 is neither text nor a number; put it between quotes"),
    ("a key that is a date", "a: {2026-01-01: 1}", "theirs:a: 2026-01-01 is neither text nor a number"),
    ("bytes", "a: !!binary aGk=", "theirs:a: b'hi' is neither text nor a number"),
    ("a set", "a: !!set {b}", "theirs:a: {'b'} is neither text nor a number"),
    ("itself", "a: &a [*a]", "theirs:a: holds itself, by an alias, or too many levels; write it out"),
    ("a key in two ways", "a: 1\n  theirs:a: 2", "a and theirs:a are the same; remove one"),
]


@pytest.mark.parametrize(("text", "why"), [row[1:] for row in ODD_STACKS], ids=[row[0] for row in ODD_STACKS])
def test_what_the_engine_would_not_hand_over_is_told(text: str, why: str, tmp_path: Path) -> None:
    folder = project(tmp_path, "runtime: python")
    (folder / "Pulumi.dev.yaml").write_text(f"config:\n  {text}\n")
    with pytest.raises(InputError, match=re.escape(f"Pulumi.dev.yaml: config: {why}")):
        configured(folder)


def test_what_a_project_says_for_all_is_told_of_its_own_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^Pulumi\.yaml: config: theirs:a: 2026-01-01 is neither text nor a number"):
        configured(project(tmp_path, "runtime: python\nconfig: {a: 2026-01-01}"))


@pytest.mark.parametrize(("target", "why"), [("Pulumi.dev.yaml", "Too many levels"), ("nowhere", "No such file")])
def test_a_link_that_leads_nowhere_is_told(target: str, why: str, tmp_path: Path) -> None:
    folder = project(tmp_path, "runtime: python")
    (folder / "Pulumi.dev.yaml").symlink_to(folder / target)
    with pytest.raises(InputError, match=rf"Pulumi\.dev\.yaml: cannot be read: {why}"):
        configured(folder)


def rendered(folder: Path) -> ResourceGraph:
    (graph,) = render(load_project(folder), ["dev"])
    assert isinstance(graph, ResourceGraph), graph.reason
    return graph


def test_a_program_may_lie_in_a_folder_of_its_own(tmp_path: Path) -> None:
    program = "import pulumi_aws as aws\nimport beside\naws.s3.Bucket(beside.NAME)\n"
    folder = project(tmp_path, "runtime: python\nmain: code", program, within="code")
    (folder / "code" / "beside.py").write_text("NAME = 'a'\n")
    (bucket,) = [each for each in rendered(folder) if each.custom]
    assert (bucket.name, str(bucket.source)) == ("a", "__main__.py:3")


def test_a_program_that_is_not_where_it_is_said_to_be_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, "runtime: python\nmain: cod", within="code")
    with pytest.raises(InputError, match=r"Pulumi\.yaml: .*cod/__main__\.py does not exist"):
        load_project(folder)


def test_a_program_finds_the_packages_of_its_virtual_environment(tmp_path: Path) -> None:
    text = "runtime:\n  name: python\n  options:\n    virtualenv: venv"
    folder = project(tmp_path, text, "import theirs_alone\nimport pulumi\npulumi.export('a', theirs_alone.A)\n")
    packages = folder / "venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "theirs_alone.py").write_text("A = 1\n")
    (packages / "pulumi.py").write_text("raise RuntimeError('an SDK of another version')\n")
    before = list(sys.path)
    (stack,) = rendered(folder)
    assert stack.outputs == {"a": 1}
    assert sys.path == before


def test_what_a_program_asks_for_and_is_not_installed_is_named(tmp_path: Path) -> None:
    (failure,) = render(load_project(project(tmp_path, "runtime: python", "import no_such_package\n")), ["dev"])
    assert not isinstance(failure, ResourceGraph)
    assert "No module named 'no_such_package' (__main__.py:1)" in failure.reason
