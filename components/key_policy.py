"""Who may use a KMS key, for what: key policies as plain data.

Every statement names an action list. Administering a key and using it are kept apart, so that whoever can change a
key cannot read with it. The account's root principal stands for its IAM policies (AWS KMS Developer Guide,
"Default key policy"): a statement for it opens nothing until an IAM policy of the account opens the same.
"""

from __future__ import annotations

from components.account import Account
from components.policy_document import Document, Statement, policy

ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:UpdateKeyDescription",
)
USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def key_policy(*statements: Statement) -> Document:
    """Return the policy document of a key."""
    return policy(*statements)


def administered_by(account: Account) -> Statement:
    """Let the account's IAM policies administer the key, not use it."""
    return {
        "Sid": "AdministerThroughIam",
        "Effect": "Allow",
        "Principal": {"AWS": account.root},
        "Action": list(ADMINISTRATION),
        "Resource": "*",
    }


def used_through(account: Account, *services: str) -> list[Statement]:
    """Let principals of the account use the key, but only when the named AWS services ask on their behalf.

    Grants are for AWS resources only (a volume, a database), which outlive the request that made them.
    """
    through = {
        "kms:CallerAccount": account.id,
        "kms:ViaService": [f"{service}.{account.region}.{account.dns_suffix}" for service in services],
    }
    principal = {"AWS": account.root}
    return [
        {
            "Sid": "UseThroughServices",
            "Effect": "Allow",
            "Principal": principal,
            "Action": list(USE),
            "Resource": "*",
            "Condition": {"StringEquals": through},
        },
        {
            "Sid": "GrantToAwsResources",
            "Effect": "Allow",
            "Principal": principal,
            "Action": "kms:CreateGrant",
            "Resource": "*",
            "Condition": {"StringEquals": through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        },
    ]


def used_by_service(account: Account, service: str, **confinement: dict[str, str]) -> Statement:
    """Let an AWS service use the key on behalf of this account.

    `confinement` adds conditions by operator, such as the ARN of the resource that the service acts for. A service
    acts for every customer of AWS, so the account that it acts for is always among the conditions.
    """
    conditions = {"StringEquals": {"aws:SourceAccount": account.id}}
    for operator, keys in confinement.items():
        conditions[operator] = {**conditions.get(operator, {}), **keys}
    return {
        "Sid": f"UseBy{service.title().replace('-', '')}",
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": list(USE),
        "Resource": "*",
        "Condition": conditions,
    }


def used_to_publish(account: Account, *services: str) -> list[Statement]:
    """Let AWS services publish to the encrypted topics of this account, and send to its encrypted queues.

    SNS and SQS name the topic or queue in the encryption context. The source is no condition: EventBridge does not
    tell it (Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and encrypted
    topics"), and what it publishes would be dropped without a word.
    """
    return [
        {
            "Sid": f"PublishThrough{via.title()}",
            "Effect": "Allow",
            "Principal": {"Service": [f"{service}.amazonaws.com" for service in services]},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": "*",
            "Condition": {"ArnLike": {f"kms:EncryptionContext:aws:{via}:{context}": account.arn(via, "*")}},
        }
        for via, context in (("sns", "topicArn"), ("sqs", "arn"))
    ]


def used_by_logs(account: Account) -> Statement:
    """Let CloudWatch Logs encrypt the log groups of this account and region.

    The service names the log group in the encryption context (CloudWatch Logs User Guide, "Encrypt log data in
    CloudWatch Logs using AWS KMS"), and the log group's ARN names the account.
    """
    return {
        "Sid": "EncryptLogGroups",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{account.region}.{account.dns_suffix}"},
        "Action": list(USE),
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": account.arn("logs", "log-group:*")}},
    }
