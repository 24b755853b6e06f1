"""Whom a resource's policy lets in: those that it names, or anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from policies.documents import Statement, confined, statements
from policies.rule import NotApplicable, Verdict, first_problem
from policies.view import Resource

NO_POLICY = NotApplicable("it has no policy of its own: IAM policies of the account decide")


def let_in_by_policy(resource: Resource, path: str = "policy") -> Verdict:
    """Judge, by the policy that a resource has at `path`, whether it lets in somebody whom that does not name."""
    return stranger_let_in(statements(resource.document(path))) if resource.has(path) else NO_POLICY


def stranger_let_in(said: Iterable[Statement], unless: Callable[[Statement], bool] = lambda _: False) -> str | None:
    """Return the first statement that lets in somebody whom it does not name, by principal or by account.

    `unless` tells of those that are confined in another way. Raises `UnknownValue` where nothing known lets
    anybody in, but something unknown may.
    """

    def problem(statement: Statement) -> str | None:
        if statement.is_deny or confined(statement) or unless(statement):
            return None
        who = ", ".join(statement.principals)
        return f"statement {statement.name} lets {who} in without confining them to an account"

    return first_problem(problem, said)
