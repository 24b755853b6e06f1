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


_MOST_NESTED = 20_000
"""So many levels, each of which takes one sign at least, LibYAML reads without running out of the stack."""
_MOST_VALUES = 100_000


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
    too_deep = UnreadableError(f"{path}: nested too deep, or too long; nobody writes that by hand")
    if sum(map(text.count, "[{-?")) > _MOST_NESTED:
        raise too_deep
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from a safe one
        values = _written_out(document, {}) if "&" in text else 0
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        told = ", ".join(each for each in (error.context, error.problem) if each)
        raise UnreadableError(f"{path}: not well-formed YAML: {line}{told}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableError(f"{path}: not well-formed YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise too_deep from None
    if values > _MOST_VALUES:
        raise UnreadableError(
            f"{path}: its aliases stand for more than {_MOST_VALUES:,} values; write out what you mean"
        )
    return document


def _written_out(value: Any, known: dict[int, int]) -> int:
    """Return how many values there would be without aliases; what holds itself is its reader's to refuse."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = 1
        below = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_written_out(each, known) for each in below)
    return known[id(value)]


def read(path: Path) -> Any:
    """Return what a file says; raise `UnreadableError` if it cannot be read or is not well-formed."""
    return load(path, text_of(path))


def text_of(path: Path) -> str:
    """Return the text of a file; raise `UnreadableError` if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: not UTF-8, so no YAML: {error.reason} at byte {error.start}") from None
