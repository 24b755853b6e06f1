"""What a recorded program is told when it asks AWS something: always the same, and never over a network.

The account is the one that AWS's own documentation uses for examples.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from auditor.sources import policy_document

ACCOUNT = "111122223333"
DEFAULT_REGION = "us-west-2"
"""Where nothing says which region a program is for."""
_ZONE_LETTERS = "abcd"
_PARTITIONS = {"us-gov-": ("aws-us-gov", "amazonaws.com"), "cn-": ("aws-cn", "amazonaws.com.cn")}


def partition(region: str) -> tuple[str, str]:
    """Return the partition of a region and its DNS suffix."""
    found = (answer for prefix, answer in _PARTITIONS.items() if region.startswith(prefix))
    return next(found, ("aws", "amazonaws.com"))


def answer(token: str, arguments: Mapping[str, Any], region: str) -> dict[str, Any] | None:
    """Answer the function `token`, such as `aws:index/getRegion:getRegion`; None if it is not in the table."""
    if token == policy_document.TOKEN:
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):  # of what is not known before
            return {**arguments, **policy_document.policy_document(arguments)}
    known = _ANSWERS.get(token)
    return {**arguments, **known(arguments.get("region") or region)} if known else None


def _caller_identity(region: str) -> dict[str, Any]:
    arn = f"arn:{partition(region)[0]}:iam::{ACCOUNT}:role/footing"
    return {"accountId": ACCOUNT, "arn": arn, "id": ACCOUNT, "userId": "AROAEXAMPLE:footing"}


def _partition(region: str) -> dict[str, Any]:
    name, suffix = partition(region)
    reverse = ".".join(reversed(suffix.split(".")))
    return {"partition": name, "dnsSuffix": suffix, "id": name, "reverseDnsPrefix": reverse}


def _region(region: str) -> dict[str, Any]:
    endpoint = f"ec2.{region}.{partition(region)[1]}"
    return {"region": region, "name": region, "id": region, "description": region, "endpoint": endpoint}


def _zones(region: str) -> dict[str, Any]:
    names = [region + letter for letter in _ZONE_LETTERS]
    ids = [f"{region}-az{number}" for number, _ in enumerate(names, start=1)]
    return {"names": names, "zoneIds": ids, "groupNames": [region], "id": region, "region": region}


_ANSWERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
}
