from __future__ import annotations

from typing import Any

import pytest

from policies.data_services import DATA_SERVICES
from policies.grants import ATTACHMENTS, POLICY, POLICY_ATTACHMENT, ROLE, ROLE_POLICY
from policies.rules import permissions as rules
from policies.view import UNKNOWN, Template
from tests.policies.cases import Case, case, policy, resource
from tests.policies.grant_cases import ACCOUNT, ATTACHMENT, allow, demanding, held, in_every_form

EXCLUSIVE = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
AWS = "arn:aws:iam::aws:policy/"
ADMINISTRATOR, AUDITOR = f"{AWS}AdministratorAccess", f"{AWS}SecurityAudit"
OWNER = "aws:ResourceAccount"
OURS = "us-east-1:111122223333:"
CLUSTER = f"arn:aws:ecs:{OURS}cluster/ours"
DATA_READ = (
    *("dynamodb:GetItem", "dynamodb:Query", "kinesis:GetRecords", "kms:Decrypt", "logs:GetLogEvents"),
    *("rds-data:ExecuteStatement", "s3:GetObject", "s3:PutObject", "secretsmanager:GetSecretValue", "sns:Publish"),
    *("sqs:ReceiveMessage", "ssm:GetParameter", "ssm:GetParameters", "lambda:InvokeFunction"),
)


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
    *in_every_form(rules.policy_names_its_resources, allow("sqs:SendMessage")),
    *(
        case(rules.policy_names_its_resources, "fail", f"{action} on {on}", held(allow(action, on)))
        for action, on in (
            *((each, "*") for each in DATA_READ),
            *((each, "*") for each in ("ec2:RunInstances", "ec2:*", "ec2:Create*", "scheduler:*", "S3:GetObject")),
            *((each, "*") for each in ("dynamodb:Describe*", "ec2:GetPasswordData", "iam:CreateServiceLinkedRole")),
            ("s3:GetObject", "arn:aws:s3:::*"),
            ("s3:GetObject", "arn:aws:s3:::*/*"),
            ("s3:GetObject", "arn:*"),
            ("sqs:SendMessage", "arn:aws:sqs:*:*:*"),
            ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*"),
            ("ssm:GetParameter", "**"),
        )
    ),
    *(
        case(rules.policy_names_its_resources, "fail", because, held(said))
        for because, said in (
            ("beside one that takes none", allow(["s3:ListAllMyBuckets", "s3:GetObject"])),
            ("all but some", {"Effect": "Allow", "Action": "kms:Decrypt", "NotResource": "arn:aws:kms:::key/a"}),
            ("beside what is named", allow("sqs:SendMessage", [f"arn:aws:sqs:{OURS}q", "*"])),
            ("by a service", allow("kms:Decrypt", **demanding("kms:ViaService", "s3.us-east-1.amazonaws.com"))),
            ("of whatever account", allow("s3:GetObject", **demanding("aws:ResourceAccount", "*", "StringLike"))),
            ("in an account, if any", allow("sqs:SendMessage", **demanding(OWNER, "1" * 12, "StringEqualsIfExists"))),
        )
    ),
    *(
        case(rules.policy_names_its_resources, "pass", f"{action} on {on}", held(allow(action, on)))
        for action, on in (
            *((each, "*") for each in ("s3:ListAllMyBuckets", "kms:CreateKey", "ecr:GetAuthorizationToken")),
            *(
                (each, "*")
                for each in ("xray:PutTraceSegments", "cloudwatch:PutMetricData", "ssmmessages:OpenDataChannel")
            ),
            *((each, "*") for each in ("ec2:Describe*", "ec2:DescribeVpcs", "rds:DescribeDBInstances", "IAM:GetRole")),
            ("sqs:SendMessage", f"arn:aws:sqs:{OURS}*"),
            ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{OURS}secret:*"),
            ("s3:GetObject", "arn:aws:s3:::records/*"),
            ("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/*"),
            ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/*"),
        )
    ),
    *(
        case(rules.policy_names_its_resources, "pass", because, held(said))
        for because, said in (
            ("of an account", allow("s3:GetObject", "arn:aws:s3:::*", **demanding(OWNER, "1" * 12))),
            ("what has a tag", allow("sqs:SendMessage", **demanding("aws:ResourceTag/team", "ours"))),
            ("what is in a cluster", allow("ecs:StopTask", **demanding("ecs:cluster", CLUSTER, "ArnEquals"))),
        )
    ),
    case(
        rules.policy_names_its_resources,
        "pass",
        "what AWS will name",
        resource(ROLE_POLICY, policy=Template(policy(allow("s3:GetObject", "${bucket.arn}/*")))),
    ),
    case(rules.policy_names_its_resources, "unknown", "a service of which nothing is known", held(allow("novel:Do"))),
    case(rules.policy_names_its_resources, "fail", "beside it", held(allow(["novel:Do", "sqs:SendMessage"]))),
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
            *("AmazonEC2ContainerRegistryPowerUser", "AWSCodeBuildAdminAccess", "job-function/DatabaseFullAccess"),
            "AmazonElasticFileSystemClientReadWriteAccess",
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
            "service-role/AWSBackupServiceRolePolicyForBackup",
        )
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
