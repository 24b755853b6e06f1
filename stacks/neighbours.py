"""The address spaces of the other stacks, as their files say: no two may overlap.

Networks that overlap can never be joined, by peering or by a transit gateway (Amazon VPC User Guide, "VPC CIDR
blocks"), and renumbering one means building it anew.
"""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


def overlapping(stack: str, cidr: str, default: str, key: str, folder: Path = FOLDER) -> str | None:
    """Return why an address space cannot be this stack's: the first other stack that has some of it, if any.

    `key` is where a stack's file has its settings; a file without an address space has the `default`. A file that
    cannot be read is passed over: its own stack will be refused.
    """
    for path in sorted(folder.glob("Pulumi.*.yaml")):
        other = path.name.split(".")[1]
        theirs = _cidr(path, key, default)
        if other != stack and theirs and _overlap(cidr, theirs):
            return f"{cidr} overlaps {theirs} of stack {other}; give each stack an address space of its own"
    return None


def _cidr(path: Path, key: str, default: str) -> Any:
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))["config"][key]
        return settings.get("network", {}).get("cidr", default)
    except (OSError, yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        return None


def _overlap(one: str, other: Any) -> bool:
    try:
        return ip_network(one).overlaps(ip_network(str(other)))
    except (ValueError, TypeError):
        return False
