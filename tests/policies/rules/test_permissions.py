from __future__ import annotations

from typing import Any

import pytest

from policies.data_services import DATA_SERVICES
from policies.grants import ATTACHMENTS, POLICY, POLICY_ATTACHMENT, ROLE
from policies.rules import permissions as rules
from policies.view import UNKNOWN, Template
from tests.policies.cases import Case, case, resource
from tests.policies.grant_cases import ACCOUNT, ATTACHMENT, allow, demanding, held, in_every_form
from tests.policies.named_resource_cases import NAMED_RESOURCES

EXCLUSIVE = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
AWS = "arn:aws:iam::aws:policy/"
ADMINISTRATOR, AUDITOR = f"{AWS}AdministratorAccess", f"{AWS}SecurityAudit"


def attaching(by: str) -> dict[str, Any]:
    return {by: ADMINISTRATOR if by == "policyArn" else [AUDITOR, ADMINISTRATOR]}


CASES = [
    *in_every_form(rules.policy_names_its_actions, allow("*")),
    case(rules.policy_names_its_actions, "fail", "all but some", held({**allow([]), "NotAction": "iam:*"})),
    case(rules.policy_names_its_actions, "fail", "a service in disguise", held(allow("?am:*"))),
    case(rules.policy_names_its_actions, "pass", "looks at everything of a service", held(allow("ec2:Describe*"))),
    *in_every_form(rules.policy_names_actions_on_data, allow("s3:*", "arn:aws:s3:::records/*")),
    *(
        case(rules.policy_names_actions_on_data, "fail", "a wildcard on data", held(allow(action)))
        for action in ("dynamodb:*", "kms:*", "S3:Get*", "secretsmanager:?etSecretValue", "ssm:GetParameter*")
    ),
    case(rules.policy_names_actions_on_data, "pass", "only how things are set up", held(allow("ec2:Describe*"))),
    *(
        case(rules.policy_names_actions_on_data, "fail", "a wildcard on data", held(allow(f"{service}:*")))
        for service in sorted(DATA_SERVICES)
    ),
    *NAMED_RESOURCES,
    *in_every_form(rules.policy_passes_named_roles_only, allow("iam:PassRole")),
    case(rules.policy_passes_named_roles_only, "fail", "by a wildcard", held(allow("iam:Pass*", f"{ACCOUNT}role/*"))),
    case(
        rules.policy_passes_named_roles_only,
        "pass",
        "any role, but to one service",
        held(allow("iam:PassRole", **demanding("iam:PassedToService", "backup.amazonaws.com"))),
    ),
    case(
        rules.policy_passes_named_roles_only,
        "fail",
        "a condition that holds when its key is absent",
        held(allow("iam:PassRole", **demanding("iam:PassedToService", "b.amazonaws.com", "StringEqualsIfExists"))),
    ),
    *(
        case(
            rules.policy_passes_named_roles_only,
            "fail",
            "to every service",
            held(allow("iam:PassRole", **demanding("iam:PassedToService", service, "StringLike"))),
        )
        for service in ("*", "*.amazonaws.com", "ec?.amazonaws.com")
    ),
    *(
        case(rules.policy_passes_named_roles_only, "fail", "every role", held(allow("iam:PassRole", on)))
        for on in (
            f"{ACCOUNT}role/**",
            f"{ACCOUNT}role/?*",
            f"{ACCOUNT}*",
            "arn:aws:iam::*:ro*",
            "arn:aws:iam::*:role/*",
        )
    ),
    *(
        case(rules.policy_passes_named_roles_only, "pass", "of a prefix", held(allow("iam:PassRole", f"{ACCOUNT}{on}")))
        for on in ("role/app-*", "role/a*")
    ),
    case(
        rules.policy_passes_named_roles_only, "pass", "one role", held(allow("iam:PassRole", f"{ACCOUNT}role/worker"))
    ),
    *(
        case(
            rules.administrator_policy_not_attached,
            "fail",
            f"by {type_}",
            resource(type_, **attaching(by)),
        )
        for type_, by in ATTACHMENTS.items()
    ),
    *(
        case(
            rules.administrator_policy_not_attached,
            "fail",
            "nearly everything",
            resource(ATTACHMENT, policyArn=f"arn:aws-us-gov:iam::aws:policy/{name}"),
        )
        for name in ("PowerUserAccess", "IAMFullAccess")
    ),
    *(
        case(rules.whole_service_not_given, "fail", f"all of it: {name}", resource(ATTACHMENT, policyArn=AWS + name))
        for name in (
            *("AmazonS3FullAccess", "AWSLambda_FullAccess", "AmazonDynamoDBFullAccess_v2", "SecretsManagerReadWrite"),
            *("AWSCodeBuildAdminAccess", "job-function/DatabaseFullAccess", "job-function/DataScientist"),
            *("AdministratorAccess-Amplify", "AdministratorAccess-AWSElasticBeanstalk"),
        )
    ),
    *(
        case(rules.whole_service_not_given, "pass", name, resource(ATTACHMENT, policyArn=AWS + name))
        for name in (
            *(
                "SecurityAudit",
                "ReadOnlyAccess",
                "service-role/AmazonECSTaskExecutionRolePolicy",
                "AdministratorAccess",
            ),
            *("AWSXRayDaemonWriteAccess", "AmazonS3ReadOnlyAccess", "CloudWatchAgentServerPolicy"),
            *("AmazonEC2ContainerRegistryPowerUser", "AmazonElasticFileSystemClientReadWriteAccess"),
            "service-role/AWSBackupServiceRolePolicyForBackup",
        )
    ),
    case(
        rules.whole_service_not_given,
        "pass",
        "a policy of one's own, whatever its name",
        resource(ATTACHMENT, policyArn=f"{ACCOUNT}policy/orders-ReadWrite"),
    ),
    case(
        rules.whole_service_not_given,
        "fail",
        "by the role",
        resource(ROLE, managedPolicyArns=[AWS + "AmazonRDSFullAccess"]),
    ),
    case(rules.whole_service_not_given, "not applicable", "none", resource(ROLE)),
    case(rules.whole_service_not_given, "unknown", "not known", resource(POLICY_ATTACHMENT, policyArn=UNKNOWN)),
    case(rules.administrator_policy_not_attached, "pass", "reads", resource(ATTACHMENT, policyArn=AUDITOR)),
    case(
        rules.administrator_policy_not_attached,
        "pass",
        "a policy of this stack",
        resource(ATTACHMENT, policyArn=Template("${own.arn}"), refers={"policyArn": ["own"]}),
        resource(POLICY, "own"),
    ),
    case(
        rules.administrator_policy_not_attached,
        "fail",
        "beside a policy of this stack",
        resource(
            ROLE,
            managedPolicyArns=[Template("${own.arn}"), ADMINISTRATOR],
            refers={"managedPolicyArns": ["own"]},
        ),
        resource(POLICY, "own"),
    ),
    case(rules.administrator_policy_not_attached, "not applicable", "the role has none", resource(ROLE)),
    case(rules.administrator_policy_not_attached, "unknown", "not known", resource(EXCLUSIVE, policyArns=UNKNOWN)),
    case(
        rules.administrator_policy_not_attached, "unknown", "not known", resource(POLICY_ATTACHMENT, policyArn=UNKNOWN)
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
