"""Program, preview and state give the same configuration, up to what is known only once it is deployed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from auditor.graph import ResourceGraph
from auditor.terraform.blocks import Block, Document, Expression, Name, Nested, Template
from auditor.terraform.translation import Translation, translate
from auditor.terraform.types import type_of

from .conftest import Deploy

STACK = "prod"
UNKNOWN = "(known once it is deployed)"
_ADDRESS = re.compile(r"\b(aws_\w+\.\w+)[\w.\[\]]*")

PROVIDERS = ("aws", "random", "tls")
Bodies = dict[str, Any]
Relations = dict[str, set[str]]


@pytest.fixture(scope="module")
def program(deploy: Deploy) -> ResourceGraph:
    return deploy(STACK).graph


@pytest.fixture(scope="module")
def preview(deploy: Deploy) -> ResourceGraph:
    return deploy(STACK).previewed


@pytest.fixture(scope="module")
def state(deploy: Deploy) -> ResourceGraph:
    return deploy(STACK).state


def bodies(translation: Translation, values: Values) -> Bodies:
    """Return the body of each resource as it is deployed, by its address."""
    return {".".join(block.labels): values.plain(block.body) for block in resources(translation)}


def resources(translation: Translation) -> list[Block]:
    return [block for blocks in translation.files.values() for block in blocks if block.kind == "resource"]


def related(translation: Translation) -> Relations:
    """Return whom each resource refers to or depends on, by their addresses."""
    return {".".join(block.labels): set(_mentioned(block.body)) for block in resources(translation)}


def places(translation: Translation) -> dict[str, list[str]]:
    """Return the addresses of the resources in each file."""
    found = {
        name: [block for block in blocks if block.kind == "resource"] for name, blocks in translation.files.items()
    }
    return {name: [".".join(block.labels) for block in blocks] for name, blocks in found.items() if blocks}


def lost(found: Relations, wanted: Relations) -> Relations:
    """Return to whom a resource is related in one translation, and in the other not even by way of others."""
    return {address: away for address, theirs in wanted.items() if (away := theirs - _reached(address, found))}


def _reached(address: str, relations: Relations) -> set[str]:
    reached, todo = set[str](), [address]
    while todo:
        further = relations[todo.pop()] - reached
        reached |= further
        todo += further
    return reached


def _mentioned(value: Any) -> Iterator[str]:
    match value:
        case Expression(text) | Name(text):
            yield from _ADDRESS.findall(text)
        case Template(parts) | Nested(parts):
            yield from _mentioned(list(parts))
        case Document(inner):
            yield from _mentioned(inner)
        case Mapping():
            for key, part in value.items():
                yield from _mentioned(part) if key != "ignore_changes" else ()
        case list() | tuple():
            for part in value:
                yield from _mentioned(part)


class Values:
    """What references are once the stack is deployed, as its state tells."""

    def __init__(self, state: ResourceGraph) -> None:
        addresses = translate(state).addresses
        self._deployed = {address: state.find(urn) for urn, address in addresses.items()}

    def plain(self, value: Any) -> Any:
        """Return a value with each reference replaced by what it refers to."""
        match value:
            case Expression(text) if text.startswith("tostring("):
                return str(self._of(text.removeprefix("tostring(").removesuffix(")")))
            case Expression(text):
                return self._of(text)
            case Name(text):
                return text
            case Template(parts):
                pieces = [part if isinstance(part, str) else self._of(part.text) for part in parts]
                return UNKNOWN if UNKNOWN in pieces else "".join(map(str, pieces))
            case Document(inner):
                return self.plain(inner)
            case Nested(each):
                return [self.plain(dict(body)) for body in each]
            case Mapping():
                return {key: self.plain(part) for key, part in value.items() if key != "depends_on"}
            case list() | tuple():
                return [self.plain(part) for part in value]
            case _:
                return value

    def _of(self, expression: str) -> Any:
        found = re.fullmatch(r"(aws_\w+\.\w+)\.(\w+)", expression)
        resource = self._deployed.get(found[1]) if found else None
        if found is None or resource is None:
            return UNKNOWN
        if found[2] == "allocation_id":  # to AWS the id of an address; the stand-in provider makes two of them
            return resource.id
        type_ = type_of(resource)
        assert type_ is not None
        names = [name for name, entry in type_.shape.items() if entry.name == found[2]]
        values = {**resource.outputs, "id": resource.id}
        return next((values[name] for name in names if name in values), UNKNOWN)


def differences(found: Any, wanted: Any, path: str = "") -> list[str]:
    """Return where two values differ, but for what one of them does not know, and for the order of texts."""
    if UNKNOWN in (found, wanted):
        return []
    if isinstance(found, dict) and isinstance(wanted, dict):
        keys = sorted(found.keys() | wanted.keys())
        return [line for key in keys for line in differences(found.get(key), wanted.get(key), f"{path}.{key}")]
    if isinstance(found, list) and isinstance(wanted, list) and UNKNOWN in (*found, *wanted):
        return []
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        if all(isinstance(each, str) for each in (*found, *wanted)):
            found, wanted = sorted(found), sorted(wanted)
        pairs = enumerate(zip(found, wanted, strict=True))
        return [line for at, pair in pairs for line in differences(*pair, f"{path}.{at}")]
    return [] if found == wanted else [f"{path}: {found!r} is not {wanted!r}"]


@pytest.mark.parametrize("origin", ["preview", "state"])
def test_the_engines_files_give_the_configuration_of_the_program(
    origin: str, program: ResourceGraph, request: pytest.FixtureRequest, state: ResourceGraph
) -> None:
    values = Values(state)
    wanted = translate(program, providers=PROVIDERS)
    found = translate(request.getfixturevalue(origin))
    assert (found.addresses, places(found)) == (wanted.addresses, places(wanted))
    assert lost(related(found), related(wanted)) == {}
    assert differences(bodies(found, values), bodies(wanted, values)) == []


def test_a_state_can_be_taken_over_whole(state: ResourceGraph) -> None:
    translation = translate(state)
    taken = {block.body["to"].text for block in translation.files["imports"]}
    assert len(taken) / translation.resources > 0.95
