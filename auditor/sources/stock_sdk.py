"""The switch that leaves Pulumi's SDK, and Python's imports, as they are: the environment variable FOOTING_STOCK_SDK.

With it, nothing of `fast_sdk/` and `fast_imports/` replaces anything; graphs are the same, and take longer.
"""

from __future__ import annotations

import os

SWITCH = "FOOTING_STOCK_SDK"


def uses_stock_sdk() -> bool:
    """Return whether the variable is set to 1."""
    return os.environ.get(SWITCH) == "1"
