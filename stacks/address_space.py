"""Whether a stack's address space is its own.

No two may overlap: such networks can never be joined, by peering or by a transit gateway (Amazon VPC User Guide, "VPC
CIDR blocks"), and renumbering one means building it anew.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from stacks.stack_files import StackFiles, said


def overlapping(stack: str, cidr: str, default: str, files: StackFiles) -> str | None:
    """Return why an address space cannot be this stack's: the first other stack that has some of it, if any.

    A file that names no address space has the `default`.
    """
    for other, settings in files.items():
        theirs = said(settings, "network", "cidr", default=default)
        if other != stack and _overlap(cidr, theirs):
            return f"{cidr} overlaps {theirs} of stack {other}; give each stack an address space of its own"
    return None


def _overlap(one: str, other: Any) -> bool:
    try:
        return ip_network(one).overlaps(ip_network(str(other)))
    except (ValueError, TypeError):  # no address space, or one of the other version of IP
        return False
