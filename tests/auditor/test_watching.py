"""The real `footing watch`, in a process of its own, while files are saved."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auditor.projects import small_project
from tests.conftest import ROOT

PROGRAM = "import part\npart.declare()\n"
PART = "from pulumi_aws import s3\ndef declare():\n    s3.Bucket('{name}')\n"
LONGEST = 120
"""Seconds after which nothing more is expected."""


class Watching:
    """A process that watches a project."""

    def __init__(self, project: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "auditor", "watch", "--project", str(project), *arguments]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background a shell has it ignored
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        signal.signal(signal.SIGINT, ours)
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line)

    def said(self) -> str:
        """Return what it says until it has judged."""
        lines: list[str] = []
        while not lines or not lines[-1].startswith("judged in "):
            lines.append(self._lines.get(timeout=LONGEST))
        return "".join(lines)


def save(file: Path, text: str) -> None:
    """Save a file at once, as editors do: between emptying and writing it, somebody might look."""
    (new := file.with_suffix(".new")).write_text(text)
    new.replace(file)


@pytest.fixture(params=[("a", "b"), ("a",)], ids=["two stacks", "one stack"])
def watched(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Path, Watching]]:
    project = small_project(tmp_path / "project", PROGRAM, *request.param)
    (project / "part.py").write_text(PART.format(name="first"))
    watching = Watching(project)
    yield project, watching
    watching.process.kill()
    watching.process.wait()


def test_each_save_is_judged_as_it_was_saved(watched: tuple[Path, Watching]) -> None:
    project, watching = watched
    assert "aws:s3/bucket:Bucket  first" in watching.said()
    for name in ("second", "third"):
        save(project / "part.py", PART.format(name=name))
        said = watching.said()
        assert "part.py" in said
        assert f"aws:s3/bucket:Bucket  {name}" in said
        assert "first" not in said
    save(project / "part.py", "raise ValueError('half written')\n")
    assert "ValueError: half written" in watching.said()
    save(project / "Pulumi.a.yaml", "config: [\n")
    assert "Pulumi.a.yaml" in watching.said()
    save(project / "Pulumi.a.yaml", "config: {}\n")
    save(project / "part.py", PART.format(name="last"))
    while "aws:s3/bucket:Bucket  last" not in watching.said():
        pass  # two saves may be told one after the other
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(LONGEST) == 0
