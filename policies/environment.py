"""Which environment a stack says it is. Of one for development, where nobody's records are, some rules ask less."""

from __future__ import annotations

from policies.values import whole
from policies.view import Stack

OUTPUT = "environment"
DEVELOPMENT = "dev"


def is_development(stack: Stack) -> bool:
    """Tell whether a stack says that it is for development; one that does not tell is not."""
    return bool(stack.outputs.get(OUTPUT) == DEVELOPMENT)


def environment(stack: Stack) -> str | None:
    """Return the name that a stack gives its environment; raise `UnknownValue` where that is not known."""
    named: str | None = whole(stack.outputs.get(OUTPUT), OUTPUT)
    return named
