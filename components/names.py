"""What the running stack calls the things that it makes, where AWS does not choose the name.

Operators and workflows may touch what is called so, and no more (`Scope` in components/identity_policies.py). Such a
name is plain text, so policies that hold it are known, and judged, before anything is deployed.
"""

from __future__ import annotations

import pulumi


def physical_name(*words: str) -> str:
    """Return `<project>-<stack>`, and after it the words that tell the stack's things from one another."""
    return "-".join((pulumi.get_project(), pulumi.get_stack(), *words))


def log_group_name(*words: str) -> str:
    """Return `/<project>/<stack>/…`, the name of a log group that is not named by the service that writes to it."""
    return "/".join(("", pulumi.get_project(), pulumi.get_stack(), *words))
