"""In which accounts and regions a stack is, as far as its providers say."""

from __future__ import annotations

import json

from policies.documents import listed
from policies.view import Resource, Stack, UnknownValue

PROVIDER = "pulumi:providers:aws"
PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b"}


def own_accounts(stack: Stack) -> set[str]:
    """Return the accounts that the providers are confined to; their inputs reach the engine as JSON text."""
    found: set[str] = set()
    for provider in stack.of(PROVIDER):
        given = provider.get("allowedAccountIds")
        try:
            found.update(map(str, listed(json.loads(given) if isinstance(given, str) else given)))
        except ValueError:
            raise UnknownValue("allowedAccountIds", "is not a list") from None
    return found


def own_regions(stack: Stack) -> set[str]:
    """Return the regions that the providers name."""
    return {region for provider in stack.of(PROVIDER) if (region := provider.get("region", ""))}


def beside(resource: Resource, stack: Stack, *types: str) -> list[Resource]:
    """Return the resources of some types that are in the region of a resource.

    Raises `UnknownValue` where that cannot be told of one, and none is known to be.
    """
    found, unknown = [], None
    for each in stack.of(*types):
        try:
            if _in_one_region(each, resource, stack):
                found.append(each)
        except UnknownValue as met:
            unknown = met
    if unknown and not found:
        raise unknown
    return found


def _in_one_region(one: Resource, other: Resource, stack: Stack) -> bool:
    here, there = _region(one, stack), _region(other, stack)
    if here != there and not (here and there):
        raise UnknownValue("region", "is not said of both, so that it cannot be told whether it is the same")
    return here == there


def _region(resource: Resource, stack: Stack) -> str:
    """Return the region that a resource names, or its provider; nothing where that is left to who deploys."""
    if named := resource.get("region", ""):
        return str(named)
    providers = stack.of(PROVIDER)
    own = [each for each in providers if each.urn == resource.provider] or providers
    regions = {each.get("region", "") for each in own}
    if len(regions) > 1:
        raise UnknownValue("region", "is not said, and the stack has providers in several")
    return str(*regions)


def partition(region: str) -> str:
    """Return the partition of AWS that a region belongs to."""
    return next((name for prefix, name in PARTITIONS.items() if region.startswith(prefix)), "aws")
