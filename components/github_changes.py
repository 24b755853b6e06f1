"""What a deployment of this stack changes in AWS, by service: plain data.

AWS has no policy between "reads everything" and "does everything". This list is for what the components make; a
component of another service adds its line. Of services that hold data each action is named, and none of them reads.
"""

from __future__ import annotations

WITHOUT_DATA = (
    *("access-analyzer", "acm", "application-autoscaling", "application-signals", "autoscaling"),
    *("cloudfront", "cloudtrail", "cloudwatch", "codeconnections", "codestar-connections", "config", "ec2"),
    *("elasticloadbalancing", "events", "guardduty", "inspector2", "rds", "route53", "route53resolver", "scheduler"),
    *("securityhub", "servicediscovery", "signer", "synthetics", "wafv2", "xray"),
)
"""Services whose actions reach configuration, of which a deployment may use all, on what is in its account."""
_SETTING_UP = {
    "acm": ("PutAccountConfiguration", "RequestCertificate"),
    "application-signals": ("CreateServiceLevelObjective", "StartDiscovery"),
    "cloudformation": ("CancelResourceRequest", "CreateResource", "DeleteResource", "UpdateResource"),
    "cloudfront": (
        *("CreateKeyGroup", "CreateMonitoringSubscription", "CreateOriginAccessControl", "CreatePublicKey"),
        *("CreateVpcOrigin", "DeleteKeyGroup", "DeleteMonitoringSubscription", "DeletePublicKey", "UpdateKeyGroup"),
        "UpdatePublicKey",
    ),
    "cloudwatch": ("DeleteAnomalyDetector", "EnableTopologyDiscovery", "PutAnomalyDetector", "PutManagedInsightRules"),
    "codeconnections": ("CreateConnection", "CreateHost"),
    "codestar-connections": ("CreateConnection", "CreateHost"),
    "config": (
        *("DeleteDeliveryChannel", "DeleteRemediationExceptions", "DeleteRetentionConfiguration"),
        *("PutConfigurationRecorder", "PutDeliveryChannel", "PutEvaluations", "PutRemediationExceptions"),
        *("PutRetentionConfiguration", "StartConfigurationRecorder"),
    ),
    "ec2": (
        *("CreateSubnetCidrReservation", "DeleteSubnetCidrReservation", "DisableEbsEncryptionByDefault"),
        *("DisableImageBlockPublicAccess", "DisableSnapshotBlockPublicAccess", "EnableEbsEncryptionByDefault"),
        *("EnableImageBlockPublicAccess", "EnableSnapshotBlockPublicAccess", "ModifyEbsDefaultKmsKeyId"),
        *("ModifyInstanceMetadataDefaults", "ResetEbsDefaultKmsKeyId"),
    ),
    "elasticloadbalancing": ("SetWebAcl",),
    "events": ("PutPermission", "RemovePermission"),
    "guardduty": (
        *("CreateDetector", "CreateIPSet", "CreateMalwareProtectionPlan", "CreatePublishingDestination"),
        *("CreateThreatIntelSet", "UpdateMalwareScanSettings"),
    ),
    "inspector2": (
        *("Disable", "Enable", "UpdateConfiguration", "UpdateEc2DeepInspectionConfiguration", "UpdateEncryptionKey"),
    ),
    "rds": ("CreateDBProxy", "ModifyCertificates"),
    "route53": ("CreateHealthCheck", "CreateHostedZone"),
    "route53resolver": ("CreateResolverQueryLogConfig",),
    "securityhub": (
        *("BatchUpdateStandardsControlAssociations", "CreateAutomationRule", "CreateFindingAggregator"),
        "UpdateSecurityControl",
    ),
    "servicediscovery": (
        *("CreateHttpNamespace", "CreatePrivateDnsNamespace", "CreatePublicDnsNamespace", "TagResource"),
        "UntagResource",
    ),
    "signer": ("PutSigningProfile",),
    "synthetics": ("CreateCanary", "CreateGroup"),
    "tag": ("TagResources", "UntagResources"),
    "xray": (
        *("DeleteResourcePolicy", "PutEncryptionConfig", "PutResourcePolicy", "UpdateIndexingRule"),
        "UpdateTraceSegmentDestination",
    ),
}
SETTING_UP = tuple(f"{service}:{action}" for service, actions in _SETTING_UP.items() for action in actions)
"""What of them takes no resource, and is allowed on `*` only (AWS Service Authorization Reference). Those of
CloudFormation are Cloud Control's, which makes what is asked for with the permissions of whoever asks."""
CHANGES: dict[str, tuple[str, ...]] = {
    "backup": (
        *("CreateBackupPlan", "CreateBackupSelection", "CreateBackupVault", "CreateRestoreTestingPlan"),
        *("CreateRestoreTestingSelection", "DeleteBackupPlan", "DeleteBackupSelection", "DeleteRestoreTestingPlan"),
        *("DeleteRestoreTestingSelection", "PutBackupVaultAccessPolicy", "PutBackupVaultLockConfiguration"),
        *("PutBackupVaultNotifications", "TagResource", "UntagResource", "UpdateBackupPlan"),
        *("UpdateRestoreTestingPlan", "UpdateRestoreTestingSelection"),
    ),
    "ecr": (
        *("BatchCheckLayerAvailability", "CompleteLayerUpload", "CreateRepository", "DeleteLifecyclePolicy"),
        *("DeleteRepository", "DeleteRepositoryPolicy", "InitiateLayerUpload", "PutImage"),
        *("PutImageScanningConfiguration", "PutImageTagMutability", "PutLifecyclePolicy", "SetRepositoryPolicy"),
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
        *("CancelKeyDeletion", "CreateAlias", "DeleteAlias", "EnableKey", "EnableKeyRotation"),
        *("PutKeyPolicy", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription"),
    ),
    "logs": (
        *("AssociateKmsKey", "CreateDelivery", "CreateLogGroup", "DeleteDelivery", "DeleteMetricFilter"),
        *("DeleteRetentionPolicy", "DeleteSubscriptionFilter", "PutDataProtectionPolicy", "PutDeliveryDestination"),
        *("PutDeliverySource", "PutMetricFilter", "PutRetentionPolicy", "PutSubscriptionFilter", "TagResource"),
        "UntagResource",
    ),
    "s3": (
        *("CreateBucket", "DeleteBucket", "DeleteBucketPolicy", "PutBucketAcl"),
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
        *("AddPermission", "CreateTopic", "DeleteTopic", "RemovePermission", "SetTopicAttributes", "Subscribe"),
        *("TagResource", "UntagResource"),
    ),
    "sqs": (
        *("AddPermission", "CreateQueue", "DeleteQueue", "RemovePermission", "SetQueueAttributes", "TagQueue"),
        "UntagQueue",
    ),
}
"""Of services that hold data, the actions that change how it is kept, but not those that throw away what others read
back, such as keys and recovery points."""
ROTATION = tuple(
    f"lambda:{action}"
    for action in (
        *("AddPermission", "CreateFunction", "DeleteFunction", "GetFunction", "PutFunctionConcurrency"),
        *("RemovePermission", "TagResource", "UntagResource", "UpdateFunctionCode", "UpdateFunctionConfiguration"),
    )
)
"""What is done to the one function of a stack, which rotates the database's password. Who changes any function of an
account has the permissions of all of them."""
STORING = (
    *("backup:UpdateRegionSettings", "backup-storage:MountCapsule", "ecr:DeleteSigningConfiguration"),
    *("ecr:GetAuthorizationToken", "ecr:PutRegistryScanningConfiguration", "ecr:PutSigningConfiguration"),
    *("kms:CreateKey", "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DeleteResourcePolicy"),
    *("logs:PutQueryDefinition", "logs:PutResourcePolicy", "logs:UpdateLogDelivery", "s3:PutAccountPublicAccessBlock"),
    *("sns:SetSubscriptionAttributes", "sns:Unsubscribe"),
)
"""What of these takes no resource."""
PASSED_TO = tuple(
    f"{service}.amazonaws.com"
    for service in (
        *("application-autoscaling", "backup", "cloudtrail", "codebuild", "codepipeline", "config", "ecs"),
        *("ecs-tasks", "events", "lambda", "monitoring.rds", "rds", "scheduler", "vpc-flow-logs"),
    )
)
"""The services that the stack gives roles to."""
PASSED = ("app-*", "audit-trail-*", "database-*", "network-*")
"""How the names begin of the roles to which the engine gives a name, beside those that begin with the stack's own. Who
passes any role of an account to a function or a build of his has the permissions of all of them."""
