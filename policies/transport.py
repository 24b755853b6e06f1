"""How a resource policy refuses what comes without TLS."""

from __future__ import annotations

from policies.documents import Statement


def denies_plain_requests(statement: Statement, *actions: str) -> bool:
    """Tell whether a statement denies one of `actions` to everybody who comes without TLS, and under no more terms.

    Of services' names and actions IAM ignores the case.
    """
    named = {action.lower() for action in statement.actions}
    everything = "*" in statement.principals and bool({action.lower() for action in actions} & named)
    conditions = [
        (operator, key, [value.lower() for value in values]) for operator, key, values in statement.conditions()
    ]
    return statement.is_deny and everything and conditions == [("Bool", "aws:securetransport", ["false"])]
