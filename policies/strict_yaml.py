"""YAML of plain values in which a key that stands twice is a mistake; by itself, the second would win without a word.

Here rather than with one of its readers, because all of them may import from this folder, which imports from none.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with LibYAML, as its wheels are."""


class UnreadableError(ValueError):
    """A file is no YAML of plain values. The message names the file, the line, and what is wrong there."""


class _Loader(_BASE):  # type: ignore[misc, valid-type]
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        own = node.value  # what `<<` brings in comes to stand in another list
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        if len(made) < len(node.value):
            seen = set[tuple[str, str]]()
            for key, _ in own:
                if (said := (key.tag, str(key.value))) in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"the key {key.value!r} stands twice; remove one", problem_mark=key.start_mark
                    )
                seen.add(said)
        return made

    def construct_date(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                problem=f"there is no date {node.value}: {error}", problem_mark=node.start_mark
            ) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_date)


def load(path: Path, text: str) -> Any:
    """Return what a text that was read from a file says; raise `UnreadableError` if it is not well-formed."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from a safe one
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        told = ", ".join(each for each in (error.context, error.problem) if each)
        raise UnreadableError(f"{path}: not well-formed YAML: {line}{told}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableError(f"{path}: not well-formed YAML: {' '.join(str(error).split())}") from None


def read(path: Path) -> Any:
    """Return what a file says; raise `UnreadableError` if it cannot be read or is not well-formed."""
    try:
        return load(path, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: not UTF-8, so no YAML: {error.reason} at byte {error.start}") from None
