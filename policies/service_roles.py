"""Roles that resources hand to AWS's services, and whether those can take them."""

from __future__ import annotations

from policies.backups import SELECTION
from policies.containers import TASK
from policies.databases import CLUSTER, INSTANCE, MEMBER
from policies.documents import Statement, statements
from policies.grants import ROLE, covers
from policies.let_in import TOLD, denies_service, is_service, only_demands
from policies.pipelines import PIPELINE
from policies.some import some
from policies.types import FLOW_LOG, RECORDER
from policies.values import UnknownValue
from policies.view import Resource, Stack

RECORDING: dict[str, dict[str, str]] = {
    RECORDER: {"roleArn": "config"},
    "aws:cloudtrail/trail:Trail": {"cloudWatchLogsRoleArn": "cloudtrail"},
    FLOW_LOG: {"iamRoleArn": "vpc-flow-logs"},
}
COPYING: dict[str, dict[str, str]] = {
    SELECTION: {"iamRoleArn": "backup"},
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": {"iamRoleArn": "backup"},
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {"role": "s3"},
}
RUNNING: dict[str, dict[str, str]] = {
    "aws:cloudwatch/eventTarget:EventTarget": {"roleArn": "events"},
    "aws:codebuild/project:Project": {"serviceRole": "codebuild"},
    "aws:codedeploy/deploymentGroup:DeploymentGroup": {"serviceRoleArn": "codedeploy"},
    PIPELINE: {"roleArn": "codepipeline"},
    TASK: {"executionRoleArn": "ecs-tasks", "taskRoleArn": "ecs-tasks"},
    "aws:iam/instanceProfile:InstanceProfile": {"role": "ec2"},
    "aws:lambda/function:Function": {"role": "lambda"},
    "aws:pipes/pipe:Pipe": {"roleArn": "pipes"},
    CLUSTER: {"monitoringRoleArn": "monitoring.rds"},
    INSTANCE: {"monitoringRoleArn": "monitoring.rds"},
    MEMBER: {"monitoringRoleArn": "monitoring.rds"},
    "aws:rds/proxy:Proxy": {"roleArn": "rds"},
    "aws:sfn/stateMachine:StateMachine": {"roleArn": "states"},
}
HANDED = {**RECORDING, **COPYING, **RUNNING}
"""By type, which property names a role, and the service that takes it: to record, to copy data, and to run."""
SERVICE_LINKED_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
SERVICE_LINKED = "/aws-service-role/"
TAKE = "sts:AssumeRole"
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
ALSO_TOLD = {
    "codedeploy": "AWS CodeDeploy User Guide, Cross-service confused deputy prevention",
    "events": "Amazon EventBridge User Guide, Cross-service confused deputy prevention",
}
"""Services that say so too, but whose guides show roles that ask nothing."""


class MadeElsewhere(UnknownValue):
    """A property names a role that is only looked up, or named by its ARN: what it says is not seen here."""


def roles_handed(resource: Resource, path: str, stack: Stack) -> list[Resource]:
    """Return the roles of this stack that a property names; none if it names none, or one that is AWS's to make.

    Raises `MadeElsewhere` where it names one that this stack does not make.
    """
    if not resource.has(path):
        return []
    referred = resource.refers_to(path)
    if any(each.type == SERVICE_LINKED_ROLE for each in referred):
        return []
    if found := [each for each in referred if each.type == ROLE and each.made]:
        return found
    if not any(each.type == ROLE for each in referred):
        named = resource.get(path, "")
        if SERVICE_LINKED in named:
            return []
        if found := [role for role in stack.of(ROLE) if role.properties.get("name") == named.rpartition("/")[2]]:
            return found
    raise MadeElsewhere(path, "is a role that is made elsewhere")


def shut_out(role: Resource, service: str) -> str | None:
    """Return why a service cannot take a role, or None if it can."""
    said = statements(role.document("assumeRolePolicy"))
    denied = some(lambda each: denies_service(each, service, TAKE), said)
    if not denied and some(lambda each: _lets_in(each, service), [each for each in said if not each.is_deny]):
        return None
    return f"{role.name} cannot be taken by {service}.amazonaws.com"


def _lets_in(statement: Statement, service: str) -> bool:
    """Tell whether a service can take a role by a statement; a condition it meets only if it tells for whom it acts.

    The account or the resource that a condition names is taken on trust.
    """
    if not any(is_service(each, service) for each in statement.services) or not covers(statement, TAKE):
        return False
    if list(statement.conditions()) and service not in {**CONFINABLE, **ALSO_TOLD}:
        raise UnknownValue("assumeRolePolicy", f"has a condition, and whether {service} meets it is not known")
    return only_demands(statement, *TOLD)
