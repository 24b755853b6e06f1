"""Values of the graph as values of Terraform, each in the form that the provider's schema asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.graph import Reference, Secret, Text, Unknown
from auditor.terraform import assets
from auditor.terraform.account import asked_for
from auditor.terraform.blocks import Block, Document, Expression, Nested, Template
from auditor.terraform.documents import document_in
from auditor.terraform.mapping import COMPUTED, NEWER, SENSITIVE, SET_NEWER, TIMEOUTS, Entry, Form, Shape
from auditor.terraform.references import join, piece, refer
from auditor.terraform.scope import Scope
from auditor.terraform.types import shape_of

NOTHING = object()
"""What is left of a value that is left out."""


@dataclass(frozen=True)
class Place:
    """Where a value is: in which resource, at which path, under which name in Terraform, and whether it is a secret."""

    urn: str
    path: str
    name: str = ""
    secret: bool = False

    def into(self, step: str, entry: Entry | None = None) -> Place:
        """Return the place one step further."""
        path = f"{self.path}.{step}" if self.path else step
        secret = self.secret or (entry is not None and SENSITIVE in entry.traits)
        return replace(self, path=path, secret=secret, name=entry.name if entry else self.name)


class Translator:
    """Translates the values of a graph's resources. `archives` are the data sources that they need."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.archives: list[Block] = []

    def body(self, inputs: Mapping[str, Any], shape: Shape, place: Place) -> dict[str, Any]:
        """Return the properties of a resource, or of a block or an object in it, under their names in Terraform."""
        found: dict[str, Any] = {}
        for name, value in inputs.items():
            if value is None:
                continue
            entry = shape.get(name) if name != TIMEOUTS else None
            self.scope.given += 1
            there = place.into(name, entry)
            reason = self._why_not(entry)
            if entry is None or reason:
                self.scope.leave_out(place.urn, there.path, reason)
                continue
            translated = self.value(value, entry.form, there)
            if translated is not NOTHING:
                self.scope.translated += 1
                self.scope.needs_newer |= NEWER in entry.traits or SET_NEWER in entry.traits
                found[entry.name] = translated
        return found

    def _why_not(self, entry: Entry | None) -> str:
        if entry is None:
            return "the provider has no such property"
        if COMPUTED in entry.traits:
            return "AWS decides it, and nobody sets it"
        if not self.scope.newer and (NEWER in entry.traits or SET_NEWER in entry.traits):
            return "known to a newer provider only"
        return ""

    def value(self, value: Any, form: Form, place: Place) -> Any:
        """Return a value in a form, or `NOTHING`."""
        match value:
            case Secret(inner):
                return self._secret(inner, form, place)
            case Unknown(reason):
                variable = self.scope.variable(
                    place.urn, place.path, form, _unknown(place, reason), sensitive=place.secret
                )
                return variable.expression
            case Reference():
                return piece(self.scope, value) if value.part else refer(self.scope, value, form)
            case Text(parts):
                if place.secret:
                    return self._hidden(form, place)
                return self._shown(join(self.scope, parts), place)
        kind, inner = (form[0], form[1]) if isinstance(form, list) else (form, "any")
        if kind in ("blocks", "set of blocks", "block"):
            return self._blocks(value, kind, inner, place)
        if kind in ("list", "set"):
            return self._list(value, inner, place)
        if kind == "map" and isinstance(value, Mapping):
            made = {key: self.value(part, inner, place.into(key)) for key, part in value.items() if part is not None}
            return {key: part for key, part in made.items() if part is not NOTHING}
        if kind == "object" and isinstance(value, Mapping):
            own = shape_of(inner)
            return {**dict.fromkeys(_names(own)), **self.body(value, own, place)}
        return self._plain(value, kind, place)

    def _plain(self, value: Any, kind: str, place: Place) -> Any:
        if kind == "text" and assets.is_asset(value):
            return self._asset(value, place)
        if place.secret and not isinstance(value, bool):
            return self._hidden(kind, place)
        match value:
            case Mapping() if kind == "text":
                return Document({key: self.value(part, "any", place.into(key)) for key, part in value.items()})
            case Mapping():
                return {key: self.value(part, "any", place.into(key)) for key, part in value.items()}
            case list() | tuple() if kind == "text" and len(value) == 1:
                return self.value(value[0], kind, place)
            case list() | tuple():
                return [self.value(part, "any", place.into(str(at))) for at, part in enumerate(value)]
            case str():
                return self._shown(value, place)
            case _:
                return value

    def _shown(self, text: Any, place: Place) -> Any:
        text = asked_for(self.scope, text)
        return (isinstance(text, str | Template) and document_in(text, place.name)) or text

    def _secret(self, value: Any, form: Form, place: Place) -> Any:
        match value:
            case Reference():
                return self.value(value, form, place)
            case Text(parts) if all(isinstance(part, Reference) for part in parts):
                return self.value(value, form, place)
            case Unknown():
                return self._hidden(form, place)
        if isinstance(form, list) and form[0] in ("blocks", "set of blocks", "block", "object"):
            return self.value(value, form, replace(place, secret=True))
        return self._hidden(form, place)

    def _hidden(self, form: Form, place: Place) -> Expression:
        description = f"{place.path} of {self.scope.address(place.urn) or place.urn}, a secret."
        return self.scope.variable(place.urn, place.path, form, description, sensitive=True).expression

    def _list(self, value: Any, inner: Form, place: Place) -> Any:
        if isinstance(inner, list) and inner[0] == "object":
            return self._blocks(value, "blocks", inner[1], place, whole=True)
        if isinstance(value, list | tuple):
            if whole := self._all_of_one(value):
                return refer(self.scope, whole, ["list", inner])
            parts = [self.value(part, inner, place.into(str(at))) for at, part in enumerate(value)]
            return [part for part in parts if part is not NOTHING and part is not None]
        return [self.value(value, inner, place)]

    def _all_of_one(self, value: list[Any] | tuple[Any, ...]) -> Reference | None:
        """Return the list that a program handed on whole: of one that AWS makes, the recorder shows one element."""
        match value:
            case [Reference(urn, attribute, False)] if attribute.endswith(".0") and urn in self.scope.names:
                top = attribute.removesuffix(".0")
                entry = self.scope.types[urn].shape.get(top)
                if entry is not None and isinstance(entry.form, list) and entry.form[0] in ("list", "set"):
                    return Reference(urn, top)
        return None

    def _blocks(self, value: Any, kind: str, inner: Any, place: Place, *, whole: bool = False) -> Any:
        shape = shape_of(inner)
        values = value if isinstance(value, list | tuple) else [value]
        bodies = []
        for at, each in enumerate(values):
            there = place.into(str(at)) if isinstance(value, list | tuple) else place
            if isinstance(each, Secret):
                each, there = each.value, replace(there, secret=True)
            if not isinstance(each, Mapping):
                if each is not None:
                    self.scope.leave_out(place.urn, there.path, "a whole block that is not known before deployment")
                continue
            bodies.append(self.body(each, shape, there))
        if whole and not bodies:
            return []
        if not bodies and values:
            return NOTHING
        return Nested(tuple(bodies), single=kind == "block", whole=tuple(_names(shape)) if whole else ())

    def _asset(self, value: Mapping[str, Any], place: Place) -> Any:
        if place.name == "filename" and not assets.is_packed(value):
            address = self.scope.address(place.urn) or place.urn
            block = assets.zipped(value, assets.archive_name(address))
            if block is not None and (self.scope.providers is None or "archive" in self.scope.providers):
                self.archives.append(block)
                return Expression(f"data.{'.'.join(block.labels)}.output_path")
        elif (path := assets.file_of(value)) is not None:
            return path
        variable = self.scope.variable(place.urn, place.path, "text", f"The file for {place.path} of {place.urn}.")
        if self.scope.providers is None:
            self.scope.leave_out(place.urn, place.path, "made while deploying; asked for by a variable")
        return variable.expression


def _names(shape: Shape) -> list[str]:
    return sorted({entry.name for entry in shape.values()})


def _unknown(place: Place, reason: str) -> str:
    return f"{place.path} of {place.urn.rpartition('$')[2]}, not known before deployment: {reason}."
