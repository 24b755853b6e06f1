"""The outputs that a recorded resource is given: its inputs, and a token for all that AWS would decide."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.sources.answers import ACCOUNT, partition
from auditor.sources.schema import Property, resource_properties, value_properties
from auditor.sources.tokens import Tokens

_OWN_NAMES = ("arn", "bucket", "identifier", "name")
_KNOWN = {"region": "{region}", "accountId": "{account}", "ownerId": "{account}"}


class Inventor:
    """Makes up what resources of one region and account get from AWS."""

    def __init__(self, tokens: Tokens, region: str) -> None:
        self._tokens = tokens
        self._region = region
        self._partition, self._dns_suffix = partition(region)

    def id(self, urn: str) -> str:
        """Return the id of a resource."""
        return self._tokens.text(urn, "id")

    def outputs(self, urn: str, type_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outputs of a resource, under Pulumi's names.

        Inputs are echoed, except the resource's own names, so that a reference to one can be told from a text
        that happens to be equal. A resource of a type that no installed package knows has its inputs only.
        """
        try:
            properties = resource_properties(type_)
        except (ImportError, LookupError, ValueError):
            return dict(inputs)
        made_up = {
            name: self._value(urn, type_, name, described)
            for name, described in properties.items()
            if name != "urn" and described.required and (name not in inputs or name in _OWN_NAMES)
        }
        return {**inputs, **{name: value for name, value in made_up.items() if value is not None}}

    def _value(self, urn: str, type_: str, attribute: str, described: Property) -> Any:
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
            return _KNOWN[name].format(region=self._region, account=ACCOUNT)
        return self._tokens.text(urn, path, self._form(type_, name))

    def _form(self, type_: str, name: str) -> str:
        lowered = name.lower()
        if lowered.endswith("arn"):
            service = type_.split(":")[1].split("/")[0]
            return f"arn:{self._partition}:{service}:{self._region}:{ACCOUNT}:{{}}"
        if lowered.endswith("url"):
            return f"https://{{}}.{self._dns_suffix}"
        if lowered.endswith("endpoint"):
            return f"{{}}.{self._dns_suffix}:443"
        return "{}"
