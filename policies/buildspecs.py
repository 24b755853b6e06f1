"""What a build of CodeBuild runs, read from the text of its buildspec.

The parts of one are those of the CodeBuild User Guide, "Build specification reference for CodeBuild".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from policies.view import UnknownValue

PARTS = ("commands", "finally")
"""Of a phase: what it runs."""
COMMENT = re.compile(r"(^|\s)#.*")
BUILDS_IMAGES = re.compile(
    r"(?:^|[;&|({`!]|\b(?:if|then|else|do|while|until|exec|sudo|time)\s)"  # where the shell takes a word for a command
    r"\s*(?:\w+=\S*\s+)*docker\s+(?:image\s+build|build|buildx|compose)\b"
)


def builds_image(buildspec: str) -> bool:
    """Tell whether a buildspec runs Docker to build an image; what it only speaks of, as in a comment, does not count.

    Raises `UnknownValue` for text that is no buildspec.
    """
    return any(BUILDS_IMAGES.search(line) for line in _lines(buildspec))


def _lines(buildspec: str) -> list[str]:
    try:
        document = yaml.safe_load(buildspec)
    except (yaml.YAMLError, ValueError, RecursionError):  # the last two: a number or depth beyond what Python reads
        document = None
    phases = document.get("phases") if isinstance(document, Mapping) else None
    if not isinstance(phases, Mapping):
        raise UnknownValue("source.buildspec", "is not a buildspec with phases")
    given = [phase.get(part) for phase in phases.values() if isinstance(phase, Mapping) for part in PARTS]
    commands = [each for part in given for each in (part if isinstance(part, list) else [part])]
    return [COMMENT.sub("", line) for each in commands if isinstance(each, str) for line in each.splitlines()]
