"""The names of the running stack's resources, where AWS does not choose them.

Operators and workflows may change only resources with these names (`Scope` in components/identity_policies.py). The
names are plain text, so policies that refer to them are known, and judged, before deployment.
"""

from __future__ import annotations

import pulumi


def physical_name(*words: str) -> str:
    """Return `<project>-<stack>`, followed by words that identify a resource of the stack."""
    return "-".join((pulumi.get_project(), pulumi.get_stack(), *words))


def log_group_name(*words: str) -> str:
    """Return `/<project>/<stack>/…`, the name of a log group whose name AWS does not prescribe."""
    return "/".join(("", pulumi.get_project(), pulumi.get_stack(), *words))
