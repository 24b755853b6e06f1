"""What Checkov said before, by the hash of what it was asked: an unchanged stack costs nothing."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import ValidationError

from auditor.checkov.answer import INSIDE, Answer, ask
from auditor.checkov.environment import Checkov
from controls.checkov import known

KEPT = 50
"""How many answers are kept; the oldest go."""


def remembered(checkov: Checkov, *configurations: Mapping[str, str]) -> list[Answer]:
    """Return what `ask` returns, from memory what was asked before. What is unusable there is asked anew."""
    places = [checkov.memory / f"{_key(files)}.json" for files in configurations]
    answers = [_read(place) for place in places]
    missing = [number for number, answer in enumerate(answers) if answer is None]
    fresh = ask(checkov.python, [configurations[number] for number in missing]) if missing else []
    for number, answer in zip(missing, fresh, strict=True):
        answers[number] = answer
        with contextlib.suppress(OSError):  # to remember is a favour, not a duty
            _write(places[number], answer)
    return [answer for answer in answers if answer is not None]


def _key(files: Mapping[str, str]) -> str:
    """Return the hash of what is asked, of whom, and how."""
    digest = hashlib.sha256(known().version.encode() + INSIDE.read_bytes())
    for name, text in sorted(files.items()):
        digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()


def _read(place: Path) -> Answer | None:
    try:
        kept = place.read_bytes()
        content = kept.partition(b"\n")[2]
        return Answer.model_validate_json(content) if kept == sealed(content) else None
    except (OSError, ValidationError):
        return None


def sealed(content: bytes) -> bytes:
    """Return content after a line with its hash, by which one sees whether it is whole."""
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _write(place: Path, answer: Answer) -> None:
    content = sealed(answer.model_dump_json().encode())
    place.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.close()
            Path(file.name).replace(place)
        finally:
            Path(file.name).unlink(missing_ok=True)
    kept = sorted(place.parent.glob("*.json"), key=lambda each: each.stat().st_mtime, reverse=True)
    for each in kept[KEPT:]:
        each.unlink(missing_ok=True)
