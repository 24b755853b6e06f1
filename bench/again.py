"""How long it takes to judge again after a component was edited, in a process that keeps the imports warm.

That is what `footing watch` does. The edit is a real one, there and back: of all that the network has, its host names.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from auditor.asked import PROGRAM, assessed
from auditor.judges.memory import Memory
from auditor.watch import warm_up

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ("Pulumi.yaml", "__main__.py", "app", "components", "stacks")
EDITED = "components/network.py"
"""A component that somebody is at work on: it, and what imports it, are imported again."""
EDIT = ("enable_dns_hostnames=True", "enable_dns_hostnames=False")
TIMES = 8


def judged_again() -> tuple[float, float, float]:
    """Return seconds, processor seconds and MiB of memory, that of forks, which one more verdict takes."""
    with tempfile.TemporaryDirectory() as name:
        for part in PROJECT:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, Path(name) / part)
        command = [sys.executable, "-m", "bench.again", name]
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    seconds, processor, mebibytes = map(float, printed.split())
    return seconds, processor, mebibytes


def main() -> None:
    """Edit and judge the project in a folder several times, and print the medians."""
    gc.disable()  # as the command line does
    folder, memories = Path(sys.argv[1]), dict[str, Memory]()
    source = (folder / EDITED).read_text()
    edited = source.replace(*EDIT)
    if edited == source:
        raise SystemExit(f"{EDITED} has no {EDIT[0]} any more: name another edit in bench/again.py")
    assessed(folder, (), PROGRAM, memories=memories)
    warm_up(folder)
    times, used = [], []
    for number in range(TIMES):
        (folder / EDITED).write_text(source if number % 2 else edited)
        start, before = time.perf_counter(), sum(os.times()[:4])
        report = assessed(folder, (), PROGRAM, memories=memories)
        times.append(time.perf_counter() - start)
        used.append(sum(os.times()[:4]) - before)
        if any(stack.failure for stack in report.stacks):
            raise SystemExit("a stack could not be rendered")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(statistics.median(times), statistics.median(used), memory)


if __name__ == "__main__":
    main()
