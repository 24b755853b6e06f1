"""Whom a resource's policy lets in: those that it names, or anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from policies.documents import Statement, confined
from policies.rule import NotApplicable, first_problem

NO_POLICY = NotApplicable("it has no policy of its own: IAM policies of the account decide")


def stranger_let_in(
    statements: Iterable[Statement], unless: Callable[[Statement], bool] = lambda _: False
) -> str | None:
    """Return the first statement that lets in somebody whom it does not name, by principal or by account.

    `unless` tells of statements that are confined in another way. Raises `UnknownValue` where nothing known lets
    anybody in, but something unknown may.
    """

    def problem(statement: Statement) -> str | None:
        if statement.is_deny or confined(statement) or unless(statement):
            return None
        who = ", ".join(statement.principals)
        return f"statement {statement.name} lets {who} in without confining them to an account"

    return first_problem(problem, statements)
