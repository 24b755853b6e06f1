"""How long it takes to translate a graph to Terraform and to write it; the graph is there already."""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from auditor.terraform.folder import texts
from auditor.terraform.translation import translate

ROOT = Path(__file__).resolve().parent.parent


def translated(project: Path) -> tuple[float, float, float]:
    """Return seconds, processor seconds and MiB of memory that the translation of a project's stack takes."""
    (graph,) = render(load_project(project), ["x"])
    with tempfile.NamedTemporaryFile(suffix=".pickle") as file:
        pickle.dump(graph, file)
        file.flush()
        command = [sys.executable, "-m", "bench.translation", file.name]
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    seconds, processor, mebibytes = map(float, printed.split())
    return seconds, processor, mebibytes


def main() -> None:
    """Translate the graph in a file, and print what that took, in a process of its own."""
    graph: ResourceGraph = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - written by `translated`
    start, spent = time.perf_counter(), time.process_time()
    texts(translate(graph), "hcl")
    seconds, processor = time.perf_counter() - start, time.process_time() - spent
    print(seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
