"""YAML in which a key that stands twice is a mistake; by itself, the second would win without a word."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with LibYAML, as its wheels are."""


class _Loader(_BASE):  # type: ignore[misc, valid-type]
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set[str]()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"the key {key.value!r} stands twice; remove one", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


def load(text: str) -> Any:
    """Read a YAML document of plain values. Raises `yaml.YAMLError`, with the line, if it is not well-formed."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from a safe one
