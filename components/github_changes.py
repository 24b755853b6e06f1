"""The actions with which a deployment changes this stack in AWS, by service: plain data.

AWS has no managed policy between "read everything" and "do everything". This list is for the components' resources; a
component of another service adds its line. For services that hold data each action is listed, and none reads data.
"""

from __future__ import annotations

WITHOUT_DATA = (
    *("access-analyzer", "acm", "application-autoscaling", "application-signals", "autoscaling"),
    *("cloudfront", "cloudtrail", "cloudwatch", "codeconnections", "codestar-connections", "config", "ec2"),
    *("elasticloadbalancing", "events", "guardduty", "inspector2", "rds", "route53", "route53resolver", "scheduler"),
    *("securityhub", "servicediscovery", "signer", "synthetics", "wafv2", "xray"),
)
"""Services with configuration only: a deployment may use all their actions on resources of its account."""
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
"""Their actions that take no resource, and are allowed on `*` only (AWS Service Authorization Reference). Those of
CloudFormation are Cloud Control's, which creates resources with the permissions of its caller."""
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
"""The actions of services that hold data which change how it is stored, without those that delete what restores
need, such as keys and recovery points."""
ROTATION = tuple(
    f"lambda:{action}"
    for action in (
        *("AddPermission", "CreateFunction", "DeleteFunction", "GetFunction", "PutFunctionConcurrency"),
        *("RemovePermission", "TagResource", "UntagResource", "UpdateFunctionCode", "UpdateFunctionConfiguration"),
    )
)
"""The actions on the one function of a stack, which rotates the database's password. A principal that may change any
function of an account has the permissions of all of them."""
STORING = (
    *("backup:UpdateRegionSettings", "backup-storage:MountCapsule", "ecr:DeleteSigningConfiguration"),
    *("ecr:GetAuthorizationToken", "ecr:PutRegistryScanningConfiguration", "ecr:PutSigningConfiguration"),
    *("kms:CreateKey", "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DeleteResourcePolicy"),
    *("logs:PutQueryDefinition", "logs:PutResourcePolicy", "logs:UpdateLogDelivery", "s3:PutAccountPublicAccessBlock"),
    *("sns:SetSubscriptionAttributes", "sns:Unsubscribe"),
)
"""Actions of these services that take no resource."""
PASSED_TO = tuple(
    f"{service}.amazonaws.com"
    for service in (
        *("application-autoscaling", "backup", "cloudtrail", "codebuild", "codepipeline", "config", "ecs"),
        *("ecs-tasks", "events", "lambda", "monitoring.rds", "rds", "scheduler", "vpc-flow-logs"),
    )
)
"""The services that the stack passes roles to."""
PASSED = ("app-*", "audit-trail-*", "database-*", "network-*")
"""Prefixes of the roles that Pulumi names, besides the stack's own prefix. A principal that may pass any role of an
account to a function or a build has the permissions of all of them."""
