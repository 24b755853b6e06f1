"""The second and third source of a graph: what the engine writes, as `pulumi preview --json` or `pulumi stack export`.

Both describe a resource in the form of Pulumi's checkpoint (`ResourceV3` in `sdk/go/common/apitype`). A preview holds
what a resource will be given, with what AWS will decide unknown; a state holds what it became as well. Neither says
to which attribute of another resource a value refers, only on which resources a property depends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from auditor.errors import InputError
from auditor.graph import Options, Resource, ResourceGraph, Source
from auditor.sources.wire import read_value

PREVIEW, STATE = "preview", "state"
_HOW = "write it with `pulumi preview --json --show-sames` or `pulumi stack export`"
_INTERNAL = ("__defaults", "__internal", "version")
"""Inputs that the engine adds: of no resource's own, or, `version`, of its provider's plugin."""


def read_engine_file(path: Path) -> ResourceGraph:
    """Read a file that the engine wrote; raise `InputError` if it is neither a preview nor a state."""
    try:
        document = from_json(path.read_bytes())  # unlike `json`, it refuses text that could not be written again
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; {_HOW}") from None
    except ValueError as error:
        raise InputError(f"{path}: not JSON: {error}; {_HOW}") from None
    match document:
        case {"steps": list(steps)}:
            origin = PREVIEW
            _check_whole(document, path)
            states = (step["newState"] for step in steps if step.get("newState") and step.get("op") != "delete")
        case {"deployment": {"resources": list(exported)}}:
            origin = STATE
            states = (state for state in exported if not state.get("delete"))
        case _:
            raise InputError(f"{path}: neither a preview nor a state of Pulumi; {_HOW}")
    return _graph(states, origin, path)


def _check_whole(document: Mapping[str, Any], path: Path) -> None:
    """Refuse a preview that shows less than the whole stack: what is not in it cannot be judged."""
    if any(isinstance(each, dict) and each.get("severity") == "error" for each in document.get("diagnostics") or ()):
        raise InputError(f"{path}: is of a preview that failed; mend what its diagnostics say, and {_HOW}")
    unchanged = (document.get("changeSummary") or {}).get("same", 0)
    if unchanged > sum(isinstance(step, dict) and step.get("op") == "same" for step in document["steps"]):
        raise InputError(f"{path}: leaves out what stays as it is; write it with `pulumi preview --json --show-sames`")


def _graph(states: Iterable[Mapping[str, Any]], origin: str, path: Path) -> ResourceGraph:
    try:
        resources = {state["urn"]: _resource(state) for state in states}
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise InputError(f"{path}: holds a resource that is not in Pulumi's form ({error!r}); {_HOW}") from None
    if not resources:
        raise InputError(f"{path}: holds no resources; was the stack deployed, or its program empty?")
    try:
        TopologicalSorter({urn: [each.parent] for urn, each in resources.items() if each.parent}).prepare()
    except CycleError as error:
        raise InputError(f"{path}: holds resources that are their own ancestors ({error.args[1][0]}); {_HOW}") from None
    _, _, stack_and_rest = next(iter(resources)).split(":", 2)
    stack, project = stack_and_rest.split("::")[:2]
    return ResourceGraph(
        project=project, stack=stack, origin=origin, resources=tuple(resources[urn] for urn in sorted(resources))
    )


def _resource(state: Mapping[str, Any]) -> Resource:
    depends = state.get("propertyDependencies") or {}
    provider = state.get("provider") or ""
    is_provider = state["type"].startswith("pulumi:providers:")
    dropped = _INTERNAL if is_provider else _INTERNAL[:2]
    return Resource(
        urn=state["urn"],
        type=state["type"],
        name=state["urn"].rsplit("::", 1)[1],
        parent=state.get("parent") or None,
        custom=bool(state.get("custom")),
        external=bool(state.get("external")),
        inputs=_values(state.get("inputs"), dropped),
        outputs=_values(state.get("outputs"), dropped),
        dependencies=tuple(sorted(state.get("dependencies") or ())),
        property_dependencies={key: tuple(sorted(urns)) for key, urns in sorted(depends.items()) if urns},
        options=Options(
            protect=bool(state.get("protect")),
            retain_on_delete=bool(state.get("retainOnDelete")),
            ignore_changes=tuple(sorted(state.get("ignoreChanges") or ())),
            provider=provider.rpartition("::")[0] or None,
            import_id=state.get("importID") or None,
            timeouts=state.get("customTimeouts") or {},
        ),
        source=_source(state.get("sourcePosition", "")),
        id=state.get("id") or None,
    )


def _values(raw: Mapping[str, Any] | None, dropped: tuple[str, ...]) -> dict[str, Any]:
    return {
        key: read_value(value) for key, value in sorted((raw or {}).items()) if key not in dropped and value is not None
    }


def _source(position: str) -> Source | None:
    path, _, line = position.removeprefix("project:///").partition("#")
    outside = not line or path.startswith("..") or "site-packages" in path
    return None if outside else Source(path, int(line.split(",")[0]))
