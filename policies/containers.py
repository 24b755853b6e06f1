"""The containers of an ECS task, read from the JSON text in which a task definition holds them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from policies.rule import NotApplicable, Verdict, first_problem
from policies.values import of_kind, whole
from policies.view import Resource, Template, UnknownValue

TASK = "aws:ecs/taskDefinition:TaskDefinition"
DEFINITIONS = "containerDefinitions"


@dataclass(frozen=True)
class Container:
    """One container of a task. What AWS will choose stands in its texts as `${name.attribute}` if it has `gaps`."""

    raw: Mapping[str, Any]
    gaps: bool

    @property
    def name(self) -> str:
        """What its task calls it."""
        return str(self.raw.get("name") or "without a name")

    def get(self, path: str, default: Any, *, gaps: bool = False) -> Any:
        """Return the value at `path` (`a.b` descends), or `default`, which tells its kind, if it is absent.

        Raises `UnknownValue` if the value is of another kind, or if it is text with gaps, unless those will do.
        """
        value: Any = self.raw
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None:
            return default
        if self.gaps and not gaps and isinstance(value, str) and "${" in value:
            raise UnknownValue(f"{DEFINITIONS}.{self.name}.{path}")
        return of_kind(default, value, f"{DEFINITIONS}.{self.name}.{path}")

    def pairs(self, path: str) -> list[tuple[str, str]]:
        """Return the names and values of a list such as `environment`; values may have gaps."""
        found = []
        for pair in self.get(path, []):
            if not isinstance(pair, Mapping):
                raise UnknownValue(f"{DEFINITIONS}.{self.name}.{path}", "is not a list of names and values")
            found.append((str(pair.get("name", "")), str(pair.get("value", ""))))
        return found


def containers(task: Resource) -> list[Container]:
    """Return the containers of a task definition.

    Raises `UnknownValue` if the text is not known, is secret, or is not a JSON list of objects.
    """
    task.has(DEFINITIONS)  # which records it as evidence
    given = whole(task.properties.get(DEFINITIONS), DEFINITIONS, gaps=True)
    try:
        found = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise UnknownValue(DEFINITIONS, "is not a JSON list of containers")
    return [Container(each, isinstance(given, Template)) for each in found]


def judge_containers(task: Resource, problem: Callable[[Container], str | None]) -> Verdict:
    """Return the first problem of any container of a task, with the container's name."""
    found = containers(task)

    def named(container: Container) -> str | None:
        reason = problem(container)
        return f"container {container.name}: {reason}" if reason else None

    return first_problem(named, found) if found else "it has no container"


def on_windows(task: Resource) -> NotApplicable | None:
    """Return the answer for a task of Windows, which knows no Linux users, capabilities and mounts."""
    family = task.get("runtimePlatform.operatingSystemFamily", "LINUX")
    return NotApplicable("containers of Windows know no such thing") if family.startswith("WINDOWS") else None
