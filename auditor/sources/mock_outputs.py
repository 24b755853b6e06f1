"""The outputs that a recorded resource is given: its inputs, and a token for all that AWS would decide."""

from __future__ import annotations

import hashlib
import json
import typing
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from auditor.sources.answers import Place, partition
from auditor.sources.schema import Property, answer_properties, resource_properties, value_properties
from auditor.sources.tokens import Tokens
from auditor.sources.wire import secret

_OWN_NAMES = ("arn", "bucket", "identifier", "name")
_KNOWN = {"region": "{region}", "accountId": "{account}", "ownerId": "{account}"}


class Inventor:
    """Makes up what resources of one region and account get from AWS."""

    def __init__(self, tokens: Tokens, place: Place) -> None:
        self._tokens = tokens
        self._place = place
        self._partition, self._dns_suffix = partition(place.region)

    def outputs(self, urn: str, type_: str, inputs: Mapping[str, Any], secrets: Collection[str] = ()) -> Outputs:
        """Return the outputs of a resource, under Pulumi's names; those in `secrets` are marked."""
        return Outputs(self, urn, type_, inputs, secrets)

    def answer(self, token: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a function answers that nobody knows the answer of: its arguments, and tokens for the rest.

        The graph has no resource to which they refer, so to the rules they are unknown, which nothing would be
        mistaken for.
        """
        asked = hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest()[:8]
        made = {
            name: self._of(f"{token}#{asked}", token, name, described.type)
            for name, described in answer_properties(token).items()
            if described.required and name not in arguments
        }
        return {**arguments, **{name: value for name, value in made.items() if value is not None}}

    def value(self, urn: str, type_: str, attribute: str, described: Property) -> Any:
        """Return what AWS would decide for one output, or None if there is no telling."""
        if described.settable and typing.get_origin(described.type) is not None:
            return [] if typing.get_origin(described.type) is Sequence else {}
        return self._of(urn, type_, attribute, described.type)

    def _of(self, urn: str, type_: str, path: str, declared: Any) -> Any:
        origin = typing.get_origin(declared) or declared
        if origin in (int, float):
            return self._tokens.number(urn, path)
        if isinstance(origin, type) and issubclass(origin, str):
            return self._text(urn, type_, path)
        if isinstance(origin, type) and origin is not dict and issubclass(origin, dict):
            fields = value_properties(origin).items()
            values = {name: self._of(urn, type_, f"{path}.{name}", field.type) for name, field in fields}
            return {name: value for name, value in values.items() if value is not None}
        if origin is Sequence:
            element = self._of(urn, type_, f"{path}.0", typing.get_args(declared)[0])
            return [] if element is None else [element]
        return {} if origin is Mapping else None

    def _text(self, urn: str, type_: str, path: str) -> str:
        name = path.rsplit(".", 1)[-1]
        if name in _KNOWN:
            return _KNOWN[name].format(region=self._place.region, account=self._place.account)
        return self._tokens.text(urn, path, self._form(type_, name))

    def _form(self, type_: str, name: str) -> str:
        lowered = name.lower()
        if lowered.endswith("arn"):
            service = type_.split(":")[1].split("/")[0]
            return f"arn:{self._partition}:{service}:{self._place.region}:{self._place.account}:{{}}"
        if lowered.endswith("url"):
            return f"https://{{}}.{self._dns_suffix}"
        if lowered.endswith("endpoint"):
            return f"{{}}.{self._dns_suffix}:443"
        return "{}"


class Outputs(Mapping[str, Any]):
    """The outputs of one resource, each made up when it is asked for: of most, nobody ever asks.

    Inputs are echoed, except the resource's own names, so that a reference to one can be told from a text that
    happens to be equal. A resource of a type that no installed package knows has its inputs only.
    """

    def __init__(
        self, inventor: Inventor, urn: str, type_: str, inputs: Mapping[str, Any], secrets: Collection[str]
    ) -> None:
        self._inventor, self._urn, self._type = inventor, urn, type_
        self._inputs, self._secrets = inputs, secrets

    @cached_property
    def _properties(self) -> Mapping[str, Property]:
        try:
            return resource_properties(self._type)
        except (ImportError, LookupError, ValueError):
            return {}

    def __getitem__(self, name: str) -> Any:
        described = self._properties.get(name)
        if name in self._inputs and (name not in _OWN_NAMES or described is None):
            value = self._inputs[name]
        elif described is not None and described.required:
            value = self._inventor.value(self._urn, self._type, name, described)
        else:
            raise KeyError(name)
        return secret(value) if name in self._secrets else value

    def __iter__(self) -> Iterator[str]:
        yield from self._inputs
        yield from (name for name, each in self._properties.items() if each.required and name not in self._inputs)

    def __len__(self) -> int:
        return sum(1 for _ in self)
