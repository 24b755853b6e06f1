"""Rules for roles that jobs on GitHub take, with a token of the moment in place of a key."""

from __future__ import annotations

import re

from policies.documents import Statement, statements
from policies.given import Given, first_given
from policies.grants import ROLE, WILDCARDS, covers, demanded
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.view import Resource, Stack
from policies.wildcards import like

ISSUER = "token.actions.githubusercontent.com"
PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
READERS = ("ReadOnlyAccess", "SecurityAudit", "ViewOnlyAccess")
READS = re.compile(r"[\w-]+:(BatchGet|Decrypt$|Describe|Get|List|Lookup|Search|View)", re.IGNORECASE)
NAMED_JOB = re.compile(r"repo:[^/:*?]+/[^/:*?]+:(pull_request|environment:[^*?]+|ref:refs/(heads|tags)/[^*?]+)")
GUIDE = "https://docs.github.com/en/actions/reference/security/oidc"


@stack_rule(
    ROLE,
    severity=Severity.CRITICAL,
    fix="Demand a `sub` that names repository and branch, environment or pull requests, without wildcards.",
    url=GUIDE,
)
def github_role_confined_to_repository(role: Resource, _stack: Stack) -> Verdict:
    """GitHub lets jobs of a named repository and a named branch or environment, take a role, and no others."""

    def problem(statement: Statement) -> str | None:
        subjects = _subjects(statement)
        if not subjects:
            return f"statement {statement.name} lets jobs of every repository of GitHub in"
        open_ = [subject for subject in subjects if not NAMED_JOB.fullmatch(subject)]
        return f"statement {statement.name} lets in whatever is like {', '.join(open_)}" if open_ else None

    trusting = _trusting_github(role)
    return first_problem(problem, trusting) if trusting else NotApplicable("GitHub lets nobody take it")


@stack_rule(
    ROLE,
    severity=Severity.HIGH,
    fix="Give the role AWS's ReadOnlyAccess, and of its own only actions that read.",
    url=GUIDE,
)
def pull_requests_change_nothing(role: Resource, stack: Stack) -> Verdict:
    """A role that jobs of pull requests may take, which run what nobody has reviewed yet, can change nothing."""
    if not any(_lets_pull_requests_in(statement) for statement in _trusting_github(role)):
        return NotApplicable("no pull request may take it")

    def problem(given: Given) -> str | None:
        if given.by_aws:
            return None if given.name in READERS else f"it is given {given.name}"
        writes = [action for each in given.allows() for action in each.actions if not READS.match(action)]
        return f"{given.name} allows {', '.join(writes[:3])}" if writes else None

    return first_given(role, stack, problem)


def _trusting_github(role: Resource) -> list[Statement]:
    """Return the statements that let GitHub's jobs in: told by the provider, or by the claims that they ask for."""
    providers = [each for each in role.refers_to("assumeRolePolicy") if each.type == PROVIDER]
    own = {f"${{{each.name}.arn}}" for each in providers if ISSUER in each.get("url", "")}

    def githubs(statement: Statement) -> bool:
        claims = any(key.startswith(ISSUER) for _, key, _ in statement.conditions())
        return claims or any(ISSUER in principal or principal in own for principal in statement.principals)

    return [
        statement
        for statement in statements(role.document("assumeRolePolicy"))
        if not statement.is_deny and covers(statement, "sts:AssumeRoleWithWebIdentity") and githubs(statement)
    ]


def _subjects(statement: Statement) -> list[str]:
    keys = {key for _, key, _ in statement.conditions() if key.startswith(ISSUER) and key.endswith(":sub")}
    return [subject for key in sorted(keys) for subject in demanded(statement, key)]


def _lets_pull_requests_in(statement: Statement) -> bool:
    subjects = _subjects(statement)
    return not subjects or any(_may_be_of_pull_request(subject) for subject in subjects)


def _may_be_of_pull_request(subject: str) -> bool:
    repository, job = ":".join(subject.split(":")[:2]), ":".join(subject.split(":")[2:])
    if not set(repository) & set(WILDCARDS):
        return like("pull_request", job)
    end = re.split(r"[*?]", subject)[-1]
    return ":pull_request".endswith(end) or end.endswith(":pull_request")
