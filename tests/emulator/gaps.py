"""What the emulator lacks, by type of Terraform: left out of a rehearsal, or its end. A test asks if it still does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UNKNOWN = "unknown to the emulator"


@dataclass(frozen=True)
class Gap:
    """A request that moto refuses, though AWS would not, in the words of AWS's SDK for Python, and what moto says."""

    service: str
    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = UNKNOWN


_PLAN = {"RestoreTestingPlanName": "p", "ScheduleExpression": "cron(0 5 ? * * *)"}
_POINTS = {"Algorithm": "LATEST_WITHIN_WINDOW", "IncludeVaults": ["*"], "RecoveryPointTypes": ["SNAPSHOT"]}
_SELECTION = {
    "RestoreTestingPlanName": "p",
    "RestoreTestingSelection": {
        "IamRoleArn": "arn:aws:iam::111122223333:role/r",
        "ProtectedResourceType": "RDS",
        "RestoreTestingSelectionName": "s",
    },
}
_SCALED = Gap("application-autoscaling", "list_tags_for_resource", {"ResourceARN": "arn"})
"""Of the tags of what is scaled, which the provider asks for; and without it there is nothing that a policy scales."""
_USERS = Gap("elasticache", "create_user_group", {"UserGroupId": "g", "Engine": "valkey"})
"""Of users, whom a replication group needs; and of its nodes, which the provider asks for, moto keeps none."""
_PIPELINES = {
    "name": "project",
    "source": {"type": "CODEPIPELINE"},
    "artifacts": {"type": "CODEPIPELINE"},
    "environment": {"type": "ARM_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
    "serviceRole": "arn:aws:iam::111122223333:role/r",
}
"""What comes from a pipeline has no location, which moto asks for."""
_CHOSEN = {"SelectionName": "s", "IamRoleArn": "arn:aws:iam::111122223333:role/r"}

GAPS: Mapping[str, Gap] = {
    "aws_accessanalyzer_analyzer": Gap("accessanalyzer", "create_analyzer", {"analyzerName": "a", "type": "ACCOUNT"}),
    "aws_appautoscaling_policy": _SCALED,
    "aws_appautoscaling_target": _SCALED,
    "aws_backup_restore_testing_plan": Gap(
        "backup", "create_restore_testing_plan", {"RestoreTestingPlan": {**_PLAN, "RecoveryPointSelection": _POINTS}}
    ),
    "aws_backup_restore_testing_selection": Gap("backup", "create_restore_testing_selection", _SELECTION),
    "aws_backup_selection": Gap("backup", "create_backup_selection", {"BackupPlanId": "p", "BackupSelection": _CHOSEN}),
    "aws_backup_vault_policy": Gap(
        "backup", "put_backup_vault_access_policy", {"BackupVaultName": "v", "Policy": "{}"}
    ),
    "aws_cloudwatch_composite_alarm": Gap("cloudwatch", "put_composite_alarm", {"AlarmName": "a", "AlarmRule": "TRUE"}),
    "aws_codebuild_project": Gap("codebuild", "create_project", _PIPELINES, "InvalidInputException"),
    "aws_ebs_default_kms_key": Gap("ec2", "get_ebs_default_kms_key_id"),
    "aws_ebs_snapshot_block_public_access": Gap(
        "ec2", "enable_snapshot_block_public_access", {"State": "block-all-sharing"}
    ),
    "aws_ec2_image_block_public_access": Gap(
        "ec2", "enable_image_block_public_access", {"ImageBlockPublicAccessState": "block-new-sharing"}
    ),
    "aws_ec2_instance_metadata_defaults": Gap("ec2", "modify_instance_metadata_defaults", {"HttpTokens": "required"}),
    "aws_elasticache_parameter_group": Gap(
        "elasticache",
        "create_cache_parameter_group",
        {"CacheParameterGroupName": "g", "CacheParameterGroupFamily": "valkey8", "Description": "d"},
    ),
    "aws_elasticache_replication_group": _USERS,
    "aws_elasticache_user_group": _USERS,
    "aws_securityhub_account": Gap("securityhub", "update_security_hub_configuration", {"AutoEnableControls": False}),
    "aws_securityhub_standards_subscription": Gap(
        "securityhub", "batch_enable_standards", {"StandardsSubscriptionRequests": [{"StandardsArn": "arn"}]}
    ),
}
"""Types whose resources cannot be made, and a request of each that is refused whatever is asked."""
UNDELETED: Mapping[str, Gap] = {
    "aws_backup_vault": Gap("backup", "list_recovery_points_by_backup_vault", {"BackupVaultName": "v"}),
    "aws_elasticache_subnet_group": Gap("elasticache", "delete_cache_subnet_group", {"CacheSubnetGroupName": "g"}),
    "aws_route53_resolver_query_log_config": Gap(
        "route53resolver", "delete_resolver_query_log_config", {"ResolverQueryLogConfigId": "c"}
    ),
    "aws_route53_resolver_query_log_config_association": Gap(
        "route53resolver",
        "disassociate_resolver_query_log_config",
        {"ResolverQueryLogConfigId": "c", "ResourceId": "r"},
    ),
}
"""Types whose resources are made, and then stay, and a request that the provider makes to delete one."""
MISREAD: Mapping[str, str] = {
    "aws_codepipeline": "moto tells when a pipeline was made in words, where the provider wants a number",
}
"""Types that moto makes and the provider then cannot read. Nothing asks whether that is still so."""
