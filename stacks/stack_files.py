"""What the files of all stacks say, for a stack has to agree with the others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with LibYAML, as its wheels are."""
_UNREADABLE = (OSError, yaml.YAMLError, ValueError, KeyError, TypeError)

StackFiles = Mapping[str, Any]
"""The settings of stacks by their names, unchecked; None for those of a file that cannot be read.

Whatever is wrong with another stack's file, that stack will be refused for it, and not this one.
"""


def stack_files(key: str, folder: Path = FOLDER) -> StackFiles:
    """Return the settings in each stack's file, where they stand under `key`."""
    paths = sorted(folder.glob("Pulumi.*.yaml"))
    return {path.name.removeprefix("Pulumi.").removesuffix(".yaml"): _settings(path, key) for path in paths}


def said(settings: Any, *path: str, default: Any = None) -> Any:
    """Return what settings say at a path: `default` if they are silent, None if something above it is no map."""
    for step in path:
        if not isinstance(settings, Mapping):
            return None
        if step not in settings:
            return default
        settings = settings[step]
    return settings


def there_are(stack: str, files: StackFiles) -> str:
    """Tell which other stacks could have been meant by one that does not exist."""
    return f"others that have a file are: {', '.join(each for each in files if each != stack) or 'none'}"


def _settings(path: Path, key: str) -> Any:
    try:
        return _read(path.read_text(encoding="utf-8"))["config"][key]
    except _UNREADABLE:
        return None


@cache  # several questions are put to the same few files
def _read(text: str) -> Any:
    return yaml.load(text, _LOADER)  # noqa: S506 - safe, both
