"""How a resource policy refuses what comes without TLS."""

from __future__ import annotations

from policies.denials import denies_everybody
from policies.documents import Statement


def denies_plain_requests(statement: Statement, action: str) -> bool:
    """Tell whether a statement denies an action to everybody who comes without TLS, and under no more terms.

    What it denies it on is another question: see `policies.denials.speaks_of`.
    """
    conditions = [
        (operator.removesuffix("IfExists"), key, [value.lower() for value in values])  # each request has the key
        for operator, key, values in statement.conditions()
    ]
    return denies_everybody(statement, action) and conditions == [("Bool", "aws:securetransport", ["false"])]
