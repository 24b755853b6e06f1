"""Which checks Checkov has for AWS, in the version that is locked: what a catalog or an exception may name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("checkov.json")
"""Written by `make checkov-catalog` from Checkov itself."""


@dataclass(frozen=True)
class Known:
    """The version, and the name of each check by its id."""

    version: str
    checks: Mapping[str, str]


@cache
def known() -> Known:
    """Return what is known of Checkov without it."""
    document = json.loads(FILE.read_text(encoding="utf-8"))
    return Known(document["version"], document["checks"])
