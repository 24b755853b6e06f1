"""Every property of every type in the mapping, through the translation and the provider's own validation.

Each type is declared with all that it may be given, at every depth, each shape that occurs in it once. What is looked
for is a name, a block or a kind of value that the provider does not take; what it thinks of the values themselves,
which are made up, is left aside.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from auditor.graph import Resource, ResourceGraph
from auditor.terraform.conformance import write_oracle
from auditor.terraform.folder import texts
from auditor.terraform.mapping import COMPUTED, NEWER, REQUIRED, SET_NEWER, TIMEOUTS, Entry, Form, Shape, aws
from auditor.terraform.tool import Tool, find_tool
from auditor.terraform.translation import translate
from auditor.terraform.types import shape_of

BATCH = 50
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
_ABOUT_VALUES = re.compile(r"At least [2-9] |must be specified")
"""What of these is about how many blocks there are, of which one is declared, or which arguments go together."""


@dataclass
class Fuzzed:
    """How much was tried, and what was wrong with it; complaints about made-up values are none."""

    types: int = 0
    properties: int = 0
    wrong: list[str] = field(default_factory=list)


def fuzz(tool: Tool, *, form: str = "hcl", tell: Callable[[str], None] = lambda _: None) -> Fuzzed:
    """Validate every type of the mapping that the provider at hand knows; `tell` is told how far it is."""
    found = Fuzzed()
    tokens = [token for token in aws().tokens if (type_ := aws().type_of(token)) and not type_.newer]
    with TemporaryDirectory() as name:
        for start in range(0, len(tokens), BATCH):
            _validate(tokens[start : start + BATCH], Path(name), tool, form, found)
            tell(f"{min(start + BATCH, len(tokens))} of {len(tokens)} types, {len(found.wrong)} wrong")
    return found


def _validate(tokens: list[str], folder: Path, tool: Tool, form: str, found: Fuzzed) -> None:
    translation = translate(_graph(tokens), region="us-east-1", providers={"aws"}, newer=False, imports=False)
    found.types += translation.resources
    found.properties += translation.properties
    found.wrong += [f"{each.urn} {each.path}: {each.reason}" for each in translation.left_out]
    for file, text in texts(translation, form).items():
        (folder / file).write_text(text, encoding="utf-8")
    write_oracle(folder, translation)
    if not (folder / ".terraform").exists():
        tool.prepare(folder)
    for each in tool.run_json(folder, "validate", "-json", accepted=(0, 1))["diagnostics"]:
        ours = each["severity"] == "error" and each["summary"].startswith(OURS)
        if ours and not _ABOUT_VALUES.search(each["detail"]):
            found.wrong.append(_told(each))


def _told(diagnostic: Any) -> str:
    snippet = diagnostic.get("snippet") or {}
    return (
        f"{snippet.get('context')}: {diagnostic['summary']}: {diagnostic['detail']}: {snippet.get('code', '').strip()}"
    )


def _graph(tokens: list[str]) -> ResourceGraph:
    resources = [_resource(token, at) for at, token in enumerate(tokens)]
    return ResourceGraph(project="fuzz", stack="all", origin="fuzz", resources=tuple(resources))


def _resource(token: str, at: int) -> Resource:
    type_ = aws().type_of(token)
    shape = type_.shape if type_ else {}
    return Resource(
        urn=f"urn:pulumi:all::fuzz::{token}::every-{at}",
        type=token,
        name=f"every-{at}",
        inputs={name: value for name, value in _inputs(shape, set()) if name != "id"},
    )


def _inputs(shape: Shape, seen: set[int], *, whole: bool = True) -> Iterator[tuple[str, Any]]:
    """Yield a value for each property that may be set; of two that go to the same place, for one.

    Unless `whole`, only for those that are required: the same shape was declared in full elsewhere in the type.
    """
    taken = set()
    for name, entry in shape.items():
        if _settable(name, entry) and entry.name not in taken and (whole or REQUIRED in entry.traits):
            taken.add(entry.name)
            yield name, _value(entry.form, seen)


def _settable(name: str, entry: Entry) -> bool:
    return name != TIMEOUTS and not {COMPUTED, NEWER, SET_NEWER} & set(entry.traits)


def _value(form: Form, seen: set[int]) -> Any:
    match form:
        case ["list" | "set", inner]:
            return [_value(inner, seen)]
        case ["map", inner]:
            return {"key": _value(inner, seen)}
        case ["blocks" | "set of blocks", inner]:
            return [_parts(inner, seen)]
        case ["block", inner]:
            return _parts(inner, seen)
        case ["object", inner]:  # of what is in it the schema does not tell what is required
            return dict(_inputs(shape_of(inner), seen))
        case "number":
            return 1
        case "truth":
            return True
        case _:
            return "text"


def _parts(number: int, seen: set[int]) -> dict[str, Any]:
    whole = number not in seen
    seen.add(number)
    return dict(_inputs(shape_of(number), seen, whole=whole))


def main() -> None:
    """`make fuzz-terraform`: try all, in both syntaxes, and say what was wrong."""
    tool = find_tool()
    if isinstance(tool, str):
        sys.exit(f"footing: {tool}")
    forms = sys.argv[1:] or ["hcl", "json"]
    wrong = 0
    for form in forms:
        found = fuzz(tool, form=form, tell=lambda line: print(line, file=sys.stderr))
        print(f"{form}: {found.types:,} types, {found.properties:,} properties, {len(found.wrong)} wrong")
        print(*found.wrong, sep="\n")
        wrong += len(found.wrong)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
