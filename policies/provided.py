"""Safeguards that another stack holds for this one, because one stack of an account owns its singletons.

A stack exports `accountOwner`, the stack that owns its account's singletons; where that is another stack, a rule
for such a singleton answers `provided by`, and the auditor checks the claim against that stack's own graph.
"""

from __future__ import annotations

from policies.rule import NotApplicable
from policies.view import Stack

OWNER_OUTPUT = "accountOwner"


def provided_elsewhere(stack: Stack) -> NotApplicable | None:
    """Return the answer for a missing singleton whose owner is another stack, or None if this stack must hold it."""
    owner = stack.outputs.get(OWNER_OUTPUT)
    if not isinstance(owner, str) or owner == stack.name:
        return None
    return NotApplicable(f"provided by {owner}", provided_by=owner)
