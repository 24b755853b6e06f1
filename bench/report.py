"""How long it takes to write the report of a large stack; every judge has spoken already.

Rendering a report is what `write_report` does with a `Report`: every page, evidence.json, the tables, SARIF, JUnit,
OSCAL and Markdown are made, hashed into the manifest, and written as files. The memory is that of the whole process, so
that it holds the report itself too.
"""

from __future__ import annotations

import gc
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from auditor.asked import PROGRAM, assessed
from auditor.report.writer import write_report
from auditor.results.report import Report

ROOT = Path(__file__).resolve().parent.parent


def reported(project: Path) -> tuple[float, float, float]:
    """Return seconds, processor seconds and MiB of memory that writing the report of a project's stack takes."""
    judged = assessed(project, (), PROGRAM, commit="multiplied")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "report.pickle"
        file.write_bytes(pickle.dumps(judged))
        command = [sys.executable, "-m", "bench.report", str(file), str(Path(name) / "report")]
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    seconds, processor, mebibytes = map(float, printed.split())
    return seconds, processor, mebibytes


def main() -> None:
    """Write the report in a file to a folder, and print what that took, in a process of its own."""
    gc.disable()  # as the command line does
    judged: Report = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - written by `reported`
    start, spent = time.perf_counter(), time.process_time()
    write_report(judged, Path(sys.argv[2]))
    seconds, processor = time.perf_counter() - start, time.process_time() - spent
    print(seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
