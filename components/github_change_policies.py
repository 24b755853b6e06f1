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
TEMPLATES = "applications/SecretsManager*"
"""The functions that rotate passwords, which AWS publishes from accounts of its own (AWS Secrets Manager User Guide,
"AWS Secrets Manager rotation function templates")."""


def services_policy(scope: Scope) -> Document:
    """Return what a deployment does to services without data: all, on what is in the account.

    Instances, which a stack has none of, stay as they are.
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
    )


def stores_policy(scope: Scope) -> Document:
    """Return what a deployment does to services with data: it changes how they are kept, and what rotates a password.

    Buckets are named after the stack. CloudFormation makes the rotation, from templates of AWS's own.
    """
    account = scope.account
    arn = f"arn:{account.partition}"
    in_account = [f"{arn}:{service}:*:{account.id}:*" for service in CHANGES if service != "s3"]
    actions = tuple(f"{service}:{action}" for service in CHANGES for action in CHANGES[service])
    return policy(
        allow("ConfigureStores", actions, [*in_account, f"{arn}:s3:::{scope.prefix}-*"]),
        allow("SetUpStores", STORING, ["*"]),
        allow(
            "EncryptThroughServices",
            ("kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey"),
            [account.arn("kms", "key/*")],
            StringLike={"kms:ViaService": f"*.{account.region}.{account.dns_suffix}"},
        ),
        allow(
            "CompareSecrets",
            ("secretsmanager:GetSecretValue",),
            [account.arn("secretsmanager", "secret:*")],
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
