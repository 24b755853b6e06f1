"""Every property of every type in the mapping, through the translation and the provider's own validation.

Each type is declared with all that it may be given, at every depth.
thinks of the values themselves, which are made up, is left aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from auditor.graph import Resource, ResourceGraph
from auditor.terraform.conformance import write_oracle
from auditor.terraform.folder import texts
from auditor.terraform.mapping import COMPUTED, NEWER, SET_NEWER, TIMEOUTS, Entry, Form, Shape, aws
from auditor.terraform.tool import Tool
from auditor.terraform.translation import translate
from auditor.terraform.types import shape_of

BATCH = 100
_DEEPEST = 12
OURS = (
    "Unsupported argument",
    "Unsupported block type",
    "Incorrect attribute value type",
    "Invalid expression",
    "Missing required argument",
    "Missing attribute value",
    "Insufficient",
    "Too many",
    "Reference to undeclared",
    "Duplicate",
    "Unsupported attribute",
    "Invalid index",
    "Value for unconfigurable attribute",
)
"""How the provider's diagnostics begin that blame a name, a block or a kind of value."""


@dataclass
class Fuzzed:
    """How much was tried, and what was wrong with it. `about_values` counts complaints about made-up values."""

    types: int = 0
    properties: int = 0
    wrong: list[str] = field(default_factory=list)
    about_values: int = 0


def fuzz(tool: Tool, *, form: str = "hcl", batch: int = BATCH) -> Fuzzed:
    """Validate every type of the mapping that the provider at hand knows, `batch` of them at a time."""
    found = Fuzzed()
    tokens = [token for token in aws().tokens if (type_ := aws().type_of(token)) and not type_.newer]
    for start in range(0, len(tokens), batch):
        graph = _graph(tokens[start : start + batch])
        translation = translate(graph, region="us-east-1", providers={"aws"}, newer=False, imports=False)
        found.types += translation.resources
        found.properties += translation.properties
        found.wrong += [f"{each.urn} {each.path}: {each.reason}" for each in translation.left_out]
        with TemporaryDirectory() as name:
            folder = Path(name)
            for file, text in texts(translation, form).items():
                (folder / file).write_text(text, encoding="utf-8")
            write_oracle(folder, translation)
            tool.prepare(folder)
            said = tool.run_json(folder, "validate", "-json", accepted=(0, 1))["diagnostics"]
        for each in said:
            if each["severity"] == "error":
                if each["summary"].startswith(OURS):
                    found.wrong.append(_told(each))
                else:
                    found.about_values += 1
    return found


def _told(diagnostic: Any) -> str:
    snippet = diagnostic.get("snippet") or {}
    return f"{snippet.get('context')}: {diagnostic['summary']}: {diagnostic['detail']}: {snippet.get('code', '').strip()}"


def _graph(tokens: list[str]) -> ResourceGraph:
    resources = [_resource(token, at) for at, token in enumerate(tokens)]
    return ResourceGraph(project="fuzz", stack="all", origin="fuzz", resources=tuple(resources))


def _resource(token: str, at: int) -> Resource:
    type_ = aws().type_of(token)
    shape = type_.shape if type_ else {}
    return Resource(
        urn=f"urn:pulumi:all::fuzz::{token}::every-{at}", type=token, name=f"every-{at}", inputs=dict(_inputs(shape, 0))
    )


def _inputs(shape: Shape, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield a value for each property that may be set; of two that go to the same place, for one."""
    taken = set()
    for name, entry in shape.items():
        if _settable(name, entry) and entry.name not in taken and (depth < _DEEPEST or "required" in entry.traits):
            taken.add(entry.name)
            yield name, _value(entry.form, depth)


def _settable(name: str, entry: Entry) -> bool:
    return name not in (TIMEOUTS, "id") and not {COMPUTED, NEWER, SET_NEWER} & set(entry.traits)


def _value(form: Form, depth: int) -> Any:
    match form:
        case ["list" | "set", inner]:
            return [_value(inner, depth)]
        case ["map", inner]:
            return {"key": _value(inner, depth)}
        case ["blocks" | "set of blocks", inner]:
            return [dict(_inputs(shape_of(inner), depth + 1))]
        case ["block" | "object", inner]:
            return dict(_inputs(shape_of(inner), depth + 1))
        case "number":
            return 1
        case "truth":
            return True
        case _:
            return "text"
