"""What stacks of a program share, and what each imports for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.graph import ResourceGraph
from auditor.sources.configuration import Project
from auditor.sources.fast_imports.shared_modules import import_shared
from auditor.sources.program import render
from tests.auditor.sources.test_program import make_project

BUCKET = "s3.Bucket('bucket', tags={'said': str(parts.said)})\n"
SHARED = "from pulumi_aws import s3\nimport parts\n" + BUCKET
ASKING = {
    "which stack it is": "said = pulumi.get_stack()",
    "for configuration": "said = pulumi.Config().require('size')",
    "for configuration of another project": "said = pulumi.Config('other').get('size') or pulumi.get_stack()",
    "and takes no for an answer": "try:\n    said = pulumi.get_stack()\nexcept BaseException:\n    said = 'no stack'",
    "for a resource": "said = pulumi.get_stack()\ns3.Bucket('another')",
    "for an output": "said = pulumi.get_stack()\nvalue = pulumi.Output.from_input('a')",
}


def project_of(folder: Path, program: str, parts: str) -> Project:
    (folder / "parts.py").write_text(f"import pulumi, leaf\nfrom pulumi_aws import s3\n{parts}\n")
    (folder / "leaf.py").write_text("seen = []\n")
    return make_project(folder, program, a="config: {size: a, other:size: a}", b="config: {size: b, other:size: b}")


def said(project: Project) -> list[str]:
    graphs = render(project, ["a", "b"])
    assert all(isinstance(each, ResourceGraph) for each in graphs), graphs
    return [
        resource.inputs["tags"]["said"]
        for graph in graphs
        if isinstance(graph, ResourceGraph)
        for resource in graph
        if resource.name == "bucket"
    ]


def test_modules_that_ask_for_nothing_are_shared(tmp_path: Path) -> None:
    project = project_of(tmp_path, SHARED, "said = 'the same'")
    assert sorted(import_shared(project)) == ["leaf", "parts"]
    assert said(project) == ["the same", "the same"]


def test_what_they_do_is_done_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said(project_of(tmp_path, SHARED, "said = ''\nprint('imported')"))
    assert capfd.readouterr().err.count("imported") == 1


@pytest.mark.parametrize("asks", ASKING)
def test_a_module_that_asks_is_imported_by_each_stack(asks: str, tmp_path: Path) -> None:
    project = project_of(tmp_path, SHARED, ASKING[asks])
    assert import_shared(project) == {}
    assert said(project) == ["a", "b"]


def test_so_is_one_that_is_imported_only_after_something_was_done(tmp_path: Path) -> None:
    program = "import os, pulumi\nos.environ['SAID'] = pulumi.get_stack()\n" + SHARED
    project = project_of(tmp_path, program, "import os\nsaid = os.environ['SAID']")
    assert import_shared(project) == {}
    assert said(project) == ["a", "b"]


def test_a_stack_does_not_see_what_another_did_to_a_shared_module(tmp_path: Path) -> None:
    program = SHARED.replace("import parts\n", "import parts, leaf\nleaf.seen.append('once')\n")
    assert said(project_of(tmp_path, program, "from leaf import seen as said")) == ["['once']", "['once']"]


def test_a_second_attempt_begins_anew(tmp_path: Path) -> None:
    late = "later = pulumi.Output.from_input('x').apply(lambda _: defined_later)\ndefined_later = 'x'\n"
    program = "import pulumi, leaf\n" + SHARED.replace(BUCKET, f"leaf.seen.append('once')\n{late}{BUCKET}")
    assert said(project_of(tmp_path, program, "from leaf import seen as said")) == ["['once']", "['once']"]


@pytest.mark.parametrize("wrong", ["raise RuntimeError('no')", "raise SystemExit(1)", "import nowhere", "="])
def test_what_cannot_be_imported_is_not_shared(wrong: str, tmp_path: Path) -> None:
    assert import_shared(project_of(tmp_path, SHARED, wrong)) == {}
