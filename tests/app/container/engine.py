"""What builds and runs containers here: which program, on which base, and what it is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from components.task_definition import Definition
from tests.app.test_image import APP
from tests.app.test_image import said as instructed

BASE = "FOOTING_BASE_IMAGE"
"""Names an image to build on, as a mirror's, or one with a company's certificates, if not that of the Dockerfile."""
PROGRAMS: Mapping[str, tuple[str, ...]] = {"docker": (), "podman": ("--read-only-tmpfs=false",)}
"""With what each has to be told, so that what is not to be written to is not."""


def asked(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *words], capture_output=True, text=True)


def said(program: str, *words: str) -> str:
    """Return what a program says to a command, which has to succeed."""
    run = asked(program, *words)
    assert run.returncode == 0, f"{program} {' '.join(words)}\n{run.stdout[-2000:]}{run.stderr[-2000:]}"
    return run.stdout.strip()


def program_or_skip() -> str:
    """Return the first program that is installed, and whose engine answers."""
    for program in PROGRAMS:
        if shutil.which(program) and asked(program, "info").returncode == 0:
            return program
    pytest.skip("an image takes Docker or podman: neither is on the PATH and answers")


def base_or_skip(program: str) -> str:
    """Return the image to build on, which is here or can be had."""
    given = os.environ.get(BASE)
    base = given or next(rest for rest in instructed("ARG") if rest.startswith("PYTHON=")).removeprefix("PYTHON=")
    if asked(program, "image", "inspect", base).returncode and asked(program, "pull", base).returncode:
        assert not given, f"{BASE} names {given}, which {program} neither has nor can pull"
        pytest.skip(f"{program} cannot pull {base}, which the Dockerfile builds on: name another by {BASE}")
    return base


@contextmanager
def built(program: str, base: str, lock: str) -> Iterator[str]:
    """Build the image with the packages of a lock, from files that only their owner can read; remove it in the end.

    What builds keeps its layers, so that it builds more quickly when it is asked again.
    """
    tag = f"footing-test:{lock.removesuffix('.txt')}"
    arguments = ["--build-arg", f"PYTHON={base}", "--build-arg", f"REQUIREMENTS={lock}"]
    with TemporaryDirectory() as folder:
        context = shutil.copytree(APP, Path(folder) / "app")
        for path in (context, *context.rglob("*")):
            path.chmod(path.stat().st_mode & 0o700)
        said(program, "build", *arguments, "--tag", tag, str(context))
    try:
        yield tag
    finally:
        said(program, "image", "rm", "--force", tag)


def contents(program: str, image: str) -> dict[str, tarfile.TarInfo]:
    """Return every file of an image by its path, without running it."""
    container = said(program, "create", image)
    try:
        with (
            subprocess.Popen([program, "export", container], stdout=subprocess.PIPE) as export,
            tarfile.open(fileobj=export.stdout, mode="r|") as tar,
        ):
            return {f"/{member.name}": member for member in tar}
    finally:
        said(program, "rm", container)


def confined(program: str, definition: Definition) -> list[str]:
    """Return in a program's words what the task's definition says of a container; it shares the network of its host."""
    limits = definition["linuxParameters"]
    words = ["--network", "host", "--user", definition["user"], "--stop-timeout", str(definition["stopTimeout"])]
    words += [f"--cap-drop={each}" for each in limits["capabilities"]["drop"]]
    words += ["--init"] * limits["initProcessEnabled"]
    words += ["--read-only", *PROGRAMS[program]] * definition["readonlyRootFilesystem"]
    for each in limits["tmpfs"]:
        options = [f"size={each['size']}m", *each["mountOptions"]]
        words += ["--tmpfs", f"{each['containerPath']}:{','.join(options)}"]
    for each in definition["environment"]:
        words += ["--env", f"{each['name']}={each['value']}"]
    return words


@contextmanager
def running(program: str, image: str, *words: str) -> Iterator[str]:
    """Run a container, and remove it in the end, whatever became of it."""
    container = said(program, "run", "--detach", *words, image)
    try:
        yield container
    finally:
        with suppress(AssertionError):
            said(program, "rm", "--force", container)
