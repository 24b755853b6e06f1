"""What a deployment of this stack changes in AWS, by service: plain data.

AWS has no policy between "reads everything" and "does everything". This list is for what the components make; a
component of another service adds its line. Of services that hold data each action is named, and none of them reads.
"""

from __future__ import annotations

WITHOUT_DATA = (
    *("access-analyzer", "acm", "application-autoscaling", "application-signals", "autoscaling", "cloudformation"),
    *("cloudfront", "cloudtrail", "cloudwatch", "codeconnections", "codestar-connections", "config", "ec2"),
    *("elasticloadbalancing", "events", "guardduty", "inspector2", "rds", "route53", "route53resolver", "scheduler"),
    *("securityhub", "serverlessrepo", "servicediscovery", "signer", "synthetics", "tag", "wafv2", "xray"),
)
"""Services whose actions reach configuration, of which a deployment may use all."""
CHANGES: dict[str, tuple[str, ...]] = {
    "backup": (
        *("CreateBackupPlan", "CreateBackupSelection", "CreateBackupVault", "CreateRestoreTestingPlan"),
        *("CreateRestoreTestingSelection", "DeleteBackupPlan", "DeleteBackupSelection", "DeleteRestoreTestingPlan"),
        *("DeleteRestoreTestingSelection", "PutBackupVaultAccessPolicy", "PutBackupVaultLockConfiguration"),
        *("PutBackupVaultNotifications", "TagResource", "UntagResource", "UpdateBackupPlan", "UpdateRegionSettings"),
        *("UpdateRestoreTestingPlan", "UpdateRestoreTestingSelection"),
    ),
    "backup-storage": ("MountCapsule",),
    "ecr": (
        *("BatchCheckLayerAvailability", "CompleteLayerUpload", "CreateRepository", "DeleteLifecyclePolicy"),
        *("DeleteRepository", "DeleteRepositoryPolicy", "DeleteSigningConfiguration", "GetAuthorizationToken"),
        *("InitiateLayerUpload", "PutImage", "PutImageScanningConfiguration", "PutImageTagMutability"),
        *("PutLifecyclePolicy", "PutRegistryScanningConfiguration", "PutSigningConfiguration", "SetRepositoryPolicy"),
        *("TagResource", "UntagResource", "UploadLayerPart", "BatchGetImage", "GetDownloadUrlForLayer"),
    ),
    "elasticache": (
        *("AddTagsToResource", "CreateCacheParameterGroup", "CreateCacheSubnetGroup", "CreateReplicationGroup"),
        *(
            "CreateServerlessCache",
            "CreateUser",
            "CreateUserGroup",
            "DecreaseReplicaCount",
            "DeleteCacheParameterGroup",
        ),
        *("DeleteCacheSubnetGroup", "DeleteReplicationGroup", "DeleteServerlessCache", "DeleteUser", "DeleteUserGroup"),
        *("IncreaseReplicaCount", "ModifyCacheParameterGroup", "ModifyCacheSubnetGroup", "ModifyReplicationGroup"),
        *("ModifyServerlessCache", "ModifyUser", "ModifyUserGroup", "RemoveTagsFromResource"),
    ),
    "kms": (
        *("CancelKeyDeletion", "CreateAlias", "CreateKey", "DeleteAlias", "EnableKey", "EnableKeyRotation"),
        *("PutKeyPolicy", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription"),
    ),
    "lambda": (
        *("AddPermission", "CreateFunction", "DeleteFunction", "PutFunctionConcurrency", "RemovePermission"),
        *("TagResource", "UntagResource", "UpdateFunctionConfiguration"),
    ),
    "logs": (
        *("AssociateKmsKey", "CreateDelivery", "CreateLogDelivery", "CreateLogGroup", "DeleteDelivery"),
        *("DeleteLogDelivery", "DeleteMetricFilter", "DeleteResourcePolicy", "DeleteRetentionPolicy"),
        *("DeleteSubscriptionFilter", "PutDataProtectionPolicy", "PutDeliveryDestination", "PutDeliverySource"),
        *("PutMetricFilter", "PutQueryDefinition", "PutResourcePolicy", "PutRetentionPolicy", "PutSubscriptionFilter"),
        *("TagResource", "UntagResource", "UpdateLogDelivery"),
    ),
    "s3": (
        *("CreateBucket", "DeleteBucket", "DeleteBucketPolicy", "PutAccountPublicAccessBlock", "PutBucketAcl"),
        *(
            "PutBucketLogging",
            "PutBucketNotification",
            "PutBucketObjectLockConfiguration",
            "PutBucketOwnershipControls",
        ),
        *("PutBucketPolicy", "PutBucketPublicAccessBlock", "PutBucketTagging", "PutBucketVersioning"),
        *("PutEncryptionConfiguration", "PutLifecycleConfiguration", "TagResource", "UntagResource"),
    ),
    "secretsmanager": (
        *("CancelRotateSecret", "CreateSecret", "DeleteResourcePolicy", "DeleteSecret", "PutResourcePolicy"),
        *("PutSecretValue", "RestoreSecret", "RotateSecret", "TagResource", "UntagResource", "UpdateSecret"),
        *("UpdateSecretVersionStage", "ValidateResourcePolicy"),
    ),
    "sns": (
        *("AddPermission", "CreateTopic", "DeleteTopic", "RemovePermission", "SetSubscriptionAttributes"),
        *("SetTopicAttributes", "Subscribe", "TagResource", "Unsubscribe", "UntagResource"),
    ),
    "sqs": (
        *("AddPermission", "CreateQueue", "DeleteQueue", "RemovePermission", "SetQueueAttributes", "TagQueue"),
        "UntagQueue",
    ),
}
"""Of services that hold data, the actions that change how it is kept, but not those that throw away what others read
back, such as keys and recovery points."""
PASSED_TO = tuple(
    f"{service}.amazonaws.com"
    for service in (
        *("application-autoscaling", "backup", "cloudtrail", "codebuild", "codepipeline", "config", "ecs"),
        *("ecs-tasks", "events", "lambda", "monitoring.rds", "rds", "scheduler", "vpc-flow-logs"),
    )
)
"""The services that the stack gives roles to."""
