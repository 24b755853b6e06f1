"""What a recorded program is told when it asks AWS something: always the same, and never over a network.

Where a provider does not say which one account it is for, that is the one of the examples in AWS's own documentation.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from auditor.sources import policy_document

ACCOUNT = "111122223333"
DEFAULT_REGION = "us-west-2"
"""Where nothing says which region a program is for."""
_ZONE_LETTERS = "abcd"
_ID = re.compile(r"\d{12}")
_PARTITIONS = {"us-gov-": ("aws-us-gov", "amazonaws.com"), "cn-": ("aws-cn", "amazonaws.com.cn")}


class Place(NamedTuple):
    """Where in AWS a provider works."""

    region: str
    account: str = ACCOUNT


def account_of(allowed: object) -> str:
    """Return the account that a provider is for, by its `allowedAccountIds`, which the engine is given as JSON text."""
    with contextlib.suppress(ValueError):
        allowed = json.loads(allowed) if isinstance(allowed, str) else allowed
    match allowed:
        case [str(account)] if _ID.fullmatch(account):
            return account
        case _:
            return ACCOUNT


def partition(region: str) -> tuple[str, str]:
    """Return the partition of a region and its DNS suffix."""
    found = (answer for prefix, answer in _PARTITIONS.items() if region.startswith(prefix))
    return next(found, ("aws", "amazonaws.com"))


def answer(token: str, arguments: Mapping[str, Any], place: Place) -> dict[str, Any] | None:
    """Answer the function `token`, such as `aws:index/getRegion:getRegion`; None if it is not in the table."""
    if token == policy_document.TOKEN:
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):  # of what is not known before
            return {**arguments, **policy_document.policy_document(arguments)}
    known = _ANSWERS.get(token)
    return {**arguments, **known(place._replace(region=arguments.get("region") or place.region))} if known else None


def _caller_identity(place: Place) -> dict[str, Any]:
    arn = f"arn:{partition(place.region)[0]}:iam::{place.account}:role/footing"
    return {"accountId": place.account, "arn": arn, "id": place.account, "userId": "AROAEXAMPLE:footing"}


def _partition(place: Place) -> dict[str, Any]:
    name, suffix = partition(place.region)
    reverse = ".".join(reversed(suffix.split(".")))
    return {"partition": name, "dnsSuffix": suffix, "id": name, "reverseDnsPrefix": reverse}


def _region(place: Place) -> dict[str, Any]:
    region = place.region
    endpoint = f"ec2.{region}.{partition(region)[1]}"
    return {"region": region, "name": region, "id": region, "description": region, "endpoint": endpoint}


def _zones(place: Place) -> dict[str, Any]:
    region = place.region
    names = [region + letter for letter in _ZONE_LETTERS]
    ids = [f"{region}-az{number}" for number, _ in enumerate(names, start=1)]
    return {"names": names, "zoneIds": ids, "groupNames": [region], "id": region, "region": region}


_ANSWERS: dict[str, Callable[[Place], dict[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
}
