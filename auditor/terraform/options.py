"""Pulumi's resource options as what Terraform has for them: `lifecycle`, `timeouts`, `provider` and `depends_on`."""

from __future__ import annotations

import re
from typing import Any

from auditor.graph import Resource
from auditor.terraform.blocks import Name, Nested
from auditor.terraform.mapping import NEWER, TIMEOUTS, Shape
from auditor.terraform.paths import NoSuchPathError, attribute_of, steps
from auditor.terraform.scope import Scope
from auditor.terraform.types import shape_of

_RETAINED = "Terraform destroys what leaves the configuration; a `removed` block keeps it"


def option_blocks(resource: Resource, shape: Shape, scope: Scope) -> dict[str, Any]:
    """Return the nested blocks that the options of a resource ask for."""
    found: dict[str, Any] = {}
    if timeouts := _timeouts(resource, shape, scope):
        found["timeouts"] = Nested((timeouts,), single=True)
    lifecycle: dict[str, Any] = {}
    if resource.options.protect:
        lifecycle["prevent_destroy"] = True
    if ignored := _ignored(resource, shape, scope):
        lifecycle["ignore_changes"] = ignored
    if lifecycle:
        found["lifecycle"] = Nested((lifecycle,), single=True)
    if resource.options.retain_on_delete:
        scope.leave_out(resource.urn, "option retainOnDelete", _RETAINED)
    return found


def depends_on(resource: Resource, referred: set[str], scope: Scope) -> list[Name]:
    """Return what a resource depends on though it does not refer to it. `referred` holds the URNs that it refers to."""
    wanted = {*resource.dependencies, *(urn for urns in resource.property_dependencies.values() for urn in urns)}
    addresses = {scope.address(urn) for urn in wanted - referred - {resource.urn}}
    return [Name(address) for address in sorted(each for each in addresses if each)]


def _timeouts(resource: Resource, shape: Shape, scope: Scope) -> dict[str, str]:
    entry = shape.get(TIMEOUTS)
    known = shape_of(entry.form[1]) if entry is not None and isinstance(entry.form, list) else {}
    found = {}
    for kind, given in sorted(resource.options.timeouts.items()):
        if kind in known and (scope.newer or NEWER not in known[kind].traits):
            found[kind] = _duration(given)
        else:
            scope.leave_out(resource.urn, f"option customTimeouts.{kind}", "this type has no such timeout")
    return found


def _duration(given: float | str) -> str:
    """Return a duration the same way whether a program wrote it, as in `1h30m`, or a state, in seconds."""
    parts = re.findall(r"([\d.]+)(h|m|s)", given) if isinstance(given, str) else [(given, "s")]
    seconds = round(sum(float(number) * {"h": 3600, "m": 60, "s": 1}[unit] for number, unit in parts))
    return f"{seconds}s" if seconds % 60 else f"{seconds // 60}m"


def _ignored(resource: Resource, shape: Shape, scope: Scope) -> Name | list[Name]:
    paths = resource.options.ignore_changes
    if "*" in paths:
        return Name("all")
    found = []
    for path in paths:
        first, *rest = steps(path)
        try:
            text = attribute_of("", [first, *rest], shape, newer=scope.newer)
            # An element of a set has no name of its own, so that all of the set is ignored.
            found.append(text if "(" not in text else attribute_of("", [first], shape, newer=scope.newer))
        except NoSuchPathError:
            scope.leave_out(resource.urn, f"option ignoreChanges {path}", "the provider has no such property")
    return [Name(text) for text in sorted(set(found))]
