"""Whether a stack's address space overlaps another's.

Overlapping networks cannot be connected by peering or by a transit gateway (Amazon VPC User Guide, "VPC CIDR blocks"),
and changing an address space means replacing the network.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from stacks.stack_files import StackFiles, said


def overlapping(stack: str, cidr: str, default: str, files: StackFiles) -> str | None:
    """Return why an address space is invalid: the first other stack that it overlaps, if any.

    A file without an address space has the `default`.
    """
    for other, settings in files.items():
        theirs = said(settings, "network", "cidr", default=default)
        if other != stack and _overlap(cidr, theirs):
            return f"{cidr} overlaps {theirs} of stack {other}; give each stack an address space of its own"
    return None


def _overlap(one: str, other: Any) -> bool:
    try:
        return ip_network(one).overlaps(ip_network(str(other)))
    except (ValueError, TypeError):  # no address space, or another IP version
        return False
