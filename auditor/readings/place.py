"""Where a resource is: the region and the account that it tells itself, or its provider for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from auditor.graph import Resource, ResourceGraph
from auditor.readings.properties import document


class Place(NamedTuple):
    """A region and an account, or several to which a provider is confined; None where the program names none."""

    region: str | None = None
    account: str | None = None


def places(graph: ResourceGraph) -> dict[str | None, Place]:
    """Return for each provider of AWS, by URN, where it works."""
    return {
        each.urn: Place(_text(each.inputs.get("region")), _accounts(each))
        for each in graph
        if each.type == "pulumi:providers:aws"
    }


def place_of(resource: Resource, providers: Mapping[str | None, Place]) -> Place:
    """Return where a resource is: what it was deployed as comes before what it says, and that before its provider.

    A role or a zone has no region; the one that is told of it is where its provider asks for it.
    """
    of_provider = providers.get(resource.urn) or providers.get(resource.options.provider, Place())
    _, _, _, region, account, *_ = [*(resource.id or "").split(":"), *[""] * 5] if _is_arn(resource.id) else [""] * 6
    own = _text(resource.inputs.get("region")) if resource.type.startswith("aws:") else None
    return Place(region or own or of_provider.region, account or of_provider.account)


def _is_arn(id_: str | None) -> bool:
    return id_ is not None and id_.startswith("arn:")


def _accounts(provider: Resource) -> str | None:
    allowed = document(provider.inputs.get("allowedAccountIds"))
    return ", ".join(map(str, allowed)) if isinstance(allowed, list | tuple) and allowed else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
