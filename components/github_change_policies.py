"""The policies of a deployment from GitHub, except for identities and releases, as plain data.

Each is limited to the account, in all regions, since copies and edges are in others. Only an action that takes no
resource is allowed on `*`. Resources with a role of their own are limited by name: a principal that may change any
function or any CloudFormation stack of an account has the permissions of all of them.
"""

from __future__ import annotations

from components.github_changes import CHANGES, ROTATION, SETTING_UP, STORING, WITHOUT_DATA
from components.identity_policies import Scope
from components.policy_document import Document, allow, policy

ZONES = ("healthcheck", "hostedzone")
"""Resources of Route 53, whose ARNs have no account."""
OWN = {
    "backup:PutBackupVaultAccessPolicy": "backup-vault:{prefix}-*",
    "ecr:SetRepositoryPolicy": "repository/{prefix}-*",
    "logs:PutSubscriptionFilter": "log-group:/{project}/{stack}/*",
    "sns:AddPermission": "{prefix}-*",
    "sns:SetTopicAttributes": "{prefix}-*",
    "sqs:AddPermission": "{prefix}-*",
    "sqs:SetQueueAttributes": "{prefix}-*",
}
"""Actions that change resource policies, and the names of a stack's resources of that type."""
TAGGED = (
    *("kms:PutKeyPolicy", "secretsmanager:GetSecretValue", "secretsmanager:PutResourcePolicy"),
    *("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"),
)
"""Such actions on resources that AWS names, which have the project's tag; and those that read and write secrets, to
compare them with the program."""
SHARING = (
    *("ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"),
    *("rds:ModifyDBClusterSnapshotAttribute", "rds:ModifyDBSnapshotAttribute"),
)
"""Actions that share copies of disks and databases with other accounts, or with all. A stack shares none."""
TEMPLATES = "applications/SecretsManager*"
"""The functions that rotate passwords, which AWS publishes from its own accounts (AWS Secrets Manager User Guide,
"AWS Secrets Manager rotation function templates")."""


def services_policy(scope: Scope) -> Document:
    """Return the policy for services without data: all actions on resources of the account.

    It denies changes of instances, which a stack has none of, and sharing copies of disks and databases.
    """
    account = scope.account
    arn = f"arn:{account.partition}"
    return policy(
        allow(
            "ChangeServices",
            tuple(f"{service}:*" for service in WITHOUT_DATA),
            [
                *(f"{arn}:{service}:*:{account.id}:*" for service in WITHOUT_DATA),
                *(f"{arn}:route53:::{kind}/*" for kind in ZONES),
                f"{arn}:wafv2:*:*:*/managedruleset/*",
            ],
        ),
        allow("SetUpServices", SETTING_UP, ["*"]),
        {"Sid": "InstancesStay", "Effect": "Deny", "Action": "ec2:ModifyInstanceAttribute", "Resource": "*"},
        {"Sid": "CopiesStay", "Effect": "Deny", "Action": list(SHARING), "Resource": "*"},
    )


def stores_policy(scope: Scope) -> Document:
    """Return the policy for services with data: changes of how data is stored, and of the password rotation.

    Buckets have the stack's prefix. Resource policies are changed only of the stack's resources, by name, or by the
    project's tag. CloudFormation creates the rotation, from AWS's templates.
    """
    account = scope.account
    arn = f"arn:{account.partition}"
    in_account = [f"{arn}:{service}:*:{account.id}:*" for service in CHANGES if service != "s3"]
    actions = (f"{service}:{action}" for service in CHANGES for action in CHANGES[service])
    names = {"prefix": scope.prefix, "project": scope.project, "stack": scope.stack}
    own = [f"{arn}:{action.split(':')[0]}:*:{account.id}:{name.format(**names)}" for action, name in OWN.items()]
    return policy(
        allow(
            "ConfigureStores",
            [each for each in actions if each not in (*OWN, *TAGGED)],
            [*in_account, f"{arn}:s3:::{scope.prefix}-*"],
        ),
        allow("SetUpStores", STORING, ["*"]),
        allow(
            "EncryptThroughServices",
            ("kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey"),
            [account.arn("kms", "key/*")],
            StringLike={"kms:ViaService": f"*.{account.region}.{account.dns_suffix}"},
        ),
        allow("ShareStores", list(OWN), list(dict.fromkeys(own))),
        allow(
            "ChangeKeysAndSecrets",
            TAGGED,
            [f"{arn}:kms:*:{account.id}:key/*", account.arn("secretsmanager", "secret:*")],
            StringEquals={"aws:ResourceTag/Project": scope.project},
        ),
        allow("ChangeRotation", ROTATION, [account.arn("lambda", f"function:{scope.database}")]),
        allow(
            "ChangeStacks",
            ("cloudformation:*",),
            [
                account.arn("cloudformation", f"stack/{scope.database}/*"),
                f"{arn}:cloudformation:{account.region}:aws:transform/*",
            ],
        ),
        allow("UseTemplates", ("serverlessrepo:*",), [f"{arn}:serverlessrepo:*:*:{TEMPLATES}"]),
    )
