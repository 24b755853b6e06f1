"""Roles that resources hand to AWS's services, and whether those can take them."""

from __future__ import annotations

import re

from policies.backups import SELECTION
from policies.containers import TASK
from policies.databases import CLUSTER, INSTANCE, MEMBER
from policies.documents import Statement, statements
from policies.grants import ROLE, covers
from policies.pipelines import PIPELINE
from policies.some import some
from policies.values import UnknownValue
from policies.view import Resource, Stack

HANDED: dict[str, dict[str, str]] = {
    SELECTION: {"iamRoleArn": "backup"},
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": {"iamRoleArn": "backup"},
    "aws:cfg/recorder:Recorder": {"roleArn": "config"},
    "aws:cloudtrail/trail:Trail": {"cloudWatchLogsRoleArn": "cloudtrail"},
    "aws:cloudwatch/eventTarget:EventTarget": {"roleArn": "events"},
    "aws:codebuild/project:Project": {"serviceRole": "codebuild"},
    "aws:codedeploy/deploymentGroup:DeploymentGroup": {"serviceRoleArn": "codedeploy"},
    PIPELINE: {"roleArn": "codepipeline"},
    "aws:ec2/flowLog:FlowLog": {"iamRoleArn": "vpc-flow-logs"},
    TASK: {"executionRoleArn": "ecs-tasks", "taskRoleArn": "ecs-tasks"},
    "aws:iam/instanceProfile:InstanceProfile": {"role": "ec2"},
    "aws:lambda/function:Function": {"role": "lambda"},
    "aws:pipes/pipe:Pipe": {"roleArn": "pipes"},
    CLUSTER: {"monitoringRoleArn": "monitoring.rds"},
    INSTANCE: {"monitoringRoleArn": "monitoring.rds"},
    MEMBER: {"monitoringRoleArn": "monitoring.rds"},
    "aws:rds/proxy:Proxy": {"roleArn": "rds"},
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {"role": "s3"},
    "aws:sfn/stateMachine:StateMachine": {"roleArn": "states"},
}
"""By type, which property names a role, and the service that takes it."""
SERVICE_LINKED_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
SERVICE_LINKED = "/aws-service-role/"
CONFINABLE = {
    "codebuild": "AWS CodeBuild User Guide",
    "config": "AWS Config Developer Guide, Permissions for the IAM Role",
    "ecs-tasks": "Amazon ECS Developer Guide, Amazon ECS task IAM role",
    "monitoring.rds": "Amazon RDS User Guide, Setting up Enhanced Monitoring",
    "pipes": "Amazon EventBridge User Guide, Pipes",
    "scheduler": "EventBridge Scheduler User Guide",
    "states": "AWS Step Functions Developer Guide",
    "vpc-flow-logs": "Amazon VPC User Guide, IAM role for publishing flow logs",
}
"""Services that say, when they take a role, for whose resource they act, and where AWS's documentation says so. Of
others such as EC2 it does not say so: a condition that they do not meet would only shut them out."""
TOLD = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid")


def roles_handed(resource: Resource, path: str, stack: Stack) -> list[Resource]:
    """Return the roles of this stack that a property names; none if it names none, or one that is AWS's to make.

    Raises `UnknownValue` where it names one that this stack does not make.
    """
    if not resource.has(path):
        return []
    referred = resource.refers_to(path)
    if any(each.type == SERVICE_LINKED_ROLE for each in referred):
        return []
    if found := [each for each in referred if each.type == ROLE and each.made]:
        return found
    named = resource.get(path, "")
    if SERVICE_LINKED in named:
        return []
    found = [role for role in stack.of(ROLE) if role.properties.get("name") == named.rpartition("/")[2]]
    if found:
        return found
    raise UnknownValue(path, "is a role that another stack makes")


def shut_out(role: Resource, service: str) -> str | None:
    """Return why a service cannot take a role, or None if it can."""
    trusting = [each for each in statements(role.document("assumeRolePolicy")) if not each.is_deny]
    if some(lambda each: _lets_in(each, service), trusting):
        return None
    return f"{role.name} cannot be taken by {service}.amazonaws.com"


def _lets_in(statement: Statement, service: str) -> bool:
    """Tell whether a service can take a role by a statement; a condition it meets only if it tells for whom it acts.

    The account or the resource that a condition names is taken on trust.
    """
    like = re.compile(rf"{re.escape(service)}(\.[a-z]+-[a-z-]+-\d)?\.amazonaws\.com(\.cn)?")
    if not any(map(like.fullmatch, statement.services)) or not covers(statement, "sts:AssumeRole"):
        return False
    keys = [key for _, key, _ in statement.conditions()]
    if keys and service not in CONFINABLE:
        raise UnknownValue("assumeRolePolicy", f"has a condition of which AWS does not say that {service} meets it")
    return all(key in TOLD for key in keys)
