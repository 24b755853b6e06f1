from __future__ import annotations

from typing import Any

import pytest

from policies.grants import ROLE
from policies.rules import identity as rules
from policies.view import UNKNOWN, Resource, Template
from policies.whereabouts import PROVIDER
from tests.policies.cases import Case, case, policy, resource

OWN = "arn:aws:iam::111122223333:root"
OTHER = "arn:aws:iam::444455556666:root"
CONFIG = {"Service": "config.amazonaws.com"}
GITHUB = "token.actions.githubusercontent.com"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
STALE_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}
EXTERNAL_ID = {"StringEquals": {"sts:ExternalId": "42"}}
ORGANISATION = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}
PERMISSION_SET = {
    "ArnLike": {
        "aws:PrincipalArn": "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Operator_*"
    }
}
CONFINED = resource(PROVIDER, "aws", allowedAccountIds=["111122223333"])
CONFINED_IN_THE_ENGINE = resource(PROVIDER, "aws", allowedAccountIds='["111122223333"]')
UNCONFINED = resource(PROVIDER, "aws", region="us-east-1")


def trusting(principal: Any, condition: dict[str, Any] | None = None, action: str = "sts:AssumeRole") -> Resource:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return resource(ROLE, assumeRolePolicy=policy({**statement, **({"Condition": condition} if condition else {})}))


def named(*names: str) -> dict[str, Any]:
    return {"ArnLike": {"aws:PrincipalArn": [f"arn:aws:iam::444455556666:{name}" for name in names]}}


def github(condition: dict[str, Any] | None) -> Resource:
    provider = f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}"
    return trusting({"Federated": provider}, condition, "sts:AssumeRoleWithWebIdentity")


def claims(subject: str | None, audience: str | None = "sts.amazonaws.com") -> dict[str, Any]:
    return {
        "StringEquals": {f"{GITHUB}:aud": audience} if audience else {},
        "StringLike": {f"{GITHUB}:sub": subject} if subject else {},
    }


UNREADABLE = resource(ROLE, assumeRolePolicy=UNKNOWN)
SERVICE = trusting({"Service": "ec2.amazonaws.com"})

CASES = [
    case(rules.role_not_open, "fail", "everybody", trusting("*")),
    case(rules.role_not_open, "fail", "every account, on condition", trusting({"AWS": ["*", OWN]}, ORGANISATION)),
    case(
        rules.role_not_open,
        "fail",
        "everybody but one",
        resource(
            ROLE,
            assumeRolePolicy={"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": OTHER}, "Action": "sts:*"}},
        ),
    ),
    case(rules.role_not_open, "pass", "one account", trusting({"AWS": OWN})),
    case(
        rules.role_not_open,
        "pass",
        "a denial lets nobody in",
        resource(ROLE, assumeRolePolicy=policy({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"})),
    ),
    case(rules.role_not_open, "unknown", "not known", UNREADABLE),
    *(
        case(
            rules.role_open_to_other_accounts_on_condition, "pass", "on condition", trusting({"AWS": OTHER}, condition)
        )
        for condition in (EXTERNAL_ID, ORGANISATION, MFA, PERMISSION_SET)
    ),
    *(
        case(
            rules.role_open_to_other_accounts_on_condition,
            "fail",
            "another account",
            trusting({"AWS": other}),
            provider,
        )
        for other in (OTHER, "444455556666", "arn:aws:iam::444455556666:role/vendor")
        for provider in (CONFINED, CONFINED_IN_THE_ENGINE)
    ),
    case(
        rules.role_open_to_other_accounts_on_condition,
        "fail",
        "a condition that holds when its key is absent",
        trusting({"AWS": OTHER}, STALE_MFA),
        CONFINED,
    ),
    case(rules.role_open_to_other_accounts_on_condition, "pass", "its own account", trusting({"AWS": OWN}), CONFINED),
    case(
        rules.role_open_to_other_accounts_on_condition,
        "pass",
        "a role of this stack",
        resource(
            ROLE,
            assumeRolePolicy=Template(
                policy({"Effect": "Allow", "Principal": {"AWS": "${worker.arn}"}, "Action": "sts:AssumeRole"})
            ),
        ),
        UNCONFINED,
    ),
    case(
        rules.role_open_to_other_accounts_on_condition,
        "unknown",
        "whose account it is cannot be told",
        trusting({"AWS": OTHER}),
        UNCONFINED,
    ),
    case(rules.role_open_to_other_accounts_on_condition, "not applicable", "a service", SERVICE),
    case(rules.role_open_to_other_accounts_on_condition, "unknown", "not known", UNREADABLE),
    case(
        rules.role_confined_to_oidc_subject, "pass", "one branch", github(claims("repo:acme/app:ref:refs/heads/main"))
    ),
    case(rules.role_confined_to_oidc_subject, "pass", "one repository", github(claims("repo:acme/app:*"))),
    case(rules.role_confined_to_oidc_subject, "pass", "one namespace", github(claims("system:serviceaccount:apps:*"))),
    case(rules.role_confined_to_oidc_subject, "fail", "the repositories of an owner", github(claims("repo:acme/*"))),
    case(rules.role_confined_to_oidc_subject, "fail", "of a prefix", github(claims("repo:acme/app-*:pull_request"))),
    case(rules.role_confined_to_oidc_subject, "fail", "any namespace", github(claims("system:serviceaccount:*"))),
    case(rules.role_confined_to_oidc_subject, "fail", "any audience", github(claims("repo:acme/app:*", "https://*"))),
    case(rules.role_confined_to_oidc_subject, "fail", "any repository", github(claims("repo:*"))),
    case(rules.role_confined_to_oidc_subject, "fail", "anybody", github(claims("*"))),
    case(rules.role_confined_to_oidc_subject, "fail", "no subject", github(claims(None))),
    case(rules.role_confined_to_oidc_subject, "fail", "no audience", github(claims("repo:acme/app:*", None))),
    case(rules.role_confined_to_oidc_subject, "fail", "no condition", github(None)),
    case(rules.role_confined_to_oidc_subject, "not applicable", "an account", trusting({"AWS": OWN})),
    case(rules.role_confined_to_oidc_subject, "unknown", "not known", UNREADABLE),
    case(rules.role_confined_to_own_resources, "fail", "for any account", trusting(CONFIG)),
    case(
        rules.role_confined_to_own_resources,
        "pass",
        "for one account",
        trusting(CONFIG, {"StringEquals": {"AWS:SourceAccount": "111122223333"}}),
    ),
    case(
        rules.role_confined_to_own_resources,
        "fail",
        "for any account in another partition",
        trusting({"Service": "states.amazonaws.com.cn"}),
    ),
    case(rules.role_confined_to_own_resources, "not applicable", "AWS does not say that EC2 tells", SERVICE),
    case(rules.role_confined_to_own_resources, "unknown", "not known", UNREADABLE),
    case(rules.people_show_second_factor, "pass", "to AWS", trusting({"AWS": OTHER}, MFA)),
    case(rules.people_show_second_factor, "pass", "to Identity Center", trusting({"AWS": OWN}, PERMISSION_SET)),
    case(
        rules.people_show_second_factor,
        "pass",
        "a role, which answers for itself",
        trusting({"AWS": OWN}, named("role/a")),
    ),
    *(
        case(rules.people_show_second_factor, "fail", "users by name", trusting({"AWS": OWN}, named(*names)), CONFINED)
        for names in (["user/ada"], ["role/a", "user/ada"], ["user/ada", "role/a"])
    ),
    *(
        case(
            rules.role_open_to_other_accounts_on_condition,
            "fail",
            "named roles of another account, not all of Identity Center",
            trusting({"AWS": OTHER}, named(*names)),
            CONFINED,
        )
        for names in (["role/a"], ["role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operator_1", "role/a"])
    ),
    case(rules.people_show_second_factor, "fail", "a whole account", trusting({"AWS": "111122223333"})),
    case(rules.people_show_second_factor, "fail", "a user", trusting({"AWS": "arn:aws:iam::111122223333:user/ada"})),
    case(rules.people_show_second_factor, "fail", "only if the key is there", trusting({"AWS": OWN}, STALE_MFA)),
    case(
        rules.people_show_second_factor,
        "fail",
        "only without one",
        trusting({"AWS": OWN}, {"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
    ),
    case(
        rules.people_show_second_factor,
        "not applicable",
        "a machine of another",
        trusting({"AWS": OTHER}, EXTERNAL_ID),
        CONFINED,
    ),
    case(
        rules.people_show_second_factor,
        "fail",
        "the own account, which knows the id",
        trusting({"AWS": OWN}, EXTERNAL_ID),
        CONFINED,
    ),
    case(
        rules.people_show_second_factor,
        "fail",
        "a user, who was told the id",
        trusting({"AWS": "arn:aws:iam::444455556666:user/ada"}, EXTERNAL_ID),
        CONFINED,
    ),
    case(
        rules.people_show_second_factor,
        "unknown",
        "whether it is another's",
        trusting({"AWS": OTHER}, EXTERNAL_ID),
        UNCONFINED,
    ),
    case(rules.people_show_second_factor, "not applicable", "a service", SERVICE),
    case(rules.people_show_second_factor, "unknown", "not known", UNREADABLE),
    case(rules.role_session_bounded, "pass", "an hour unless told otherwise", resource(ROLE)),
    case(rules.role_session_bounded, "pass", "half a working day", resource(ROLE, maxSessionDuration=14400)),
    case(rules.role_session_bounded, "fail", "a whole one", resource(ROLE, maxSessionDuration=43200)),
    case(rules.role_session_bounded, "unknown", "not known", resource(ROLE, maxSessionDuration=UNKNOWN)),
    *(
        case(
            *(rules.role_open_to_other_accounts_on_condition, verdict, str(condition)),
            *(trusting({"AWS": OTHER}, condition), CONFINED),
        )
        for verdict, condition in (
            ("fail", {"StringLike": {"sts:ExternalId": "*"}}),
            ("fail", {"StringLike": {"sts:ExternalId": ["42", "?*"]}}),
            ("fail", {"StringLike": {"aws:PrincipalOrgID": "*"}}),
            ("pass", {"StringLike": {"sts:ExternalId": "42-*"}}),
        )
    ),
    case(
        rules.people_show_second_factor,
        "pass",
        "a second factor of this hour",
        trusting({"AWS": OWN}, {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}),
    ),
    case(
        rules.people_show_second_factor,
        "fail",
        "of this hour, if there is one",
        trusting({"AWS": OWN}, {"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "3600"}}),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
