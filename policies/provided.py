"""Safeguards that another stack holds for this one, because one stack of an account owns its singletons.

A stack exports `accountOwner`, the stack that owns its account's singletons; where that is another stack, a rule
for such a singleton answers `provided by`, and the auditor checks the claim against that stack's own graph. The same
goes for `pipelineOwner`, the stack in which the one pipeline lives.
"""

from __future__ import annotations

from dataclasses import replace

from policies.rule import NotApplicable
from policies.view import Stack

OWNER_OUTPUT = "accountOwner"
PIPELINE_OUTPUT = "pipelineOwner"


def provided_elsewhere(stack: Stack) -> NotApplicable | None:
    """Return the answer for a missing singleton whose owner is another stack, or None if this stack must hold it."""
    return _elsewhere(stack, OWNER_OUTPUT)


def pipeline_elsewhere(stack: Stack, *names: str) -> NotApplicable | None:
    """Return the answer for a missing pipeline that lives in another stack, or None if this stack must hold it.

    `names` are those of what it deploys to, here: the claim stands only if the pipeline there names them.
    """
    elsewhere = _elsewhere(stack, PIPELINE_OUTPUT)
    return elsewhere and replace(elsewhere, provided_for=names)


def _elsewhere(stack: Stack, said: str) -> NotApplicable | None:
    owner = stack.outputs.get(said)
    if not isinstance(owner, str) or owner == stack.name:
        return None
    return NotApplicable(f"provided by {owner}", provided_by=owner)
