"""What a deployment from GitHub changes, but for identities and releases: policies by what they speak of, as data.

Each is confined to the account, in whatever region, since copies and edges are in others. Only an action that takes no
resource is allowed on `*`. What runs with a role of its own is changed by name: whoever may change any function or any
CloudFormation stack of an account has the permissions of all of them.
"""

from __future__ import annotations

from components.github_changes import CHANGES, ROTATION, SETTING_UP, STORING, WITHOUT_DATA
from components.identity_policies import Scope
from components.policy_document import Document, allow, policy

ZONES = ("healthcheck", "hostedzone")
"""Of Route 53, whose ARNs name no account."""
OWN = {
    "backup:PutBackupVaultAccessPolicy": "backup-vault:{prefix}-*",
    "ecr:SetRepositoryPolicy": "repository/{prefix}-*",
    "logs:PutSubscriptionFilter": "log-group:/{project}/{stack}/*",
    "sns:AddPermission": "{prefix}-*",
    "sns:SetTopicAttributes": "{prefix}-*",
    "sqs:AddPermission": "{prefix}-*",
    "sqs:SetQueueAttributes": "{prefix}-*",
}
"""Actions that say who else may reach what is stored, and how a stack names what they are done to."""
TAGGED = (
    *("kms:PutKeyPolicy", "secretsmanager:GetSecretValue", "secretsmanager:PutResourcePolicy"),
    *("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"),
)
"""Such actions on what a stack gives no name to, but the project's tag; and what reads and writes secrets, to compare
them with what they should be."""
SHARING = (
    *("ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"),
    *("rds:ModifyDBClusterSnapshotAttribute", "rds:ModifyDBSnapshotAttribute"),
)
"""By which copies of disks and databases are given to other accounts, or to all. A stack shares none."""
TEMPLATES = "applications/SecretsManager*"
"""The functions that rotate passwords, which AWS publishes from accounts of its own (AWS Secrets Manager User Guide,
"AWS Secrets Manager rotation function templates")."""


def services_policy(scope: Scope) -> Document:
    """Return what a deployment does to services without data: all, on what is in the account.

    Instances, which a stack has none of, stay as they are, and no copy of a disk or a database is shared.
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
    """Return what a deployment does to services with data: it changes how they are kept, and what rotates a password.

    Buckets are named after the stack. Who else may reach what is stored is said of the stack's own, by name, or of what
    has the project's tag. CloudFormation makes the rotation, from templates of AWS's own.
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
