"""How long `footing watch` takes to judge again after a component was edited, by what it prints itself.

The edit is a real one, there and back: of all that the network has, its host names.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ("Pulumi.yaml", "__main__.py", "app", "components", "stacks")
EDITED = "components/network.py"
"""A component that somebody is at work on: it, and what imports it, are imported again."""
EDIT = ("enable_dns_hostnames=True", "enable_dns_hostnames=False")
TIMES = 8
THOUGHT = 1.5
"""Seconds between a verdict and the next edit, in which all is made ready again."""
_JUDGED = re.compile(r"judged in ([0-9.]+) s")


def judged_again() -> tuple[float, float, float]:
    """Return seconds and processor seconds that one more verdict takes, and MiB of memory, that of the largest process.

    The processor's time is also that of getting ready for the next verdict, for which nobody waits.
    """
    _, once, _ = _watched(0)
    times, all_times, mebibytes = _watched(TIMES)
    return statistics.median(times), (all_times - once) / TIMES, mebibytes


def _watched(edits: int) -> tuple[list[float], float, float]:
    """Watch a copy of the project, and edit it; return what each verdict took, and what the process took in all."""
    with tempfile.TemporaryDirectory() as name:
        for part in PROJECT:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, Path(name) / part)
        file = Path(name) / EDITED
        source = file.read_text()
        edited = source.replace(*EDIT)
        if edited == source:
            raise SystemExit(f"{EDITED} has no {EDIT[0]} any more: name another edit in bench/again.py")
        command = [sys.executable, "-m", "auditor", "watch", "--project", name]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            _judged(process)
            times = []
            for number in range(edits):
                time.sleep(THOUGHT)
                file.write_text(source if number % 2 else edited)
                times.append(_judged(process))
            time.sleep(THOUGHT)
        finally:
            process.terminate()
            _, _, usage = os.wait4(process.pid, 0)
    return times, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _judged(process: subprocess.Popen[str]) -> float:
    """Wait for a verdict, and return the seconds that it took."""
    for line in process.stdout or ():
        if "could not be rendered" in line:
            raise SystemExit(f"a stack could not be rendered: {line}")
        if found := _JUDGED.match(line):
            return float(found[1])
    raise SystemExit("`footing watch` ended")
