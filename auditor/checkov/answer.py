"""What Checkov answers when asked about a configuration, and how it is asked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from auditor.errors import InputError
from controls.checkov import known

INSIDE = Path(__file__).with_name("inside.py")
SECONDS = 900
_PASSED_ON = ("HOME", "LANG", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE")
"""All of the environment that it is given: its own variables would change what it says."""
Pair = tuple[str, str]


class Broken(BaseModel):
    """A check that raised, so that nobody knows what it would have said. No address: it looks at all resources."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    address: str
    reason: str


class Answer(BaseModel):
    """All that Checkov says of a configuration. A pair is a check's id and the address that it looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    names: dict[str, str]
    """The name of each check that ran, by its id."""
    seen: tuple[str, ...]
    """The addresses of the resources that it read."""
    passed: tuple[Pair, ...]
    failed: tuple[Pair, ...]
    silent: tuple[Pair, ...]
    """Where a check could not tell, or had nothing to say; Checkov keeps these two not apart."""
    broken: tuple[Broken, ...]
    errors: tuple[str, ...]
    unparsed: tuple[str, ...]
    unread: tuple[str, ...]
    """Documents inside of text that it made no sense of: no check has looked into them."""


_ANSWERS = TypeAdapter(list[Answer])


def ask(python: Path, configurations: Sequence[Mapping[str, str]]) -> list[Answer]:
    """Return what Checkov says of each configuration, given as the text of each file by name.

    `python` is the interpreter of its environment. Raises `InputError` where that is not what it should be.
    """
    with TemporaryDirectory(prefix="footing-checkov-") as place:
        folders = [Path(place) / str(number) for number, _ in enumerate(configurations)]
        for folder, files in zip(folders, configurations, strict=True):
            folder.mkdir()
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8", newline="")
        answers = _run(python, place, folders)
    for answer in answers:
        if answer.version != known().version:
            raise InputError(
                f"{python}: this is Checkov {answer.version}, but Footing's exceptions and controls are about "
                f"{known().version}; run `make checkov`"
            )
    return answers


def _run(python: Path, place: str, folders: Sequence[Path]) -> list[Answer]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    command = [str(python), "-I", str(INSIDE), *map(str, folders)]
    try:
        done = subprocess.run(  # noqa: S603
            command, env=environment, cwd=place, capture_output=True, text=True, timeout=SECONDS, check=True
        )
        return _ANSWERS.validate_json(done.stdout)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines() or ["nothing"]
        raise InputError(f"{python}: Checkov did not finish; it said: {said[-1]}") from None
    except subprocess.TimeoutExpired:
        raise InputError(f"{python}: Checkov did not finish within {SECONDS} seconds") from None
    except (OSError, ValidationError) as error:
        raise InputError(f"{python}: Checkov cannot be asked: {' '.join(str(error).split())[:300]}") from None
