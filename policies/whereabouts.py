"""In which accounts and regions a stack is, as far as its providers say."""

from __future__ import annotations

import json

from policies.documents import listed
from policies.view import Stack, UnknownValue

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


def partition(region: str) -> str:
    """Return the partition of AWS that a region belongs to."""
    return next((name for prefix, name in PARTITIONS.items() if region.startswith(prefix)), "aws")
