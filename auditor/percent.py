"""A share as people read it."""

from __future__ import annotations


def percent(share: float) -> str:
    """Write a share in percent, never rounded up to one that is not reached."""
    return f"{int(share * 1_000_000 + 1e-6) / 10_000:.4f}%"
