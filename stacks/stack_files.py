"""The settings files of all stacks, to check a stack against the others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast if PyYAML was built with LibYAML, as its wheels are."""
_UNREADABLE = (OSError, yaml.YAMLError, ValueError, KeyError, TypeError)

StackFiles = Mapping[str, Any]
"""The settings of stacks by their names, unchecked; None for those of a file that cannot be read.

Errors in another stack's file are reported when that stack is rendered, not here.
"""


def stack_files(key: str, folder: Path = FOLDER) -> StackFiles:
    """Return the settings under `key` in each stack's file."""
    paths = sorted(folder.glob("Pulumi.*.yaml"))
    return {path.name.removeprefix("Pulumi.").removesuffix(".yaml"): _settings(path, key) for path in paths}


def said(settings: Any, *path: str, default: Any = None) -> Any:
    """Return the value at a path of settings: `default` if it is missing, None if a parent is not a map."""
    for step in path:
        if not isinstance(settings, Mapping):
            return None
        if step not in settings:
            return default
        settings = settings[step]
    return settings


def there_are(stack: str, files: StackFiles) -> str:
    """Return the part of a message that lists the other stacks."""
    return f"others that have a file are: {', '.join(each for each in files if each != stack) or 'none'}"


def _settings(path: Path, key: str) -> Any:
    try:
        return _read(path.read_text(encoding="utf-8"))["config"][key]
    except _UNREADABLE:
        return None


@cache  # the same few files are read for several checks
def _read(text: str) -> Any:
    return yaml.load(text, _LOADER)  # noqa: S506 - safe, both
