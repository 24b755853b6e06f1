"""The lines of the table on ways out: who says of all data of a kind who else may reach it."""

from __future__ import annotations

from policies.rules import escalation as rules
from policies.ways_out import AWAY
from tests.policies.cases import Case, case
from tests.policies.grant_cases import allow, demanding, held, in_every_form

RULE = rules.policy_gives_no_data_away
OURS = "us-east-1:111122223333:"
KEYS, TOPICS = f"arn:aws:kms:{OURS}key/*", f"arn:aws:sns:{OURS}*"
VIA = "kms:ViaService"
SHARING = {"Effect": "Deny", "Action": "rds:ModifyDB*SnapshotAttribute", "Resource": "*"}

GIVEN_AWAY: list[Case] = [
    *in_every_form(RULE, allow("s3:PutBucketPolicy")),
    *(case(RULE, "fail", action, held(allow(action))) for action in AWAY),
    *(
        case(RULE, "fail", f"{action} on {on}", held(allow(action, on)))
        for action, on in (
            ("kms:PutKeyPolicy", KEYS),
            ("kms:CreateGrant", "arn:aws:kms:*:*:key/*"),
            ("s3:PutBucketPolicy", "arn:aws:s3:::*"),
            ("secretsmanager:PutResourcePolicy", f"arn:aws:secretsmanager:{OURS}secret:*"),
            ("sns:SetTopicAttributes", TOPICS),
            ("sqs:*", f"arn:aws:sqs:{OURS}*"),
            ("ecr:SetRepositoryPolicy", f"arn:aws:ecr:{OURS}repository/*"),
            ("lambda:AddPermission", f"arn:aws:lambda:{OURS}function:*"),
            ("rds:*", f"arn:aws:rds:{OURS}*"),
            ("ec2:ModifySnapshotAttribute", "arn:aws:ec2:us-east-1::snapshot/*"),
            ("backup:PutBackupVaultAccessPolicy", f"arn:aws:backup:{OURS}backup-vault:*"),
        )
    ),
    *(
        case(RULE, "fail", because, held(*said))
        for because, said in (
            ("of an account", (allow("kms:PutKeyPolicy", **demanding("aws:ResourceAccount", "1" * 12)),)),
            ("to whomever", (allow("lambda:AddPermission", **demanding("lambda:Principal", "*", "StringLike")),)),
            ("a policy through a service", (allow("sns:AddPermission", **demanding(VIA, "sns.us-east-1.aws")),)),
            ("any tag", (allow("kms:PutKeyPolicy", **demanding("aws:ResourceTag/a", "*", "StringLike")),)),
            ("one denied", (allow("rds:*"), SHARING | {"Resource": f"arn:aws:rds:{OURS}snapshot:own"})),
            ("denied now and then", (allow("rds:*"), SHARING | demanding("aws:SourceIp", "10.0.0.0/8", "IpAddress"))),
            (
                "denied unless it has any tag",
                (allow("rds:*"), SHARING | demanding("aws:ResourceTag/a", "*", "StringNotLike")),
            ),
        )
    ),
    *(
        case(RULE, "pass", f"{action} on {on}", held(allow(action, on)))
        for action, on in (
            ("kms:PutKeyPolicy", f"arn:aws:kms:{OURS}key/12345678-1234"),
            ("s3:PutBucketPolicy", "arn:aws:s3:::app-*"),
            ("s3:PutBucketPolicy", "arn:aws:s3:::*/*"),
            ("sns:SetTopicAttributes", f"arn:aws:sns:{OURS}app-*"),
            ("sns:SetTopicAttributes", "${topic.arn}"),
            ("sns:Publish", TOPICS),
            ("kms:DescribeKey", KEYS),
            ("kms:PutKeyPolicy", "arn:aws:s3:::*"),
        )
    ),
    *(
        case(RULE, "pass", because, held(*said))
        for because, said in (
            ("what has a tag", (allow("kms:PutKeyPolicy", KEYS, **demanding("aws:ResourceTag/team", "ours")),)),
            ("a key by its alias", (allow("kms:PutKeyPolicy", **demanding("kms:ResourceAliases", "alias/app")),)),
            (
                "grants for services",
                (allow("kms:CreateGrant", KEYS, **demanding("kms:GrantIsForAWSResource", "true", "Bool")),),
            ),
            ("grants through services", (allow("kms:CreateGrant", KEYS, **demanding(VIA, "rds.us-east-1.aws")),)),
            (
                "grants that are denied unless they are for services",
                (
                    allow("kms:CreateGrant", KEYS),
                    allow("kms:*") | {"Effect": "Deny"} | demanding("kms:GrantIsForAWSResource", "false", "Bool"),
                ),
            ),
            ("to one service", (allow("lambda:AddPermission", **demanding("lambda:Principal", "events.aws")),)),
            ("to one account", (allow("ec2:ModifySnapshotAttribute", **demanding("ec2:Add/userId", "1" * 12)),)),
            ("denied", (allow("rds:*"), SHARING)),
            (
                "denied unless it has a tag",
                (allow("rds:*"), SHARING | demanding("aws:ResourceTag/team", "ours", "StringNotEquals")),
            ),
        )
    ),
]
