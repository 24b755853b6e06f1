"""Actions that give data away: who may do one on whatever there is of a kind says who else may reach what is in it.

That each writes who gets in, and what it takes for a resource, is the Service Authorization Reference's, where most of
them are called permissions management. Those are left out that share what holds no data, that need a role passed too
(`policies.ways_up`), and that take no resource, so that they cannot be kept to any.
"""

from __future__ import annotations

_AWAY: dict[str, tuple[str, ...]] = {
    "*": (
        *("s3:PutBucketAcl", "s3:PutBucketPolicy", "sns:AddPermission", "sns:SetTopicAttributes"),
        *("sqs:AddPermission", "sqs:SetQueueAttributes"),
    ),
    "*/*": ("s3:PutObjectAcl", "s3:PutObjectVersionAcl"),
    "accesspoint/*": ("s3:PutAccessPointPolicy",),
    "backup-vault:*": ("backup:PutBackupVaultAccessPolicy",),
    "cluster-snapshot:*": ("rds:ModifyDBClusterSnapshotAttribute",),
    "domain/*": ("es:UpdateDomainConfig", "es:UpdateElasticsearchDomainConfig"),
    "file-system/*": ("elasticfilesystem:PutFileSystemPolicy",),
    "function:*": ("lambda:AddPermission",),
    "image/*": ("ec2:ModifyImageAttribute",),
    "key/*": ("kms:CreateGrant", "kms:PutKeyPolicy"),
    "layer:*:1": ("lambda:AddLayerVersionPermission",),
    "log-group:*": ("logs:PutSubscriptionFilter",),
    "parameter/*": ("ssm:PutResourcePolicy",),
    "repository/*": ("ecr:SetRepositoryPolicy",),
    "secret:*": ("secretsmanager:PutResourcePolicy",),
    "snapshot/*": ("ec2:ModifySnapshotAttribute",),
    "snapshot:*": ("rds:ModifyDBSnapshotAttribute",),
    "snapshot:*/1": ("redshift:AuthorizeSnapshotAccess",),
    "stream/*": ("kinesis:PutResourcePolicy",),
    "table/*": ("dynamodb:PutResourcePolicy",),
}
AWAY: dict[str, str] = {action: kind for kind, actions in _AWAY.items() for action in actions}
"""By action, the end of the ARNs that it is allowed on; `*` stands for any name."""
TO = ("ec2:add/userid", "kms:granteeprincipal", "kms:granteeserviceprincipal", "lambda:principal")
"""Condition keys that say to whom something is given."""
