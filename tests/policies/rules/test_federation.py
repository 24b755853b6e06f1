from __future__ import annotations

from typing import Any

import pytest

from policies.grants import ROLE, ROLE_POLICY
from policies.rules import federation as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
EXCLUSIVE = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{rules.ISSUER}"


def trusting(*subjects: str, operator: str = "StringEquals", provider: str = PROVIDER) -> Resource:
    condition = {operator: {f"{rules.ISSUER}:sub": list(subjects)}} if subjects else {}
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return resource(ROLE, assumeRolePolicy=policy(statement))


def attached(name: str) -> Resource:
    return resource(ATTACHMENT, "attached", refers={"role": ["subject"]}, policyArn=f"arn:aws:iam::aws:policy/{name}")


def own(effect: str, *actions: str) -> Resource:
    given: dict[str, Any] = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    return resource(ROLE_POLICY, "own", refers={"role": ["subject"]}, policy=policy(given))


def referring(*subjects: str, url: Any = f"https://{rules.ISSUER}", key: str = "aud") -> tuple[Resource, Resource]:
    """Make a role that trusts a provider of the stack, whose ARN AWS will choose, and that provider."""
    claims: dict[str, Any] = {f"{rules.ISSUER}:sub": list(subjects)} if subjects else {}
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": "${github.arn}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringLike": {**claims, key: "sts.amazonaws.com"}},
    }
    trust = Template(policy(statement))
    role = resource(ROLE, refers={"assumeRolePolicy": ["github"]}, assumeRolePolicy=trust)
    return role, resource(rules.PROVIDER, "github", url=url)


def inline(*actions: str) -> Resource:
    given = policy({"Effect": "Allow", "Action": list(actions), "Resource": "*"})
    role = trusting(PULL_REQUEST)
    return resource(ROLE, **role.properties, inlinePolicies=[{"name": "own", "policy": given}])


PULL_REQUEST = "repo:acme/health:pull_request"
WRITES = own("Allow", "s3:PutObject")
UNREADABLE = resource(ROLE, assumeRolePolicy=UNKNOWN)

CASES = [
    *(
        case(rules.github_role_confined_to_repository, "pass", subject, trusting(subject))
        for subject in (PULL_REQUEST, "repo:acme/health:environment:prod", "repo:acme/health:ref:refs/heads/main")
    ),
    *(
        case(rules.github_role_confined_to_repository, "fail", subject, trusting(subject, operator="StringLike"))
        for subject in (
            *("repo:acme/health:*", "repo:acme/*", "repo:*/health:ref:refs/heads/main", "*"),
            "repo:acme/health:ref:refs/heads/*",
        )
    ),
    case(rules.github_role_confined_to_repository, "fail", "one of two", trusting(PULL_REQUEST, "repo:acme/*")),
    case(rules.github_role_confined_to_repository, "fail", "anybody", trusting()),
    case(
        rules.github_role_confined_to_repository,
        "fail",
        "where the claim is there",
        trusting(PULL_REQUEST, operator="StringEqualsIfExists"),
    ),
    case(
        rules.github_role_confined_to_repository,
        "not applicable",
        "another provider",
        trusting(provider="arn:aws:iam::111122223333:oidc-provider/login.example.com"),
    ),
    case(rules.github_role_confined_to_repository, "unknown", "not known", UNREADABLE),
    *(
        case(rules.github_role_confined_to_repository, "fail", "of the stack's own provider", *referring(*subjects))
        for subjects in (["repo:acme/*"], ["repo:acme/*:*"], ["repo:acme/health:*"], [])
    ),
    case(
        rules.github_role_confined_to_repository, "pass", "of the stack's own provider, named", *referring(PULL_REQUEST)
    ),
    case(
        rules.github_role_confined_to_repository,
        "fail",
        "told by the claims alone",
        *referring("repo:acme/*", url="https://unrelated.example.com"),
    ),
    case(
        rules.github_role_confined_to_repository,
        "not applicable",
        "of the stack, but another's",
        *referring(url="https://oidc.eks.example.com/id/1", key="oidc.eks.example.com/id/1:aud"),
    ),
    case(rules.github_role_confined_to_repository, "unknown", "not known whose", *referring(url=UNKNOWN)),
    *(
        case(rules.pull_requests_change_nothing, "fail", f"writes, for {subject}", *referring(subject), WRITES)
        for subject in ("repo:acme/*", "repo:acme/health:*", "repo:acme/*:pull_request", "*")
    ),
    case(rules.pull_requests_change_nothing, "fail", "writes, for anybody", *referring(), WRITES),
    case(rules.pull_requests_change_nothing, "fail", "inside the role", inline("s3:PutObject")),
    case(rules.pull_requests_change_nothing, "pass", "reads, inside the role", inline("s3:GetObject")),
    case(
        rules.pull_requests_change_nothing,
        "fail",
        "attached to the role by itself",
        resource(
            ROLE,
            **trusting(PULL_REQUEST).properties,
            managedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AmazonS3FullAccess"],
        ),
    ),
    case(
        rules.pull_requests_change_nothing,
        "fail",
        "attached exclusively",
        trusting(PULL_REQUEST),
        resource(
            EXCLUSIVE,
            "only",
            refers={"roleName": ["subject"]},
            policyArns=["arn:aws:iam::aws:policy/AmazonS3FullAccess"],
        ),
    ),
    case(rules.pull_requests_change_nothing, "pass", "reads", trusting(PULL_REQUEST), attached("ReadOnlyAccess")),
    case(
        rules.pull_requests_change_nothing,
        "pass",
        "reads the state",
        trusting(PULL_REQUEST),
        own("Allow", "s3:GetObject", "s3:ListBucket", "kms:Decrypt"),
    ),
    case(
        rules.pull_requests_change_nothing,
        "pass",
        "is denied to write",
        trusting(PULL_REQUEST),
        own("Deny", "s3:PutObject"),
    ),
    case(rules.pull_requests_change_nothing, "fail", "writes", trusting(PULL_REQUEST), own("Allow", "s3:PutObject")),
    case(rules.pull_requests_change_nothing, "fail", "all", trusting(PULL_REQUEST), own("Allow", "s3:*")),
    case(rules.pull_requests_change_nothing, "fail", "power", trusting(PULL_REQUEST), attached("PowerUserAccess")),
    case(
        rules.pull_requests_change_nothing,
        "not applicable",
        "an environment",
        trusting("repo:acme/health:environment:prod"),
        attached("PowerUserAccess"),
    ),
    case(
        rules.pull_requests_change_nothing,
        "unknown",
        "not known what",
        trusting(PULL_REQUEST),
        resource(ROLE_POLICY, "own", refers={"role": ["subject"]}, policy=UNKNOWN),
    ),
    case(rules.pull_requests_change_nothing, "unknown", "not known who", UNREADABLE),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
