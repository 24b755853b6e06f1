"""Who may take a role, and how they prove who they are: trust policies as plain data.

Nobody is trusted by a wildcard, and everybody who is a person has shown a second factor: to AWS, which then says so
in the request, or to an identity provider, which AWS takes at its word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from components.account import Account
from components.policy_document import Document, policy

PATTERNS = {
    "accounts": (r"\d{12}", "an AWS account id: twelve digits"),
    "permission_sets": (r"[\w+=,.@-]{1,32}", "the name of a permission set of IAM Identity Center"),
    "saml_providers": (r"arn:aws[a-z-]*:iam::\d{12}:saml-provider/[\w.-]+", "the ARN of a SAML provider in IAM"),
}
OIDC_ARN = r"arn:aws[a-z-]*:iam::\d{12}:oidc-provider/[^\s*]+"
SAML_AUDIENCE = {
    "aws": "https://signin.aws.amazon.com/saml",
    "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
    "aws-cn": "https://signin.amazonaws.cn/saml",
}
"""Where a SAML assertion must be addressed to, by partition (IAM User Guide, "Configure SAML assertions")."""


@dataclass(frozen=True, kw_only=True)
class OidcProvider:
    """An OpenID Connect provider, and which of its users are trusted."""

    arn: str
    """The ARN of the provider in IAM."""
    audience: str
    """The audience of its tokens: the client id."""
    subjects: tuple[str, ...]
    """The users, by the subject claim of their tokens."""

    def __post_init__(self) -> None:
        if not re.fullmatch(OIDC_ARN, self.arn, re.ASCII):
            raise ValueError(f"{self.arn!r} is not the ARN of an OIDC provider in IAM")
        if not self.subjects or any(not each.strip() or "*" in each for each in (self.audience, *self.subjects)):
            raise ValueError(f"{self.arn}: name its audience and at least one subject, without *")

    @property
    def issuer(self) -> str:
        """The provider's name in condition keys."""
        return self.arn.split(":oidc-provider/")[1]


@dataclass(frozen=True, kw_only=True)
class Trusted:
    """Who may assume a role. If nobody is named, the role is not created."""

    accounts: tuple[str, ...] = ()
    """Accounts whose IAM users may, with MFA."""
    permission_sets: tuple[str, ...] = ()
    """Permission sets that IAM Identity Center assigns in the role's own account."""
    saml_providers: tuple[str, ...] = ()
    """SAML identity providers, which decide on users and MFA."""
    oidc_providers: tuple[OidcProvider, ...] = ()

    def __post_init__(self) -> None:
        for kind, (pattern, meant) in PATTERNS.items():
            for value in getattr(self, kind):
                if not re.fullmatch(pattern, value, re.ASCII):
                    raise ValueError(f"{kind}: {value!r} is not {meant}")

    def __bool__(self) -> bool:
        return bool(self.accounts or self.permission_sets or self.saml_providers or self.oidc_providers)


NOBODY = Trusted()


def role_trust(account: Account, trusted: Trusted, factor_seconds: int) -> Document:
    """Return the trust policy of a role; a second factor shown to AWS is at most `factor_seconds` old."""
    statements = []
    if trusted.accounts:
        statements.append(_accounts(account, trusted.accounts, factor_seconds))
    if trusted.permission_sets:
        statements.append(_permission_sets(account, trusted.permission_sets))
    if trusted.saml_providers:
        statements.append(_saml(account, trusted.saml_providers))
    statements.extend(_oidc(provider, number) for number, provider in enumerate(trusted.oidc_providers, start=1))
    return policy(*statements)


def _statement(sid: str, action: str, principal: dict[str, Any], condition: dict[str, Any]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": f"sts:{action}",
        "Condition": condition,
    }


def _accounts(account: Account, ids: tuple[str, ...], factor_seconds: int) -> dict[str, Any]:
    """Neither key is there for somebody who has shown no second factor, and then neither condition holds.

    The session carries the name of the user, so that the trail tells who it was (IAM User Guide, "IAM and AWS STS
    condition context keys", `sts:RoleSessionName`).
    """
    return _statement(
        "AccountsWithSecondFactor",
        "AssumeRole",
        {"AWS": [f"arn:{account.partition}:iam::{id_}:root" for id_ in ids]},
        {
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
            "NumericLessThan": {"aws:MultiFactorAuthAge": str(factor_seconds)},
            "StringLike": {"sts:RoleSessionName": "${aws:username}"},
        },
    )


def _permission_sets(account: Account, names: tuple[str, ...]) -> dict[str, Any]:
    """The roles that Identity Center makes for a permission set, whose path has a region in it or not.

    See the IAM Identity Center User Guide, "Referencing permission sets in resource policies".
    """
    path = account.iam_arn("role/aws-reserved/sso.amazonaws.com*")
    return _statement(
        "PermissionSets",
        "AssumeRole",
        {"AWS": account.root},
        {"ArnLike": {"aws:PrincipalArn": [f"{path}/AWSReservedSSO_{name}_{'?' * 16}" for name in names]}},
    )


def _saml(account: Account, providers: tuple[str, ...]) -> dict[str, Any]:
    return _statement(
        "SamlProviders",
        "AssumeRoleWithSAML",
        {"Federated": list(providers)},
        {"StringEquals": {"SAML:aud": SAML_AUDIENCE.get(account.partition, SAML_AUDIENCE["aws"])}},
    )


def _oidc(provider: OidcProvider, number: int) -> dict[str, Any]:
    return _statement(
        f"OidcProvider{number}",
        "AssumeRoleWithWebIdentity",
        {"Federated": provider.arn},
        {
            "StringEquals": {
                f"{provider.issuer}:aud": provider.audience,
                f"{provider.issuer}:sub": list(provider.subjects),
            }
        },
    )
