"""The lines of the table on permissions for the rule that a policy names what it speaks of."""

from __future__ import annotations

from policies.grants import ROLE, ROLE_POLICY
from policies.rules import permissions as rules
from policies.view import UNKNOWN, Template
from tests.policies.cases import Case, case, policy, resource
from tests.policies.grant_cases import allow, demanding, held, in_every_form

OWNER = "aws:ResourceAccount"
OURS = "us-east-1:111122223333:"
GRANTED = "kms:GrantIsForAWSResource"
FOR, ALIAS = "iam:AWSServiceName", "kms:ResourceAliases"
BY_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
CLUSTER = f"arn:aws:ecs:{OURS}cluster/ours"
DATA_READ = (
    *("dynamodb:GetItem", "dynamodb:Query", "kinesis:GetRecords", "kms:Decrypt", "logs:GetLogEvents"),
    *("rds-data:ExecuteStatement", "s3:GetObject", "s3:PutObject", "secretsmanager:GetSecretValue", "sns:Publish"),
    *("sqs:ReceiveMessage", "ssm:GetParameter", "ssm:GetParameters", "lambda:InvokeFunction"),
)
ALL_SECRETS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{OURS}secret:*")


def taken(operator: str, seconds: str) -> str:
    people = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
    return policy(people | demanding("aws:MultiFactorAuthAge", seconds, operator))


NAMED_RESOURCES: list[Case] = [
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
            ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{OURS}secret:*"),
            ("kms:Decrypt", f"arn:aws:kms:{OURS}key/*"),
            ("secretsmanager:PutSecretValue", f"arn:aws:secretsmanager:{OURS}secret:*"),
            ("rds-db:connect", f"arn:aws:rds-db:{OURS}dbuser:*/*"),
            ("ssm:GetParameter", f"arn:aws:ssm:{OURS}parameter/*"),
            ("sqs:SendMessage", f"arn:aws:sqs:{OURS}*"),
            ("s3:GetObject", "arn:aws:s3:::*-*/*"),
            ("states:DescribeExecution", "*"),
            ("sms-voice:SendTextMessage", "*"),
        )
    ),
    *(
        case(rules.policy_names_its_resources, "fail", because, held(said))
        for because, said in (
            ("beside one that takes none", allow(["s3:ListAllMyBuckets", "s3:GetObject"])),
            ("all but some", {"Effect": "Allow", "Action": "kms:Decrypt", "NotResource": "arn:aws:kms:::key/a"}),
            ("beside what is named", allow("sqs:SendMessage", [f"arn:aws:sqs:{OURS}q", "*"])),
            ("by a service", allow("kms:Decrypt", **demanding("kms:ViaService", "s3.us-east-1.amazonaws.com"))),
            ("data of an account", allow("s3:GetObject", "arn:aws:s3:::*", **demanding(OWNER, "1" * 12))),
            ("one tag or any", allow("sqs:SendMessage", **demanding("aws:ResourceTag/a", ["b", "*"], "StringLike"))),
            ("one cluster or any", allow("ecs:StopTask", **demanding("ecs:cluster", [CLUSTER, "*"], "ArnLike"))),
            ("the key of what is written", allow("s3:PutObject", **demanding(BY_KEY, f"arn:aws:kms:{OURS}key/a"))),
            ("any alias", allow("kms:Decrypt", **demanding(ALIAS, ["alias/app", "*"], "ForAnyValue:StringLike"))),
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
            ("sqs:SendMessage", f"arn:aws:sqs:{OURS}app-*"),
            ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{OURS}secret:app/*"),
            ("sqs:SetQueueAttributes", f"arn:aws:sqs:{OURS}*"),
            ("rds:DescribeDBInstances", f"arn:aws:rds:{OURS}db:*"),
            ("translate:TranslateText", "*"),
            ("sms-voice:SetTextMessageSpendLimitOverride", "*"),
            ("s3:GetObject", "arn:aws:s3:::records/*"),
            ("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/*"),
            ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/*"),
        )
    ),
    *(
        case(rules.policy_names_its_resources, "pass", because, held(said))
        for because, said in (
            ("of an account", allow("s3:PutBucketTagging", "arn:aws:s3:::*", **demanding(OWNER, "1" * 12))),
            ("to a service", allow("iam:PassRole", **demanding("iam:PassedToService", "backup.amazonaws.com"))),
            ("for a service", allow("iam:CreateServiceLinkedRole", **demanding(FOR, "ecs.amazonaws.com"))),
            ("a key by its alias", allow("kms:Decrypt", **demanding(ALIAS, "alias/app", "ForAnyValue:StringEquals"))),
            (
                "keys granted to services",
                allow("kms:CreateGrant", f"arn:aws:kms:{OURS}key/*", **demanding(GRANTED, "true", "Bool")),
            ),
            (
                "keys through a service",
                allow("kms:Decrypt", f"arn:aws:kms:{OURS}key/*", **demanding("kms:ViaService", "s3.us-east-1.aws")),
            ),
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
    *(
        case(
            rules.policy_names_its_resources,
            verdict,
            because,
            resource(ROLE_POLICY, refers={"role": ["role"]}, policy=policy(ALL_SECRETS)),
            resource(ROLE, "role", assumeRolePolicy=trust),
        )
        for verdict, because, trust in (
            ("pass", "people, in an emergency", taken("NumericLessThan", "900")),
            ("fail", "people who showed a factor long ago", taken("NumericLessThan", "86400")),
            ("fail", "people whose factor is old", taken("NumericGreaterThan", "900")),
            ("fail", "people without one", policy({"Effect": "Allow", "Action": "sts:AssumeRole"})),
            ("unknown", "who may is not known", UNKNOWN),
        )
    ),
    case(rules.policy_names_its_resources, "unknown", "a service of which nothing is known", held(allow("novel:Do"))),
    case(rules.policy_names_its_resources, "fail", "beside it", held(allow(["novel:Do", "sqs:SendMessage"]))),
]
