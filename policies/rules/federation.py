"""Rules for roles that jobs on GitHub take, with a token of the moment in place of a key."""

from __future__ import annotations

import re

from policies.documents import Statement, statements
from policies.grants import ROLE, ROLE_POLICY, covers, demanded
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Resource, Stack

ISSUER = "token.actions.githubusercontent.com"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
READERS = ("ReadOnlyAccess", "SecurityAudit", "ViewOnlyAccess")
READS = re.compile(r"[\w-]+:(BatchGet|Decrypt$|Describe|Get|List|Lookup|Search|View)", re.IGNORECASE)
NAMED_JOB = re.compile(r"repo:[^/:*?]+/[^/:*?]+:(pull_request|environment:[^*?]+|ref:refs/(heads|tags)/[^*?]+)")
GUIDE = "https://docs.github.com/en/actions/reference/security/oidc"


@resource_rule(
    ROLE,
    severity=Severity.CRITICAL,
    fix="Demand a `sub` that names repository and branch, environment or pull requests, without wildcards.",
    url=GUIDE,
)
def github_role_confined_to_repository(role: Resource) -> Verdict:
    """GitHub lets jobs of a named repository and a named branch or environment, take a role, and no others."""

    def problem(statement: Statement) -> str | None:
        subjects = demanded(statement, f"{ISSUER}:sub")
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
    subjects = [subject for each in _trusting_github(role) for subject in demanded(each, f"{ISSUER}:sub")]
    if not any(subject.endswith((":pull_request", ":*")) for subject in subjects):
        return NotApplicable("no pull request may take it")

    def attached(attachment: Resource) -> str | None:
        arn = attachment.get("policyArn", "")
        return None if re.split("[:/]", arn)[-1] in READERS else f"it is given {arn}"

    def own(holder: Resource) -> str | None:
        allowed = [each for each in statements(holder.document("policy")) if not each.is_deny]
        writes = [action for each in allowed for action in each.actions if not READS.match(action)]
        return f"{holder.name} allows {', '.join(writes[:3])}" if writes else None

    return first_problem(attached, stack.referring(role, ATTACHMENT, "role")) or first_problem(
        own, stack.referring(role, ROLE_POLICY, "role")
    )


def _trusting_github(role: Resource) -> list[Statement]:
    return [
        statement
        for statement in statements(role.document("assumeRolePolicy"))
        if not statement.is_deny
        and covers(statement, "sts:AssumeRoleWithWebIdentity")
        and any(ISSUER in principal for principal in statement.principals)
    ]
