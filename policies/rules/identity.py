"""Rules for roles: who may take them, how they prove who they are, and for how long."""

from __future__ import annotations

import re
from collections.abc import Callable

from policies.documents import Statement, confined, listed, statements
from policies.grants import IDENTITY_CENTER, ROLE, covers, demanded
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.service_roles import CONFINABLE
from policies.view import Resource, Stack, UnknownValue
from policies.whereabouts import own_accounts

LONGEST_SESSION_SECONDS = 4 * 60 * 60
PEOPLE = r"\d{12}|.*:iam::[^:]*:(root|user/.*)"
"""Principals that people may be: a whole account, or a user of one."""
OF_ANOTHER_ACCOUNT = ("sts:ExternalId", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")


@resource_rule(
    ROLE,
    severity=Severity.CRITICAL,
    fix="Name in the trust policy who may take the role.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
)
def role_not_open(role: Resource) -> Verdict:
    """A role's trust policy names who may take it, and never everybody."""

    def problem(statement: Statement) -> str | None:
        return f"statement {statement.name} lets everybody take it" if "*" in statement.principals else None

    return first_problem(problem, _trust(role))


@stack_rule(
    ROLE,
    severity=Severity.HIGH,
    fix="Demand an `sts:ExternalId`, an `aws:PrincipalOrgID` or a second factor; or tell the provider its account.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
)
def role_open_to_other_accounts_on_condition(role: Resource, stack: Stack) -> Verdict:
    """Another account may take a role only on a condition that tells this customer from its others."""
    trusting = [statement for statement in _trust(role) if _principals(statement, "AWS")]
    if not trusting:
        return NotApplicable("no account may take it")

    def problem(statement: Statement) -> str | None:
        if _proven(statement) or any(_tells_apart(demanded(statement, key)) for key in OF_ANOTHER_ACCOUNT):
            return None
        named = [re.search(r"(?<!\d)\d{12}(?!\d)", principal) for principal in _principals(statement, "AWS")]
        others = {found[0] for found in named if found} - own_accounts(stack)
        if others and not own_accounts(stack):
            raise UnknownValue("allowedAccountIds", "is not given, so that own accounts cannot be told from others")
        return f"statement {statement.name} lets {', '.join(sorted(others))} in without condition" if others else None

    return first_problem(problem, trusting)


@resource_rule(
    ROLE,
    severity=Severity.CRITICAL,
    fix="Demand the provider's `aud`, and a `sub` that names a repository, project or namespace before any wildcard.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
)
def role_confined_to_oidc_subject(role: Resource) -> Verdict:
    """An OpenID Connect provider may let only named users or jobs of its own take a role, and for this purpose."""

    def problem(statement: Statement) -> str | None:
        keys = {key for _, key, _ in statement.conditions()}
        demands = {
            part: [value for key in keys if key.endswith(f":{part}") for value in demanded(statement, key)]
            for part in ("aud", "sub")
        }
        if missing := [part for part, values in demands.items() if not values]:
            return f"statement {statement.name} demands no {' and no '.join(missing)}"
        open_ = [value for values in demands.values() for value in values if _names_nobody(value)]
        return f"statement {statement.name} takes any subject like {', '.join(open_)}" if open_ else None

    return _judge_trust(role, lambda each: covers(each, "sts:AssumeRoleWithWebIdentity"), problem, "no OIDC provider")


@resource_rule(
    ROLE,
    severity=Severity.MEDIUM,
    fix="Add a condition on `aws:SourceAccount` or `aws:SourceArn` to the trust policy.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention",
)
def role_confined_to_own_resources(role: Resource) -> Verdict:
    """A service that can say for whom it acts may take a role only for resources of an account that is named."""

    def judged(statement: Statement) -> bool:
        return any(service.split(".amazonaws.")[0] in CONFINABLE for service in statement.services)

    def problem(statement: Statement) -> str | None:
        who = ", ".join(statement.services)
        return None if confined(statement) else f"statement {statement.name} lets {who} act for any account"

    return _judge_trust(role, judged, problem, "no service of which AWS says that it tells for whom it acts")


@stack_rule(
    ROLE,
    severity=Severity.HIGH,
    fix="Demand `aws:MultiFactorAuthPresent`, a permission set by `aws:PrincipalArn`, or trust a provider instead.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
)
def people_show_second_factor(role: Resource, stack: Stack) -> Verdict:
    """People take a role with a second factor, or through an identity provider that has asked for one.

    An external id tells one customer of another account's machine from the next. To people of the own account, who
    all can read it, it is no hindrance.
    """
    own = own_accounts(stack)

    def judged(statement: Statement) -> bool:
        people = [name for name in _principals(statement, "AWS") if re.fullmatch(PEOPLE, name)]
        accounts = [found[0] for name in people if ":user/" not in name and (found := re.search(r"\d{12}", name))]
        machines = len(accounts) == len(people) and bool(own) and own.isdisjoint(accounts)
        return bool(people) and not (machines and _tells_apart(demanded(statement, "sts:ExternalId")))

    def problem(statement: Statement) -> str | None:
        roles = demanded(statement, "aws:PrincipalArn")  # which have trust policies of their own to answer for
        if _proven(statement) or (roles and all(":role/" in role for role in roles)):
            return None
        users = [name for name in _principals(statement, "AWS") if ":user/" in name]
        if demanded(statement, "sts:ExternalId") and not own and not users:
            raise UnknownValue("allowedAccountIds", "is not given, so that own accounts cannot be told from others")
        return f"statement {statement.name} demands no second factor"

    return _judge_trust(role, judged, problem, "no people of an account")


@resource_rule(
    ROLE,
    severity=Severity.MEDIUM,
    fix=f"Set `max_session_duration` to {LONGEST_SESSION_SECONDS} or less (or leave it out: then it is an hour).",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
)
def role_session_bounded(role: Resource) -> Verdict:
    """A session with a role ends after four hours at most."""
    seconds = role.get("maxSessionDuration", 3600)
    return None if seconds <= LONGEST_SESSION_SECONDS else f"a session may last {seconds / 3600:g} hours"


def _trust(role: Resource) -> list[Statement]:
    return [statement for statement in statements(role.document("assumeRolePolicy")) if not statement.is_deny]


def _judge_trust(
    role: Resource, judged: Callable[[Statement], bool], problem: Callable[[Statement], str | None], nobody: str
) -> Verdict:
    found = [statement for statement in _trust(role) if judged(statement)]
    return first_problem(problem, found) if found else NotApplicable(f"{nobody} may take it")


def _names_nobody(value: str) -> bool:
    """Tell whether a claim is open before it has named one repository, project or namespace of a provider's many.

    Providers write what is wider first: `repo:<organisation>/<name>:…`, `project_path:<group>/<name>:…`,
    `system:serviceaccount:<namespace>:…`. So three parts have to stand before a wildcard.
    """
    named, *rest = re.split(r"[*?]", value, maxsplit=1)
    return bool(rest) and len(re.findall(r"[^/:]+[/:]", named)) < 3


def _tells_apart(values: list[str]) -> bool:
    """Tell whether a condition demands something that not everybody says: more than wildcards."""
    return bool(values) and all(value.strip("*?") for value in values)


def _principals(statement: Statement, kind: str) -> list[str]:
    principal = statement.raw.get("Principal")
    return [str(name) for name in listed(principal.get(kind))] if isinstance(principal, dict) else []


def _proven(statement: Statement) -> bool:
    """Tell whether only people get in, who have shown a second factor to AWS or have come by way of Identity Center."""
    factor = [value.lower() for value in demanded(statement, "aws:MultiFactorAuthPresent")]
    roles = demanded(statement, "aws:PrincipalArn")
    factored = factor == ["true"] or bool(demanded(statement, "aws:MultiFactorAuthAge"))  # there is none without one
    return factored or (bool(roles) and all(IDENTITY_CENTER in role for role in roles))
