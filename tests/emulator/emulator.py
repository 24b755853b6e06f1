"""An emulator that runs: where it is, and what it answers."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from tests.conftest import ROOT

SETTING = "FOOTING_EMULATOR"
"""Names the folder of an environment with the emulator, if it is not the project's own."""
REGION = "us-east-1"
_FOLDER = ".emulator"
_INSIDE = Path(__file__).with_name("inside.py")
_PYTHONS = ("bin/python", "Scripts/python.exe")


@dataclass(frozen=True)
class Emulator:
    """`certificate` and `key` are those of nobody's site, as PEM, for whoever has to import one."""

    url: str
    version: str
    certificate: str
    key: str
    log: Path
    """What it says of each request, and of what it could not answer."""
    _questions: IO[str]
    _answers: IO[str]

    @property
    def settings(self) -> dict[str, str]:
        """Environment variables that bring the provider here, and nowhere else.

        S3's control puts the account before the host's name, so it has a name, and this is the proxy for all names.
        """
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ENDPOINT_URL_S3_CONTROL": "http://s3-control.us-east-1.amazonaws.com",
            "HTTP_PROXY": self.url,
            "HTTPS_PROXY": self.url,
            "NO_PROXY": "",
        }

    def ask(self, service: str, operation: str, **parameters: Any) -> Any:
        """Return what it answers to a request, or raise `RefusedError`."""
        self._questions.write(f"{json.dumps([service, operation, parameters])}\n")
        self._questions.flush()
        said: Mapping[str, Any] = json.loads(self._answers.readline())
        if "error" in said:
            raise RefusedError(said["error"])
        return said["answer"]


class RefusedError(Exception):
    """The emulator refused; the message is AWS's name for why."""


def python_or_skip() -> Path:
    """Return the interpreter of the emulator's environment."""
    folder = Path(os.environ.get(SETTING) or ROOT / _FOLDER)
    for name in _PYTHONS:
        if (folder / name).is_file():
            return folder / name
    pytest.skip("the emulator is not here: `make emulator` installs it")


@contextmanager
def emulator(python: Path, folder: Path) -> Iterator[Emulator]:
    """Start an emulator with nothing in it; `folder` gets its log. It ends with the block, or its starter."""
    log = folder / "emulator.log"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "MOTO_"))}
    with (
        log.open("w") as told,
        subprocess.Popen(
            [python, "-I", _INSIDE],
            env=environment,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            first = process.stdout.readline()
            assert first, log.read_text()[-2000:]
            yield Emulator(**json.loads(first), log=log, _questions=process.stdin, _answers=process.stdout)
        finally:
            process.kill()
