"""What the files of the other stacks say that this one must agree with.

No two address spaces may overlap: such networks can never be joined, by peering or by a transit gateway (Amazon VPC
User Guide, "VPC CIDR blocks"), and renumbering one means building it anew. And another stack can hold the singletons
of this one's account only where it is, for most of them exist once in each region.
"""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with LibYAML, as its wheels are."""
UNREADABLE = (OSError, yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError)


def overlapping(stack: str, cidr: str, default: str, key: str, folder: Path = FOLDER) -> str | None:
    """Return why an address space cannot be this stack's: the first other stack that has some of it, if any.

    `key` is where a stack's file has its settings; a file without an address space has the `default`. A file that
    cannot be read is passed over: its own stack will be refused.
    """
    for path in sorted(folder.glob("Pulumi.*.yaml")):
        other = path.name.removeprefix("Pulumi.").removesuffix(".yaml")
        theirs = _cidr(path, key, default)
        if other != stack and theirs and _overlap(cidr, theirs):
            return f"{cidr} overlaps {theirs} of stack {other}; give each stack an address space of its own"
    return None


def elsewhere(owner: str, region: str, account: str | None, key: str, folder: Path = FOLDER) -> str | None:
    """Return why the stack `owner` cannot hold the singletons of a region of an account: it is in another, if so.

    A file that cannot be read is passed over: the auditor says that nobody has shown what its stack holds.
    """
    try:
        settings = _settings(folder / f"Pulumi.{owner}.yaml", key)
        theirs, their_account = settings.get("region", region), settings.get("account") or account
    except UNREADABLE:
        return None
    if theirs != region:
        return (
            f"{owner} is in {theirs} and cannot hold what {region} has once; stacks share an account within one region"
        )
    if account and their_account != account:
        return f"{owner} is in account {their_account} and cannot hold what account {account} has once"
    return None


def place_of(stack: str, key: str, folder: Path = FOLDER) -> tuple[str | None, str | None]:
    """Return the account and the region that another stack's file names; None for what it does not, or unreadably."""
    try:
        settings = _settings(folder / f"Pulumi.{stack}.yaml", key)
        return settings.get("account"), settings.get("region")
    except UNREADABLE:
        return None, None


def _cidr(path: Path, key: str, default: str) -> Any:
    try:
        return _settings(path, key).get("network", {}).get("cidr", default)
    except UNREADABLE:
        return None


def _settings(path: Path, key: str) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)["config"][key]  # noqa: S506 - safe, both


def _overlap(one: str, other: Any) -> bool:
    try:
        return ip_network(one).overlaps(ip_network(str(other)))
    except (ValueError, TypeError):
        return False
