"""`make bench`: how long a verdict takes, how much memory, and how both grow with the number of resources.

Each figure is of a whole process, the median of several runs, beside its ratio to a bare import of Pulumi and of the
services that the program uses: machines differ, ratios less so. Where others use the machine too, the processor's time
says more than the clock. Nothing here fails; the goals are printed beside.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabulate import tabulate

from auditor.sources.fast_imports.installed_packages import installed_imports
from bench.again import judged_again
from bench.report import reported
from bench.translation import translated

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
SIZES = (450, 4_500, 10_000)
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Python keeps what it compiled, as it does where nobody forbids it."""
GOALS = {
    "dev, stage and prod": "2 s",
    "450": "1.3 s",
    "4,500": "6 s, then 3 s; 300 MiB",
    "judged again": "0.4 s",
    "to Terraform": "5 s; 1 GiB",
    "a report": "10 s; 1 GB",
}
SERVICES = sorted(name for name in installed_imports(ROOT).modules if name.startswith("pulumi") and name.islower())
BARE_IMPORT = "".join(f"import {name} as lazy; getattr(lazy, 'load', None)\n" for name in SERVICES)


@dataclass(frozen=True)
class Figure:
    """What one command took."""

    seconds: float
    processor: float
    mebibytes: float


def main() -> None:
    """Measure, and print a table."""
    bare = measured([sys.executable, "-c", BARE_IMPORT])
    rows = [row("a bare import of the services", bare, bare)]
    check = [sys.executable, "-m", "auditor", "check"]
    rows.append(row("dev, stage and prod", measured(check), bare))
    for size in SIZES:
        with multiplied(size) as (folder, resources):
            figure = measured([*check, "--project", str(folder)])
            rows.append(row(f"{size:,}", figure, bare, f"{resources:,} resources"))
            if size == SIZES[-1]:
                rows.append(row("to Terraform", Figure(*translated(folder)), bare, f"{resources:,} resources"))
                rows.append(row("a report", Figure(*reported(folder)), bare, f"{resources:,} resources, written only"))
    rows.append(row("judged again", Figure(*judged_again()), bare, "three stacks, imports warm"))
    headers = ("what", "seconds", "processor", "MiB", "ratio to the import", "goal", "")
    print(tabulate(rows, headers=headers, floatfmt=("", ".2f", ".2f", ".0f", ".2f"), disable_numparse=[5]))


def row(what: str, figure: Figure, bare: Figure, note: str = "") -> tuple[str, float, float, float, float, str, str]:
    """Return a line of the table."""
    ratio = figure.processor / bare.processor
    return what, figure.seconds, figure.processor, figure.mebibytes, ratio, GOALS.get(what, ""), note


def measured(command: Sequence[str]) -> Figure:
    """Run a command several times; return its median time and its largest memory, that of its children included."""
    figures = []
    for _ in range(RUNS):
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, _, usage = os.wait4(process.pid, 0)
        processor = usage.ru_utime + usage.ru_stime
        figures.append(Figure(time.perf_counter() - start, processor, usage.ru_maxrss / 1024))
    return Figure(
        statistics.median(figure.seconds for figure in figures),
        statistics.median(figure.processor for figure in figures),
        max(figure.mebibytes for figure in figures),
    )


@contextlib.contextmanager
def multiplied(size: int) -> Iterator[tuple[Path, int]]:
    """Provide a project of about `size` resources, and how many it really has."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text("name: multiplied\nruntime: python\n")
        (folder / "components").symlink_to(ROOT / "components")
        (folder / "__main__.py").write_text((ROOT / "bench" / "multiplied.py").read_text())
        one = declared(folder, 1)
        yield folder, declared(folder, max(1, round(size / one)))


def declared(folder: Path, copies: int) -> int:
    """Set the number of copies, and count the resources that the program then declares."""
    (folder / "Pulumi.x.yaml").write_text(f"config: {{copies: {copies}}}\n")
    command = [sys.executable, "-m", "auditor", "graph", "--project", str(folder)]
    graph = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return graph.count('"urn": ')


if __name__ == "__main__":
    main()
