"""Which modules a program keeps when files of it are saved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.graph import ResourceGraph
from auditor.sources.fast_imports.shared_modules import import_shared
from auditor.sources.forks import Until
from auditor.sources.program import each_rendered
from auditor.watch import watch_project
from tests.auditor.sources.test_program import make_project

PROGRAM = "from pulumi_aws import s3\nfrom parts import trunk, aside\ns3.Bucket('bucket', tags={'said': trunk.said})\n"
FILES = {
    "parts/__init__.py": "",
    "parts/trunk.py": "from parts.branch import said\n",
    "parts/branch.py": "from parts import leaf\nsaid = leaf.said\n",
    "parts/leaf.py": "said = 'before'\n",
    "parts/aside.py": "",
    "parts/vague.py": "from . import aside\n",
}
EVERYTHING = {"parts", "parts.trunk", "parts.branch", "parts.leaf", "parts.aside"}
SAVED = [
    ("parts/leaf.py", "said = 'after'\n", {"parts", "parts.aside"}),
    ("parts/aside.py", "", EVERYTHING - {"parts.aside"}),
    ("parts/trunk.py", "said = 'after'\n", EVERYTHING - {"parts.trunk"}),
    ("parts/__init__.py", "", set()),
    ("__main__.py", PROGRAM, EVERYTHING),
    ("json.py", "", set()),
]


def save(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1))  # a clock may be coarse


def write(folder: Path, **changed: str) -> None:
    (folder / "parts").mkdir()
    for name, text in (FILES | changed).items():
        (folder / name).write_text(text)


@pytest.mark.parametrize(("name", "text", "same"), SAVED, ids=[line[0] for line in SAVED])
def test_what_imports_a_saved_module_is_imported_again_and_nothing_else(
    name: str, text: str, same: set[str], tmp_path: Path
) -> None:
    write(tmp_path)
    project = make_project(tmp_path, PROGRAM, a="config: {}", b="config: {}")
    before = import_shared(project)
    assert before.keys() == EVERYTHING
    save(tmp_path / name, text)
    after = import_shared(project)
    assert after.keys() == EVERYTHING
    assert {name for name in after if after[name] is before[name]} == same


def test_a_module_that_does_not_tell_what_it_imports_is_imported_again(tmp_path: Path) -> None:
    write(tmp_path, **{"parts/trunk.py": "from . import aside\nsaid = ''\n"})
    project = make_project(tmp_path, PROGRAM, a="config: {}", b="config: {}")
    before = import_shared(project)
    save(tmp_path / "parts/aside.py", "")
    assert import_shared(project)["parts.trunk"] is not before["parts.trunk"]


READING = "from pathlib import Path\nsaid = (Path(__file__).parent / 'said.yaml').read_text()\n"


@pytest.mark.parametrize(
    ("leaf", "name", "text"),
    [(FILES["parts/leaf.py"], "leaf.py", "said = 'after'\n"), (READING, "said.yaml", "after")],
)
def test_who_watches_sees_a_program_as_it_was_saved(
    leaf: str, name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, **{"parts/leaf.py": leaf, "parts/said.yaml": "before"})
    project = make_project(tmp_path, PROGRAM, a="config: {}", b="config: {}")
    said = []

    def judge(until: Until) -> None:
        (graph, _) = each_rendered(project, ["a", "b"], lambda rendered: rendered, until)
        assert isinstance(graph, ResourceGraph), graph
        said.append(graph.resources[0].inputs["tags"]["said"])

    def saves(*_: object, **__: object) -> Iterator[set[tuple[int, str]]]:
        yield set()
        save(tmp_path / "parts" / name, text)
        yield {(1, str(tmp_path / "parts" / name))}
        raise KeyboardInterrupt

    monkeypatch.setattr("auditor.watch.watch", saves)
    watch_project(tmp_path, judge, lambda: None)
    assert said == ["before", "after"]
